//! What decides the results of a calibration.

use crate::hash::sha256;
use crate::store::calibrate_parts::CalibrationRecord;
use crate::store::manifest::{Program, SCHEMA_VERSION};
use crate::study::calibration::{Calibration, Method};

/// What decides the results, as text, but for the first summaries.
pub fn record(calibration: &Calibration) -> CalibrationRecord {
    let parameters: String = calibration
        .parameters
        .iter()
        .map(|p| format!("{} {:?} {:?}\n", p.path, p.also, p.prior))
        .collect();
    let targets: String = calibration
        .targets
        .iter()
        .map(|target| format!("{target:?}\n"))
        .collect();
    let mut settings = format!("{:?} {}", calibration.settings, calibration.predictive);
    if calibration.method == Method::Smc2 {
        settings += &format!(" {:?} {:?}", calibration.smc2(), calibration.exact);
    }
    CalibrationRecord {
        program: Program::this(),
        schema_version: SCHEMA_VERSION,
        calibration: calibration.name.clone(),
        scenario: sha256(&calibration.study.base().to_toml()),
        parameters: sha256(&parameters),
        targets: sha256(&targets),
        settings: sha256(&settings),
        first: String::new(),
    }
}
