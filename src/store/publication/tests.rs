//! A process that ends, or a disk that fails, at every single step of a publication.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::super::disk::fault::{Failing, failing};
use super::super::folder::OutputFolder;
use super::super::lock::{LOCK, Lock};
use super::super::manifest::{Execution, MANIFEST, Manifest, Program, Scenario};
use super::super::resources::RESOURCES;
use super::super::verify::{Problem, verify};
use super::*;

/// Names and contents of the files of a job.
type Job = &'static [(&'static str, &'static str)];

const FIRST: Job = &[
    ("runs.csv", "first"),
    ("old.csv", "goes"),
    ("same.csv", "never changes"),
    ("figures/a.svg", "a"),
    ("tables/x.csv", "x"),
];
const SECOND: Job = &[
    ("runs.csv", "second"),
    ("new.csv", "comes"),
    ("same.csv", "never changes"),
    ("figures/a.svg", "aa"),
    ("figures/b.svg", "b"),
];
const THIRD: Job = &[("runs.csv", "third"), ("last.csv", "3")];
/// Beside those of the first.
const BESIDE: Job = &[("runs.parquet", "p"), ("old.csv", "is replaced")];

fn manifest(files: Vec<FileEntry>) -> Manifest {
    let scenario = Scenario {
        name: "toy".into(),
        sha256: String::new(),
        start: "2026-01".into(),
        months: 1,
    };
    let execution = Execution {
        command: "trilat run toy.toml".into(),
        scenario_path: "toy.toml".into(),
        threads: 1,
        platform: "none".into(),
    };
    let mut manifest = Manifest::new(scenario, 1, execution);
    assert_eq!(manifest.program, Program::this());
    manifest.files = files;
    manifest
}

fn job(out: &Path, files: Job) -> Result<(), StoreError> {
    let planned: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
    let mut folder = OutputFolder::prepare(out, true, &planned)?;
    for (path, text) in files {
        folder.add_bytes(path, None, text.as_bytes())?;
    }
    let manifest = manifest(folder.entries());
    folder.commit(&manifest)
}

fn beside(out: &Path) -> Result<(), StoreError> {
    let before = Manifest::read(out)?.unwrap();
    let mut folder = OutputFolder::prepare(out, true, &["runs.parquet"])?;
    for (path, text) in BESIDE {
        folder.add_bytes(path, None, text.as_bytes())?;
    }
    let new = folder.entries();
    let kept = before
        .files
        .into_iter()
        .filter(|file| new.iter().all(|own| own.path != file.path));
    let files = kept.chain(new.clone()).collect();
    folder.commit_beside(&manifest(files))
}

