//! How an effect grows with its dose, for claims whose variants are doses of one change.

use std::collections::BTreeMap;

use super::Audit;
use super::units::Dose;
use crate::analysis::claims::dose::Doses;
use crate::analysis::sensitivity::Bootstrap;

/// Resamples behind simultaneous intervals.
const RESAMPLES: usize = 2000;

/// A number about a dose.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Number of the claim.
    pub claim: usize,
    /// Number of its test.
    pub test: usize,
    /// What it is.
    pub statistic: &'static str,
    /// The dose, or the threshold of a fit.
    pub dose: f64,
    /// The number.
    pub estimate: f64,
    /// Its standard error; NaN where there is none.
    pub std_error: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
    /// Pairs of runs.
    pub pairs: u64,
}

/// Effects, elasticities, second differences and fits, by claim and test.
pub fn responses(audit: &Audit, doses: &[Dose]) -> Vec<Row> {
    let mut by_test: BTreeMap<(usize, usize), Vec<(f64, &Dose)>> = BTreeMap::new();
    for dose in doses {
        let experiment = &audit.experiments[dose.experiment];
        if let Some(delta) = experiment.dose {
            let key = (experiment.claim, dose.test);
            by_test.entry(key).or_default().push((delta, dose));
        }
    }
    let mut rows = Vec::new();
    for ((claim, test), mut doses) in by_test {
        doses.sort_by(|a, b| a.0.total_cmp(&b.0));
        let deltas: Vec<f64> = doses.iter().map(|(delta, _)| *delta).collect();
        let Some((_, first)) = doses.first() else {
            continue;
        };
        let outcomes: Vec<Vec<f64>> = doses
            .iter()
            .map(|(_, dose)| {
                let pairs = dose.baseline.iter().zip(&dose.differences);
                pairs.map(|(own, difference)| own + difference).collect()
            })
            .collect();
        // Doses without any pair have nothing to tell.
        let Ok(found) = Doses::new(&deltas, &first.baseline, &outcomes) else {
            continue;
        };
        let pairs = found.replicates() as u64;
        let mut add = |statistic, dose, estimate, std_error, low, high| {
            rows.push(Row {
                claim,
                test,
                statistic,
                dose,
                estimate,
                std_error,
                low,
                high,
                pairs,
            });
        };
        for response in found.responses() {
            let effect = response.effect;
            let (low, high) = effect.interval();
            add("effect", response.delta, effect.mean, effect.se, low, high);
            let interval = response.interval;
            let none = f64::NAN;
            add(
                "elasticity",
                response.delta,
                response.elasticity,
                none,
                interval.low,
                interval.high,
            );
        }
        let bootstrap = Bootstrap {
            resamples: RESAMPLES,
            seed: audit.reference.seed,
            threads: 1,
        };
        for bend in found.bends(&bootstrap) {
            let (change, interval) = (bend.change, bend.interval);
            add(
                "second_difference",
                bend.delta,
                change.mean,
                change.se,
                interval.low,
                interval.high,
            );
        }
        let names = ["aic_linear", "aic_threshold", "aic_bent"];
        for (name, fit) in names.into_iter().zip(found.fits().into_iter().flatten()) {
            add(name, fit.threshold, fit.aic, f64::NAN, f64::NAN, f64::NAN);
        }
    }
    rows
}
