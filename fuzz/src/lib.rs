//! What the targets share.

use std::fs;
use std::path::Path;

/// Does something with a folder that holds these files, for readers that take a path.
///
/// # Panics
/// If the files cannot be written.
pub fn with_files(files: &[(&str, &[u8])], act: impl FnOnce(&Path)) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).expect("a file in it");
    }
    act(folder.path());
}
