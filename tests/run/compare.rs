//! `trilat compare` as a user types it.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const TOY: &str = "configs/toy.toml";

fn compare(scenarios: &[&str], out: &Path, extra: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_trilat"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .arg("compare")
        .args(scenarios)
        .args(["--runs", "200", "--set", "scenario.horizon=24", "--out"])
        .arg(out)
        .args(extra)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A scenario file beside others: the toy with a change.
fn variant(home: &TempDir, name: &str, lines: &str) -> String {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join(TOY);
    let path = home.path().join(format!("{name}.toml"));
    let file = format!("extends = {:?}\n{lines}\n", base.to_str().unwrap());
    std::fs::write(&path, file).unwrap();
    path.to_str().unwrap().to_owned()
}

fn rows(folder: &Path) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_path(folder.join("contrasts.csv")).unwrap();
    reader.records().map(|row| row.unwrap()).collect()
}

fn cell<'a>(row: &'a csv::StringRecord, folder: &Path, name: &str) -> &'a str {
    let mut reader = csv::Reader::from_path(folder.join("contrasts.csv")).unwrap();
    let at = reader.headers().unwrap().iter().position(|h| h == name);
    row.get(at.unwrap()).unwrap()
}

const EAGER: &str = "[states.PROBER.targets.PLACE]\ndrive = [0.3]\n[scenario]\nseed = 9\nruns = 7";

#[test]
fn a_folder_with_contrasts_that_verifies_and_is_described() {
    let home = TempDir::new().unwrap();
    let folder = home.path().join("out");
    let eager = variant(&home, "eager", EAGER);
    let done = compare(&[TOY, &eager], &folder, &[]);
    let (out, err) = (text(&done.stdout), text(&done.stderr));
    assert!(done.status.success(), "{err}");
    assert_eq!(out.lines().last(), folder.to_str());
    assert!(out.contains("\neager\n") && out.contains("higher"), "{out}");
    assert!(err.contains("seed of the baseline, 1, instead of its own, 9"));
    assert!(err.contains("200 pairs of runs"), "{err}");
    for file in ["toy.resolved.toml", "eager.resolved.toml"] {
        let toml = std::fs::read_to_string(folder.join(file)).unwrap();
        assert!(
            toml.contains("seed = 1\n") && toml.contains("runs = 200\n"),
            "{toml}"
        );
    }
    for extension in ["svg", "pdf", "png", "csv", "txt"] {
        assert!(
            folder
                .join(format!("figures/contrasts.{extension}"))
                .exists()
        );
    }
    // A prober driven harder probes more, and the pairs say so: T7 gives 0.477 and s(…+0.6) = 0.62 a month.
    let rows = rows(&folder);
    let probes = rows
        .iter()
        .find(|row| cell(row, &folder, "observable") == "probes_r1")
        .unwrap();
    let number = |name| cell(probes, &folder, name).parse::<f64>().unwrap();
    assert_eq!(cell(probes, &folder, "n"), "200");
    let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
    let expected = 24.0 * (sigmoid(2.0 * (-0.045_656 + 0.3)) - sigmoid(2.0 * -0.045_656));
    assert!((number("effect") - expected).abs() < 4.0 * number("std_error"));
    assert!(number("ci_low") > 0.0 && number("variance_reduction") > 1.0);
    assert_eq!(cell(probes, &folder, "identical"), "0");

    let package = std::fs::read_to_string(folder.join("datapackage.json")).unwrap();
    let package: Value = serde_json::from_str(&package).unwrap();
    let resources = package["resources"].as_array().unwrap();
    let files: Vec<&str> = resources
        .iter()
        .map(|r| r["path"].as_str().unwrap())
        .collect();
    assert_eq!(
        files,
        [
            "runs.csv",
            "months.csv",
            "effect_months.csv",
            "contrasts.csv"
        ]
    );
    for (file, resource) in files.iter().zip(resources) {
        let fields = resource["schema"]["fields"].as_array().unwrap();
        let mut reader = csv::Reader::from_path(folder.join(file)).unwrap();
        let header: Vec<&str> = fields.iter().map(|f| f["name"].as_str().unwrap()).collect();
        assert_eq!(reader.headers().unwrap(), header, "{file}");
    }

    let verify = Command::new(env!("CARGO_BIN_EXE_trilat"))
        .arg("verify")
        .arg(&folder)
        .output()
        .unwrap();
    assert_eq!(verify.status.code(), Some(0));
    assert!(text(&verify.stdout).contains("12 files as in the manifest"));
    // Not overwritten unasked.
    assert_eq!(compare(&[TOY, &eager], &folder, &[]).status.code(), Some(2));
}

