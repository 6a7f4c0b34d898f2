//! Functions whose indices are known, and whether intervals hold them.

use std::sync::atomic::{AtomicBool, Ordering};

use trilat::analysis::sensitivity::noise::Numbers;
use trilat::analysis::sensitivity::sobol as library;
use trilat::analysis::sensitivity::{Responses, reason};
use trilat::watch::{Stopped, Ticker};

use super::support::{
    bootstrap, generator, ishigami, ishigami_indices, radial, radial_points, sobol, values,
};

fn near(found: &[f64], wanted: &[f64], tolerance: f64) {
    assert_eq!(found.len(), wanted.len());
    for (found, wanted) in found.iter().zip(wanted) {
        assert!((found - wanted).abs() < tolerance, "{found} for {wanted}");
    }
}

#[test]
fn ishigami_has_its_indices() {
    let points = radial_points(1, 3, 1 << 14, true);
    let y: Vec<f64> = points.iter().map(ishigami).collect();
    let found = sobol(
        &Responses::single(&y),
        radial(3, true),
        Numbers::Shared,
        &bootstrap(2, 1),
    );
    let wanted = ishigami_indices();
    near(&values(&found, "S1"), &wanted[..3], 0.004);
    near(&values(&found, "ST"), &wanted[3..6], 0.002);
    near(&values(&found, "S2"), &wanted[6..], 0.008);
}

#[test]
fn the_g_function_has_its_indices() {
    // Π (|4u − 2| + aᵢ)/(1 + aᵢ): Vᵢ = 1/(3 (1 + aᵢ)²), V = Π (1 + Vᵢ) − 1 (Saltelli and Sobol' 1995).
    let a = [0.0, 0.5, 3.0, 9.0, 99.0];
    let points = radial_points(2, a.len(), 1 << 14, false);
    let factor = |(u, a): (&f64, &f64)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a);
    let y: Vec<f64> = points
        .iter()
        .map(|u| u.iter().zip(&a).map(factor).product())
        .collect();
    let part: Vec<f64> = a
        .iter()
        .map(|a| 1.0 / (3.0 * (1.0_f64 + a).powi(2)))
        .collect();
    let product: f64 = part.iter().map(|v| 1.0 + v).product();
    let first: Vec<f64> = part.iter().map(|v| v / (product - 1.0)).collect();
    let total: Vec<f64> = part
        .iter()
        .map(|v| v * product / (1.0 + v) / (product - 1.0))
        .collect();
    let found = sobol(
        &Responses::single(&y),
        radial(a.len(), false),
        Numbers::Shared,
        &bootstrap(2, 1),
    );
    near(&values(&found, "S1"), &first, 0.006);
    near(&values(&found, "ST"), &total, 0.004);
}

/// Of 200 designs of 4,096 base samples, how many intervals hold each index. Percentile intervals treat
/// samples as independent; scrambled Sobol' points err less than that, so nearly all should.
#[test]
fn intervals_hold_the_true_indices() {
    const SEEDS: u64 = 200;
    let wanted = ishigami_indices();
    let mut held = vec![0; wanted.len()];
    for seed in 0..SEEDS {
        let points = radial_points(1000 + seed, 3, 4096, true);
        let y: Vec<f64> = points.iter().map(ishigami).collect();
        let found = sobol(
            &Responses::single(&y),
            radial(3, true),
            Numbers::Shared,
            &bootstrap(1000, seed),
        );
        for ((held, wanted), index) in held.iter_mut().zip(&wanted).zip(&found) {
            let e = index.estimate;
            assert!(e.ci_low < e.ci_high && e.std_error > 0.0);
            *held += u64::from(e.ci_low <= *wanted && *wanted <= e.ci_high);
        }
    }
    println!("held in {held:?} of {SEEDS}");
    assert!(held.iter().all(|held| *held >= 180), "{held:?}");
}

/// The same with random points, where intervals have no slack: neither too narrow nor too wide.
#[test]
fn intervals_of_independent_samples_hold_nineteen_of_twenty() {
    use rand::RngExt;
    const SEEDS: u64 = 400;
    let wanted = ishigami_indices();
    let mut held = vec![0_u64; 6];
    for seed in 0..SEEDS {
        let mut rng = generator(seed);
        let base = (0..500 * 6).map(|_| rng.random::<f64>()).collect();
        let base = trilat::study::design::UnitPoints::new(6, base);
        let points = trilat::study::design::saltelli::saltelli(&base, &[0, 1, 2], false);
        let y: Vec<f64> = points.iter().map(ishigami).collect();
        let found = sobol(
            &Responses::single(&y),
            radial(3, false),
            Numbers::Shared,
            &bootstrap(1000, seed),
        );
        for ((held, wanted), index) in held.iter_mut().zip(&wanted).zip(&found) {
            let e = index.estimate;
            *held += u64::from(e.ci_low <= *wanted && *wanted <= e.ci_high);
        }
    }
    // 95 % of 400 is 380; four standard deviations of a binomial are 17.
    println!("held in {held:?} of {SEEDS}");
    assert!(
        held.iter().all(|held| (363..=397).contains(held)),
        "{held:?}"
    );
}

#[test]
fn a_constant_output_has_no_index_and_says_why() {
    let y = Responses::single(&[4.0; 50]);
    for index in sobol(&y, radial(3, false), Numbers::Shared, &bootstrap(1000, 1)) {
        assert!(index.estimate.value.is_nan() && index.estimate.ci_low.is_nan());
        assert_eq!(index.note, reason::CONSTANT);
    }
}

#[test]
fn threads_do_not_matter() {
    let points = radial_points(3, 3, 64, true);
    let y = Responses::single(&points.iter().map(ishigami).collect::<Vec<_>>());
    let with = |threads| {
        let bootstrap = trilat::analysis::sensitivity::Bootstrap {
            threads,
            ..bootstrap(1001, 9)
        };
        sobol(&y, radial(3, true), Numbers::Shared, &bootstrap)
    };
    assert_eq!(with(1), with(7));
    assert_eq!(with(1), with(5000));
}

#[test]
fn resamples_are_told_and_can_be_stopped() {
    let points = radial_points(1, 3, 64, false);
    let y: Vec<f64> = points.iter().map(ishigami).collect();
    let y = Responses::single(&y);
    let (layout, bootstrap) = (radial(3, false), bootstrap(4_000, 1));
    let indices = |told: &mut Vec<u64>, at: u64| {
        let stop = AtomicBool::new(at == 0);
        let mut tell = |done| {
            told.push(done);
            stop.store(done >= at, Ordering::Relaxed);
        };
        let ticker = &mut Ticker::new(&mut tell, &stop);
        library::sobol(&y, layout, Numbers::Shared, &bootstrap, ticker)
    };
    let mut told = Vec::new();
    assert!(indices(&mut told, u64::MAX).is_ok());
    assert!(told.is_sorted() && told.last() == Some(&4_000));
    told.clear();
    // Each thread does the resample that it has in hand.
    assert_eq!(indices(&mut told, 0), Err(Stopped));
    assert_eq!(told.last(), Some(&2));
}
