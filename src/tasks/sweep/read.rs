//! From a study file to a study that may be run.

use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::fault::{Fault, HasFault};
use crate::scenario::load::Diagnostics;
use crate::study::lanes::Grouping;
use crate::study::{MAX_POINTS, Study, load};

/// Points that are no valid scenario and are named.
const NAMED: usize = 20;

/// A study to be read.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its file.
    pub path: PathBuf,
    /// Overrides of its scenario.
    pub sets: Vec<String>,
    /// Runs of each point, if not the study's own.
    pub replicates: Option<u64>,
    /// Whether points may be no valid scenario; their runs are rows with the reason.
    pub skip_invalid: bool,
}

impl Source {
    /// A study as its file says, all points of which must be valid.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            sets: Vec::new(),
            replicates: None,
            skip_invalid: false,
        }
    }

    /// Reads the study and checks all its points. What the reader may want to know is in [`Study::notes`].
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn read(&self) -> Result<Planned, ReadError> {
        let mut study = load(&self.path, &self.sets)?;
        if let Some(replicates) = self.replicates {
            if !(1..MAX_POINTS).contains(&replicates) {
                return Err(ReadError::Replicates);
            }
            study.replicates = replicates;
        }
        let planned = Planned::new(study);
        let invalid = &planned.grouping.invalid;
        if invalid.is_empty() || self.skip_invalid {
            return Ok(planned);
        }
        Err(ReadError::Points {
            named: invalid
                .values()
                .take(NAMED)
                .map(ToString::to_string)
                .collect(),
            more: invalid.len().saturating_sub(NAMED),
        })
    }
}

/// A study and what its points share.
#[derive(Debug)]
pub struct Planned {
    /// The study.
    pub study: Study,
    /// Its points by what they share.
    pub grouping: Grouping,
}

impl Planned {
    /// Makes the scenario of every point once.
    pub fn new(study: Study) -> Self {
        Self {
            grouping: Grouping::new(&study),
            study,
        }
    }

    /// Reads a study as its file says; see [`Source`] for more.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn read(path: &Path) -> Result<Self, ReadError> {
        Source::new(path).read()
    }
}

/// Why a study cannot be run as it is.
#[derive(Debug, Error)]
pub enum ReadError {
    /// Its file, or that of its scenario, is wrong.
    #[error(transparent)]
    Study(#[from] Diagnostics),
    /// A number of replicates that makes no sense.
    #[error("--replicates must be 1 to {}", MAX_POINTS - 1)]
    Replicates,
    /// Points that are no valid scenario.
    #[error(
        "{}{}\nhelp: --skip-invalid runs the other points and keeps these as rows with the reason",
        named.join("\nerror: "),
        others(*more)
    )]
    Points {
        /// What is wrong with the first of them.
        named: Vec<String>,
        /// How many there are besides.
        more: usize,
    },
}

fn others(more: usize) -> String {
    match more {
        0 => String::new(),
        more => format!("\nerror: {more} more points are no valid scenario"),
    }
}

impl HasFault for ReadError {
    fn fault(&self) -> Fault {
        match self {
            Self::Study(_) | Self::Points { .. } => Fault::Config,
            Self::Replicates => Fault::Usage,
        }
    }
}
