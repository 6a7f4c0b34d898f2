//! One run, month by month.

pub mod error;
pub mod figure;
pub mod source;
pub mod tables;
