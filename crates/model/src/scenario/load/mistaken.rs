//! A file of one kind that was given where another is read.

use super::diagnostics::Collector;
use super::document::Table;
use super::source::{SourceId, Sources};
use crate::shipped::{self, Kind};

/// Sections that only files of one kind have.
const OWN: [(Kind, &[&str]); 4] = [
    (Kind::Study, &["study", "design"]),
    (Kind::Calibration, &["calibration"]),
    (Kind::Claim, &["claim", "tests"]),
    (
        Kind::Scenario,
        &[
            "scenario",
            "states",
            "theatres",
            "rungs",
            "mechanisms",
            "levers",
        ],
    ),
];

/// Reports a file that is of another kind than `wanted`, by the sections that it has and lacks.
pub fn is_mistaken(
    root: &Table,
    wanted: Kind,
    id: SourceId,
    sources: &Sources,
    found: &mut Collector,
) -> bool {
    let first = |kind: Kind| {
        let own = OWN.iter().filter(move |(of, _)| *of == kind);
        own.flat_map(|(_, keys)| *keys)
            .find_map(|key| root.get(key))
    };
    if first(wanted).is_some() {
        return false;
    }
    let others = OWN
        .iter()
        .map(|(kind, _)| *kind)
        .filter(|kind| *kind != wanted);
    let Some((kind, entry)) = others
        .into_iter()
        .find_map(|kind| Some((kind, first(kind)?)))
    else {
        return false;
    };
    let (is, not) = (kind.a_name(), wanted.a_name());
    let file = sources.name(id);
    let file = shipped::at(file.as_ref()).map_or(file, |input| input.name);
    let help = format!(
        "{is} goes to another command: trilat {} {file}",
        kind.command()
    );
    found.error(
        Some(entry.key),
        format!("this is {is}, not {not}"),
        vec![help],
    );
    true
}
