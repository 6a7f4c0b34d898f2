//! What can go wrong with the folder of a study, said so that the reader knows what to do.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::error::StoreError;
use crate::fault::{Fault, HasFault};

/// A failure of the folder of a study.
#[derive(Debug, Error)]
pub enum SweepError {
    /// A file could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Another process writes to the folder.
    #[error(
        "another process is writing to {}: wait for it, or choose another --out",
        folder.display()
    )]
    Busy {
        /// The folder.
        folder: PathBuf,
    },
    /// There is an unfinished study, and nothing was said about it.
    #[error(
        "{} holds an unfinished study: --resume goes on with it, --force begins again",
        folder.display()
    )]
    Unfinished {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder holds another study.
    #[error(
        "{} holds another study; it differs in {differences}: choose another --out, or --force to \
         begin again",
        folder.display()
    )]
    OtherStudy {
        /// The folder.
        folder: PathBuf,
        /// What differs.
        differences: String,
    },
    /// The same study, but the program gives other results now.
    #[error(
        "{} was begun by a program that gives other results for the same study (its first rows \
         differ): go on with that one, or begin again with --force",
        folder.display()
    )]
    OtherProgram {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder holds another shard of the study.
    #[error(
        "{} holds shard {there} of the study, not {here}: choose another --out",
        folder.display()
    )]
    OtherShard {
        /// The folder.
        folder: PathBuf,
        /// Shard in the folder.
        there: String,
        /// Shard asked for.
        here: String,
    },
    /// There is no study in the folder.
    #[error("{} holds no parts of a study", folder.display())]
    NoStudy {
        /// The folder.
        folder: PathBuf,
    },
    /// The description of the study cannot be understood.
    #[error("{} is not the record of a study that this version can read: {message}", path.display())]
    Record {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// A part is not what was written.
    #[error("{} is damaged: {message}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
}

impl SweepError {
    /// A damaged file.
    pub fn damaged(path: &Path, message: impl Into<String>) -> Self {
        Self::Damaged {
            path: path.to_owned(),
            message: message.into(),
        }
    }
}

impl HasFault for SweepError {
    fn fault(&self) -> Fault {
        match self {
            Self::Store(error) => error.fault(),
            Self::OtherStudy { .. } | Self::OtherProgram { .. } | Self::OtherShard { .. } => {
                Fault::Config
            }
            Self::Unfinished { .. } | Self::NoStudy { .. } => Fault::Usage,
            Self::Record { .. } | Self::Damaged { .. } => Fault::Mismatch,
            Self::Busy { .. } => Fault::Failed,
        }
    }
}
