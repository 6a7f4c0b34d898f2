//! The work behind `trilat claims`.

pub mod effect_figures;
pub mod figures;
pub mod page;

use std::path::PathBuf;

use serde_json::json;
use thiserror::Error;

use crate::cli::claims::text::notes;
use crate::fault::{Fault, HasFault};
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
use crate::store::study_record::with_format;
use crate::store::table_file::Formats;
use crate::study::claims::Audit;
use crate::study::claims::findings::{Finding, findings};
use crate::study::claims::units::{Point, Results, Settings, Unit, UnitError, run, runs, units};
use crate::tasks::claims::figures::Figures;
use crate::tasks::claims::figures::draw;
use crate::tasks::claims::page::page;
use crate::watch::{Event, Ticker, Watch};
use crate::words::duration;
use crate::words::grouped;

/// What was asked for, besides the audit itself.
#[derive(Clone, Debug)]
pub struct Request {
    /// Output folder.
    pub out: PathBuf,
    /// Replace an earlier audit.
    pub force: bool,
    /// Formats of the tables.
    pub formats: Formats,
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

impl HasFault for ClaimsError {
    fn fault(&self) -> Fault {
        match self {
            Self::Folder(error) => error.fault(),
            Self::Store(error) => error.fault(),
            Self::Unit(_) => Fault::Failed,
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
    watch: &mut dyn Watch,
) -> Result<Option<Done>, ClaimsError> {
    let all = units(audit, settings);
    let description = description(audit, settings);
    let (mut work, mut found) = open(audit, request, &description)?;
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
    for warning in found.warnings() {
        watch.tell(Event::Warning(&warning));
    }
    let what = format!(
        "{} claims, {} experiments, {} scenarios; {} runs at the defaults and at {} points",
        audit.claims.len(),
        audit.experiments.len(),
        audit.arms.len(),
        grouped(total),
        settings.points
    );
    watch.tell(Event::Begin {
        what: &what,
        unit: "runs",
        total,
        before,
    });
    let pending: Vec<Unit> = all
        .iter()
        .zip(&results)
        .filter(|(_, own)| own.is_none())
        .map(|(unit, _)| *unit)
        .collect();
    let stop = watch.stop();
    let begun = std::time::Instant::now();
    run(
        audit,
        settings,
        &pending,
        request.threads,
        stop.flag(),
        |unit, own| {
            let Some(number) = all.iter().position(|known| *known == unit) else {
                return Ok(());
            };
            keep(&mut work, number, &own)?;
            results[number] = Some(own);
            Ok::<(), ClaimsError>(())
        },
        |simulated| watch.tell(Event::At(before + simulated)),
    )?;
    watch.tell(Event::End);
    if results.iter().any(Option::is_none) {
        // Threads stop early for no other reason.
        debug_assert!(stop.is_up());
        return Ok(None);
    }
    watch.tell(Event::Note(&format!(
        "run in {}",
        duration(begun.elapsed().as_secs_f64())
    )));
    let mut whole = Results::default();
    for own in results.into_iter().flatten() {
        whole.effects.extend(own.effects);
        whole.points.extend(own.points);
        whole.doses.extend(own.doses);
        whole.levels.extend(own.levels);
    }
    let mut tell = |_| watch.tell(Event::At(total));
    let mut ticker = Ticker::new(&mut tell, stop.flag());
    let Ok(findings) = findings(audit, &whole.effects, request.threads, &mut ticker) else {
        return Ok(None);
    };
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
        watch.tell(Event::Warning(&format!(
            "the figures could not be made: {error}"
        )));
        (Vec::new(), Figures::default())
    });
    let files = write(work.lock(), request.formats, &data, &drawn, manifest)?;
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
        watch.tell(Event::Warning(&format!(
            "the report could not be made: {error}"
        )));
    }
    // Last: until then a process that ends is gone on with by --resume.
    work.discard()?;
    Ok(Some(done))
}

/// Begins the folder of an audit, or goes on with it.
fn open(
    audit: &Audit,
    request: &Request,
    description: &str,
) -> Result<(AuditWork, Found), GrowingError> {
    let how = How {
        resume: request.resume,
        force: request.force,
    };
    let record = AuditRecord::new(description);
    let free = |lock: &Lock| check_folder(lock, request.force, audit, request.formats);
    match AuditWork::open(&request.out, record.clone(), &[], how, free)? {
        Opened::Work(work, found) => Ok((*work, found)),
        // What it found is in its tables alone: it is run again.
        Opened::Complete(_, lock) => {
            check_folder(&lock, true, audit, request.formats)?;
            Ok((AuditWork::begin(lock, record, &[])?, Found::default()))
        }
    }
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
            command: with_format(&request.command, request.formats),
            scenario_path: audit.scenario_path.display().to_string(),
            threads: request.threads,
            platform: platform(),
        },
    }
}
