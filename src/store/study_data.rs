//! A study as analyses read it: the points of its design, and the outputs of every run.
//!
//! A folder needs two tables. `design.csv` has a row per point and a column per factor;
//! `runs.csv` (or `outputs.csv`) has a row per run and a column per output, with the `point` to which the
//! run belongs, or without it exactly one row per point in the same order. So a folder that another
//! program wrote serves as well as one of `trilat sweep`, whose `factors.csv`, `datapackage.json` and
//! `manifest.json` add ranges, groups, units and the design.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::disk::read_text;
use super::guard::Guard;
use super::manifest::Manifest;
use super::study_csv::{Row, next, place, reader};
use super::study_error::StudyDataError;
pub use super::study_factors::Factor;
use super::study_factors::{describe_factors, read_design};
pub use super::study_output::{Completeness, Output, OutputInfo};
use super::study_terms::{Term, TermError, Wanted, effect_name, wanted};
use super::sweep_tables::{ARM, DESIGN, FACTORS, FAILED, POINT, REPLICATE};
use super::tables::{DATAPACKAGE, RUNS};
use crate::record::Role;
use crate::study::arm::Effect;

/// Names under which the table of outputs is looked for.
pub const OUTPUT_TABLES: [&str; 2] = [RUNS, "outputs.csv"];

/// The tables of a study, opened.
#[derive(Clone, Debug)]
pub struct StudyData {
    /// Its folder.
    pub folder: PathBuf,
    /// Number of points.
    pub points: usize,
    /// Its factors, in the order of the design.
    pub factors: Vec<Factor>,
    /// Numeric columns of the table of outputs.
    pub outputs: Vec<OutputInfo>,
    /// Names of the arms, the baseline first; none where the study has no arms.
    pub arms: Vec<String>,
    /// What is taken from the arms.
    pub effects: Vec<Effect>,
    /// The manifest, where `trilat` wrote the folder.
    pub manifest: Option<Manifest>,
    /// What compares files with their manifest before they are read.
    pub guard: Guard,
    pub(super) table: PathBuf,
}

impl StudyData {
    /// Opens the study of a folder: reads its design, and of the outputs the header. `table` names another
    /// table of outputs than `runs.csv` or `outputs.csv`.
    ///
    /// # Errors
    /// [`StudyDataError`] if a table is missing, or not what this module or its manifest says.
    pub fn open(
        folder: &Path,
        table: Option<&Path>,
        guard: &Guard,
    ) -> Result<Self, StudyDataError> {
        let design = folder.join(DESIGN);
        if !design.is_file() {
            return Err(no_table(folder, DESIGN));
        }
        let table = match table {
            Some(path) => path.to_owned(),
            None => OUTPUT_TABLES
                .iter()
                .map(|name| folder.join(name))
                .find(|path| path.is_file())
                .ok_or_else(|| no_table(folder, "runs.csv or outputs.csv"))?,
        };
        for path in [&design, &folder.join(FACTORS), &folder.join(DATAPACKAGE)] {
            guard.check(path)?;
        }
        let mut factors = read_design(&design)?;
        describe_factors(&folder.join(FACTORS), &mut factors)?;
        let points = factors.first().map_or(0, |factor| factor.values.len());
        if points == 0 {
            return Err(StudyDataError::Table {
                path: design,
                message: "no points, or no factors".to_owned(),
            });
        }
        // Only its names are used here: it may be large, and its rows are of use to few.
        let outputs = read_outputs(folder, &table, guard).or_else(|error| {
            guard.check(&table)?;
            Err(error)
        })?;
        let manifest = Manifest::read(folder)?;
        let known = manifest.as_ref().and_then(|known| known.study.as_ref());
        let (arms, effects) = match known {
            Some(study) => (study.arm_names(), study.effects.clone()),
            None => named_arms(&table)?,
        };
        Ok(Self {
            arms,
            effects,
            manifest,
            folder: folder.to_owned(),
            points,
            factors,
            outputs,
            guard: guard.clone(),
            table,
        })
    }

