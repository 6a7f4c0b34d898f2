//! Why a study cannot go to a cluster.

use std::path::PathBuf;

use thiserror::Error;

use crate::fault::{Fault, HasFault};
use crate::store::error::StoreError;

/// Why the scripts were not written or not submitted.
#[derive(Debug, Error)]
pub enum SlurmError {
    /// A file could not be written, or stands in the way.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A path that no script can name.
    #[error("{} has {problem} in it, which Slurm does not take: rename it", path.display())]
    Path {
        /// The path.
        path: PathBuf,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The output folder is the root.
    #[error("{} cannot be the output folder: choose another --out", path.display())]
    NoName {
        /// The path.
        path: PathBuf,
    },
    /// The scripts of something else are there.
    #[error(
        "{} is there already and says something else: choose another --out, or --force to replace it",
        path.display()
    )]
    Occupied {
        /// The script.
        path: PathBuf,
    },
    /// The merge could not write to the output folder.
    #[error(
        "{} holds an unfinished study, so that the merge could not write there: finish it with trilat \
         sweep --resume, or choose another --out",
        folder.display()
    )]
    Unfinished {
        /// The folder.
        folder: PathBuf,
    },
    /// There is no `sbatch`.
    #[error("there is no sbatch on this machine; on the cluster submit with\n  {array}\n  {merge}")]
    NoSbatch {
        /// How to submit the array by hand.
        array: String,
        /// And the merge.
        merge: String,
    },
    /// `sbatch` could not be started.
    #[error("cannot start sbatch: {source}")]
    Start {
        /// The system's reason.
        source: std::io::Error,
    },
    /// `sbatch` refused the array; nothing is submitted.
    #[error("nothing was submitted: sbatch refuses {script}: {said}")]
    Array {
        /// The script.
        script: String,
        /// What `sbatch` said.
        said: String,
    },
    /// `sbatch` took the array and refused the merge.
    #[error(
        "the shards are submitted as job {array}, but sbatch refuses {script}: {said}\nsubmit it again \
         with: {again}"
    )]
    Merge {
        /// Job of the array.
        array: String,
        /// The script.
        script: String,
        /// What `sbatch` said.
        said: String,
        /// How to submit the merge by hand.
        again: String,
    },
}

impl HasFault for SlurmError {
    fn fault(&self) -> Fault {
        match self {
            Self::Path { .. }
            | Self::NoName { .. }
            | Self::Occupied { .. }
            | Self::Unfinished { .. } => Fault::Usage,
            Self::Store(error) => error.fault(),
            _ => Fault::Failed,
        }
    }
}
