//! `discover.json` as figures and reports read it.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::discover_files::DISCOVER;
use super::disk::read_text;
use super::guard::Guard;
use super::manifest::FileEntry;
use super::study_error::StudyDataError;

/// What a scenario discovery was asked and what it found.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Findings {
    /// The output that decides what a case is.
    pub output: String,
    /// `above`, `below` or `top_percent`.
    pub rule: String,
    /// The number of the rule.
    pub value: f64,
    /// The value of the output that separates cases from others.
    pub threshold: f64,
    /// Points of the design.
    pub points: u64,
    /// Cases among them.
    pub cases: u64,
    /// Points of which it is uncertain whether they are cases; `None` with one run a point.
    pub uncertain: Option<u64>,
    /// Columns of the factors that vary.
    pub factors: Vec<String>,
    /// Path of each factor in the scenario, by its column.
    #[serde(default)]
    pub paths: BTreeMap<String, String>,
    /// Columns of the factors whose range is logarithmic.
    #[serde(default)]
    pub log: Vec<String>,
    /// The files that were read, with their checksums.
    pub inputs: Vec<FileEntry>,
    /// The boxes, in the order in which they were found.
    pub boxes: Vec<FoundBox>,
    /// Why there are no more boxes, if more were asked for.
    pub ended: Option<String>,
}

/// A box: the step of its trajectory that is reported.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct FoundBox {
    /// Its number, from 1.
    #[serde(rename = "box")]
    pub number: u64,
    /// Step of the trajectory; 0 is the whole space.
    pub step: u64,
    /// Steps of the trajectory, with step 0.
    pub steps: u64,
    /// Points in the box, without those of earlier boxes.
    pub points: u64,
    /// Cases among them.
    pub cases: u64,
    /// Share of all cases that it holds.
    pub coverage: f64,
    /// Share of its points that are cases.
    pub density: f64,
    /// Mean outcome of its points.
    pub mean: Option<f64>,
    /// The limits, one a factor.
    pub limits: Vec<FactorLimit>,
    /// Searches through shuffled cases that found as strong a box.
    pub as_strong: u64,
    /// Searches through shuffled cases.
    pub shuffles: u64,
    /// Chance of as strong a box if cases lay at random; `None` without shuffles.
    pub p: Option<f64>,
}

/// What a box demands of a factor.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct FactorLimit {
    /// Column of the factor.
    pub factor: String,
    /// Lowest value inside; `None` if it is not limited from below.
    pub low: Option<f64>,
    /// Highest value inside; `None` if it is not limited from above.
    pub high: Option<f64>,
    /// Words inside, of factors of words.
    pub values: Vec<String>,
    /// Binomial probability of as many cases if the limits on this factor did nothing.
    pub quasi_p: Option<f64>,
    /// Share of half-samples that restrict the factor at the same coverage.
    pub reproduced_coverage: Option<f64>,
    /// Share of half-samples that restrict the factor at the same density.
    pub reproduced_density: Option<f64>,
}

impl FactorLimit {
    /// "at least 0.4", "0.2 to 0.5", "mixed or forward", with numbers as `number` writes them.
    pub fn words(&self, number: impl Fn(f64) -> String) -> String {
        match (self.low, self.high) {
            (Some(low), Some(high)) => format!("{} to {}", number(low), number(high)),
            (Some(low), None) => format!("at least {}", number(low)),
            (None, Some(high)) => format!("at most {}", number(high)),
            (None, None) => self.values.join(" or "),
        }
    }
}

impl Findings {
    /// Reads the findings of a folder of `trilat discover`.
    ///
    /// # Errors
    /// [`StudyDataError::Read`]; [`StudyDataError::Table`] if they cannot be understood; what the guard says.
    pub fn read(folder: &Path, guard: &Guard) -> Result<Self, StudyDataError> {
        let path = folder.join(DISCOVER);
        guard.check(&path)?;
        let text = read_text(&path).map_err(|source| StudyDataError::Read {
            path: path.clone(),
            source,
        })?;
        serde_json::from_str(&text).map_err(|error| StudyDataError::Table {
            path,
            message: error.to_string(),
        })
    }

    /// What a case is: "probes_r3 among the highest 20 %", "wars above 2".
    pub fn case(&self) -> String {
        let Self { output, value, .. } = self;
        match self.rule.as_str() {
            "top_percent" => format!("{output} among the highest {value} %"),
            rule => format!("{output} {rule} {value}"),
        }
    }

    /// The path of a factor; its column if that is not known.
    pub fn path<'a>(&'a self, column: &'a str) -> &'a str {
        self.paths.get(column).map_or(column, String::as_str)
    }

    /// The limits of a box in one line: "reliability at most 0.4, posture mixed or forward".
    pub fn limits(&self, found: &FoundBox, number: impl Fn(f64) -> String) -> String {
        let limits = found.limits.iter();
        let words = limits.map(|limit| {
            let factor = self.path(&limit.factor);
            format!("{factor} {}", limit.words(&number))
        });
        words.collect::<Vec<String>>().join(", ")
    }
}
