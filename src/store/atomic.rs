//! Files that appear complete or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::disk::{alive, remove, rename, step, sync_file, sync_folder};
use super::error::StoreError;
use crate::hash::hex;
pub use crate::hash::sha256;

const BUFFER: usize = 1 << 18;
/// Ends the name of a file that is still being written.
pub const PARTIAL: &str = ".partial";

/// Size and SHA-256 of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 in lower-case hexadecimal.
    pub sha256: String,
}

/// A file that is written under a temporary name in its own folder, so that the final rename is atomic.
/// Dropping it before [`publish`](Closed::publish) removes the temporary file.
#[derive(Debug)]
pub struct AtomicFile {
    writer: BufWriter<File>,
    names: Names,
    hash: Sha256,
    bytes: u64,
}

/// A file that is complete on disk, but still under its temporary name.
#[derive(Debug)]
pub struct Closed {
    names: Names,
    fingerprint: Fingerprint,
}

#[derive(Debug)]
struct Names {
    partial: PathBuf,
    target: PathBuf,
    armed: bool,
}

impl Drop for Names {
    fn drop(&mut self) {
        if self.armed && alive() {
            // Nothing can be done about a failure here, and the name shows what the file is.
            let _ = fs::remove_file(&self.partial);
        }
    }
}

/// The temporary name of a file: `.NAME.partial` beside it.
pub fn partial_path(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}{PARTIAL}"))
}

/// Whether a file has the temporary name of another.
pub fn is_partial(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.len() > 1 + PARTIAL.len() && name.starts_with('.') && name.ends_with(PARTIAL)
}

impl AtomicFile {
    /// Begins a file. A leftover of a killed process under the same temporary name is replaced.
    pub fn create(target: &Path) -> Result<Self, StoreError> {
        let partial = partial_path(target);
        remove(&partial)?;
        step("create", target)?;
        let file =
            File::create_new(&partial).map_err(|error| StoreError::io("create", target, error))?;
        Ok(Self {
            writer: BufWriter::with_capacity(BUFFER, file),
            names: Names {
                partial,
                target: target.to_owned(),
                armed: true,
            },
            hash: Sha256::new(),
            bytes: 0,
        })
    }

    /// The name that the file will have.
    pub fn target(&self) -> &Path {
        &self.names.target
    }

    /// Appends bytes.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        Write::write_all(self, bytes)
            .map_err(|error| StoreError::io("write", &self.names.target, error))
    }

    /// Flushes everything to the disk, or to a scratch folder without waiting for it.
    pub fn close(self) -> Result<Closed, StoreError> {
        let Self {
            writer,
            names,
            hash,
            bytes,
        } = self;
        step("write", &names.target)?;
        let failed = |error| StoreError::io("write", &names.target, error);
        let file = writer.into_inner().map_err(|e| failed(e.into_error()))?;
        sync_file(&file, &names.target).map_err(failed)?;
        Ok(Closed {
            names,
            fingerprint: Fingerprint {
                bytes,
                sha256: hex(&hash.finalize()),
            },
        })
    }
}

/// For writers that want an [`io::Write`]; others have [`AtomicFile::write`] with its better messages.
impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write_all(bytes)?;
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Closed {
    /// Size and checksum of the content.
    pub fn fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }

    /// Gives the file its name, replacing a file of that name.
    pub fn publish(mut self) -> Result<Fingerprint, StoreError> {
        rename(&self.names.partial, &self.names.target)?;
        self.names.armed = false;
        if let Some(folder) = self.names.target.parent() {
            sync_folder(folder)?;
        }
        Ok(self.fingerprint.clone())
    }

    /// Leaves the file under its temporary name: from now on someone else answers for it.
    pub(super) fn leave(mut self) {
        self.names.armed = false;
    }
}

/// Writes a whole file atomically.
pub fn write_file(target: &Path, bytes: &[u8]) -> Result<Fingerprint, StoreError> {
    let mut file = AtomicFile::create(target)?;
    file.write(bytes)?;
    file.close()?.publish()
}

/// Size and SHA-256 of a file on disk.
pub fn fingerprint(path: &Path) -> io::Result<Fingerprint> {
    let mut file = File::open(path)?;
    let mut buffer = vec![0; BUFFER];
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
        bytes += read as u64;
    }
    Ok(Fingerprint {
        bytes,
        sha256: hex(&hash.finalize()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_appears_complete_with_its_checksum() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("runs.csv");
        let mut file = AtomicFile::create(&target).unwrap();
        file.write(b"a").unwrap();
        file.write(b"bc").unwrap();
        let closed = file.close().unwrap();
        assert!(!target.exists());
        let printed = closed.publish().unwrap();
        assert_eq!(printed.bytes, 3);
        assert_eq!(printed.sha256, sha256("abc"));
        assert_eq!(fingerprint(&target).unwrap(), printed);
        assert!(!partial_path(&target).exists());
    }

    #[test]
    fn an_abandoned_file_leaves_nothing_and_a_leftover_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("runs.csv");
        fs::write(partial_path(&target), "left by a killed process").unwrap();
        let mut file = AtomicFile::create(&target).unwrap();
        file.write(b"half").unwrap();
        drop(file);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        drop(AtomicFile::create(&target).unwrap().close().unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn the_message_names_the_path_and_the_way_out() {
        let target = Path::new("no/such/folder/runs.csv");
        let error = AtomicFile::create(target).unwrap_err();
        assert!(error.to_string().contains("runs.csv"), "{error}");
        let full = StoreError::io("write", target, io::ErrorKind::StorageFull.into());
        assert!(full.to_string().starts_with("the disk is full"), "{full}");
        let closed = StoreError::io("create", target, io::ErrorKind::ReadOnlyFilesystem.into());
        assert!(closed.to_string().starts_with("no permission to create"));
    }
}
