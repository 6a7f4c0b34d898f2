//! What users read when a study is wrong: every file of `tests/golden/study_errors` against the
//! text beside it. `TRILAT_BLESS=1 cargo test` writes the texts anew.

use std::fs;
use std::path::{Path, PathBuf};

use trilat::study::load;

/// Paths stay relative to the crate, so that messages are the same on every machine.
const FOLDER: &str = "tests/golden/study_errors";

#[test]
fn every_wrong_study_is_explained_as_before() {
    let mut files: Vec<PathBuf> = fs::read_dir(FOLDER)
        .unwrap()
        .map(|entry| Path::new(FOLDER).join(entry.unwrap().file_name()))
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    files.sort();
    assert!(files.len() >= 7);
    let mut changed = Vec::new();
    for path in files {
        let text = match load(&path, &[]) {
            Ok(_) => panic!("{} is not wrong", path.display()),
            Err(errors) => errors.to_string(),
        };
        let golden = path.with_extension("txt");
        if std::env::var_os("TRILAT_BLESS").is_some() {
            fs::write(&golden, &text).unwrap();
        }
        if fs::read_to_string(&golden).unwrap_or_default() != text {
            changed.push(format!("{}:\n{text}", golden.display()));
        }
    }
    assert!(changed.is_empty(), "{}", changed.join("\n"));
}
