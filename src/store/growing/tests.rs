//! Processes that end at every step of work that grows, and folders in which something else does.

use std::fs;

use serde::Deserialize;
use serde::Serialize;

use super::super::disk::fault::{Failing, failing};
use super::super::manifest::Program;
use super::super::verify::verify_parts;
use super::*;
use crate::fault::{Fault, HasFault};
use crate::store::tables::SCENARIO;

/// Something small that grows in the place of a calibration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Toy {
    program: Program,
    hash: String,
    first: String,
}

impl Record for Toy {
    const WHAT: What = What::Calibration;

    fn writer(&self) -> (&Program, u32) {
        (&self.program, 1)
    }

    fn results(&self) -> Results {
        Results {
            hash: self.hash.clone(),
            first: self.first.clone(),
        }
    }

    fn of(_: &Manifest) -> Option<Results> {
        None
    }

    fn differences(&self, here: &Self) -> Vec<String> {
        match self.hash == here.hash {
            true => Vec::new(),
            false => vec!["its hash".to_owned()],
        }
    }
}

fn toy(hash: &str, first: &str) -> Toy {
    Toy {
        program: Program::this(),
        hash: hash.to_owned(),
        first: first.to_owned(),
    }
}

const RESUME: How = How {
    resume: true,
    force: false,
};
const BEGIN: How = How {
    resume: false,
    force: false,
};

fn open(out: &Path, record: &Toy, how: How) -> Result<(Growing<Toy>, Found), GrowingError> {
    match Growing::open(out, record.clone(), &[(SCENARIO, "text")], how, |_| Ok(()))? {
        Opened::Work(work, found) => Ok((*work, found)),
        Opened::Complete(..) => panic!("there is no manifest"),
    }
}

fn text(part: u64) -> String {
    format!("{part},0.5\n").repeat(5)
}

/// Goes on with four parts; those that were made.
fn go_on(out: &Path) -> Result<u64, GrowingError> {
    let (mut work, _) = open(out, &toy("a", "1"), RESUME)?;
    let mut made = 0;
    for part in 0..4 {
        if !work.done().contains_key(&part) {
            work.put(part, 10, &text(part))?;
            made += 1;
        }
    }
    Ok(made)
}

#[test]
fn whatever_the_step_no_part_is_lost_that_is_in_the_journal() {
    for how in [Failing::Once, Failing::Killed] {
        let mut step = 0;
        loop {
            let home = tempfile::tempdir().unwrap();
            let out = home.path().join("out");
            let (done, failed) = failing(step, how, || go_on(&out));
            if !failed {
                assert_eq!(done.unwrap(), 4);
                break;
            }
            let at = format!("{how:?} at step {step}");
            assert!(done.is_err(), "{at}");
            let kept = match What::there(&out) {
                Some(what) => {
                    let found = verify_parts(&out, what);
                    // The parts of a toy are those of a calibration in all but the record.
                    assert!(found.is_err(), "{at}");
                    read_journal(&out, &toy("a", "1")).unwrap().0.len() as u64
                }
                None => 0,
            };
            assert_eq!(go_on(&out).unwrap(), 4 - kept, "{at}");
            for part in 0..4 {
                let path = parts_folder(&out).join(part_name(part));
                assert_eq!(fs::read_to_string(path).unwrap(), text(part), "{at}");
            }
            step += 1;
        }
        assert!(step > 25, "only {step} steps");
    }
}

#[test]
fn discarding_leaves_nothing_whatever_the_step() {
    for how in [Failing::Once, Failing::Killed] {
        let mut step = 0;
        loop {
            let home = tempfile::tempdir().unwrap();
            let out = home.path().join("out");
            go_on(&out).unwrap();
            let (done, failed) = failing(step, how, || -> Result<(), GrowingError> {
                let (work, _) = open(&out, &toy("a", "1"), RESUME)?;
                Ok(work.discard()?)
            });
            if !failed {
                done.unwrap();
                assert!(!parts_folder(&out).exists());
                break;
            }
            // Half of the parts without a record are those of nobody, and make room.
            let (work, _) = open(
                &out,
                &toy("b", "1"),
                How {
                    force: true,
                    ..BEGIN
                },
            )
            .unwrap();
            assert!(work.done().is_empty());
            work.discard().unwrap();
            assert!(!parts_folder(&out).exists(), "{how:?} at step {step}");
            step += 1;
        }
        assert!(step > 5, "only {step} steps");
    }
}

