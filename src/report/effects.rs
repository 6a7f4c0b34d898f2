//! What each arm of a study changes, over all its points: of a list of posterior draws, the effect over the posterior.

use super::bibliography::{NOISE_FREE, short};
use super::folder::{OutputFolder, ReportError};
use super::numbers::{count, number};
use super::only::Only;
use super::over_points::{Names, OverPoints, Point, Spread, numbers_in};
use super::paper_table::PaperTable;
use super::shown::{Grouped, provenance, shown, strings};
use crate::analysis::abc::posterior::{effective_size, quantiles};
use crate::analysis::noise_free::{Estimate, FEWEST, noise_free};
use crate::analysis::sensitivity::bootstrap::quantile;
use crate::store::sweep_tables::{DESIGN, EFFECTS, WEIGHT};

/// A table for each effect; none for a study without arms.
pub(super) fn effects(folder: &OutputFolder, only: &Only) -> Result<Vec<PaperTable>, ReportError> {
    let names = Names {
        observable: "outcome",
        estimate: "effect",
        points: true,
    };
    let Some(effects) = OverPoints::read(folder, EFFECTS, &names, only)? else {
        return Ok(Vec::new());
    };
    let study = folder.manifest.study.as_ref();
    let weights = match study.is_some_and(|study| study.weighted) {
        true => Some(numbers_in(folder, DESIGN, WEIGHT)?),
        false => None,
    };
    let arms = effects.arms.iter();
    Ok(arms
        .map(|arm| of_arm(folder, only, &effects, arm, weights.as_deref()))
        .collect())
}

fn of_arm(
    folder: &OutputFolder,
    only: &Only,
    effects: &OverPoints,
    arm: &str,
    weights: Option<&[f64]>,
) -> PaperTable {
    let mut rows = Grouped::default();
    for wanted in shown(folder, only, &effects.observables) {
        let found = effects.first(arm, &wanted.column);
        let Some(found) = found.filter(|found| !found.estimates.is_empty()) else {
            continue;
        };
        let mut first = vec![wanted.label.clone(), found.statistic.replace('_', " ")];
        for cells in lines(found, weights) {
            first.extend(cells);
            rows.push(wanted.group, first);
            first = vec![String::new(); 2];
        }
    }
    PaperTable {
        name: format!("effects_{arm}"),
        caption: format!("Effect of {arm} over the points of {}", folder.name()),
        header: strings([
            "Observable",
            "Statistic",
            "Of",
            "Median",
            "Middle 50 %",
            "Middle 90 %",
            "Above 0",
            "Below 0",
            "Zero or undecided",
        ]),
        rows: rows.rows,
        notes: notes(folder, weights),
    }
}

/// What the rows mean.
fn notes(folder: &OutputFolder, weights: Option<&[f64]>) -> String {
    let weighted = weights.map(|own| {
        let total: f64 = own.iter().sum();
        let shares: Vec<f64> = own.iter().map(|weight| weight / total).collect();
        format!(
            " Points enter with their weights: the {} points are worth {:.0} of equal weight.",
            count(own.len() as u64),
            effective_size(&shares)
        )
    });
    format!(
        "Differences between runs with the same random numbers. Effects: how the true effects are spread over the \
         points, with the noise of replicates taken out (maximum likelihood over mixtures, {}), and the shares that \
         are above zero, below it, and zero in every pair; given where {FEWEST} points or more have a standard error. \
         Estimates: those at single points, which hold Monte Carlo error too, and the shares of points whose own \
         paired 95 % interval lies above zero, below it, or holds it.{} {}",
        short(NOISE_FREE[0]),
        weighted.unwrap_or_default(),
        provenance(folder)
    )
}

/// The line on the true effects, if there is enough to tell them by, and that on their estimates.
fn lines(found: &Spread, weights: Option<&[f64]>) -> Vec<Vec<String>> {
    let weight =
        |point: &Point| weights.map_or(1.0, |own| own.get(point.number).copied().unwrap_or(0.0));
    let estimate = |point: &Point| Estimate {
        mean: point.estimate,
        se: point.std_error,
        weight: weight(point),
    };
    let estimates: Vec<Estimate> = found.points.iter().map(estimate).collect();
    let mut lines = Vec::new();
    if let Some(spread) = noise_free(&estimates) {
        let (above, below) = (spread.above(0.0), spread.below(0.0));
        let at = PROBABILITIES.map(|probability| spread.quantile(probability));
        lines.push(line("effects", at, [above, below, 1.0 - above - below]));
    }
    let total: f64 = estimates.iter().map(|own| own.weight).sum();
    let share = |sign: i8| {
        let own = found.points.iter().filter(|point| point.sign == sign);
        own.map(weight).sum::<f64>() / total
    };
    let at = match weights {
        None => PROBABILITIES.map(|probability| quantile(&found.estimates, probability)),
        Some(_) => {
            let (values, weights): (Vec<f64>, Vec<f64>) =
                estimates.iter().map(|own| (own.mean, own.weight)).unzip();
            let found = quantiles(&values, &weights, &PROBABILITIES);
            std::array::from_fn(|k| found[k])
        }
    };
    lines.push(line("estimates", at, [share(1), share(-1), share(0)]));
    lines
}

/// Ends of the middle 90 and 50 %, and the median between them.
const PROBABILITIES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

fn line(of: &str, [low, quarter, median, three, high]: [f64; 5], shares: [f64; 3]) -> Vec<String> {
    let between = |low, high| format!("{} to {}", number(low), number(high));
    let mut cells = vec![
        of.to_owned(),
        number(median),
        between(quarter, three),
        between(low, high),
    ];
    // Shares that add up to 1 leave a rounding error where nothing is left.
    cells.extend(shares.map(|share| format!("{:.0} %", 100.0 * share.max(0.0))));
    cells
}
