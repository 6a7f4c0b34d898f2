//! What is recorded of a run and of a month: names, units, meanings, places, and the values themselves, each said once.
//!
//! A new observable is a line in [`months`], in [`runs`], or in both.

pub mod events;
pub mod layout;
pub mod months;
pub mod patterns;
pub mod places;
pub mod runs;
pub mod subject;
pub mod world;

pub use self::events::EventKind;
pub use self::layout::{Columns, Layout};
pub use self::months::Monthly;
pub use self::runs::{Places, Slot};
pub use self::subject::{Subject, slug};
pub use self::world::Observed;

/// The column that counts the probes of a prober in a theatre at a rung.
pub fn probes_column(prober: &str, theatre: &str, rung: usize) -> String {
    format!("probes_{}_{}_r{rung}", slug(prober), slug(theatre))
}

/// How the columns of probes to be expected begin.
pub const EXPECTED: &str = "expected_";

/// The column of a prober's belief that an ally is resolute.
pub fn belief_column(prober: &str, ally: &str) -> String {
    format!("belief_{}_{}", slug(prober), slug(ally))
}
