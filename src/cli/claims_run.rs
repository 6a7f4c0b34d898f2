//! The work behind `trilat claims`.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;
use thiserror::Error;

use super::Exit;
use super::claims_figures::{Figures, draw};
use super::claims_page::page;
use super::claims_text::notes;
use super::progress::Reporter;
use super::words::{duration, grouped};
use crate::fault::HasFault;
use crate::report::write::REPORT;
use crate::store::atomic::{sha256, write_file};
use crate::store::claims_files::{AuditData, check_folder, write};
use crate::store::claims_parts::{AuditRecord, AuditWork, KIND, keep, kept};
use crate::store::error::StoreError;
use crate::store::growing::{Found, GrowingError, How, Opened};
use crate::store::lock::Lock;
use crate::store::manifest::{
    self, Analysis, Execution, FileEntry, Manifest, Program, Recorded, Runs, SCHEMA_VERSION,
    Status, platform,
};
use crate::study::claims::Audit;
use crate::study::claims::findings::{Finding, findings};
use crate::study::claims::units::{Point, Results, Settings, Unit, UnitError, run, runs, units};

/// What was asked for, besides the audit itself.
#[derive(Clone, Debug)]
pub struct Request {
    /// Output folder.
    pub out: PathBuf,
    /// Replace an earlier audit.
    pub force: bool,
    /// Go on with one.
    pub resume: bool,
    /// Threads.
    pub threads: usize,
    /// The command that gives the same files.
    pub command: String,
    /// Say little.
    pub quiet: bool,
}

/// A complete audit.
#[derive(Debug)]
pub struct Done {
    /// How much was run.
    pub settings: Settings,
    /// The folder.
    pub out: PathBuf,
    /// Points.
    pub points: Vec<Point>,
    /// What they say.
    pub findings: Vec<Finding>,
    /// The files.
    pub files: Vec<FileEntry>,
    /// Runs, but for matching.
    pub runs: u64,
}

/// Why an audit was not completed.
#[derive(Debug, Error)]
pub enum ClaimsError {
    /// The folder in which it grows.
    #[error(transparent)]
    Folder(#[from] GrowingError),
    /// A file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The simulation.
    #[error(transparent)]
    Unit(#[from] UnitError),
}

impl ClaimsError {
    /// How the command ends.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Folder(error) => error.fault().into(),
            Self::Store(error) => error.fault().into(),
            Self::Unit(_) => Exit::Failed,
        }
    }
}

/// Runs an audit, or what is left of one, and writes its files; `None` if it was interrupted.
///
/// # Errors
/// [`ClaimsError`].
pub fn audit(
    audit: &Audit,
    settings: &Settings,
    request: &Request,
    cancel: &AtomicBool,
) -> Result<Option<Done>, ClaimsError> {
    let all = units(audit, settings);
    let description = description(audit, settings);
    let how = How {
        resume: request.resume,
        force: request.force,
    };
    let record = AuditRecord::new(&description);
    let free = |lock: &Lock| check_folder(lock, request.force, audit);
    let (mut work, mut found) = match AuditWork::open(&request.out, record.clone(), &[], how, free)?
    {
        Opened::Work(work, found) => (*work, found),
        // What it found is in its tables alone: it is run again.
        Opened::Complete(_, lock) => {
            check_folder(&lock, true, audit)?;
            (AuditWork::begin(lock, record, &[])?, Found::default())
        }
    };
    let done = kept(&work, &all, &mut found)?;
    let size = |unit: &Unit| runs(audit, settings, unit);
    let total: u64 = all.iter().map(size).sum();
    let mut results: Vec<Option<Results>> = vec![None; all.len()];
    for (number, own) in done {
        results[number] = Some(own);
    }
    let before: u64 = all
        .iter()
        .zip(&results)
        .filter(|(_, own)| own.is_some())
        .map(|(unit, _)| size(unit))
        .sum();
    let reporter = Reporter::resumed(total, before, request.quiet);
    for warning in found.warnings() {
        reporter.warn(&warning);
    }
    reporter.say(&format!(
        "{} claims, {} experiments, {} scenarios; {} runs at the defaults and at {} points",
        audit.claims.len(),
        audit.experiments.len(),
        audit.arms.len(),
        grouped(total),
        settings.points
    ));
    let pending: Vec<Unit> = all
        .iter()
        .zip(&results)
        .filter(|(_, own)| own.is_none())
        .map(|(unit, _)| *unit)
        .collect();
    let begun = std::time::Instant::now();
    run(
        audit,
        settings,
        &pending,
        request.threads,
        cancel,
        |unit, own| {
            let Some(number) = all.iter().position(|known| *known == unit) else {
                return Ok(());
            };
            keep(&mut work, number, &own)?;
            results[number] = Some(own);
            Ok::<(), ClaimsError>(())
        },
        |simulated| reporter.at(before + simulated),
    )?;
    reporter.finish();
    if results.iter().any(Option::is_none) {
        // Threads stop early for no other reason.
        debug_assert!(cancel.load(Ordering::Relaxed));
        return Ok(None);
    }
    reporter.say(&format!(
        "run in {}",
        duration(begun.elapsed().as_secs_f64())
    ));
    let mut whole = Results::default();
    for own in results.into_iter().flatten() {
        whole.effects.extend(own.effects);
        whole.points.extend(own.points);
        whole.doses.extend(own.doses);
        whole.levels.extend(own.levels);
    }
    let findings = findings(audit, &whole.effects, request.threads);
    let data = AuditData {
        audit,
        effects: &whole.effects,
        points: &whole.points,
        doses: &whole.doses,
        levels: &whole.levels,
        findings: &findings,
    };
    let manifest = manifest(audit, settings, request, total, &description);
    // A figure that cannot be had never costs the data.
    let figures = draw(audit, &findings, &whole, total, &request.command)
        .and_then(|figures| Ok((figures.files()?, figures)));
    let (drawn, figures) = figures.unwrap_or_else(|error| {
        reporter.warn(&format!("warning: the figures could not be made: {error}"));
        (Vec::new(), Figures::default())
    });
    let files = write(work.lock(), &data, &drawn, manifest)?;
    let done = Done {
        settings: settings.clone(),
        out: request.out.clone(),
        points: whole.points,
        findings,
        files,
        runs: total,
    };
    // As with the figures.
    let text = page(audit, &done, &figures, request, &notes(&done));
    if let Err(error) = write_file(&request.out.join(REPORT), text.as_bytes()) {
        reporter.warn(&format!("warning: the report could not be made: {error}"));
    }
    // Last: until then a process that ends is gone on with by --resume.
    work.discard()?;
    Ok(Some(done))
}

