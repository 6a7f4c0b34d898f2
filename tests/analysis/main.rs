//! What is computed from the tables of runs: summaries, contrasts, claims, sensitivity, scenario discovery.

mod claims_oracle;
mod claims_truth;
mod contrast;
mod prim;
mod sensitivity;
mod statistics;
#[path = "../support/steps.rs"]
mod steps;
