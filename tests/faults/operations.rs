//! Faults at an operation that changes files: the process ends before it, it fails once, or the disk is full from it on.

use std::fs;
use std::path::Path;

use crate::jobs::{JOBS, Job};
use crate::place::{Ended, Fault, Files, differ, files, place};
use crate::tally::{Tally, is_asked, is_long, judge, places};

/// Operations at which the short form tries a command.
const FEW: u64 = 5;

/// Files that list or show drawings.
const LISTS: [&str; 2] = ["manifest.json", "report.html"];

fn tried() -> impl Iterator<Item = &'static Job> {
    JOBS.iter().filter(|job| match is_long() {
        true => is_asked(job.name),
        false => job.short,
    })
}

/// Tries one operation; whether the command ended with 0, and what went wrong.
fn attempt(job: &Job, wanted: &Files, operation: u64, how: &str) -> (bool, Option<String>) {
    let folder = place().attempt();
    let out = folder.join("out");
    let done = place().run(&folder, job.words, &Fault::at(operation, how));
    let mut wrong = done.wrong();
    if done.code == Some(0) {
        wrong = wrong.or_else(|| differ(&made(&out, wanted, &done), wanted));
    } else if let Some(problem) = unlisted(&out, wanted, job) {
        wrong = wrong.or(Some(problem));
    }
    let words = format!("{} {}", job.words, job.again);
    let again = place().run(&folder, &words, &Fault::default());
    let ended =
        (again.code != Some(0)).then(|| format!("went on with {:?}: {}", again.code, again.said));
    wrong = wrong
        .or_else(|| again.wrong())
        .or(ended)
        .or_else(|| differ(&files(&out), wanted));
    fs::remove_dir_all(&folder).unwrap();
    let wrong = wrong.map(|what| format!("{how} at {operation}: {what}"));
    (done.code == Some(0), wrong)
}

/// What a command made that ended with 0. What could not be removed in the end may be left. A drawing or page that could
/// not be written costs none of the data: with a warning that says so it may be missing, and then what lists it differs.
fn made(out: &Path, wanted: &Files, done: &Ended) -> Files {
    let mut found = files(out);
    found.retain(|name, _| wanted.contains_key(name));
    if done.said.contains("warning: ") {
        for (name, bytes) in wanted {
            let drawn = name.starts_with("figures/");
            if drawn && !found.contains_key(name) || LISTS.contains(&name.as_str()) {
                found.insert(name.clone(), bytes.clone());
            }
        }
    }
    found
}

/// What is wrong with the folder of a command that failed: a manifest means that its files are complete, unless
/// `verify` says that they are being published.
fn unlisted(out: &Path, wanted: &Files, job: &Job) -> Option<String> {
    if !wanted.contains_key("manifest.json") || !out.join("manifest.json").is_file() {
        return None;
    }
    let folder = out.parent()?;
    let done = place().run(folder, "verify out", &Fault::default());
    let publishing = out.join(".trilat.publishing").exists();
    (done.code != Some(0) && !publishing)
        .then(|| format!("{} left a manifest that is wrong: {}", job.name, done.said))
}

fn at_operations(kind: &'static str, how: &str) {
    let mut wrong_with = Vec::new();
    for job in tried() {
        let (wanted, count) = place().reference(job);
        let mut tally = Tally::new(kind, job.name);
        for operation in places(count, FEW) {
            let (unharmed, wrong) = attempt(job, &wanted, operation, how);
            tally.add(unharmed, wrong);
        }
        wrong_with.extend(tally.close());
    }
    judge(&wrong_with);
}

#[test]
fn a_process_that_ends_before_any_operation_loses_nothing() {
    at_operations("killed before an operation", "kill");
}

#[test]
fn an_operation_that_fails_is_said_and_loses_nothing() {
    at_operations("a call fails (EIO)", "eio");
}

#[test]
fn a_disk_that_is_full_is_said_and_loses_nothing() {
    at_operations("disk full from a call on (ENOSPC)", "enospc");
}

#[test]
fn without_threads_a_command_works_alone_or_says_so() {
    let mut wrong_with = Vec::new();
    for job in tried() {
        let (wanted, _) = place().reference(job);
        let mut tally = Tally::new("no thread can be started", job.name);
        let folder = place().attempt();
        let done = place().run(&folder, job.words, &Fault::no_threads());
        let mut wrong = done.wrong();
        if done.code == Some(0) {
            wrong = wrong.or_else(|| differ(&files(&folder.join("out")), &wanted));
        }
        tally.add(done.code == Some(0), wrong);
        wrong_with.extend(tally.close());
    }
    judge(&wrong_with);
}
