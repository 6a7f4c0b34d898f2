//! The factors of a study: `design.csv`, and what `factors.csv` says of them.

use std::io::ErrorKind;
use std::path::Path;

use super::study_csv::{Row, next, number, place, reader};
use super::study_error::StudyDataError;
use crate::analysis::abc::prior::{Prior, Shape};
use crate::math::ln;
use crate::study::design::list::WEIGHT;

const POINT: &str = "point";

/// A factor of a design.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// Its column in `design.csv`.
    pub column: String,
    /// Dotted path of the value in the scenario; the column's name where no `factors.csv` says it.
    pub path: String,
    /// Group with which it varies; its column's name if it varies alone.
    pub group: String,
    /// Lower end of its range; NaN for lists, and where no `factors.csv` says it.
    pub low: f64,
    /// Upper end of its range; as `low`.
    pub high: f64,
    /// Whether the range is logarithmic.
    pub log: bool,
    /// How likely the values of the range are; none where equally, on its scale.
    pub shape: Option<Shape>,
    /// Probabilities of the single values; empty where equal.
    pub weights: Vec<f64>,
    /// The scenario's own value, as written; empty if not known.
    pub baseline: String,
    /// Words of a categorical factor in the order of first occurrence; empty for numbers.
    pub labels: Vec<String>,
    /// The single values that it can take, in their order, as `factors.csv` writes them; empty for ranges.
    pub choices: Vec<String>,
    /// Value at each point; for words the place in [`labels`](Self::labels).
    pub values: Vec<f64>,
}

impl Factor {
    /// Position of each point in [0, 1]: the inverse of what designs do. A single value of a list stands in
    /// the middle of its part. `None` where neither a range nor a list is known, or a value lies off it.
    pub fn positions(&self) -> Option<Vec<f64>> {
        let values = self.values.iter();
        if !self.choices.is_empty() {
            return values.map(|value| self.choice_position(*value)).collect();
        }
        if let Some(shape) = self.shape {
            let prior = Prior {
                low: self.low,
                high: self.high,
                shape,
            };
            return prior
                .is_proper()
                .then(|| values.map(|x| prior.cdf(*x)).collect());
        }
        let scale = |x: f64| if self.log { ln(x) } else { x };
        let (low, high) = (scale(self.low), scale(self.high));
        let known = high - low > 0.0 && (!self.log || self.low > 0.0);
        known.then(|| values.map(|x| (scale(*x) - low) / (high - low)).collect())
    }

    fn choice_position(&self, value: f64) -> Option<f64> {
        let same = |choice: &String| match self.labels.get(value as usize) {
            Some(label) if !self.labels.is_empty() => label == choice,
            _ => match choice.as_str() {
                "true" => value == 1.0,
                "false" => value == 0.0,
                text => text.parse() == Ok(value),
            },
        };
        let place = self.choices.iter().position(same)?;
        if self.weights.len() == self.choices.len() {
            let before: f64 = self.weights[..place].iter().sum();
            return Some(before + 0.5 * self.weights[place]);
        }
        Some((place as f64 + 0.5) / self.choices.len() as f64)
    }

    /// A value at a point as a text: a word, or a number.
    pub fn text(&self, point: usize) -> String {
        let value = self.values.get(point).copied().unwrap_or(f64::NAN);
        match self.labels.get(value as usize) {
            Some(label) if !self.labels.is_empty() => label.clone(),
            _ => value.to_string(),
        }
    }
}

/// The factors of `design.csv`: every column but `point`. Weights of points, which no `factors.csv` names, are among them.
pub(super) fn read_design(path: &Path) -> Result<Vec<Factor>, StudyDataError> {
    let mut reader = reader(path)?;
    let point = place(&reader, path, POINT)?;
    let header = reader.names().to_vec();
    let mut cells: Vec<Vec<String>> = vec![Vec::new(); header.len()];
    let mut record = Row::default();
    while next(&mut reader, path, &mut record)? {
        let columns = cells.iter_mut().zip(record.iter());
        for ((at, name), (column, text)) in header.iter().enumerate().zip(columns) {
            let wrong = |message: String| StudyDataError::Line {
                path: path.to_owned(),
                line: record.line(),
                message,
            };
            if Some(at) == point && text.parse() != Ok(column.len()) {
                let row = column.len();
                return Err(wrong(format!(
                    "point `{text}` in the row of point {row}: points are numbered from 0 in order"
                )));
            }
            if text.is_empty() {
                return Err(wrong(format!("no value of `{name}`")));
            }
            column.push(text.to_owned());
        }
    }
    let columns = header.into_iter().zip(cells).enumerate();
    Ok(columns
        .filter(|(at, _)| Some(*at) != point)
        .map(|(_, (name, cells))| factor(name, &cells))
        .collect())
}

