use super::*;
use crate::record::Kind;

fn column(name: &str, kind: Kind, role: Role) -> Column {
    Column {
        name: name.into(),
        kind,
        role,
        unit: "months".into(),
        description: String::new(),
    }
}

fn contrast(pairs: &[(f64, f64)]) -> Contrast {
    let column = column("x", Kind::Number, Role::Value);
    let mut all = Contrasts::new(&[column], 12);
    for (run, &(a, b)) in pairs.iter().enumerate() {
        all.push(run as u64, 0, a, b).unwrap();
    }
    all.contrasts(1.0).remove(0)
}

/// Differences 1, 2, 3 by hand: mean 2, variance 1, se 1/√3, t(2) = 4.302652729749.
#[test]
fn three_pairs_by_hand() {
    let found = contrast(&[(10.0, 11.0), (f64::NAN, 1.0), (12.0, 14.0), (11.0, 14.0)]);
    assert_eq!((found.n, found.n_missing, found.n_different), (3, 1, 3));
    assert_eq!((found.mean_baseline, found.mean_scenario), (11.0, 13.0));
    assert_eq!(found.effect, 2.0);
    assert!((found.std_error - 1.0 / 3.0f64.sqrt()).abs() < 1e-15);
    let reach = 4.302_652_729_749_46 / 3.0f64.sqrt();
    assert!((found.ci_high - 2.0 - reach).abs() < 1e-11);
    // Variances 1 and 3, so (1 + 3)/1; covariance (1 + 3 − 1)/2.
    assert!((found.variance_reduction - 4.0).abs() < 1e-14);
    assert!((found.correlation - 1.5 / 3.0f64.sqrt()).abs() < 1e-15);
    assert!((found.effect_in_sd - 2.0 / 2.0f64.sqrt()).abs() < 1e-15);
}

#[test]
fn equal_pairs_are_said_to_be_equal() {
    let found = contrast(&[(0.3, 0.3), (0.1, 0.1), (-4.0, -4.0)]);
    assert!(found.identical());
    assert_eq!((found.effect, found.ci_low, found.ci_high), (0.0, 0.0, 0.0));
    assert_eq!((found.relative_low, found.relative_high), (0.0, 0.0));
    assert_eq!(found.correlation, 1.0);
    assert!(found.variance_reduction.is_nan());
    assert_eq!(found.pairs_needed, Some(2));
    // Same mean, other runs: not identical.
    let cancelled = contrast(&[(0.0, 1.0), (1.0, 0.0), (2.0, 3.0), (1.0, 0.0), (3.0, 3.0)]);
    assert_eq!(cancelled.effect, 0.0);
    assert!(!cancelled.identical());
    assert!(!contrast(&[(f64::NAN, 1.0)]).identical());
}

#[test]
fn constants_have_no_correlation_and_zero_no_relative_effect() {
    let found = contrast(&[(0.0, 2.0), (0.0, 2.0)]);
    assert_eq!((found.effect, found.std_error), (2.0, 0.0));
    assert!(found.correlation.is_nan() && found.effect_in_sd.is_nan());
    assert!(found.relative.is_nan() && found.relative_low.is_nan());
    assert_eq!(found.pairs_needed, None);
    let none = contrast(&[]);
    assert!(none.effect.is_nan() && none.mean_baseline.is_nan() && none.n == 0);
    let one = contrast(&[(2.0, 3.0)]);
    assert_eq!((one.effect, one.relative), (1.0, 50.0));
    assert!(one.ci_low.is_nan() && one.relative_low.is_nan());
}

#[test]
fn a_baseline_that_may_be_zero_bounds_no_ratio() {
    let found = contrast(&[(1.0, 2.0), (-1.0, 2.0), (2.0, 1.0), (-1.5, 1.0)]);
    assert!(found.relative.is_finite() && found.relative_low.is_nan());
}

#[test]
fn a_negative_baseline_keeps_the_sign_of_the_effect() {
    let pairs = [(10.0, 11.0), (12.0, 14.0), (11.0, 14.0), (10.5, 11.0)];
    let mirrored = pairs.map(|(a, b)| (-a, -b));
    let (plain, mirror) = (contrast(&pairs), contrast(&mirrored));
    assert_eq!(plain.relative, -mirror.relative);
    assert!((plain.relative_low + mirror.relative_high).abs() < 1e-12);
}

#[test]
fn event_times_are_contrasted_by_share_and_restricted_mean() {
    let column = column("first_war", Kind::Integer, Role::EventTime);
    let mut all = Contrasts::new(&[column], 12);
    let never = f64::NAN;
    for (run, (a, b)) in [(3.0, 5.0), (never, 12.0), (never, never), (6.0, never)]
        .into_iter()
        .enumerate()
    {
        all.push(run as u64, 0, a, b).unwrap();
    }
    let found = all.contrasts(1.0);
    assert_eq!(found[0].statistic, "share_by_horizon");
    assert_eq!((found[0].mean_baseline, found[0].mean_scenario), (0.5, 0.5));
    assert_eq!((found[0].n_different, found[0].n_missing), (2, 0));
    assert_eq!(found[1].statistic, "restricted_mean");
    // (3 + 12 + 12 + 6)/4 and (5 + 12 + 12 + 12)/4.
    assert_eq!(
        (found[1].mean_baseline, found[1].mean_scenario),
        (8.25, 10.25)
    );
    let error = all.push(9, 0, 13.0, never).unwrap_err();
    assert!(error.to_string().starts_with("run 9, column `first_war`"));
}
