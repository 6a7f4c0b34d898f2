//! Published closed forms of deterrence, signalling and defence operations.
//!
//! Two layers, one set of equations:
//!
//! * **primitives** ([`signals`], [`strategy`], [`operations`]): scalar functions on `f64` without
//!   checks or branches, written so that a loop over replicates vectorises. The model calls these.
//! * **forms** ([`signals::forms`], [`strategy::forms`], [`operations::forms`],
//!   [`crisis_signalling`]): the complete result as published, built from the primitives, with
//!   every input checked. A value outside its domain is a [`TheoryError`] that says what is allowed.
//!
//! Nothing but [`crate::math`] may be imported: the equations know neither engine nor scenario.
//!
//! [`catalogue`] lists every form with its equation, source and inputs, and evaluates it by name.

pub mod bivariate_normal;
pub mod catalogue;
pub mod crisis_signalling;
mod domain;
mod form;
pub mod numeric;
pub mod operations;
pub mod signals;
pub mod strategy;

pub use domain::{Domain, TheoryError};
#[cfg(feature = "perturb")]
pub use form::set_perturbed;
pub use form::{Form, perturb};
