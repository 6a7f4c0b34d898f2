//! Where figures come from: which kinds a folder or file gives, and the choices that each offers there.

use std::path::Path;

use super::choices::{Choice, Choices};
use super::error::PlotError;
use crate::figures::{Kind, Source, Table};
use crate::store::guard::Guard;

/// What a figure is drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The folder of a run.
    Run,
    /// The folders of several runs.
    Runs,
    /// The folder of a comparison.
    Comparison,
    /// The folder of a study.
    Study,
    /// The folder of a sensitivity analysis.
    Sensitivity,
    /// The folder of a scenario discovery.
    Discovery,
    /// A CSV file.
    File,
}

impl Place {
    /// What it is, in words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Runs => "several runs",
            Self::Comparison => "comparison",
            Self::Study => "study",
            Self::Sensitivity => "sensitivity analysis",
            Self::Discovery => "discovery",
            Self::File => "CSV",
        }
    }
}

/// A kind of figure in one of the places from which it can be drawn.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The kind.
    pub kind: &'static Kind,
    /// The place.
    pub place: Place,
    /// The place in words, with what it must hold.
    pub from: String,
    /// The choices that it offers there, besides title and labels, which every figure has.
    pub takes: Vec<Choice>,
}

impl Origin {
    /// A kind in a place, where it offers these choices and those of its own words.
    pub(super) fn new(kind: &'static Kind, place: Place, from: &str, takes: &[Choice]) -> Self {
        let words = kind.words.iter().filter_map(|key| Choice::of_words(key));
        Self {
            kind,
            place,
            from: from.to_owned(),
            takes: takes.iter().copied().chain(words).collect(),
        }
    }
}

/// A kind of figure that a folder, read as `F`, gives.
pub(super) struct Gives<F> {
    /// The kind.
    pub kind: &'static Kind,
    /// The folder in words, with what it must hold.
    pub from: &'static str,
    /// The choices that it offers, besides those of words.
    pub takes: &'static [Choice],
    /// Whether it is drawn if no kind is asked for.
    pub unasked: fn(&F, &Choices) -> bool,
    /// Its table.
    pub table: fn(&F, &Choices) -> Result<Table, PlotError>,
}

/// A folder of which the kinds of figures that it gives are declared.
pub(super) trait Folder: Sized + 'static {
    /// What it is.
    const PLACE: Place;
    /// The kinds, in the order in which they are drawn.
    const GIVES: &'static [Gives<Self>];

    /// Where it is.
    fn path(&self) -> &Path;

    /// What its figures name as the source of their numbers.
    fn source(&self, command: &str) -> Source;
}

/// The kinds of figures that a folder gives.
pub(super) fn origins<F: Folder>() -> impl Iterator<Item = Origin> {
    let gives = F::GIVES.iter();
    gives.map(|gives| Origin::new(gives.kind, F::PLACE, gives.from, gives.takes))
}

/// Whether a kind is given by a folder.
pub(super) fn is_given<F: Folder>(kind: &Kind) -> bool {
    F::GIVES.iter().any(|gives| gives.kind.name == kind.name)
}

/// A table for a figure, and the source that the figure names.
#[derive(Debug)]
pub(super) struct Drawable {
    /// The figure's kind, and where it comes from.
    pub origin: Origin,
    /// Its table.
    pub table: Table,
    /// Where the numbers come from.
    pub source: Source,
}

/// What is asked of folders and files.
#[derive(Clone, Copy)]
pub(super) struct Wish<'a> {
    /// The kind; all that fit if left out.
    pub kind: Option<&'static Kind>,
    /// The choices.
    pub choices: &'a Choices,
    /// The command that the figures name.
    pub command: &'a str,
    /// What compares files with their manifest before they are read.
    pub guard: &'a Guard,
}
