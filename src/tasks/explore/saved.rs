//! A scenario as a file of its own: what it says beyond the one that it extends, and nothing else.

use std::collections::BTreeMap;
use std::path::Path;

use crate::model::{load_carried, load_text};
use crate::scenario::{Scenario, Section, quoted};

/// The text of a scenario that extends a carried one, with the values alone that differ; the scenario in full where none is
/// named, or where a file could not say it so. Reading it gives the same scenario, and writing that the same text.
pub fn saved(own: &Scenario, root: Option<&str>) -> String {
    let short = root.and_then(|root| beyond(own, root));
    short.unwrap_or_else(|| own.to_toml())
}

/// What a scenario says beyond a carried one, if that says it all.
fn beyond(own: &Scenario, root: &str) -> Option<String> {
    let base = load_carried(root, &[]).ok()?.scenario;
    let known: BTreeMap<String, String> = lines(&base.sections()).collect();
    let mut text = format!("extends = {}\n", quoted(root));
    for section in own.sections() {
        let mut head = format!("\n[{}]\n", section.table);
        for (path, line) in lines(std::slice::from_ref(&section)) {
            // A name and a title are not taken over from a base.
            let always = ["scenario.name", "scenario.title"].contains(&path.as_str());
            if always || known.get(&path) != Some(&line) {
                text.push_str(&std::mem::take(&mut head));
                text.push_str(&line);
            }
        }
    }
    let read = load_text(Path::new("scenario.toml"), &text, &[]).ok()?;
    (read.scenario == *own).then_some(text)
}

/// Every line by its path.
fn lines(sections: &[Section]) -> impl Iterator<Item = (String, String)> {
    sections.iter().flat_map(|section| {
        section.entries.iter().map(|entry| {
            let path = format!("{}.{}", section.table, entry.key);
            (path, format!("{} = {}\n", entry.key, entry.value.to_toml()))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carried(name: &str, sets: &[&str]) -> Scenario {
        let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
        load_carried(name, &sets).unwrap().scenario
    }

    fn read(text: &str) -> Scenario {
        let path = Path::new("scenario.toml");
        load_text(path, text, &[]).unwrap().scenario
    }

    #[test]
    fn what_is_saved_and_read_again_is_the_same_to_the_byte() {
        let sets = [
            "will.threat=0.25",
            "states.PRK.targets.KP.drive.3=-4.5",
            "mechanisms.fear=false",
            "scenario.runs=4096",
            "levers.x={ dyad = \"JPN-KOR\", channel = \"exercises\", set = 0.0, from = \"2027-01\" }",
        ];
        let own = carried("northeast_asia", &sets);
        let text = saved(&own, Some("northeast_asia"));
        assert!(text.starts_with("extends = \"northeast_asia\"\n"), "{text}");
        assert!(text.lines().count() < 30, "{text}");
        assert_eq!(read(&text), own);
        assert_eq!(saved(&read(&text), Some("northeast_asia")), text);
    }

    #[test]
    fn a_scenario_that_lacks_a_lever_of_its_base_is_written_in_full() {
        let own = carried("northeast_asia", &[]);
        let text = saved(&own, Some("no_drills"));
        assert!(!text.contains("extends"), "{text}");
        assert_eq!(read(&text), own);
    }

    #[test]
    fn every_scenario_that_the_program_carries_can_be_saved_beyond_itself() {
        for input in crate::shipped::of_kind(crate::shipped::Kind::Scenario) {
            let own = carried(input.name, &["scenario.seed=77"]);
            let text = saved(&own, Some(input.name));
            assert!(text.starts_with("extends"), "{}: {text}", input.name);
            assert_eq!(read(&text), own, "{}", input.name);
        }
    }
}
