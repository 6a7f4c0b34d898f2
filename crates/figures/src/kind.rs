//! What a kind of figure says of itself: each is declared beside the function that draws it.

use super::error::FigureError;
use super::figure::{Figure, Source};
use super::table::Table;
use super::theme::{Preset, Theme};
use super::{
    BANDS_OVER_TIME, BELIEFS, CLAIM_MAP, CLAIMS_OVERVIEW, CONTRASTS, CURVES, EFFECT_BY, EFFECT_MAP,
    HEAT_MAP, MORRIS, NETWORK, PAIRS, PEELING, PHASE_DIAGRAM, PREDICTIVE_CHECK, PRIM_BOX,
    PROBES_BY_RUNG, SOBOL_BARS, TIME_TO_FIRST_EVENT, TIMELINE, TOLERANCES, TORNADO,
};

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

/// Every kind, in the order in which they are listed.
pub const KINDS: [&Kind; 22] = [
    &PROBES_BY_RUNG,
    &BANDS_OVER_TIME,
    &BELIEFS,
    &TIME_TO_FIRST_EVENT,
    &TIMELINE,
    &CONTRASTS,
    &CURVES,
    &EFFECT_BY,
    &HEAT_MAP,
    &TORNADO,
    &PHASE_DIAGRAM,
    &EFFECT_MAP,
    &SOBOL_BARS,
    &MORRIS,
    &NETWORK,
    &PRIM_BOX,
    &PEELING,
    &PAIRS,
    &PREDICTIVE_CHECK,
    &TOLERANCES,
    &CLAIMS_OVERVIEW,
    &CLAIM_MAP,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ESTIMATE;

    #[test]
    fn every_kind_has_a_name_of_its_own_and_columns_to_read() {
        for (at, kind) in KINDS.iter().enumerate() {
            assert!(KINDS[..at].iter().all(|other| other.name != kind.name));
            assert!(!kind.columns.is_empty(), "{}", kind.name);
            assert!(
                kind.optional.iter().all(|c| !kind.columns.contains(c)),
                "{}",
                kind.name
            );
        }
    }

    #[test]
    fn every_kind_names_the_columns_that_a_table_lacks() {
        let table = Table::parse_csv("other\n1\n").unwrap();
        let source = Source::of_file("other.csv", "trilat plot other.csv");
        for kind in KINDS {
            let drawn = (kind.draw)(&table, &Theme::new(kind.preset), &source);
            let error = drawn.unwrap_err().to_string();
            for column in kind.columns {
                assert!(
                    error.contains(&format!("`{column}`")),
                    "{}: {error}",
                    kind.name
                );
            }
        }
    }

    #[test]
    fn estimates_stand_in_the_columns_of_every_kind_that_has_them() {
        for kind in KINDS
            .iter()
            .filter(|kind| kind.columns.contains(&"estimate"))
        {
            for column in ESTIMATE {
                assert!(kind.columns.contains(&column), "{}", kind.name);
            }
        }
    }
}