/// Every file in a folder but the manifest, with its content.
fn files(out: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![out.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(out).unwrap().to_str().unwrap().to_owned();
            // What it took differs from time to time.
            if name != MANIFEST && name != RESOURCES {
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

fn of(job: Job) -> BTreeMap<String, String> {
    job.iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect()
}

fn with_beside() -> BTreeMap<String, String> {
    let mut all = of(FIRST);
    all.extend(of(BESIDE));
    all
}

/// Without what a killed process left under temporary names, which nobody takes for a file of a job.
fn named(mut files: BTreeMap<String, String>) -> BTreeMap<String, String> {
    files.retain(|name, _| !name.ends_with(".partial"));
    files
}

fn assert_whole(out: &Path, at: &str) {
    let found = verify(out).unwrap_or_else(|error| panic!("{at}: {error}"));
    assert!(found.problems.is_empty(), "{at}: {:?}", found.problems);
    assert!(!found.interrupted, "{at}");
}

/// Lets `act` fail at every one of its steps, in a folder that `before` makes, and judges each.
fn at_every_step(
    before: impl Fn(&Path),
    act: impl Fn(&Path) -> Result<(), StoreError>,
    judge: impl Fn(&Path, Failing, &str),
) {
    for how in [Failing::Once, Failing::Killed] {
        let mut step = 0;
        loop {
            let home = tempfile::tempdir().unwrap();
            let out = home.path().join("out");
            before(&out);
            let (done, failed) = failing(step, how, || act(&out));
            if !failed {
                done.unwrap();
                break;
            }
            let at = format!("{how:?} at step {step}");
            assert!(done.is_err(), "{at}: it did not say so");
            judge(&out, how, &at);
            step += 1;
        }
        assert!(step > 20, "only {step} steps");
    }
}

#[test]
fn whatever_the_step_the_next_process_finds_the_one_or_the_other() {
    let interrupted = std::cell::Cell::new(0);
    at_every_step(
        |out| {
            job(out, FIRST).unwrap();
            fs::write(out.join("notes.txt"), "mine").unwrap();
        },
        |out| job(out, SECOND),
        |out, how, at| {
            if is_interrupted(out) {
                interrupted.set(interrupted.get() + 1);
                match verify(out) {
                    Ok(found) => assert!(found.interrupted, "{at}"),
                    Err(error) => {
                        assert!(error.to_string().contains("while it published"), "{error}")
                    }
                }
            }
            drop(Lock::take(out).unwrap_or_else(|error| panic!("{at}: {error}")));
            assert_whole(out, at);
            let mut found = files(out);
            assert_eq!(found.remove("notes.txt").as_deref(), Some("mine"), "{at}");
            if how == Failing::Once {
                assert_eq!(
                    found,
                    named(found.clone()),
                    "{at}: something temporary stayed"
                );
            }
            let found = named(found);
            assert!(found == of(FIRST) || found == of(SECOND), "{at}: {found:?}");
            // And replaces it.
            job(out, THIRD).unwrap_or_else(|error| panic!("{at}: {error}"));
            assert_whole(out, at);
            let mut found = named(files(out));
            assert_eq!(found.remove("notes.txt").as_deref(), Some("mine"), "{at}");
            assert_eq!(found, of(THIRD), "{at}");
        },
    );
    assert!(interrupted.get() > 10, "{}", interrupted.get());
}

#[test]
fn a_new_folder_is_published_or_cleared() {
    at_every_step(
        |_| {},
        |out| job(out, SECOND),
        |out, how, at| {
            if how == Failing::Once && !is_interrupted(out) && out.exists() {
                assert!(out.join(MANIFEST).exists(), "{at}: {:?}", files(out));
            }
            job(out, THIRD).unwrap_or_else(|error| panic!("{at}: {error}"));
            assert_whole(out, at);
            assert_eq!(named(files(out)), of(THIRD), "{at}");
        },
    );
}

#[test]
fn files_beside_those_that_stay_are_finished() {
    at_every_step(
        |out| job(out, FIRST).unwrap(),
        beside,
        |out, _, at| {
            drop(Lock::take(out).unwrap_or_else(|error| panic!("{at}: {error}")));
            assert_whole(out, at);
            let found = named(files(out));
            assert!(
                found == of(FIRST) || found == with_beside(),
                "{at}: {found:?}"
            );
            beside(out).unwrap();
            assert_eq!(named(files(out)), with_beside(), "{at}");
        },
    );
}

/// What waited is gone: what was published is taken back, and the folder can be written to.
#[test]
fn what_cannot_be_finished_is_cleared() {
    for act in [|out: &Path| job(out, SECOND), beside] {
        at_every_step(
            |out| {
                job(out, FIRST).unwrap();
                fs::write(out.join("notes.txt"), "mine").unwrap();
            },
            act,
            |out, how, at| {
                for name in files(out)
                    .into_keys()
                    .filter(|name| name.ends_with(".partial"))
                {
                    fs::remove_file(out.join(name)).unwrap();
                }
                let interrupted = is_interrupted(out);
                drop(Lock::take(out).unwrap_or_else(|error| panic!("{at}: {error}")));
                assert!(!is_interrupted(out), "{at}");
                if !interrupted && how == Failing::Once {
                    assert_whole(out, at);
                }
                // But for one of the files that stay and was replaced, which is gone.
                if out.join(MANIFEST).exists() {
                    let found = verify(out).unwrap().problems;
                    let replaced = |problem: &Problem| problem.to_string() == "old.csv: missing";
                    assert!(found.iter().all(replaced), "{at}: {found:?}");
                }
                job(out, THIRD).unwrap_or_else(|error| panic!("{at}: {error}"));
                assert_whole(out, at);
                let mut found = files(out);
                assert_eq!(found.remove("notes.txt").as_deref(), Some("mine"), "{at}");
                assert_eq!(found, of(THIRD), "{at}");
            },
        );
    }
}

/// Whichever file somebody changed after the process ended: it stays as it is, and is named.
#[test]
fn what_somebody_changed_meanwhile_is_never_touched() {
    let refused = std::cell::Cell::new(0);
    for path in ["runs.csv", "old.csv", "new.csv", "figures/b.svg"] {
        at_every_step(
            |out| job(out, FIRST).unwrap(),
            |out| job(out, SECOND),
            |out, _, at| {
                let at = format!("{at}, {path}");
                if !is_interrupted(out) {
                    return;
                }
                let target = out.join(path);
                if let Some(parent) = target.parent() {
                    fs::create_dir_all(parent).unwrap();
                }
                fs::write(&target, "by hand").unwrap();
                match Lock::take(out) {
                    Ok(lock) => drop(lock),
                    Err(error) => {
                        refused.set(refused.get() + 1);
                        let named = error.to_string();
                        assert!(
                            named.contains(&target.display().to_string()),
                            "{at}: {named}"
                        );
                    }
                }
                let there = fs::read_to_string(&target);
                assert_eq!(there.unwrap(), "by hand", "{at}");
                // Moved away, it is no obstacle any more.
                fs::remove_file(&target).unwrap();
                job(out, THIRD).unwrap_or_else(|error| panic!("{at}: {error}"));
                assert_whole(out, &at);
                assert_eq!(named(files(out)), of(THIRD), "{at}");
            },
        );
    }
    assert!(refused.get() > 20, "{}", refused.get());
}

/// Every byte of the note.
#[test]
fn a_damaged_note_is_refused_and_says_the_way_out() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path();
    job(out, FIRST).unwrap();
    let note = Note {
        earlier: Vec::new(),
        files: Manifest::read(out).unwrap().unwrap().files,
        beside: false,
        index: MANIFEST.to_owned(),
        text: "{}\n".to_owned(),
    };
    note.write(out).unwrap();
    let whole = fs::read(out.join(NOTE)).unwrap();
    let before = files(out);
    for at in 0..whole.len() - 1 {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(out.join(NOTE), bytes).unwrap();
        let error = Lock::take(out).unwrap_err();
        assert!(matches!(error, StoreError::Note { .. }), "{at}: {error}");
    }
    fs::write(out.join(NOTE), &whole[..whole.len() / 2]).unwrap();
    let error = Lock::take(out).unwrap_err().to_string();
    assert!(error.contains("remove it"), "{error}");
    assert_eq!(files(out).len(), before.len());
    fs::remove_file(out.join(NOTE)).unwrap();
    job(out, THIRD).unwrap();
}

#[test]
fn what_changes_while_a_job_runs_is_not_touched_either() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path();
    job(out, FIRST).unwrap();
    let begin = || {
        let mut folder = OutputFolder::prepare(out, true, &["runs.csv"]).unwrap();
        folder.add_bytes("runs.csv", None, b"second").unwrap();
        folder.add_bytes("new.csv", None, b"comes").unwrap();
        folder
    };
    for (name, words) in [
        ("new.csv", "was not written by trilat"),
        ("old.csv", "was changed after trilat wrote it"),
    ] {
        let folder = begin();
        let before = fs::read_to_string(out.join(name)).ok();
        fs::write(out.join(name), "by hand").unwrap();
        let manifest = manifest(folder.entries());
        let error = folder.commit(&manifest).unwrap_err().to_string();
        assert!(error.contains(name) && error.contains(words), "{error}");
        assert_eq!(fs::read_to_string(out.join(name)).unwrap(), "by hand");
        assert_eq!(fs::read_to_string(out.join("runs.csv")).unwrap(), "first");
        match before {
            Some(text) => fs::write(out.join(name), text).unwrap(),
            None => fs::remove_file(out.join(name)).unwrap(),
        }
    }
    assert_eq!(files(out), of(FIRST));
    assert_whole(out, "afterwards");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_symbolic_link() {
    use std::os::unix::fs::symlink;
    let home = tempfile::tempdir().unwrap();
    let (out, elsewhere) = (home.path().join("out"), home.path().join("elsewhere"));
    fs::create_dir(&elsewhere).unwrap();
    for linked in ["figures", "runs.csv", LOCK, NOTE] {
        fs::create_dir(&out).unwrap();
        symlink(&elsewhere, out.join(linked)).unwrap();
        let error = job(&out, SECOND).unwrap_err();
        assert!(
            matches!(error, StoreError::Link { .. }),
            "{linked}: {error}"
        );
        assert!(error.to_string().contains(linked), "{error}");
        assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0, "{linked}");
        fs::remove_dir_all(&out).unwrap();
    }
    // Nor removed through one.
    job(&out, FIRST).unwrap();
    fs::rename(out.join("tables"), elsewhere.join("tables")).unwrap();
    symlink(elsewhere.join("tables"), out.join("tables")).unwrap();
    let error = job(&out, THIRD).unwrap_err();
    assert!(matches!(error, StoreError::Link { .. }), "{error}");
    assert!(elsewhere.join("tables/x.csv").exists());
    // The folder itself may be one.
    let (real, link) = (home.path().join("real"), home.path().join("link"));
    fs::create_dir(&real).unwrap();
    symlink(&real, &link).unwrap();
    job(&link, THIRD).unwrap();
    assert_eq!(files(&real), of(THIRD));
}
