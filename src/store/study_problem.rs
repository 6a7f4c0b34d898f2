//! What SALib calls a problem: names, bounds and groups of factors, as JSON.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::disk::read_text;
use super::study_data::StudyData;
use super::study_error::StudyDataError;

/// A file with SALib's problem: `json.dump(problem, file)`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Problem {
    /// Names of factors, which are columns of `design.csv`.
    pub names: Vec<String>,
    /// Lower and upper end of each; on the logarithmic scale of SALib's `logunif` as they are in the design.
    pub bounds: Vec<Vec<f64>>,
    /// Group of each.
    #[serde(default)]
    pub groups: Option<Vec<String>>,
    /// Distribution of each: `unif` or `logunif`.
    #[serde(default)]
    pub dists: Option<Vec<String>>,
    #[serde(skip)]
    path: PathBuf,
}

impl Problem {
    /// Reads a problem.
    ///
    /// # Errors
    /// [`StudyDataError::Read`] and [`StudyDataError::Table`].
    pub fn read(path: &Path) -> Result<Self, StudyDataError> {
        let text = read_text(path).map_err(|source| StudyDataError::Read {
            path: path.to_owned(),
            source,
        })?;
        let wrong = |message: String| StudyDataError::Table {
            path: path.to_owned(),
            message,
        };
        let mut problem: Self =
            serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        problem.path = path.to_owned();
        let count = problem.names.len();
        let lengths = [
            ("bounds", Some(problem.bounds.len())),
            ("groups", problem.groups.as_ref().map(Vec::len)),
            ("dists", problem.dists.as_ref().map(Vec::len)),
        ];
        for (key, length) in lengths {
            if let Some(length) = length.filter(|length| *length != count) {
                return Err(wrong(format!(
                    "`{key}` has {length} entries, but there are {count} names"
                )));
            }
        }
        for (name, ends) in problem.names.iter().zip(&problem.bounds) {
            if !matches!(ends.as_slice(), [low, high] if low < high && high.is_finite()) {
                return Err(wrong(format!(
                    "bounds of `{name}` are not two increasing numbers"
                )));
            }
        }
        let unknown = problem.dists.iter().flatten();
        if let Some(dist) = unknown
            .into_iter()
            .find(|d| !matches!(d.as_str(), "unif" | "logunif"))
        {
            return Err(wrong(format!(
                "distribution `{dist}`: ranges are known of unif and logunif alone"
            )));
        }
        Ok(problem)
    }
}

impl StudyData {
    /// Takes ranges and groups of factors from a problem.
    ///
    /// # Errors
    /// [`StudyDataError::Table`] if the names are not the columns of the design.
    pub fn describe(&mut self, problem: &Problem) -> Result<(), StudyDataError> {
        for factor in &mut self.factors {
            let Some(at) = problem.names.iter().position(|name| *name == factor.column) else {
                return Err(StudyDataError::Table {
                    path: problem.path.clone(),
                    message: format!(
                        "has no factor `{}`, which is a column of design.csv",
                        factor.column
                    ),
                });
            };
            if let Some([low, high]) = problem.bounds.get(at).map(Vec::as_slice) {
                (factor.low, factor.high) = (*low, *high);
            }
            if let Some(group) = problem.groups.as_ref().and_then(|groups| groups.get(at)) {
                group.clone_into(&mut factor.group);
            }
            let dist = problem.dists.as_ref().and_then(|dists| dists.get(at));
            factor.log = dist.is_some_and(|dist| dist == "logunif");
        }
        let columns = &self.factors;
        let extra = problem
            .names
            .iter()
            .find(|name| columns.iter().all(|f| f.column != **name));
        match extra {
            None => Ok(()),
            Some(name) => Err(StudyDataError::Table {
                path: self.folder.join(super::sweep_tables::DESIGN),
                message: format!("has no column `{name}`, which the problem names"),
            }),
        }
    }
}
