//! The model and the record: forecasts and their scores, approximate Bayesian computation, calibration.

#[path = "../common/tables.rs"]
mod tables;

mod abc;
mod calibrate;
mod forecasts;
#[path = "../support/steps.rs"]
mod steps;
