//! Folders that are taken, read-only, full or another study's.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::process::Command;

use super::support::{Place, code, signal, text};

#[test]
fn the_second_of_two_processes_refuses() {
    let place = Place::new(4800);
    let mut first = place.start(&["sweep", "study.toml", "--out", "out", "-q"]);
    assert!(place.wait_for_parts("out", 1, &mut first));
    // Held where it is, so that it cannot be over before the second begins.
    signal(&first, "-STOP");
    for more in ["--resume", "--force"] {
        let second = place.trilat(&["sweep", "study.toml", "--out", "out", "-q", more]);
        assert_eq!(code(&second), 1);
        let said = text(&second.stderr);
        assert!(
            said.starts_with("error: another process is writing to out: wait for it"),
            "{said}"
        );
    }
    assert!(first.try_wait().unwrap().is_none(), "it was over too soon");
    // A lock does not outlive its process.
    signal(&first, "-KILL");
    first.wait().unwrap();
    place.good(&["sweep", "study.toml", "--out", "out", "-q", "--resume"]);
}

#[test]
fn another_configuration_is_refused_and_named() {
    let place = Place::new(4800);
    let mut first = place.start(&["sweep", "study.toml", "--out", "out", "-q"]);
    assert!(place.wait_for_parts("out", 2, &mut first));
    signal(&first, "-KILL");
    first.wait().unwrap();
    let kept = place.journal("out");
    for (change, named) in [
        ("--replicates=4799", "replicates (4800 there, 4799 here)"),
        ("--set=scenario.seed=2", "seed (1 there, 2 here), scenario"),
        ("--set=response.cost=0.3", "scenario"),
    ] {
        let done = place.trilat(&[
            "sweep",
            "study.toml",
            "--out",
            "out",
            "-q",
            "--resume",
            change,
        ]);
        assert_eq!(code(&done), 3);
        let said = text(&done.stderr);
        let expected = format!("error: out holds another study; it differs in {named}: choose");
        assert!(said.contains(&expected), "{said}");
    }
    let shard = [
        "sweep",
        "study.toml",
        "--out",
        "out",
        "-q",
        "--resume",
        "--shard=1/2",
    ];
    let done = place.trilat(&shard);
    assert_eq!(code(&done), 3);
    assert!(text(&done.stderr).contains("holds shard 1/1 of the study, not 1/2"));
    // A program that gives other results does not go on either.
    let record = place.read("out/parts/study.json");
    let at = record.find("\"first_rows\": \"").unwrap() + 15;
    let mut other = record.clone().into_bytes();
    other[at] = if other[at] == b'0' { b'1' } else { b'0' };
    fs::write(place.file("out/parts/study.json"), other).unwrap();
    let done = place.trilat(&["sweep", "study.toml", "--out", "out", "-q", "--resume"]);
    assert_eq!(code(&done), 3);
    assert!(text(&done.stderr).contains("a program that gives other results"));
    fs::write(place.file("out/parts/study.json"), record).unwrap();

    assert_eq!(place.journal("out"), kept);
    place.good(&["sweep", "study.toml", "--out", "out", "-q", "--resume"]);
    // Of a complete study there is nothing to do, and another one is refused.
    let before = place.sums("out");
    place.good(&["sweep", "study.toml", "--out", "out", "-q", "--resume"]);
    let done = place.trilat(&[
        "sweep",
        "study.toml",
        "--out",
        "out",
        "-q",
        "--resume",
        "--replicates=7",
    ]);
    assert_eq!(code(&done), 3);
    let done = place.trilat(&["sweep", "study.toml", "--out", "out", "-q"]);
    assert_eq!(code(&done), 2);
    assert_eq!(place.sums("out"), before);
    assert!(!place.file("out/parts").exists());
    place.good(&[
        "sweep",
        "study.toml",
        "--out",
        "out",
        "-q",
        "--force",
        "--replicates=7",
    ]);
    assert_eq!(place.read("out/runs.csv").lines().count(), 71);
}

