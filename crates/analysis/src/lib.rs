//! The statistics of trilat: numbers in, numbers out.
//!
//! What is known of runs ([`analysis`]), what the world's record says ([`data`]), how a user's table is read ([`given`]) and how
//! rows are written ([`rows`]). Nothing here knows a world of states, a study or a folder. The package `trilat` passes these
//! modules on under its own name.
//!
//! A crate of its own, so that loops over millions of numbers are compiled at the highest level and what surrounds them is
//! not.

pub mod analysis;
pub mod data;
pub mod given;
pub mod hash;
pub mod rows;

use trilat_model::{ensemble, fault, math, named, record, scenario, watch};
