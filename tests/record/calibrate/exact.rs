//! `trilat calibrate --method smc2` as a user has it.

use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;

use super::place::{FIT, Place, text};
use crate::tables::agree;

/// Few vectors, so that the toy takes a second.
const EXACT: [&str; 7] = [
    "calibrate",
    "fit.toml",
    "--method",
    "smc2",
    "--particles",
    "40",
    "-q",
];

fn exact<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&EXACT[..], more].concat()
}

#[test]
fn the_likelihood_gives_posterior_evidence_and_what_was_said_of_each_month() {
    let place = Place::new();
    let json = place.good(&exact(&["--out", "one", "--threads", "1", "--json"]));
    place.good(&exact(&["--out", "two", "--threads", "2"]));
    assert_eq!(place.contents("one"), place.contents("two"));
    place.good(&["verify", "one"]);
    let found: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(found["stop"], "followed");
    let number = |row: &std::collections::BTreeMap<String, String>, name: &str| -> f64 {
        row[name].parse().unwrap()
    };
    let posterior = place.rows("one/posterior.csv");
    assert_eq!(posterior.len(), 40);
    let weights: f64 = posterior.iter().map(|row| number(row, "weight")).sum();
    assert!((weights - 1.0).abs() < 1e-9);
    assert!(
        posterior
            .iter()
            .all(|row| number(row, "ln_likelihood") < -100.0)
    );
    // The evidence is the mean of the groups' and the sum over months.
    let evidence = place.rows("one/evidence.csv");
    assert_eq!(evidence.len(), 5);
    let all = number(&evidence[0], "ln_evidence");
    assert_eq!(found["ln_evidence"], all);
    let groups = evidence[1..]
        .iter()
        .map(|row| (number(row, "ln_evidence") - all).exp());
    assert!((groups.sum::<f64>() / 4.0 - 1.0).abs() < 1e-9);
    let months = place.rows("one/prequential.csv");
    assert_eq!(months.len(), 96);
    let sum: f64 = months.iter().map(|row| number(row, "ln_probability")).sum();
    assert!((sum - all).abs() < 1e-9);
    assert_eq!(months[0]["month"], "2012-01");
    assert_eq!(months[95]["ln_evidence"], evidence[0]["ln_evidence"]);
    // What the record shows stands beside.
    let shown: f64 = months
        .iter()
        .map(|row| number(row, "csis_missile_days"))
        .sum();
    assert_eq!(shown, 85.0);
    // Parquet can be added, and another method is another calibration.
    place.good(&exact(&["--out", "one", "--resume", "--format", "parquet"]));
    assert_eq!(agree(&place.file("one")).len(), 6);
    let other = place.trilat(&["calibrate", "fit.toml", "--out", "one", "-q", "--resume"]);
    assert_eq!(other.status.code(), Some(3), "{}", text(&other.stderr));
    // A forecast takes it as it takes any calibration.
    place.good(&[
        "forecast", "one", "--from", "2020-01", "--months", "3", "--draws", "5", "--out", "ahead",
        "-q",
    ]);
    assert_eq!(place.rows("ahead/forecast_months.csv").len(), 3);
}

#[test]
fn an_exact_calibration_that_is_killed_ends_with_the_same_bytes() {
    let place = Place::new();
    place.good(&exact(&["--out", "whole"]));
    let resume = exact(&["--out", "out", "--resume"]);
    let journal = || {
        let text = std::fs::read_to_string(place.file("out/parts/journal.jsonl"));
        text.unwrap_or_default().lines().count()
    };
    let mut survived = 0;
    for kill in [2, 9] {
        let before = journal();
        let mut child = place.start(&resume);
        for _ in 0..5000 {
            if journal() > before + kill || child.try_wait().unwrap().is_some() {
                break;
            }
            sleep(Duration::from_millis(2));
        }
        if child.try_wait().unwrap().is_none() {
            child.kill().unwrap();
            survived += 1;
        }
        child.wait().unwrap();
    }
    assert!(survived > 0, "no process was killed in time");
    place.good(&resume);
    assert_eq!(place.contents("out"), place.contents("whole"));
}

#[test]
fn what_has_no_likelihood_is_said_with_the_remedy() {
    let place = Place::new();
    let refused = |file: &str, said: &str| {
        place.write("fit.toml", file);
        let done = place.trilat(&exact(&["--out", "none"]));
        assert_eq!(done.status.code(), Some(3), "{}", text(&done.stderr));
        let told = text(&done.stderr);
        assert!(told.contains(said), "{told}");
        assert!(!place.file("none").exists());
    };
    let few = FIT.replace("seed = 5", "seed = 5\ngroups = 30");
    refused(&few, "40 particles in 30 groups leave no two for each");
    let target = FIT.find("[[targets]]").unwrap();
    let outcome = format!(
        "{}[outcomes.attacks]\nsum = \"rung_prober_place >= 1\"\n[[targets]]\nid = \"attacks\"\noutcome = \"attacks\"\nvalue = 40.0\nse = 5.0\n",
        &FIT[..target]
    );
    refused(&outcome, "fit a target of a series");
    place.write(
        "fit.toml",
        &FIT.replace("seed = 5", "seed = 5\nmethod = \"smc\""),
    );
    let done = place.trilat(&["calibrate", "fit.toml", "--out", "none", "-q"]);
    assert_eq!(done.status.code(), Some(3));
    assert!(text(&done.stderr).contains("did you mean") || text(&done.stderr).contains("smc2"));
}

