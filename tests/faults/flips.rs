//! A byte of a file flips: what is made of it is refused, or it was not used and the result is the same.

use std::fs;
use std::path::{Path, PathBuf};

use crate::jobs::{JOBS, Job};
use crate::place::{Fault, differ, files, place};
use crate::tally::{Tally, is_long, judge, places};

/// Flips of the short form, and of the long one.
const FLIPS: (u64, u64) = (8, 120);

/// Commands that read folders of the program, with the folder.
const READERS: [(&str, &str); 4] = [
    ("sensitivity", "study"),
    ("discover", "study"),
    ("export", "study"),
    ("report", "run"),
];

fn flips() -> u64 {
    if is_long() { FLIPS.1 } else { FLIPS.0 }
}

/// The files of a folder that its manifest speaks for, in order: the manifest is the root of what is compared, and a remark in
/// it can be another one.
fn listed(folder: &Path) -> Vec<PathBuf> {
    let names = files(folder)
        .into_keys()
        .filter(|name| !name.ends_with('/') && name != "manifest.json");
    names.map(|name| folder.join(name)).collect()
}

/// Flips the lowest bit of a byte, the `number`-th of some that are spread over the files of a folder. Returns the
/// file and what it was.
fn flip(folder: &Path, number: u64) -> (PathBuf, Vec<u8>) {
    let all = listed(folder);
    // By two primes, so that files and places in them are met in all combinations.
    let path = all[(number * 7919) as usize % all.len()].clone();
    let whole = fs::read(&path).unwrap();
    let mut bytes = whole.clone();
    if !bytes.is_empty() {
        let at = (number * 104_729) as usize % bytes.len();
        bytes[at] ^= 1;
    }
    fs::write(&path, bytes).unwrap();
    (path, whole)
}

fn copied(from: &Path, to: &Path) {
    for (name, bytes) in files(from) {
        let path = to.join(&name);
        match name.ends_with('/') {
            true => fs::create_dir_all(path).unwrap(),
            false => {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, bytes).unwrap();
            }
        }
    }
}

#[test]
fn what_reads_a_folder_refuses_a_flipped_byte_or_does_not_use_it() {
    let mut wrong_with = Vec::new();
    for (name, read) in READERS {
        let job = JOBS.iter().find(|job| job.name == name).unwrap();
        let (wanted, _) = place().reference(job);
        let mut tally = Tally::new("a byte of what is read flips", job.name);
        for number in places(flips(), flips()) {
            // A home of its own, since all tests read the other.
            let folder = place().attempt();
            let home = folder.join("home");
            copied(&place().home().join(read), &home.join(read));
            let took = format!("{read}/resources.json");
            fs::copy(place().home().join(&took), home.join(&took)).unwrap();
            // With the inputs that its command named.
            for entry in fs::read_dir(place().home()).unwrap() {
                let path = entry.unwrap().path();
                if path.is_file() {
                    fs::copy(&path, home.join(path.file_name().unwrap())).unwrap();
                }
            }
            let (path, _) = flip(&home.join(read), number);
            let inside = folder.join("inside");
            fs::create_dir(&inside).unwrap();
            let done = place().run(&inside, job.words, &Fault::default());
            let mut wrong = done.wrong();
            if done.code == Some(0) {
                wrong = wrong.or_else(|| differ(&files(&inside.join("out")), &wanted));
            } else if inside.join("out/manifest.json").exists() {
                wrong = wrong.or(Some("it was refused, but made something".to_owned()));
            }
            let file = path.strip_prefix(&home).unwrap().display().to_string();
            tally.add(
                done.code == Some(0),
                wrong.map(|what| format!("flip {number} in {file}: {what}")),
            );
            fs::remove_dir_all(&folder).unwrap();
        }
        wrong_with.extend(tally.close());
    }
    judge(&wrong_with);
}

/// Leaves a study that was killed at half of its operations.
fn half_done(job: &Job, operations: u64) -> PathBuf {
    let folder = place().attempt();
    let done = place().run(&folder, job.words, &Fault::at(operations / 2, "kill"));
    assert_eq!(done.code, None, "{}", done.said);
    folder
}

#[test]
fn parts_with_a_flipped_byte_are_made_again_or_refused() {
    let job = JOBS.iter().find(|job| job.name == "sweep").unwrap();
    let (wanted, operations) = place().reference(job);
    let mut tally = Tally::new("a byte of unfinished work flips", job.name);
    let left = half_done(job, operations);
    for number in places(flips(), flips()) {
        let folder = place().attempt();
        let out = folder.join("out");
        copied(&left.join("out"), &out);
        let (path, _) = flip(&out, number);
        let done = place().run(
            &folder,
            &format!("{} --resume", job.words),
            &Fault::default(),
        );
        let mut wrong = done.wrong();
        if done.code == Some(0) {
            wrong = wrong.or_else(|| differ(&files(&out), &wanted));
        } else {
            let again = place().run(
                &folder,
                &format!("{} --force", job.words),
                &Fault::default(),
            );
            let ended = (again.code != Some(0))
                .then(|| format!("--force: {:?} {}", again.code, again.said));
            wrong = wrong.or(ended).or_else(|| differ(&files(&out), &wanted));
        }
        let file = path.strip_prefix(&out).unwrap().display().to_string();
        tally.add(
            done.code == Some(0),
            wrong.map(|what| format!("flip {number} in {file}: {what}")),
        );
        fs::remove_dir_all(&folder).unwrap();
    }
    judge(&Vec::from_iter(tally.close()));
}
