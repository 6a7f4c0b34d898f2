//! Processes that end at any moment.

use std::sync::OnceLock;
use std::thread::sleep;
use std::time::Duration;

use trilat::store::atomic::partial_path;

use super::support::{Place, code, json, signal, text};

const SWEEP: [&str; 6] = ["sweep", "study.toml", "--out", "out", "--resume", "-q"];

/// 12,000 runs in 48 parts, and the checksums of the files that they make.
fn place() -> (Place, Vec<(String, String)>) {
    static WHOLE: OnceLock<Vec<(String, String)>> = OnceLock::new();
    let place = Place::new(1200);
    let whole = WHOLE.get_or_init(|| {
        place.good(&["sweep", "study.toml", "--out", "whole", "-q"]);
        place.sums("whole")
    });
    (place, whole.clone())
}

/// A number from 0 to `below`, exclusive; the same sequence in every run of the test.
fn draw(state: &mut u64, below: u64) -> u64 {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1);
    (*state >> 33) % below
}

#[test]
fn a_study_that_is_killed_at_random_ends_with_the_same_bytes() {
    let (place, whole) = place();
    let kills: u64 = std::env::var("TRILAT_TEST_KILLS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(6);
    let (mut state, mut survived, mut rounds) = (kills, 0, 0);
    for kill in 0..kills {
        if place.file("out/manifest.json").exists() {
            rounds += 1;
            std::fs::remove_dir_all(place.file("out")).unwrap();
        }
        let before = place.journal("out");
        let mut child = place.start(&SWEEP);
        let alive = match kill % 3 {
            // While parts are made.
            0 => {
                let more = 1 + draw(&mut state, 20) as usize;
                place.wait_for_parts("out", before + more, &mut child)
            }
            // From the first moment on.
            1 => {
                sleep(Duration::from_millis(draw(&mut state, 400)));
                true
            }
            // While the files are written.
            _ => place.wait(&mut child, || {
                place.file("out/.runs.csv.partial").exists() || place.file("out/runs.csv").exists()
            }),
        };
        sleep(Duration::from_micros(draw(&mut state, 20_000)));
        if alive && child.try_wait().unwrap().is_none() {
            signal(&child, "-KILL");
        }
        child.wait().unwrap();
        let after = place.journal("out");
        let done = place.file("out/manifest.json").exists();
        assert!(after >= before || done, "{after} parts of {before}");
        survived += usize::from(after > 0 && !done);
        if after > 0 && !done {
            // Whatever is in the journal is whole.
            let verified = place.trilat(&["verify", "out"]);
            assert_eq!(code(&verified), 5, "{}", text(&verified.stderr));
        }
    }
    assert!(survived > 0 || rounds > 0);
    let there = place.journal("out");
    let done = place.trilat(&[&SWEEP[..], &["--json"]].concat());
    assert_eq!(code(&done), 0, "{}", text(&done.stderr));
    if there > 0 {
        // Nothing that was in the journal is made again.
        let new = json(&done)["runs_new"].as_u64().unwrap();
        let most = 12_000_u64.saturating_sub(256 * (there as u64).saturating_sub(2));
        assert!(new <= most, "{new} of {there}");
    }
    assert_eq!(place.sums("out"), whole);
    place.good(&["verify", "out"]);
    assert!(!place.file("out/parts").exists());
}

#[test]
fn signals_end_a_study_with_the_command_that_goes_on() {
    let (place, whole) = place();
    for name in ["-INT", "-TERM"] {
        let out = format!("out{name}");
        let mut child = place.start(&["sweep", "study.toml", "--out", &out]);
        assert!(place.wait_for_parts(&out, 2, &mut child));
        signal(&child, name);
        let ended = child.wait_with_output().unwrap();
        let said = text(&ended.stderr);
        assert_eq!(code(&ended), 130, "{said}");
        let command = format!("trilat sweep study.toml --out {out} --resume");
        assert!(said.trim_end().ends_with(&command), "{said}");
        let kept = place.journal(&out);
        assert!((2..48).contains(&kept), "{kept}");
        assert_eq!(code(&place.trilat(&["status", &out])), 5);

        // The folder is not taken for anything else.
        let again = place.trilat(&["sweep", "study.toml", "--out", &out, "-q"]);
        assert_eq!(code(&again), 2);
        let said = text(&again.stderr);
        assert!(
            said.contains("holds an unfinished study: --resume"),
            "{said}"
        );
        place.good(&["sweep", "study.toml", "--out", &out, "--resume", "-q"]);
        assert_eq!(place.sums(&out), whole);
    }
}

#[test]
fn damaged_parts_and_a_torn_journal_are_noticed_and_made_again() {
    let (place, whole) = place();
    let mut child = place.start(&SWEEP);
    assert!(place.wait_for_parts("out", 8, &mut child));
    signal(&child, "-KILL");
    child.wait().unwrap();
    let parts = place.file("out/parts");
    let edit = |name: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = std::fs::read(parts.join(name)).unwrap();
        change(&mut bytes);
        std::fs::write(parts.join(name), bytes).unwrap();
    };
    edit("part_000001.csv", &|bytes| bytes.truncate(bytes.len() / 2));
    edit("part_000003.csv", &|bytes| bytes[2000] ^= 1);
    std::fs::remove_file(parts.join("part_000004.csv")).unwrap();
    let verified = place.trilat(&["verify", "out"]);
    assert_eq!(code(&verified), 6);
    let said = text(&verified.stderr);
    for wrong in [
        "part_000001.csv: ",
        "part_000003.csv: its checksum is wrong",
        "part_000004.csv: missing",
    ] {
        assert!(said.contains(wrong), "{said}");
    }
    edit("journal.jsonl", &|bytes| bytes.truncate(bytes.len() - 9));
    let there = place.journal("out") as u64;

    let done = place.trilat(&[&SWEEP[..], &["--json"]].concat());
    assert_eq!(code(&done), 0);
    let said = text(&done.stderr);
    for wrong in ["part_000001", "part_000003", "part_000004", "journal"] {
        let warned = |line: &str| line.starts_with("warning: ") && line.contains(wrong);
        assert!(said.lines().any(warned), "{said}");
    }
    let new = json(&done)["runs_new"].as_u64().unwrap();
    // Parts have 256 runs but for the last of each of the two groups.
    assert!(
        new.abs_diff(12_000 - 256 * (there - 3)) <= 256,
        "{new}, {there}"
    );
    assert_eq!(place.sums("out"), whole);
}

