//! Why there is nothing to discover.

use thiserror::Error;

use crate::fault::{Fault, HasFault};
use crate::watch::Stopped;

/// Points, cases or settings with which PRIM cannot work.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum PrimError {
    /// Fewer points than slices can be peeled from.
    #[error(
        "{points} points are too few to discover where something happens: PRIM peels {peel_percent} % of the points at a time and needs at least {needed}"
    )]
    TooFewPoints {
        /// Points that there are.
        points: usize,
        /// Points that are needed.
        needed: usize,
        /// Share peeled at a time, in %.
        peel_percent: f64,
    },
    /// Nothing happens anywhere.
    #[error("no case among {points} points: there is nothing to discover")]
    NoCases {
        /// Number of points.
        points: usize,
    },
    /// It happens everywhere.
    #[error("all {points} points are cases: it happens everywhere, so no factor decides where")]
    AllCases {
        /// Number of points.
        points: usize,
    },
    /// No factor varies.
    #[error("no factor has more than one value: there is nothing to restrict")]
    NothingVaries,
    /// Columns of unequal length.
    #[error("`{name}` has {found} values for {points} points")]
    Length {
        /// Factor, or `cases`.
        name: String,
        /// Its values.
        found: usize,
        /// The points.
        points: usize,
    },
    /// A value that has no place in an order, or a word that is not in the list.
    #[error("`{name}` has no usable value at point {point}: {value}")]
    Value {
        /// Factor.
        name: String,
        /// Point, from 0.
        point: usize,
        /// The value.
        value: f64,
    },
    /// A setting out of its range.
    #[error("{name} = {value}: must be {allowed}")]
    Setting {
        /// Name of the setting.
        name: &'static str,
        /// Its value.
        value: f64,
        /// What is allowed.
        allowed: &'static str,
    },
    /// A step that the trajectory does not have.
    #[error("box {number} has no step {step}: its trajectory has the steps 0 to {last}")]
    Step {
        /// Number of the box, from 1.
        number: usize,
        /// Step asked for.
        step: usize,
        /// Last step that there is.
        last: usize,
    },
    /// It was stopped.
    #[error(transparent)]
    Interrupted(#[from] Stopped),
}

impl HasFault for PrimError {
    fn fault(&self) -> Fault {
        match self {
            Self::Interrupted(stopped) => stopped.fault(),
            Self::Step { .. } | Self::Setting { .. } => Fault::Usage,
            _ => Fault::Failed,
        }
    }
}
