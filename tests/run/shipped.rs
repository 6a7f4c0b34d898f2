//! The program alone in an empty folder: what it carries is found by name, and written out where it works.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// Few months, so that a test is over soon.
const SHORT: [&str; 4] = ["--set", "scenario.horizon=6", "--set", "scenario.burn_in=0"];

fn trilat(at: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trilat"));
    command.args(args).current_dir(at).output().unwrap()
}

fn done(at: &Path, args: &[&str]) -> String {
    let output = trilat(at, args);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{args:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

fn refused(at: &Path, args: &[&str], code: i32) -> String {
    let output = trilat(at, args);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
    said
}

fn shipped(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("configs");
    path.join(name).display().to_string()
}

/// The data files of a folder by name.
fn data(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "csv" || e == "toml"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

#[test]
fn a_run_by_name_is_the_run_by_path_and_is_made_again() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    let path = shipped("northeast_asia.toml");
    for (scenario, out) in [("northeast_asia", "named"), (&path, "pathed")] {
        let mut args = vec![
            "run",
            scenario,
            "--runs",
            "4",
            "--no-figures",
            "-q",
            "--out",
            out,
        ];
        args.extend(SHORT);
        done(at, &args);
    }
    let named = data(&at.join("named"));
    assert!(named.len() >= 5);
    assert_eq!(named, data(&at.join("pathed")));
    let manifest = fs::read_to_string(at.join("named/manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    let command = manifest["execution"]["command"].as_str().unwrap();
    assert!(
        command.starts_with("trilat run northeast_asia --set"),
        "{command}"
    );
    assert_eq!(manifest["execution"]["scenario_path"], "northeast_asia");
    let same = done(at, &["rerun", "named"]);
    assert!(same.starts_with("identical: runs.csv"), "{same}");
}

#[test]
fn a_study_by_name_goes_on_where_one_by_path_stopped() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    let path = shipped("studies/list.toml");
    let sweep = |study: &str, more: &[&str]| {
        let mut args = vec!["sweep", study, "--replicates", "2", "-q"];
        args.extend(SHORT);
        args.extend(more);
        done(at, &args)
    };
    sweep(&path, &["--shard", "1/2", "--out", "s.shards/1_of_2"]);
    sweep("list", &["--shard", "2/2", "--out", "s.shards/2_of_2"]);
    done(at, &["merge", "s.shards", "--out", "s"]);
    sweep("list", &["--out", "whole"]);
    sweep("list", &["--out", "whole", "--resume"]);
    assert_eq!(data(&at.join("s")), data(&at.join("whole")));
}

#[test]
fn every_kind_is_found_by_name_in_files_and_commands() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    fs::write(at.join("mine.toml"), "extends = \"seoul_tokyo_apart\"\n").unwrap();
    assert!(done(at, &["check", "mine.toml", "blind"]).contains("3 allies"));
    let study = "[study]\nscenario = \"toy\"\nreplicates = 1\n[design]\nkind = \"grid\"\n\
                 [factors]\n\"response.precision\" = { levels = [1.0, 2.0] }\n";
    fs::write(at.join("study.toml"), study).unwrap();
    assert!(done(at, &["sweep", "study.toml", "--dry-run"]).contains("2 points"));
    assert!(
        done(at, &["claims", "--list"])
            .lines()
            .any(|line| line.starts_with("C17 "))
    );
    assert!(done(at, &["claims", "C1", "--list"]).starts_with("C1 "));
    let fit = ["calibrate", "korea_2012", "--dry-run", "--particles", "20"];
    assert!(done(at, &fit).starts_with("korea_2012: "));
}

#[test]
fn a_file_goes_before_a_name_and_a_namesake_is_mentioned() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    fs::write(at.join("toy"), "extends = \"northeast_asia\"\n").unwrap();
    assert!(done(at, &["check", "toy"]).contains("3 allies"));
    fs::remove_file(at.join("toy")).unwrap();
    fs::write(at.join("toy.toml"), "extends = \"northeast_asia\"\n").unwrap();
    let output = trilat(at, &["check", "toy"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 ally"));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("the program carries, not toy.toml"), "{said}");
    // A folder is no scenario.
    fs::create_dir(at.join("baltic")).unwrap();
    assert!(done(at, &["check", "baltic"]).contains("4 allies"));
}

#[test]
fn what_is_no_name_is_answered_with_what_there_is() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    let said = refused(at, &["run", "northest_asia"], 3);
    assert!(
        said.starts_with("error: no file `northest_asia`, and the program carries no scenario")
    );
    assert!(said.contains("did you mean `northeast_asia`"), "{said}");
    assert!(said.contains("it carries `autonomous_seoul`"), "{said}");
    for wrong in ["northeast_asia.tmol", "configs/northeast_asia.toml"] {
        let said = refused(at, &["run", wrong], 3);
        assert!(
            said.starts_with(&format!("error: cannot read {wrong}: ")),
            "{said}"
        );
        assert!(
            said.contains("write `northeast_asia` without folder"),
            "{said}"
        );
        assert!(said.ends_with("1 error; nothing was run\n"), "{said}");
    }
    let said = refused(at, &["run", "lhs"], 3);
    assert!(
        said.contains("`lhs` is a study: trilat sweep lhs"),
        "{said}"
    );
    fs::write(at.join("mine.toml"), "extends = \"baltik\"\n").unwrap();
    let said = refused(at, &["check", "mine.toml"], 3);
    assert!(said.contains("--> mine.toml:1:11"), "{said}");
    assert!(said.contains("did you mean `baltic`"), "{said}");
}

#[test]
fn init_writes_out_what_works_where_it_lies() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    let listed = done(at, &["init", "--list"]);
    for line in [
        "scenario     seoul_tokyo_apart",
        "study        lhs",
        "claim        c01",
    ] {
        assert!(listed.contains(line), "{line} in {listed}");
    }
    for word in ["seoul_tokyo_apart", "no_audience"] {
        done(at, &["init", word]);
        done(at, &["check", &format!("{word}.toml"), "-q"]);
    }
    assert_eq!(done(at, &["init", "list"]), "list.toml\nlist.csv\n");
    assert!(done(at, &["sweep", "list.toml", "--dry-run"]).contains("4 points"));
    done(at, &["init", "c01"]);
    assert!(done(at, &["claims", "c01.toml", "--list"]).starts_with("C1 "));
    let said = refused(at, &["init", "korea_2012"], 2);
    assert!(
        said.contains("write scenario/korea_2012 or calibration/korea_2012"),
        "{said}"
    );
    done(at, &["init", "calibration/korea_2012"]);
    let fit = [
        "calibrate",
        "korea_2012.toml",
        "--dry-run",
        "--particles",
        "20",
    ];
    done(at, &fit);
    // Nothing is written over, not even what goes with it.
    fs::remove_file(at.join("list.toml")).unwrap();
    let said = refused(at, &["init", "list"], 2);
    assert!(
        said.starts_with("error: list.csv is there already"),
        "{said}"
    );
    assert!(!at.join("list.toml").exists());
    let said = refused(at, &["init", "balti"], 2);
    assert!(said.contains("did you mean `baltic`?"), "{said}");
}

#[test]
fn templates_pass_their_own_commands() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    for template in ["region", "claim", "calibration"] {
        assert_eq!(done(at, &["init", template]), format!("{template}.toml\n"));
    }
    let mut run = vec!["run", "region.toml", "--runs", "16", "--no-figures", "-q"];
    run.extend(SHORT);
    done(at, &run);
    assert!(at.join("outputs/region/summary.csv").is_file());
    assert!(done(at, &["claims", "claim.toml", "--list"]).starts_with("H1 "));
    let fit = [
        "calibrate",
        "calibration.toml",
        "--dry-run",
        "--particles",
        "20",
    ];
    let planned = trilat(at, &fit);
    assert_eq!(planned.status.code(), Some(0));
    let planned = String::from_utf8_lossy(&planned.stdout).into_owned();
    assert!(
        planned.contains("targets     3, of them 2 fitted"),
        "{planned}"
    );
}
