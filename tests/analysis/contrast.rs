//! Paired contrasts against SciPy and lifelines (`tests/fixtures/make_contrast.py`), and under streaming.

use std::path::Path;

use trilat::analysis::contrast::{Contrast, Contrasts};
use trilat::record::{Column, Kind, Role};

const HORIZON: usize = 36;

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

fn contrasts(sample: &str, data: &[Vec<String>]) -> Vec<Contrast> {
    let rows: Vec<&Vec<String>> = data.iter().filter(|row| row[0] == sample).collect();
    let (kind, role) = match rows[0][1].as_str() {
        "value" => (Kind::Number, Role::Value),
        "indicator" => (Kind::Boolean, Role::Indicator),
        _ => (Kind::Integer, Role::EventTime),
    };
    let column = Column {
        name: sample.into(),
        kind,
        role,
        unit: "months".into(),
        description: "A test column.".into(),
    };
    let value = |text: &str| {
        if text.is_empty() {
            f64::NAN
        } else {
            text.parse().unwrap()
        }
    };
    let mut all = Contrasts::new(&[column], HORIZON);
    for (run, row) in rows.iter().enumerate() {
        all.push(run as u64, 0, value(&row[2]), value(&row[3]))
            .unwrap();
    }
    all.contrasts(1.0)
}

#[test]
fn contrasts_agree_with_scipy_and_lifelines() {
    let (data, expected) = (fixture("contrast_data.csv"), fixture("contrast.csv"));
    assert_eq!(expected.len(), 6);
    for row in &expected {
        let (sample, statistic) = (row[0].as_str(), row[1].as_str());
        let all = contrasts(sample, &data);
        let found = all.iter().find(|c| c.statistic == statistic).unwrap();
        let counts = [found.n, found.n_missing, found.n_different];
        assert_eq!(counts.map(|n| n.to_string()), row[2..5], "{sample}");
        let ours = [
            found.mean_baseline,
            found.mean_scenario,
            found.effect,
            found.std_error,
            found.ci_low,
            found.ci_high,
            found.relative,
            found.relative_low,
            found.relative_high,
            found.effect_in_sd,
            found.correlation,
            found.variance_reduction,
        ];
        for (k, (ours, theirs)) in ours.iter().zip(&row[5..17]).enumerate() {
            let theirs: f64 = theirs.parse().unwrap();
            let error = (ours - theirs).abs();
            assert!(
                error <= 2e-11 * theirs.abs(),
                "{sample} {statistic} {k}: {ours} against {theirs}"
            );
        }
        let needed = [found.pairs_needed, found.independent_needed];
        assert_eq!(needed.map(|n| n.unwrap().to_string()), row[17..19]);
        assert!(!found.identical());
    }
}

/// A level of 1e9 with differences of 1e-3: naive sums of squares would lose them all.
#[test]
fn small_differences_of_large_values_keep_their_digits() {
    let column = Column {
        name: "x".into(),
        kind: Kind::Number,
        role: Role::Value,
        unit: "1".into(),
        description: "A test column.".into(),
    };
    let mut all = Contrasts::new(&[column], HORIZON);
    for run in 0..1000_u64 {
        let a = 1e9 + (run % 17) as f64;
        // Dyadic, so that the difference is exact.
        let d = [1.0, 2.0, 3.0, 2.0][(run % 4) as usize] / 1024.0;
        all.push(run, 0, a, a + d).unwrap();
    }
    let found = &all.contrasts(1.0)[0];
    assert_eq!(found.effect, 2.0 / 1024.0);
    let variance = 500.0 / 999.0 / 1024.0 / 1024.0;
    assert!((found.std_error / (variance / 1000.0_f64).sqrt() - 1.0).abs() < 1e-12);
}
