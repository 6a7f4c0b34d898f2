//! The observables of any scenario, with placeholders where a roster puts its names.

use super::layout::Layout;
use crate::scenario::{
    AllySpec, BaseSpec, DyadSpec, Month, Party, ProberSpec, Roster, RungSpec, TargetSpec,
    TheatreSpec,
};

/// A column of `runs.csv` or of the monthly record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observable {
    /// Its name, such as `probes_<prober>_<theatre>_r<rung>`.
    pub pattern: String,
    /// Whether it is recorded by month rather than by run.
    pub monthly: bool,
    /// Its unit.
    pub unit: String,
    /// What it is, in a sentence.
    pub description: String,
}

/// Names in the placeholder roster, and how they are shown.
const PLACEHOLDERS: [(&str, &str); 6] = [
    ("ally", "<ally>"),
    ("partner", "<partner>"),
    ("prober", "<prober>"),
    ("theatre", "<theatre>"),
    ("base", "<base>"),
    ("r1", "r<rung>"),
];

/// A roster with one of each, named by placeholders.
pub(super) fn placeholders() -> Roster {
    let ally = |code: &str, name: &str| AllySpec {
        code: code.into(),
        name: name.into(),
        guarantor: true,
        party: Party::A,
        next_election: Month::FIRST,
    };
    Roster {
        allies: vec![ally("ALLY", "<ally>"), ally("PARTNER", "<partner>")],
        probers: vec![ProberSpec {
            code: "PROBER".into(),
            name: "<prober>".into(),
            bloc: true,
        }],
        dyads: vec![DyadSpec {
            code: "ALLY-PARTNER".into(),
            between: [0, 1],
        }],
        theatres: vec![TheatreSpec {
            code: "THEATRE".into(),
            name: "<theatre>".into(),
            host: None,
        }],
        rungs: vec![RungSpec {
            name: "<name>".into(),
        }],
        targets: vec![TargetSpec {
            prober: 0,
            theatre: 0,
        }],
        bases: vec![BaseSpec {
            code: "base".into(),
            host: 0,
            guest: 1,
            theatre: 0,
        }],
        ..Roster::default()
    }
}

/// Whether a column repeats for the partner what stands for the ally.
fn repeats(name: &str) -> bool {
    let at = |word: &str| name.split('_').position(|part| part == word);
    match (at("ally"), at("partner")) {
        (None, Some(_)) => true,
        (Some(ally), Some(partner)) => partner < ally,
        _ => false,
    }
}

fn shown(name: &str) -> String {
    let part = |part: &str| {
        let known = PLACEHOLDERS.iter().find(|(plain, _)| *plain == part);
        known.map_or(part, |(_, shown)| shown).to_owned()
    };
    name.split('_').map(part).collect::<Vec<_>>().join("_")
}

/// All observables, those by run first, in the order of the files.
pub fn observables() -> Vec<Observable> {
    let layout = Layout::new(&placeholders());
    let runs = layout
        .run
        .into_iter()
        .map(|c| (c.name, false, c.unit, c.description));
    let months = layout
        .month
        .into_iter()
        .map(|c| (c.name, true, c.unit, c.description));
    runs.chain(months)
        .filter(|(name, ..)| !repeats(name))
        .map(|(name, monthly, unit, description)| Observable {
            pattern: shown(&name),
            monthly,
            unit,
            description: description.replace("rung 1 ", "rung <rung> "),
        })
        .collect()
}

/// The observables that a column's name fits, such as `probes_prk_kp_r3`, or whose pattern it is.
pub fn lookup(query: &str) -> Vec<Observable> {
    let query = query.trim();
    let fits = |pattern: &str| {
        let (parts, words) = (pattern.split('_'), query.split('_'));
        pattern.split('_').count() == query.split('_').count()
            && parts.zip(words).all(|(part, word)| match part {
                "r<rung>" => {
                    part == word
                        || word
                            .strip_prefix('r')
                            .is_some_and(|n| n.parse::<u8>().is_ok())
                }
                _ if part.starts_with('<') => !word.is_empty(),
                _ => part == word,
            })
    };
    let found = observables();
    found.into_iter().filter(|o| fits(&o.pattern)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_of_a_scenario_is_found_by_its_name() {
        let patterns =
            |query: &str| -> Vec<String> { lookup(query).into_iter().map(|o| o.pattern).collect() };
        assert_eq!(
            patterns("probes_prk_kp_r3"),
            ["probes_<prober>_<theatre>_r<rung>"]
        );
        assert_eq!(patterns("drills_jpn_kor"), ["drills_<ally>_<partner>"; 2]);
        assert_eq!(
            patterns("belief_chn_kor_res"),
            ["belief_<prober>_<ally>_res"]
        );
        assert_eq!(patterns("leakers"), ["leakers"]);
        assert!(patterns("leekers").is_empty());
        assert!(lookup("opinion_jpn_of_kor")[0].monthly);
    }

    #[test]
    fn every_observable_is_described() {
        let all = observables();
        assert!(all.len() > 60, "{}", all.len());
        for o in &all {
            assert!(o.description.ends_with('.') && !o.unit.is_empty(), "{o:?}");
            assert!(
                !o.description.to_lowercase().contains("partner>'s"),
                "{o:?}"
            );
        }
    }
}
