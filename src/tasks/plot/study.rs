//! What a study's folder says: its factors, the value of each at every point, and estimates by point.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::choices::{Choice, Choices};
use super::error::PlotError;
use super::origin::{Folder, Gives, Place};
use super::read::{manifest_source, number, rows_where};
use super::study_tables::{curves, heat_map, phase, survival, tornado};
use crate::figures::{
    CURVES, ESTIMATE, HEAT_MAP, Kind, PHASE_DIAGRAM, Source, TIME_TO_FIRST_EVENT, TORNADO, plain,
};
use crate::store::guard::Guard;
use crate::store::manifest::Manifest;
use crate::store::study_data::{OutputInfo, StudyData};
use crate::store::study_record::StudyInfo;
use crate::store::tables::SUMMARY;

/// Outputs shown if none is asked for, the first that the study has.
const USUAL: [&str; 4] = ["crises", "probes", "wars", "cohesion_mean"];

/// A factor of a study.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factor {
    /// Its column in `design.csv`.
    pub column: String,
    /// Its path in the scenario.
    pub path: String,
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

/// An output of a study: a column of `runs.csv` and a statistic of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The column.
    pub column: String,
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
        match self.statistic.as_str() {
            "share" => format!("{}: share of runs", self.column),
            "share_by_horizon" => format!("{}: share of runs with the event", self.column),
            "rate_per_year" => format!("{}: mean per year", self.column),
            "median_time" => format!("{}: median time (months)", self.column),
            other => format!("{} ({}{unit})", self.column, other.replace('_', " ")),
        }
    }
}

/// The folder of a study.
#[derive(Clone, Debug)]
pub struct StudyFiles {
    /// Its manifest.
    manifest: Manifest,
    /// Where it is.
    pub folder: PathBuf,
    /// What the manifest says about the study.
    pub info: StudyInfo,
    /// Its factors.
    pub factors: Vec<Factor>,
    /// Its outputs.
    outputs: Vec<OutputInfo>,
    /// What compares files with their manifest before they are read.
    pub guard: Guard,
}

impl Folder for StudyFiles {
    const PLACE: Place = Place::Study;
    const GIVES: &'static [Gives<Self>] = &[
        Gives {
            kind: &CURVES,
            from: "sweep (grid, zip, ofat, list)",
            takes: &[
                Choice::X,
                Choice::Series,
                Choice::Panel,
                Choice::Value,
                Choice::Statistic,
                Choice::At,
            ],
            unasked: |study, _| study.design() != "ofat",
            table: curves,
        },
        Gives {
            kind: &HEAT_MAP,
            from: "sweep (grid, list)",
            takes: &[
                Choice::X,
                Choice::Y,
                Choice::Value,
                Choice::Statistic,
                Choice::Threshold,
                Choice::At,
            ],
            unasked: |study, _| study.is_plane(),
            table: heat_map,
        },
        Gives {
            kind: &PHASE_DIAGRAM,
            from: "sweep (grid, list) with --effect FACTOR",
            takes: &[
                Choice::X,
                Choice::Y,
                Choice::Value,
                Choice::Statistic,
                Choice::Effect,
                Choice::At,
            ],
            unasked: |study, choices| study.is_plane() && choices.effect.is_some(),
            table: phase,
        },
        Gives {
            kind: &TORNADO,
            from: "sweep (ofat)",
            takes: &[Choice::Value, Choice::Statistic],
            unasked: |study, _| study.design() == "ofat",
            table: tornado,
        },
        Gives {
            kind: &TIME_TO_FIRST_EVENT,
            from: "sweep (grid, zip, ofat, list) with --value COLUMN",
            takes: &[Choice::X, Choice::Series, Choice::Value, Choice::At],
            unasked: |_, _| false,
            table: survival,
        },
    ];

    fn path(&self) -> &Path {
        &self.folder
    }

    fn source(&self, command: &str) -> Source {
        manifest_source(&self.manifest, command)
    }
}

impl StudyFiles {
    /// Horizon of the scenario in months.
    pub fn horizon(&self) -> usize {
        self.manifest.scenario.months
    }

    /// Whether its points fill planes of two factors.
    fn is_plane(&self) -> bool {
        self.design() == "grid" && self.factors.len() > 1
    }

    /// Reads design, factors and the names of outputs.
    ///
    /// # Errors
    /// [`PlotError`].
    pub fn read(
        folder: &Path,
        manifest: Manifest,
        info: StudyInfo,
        guard: &Guard,
    ) -> Result<Self, PlotError> {
        let data = StudyData::open(folder, None, guard)?;
        let factors = data.factors.iter().map(|factor| Factor {
            column: factor.column.clone(),
            path: factor.path.clone(),
            log: factor.log,
            baseline: factor.baseline.clone(),
            values: (0..data.points).map(|point| factor.text(point)).collect(),
        });
        Ok(Self {
            folder: folder.to_path_buf(),
            info,
            manifest,
            factors: factors.collect(),
            outputs: data.outputs,
            guard: guard.clone(),
        })
    }

    /// The kind of the design.
    pub fn design(&self) -> &str {
        let kind = self.info.design.get("kind");
        kind.and_then(Value::as_str).unwrap_or("")
    }

    /// Whether the points lie on a few values of each factor, as curves and heat maps need.
    pub fn is_regular(&self) -> bool {
        matches!(self.design(), "grid" | "zip" | "ofat" | "list")
    }

