//! Data from which nothing can be concluded.

use thiserror::Error;

/// Why an analysis of a claim has no answer.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum ClaimError {
    /// Arrays that belong together differ in length.
    #[error("{what}: {found} values where {expected} belong")]
    Length {
        /// What the values are.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there must be.
        expected: usize,
    },
    /// Too few values.
    #[error("{what}: {found} are too few, at least {needed} are needed")]
    TooFew {
        /// What is counted.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many are needed.
        needed: usize,
    },
    /// Doses that are not above zero and increasing.
    #[error("doses must be above zero and increase")]
    Doses,
    /// Something does not vary that must.
    #[error("{what} does not vary")]
    Constant {
        /// What it is.
        what: &'static str,
    },
}

/// Checks a length.
pub(super) fn same_length(
    what: &'static str,
    found: usize,
    expected: usize,
) -> Result<(), ClaimError> {
    if found == expected {
        Ok(())
    } else {
        Err(ClaimError::Length {
            what,
            found,
            expected,
        })
    }
}

/// Checks a count.
pub(super) fn at_least(what: &'static str, found: usize, needed: usize) -> Result<(), ClaimError> {
    if found >= needed {
        Ok(())
    } else {
        Err(ClaimError::TooFew {
            what,
            found,
            needed,
        })
    }
}
