//! Every closed form by name: equation, source, inputs, outputs, and an evaluator.
//!
//! ```
//! use trilat_model::theory::catalogue::{find, Value};
//!
//! let fire = find("choreographed-fire").unwrap();
//! let result = fire.evaluate(&[("N", 10.0), ("M", 25.0)]).unwrap();
//! assert_eq!(result[0].0.name, "leakers");
//! assert!(matches!(result[0].1, Value::Number(x) if (x - 0.24).abs() < 1e-12));
//! ```

mod entry;
mod operations;
mod signals;
mod strategy;

use self::entry::nearest;
pub use self::entry::{Entry, Given, Input, Output, Value};

/// Every form, T1 to O15.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    strategy::ENTRIES
        .iter()
        .chain(signals::ENTRIES)
        .chain(operations::ENTRIES)
}

/// The entry with this identifier or name, whatever the case.
#[must_use]
pub fn find(name: &str) -> Option<&'static Entry> {
    let name = name.trim().replace('_', "-");
    entries().find(|entry| {
        entry.form.id().eq_ignore_ascii_case(&name) || entry.name.eq_ignore_ascii_case(&name)
    })
}

/// The identifier or name closest to a misspelt one, if any is close.
#[must_use]
pub fn closest(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    nearest(&name, entries().flat_map(|e| [e.name, e.form.id()]))
}
