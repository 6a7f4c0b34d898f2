//! Scores against scoringrules, properscoring, SciPy and statsmodels (`tests/fixtures/make_scores.py`).

use trilat::analysis::interval::student_t_p;
use trilat::analysis::score::contest::Forecast;
use trilat::analysis::score::diebold_mariano::diebold_mariano;
use trilat::analysis::score::hac::newey_west;
use trilat::analysis::score::log_score::log_score;
use trilat::analysis::score::pit::{Place, histogram, place};
use trilat::analysis::score::{CountSample, Predictive, coverage, crps, evaluate};
use trilat::scenario::Month;

use super::{close, fixture, number};

#[test]
fn known_distributions_score_as_elsewhere() {
    let rows = fixture("score_distributions.csv");
    assert_eq!(rows.len(), 37);
    for row in rows {
        let (mean, observed) = (number(&row[1]), row[3].parse().unwrap());
        let forecast = match row[0].as_str() {
            "poisson" => Predictive::poisson(mean),
            _ => Predictive::negative_binomial(mean, number(&row[2])),
        }
        .unwrap();
        let what = row.join(",");
        close(
            log_score(&forecast, observed),
            number(&row[4]),
            1e-12,
            &what,
        );
        close(
            crps::crps(&forecast, observed),
            number(&row[5]),
            1e-10,
            &what,
        );
        close(
            place(&forecast, observed).upto,
            number(&row[6]),
            1e-12,
            &what,
        );
    }
}

#[test]
fn samples_score_as_elsewhere() {
    let rows = fixture("score_samples.csv");
    assert_eq!(rows.len(), 9);
    for row in rows {
        let counts = row[0].split(' ').map(|k| k.parse().unwrap()).collect();
        let sample = CountSample::new(counts).unwrap();
        let observed = row[1].parse().unwrap();
        close(
            crps::empirical(&sample, observed),
            number(&row[2]),
            1e-12,
            &row[0],
        );
        close(
            crps::fair(&sample, observed),
            number(&row[3]),
            1e-12,
            &row[0],
        );
    }
}

/// What makes the fair estimate fair: over all samples of two it averages to the score of the
/// distribution that they are drawn from, which the empirical one does not.
#[test]
fn the_fair_estimate_is_unbiased() {
    let mass = [0.5, 0.3, 0.2];
    let truth = Predictive::mass(mass.to_vec()).unwrap();
    for observed in 0..4 {
        let (mut fair, mut empirical) = (0.0, 0.0);
        for (a, p) in mass.iter().enumerate() {
            for (b, q) in mass.iter().enumerate() {
                let sample = CountSample::new(vec![a as u64, b as u64]).unwrap();
                fair += p * q * crps::fair(&sample, observed);
                empirical += p * q * crps::empirical(&sample, observed);
            }
        }
        let exact = crps::crps(&truth, observed);
        close(fair, exact, 1e-12, "fair");
        assert!(empirical > exact + 0.1);
    }
}

#[test]
fn differences_are_tested_as_by_statsmodels() {
    let rows = fixture("score_dm.csv");
    assert_eq!(rows.len(), 4);
    for row in rows {
        let values: Vec<f64> = row[0].split(' ').map(number).collect();
        let (lags, horizon) = (row[1].parse().unwrap(), row[2].parse().unwrap());
        close(
            newey_west(&values, lags).std_error,
            number(&row[3]),
            1e-12,
            "error",
        );
        let found = diebold_mariano(&values, horizon, lags);
        close(found.statistic, number(&row[4]), 1e-12, "statistic");
        close(found.p_value, number(&row[5]), 1e-11, "p");
    }
    close(student_t_p(0.0, 7), 1.0, 1e-15, "p at 0");
}

/// A difference of nothing but noise is called significant about as often as promised.
#[test]
fn the_test_keeps_its_size() {
    let mut state = 7_u64;
    let mut uniform = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let trials = 2000;
    let rejected = (0..trials)
        .filter(|_| {
            let values: Vec<f64> = (0..24).map(|_| uniform() + uniform() - 1.0).collect();
            diebold_mariano(&values, 1, 0).p_value < 0.05
        })
        .count();
    let share = rejected as f64 / f64::from(trials);
    assert!((share - 0.05).abs() < 0.015, "{share}");
}

#[test]
fn right_forecasts_look_right() {
    let truth = Predictive::negative_binomial(0.9, 0.9).unwrap();
    let mass = truth.table();
    // Every count as often as the forecast says, in 10,000 months.
    let mut observed = Vec::new();
    for (k, p) in mass.iter().enumerate() {
        observed.extend(std::iter::repeat_n(
            k as u64,
            (p * 10_000.0).round() as usize,
        ));
    }
    let places: Vec<Place> = observed.iter().map(|&k| place(&truth, k)).collect();
    for share in histogram(&places, 10) {
        assert!((share - 0.1).abs() < 0.002, "{share}");
    }
    let draws: Vec<f64> = places
        .iter()
        .enumerate()
        .map(|(at, place)| place.randomised(3, Month::FIRST.plus(at as i32)))
        .collect();
    let below = |u: f64| draws.iter().filter(|&&d| d < u).count() as f64 / draws.len() as f64;
    for u in [0.1, 0.3, 0.5, 0.7, 0.9] {
        assert!((below(u) - u).abs() < 0.015, "{u}: {}", below(u));
    }
    for level in [0.5, 0.95] {
        let interval = coverage::central(&truth, level);
        let held = observed.iter().filter(|&&k| interval.holds(k)).count() as f64;
        assert!((held / observed.len() as f64 - interval.probability).abs() < 0.002);
        assert!(interval.probability >= level);
    }
}

#[test]
fn a_month_is_scored_in_all_ways() {
    let forecast = Forecast {
        month: "2020-03".parse().unwrap(),
        predictive: Predictive::sample(vec![0, 0, 1, 3]).unwrap(),
    };
    let scored = evaluate::score(forecast.month, &forecast.predictive, 1);
    assert_eq!((scored.mean, scored.any), (1.0, 0.5));
    assert_eq!(scored.brier, 0.25);
    assert_eq!(scored.absolute_error, 0.0);
    // One of four, and a geometric tail of mean 1 at 1: ½ · ½.
    close(scored.log_score, (1.25_f64 / 5.0).ln(), 1e-14, "log");
    // E|X − 1| = 1; ½ E|X − X′| from the six pairs.
    let pairs = [0.0, 1.0, 3.0, 1.0, 3.0, 2.0].iter().sum::<f64>();
    close(scored.crps, 1.0 - pairs / 12.0, 1e-14, "crps");
    close(
        scored.crps_empirical,
        1.0 - pairs / 16.0,
        1e-14,
        "empirical",
    );
    assert_eq!((scored.place.below, scored.place.upto), (0.5, 0.75));
}
