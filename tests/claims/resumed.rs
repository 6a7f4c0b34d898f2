//! The same bytes, whatever the threads and whatever happens to a process.

use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use trilat::store::atomic::partial_path;

use crate::support::{Place, text};

const AUDIT: [&str; 7] = [
    "--points",
    "256",
    "--replicates",
    "40",
    "--signs",
    "both",
    "-q",
];

fn parts(place: &Place, out: &str) -> usize {
    let entries = std::fs::read_dir(place.file(out).join("parts"));
    let part = |name: &str| name.starts_with("part_");
    entries.map_or(0, |entries| {
        entries
            .flatten()
            .filter(|entry| part(&entry.file_name().to_string_lossy()))
            .count()
    })
}

#[test]
fn threads_and_kills_leave_the_same_bytes() {
    let place = Place::new();
    place.good(&[&AUDIT[..], &["--out", "whole", "--threads", "1"]].concat());
    place.good(&[&AUDIT[..], &["--out", "three", "--threads", "3"]].concat());
    let whole = place.sums("whole");
    assert!(whole.len() > 10);
    assert_eq!(place.sums("three"), whole);

    let mut survived = 0;
    for kill in 0..3 {
        let before = parts(&place, "out");
        let mut child = place
            .command(&[&AUDIT[..], &["--out", "out", "--resume"]].concat())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let limit = Instant::now() + Duration::from_secs(120);
        while parts(&place, "out") < before + 3 + kill && child.try_wait().unwrap().is_none() {
            assert!(Instant::now() < limit, "nothing happens");
            sleep(Duration::from_millis(1));
        }
        // SIGKILL.
        let _ = child.kill();
        child.wait().unwrap();
        survived += usize::from(parts(&place, "out") > before);
    }
    assert!(survived > 0, "no process was caught at work");
    // A part that is not what was written is made again.
    let name = std::fs::read_dir(place.file("out/parts"))
        .unwrap()
        .flatten();
    let mut names: Vec<String> = name
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    if let Some(first) = names.iter().find(|name| name.starts_with("part_")) {
        let path = format!("out/parts/{first}");
        let torn = place.read(&path).replacen("effect,", "effect,9", 1);
        place.write(&path, &torn);
        let done = place.good(&[&AUDIT[..], &["--out", "out", "--resume"]].concat());
        assert!(
            text(&done.stderr).contains("is damaged"),
            "{}",
            text(&done.stderr)
        );
    }
    assert_eq!(place.sums("out"), whole);
    assert!(!place.file("out/parts").exists());

    // Complete is complete.
    place.good(&[&AUDIT[..], &["--out", "out", "--resume"]].concat());
    assert_eq!(place.sums("out"), whole);
}

#[test]
fn another_audit_is_not_taken_up() {
    let place = Place::new();
    let mut child = place
        .command(&[&AUDIT[..], &["--out", "out"]].concat())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let limit = Instant::now() + Duration::from_secs(120);
    while parts(&place, "out") == 0 && child.try_wait().unwrap().is_none() {
        assert!(Instant::now() < limit, "nothing happens");
        sleep(Duration::from_millis(1));
    }
    let _ = child.kill();
    child.wait().unwrap();
    let other = [
        "--points",
        "256",
        "--replicates",
        "41",
        "--signs",
        "both",
        "-q",
        "--out",
        "out",
        "--resume",
    ];
    let done = place.claims(&other);
    assert_eq!(done.status.code(), Some(3), "{}", text(&done.stderr));
    assert!(
        text(&done.stderr).contains("replicates"),
        "{}",
        text(&done.stderr)
    );
    let done = place.claims(&[&AUDIT[..], &["--out", "out"]].concat());
    assert_eq!(done.status.code(), Some(2), "{}", text(&done.stderr));
    assert!(
        text(&done.stderr).contains("--resume"),
        "{}",
        text(&done.stderr)
    );
}

/// Whatever its files came to: --resume goes on, and runs nothing again.
#[test]
fn an_audit_goes_on_after_its_files_were_half_published() {
    let place = Place::new();
    place.good(&[&AUDIT[..], &["--out", "whole"]].concat());
    let whole = place.sums("whole");
    for lost in [false, true] {
        let out = format!("out_{lost}");
        let obstacle = partial_path(&place.file(&out).join("manifest.json"));
        std::fs::create_dir_all(&obstacle).unwrap();
        let done = place.claims(&[&AUDIT[..], &["--out", &out, "--force"]].concat());
        assert_eq!(done.status.code(), Some(1), "{}", text(&done.stderr));
        std::fs::remove_dir(&obstacle).unwrap();
        let effects = place.file(&out).join("effects.csv");
        match lost {
            true => std::fs::remove_file(effects).unwrap(),
            false => std::fs::rename(&effects, partial_path(&effects)).unwrap(),
        }
        let kept = parts(&place, &out);
        assert!(kept > 0);
        // Without a word about it, it is refused.
        let done = place.claims(&[&AUDIT[..], &["--out", &out]].concat());
        assert_eq!(done.status.code(), Some(2), "{}", text(&done.stderr));
        assert!(text(&done.stderr).contains("holds an unfinished audit: --resume"));
        place.good(&[&AUDIT[..], &["--out", &out, "--resume"]].concat());
        assert_eq!(place.sums(&out), whole);
        assert!(!place.file(&out).join("parts").exists());
        assert!(place.file(&out).join("report.html").exists());
    }
}
