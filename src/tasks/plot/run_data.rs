//! The tables that the figures of a run are drawn from, whether its results are in memory or in files.

use std::collections::BTreeMap;
use std::path::Path;

use super::error::PlotError;
use super::read::table;
use crate::figures::{Columns, ESTIMATE, FigureError, Table};
use crate::model::observables::{belief_column, probes_column, slug};
use crate::scenario::{Roster, Scenario};
use crate::store::guard::Guard;
use crate::store::tables::{EVENTS, MONTHS, SUMMARY, SURVIVAL, TRACES};
use crate::tasks::run::results::Results;

/// The panel of what allies are together.
const ALLIANCE: &str = "Alliance";

/// Quantiles over runs in one month.
#[derive(Clone, Debug, PartialEq)]
pub struct MonthBand {
    /// Months since the start.
    pub t: f64,
    /// `YYYY-MM`.
    pub month: String,
    /// q05, q25, q50, q75, q95, mean.
    pub values: [f64; 6],
}

/// What figures need of a run.
pub trait RunData {
    /// Estimate, limits of its 95 % interval and runs, of a column's statistic.
    fn estimate(&self, column: &str, statistic: &str) -> Option<[f64; 4]>;
    /// Months of an observable.
    fn bands(&self, observable: &str) -> Vec<MonthBand>;
    /// Survival curve of an event time: `t`, S, limits, runs at risk.
    fn survival(&self, column: &str) -> Vec<[f64; 5]>;
}

impl RunData for Results {
    fn estimate(&self, column: &str, statistic: &str) -> Option<[f64; 4]> {
        let mut rows = self.summary.iter();
        let row = rows.find(|row| row.column == column && row.statistic == statistic)?;
        Some([row.estimate, row.ci_low, row.ci_high, row.n as f64])
    }

    fn bands(&self, observable: &str) -> Vec<MonthBand> {
        let mut columns = self.month_columns.iter();
        let Some(column) = columns.position(|c| c.name == observable) else {
            return Vec::new();
        };
        let bands = self.bands.iter().filter(|band| band.column == column);
        bands
            .map(|band| {
                let [q05, q25, q50, q75, q95] = band.quantiles;
                MonthBand {
                    t: band.step as f64,
                    month: self.start.plus(band.step as i32).to_string(),
                    values: [q05, q25, q50, q75, q95, band.mean],
                }
            })
            .collect()
    }

    fn survival(&self, column: &str) -> Vec<[f64; 5]> {
        let curve = self.survival.iter().find(|(name, _)| name == column);
        let points = curve.iter().flat_map(|(_, points)| points);
        points
            .map(|p| {
                [
                    p.time as f64,
                    p.survival,
                    p.ci_low,
                    p.ci_high,
                    p.at_risk as f64,
                ]
            })
            .collect()
    }
}

/// The tables of a run's folder.
pub struct RunFiles {
    summary: BTreeMap<(String, String), [f64; 4]>,
    months: BTreeMap<String, Vec<MonthBand>>,
    survival: BTreeMap<String, Vec<[f64; 5]>>,
}

impl RunFiles {
    /// Reads `summary.csv`, `months.csv` and `survival.csv` of a folder.
    ///
    /// # Errors
    /// [`PlotError`].
    pub fn read(folder: &Path, guard: &Guard) -> Result<Self, PlotError> {
        let mut files = Self {
            summary: BTreeMap::new(),
            months: BTreeMap::new(),
            survival: BTreeMap::new(),
        };
        let summary = table(&folder.join(SUMMARY), guard)?;
        let keys = summary
            .text("column")?
            .into_iter()
            .zip(summary.text("statistic")?);
        let values = rows(&summary, ESTIMATE)?;
        files.summary = keys.zip(values).collect();
        let months = table(&folder.join(MONTHS), guard)?;
        let keys = months
            .text("observable")?
            .into_iter()
            .zip(months.text("month")?);
        let values = rows(&months, ["t", "q05", "q25", "q50", "q75", "q95", "mean"])?;
        for ((observable, month), [t, values @ ..]) in keys.zip(values) {
            let band = MonthBand { t, month, values };
            files.months.entry(observable).or_default().push(band);
        }
        let survival = table(&folder.join(SURVIVAL), guard)?;
        let values = rows(
            &survival,
            ["time", "survival", "ci_low", "ci_high", "at_risk"],
        )?;
        for (column, values) in survival.text("column")?.into_iter().zip(values) {
            files.survival.entry(column).or_default().push(values);
        }
        Ok(files)
    }
}

