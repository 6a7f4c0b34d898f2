//! The parts of a calibration: what was accepted of each chunk of proposals.

use serde::{Deserialize, Serialize};

use super::error::StoreError;
use super::growing::{Growing, Record, Results, What};
use super::manifest::{Manifest, Program};
use crate::rows::Rows;

/// All that decides the results of a calibration, as checksums by which two are compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalibrationRecord {
    /// Who wrote it.
    pub program: Program,
    /// Layout version of the folder.
    pub schema_version: u32,
    /// Name of the calibration.
    pub calibration: String,
    /// SHA-256 of the resolved scenario.
    pub scenario: String,
    /// SHA-256 of the free parameters and their priors.
    pub parameters: String,
    /// SHA-256 of the targets.
    pub targets: String,
    /// SHA-256 of the sampler's settings.
    pub settings: String,
    /// SHA-256 of the first summaries that are simulated: another value says that the program gives other
    /// results, whatever its version.
    pub first: String,
}

impl CalibrationRecord {
    /// SHA-256 over all but the first summaries.
    pub fn hash(&self) -> String {
        super::atomic::sha256(&format!(
            "{}\n{}\n{}\n{}\n{}",
            self.program.version, self.scenario, self.parameters, self.targets, self.settings
        ))
    }
}

impl Record for CalibrationRecord {
    const WHAT: What = What::Calibration;

    fn writer(&self) -> (&Program, u32) {
        (&self.program, self.schema_version)
    }

    fn results(&self) -> Results {
        Results {
            hash: self.hash(),
            first: self.first.clone(),
        }
    }

    fn of(manifest: &Manifest) -> Option<Results> {
        let settings = &manifest.analysis.as_ref()?.settings;
        let said = |key: &str| settings[key].as_str().map(str::to_owned);
        Some(Results {
            hash: said("hash")?,
            first: said("first")?,
        })
    }

    fn differences(&self, here: &Self) -> Vec<String> {
        [
            (
                self.program.version != here.program.version,
                "the program's version",
            ),
            (self.scenario != here.scenario, "its scenario"),
            (self.parameters != here.parameters, "its free parameters"),
            (self.targets != here.targets, "its targets"),
            (self.settings != here.settings, "its settings"),
        ]
        .into_iter()
        .filter(|(differs, _)| *differs)
        .map(|(_, what)| what.to_owned())
        .collect()
    }
}

/// The numbers of one accepted proposal: its number and its summaries.
pub type AcceptedRow = (u64, Vec<f64>);

/// A calibration that grows.
pub type CalibrationWork = Growing<CalibrationRecord>;

/// The part of a chunk.
pub fn part_number(generation: u32, chunk: u64) -> u64 {
    u64::from(generation) * 1_000_000 + chunk
}

/// Proposals in the parts that are complete.
pub fn proposals(work: &CalibrationWork) -> u64 {
    work.done().values().map(|entry| entry.runs).sum()
}

/// What was accepted of a chunk, with this many summaries of a proposal; `None` if its part is not there or no
/// longer what was written.
pub fn accepted(work: &CalibrationWork, part: u64, summaries: usize) -> Option<Vec<AcceptedRow>> {
    work.done().get(&part)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(work.path(part))
        .ok()?;
    let row = |record: csv::StringRecord| -> Option<AcceptedRow> {
        let number = record.get(0)?.parse().ok()?;
        let missing_or = |cell: &str| match cell {
            "" => Some(f64::NAN),
            cell => cell.parse::<f64>().ok(),
        };
        let values: Vec<f64> = record
            .iter()
            .skip(1)
            .map(missing_or)
            .collect::<Option<_>>()?;
        (values.len() == summaries).then_some((number, values))
    };
    reader.records().map(|record| row(record.ok()?)).collect()
}

/// Keeps what was accepted of a chunk of proposals.
///
/// # Errors
/// If it cannot be written.
pub fn keep<'a>(
    work: &mut CalibrationWork,
    part: u64,
    proposals: u64,
    accepted: impl Iterator<Item = (u64, &'a [f64])>,
) -> Result<(), StoreError> {
    let mut rows = Rows::default();
    for (number, summaries) in accepted {
        rows.integer(number);
        for value in summaries {
            rows.number(*value);
        }
        rows.end_row();
    }
    work.put(part, proposals, rows.as_str())
}
