//! What makes one scenario another, in words and numbers: its levers, switches and values that the baseline has not.

use std::collections::BTreeMap;

use crate::scenario::{Action, Lever, LeverTarget, Month, Scenario, Setting};
use crate::store::study_record::{ArmInfo, StudyInfo};

/// Most values that are named one by one; what is more is counted.
const NAMED: usize = 8;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A sentence for each difference, without full stops; empty where the scenarios do the same.
pub fn differences(baseline: &Scenario, other: &Scenario) -> Vec<String> {
    let mut found = Vec::new();
    for lever in &other.levers {
        if !baseline.levers.contains(lever) {
            found.push(lever_in_words(lever, other));
        }
    }
    for lever in &baseline.levers {
        if !other.levers.contains(lever) {
            found.push(format!(
                "it is not so that {}",
                lever_in_words(lever, baseline)
            ));
        }
    }
    let (own, others) = (values(baseline), values(other));
    let mut more = Vec::new();
    for (path, value) in &others {
        match own.get(path) {
            Some(before) if before == value => {}
            Some(Setting::Switch(_)) if path.starts_with("mechanisms.") => {
                let switch = path.trim_start_matches("mechanisms.");
                let state = if *value == Setting::Switch(true) {
                    "on"
                } else {
                    "off"
                };
                found.push(format!("the mechanism {switch} is switched {state}"));
            }
            before => more.push((path.as_str(), before, value)),
        }
    }
    let named = more.len().min(NAMED);
    for (path, before, value) in &more[..named] {
        let (value, path) = (written(value), *path);
        found.push(match before {
            Some(before) => format!("{path} is {value} instead of {}", written(before)),
            None => format!("{path} is {value}"),
        });
    }
    if more.len() > named {
        found.push(format!("{} further values differ", more.len() - named));
    }
    found
}

/// What an arm or a scenario changes, as what follows "In NAME" in a sentence; `moved` is what [`moved`] says of it.
pub fn changes(baseline: &Scenario, other: &Scenario, moved: &[String]) -> String {
    let mut found = differences(baseline, other);
    found.extend_from_slice(moved);
    match found.is_empty() {
        true => " nothing differs from the baseline.".to_owned(),
        false => format!(", {}.", found.join("; ")),
    }
}

/// The same as a whole sentence.
pub fn sentence(baseline: &Scenario, name: &str, other: &Scenario, moved: &[String]) -> String {
    format!("In {name}{}", changes(baseline, other, moved))
}

/// What an arm of a study scales and shifts after the factors are set, which its resolved scenario does not hold.
pub fn moved(arm: &ArmInfo) -> Vec<String> {
    let scaled = arm.scale.iter();
    let scaled =
        scaled.map(|(path, by)| format!("{path} is multiplied by {by} after the factors are set"));
    let shifted = arm.shift.iter();
    let shifted =
        shifted.map(|(path, by)| format!("{by} is added to {path} after the factors are set"));
    scaled.chain(shifted).collect()
}

/// The effects of a study that have weights of their own, each with what it is, as what follows "The effect NAME" in
/// a sentence. The effects of single arms stand first, one for each arm but the baseline, and need no words.
pub fn weighted(study: &StudyInfo) -> Vec<(&str, String)> {
    let own = study
        .effects
        .iter()
        .skip(study.arms.len().saturating_sub(1));
    own.map(|effect| {
        let arms = study.arms.iter().zip(&effect.weights);
        let words: Vec<String> = arms
            .filter(|(_, weight)| **weight != 0.0)
            .map(|(arm, weight)| format!("{} {weight}", arm.name))
            .collect();
        let words = words.join(", ");
        let text = format!(" is the sum of the arms weighted by {words}.");
        (effect.name.as_str(), text)
    })
    .collect()
}

/// Every value but names, levers and outcomes, by path.
fn values(scenario: &Scenario) -> BTreeMap<String, Setting> {
    let mut values = BTreeMap::new();
    for section in scenario.sections() {
        let table = section.table.as_str();
        if table.starts_with("levers.") || table.starts_with("outcomes.") {
            continue;
        }
        for entry in section.entries {
            if table == "scenario"
                && ["name", "title", "runs", "seed"].contains(&entry.key.as_str())
            {
                continue;
            }
            match entry.value {
                Setting::List(list) if list.len() == entry.paths.len() => {
                    values.extend(entry.paths.into_iter().zip(list));
                }
                value => {
                    values.insert(format!("{table}.{}", entry.key), value);
                }
            }
        }
    }
    values
}

fn written(value: &Setting) -> String {
    match value {
        Setting::Text(text) => text.clone(),
        value => value.to_toml(),
    }
}

