//! `trilat sweep` and `trilat init` as users meet them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;
use trilat::scenario::load as load_scenario;
use trilat::study::load;

fn trilat(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_trilat"))
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn every_worked_example_is_valid_and_small() {
    let mut kinds = Vec::new();
    for entry in fs::read_dir("configs/studies").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let study = load(&path, &[]).unwrap_or_else(|errors| panic!("{errors}"));
        assert!(study.check_points(1).is_empty(), "{}", path.display());
        assert!(study.runs() <= 5000, "{}: {}", path.display(), study.runs());
        if study.arms.len() > 1 {
            assert_eq!(path.file_stem().unwrap(), "arms");
            continue;
        }
        assert_eq!(path.file_stem().unwrap(), study.design.kind());
        kinds.push(study.design.kind());
    }
    kinds.sort_unstable();
    let all = [
        "grid", "lhs", "list", "morris", "ofat", "saltelli", "sobol", "zip",
    ];
    assert_eq!(kinds, all);
}

#[test]
fn init_writes_a_scenario_and_a_study_that_can_be_planned() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    let done = trilat(at, &["init", "--list"]);
    let listed = text(&done.stdout);
    assert!(listed.starts_with("template     scenario "), "{listed}");
    assert!(fs::read_dir(at).unwrap().next().is_none());

    assert_eq!(text(&trilat(at, &["init"]).stdout), "scenario.toml\n");
    assert_eq!(text(&trilat(at, &["init", "study"]).stdout), "study.toml\n");
    let mut mine = load_scenario(&at.join("scenario.toml"), &[])
        .unwrap()
        .scenario;
    assert_eq!(mine.name, "scenario");
    mine.name = "northeast_asia".to_owned();
    let reference = load_scenario(Path::new("configs/northeast_asia.toml"), &[]).unwrap();
    assert_eq!(mine, reference.scenario);

    let done = trilat(
        at,
        &[
            "sweep",
            "study.toml",
            "--dry-run",
            "--design",
            "design.csv",
            "--json",
        ],
    );
    assert_eq!(code(&done), 0, "{}", text(&done.stderr));
    let plan: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(
        (plan["points"].as_u64(), plan["runs"].as_u64()),
        (Some(64), Some(12_800))
    );
    assert!(plan["seconds"].as_f64().unwrap() > 0.0);
    // A row has a number for each column of runs.csv.
    assert!((20.0..4000.0).contains(&plan["bytes_per_run"].as_f64().unwrap()));
    let design = fs::read_to_string(at.join("design.csv")).unwrap();
    assert_eq!(design.lines().count(), 65);
    let header = "point,states_KOR_resolute_share,channels_exercises_visibility,fear_decay,\
                  coordination_substitutability,scenario_crisis_rung,mechanisms_trust,\
                  states_PRK_precision";
    assert_eq!(design.lines().next(), Some(header));
}

#[test]
fn init_replaces_nothing_unless_told_to() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("mine.toml");
    fs::write(&path, "precious").unwrap();
    let done = trilat(folder.path(), &["init", "study", "--out", "mine.toml"]);
    assert_eq!(code(&done), 2);
    let said = "error: mine.toml is there already; give another name with --out, or --force to \
                replace it\n";
    assert_eq!(text(&done.stderr), said);
    assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
    let done = trilat(
        folder.path(),
        &["init", "study", "--out", "mine.toml", "--force"],
    );
    assert_eq!(code(&done), 0);
    assert!(fs::read_to_string(&path).unwrap().contains("[factors]"));
}

#[test]
fn a_dry_run_says_what_a_study_costs() {
    let done = trilat(
        Path::new("."),
        &["sweep", "configs/studies/saltelli.toml", "--dry-run"],
    );
    assert_eq!(code(&done), 0, "{}", text(&done.stderr));
    let said = text(&done.stdout);
    for line in [
        "saltelli: Shares of variance: signals, resolve, fear, choice",
        "  design      saltelli, 192 points of 8 factors",
        "  replicates  20, all points with the same random numbers",
        "  runs        3,840",
        "    states.PRK.precision and 2 paths more: 2 to 8",
    ] {
        assert!(said.lines().any(|found| found == line), "{said}");
    }
}

#[test]
fn a_wrong_study_ends_with_the_code_for_configurations() {
    let wrong = "tests/golden/study_errors/factors.toml";
    let done = trilat(Path::new("."), &["sweep", wrong, "--dry-run"]);
    assert_eq!(code(&done), 3);
    assert_eq!(text(&done.stdout), "");
}
