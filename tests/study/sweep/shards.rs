//! Shares of a study, on any number of threads.

use std::fs;

use super::support::{Place, code, json, text};

fn shard(place: &Place, index: u64, of: u64) -> String {
    let (share, out) = (format!("{index}/{of}"), format!("s{of}/{index}_of_{of}"));
    place.good(&[
        "sweep",
        "study.toml",
        "--shard",
        &share,
        "--out",
        &out,
        "-q",
    ]);
    out
}

#[test]
fn threads_and_shards_change_no_byte() {
    let place = Place::new(150);
    place.good(&[
        "sweep",
        "study.toml",
        "--out",
        "one",
        "--threads",
        "1",
        "-q",
    ]);
    let one = place.sums("one");
    for threads in ["2", "8"] {
        place.good(&[
            "sweep",
            "study.toml",
            "--out",
            threads,
            "--threads",
            threads,
            "-q",
        ]);
        assert_eq!(place.sums(threads), one, "{threads} threads");
    }
    for of in [1, 3, 7] {
        for index in 1..=of {
            shard(&place, index, of);
        }
        let (shards, out) = (format!("s{of}"), format!("merged{of}"));
        // Seven shards of six parts: one has nothing to do, and that is no gap.
        if of > 1 {
            place.good(&["merge", &shards, "--out", &out, "-q"]);
        } else {
            fs::rename(place.file("s1/1_of_1"), place.file(&out)).unwrap();
        }
        assert_eq!(place.sums(&out), one, "{of} shards");
        place.good(&["verify", &out]);
        place.good(&["status", &out]);
    }
}

#[test]
fn the_default_folders_of_shards_merge_by_the_name_of_the_study() {
    let place = Place::new(30);
    for share in ["2/2", "1/2"] {
        place.good(&["sweep", "study.toml", "--shard", share, "-q"]);
    }
    let done = place.good(&["merge", "outputs/toy.shards"]);
    assert_eq!(text(&done.stdout), "outputs/toy\n");
    assert_eq!(place.read("outputs/toy/runs.csv").lines().count(), 301);
}

#[test]
fn gaps_duplicates_foreign_and_damaged_parts_are_named() {
    let place = Place::new(150);
    let shards: Vec<String> = (1..=3).map(|index| shard(&place, index, 3)).collect();
    let merge = |folders: &[&str]| place.trilat(&[&["merge", "--out", "m"], folders].concat());
    let [one, two, three] = [0, 1, 2].map(|at| shards[at].as_str());

    let gap = merge(&[one, three]);
    assert_eq!(code(&gap), 5);
    let said = text(&gap.stderr);
    assert!(
        said.contains("2 of 6 parts are missing: 1, 4; they belong to shards 2 of 3"),
        "{said}"
    );
    let status = place.trilat(&["status", one, three, "--json"]);
    assert_eq!(code(&status), 5);
    assert_eq!(json(&status)["status"], "incomplete");
    assert_eq!(json(&status)["runs"], 1500);
    let lone = place.good(&["status", one, "--json"]);
    assert_eq!(json(&lone)["status"], "shard_complete");

    // The same part twice is no harm, as long as it is the same.
    let twice = merge(&[one, two, three, two]);
    assert_eq!(code(&twice), 0);
    let said = text(&twice.stderr);
    assert!(said.contains("warning: part 1 is in "), "{said}");
    fs::remove_dir_all(place.file("m")).unwrap();

    place.good(&[
        "sweep",
        "study.toml",
        "--replicates",
        "151",
        "--shard",
        "2/3",
        "--out",
        "foreign",
        "-q",
    ]);
    let foreign = merge(&[one, "foreign", three]);
    assert_eq!(code(&foreign), 6);
    let said = text(&foreign.stderr);
    let named = "foreign belongs to another study than s3/1_of_3: it differs in replicates (151 there, 150 here)";
    assert!(said.contains(named), "{said}");

    let damaged = place.file(two).join("parts/part_000004.csv");
    let mut bytes = fs::read(&damaged).unwrap();
    bytes[700] ^= 4;
    fs::write(&damaged, bytes).unwrap();
    let done = merge(&[one, two, three]);
    assert_eq!(code(&done), 6);
    let said = text(&done.stderr);
    assert!(
        said.contains("s3/2_of_3/parts/part_000004.csv: its checksum is wrong"),
        "{said}"
    );
    assert!(!place.file("m").exists());
}

#[test]
fn shares_are_counted_from_one() {
    let place = Place::new(1);
    for wrong in ["0/3", "4/3", "1", "a/b", "1/0"] {
        let done = place.trilat(&["sweep", "study.toml", "--shard", wrong]);
        assert_eq!(code(&done), 2, "{wrong}");
        let said = text(&done.stderr);
        assert!(
            said.contains("write I/N with I from 1 to N, such as 3/8"),
            "{said}"
        );
    }
}