/// What a lever does, and when.
pub fn lever_in_words(lever: &Lever, scenario: &Scenario) -> String {
    let roster = &scenario.roster;
    let ally = |n: usize| roster.allies[n].name.as_str();
    let pair = |n: usize| {
        let [i, j] = roster.dyads[n].between.map(ally);
        format!("{i} and {j}")
    };
    let mut announced = false;
    let (what, unit) = match lever.target {
        LeverTarget::Channel {
            dyad,
            channel,
            announced: told,
        } => {
            announced = told;
            let level = match lever.action {
                Action::Set(_) => "the level",
                Action::Scale(_) | Action::Shift(_) => "the target",
            };
            (
                format!("{level} of the channel {} of {}", channel.key(), pair(dyad)),
                "",
            )
        }
        LeverTarget::Will { dyad } => {
            (format!("the joint will of {} to cooperate", pair(dyad)), "")
        }
        LeverTarget::Opinion { dyad, public } => {
            let [own, partner] = [public, 1 - public].map(|n| ally(roster.dyads[dyad].between[n]));
            (format!("opinion of {partner} in {own}"), " logits")
        }
        LeverTarget::Industry { dyad } => (
            format!("the share of {} in joint programmes", pair(dyad)),
            "",
        ),
        LeverTarget::Stance { ally: n } => (
            format!(
                "the stance of the leader of {} towards cooperation",
                ally(n)
            ),
            " logits",
        ),
        LeverTarget::Commitment { ally: n } => {
            (format!("the commitment of {}", ally(n)), " logits")
        }
        LeverTarget::Threat { ally: n } => (format!("the threat perceived by {}", ally(n)), ""),
        LeverTarget::Party { ally: n } => {
            let party = match lever.action {
                Action::Set(party) if party > 0.5 => "b",
                _ => "a",
            };
            let words = format!("party {party} is in office in {}", ally(n));
            return format!("{words} {}", period(lever, scenario));
        }
        LeverTarget::Rung { target } => {
            let target = roster.targets[target];
            let (prober, theatre) = (
                &roster.probers[target.prober],
                &roster.theatres[target.theatre],
            );
            (
                format!(
                    "the rung of {} in the theatre {}",
                    prober.name, theatre.name
                ),
                "",
            )
        }
        LeverTarget::Coordination { announced: told } => {
            announced = told;
            ("coordination in operations".to_owned(), "")
        }
    };
    let done = match lever.action {
        Action::Set(x) => format!("is held at {x}{unit}"),
        Action::Scale(x) => format!("is multiplied by {x}"),
        Action::Shift(x) if x < 0.0 => format!("is lowered by {}{unit}", -x),
        Action::Shift(x) => format!("is raised by {x}{unit}"),
    };
    let told = if announced {
        ", as announced to the probers"
    } else {
        ""
    };
    format!("{what} {done} {}{told}", period(lever, scenario))
}

/// When a lever acts: the months of the record alone.
fn period(lever: &Lever, scenario: &Scenario) -> String {
    let end = scenario.start.plus(scenario.horizon as i32);
    let (from, until) = (lever.from.max(scenario.start), lever.until.min(end));
    let last = until.plus(-1);
    match (from <= scenario.start, until >= end) {
        (true, true) => "throughout".to_owned(),
        (false, true) => format!("from {} on", spelled(from)),
        (true, false) => format!("until {}", spelled(last)),
        (false, false) if from == last => format!("in {}", spelled(from)),
        (false, false) => format!("from {} to {}", spelled(from), spelled(last)),
    }
}

/// A month as prose has it.
fn spelled(month: Month) -> String {
    let name = MONTHS.get(month.month().saturating_sub(1) as usize);
    format!("{} {}", name.unwrap_or(&""), month.year())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::scenario::load::load;

    fn shipped(name: &str, sets: &[&str]) -> Scenario {
        let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
        load(Path::new(name), &sets).unwrap().scenario
    }

    #[test]
    fn levers_switches_and_values_are_said() {
        let base = shipped("northeast_asia", &[]);
        let sets = [
            "levers.x={ stance = \"KOR\", shift = -2.5, from = \"2027-01\", until = \"2031-01\" }",
            "levers.y={ dyad = \"JPN-KOR\", channel = \"exercises\", set = 0.0 }",
            "levers.z={ rung = \"PRK/KP\", set = 3, from = \"2028-05\", until = \"2028-06\" }",
            "mechanisms.fear=false",
            "will.threat=0.25",
        ];
        let other = shipped("northeast_asia", &sets);
        let found = differences(&base, &other);
        for wanted in [
            "the stance of the leader of South Korea towards cooperation is lowered by 2.5 logits from January 2027 to December 2030",
            "the level of the channel exercises of Japan and South Korea is held at 0 throughout",
            "the rung of North Korea in the theatre Korean Peninsula is held at 3 in May 2028",
            "the mechanism fear is switched off",
        ] {
            assert!(found.iter().any(|own| own == wanted), "{wanted}: {found:?}");
        }
        assert!(
            found
                .iter()
                .any(|own| own.starts_with("will.threat is 0.25 instead of ")),
            "{found:?}"
        );
        assert_eq!(found.len(), 5, "{found:?}");
        assert!(differences(&base, &base).is_empty());
        let back = differences(&other, &base);
        assert!(
            back.iter()
                .any(|own| own.starts_with("it is not so that the stance")),
            "{back:?}"
        );
    }
}
