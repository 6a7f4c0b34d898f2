//! The model of trilat: what is simulated, and how.
//!
//! Scenarios are read and checked ([`scenario`]), the equations are closed forms ([`theory`]), random numbers have
//! addresses ([`ensemble`]), and a world of states goes through its months ([`model`]). Nothing here keeps a file, draws
//! a figure or knows that there are studies: the package `trilat` does, and passes all of these modules on under its own
//! name, so that whoever uses the library needs no other.
//!
//! A crate of its own, so that the code of the simulation is compiled once and at the highest level, whatever changes
//! around it.

pub mod ensemble;
pub mod expression;
pub mod fault;
pub mod math;
pub mod model;
pub mod named;
pub mod record;
pub mod scenario;
pub mod shipped;
pub mod theory;
pub mod watch;
pub mod words;
