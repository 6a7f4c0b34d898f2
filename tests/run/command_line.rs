//! The real binary: exit codes, what stands on standard output and what on standard error.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use trilat::scenario::{load, load_str};

fn trilat(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_trilat"))
        .args(args)
        .output()
        .unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

const DEFAULT: &str = "configs/northeast_asia.toml";

#[test]
fn check_says_ok_and_how_large_the_scenario_is() {
    let done = trilat(&["check", DEFAULT, "configs/no_drills.toml"]);
    assert_eq!(code(&done), 0);
    let text = out(&done);
    let first = "ok configs/northeast_asia.toml: 3 allies, 3 probers, 3 dyads, 3 theatres, \
                 5 targets, 5 rungs, 0 levers";
    assert!(text.starts_with(first), "{text}");
    assert_eq!(text.lines().count(), 2);
    assert_eq!(err(&done), "");
}

#[test]
fn check_reports_all_errors_of_all_files_and_exits_with_3() {
    let bad = "tests/golden/errors/unknown_keys.toml";
    let done = trilat(&["check", bad, DEFAULT, "tests/golden/errors/empty.toml"]);
    assert_eq!(code(&done), 3);
    assert_eq!(out(&done).lines().count(), 1);
    let text = err(&done);
    assert!(text.contains("15 errors; nothing was run"));
    assert!(text.contains("4 errors; nothing was run"));
    let golden = std::fs::read_to_string("tests/golden/errors/unknown_keys.txt").unwrap();
    assert!(text.starts_with(&golden));
    let done = trilat(&["check", "no_such_file.toml"]);
    assert_eq!(code(&done), 3);
    assert!(err(&done).starts_with("error: cannot read no_such_file.toml"));
}

#[test]
fn check_remarks_on_implausible_values_and_stays_ok() {
    let set = "politics.party_change=0.99";
    let done = trilat(&["check", DEFAULT, "--set", set]);
    assert_eq!(code(&done), 0);
    assert!(err(&done).starts_with("note: `politics.party_change` = 0.99 lies outside"));
    let done = trilat(&["check", "-q", DEFAULT, "--set", set]);
    assert_eq!((code(&done), err(&done)), (0, String::new()));
}

#[test]
fn check_can_answer_in_json() {
    let bad = "tests/golden/errors/error_in_base.toml";
    let done = trilat(&["check", "--json", DEFAULT, bad]);
    assert_eq!((code(&done), err(&done)), (3, String::new()));
    let list: serde_json::Value = serde_json::from_str(&out(&done)).unwrap();
    assert_eq!(list[0]["ok"], true);
    assert_eq!(list[1]["ok"], false);
    assert_eq!(list[1]["errors"][0]["line"], 3);
    assert_eq!(
        list[1]["errors"][1]["file"],
        "tests/golden/errors/base/overlong.toml"
    );
}

#[test]
fn config_prints_a_scenario_that_is_the_same_scenario() {
    let set = "states.PRK.targets.KP.drive.3=0.25";
    let done = trilat(&["config", "configs/ablations/no_learning.toml", "--set", set]);
    assert_eq!((code(&done), err(&done)), (0, String::new()));
    let text = out(&done);
    let again = load_str(Path::new("again.toml"), &text, &[])
        .unwrap()
        .scenario;
    let direct = load(
        Path::new("configs/ablations/no_learning.toml"),
        &[set.to_owned()],
    )
    .unwrap();
    assert_eq!(again, direct.scenario);
    let line = |start: &str| {
        text.lines()
            .find(|line| line.starts_with(start))
            .unwrap()
            .to_owned()
    };
    let file = std::fs::read_to_string("configs/ablations/no_learning.toml").unwrap();
    let number = file
        .lines()
        .position(|line| line.starts_with("learn_channels"))
        .unwrap()
        + 1;
    let origin = format!("# configs/ablations/no_learning.toml:{number}");
    assert!(line("learn_channels").ends_with(&origin), "{text}");
    assert!(line("name = \"no_learning\"").ends_with("# default"));
    let drives = text
        .lines()
        .find(|line| line.starts_with("drive = [") && line.contains(", 0.25, "))
        .unwrap();
    assert!(drives.contains("3: --set"), "{drives}");
    assert!(
        drives.contains("1-2: configs/northeast_asia.toml:"),
        "{drives}"
    );
}

#[test]
fn config_in_json_has_one_object_for_each_value() {
    let done = trilat(&["config", "--json", "configs/toy.toml"]);
    assert_eq!(code(&done), 0);
    let list: Vec<serde_json::Value> = serde_json::from_str(&out(&done)).unwrap();
    let find = |path: &str| list.iter().find(|entry| entry["path"] == path).unwrap();
    assert_eq!(find("rungs.1.gain")["value"], 0.6);
    assert_eq!(find("states.PROBER.targets.PLACE.drive.1")["value"], 0.0);
    assert_eq!(find("scenario.start")["value"], "2026-01");
    assert_eq!(find("states.PROBER.calendar.12")["origin"], "default");
    assert_eq!(find("response.precision")["unit"], "1/utility");
}

#[test]
fn explain_knows_names_and_near_misses() {
    let done = trilat(&["explain", "states.USA.treaty"]);
    assert_eq!(code(&done), 0);
    for part in [
        "states.<ally>.treaty   (treaty)",
        "assumed",
        "-0.1 to 0.4",
        "M15",
        "utility",
    ] {
        assert!(out(&done).contains(part), "{}", out(&done));
    }
    assert!(out(&trilat(&["explain", "β_r"])).starts_with("response.resolve   (β_r)"));
    let done = trilat(&["explain", "states.USA.traety"]);
    assert_eq!(code(&done), 2);
    assert!(err(&done).contains("did you mean `treaty`?"));
    let column = out(&trilat(&["explain", "probes_prk_kp_r3"]));
    assert!(column.starts_with("probes_<prober>_<theatre>_r<rung>   an observable"));
    assert!(column.contains("runs.csv") && column.contains("months"));
    let key = out(&trilat(&["explain", "threat_mean"]));
    assert!(key.contains("states.<ally>.threat_mean") && !key.contains("observable"));
    let figure = out(&trilat(&["explain", "effect-over-time"]));
    assert!(figure.starts_with("effect_over_time   a figure\n") && figure.contains("  columns  "));
    let column = out(&trilat(&["explain", "ci_low"]));
    assert!(column.contains("ci_low   a column") && column.contains("contrasts.csv (compare)"));
    let word = out(&trilat(&["explain", "common random numbers"]));
    assert!(word.contains("defined in") && word.contains("docs/"));
    let codes = out(&trilat(&["explain", "exit-codes"]));
    assert!(codes.contains("130  interrupted"));
    let all = out(&trilat(&["explain"]));
    assert!(
        ["\nFigures:\n", "\nWords:\n", "\nExit codes:\n"]
            .iter()
            .all(|part| all.contains(part))
    );
    assert!(all.contains("leakers   (missiles)"));
    assert!(all.lines().count() > 150);
    let done = trilat(&["explain", "--json", "will"]);
    let list: Vec<serde_json::Value> = serde_json::from_str(&out(&done)).unwrap();
    assert!(
        list.iter()
            .any(|entry| entry["path"] == "will.threat" && entry["default"] == 0.3)
    );
    let done = trilat(&["explain", "--json", "tornado", "exit"]);
    let list: Vec<serde_json::Value> = serde_json::from_str(&out(&done)).unwrap();
    assert_eq!(list[0]["figure"], "tornado");
    assert_eq!(list.last().unwrap()["exit_code"], 130);
}

#[test]
fn schema_and_reference_are_printed_as_checked_in() {
    let schema = std::fs::read_to_string("docs/scenario.schema.json").unwrap();
    assert_eq!(out(&trilat(&["schema"])), schema);
    let reference = std::fs::read_to_string("docs/parameters.md").unwrap();
    assert_eq!(out(&trilat(&["explain", "--markdown"])), reference);
}

#[test]
fn wrong_arguments_exit_with_2_and_help_with_0() {
    for args in [
        &[][..],
        &["chek"],
        &["check"],
        &["config"],
        &["schema", "extra"],
    ] {
        let done = trilat(args);
        assert_eq!(code(&done), 2, "{args:?}");
        assert_eq!(out(&done), "", "{args:?}");
        assert!(err(&done).contains("Usage"), "{}", err(&done));
    }
    let done = trilat(&["--help"]);
    assert_eq!((code(&done), err(&done)), (0, String::new()));
    assert!(out(&done).contains("check"));
    assert_eq!(
        out(&trilat(&["--version"])),
        concat!("trilat ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_trilat"))
        .arg("schema")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 1];
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut first).unwrap();
    drop(stdout);
    let done = child.wait_with_output().unwrap();
    assert_eq!((code(&done), err(&done)), (0, String::new()));
}

