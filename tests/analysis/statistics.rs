//! Intervals and survival curves against SciPy and lifelines (`tests/fixtures/make_statistics.py`).

use std::path::Path;

use trilat::analysis::interval::{t_975, wilson};
use trilat::analysis::summary::{Moments, Summary};
use trilat::analysis::survival::{EventCounts, median};
use trilat::record::{Column, Kind, Role};

fn fixture(name: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name);
    csv::Reader::from_path(path)
        .unwrap()
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

fn number(text: &str) -> f64 {
    text.parse().unwrap()
}

fn close(ours: f64, theirs: f64, relative: f64, what: &str) {
    let error = (ours - theirs).abs();
    assert!(
        error <= relative * theirs.abs(),
        "{what}: {ours} against {theirs}"
    );
}

#[test]
fn student_t_agrees_with_scipy() {
    let rows = fixture("student_t.csv");
    assert!(rows.len() > 50);
    for row in rows {
        close(
            t_975(row[0].parse().unwrap()),
            number(&row[1]),
            2e-11,
            &row[0],
        );
    }
}

#[test]
fn wilson_agrees_with_scipy() {
    for row in fixture("wilson.csv") {
        let (low, high) = wilson(row[0].parse().unwrap(), row[1].parse().unwrap());
        close(low, number(&row[2]), 1e-12, &row[0]);
        close(high, number(&row[3]), 1e-12, &row[0]);
    }
}

#[test]
fn kaplan_meier_agrees_with_lifelines() {
    let (data, expected) = (
        fixture("kaplan_meier_data.csv"),
        fixture("kaplan_meier.csv"),
    );
    let mut compared = 0;
    for sample in ["plain", "mixed", "rare"] {
        let mut counts = EventCounts::new(36);
        for row in data.iter().filter(|row| row[0] == sample) {
            let time = row[1].parse().unwrap();
            let known = if row[2] == "1" {
                counts.add_event(time)
            } else {
                counts.add_censored(time)
            };
            assert!(known);
        }
        let curve = counts.curve();
        let theirs: Vec<_> = expected.iter().filter(|row| row[0] == sample).collect();
        assert_eq!(theirs.len(), curve.len());
        for (point, row) in curve.iter().zip(&theirs) {
            assert_eq!(point.time.to_string(), row[1]);
            close(point.survival, number(&row[2]), 1e-12, sample);
            close(point.ci_low, number(&row[3]), 1e-10, sample);
            close(point.ci_high, number(&row[4]), 1e-10, sample);
            compared += 1;
        }
        let ours = median(&curve);
        let months = |time: Option<usize>| time.map_or(f64::INFINITY, |t| t as f64);
        assert_eq!(months(ours.estimate), number(&theirs[0][5]), "{sample}");
        assert_eq!(months(ours.ci_low), number(&theirs[0][6]), "{sample}");
        assert_eq!(months(ours.ci_high), number(&theirs[0][7]), "{sample}");
    }
    assert_eq!(compared, 3 * 37);
}

fn column(name: &str, kind: Kind, role: Role) -> Column {
    Column {
        name: name.into(),
        kind,
        role,
        unit: "months".into(),
        description: "A test column.".into(),
    }
}

/// A fixed scramble of the run number to [0, 1).
fn noise(run: u64) -> f64 {
    let mixed = (run + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed >> 11) as f64 / (1u64 << 53) as f64
}

#[test]
fn intervals_shrink_with_the_root_of_n() {
    let columns = [
        column("x", Kind::Number, Role::Value),
        column("war", Kind::Boolean, Role::Indicator),
    ];
    let widths = |n: u64| {
        let mut summary = Summary::new(&columns, 120);
        for run in 0..n {
            let u = noise(run);
            summary.push(run, &[u, f64::from(u < 0.3)]).unwrap();
        }
        let rows = summary.rows();
        [
            rows[0].ci_high - rows[0].ci_low,
            rows[1].ci_high - rows[1].ci_low,
        ]
    };
    let (few, many) = (widths(2_000), widths(200_000));
    for (few, many) in few.into_iter().zip(many) {
        assert!((few / many - 10.0).abs() < 0.35, "{few} / {many}");
    }
}

#[test]
fn intervals_cover_the_truth_as_often_as_they_say() {
    let mut covered = [0, 0];
    let studies = 2_000;
    for study in 0..studies {
        let (mut mean, mut ones) = (Moments::default(), 0);
        for k in 0..50 {
            let u = noise(study * 50 + k);
            mean.push(u);
            ones += u64::from(u < 0.2);
        }
        let (low, high) = mean.interval();
        covered[0] += u32::from(low <= 0.5 && 0.5 <= high);
        let (low, high) = wilson(ones, 50);
        covered[1] += u32::from(low <= 0.2 && 0.2 <= high);
    }
    for covered in covered {
        let share = f64::from(covered) / studies as f64;
        assert!((share - 0.95).abs() < 0.02, "{share}");
    }
}

#[test]
fn every_role_has_its_lines() {
    let columns = [
        column("point", Kind::Integer, Role::Identifier),
        column("cohesion", Kind::Number, Role::Value),
        column("probes", Kind::Integer, Role::Count),
        column("war", Kind::Boolean, Role::Indicator),
        column("first_probe", Kind::Integer, Role::EventTime),
    ];
    let mut summary = Summary::new(&columns, 24);
    let gap = f64::NAN;
    for (run, row) in [
        [0.0, 1.0, 2.0, 0.0, 3.0],
        [0.0, 2.0, 4.0, 1.0, 3.0],
        [0.0, gap, 6.0, gap, 5.0],
        [0.0, 6.0, 8.0, 0.0, gap],
    ]
    .iter()
    .enumerate()
    {
        summary.push(run as u64, row).unwrap();
    }
    let rows = summary.rows();
    let find = |statistic: &str, column: &str| {
        rows.iter()
            .find(|row| row.statistic == statistic && row.column == column)
            .unwrap()
    };
    assert_eq!(rows.len(), 6);
    let cohesion = find("mean", "cohesion");
    assert_eq!(
        (cohesion.estimate, cohesion.n, cohesion.n_missing),
        (3.0, 3, 1)
    );
    assert!((cohesion.std_error - (7.0f64 / 3.0).sqrt()).abs() < 1e-15);
    assert_eq!(find("mean", "probes").estimate, 5.0);
    assert_eq!(find("rate_per_year", "probes").estimate, 2.5);
    assert_eq!(find("share", "war").estimate, 1.0 / 3.0);
    assert_eq!(find("share", "war").n_missing, 1);
    let share = find("share_by_horizon", "first_probe");
    assert_eq!((share.estimate, share.n, share.n_missing), (0.75, 4, 1));
    // S falls to 1/2 in month 3 and to 1/4 in month 5.
    assert_eq!(find("median_time", "first_probe").estimate, 3.0);
    assert_eq!(summary.survival()[0].1[5].survival, 0.25);
}

#[test]
fn values_that_a_column_rules_out_name_their_run() {
    let wrong = [
        (column("a", Kind::Number, Role::Value), f64::INFINITY),
        (column("a", Kind::Integer, Role::Value), 1.5),
        (column("a", Kind::Integer, Role::Count), -1.0),
        (column("a", Kind::Boolean, Role::Indicator), 2.0),
        (column("a", Kind::Integer, Role::EventTime), 0.0),
        (column("a", Kind::Integer, Role::EventTime), 25.0),
    ];
    for (column, value) in wrong {
        let error = Summary::new(&[column], 24).push(17, &[value]).unwrap_err();
        assert!(
            error.to_string().starts_with("run 17, column `a`:"),
            "{error}"
        );
    }
}