/// A process can end after some of the files got their names; what still waited may be there or gone.
#[test]
fn files_that_were_half_published_are_recognised() {
    let (place, whole) = place();
    for lost in [false, true] {
        let out = format!("out_{lost}");
        let file = |name: &str| place.file(&out).join(name);
        let obstacle = partial_path(&file("manifest.json"));
        std::fs::create_dir_all(&obstacle).unwrap();
        let done = place.trilat(&["sweep", "study.toml", "--out", &out, "--force", "-q"]);
        assert_eq!(code(&done), 1, "{}", text(&done.stderr));
        std::fs::remove_dir(&obstacle).unwrap();
        for name in ["summary.csv", "datapackage.json"] {
            match lost {
                true => std::fs::remove_file(file(name)).unwrap(),
                false => std::fs::rename(file(name), partial_path(&file(name))).unwrap(),
            }
        }
        place.write(&format!("{out}/notes.txt"), "mine");
        let verified = place.trilat(&["verify", &out]);
        assert_eq!(code(&verified), 5);
        let said = text(&verified.stderr);
        assert!(said.contains("while it published files"), "{said}");
        place.good(&["sweep", "study.toml", "--out", &out, "--resume", "-q"]);
        assert_eq!(place.sums(&out), whole);
        place.good(&["verify", &out]);
        assert_eq!(place.read(&format!("{out}/notes.txt")), "mine");
        assert!(!file("parts").exists());
    }
}

/// The parts of one study under the record of another.
#[test]
fn the_journal_of_another_study_is_refused() {
    let (place, _) = place();
    for (out, seed) in [("one", "scenario.seed=1"), ("other", "scenario.seed=2")] {
        let sweep = ["sweep", "study.toml", "--out", out, "-q", "--set", seed];
        let mut child = place.start(&sweep);
        assert!(place.wait_for_parts(out, 3, &mut child));
        signal(&child, "-KILL");
        child.wait().unwrap();
    }
    for entry in std::fs::read_dir(place.file("one/parts")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if name.starts_with("part_") || name == "journal.jsonl" {
            std::fs::copy(entry.path(), place.file("other/parts").join(name)).unwrap();
        }
    }
    let sweep = [
        "sweep",
        "study.toml",
        "--out",
        "other",
        "-q",
        "--set",
        "scenario.seed=2",
    ];
    let resumed = place.trilat(&[&sweep[..], &["--resume"]].concat());
    assert_eq!(code(&resumed), 6);
    let said = text(&resumed.stderr);
    assert!(
        said.contains("belongs to another study than the record beside it"),
        "{said}"
    );
    for command in ["verify", "merge"] {
        let done = place.trilat(&[command, "other"]);
        assert_eq!(code(&done), 6);
        let said = text(&done.stderr);
        assert!(said.contains("belongs to another study"), "{said}");
    }
    place.good(&[&sweep[..], &["--force"]].concat());
}
