//! The sources of the equations that a scenario has in use, as BibTeX.
//!
//! Which mechanism rests on which source follows section 7 of `docs/odd.md`; a mechanism that is switched
//! off brings none.

use crate::scenario::{CrisisStage, Information, Scenario};

/// Every entry, in alphabetical order of its key.
const REFERENCES: &str = include_str!("references.bib");

/// Sources of what no switch turns off: the protocol, random numbers, signals chosen at a cost,
/// misperception, and quantal choice.
const ALWAYS: &[&str] = &[
    "grimm2020",
    "salmon2011",
    "spence1973",
    "fearon1997",
    "jervis1976",
    "mckelvey1998",
    "signorino1999",
];

/// Sources of effects over points with the noise of replicates taken out.
pub(super) const NOISE_FREE: &[&str] = &["koenker2014"];

/// Sources by switch.
const BY_MECHANISM: &[(&str, &[&str])] = &[
    ("operations", &["wilkening2000", "koopman1956"]),
    ("coordination", &["arrow1961", "kalman1960"]),
    (
        "dual_contingency",
        &["edmonds1970", "erlang1917", "smith1981"],
    ),
    ("attention", &["sims2003"]),
    (
        "learn_channels",
        &["hamilton1989", "blom1988", "clemen1985"],
    ),
    ("pooling", &["genest1986"]),
    ("follow_ups", &["hawkes1971", "hess2018"]),
    ("levels", &["morrow1994", "benson2012"]),
    ("fear", &["jervis1978"]),
    ("trust", &["kydd2005"]),
    ("decoupling", &["powell1990"]),
];

/// Keys of the sources of a scenario's equations, in alphabetical order.
pub fn sources(scenario: &Scenario) -> Vec<&'static str> {
    let mut keys = ALWAYS.to_vec();
    for (switch, on) in scenario.mechanisms.switches() {
        let found = BY_MECHANISM.iter().find(|(name, _)| *name == switch);
        if let Some((_, sources)) = found.filter(|_| on) {
            keys.extend_from_slice(sources);
        }
    }
    match scenario.information {
        Information::Off => {}
        Information::Derived => keys.push("raiffa1961"),
        Information::Entropy => keys.push("lindley1956"),
    }
    if scenario.crisis_stage == CrisisStage::Signalling {
        keys.push("lewis2003");
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Keys of the sources of a design of experiments.
pub fn design_sources(kind: &str) -> &'static [&'static str] {
    match kind {
        "lhs" => &["mckay1979"],
        "sobol" => &["owen1998", "sobol1967"],
        "saltelli" => &["saltelli2010"],
        "morris" => &["campolongo2007", "morris1991"],
        _ => &[],
    }
}

/// The BibTeX entries with these keys, in alphabetical order; keys without an entry are passed over.
pub fn bibtex(keys: &[&str]) -> String {
    let entries = REFERENCES.split("\n\n").map(str::trim);
    let wanted = entries.filter(|entry| key(entry).is_some_and(|key| keys.contains(&key)));
    let mut text = wanted.collect::<Vec<_>>().join("\n\n");
    text.push('\n');
    text
}

/// Author and year of an entry as a text cites it, such as `Blom and Bar-Shalom 1988`; the key if there
/// is no such entry.
///
/// ```
/// use trilat::report::bibliography::short;
/// assert_eq!(short("salmon2011"), "Salmon et al. 2011");
/// assert_eq!(short("jervis1978"), "Jervis 1978");
/// ```
pub fn short(wanted: &str) -> String {
    let mut entries = REFERENCES.split("\n\n").map(str::trim);
    let Some(entry) = entries.find(|entry| key(entry) == Some(wanted)) else {
        return wanted.to_owned();
    };
    let field = |name: &str| {
        let (_, rest) = entry.split_once(&format!("{name} = {{"))?;
        rest.split_once('}').map(|(value, _)| value)
    };
    let authors = field("author").unwrap_or_default();
    let last = |author: &str| {
        author
            .split(',')
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    let names: Vec<String> = authors.split(" and ").map(last).collect();
    let who = match names.as_slice() {
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [one, ..] => format!("{one} et al."),
        [] => String::new(),
    };
    format!("{who} {}", field("year").unwrap_or_default())
}

fn key(entry: &str) -> Option<&str> {
    let (_, rest) = entry.split_once('{')?;
    rest.split_once(',').map(|(key, _)| key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_one_entry_and_every_entry_a_use() {
        let entries: Vec<&str> = REFERENCES
            .split("\n\n")
            .filter_map(|e| key(e.trim()))
            .collect();
        let mut sorted = entries.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(entries, sorted);
        let mut used: Vec<&str> = ALWAYS.to_vec();
        used.extend(BY_MECHANISM.iter().flat_map(|(_, keys)| *keys));
        used.extend(["raiffa1961", "lindley1956", "lewis2003"]);
        used.extend(NOISE_FREE);
        for kind in ["lhs", "sobol", "saltelli", "morris"] {
            used.extend(design_sources(kind));
        }
        used.sort_unstable();
        used.dedup();
        assert_eq!(entries, used);
    }

    #[test]
    fn every_switch_named_here_exists() {
        for (switch, _) in BY_MECHANISM {
            assert!(
                crate::scenario::Mechanisms::KEYS.contains(switch),
                "{switch}"
            );
        }
    }
}
