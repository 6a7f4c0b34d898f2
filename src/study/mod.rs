//! Studies: many runs with a purpose. Matching the probers' intercepts to base rates comes first,
//! because every other study starts from a scenario that shows them.
//!
//! A [study file](load()) names a scenario, [factors](factor) that vary and a [design] that says at
//! which values; the [`Study`] that is read from it gives the scenario of each point.
//!
//! Writes no file: the store, reports, tasks and figures may not be imported.

pub mod arm;
pub mod base_rates;
pub mod calibration;
pub mod claims;
pub mod columns;
mod constraint;
pub mod counts;
pub mod design;
pub mod execute;
pub mod factor;
pub mod filter;
pub mod growing;
pub mod lanes;
pub mod layer;
mod load;
mod numbers;
pub mod order;
pub mod paired;
pub mod paired_record;
mod plan;
mod points;
pub mod trace;

pub use constraint::Constraint;
pub use load::{load, load_calibration};
pub use plan::{Criterion, Design, MAX_POINTS, PointError, Points, Study};
