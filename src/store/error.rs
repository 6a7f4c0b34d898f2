//! What can go wrong with files, said so that the reader knows what to do.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::fault::{Fault, HasFault};

/// A failure of the store.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The output folder has something in it and `--force` was not given.
    #[error(
        "{} already holds files ({example} …): choose another --out, or --force to replace what an earlier run wrote there",
        folder.display()
    )]
    Occupied {
        /// The folder.
        folder: PathBuf,
        /// One of the files.
        example: String,
    },
    /// A file stands in the way that no earlier run wrote.
    #[error(
        "{} was not written by trilat, and --force replaces only what trilat wrote: move it away or choose another --out",
        path.display()
    )]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A file of an earlier run was edited since.
    #[error(
        "{} was changed after trilat wrote it, and --force keeps what you edited: move it away or choose another --out",
        path.display()
    )]
    Edited {
        /// The file.
        path: PathBuf,
    },
    /// A file that is to be used is not what the manifest of its folder says.
    #[error(
        "{} {what}, as the manifest of its folder shows: put it back as it was or make the folder again (`trilat verify` \
         names all such files), or go on with --unverified",
        path.display()
    )]
    Altered {
        /// The file.
        path: PathBuf,
        /// What happened to it, in words.
        what: &'static str,
    },
    /// The output path is a file.
    #[error("{} is not a folder: choose another --out", path.display())]
    NotAFolder {
        /// The path.
        path: PathBuf,
    },
    /// Another process writes to the folder.
    #[error(
        "another process is writing to {}: wait for it, or choose another --out",
        folder.display()
    )]
    Busy {
        /// The folder.
        folder: PathBuf,
    },
    /// A symbolic link stands where a file is to be written, or above it.
    #[error(
        "{} is a symbolic link, and trilat writes to no other folder than its own: put a folder in its \
         place or choose another --out",
        path.display()
    )]
    Link {
        /// The link.
        path: PathBuf,
    },
    /// What a process said it was about to publish cannot be understood.
    #[error(
        "{} is damaged ({message}), so that it is not known which files of an interrupted command are \
         complete: remove it and them, or choose another --out",
        path.display()
    )]
    Note {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// The manifest cannot be understood.
    #[error("{} is not a manifest that this version can read: {message}", path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// The manifest is not what was written.
    #[error(
        "{} is not what trilat wrote: it does not have the checksum in its last line. Make the folder again; if you changed it on \
         purpose, take the line `sha256` out", path.display()
    )]
    AlteredManifest {
        /// The manifest.
        path: PathBuf,
    },
    /// A listed path that could lead out of the folder, or that the program reserves for itself.
    #[error("`{path}` is not a usable file name inside an output folder")]
    UnsafePath {
        /// The path as given.
        path: String,
    },
    /// A value that a typed file cannot hold.
    #[error(
        "{}: `{value}` in column {column} is not {wanted}: the table can be had as CSV alone, without --format parquet",
        path.display()
    )]
    Cell {
        /// The file.
        path: PathBuf,
        /// Name of the column.
        column: String,
        /// The value.
        value: String,
        /// What the column holds.
        wanted: &'static str,
    },
    /// A Parquet file cannot be made.
    #[error("cannot write {}: {message}", path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// What the writer says.
        message: String,
    },
    /// The disk is full.
    #[error("the disk is full: cannot {action} {}; make room or choose another --out", path.display())]
    DiskFull {
        /// What was being done.
        action: &'static str,
        /// To which path.
        path: PathBuf,
    },
    /// The folder or disk is read-only for this user.
    #[error("no permission to {action} {}: choose another --out", path.display())]
    NoPermission {
        /// What was being done.
        action: &'static str,
        /// To which path.
        path: PathBuf,
    },
    /// Anything else that the operating system reports.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was being done.
        action: &'static str,
        /// To which path.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

impl StoreError {
    /// Puts an error of the operating system into the reader's terms.
    pub fn io(action: &'static str, path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::DiskFull { action, path }
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::NoPermission { action, path }
            }
            io::ErrorKind::NotADirectory => Self::NotAFolder { path },
            _ => Self::Io {
                action,
                path,
                source,
            },
        }
    }
}

impl HasFault for StoreError {
    /// A folder that another `--out` would cure is the caller's to mend.
    fn fault(&self) -> Fault {
        match self {
            Self::Occupied { .. }
            | Self::Foreign { .. }
            | Self::Edited { .. }
            | Self::Link { .. }
            | Self::NotAFolder { .. } => Fault::Usage,
            Self::Note { .. } | Self::Altered { .. } | Self::AlteredManifest { .. } => {
                Fault::Mismatch
            }
            Self::Busy { .. }
            | Self::Manifest { .. }
            | Self::UnsafePath { .. }
            | Self::Cell { .. }
            | Self::Parquet { .. }
            | Self::DiskFull { .. }
            | Self::NoPermission { .. }
            | Self::Io { .. } => Fault::Failed,
        }
    }
}
