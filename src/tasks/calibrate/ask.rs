//! What is to be fitted.

use crate::study::calibration::Calibration;
use crate::tasks::all_cores;

/// What is to be fitted, and with how many threads.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The calibration, with its seed and the settings of its sampler.
    pub calibration: &'a Calibration,
    /// Threads, at least 1. Results do not depend on it.
    pub threads: usize,
    /// Whether to keep the folder of the parts when the calibration is complete.
    pub keep_parts: bool,
    /// Whether a folder that is complete counts although its files are not what its manifest says.
    pub unverified: bool,
}

impl<'a> Ask<'a> {
    /// A calibration, on all cores, without the parts in the end.
    pub fn new(calibration: &'a Calibration) -> Self {
        Self {
            calibration,
            threads: all_cores(),
            keep_parts: false,
            unverified: false,
        }
    }
}
