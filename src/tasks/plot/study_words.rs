//! The factors and outputs of a study, as figures name them.

use crate::scenario::reference::in_words;
use crate::words::first_sentence;

/// A factor of a study.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factor {
    /// Its column in `design.csv`.
    pub column: String,
    /// Its path in the scenario.
    pub path: String,
    /// What it means, for axes; its path where that says it all.
    pub label: String,
    /// Whether it varies on a logarithmic scale.
    pub log: bool,
    /// Its value in the scenario itself; empty if it has none.
    pub baseline: String,
    /// Its value at each point.
    pub values: Vec<String>,
}

impl Factor {
    /// Different values in the order in which they occur: in a grid, that in which they were given.
    pub fn given(&self) -> Vec<&str> {
        let mut levels: Vec<&str> = Vec::new();
        for value in &self.values {
            if !value.is_empty() && !levels.contains(&value.as_str()) {
                levels.push(value);
            }
        }
        levels
    }

    /// Different values, numbers in increasing order, words in the order in which they occur.
    pub fn levels(&self) -> Vec<&str> {
        let mut levels = self.given();
        if levels.iter().all(|l| l.parse::<f64>().is_ok()) {
            let key = |l: &&str| l.parse::<f64>().unwrap_or(f64::NAN);
            levels.sort_by(|a, b| key(a).total_cmp(&key(b)));
        }
        levels
    }
}

/// An output of a study: a column of `runs.csv` and a statistic of it, at the baseline, in an arm, or as an effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The column.
    pub column: String,
    /// Name of the arm, where the study has arms and this is no effect.
    pub arm: Option<String>,
    /// Name of the effect, if it is one.
    pub effect: Option<String>,
    /// The statistic.
    pub statistic: String,
    /// The column's unit.
    pub unit: String,
    /// What the column is.
    pub description: String,
}

impl Output {
    /// What an axis says.
    pub fn label(&self) -> String {
        let unit = match self.unit.as_str() {
            "" | "1" => String::new(),
            unit => format!(", {unit}"),
        };
        // A folder of another program may say nothing of a column.
        let name = match first_sentence(&self.description) {
            "" => &self.column,
            words => words,
        };
        let statistic = match self.statistic.as_str() {
            "share" => format!("{name}: share of runs"),
            "share_by_horizon" => format!("{name}: share of runs with the event"),
            "rate_per_year" => format!("{name}: mean per year"),
            "median_time" => format!("{name}: median time (months)"),
            other => format!("{name} ({}{unit})", other.replace('_', " ")),
        };
        match (&self.effect, &self.arm) {
            (Some(effect), _) => format!("Effect of {effect}: {statistic}"),
            (None, Some(arm)) => format!("{arm}: {statistic}"),
            (None, None) => statistic,
        }
    }
}

/// What a factor means, and in which arm.
pub fn label(path: &str) -> String {
    let arm = path
        .strip_prefix("arms.")
        .and_then(|rest| rest.split_once('.'));
    let (arm, own) = arm.map_or(("", path), |(arm, own)| (arm, own));
    let words = in_words(own).unwrap_or_else(|| own.to_owned());
    match arm {
        "" => words,
        arm => format!("{words}, in {arm}"),
    }
}
