//! The names that the expressions of a scenario can use: what is observed of a month.

use crate::model::observables::events::Switch;
use crate::model::observables::{EventKind, months, slug};
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

/// The switch that is off, if this one is.
fn off(mechanisms: &Mechanisms, switch: Option<Switch>) -> Option<&'static str> {
    let (key, is_on) = switch?;
    (!is_on(mechanisms)).then_some(key)
}

/// All names of a scenario: monthly observables in the order of the record, then events, then the rest.
pub fn vocabulary(scenario: &Scenario) -> Vec<Known> {
    let on = crate::model::operations::effective(scenario);
    let mut known: Vec<Known> = Vec::new();
    for (n, own) in months::columns(&scenario.roster).into_iter().enumerate() {
        known.push(Known {
            name: own.column.name,
            unit: own.column.unit,
            meaning: own.column.description,
            source: Source::Month(n),
            before_choice: own.before_choice,
            off: off(&on, own.switch),
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
    let mut add_as = |kind: EventKind, stem: &str, parts: [Option<&(u16, String, &str)>; 3]| {
        let [actor, target, theatre] = parts;
        let codes = parts.map(|part| part.map_or(NO_LABEL, |(code, ..)| *code));
        let mut name = stem.to_owned();
        for (_, code, _) in parts.iter().flatten() {
            name.push('_');
            name.push_str(code);
        }
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
            meaning: format!("{}{told}: how many in the month.", kind.what()),
            source: Source::Event {
                kind: kind as u16,
                actor: codes[0],
                target: codes[1],
                theatre: codes[2],
            },
            before_choice: kind.before_choice(),
            off: off(on, kind.switch()),
        });
    };
    let probers: Vec<(u16, String, &str)> = (allies.len() as u16..)
        .zip(&roster.probers)
        .map(|(n, prober)| (n, slug(&prober.code), prober.name.as_str()))
        .collect();
    let mut add = |kind: EventKind, parts| add_as(kind, kind.name(), parts);
    for target in &roster.targets {
        let (prober, theatre) = (&probers[target.prober], &theatres[target.theatre]);
        add(EventKind::Probe, [Some(prober), None, Some(theatre)]);
        for ally in &allies {
            add(
                EventKind::Response,
                [Some(ally), Some(prober), Some(theatre)],
            );
        }
    }
    for dyad in &roster.dyads {
        let [i, j] = dyad.between.map(|n| &allies[n]);
        for kind in [
            EventKind::Exercise,
            EventKind::Statement,
            EventKind::Suspension,
            EventKind::Resumption,
        ] {
            add(kind, [Some(i), Some(j), None]);
        }
        add(EventKind::Shock, [Some(i), Some(j), None]);
        add(EventKind::Shock, [Some(j), Some(i), None]);
    }
    for ally in &allies {
        add(EventKind::Election, [Some(ally), None, None]);
    }
    for theatre in &theatres {
        for kind in [EventKind::Crisis, EventKind::War, EventKind::Settlement] {
            add(kind, [None, None, Some(theatre)]);
        }
    }
    for base in &roster.bases {
        let (host, guest) = (&allies[base.host], &allies[base.guest]);
        add(
            EventKind::Refusal,
            [Some(host), Some(guest), Some(&theatres[base.theatre])],
        );
    }
    for ally in &allies {
        // The run's column counts turnovers; the event log calls them elections.
        add_as(EventKind::Election, "turnover", [Some(ally), None, None]);
    }
    // `campaign` is an observable: 1 while one is in force.
    add_as(EventKind::Campaign, "campaign_began", [None; 3]);
}
