//! Effects against definitions and known answers.

use super::*;
use crate::analysis::claims::Kind;
use crate::study::claims::Observable;

fn test(predicted: Prediction) -> Test {
    Test {
        name: "main".into(),
        kind: Kind::Finding,
        observable: Observable::parse("y").unwrap(),
        per: None,
        naive: None,
        predicted,
        margin: 0.01,
        by: None,
        vanishes: Vec::new(),
        unit: String::new(),
        says: String::new(),
    }
}

fn pair() -> Experiment {
    Experiment {
        claim: 0,
        variant: String::new(),
        ablation: String::new(),
        dose: None,
        arms: vec![(0, -1.0), (1, 1.0)],
        baseline: 0,
        window: 1,
    }
}

fn values(main: &[f64], second: &[f64]) -> Values {
    Values {
        main: main.to_vec(),
        second: second.to_vec(),
        by: Vec::new(),
    }
}

#[test]
fn pairs_without_a_value_are_left_out() {
    let (a, b) = (
        values(&[1.0, 2.0, f64::NAN, 4.0], &[]),
        values(&[2.0, 4.0, 1.0, f64::NAN], &[]),
    );
    let found = measure(&pair(), &test(Prediction::Up), &[&a, &b]);
    assert_eq!((found[0].effect.mean, found[0].effect.n), (1.5, 2));
    assert_eq!(found[0].baseline_mean, 1.5);
}

#[test]
fn a_lever_that_nothing_reads_is_zero_with_certainty() {
    let a = values(&[0.1, 0.2, 0.7], &[1.0, 2.0, 4.0]);
    let ratio = Test {
        per: Some(Observable::parse("x").unwrap()),
        ..test(Prediction::Up)
    };
    for test in [test(Prediction::Up), ratio] {
        assert!(measure(&pair(), &test, &[&a, &a])[0].effect.is_zero());
    }
}

/// Against the definition: ratios of sums, and the jackknife for their difference.
#[test]
fn a_ratio_of_totals_has_the_error_of_the_jackknife() {
    let n = 400;
    let noise = |k: usize, m: usize| ((k * m) % 101) as f64 / 101.0;
    let x: Vec<f64> = (0..n).map(|k| 2.0 + noise(k, 37)).collect();
    let y: Vec<f64> = (0..n).map(|k| noise(k, 53) * x[k]).collect();
    let z: Vec<f64> = (0..n).map(|k| y[k] + 0.3 * noise(k, 11)).collect();
    let (a, b) = (values(&y, &x), values(&z, &x));
    let ratio = Test {
        per: Some(Observable::parse("x").unwrap()),
        ..test(Prediction::Up)
    };
    let found = measure(&pair(), &ratio, &[&a, &b])[0].effect;
    let difference = |left_out: usize| {
        let sum = |v: &[f64]| {
            v.iter()
                .enumerate()
                .filter(|(k, _)| *k != left_out)
                .map(|(_, x)| x)
                .sum::<f64>()
        };
        (sum(&z) - sum(&y)) / sum(&x)
    };
    let all: Vec<f64> = (0..n).map(difference).collect();
    let mean = all.iter().sum::<f64>() / n as f64;
    let squares: f64 = all.iter().map(|d| (d - mean) * (d - mean)).sum();
    let jackknife = ((n - 1) as f64 / n as f64 * squares).sqrt();
    assert!((found.mean - difference(usize::MAX)).abs() < 1e-12);
    assert!(
        (found.se / jackknife - 1.0).abs() < 0.01,
        "{} {jackknife}",
        found.se
    );
}

/// y = 2x + confounder, where the lever moves x alone: the naive slope is 2 plus the confounder's.
#[test]
fn the_bias_of_a_naive_slope_is_what_was_put_in() {
    let n = 2000;
    let noise = |k: usize, m: usize| ((k * m) % 1009) as f64 / 1009.0 - 0.5;
    let c: Vec<f64> = (0..n).map(|k| noise(k, 37)).collect();
    let x: Vec<f64> = (0..n).map(|k| c[k] + noise(k, 211)).collect();
    let y: Vec<f64> = (0..n).map(|k| 2.0 * x[k] - 3.0 * c[k]).collect();
    let moved_x: Vec<f64> = x.iter().map(|x| x - 0.2).collect();
    let moved_y: Vec<f64> = y.iter().map(|y| y - 0.4).collect();
    let naive = Test {
        naive: Some(Observable::parse("x").unwrap()),
        ..test(Prediction::Up)
    };
    let (a, b) = (values(&y, &x), values(&moved_y, &moved_x));
    let found = measure(&pair(), &naive, &[&a, &b])[0].effect;
    // Half of the variance of x is the confounder's.
    assert!((found.mean + 1.5).abs() < 0.05, "{}", found.mean);
    assert!(found.se < 0.05);
}

#[test]
fn strata_are_told_apart_by_the_baseline() {
    let by = Test {
        by: Some("z".into()),
        ..test(Prediction::Up)
    };
    let a = Values {
        by: vec![1.0, 0.9, 0.0, 0.2],
        ..values(&[0.0; 4], &[])
    };
    let b = values(&[3.0, 1.0, -1.0, -2.0], &[]);
    let found = measure(&pair(), &by, &[&a, &b]);
    let means: Vec<f64> = found.iter().map(|m| m.effect.mean).collect();
    assert_eq!(means, [0.25, 2.0, -1.5]);
}
