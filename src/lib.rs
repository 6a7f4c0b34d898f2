//! An agent-based model of how visible alliance cohesion is read by those who would test it.
//!
//! Data flows one way: a [`scenario`] says what is simulated; the [`model`] simulates it, calling
//! the closed forms of [`theory`]; the [`ensemble`] runs blocks of replicates; the [`record`] says what
//! they leave; a [`study`] runs many scenarios; [`analysis`] summarises what came out; the [`store`] keeps it;
//! [`figures`] draw tables and a [`report`] explains a folder to its reader. [`data`] is the record of the
//! world that forecasts are judged by.
//!
//! Whatever a user can ask for is a function of [`tasks`]; the command line ([`cli`]) only talks.

pub mod analysis;
pub mod cli;
pub mod data;
pub mod ensemble;
pub mod fault;
pub mod hash;
#[cfg(test)]
mod layers;
pub mod math;
pub mod model;
pub mod named;
pub mod record;
pub mod report;
pub mod rows;
pub mod scenario;
pub mod store;
pub mod study;
pub mod tasks;
pub mod theory;
pub mod watch;
pub mod words;

pub use trilat_figures as figures;
