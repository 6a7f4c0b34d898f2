//! The signaling model: states as agents, one file per mechanism, and the month on one screen (`schedule.rs`).
//!
//! Each mechanism's file holds its components, its equations as pure functions of numbers, and a
//! thin system that applies them to all lanes. `docs/odd.md` describes the same in the same order.
//! The model is free of clock, files and threads; its random numbers are addressed, never drawn in
//! sequence. Never imports what runs it, reads its records or keeps them: no study, store, report or task.

pub mod adaptation;
pub mod attention;
pub mod audience;
pub mod bases;
pub mod beliefs;
pub mod bloc;
pub mod cast;
pub mod channels;
pub mod commitment;
pub mod coordination;
pub mod costs;
pub mod crisis_game;
pub mod decision;
pub mod decoupling;
pub mod estimate;
pub mod event_log;
pub mod evidence;
pub mod fear;
pub mod forecast;
pub mod industry;
pub mod information;
mod initial;
pub mod institutions;
pub mod levels;
pub mod levers;
pub mod load;
mod moment;
mod narrow;
pub mod observables;
pub mod observation;
pub mod operations;
pub mod opinion;
pub mod outcomes;
pub mod own_outcomes;
pub mod poisson;
pub mod politics;
pub mod posture;
pub mod process;
pub mod programme;
pub mod receivers;
pub mod recorder;
pub mod response;
mod rules;
mod schedule;
pub mod signals;
mod simulation;
pub mod state;
mod sums;
pub mod threat;
pub mod trust;
pub mod will;

pub use narrow::{SmallEnsemble, small_engine};
pub use observables::Layout;
pub use own_outcomes::{load, load_carried, load_text};
pub use rules::{InformationKind, Rules, Switches};
pub use simulation::{Engine, Ensemble, IncompatibleScenarios, LaneRun, Simulation, compatible};
