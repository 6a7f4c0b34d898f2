//! What a study's folder says: its points by the values of factors, and estimates by point.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::arms::{of_effect, of_study};
use super::choices::Choices;
use super::error::PlotError;
use super::read::{number, rows_where};
use super::study_words::label;
pub use super::study_words::{Factor, Output};
use crate::figures::{ESTIMATE, Kind, plain};
use crate::store::guard::Guard;
use crate::store::manifest::Manifest;
use crate::store::study_data::{OutputInfo, StudyData};
use crate::store::study_record::StudyInfo;
use crate::store::study_terms::{Whose, whose};
use crate::store::sweep_tables::{ARM, EFFECTS};
use crate::store::tables::SUMMARY;

/// Outputs shown if none is asked for, the first that the study has.
const USUAL: [&str; 4] = ["crises", "probes", "wars", "cohesion_mean"];

/// The folder of a study.
#[derive(Clone, Debug)]
pub struct StudyFiles {
    /// Its manifest.
    pub(super) manifest: Manifest,
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

impl StudyFiles {
    /// Whether the study has arms.
    pub(super) fn has_arms(&self) -> bool {
        !self.info.arms.is_empty()
    }

    /// Horizon of the scenario in months.
    pub fn horizon(&self) -> usize {
        self.manifest.scenario.months
    }

    /// Whether its points fill planes of two factors.
    pub(super) fn is_plane(&self) -> bool {
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
            label: label(&factor.path),
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

    /// The point that `--at point=K` names, or the only one at which every factor is held, and where that is.
    ///
    /// # Errors
    /// [`PlotError`].
    pub fn point(&self, kind: &Kind, choices: &Choices) -> Result<(usize, String), PlotError> {
        let points = self.factors.first().map_or(0, |factor| factor.values.len());
        if let [(name, asked)] = choices.at.as_slice()
            && name == "point"
        {
            let point = asked.parse().ok().filter(|point| *point < points);
            return match point {
                Some(point) => Ok((point, format!("Point {point} of the design."))),
                None => Err(PlotError::Usage(format!(
                    "--at point={asked}: the design has the points 0 to {}",
                    points.saturating_sub(1)
                ))),
            };
        }
        let (kept, held) = self.held(kind, &[], choices)?;
        match kept.as_slice() {
            [point] => Ok((*point, held)),
            kept => {
                let reason = format!(
                    "it is of one point, and {} fit; say which with --at point=K, numbered as in design.csv",
                    kept.len()
                );
                Err(PlotError::not_there(kind, &self.folder, reason))
            }
        }
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
        let arms = self.info.arm_names();
        let (whose, asked) = match &choices.value {
            Some(name) => {
                let (whose, column) = whose(name, &arms, &self.info.effects)
                    .map_err(|error| PlotError::Usage(format!("--value: {error}")))?;
                (whose, Some(column.to_owned()))
            }
            // A study has arms because it asks for their effects.
            None if !arms.is_empty() => (Whose::Effect(0), None),
            None => (Whose::Baseline, None),
        };
        let effect = match whose {
            Whose::Effect(at) => self.info.effects.get(at).map(|effect| effect.name.clone()),
            _ => None,
        };
        let arm = match whose {
            Whose::Baseline => arms.first(),
            Whose::Arm(at) => arms.get(at),
            Whose::Effect(_) => None,
        };
        let mut output = Output {
            column: String::new(),
            arm: arm.cloned(),
            effect,
            statistic: String::new(),
            unit: String::new(),
            description: String::new(),
        };
        let rows = self.rows_of(&output, &[], |row| row[0] == "0")?;
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
        let column = asked.unwrap_or_else(usual);
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
        output.unit = info.map_or_else(String::new, |info| info.unit.clone());
        output.description = info.map_or_else(String::new, |info| info.description.clone());
        output.column = column;
        output.statistic = statistic;
        Ok(output)
    }

    /// Rows of the table that has an output's estimates, as point, column, statistic and `more`; `wanted` sees
    /// the first three.
    fn rows_of(
        &self,
        output: &Output,
        more: &[&'static str],
        wanted: impl Fn(&[&str]) -> bool,
    ) -> Result<Vec<Vec<String>>, PlotError> {
        let (file, column) = match &output.effect {
            Some(_) => (EFFECTS, "outcome"),
            None => (SUMMARY, "column"),
        };
        let whose = output.effect.as_ref().or(output.arm.as_ref());
        let mut columns = vec!["point", column, "statistic"];
        columns.extend(more);
        columns.extend(whose.map(|_| ARM));
        let path = self.folder.join(file);
        rows_where(&path, &self.guard, &columns, |row| {
            let own = whose.is_none_or(|name| row.last() == Some(&name.as_str()));
            own && wanted(row)
        })
    }

    /// Estimate, limits of its 95 % interval and runs, by point.
    ///
    /// # Errors
    /// [`PlotError`].
    pub fn estimates(&self, output: &Output) -> Result<BTreeMap<usize, [f64; 4]>, PlotError> {
        let (file, estimate) = match &output.effect {
            Some(_) => (EFFECTS, ["effect", "ci_low", "ci_high", "n"]),
            None => (SUMMARY, ESTIMATE),
        };
        let path = self.folder.join(file);
        let rows = self.rows_of(output, &estimate, |row| {
            row[1] == output.column && row[2] == output.statistic
        })?;
        let mut found = BTreeMap::new();
        for row in rows {
            let mut values = [f64::NAN; 4];
            for (value, k) in values.iter_mut().zip(3..) {
                *value = number(&path, estimate[k - 3], &row[k])?;
            }
            found.insert(number(&path, "point", &row[0])? as usize, values);
        }
        Ok(found)
    }

    /// What the arms behind an output change of the baseline, in words.
    ///
    /// # Errors
    /// [`PlotError`].
    pub fn differences(&self, output: &Output) -> Result<String, PlotError> {
        let (folder, guard, info) = (&self.folder, &self.guard, &self.info);
        match (&output.effect, &output.arm) {
            (Some(effect), _) => of_effect(folder, guard, info, effect),
            (None, Some(own)) => of_study(folder, guard, info, |at| info.arms[at].name == *own),
            (None, None) => Ok(String::new()),
        }
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
