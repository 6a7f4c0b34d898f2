//! What is wrong is said before anything is written or submitted.

use std::fs;
use std::process::Command;

use super::place::{BINARY, Place, code, text};

/// Runs `trilat slurm study.toml` with more arguments, and with the programs of one folder.
fn slurm(place: &Place, args: &[&str], path: &str) -> (i32, String, String) {
    let mut command = Command::new(BINARY);
    command.args(["slurm", "study.toml"]).args(args);
    let done = command
        .current_dir(place.path())
        .env("PATH", path)
        .output()
        .unwrap();
    (code(&done), text(&done.stdout), text(&done.stderr))
}

#[test]
fn values_that_slurm_would_not_take_are_usage_errors() {
    let place = Place::new(30);
    for (arguments, message) in [
        (&["--shards=0"][..], "0 is not in 2..=4000"),
        (&["--shards=1"], "1 is not in 2..=4000"),
        (&["--shards=4001"], "4001 is not in 2..=4000"),
        (&["--shards=x"], "invalid digit"),
        (
            &["--shards=3", "--time=2h"],
            "write minutes, H:MM:SS or D-HH:MM:SS",
        ),
        (&["--shards=3", "--time=2"], "at least 3 minutes"),
        (&["--shards=3", "--mem=4GB"], "such as 4G"),
        (&["--shards=3", "--cpus=0"], "0 is not in 1..=1024"),
        (&["--shards=3", "--partition=a b"], "a name has letters"),
        (&["--shards=3", "--account=$(id)"], "a name has letters"),
        (&["--shards=3", "--setup=a\nb"], "one line of shell"),
        (
            &["--shards=3", "--sbatch=--array=1-4"],
            "the scripts set --array themselves",
        ),
        (
            &["--shards=3", "--replicates=0"],
            "--replicates must be 1 to",
        ),
        (&[], "--shards <N>"),
    ] {
        let (code, out, err) = slurm(&place, arguments, "");
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {err}");
        assert!(err.contains(message), "{arguments:?}: {err}");
    }
    assert!(!place.file("outputs").exists());
}

#[test]
fn a_wrong_study_is_refused_as_a_dry_run_refuses_it() {
    let place = Place::new(30);
    let good = place.read("study.toml");
    let wrong = [
        good.replace("steps = 5", "stepps = 5"),
        good.replace("low = 1.0", "low = -1.0"),
        good.replace("[study]", "[study"),
        // Valid one by one, and not together.
        good.replace("\"scenario.horizon\" = 12", "\"scenario.horizon\" = 0"),
    ];
    for text in wrong {
        place.write("study.toml", &text);
        let (code, out, err) = slurm(&place, &["--shards=3"], "");
        let dry = place.trilat(&["sweep", "study.toml", "--dry-run"]);
        assert_eq!((code, out.as_str()), (3, ""), "{err}");
        assert_eq!(err, super::place::text(&dry.stderr));
        assert_eq!(dry.status.code(), Some(3));
    }
    let (code, _, err) = slurm(&place, &["--shards=3", "--set=no.such=1"], "");
    assert_eq!(code, 3, "{err}");
    assert!(!place.file("outputs").exists());
}

#[test]
fn nothing_is_overwritten_without_force() {
    let place = Place::new(30);
    place.good(&["slurm", "study.toml", "--shards=3", "-q"]);
    let before = place.read("outputs/toy.slurm/array.sh");
    // The same again is no change.
    place.good(&["slurm", "study.toml", "--shards=3", "-q"]);
    let (code, out, err) = slurm(&place, &["--shards=4"], "");
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(
        err.contains("array.sh is there already and says something else"),
        "{err}"
    );
    assert_eq!(place.read("outputs/toy.slurm/array.sh"), before);
    let (code, _, err) = slurm(&place, &["--shards=4", "--force"], "");
    assert_eq!(code, 0, "{err}");
    assert!(
        place
            .read("outputs/toy.slurm/array.sh")
            .contains("--array=1-4")
    );
}

