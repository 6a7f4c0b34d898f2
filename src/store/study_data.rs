//! A study as analyses read it: the points of its design, and the outputs of every run.
//!
//! A folder needs two tables. `design.csv` has a row per point and a column per factor;
//! `runs.csv` (or `outputs.csv`) has a row per run and a column per output, with the `point` to which the
//! run belongs, or without it exactly one row per point in the same order. So a folder that another
//! program wrote serves as well as one of `trilat sweep`, whose `factors.csv`, `datapackage.json` and
//! `manifest.json` add ranges, groups, units and the design.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use csv::StringRecord;
use serde_json::Value;

use super::disk::read_text;
use super::guard::Guard;
use super::manifest::Manifest;
use super::study_csv::{header, next, number_of, reader};
use super::study_error::StudyDataError;
pub use super::study_factors::Factor;
use super::study_factors::{describe_factors, read_design};
use super::study_terms::{Term, TermError, Wanted, effect_name, wanted};
use super::sweep_tables::{ARM, DESIGN, FACTORS, FAILED};
use super::tables::{DATAPACKAGE, RUNS};
use crate::record::Role;
use crate::study::arm::Effect;

/// Names under which the table of outputs is looked for.
pub const OUTPUT_TABLES: [&str; 2] = [RUNS, "outputs.csv"];
const POINT: &str = "point";
const REPLICATE: &str = "replicate";
const HORIZON: &str = "scenario.horizon";
/// Runs that a message names.
const EXAMPLES: usize = 5;

/// What is known of an output before it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputInfo {
    /// Its column.
    pub name: String,
    /// Unit; empty if not known.
    pub unit: String,
    /// One sentence; empty if not known.
    pub description: String,
    /// What values mean; [`Role::Value`] if not known.
    pub role: Role,
}

/// An output of every run.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// Name, unit and meaning.
    pub info: OutputInfo,
    /// By point, the values of its replicates in the order of their numbers; all finite. A time to an event
    /// that did not happen by the horizon is the horizon: their mean is the restricted mean time.
    pub values: Vec<Vec<f64>>,
    /// Whether every point has replicates of the same numbers.
    pub aligned: bool,
}