impl RunData for RunFiles {
    fn estimate(&self, column: &str, statistic: &str) -> Option<[f64; 4]> {
        let key = (column.to_owned(), statistic.to_owned());
        self.summary.get(&key).copied()
    }

    fn bands(&self, observable: &str) -> Vec<MonthBand> {
        self.months.get(observable).cloned().unwrap_or_default()
    }

    fn survival(&self, column: &str) -> Vec<[f64; 5]> {
        self.survival.get(column).cloned().unwrap_or_default()
    }
}

/// Columns of a table, row by row.
fn rows<const N: usize>(table: &Table, names: [&str; N]) -> Result<Vec<[f64; N]>, FigureError> {
    let mut out = vec![[f64::NAN; N]; table.rows()];
    for (k, name) in names.iter().enumerate() {
        for (row, value) in out.iter_mut().zip(table.numbers(name)?) {
            row[k] = value;
        }
    }
    Ok(out)
}

/// Probes a year by prober, theatre and rung.
///
/// # Errors
/// Never for what a run holds: its columns have one length.
pub fn rates(roster: &Roster, data: &impl RunData) -> Result<Table, FigureError> {
    rates_of_arms(roster, &[("", data)])
}

/// The same of several scenarios, a panel for each prober in a theatre and a series for each scenario.
///
/// # Errors
/// As [`rates`].
pub fn rates_of_arms(
    roster: &Roster,
    arms: &[(&str, &impl RunData)],
) -> Result<Table, FigureError> {
    let mut out = Columns::new(
        &["prober", "theatre", "rung_label"],
        &["rung", "estimate", "ci_low", "ci_high", "n"],
    );
    for target in &roster.targets {
        let (prober, theatre) = (
            &roster.probers[target.prober],
            &roster.theatres[target.theatre],
        );
        for (name, data) in arms {
            let (series, panel) = match name.is_empty() {
                true => (prober.code.as_str(), theatre.name.clone()),
                false => (*name, format!("{} / {}", prober.code, theatre.name)),
            };
            for (a, rung) in roster.rungs.iter().enumerate() {
                let column = probes_column(&prober.code, &theatre.code, a + 1);
                if let Some([estimate, low, high, n]) = data.estimate(&column, "rate_per_year") {
                    let label = format!("{} {}", a + 1, rung.name);
                    out.push(
                        [series, &panel, &label],
                        [(a + 1) as f64, estimate, low.max(0.0), high, n],
                    );
                }
            }
        }
    }
    out.table()
}

/// A monthly observable that figures show: its column, and where it stands in either figure.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its column.
    pub column: String,
    /// Title of its own panel in the figure of bands.
    pub title: String,
    /// Panel in the timeline, where lines of one run can share a panel.
    pub panel: String,
    /// Series in that panel.
    pub series: String,
}

impl Shown {
    /// One with a panel of its own.
    pub fn titled(column: &str, title: String) -> Self {
        Self {
            column: column.to_owned(),
            panel: title.clone(),
            series: title.clone(),
            title,
        }
    }
}

/// The observables that figures of a run show.
pub fn shown(roster: &Roster) -> Vec<Shown> {
    let mut list = Vec::new();
    if !roster.dyads.is_empty() {
        for (column, title) in [("cohesion", "Cohesion"), ("coordination", "Coordination")] {
            list.push(Shown {
                column: column.to_owned(),
                title: title.to_owned(),
                panel: ALLIANCE.to_owned(),
                series: column.to_owned(),
            });
        }
    }
    for prober in &roster.probers {
        for ally in &roster.allies {
            list.push(Shown {
                column: belief_column(&prober.code, &ally.code),
                title: format!("{}: {} resolute", prober.code, ally.code),
                panel: format!("Belief of {}", prober.code),
                series: ally.code.clone(),
            });
        }
    }
    list
}

/// Quantile bands by month, a panel for each quantity, in which the series lie one over the other.
///
/// # Errors
/// Never for what a run holds.
pub fn bands(
    shown: &[Shown],
    series: &[&str],
    of: impl Fn(&str, &str) -> Vec<MonthBand>,
) -> Result<Table, FigureError> {
    let mut out = Columns::new(
        &["panel", "series", "month"],
        &["t", "q05", "q25", "q50", "q75", "q95", "mean"],
    );
    for shown in shown {
        for series in series {
            for band in of(series, &shown.column) {
                let [q05, q25, q50, q75, q95, mean] = band.values;
                out.push(
                    [&shown.title, series, &band.month],
                    [band.t, q05, q25, q50, q75, q95, mean],
                );
            }
        }
    }
    out.table()
}

