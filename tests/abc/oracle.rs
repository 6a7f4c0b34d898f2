//! pyabc on the same problems with the same last tolerance (tests/fixtures/make_abc.py).

use trilat::analysis::abc::posterior::{mean_sd, quantiles};

use crate::toys::{mean, mean_model, posterior, settings, solve, spread, spread_model};

#[test]
fn posteriors_agree_with_pyabc() {
    let text = include_str!("../fixtures/abc_pyabc.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut rows = 0;
    for record in reader.records() {
        let record = record.unwrap();
        let number = |at: usize| record[at].parse::<f64>().unwrap();
        let settings = settings(3000, number(2));
        let (priors, outcome) = match &record[0] {
            "mean" => solve(mean(), mean_model, &settings),
            _ => solve(spread(), spread_model, &settings),
        };
        assert_eq!(outcome.generations.last().unwrap().tolerance, number(2));
        let at = usize::from(&record[1] == "ln_sigma");
        let (mut values, weights) = posterior(&outcome, &priors, at);
        if at == 1 {
            values.iter_mut().for_each(|x| *x = x.ln());
        }
        let (m, sd) = mean_sd(&values, &weights);
        let q = quantiles(&values, &weights, &[0.05, 0.5, 0.95]);
        let ess = outcome.generations.last().unwrap().ess();
        // Both samples have errors.
        let error = number(4) * (1.0 / ess + 1.0 / number(8)).sqrt();
        assert!((m - number(3)).abs() < 4.0 * error, "{record:?}: mean {m}");
        assert!((sd - number(4)).abs() < 4.0 * error, "{record:?}: sd {sd}");
        for (k, factor) in [2.11, 1.25, 2.11].into_iter().enumerate() {
            let miss = (q[k] - number(5 + k)).abs();
            assert!(miss < 4.0 * factor * error, "{record:?}: {q:?}");
        }
        rows += 1;
    }
    assert_eq!(rows, 3);
}
