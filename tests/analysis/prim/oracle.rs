//! Peeling, pasting, quasi-p-values and resampling against `ema_workbench` 2.5.3 and SciPy
//! (`tests/fixtures/make_prim.py`).

use std::collections::BTreeMap;
use std::path::Path;

use trilat::analysis::prim::binomial::upper_tail;
use trilat::analysis::prim::objective::Objective;
use trilat::analysis::prim::points::{Dimension, Points};
use trilat::analysis::prim::quasi_p::quasi_p;
use trilat::analysis::prim::region::Limit;
use trilat::analysis::prim::resample::{Ties, reproduced};
use trilat::analysis::prim::search::{Frame, search};
use trilat::analysis::prim::settings::Search;
use trilat::analysis::prim::trajectory::Trajectory;
use trilat::watch::unwatched;

const WORDS: [&str; 4] = ["calm", "tense", "crisis", "war"];

type Row = BTreeMap<String, String>;

fn rows(name: &str) -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name);
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn number(row: &Row, name: &str) -> f64 {
    row[name]
        .parse()
        .unwrap_or_else(|_| panic!("{name}: {}", row[name]))
}

fn data() -> (Points, Vec<bool>) {
    let rows = rows("prim_data.csv");
    let column = |name: &str| {
        rows.iter()
            .map(|row| number(row, name))
            .collect::<Vec<f64>>()
    };
    let place = |row: &Row| WORDS.iter().position(|word| *word == row["word"]).unwrap() as f64;
    // Words stand first here: their place in the table does not matter.
    let labels = WORDS.map(str::to_owned).to_vec();
    let mut dimensions = vec![Dimension::words(
        "word",
        labels,
        rows.iter().map(place).collect(),
    )];
    dimensions
        .extend(["a", "b", "noise", "level"].map(|name| Dimension::numbers(name, column(name))));
    let cases = rows.iter().map(|row| row["case"] == "1").collect();
    (Points::new(dimensions).unwrap(), cases)
}

fn settings(case: &str) -> Search {
    let usual = Search::default();
    match case {
        "lenient1" => usual,
        "lenient2" => Search {
            objective: Objective::Lenient2,
            ..usual
        },
        "original" => Search {
            objective: Objective::Original,
            mass: 0.1,
            ..usual
        },
        "coarse" => Search {
            peel: 0.15,
            paste: 0.08,
            mass: 0.08,
            ..usual
        },
        other => panic!("{other}"),
    }
}

fn close(ours: f64, theirs: f64, what: &str) {
    let gap = (ours - theirs).abs();
    assert!(
        gap <= 1e-12 * theirs.abs().max(1.0),
        "{what}: {ours} and {theirs}"
    );
}

/// The trajectories of both boxes of a case; the second without the points of the last step of the first.
fn boxes<'a>(points: &'a Points, cases: &'a [bool], case: &str) -> Vec<(Frame<'a>, Trajectory)> {
    let all = Frame::of(points, cases, (0..points.count() as u32).collect());
    let first = unwatched(|t| search(&all, &settings(case), t)).unwrap();
    let last = &first.steps.last().unwrap().region;
    let taken: Vec<bool> = (0..points.count() as u32)
        .map(|p| last.contains(points, p))
        .collect();
    let rest = all.clone().without(&taken);
    let second = unwatched(|t| search(&rest, &settings(case), t)).unwrap();
    vec![(all, first), (rest, second)]
}

#[test]
fn every_step_of_every_trajectory_is_that_of_ema_workbench() {
    let (points, cases) = data();
    let wanted = rows("prim_trajectory.csv");
    for case in ["lenient1", "lenient2", "original", "coarse"] {
        for (number_of_box, (_, found)) in boxes(&points, &cases, case).iter().enumerate() {
            let box_ = (number_of_box + 1).to_string();
            let of_box = |row: &&Row| row["case"] == case && row["box"] == box_;
            let wanted: Vec<&Row> = wanted.iter().filter(of_box).collect();
            assert_eq!(found.steps.len(), wanted.len(), "{case}, box {box_}");
            assert!(wanted.len() > 5, "{case}: a trajectory worth a test");
            for (step, row) in found.steps.iter().zip(wanted) {
                let what = format!("{case}, box {box_}, step {}", row["step"]);
                assert_eq!(step.count.points as f64, number(row, "points"), "{what}");
                assert_eq!(step.count.cases as f64, number(row, "cases"), "{what}");
                assert_eq!(
                    step.restricted.len() as f64,
                    number(row, "restricted"),
                    "{what}"
                );
                close(step.coverage, number(row, "coverage"), &what);
                close(step.density, number(row, "density"), &what);
                close(step.mass, number(row, "mass"), &what);
            }
        }
    }
}

