//! `trilat data`, `trilat score` and `trilat baselines` as a user types them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use super::{root, text, trilat};
use crate::tables::agree;

fn json(args: &[&str]) -> Value {
    let done = trilat(args);
    assert!(done.status.success(), "{}", text(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

#[test]
fn series_are_listed_described_printed_and_cited() {
    let list = text(&trilat(&["data"]).stdout);
    assert!(
        list.contains("\nnk_monthly ") && list.contains("  456  1984-01 to 2021-12"),
        "{list}"
    );
    let one = text(&trilat(&["data", "jasdf_scrambles_fy"]).stdout);
    for part in [
        "faults\n",
        "columns",
        "fiscal_year",
        "licence",
        "(--bibtex)",
    ] {
        assert!(one.contains(part), "{part}: {one}");
    }
    let csv = trilat(&["data", "targets.csv", "--csv"]).stdout;
    assert_eq!(csv, fs::read(root().join("data/targets.csv")).unwrap());
    let bibtex = text(&trilat(&["data", "nk_monthly", "--bibtex"]).stdout);
    assert!(bibtex.starts_with("@misc{cns_nti_missile_tests,\n") && bibtex.contains("@misc{csis"));
    let described = json(&["data", "nk_monthly", "--json"]);
    assert_eq!(described["rows"], 456);
    assert_eq!(described["columns"][0]["name"], "month");
    assert_eq!(json(&["data", "--json"]).as_array().unwrap().len(), 15);
}

#[test]
fn an_unknown_series_is_a_usage_error_with_a_suggestion() {
    let done = trilat(&["data", "exercise"]);
    assert_eq!(done.status.code(), Some(2));
    assert_eq!(
        text(&done.stderr),
        "error: no series is called `exercise`; did you mean `exercises`?\n"
    );
    assert_eq!(trilat(&["data", "--csv"]).status.code(), Some(2));
}

const SERIES: [&str; 3] = ["nk_monthly", "--column", "csis_missile_days"];

#[test]
fn the_naive_numbers_come_from_one_command() {
    let done = json(&[&["baselines"], &SERIES[..], &["--json"]].concat());
    assert_eq!(done["fit_from"], "2012-01");
    assert_eq!(done["fit_until"], "2019-12");
    let climatology = &done["forecasts"][0];
    assert_eq!(climatology["n"], 24);
    let log = climatology["scores"]["log_score"]["mean"].as_f64().unwrap();
    assert!((log + 1.0351).abs() < 5e-5, "{log}");
    let persistence = &done["forecasts"][1];
    let brier = persistence["scores"]["brier_any"]["mean"].as_f64().unwrap();
    assert!((brier - 0.1902).abs() < 5e-5, "{brier}");
    assert!(done["folder"].is_null());
}

/// A forecast of 2020–21 that says the same every month, as samples and as probabilities.
fn files(home: &TempDir) -> (PathBuf, PathBuf) {
    let (mut samples, mut masses) = (
        "month,sample,count\n".to_owned(),
        "month,count,probability\n".to_owned(),
    );
    for year in [2020, 2021] {
        for month in 1..=12 {
            // 60 % none, 25 % one, 15 % three.
            for k in 0..1000 {
                let count = [0, 1, 3][usize::from(k >= 600) + usize::from(k >= 850)];
                samples.push_str(&format!("{year}-{month:02},{k},{count}\n"));
            }
            for (count, p) in [(0, 0.6), (1, 0.2), (2, 0.1), (3, 0.05), (5, 0.05)] {
                masses.push_str(&format!("{year}-{month:02},{count},{p}\n"));
            }
        }
    }
    let write = |name: &str, text: &str| {
        let path = home.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    (write("samples.csv", &samples), write("masses.csv", &masses))
}

fn column(path: &Path, name: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let at = reader
        .headers()
        .unwrap()
        .iter()
        .position(|h| h == name)
        .unwrap();
    reader
        .records()
        .map(|row| row.unwrap()[at].to_owned())
        .collect()
}

#[test]
fn a_forecast_is_scored_into_a_folder_that_verifies_and_repeats() {
    let home = TempDir::new().unwrap();
    let (samples, _) = files(&home);
    let (first, second) = (home.path().join("a"), home.path().join("b"));
    for out in [&first, &second] {
        let paths = [samples.to_str().unwrap(), "--out", out.to_str().unwrap()];
        let args = [&["score", paths[0]], &SERIES[..], &paths[1..]].concat();
        let done = trilat(&args);
        assert!(done.status.success(), "{}", text(&done.stderr));
        let told = text(&done.stdout);
        assert_eq!(told.lines().last(), out.to_str());
        assert!(told.contains("samples - climatology"), "{told}");
        assert_eq!(
            text(&done.stderr),
            "samples on nk_monthly_csis_missile_days: 24 months, 7 baselines\n"
        );
    }
    let both = home.path().join("both");
    let paths = [samples.to_str().unwrap(), "--out", both.to_str().unwrap()];
    let args = [&["score", paths[0]], &SERIES[..], &paths[1..]].concat();
    let done = trilat(&[&args[..], &["--format", "parquet"]].concat());
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert_eq!(agree(&both).len(), 6);
    let names = [
        "scores.csv",
        "score_summary.csv",
        "coverage.csv",
        "pit.csv",
        "differences.csv",
    ];
    for name in names
        .iter()
        .chain(&["baseline_parameters.csv", "datapackage.json"])
    {
        let read = |folder: &Path| fs::read(folder.join(name)).unwrap();
        assert_eq!(read(&first), read(&second), "{name}");
    }
    assert!(
        trilat(&["verify", first.to_str().unwrap()])
            .status
            .success()
    );
    let rerun = trilat(&["rerun", first.to_str().unwrap()]);
    assert_eq!(rerun.status.code(), Some(2));
    assert!(text(&rerun.stderr).contains("--fit-from 2012-01 --fit-until 2019-12"));
    let scores = first.join("scores.csv");
    assert_eq!(column(&scores, "forecast").len(), 24 * 8);
    // Differences are those of the means.
    let means = column(&first.join("score_summary.csv"), "mean");
    let number = |text: &String| text.parse::<f64>().unwrap();
    let difference = number(&column(&first.join("differences.csv"), "difference")[0]);
    assert!((difference - (number(&means[0]) - number(&means[4]))).abs() < 1e-12);
    let again = [
        &["score", samples.to_str().unwrap()],
        &SERIES[..],
        &["--out", first.to_str().unwrap()],
    ]
    .concat();
    let occupied = trilat(&again);
    assert_eq!(occupied.status.code(), Some(2));
    assert!(text(&occupied.stderr).contains("--force"));
    assert!(
        trilat(&[&again[..], &["--force"]].concat())
            .status
            .success()
    );
}

/// The pool is of the forecast and a baseline, with the weight that the months before say is best.
#[test]
fn a_pool_has_the_weight_that_earlier_months_say() {
    let home = TempDir::new().unwrap();
    let write = |name: &str, first: &str, months: usize| -> String {
        let start: trilat::scenario::Month = first.parse().unwrap();
        let rows = (0..months).map(|k| {
            let month = start.plus(k as i32);
            // A coin that is too sure that nothing happens.
            format!("{month},0,0.9\n{month},1,0.05\n{month},2,0.03\n{month},12,0.02\n")
                + &(3..12)
                    .map(|n| format!("{month},{n},0.0\n"))
                    .collect::<String>()
        });
        let spread: String = rows.collect();
        let path = home.path().join(name);
        fs::write(
            &path,
            format!("month,count,probability\n{spread}").replace(",0.0\n", ",0.000001\n"),
        )
        .unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (sure, earlier) = (
        write("sure.csv", "2020-01", 24),
        write("earlier.csv", "2017-01", 36),
    );
    let out = home.path().join("out");
    let pooled = [
        &["score", sure.as_str()][..],
        &SERIES,
        &[
            "--pool",
            "climatology",
            "--pool-fit",
            &earlier,
            "--out",
            out.to_str().unwrap(),
        ],
    ]
    .concat();
    let done = trilat(&pooled);
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert!(
        text(&done.stderr).contains("on climatology, fitted on 36 months from 2017-01 to 2019-12")
    );
    let of = |name: &str, column_name: &str| -> Vec<String> {
        let names = column(&out.join("score_summary.csv"), "forecast");
        let values = column(&out.join("score_summary.csv"), column_name);
        names
            .iter()
            .zip(values)
            .filter(|(own, _)| *own == name)
            .map(|(_, value)| value)
            .collect()
    };
    let mean = |name: &str| of(name, "mean")[0].parse::<f64>().unwrap();
    // Between the two, or better than both.
    assert!(mean("pool") > mean("sure").min(mean("climatology")));
    let names = column(&out.join("baseline_parameters.csv"), "baseline");
    assert!(names.iter().any(|name| name == "pool"), "{names:?}");
    // Months that are scored cannot say what the weight is.
    let peeking = [
        &["score", sure.as_str()][..],
        &SERIES,
        &["--pool", "climatology", "--pool-fit", &sure],
    ]
    .concat();
    let done = trilat(&peeking);
    assert_eq!(done.status.code(), Some(2));
    assert!(text(&done.stderr).contains("give forecasts of months before it"));
    let alone = [
        &["score", sure.as_str()][..],
        &SERIES,
        &["--pool", "climatology"],
    ]
    .concat();
    assert_eq!(trilat(&alone).status.code(), Some(2));
    let unknown = [
        &["score", sure.as_str()][..],
        &SERIES,
        &["--pool", "climatolgy", "--pool-fit", &earlier],
    ]
    .concat();
    let done = trilat(&unknown);
    assert_eq!(done.status.code(), Some(2));
    assert!(
        text(&done.stderr).contains("climatology"),
        "{}",
        text(&done.stderr)
    );
}

#[test]
fn counts_of_a_file_serve_as_well_as_a_series() {
    let home = TempDir::new().unwrap();
    let (_, masses) = files(&home);
    let counts = home.path().join("counts.csv");
    let mut lines = "month,count\n".to_owned();
    let all = root().join("data/nk_monthly.csv");
    let pairs = column(&all, "month")
        .into_iter()
        .zip(column(&all, "csis_missile_days"));
    for (month, count) in pairs.filter(|(month, _)| month.as_str() >= "2011-01") {
        lines.push_str(&format!("{month},{count}\n"));
    }
    fs::write(&counts, lines).unwrap();
    let out = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
    let forecast = masses.to_str().unwrap();
    let (a, b) = (out("a"), out("b"));
    let fit = ["--fit-from", "2012-01", "--json", "--fixed-origin"];
    let by_file = json(
        &[
            &["score", forecast, counts.to_str().unwrap(), "--out", &a],
            &fit[..],
        ]
        .concat(),
    );
    let by_name = json(
        &[
            &[
                "score", forecast, SERIES[0], SERIES[1], SERIES[2], "--out", &b,
            ],
            &fit[..],
        ]
        .concat(),
    );
    let logs = |done: &Value| {
        let list = done["forecasts"].as_array().unwrap().clone();
        let one = |f: Value| {
            (
                f["forecast"].to_string(),
                f["scores"]["log_score"]["mean"].as_f64().unwrap(),
            )
        };
        list.into_iter().map(one).collect::<Vec<_>>()
    };
    for ((name, ours), (other, theirs)) in logs(&by_file).into_iter().zip(logs(&by_name)) {
        assert_eq!(name, other);
        // A self-exciting process that has seen fewer months starts from another excitation.
        assert!((ours - theirs).abs() < 0.02, "{name}: {ours} {theirs}");
    }
    // Without a past there are no baselines, and the forecast is scored all the same.
    let short = home.path().join("short.csv");
    fs::write(&short, "month,count\n2020-01,0\n2020-02,1\n").unwrap();
    let two = home.path().join("two.csv");
    fs::write(
        &two,
        "month,count,probability\n2020-02,0,0.5\n2020-02,1,0.5\n",
    )
    .unwrap();
    let (c, two) = (out("c"), two.to_str().unwrap().to_owned());
    let alone = json(&[
        "score",
        &two,
        short.to_str().unwrap(),
        "--out",
        &c,
        "--json",
    ]);
    assert_eq!(alone["forecasts"].as_array().unwrap().len(), 1);
    assert!(!alone["notes"].as_array().unwrap().is_empty());
}

#[test]
fn no_forecast_has_the_name_of_a_baseline_that_takes_part() {
    let home = TempDir::new().unwrap();
    let (_, masses) = files(&home);
    let namesake = home.path().join("persistence.csv");
    fs::copy(&masses, &namesake).unwrap();
    let out = home.path().join("out");
    let score = |forecast: &Path, more: &[&str]| {
        let paths = [forecast.to_str().unwrap(), "--out", out.to_str().unwrap()];
        let done = trilat(&[&["score", paths[0]], &SERIES[..], &paths[1..], more].concat());
        (done.status.code(), text(&done.stderr))
    };
    let rival = format!("climatology={}", masses.display());
    let (code, err) = score(&masses, &["--rival", &rival]);
    assert_eq!(code, Some(2), "{err}");
    assert!(
        err.contains("`climatology` has the name of a baseline: give --rival"),
        "{err}"
    );
    let (code, err) = score(&namesake, &[]);
    assert_eq!(code, Some(2), "{err}");
    assert!(
        err.contains("`persistence` has the name of a baseline: give its file"),
        "{err}"
    );
    assert!(!out.exists());
    // Where that baseline is left out, the name is free.
    let (code, err) = score(&namesake, &["--baselines", "climatology"]);
    assert_eq!(code, Some(0), "{err}");
}

#[test]
fn a_horizon_that_leaves_nothing_to_test_is_said() {
    let home = TempDir::new().unwrap();
    let (_, masses) = files(&home);
    let score = |horizon: &str| {
        let out = home.path().join(horizon);
        let paths = [masses.to_str().unwrap(), "--out", out.to_str().unwrap()];
        let more = ["--horizon", horizon, "--baselines", "climatology"];
        let done = trilat(&[&["score", paths[0]], &SERIES[..], &paths[1..], &more].concat());
        let err = text(&done.stderr);
        assert_eq!(done.status.code(), Some(0), "{err}");
        (column(&out.join("differences.csv"), "p_value"), err)
    };
    let (tested, quiet) = score("1");
    assert!(tested.iter().all(|p| !p.is_empty()), "{tested:?}");
    assert!(!quiet.contains("no test"), "{quiet}");
    // 24 months are scored; at 60 the factor's polynomial is above 1 again.
    for horizon in ["24", "60"] {
        let (none, said) = score(horizon);
        assert!(none.iter().all(String::is_empty), "{none:?}");
        let told = format!("forecasts {horizon} months ahead need more than the 24 months scored");
        assert!(said.contains(&told), "{said}");
    }
}

#[test]
fn mistakes_are_named_with_file_and_line() {
    let home = TempDir::new().unwrap();
    let path = home.path().join("f.csv");
    let out = home.path().join("out");
    let refused = |forecast: &str| {
        fs::write(&path, forecast).unwrap();
        let paths = [path.to_str().unwrap(), "--out", out.to_str().unwrap()];
        let done = trilat(&[&["score", paths[0]], &SERIES[..], &paths[1..]].concat());
        assert!(!out.exists() && done.stdout.is_empty());
        let message = text(&done.stderr).replace(paths[0], "f.csv");
        (done.status.code().unwrap(), message)
    };
    for (forecast, code, message) in [
        (
            "month,count\n2020-01,1\n",
            3,
            "f.csv:1: a forecast has the columns",
        ),
        ("month,sample,count\n", 3, "f.csv:1: there is no row"),
        (
            "month,sample,cuont\n2020-01,1,2\n",
            3,
            "f.csv:1: there is no column `count`; is it `cuont`?",
        ),
        (
            "month,sample,count\n2020-01,1,2\n2020-13,1,2\n",
            3,
            "f.csv:3: `2020-13` is not a month",
        ),
        (
            "month,sample,count\n2020-01,1,-2\n",
            3,
            "f.csv:2: `-2` is not a count",
        ),
        (
            "month,sample,count\n2020-01,1,99999999999\n",
            3,
            "f.csv:2: `99999999999` is not a count",
        ),
        (
            "month,sample,count\n2020-01,1,2\n2020-01,1,0\n",
            3,
            "f.csv:3: sample 1 of 2020-01 was given before",
        ),
        (
            "month,sample,count\n2020-01,1\n",
            3,
            "f.csv:2: 2 fields, but the header has 3",
        ),
        (
            "month,count,probability\n2020-01,0,0.5\n2020-01,1,0.4\n",
            3,
            "f.csv:2: 2020-01: the probabilities add up to 0.9",
        ),
        (
            "month,count,probability\n2020-01,0,1.5\n",
            3,
            "f.csv:2: `1.5` is not a probability",
        ),
        (
            "month,count,probability\n2020-03,0,1\n",
            3,
            "f.csv:2: 2020-03 gives no probability to 3",
        ),
        (
            "month,count,probability\n2022-01,0,1\n",
            2,
            "the forecast is of the months 2022-01 to 2022-01, and",
        ),
    ] {
        let (found, said) = refused(forecast);
        assert!(said.starts_with(&format!("error: {message}")), "{said}");
        assert_eq!(found, code, "{said}");
    }
    fs::write(&path, "month,sample,count\n2020-01,1,2\n").unwrap();
    let peeking = trilat(
        &[
            &["score", path.to_str().unwrap()],
            &SERIES[..],
            &["--fit-until", "2020-01"],
        ]
        .concat(),
    );
    assert_eq!(peeking.status.code(), Some(2));
    assert!(text(&peeking.stderr).contains("fitted on what they forecast"));
    let nothing = trilat(&["score", "no_such.csv", "nk_monthly"]);
    assert_eq!(nothing.status.code(), Some(1));
    let unknown = trilat(&["baselines", "nk_montly"]);
    assert!(text(&unknown.stderr).contains("did you mean `nk_monthly`?"));
    let gap = home.path().join("gap.csv");
    fs::write(&gap, "month,count\n2020-01,1\n2020-03,1\n").unwrap();
    let gap = trilat(&[
        "baselines",
        gap.to_str().unwrap(),
        "--fit",
        "2020-01..2020-02",
    ]);
    assert!(text(&gap.stderr).contains("gap.csv:3: 2020-03 where 2020-02 was due"));
}

#[test]
fn a_forecast_writes_parquet_when_asked() {
    let home = TempDir::new().unwrap();
    let out = home.path().join("out");
    let done = trilat(&[
        "forecast",
        "configs/korea_2012_recorded.toml",
        "--from",
        "2012-07",
        "--months",
        "2",
        "--particles",
        "8",
        "--out",
        out.to_str().unwrap(),
        "--format",
        "parquet",
        "-q",
    ]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    let tables = agree(&out);
    assert_eq!(tables.len(), 3);
    assert_eq!(tables[1], ("forecast_months.csv".to_owned(), 2));
    let manifest = fs::read_to_string(out.join("manifest.json")).unwrap();
    assert!(manifest.contains("--format parquet"));
}
