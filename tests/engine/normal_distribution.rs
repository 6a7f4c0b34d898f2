//! The normal distribution against independent oracles; the scripts beside the tables made them.

use trilat::math::{normal_cdf, normal_quantile};

/// Rows of two numbers below a header.
fn table(text: &str) -> Vec<(f64, f64)> {
    text.lines()
        .skip(1)
        .map(|line| {
            let (a, b) = line.split_once(',').expect("two columns");
            (a.parse().expect("number"), b.parse().expect("number"))
        })
        .collect()
}

fn relative_error(found: f64, expected: f64) -> f64 {
    if expected == 0.0 {
        found.abs()
    } else {
        ((found - expected) / expected).abs()
    }
}

#[test]
fn quantile_agrees_with_python_to_1e_15() {
    let rows = table(include_str!("../fixtures/normal_quantile.csv"));
    assert!(rows.len() > 300);
    for (p, z) in rows {
        let found = normal_quantile(p);
        assert!(
            relative_error(found, z) <= 1e-15,
            "p = {p:e}: {found} instead of {z}"
        );
    }
}

#[test]
fn cdf_agrees_with_sixty_digit_arithmetic_to_1e_15() {
    let rows = table(include_str!("../fixtures/normal_cdf.csv"));
    assert!(rows.len() > 1_000);
    for (x, cdf) in rows {
        let found = normal_cdf(x);
        assert!(
            relative_error(found, cdf) <= 1e-15,
            "x = {x}: {found:e} instead of {cdf:e}"
        );
    }
}

#[test]
fn quantile_and_cdf_undo_each_other() {
    for i in 1..2_000 {
        let p = f64::from(i) / 2_000.0;
        assert!(
            (normal_cdf(normal_quantile(p)) - p).abs() < 4e-16,
            "p = {p}"
        );
        let z = f64::from(i - 1_600) / 50.0;
        if z < 0.0 {
            // An error e in Φ moves z by e·Φ/φ, which is small in the lower tail.
            let error = (normal_quantile(normal_cdf(z)) - z).abs();
            assert!(error < 2e-15 * z.abs().max(1.0), "z = {z}");
        }
    }
}

#[test]
fn symmetry_is_exact_on_the_grid_of_draws() {
    for i in 0..1_000_u64 {
        let p = (i as f64 + 0.5) / 4_503_599_627_370_496.0;
        assert_eq!(normal_quantile(1.0 - p), -normal_quantile(p));
        let p = (i as f64 + 0.5) / 1_024.0;
        assert_eq!(normal_quantile(1.0 - p), -normal_quantile(p));
    }
}

#[test]
fn ends_are_finite() {
    assert_eq!(normal_quantile(0.0), normal_quantile(f64::MIN_POSITIVE));
    assert_eq!(normal_quantile(-1.0), normal_quantile(0.0));
    assert_eq!(normal_quantile(1.0), -normal_quantile(0.0));
    assert_eq!(normal_quantile(2.0), -normal_quantile(0.0));
    assert!((normal_quantile(0.0) + 37.519_379_347).abs() < 1e-6);
    assert_eq!(normal_cdf(f64::NEG_INFINITY), normal_cdf(-37.5));
    assert!(normal_cdf(-37.5) > 4.6e-308);
    assert_eq!(normal_cdf(9.0), 1.0);
    assert_eq!(normal_cdf(f64::INFINITY), 1.0);
    assert_eq!(normal_cdf(0.0), 0.5);
    assert!(normal_quantile(f64::NAN).is_nan());
    assert!(normal_cdf(f64::NAN).is_nan());
}

#[test]
fn cdf_rises_across_its_cuts() {
    for cut in [-5.656_854_249_492_381, -0.662_91, 0.662_91] {
        let mut last = 0.0;
        for i in -200..=200 {
            let value = normal_cdf(cut + f64::from(i) * 1e-13);
            assert!(value > last, "x = {cut} + {i}e-13");
            last = value;
        }
    }
}
