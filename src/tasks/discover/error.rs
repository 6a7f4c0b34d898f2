//! Why nothing was discovered.

use thiserror::Error;

use crate::analysis::prim::error::PrimError;
use crate::fault::{Fault, HasFault};
use crate::store::error::StoreError;
use crate::store::study_error::StudyDataError;

/// Why a discovery left nothing behind.
#[derive(Debug, Error)]
pub enum DiscoverError {
    /// The study does not serve.
    #[error(transparent)]
    Data(#[from] StudyDataError),
    /// Nothing happens, or it happens everywhere.
    #[error("{source} (`{output}` is {range} and a case is {rule})")]
    Cases {
        /// What is wrong.
        source: PrimError,
        /// The output.
        output: String,
        /// Its lowest and highest mean in words.
        range: String,
        /// What makes a case, in words.
        rule: String,
    },
    /// An argument out of its range.
    #[error("--{name} {value}: must be {allowed}")]
    Setting {
        /// Name of the argument.
        name: &'static str,
        /// Its value.
        value: f64,
        /// What is allowed.
        allowed: &'static str,
    },
    /// PRIM cannot work with these points or settings.
    #[error(transparent)]
    Prim(#[from] PrimError),
    /// An outcome that tells no point from another.
    #[error(
        "the mean of `{output}` is the same at all {points} points, but for rounding: no box of factors can tell them apart"
    )]
    Constant {
        /// The outcome.
        output: String,
        /// Number of points.
        points: usize,
    },
    /// A factor with the name of another column.
    #[error(
        "design.csv has a factor `{column}`, which is also a column of points.csv: give the factor another name (points.csv has {reserved})"
    )]
    Column {
        /// The factor.
        column: String,
        /// The names taken.
        reserved: String,
    },
    /// The files cannot be written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl HasFault for DiscoverError {
    fn fault(&self) -> Fault {
        match self {
            Self::Setting { .. } => Fault::Usage,
            Self::Data(error) => error.fault(),
            Self::Prim(error) => error.fault(),
            Self::Store(error) => error.fault(),
            Self::Cases { .. } | Self::Column { .. } | Self::Constant { .. } => Fault::Failed,
        }
    }
}
