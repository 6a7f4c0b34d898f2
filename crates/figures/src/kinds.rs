//! All kinds of figures.

use super::kind::Kind;
use super::{
    BANDS_OVER_TIME, BELIEFS, CLAIM_MAP, CLAIMS_OVERVIEW, CONTRASTS, CURVES, EFFECT_BY, EFFECT_MAP,
    EFFECT_OVER_TIME, HEAT_MAP, MORRIS, NETWORK, PAIRS, PEELING, PHASE_DIAGRAM, PREDICTIVE_CHECK,
    PRIM_BOX, PROBES_BY_RUNG, SOBOL_BARS, TIME_TO_FIRST_EVENT, TIMELINE, TOLERANCES, TORNADO,
};

/// Every kind, in the order in which they are listed.
pub const KINDS: [&Kind; 23] = [
    &PROBES_BY_RUNG,
    &BANDS_OVER_TIME,
    &BELIEFS,
    &TIME_TO_FIRST_EVENT,
    &TIMELINE,
    &CONTRASTS,
    &EFFECT_OVER_TIME,
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
    use crate::{Source, Table, Theme};

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
