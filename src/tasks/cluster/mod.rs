//! The scripts that run a study on a cluster.

pub mod error;
pub mod script;
pub mod submit;
pub mod values;