#[test]
fn a_dry_run_says_what_a_round_takes() {
    let place = Place::new();
    let told = place.good(&exact(&["--dry-run"]));
    assert!(
        told.contains("40 parameter vectors in 4 groups, the likelihood of each by 64 particles"),
        "{told}"
    );
    assert!(
        told.contains("for a round of steps of all vectors"),
        "{told}"
    );
    assert!(!place.file("outputs").exists());
}

/// Rivals of the same record are compared; a difference within its Monte Carlo error is none, and other data are refused.
#[test]
fn rivals_are_compared_by_their_evidence() {
    let place = Place::new();
    place.good(&exact(&["--out", "one"]));
    place.good(&exact(&["--out", "again", "--seed", "6"]));
    place.good(&exact(&["--out", "narrow", "--prior-width", "0.5"]));
    place.good(&exact(&["--out", "point", "--prior-width", "0.01"]));
    let told = place.good(&["evidence", "one", "again", "narrow", "point"]);
    assert!(told.contains("narrow (priors 0.5 times as wide)"), "{told}");
    let json = place.good(&["evidence", "one", "again", "narrow", "point", "--json"]);
    let rivals: Vec<Value> = serde_json::from_str(&json).unwrap();
    let number = |at: usize, name: &str| rivals[at][name].as_f64().unwrap();
    for (at, rival) in rivals.iter().enumerate() {
        let all = &place.rows(&format!(
            "{}/evidence.csv",
            rival["folder"].as_str().unwrap()
        ))[0];
        assert_eq!(
            all["ln_evidence"].parse::<f64>().unwrap(),
            number(at, "ln_evidence")
        );
        let difference = number(at, "ln_evidence") - number(0, "ln_evidence");
        assert!((number(at, "difference") - difference).abs() < 1e-12);
        let se = number(at, "se").hypot(number(0, "se"));
        let told = difference.abs() > 2.0 * se;
        let verdict = rival["verdict"].as_str().unwrap();
        assert_eq!(
            at > 0 && !told,
            verdict.starts_with("cannot be told"),
            "{verdict}"
        );
        if at > 0 && told {
            assert!(
                verdict.starts_with(if difference > 0.0 {
                    "favoured"
                } else {
                    "disfavoured"
                }),
                "{verdict}"
            );
        }
    }
    place.good(&[
        "calibrate",
        "fit.toml",
        "-q",
        "--out",
        "abc",
        "--particles",
        "20",
        "--generations",
        "1",
    ]);
    let done = place.trilat(&["evidence", "one", "abc"]);
    assert_eq!(done.status.code(), Some(1));
    assert!(
        text(&done.stderr).contains("--method smc2"),
        "{}",
        text(&done.stderr)
    );
    let target = FIT.find("[[targets]]").unwrap();
    let shorter = "[[targets]]\nid = \"mean\"\nobservable = \"mean\"\nseries = \"csis_missile_days\"\nwindow = \"2012-2013\"\n";
    place.write("fit.toml", &format!("{}{shorter}", &FIT[..target]));
    place.good(&exact(&["--out", "shorter"]));
    let done = place.trilat(&["evidence", "one", "shorter"]);
    assert_eq!(done.status.code(), Some(3));
    assert!(
        text(&done.stderr).contains("from 2012-01 to 2013-12"),
        "{}",
        text(&done.stderr)
    );
}

/// Settings of the other method are an error where the file names its method, and a remark where an option does.
#[test]
fn settings_of_the_other_method_are_not_passed_over() {
    let place = Place::new();
    place.write(
        "fit.toml",
        &FIT.replace("seed = 5", "seed = 5\nmethod = \"smc2\"\nquantile = 0.4"),
    );
    let done = place.trilat(&["calibrate", "fit.toml", "--out", "none"]);
    assert_eq!(done.status.code(), Some(3));
    let told = text(&done.stderr);
    assert!(
        told.contains("`calibration.quantile` says nothing with the method smc2"),
        "{told}"
    );
    place.write("fit.toml", &FIT.replace("seed = 5", "seed = 5\ngroups = 2"));
    let done = place.trilat(&["calibrate", "fit.toml", "--dry-run"]);
    assert_eq!(done.status.code(), Some(0));
    assert!(
        text(&done.stderr).contains("the method abc has no use for `groups`"),
        "{}",
        text(&done.stderr)
    );
    for (width, code) in [("0", 2), ("-1", 2), ("wide", 2), ("2", 0)] {
        let word = format!("--prior-width={width}");
        let done = place.trilat(&["calibrate", "fit.toml", "--dry-run", &word]);
        assert_eq!(
            done.status.code(),
            Some(code),
            "{width}: {}",
            text(&done.stderr)
        );
    }
}