/// Whose files are in the way: nobody's are touched.
#[test]
fn files_of_others_are_left_alone() {
    let place = Place::new(10);
    fs::create_dir_all(place.file("out/parts")).unwrap();
    place.write("out/parts/precious.csv", "1");
    place.write("out/notes.txt", "mine");
    let done = place.trilat(&["sweep", "study.toml", "--out", "out", "-q"]);
    assert_eq!(code(&done), 2);
    place.good(&["sweep", "study.toml", "--out", "out", "-q", "--force"]);
    assert_eq!(place.read("out/parts/precious.csv"), "1");
    assert_eq!(place.read("out/notes.txt"), "mine");
    place.write("out/runs.csv", "edited");
    let done = place.trilat(&["sweep", "study.toml", "--out", "out", "-q", "--force"]);
    assert_eq!(code(&done), 2);
    assert!(text(&done.stderr).contains("was changed after trilat wrote it"));
    assert_eq!(place.read("out/runs.csv"), "edited");
}

/// As a user who may not write there, also where the test itself may write everywhere.
#[test]
fn a_read_only_folder_is_an_error_that_says_so() {
    let place = Place::new(10);
    let program = place.file("trilat");
    fs::copy(env!("CARGO_BIN_EXE_trilat"), &program).unwrap();
    let toy = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/configs/toy.toml")).unwrap();
    place.write("toy.toml", &toy);
    let study = place
        .read("study.toml")
        .replace(&format!("{}/configs/", env!("CARGO_MANIFEST_DIR")), "");
    place.write("study.toml", &study);
    fs::create_dir(place.file("out")).unwrap();
    for path in [place.path().to_owned(), place.file("out")] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o555)).unwrap();
    }
    let mut command = Command::new(&program);
    command.args(["sweep", "study.toml", "--out", "out", "-q"]);
    command.current_dir(place.path());
    let done = match fs::write(place.file("probe"), "") {
        // The superuser: as nobody, then.
        Ok(()) => command.uid(65_534).gid(65_534).output().unwrap(),
        Err(_) => command.output().unwrap(),
    };
    fs::set_permissions(place.path(), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(code(&done), 1, "{}", text(&done.stderr));
    let said = "error: no permission to write to out: choose another --out\n";
    assert_eq!(text(&done.stderr), said);
    assert!(fs::read_dir(place.file("out")).unwrap().next().is_none());
}

/// A limit on the size of files stands in for a full disk: writing fails in the middle of a file.
#[test]
fn when_a_write_fails_everything_done_before_is_kept() {
    let place = Place::new(1200);
    place.good(&["sweep", "study.toml", "--out", "whole", "-q"]);
    let mut first = place.start(&["sweep", "study.toml", "--out", "out", "-q"]);
    assert!(place.wait_for_parts("out", 3, &mut first));
    signal(&first, "-KILL");
    first.wait().unwrap();
    let part = fs::metadata(place.file("out/parts/part_000000.csv"))
        .unwrap()
        .len();
    let runs = fs::metadata(place.file("whole/runs.csv")).unwrap().len();
    let limited = |bytes: u64| {
        // In units of 512 bytes; without the trap the system would end the process.
        let script = format!(
            "trap '' XFSZ; ulimit -f {}; exec {} sweep study.toml --out out --resume -q",
            bytes / 512,
            env!("CARGO_BIN_EXE_trilat")
        );
        let mut shell = Command::new("sh");
        shell.args(["-c", &script]).current_dir(place.path());
        shell.output().unwrap()
    };
    // Too little for a part.
    let kept = place.journal("out");
    let done = limited(part / 2);
    assert_eq!(code(&done), 1);
    let said = text(&done.stderr);
    assert!(
        said.contains("error: cannot write out/parts/part_"),
        "{said}"
    );
    assert!(
        said.contains("runs are kept; go on with: trilat sweep study.toml --out out --resume"),
        "{said}"
    );
    assert_eq!(place.journal("out"), kept);
    // Enough for the parts, too little for all runs.
    let done = limited(runs / 2);
    assert_eq!(code(&done), 1);
    let said = text(&done.stderr);
    assert!(said.contains("error: cannot write out/runs.csv"), "{said}");
    assert!(said.contains("12,000 of 12,000 runs are kept"), "{said}");
    assert!(!place.file("out/runs.csv").exists());
    place.good(&["sweep", "study.toml", "--out", "out", "--resume", "-q"]);
    assert_eq!(place.sums("out"), place.sums("whole"));
}