    /// The table of outputs.
    pub fn table(&self) -> &Path {
        &self.table
    }

    /// Names of the effects of these outputs, where the study has arms: of every effect on every one.
    pub fn effects_on(&self, outputs: &[String]) -> Vec<String> {
        let each = self.effects.iter();
        each.flat_map(|effect| {
            let name = |output: &String| effect_name(&self.effects, effect, output);
            outputs.iter().map(name).collect::<Vec<_>>()
        })
        .collect()
    }

    /// Counts the runs without a finite value of each output, in all arms. Times to an event are complete: a
    /// missing one says that the event did not happen by the horizon.
    ///
    /// # Errors
    /// [`StudyDataError`]; [`StudyDataError::Failed`] if a run failed.
    pub fn completeness(&self) -> Result<Vec<Completeness>, StudyDataError> {
        let mut missing = vec![0; self.outputs.len()];
        let mut runs = 0;
        let arms = 0..self.arms.len().max(1);
        let terms: Vec<Term> = arms
            .flat_map(|arm| (0..self.outputs.len()).map(move |output| Term { arm, output }))
            .collect();
        self.each_run(&terms, |_, place, info, value| {
            let output = terms.get(place).map_or(0, |term| term.output);
            runs += u64::from(output == 0);
            let censored = info.role == Role::EventTime && value.is_nan();
            if let Some(count) = missing.get_mut(output) {
                *count += u64::from(!value.is_finite() && !censored);
            }
        })?;
        let counted = self.outputs.iter().zip(missing);
        Ok(counted
            .map(|(info, missing)| Completeness {
                name: info.name.clone(),
                missing,
                runs,
            })
            .collect())
    }

    /// Reads outputs by name, those of arms and effects as well: `NAME`, `arm:ARM:NAME`, `effect:ARM:NAME`, and
    /// `effect:NAME` where there is one effect alone. Of a study with arms, `NAME` is that of the baseline.
    ///
    /// # Errors
    /// [`StudyDataError::NoOutput`] and [`StudyDataError::NoArm`], with the name that may have been meant;
    /// [`StudyDataError::Missing`] if a value is missing or not finite, naming runs;
    /// [`StudyDataError::Failed`] if a run failed; [`StudyDataError::Table`] if a point has no run.
    pub fn read(&self, names: &[&str]) -> Result<Vec<Output>, StudyDataError> {
        let wanted: Result<Vec<Wanted>, _> = names.iter().map(|name| self.wanted(name)).collect();
        let wanted = wanted?;
        let mut terms: Vec<Term> = Vec::new();
        for (_, term) in wanted.iter().flat_map(|own| &own.terms) {
            if !terms.contains(term) {
                terms.push(term.clone());
            }
        }
        let (values, aligned) = self.read_terms(&terms)?;
        let output = |own: Wanted| {
            let parts: Vec<&Vec<Vec<f64>>> = own
                .terms
                .iter()
                .filter_map(|(_, term)| terms.iter().position(|known| known == term))
                .filter_map(|place| values.get(place))
                .collect();
            let of_point = |point: usize| {
                let runs = parts
                    .first()
                    .and_then(|part| part.get(point))
                    .map_or(0, Vec::len);
                let at = |term: usize, run: usize| parts[term][point][run];
                (0..runs)
                    .map(|run| own.value(|term| at(term, run)))
                    .collect()
            };
            Output {
                values: (0..self.points).map(of_point).collect(),
                info: own.info,
                aligned,
            }
        };
        Ok(wanted.into_iter().map(output).collect())
    }

    fn wanted(&self, name: &str) -> Result<Wanted, StudyDataError> {
        wanted(name, &self.outputs, &self.arms, &self.effects).map_err(|error| match error {
            TermError::Output(name) => self.no_output(&name),
            other => StudyDataError::NoArm {
                path: self.table.clone(),
                message: other.to_string(),
            },
        })
    }

