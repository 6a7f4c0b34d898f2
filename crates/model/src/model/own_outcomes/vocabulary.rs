//! The names that the expressions of a scenario can use: what is observed of a month.

use crate::model::layout::{EVENT_KINDS, Layout, slug};
use crate::record::NO_LABEL;
use crate::scenario::{Mechanisms, Roster, Scenario};

/// Where the value of a name comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A column of the monthly record.
    Month(usize),
    /// Events of one kind: how many there were in the month, by codes of the event log.
    Event {
        /// Kind.
        kind: u16,
        /// Who acted, if it must be this one.
        actor: u16,
        /// Who was acted upon.
        target: u16,
        /// Where.
        theatre: u16,
    },
    /// The number of the month, from 1.
    Time,
    /// 1 from the month of an absorbing war on.
    AtWar,
}

/// A name, with what it means.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// The name.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// What it is, in a sentence.
    pub meaning: String,
    /// Where its value comes from.
    pub source: Source,
    /// Whether the value of a month precedes the choices of that month.
    pub before_choice: bool,
    /// The switch that leaves it without content here, if one is off.
    pub off: Option<&'static str>,
}

/// The stems of monthly columns: whether they are settled before the probers choose, and the mechanism without which
/// they never move.
const STEMS: &[(&str, bool, Option<&str>)] = &[
    ("cohesion", true, None),
    ("coordination", true, None),
    ("probes", false, None),
    ("rung", false, None),
    ("resolute", true, None),
    ("stance", true, None),
    ("threat", false, None),
    ("audience", false, Some("audience")),
    ("commitment", true, None),
    ("posture", true, Some("posture")),
    ("adaptation", true, Some("adaptation")),
    ("doubt", false, Some("decoupling")),
    ("exports", true, Some("industry")),
    ("cooperation", true, None),
    ("level", true, None),
    ("institution", true, None),
    ("interop", true, Some("industry")),
    ("industry", true, Some("industry")),
    ("drills", true, None),
    ("opinion", true, None),
    ("load", false, Some("operations")),
    ("access", true, Some("base_access")),
    ("alignment", true, Some("campaigns")),
    ("campaign", true, Some("campaigns")),
    ("belief", false, None),
    ("estimate", true, None),
    ("fear", false, Some("fear")),
    ("programme", true, Some("programme")),
];

/// The same for kinds of events, in the order of [`EVENT_KINDS`].
const EVENTS: [(&str, bool, Option<&str>); EVENT_KINDS.len()] = [
    ("A probe", false, None),
    ("A response", false, None),
    ("An exercise month", true, None),
    ("A statement", true, None),
    (
        "A suspension of intelligence sharing",
        true,
        Some("suspensions"),
    ),
    ("An election", true, Some("elections")),
    ("A shock to opinion", true, Some("history")),
    ("A crisis that began", false, Some("crises")),
    ("A war that began", false, Some("crises")),
    (
        "A resumption of intelligence sharing",
        true,
        Some("suspensions"),
    ),
    ("A settlement of a crisis", false, Some("crises")),
    ("A joint campaign that began", true, Some("campaigns")),
    ("A refusal of the use of bases", true, Some("base_access")),
];

