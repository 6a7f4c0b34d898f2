//! The kinds of work that grow in a folder.

use std::fmt;
use std::path::Path;

use super::names::parts_folder;

/// A kind of work that is done in parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A study: `trilat sweep`.
    Study,
    /// A calibration: `trilat calibrate`.
    Calibration,
    /// An audit of claims: `trilat claims`.
    Audit,
}

impl What {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Study, Self::Calibration, Self::Audit];

    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Study => "study",
            Self::Calibration => "calibration",
            Self::Audit => "audit",
        }
    }

    /// The command that does it.
    pub const fn command(self) -> &'static str {
        match self {
            Self::Study => "sweep",
            Self::Calibration => "calibrate",
            Self::Audit => "claims",
        }
    }

    /// The name of its record, beside its parts. Without it nothing is unfinished in a folder.
    pub const fn record(self) -> &'static str {
        match self {
            Self::Study => "study.json",
            Self::Calibration => "calibration.json",
            Self::Audit => "audit.json",
        }
    }

    /// What is unfinished in an output folder.
    pub fn there(out: &Path) -> Option<Self> {
        let parts = parts_folder(out);
        Self::ALL
            .into_iter()
            .find(|what| parts.join(what.record()).exists())
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
