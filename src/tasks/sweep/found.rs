//! What a study found.

use serde::Serialize;

use super::memory::{DesignColumns, RunColumns};
use crate::fault::Fault;
use crate::record::Column;
use crate::store::study_record::StudyRecord;

/// How far a study is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// All runs are done, and the files are written where there are any.
    Complete,
    /// All runs of the shard are done.
    ShardComplete,
    /// Interrupted.
    Interrupted,
}

/// What a study found.
#[derive(Clone, Debug, PartialEq)]
pub struct Swept {
    /// Name of the study.
    pub study: String,
    /// SHA-256 of what decides its results.
    pub hash: String,
    /// Runs of the study, or of its shard.
    pub runs: u64,
    /// Runs that are there.
    pub runs_done: u64,
    /// Runs made by this process.
    pub runs_new: u64,
    /// Runs that failed.
    pub failed: u64,
    /// How far it is.
    pub progress: Progress,
    /// What each column of [`rows`](Self::rows) is.
    pub columns: Vec<Column>,
    /// The design. Empty where it was written to a folder.
    pub design: DesignColumns,
    /// The runs. Empty where they were streamed into a folder.
    pub rows: RunColumns,
}

impl Swept {
    /// Counts alone.
    pub(super) fn counted(
        record: &StudyRecord,
        runs_done: u64,
        failed: u64,
        progress: Progress,
    ) -> Self {
        Self {
            study: record.study.name.clone(),
            hash: record.study.hash.clone(),
            runs: record.runs,
            runs_done,
            runs_new: 0,
            failed,
            progress,
            columns: record.columns.clone(),
            design: DesignColumns::default(),
            rows: RunColumns::default(),
        }
    }

    /// What is wrong with it, although it left something: interrupted, or runs failed.
    pub fn fault(&self) -> Option<Fault> {
        match self.progress {
            Progress::Interrupted => Some(Fault::Interrupted),
            _ if self.failed > 0 => Some(Fault::Failed),
            _ => None,
        }
    }
}
