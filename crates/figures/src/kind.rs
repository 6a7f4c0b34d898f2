//! What a kind of figure says of itself: each is declared beside the function that draws it.

use super::error::FigureError;
use super::figure::{Figure, Source};
use super::table::Table;
use super::theme::{Preset, Theme};

/// Draws a figure from a table.
pub type Draw = fn(&Table, &Theme, &Source) -> Result<Figure, FigureError>;

/// A kind of figure.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The name that users write, and that of its files.
    pub name: &'static str,
    /// What it shows.
    pub about: &'static str,
    /// Columns that its table must have.
    pub columns: &'static [&'static str],
    /// Columns that it reads where they are there.
    pub optional: &'static [&'static str],
    /// Words that [`Table::say`] can give it in place of its own, besides `title`: `x`, `y`, `value`.
    pub words: &'static [&'static str],
    /// Its preset if none is asked for.
    pub preset: Preset,
    /// Draws it.
    pub draw: Draw,
}

impl Kind {
    /// Checks that a table has the columns that the kind needs.
    pub(super) fn require(&self, table: &Table) -> Result<(), FigureError> {
        table.require(self.name, self.columns)
    }

    /// Whether a table of the kind can have a column.
    pub fn reads(&self, column: &str) -> bool {
        self.columns.contains(&column) || self.optional.contains(&column)
    }
}
