//! The kinds of figures by name, and all the places from which they come.

use super::compare::ComparisonFolder;
use super::csv_file;
use super::discover::DiscoveryFolder;
use super::error::PlotError;
use super::origin::{Origin, origins};
use super::run_folder::{RunFolder, SeveralRuns};
use super::sensitivity::IndicesFolder;
use super::study::StudyFiles;
use crate::figures::{KINDS, Kind};
use crate::scenario::load::closest;

/// Every kind of figure in every place from which it can be drawn.
pub fn all_origins() -> impl Iterator<Item = Origin> {
    origins::<RunFolder>()
        .chain(origins::<SeveralRuns>())
        .chain(origins::<ComparisonFolder>())
        .chain(origins::<StudyFiles>())
        .chain(origins::<IndicesFolder>())
        .chain(origins::<DiscoveryFolder>())
        .chain(KINDS.map(csv_file::origin))
}

/// The places of one kind.
pub fn origins_of(kind: &Kind) -> Vec<Origin> {
    let mine = |origin: &Origin| origin.kind.name == kind.name;
    all_origins().filter(mine).collect()
}

/// The places of one kind, in words.
pub fn places_of(kind: &Kind) -> String {
    let places: Vec<String> = origins_of(kind).into_iter().map(|o| o.from).collect();
    places.join(", ")
}

/// The kind of a name; `-` and `_` are the same.
///
/// # Errors
/// [`PlotError::UnknownKind`].
pub fn kind(name: &str) -> Result<&'static Kind, PlotError> {
    let plain = name.replace('-', "_").to_lowercase();
    let plain = match plain.as_str() {
        "survival" | "kaplan_meier" => "time_to_first_event",
        "small_multiples" | "curve" => "curves",
        "heatmap" => "heat_map",
        "phase" => "phase_diagram",
        "sobol" => "sobol_bars",
        other => other,
    };
    let mut kinds = KINDS.into_iter();
    kinds.find(|k| k.name == plain).ok_or_else(|| {
        let names = KINDS.iter().map(|k| k.name);
        PlotError::UnknownKind {
            name: name.to_owned(),
            closest: closest(plain, names).map(str::to_owned),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_with_hyphens_and_by_other_names() {
        assert_eq!(kind("heat-map").unwrap().name, "heat_map");
        assert_eq!(kind("survival").unwrap().name, "time_to_first_event");
        let error = kind("tornadoe").unwrap_err().to_string();
        assert!(error.contains("did you mean `tornado`?"), "{error}");
    }

    #[test]
    fn every_kind_comes_from_somewhere_and_every_choice_is_taken_by_one() {
        for kind in KINDS {
            assert!(!origins_of(kind).is_empty(), "{}", kind.name);
        }
        for choice in super::super::choices::Choice::ALL {
            let mut origins = all_origins();
            assert!(origins.any(|o| o.takes.contains(&choice)), "{choice:?}");
        }
    }
}
