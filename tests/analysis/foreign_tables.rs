//! Tables that others wrote, and what cannot be told from them: refused with place and remedy, or said in words.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A folder with a design and outputs.
fn study(design: &str, outputs: &str) -> TempDir {
    let home = TempDir::new().unwrap();
    fs::write(home.path().join("design.csv"), design).unwrap();
    fs::write(home.path().join("outputs.csv"), outputs).unwrap();
    home
}

/// Runs a command on a folder; returns its exit code, standard output and standard error.
fn trilat(command: &str, folder: &Path, more: &[&str]) -> (Option<i32>, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_trilat"))
        .arg(command)
        .arg(folder)
        .args(more)
        .arg("--quiet")
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code(), text(done.stdout), text(done.stderr))
}

/// Twenty points of a design whose header and rows are written by `line`.
fn points(header: &str, line: impl Fn(usize, f64, f64) -> String) -> String {
    let rows = (0..20).map(|k| line(k, k as f64 / 20.0, (7 * k % 20) as f64 / 20.0));
    std::iter::once(header.to_owned())
        .chain(rows)
        .map(|line| line + "\n")
        .collect()
}

fn outputs(value: impl Fn(usize) -> f64) -> String {
    points("y", |k, _, _| value(k).to_string())
}

#[test]
fn other_separators_are_named() {
    for (separator, name) in [(";", "`;`"), ("\t", "tabulators"), ("|", "`|`")] {
        let design = points(&format!("a{separator}b"), |_, a, b| {
            format!("{a}{separator}{b}")
        });
        let home = study(&design, &outputs(|k| k as f64));
        for (command, more) in [
            ("sensitivity", &["--design", "lhs"][..]),
            ("discover", &["--output", "y", "--top", "20"]),
        ] {
            let (code, _, err) = trilat(command, home.path(), more);
            assert_eq!(code, Some(1), "{command}: {err}");
            assert!(
                err.contains("design.csv:1: the header is one column"),
                "{err}"
            );
            assert!(err.contains(&format!("separated by {name}")), "{err}");
        }
    }
}

#[test]
fn a_column_without_a_name_is_no_factor() {
    let design = points(",a,b", |k, a, b| format!("{k},{a},{b}"));
    let home = study(&design, &outputs(|k| k as f64));
    let (code, _, err) = trilat("sensitivity", home.path(), &["--design", "lhs"]);
    assert_eq!(code, Some(1), "{err}");
    assert!(err.contains("column 1 has no name"), "{err}");
    assert!(err.contains("index=False"), "{err}");
}

#[test]
fn what_varies_by_rounding_alone_is_the_same_in_every_run() {
    let design = points("a,b", |_, a, b| format!("{a},{b}"));
    // The values say exactly where a is large: told from one another, they would give an index of almost 1.
    let rounded = outputs(|k| if k < 10 { 0.3 } else { 0.1 + 0.2 });
    let home = study(&design, &rounded);
    let (code, out, err) = trilat("sensitivity", home.path(), &["--design", "lhs"]);
    assert_eq!(code, Some(0), "{err}");
    assert!(out.contains("the output is the same in every run"), "{out}");
    let table = fs::read_to_string(home.path().join("sensitivity/sensitivity.csv")).unwrap();
    assert!(!table.contains("0.8") && !table.contains("0.9"), "{table}");
    let (code, _, err) = trilat("discover", home.path(), &["--output", "y", "--top", "50"]);
    assert_eq!(code, Some(1), "{err}");
    assert!(err.contains("the same at all 20 points"), "{err}");
}

#[test]
fn morris_levels_must_be_those_of_the_design() {
    // One trajectory over six levels, with steps of 3/5.
    let design = "a,b\n0,0.2\n0.6,0.2\n0.6,0.8\n0.4,0.4\n1,0.4\n1,1\n0.2,0\n0.8,0\n0.8,0.6\n";
    let home = study(design, "y\n0\n3\n4\n2\n5\n6\n1\n4\n5\n");
    let at = |levels| {
        trilat(
            "sensitivity",
            home.path(),
            &["--design", "morris", "--levels", levels],
        )
    };
    let (code, _, err) = at("4");
    assert_eq!(code, Some(2), "{err}");
    assert!(
        err.contains("factor `a` takes 6 values, more than 4 levels allow"),
        "{err}"
    );
    let (code, _, err) = at("6");
    assert_eq!(code, Some(0), "{err}");
    let table = fs::read_to_string(home.path().join("sensitivity/sensitivity.csv")).unwrap();
    assert!(table.contains("mu_star"), "{table}");
}