/// The same of a run, which is one series.
///
/// # Errors
/// Never for what a run holds.
pub fn bands_of_run(shown: &[Shown], data: &impl RunData) -> Result<Table, FigureError> {
    bands(shown, &["runs"], |_, observable| data.bands(observable))
}

/// Kaplan–Meier curves of the first event at each rung or above.
///
/// # Errors
/// Never for what a run holds.
pub fn survival(roster: &Roster, data: &impl RunData) -> Result<Table, FigureError> {
    let mut out = survival_columns();
    for (a, rung) in roster.rungs.iter().enumerate() {
        let series = format!("{} {}", a + 1, rung.name);
        push_curve(
            &mut out,
            &series,
            &data.survival(&format!("first_r{}", a + 1)),
        );
    }
    out.table()
}

/// Cooperation of each pair in the last month: mean over runs and the quantiles between which 90 % of them lie.
///
/// # Errors
/// Never for what a run holds.
pub fn network(roster: &Roster, data: &impl RunData, runs: u64) -> Result<Table, FigureError> {
    let mut out = Columns::new(&["from", "to"], &ESTIMATE);
    let mut last = String::new();
    for dyad in &roster.dyads {
        let [i, j] = dyad.between.map(|ally| &roster.allies[ally].code);
        let column = format!("cooperation_{}_{}", slug(i), slug(j));
        if let Some(band) = data.bands(&column).last() {
            let [q05, .., q95, mean] = band.values;
            out.push([i, j], [mean, q05, q95, runs as f64]);
            last.clone_from(&band.month);
        }
    }
    let mut table = out.table()?;
    table.say(
        "value",
        format!("Cooperation over all channels (0 to 1) in {last}, mean over runs"),
    );
    table.say("interval", "5% and 95% quantiles over runs");
    Ok(table)
}

/// A table of survival curves without rows.
pub fn survival_columns() -> Columns {
    Columns::new(
        &["series"],
        &["t", "survival", "ci_low", "ci_high", "at_risk"],
    )
}

/// Adds a survival curve.
pub fn push_curve(out: &mut Columns, series: &str, curve: &[[f64; 5]]) {
    for [t, survival, low, high, at_risk] in curve {
        // Where nobody is left without an event the limits of S = 0 are 0.
        let limit = |x: f64| if x.is_nan() { *survival } else { x };
        out.push(
            [series],
            [*t, *survival, limit(*low), limit(*high), *at_risk],
        );
    }
}

/// Monthly values and events of a traced run, from `traces.csv` and `events.csv`, as `timeline` takes them.
///
/// # Errors
/// [`PlotError`].
pub fn traced(
    folder: &Path,
    guard: &Guard,
    scenario: &Scenario,
    run: u64,
) -> Result<(Table, Table), PlotError> {
    let traces = table(&folder.join(TRACES), guard)?;
    let of_run = |table: &Table| -> Result<Vec<usize>, FigureError> {
        let runs = table.numbers("run")?;
        let mine = runs.iter().enumerate().filter(|(_, r)| **r == run as f64);
        Ok(mine.map(|(row, _)| row).collect())
    };
    let (months, steps) = (traces.text("month")?, traces.numbers("t")?);
    let rows = of_run(&traces)?;
    let mut monthly = Columns::new(&["month", "series", "panel"], &["t", "value"]);
    for shown in shown(&scenario.roster) {
        if !traces.has(&shown.column) {
            continue;
        }
        let values = traces.numbers(&shown.column)?;
        for row in &rows {
            monthly.push(
                [&months[*row], &shown.series, &shown.panel],
                [steps[*row], values[*row]],
            );
        }
    }
    let log = table(&folder.join(EVENTS), guard)?;
    let text = |name: &str| log.text(name);
    let (months, kinds, theatres) = (text("month")?, text("kind")?, text("theatre")?);
    let (actors, targets) = (text("actor")?, text("target")?);
    let (steps, rungs, values) = (
        log.numbers("t")?,
        log.numbers("rung")?,
        log.numbers("value")?,
    );
    let mut events = event_columns();
    for row in of_run(&log)? {
        let code = &theatres[row];
        let theatre = scenario.roster.theatres.iter().find(|t| t.code == *code);
        let place = theatre.map_or(code, |t| &t.name);
        events.push(
            [
                &months[row],
                &kinds[row],
                &actors[row],
                &targets[row],
                place,
            ],
            [steps[row], rungs[row], values[row]],
        );
    }
    Ok((monthly.table()?, events.table()?))
}

/// A table of events without rows.
pub fn event_columns() -> Columns {
    Columns::new(
        &["month", "kind", "actor", "target", "place"],
        &["t", "rung", "value"],
    )
}