#[test]
fn means_are_those_of_run() {
    let home = TempDir::new().unwrap();
    let folder = home.path().join("out");
    let run = home.path().join("run");
    assert!(
        compare(&[TOY, TOY], &folder, &["--no-figures"])
            .status
            .success()
    );
    let done = Command::new(env!("CARGO_BIN_EXE_trilat"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["run", TOY, "--runs", "200", "--no-figures", "-q"])
        .args(["--set", "scenario.horizon=24", "--out"])
        .arg(&run)
        .output()
        .unwrap();
    assert!(done.status.success());
    let mut summary = csv::Reader::from_path(run.join("summary.csv")).unwrap();
    let mut compared = 0;
    for line in summary.records().map(|line| line.unwrap()) {
        if line[1] == *"mean" {
            let row = rows(&folder)
                .into_iter()
                .find(|row| cell(row, &folder, "observable") == &line[0])
                .unwrap();
            assert_eq!(cell(&row, &folder, "mean_baseline"), &line[2]);
            compared += 1;
        }
    }
    assert!(compared > 5);
}

/// Records of a table as (header, rows).
fn table(path: &Path) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let own = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
    let header = own(reader.headers().unwrap());
    (
        header,
        reader.records().map(|row| own(&row.unwrap())).collect(),
    )
}

