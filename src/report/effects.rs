//! What each arm of a study changes, over all its points: of a list of posterior draws, the effect over the posterior.

use super::folder::{OutputFolder, ReportError};
use super::numbers::number;
use super::only::Only;
use super::over_points::{Names, OverPoints};
use super::paper_table::PaperTable;
use super::results::{Grouped, provenance, shown, strings};
use crate::analysis::sensitivity::bootstrap::quantile;
use crate::store::sweep_tables::EFFECTS;

/// A table for each effect; none for a study without arms.
pub(super) fn effects(folder: &OutputFolder, only: &Only) -> Result<Vec<PaperTable>, ReportError> {
    let names = Names {
        observable: "outcome",
        estimate: "effect",
    };
    let Some(effects) = OverPoints::read(folder, EFFECTS, &names, only)? else {
        return Ok(Vec::new());
    };
    let arms = effects.arms.iter();
    Ok(arms
        .map(|arm| of_arm(folder, only, &effects, arm))
        .collect())
}

fn of_arm(folder: &OutputFolder, only: &Only, effects: &OverPoints, arm: &str) -> PaperTable {
    let mut rows = Grouped::default();
    for wanted in shown(folder, only, &effects.observables) {
        let found = effects.first(arm, &wanted.column);
        let Some(found) = found.filter(|found| !found.estimates.is_empty()) else {
            continue;
        };
        let at = |probability| number(quantile(&found.estimates, probability));
        let between = |low, high| format!("{} to {}", at(low), at(high));
        let mut cells = vec![
            wanted.label.clone(),
            found.statistic.replace('_', " "),
            at(0.5),
            between(0.25, 0.75),
            between(0.05, 0.95),
        ];
        cells.extend(found.signs.map(|count| count.to_string()));
        rows.push(wanted.group, cells);
    }
    PaperTable {
        name: format!("effects_{arm}"),
        caption: format!("Effect of {arm} over the points of {}", folder.name()),
        header: strings([
            "Observable",
            "Statistic",
            "Median",
            "Middle 50 %",
            "Middle 90 %",
            "Above 0",
            "Below 0",
            "Undecided",
        ]),
        rows: rows.rows,
        notes: format!(
            "Differences between runs with the same random numbers. Median and middle 50 and 90 % are of the estimates at \
             single points, so they hold Monte Carlo error too; the last three columns count points whose own paired 95 % \
             interval lies above zero, below it, or holds it. {}",
            provenance(folder)
        ),
    }
}