/// How complete an output is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completeness {
    /// Name of the output.
    pub name: String,
    /// Runs without a finite value.
    pub missing: u64,
    /// Runs in all.
    pub runs: u64,
}

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
    table: PathBuf,
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
        let outputs = read_outputs(folder, &table).or_else(|error| {
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

    /// The values of each term, by point in the order of the replicates; and whether all points have
    /// replicates of the same numbers. All terms have as many at a point.
    fn read_terms(&self, terms: &[Term]) -> Result<(Vec<Vec<Vec<f64>>>, bool), StudyDataError> {
        let mut values = vec![vec![Vec::new(); self.points]; terms.len()];
        let mut missing = vec![Vec::new(); terms.len()];
        let mut counts = vec![0_u64; terms.len()];
        let arms = self.arms.len().max(1);
        let mut numbers: Vec<Vec<Vec<u64>>> = vec![vec![Vec::new(); self.points]; arms];
        let firsts: Vec<Option<usize>> = (0..arms)
            .map(|arm| terms.iter().position(|term| term.arm == arm))
            .collect();
        let mut runs = 0;
        let infos = self.each_run(terms, |run, place, info, value| {
            runs += u64::from(place == 0);
            if firsts.get(run.arm) == Some(&Some(place))
                && let Some(numbers) = numbers.get_mut(run.arm).and_then(|n| n.get_mut(run.point))
            {
                numbers.push(run.replicate);
            }
            let value = match info.role {
                Role::EventTime if value.is_nan() => self.horizon(run.point),
                _ => value,
            };
            if !value.is_finite()
                && let (Some(found), Some(count)) = (missing.get_mut(place), counts.get_mut(place))
            {
                *count += 1;
                if found.len() < EXAMPLES {
                    found.push(run.to_string());
                }
            }
            if let Some(of_point) = values.get_mut(place).and_then(|v| v.get_mut(run.point)) {
                of_point.push(value);
            }
        })?;
        for ((info, examples), count) in infos.iter().zip(missing).zip(counts) {
            if count > 0 {
                return Err(StudyDataError::Missing {
                    path: self.table.clone(),
                    output: info.name.clone(),
                    count,
                    runs,
                    examples: listed(examples, count),
                });
            }
        }
        for (term, points) in terms.iter().zip(&values) {
            if let Some(empty) = points.iter().position(Vec::is_empty) {
                let arm = self.arms.get(term.arm);
                let arm = arm.map_or_else(String::new, |arm| format!(" in the arm {arm}"));
                return Err(StudyDataError::Table {
                    path: self.table.clone(),
                    message: format!("no run of point {empty} of {}{arm}", self.points),
                });
            }
        }
        let mut aligned = true;
        for (arm, numbers) in numbers
            .iter_mut()
            .enumerate()
            .filter(|(arm, _)| firsts[*arm].is_some())
        {
            let own = terms.iter().zip(&mut values);
            let own = own.filter(|(term, _)| term.arm == arm);
            let mut own: Vec<&mut Vec<Vec<f64>>> = own.map(|(_, values)| values).collect();
            aligned &= self.in_order(numbers, &mut own)?;
        }
        self.check_pairs(&numbers, &firsts)?;
        Ok((values, aligned))
    }

    /// Refuses arms that have other replicates than one another: their runs are no pairs.
    fn check_pairs(
        &self,
        numbers: &[Vec<Vec<u64>>],
        firsts: &[Option<usize>],
    ) -> Result<(), StudyDataError> {
        let mut read = numbers
            .iter()
            .zip(firsts)
            .filter(|(_, first)| first.is_some());
        let Some((first, _)) = read.next() else {
            return Ok(());
        };
        for (other, _) in read {
            if let Some(point) =
                (0..self.points).find(|point| first.get(*point) != other.get(*point))
            {
                return Err(StudyDataError::Table {
                    path: self.table.clone(),
                    message: format!(
                        "the arms of point {point} have other replicates than one another, and pairs need the same"
                    ),
                });
            }
        }
        Ok(())
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

    /// Sorts the runs of each point by replicate; returns whether all points have the same numbers.
    fn in_order(
        &self,
        numbers: &mut [Vec<u64>],
        values: &mut [&mut Vec<Vec<f64>>],
    ) -> Result<bool, StudyDataError> {
        for (point, numbers) in numbers.iter_mut().enumerate() {
            if numbers.is_sorted_by(|a, b| a < b) {
                continue;
            }
            let mut order: Vec<usize> = (0..numbers.len()).collect();
            order.sort_by_key(|at| numbers.get(*at).copied());
            let sorted: Vec<u64> = order
                .iter()
                .filter_map(|at| numbers.get(*at))
                .copied()
                .collect();
            if let Some([twice, _]) = sorted.array_windows().find(|[a, b]| a == b) {
                return Err(StudyDataError::Table {
                    path: self.table.clone(),
                    message: format!("point {point} has replicate {twice} twice"),
                });
            }
            *numbers = sorted;
            for of_output in values.iter_mut().filter_map(|points| points.get_mut(point)) {
                let sorted = order.iter().filter_map(|at| of_output.get(*at));
                *of_output = sorted.copied().collect();
            }
        }
        Ok(numbers.iter().all(|n| Some(n) == numbers.first()))
    }

    /// Horizon of a point in months; NaN where it is not known.
    fn horizon(&self, point: usize) -> f64 {
        let varied = self.factors.iter().find(|factor| factor.path == HORIZON);
        match (varied, &self.manifest) {
            (Some(factor), _) => factor.values.get(point).copied().unwrap_or(f64::NAN),
            (None, Some(manifest)) => manifest.scenario.months as f64,
            (None, None) => f64::NAN,
        }
    }

    /// Reads the table of outputs row by row, and hands over the value of each of these terms: the run,
    /// the term's place in `terms`, what is known of its output, and its value, NaN if missing.
    fn each_run(
        &self,
        terms: &[Term],
        mut each: impl FnMut(&Run, usize, &OutputInfo, f64),
    ) -> Result<Vec<OutputInfo>, StudyDataError> {
        self.guard.check(&self.table)?;
        let mut reader = reader(&self.table)?;
        let header = header(&mut reader, &self.table)?;
        let place = |name: &str| header.iter().position(|column| column == name);
        let mut wanted = Vec::new();
        for term in terms {
            let info = self.outputs.get(term.output);
            match info.and_then(|info| Some((info, place(&info.name)?))) {
                Some((info, column)) => wanted.push((info.clone(), column)),
                None => return Err(self.no_output(info.map_or("", |info| &info.name))),
            }
        }
        let arm_column = (!self.arms.is_empty()).then(|| place(ARM)).flatten();
        let (point, replicate, failed) = (place(POINT), place(REPLICATE), place(FAILED));
        let mut seen = vec![0_u64; self.points * self.arms.len().max(1)];
        let (mut rows, mut failures, mut reasons) = (0_u64, 0_u64, Vec::new());
        let mut record = StringRecord::new();
        while next(&mut reader, &self.table, &mut record)? {
            let line = record.position().map_or(0, csv::Position::line);
            let wrong = |message: String| StudyDataError::Line {
                path: self.table.clone(),
                line,
                message,
            };
            let at = match point.and_then(|column| record.get(column)) {
                None => usize::try_from(rows).unwrap_or(usize::MAX),
                Some(text) => text
                    .parse()
                    .map_err(|_| wrong(format!("point `{text}` is not a whole number")))?,
            };
            let arm = match arm_column.and_then(|column| record.get(column)) {
                None => 0,
                Some(name) => self
                    .arms
                    .iter()
                    .position(|arm| arm == name)
                    .ok_or_else(|| wrong(format!("arm `{name}` is none of the study")))?,
            };
            let count = (at < self.points).then(|| at + self.points * arm);
            let Some(count) = count.and_then(|cell| seen.get_mut(cell)) else {
                return Err(wrong(format!(
                    "point {at}, but design.csv has the points 0 to {}",
                    self.points - 1
                )));
            };
            let number = match replicate.and_then(|column| record.get(column)) {
                Some(text) => text
                    .parse()
                    .map_err(|_| wrong(format!("replicate `{text}` is not a whole number")))?,
                None => *count,
            };
            *count += 1;
            rows += 1;
            let run = Run {
                point: at,
                arm,
                replicate: number,
                line,
            };
            if let Some(reason) = failed.and_then(|column| record.get(column))
                && !reason.is_empty()
            {
                failures += 1;
                if reasons.len() < EXAMPLES {
                    reasons.push(format!("{run}: {reason}"));
                }
                continue;
            }
            let own = wanted.iter().zip(terms).enumerate();
            for (place, ((info, column), _)) in own.filter(|(_, (_, term))| term.arm == arm) {
                let text = record.get(*column).unwrap_or_default();
                let value = number_of(text)
                    .ok_or_else(|| wrong(format!("`{}` is `{text}`, not a number", info.name)))?;
                each(&run, place, info, value);
            }
        }
        if failures > 0 {
            return Err(StudyDataError::Failed {
                path: self.table.clone(),
                count: failures,
                runs: rows,
                examples: listed(reasons, failures),
            });
        }
        Ok(wanted.into_iter().map(|(info, _)| info).collect())
    }

    fn no_output(&self, name: &str) -> StudyDataError {
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

/// Where a value stands.
struct Run {
    point: usize,
    arm: usize,
    replicate: u64,
    line: u64,
}

impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            point,
            replicate,
            line,
            ..
        } = self;
        write!(f, "point {point} replicate {replicate}, line {line}")
    }
}

fn listed(mut examples: Vec<String>, count: u64) -> String {
    if count > examples.len() as u64 {
        examples.push("…".to_owned());
    }
    examples.join("; ")
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
    let header = header(&mut reader, table)?;
    let Some(column) = header.iter().position(|name| name == ARM) else {
        return Ok((Vec::new(), Vec::new()));
    };
    let mut arms: Vec<String> = Vec::new();
    let mut record = StringRecord::new();
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
fn read_outputs(folder: &Path, table: &Path) -> Result<Vec<OutputInfo>, StudyDataError> {
    let mut reader = reader(table)?;
    let header = header(&mut reader, table)?;
    let file = table
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let dictionary = dictionary(&folder.join(DATAPACKAGE), file)?;
    let text = |field: &Value, key: &str| field[key].as_str().unwrap_or_default().to_owned();
    let mut outputs = Vec::new();
    for name in header {
        if [POINT, ARM, REPLICATE, FAILED, "run"].contains(&name.as_str()) {
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