#[test]
fn every_limit_and_quasi_p_value_is_that_of_ema_workbench() {
    let (points, cases) = data();
    let wanted = rows("prim_quasi_p.csv");
    let mut compared = 0;
    for case in ["lenient1", "lenient2", "original", "coarse"] {
        for (number_of_box, (frame, found)) in boxes(&points, &cases, case).iter().enumerate() {
            for (number_of_step, step) in found.steps.iter().enumerate() {
                let key = [
                    case.to_owned(),
                    (number_of_box + 1).to_string(),
                    number_of_step.to_string(),
                ];
                let of_step = |row: &&Row| ["case", "box", "step"].map(|k| row[k].clone()) == key;
                let quasi = quasi_p(frame, found, number_of_step);
                assert_eq!(
                    quasi.len(),
                    wanted.iter().filter(of_step).count(),
                    "{key:?}"
                );
                for row in wanted.iter().filter(of_step) {
                    let what = format!("{key:?}, {}", row["factor"]);
                    let named = |d: &Dimension| d.name == row["factor"];
                    let dimension = points.dimensions().iter().position(named).unwrap();
                    let ours = quasi.iter().find(|q| q.dimension == dimension).unwrap();
                    close(ours.dropped, number(row, "quasi_p"), &what);
                    match step.region.limit(dimension).unwrap() {
                        Limit::Words(inside) => {
                            let mut words: Vec<&str> = WORDS
                                .iter()
                                .zip(inside)
                                .filter_map(|(word, inside)| inside.then_some(*word))
                                .collect();
                            words.sort_unstable();
                            assert_eq!(words.join(" "), row["low"], "{what}");
                        }
                        Limit::Range { low, high } => {
                            close(*low, number(row, "low"), &what);
                            close(*high, number(row, "high"), &what);
                            for (ours, name) in
                                [(ours.low, "quasi_p_low"), (ours.high, "quasi_p_high")]
                            {
                                // -1 there says that the side is not restricted.
                                let theirs = number(row, name);
                                assert_eq!(ours.is_none(), theirs == -1.0, "{what}, {name}");
                                close(ours.unwrap_or(-1.0), theirs, &what);
                            }
                        }
                    }
                    compared += 1;
                }
            }
        }
    }
    assert_eq!(compared, wanted.len());
}

#[test]
fn resampling_statistics_are_those_of_ema_workbench_on_the_same_samples() {
    let (points, cases) = data();
    let (frame, found) = boxes(&points, &cases, "lenient1").remove(0);
    let half = |j: u64| {
        let mut order: Vec<u32> = frame.remaining.clone();
        order.sort_by_key(|i| ((u64::from(*i) + 1) * (2 * j + 31) % 1009, *i));
        order.truncate(frame.remaining.len() / 2);
        order.sort_unstable();
        order
    };
    let wanted = rows("prim_reproduced.csv");
    let step = number(&wanted[0], "step") as usize;
    let (settings, step) = (settings("lenient1"), &found.steps[step]);
    let halves = (0..12).map(half);
    let ours = unwatched(|t| reproduced(&frame, &settings, step, Ties::First, halves, t)).unwrap();
    for row in &wanted {
        let named = |d: &Dimension| d.name == row["factor"];
        let place = points.dimensions().iter().position(named).unwrap();
        close(
            100.0 * ours[place].coverage,
            number(row, "coverage"),
            &row["factor"],
        );
        close(
            100.0 * ours[place].density,
            number(row, "density"),
            &row["factor"],
        );
    }
}

/// Tails that can be written down: p^n, 1 − (1−p)^n, and Σ 1/2^n C(n, k).
#[test]
fn binomial_tails_are_exact_where_they_have_a_closed_form() {
    let relative =
        |ours: f64, exact: f64| assert!((ours / exact - 1.0).abs() < 1e-13, "{ours} {exact}");
    relative(upper_tail(300, 300, 0.1), libm::pow(0.1, 300.0));
    relative(
        upper_tail(1, 40, 0.001),
        -libm::expm1(40.0 * libm::log1p(-0.001)),
    );
    relative(upper_tail(2501, 5001, 0.5), 0.5);
    // 56/1024: eight or more heads of ten.
    relative(upper_tail(8, 10, 0.5), 56.0 / 1024.0);
    assert_eq!(upper_tail(3, 10, 0.0), 0.0);
    assert_eq!(upper_tail(3, 10, 1.0), 1.0);
    assert_eq!(upper_tail(0, 0, 0.3), 1.0);
    assert!(upper_tail(3, 10, f64::NAN).is_nan());
}
