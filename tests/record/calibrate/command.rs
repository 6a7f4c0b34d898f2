//! What the command writes, and that neither threads nor ends of processes change it.

use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;
use trilat::store::atomic::partial_path;
use trilat::study::load_calibration;

use super::place::{FIT, Place, text};
use crate::tables::agree;

const CALIBRATE: [&str; 5] = ["calibrate", "fit.toml", "--out", "out", "-q"];

fn number(row: &std::collections::BTreeMap<String, String>, name: &str) -> f64 {
    row[name]
        .parse()
        .unwrap_or_else(|_| panic!("{name}: {row:?}"))
}

#[test]
fn threads_change_no_byte_and_the_folder_is_complete() {
    let place = Place::new();
    place.good(&[
        "calibrate",
        "fit.toml",
        "--out",
        "one",
        "-q",
        "--threads",
        "1",
    ]);
    place.good(&[
        "calibrate",
        "fit.toml",
        "--out",
        "two",
        "-q",
        "--threads",
        "2",
    ]);
    let one = place.contents("one");
    assert_eq!(one, place.contents("two"));
    let names: Vec<&str> = one.iter().map(|(name, _)| name.as_str()).collect();
    for wanted in [
        "posterior.csv",
        "history.csv",
        "parameters.csv",
        "fit.csv",
        "calibrated.toml",
        "scenario.resolved.toml",
        "datapackage.json",
        "figures/pairs.svg",
        "figures/predictive_check.pdf",
        "figures/tolerances.png",
    ] {
        assert!(names.contains(&wanted), "{wanted}: {names:?}");
    }
    assert!(!names.iter().any(|name| name.starts_with("parts")));
    place.good(&["verify", "one"]);

    // Complete: nothing is done again, and nothing is replaced unasked.
    let again = place.good(&["calibrate", "fit.toml", "--out", "one", "-q", "--resume"]);
    assert_eq!(again, "one is complete\n");
    // Parquet files can be added; they are those that are written if asked for from the beginning.
    let more = ["calibrate", "fit.toml", "--out", "one", "-q", "--resume"];
    place.good(&[&more[..], &["--format", "parquet"]].concat());
    assert_eq!(agree(&place.file("one")).len(), 6);
    let fresh = ["calibrate", "fit.toml", "--out", "three", "-q"];
    place.good(&[&fresh[..], &["--format", "parquet"]].concat());
    assert_eq!(place.contents("one"), place.contents("three"));
    place.good(&["verify", "one"]);
    let refused = place.trilat(&["calibrate", "fit.toml", "--out", "one", "-q"]);
    assert_eq!(refused.status.code(), Some(2));
    let other = [
        "calibrate",
        "fit.toml",
        "--out",
        "one",
        "-q",
        "--resume",
        "--seed",
        "6",
    ];
    let refused = place.trilat(&other);
    assert_eq!(refused.status.code(), Some(3));
    assert!(text(&refused.stderr).contains("another calibration"));
}

#[test]
fn the_tables_say_what_the_sampler_did() {
    let place = Place::new();
    let json = place.good(&[&CALIBRATE[..], &["--json"]].concat());
    let found: Value = serde_json::from_str(&json).unwrap();
    let posterior = place.rows("out/posterior.csv");
    assert_eq!(posterior.len(), 200);
    let sum: f64 = posterior.iter().map(|row| number(row, "weight")).sum();
    assert!((sum - 1.0).abs() < 1e-9);
    let history = place.rows("out/history.csv");
    assert_eq!(found["generations"], history.len() as u64);
    let last = history.last().unwrap();
    let tolerance = number(last, "tolerance");
    assert!(
        posterior
            .iter()
            .all(|row| number(row, "distance") <= tolerance)
    );
    let squares: f64 = posterior
        .iter()
        .map(|row| number(row, "weight").powi(2))
        .sum();
    assert!((number(last, "ess") - 1.0 / squares).abs() < 1e-6);
    assert_eq!(history[0]["tolerance"], "");

    // The attack rate and the size of series are what the record has: .45 months with events, .89 events.
    let fit = place.rows("out/fit.csv");
    let mean = &fit[0];
    assert_eq!(mean["target"], "nk_mean_csis_missile_days_2012-2019");
    assert_eq!(mean["window"], "2012-01..2019-12");
    assert!((number(mean, "mean") - number(mean, "observed")).abs() < 0.15);
    assert!(number(mean, "q05") > number(mean, "prior_q05"));
    assert!(number(mean, "q95") < number(mean, "prior_q95"));
    // Months are drawn independently of one another, so the record's clustering is out of reach.
    let clustering = &fit[3];
    assert_eq!(
        (&clustering["fitted"][..], &clustering["meets"][..]),
        ("0", "0")
    );
    assert!(number(clustering, "mean").abs() < 0.05);
    assert!(number(clustering, "z") > 2.0);

    let parameters = place.rows("out/parameters.csv");
    assert_eq!(parameters.len(), 2);
    for row in &parameters {
        assert_eq!(row["verdict"], "informed", "{row:?}");
        assert!(number(row, "q05") < number(row, "median"));
        assert!(number(row, "low") <= number(row, "q05"));
        assert!(number(row, "q95") <= number(row, "high"));
        assert!(number(row, "sd_ratio") < 0.6);
    }
}

