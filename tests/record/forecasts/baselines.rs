//! Baselines against statsmodels, against the scores that came with the record, and by their own logic.

use std::collections::BTreeMap;

use proptest::prelude::*;
use trilat::analysis::baselines::autoregression::Autoregression;
use trilat::analysis::baselines::self_exciting::SelfExciting;
use trilat::analysis::baselines::{
    BaselineError, Fit, Fitted, Origin, Past, Size, SizeBy, fit_all, forecasts, names,
};
use trilat::analysis::score::Predictive;
use trilat::analysis::score::contest::{Contest, Rules, contest};
use trilat::analysis::score::evaluate::{Rule, mean};
use trilat::data::{monthly_counts, package};
use trilat::scenario::Month;
use trilat::watch::unwatched;

use super::{close, fixture, number};

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// The counts up to 2019 and the index of 2012-01.
fn fit_months(column: &str) -> (Vec<u64>, usize) {
    let series = monthly_counts("nk_monthly", Some(column)).unwrap();
    let upto = series.between(series.start, month("2020-01"));
    let from = month("2012-01").since(series.start) as usize;
    (upto.counts, from)
}

fn fit(counts: &[u64], from: usize) -> Fit<'_> {
    Fit {
        counts,
        from,
        size: SizeBy::Moments,
        horizon: 1,
    }
}

#[test]
fn regression_agrees_with_statsmodels() {
    let rows = fixture("score_regression.csv");
    assert_eq!(rows.len(), 3);
    for row in rows {
        let (counts, from) = fit_months(&row[0]);
        let found = Autoregression::fit(&fit(&counts, from)).unwrap();
        for (ours, theirs) in found.coefficients.iter().zip(&row[1..4]) {
            close(*ours, number(theirs), 1e-5, &row[0]);
        }
        close(found.size.value(), number(&row[4]), 1e-5, &row[0]);
        close(found.log_likelihood, number(&row[5]), 1e-11, &row[0]);
    }
}

/// The fitted process is where its likelihood is largest: no single parameter can be moved for a gain,
/// by the likelihood written out in full.
#[test]
fn self_excitation_is_at_its_maximum() {
    for column in ["csis_missile_days", "cns_missiles"] {
        let (counts, from) = fit_months(column);
        let best = SelfExciting::fit(&fit(&counts, from)).unwrap();
        let by_hand = |x: &SelfExciting| -> f64 {
            let Size::Finite(size) = x.size else {
                panic!("these counts are overdispersed")
            };
            (from..counts.len())
                .map(|t| {
                    let excited: f64 = (0..t)
                        .map(|s| {
                            let lag = (t - s) as i32;
                            (1.0 - x.persistence) * x.persistence.powi(lag - 1) * counts[s] as f64
                        })
                        .sum();
                    let left = x.persistence.powi(t as i32) * x.before;
                    let mean = x.background + x.branching * (excited + left);
                    let forecast = Predictive::negative_binomial(mean, size).unwrap();
                    forecast.ln_mass(counts[t]).unwrap()
                })
                .sum()
        };
        let top = by_hand(&best);
        close(best.log_likelihood, top, 1e-10, column);
        for step in [-0.02, 0.02] {
            for moved in [
                SelfExciting {
                    background: best.background * (1.0 + step),
                    ..best
                },
                SelfExciting {
                    branching: best.branching * (1.0 + step),
                    ..best
                },
                SelfExciting {
                    persistence: best.persistence * (1.0 + step),
                    ..best
                },
                SelfExciting {
                    size: Size::Finite(best.size.value() * (1.0 + step)),
                    ..best
                },
            ] {
                assert!(by_hand(&moved) < top, "{column}: {moved:?}");
            }
        }
    }
}

fn naive(size: SizeBy, from: &str, last: &str) -> Contest {
    let series = monthly_counts("nk_monthly", Some("csis_missile_days")).unwrap();
    let (first, last) = (month(from), month(last));
    let months: Vec<Month> = (0..=last.since(first)).map(|k| first.plus(k)).collect();
    let rules = Rules {
        fit_from: month("2012-01"),
        fit_until: month("2019-12"),
        origin: Origin::Rolling(1),
        size,
        baselines: vec![],
        lags: None,
    };
    unwatched(|ticker| contest(&[], &months, &series, &rules, ticker)).unwrap()
}

