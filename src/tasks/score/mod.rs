//! Forecasts scored against what happened.

pub mod error;
