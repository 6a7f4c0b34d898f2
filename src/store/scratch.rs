//! Folders that are gone with the process that made them, such as the one of a result in memory. What is in them has to
//! survive no power failure, so nobody waits there for the disk, which can take ten times as long as a small run.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The folders, of all threads.
static FOLDERS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A folder that is scratch as long as this lives.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// Makes a folder, and all that is in it, scratch.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        folders().push(folder.clone());
        Self(folder)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let mut folders = folders();
        // Another may have the same folder.
        if let Some(at) = folders.iter().position(|folder| *folder == self.0) {
            folders.swap_remove(at);
        }
    }
}

/// Whether a path is that of a scratch folder or of something in one.
pub(super) fn is_scratch(path: &Path) -> bool {
    folders().iter().any(|folder| path.starts_with(folder))
}

fn folders() -> MutexGuard<'static, Vec<PathBuf>> {
    FOLDERS.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_scratch_as_long_as_somebody_says_so() {
        let (folder, beside) = (Path::new("/scratch/a"), Path::new("/scratch/ab"));
        let first = Scratch::new(folder);
        let second = Scratch::new(folder);
        assert!(is_scratch(folder) && is_scratch(&folder.join("runs.csv")));
        assert!(!is_scratch(beside) && !is_scratch(Path::new("/scratch")));
        drop(first);
        assert!(is_scratch(folder));
        drop(second);
        assert!(!is_scratch(folder));
    }
}
