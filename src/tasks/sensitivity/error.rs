//! Why there is no sensitivity analysis.

use thiserror::Error;

use crate::analysis::sensitivity::Shape;
use crate::analysis::sensitivity::layout::LayoutError;
use crate::fault::{Fault, HasFault};
use crate::named::one_of;
use crate::store::error::StoreError;
use crate::store::study_error::StudyDataError;
use crate::watch::Stopped;

use super::choices::{Design, Method};

/// Why an analysis left nothing behind.
#[derive(Debug, Error)]
pub enum SensitivityError {
    /// The files cannot be used.
    #[error(transparent)]
    Data(#[from] StudyDataError),
    /// The points are not the design that they should be.
    #[error("design.csv is no `{design}` design: {source}")]
    Layout {
        /// The design.
        design: String,
        /// What is wrong.
        source: LayoutError,
    },
    /// Points differ in the number of runs.
    #[error("output `{output}`: {source}")]
    Shape {
        /// The output.
        output: String,
        /// Where.
        source: Shape,
    },
    /// Nobody says what design it is.
    #[error(
        "there is no manifest.json that names the design: say it with --design {}",
        one_of::<Design>()
    )]
    NoDesign,
    /// The manifest says another design.
    #[error("--design {asked}: manifest.json says that the design is `{known}`")]
    OtherDesign {
        /// What was asked for.
        asked: Design,
        /// What it is.
        known: String,
    },
    /// An option for folders of other programs.
    #[error("{option} is for folders that another program wrote; this one says it itself")]
    Described {
        /// The option.
        option: &'static str,
    },
    /// A method that the design does not serve.
    #[error("method `{method}` needs another design than `{design}`, which serves {serves}")]
    Method {
        /// The method.
        method: Method,
        /// The design.
        design: String,
        /// What is possible.
        serves: String,
    },
    /// Elementary effects need positions.
    #[error(
        "the range of factor `{factor}` is not known: give it in factors.csv (columns column, low, high, scale) or with --problem, or give --levels"
    )]
    NoRange {
        /// The factor.
        factor: String,
    },
    /// More values than the grid that the steps are measured by.
    #[error(
        "factor `{factor}` takes {taken} values, more than {levels} levels allow: give --levels as the design was made"
    )]
    Levels {
        /// The factor.
        factor: String,
        /// Different values in the design.
        taken: usize,
        /// Levels said.
        levels: usize,
    },
    /// A value that no range or list holds.
    #[error("factor `{factor}` has values that are not in its list in factors.csv")]
    OffList {
        /// The factor.
        factor: String,
    },
    /// No output is complete.
    #[error("no output is complete in every run: {worst}")]
    NoOutputs {
        /// Examples.
        worst: String,
    },
    /// Files could not be written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Stopped before all indices were there.
    #[error("{0}; nothing was written")]
    Interrupted(#[from] Stopped),
}

impl HasFault for SensitivityError {
    fn fault(&self) -> Fault {
        match self {
            Self::NoDesign
            | Self::OtherDesign { .. }
            | Self::Described { .. }
            | Self::Method { .. }
            | Self::NoRange { .. }
            | Self::Levels { .. } => Fault::Usage,
            Self::Data(error) => error.fault(),
            Self::Store(error) => error.fault(),
            Self::Interrupted(stopped) => stopped.fault(),
            Self::Layout { .. }
            | Self::Shape { .. }
            | Self::OffList { .. }
            | Self::NoOutputs { .. } => Fault::Failed,
        }
    }
}
