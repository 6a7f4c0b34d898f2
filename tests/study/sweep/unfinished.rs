//! A process that ends while it gives Parquet files their names: the next one puts it right, whichever
//! of the renames was the last, and touches nothing else.

use std::fs;
use std::process::{Command, Output};

use trilat::store::atomic::{fingerprint, partial_path};

use super::support::{Place, code, text};

/// In the order in which they get their names.
const RENAMED: [&str; 5] = [
    "runs.parquet",
    "summary.parquet",
    "design.parquet",
    "factors.parquet",
    "datapackage.json",
];
/// Says what is being published.
const NOTE: &str = ".trilat.publishing";
const BASE: [&str; 4] = ["sweep", "study.toml", "-q", "--out"];

/// The folders `csv` (a complete study), `whole` (the same with Parquet files) and `ended` (the same,
/// ended by a folder in the way of the manifest's temporary name: everything but it was renamed).
fn folders() -> Place {
    let place = Place::new(20);
    place.good(&[&BASE[..], &["csv"]].concat());
    place.good(&[&BASE[..], &["whole", "--format", "parquet"]].concat());
    copy(&place, "csv", "ended");
    let obstacle = partial_path(&place.file("ended/manifest.json"));
    fs::create_dir(&obstacle).unwrap();
    let done = sweep(&place, "ended", &["--resume", "--format", "parquet"]);
    assert_eq!(code(&done), 1, "{}", text(&done.stderr));
    fs::remove_dir(&obstacle).unwrap();
    for name in RENAMED {
        assert!(same(&place, "ended", "whole", name), "{name}");
    }
    assert!(same(&place, "ended", "csv", "manifest.json"));
    place
}

fn sweep(place: &Place, out: &str, more: &[&str]) -> Output {
    place.trilat(&[&BASE[..], &[out], more].concat())
}

fn copy(place: &Place, from: &str, to: &str) {
    let _ = fs::remove_dir_all(place.file(to));
    let mut command = Command::new("cp");
    command.arg("-a").args([place.file(from), place.file(to)]);
    assert!(command.status().unwrap().success());
}

fn same(place: &Place, one: &str, other: &str, name: &str) -> bool {
    let sum = |folder: &str| fingerprint(&place.file(folder).join(name)).unwrap().sha256;
    sum(one) == sum(other)
}

/// `out` as a process leaves it that ends after this many of the renames.
fn ended_after(place: &Place, renames: usize) {
    copy(place, "ended", "out");
    for name in &RENAMED[renames..] {
        let target = place.file("out").join(name);
        fs::rename(&target, partial_path(&target)).unwrap();
        let before = place.file("csv").join(name);
        if before.exists() {
            fs::copy(before, target).unwrap();
        }
    }
}

/// `out` holds what `like` does, neither more nor less.
fn holds(place: &Place, like: &str) {
    let names = |folder: &str| {
        let mut names: Vec<String> = fs::read_dir(place.file(folder))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| !name.ends_with(".partial") && name != "resources.json")
            .collect();
        names.sort();
        names
    };
    assert_eq!(names("out"), names(like));
    for name in names(like) {
        // How many threads there were may differ in the manifest, and the page shows its checksum.
        if !["manifest.json", "report.html"].contains(&name.as_str()) {
            assert!(same(place, "out", like, &name), "{name}");
        }
    }
    place.good(&["verify", "out"]);
}

#[test]
fn whichever_rename_was_the_last_the_next_command_puts_it_right() {
    let place = folders();
    for renames in 0..=RENAMED.len() {
        ended_after(&place, renames);
        place.good(&[&BASE[..], &["out", "--resume", "--format", "parquet"]].concat());
        holds(&place, "whole");

        // One who does not ask for them gets them as well: they were asked for before.
        ended_after(&place, renames);
        place.good(&[&BASE[..], &["out", "--resume"]].concat());
        holds(&place, "whole");

        // What waited is gone: the study is as it was before they were asked for.
        ended_after(&place, renames);
        for name in RENAMED {
            let _ = fs::remove_file(partial_path(&place.file("out").join(name)));
        }
        if renames < RENAMED.len() {
            place.good(&[&BASE[..], &["out", "--resume"]].concat());
            holds(&place, "csv");
        }

        ended_after(&place, renames);
        place.good(&[&BASE[..], &["out", "--force", "--format", "parquet"]].concat());
        holds(&place, "whole");
    }
    // Ended after the manifest, before the note was removed.
    copy(&place, "whole", "out");
    fs::copy(place.file("ended").join(NOTE), place.file("out").join(NOTE)).unwrap();
    place.good(&[&BASE[..], &["out", "--resume"]].concat());
    holds(&place, "whole");
}

#[test]
fn merge_puts_it_right_as_well() {
    let place = folders();
    for share in ["1/2", "2/2"] {
        let out = format!("shards/{}", &share[..1]);
        place.good(&[&BASE[..], &[&out, "--shard", share]].concat());
    }
    for renames in [1, 5] {
        ended_after(&place, renames);
        let merge = ["merge", "shards", "--out", "out", "--force", "-q"];
        place.good(&[&merge[..], &["--format", "parquet"]].concat());
        holds(&place, "whole");
    }
}

#[test]
fn files_of_others_stay_and_are_named() {
    let place = folders();
    let refused = |name: &str, words: &str, more: &[&str]| {
        let mine = place.read(&format!("out/{name}"));
        let done = sweep(&place, "out", more);
        let said = text(&done.stderr);
        assert_eq!(code(&done), 2, "{said}");
        assert!(said.contains(&format!("{name} was {words}")), "{said}");
        assert_eq!(place.read(&format!("out/{name}")), mine);
    };
    for more in [
        &["--resume", "--format", "parquet"][..],
        &["--force", "--format", "parquet"],
    ] {
        // In the place of one that was not renamed yet, and of one that was.
        for renames in [0, 1, 5] {
            ended_after(&place, renames);
            place.write("out/runs.parquet", "made by hand");
            refused("runs.parquet", "not written by trilat", more);
        }
        ended_after(&place, 5);
        let package = place.read("out/datapackage.json");
        let edited = package.replacen("\"toy\"", "\"my toy\"", 1);
        assert_ne!(edited, package);
        place.write("out/datapackage.json", &edited);
        refused("datapackage.json", "changed after trilat wrote it", more);
    }
}

#[test]
fn verify_says_what_helps() {
    let place = folders();
    for renames in 0..RENAMED.len() {
        ended_after(&place, renames);
        place.good(&["verify", "out"]);
    }
    ended_after(&place, RENAMED.len());
    let done = place.trilat(&["verify", "out"]);
    let said = text(&done.stderr);
    assert_eq!(code(&done), 6);
    assert!(said.contains("datapackage.json: changed since"), "{said}");
    assert!(said.contains("trilat sweep STUDY --resume"), "{said}");
}
