//! Scores, baselines and forecasts as functions: in memory as in a folder, told step by step, and stopped.

use std::fs;

use tempfile::TempDir;
use trilat::fault::{Fault, HasFault};
use trilat::scenario::Month;
use trilat::store::manifest::Manifest;
use trilat::tasks::forecast::{self, forecast, forecast_into};
use trilat::tasks::score::baselines::{self as naive, baselines, baselines_into};
use trilat::tasks::score::{self, How, score, score_into};
use trilat::tasks::{Command, Out};

use super::root;
use crate::steps::Steps;

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn series() -> How {
    How {
        column: Some("csis_missile_days".to_owned()),
        ..How::default()
    }
}

#[test]
fn scores_are_the_same_in_memory_and_in_a_folder() {
    let home = TempDir::new().unwrap();
    let file = home.path().join("mine.csv");
    let mut text = "month,count,probability\n".to_owned();
    for month in 1..=12 {
        for (count, p) in [(0, 0.6), (1, 0.2), (2, 0.1), (3, 0.05), (5, 0.05)] {
            text.push_str(&format!("2021-{month:02},{count},{p}\n"));
        }
    }
    fs::write(&file, text).unwrap();
    let ask = score::Ask {
        how: series(),
        ..score::Ask::new(&file, "nk_monthly")
    };
    let mut steps = Steps::default();
    let found = score(&ask, &mut steps).unwrap();
    assert!(steps.whole());
    assert_eq!((steps.total, steps.last), (7, 7));
    assert_eq!(found.contest.entries.len(), 8);
    assert_eq!(steps.notes, found.notes);
    let settled = ask.settled().unwrap();
    assert_eq!(settled.fit_from, Some(found.rules.fit_from));
    assert_eq!(settled.fit_until, Some(month("2020-12")));
    let out = Out::new(
        home.path().join("out"),
        Command::trilat("score").word("a b"),
    );
    let saved = score_into(&settled, &out, &mut Steps::default()).unwrap();
    assert_eq!(format!("{:?}", saved.what), format!("{found:?}"));
    let manifest = Manifest::read(&out.folder).unwrap().unwrap();
    assert_eq!(manifest.execution.command, "trilat score 'a b'");
    assert_eq!(
        manifest.scenario.name,
        "score mine on nk_monthly_csis_missile_days"
    );
    let again = score_into(&ask, &out, &mut Steps::default());
    assert_eq!(again.unwrap_err().fault(), Fault::Usage);
}

#[test]
fn baselines_can_be_had_in_memory_and_be_stopped() {
    let home = TempDir::new().unwrap();
    let ask = naive::Ask {
        how: series(),
        ..naive::Ask::new("nk_monthly")
    };
    let found = baselines(&ask, &mut Steps::default()).unwrap();
    assert_eq!(found.contest.entries.len(), 7);
    let settled = ask.settled().unwrap();
    assert_eq!(settled.fit, Some((month("2012-01"), month("2019-12"))));
    assert_eq!(settled.score, Some((month("2020-01"), month("2021-12"))));
    let out = Out::new(home.path().join("out"), Command::trilat("baselines"));
    let mut steps = Steps::until(3);
    let error = baselines_into(&ask, &out, &mut steps).unwrap_err();
    assert_eq!(error.fault(), Fault::Interrupted, "{error}");
    assert!(steps.last == 3 && steps.ended && !out.folder.exists());
}

/// A forecast of the toy scenario's second year in the light of its first.
fn toy(home: &TempDir) -> forecast::Ask {
    let seen = home.path().join("seen.csv");
    let sets = [
        "observations.seen.target=PROBER/PLACE",
        "observations.seen.from_rung=1",
        "observations.seen.further=0.6",
        "observations.seen.dispersion=0.5",
        "observations.seen.reporting=0.8",
        "observations.seen.background=0.1",
    ];
    let start = month("2026-01");
    let counts = (0..12).map(|k| format!("{},{}\n", start.plus(k), k % 3));
    fs::write(
        &seen,
        format!("month,count\n{}", counts.collect::<String>()),
    )
    .unwrap();
    let mut ask = forecast::Ask {
        observed: seen.to_str().unwrap().to_owned(),
        sets: sets.map(str::to_owned).to_vec(),
        ..forecast::Ask::new(root().join("configs/toy.toml"), start.plus(12), 6)
    };
    ask.effort.particles = 256;
    ask.effort.review = 4;
    ask.effort.threads = 2;
    ask
}

#[test]
fn forecasts_are_the_same_in_memory_and_in_a_folder() {
    let home = TempDir::new().unwrap();
    let ask = toy(&home);
    let mut steps = Steps::default();
    let found = forecast(&ask, &mut steps).unwrap();
    assert!(steps.whole());
    assert_eq!((steps.total, steps.last), (256, 256));
    assert_eq!((found.months.len(), found.filtered.len()), (6, 18));
    assert_eq!(found.filtered[2].observed, Some(2));
    let folder = forecast::default_folder(&ask).unwrap();
    assert_eq!(folder.to_str(), Some("outputs/forecast_toy"));
    let out = Out::new(
        home.path().join("out"),
        Command::trilat("forecast").word("a b"),
    );
    let saved = forecast_into(&ask, &out, &mut Steps::default()).unwrap();
    assert_eq!(saved.what.months, found.months);
    assert_eq!(saved.warnings, Vec::<String>::new());
    let manifest = Manifest::read(&out.folder).unwrap().unwrap();
    assert_eq!(manifest.execution.command, "trilat forecast 'a b'");
    assert_eq!(manifest.runs.completed, 256);
    let drawn = |files: &[trilat::store::manifest::FileEntry]| {
        files
            .iter()
            .filter(|file| file.path.starts_with("figures/"))
            .count()
    };
    assert_eq!(drawn(&saved.files), 5);
    let bare = Out {
        figures: false,
        force: true,
        ..out
    };
    let saved = forecast_into(&ask, &bare, &mut Steps::default()).unwrap();
    assert_eq!(drawn(&saved.files), 0);
}

#[test]
fn a_forecast_that_is_stopped_leaves_nothing_behind() {
    let home = TempDir::new().unwrap();
    let out = Out::new(home.path().join("out"), Command::trilat("forecast"));
    let mut steps = Steps::until(300);
    let mut ask = toy(&home);
    ask.effort.particles = 4_096;
    let error = forecast_into(&ask, &out, &mut steps).unwrap_err();
    assert_eq!(error.fault(), Fault::Interrupted, "{error}");
    assert!(steps.last < steps.total && steps.ended && !out.folder.exists());
}