/// Everything that shapes the results, a line each: name and checksum, or the setting itself.
fn description(audit: &Audit, settings: &Settings) -> String {
    let mut lines = vec![
        format!("program,{}", env!("CARGO_PKG_VERSION")),
        format!("scenario,{}", sha256(&audit.reference.to_toml())),
        format!("space,{}", sha256(&format!("{:?}", audit.space.factors))),
    ];
    for (number, claim) in audit.claims.iter().enumerate() {
        // The scenarios tell what the files that a claim names say.
        let own = audit.experiments.iter().filter(|e| e.claim == number);
        let arms = own.flat_map(|experiment| experiment.arms.iter());
        let arms: String = arms
            .map(|(arm, weight)| {
                let arm = &audit.arms[*arm];
                format!(
                    "{weight}{}{:?}{:?}",
                    arm.scenario.to_toml(),
                    arm.fixed,
                    arm.changes
                )
            })
            .collect();
        let text = format!("{}{arms}", claim.text);
        lines.push(format!("claim {},{}", claim.id, sha256(&text)));
    }
    let signs: Vec<&str> = settings.signs.iter().map(|signs| signs.name()).collect();
    lines.extend([
        format!("points,{}", settings.points),
        format!("replicates,{}", settings.pairs),
        format!("default-replicates,{}", settings.default_pairs),
        format!("signs,{}", signs.join(" ")),
        format!("frontiers,{}", settings.frontiers),
        format!("matching,{:?}", settings.matching),
    ]);
    lines.join("\n") + "\n"
}

fn manifest(
    audit: &Audit,
    settings: &Settings,
    request: &Request,
    total: u64,
    description: &str,
) -> Manifest {
    let reference = &audit.reference;
    let signs: Vec<&str> = settings.signs.iter().map(|signs| signs.name()).collect();
    let ids: Vec<&str> = audit.claims.iter().map(|claim| claim.id.as_str()).collect();
    Manifest {
        program: Program::this(),
        schema_version: SCHEMA_VERSION,
        scenario: manifest::Scenario {
            name: reference.name.clone(),
            sha256: sha256(&reference.to_toml()),
            start: reference.start.to_string(),
            months: reference.horizon as usize,
        },
        seed: reference.seed,
        runs: Runs {
            requested: total,
            completed: total,
        },
        status: Status::Complete,
        recorded: Recorded::default(),
        study: None,
        analysis: Some(Analysis {
            kind: KIND.to_owned(),
            inputs: Vec::new(),
            settings: json!({
                "claims": ids,
                "points": settings.points,
                "replicates": settings.pairs,
                "default_replicates": settings.default_pairs,
                "signs": signs,
                "frontiers": settings.frontiers,
                "matching_rounds": settings.matching.rounds,
                "matching_runs": settings.matching.runs,
                "matching_months": settings.matching.months,
                "sha256": sha256(description),
            }),
        }),
        files: Vec::new(),
        execution: Execution {
            command: request.command.clone(),
            scenario_path: audit.scenario_path.display().to_string(),
            threads: request.threads,
            platform: platform(),
        },
    }
}