#[test]
fn the_posterior_is_a_list_for_sweep_and_the_medians_a_scenario() {
    let place = Place::new();
    place.good(&CALIBRATE);
    place.write(
        "study.toml",
        "[study]\nscenario = \"two_states.toml\"\nreplicates = 2\n\n[design]\nkind = \"list\"\nfile = \"out/posterior.csv\"\n",
    );
    place.good(&["sweep", "study.toml", "--out", "swept", "-q"]);
    let design = place.rows("swept/design.csv");
    let posterior = place.rows("out/posterior.csv");
    assert_eq!(design.len(), posterior.len());
    let path = "observations.csis_missile_days.further";
    for (swept, drawn) in design.iter().zip(&posterior) {
        let name = swept.keys().find(|name| name.ends_with("further")).unwrap();
        assert_eq!(number(swept, name), number(drawn, path));
        assert_eq!(number(swept, "weight"), number(drawn, "weight"));
        assert!(!swept.contains_key("distance"));
    }

    let parameters = place.rows("out/parameters.csv");
    let resolved = place.good(&["config", "out/calibrated.toml", "--json"]);
    for row in &parameters {
        let values: Value = serde_json::from_str(&resolved).unwrap();
        let text = values.to_string();
        assert!(text.contains(&row["median"]), "{} in {text}", row["median"]);
    }
    let scenario = place.read("out/calibrated.toml");
    assert!(scenario.contains("extends = \"scenario.resolved.toml\""));
    place.good(&["check", "out/calibrated.toml", "-q"]);
}

#[test]
fn a_calibration_that_is_killed_ends_with_the_same_bytes() {
    let place = Place::new();
    place.good(&["calibrate", "fit.toml", "--out", "whole", "-q"]);
    let whole = place.contents("whole");
    let resume = ["calibrate", "fit.toml", "--out", "out", "-q", "--resume"];
    let journal = || {
        let text = std::fs::read_to_string(place.file("out/parts/journal.jsonl"));
        text.unwrap_or_default().lines().count()
    };
    let mut survived = 0;
    for kill in 0..4 {
        let before = journal();
        let mut child = place.start(&resume);
        // Killed after some more chunks, or in the middle of the first ones.
        for _ in 0..2000 {
            if journal() > before + kill || child.try_wait().unwrap().is_some() {
                break;
            }
            sleep(Duration::from_millis(2));
        }
        let alive = child.try_wait().unwrap().is_none();
        if alive {
            child.kill().unwrap();
        }
        child.wait().unwrap();
        survived += usize::from(alive && journal() > 0);
    }
    assert!(survived > 0, "no process was killed in time");
    // A part that was damaged meanwhile is made again.
    if !place.file("out/manifest.json").exists() {
        let first = place.file("out/parts/part_000000.csv");
        std::fs::write(first, "0,1,1,1,1\n").unwrap();
    }
    place.good(&resume);
    assert_eq!(place.contents("out"), whole);
}