    /// The factor of a column or path.
    ///
    /// # Errors
    /// [`PlotError::UnknownName`].
    pub fn factor(&self, option: &str, name: &str) -> Result<usize, PlotError> {
        let found = self
            .factors
            .iter()
            .position(|f| f.path == name || f.column == name);
        found.ok_or_else(|| {
            let names: Vec<String> = self.factors.iter().map(|f| f.path.clone()).collect();
            PlotError::unknown(option, name, names)
        })
    }

    /// The output asked for, or a usual one.
    ///
    /// # Errors
    /// [`PlotError`].
    pub fn output(&self, choices: &Choices) -> Result<Output, PlotError> {
        let path = self.folder.join(SUMMARY);
        let rows = rows_where(
            &path,
            &self.guard,
            &["point", "column", "statistic"],
            |row| row[0] == "0",
        )?;
        let mut columns: Vec<String> = rows.iter().map(|row| row[1].clone()).collect();
        columns.dedup();
        let usual = || {
            let mut names = USUAL.into_iter();
            let found = names.find(|name| columns.iter().any(|c| c == name));
            found.map_or_else(
                || columns.first().cloned().unwrap_or_default(),
                str::to_owned,
            )
        };
        let column = choices.value.clone().unwrap_or_else(usual);
        let statistics: Vec<String> = rows
            .iter()
            .filter(|row| row[1] == column)
            .map(|row| row[2].clone())
            .collect();
        let Some(first) = statistics.first() else {
            return Err(PlotError::unknown("--value", &column, columns));
        };
        let statistic = choices.statistic.clone().unwrap_or_else(|| first.clone());
        if !statistics.contains(&statistic) {
            return Err(PlotError::unknown("--statistic", &statistic, statistics));
        }
        let info = self.outputs.iter().find(|info| info.name == column);
        Ok(Output {
            unit: info.map_or_else(String::new, |info| info.unit.clone()),
            description: info.map_or_else(String::new, |info| info.description.clone()),
            column,
            statistic,
        })
    }

    /// Estimate, limits of its 95 % interval and runs, by point.
    ///
    /// # Errors
    /// [`PlotError`].
    pub fn estimates(&self, output: &Output) -> Result<BTreeMap<usize, [f64; 4]>, PlotError> {
        let path = self.folder.join(SUMMARY);
        let keys = ["column", "statistic", "point"];
        let columns = [&keys[..], &ESTIMATE[..]].concat();
        let rows = rows_where(&path, &self.guard, &columns, |row| {
            row[0] == output.column && row[1] == output.statistic
        })?;
        let mut found = BTreeMap::new();
        for row in rows {
            let mut values = [f64::NAN; 4];
            for (value, k) in values.iter_mut().zip(3..) {
                *value = number(&path, columns[k], &row[k])?;
            }
            found.insert(number(&path, "point", &row[2])? as usize, values);
        }
        Ok(found)
    }

    /// The points at which every factor but those of `free` has the value at which it is held, and a sentence
    /// that says where they are held.
    ///
    /// # Errors
    /// [`PlotError::NotThere`] where a factor has no value to be held at; [`PlotError::UnknownName`].
    pub fn held(
        &self,
        kind: &Kind,
        free: &[usize],
        choices: &Choices,
    ) -> Result<(Vec<usize>, String), PlotError> {
        let points = self.factors.first().map_or(0, |f| f.values.len());
        let mut kept: Vec<usize> = (0..points).collect();
        let mut words = Vec::new();
        let mut asked = BTreeMap::new();
        for (name, value) in &choices.at {
            asked.insert(self.factor("--at", name)?, value.clone());
        }
        for (k, factor) in self.factors.iter().enumerate() {
            let levels = factor.levels();
            // In a zip all factors move together; what is not across follows.
            if free.contains(&k) || (self.design() == "zip" && !asked.contains_key(&k)) {
                continue;
            }
            let wanted = match asked.get(&k) {
                Some(value) => value.clone(),
                None if levels.len() == 1 => levels[0].to_owned(),
                None => factor.baseline.clone(),
            };
            let Some(level) = levels.iter().find(|level| same(level, &wanted)) else {
                if asked.contains_key(&k) {
                    return Err(PlotError::UnknownName {
                        option: format!("--at {}=", factor.path),
                        name: wanted,
                        allowed: levels.iter().map(|l| (*l).to_owned()).collect(),
                        closest: None,
                    });
                }
                let reason = format!(
                    "{} varies too, and its baseline `{}` is none of its values; hold it with --at {}=VALUE \
                     ({}), or show it with --series or --panel",
                    factor.path,
                    factor.baseline,
                    factor.path,
                    levels.join(", ")
                );
                return Err(PlotError::not_there(kind, &self.folder, reason));
            };
            kept.retain(|point| factor.values.get(*point).is_some_and(|v| v == level));
            words.push(format!("{} = {}", factor.path, plain(level)));
        }
        let note = match words.len() {
            0 => String::new(),
            1..=6 => format!("Held: {}.", words.join(", ")),
            n => format!("The {n} other factors are held at the values of the scenario."),
        };
        Ok((kept, note))
    }
}

/// Whether two texts are the same value.
fn same(a: &str, b: &str) -> bool {
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => (a - b).abs() <= 1e-12 * f64::max(a.abs(), b.abs()),
        _ => {
            let plain = |text: &str| match text {
                "true" => "1".to_owned(),
                "false" => "0".to_owned(),
                other => other.to_owned(),
            };
            plain(a) == plain(b)
        }
    }
}
