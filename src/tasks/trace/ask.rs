//! What is to be traced.

use std::path::PathBuf;

/// What is to be traced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Folder of `run` or `compare`, or scenario file.
    pub source: PathBuf,
    /// Number of the run, as in `runs.csv`.
    pub run: u64,
    /// Changes of the scenario, each `PATH=VALUE`.
    pub sets: Vec<String>,
    /// Scenario of a comparison; its baseline if left out.
    pub scenario: Option<String>,
    /// Code of the prober; the one that went highest if left out.
    pub prober: Option<String>,
    /// Code of the theatre; the one where it went highest if left out.
    pub theatre: Option<String>,
    /// Months to keep, `FIRST..LAST` as dates or as numbers from 1; those around the first with the highest rung
    /// if left out.
    pub months: Option<String>,
    /// Whether files of the folder are used that are not what its manifest says.
    pub unverified: bool,
}

impl Ask {
    /// A run of a folder or of a scenario file, where its prober went highest.
    pub fn new(source: impl Into<PathBuf>, run: u64) -> Self {
        Self {
            source: source.into(),
            run,
            sets: Vec::new(),
            scenario: None,
            prober: None,
            theatre: None,
            months: None,
            unverified: false,
        }
    }
}
