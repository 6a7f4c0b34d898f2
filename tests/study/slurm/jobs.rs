//! Studies on a real Slurm: whatever happens to the jobs, the files in the end are those of the study
//! without shards.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::cluster::{Cluster, Job};
use super::place::{BINARY, Place, code, text};

/// Three shards with room for 10 minutes, which go to the cluster.
const SUBMIT: [&str; 6] = [
    "slurm",
    "study.toml",
    "--shards=3",
    "--time=10",
    "--submit",
    "--quiet",
];

type Sums = Vec<(&'static str, String)>;

/// A study of 60,000 runs in 128 parts, enough to be stopped half-way, and the checksums of its files.
fn study() -> (Place, Sums) {
    let place = Place::new(6000);
    place.good(&["sweep", "study.toml", "--out", "whole", "-q"]);
    let sums = place.sums("whole");
    (place, sums)
}

/// Submits; the jobs of array and merge.
fn submit(cluster: &Cluster, place: &Place, more: &[&str]) -> (String, String) {
    let args = SUBMIT.iter().chain(more);
    let done = cluster
        .command(BINARY, args)
        .current_dir(place.path())
        .output()
        .unwrap();
    assert_eq!(code(&done), 0, "{}", text(&done.stderr));
    let said = text(&done.stdout);
    let job = |line: &str, name: &str| line.strip_prefix(name).unwrap().trim().to_owned();
    let (array, merge) = said.trim().split_once('\n').unwrap();
    (job(array, "array "), job(merge, "merge "))
}

fn shard(index: u64) -> String {
    format!("outputs/toy.shards/{index}_of_3")
}

/// The process that runs a shard.
fn process(place: &Place, index: u64) -> Option<String> {
    let out = place.file(&shard(index)).display().to_string();
    let runs = |folder: &Path| {
        let words = fs::read(folder.join("cmdline")).unwrap_or_default();
        let mut words = words.split(|byte| *byte == 0);
        words.next() == Some(BINARY.as_bytes()) && words.any(|word| word == out.as_bytes())
    };
    let mut folders = fs::read_dir("/proc")
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let found = folders.find(|folder| runs(folder))?;
    Some(found.file_name()?.to_str()?.to_owned())
}

fn signal(name: &str, pid: &str) {
    assert!(
        Command::new("kill")
            .args([name, pid])
            .status()
            .unwrap()
            .success()
    );
}

/// Stops shards in the middle of their runs, as soon as each has a part; their processes.
fn stop_half_way<const N: usize>(
    place: &Place,
    cluster: &Cluster,
    shards: [u64; N],
) -> [String; N] {
    let limit = Instant::now() + Duration::from_secs(60);
    let mut stopped = [const { None }; N];
    while stopped.iter().any(Option::is_none) {
        assert!(
            Instant::now() < limit,
            "no shard begins\n{}",
            cluster.logs()
        );
        for (pid, &index) in stopped
            .iter_mut()
            .zip(&shards)
            .filter(|(pid, _)| pid.is_none())
        {
            if !place
                .read(&format!("{}/parts/journal.jsonl", shard(index)))
                .is_empty()
            {
                let running = process(place, index);
                let running = running.unwrap_or_else(|| panic!("shard {index} was too fast"));
                signal("-STOP", &running);
                *pid = Some(running);
            }
        }
        sleep(Duration::from_millis(1));
    }
    stopped.map(Option::unwrap)
}

fn ended(state: &str, exit: &str) -> Job {
    Job {
        state: state.to_owned(),
        exit: exit.to_owned(),
    }
}

#[test]
#[ignore = "needs Slurm and munge; tests/all.sh runs it"]
fn an_array_and_its_merge_make_the_files_of_the_study() {
    let cluster = Cluster::start();
    let (place, whole) = study();
    let options = [
        "--mem=100M",
        "--partition=short",
        "--cpus=2",
        "--setup=echo Grüße",
    ];
    let (array, merge) = submit(&cluster, &place, &options);
    let job = cluster.wait(&merge);
    let log = place.read("outputs/toy.slurm/merge.log");
    assert_eq!(job, ended("COMPLETED", "0:0"), "{log}");
    assert_eq!(place.sums("outputs/toy"), whole);
    place.good(&["verify", "outputs/toy"]);
    for index in 1..=3 {
        let task = format!("{array}_{index}");
        assert_eq!(cluster.job(&task), ended("COMPLETED", "0:0"));
        let log = place.read(&format!("outputs/toy.slurm/shard_{index}.log"));
        for line in [
            "Grüße\n",
            &format!("job {task}, requeued 0 times"),
            "on 2 threads",
        ] {
            assert!(log.contains(line), "{log}");
        }
    }
}

#[test]
#[ignore = "needs Slurm and munge; tests/all.sh runs it"]
fn shards_that_are_killed_or_requeued_go_on() {
    let cluster = Cluster::start();
    let (place, whole) = study();
    let (array, merge) = submit(&cluster, &place, &[]);
    let [_, second] = stop_half_way(&place, &cluster, [1, 2]);

    signal("-KILL", &second);
    let task = format!("{array}_2");
    assert_eq!(cluster.wait(&task), ended("FAILED", "0:9"));
    cluster.say("scontrol", &["requeue", &task]);
    // As when a job of higher priority takes the node.
    cluster.say("scontrol", &["requeue", &format!("{array}_1")]);

    let job = cluster.wait(&merge);
    let log = place.read("outputs/toy.slurm/merge.log");
    assert_eq!(job, ended("COMPLETED", "0:0"), "{log}");
    assert_eq!(place.sums("outputs/toy"), whole);
    for index in [1, 2] {
        let log = place.read(&format!("outputs/toy.slurm/shard_{index}.log"));
        for line in [
            "requeued 0 times",
            "requeued 1 times",
            "of them done before",
        ] {
            assert!(log.contains(line), "{log}");
        }
    }
}

#[test]
#[ignore = "needs Slurm and munge; tests/all.sh runs it"]
fn a_merge_without_all_shards_says_how_to_run_the_missing_ones() {
    let cluster = Cluster::start();
    let (place, whole) = study();
    let (array, merge) = submit(&cluster, &place, &[]);
    let [first, second] = stop_half_way(&place, &cluster, [1, 2]);

    // The third never begins, and the second reaches its time limit.
    cluster.say("scancel", &[&format!("{array}_3")]);
    let task = format!("{array}_2");
    cluster.say("scancel", &["--batch", "--signal=TERM", &task]);
    signal("-CONT", &second);
    assert_eq!(cluster.wait(&task), ended("FAILED", "130:0"));
    let log = place.read("outputs/toy.slurm/shard_2.log");
    assert!(log.contains("\ninterrupted: kept "), "{log}");
    signal("-CONT", &first);

    assert_eq!(cluster.wait(&merge), ended("FAILED", "5:0"));
    assert!(!place.file("outputs/toy").exists());
    let log = place.read("outputs/toy.slurm/merge.log");
    assert!(log.contains("they belong to shards 2-3 of 3\n"), "{log}");
    let status = place.trilat(&["status", "outputs/toy.shards"]);
    assert_eq!(code(&status), 5);

    // What the log says is what brings the study to its end.
    let (_, lines) = log
        .split_once("run the missing shards and merge again:\n")
        .unwrap();
    assert!(lines.contains("--array=2-3 "), "{log}");
    let done = cluster
        .command("bash", ["-e", "-c", lines])
        .current_dir("/")
        .output()
        .unwrap();
    assert_eq!(code(&done), 0, "{}", text(&done.stderr));
    let said = text(&done.stdout);
    let again = said.trim().rsplit(' ').next().unwrap();
    let job = cluster.wait(again);
    let log = place.read("outputs/toy.slurm/merge.log");
    assert_eq!(job, ended("COMPLETED", "0:0"), "{log}");
    assert_eq!(place.sums("outputs/toy"), whole);
}

#[test]
#[ignore = "needs Slurm and munge; tests/all.sh runs it"]
fn a_refusal_of_slurm_is_passed_on() {
    let cluster = Cluster::start();
    let place = Place::new(30);
    let args = SUBMIT.iter().chain(&["--partition=long"]);
    let done = cluster
        .command(BINARY, args)
        .current_dir(place.path())
        .output()
        .unwrap();
    assert_eq!((code(&done), text(&done.stdout)), (1, String::new()));
    let said = text(&done.stderr);
    assert!(
        said.starts_with("error: nothing was submitted: sbatch refuses /"),
        "{said}"
    );
    assert!(said.contains("invalid partition specified: long"), "{said}");
    assert_eq!(cluster.say("squeue", &["-h"]), "");
}
