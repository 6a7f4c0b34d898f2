//! What users read when a scenario file is wrong: every file of `tests/golden/errors` against the
//! text beside it. `TRILAT_BLESS=1 cargo test` writes the texts anew.

use std::fs;
use std::path::{Path, PathBuf};

use trilat::scenario::load;

/// Paths stay relative to the crate, so that messages are the same on every machine.
const FOLDER: &str = "tests/golden/errors";

fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(FOLDER)
        .unwrap()
        .map(|entry| Path::new(FOLDER).join(entry.unwrap().file_name()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    files.sort();
    files
}

fn compare(golden: &Path, text: &str) -> Option<String> {
    if std::env::var_os("TRILAT_BLESS").is_some() {
        fs::write(golden, text).unwrap();
    }
    let expected = fs::read_to_string(golden).unwrap_or_default();
    (expected != text).then(|| format!("{}:\n{text}", golden.display()))
}

#[test]
fn every_wrong_file_is_explained_as_before() {
    let files = files();
    assert!(files.len() >= 20);
    let mut changed = Vec::new();
    for path in files {
        let text = match load(&path, &[]) {
            Ok(_) => panic!("{} is not wrong", path.display()),
            Err(errors) => errors.to_string(),
        };
        changed.extend(compare(&path.with_extension("txt"), &text));
    }
    assert!(changed.is_empty(), "{}", changed.join("\n"));
}

#[test]
fn wrong_overrides_are_explained_as_before() {
    let sets = [
        "will.threat",
        "=1",
        "will..threat=1",
        "will.thr eat=1",
        "will.threat=",
        "will.threat=high",
        "will.threat=nan",
        "will.threat=[1,",
        "will.thraet=0.5",
        "states.AAB.treaty=0.1",
        "states.PPP.targets.HOME.drive.3=0.5",
        "states.PPP.targets.HOME.drive.0=0.5",
        "states.PPP.programme_drive.x=0.5",
        "scenario.horizon=0",
        "scenario.start=2026",
        "scenario.war=never",
        "extends=other.toml",
        "states.CCC.remove=true",
        "a.b.c.d.e.f.g.h.i=1",
    ]
    .map(str::to_owned);
    let path = Path::new(FOLDER).join("base/small.toml");
    let errors = load(&path, &sets).unwrap_err();
    let changed = compare(
        &Path::new(FOLDER).join("overrides.txt"),
        &errors.to_string(),
    );
    assert_eq!(changed, None);
    for error in &errors.list {
        let place = error.place.as_ref().unwrap();
        assert!(place.source == "--set" || place.source.ends_with("small.toml"));
    }
}

#[test]
fn a_missing_file_is_named() {
    let errors = load(Path::new("nowhere/missing.toml"), &[]).unwrap_err();
    let text = errors.to_string();
    assert!(
        text.starts_with("error: cannot read nowhere/missing.toml: "),
        "{text}"
    );
    let errors = load(Path::new("tests"), &[]).unwrap_err();
    assert_eq!(errors.count(), 1);
}
