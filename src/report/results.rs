//! The main results of a folder as tables.

use super::effects::effects;
use super::folder::{Kind, OutputFolder, ReportError};
use super::headline::Shown;
use super::indices::sensitivity;
use super::numbers::{estimate, interval, number};
use super::only::Only;
use super::over_points::{Names, OverPoints, distinct_in};
use super::paper_table::PaperTable;
use super::shown::{Grouped, distinct, provenance, shown, strings};
use crate::figures::Table;
use crate::store::tables::{CONTRASTS, SUMMARY};

/// Where `trilat sensitivity` writes, inside the folder of a study.
const SENSITIVITY: &str = "sensitivity/sensitivity.csv";

/// The tables of a folder that a paper would print, main results first; without empty ones.
///
/// # Errors
/// [`ReportError`] if a table that must be there cannot be read.
pub fn tables(folder: &OutputFolder, only: &Only) -> Result<Vec<PaperTable>, ReportError> {
    let mut tables = match folder.kind {
        Kind::Run => vec![run(folder, only)?],
        Kind::Comparison if only.is_all() => comparison(folder, &Only::of_command(folder))?,
        Kind::Comparison => comparison(folder, only)?,
        Kind::Study => study(folder, only)?,
    };
    if let Some(indices) = folder.table(SENSITIVITY)? {
        let mut found = sensitivity(folder.name(), &provenance(folder), &indices)?;
        found.retain(|(output, _)| only.has(output));
        tables.extend(found.into_iter().map(|(_, table)| table));
    }
    tables.retain(|table| !table.is_empty());
    Ok(tables)
}

/// The names by which rows of the tables of a folder can be asked for.
///
/// # Errors
/// As [`tables`].
pub fn names(folder: &OutputFolder) -> Result<Vec<String>, ReportError> {
    let mut names = match folder.kind {
        Kind::Run | Kind::Study => distinct_in(folder, SUMMARY, "column")?,
        Kind::Comparison => folder.required(CONTRASTS)?.text("observable")?,
    };
    if let Some(indices) = folder.table(SENSITIVITY)? {
        names.extend(indices.text("output")?);
    }
    Ok(distinct(names))
}

/// Columns of a table of estimates, read once.
struct Estimates {
    column: Vec<String>,
    statistic: Vec<String>,
    numbers: [Vec<f64>; 4],
}

impl Estimates {
    fn read(table: &Table) -> Result<Self, ReportError> {
        Ok(Self {
            column: table.text("column")?,
            statistic: table.text("statistic")?,
            numbers: [
                table.numbers("estimate")?,
                table.numbers("ci_low")?,
                table.numbers("ci_high")?,
                table.numbers("n")?,
            ],
        })
    }

    /// The row of an observable: of counts the rate a year, of others the first statistic.
    fn rows_of<'a>(&'a self, wanted: &'a Shown) -> impl Iterator<Item = usize> + 'a {
        let of_column = |row: &usize| self.column.get(*row) == Some(&wanted.column);
        let rate = |row: &usize| {
            self.statistic
                .get(*row)
                .is_some_and(|s| s == "rate_per_year")
        };
        let all = 0..self.column.len();
        let has_rate = all.clone().filter(of_column).any(|row| rate(&row));
        let first = all.clone().find(of_column);
        all.filter(of_column).filter(move |row| {
            if has_rate {
                rate(row)
            } else {
                first.is_some_and(|first| self.statistic.get(*row) == self.statistic.get(first))
            }
        })
    }

    fn at(&self, row: usize) -> [f64; 4] {
        [0, 1, 2, 3].map(|k| {
            self.numbers
                .get(k)
                .and_then(|column| column.get(row))
                .copied()
                .unwrap_or(f64::NAN)
        })
    }
}

fn words(statistic: &str) -> &'static str {
    match statistic {
        "rate_per_year" => "per year",
        "share" => "share of runs",
        "share_by_horizon" => "share by the horizon",
        "median_time" => "median time",
        _ => "mean",
    }
}

fn run(folder: &OutputFolder, only: &Only) -> Result<PaperTable, ReportError> {
    let summary = Estimates::read(&folder.required(SUMMARY)?)?;
    let mut rows = Grouped::default();
    for wanted in shown(folder, only, &summary.column) {
        let Some(row) = summary.rows_of(&wanted).next() else {
            continue;
        };
        let [value, low, high, n] = summary.at(row);
        let statistic = summary.statistic.get(row).map_or("", |s| words(s));
        rows.push(
            wanted.group,
            vec![
                wanted.label.clone(),
                statistic.to_owned(),
                estimate(value, low, high),
                interval(low, high),
                number(n),
            ],
        );
    }
    Ok(PaperTable {
        name: "summary".to_owned(),
        caption: format!("Main outcomes of {}", folder.name()),
        header: strings(["Observable", "Statistic", "Estimate", "95 % interval", "n"]),
        rows: rows.rows,
        notes: format!(
            "Intervals are of Monte Carlo error alone. n: runs with a value. {}",
            provenance(folder)
        ),
    })
}