#[test]
fn no_forecast_is_called_as_a_baseline_that_takes_part() {
    let home = TempDir::new().unwrap();
    let months: Vec<String> = (2015..2019)
        .flat_map(|year| (1..=12).map(move |month| format!("{year}-{month:02}")))
        .collect();
    let table = |header: &str, from: usize, row: &str| {
        let rows = months[from..]
            .iter()
            .map(|month| format!("{month},{row}\n"));
        format!("{header}\n{}", rows.collect::<String>())
    };
    let write = |name: &str, text: String| fs::write(home.path().join(name), text).unwrap();
    write("observed.csv", table("month,count", 0, "1"));
    let counts = months[36..].iter().flat_map(|m| [(m, 0), (m, 1), (m, 2)]);
    let rows: String = counts
        .map(|(m, k)| format!("{m},{k},{}\n", [0.25, 0.5, 0.25][k]))
        .collect();
    write("mine.csv", format!("month,count,probability\n{rows}"));
    fs::copy(
        home.path().join("mine.csv"),
        home.path().join("persistence.csv"),
    )
    .unwrap();
    let run = |args: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_trilat"))
            .current_dir(home.path())
            .arg("score")
            .args(args)
            .args(["--quiet", "--force", "--out", "out"])
            .output()
            .unwrap();
        (done.status.code(), String::from_utf8(done.stderr).unwrap())
    };
    let (code, err) = run(&[
        "mine.csv",
        "observed.csv",
        "--rival",
        "climatology=mine.csv",
    ]);
    assert_eq!(code, Some(2), "{err}");
    assert!(
        err.contains("`climatology` has the name of a baseline"),
        "{err}"
    );
    let (code, err) = run(&["persistence.csv", "observed.csv"]);
    assert_eq!(code, Some(2), "{err}");
    assert!(err.contains("give its file another name"), "{err}");
    // Where that baseline is left out, the name is free.
    let (code, err) = run(&[
        "persistence.csv",
        "observed.csv",
        "--baselines",
        "climatology",
    ]);
    assert_eq!(code, Some(0), "{err}");
}

#[test]
fn an_effect_goes_from_the_first_level_given_to_the_last() {
    let effect = |levels: &str| -> Vec<f64> {
        let home = TempDir::new().unwrap();
        let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/northeast_asia.toml");
        let text = format!(
            "[study]\nscenario = {scenario:?}\nreplicates = 4\n[set]\n\"scenario.horizon\" = 6\n\
             \"scenario.burn_in\" = 0\n[design]\nkind = \"grid\"\n[factors.\"will.threat\"]\nlevels = [0.1, 0.3]\n\
             [factors.\"fear.decay\"]\nlevels = [0.05, 0.3]\n[factors.\"will.intercept\"]\nlevels = [{levels}]\n"
        );
        fs::write(home.path().join("study.toml"), text).unwrap();
        let run = |args: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_trilat"));
            let done = command
                .current_dir(home.path())
                .args(args)
                .output()
                .unwrap();
            assert!(
                done.status.success(),
                "{}",
                String::from_utf8_lossy(&done.stderr)
            );
        };
        run(&["sweep", "study.toml", "-q", "--out", "study"]);
        run(&[
            "plot",
            "study",
            "--figure",
            "phase_diagram",
            "--effect",
            "will.intercept",
            "--value",
            "cohesion_mean",
            "--format",
            "svg",
            "--out",
            "plots",
        ]);
        let mut reader =
            csv::Reader::from_path(home.path().join("plots/phase_diagram.csv")).unwrap();
        let rows = reader.deserialize::<std::collections::BTreeMap<String, String>>();
        rows.map(|row| row.unwrap()["estimate"].parse().unwrap())
            .collect()
    };
    let (down, up) = (effect("0.0, -2.5"), effect("-2.5, 0.0"));
    assert_eq!(down.len(), 4);
    assert!(up.iter().all(|effect| *effect > 0.0), "{up:?}");
    let turned: Vec<f64> = up.iter().map(|effect| -effect).collect();
    assert_eq!(down, turned);
}
