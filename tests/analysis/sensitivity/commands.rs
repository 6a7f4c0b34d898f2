//! `trilat sensitivity` as a user types it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use super::support::fixture;
use crate::tables::agree;

fn trilat(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_trilat"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(args)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Runs the command; returns standard output and standard error.
fn fine(args: &[&str]) -> (String, String) {
    let done = trilat(args);
    let (out, err) = (text(&done.stdout), text(&done.stderr));
    assert!(done.status.success(), "{args:?}\n{err}");
    (out, err)
}

/// Runs the command, which must end with this code; returns standard error.
fn fails(code: i32, args: &[&str]) -> String {
    let done = trilat(args);
    let err = text(&done.stderr);
    assert_eq!(done.status.code(), Some(code), "{args:?}\n{err}");
    assert!(err.starts_with("error: "), "{err}");
    err
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A copy of a fixture's folder.
fn foreign(home: &TempDir, case: &str) -> std::path::PathBuf {
    let folder = home.path().join(case);
    fs::create_dir(&folder).unwrap();
    for entry in fs::read_dir(fixture("foreign").join(case)).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
    }
    folder
}

/// Rows of a table as maps by column.
fn rows(path: &Path) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

#[test]
fn folders_that_salib_wrote_are_read_and_agree_with_it() {
    let home = TempDir::new().unwrap();
    let mut reader = csv::Reader::from_path(fixture("sensitivity.csv")).unwrap();
    let expected: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
    for (case, design) in [
        ("sobol_second", "saltelli"),
        ("sobol_groups", "saltelli"),
        ("morris", "morris"),
        ("morris_groups", "morris"),
        ("cloud", "lhs"),
    ] {
        let folder = foreign(&home, case);
        let problem = folder.join("problem.json");
        let args = [
            "sensitivity",
            path(&folder),
            "--design",
            design,
            "--problem",
            path(&problem),
        ];
        let (out, _) = fine(&args);
        let here = folder.join("sensitivity");
        assert_eq!(out.lines().last(), Some(path(&here)));
        let found = rows(&here.join("sensitivity.csv"));
        let mut compared = 0;
        for row in expected
            .iter()
            .filter(|row| &row[0] == case && !row[2].starts_with("pawn"))
        {
            let same = found.iter().find(|found| {
                found["output"] == row[1]
                    && found["index"] == row[2]
                    && found["factor"] == row[3]
                    && found["factor2"] == row[4]
                    && found["share"] == "1"
            });
            let value: f64 = row[5].parse().unwrap();
            let ours: f64 = same.unwrap()["estimate"].parse().unwrap();
            assert!(
                (ours - value).abs() < 1e-10 * (1.0 + value.abs()),
                "{row:?}: {ours}"
            );
            compared += 1;
        }
        assert!(compared >= 5);
        fine(&["verify", path(&here)]);
        for share in ["0.25", "0.5", "0.75", "1"] {
            assert!(
                found
                    .iter()
                    .any(|row| row["share"] == share && !row["ci_low"].is_empty())
            );
        }
    }
}

#[test]
fn levels_serve_where_ranges_are_not_known() {
    let home = TempDir::new().unwrap();
    let folder = foreign(&home, "morris");
    let args = ["sensitivity", path(&folder), "--design", "morris"];
    let err = fails(2, &args);
    assert!(err.contains("range of factor `a` is not known"), "{err}");
    fine(&[&args[..], &["--levels", "6", "-q"]].concat());
    let with_levels = fs::read(folder.join("sensitivity/sensitivity.csv")).unwrap();
    let problem = folder.join("problem.json");
    fine(
        &[
            &args[..],
            &["--problem", path(&problem), "--force", "--levels", "6"],
        ]
        .concat(),
    );
    let with_ranges = fs::read(folder.join("sensitivity/sensitivity.csv")).unwrap();
    assert_eq!(with_levels, with_ranges);
}

#[test]
fn the_same_bytes_with_any_number_of_threads_and_other_intervals_with_another_seed() {
    let home = TempDir::new().unwrap();
    let folder = foreign(&home, "sobol_second");
    let made = |name: &str, extra: &[&str]| {
        let out = home.path().join(name);
        let args = [
            "sensitivity",
            path(&folder),
            "--design",
            "saltelli",
            "--out",
            path(&out),
        ];
        fine(&[&args[..], extra].concat());
        let read = |file| fs::read_to_string(out.join(file)).unwrap();
        [read("sensitivity.csv"), read("variance.csv")]
    };
    let one = made("one", &["--threads", "1"]);
    assert_eq!(one, made("three", &["--threads", "3"]));
    assert_ne!(one, made("other", &["--seed", "2"]));
}

#[test]
fn bad_input_is_named() {
    let home = TempDir::new().unwrap();
    let folder = foreign(&home, "sobol_second");
    let base = ["sensitivity", path(&folder)];
    let with = |extra: &[&'static str]| [&base[..], extra].concat();
    let err = fails(2, &base);
    assert!(err.contains("--design saltelli, morris"), "{err}");
    let err = fails(2, &with(&["--design", "saltelli", "--output", "shifte"]));
    assert!(err.contains("did you mean `shifted`?"), "{err}");
    let err = fails(2, &with(&["--design", "saltelli", "--method", "prcc"]));
    assert!(err.contains("which serves sobol"), "{err}");
    let err = fails(2, &with(&["--design", "saltelli", "--resamples", "999"]));
    assert!(err.contains("from 1000"), "{err}");
    let err = fails(1, &with(&["--design", "morris", "--levels", "4"]));
    assert!(err.contains("no `morris` design"), "{err}");
    let err = fails(1, &with(&["--design", "ofat"]));
    assert!(err.contains("no `ofat` design"), "{err}");
    assert!(!folder.join("sensitivity").exists());

    // A value that is missing: a named output is an error, otherwise it is left out and said.
    let table = fs::read_to_string(folder.join("outputs.csv")).unwrap();
    let mut lines: Vec<&str> = table.lines().collect();
    let shifted = lines[5].split_once(',').unwrap().1.to_owned();
    let holed = format!(",{shifted}");
    lines[5] = &holed;
    fs::write(folder.join("outputs.csv"), lines.join("\n")).unwrap();
    let err = fails(1, &with(&["--design", "saltelli", "--output", "y"]));
    assert!(
        err.contains(
            "output `y` has no finite value in 1 of 256 runs (point 4 replicate 0, line 6)"
        ),
        "{err}"
    );
    let (out, err) = fine(&with(&["--design", "saltelli"]));
    assert!(err.contains("y (missing in 1 of 256 runs)"), "{err}");
    assert!(out.contains("shifted") && !out.contains("\ny:"), "{out}");
    assert!(
        out.contains("Left out, because some runs have no value of them: y."),
        "{out}"
    );
    let err = fails(2, &with(&["--design", "saltelli"]));
    assert!(err.contains("already holds files"), "{err}");
}

#[test]
fn an_output_that_does_not_vary_has_a_reason_instead_of_zeros() {
    let home = TempDir::new().unwrap();
    let folder = foreign(&home, "morris");
    let lines = fs::read_to_string(folder.join("outputs.csv"))
        .unwrap()
        .lines()
        .count();
    fs::write(
        folder.join("outputs.csv"),
        format!("flat\n{}", "3\n".repeat(lines - 1)),
    )
    .unwrap();
    let args = [
        "sensitivity",
        path(&folder),
        "--design",
        "morris",
        "--levels",
        "6",
        "--json",
    ];
    let (out, err) = fine(&args);
    assert!(
        err.contains("the same in every run, hence without indices: flat"),
        "{err}"
    );
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    for index in json["indices"].as_array().unwrap() {
        assert!(index["estimate"].is_null() && index["ci_low"].is_null());
        assert_eq!(index["note"], "the output is the same in every run");
    }
}

/// A study of the toy scenario with this design.
fn study(home: &TempDir, name: &str, design: &str, replicates: usize) -> std::path::PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scenario = root.join("configs/toy.toml");
    let file = home.path().join(format!("{name}.toml"));
    let toml = format!(
        "[study]\nscenario = {:?}\nreplicates = {replicates}\n[set]\n\"scenario.horizon\" = 12\n[design]\n{design}\n\
         [factors]\n\"states.PROBER.targets.PLACE.drive.1\" = {{ low = -3.0, high = 1.0 }}\n\
         \"states.PROBER.precision\" = {{ low = 1.0, high = 3.0, scale = \"log\" }}\n",
        path(&scenario)
    );
    fs::write(&file, toml).unwrap();
    let out = home.path().join(name);
    fine(&["sweep", path(&file), "--out", path(&out), "-q"]);
    out
}

#[test]
fn studies_are_analysed_by_their_design() {
    let home = TempDir::new().unwrap();
    for (name, design, method, main) in [
        (
            "saltelli",
            "kind = \"saltelli\"\npoints = 16\nsecond_order = true",
            "sobol",
            "ST",
        ),
        (
            "morris",
            "kind = \"morris\"\ntrajectories = 8",
            "morris",
            "mu_star",
        ),
        ("ofat", "kind = \"ofat\"\nsteps = 3", "ofat", "range"),
        ("lhs", "kind = \"lhs\"\npoints = 24", "prcc", "prcc"),
        ("grid", "kind = \"grid\"\nsteps = 4", "src", "src"),
    ] {
        let folder = study(&home, name, design, 40);
        let (out, _) = fine(&["sensitivity", path(&folder), "--output", "probes_r1"]);
        let here = folder.join("sensitivity");
        fine(&["verify", path(&here)]);
        let found = rows(&here.join("sensitivity.csv"));
        let of = |factor: &str| {
            let row = found.iter().find(|row| {
                row["index"] == main && row["share"] == "1" && row["factor"].contains(factor)
            });
            row.unwrap()["estimate"].parse::<f64>().unwrap()
        };
        // What drives a prober to probe matters more for probes than how sharply it chooses.
        assert!(of("drive") > of("precision").abs(), "{name}\n{out}");
        assert!(found.iter().any(|row| row["method"] == method));
        let variance = rows(&here.join("variance.csv"));
        assert_eq!(variance.len(), 4);
        assert_eq!(variance[0]["component"], "parameters");
        let err = fails(2, &["rerun", path(&here)]);
        assert!(
            err.contains("an analysis is made again by its command: trilat sensitivity"),
            "{err}"
        );
        let other = if name == "saltelli" {
            "morris"
        } else {
            "saltelli"
        };
        let err = fails(
            2,
            &["sensitivity", path(&folder), "--design", other, "--force"],
        );
        assert!(err.contains(&format!("the design is `{name}`")), "{err}");
    }
}

#[test]
fn words_are_compared_with_the_first_of_their_list() {
    let home = TempDir::new().unwrap();
    let lines = |line: fn(usize) -> String| (0..30).map(line).collect::<String>();
    let word = |k: usize| ["mid", "low", "high"][k % 3];
    let design: String = (0..30)
        .map(|k| format!("{},{}\n", k * 7 % 30, word(k)))
        .collect();
    fs::write(home.path().join("design.csv"), format!("x,w\n{design}")).unwrap();
    // y = x + 100 where the word is high.
    let y = lines(|k| format!("{}\n", k * 7 % 30 + if k % 3 == 2 { 100 } else { 0 }));
    fs::write(home.path().join("outputs.csv"), format!("y\n{y}")).unwrap();
    let factors = "column,values\nx,\nw,low mid high\n";
    fs::write(home.path().join("factors.csv"), factors).unwrap();
    let args = [
        "sensitivity",
        path(home.path()),
        "--design",
        "list",
        "--method",
        "src",
        "-q",
    ];
    let (out, _) = fine(&args);
    assert!(out.contains("w = high") && out.contains("w = mid"), "{out}");
    assert!(!out.contains("w = low"), "{out}");
    let found = rows(&home.path().join("sensitivity/sensitivity.csv"));
    let of = |level: &str| {
        let row = found
            .iter()
            .find(|row| row["factor"] == "w" && row["level"] == level);
        row.unwrap()["estimate"].parse::<f64>().unwrap()
    };
    assert!(of("high") > 0.9 && of("mid").abs() < 1e-9, "{out}");
    // One run per point: shares of replicates are not to be had, and one share is all.
    assert!(found.iter().all(|row| row["share"] == "1"));
}

#[test]
fn an_analysis_writes_parquet_when_asked() {
    let home = TempDir::new().unwrap();
    let folder = foreign(&home, "sobol_second");
    let args = ["sensitivity", path(&folder), "--design", "saltelli", "-q"];
    fine(&[&args[..], &["--format", "parquet"]].concat());
    let said = agree(&folder.join("sensitivity"));
    assert_eq!(said.len(), 2);
    assert!(said.iter().all(|(_, rows)| *rows > 0));
    let manifest = fs::read_to_string(folder.join("sensitivity/manifest.json")).unwrap();
    assert!(manifest.contains("--format parquet"));
}
