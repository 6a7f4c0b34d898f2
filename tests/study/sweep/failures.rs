//! Runs that fail cost no other run, and are never silent.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use trilat::fault::Fault;
use trilat::record::{BlockRecord, Column, Kind, Role};
use trilat::study::execute::PointModel;
use trilat::study::load;
use trilat::study::order::Run;
use trilat::tasks::sweep::{Ask, Planned, Swept, sweep_model_into};
use trilat::tasks::{Command, Out, Quiet};

use super::support::{Place, code, study, text};

/// A model whose numbers follow from point and replicate, and in which some runs go wrong.
struct Faulty {
    columns: Vec<Column>,
    lanes: usize,
}

impl PointModel for Faulty {
    type Worker = ();

    fn lanes(&self) -> usize {
        self.lanes
    }
    fn columns(&self) -> &[Column] {
        &self.columns
    }
    fn horizon(&self, _: usize) -> usize {
        12
    }
    fn refused(&self, _: usize) -> Option<&str> {
        None
    }
    fn worker(&self) {}

    fn run(
        &self,
        (): &mut (),
        _: usize,
        runs: &[Run],
        out: &mut BlockRecord,
        _: &AtomicBool,
    ) -> Result<bool, String> {
        out.reset(runs.len(), 2, 0, 0);
        for (lane, run) in runs.iter().enumerate() {
            match (run.point, run.replicate) {
                (3, 5) => panic!("no \"stock\",\nnone at all"),
                (4, 5) => return Err("no solution".to_owned()),
                _ => {}
            }
            let row = out.row_mut(lane);
            row[0] = run.point as f64 + run.replicate as f64 / 8.0;
            row[1] = 1.0 + (run.replicate % 3) as f64;
            match (run.point, run.replicate) {
                (1, 9) => row[0] = f64::INFINITY,
                (2, 9) => row[1] = 13.0,
                (5, 9) => row[0] = f64::NAN,
                _ => {}
            }
        }
        Ok(true)
    }
}

fn faulty(place: &Place, out: &str, lanes: usize, threads: usize) -> Swept {
    let column = |name: &str, kind, role| Column {
        name: name.to_owned(),
        kind,
        role,
        unit: "1".to_owned(),
        description: "A number.".to_owned(),
    };
    let model = Faulty {
        columns: vec![
            column("size", Kind::Number, Role::Value),
            column("first", Kind::Integer, Role::EventTime),
        ],
        lanes,
    };
    let planned = Planned::new(load(&place.file("study.toml"), &[]).unwrap());
    let ask = Ask {
        threads,
        ..Ask::new(&planned)
    };
    let out = Out::new(place.file(out), Command::trilat("sweep").word("study.toml"));
    let saved = sweep_model_into(&ask, &model, &out, &mut Quiet::default()).unwrap();
    saved.what
}

#[test]
fn failed_and_non_finite_runs_are_rows_with_a_reason() {
    let place = Place::new(100);
    let outcome = faulty(&place, "out", 128, 2);
    assert_eq!((outcome.failed, outcome.runs_done), (4, 1000));
    assert_eq!(outcome.fault(), Some(Fault::Failed));
    let runs = place.read("out/runs.csv");
    for row in [
        "3,5,,,\"the simulation failed: no \"\"stock\"\",; none at all\"",
        "4,5,,,the simulation failed: no solution",
        "1,9,,,column `size`: inf is not a finite number",
        "2,9,,,column `first`: 13 is not a whole number of months from 1 to 12",
        // A missing value is data.
        "5,9,,1,",
        // Those beside them are as they should be.
        "3,4,3.5,2,",
        "3,6,3.75,1,",
        "4,4,4.5,2,",
    ] {
        assert!(runs.lines().any(|line| line == row), "{row}");
    }
    assert_eq!(runs.lines().count(), 1001);
    // Without the failed ones: the mean of 3 + r/8 over r from 0 to 99 but 5.
    let summary = place.read("out/summary.csv");
    let mut found = summary
        .lines()
        .filter(|line| line.starts_with("3,size,mean,"));
    let fields: Vec<&str> = found.next().unwrap().split(',').collect();
    let mean: f64 = fields[3].parse().unwrap();
    assert!(
        (mean - (3.0 + (4950.0 - 5.0) / 99.0 / 8.0)).abs() < 1e-12,
        "{mean}"
    );
    assert_eq!(fields[7..], ["99", "0", "1"]);
    let manifest = place.read("out/manifest.json");
    assert!(manifest.contains("\"failed_runs\": 4"), "{manifest}");

    // Neither the size of a block nor threads change which runs fail, or a byte.
    for (out, lanes, threads) in [("a", 1, 1), ("b", 16, 8), ("c", 128, 1)] {
        faulty(&place, out, lanes, threads);
        assert_eq!(
            place.sums(out)[..2],
            place.sums("out")[..2],
            "{lanes} lanes"
        );
    }
}

#[test]
fn points_that_are_no_scenario_stop_a_study_unless_told_to_be_rows() {
    let place = Place::new(1);
    place.write(
        "points.csv",
        "trust.mutual,trust.exploited,trust.exploiting\n0.5,0.4,0.1\n0.01,0.01,0.3\n1,1,0.5\n",
    );
    let list = study(40, "[design]\nkind = \"list\"\nfile = \"points.csv\"\n");
    place.write("study.toml", &list);
    let done = place.trilat(&["sweep", "study.toml", "--out", "out", "-q"]);
    assert_eq!(code(&done), 3);
    let said = text(&done.stderr);
    assert!(
        said.starts_with("error: point 1 is no valid scenario"),
        "{said}"
    );
    assert!(!place.file("out").exists());

    let done = place.trilat(&[
        "sweep",
        "study.toml",
        "--out",
        "out",
        "-q",
        "--skip-invalid",
    ]);
    assert_eq!(code(&done), 1);
    let said = text(&done.stderr);
    assert!(said.contains("warning: 40 of 120 runs failed"), "{said}");
    let runs = place.read("out/runs.csv");
    let reasons: Vec<&str> = runs
        .lines()
        .filter(|line| line.starts_with("1,"))
        .filter_map(|line| line.split_once("point 1 is no valid scenario"))
        .map(|(_, reason)| reason)
        .collect();
    assert_eq!(reasons.len(), 40);
    assert!(reasons[0].contains("must be above 0"), "{}", reasons[0]);
    // The others have their values, and the folder is as sound as any.
    assert_eq!(runs.lines().filter(|line| line.ends_with(',')).count(), 80);
    assert_eq!(code(&place.trilat(&["verify", "out"])), 0);
    let again = place.trilat(&["rerun", "out", "-q"]);
    assert_eq!(code(&again), 0, "{}", text(&again.stderr));
    assert!(Path::new(&place.file("out_rerun/runs.csv")).exists());
}
