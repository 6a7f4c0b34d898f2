//! Why a study cannot go to a cluster.

use std::path::PathBuf;

use thiserror::Error;

use super::engine::Engine;
use crate::fault::{Fault, HasFault};
use crate::store::error::StoreError;

/// Why the scripts were not written or not submitted.
#[derive(Debug, Error)]
pub enum ClusterError {
    /// A file could not be written, or stands in the way.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A path that no script can name.
    #[error("{} has {problem} in it, which {engine} does not take: rename it", path.display())]
    Path {
        /// The path.
        path: PathBuf,
        /// What is wrong with it.
        problem: &'static str,
        /// Who does not take it.
        engine: Engine,
    },
    /// An option of the scheduler that cannot stand in the scripts.
    #[error("`{option}`: {problem}")]
    Option {
        /// The option.
        option: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A limit where there is nobody to set it.
    #[error("{reason}: leave {option} out")]
    NoLimit {
        /// The option of the command line.
        option: &'static str,
        /// Why it makes no sense.
        reason: &'static str,
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
    /// There is no scheduler to submit to.
    #[error("{reason}\n  {}", by_hand.join("\n  "))]
    NoScheduler {
        /// What there is not, and where to do by hand what follows.
        reason: String,
        /// How to do it by hand.
        by_hand: Vec<String>,
    },
    /// The scheduler's program could not be started.
    #[error("cannot start {program}: {source}")]
    Start {
        /// The program.
        program: &'static str,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The shards were refused; nothing is submitted.
    #[error("nothing was submitted: {program} refuses {script}: {said}")]
    Array {
        /// The scheduler's program.
        program: &'static str,
        /// The script.
        script: String,
        /// What the program said.
        said: String,
    },
    /// The shards were taken and the merge was refused.
    #[error(
        "the shards are submitted as job {array}, but {program} refuses {script}: {said}\nsubmit it again \
         with: {again}"
    )]
    Merge {
        /// Job of the array.
        array: String,
        /// The scheduler's program.
        program: &'static str,
        /// The script.
        script: String,
        /// What the program said.
        said: String,
        /// How to submit the merge by hand.
        again: String,
    },
}

impl HasFault for ClusterError {
    fn fault(&self) -> Fault {
        match self {
            Self::Path { .. }
            | Self::Option { .. }
            | Self::NoLimit { .. }
            | Self::NoName { .. }
            | Self::Occupied { .. }
            | Self::Unfinished { .. } => Fault::Usage,
            Self::Store(error) => error.fault(),
            _ => Fault::Failed,
        }
    }
}
