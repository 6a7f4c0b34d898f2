//! `discover`: where in the space of a study's factors something happens.

pub mod error;
pub mod findings;
mod outcome;
pub mod points;

use std::path::{Path, PathBuf};

use serde_json::json;

pub use self::error::DiscoverError;
use self::findings::{findings, rule_in_words};
pub use self::outcome::Discovered;
use self::points::{dimensions, moments, outcomes};
use super::{Out, Saved, counted};
use crate::analysis::interval::only_rounding;
use crate::analysis::prim::cases::{CaseRule, Cases, classify};
use crate::analysis::prim::discover::{self as prim, searches};
use crate::analysis::prim::error::PrimError;
use crate::analysis::prim::points::Points;
use crate::analysis::prim::settings::Settings;
use crate::named::Named;
use crate::store::discover_files::write;
use crate::store::discover_tables::RESERVED;
use crate::store::guard::Guard;
use crate::store::manifest::{Execution, FileEntry, Manifest, Runs, Scenario, Status};
use crate::store::study_data::{Factor, StudyData};
use crate::store::sweep_tables::{DESIGN, FACTORS};
use crate::watch::{Event, Watch};
use crate::words::short;

/// Cases below which a box rests on very little.
const FEW_CASES: usize = 10;

/// What is to be discovered.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Folder of the study.
    pub folder: PathBuf,
    /// Name of the output.
    pub output: String,
    /// What makes a case.
    pub rule: CaseRule,
    /// How to search.
    pub settings: Settings,
    /// Table of outputs, if not the study's own.
    pub table: Option<PathBuf>,
    /// Whether files are used that are not what their manifest says.
    pub unverified: bool,
}

impl Ask {
    /// Where an output of a study is as the rule says.
    pub fn new(folder: impl Into<PathBuf>, output: impl Into<String>, rule: CaseRule) -> Self {
        Self {
            folder: folder.into(),
            output: output.into(),
            rule,
            settings: Settings::default(),
            table: None,
            unverified: false,
        }
    }
}

/// Reads a study and looks for boxes.
///
/// # Errors
/// [`DiscoverError`].
pub fn discover(ask: &Ask, watch: &mut dyn Watch) -> Result<Discovered, DiscoverError> {
    search(&open(ask)?, ask, watch)
}

/// [`discover`], with boxes, trajectories, points and findings in a folder.
///
/// # Errors
/// [`DiscoverError`].
pub fn discover_into(
    ask: &Ask,
    out: &Out,
    watch: &mut dyn Watch,
) -> Result<Saved<Discovered>, DiscoverError> {
    let study = open(ask)?;
    let what = search(&study, ask, watch)?;
    let manifest = manifest(&study, out, &what);
    let findings = format!("{:#}\n", findings(&what));
    let (root, data) = (&out.folder, what.data());
    let files = write(root, out.force, out.formats(), &data, &findings, manifest)?;
    Ok(Saved {
        folder: out.folder.clone(),
        files,
        status: Status::Complete,
        warnings: Vec::new(),
        what,
    })
}

/// The folder of a discovery if none is named.
pub fn default_folder(study: &Path) -> PathBuf {
    study.join("discover")
}

fn open(ask: &Ask) -> Result<StudyData, DiscoverError> {
    ask.settings.check().map_err(|error| match error {
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
    let guard = Guard::new(ask.unverified);
    Ok(StudyData::open(&ask.folder, ask.table.as_deref(), &guard)?)
}

fn search(
    study: &StudyData,
    ask: &Ask,
    watch: &mut dyn Watch,
) -> Result<Discovered, DiscoverError> {
    let output = study.read(&[&ask.output])?.swap_remove(0);
    named_apart(&study.factors)?;
    let mut notes = Vec::new();
    let points = Points::new(dimensions(&study.factors, &mut notes))?;
    let runs = output.values.iter();
    let means: Vec<f64> = runs.map(|runs| moments(runs).mean()).collect();
    if only_rounding(&means) {
        return Err(DiscoverError::Constant {
            output: ask.output.clone(),
            points: means.len(),
        });
    }
    let cases = classify(&means, ask.rule);
    let inputs = inputs(study)?;
    let begin = Event::Begin {
        what: &format!(
            "{}: boxes of `{}` among {} points",
            ask.folder.display(),
            ask.output,
            means.len()
        ),
        unit: "searches",
        total: searches(&ask.settings),
        before: 0,
    };
    let found = counted(watch, begin, |ticker| {
        prim::discover(&points, &cases.cases, &ask.settings, ticker)
    });
    let discovery = found.map_err(|error| explained(error, ask, &means))?;
    remark(study, &cases, &mut notes);
    for note in &notes {
        watch.tell(Event::Note(note));
    }
    if let Some(sentence) = study.guard.sentence() {
        watch.tell(Event::Warning(&sentence));
        notes.push(sentence);
    }
    Ok(Discovered {
        outcomes: outcomes(&output, &cases),
        output: output.info,
        rule: ask.rule,
        settings: ask.settings.clone(),
        threshold: cases.threshold,
        factors: study.factors.clone(),
        points,
        discovery,
        notes,
        inputs,
    })
}

/// Refuses factors with the name of another column.
fn named_apart(factors: &[Factor]) -> Result<(), DiscoverError> {
    let mut columns = factors.iter().map(|factor| &factor.column);
    match columns.find(|column| RESERVED.contains(&column.as_str())) {
        None => Ok(()),
        Some(column) => Err(DiscoverError::Column {
            column: column.clone(),
            reserved: RESERVED.join(", "),
        }),
    }
}

/// Says of what range the outcomes are where the threshold is beyond it.
fn explained(error: PrimError, ask: &Ask, means: &[f64]) -> DiscoverError {
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
        output: ask.output.clone(),
        range: format!("{} to {}", short(low), short(high)),
        rule: rule_in_words(ask.rule),
    }
}

fn remark(study: &StudyData, cases: &Cases, notes: &mut Vec<String>) {
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
    let files = read.into_iter().filter(|path| path.is_file());
    Ok(files
        .map(|path| study.guard.entry(path))
        .collect::<Result<_, _>>()?)
}

/// The manifest: the study's own scenario and runs where `trilat` wrote it.
fn manifest(study: &StudyData, out: &Out, done: &Discovered) -> Manifest {
    let runs = done.outcomes.iter().map(|outcome| outcome.runs).sum();
    let own = study.manifest.as_ref();
    let foreign = || {
        let name = study.folder.file_name().unwrap_or_default();
        Scenario {
            name: name.to_string_lossy().into_owned(),
            sha256: done
                .inputs
                .first()
                .map_or_else(String::new, |design| design.sha256.clone()),
            ..Scenario::default()
        }
    };
    let settings = json!({
        "output": done.output.name,
        "cases": rule_in_words(done.rule),
        "objective": done.settings.search.objective.name(),
        "boxes": done.settings.boxes,
        "resamples": done.settings.resamples,
        "shuffles": done.settings.shuffles,
        "seed": done.settings.seed,
    });
    let execution = Execution::new(&out.command, study.folder.display().to_string(), 1);
    let mut manifest = Manifest::new(
        own.map_or_else(foreign, |own| own.scenario.clone()),
        own.map_or(done.settings.seed, |own| own.seed),
        execution,
    )
    .with_unverified(&study.guard)
    .with_analysis("discover", done.inputs.clone(), settings);
    manifest.runs = own.map_or(
        Runs {
            requested: runs,
            completed: runs,
        },
        |own| own.runs,
    );
    manifest
}
