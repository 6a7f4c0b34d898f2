//! Who wrote a folder: name and version of the program.

use serde::{Deserialize, Serialize};

/// Name of the program, by which a manifest is recognised.
pub const PROGRAM: &str = "trilat";

/// Name and version of the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// [`PROGRAM`].
    pub name: String,
    /// Version of the program.
    pub version: String,
}

impl Program {
    /// This program.
    pub fn this() -> Self {
        Self {
            name: PROGRAM.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}