/// The switch that is off, if this one is.
fn off(mechanisms: &Mechanisms, switch: Option<&'static str>) -> Option<&'static str> {
    let switch = switch?;
    let on = mechanisms.switches().any(|(key, on)| key == switch && on);
    (!on).then_some(switch)
}

/// All names of a scenario: monthly observables in the order of the record, then events, then the rest.
pub fn vocabulary(scenario: &Scenario) -> Vec<Known> {
    let on = crate::model::operations::effective(scenario);
    let layout = Layout::new(&scenario.roster);
    let mut known: Vec<Known> = Vec::new();
    for (n, column) in layout.month.into_iter().enumerate() {
        let stem = column.name.split('_').next().unwrap_or_default();
        let found = STEMS.iter().find(|(own, ..)| *own == stem);
        let (before_choice, switch) = found.map_or((false, None), |(_, b, s)| (*b, *s));
        known.push(Known {
            unit: column.unit,
            meaning: column.description,
            source: Source::Month(n),
            before_choice,
            off: off(&on, switch),
            name: column.name,
        });
    }
    events(&scenario.roster, &on, &mut known);
    let mut word = |name: &str, unit: &str, meaning: &str, source, before_choice| {
        known.push(Known {
            name: name.into(),
            unit: unit.into(),
            meaning: meaning.into(),
            source,
            before_choice,
            off: None,
        });
    };
    let text = "1 from the month on in which a war ends the run's probes; 0 throughout where war = \"reset\".";
    word("at_war", "1", text, Source::AtWar, false);
    let text = "Number of the recorded month, from 1.";
    word("t", "months", text, Source::Time, true);
    known
}

/// The events that can happen in a roster, by kind; several names can stand for one.
fn events(roster: &Roster, on: &Mechanisms, known: &mut Vec<Known>) {
    let allies: Vec<(u16, String, &str)> = (0..)
        .zip(&roster.allies)
        .map(|(n, ally)| (n, slug(&ally.code), ally.name.as_str()))
        .collect();
    let theatres: Vec<(u16, String, &str)> = (0..)
        .zip(&roster.theatres)
        .map(|(n, theatre)| (n, slug(&theatre.code), theatre.name.as_str()))
        .collect();
    let mut add_as = |kind: usize, stem: &str, parts: [Option<&(u16, String, &str)>; 3]| {
        let [actor, target, theatre] = parts;
        let codes = parts.map(|part| part.map_or(NO_LABEL, |(code, ..)| *code));
        let mut name = stem.to_owned();
        for (_, code, _) in parts.iter().flatten() {
            name.push('_');
            name.push_str(code);
        }
        let (what, before_choice, switch) = EVENTS[kind];
        let words = [
            (actor, " of "),
            (target, " towards "),
            (theatre, " in the theatre "),
        ];
        let told: String = words
            .iter()
            .filter_map(|(part, word)| part.map(|(.., name)| format!("{word}{name}")))
            .collect();
        known.push(Known {
            name,
            unit: "events".into(),
            meaning: format!("{what}{told}: how many in the month."),
            source: Source::Event {
                kind: kind as u16,
                actor: codes[0],
                target: codes[1],
                theatre: codes[2],
            },
            before_choice,
            off: off(on, switch),
        });
    };
    let probers: Vec<(u16, String, &str)> = (allies.len() as u16..)
        .zip(&roster.probers)
        .map(|(n, prober)| (n, slug(&prober.code), prober.name.as_str()))
        .collect();
    let mut add = |kind: usize, parts| add_as(kind, EVENT_KINDS[kind], parts);
    for target in &roster.targets {
        let (prober, theatre) = (&probers[target.prober], &theatres[target.theatre]);
        add(0, [Some(prober), None, Some(theatre)]);
        for ally in &allies {
            add(1, [Some(ally), Some(prober), Some(theatre)]);
        }
    }
    for dyad in &roster.dyads {
        let [i, j] = dyad.between.map(|n| &allies[n]);
        for kind in [2, 3, 4, 9] {
            add(kind, [Some(i), Some(j), None]);
        }
        add(6, [Some(i), Some(j), None]);
        add(6, [Some(j), Some(i), None]);
    }
    for ally in &allies {
        add(5, [Some(ally), None, None]);
    }
    for theatre in &theatres {
        for kind in [7, 8, 10] {
            add(kind, [None, None, Some(theatre)]);
        }
    }
    for base in &roster.bases {
        let (host, guest) = (&allies[base.host], &allies[base.guest]);
        add(12, [Some(host), Some(guest), Some(&theatres[base.theatre])]);
    }
    for ally in &allies {
        // The run's column counts turnovers; the event log calls them elections.
        add_as(5, "turnover", [Some(ally), None, None]);
    }
    // `campaign` is an observable: 1 while one is in force.
    add_as(11, "campaign_began", [None; 3]);
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::scenario::load::load;

    #[test]
    fn every_observable_is_known_to_come_before_or_after_the_choice() {
        let scenario = load(Path::new("northeast_asia"), &[]).unwrap().scenario;
        for column in Layout::new(&scenario.roster).month {
            let stem = column.name.split('_').next().unwrap_or_default();
            assert!(
                STEMS.iter().any(|(own, ..)| *own == stem),
                "{}",
                column.name
            );
        }
    }
}
