//! One process at a time in an output folder.
//!
//! A lock of the operating system on a hidden file there, which ends with the process. The file goes with
//! the lock, so that a folder looks afterwards as if nobody had locked it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::disk::{alive, make_folder, no_link};
use super::error::StoreError;
use super::publication::recover;

/// The file that is locked.
pub(super) const LOCK: &str = ".trilat.lock";
/// How often, and how far apart, a lock is tried: long enough for one that is let go.
const TRIES: (u32, Duration) = (10, Duration::from_millis(50));

/// The right to write to a folder, shared by those who write there together. Ends when the last of them
/// is dropped, or with the process.
#[derive(Clone, Debug)]
pub struct Lock(Arc<Held>);

#[derive(Debug)]
struct Held {
    out: PathBuf,
    /// Whether the folder was not there before.
    created: bool,
    /// Since when it is held.
    since: Instant,
    _file: File,
}

impl Lock {
    /// Creates the folder if needed and locks it; then finishes what a process was about to publish there
    /// when it ended. A folder that was created goes with the lock if nothing is in it then.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if another process holds the lock, or that of what is to be finished.
    pub fn take(out: &Path) -> Result<Self, StoreError> {
        let path = out.join(LOCK);
        let mut created = false;
        for attempt in 0..TRIES.0 {
            if attempt > 0 {
                sleep(TRIES.1);
            }
            created |= !out.exists();
            make_folder(out)?;
            no_link(out, LOCK)?;
            let opened = OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(false)
                .open(&path);
            let file = match opened {
                Ok(file) => file,
                // Between the two calls another process may have finished and removed the folder.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(StoreError::io("write to", out, error)),
            };
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => continue,
                // Better unguarded than not at all.
                Err(TryLockError::Error(error)) if knows_no_locks(&error) => {}
                Err(TryLockError::Error(error)) => {
                    return Err(StoreError::io("lock", &path, error));
                }
                Ok(()) => {}
            }
            if same_file(&file, &path) {
                let lock = Self(Arc::new(Held {
                    out: out.to_owned(),
                    created,
                    since: Instant::now(),
                    _file: file,
                }));
                recover(out)?;
                return Ok(lock);
            }
        }
        Err(StoreError::Busy {
            folder: out.to_owned(),
        })
    }

    /// The output folder.
    pub fn out(&self) -> &Path {
        &self.0.out
    }

    /// Since when it is held.
    pub fn since(&self) -> Instant {
        self.0.since
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if !alive() {
            return;
        }
        // While it is locked still: one who opened it meanwhile sees that the name is gone.
        let _ = fs::remove_file(self.out.join(LOCK));
        if self.created {
            // Fails, as it should, while there is something in the folder.
            let _ = fs::remove_dir(&self.out);
        }
    }
}

/// Whether an error says that a file system has no locks, as some of those on networks.
fn knows_no_locks(error: &io::Error) -> bool {
    // "No locks available", which the standard library has no kind for.
    let none_available = if cfg!(target_os = "linux") {
        Some(37)
    } else if cfg!(unix) {
        Some(77)
    } else {
        None
    };
    error.kind() == io::ErrorKind::Unsupported
        || (none_available.is_some() && error.raw_os_error() == none_available)
}

/// Whether an open file is still the one at a path: it may have been removed meanwhile.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_and_no_trace_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let first = Lock::take(&out).unwrap();
        let shared = first.clone();
        let second = Lock::take(&out).unwrap_err();
        assert!(matches!(second, StoreError::Busy { .. }), "{second}");
        drop(first);
        assert!(Lock::take(&out).is_err(), "one of two still holds it");
        drop(shared);
        assert!(!out.exists());

        // A folder that was there stays, and what a killed process left is no obstacle.
        fs::create_dir(&out).unwrap();
        fs::write(out.join(LOCK), "").unwrap();
        drop(Lock::take(&out).unwrap());
        assert_eq!(fs::read_dir(&out).unwrap().count(), 0);
    }

    #[test]
    fn many_threads_take_turns() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let inside = std::sync::atomic::AtomicU32::new(0);
        let turns = std::sync::atomic::AtomicU32::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..20 {
                        let Ok(lock) = Lock::take(&out) else { continue };
                        let others = inside.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                        assert_eq!(others, 0, "two hold the lock");
                        turns.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                        inside.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
                        drop(lock);
                    }
                });
            }
        });
        assert!(turns.into_inner() > 20);
        // Of two that come at once each may take the folder for the other's: it may stay, but empty.
        assert_eq!(fs::read_dir(&out).map_or(0, Iterator::count), 0);
    }
}
