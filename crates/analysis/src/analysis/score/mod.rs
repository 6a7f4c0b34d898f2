//! How good were probabilistic forecasts of counts: proper scores, calibration, and comparisons.
//!
//! | file | what | source |
//! |---|---|---|
//! | [`log_score`](mod@log_score) | log probability of what happened; larger is better | Good 1952 |
//! | [`crps`] | continuous ranked probability score; smaller is better | Matheson & Winkler 1976, Gneiting & Raftery 2007 |
//! | [`brier`] | Brier score of "any event"; smaller is better | Brier 1950 |
//! | [`pit`] | probability integral transform of counts | Czado, Gneiting & Held 2009 |
//! | [`coverage`] | how often central intervals held what happened | |
//! | [`hac`] | variance of a mean under autocorrelation | Newey & West 1987 |
//! | [`pool`] | a share of one forecast and the rest of another | Hall & Mitchell 2007 |
//! | [`diebold_mariano`] | paired differences of two forecasts | Diebold & Mariano 1995, Harvey, Leybourne & Newbold 1997 |

pub mod brier;
pub mod contest;
pub mod coverage;
pub mod crps;
pub mod diebold_mariano;
pub mod distributions;
pub mod evaluate;
pub mod hac;
pub mod log_score;
pub mod pit;
pub mod pool;
mod predictive;

pub use predictive::{CountSample, LARGEST_COUNT, Predictive, PredictiveError};
