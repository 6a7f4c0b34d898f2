//! What each arm of a study changes, over all its points: of a list of posterior draws, the effect over the posterior.

use super::folder::{OutputFolder, ReportError};
use super::numbers::number;
use super::only::Only;
use super::paper_table::PaperTable;
use super::results::{Grouped, distinct, provenance, shown, strings};
use crate::analysis::sensitivity::bootstrap::quantile;
use crate::figures::Table;
use crate::store::sweep_tables::EFFECTS;

/// What the points say of an effect on an outcome.
#[derive(Debug, Default)]
struct OverPoints {
    /// Estimates, in increasing order.
    estimates: Vec<f64>,
    /// Points whose own interval lies above zero, below it, and holds it.
    signs: [usize; 3],
}

/// Columns of `effects.csv`, read once.
struct Effects {
    arm: Vec<String>,
    outcome: Vec<String>,
    statistic: Vec<String>,
    /// Effect and interval.
    numbers: [Vec<f64>; 3],
}

impl Effects {
    fn read(table: &Table) -> Result<Self, ReportError> {
        Ok(Self {
            arm: table.text("arm")?,
            outcome: table.text("outcome")?,
            statistic: table.text("statistic")?,
            numbers: [
                table.numbers("effect")?,
                table.numbers("ci_low")?,
                table.numbers("ci_high")?,
            ],
        })
    }

    /// An effect on an outcome at all points, in the outcome's first statistic, and that statistic.
    fn over_points(&self, arm: &str, outcome: &str) -> (OverPoints, &str) {
        let own = |row: &usize| self.arm[*row] == arm && self.outcome[*row] == outcome;
        let rows: Vec<usize> = (0..self.arm.len()).filter(own).collect();
        let statistic = rows.first().map_or("", |row| &self.statistic[*row]);
        let mut found = OverPoints::default();
        for row in rows
            .into_iter()
            .filter(|row| self.statistic[*row] == statistic)
        {
            let [effect, low, high] = [0, 1, 2].map(|column: usize| self.numbers[column][row]);
            if !effect.is_finite() {
                continue;
            }
            found.estimates.push(effect);
            let sign = match (low > 0.0, high < 0.0) {
                (true, _) => 0,
                (_, true) => 1,
                _ => 2,
            };
            found.signs[sign] += 1;
        }
        found.estimates.sort_by(f64::total_cmp);
        (found, statistic)
    }
}

/// A table for each effect; none for a study without arms.
pub(super) fn effects(folder: &OutputFolder, only: &Only) -> Result<Vec<PaperTable>, ReportError> {
    let Some(table) = folder.table(EFFECTS)? else {
        return Ok(Vec::new());
    };
    let effects = Effects::read(&table)?;
    let names = distinct(effects.arm.clone()).into_iter();
    Ok(names
        .map(|arm| of_arm(folder, only, &effects, &arm))
        .collect())
}

fn of_arm(folder: &OutputFolder, only: &Only, effects: &Effects, arm: &str) -> PaperTable {
    let mut rows = Grouped::default();
    for wanted in shown(folder, only, &effects.outcome) {
        let (found, statistic) = effects.over_points(arm, &wanted.column);
        if found.estimates.is_empty() {
            continue;
        }
        let at = |probability| number(quantile(&found.estimates, probability));
        let between = |low, high| format!("{} to {}", at(low), at(high));
        let mut cells = vec![
            wanted.label.clone(),
            statistic.replace('_', " "),
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
