//! Accuracy against the platform's functions, behaviour at the edges, and equality of levels.

use super::*;
use crate::ensemble::lanes::Lanes;
use crate::ensemble::rng::uniform_at;
use crate::ensemble::simd::{at_each_level, simd};

const POINTS: u64 = 1_000_000;

/// Point number i of a random sample of (low, high); `sample` tells samples apart.
fn point(i: u64, sample: u16, low: f64, high: f64) -> f64 {
    low + (high - low) * uniform_at(1, i, 0, 0, 0, sample)
}

/// Distance of two doubles of equal sign in units in the last place.
fn ulps(a: f64, b: f64) -> u64 {
    a.to_bits().abs_diff(b.to_bits())
}

fn worst(sample: impl Fn(u64) -> f64, ours: fn(f64) -> f64, reference: fn(f64) -> f64) -> u64 {
    (0..POINTS)
        .map(|i| {
            let x = sample(i);
            ulps(ours(x), reference(x))
        })
        .max()
        .unwrap_or(u64::MAX)
}

/// 1/(1 + e^−x) with the rounding errors of sum and quotient put back.
fn logistic_reference(x: f64) -> f64 {
    let e = (-x.abs()).exp();
    let sum = 1.0 + e;
    let lost = e - (sum - 1.0);
    let top = if x < 0.0 { e } else { 1.0 };
    let quotient = top / sum;
    let rest = (-quotient).mul_add(sum, top) - quotient * lost;
    quotient + rest / sum
}

#[test]
fn exp_is_within_one_ulp_of_the_platform() {
    assert!(worst(|i| point(i, 0, -708.0, 709.0), exp, f64::exp) <= 1);
    assert!(worst(|i| point(i, 1, -1.0, 1.0), exp, f64::exp) <= 1);
}

#[test]
fn ln_is_within_one_ulp_of_the_platform() {
    assert!(worst(|i| point(i, 0, -708.0, 709.0).exp(), ln, f64::ln) <= 1);
    assert!(worst(|i| point(i, 1, 0.5, 2.0), ln, f64::ln) <= 1);
    assert!(worst(|i| point(i, 2, 1.0 - 1e-6, 1.0 + 1e-6), ln, f64::ln) <= 1);
}

#[test]
fn logistic_is_within_three_ulp_and_nearly_always_two() {
    let mut beyond_two = 0;
    for i in 0..POINTS {
        for x in [point(i, 0, -708.0, 709.0), point(i, 1, -8.0, 8.0)] {
            let error = ulps(logistic(x), logistic_reference(x));
            assert!(error <= 3, "x = {x}");
            beyond_two += u64::from(error > 2);
        }
    }
    assert!(beyond_two < 2 * POINTS / 100_000, "{beyond_two} points");
}

#[test]
fn softplus_is_within_three_ulp_down_its_lower_tail() {
    let reference = |x: f64| {
        let rest = (-x.abs()).exp().ln_1p();
        if x > 0.0 { x + rest } else { rest }
    };
    assert!(worst(|i| point(i, 0, -708.0, 709.0), ln_1p_exp, reference) <= 3);
    assert!(worst(|i| point(i, 1, -40.0, 40.0), ln_1p_exp, reference) <= 3);
    assert_eq!(ln_1p_exp(-700.0), exp(-700.0));
    assert_eq!(ln_1p_exp(800.0), 800.0);
}

#[test]
fn logit_undoes_logistic() {
    for i in 0..POINTS {
        let p = point(i, 0, 0.0, 1.0);
        let reference = (p / (1.0 - p)).ln();
        let error = (logit(p) - reference).abs();
        assert!(error <= 4e-16 * reference.abs().max(1.0), "p = {p}");
        let x = point(i, 1, -30.0, 0.0);
        assert!(
            (logit(logistic(x)) - x).abs() <= 1e-15 * (1.0 + x.abs()),
            "x = {x}"
        );
    }
    assert_eq!(logit(0.5), 0.0);
}

#[test]
fn exact_values_stay_exact() {
    assert_eq!(exp(0.0), 1.0);
    assert_eq!(exp(-0.0), 1.0);
    assert_eq!(ln(1.0), 0.0);
    assert_eq!(logistic(0.0), 0.5);
    assert_eq!(ln_1p_exp(0.0), core::f64::consts::LN_2);
    assert_eq!(sqrt(2.0), core::f64::consts::SQRT_2);
    for k in -1022..=1023 {
        let power = 2.0_f64.powi(k);
        assert!(k == 0 || ulps(ln(power), power.ln()) <= 1, "2^{k}");
        // ln is exact enough to give the exponent back.
        assert_eq!((ln(power) / core::f64::consts::LN_2).round(), f64::from(k));
    }
}

