//! An agent-based model of how visible alliance cohesion is read by those who would test it.
//!
//! Data flows one way: a [`scenario`] says what is simulated; the [`model`] simulates it, calling
//! the closed forms of [`theory`]; the [`ensemble`] runs blocks of replicates; the [`record`] says what
//! they leave; the [`store`] writes it; [`analysis`] summarises it; [`figures`] draws tables.
//! [`cli`] puts it together. [`data`] is the record that forecasts are judged by.
//! they leave; the [`store`] writes it; [`analysis`] summarises it; [`figures`] draws tables;
//! the [`report`] explains a folder to its reader. [`cli`] puts it together.

pub mod analysis;
pub mod cli;
pub mod data;
pub mod ensemble;
pub mod fault;
pub mod math;
pub mod model;
pub mod record;
pub mod report;
pub mod scenario;
pub mod store;
pub mod study;
pub mod tasks;
pub mod theory;
pub mod watch;

pub use trilat_figures as figures;
