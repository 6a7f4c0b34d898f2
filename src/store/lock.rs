//! One process at a time in the folder of a study.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use super::error::StoreError;
use super::parts::{RECORD, clear, parts_folder};
use super::sweep_error::SweepError;
use super::unfinished::is_unfinished;

const LOCK: &str = "lock";
/// How often, and how far apart, a lock is tried: long enough for one that is let go.
const TRIES: (u32, Duration) = (10, Duration::from_millis(50));

/// The right to write to a folder. Ends when it is dropped, or with the process.
#[derive(Debug)]
pub struct Lock {
    out: PathBuf,
    _file: File,
}

impl Lock {
    /// Creates the folder if needed and locks it.
    ///
    /// # Errors
    /// [`SweepError::Busy`] if another process holds the lock.
    pub fn take(out: &Path) -> Result<Self, SweepError> {
        let parts = parts_folder(out);
        let path = parts.join(LOCK);
        for attempt in 0..TRIES.0 {
            if attempt > 0 {
                sleep(TRIES.1);
            }
            fs::create_dir_all(&parts).map_err(|e| StoreError::io("create", &parts, e))?;
            let opened = OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(false)
                .open(&path);
            let file = match opened {
                Ok(file) => file,
                // Between the two calls another process may have finished and removed the folder.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(StoreError::io("create", &path, error).into()),
            };
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => continue,
                // Some network file systems know no locks. Better unguarded than not at all.
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
                Err(TryLockError::Error(error)) => {
                    return Err(StoreError::io("lock", &path, error).into());
                }
                Ok(()) => {}
            }
            if same_file(&file, &path) {
                return Ok(Self {
                    out: out.to_owned(),
                    _file: file,
                });
            }
        }
        Err(SweepError::Busy {
            folder: out.to_owned(),
        })
    }

    /// The output folder.
    pub fn out(&self) -> &Path {
        &self.out
    }

    /// Whether an unfinished study is there.
    pub fn has_study(&self) -> bool {
        parts_folder(&self.out).join(RECORD).exists()
    }

    /// Removes the study from the folder, its record first: without that there is no study, whatever
    /// else is left by a process that ends at this point.
    ///
    /// # Errors
    /// If a file cannot be removed.
    pub fn discard(self) -> Result<(), StoreError> {
        let parts = parts_folder(&self.out);
        clear(&parts)?;
        drop(self);
        let _ = fs::remove_file(parts.join(LOCK));
        // Fails, as it should, while there is something else in the folder.
        let _ = fs::remove_dir(parts);
        Ok(())
    }

    /// Leaves no trace in a folder that has no study; for a process that goes no further.
    pub fn abandon(self) {
        if self.has_study() || is_unfinished(&self.out) {
            return;
        }
        let out = self.out.clone();
        if self.discard().is_ok() {
            let _ = fs::remove_dir(out);
        }
    }
}

/// Whether an open file is still the one at a path: its folder may have been removed meanwhile.
#[cfg(unix)]
fn same_file(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::metadata(path)) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn same_file(_: &File, path: &Path) -> bool {
    path.exists()
}
