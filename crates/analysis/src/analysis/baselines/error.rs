//! Why a baseline cannot be had.

use thiserror::Error;

use crate::fault::{Fault, HasFault};
use crate::watch::Stopped;

/// Why a baseline cannot be had.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum BaselineError {
    /// Too few months to fit or to look back on.
    #[error("{name} needs at least {needed} months {what}, and there are {found}")]
    TooShort {
        /// The baseline.
        name: &'static str,
        /// `to fit` or `before the forecast`.
        what: &'static str,
        /// Months needed.
        needed: usize,
        /// Months there are.
        found: usize,
    },
    /// Nothing happened in the fit months.
    #[error("{name}: nothing happened in the {months} months of the fit, so that it has no rate")]
    NoEvents {
        /// The baseline.
        name: &'static str,
        /// Months of the fit.
        months: usize,
    },
    /// A fit that ran away.
    #[error("{name}: the likelihood has no maximum that could be found")]
    NoMaximum {
        /// The baseline.
        name: &'static str,
    },
    /// No baseline of this name.
    #[error("no baseline is called `{name}`{}; there are {known}", meant(.closest))]
    Unknown {
        /// The name as given.
        name: String,
        /// What was probably meant.
        closest: Option<String>,
        /// All names.
        known: String,
    },
    /// It was stopped.
    #[error(transparent)]
    Interrupted(#[from] Stopped),
}

impl HasFault for BaselineError {
    fn fault(&self) -> Fault {
        match self {
            Self::Interrupted(stopped) => stopped.fault(),
            _ => Fault::Usage,
        }
    }
}

fn meant(closest: &Option<String>) -> String {
    closest
        .as_ref()
        .map_or_else(String::new, |name| format!(" (did you mean `{name}`?)"))
}
