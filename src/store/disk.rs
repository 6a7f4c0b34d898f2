//! Single operations on the file system, with an error that says what was being done.
//!
//! Whatever changes a folder in several steps takes its steps here, so that tests can let any one of them
//! fail, or end the process before it. May import [`super::error`] and [`super::scratch`] alone.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use super::error::StoreError;
use super::scratch::is_scratch;

/// Removes a file. One that is not there is no error.
pub(super) fn remove(path: &Path) -> Result<(), StoreError> {
    step("remove", path)?;
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(StoreError::io("remove", path, error))
        }
        _ => Ok(()),
    }
}

/// Gives a file another name, replacing a file of that name.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    step("write", to)?;
    fs::rename(from, to).map_err(|error| StoreError::io("write", to, error))
}

/// Creates a folder and those above it. One that is there is no error.
pub(super) fn make_folder(path: &Path) -> Result<(), StoreError> {
    step("create", path)?;
    fs::create_dir_all(path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => StoreError::NotAFolder {
            path: path.to_owned(),
        },
        _ => StoreError::io("create", path, error),
    })
}

/// Removes the folder above a file if nothing is in it.
pub(super) fn remove_if_empty(folder: &Path) {
    if alive() {
        // Fails, as it should, while there is something in the folder.
        let _ = fs::remove_dir(folder);
    }
}

/// Makes what was created, renamed and removed in a folder durable, where folders can be synchronised;
/// elsewhere each change is still atomic.
///
/// # Errors
/// What the disk reports; that a folder cannot be synchronised is none.
pub(super) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    // The folder of a bare file name.
    let folder = match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    };
    step("synchronise", folder)?;
    if is_scratch(folder) {
        return Ok(());
    }
    let cannot = |error: &io::Error| {
        let kinds = [ErrorKind::Unsupported, ErrorKind::InvalidInput];
        // Windows opens no folders, and a folder may be writable without being readable.
        kinds.contains(&error.kind()) || error.kind() == ErrorKind::PermissionDenied
    };
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        Err(error) if !cannot(&error) => Err(StoreError::io("synchronise", folder, error)),
        _ => Ok(()),
    }
}

/// Waits until what was written to a file is on the disk, unless its folder is scratch.
///
/// # Errors
/// What the disk reports.
pub(super) fn sync_file(file: &File, path: &Path) -> io::Result<()> {
    match is_scratch(path) {
        true => Ok(()),
        false => file.sync_all(),
    }
}

/// Most bytes of a text that is read whole: more than any file that is meant, less than what fills the memory.
pub const MOST_TEXT: u64 = 1 << 28;

/// Reads a text that must fit into memory, at most [`MOST_TEXT`] bytes. A device that never ends is refused like a file that
/// is too long.
///
/// # Errors
/// What the system reports; one that says so if it is longer, or no UTF-8.
pub fn read_text(path: &Path) -> io::Result<String> {
    read_at_most(path, MOST_TEXT)
}

fn read_at_most(path: &Path, most: u64) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(most + 1).read_to_string(&mut text)?;
    match text.len() as u64 > most {
        true => Err(io::Error::other(format!(
            "it has more than {most} bytes, and no such file is that long"
        ))),
        false => Ok(text),
    }
}

/// Refuses a path inside a folder on which a symbolic link lies: writing there would change what is
/// elsewhere. The folder itself may be reached by a link.
///
/// # Errors
/// [`StoreError::Link`], or what the system reports.
pub fn no_link(root: &Path, path: &str) -> Result<(), StoreError> {
    let mut place = root.to_owned();
    for part in Path::new(path).components() {
        place.push(part);
        match fs::symlink_metadata(&place) {
            Ok(found) if found.is_symlink() => return Err(StoreError::Link { path: place }),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(StoreError::io("look at", &place, error)),
        }
    }
    Ok(())
}

/// Asked before each operation.
#[cfg(not(test))]
pub(super) fn step(_: &'static str, _: &Path) -> Result<(), StoreError> {
    Ok(())
}

/// Whether the process may still clear up behind itself.
#[cfg(not(test))]
pub(super) fn alive() -> bool {
    true
}

#[cfg(test)]
pub(super) use fault::{alive, step};

/// Operations that fail when a test says so.
#[cfg(test)]
pub(super) mod fault {
    use std::cell::Cell;
    use std::io::ErrorKind;
    use std::path::Path;

    use super::StoreError;

    /// How an operation fails.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub enum Failing {
        /// That one alone: the disk is full, and the process goes on.
        Once,
        /// The process ends: nothing after it happens.
        Killed,
    }

    thread_local! {
        static BEFORE: Cell<Option<(u64, Failing)>> = const { Cell::new(None) };
        static DEAD: Cell<bool> = const { Cell::new(false) };
    }

    /// Lets operation number `after`, counted from here and 0, of this thread fail while `act` is done;
    /// whether it came to that.
    pub fn failing<T>(after: u64, how: Failing, act: impl FnOnce() -> T) -> (T, bool) {
        BEFORE.set(Some((after, how)));
        let done = act();
        let failed = BEFORE.take().is_none();
        DEAD.set(false);
        (done, failed)
    }

    pub fn alive() -> bool {
        !DEAD.get()
    }

    pub fn step(action: &'static str, path: &Path) -> Result<(), StoreError> {
        let full = || StoreError::io(action, path, ErrorKind::StorageFull.into());
        if DEAD.get() {
            return Err(full());
        }
        match BEFORE.take() {
            Some((0, how)) => {
                DEAD.set(how == Failing::Killed);
                Err(full())
            }
            left => {
                BEFORE.set(left.map(|(before, how)| (before - 1, how)));
                Ok(())
            }
        }
    }
}
