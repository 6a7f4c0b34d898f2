//! Chance and parameters kept apart: simulated outputs whose variances are known.

use rand::RngExt;
use trilat::analysis::sensitivity::Responses;
use trilat::analysis::sensitivity::layout::{Step, Steps};
use trilat::analysis::sensitivity::noise::Numbers;
use trilat::ensemble::rng::StreamRng;

use super::support::{
    bootstrap, components, generator, morris, ofat, radial, radial_points, regression, sobol,
    values,
};

/// A deviate of mean 0 and variance 1.
fn deviate(rng: &mut StreamRng) -> f64 {
    12.0_f64.sqrt() * (rng.random::<f64>() - 0.5)
}

/// Y(x, r) = 2u₁ + u₂ + common g(r) + slope(r)·u₃ + noise: E[Y | x] = 2u₁ + u₂, so S1 = ST = 0.8, 0.2, 0.
/// The third factor acts in each replicate and not on average. Alone at each point, g has variance 1
/// instead of 9.
fn noisy(
    points: &[Vec<f64>],
    replicates: usize,
    shared: bool,
    rng: &mut StreamRng,
) -> Vec<Vec<f64>> {
    let common: Vec<(f64, f64)> = (0..replicates)
        .map(|_| (3.0 * deviate(rng), 2.0 * deviate(rng)))
        .collect();
    let at = |u: &Vec<f64>| {
        let mut run = |r: usize| {
            let (g, slope) = match shared {
                true => common[r],
                false => (deviate(rng), 2.0 * deviate(rng)),
            };
            10.0 + 2.0 * u[0] + u[1] + g + slope * u[2] + 0.5 * deviate(rng)
        };
        (0..replicates).map(&mut run).collect()
    };
    points.iter().map(at).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[test]
fn indices_are_those_of_the_mean_output_whatever_replicates_share() {
    for (shared, numbers) in [(true, Numbers::Shared), (false, Numbers::Independent)] {
        let mut sums = vec![Vec::new(); 6];
        for seed in 0..60 {
            let points: Vec<Vec<f64>> = radial_points(seed, 3, 512, false)
                .iter()
                .map(<[f64]>::to_vec)
                .collect();
            let mut rng = generator(seed);
            let y = Responses::new(&noisy(&points, 8, shared, &mut rng)).unwrap();
            let found = sobol(&y, radial(3, false), numbers, &bootstrap(2, seed));
            for (sum, index) in sums.iter_mut().zip(&found) {
                sum.push(index.estimate.value);
            }
        }
        let wanted = [0.8, 0.2, 0.0, 0.8, 0.2, 0.0];
        for (found, wanted) in sums.iter().zip(wanted) {
            let m = mean(found);
            let spread: f64 = found.iter().map(|x| (x - m).powi(2)).sum::<f64>() / 59.0;
            let error = (spread / 60.0).sqrt();
            println!("shared {shared}: {m:.4} ± {error:.4} for {wanted}");
            // A ratio of estimates has a bias of its own, of the order of its relative variance.
            assert!(
                (m - wanted).abs() < 3.5 * error + 0.02,
                "{m} ± {error} for {wanted}"
            );
            assert!(error < 0.06, "{error}");
        }
    }
}

#[test]
fn without_correction_noise_would_show_in_the_indices() {
    // The same outputs, averaged first: the third factor seems to matter.
    let points: Vec<Vec<f64>> = radial_points(1, 3, 1024, false)
        .iter()
        .map(<[f64]>::to_vec)
        .collect();
    let mut rng = generator(1);
    let y = noisy(&points, 8, true, &mut rng);
    let averaged: Vec<f64> = y.iter().map(|point| mean(point)).collect();
    let plain = sobol(
        &Responses::single(&averaged),
        radial(3, false),
        Numbers::Shared,
        &bootstrap(2, 1),
    );
    assert!(values(&plain, "ST")[2] > 0.05);
}

#[test]
fn components_of_variance_are_unbiased_and_held_by_their_intervals() {
    // f = 2u₁ + u₂: variance 5/12.
    for (shared, numbers) in [(true, Numbers::Shared), (false, Numbers::Independent)] {
        let (mut parameters, mut within, mut replicate, mut held) = (vec![], vec![], vec![], 0);
        for seed in 0..100 {
            let mut rng = generator(500 + seed);
            let points: Vec<Vec<f64>> = (0..60)
                .map(|_| (0..3).map(|_| rng.random()).collect())
                .collect();
            let y = Responses::new(&noisy(&points, 40, shared, &mut rng)).unwrap();
            let cluster: Vec<usize> = (0..60).collect();
            let found = components(&y, &cluster, numbers, &bootstrap(1000, seed));
            let value = |name: &str| found.iter().find(|c| c.name == name).unwrap().variance;
            parameters.push(value("parameters").value);
            replicate.push(value("replicate").value);
            within.push(value("replicate").value + value("residual").value);
            let e = value("parameters");
            held += u64::from(e.ci_low < 5.0 / 12.0 && 5.0 / 12.0 < e.ci_high);
            let shares: f64 = found.iter().take(3).map(|c| c.share.value).sum();
            assert!((shares - 1.0).abs() < 1e-12);
        }
        // Within a point: 9 + 4 E u₃² + 0.25; at every point alike: 9 + 4 (E u₃)².
        let wanted_within = if shared { 9.0 } else { 1.0 } + 4.0 / 3.0 + 0.25;
        let wanted_shared = if shared { 10.0 } else { 0.0 };
        println!(
            "shared {shared}: parameters {:.3}, within {:.3}, replicate {:.3}, held {held}",
            mean(&parameters),
            mean(&within),
            mean(&replicate)
        );
        assert!((mean(&parameters) - 5.0 / 12.0).abs() < 0.03);
        assert!((mean(&within) - wanted_within).abs() < 0.5);
        assert!((mean(&replicate) - wanted_shared).abs() < 0.5);
        assert!(held >= 88, "{held}");
    }
}

#[test]
fn intervals_under_common_numbers_include_the_noise_of_replicates() {
    // Ten replicates shared by all points: more points do not help against their noise, and the intervals
    // must know it.
    let mut held = [0; 3];
    for seed in 0..100 {
        let points: Vec<Vec<f64>> = radial_points(seed, 3, 128, false)
            .iter()
            .map(<[f64]>::to_vec)
            .collect();
        let mut rng = generator(9000 + seed);
        let y = Responses::new(&noisy(&points, 10, true, &mut rng)).unwrap();
        let found = sobol(
            &y,
            radial(3, false),
            Numbers::Shared,
            &bootstrap(1000, seed),
        );
        for (held, (index, wanted)) in held.iter_mut().zip(found.iter().zip([0.8, 0.2, 0.0])) {
            let e = index.estimate;
            *held += u64::from(e.ci_low <= wanted && wanted <= e.ci_high);
        }
    }
    println!("held {held:?} of 100");
    assert!(held.iter().all(|held| *held >= 88), "{held:?}");
}

#[test]
fn morris_sigma_is_without_noise_and_noise_has_its_own_mu_star() {
    // y = u₁, one step of 0.5 in each of 200 trajectories; noise of variance 1 in every run.
    let mut rng = generator(3);
    let mut points = Vec::new();
    let mut steps = Vec::new();
    for t in 0..200 {
        let start = 0.5 * f64::from(t % 2);
        for u in [start, 0.5 - start] {
            points.push((0..20).map(|_| 4.0 * u + deviate(&mut rng)).collect());
        }
        steps.push(Step {
            from: 2 * t as usize,
            to: 2 * t as usize + 1,
            delta: 0.5 - 2.0 * start,
        });
    }
    let steps = Steps {
        groups: 1,
        steps,
        joint: vec![false],
    };
    let y = Responses::new(&points).unwrap();
    let found = morris(&y, &steps, Numbers::Independent, &bootstrap(1000, 1));
    let value = |kind| values(&found, kind)[0];
    assert!((value("mu") - 4.0).abs() < 0.2);
    // Averaging 20 runs leaves effects a standard deviation of √(2/20)/0.5 = 0.632.
    assert!(value("sigma") < 0.3, "{}", value("sigma"));
    let noise = 0.632_456 * (2.0 / std::f64::consts::PI).sqrt();
    assert!(
        (value("mu_star_noise") - noise).abs() < 0.03,
        "{}",
        value("mu_star_noise")
    );
}

#[test]
fn regressions_are_of_the_mean_output() {
    let mut rng = generator(8);
    let points: Vec<Vec<f64>> = (0..400)
        .map(|_| (0..3).map(|_| rng.random()).collect())
        .collect();
    let columns: Vec<Vec<f64>> = (0..3)
        .map(|k| points.iter().map(|u| u[k]).collect())
        .collect();
    let y = Responses::new(&noisy(&points, 100, true, &mut rng)).unwrap();
    let found = regression(&columns, &y, Numbers::Shared, &bootstrap(1000, 1));
    let wanted = [0.8_f64.sqrt(), 0.2_f64.sqrt(), 0.0, 1.0];
    for (index, wanted) in found.iter().zip(wanted) {
        let e = index.estimate;
        assert!(
            e.ci_low - 0.05 < wanted && wanted < e.ci_high + 0.05,
            "{index:?}"
        );
        assert!((e.value - wanted).abs() < 0.35, "{index:?}");
    }
}

#[test]
fn one_at_a_time_is_paired_under_common_numbers() {
    // Three points: baseline, baseline + 1 exactly, and noise of its own.
    let mut rng = generator(4);
    let base: Vec<f64> = (0..50).map(|_| 5.0 * deviate(&mut rng)).collect();
    let points = vec![
        base.clone(),
        base.iter().map(|y| y + 1.0).collect(),
        base.iter().map(|y| y + deviate(&mut rng)).collect(),
    ];
    let y = Responses::new(&points).unwrap();
    let departs = [None, Some(0), Some(1)];
    let paired = ofat(&y, &departs, Numbers::Shared, &bootstrap(1000, 1));
    let apart = ofat(&y, &departs, Numbers::Independent, &bootstrap(1000, 1));
    let width = |found: &[trilat::analysis::sensitivity::Index], at: usize| {
        found[at].estimate.ci_high - found[at].estimate.ci_low
    };
    assert!((paired[0].estimate.value - 1.0).abs() < 1e-12);
    assert!(width(&paired, 0) < 1e-12);
    assert!(width(&apart, 0) > 3.0);
    // 2 · 1.96 / √50 = 0.554.
    assert!(
        (width(&paired, 1) - 0.554).abs() < 0.15,
        "{}",
        width(&paired, 1)
    );
    assert_eq!(paired[2].kind, "range");
    assert!((paired[2].estimate.value - 1.0).abs() < 1e-12);
}
