//! What is to be forecast.

use std::path::PathBuf;

use crate::scenario::Month;
use crate::study::filter::Effort;
use crate::tasks::all_cores;

/// What is to be forecast.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Folder of a calibration, study or scenario.
    pub calibrated: PathBuf,
    /// First month.
    pub from: Month,
    /// Number of months.
    pub months: u32,
    /// Record; the scenario's first if left out.
    pub record: Option<String>,
    /// Series or CSV of what happened.
    pub observed: String,
    /// Column of the series; the name of the record if left out.
    pub column: Option<String>,
    /// One month ahead each.
    pub rolling: bool,
    /// Parameter sets of a calibration to use; all of a study if it has fewer.
    pub draws: usize,
    /// Particles, reviews, threads.
    pub effort: Effort,
    /// Overrides of the scenario.
    pub sets: Vec<String>,
    /// Whether files are used that are not what their manifest says.
    pub unverified: bool,
    /// Whether months may be forecast to which the parameter sets were fitted.
    pub in_sample: bool,
}

impl Ask {
    /// So many months of the first record, by up to 100 parameter sets of 64 particles each, on all cores.
    pub fn new(calibrated: impl Into<PathBuf>, from: Month, months: u32) -> Self {
        Self {
            calibrated: calibrated.into(),
            from,
            months,
            record: None,
            observed: "nk_monthly".to_owned(),
            column: None,
            rolling: false,
            draws: 100,
            effort: Effort {
                particles: 64,
                review: 1,
                threads: all_cores(),
            },
            sets: Vec::new(),
            unverified: false,
            in_sample: false,
        }
    }
}
