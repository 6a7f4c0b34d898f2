//! Peak memory does not grow with the number of runs, with Parquet files or without. A process of its own,
//! because it measures itself.
#![cfg(target_os = "linux")]

mod common;

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use common::{Toy, request, run};
use trilat::store::table_file::Formats;

/// Peak resident memory of a process in KiB, while it lives.
fn peak(process: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// What a million runs need more than those that fill the first row group, in KiB.
fn grown(folder: &Path, formats: Formats) -> u64 {
    let toy = Toy::new(128, 2);
    let job = |name: &str, runs| {
        let name = format!("{name}_{}", formats.parquet);
        let mut job = request(&folder.join(name), runs, 2);
        job.job.traces = 0;
        job.out.formats = Some(formats);
        job
    };
    run(&toy, &job("few", 150_000)).unwrap();
    let before = peak("self").unwrap();
    let outcome = run(&toy, &job("many", 1_000_000)).unwrap();
    let bytes: u64 = outcome.files.iter().map(|file| file.bytes).sum();
    assert!(bytes > 30_000_000, "{bytes} bytes are not enough to tell");
    peak("self").unwrap() - before
}

#[test]
fn a_million_runs_need_no_more_memory_than_a_few() {
    let folder = tempfile::tempdir().unwrap();
    let csv = grown(folder.path(), Formats::default());
    assert!(csv < 2_048, "{csv} KiB more");
    // The footer of a Parquet file lists its row groups, here about eight.
    let parquet = grown(folder.path(), Formats { parquet: true });
    assert!(parquet < 4_096, "{parquet} KiB more with Parquet");
}

/// Runs a command of the program and returns its peak memory in KiB.
fn watch(folder: &Path, args: &[&str]) -> u64 {
    let mut child = Command::new(env!("CARGO_BIN_EXE_trilat"))
        .args(args)
        .current_dir(folder)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut highest = 0;
    loop {
        // A process that has ended has no memory any more; what it had last was seen before.
        highest = peak(&child.id().to_string()).unwrap_or(0).max(highest);
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success());
            return highest;
        }
        sleep(Duration::from_millis(1));
    }
}

/// From the first part to the last file, on the way that a user takes.
#[test]
fn a_study_of_many_runs_needs_no_more_memory_than_one_of_a_few() {
    let folder = tempfile::tempdir().unwrap();
    let toy = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/toy.toml");
    let study = format!(
        "[study]\nname = \"toy\"\nscenario = {:?}\n[set]\n\"scenario.horizon\" = 1\n[design]\nkind = \"grid\"\n\
         [factors]\n\"states.PROBER.precision\" = {{ low = 1.0, high = 5.0, steps = 8 }}\n",
        toy.to_str().unwrap()
    );
    std::fs::write(folder.path().join("study.toml"), study).unwrap();
    let sweep = |replicates: &str| {
        let args = [
            "sweep",
            "study.toml",
            "-q",
            "--format",
            "parquet",
            "--threads",
            "2",
            "--replicates",
            replicates,
            "--out",
            replicates,
        ];
        watch(folder.path(), &args)
    };
    // More than a row group of runs each.
    let few = sweep("20000");
    let many = sweep("80000");
    let text = std::fs::metadata(folder.path().join("80000/runs.csv")).unwrap();
    assert!(text.len() > 50_000_000, "{} bytes", text.len());
    assert!(many < 100_000, "{many} KiB");
    assert!(many < few + 4_096, "{few} KiB, then {many} KiB");
}