#[test]
fn the_help_and_the_documents_have_the_same_table_of_exit_codes() {
    let help = out(&trilat(&["--help"]));
    let (_, table) = help.split_once("Exit codes:\n").unwrap();
    // A row is a code and its meaning, which may go on in the next line, further in.
    let mut rows: Vec<(String, String)> = Vec::new();
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match line.split_once("  ") {
            Some((code, meaning)) if code.parse::<u8>().is_ok() => {
                rows.push((code.to_owned(), meaning.trim().to_owned()));
            }
            _ => {
                let (_, meaning) = rows.last_mut().unwrap();
                meaning.push(' ');
                meaning.push_str(line);
            }
        }
    }
    assert_eq!(rows.len(), 7, "{table}");
    let documented = std::fs::read_to_string("docs/commands.md").unwrap();
    for (code, meaning) in rows {
        let row = format!("| {code} | {meaning} |");
        assert!(documented.contains(&row), "docs/commands.md lacks: {row}");
    }
}

/// Whoever reads messages may go away: the work is done all the same, and an error stays one.
#[test]
#[cfg(unix)]
fn a_reader_that_is_gone_stops_no_work_and_hides_no_error() {
    let home = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_trilat"))
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        drop(child.stderr.take());
        child.wait().unwrap().code()
    };
    let folder = home.path().join("toy");
    let to = folder.to_str().unwrap();
    let made = ["run", "configs/toy.toml", "--runs", "8", "--out", to];
    assert_eq!(run(&made), Some(0));
    assert!(folder.join("manifest.json").exists());
    assert_eq!(run(&made), Some(2));
    let nowhere = home.path().join("nosuch");
    assert_ne!(run(&["verify", nowhere.to_str().unwrap()]), Some(0));
    let study = home.path().join("study.toml");
    let toy = std::fs::canonicalize("configs/toy.toml").unwrap();
    let text = format!(
        "[study]\nscenario = \"{}\"\nreplicates = 2\n[design]\nkind = \"grid\"\n\
         [factors]\n\"signals.drill_size_spread\" = {{ levels = [0.1, 0.5] }}\n",
        toy.display()
    );
    std::fs::write(&study, text).unwrap();
    let swept = home.path().join("swept");
    let sweep = [
        "sweep",
        study.to_str().unwrap(),
        "--out",
        swept.to_str().unwrap(),
    ];
    assert_eq!(run(&sweep), Some(0));
    assert!(swept.join("manifest.json").exists());
}

#[test]
fn progress_without_a_terminal_comes_as_often_as_the_variable_says() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("out");
    let run = |pace: &str| {
        Command::new(env!("CARGO_BIN_EXE_trilat"))
            .args(["run", DEFAULT, "--set", "scenario.horizon=12"])
            .args(["--runs", "20000", "--threads", "1", "--no-figures", "--out"])
            .arg(&folder)
            .env("TRILAT_PROGRESS", pace)
            .output()
            .unwrap()
    };
    for wrong in ["", "x", "0", "1e9", "NaN"] {
        let done = run(wrong);
        assert_eq!((code(&done), out(&done)), (2, String::new()));
        let message =
            format!("error: TRILAT_PROGRESS is {wrong:?}; allowed are seconds from 0.1 to 3600\n");
        assert_eq!(err(&done), message);
    }
    let done = run("0.1");
    assert_eq!(code(&done), 0, "{}", err(&done));
    assert!(err(&done).contains(" of 20,000 runs, "), "{}", err(&done));
}
