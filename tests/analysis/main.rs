//! What is computed from the tables of runs: summaries, contrasts, claims, sensitivity, scenario discovery.

#[path = "../common/tables.rs"]
mod tables;

mod claims_oracle;
mod claims_truth;
mod contrast;
mod foreign_tables;
mod prim;
mod sensitivity;
mod statistics;
#[path = "../support/steps.rs"]
mod steps;