/// Each scenario's runs and months are those that `trilat run` makes of it; differences by month are those of the traces.
#[test]
fn runs_months_and_effects_by_month_are_those_of_single_runs() {
    let home = TempDir::new().unwrap();
    let folder = home.path().join("out");
    let eager = variant(
        &home,
        "eager",
        "[states.PROBER.targets.PLACE]\ndrive = [0.3]\n",
    );
    let done = compare(&[TOY, &eager], &folder, &["--no-figures"]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    let mut traces = Vec::new();
    for (name, scenario) in [("toy", TOY), ("eager", &eager)] {
        let alone = home.path().join(name);
        let done = Command::new(env!("CARGO_BIN_EXE_trilat"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args([
                "run",
                scenario,
                "--runs",
                "200",
                "--traces",
                "200",
                "--no-figures",
                "-q",
            ])
            .args(["--set", "scenario.horizon=24", "--out"])
            .arg(&alone)
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", text(&done.stderr));
        for file in ["runs.csv", "months.csv"] {
            let (header, rows) = table(&folder.join(file));
            let (own_header, own_rows) = table(&alone.join(file));
            assert_eq!(header[0], "arm");
            assert_eq!(header[1..], own_header);
            let mine: Vec<_> = rows.iter().filter(|row| row[0] == name).collect();
            assert_eq!(mine.len(), own_rows.len());
            assert!(
                mine.iter()
                    .zip(&own_rows)
                    .all(|(row, own)| row[1..] == own[..]),
                "{file}"
            );
        }
        traces.push(table(&alone.join("traces.csv")));
    }
    let [(header, a), (_, b)] = &traces[..] else {
        panic!()
    };
    let (_, effects) = table(&folder.join("effect_months.csv"));
    let mut checked = 0;
    for effect in effects.iter().filter(|row| row[2] == "7") {
        let column = header.iter().position(|name| *name == effect[3]).unwrap();
        let here = |rows: &[Vec<String>]| -> Vec<f64> {
            let own = rows.iter().filter(|row| row[1] == "7");
            own.map(|row| row[column].parse().unwrap_or(f64::NAN))
                .collect()
        };
        let pairs = here(a).into_iter().zip(here(b));
        let found: Vec<f64> = pairs.map(|(a, b)| b - a).filter(|d| !d.is_nan()).collect();
        assert_eq!(effect[8], found.len().to_string());
        if found.is_empty() {
            assert_eq!(effect[4], "");
            continue;
        }
        let n = found.len() as f64;
        let mean = found.iter().sum::<f64>() / n;
        let variance = found.iter().map(|d| (d - mean) * (d - mean)).sum::<f64>() / (n - 1.0);
        let near = |text: &str, value: f64| (text.parse::<f64>().unwrap() - value).abs() < 1e-9;
        assert!(near(&effect[4], mean), "{effect:?} {mean}");
        assert!(near(&effect[5], (variance / n).sqrt()), "{effect:?}");
        checked += 1;
    }
    assert!(checked > 5);
    // And it can be seen.
    let figures = home.path().join("figures");
    let drawn = Command::new(env!("CARGO_BIN_EXE_trilat"))
        .arg("plot")
        .arg(&folder)
        .args([
            "--figure",
            "effect_over_time",
            "--value",
            "probes_r1",
            "--out",
        ])
        .arg(&figures)
        .output()
        .unwrap();
    assert!(drawn.status.success(), "{}", text(&drawn.stderr));
    let (_, shown) = table(&figures.join("effect_over_time.csv"));
    assert_eq!(shown.len(), 3 * 24);
}

#[test]
fn the_same_scenario_twice_differs_in_no_pair() {
    let home = TempDir::new().unwrap();
    let folder = home.path().join("out");
    let done = compare(&[TOY, TOY], &folder, &["--json", "-q"]);
    assert_eq!(text(&done.stderr), "");
    let found: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(found["scenarios"][0], "toy_2");
    assert_eq!(found["status"], "complete");
    let contrasts = found["contrasts"].as_array().unwrap();
    let with_values = contrasts.iter().filter(|c| c["n"] != 0);
    let mut seen = 0;
    for contrast in with_values {
        assert_eq!(contrast["identical"], true, "{contrast}");
        assert_eq!(contrast["effect"].as_f64(), Some(0.0));
        assert_eq!(contrast["ci_low"].as_f64(), Some(0.0));
        assert_eq!(contrast["in_words"], "no difference in any pair");
        seen += 1;
    }
    assert!(seen > 5);
    let svg = std::fs::read_to_string(folder.join("figures/contrasts.svg")).unwrap();
    assert!(svg.contains("no difference in any pair"));
    let again = compare(&[TOY, TOY], &home.path().join("loud"), &[]);
    let said = text(&again.stderr);
    assert!(
        said.contains("`toy` under another name: every effect is 0"),
        "{said}"
    );
}

#[test]
fn threads_move_no_byte() {
    let home = TempDir::new().unwrap();
    let eager = variant(&home, "eager", EAGER);
    let read = |threads: &str| {
        let folder = home.path().join(threads);
        let done = compare(&[TOY, &eager], &folder, &["--threads", threads]);
        assert!(done.status.success(), "{}", text(&done.stderr));
        let file = |file: &str| std::fs::read(folder.join(file)).unwrap();
        [
            file("runs.csv"),
            file("months.csv"),
            file("effect_months.csv"),
            file("contrasts.csv"),
            file("datapackage.json"),
            file("figures/contrasts.svg"),
            file("figures/contrasts.pdf"),
        ]
    };
    let one = read("1");
    assert_eq!(one, read("2"));
    assert_eq!(one, read("5"));
}

#[test]
fn only_the_columns_asked_for() {
    let home = TempDir::new().unwrap();
    let folder = home.path().join("out");
    let only = ["--only", "probes_*,first_war", "--no-figures"];
    assert!(compare(&[TOY, TOY], &folder, &only).status.success());
    let rows = rows(&folder);
    let names: Vec<&str> = rows
        .iter()
        .map(|r| cell(r, &folder, "observable"))
        .collect();
    let probes = names.iter().filter(|n| n.starts_with("probes_")).count();
    assert_eq!(names.iter().filter(|n| **n == "first_war").count(), 2);
    assert_eq!(probes + 2, names.len());
    assert!(!folder.join("figures").exists());
}

#[test]
fn what_cannot_be_compared_is_said() {
    let home = TempDir::new().unwrap();
    let folder = home.path().join("out");
    let late = variant(&home, "late", "[scenario]\nburn_in = 12");
    let cases: [(&[&str], &[&str], i32, &str); 6] = [
        (&[TOY], &[], 2, "OTHER"),
        (&[TOY, &late], &[], 3, "--set scenario.burn_in=0"),
        (&[TOY, TOY], &["--only", "wrs"], 2, "did you mean `wars`?"),
        (
            &[TOY, TOY],
            &["--only", "probs_r1"],
            2,
            "did you mean `probes_r1`?",
        ),
        (&[TOY, TOY], &["--precision", "0"], 2, "above 0"),
        (&[TOY, "no_such.toml"], &[], 3, "no_such.toml"),
    ];
    for (scenarios, extra, code, says) in cases {
        let done = compare(scenarios, &folder, extra);
        let err = text(&done.stderr);
        assert_eq!(done.status.code(), Some(code), "{err}");
        assert!(err.contains(says), "{err}");
        assert_eq!(text(&done.stdout), "");
        assert!(!folder.exists());
    }
    let longer = variant(&home, "longer", "[scenario]\nhorizon = 36");
    let done = Command::new(env!("CARGO_BIN_EXE_trilat"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["compare", TOY, &longer, "--runs", "10", "-q", "--out"])
        .arg(&folder)
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(3));
    let says = "error: `longer` has scenario.horizon = 36 and the baseline `toy` has 120";
    assert!(text(&done.stderr).starts_with(says));
}

/// The standard's own validator, as in `tests/run/datapackage.rs`.
#[test]
#[ignore = "needs the frictionless command from PyPI; tests/all.sh runs it"]
fn frictionless_accepts_the_package() {
    let home = TempDir::new().unwrap();
    let folder = home.path().join("out");
    let eager = variant(&home, "eager", EAGER);
    assert!(compare(&[TOY, &eager], &folder, &["-q"]).status.success());
    let program = std::env::var_os("FRICTIONLESS").unwrap_or("frictionless".into());
    let valid = Command::new(program)
        .args(["validate", "datapackage.json"])
        .current_dir(&folder)
        .output()
        .expect("the frictionless command");
    assert!(valid.status.success(), "{}", text(&valid.stdout));
}