#[test]
fn the_journal_of_another_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let (one, other) = (home.path().join("one"), home.path().join("other"));
    go_on(&one).unwrap();
    drop(open(&other, &toy("b", "1"), BEGIN).unwrap());
    let name = What::Calibration.record();
    let swap = |name: &str| {
        fs::copy(
            parts_folder(&one).join(name),
            parts_folder(&other).join(name),
        )
        .unwrap();
    };
    // Its journal, with all its parts, beside the record of this one.
    for file in ["part_000000.csv", "part_000001.csv", JOURNAL] {
        swap(file);
    }
    let error = open(&other, &toy("b", "1"), RESUME).unwrap_err();
    assert!(matches!(error, GrowingError::Journal { .. }), "{error}");
    assert_eq!(error.fault(), Fault::Mismatch);
    // With its record it is whole again, and then is another than is asked for.
    swap(name);
    let error = open(&other, &toy("b", "1"), RESUME).unwrap_err();
    assert!(matches!(error, GrowingError::Other { .. }), "{error}");
    assert!(
        error
            .to_string()
            .contains("another calibration; it differs in its hash"),
        "{error}"
    );
    let error = open(&other, &toy("a", "2"), RESUME).unwrap_err();
    assert!(
        matches!(error, GrowingError::OtherProgram { .. }),
        "{error}"
    );
    let (work, found) = open(&other, &toy("a", "1"), RESUME).unwrap();
    // Two of four parts were copied.
    assert_eq!((work.done().len(), found.damaged.len()), (2, 2));
}

#[test]
fn the_second_of_two_is_refused_and_what_is_there_is_named() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    let (work, _) = open(&out, &toy("a", "1"), BEGIN).unwrap();
    for how in [
        BEGIN,
        RESUME,
        How {
            force: true,
            ..BEGIN
        },
    ] {
        let error = open(&out, &toy("a", "1"), how).unwrap_err();
        assert!(
            matches!(error, GrowingError::Store(StoreError::Busy { .. })),
            "{error}"
        );
    }
    drop(work);
    let error = open(&out, &toy("a", "1"), BEGIN).unwrap_err().to_string();
    assert!(
        error.contains("holds an unfinished calibration: --resume"),
        "{error}"
    );
    // Of another kind.
    let record = parts_folder(&out).join(What::Calibration.record());
    fs::rename(&record, parts_folder(&out).join(What::Audit.record())).unwrap();
    let error = open(&out, &toy("a", "1"), RESUME).unwrap_err().to_string();
    assert!(
        error.contains("unfinished audit, which `trilat claims` goes on"),
        "{error}"
    );
}

#[test]
fn what_older_versions_left_is_refused_until_it_is_replaced() {
    for (name, text) in [
        ("audit.txt", "program,0.1\n"),
        ("study.json", "{\"calibration\":\"x\"}"),
    ] {
        let home = tempfile::tempdir().unwrap();
        let parts = parts_folder(home.path());
        fs::create_dir(&parts).unwrap();
        fs::write(parts.join(name), text).unwrap();
        for how in [BEGIN, RESUME] {
            let error = open(home.path(), &toy("a", "1"), how).unwrap_err();
            assert!(
                matches!(error, GrowingError::Older { .. }),
                "{name}: {error}"
            );
        }
        let (work, _) = open(
            home.path(),
            &toy("a", "1"),
            How {
                force: true,
                ..BEGIN
            },
        )
        .unwrap();
        assert!(!parts.join(name).exists());
        work.discard().unwrap();
        assert!(!parts.exists(), "{name}");
    }
}

#[test]
fn damaged_parts_are_made_again_and_said() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    go_on(&out).unwrap();
    let parts = parts_folder(&out);
    fs::write(parts.join("part_000000.csv"), text(1)).unwrap();
    fs::write(parts.join("part_000001.csv"), "torn").unwrap();
    fs::remove_file(parts.join("part_000002.csv")).unwrap();
    let mut journal = fs::read(parts.join(JOURNAL)).unwrap();
    journal.truncate(journal.len() - 5);
    fs::write(parts.join(JOURNAL), journal).unwrap();
    let (_, found) = open(&out, &toy("a", "1"), RESUME).unwrap();
    assert_eq!((found.complete, found.damaged.len(), found.torn), (0, 3, 1));
    let said = found.warnings().join("\n");
    for words in [
        "part_000000.csv is damaged (its checksum is wrong)",
        "part_000001.csv is damaged (4 bytes instead of",
        "part_000002.csv is damaged (missing)",
        "a line of the journal",
    ] {
        assert!(said.contains(words), "{said}");
    }
    assert_eq!(go_on(&out).unwrap(), 4);
}

#[cfg(unix)]
#[test]
fn parts_are_not_written_through_a_symbolic_link() {
    let home = tempfile::tempdir().unwrap();
    let (out, elsewhere) = (home.path().join("out"), home.path().join("elsewhere"));
    fs::create_dir(&out).unwrap();
    fs::create_dir(&elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, parts_folder(&out)).unwrap();
    let error = open(&out, &toy("a", "1"), BEGIN).unwrap_err();
    assert!(
        matches!(error, GrowingError::Store(StoreError::Link { .. })),
        "{error}"
    );
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
}
