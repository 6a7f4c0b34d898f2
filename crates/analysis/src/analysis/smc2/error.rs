//! Why there is no sample.

use thiserror::Error;

/// Why there is no sample.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum Smc2Error<E> {
    /// The simulator or the memory failed.
    #[error(transparent)]
    Stopped(E),
    /// No vector of a group can show what the series shows.
    #[error(
        "none of {vectors} draws can show what month {month} of the record shows, given those before it: widen the priors"
    )]
    Impossible {
        /// Vectors.
        vectors: usize,
        /// The month, from 1.
        month: usize,
    },
}
