//! `status`: how far a study is, from its journals. Checksums are left to [`merge`](super::merge) and to
//! [`verify`](crate::tasks::verify).

use std::path::PathBuf;

use serde::Serialize;

use crate::fault::Fault;
use crate::store::gather::{Gathered, folders_with_parts, gather};
use crate::store::growing::GrowingError;
use crate::store::manifest::{self, Manifest};

/// What is in the folders of a study.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// All files.
    Complete,
    /// The files of a run that was interrupted.
    Interrupted,
    /// All parts, and no file yet.
    PartsComplete,
    /// All parts of one shard.
    ShardComplete,
    /// Some parts.
    Incomplete,
}

impl State {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Interrupted => "interrupted",
            Self::PartsComplete => "parts complete",
            Self::ShardComplete => "shard complete",
            Self::Incomplete => "incomplete",
        }
    }
}

/// How far a study is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Its name.
    pub study: String,
    /// What it is.
    #[serde(skip)]
    pub title: String,
    /// SHA-256 of what decides its results, if it is a study.
    pub hash: Option<String>,
    /// What is there.
    pub status: State,
    /// Runs asked for, or of the shard.
    pub runs: u64,
    /// Runs that are there.
    pub runs_done: u64,
    /// Runs that failed.
    pub failed: u64,
    /// Its parts, unless there are files.
    #[serde(flatten)]
    pub parts: Option<Parts>,
}

/// How far the parts of a study are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Parts {
    /// Parts that are there.
    pub parts_done: u64,
    /// Parts asked for, or of the shard.
    #[serde(skip)]
    pub parts: u64,
    /// Shares that were found: shard and number of shards.
    pub shards: Vec<[u64; 2]>,
    /// Whether it is one shard that is meant.
    #[serde(skip)]
    pub lone: bool,
    /// Shards that lack parts.
    #[serde(skip)]
    pub missing_shards: Vec<u64>,
    /// What cannot be right.
    pub wrong: Vec<String>,
}

impl Standing {
    /// What is wrong: a folder does not fit, or something is still to be done.
    pub fn fault(&self) -> Option<Fault> {
        match (&self.parts, self.status) {
            (Some(parts), _) if !parts.wrong.is_empty() => Some(Fault::Mismatch),
            (_, State::Interrupted | State::Incomplete) => Some(Fault::Incomplete),
            _ => None,
        }
    }
}

/// Reads how far a study is: `folders` are that of the study, those of its shards, or hold them.
///
/// # Errors
/// If there is none, or its journals cannot be read.
pub fn status(folders: &[PathBuf]) -> Result<Standing, GrowingError> {
    let found = match folders_with_parts(folders) {
        Ok(found) => found,
        Err(error) => return finished(folders).ok_or(error),
    };
    let gathered = gather(&found, false)?;
    let lone = match gathered.shards.as_slice() {
        // Not so the only shard in a folder of shards: others are to come.
        [shard] if shard[1] == 1 || found == folders => Some(*shard),
        _ => None,
    };
    Ok(grown(gathered, lone))
}

fn grown(gathered: Gathered, lone: Option<[u64; 2]>) -> Standing {
    let (runs_done, failed) = gathered.runs();
    let missing_shards = gathered.missing_shards();
    let record = gathered.record;
    let info = &record.study;
    // A folder alone is measured by its own share.
    let (runs, parts) = match lone {
        Some([_, of]) => (
            record.runs,
            info.parts / of + u64::from(!info.parts.is_multiple_of(of)),
        ),
        None => (info.runs(), info.parts),
    };
    let complete = runs_done == runs && gathered.wrong.is_empty();
    Standing {
        status: match (complete, lone) {
            (true, Some([_, of])) if of > 1 => State::ShardComplete,
            (true, _) => State::PartsComplete,
            (false, _) => State::Incomplete,
        },
        study: record.study.name,
        title: record.study.title,
        hash: Some(record.study.hash),
        runs,
        runs_done,
        failed,
        parts: Some(Parts {
            parts_done: gathered.parts.len() as u64,
            parts,
            shards: gathered.shards,
            lone: lone.is_some(),
            missing_shards,
            wrong: gathered.wrong,
        }),
    }
}

/// A folder without parts may hold files.
fn finished(folders: &[PathBuf]) -> Option<Standing> {
    let [folder] = folders else { return None };
    let manifest = Manifest::read(folder).ok().flatten()?;
    let runs = manifest.runs;
    let (study, title, failed, hash) = match manifest.study {
        Some(study) => (study.name, study.title, study.failed_runs, Some(study.hash)),
        None => (manifest.scenario.name, "one scenario".to_owned(), 0, None),
    };
    Some(Standing {
        study,
        title,
        hash,
        status: match manifest.status {
            manifest::Status::Complete => State::Complete,
            manifest::Status::Interrupted => State::Interrupted,
        },
        runs: runs.requested,
        runs_done: runs.completed,
        failed,
        parts: None,
    })
}