#[test]
fn arguments_outside_the_domain_give_the_documented_values() {
    assert_eq!(exp(-1e9), exp(-708.0));
    assert_eq!(exp(f64::NEG_INFINITY), exp(-708.0));
    assert_eq!(exp(1e9), exp(709.0));
    assert!(exp(-708.0) > f64::MIN_POSITIVE);
    assert!(exp(f64::INFINITY) < f64::MAX);

    for x in [0.0, -0.0, -1.0, f64::NEG_INFINITY, 5e-324] {
        assert_eq!(ln(x), ln(f64::MIN_POSITIVE), "x = {x}");
    }
    assert!((ln(0.0) + 708.396_418_532_264_1).abs() < 1e-12);
    assert!((ln(f64::INFINITY) - 709.782_712_893_384).abs() < 1e-12);
    assert_eq!(logit(0.0), ln(f64::MIN_POSITIVE));
    assert_eq!(logit(1.0), ln(f64::MAX));

    assert!(logistic(f64::NEG_INFINITY) > 0.0);
    assert_eq!(logistic(f64::INFINITY), 1.0);
    assert_eq!(ln_1p_exp(f64::NEG_INFINITY), exp(-708.0));
    assert_eq!(ln_1p_exp(f64::INFINITY), f64::INFINITY);

    for function in [exp, ln, logistic, logit, ln_1p_exp, sqrt] {
        assert!(function(f64::NAN).is_nan());
    }
}

#[test]
fn clamp_and_select_choose() {
    assert_eq!(clamp(2.0, 0.0, 1.0), 1.0);
    assert_eq!(clamp(-2.0, 0.0, 1.0), 0.0);
    assert_eq!(clamp(0.25, 0.0, 1.0), 0.25);
    assert!(clamp(f64::NAN, 0.0, 1.0).is_nan());
    assert_eq!(select(true, 1.0, 2.0), 1.0);
    assert_eq!(select(false, 1.0, 2.0), 2.0);
}

const L: usize = 128;

simd! {
    fn exp_lanes(x: &mut Lanes<L>) { x.update(|_, x| exp(x)); }
    fn ln_lanes(x: &mut Lanes<L>) { x.update(|_, x| ln(exp(x))); }
    fn logistic_lanes(x: &mut Lanes<L>) { x.update(|_, x| logistic(x)); }
    fn logit_lanes(x: &mut Lanes<L>) { x.update(|_, x| logit(x * (1.0 / 708.0))); }
    fn softplus_lanes(x: &mut Lanes<L>) { x.update(|_, x| ln_1p_exp(x)); }
    fn cdf_lanes(x: &mut Lanes<L>) { x.update(|_, x| normal_cdf(0.1 * x)); }
    fn quantile_lanes(x: &mut Lanes<L>) { x.update(|_, x| normal_quantile(x * (1.0 / 708.0))); }
    fn sqrt_lanes(x: &mut Lanes<L>) { x.update(|_, x| sqrt(select(x < 0.0, -x, x))); }
    fn clamp_lanes(x: &mut Lanes<L>) { x.update(|_, x| clamp(x, -100.0, 100.0)); }
}

#[test]
fn every_level_gives_the_bits_of_the_scalar_function() {
    type Case = (fn(&mut Lanes<L>), fn(f64) -> f64);
    let cases: [Case; 9] = [
        (exp_lanes, exp),
        (ln_lanes, |x| ln(exp(x))),
        (logistic_lanes, logistic),
        (logit_lanes, |x| logit(x * (1.0 / 708.0))),
        (softplus_lanes, ln_1p_exp),
        (cdf_lanes, |x| normal_cdf(0.1 * x)),
        (quantile_lanes, |x| normal_quantile(x * (1.0 / 708.0))),
        (sqrt_lanes, |x| sqrt(select(x < 0.0, -x, x))),
        (clamp_lanes, |x| clamp(x, -100.0, 100.0)),
    ];
    for block in 0..800 {
        let x = Lanes::<L>::from_fn(|k| point(block * L as u64 + k as u64, 9, -720.0, 720.0));
        for (lanes, scalar) in cases {
            let expected = x.0.map(|x| scalar(x).to_bits());
            for found in at_each_level(|| {
                let mut y = x;
                lanes(&mut y);
                y.0.map(f64::to_bits)
            }) {
                assert_eq!(found, expected);
            }
        }
    }
}

#[test]
fn the_central_cdf_has_the_bits_of_the_whole_one() {
    let steps = 100_000;
    for i in 0..=steps {
        let x = -CDF_FAR + 2.0 * CDF_FAR * f64::from(i) / f64::from(steps);
        assert_eq!(
            normal_cdf_central(x).to_bits(),
            normal_cdf(x).to_bits(),
            "{x}"
        );
    }
}