    pub(super) fn no_output(&self, name: &str) -> StudyDataError {
        let known = self.outputs.iter().map(|info| info.name.as_str());
        let near = known
            .map(|known| (strsim::jaro_winkler(known, name), known))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        StudyDataError::NoOutput {
            path: self.table.clone(),
            name: name.to_owned(),
            hint: match near {
                Some((likeness, known)) if likeness > 0.75 => {
                    format!("; did you mean `{known}`?")
                }
                _ => String::new(),
            },
        }
    }
}

fn no_table(folder: &Path, wanted: &'static str) -> StudyDataError {
    StudyDataError::NoTable {
        folder: folder.to_owned(),
        wanted,
    }
}

/// The arms that a table of another program names, in the order in which they occur, and each but the first
/// against the first.
fn named_arms(table: &Path) -> Result<(Vec<String>, Vec<Effect>), StudyDataError> {
    let mut reader = reader(table)?;
    let Some(column) = place(&reader, table, ARM)? else {
        return Ok((Vec::new(), Vec::new()));
    };
    let mut arms: Vec<String> = Vec::new();
    let mut record = Row::default();
    while next(&mut reader, table, &mut record)? {
        let name = record.get(column).unwrap_or_default();
        if arms.iter().all(|arm| arm != name) {
            arms.push(name.to_owned());
        }
    }
    let others = arms.iter().enumerate().skip(1);
    let effects = others.map(|(at, arm)| Effect::of_arm(arm, at, arms.len()));
    let effects = effects.collect();
    Ok((arms, effects))
}

/// The columns of outputs, with what the data dictionary says of them. A column of words is none.
fn read_outputs(
    folder: &Path,
    table: &Path,
    guard: &Guard,
) -> Result<Vec<OutputInfo>, StudyDataError> {
    let reader = reader(table)?;
    let file = table
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let dictionary = dictionary(&folder.join(DATAPACKAGE), file)?;
    let listed = dictionary.iter().filter_map(|field| field["name"].as_str());
    if !dictionary.is_empty() && !listed.eq(reader.names()) {
        // Another header than that of the dictionary: the whole file is compared with its manifest.
        guard.check(table)?;
    }
    let text = |field: &Value, key: &str| field[key].as_str().unwrap_or_default().to_owned();
    let mut outputs = Vec::new();
    for name in reader.names().iter().cloned() {
        let known = [POINT, ARM, REPLICATE, FAILED, "run"];
        if known.iter().any(|own| own.eq_ignore_ascii_case(&name)) {
            continue;
        }
        let field = dictionary
            .iter()
            .find(|field| field["name"].as_str() == Some(name.as_str()));
        let role = match field.map(|field| text(field, "role")).as_deref() {
            Some("identifier") => continue,
            Some("count") => Role::Count,
            Some("indicator") => Role::Indicator,
            Some("event_time") => Role::EventTime,
            _ => Role::Value,
        };
        if field.is_some_and(|field| text(field, "type") == "string") {
            continue;
        }
        outputs.push(OutputInfo {
            unit: field.map_or_else(String::new, |field| text(field, "unit")),
            description: field.map_or_else(String::new, |field| text(field, "description")),
            role,
            name,
        });
    }
    Ok(outputs)
}

/// The fields of a table in `datapackage.json`; none if there is no such file or table.
fn dictionary(path: &Path, file: &str) -> Result<Vec<Value>, StudyDataError> {
    let text = match read_text(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => {
            return Err(StudyDataError::Read {
                path: path.to_owned(),
                source,
            });
        }
    };
    let package: Value = serde_json::from_str(&text).map_err(|error| StudyDataError::Table {
        path: path.to_owned(),
        message: error.to_string(),
    })?;
    let resources = package["resources"].as_array();
    let resource = resources
        .into_iter()
        .flatten()
        .find(|resource| resource["path"].as_str() == Some(file));
    let fields = resource.and_then(|resource| resource["schema"]["fields"].as_array());
    Ok(fields.cloned().unwrap_or_default())
}