/// `data/baselines.csv` was computed by another program before this one was written.
#[test]
fn scores_are_those_that_came_with_the_record() {
    let package = package().unwrap();
    let text = package.resource("baselines").unwrap().text().unwrap();
    let mut theirs: BTreeMap<(String, String), Vec<f64>> = BTreeMap::new();
    for row in csv::Reader::from_reader(text.as_bytes()).records() {
        let row = row.unwrap();
        let values = [4, 6, 7].map(|k| number(&row[k])).to_vec();
        theirs.insert((row[1].to_owned(), row[2].to_owned()), values);
    }
    let mut compared = 0;
    for (window, from, last) in [
        ("fit 2012-2019", "2012-01", "2019-12"),
        ("validate 2020-2021", "2020-01", "2021-12"),
    ] {
        let found = naive(SizeBy::Moments, from, last);
        for (ours, name) in [
            ("climatology", "climatology_NB_2012_2019"),
            ("persistence", "persistence_NB(last month+0.25)"),
            ("rolling_3", "rolling3_NB"),
            ("rolling_12", "rolling12_NB"),
            ("seasonal_naive", "same_month_last_year_NB"),
            ("nb_autoregression", "NBreg_3_12_fit2012_2019"),
        ] {
            let entry = found.entries.iter().find(|e| e.name == ours).unwrap();
            let known = &theirs[&(window.to_owned(), name.to_owned())];
            let rules = [Rule::Log, Rule::Brier, Rule::AbsoluteError];
            for ((rule, known), digits) in rules.into_iter().zip(known).zip([1e-4, 1e-4, 1e-3]) {
                let value = mean(rule, &entry.months, 0).mean;
                let what = format!("{window} {name} {}: {value} {known}", rule.name());
                assert!((value - known).abs() <= 0.5001 * digits, "{what}");
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 36);
}

#[test]
fn likelier_sizes_are_likelier() {
    let total = |size| {
        let found = naive(size, "2012-01", "2019-12");
        let each = found
            .entries
            .iter()
            .map(|e| mean(Rule::Log, &e.months, 0).mean);
        each.collect::<Vec<f64>>()
    };
    let (moments, likelihood) = (total(SizeBy::Moments), total(SizeBy::Likelihood));
    assert_eq!(moments.len(), names().len());
    // The five naive ones; the fitted ones have their own size either way.
    for at in 0..5 {
        assert!(likelihood[at] >= moments[at] - 1e-9, "{}", names()[at]);
    }
    assert!(likelihood[1] > moments[1] + 1e-3);
    assert_eq!(likelihood[5..], moments[5..]);
}

fn fitted() -> (Vec<u64>, usize, Vec<Box<dyn Fitted>>) {
    let (counts, from) = fit_months("csis_missile_days");
    let all = fit_all(&fit(&counts, from), &[]).unwrap();
    let all = all.into_iter().map(Result::unwrap).collect();
    (counts, from, all)
}

/// A forecast must not know what it forecasts.
#[test]
fn no_forecast_sees_beyond_its_origin() {
    let (counts, _, all) = fitted();
    let months: Vec<usize> = (counts.len() - 5..counts.len()).collect();
    for origin in [Origin::Rolling(1), Origin::Rolling(3), Origin::Fixed] {
        for baseline in &all {
            let honest = forecasts(&**baseline, &counts, &months, origin).unwrap();
            for (at, &month) in months.iter().enumerate() {
                let known = match origin {
                    Origin::Rolling(horizon) => month + 1 - horizon,
                    Origin::Fixed => months[0],
                };
                let mut changed = counts.clone();
                changed[known..].fill(9);
                let again = forecasts(&**baseline, &changed, &months, origin).unwrap();
                assert_eq!(honest[at], again[at], "{}", baseline.name());
            }
        }
    }
}

/// Far ahead a self-exciting process forgets where it started and has its stationary mean.
#[test]
fn the_far_future_of_a_process_is_its_mean() {
    let process = SelfExciting {
        background: 0.4,
        branching: 0.5,
        persistence: 0.3,
        before: 0.8,
        size: Size::Finite(1.5),
        log_likelihood: 0.0,
    };
    let ahead = |counts: &[u64], horizon| process.predict(Past { counts, horizon }).unwrap();
    let (busy, quiet) = ([6_u64; 12], [0_u64; 12]);
    assert!(ahead(&busy, 1).mean() > 2.0 * ahead(&quiet, 1).mean());
    // Two months ahead: μ + n((1 − φ) μ' + φ e), with e the excitation and μ' the mean a month ahead.
    let first = process.mean(&quiet);
    let excited = (first - 0.4) / 0.5;
    let exact = 0.4 + 0.5 * (0.7 * first + 0.3 * excited);
    assert!((ahead(&quiet, 2).mean() - exact).abs() < 0.03);
    for counts in [busy, quiet] {
        let far = ahead(&counts, 30).mean();
        assert!((far - 0.8).abs() < 0.06, "{far}");
    }
    assert_eq!(ahead(&busy, 30), ahead(&busy, 30));
}

#[test]
fn what_cannot_be_fitted_says_why() {
    let quiet = [0_u64; 40];
    for attempt in fit_all(&fit(&quiet, 0), &[]).unwrap() {
        let error = attempt.err().unwrap();
        assert!(matches!(error, BaselineError::NoEvents { .. }), "{error}");
    }
    let short = [0, 1, 0, 2, 0, 1];
    let all = fit_all(&fit(&short, 0), &[]).unwrap();
    let errors: Vec<String> = all
        .into_iter()
        .filter_map(Result::err)
        .map(|e| e.to_string())
        .collect();
    assert_eq!(
        errors,
        [
            "nb_autoregression needs at least 24 months to fit, and there are 0",
            "self_exciting needs at least 24 months to fit, and there are 6",
        ]
    );
    let unknown = fit_all(&fit(&short, 0), &["climatolgy".to_owned()])
        .err()
        .unwrap();
    assert!(
        unknown
            .to_string()
            .contains("(did you mean `climatology`?); there are climatology, persistence")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever happened, forecasts are distributions.
    #[test]
    fn forecasts_are_distributions(
        counts in prop::collection::vec(prop_oneof![3 => Just(0u64), 1 => 1u64..30], 60..90),
    ) {
        prop_assume!(counts.iter().any(|&y| y > 0));
        let (until, months) = (counts.len() - 3, [counts.len() - 2]);
        for attempt in fit_all(&fit(&counts[..until], 12), &[]).unwrap() {
            let Ok(baseline) = attempt else { continue };
            let found = forecasts(&*baseline, &counts, &months, Origin::Rolling(1)).unwrap();
            let sum: f64 = found[0].table().iter().sum();
            prop_assert!((sum - 1.0).abs() < 1e-9, "{}: {}", baseline.name(), sum);
            prop_assert!(found[0].mean() > 0.0);
        }
    }
}
