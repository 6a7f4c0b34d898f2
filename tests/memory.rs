//! Peak memory does not grow with the number of runs. A process of its own, because it measures itself.
#![cfg(target_os = "linux")]

mod common;

use common::{Toy, request, run};

/// Peak resident memory of this process in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_million_runs_need_no_more_memory_than_a_few() {
    let folder = tempfile::tempdir().unwrap();
    let toy = Toy::new(128, 2);
    let job = |name: &str, runs| {
        let mut job = request(&folder.path().join(name), runs, 2);
        job.traces = 0;
        job
    };
    run(&toy, &job("few", 20_000)).unwrap();
    let before = peak();
    let outcome = run(&toy, &job("many", 1_000_000)).unwrap();
    let grown = peak() - before;
    let bytes: u64 = outcome.files.iter().map(|file| file.bytes).sum();
    assert!(bytes > 30_000_000, "{bytes} bytes are not enough to tell");
    assert!(grown < 2_048, "{grown} KiB more for {bytes} bytes written");
}