/// Whatever its files came to: --resume goes on, and simulates nothing again.
#[test]
fn a_calibration_goes_on_after_its_files_were_half_published() {
    let place = Place::new();
    place.good(&["calibrate", "fit.toml", "--out", "whole", "-q"]);
    let obstacle = partial_path(&place.file("out/manifest.json"));
    std::fs::create_dir_all(&obstacle).unwrap();
    let failed = place.trilat(&[&CALIBRATE[..], &["--force"]].concat());
    assert_eq!(failed.status.code(), Some(1), "{}", text(&failed.stderr));
    std::fs::remove_dir(&obstacle).unwrap();
    let fit = place.file("out/fit.csv");
    std::fs::rename(&fit, partial_path(&fit)).unwrap();
    let kept = place.read("out/parts/journal.jsonl").lines().count();
    assert!(kept > 0);
    place.good(&[&CALIBRATE[..], &["--resume"]].concat());
    assert_eq!(place.contents("out"), place.contents("whole"));
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_what_is_complete_and_says_how_to_go_on() {
    let place = Place::new();
    let begun = [
        "calibrate",
        "fit.toml",
        "--out",
        "out",
        "--particles",
        "3000",
    ];
    let mut child = place.start(&begun);
    let journal = || place.file("out/parts/journal.jsonl");
    for _ in 0..5000 {
        let kept = std::fs::read_to_string(journal()).unwrap_or_default();
        if kept.lines().count() > 2 || child.try_wait().unwrap().is_some() {
            break;
        }
        sleep(Duration::from_millis(2));
    }
    let signal = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(signal.unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));

    // Unfinished: said by every command that meets it, and taken up by --resume alone.
    let refused = place.trilat(&begun);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("holds an unfinished calibration"));
    let status = place.trilat(&["status", "out"]);
    assert!(
        text(&status.stderr).contains("unfinished calibration, which `trilat calibrate` goes on")
    );
    let other = place.trilat(&["calibrate", "fit.toml", "--out", "out", "--resume"]);
    assert_eq!(other.status.code(), Some(3));
    assert!(text(&other.stderr).contains("it differs in its settings"));
    place.good(&[&begun[..], &["--resume"]].concat());
    place.good(&["verify", "out"]);
}

#[test]
fn a_plan_runs_nothing() {
    let place = Place::new();
    let plan = place.good(&["calibrate", "fit.toml", "--dry-run"]);
    for words in [
        "Two states against the record",
        "200 particles, at most 6 generations",
        "states.PROBER.targets.PLACE.drive.1: uniform, -1.5 to 1.5",
        "log-uniform, 0.05 to 3",
        "targets     4, of them 3 fitted",
        "mean of csis_missile_days in 2012-01..2019-12, observed 0.885 [0.541, 1.230], fitted",
    ] {
        assert!(plan.contains(words), "{words}:\n{plan}");
    }
    assert!(!place.file("outputs").exists());
    let json = place.good(&["calibrate", "fit.toml", "--dry-run", "--json"]);
    let plan: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (plan["fitted"].as_u64(), plan["particles"].as_u64()),
        (Some(3), Some(200))
    );
}

#[test]
fn tied_paths_take_one_value_and_have_columns_of_their_own() {
    let place = Place::new();
    let scenario = place.read("two_states.toml");
    place.write(
        "two_states.toml",
        &format!(
            "{scenario}\n[observations.cns_launch_days]\ntarget = \"PROBER/PLACE\"\nfrom_rung = 1\nfurther = 0.8\n"
        ),
    );
    let tied = FIT.replace(
        "scale = \"log\" }",
        "scale = \"log\", also = [\"observations.cns_launch_days.further\"] }",
    );
    place.write("fit.toml", &tied);
    place.good(&[
        "calibrate",
        "fit.toml",
        "--out",
        "out",
        "-q",
        "--generations",
        "2",
    ]);
    for row in place.rows("out/posterior.csv") {
        let own = &row["observations.csis_missile_days.further"];
        assert_eq!(own, &row["observations.cns_launch_days.further"]);
    }
    let parameters = place.rows("out/parameters.csv");
    assert_eq!(
        parameters[1]["also"],
        "observations.cns_launch_days.further"
    );
}

#[test]
fn the_calibration_of_the_korean_record_is_valid() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = path.join("configs/calibrations/korea_2012.toml");
    let calibration = load_calibration(&path, &[]).unwrap();
    assert!(
        calibration.parameters.len() <= 10,
        "{:?}",
        calibration.notes
    );
    assert!(calibration.notes.is_empty(), "{:?}", calibration.notes);
    let end: trilat::scenario::Month = "2020-01".parse().unwrap();
    for target in calibration.targets.iter().filter(|target| target.fit) {
        assert!(target.window.end <= end, "{}", target.id);
    }
}