/// The merge would find out at the very end.
#[test]
fn an_output_folder_that_the_merge_could_not_fill_is_refused_now() {
    let place = Place::new(30);
    let refused = |args: &[&str], message: &str| {
        let (code, out, err) = slurm(&place, args, "");
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(err.contains(message), "{err}");
        assert!(!place.file("outputs/toy.slurm").exists());
    };
    place.good(&["sweep", "study.toml", "-q"]);
    refused(&["--shards=3"], "outputs/toy already holds files");
    place.write("outputs/toy/runs.csv", "edited");
    refused(
        &["--shards=3", "--force"],
        "outputs/toy/runs.csv was changed after trilat wrote it",
    );
    fs::remove_dir_all(place.file("outputs/toy")).unwrap();
    place.good(&[
        "sweep",
        "study.toml",
        "--shard=1/2",
        "--out=outputs/toy",
        "-q",
    ]);
    refused(&["--shards=3"], "outputs/toy holds an unfinished study");
    place.write("file", "");
    refused(&["--shards=3", "--out=file/x"], "is not a folder");
    refused(&["--shards=3", "--out=/"], "/ cannot be the output folder");
    refused(
        &["--shards=3", "--out=a\nb"],
        "has a control character in it",
    );
    refused(&["--shards=3", r"--out=a\b"], "has a backslash in it");
}

#[test]
fn a_cluster_that_is_not_there_or_refuses_is_named() {
    let place = Place::new(30);
    let bin = place.root().join("bin");
    fs::create_dir(&bin).unwrap();
    let path = format!("{}:/usr/bin:/bin", bin.display());
    let sbatch = |lines: &str| {
        let script = bin.join("sbatch");
        fs::write(&script, format!("#!/bin/sh\n{lines}\n")).unwrap();
        Command::new("chmod")
            .arg("+x")
            .arg(&script)
            .status()
            .unwrap();
    };
    let submit = |path: &str| slurm(&place, &["--shards=3", "--submit", "--json"], path);

    let (code, out, err) = submit(bin.to_str().unwrap());
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(
        err.contains("there is no sbatch on this machine; on the cluster submit with\n"),
        "{err}"
    );
    assert!(err.contains("  array=$(sbatch --parsable '/"), "{err}");
    assert!(place.file("outputs/toy.slurm/merge.sh").exists());

    sbatch("echo 'sbatch: error: invalid partition specified: x' >&2; exit 1");
    let (code, out, err) = submit(&path);
    assert_eq!((code, out.as_str()), (1, ""));
    let message = "array.sh: invalid partition specified: x";
    assert!(
        err.contains("nothing was submitted: ") && err.contains(message),
        "{err}"
    );

    sbatch("case $* in *array.sh) echo 17 ;; *) echo 'sbatch: error: no' >&2; exit 1 ;; esac");
    let (code, out, err) = submit(&path);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(
        err.contains("the shards are submitted as job 17, but sbatch refuses"),
        "{err}"
    );
    assert!(
        err.contains("with: sbatch --dependency=afterany:17 '/"),
        "{err}"
    );

    // Several clusters, and a site that has something to say.
    let log = place.root().join("log");
    sbatch(&format!(
        "echo \"$@\" >> {}; echo welcome; echo '17;north'",
        log.display()
    ));
    let (code, out, err) = submit(&path);
    assert_eq!(code, 0, "{err}");
    let value: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(value["array"]["job"], "17;north");
    assert_eq!(value["merge"]["job"], "17;north");
    let calls = fs::read_to_string(log).unwrap();
    let mut calls = calls.lines();
    assert!(calls.next().unwrap().starts_with("--parsable /"));
    let merge = calls.next().unwrap();
    assert!(
        merge.starts_with("--parsable --dependency=afterany:17 --clusters=north /"),
        "{merge}"
    );
}
