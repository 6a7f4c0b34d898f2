//! What can go wrong with a growing folder, said so that the reader knows what to do.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::what::What;
use crate::fault::{Fault, HasFault};
use crate::store::error::StoreError;

/// A failure of a growing folder.
#[derive(Debug, Error)]
pub enum GrowingError {
    /// A file could not be read or written, or another process writes to the folder.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something unfinished is there, and nothing was said about it.
    #[error(
        "{} holds an unfinished {what}: --resume goes on with it, --force begins again",
        folder.display()
    )]
    Unfinished {
        /// The folder.
        folder: PathBuf,
        /// What is there.
        what: What,
    },
    /// Something else is unfinished there.
    #[error(
        "{} holds an unfinished {what}, which `trilat {}` goes on with by --resume: choose another folder",
        folder.display(),
        what.command()
    )]
    Kind {
        /// The folder.
        folder: PathBuf,
        /// What is there.
        what: What,
    },
    /// Another one of the same kind is there.
    #[error(
        "{} holds another {what}; it differs in {differences}: choose another --out, or --force to \
         begin again",
        folder.display()
    )]
    Other {
        /// The folder.
        folder: PathBuf,
        /// What is asked for.
        what: What,
        /// What differs.
        differences: String,
    },
    /// The same, but the program gives other results now.
    #[error(
        "{} was begun by a program that gives other results for the same {what} (its first rows \
         differ): go on with that one, or begin again with --force",
        folder.display()
    )]
    OtherProgram {
        /// The folder.
        folder: PathBuf,
        /// What is asked for.
        what: What,
    },
    /// Another share of it is there.
    #[error(
        "{} holds shard {there} of the {what}, not {here}: choose another --out",
        folder.display()
    )]
    OtherShare {
        /// The folder.
        folder: PathBuf,
        /// What is asked for.
        what: What,
        /// Shard in the folder.
        there: String,
        /// Shard asked for.
        here: String,
    },
    /// An older version of the program left something unfinished, of which it is not known to what it belongs.
    #[error(
        "{} holds something unfinished whose journal does not say to what it belongs, as older versions \
         wrote it: finish it with that version, or --force to begin again",
        folder.display()
    )]
    Older {
        /// The folder.
        folder: PathBuf,
    },
    /// The journal belongs to something else than the record beside it.
    #[error(
        "{} belongs to another {what} than the record beside it, and so do the parts that it lists: put \
         its own in its place, or --force to begin again",
        path.display()
    )]
    Journal {
        /// The journal.
        path: PathBuf,
        /// What it should belong to.
        what: What,
    },
    /// There is nothing in the folder to go on with.
    #[error("{} holds no parts of a {what}", folder.display())]
    Nothing {
        /// The folder.
        folder: PathBuf,
        /// What is asked for.
        what: What,
    },
    /// The record cannot be understood.
    #[error("{} is not the record of a {what} that this version can read: {message}", path.display())]
    Record {
        /// The file.
        path: PathBuf,
        /// What is asked for.
        what: What,
        /// What is wrong with it.
        message: String,
    },
    /// A file is not what was written.
    #[error("{} is damaged: {message}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
}

impl GrowingError {
    /// A damaged file.
    pub fn damaged(path: &Path, message: impl Into<String>) -> Self {
        Self::Damaged {
            path: path.to_owned(),
            message: message.into(),
        }
    }
}

impl HasFault for GrowingError {
    fn fault(&self) -> Fault {
        match self {
            Self::Store(error) => error.fault(),
            Self::Kind { .. }
            | Self::Other { .. }
            | Self::OtherProgram { .. }
            | Self::OtherShare { .. } => Fault::Config,
            Self::Unfinished { .. } | Self::Nothing { .. } | Self::Older { .. } => Fault::Usage,
            Self::Journal { .. } | Self::Record { .. } | Self::Damaged { .. } => Fault::Mismatch,
        }
    }
}