fn comparison(folder: &OutputFolder, only: &Only) -> Result<Vec<PaperTable>, ReportError> {
    let table = folder.required(CONTRASTS)?;
    let scenarios = table.text("scenario")?;
    let observables = table.text("observable")?;
    let identical = table.numbers("identical")?;
    let columns = [
        "mean_baseline",
        "effect",
        "ci_low",
        "ci_high",
        "relative",
        "n",
    ]
    .map(|name| table.numbers(name));
    let mut numbers = Vec::new();
    for column in columns {
        numbers.push(column?);
    }
    let value = |column: usize, row: usize| {
        let found = numbers
            .get(column)
            .and_then(|values: &Vec<f64>| values.get(row));
        found.copied().unwrap_or(f64::NAN)
    };
    let mut names: Vec<&String> = Vec::new();
    for name in &scenarios {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let shown = shown(folder, only, &observables);
    let baseline = folder.name();
    Ok(names
        .into_iter()
        .map(|name| {
            let mut rows = Grouped::default();
            for wanted in &shown {
                let found = (0..table.rows()).find(|row| {
                    scenarios.get(*row) == Some(name)
                        && observables.get(*row) == Some(&wanted.column)
                });
                let Some(row) = found else { continue };
                let [mean, effect, low, high, relative, n] =
                    [0, 1, 2, 3, 4, 5].map(|column| value(column, row));
                let same = identical.get(row) == Some(&1.0);
                let difference = match same {
                    true => strings(["0", "no difference in any pair"]),
                    false => vec![estimate(effect, low, high), interval(low, high)],
                };
                let percent = match same || !relative.is_finite() {
                    true => "–".to_owned(),
                    false => number(relative),
                };
                let mut cells = vec![wanted.label.clone(), number(mean)];
                cells.extend(difference);
                cells.extend([percent, number(n)]);
                rows.push(wanted.group, cells);
            }
            PaperTable {
                name: format!("contrasts_{name}"),
                caption: format!("Differences of {name} from {baseline}"),
                header: strings([
                    "Observable",
                    baseline,
                    "Difference",
                    "95 % interval",
                    "in %",
                    "pairs",
                ]),
                rows: rows.rows,
                notes: format!(
                    "Means over runs and mean differences of pairs of runs that share their random numbers; \
                     95 % intervals (paired Student t) of one contrast at a time and of Monte Carlo error \
                     alone. {}",
                    provenance(folder)
                ),
            }
        })
        .collect())
}

/// A table, or one for each effect and arm.
fn study(folder: &OutputFolder, only: &Only) -> Result<Vec<PaperTable>, ReportError> {
    let names = Names {
        observable: "column",
        estimate: "estimate",
        points: false,
    };
    let found = OverPoints::read(folder, SUMMARY, &names, only)?;
    let summary = found.ok_or_else(|| folder.missing(SUMMARY))?;
    let study = folder.manifest.study.as_ref();
    if study.is_none_or(|study| study.arms.is_empty()) {
        return Ok(vec![points(folder, only, &summary, None)]);
    }
    // A study has arms because it asks for their effects: they come first.
    let mut tables = effects(folder, only)?;
    let arms = summary.arms.iter();
    tables.extend(arms.map(|name| points(folder, only, &summary, Some(name))));
    Ok(tables)
}

/// The estimates at the points of a study, of an arm where it has some.
fn points(
    folder: &OutputFolder,
    only: &Only,
    summary: &OverPoints,
    arm: Option<&str>,
) -> PaperTable {
    let mut rows = Grouped::default();
    for wanted in shown(folder, only, &summary.observables) {
        let Some(found) = summary.main(arm.unwrap_or(""), &wanted.column) else {
            continue;
        };
        let values = &found.estimates;
        let (Some(first), Some(last)) = (values.first(), values.last()) else {
            continue;
        };
        let statistic = words(&found.statistic);
        let middle = (values[(values.len() - 1) / 2] + values[values.len() / 2]) / 2.0;
        rows.push(
            wanted.group,
            vec![
                wanted.label.clone(),
                statistic.to_owned(),
                number(*first),
                number(middle),
                number(*last),
                values.len().to_string(),
            ],
        );
    }
    let (name, of) = arm.map_or_else(
        || ("summary".to_owned(), String::new()),
        |arm| (format!("summary_{arm}"), format!(", {arm}")),
    );
    PaperTable {
        name,
        caption: format!(
            "Range of the main outcomes over the points of {}{of}",
            folder.name()
        ),
        header: strings([
            "Observable",
            "Statistic",
            "Least",
            "Median",
            "Most",
            "Points",
        ]),
        rows: rows.rows,
        notes: format!(
            "Least, median and largest of the estimates at single points, each over the replicates of the \
             point; so the extremes also hold Monte Carlo error. Points: those with an estimate. {}",
            provenance(folder)
        ),
    }
}
