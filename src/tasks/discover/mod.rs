//! From a study's folder to the folder of a discovery.

pub mod error;

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::analysis::interval::wilson;
use crate::analysis::prim::cases::{CaseRule, Cases, classify};
use crate::analysis::prim::discover::{Discovery, discover};
use crate::analysis::prim::error::PrimError;
use crate::analysis::prim::points::{Dimension, Points};
use crate::analysis::prim::settings::Settings;
use crate::analysis::summary::Moments;
use crate::cli::discover::text::findings;
use crate::record::Role;
use crate::store::atomic::fingerprint;
use crate::store::discover_files::{DiscoverData, PointOutcome, write};
use crate::store::discover_tables::RESERVED;
use crate::store::error::StoreError;
use crate::store::manifest::{
    self, Analysis, Execution, FileEntry, Manifest, Program, Recorded, Runs, SCHEMA_VERSION,
    Status, platform,
};
use crate::store::study_data::{Factor, Output, OutputInfo, StudyData};
use crate::store::sweep_tables::{DESIGN, FACTORS};
use crate::store::table_file::Formats;
use crate::tasks::discover::error::DiscoverError;
use crate::words::short;

/// Cases below which a box rests on very little.
const FEW_CASES: usize = 10;

/// What `discover` was asked to do.
#[derive(Clone, Debug)]
pub struct DiscoverRequest {
    /// Folder of the study.
    pub folder: PathBuf,
    /// Name of the output.
    pub output: String,
    /// What makes a case.
    pub rule: CaseRule,
    /// How to search.
    pub settings: Settings,
    /// Name of the objective function.
    pub objective: &'static str,
    /// Table of outputs, if not the study's own.
    pub table: Option<PathBuf>,
    /// Output folder.
    pub out: PathBuf,
    /// Replace what an earlier discovery wrote there.
    pub force: bool,
    /// Formats of the tables.
    pub formats: Formats,
    /// The command that gives the same files again.
    pub command: String,
}

/// What a discovery found and left behind.
#[derive(Clone, Debug)]
pub struct Discovered {
    /// What was asked.
    pub request: DiscoverRequest,
    /// The output.
    pub output: OutputInfo,
    /// The value that separates cases from others.
    pub threshold: f64,
    /// All factors of the design.
    pub factors: Vec<Factor>,
    /// The points, with the factors that vary.
    pub points: Points,
    /// What happened at each point.
    pub outcomes: Vec<PointOutcome>,
    /// The boxes.
    pub discovery: Discovery,
    /// What the reader should know.
    pub notes: Vec<String>,
    /// The files that were read.
    pub inputs: Vec<FileEntry>,
    /// The files that were written, but for the manifest.
    pub files: Vec<FileEntry>,
}

impl Discovered {
    /// The same as the store wants it.
    pub fn data(&self) -> DiscoverData<'_> {
        DiscoverData {
            factors: &self.factors,
            points: &self.points,
            outcomes: &self.outcomes,
            discovery: &self.discovery,
        }
    }
}

/// Reads a study, looks for boxes and writes the folder.
///
/// # Errors
/// [`DiscoverError`].
pub fn discover_study(request: &DiscoverRequest) -> Result<Discovered, DiscoverError> {
    request.settings.check().map_err(|error| match error {
        PrimError::Setting {
            name,
            value,
            allowed,
        } => DiscoverError::Setting {
            name,
            value,
            allowed,
        },
        error => error.into(),
    })?;
    let study = StudyData::open(&request.folder, request.table.as_deref())?;
    let output = study.read(&[&request.output])?.remove(0);
    if let Some(factor) = study
        .factors
        .iter()
        .find(|f| RESERVED.contains(&f.column.as_str()))
    {
        return Err(DiscoverError::Column {
            column: factor.column.clone(),
            reserved: RESERVED.join(", "),
        });
    }
    let mut notes = Vec::new();
    let points = Points::new(dimensions(&study.factors, &mut notes))?;
    let means: Vec<f64> = output
        .values
        .iter()
        .map(|runs| moments(runs).mean())
        .collect();
    let cases = classify(&means, request.rule);
    let discovery = discover(&points, &cases.cases, &request.settings)
        .map_err(|error| explained(error, request, &means))?;
    let outcomes = outcomes(&output, &cases);
    tell(&study, &cases, &mut notes);
    let mut done = Discovered {
        threshold: cases.threshold,
        output: output.info,
        points,
        outcomes,
        discovery,
        notes,
        inputs: inputs(&study)?,
        files: Vec::new(),
        factors: study.factors.clone(),
        request: request.clone(),
    };
    let manifest = manifest(&study, &done);
    let findings = format!("{:#}\n", findings(&done));
    done.files = write(
        &request.out,
        request.force,
        request.formats,
        &done.data(),
        &findings,
        manifest,
    )?;
    Ok(done)
}

