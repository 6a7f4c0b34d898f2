//! An agent-based model of how visible alliance cohesion is read by those who would test it.
//!
//! Allies exercise together, state their resolve and share what they know; probers watch, form beliefs and decide
//! month by month whether to test them, and how hard. This library is all of it: the model, the studies made with it,
//! and everything that the command `trilat` can do.
//!
//! ```
//! use trilat::{scenario::load::load, tasks::run, watch::Quiet};
//!
//! let scenario = load("configs/toy.toml".as_ref(), &["scenario.runs=64".to_owned()])?.scenario;
//! let results = run::run(&run::Ask::new(&scenario), &mut Quiet::default())?;
//! let probes = results.summary.iter().find(|row| row.column == "probes_r1");
//! println!("{} probes at the first rung a run", probes.map_or(f64::NAN, |row| row.estimate));
//! # assert_eq!((results.runs, probes.map(|row| row.n)), (64, Some(64)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Every use case is a function of [`tasks`] like this one: a request with defaults ([`tasks::run::Ask`]) and somebody
//! who watches ([`watch::Watch`]) in, a typed result out; with the ending `_into` it writes a folder. `examples/` holds
//! four short programs: one run, two scenarios compared, a study with Sobol' indices, a figure.
//!
//! # Where things are
//!
//! Data flows one way, from the top of this table to its end; no module knows one below it.
//!
//! | module | what it is |
//! |---|---|
//! | [`shipped`] | the scenarios, studies, calibrations and claims that the program carries |
//! | [`scenario`] | what is simulated: states, ladder, channels, parameters; read from TOML, checked, explained |
//! | [`theory`], [`math`] | the closed forms that the model is built from, and the functions that they need |
//! | [`expression`] | the arithmetic that users write: outcomes of their own |
//! | [`record`] | what a run leaves behind, by name |
//! | [`ensemble`] | random numbers with addresses, and blocks of replicates on all cores |
//! | [`model`] | the world and its month, one file for each mechanism |
//! | [`data`] | the record of the world that forecasts are judged by |
//! | [`study`] | many scenarios: designs, comparisons, calibration, claims |
//! | [`analysis`] | numbers in, numbers out: summaries, contrasts, sensitivity, discovery, scores |
//! | [`store`] | tables, manifests and folders |
//! | [`figures`], [`report`] | drawings of tables; pages, tables and paragraphs on a folder |
//! | [`tasks`] | every use case as a function |
//! | `explorer` | a page on the user's own machine, which only talks (feature `explorer`) |
//! | [`cli`] | the command line, which only talks |
//!
//! [`watch`] is what long work tells and how it is stopped, [`fault`] what kind of failure an error is, [`given`] how a
//! user's table is read, [`words`] how numbers are said.

pub mod cli;
#[cfg(feature = "explorer")]
pub mod explorer;
#[cfg(test)]
mod layers;
pub mod report;
pub mod store;
pub mod study;
pub mod tasks;

pub use trilat_analysis::{analysis, data, given, hash, rows};
pub use trilat_figures as figures;
pub use trilat_model::{
    ensemble, expression, fault, math, model, named, record, scenario, shipped, theory, watch,
    words,
};
