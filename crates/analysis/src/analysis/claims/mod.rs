//! What a claim audit concludes from paired effects at the points of a parameter space.
//!
//! Pure functions on plain arrays: no scenario, no world, no file. One concept a file:
//! [`effect`] (a paired effect at one point), [`signs`] (+, − or undecided, Holm over claims), [`mod@shares`]
//! (share of the space with each sign, and the interval of the true share), [`deconvolution`] (that share
//! with the noise of replicates taken out), [`verdict`] (the rules), [`equivalence`] (what it takes to have
//! vanished), [`dose`] (dose–response) and [`frontier`] (where a sign turns).
//!
//! Intervals take the points as independent draws from the space and the runs of different points as
//! independent: give each point random numbers of its own, and let only the two scenarios of a pair
//! share theirs. Points of a scrambled Sobol sequence are spread more evenly than independent ones, so that
//! their intervals are on the wide side.

pub mod deconvolution;
pub mod dose;
pub mod effect;
pub mod equivalence;
pub mod error;
pub mod frontier;
pub mod shares;
pub mod signs;
pub mod verdict;

pub use effect::{DefaultEffect, PointEffect};
pub use equivalence::{Vanished, equivalent_share, vanishes};
pub use shares::{Interval, Shares, shares};
pub use signs::{Predicted, Sign, holm, judge_points};
pub use verdict::{Kind, Verdict, WiredIn, judge, wired_in};