/// The factors that vary, for PRIM.
fn dimensions(factors: &[Factor], notes: &mut Vec<String>) -> Vec<Dimension> {
    let mut dimensions = Vec::new();
    let mut constant = Vec::new();
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for factor in factors {
        let values = factor.values.clone();
        let dimension = if factor.labels.is_empty() {
            Dimension::numbers(&factor.column, values)
        } else {
            Dimension::words(&factor.column, factor.labels.clone(), values)
        };
        if !dimension.varies() {
            constant.push(factor.column.as_str());
            continue;
        }
        match groups.iter_mut().find(|(group, _)| *group == factor.group) {
            Some((_, members)) => members.push(&factor.column),
            None => groups.push((&factor.group, vec![&factor.column])),
        }
        dimensions.push(dimension);
    }
    if !constant.is_empty() {
        notes.push(format!(
            "left out, since they have one value at all points: {}",
            constant.join(", ")
        ));
    }
    for (group, members) in groups.iter().filter(|(_, members)| members.len() > 1) {
        notes.push(format!(
            "{} vary together (group {group}): a limit on one is a limit on all",
            members.join(", ")
        ));
    }
    dimensions
}

fn moments(runs: &[f64]) -> Moments {
    let mut moments = Moments::default();
    runs.iter().for_each(|value| moments.push(*value));
    moments
}

fn outcomes(output: &Output, cases: &Cases) -> Vec<PointOutcome> {
    let each = output.values.iter().zip(&cases.cases);
    let outcome = |(runs, case): (&Vec<f64>, &bool)| {
        let moments = moments(runs);
        let (low, high) = match output.info.role {
            _ if runs.len() < 2 => (f64::NAN, f64::NAN),
            Role::Indicator => {
                let ones = runs.iter().filter(|value| **value != 0.0).count();
                wilson(ones as u64, runs.len() as u64)
            }
            _ => moments.interval(),
        };
        let includes = low < high && low <= cases.threshold && cases.threshold <= high;
        PointOutcome {
            mean: moments.mean(),
            low,
            high,
            runs: runs.len() as u64,
            case: *case,
            uncertain: (runs.len() > 1).then_some(includes),
        }
    };
    each.map(outcome).collect()
}

/// Says of what range the outcomes are where the threshold is beyond it.
fn explained(error: PrimError, request: &DiscoverRequest, means: &[f64]) -> DiscoverError {
    if !matches!(
        error,
        PrimError::NoCases { .. } | PrimError::AllCases { .. }
    ) {
        return error.into();
    }
    let low = means.iter().copied().fold(f64::INFINITY, f64::min);
    let high = means.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    DiscoverError::Cases {
        source: error,
        output: request.output.clone(),
        range: format!("{} to {}", short(low), short(high)),
        rule: rule_in_words(request.rule),
    }
}

/// What makes a point a case.
pub fn rule_in_words(rule: CaseRule) -> String {
    match rule {
        CaseRule::Above(value) => format!("above {value}"),
        CaseRule::Below(value) => format!("below {value}"),
        CaseRule::Top(percent) => format!("among the highest {percent} %"),
    }
}

fn tell(study: &StudyData, cases: &Cases, notes: &mut Vec<String>) {
    let count = cases.cases.iter().filter(|case| **case).count();
    if count < FEW_CASES {
        notes.push(format!(
            "{count} cases are few: a box around them may be chance"
        ));
    }
    let design = study.manifest.as_ref().and_then(|m| m.study.as_ref());
    let kind = design.and_then(|study| study.design["kind"].as_str());
    if let Some(kind @ ("ofat" | "morris")) = kind {
        notes.push(format!(
            "the points of a design `{kind}` do not fill the space: shares of points say little; use lhs or sobol"
        ));
    }
}

fn inputs(study: &StudyData) -> Result<Vec<FileEntry>, DiscoverError> {
    let design = study.folder.join(DESIGN);
    let factors = study.folder.join(FACTORS);
    let read: [&Path; 3] = [&design, &factors, study.table()];
    let mut entries = Vec::new();
    for path in read.into_iter().filter(|path| path.is_file()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let found = fingerprint(path).map_err(|error| StoreError::io("read", path, error))?;
        entries.push(FileEntry::new(&name, None, found));
    }
    Ok(entries)
}

/// The manifest: the study's own scenario and runs where `trilat` wrote it.
fn manifest(study: &StudyData, done: &Discovered) -> Manifest {
    let runs = done.outcomes.iter().map(|outcome| outcome.runs).sum();
    let name = study
        .folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy();
    let design = done.inputs.first().map(|entry| entry.sha256.clone());
    let foreign = manifest::Scenario {
        name: name.into_owned(),
        sha256: design.unwrap_or_default(),
        start: String::new(),
        months: 0,
    };
    let own = study.manifest.as_ref();
    Manifest {
        program: Program::this(),
        schema_version: SCHEMA_VERSION,
        scenario: own.map_or(foreign, |own| own.scenario.clone()),
        seed: own.map_or(done.request.settings.seed, |own| own.seed),
        runs: own.map_or(
            Runs {
                requested: runs,
                completed: runs,
            },
            |own| own.runs,
        ),
        status: Status::Complete,
        recorded: Recorded::default(),
        study: None,
        analysis: Some(Analysis {
            kind: "discover".to_owned(),
            inputs: done.inputs.clone(),
            settings: json!({
                "output": done.request.output,
                "cases": rule_in_words(done.request.rule),
                "objective": done.request.objective,
                "boxes": done.request.settings.boxes,
                "resamples": done.request.settings.resamples,
                "shuffles": done.request.settings.shuffles,
                "seed": done.request.settings.seed,
            }),
        }),
        files: Vec::new(),
        execution: Execution {
            command: done.request.command.clone(),
            scenario_path: study.folder.display().to_string(),
            threads: 1,
            platform: platform(),
        },
    }
}