fn factor(name: String, cells: &[String]) -> Factor {
    let numbers: Option<Vec<f64>> = cells.iter().map(|cell| number(cell)).collect();
    let mut labels: Vec<String> = Vec::new();
    let values = numbers.unwrap_or_else(|| {
        let place = |cell: &String| {
            let known = labels.iter().position(|label| label == cell);
            let at = known.unwrap_or_else(|| {
                labels.push(cell.clone());
                labels.len() - 1
            });
            at as f64
        };
        cells.iter().map(place).collect()
    });
    Factor {
        path: name.clone(),
        group: name.clone(),
        column: name,
        low: f64::NAN,
        high: f64::NAN,
        log: false,
        shape: None,
        weights: Vec::new(),
        baseline: String::new(),
        labels,
        choices: Vec::new(),
        values,
    }
}

/// The shape of a range or the weights of a list, as `factors.csv` writes them; neither where the text is empty.
fn distribution(text: &str) -> Option<(Option<Shape>, Vec<f64>)> {
    if text.is_empty() {
        return Some((None, Vec::new()));
    }
    match text.strip_prefix("weights(") {
        None => Some((Some(text.parse().ok()?), Vec::new())),
        Some(rest) => {
            let weights = rest.strip_suffix(')')?.split(',');
            let weights: Option<Vec<f64>> = weights.map(|weight| number(weight.trim())).collect();
            Some((None, weights?))
        }
    }
}

/// Adds what `factors.csv` says of the factors, if it is there, and takes away the weights of the points. Of several
/// paths that share a column, the first counts.
pub(super) fn describe_factors(
    path: &Path,
    factors: &mut Vec<Factor>,
) -> Result<(), StudyDataError> {
    let mut reader = match reader(path) {
        Ok(reader) => reader,
        Err(StudyDataError::Read { source, .. }) if source.kind() == ErrorKind::NotFound => {
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    let mut places = [None; 9];
    for (own, name) in places.iter_mut().zip([
        "column",
        "path",
        "group",
        "low",
        "high",
        "scale",
        "values",
        "baseline",
        "distribution",
    ]) {
        *own = place(&reader, path, name)?;
    }
    let [
        column,
        full,
        group,
        low,
        high,
        scale,
        choices,
        baseline,
        likely,
    ] = places;
    let mut record = Row::default();
    let mut done: Vec<String> = Vec::new();
    while next(&mut reader, path, &mut record)? {
        let cell = |place: Option<usize>| place.and_then(|at| record.get(at)).unwrap_or_default();
        let name = cell(column);
        let Some(factor) = factors.iter_mut().find(|factor| factor.column == name) else {
            return Err(StudyDataError::Line {
                path: path.to_owned(),
                line: record.line(),
                message: format!("`{name}` is no column of design.csv"),
            });
        };
        if done.iter().any(|seen| seen == name) {
            continue;
        }
        done.push(name.to_owned());
        for (text, target) in [
            (cell(full), &mut factor.path),
            (cell(group), &mut factor.group),
            (cell(baseline), &mut factor.baseline),
        ] {
            if !text.is_empty() {
                text.clone_into(target);
            }
        }
        factor.low = number(cell(low)).unwrap_or(f64::NAN);
        factor.high = number(cell(high)).unwrap_or(f64::NAN);
        factor.log = cell(scale) == "log";
        let likely = cell(likely);
        (factor.shape, factor.weights) =
            distribution(likely).ok_or_else(|| StudyDataError::Line {
                path: path.to_owned(),
                line: record.line(),
                message: format!(
                    "`{likely}` is no distribution such as normal(0.4, 0.1) or weights(0.2, 0.8)"
                ),
            })?;
        factor.choices = cell(choices)
            .split_whitespace()
            .map(str::to_owned)
            .collect();
    }
    factors.retain(|factor| factor.column != WEIGHT || done.contains(&factor.column));
    Ok(())
}
