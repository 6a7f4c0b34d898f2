//! Which factors of a study drive an output: sensitivity indices with bootstrap intervals.
//!
//! One file per method, each the twin of a design of studies: [`sobol`] reads `saltelli`,
//! [`morris`] reads `morris`, [`ofat`] reads `ofat`; [`prcc`], [`regression`] and [`pawn`] read any cloud of points.
//! All are pure functions on responses and layouts. What replicates share and what they add is separated
//! by [`noise`]; [`bootstrap`] makes the intervals.
//!
//! The estimand is always the index of E\[Y | x\], the mean output at a point over replicates. Where points
//! have two replicates or more, every square or product of outputs is taken between *different* replicates,
//! so that chance, shared or not, adds nothing to it on average ([`noise::Weights::product`]).

pub mod bootstrap;
pub mod layout;
pub mod linear;
pub mod morris;
pub mod noise;
pub mod ofat;
pub mod pawn;
pub mod prcc;
pub mod radial;
pub mod ranks;
pub mod regression;
pub mod responses;
pub mod sobol;

pub use bootstrap::{Bootstrap, Estimate};
pub use responses::{Responses, Shape};

/// One index of one output.
#[derive(Clone, Debug, PartialEq)]
pub struct Index {
    /// What it is: `S1`, `ST`, `S2`, `mu`, `mu_star`, `sigma`, `mu_star_noise`, `effect`, `range`, `prcc`,
    /// `src`, `r2`, `pawn`, `pawn_max` or `pawn_noise`.
    pub kind: &'static str,
    /// Number of the factor or group; `None` where the index is of all together.
    pub factor: Option<usize>,
    /// Number of the second factor of a pair.
    pub second: Option<usize>,
    /// Number of the level that the index is of.
    pub level: Option<usize>,
    /// The number with its interval; NaN where it does not exist.
    pub estimate: Estimate,
    /// Why there is no number or no interval; empty if there are.
    pub note: &'static str,
}

impl Index {
    /// An index of one factor or group.
    pub fn of(kind: &'static str, factor: usize, estimate: Estimate, note: &'static str) -> Self {
        Self {
            kind,
            factor: Some(factor),
            second: None,
            level: None,
            estimate,
            note,
        }
    }
}

/// Why an index has no number or no interval.
pub mod reason {
    /// No variation at all.
    pub const CONSTANT: &str = "the output is the same in every run";
    /// Nothing to compare with.
    pub const ONE_POINT: &str = "one point: there is no other to compare it with";
    /// No variation beyond chance.
    pub const NOISE: &str = "the points differ no more than chance explains";
    /// One replicate cannot say what chance does.
    pub const ONE_RUN: &str = "one run per point: no interval";
    /// A percentile interval needs more units.
    pub const FEW: &str = "too few units to resample";
    /// Resamples without variance.
    pub const UNSTABLE: &str = "too many resamples without variance for an interval";
    /// Directions within a group differ.
    pub const GROUP: &str = "a group has no sign";
    /// Regression without degrees of freedom.
    pub const FEW_POINTS: &str = "too few points for so many factors";
    /// Nothing is left for a factor.
    pub const EXPLAINED: &str = "other factors explain the ranks of the output wholly";
    /// Factors that cannot be told apart.
    pub const COLLINEAR: &str = "factors move together or do not vary in these points";
}
