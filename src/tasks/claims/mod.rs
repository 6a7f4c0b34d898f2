//! `claims`: the claims of an argument, each tried as a paired experiment over a space of parameters.

pub mod effect_figures;
pub mod error;
pub mod figures;
mod folder;
mod notes;
mod page;

use std::collections::BTreeMap;
use std::time::Instant;

pub use self::error::ClaimsError;
use self::figures::{Figures, draw};
use self::folder::Growing;
use self::notes::notes;
use self::page::page;
use super::{Out, Saved, all_cores};
use crate::report::write::REPORT;
use crate::store::atomic::write_file;
use crate::store::manifest::Status;
use crate::study::claims::Audit;
use crate::study::claims::findings::{Finding, findings};
pub use crate::study::claims::settings::Settings;
use crate::study::claims::units::{Plan, Results};
use crate::watch::{Event, Watch};
use crate::words::{duration, grouped};

/// What is to be tried, and how hard.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// Claims and space, with the seed of the scenario that they are about.
    pub audit: &'a Audit,
    /// How much is run.
    pub settings: Settings,
    /// Threads, at least 1. Results do not depend on it.
    pub threads: usize,
}

impl<'a> Ask<'a> {
    /// A whole audit, on all cores.
    pub fn new(audit: &'a Audit) -> Self {
        Self {
            audit,
            settings: Settings::default(),
            threads: all_cores(),
        }
    }
}

/// A complete audit.
#[derive(Clone, Debug, PartialEq)]
pub struct Audited {
    /// How much was run.
    pub settings: Settings,
    /// Effects, points, doses and levels.
    pub results: Results,
    /// What they say of each claim.
    pub findings: Vec<Finding>,
    /// Runs, but for matching.
    pub runs: u64,
    /// How well base rates were matched, and points that could not be run.
    pub notes: Vec<String>,
}

/// Tries claims and keeps what is found in memory.
///
/// # Errors
/// [`ClaimsError`].
pub fn claims(ask: &Ask<'_>, watch: &mut dyn Watch) -> Result<Audited, ClaimsError> {
    let plan = Plan::new(ask.audit, &ask.settings);
    let results = simulate(&plan, ask.threads, BTreeMap::new(), watch, |_, _| Ok(()))?;
    Ok(audited(&plan, ask.threads, results))
}

/// Tries claims, or does what is left of an audit, and writes its tables, figures and report into a folder.
/// When it is stopped, units that are complete are kept.
///
/// # Errors
/// [`ClaimsError`]; complete units are kept then as well.
pub fn claims_into(
    ask: &Ask<'_>,
    out: &Out,
    watch: &mut dyn Watch,
) -> Result<Saved<Audited>, ClaimsError> {
    let plan = Plan::new(ask.audit, &ask.settings);
    let (mut growing, found) = Growing::open(&plan, out)?;
    for name in &found.damaged {
        let text = format!("{name} is damaged: it is made again");
        watch.tell(Event::Warning(&text));
    }
    let keep = |number, own: &Results| growing.keep(number, own);
    let results = simulate(&plan, ask.threads, found.done, watch, keep)
        .map_err(|error| error.with_parts(out))?;
    let found = audited(&plan, ask.threads, results);
    let mut warnings = Vec::new();
    let command = out.command.to_string();
    let drawn = match out.figures {
        true => draw(ask.audit, &found, &command).and_then(|made| Ok((made.files()?, made))),
        false => Ok((Vec::new(), Figures::default())),
    };
    // A figure or a report that cannot be had never costs the data.
    let (drawn, figures) = drawn.unwrap_or_else(|error| {
        warnings.push(format!("the figures could not be made: {error}"));
        (Vec::new(), Figures::default())
    });
    let files = growing.finish(&found, &drawn, ask.threads)?;
    if out.report {
        let text = page(ask.audit, &found, &figures, &command);
        if let Err(error) = write_file(&out.folder.join(REPORT), text.as_bytes()) {
            warnings.push(format!("the report could not be made: {error}"));
        }
    }
    // Last: until then a process that ends is gone on with by --resume.
    growing.discard()?;
    Ok(Saved {
        what: found,
        folder: out.folder.clone(),
        files,
        status: Status::Complete,
        warnings,
    })
}

/// Does the units that are not done and hands each to `keep`; the results of all, in order.
fn simulate(
    plan: &Plan<'_>,
    threads: usize,
    mut done: BTreeMap<usize, Results>,
    watch: &mut dyn Watch,
    mut keep: impl FnMut(usize, &Results) -> Result<(), ClaimsError>,
) -> Result<Results, ClaimsError> {
    let numbered = || plan.units.iter().enumerate();
    let total: u64 = plan.units.iter().map(|unit| plan.runs(unit)).sum();
    let (mut before, mut pending) = (0, Vec::new());
    for (number, unit) in numbered() {
        match done.contains_key(&number) {
            true => before += plan.runs(unit),
            false => pending.push(number),
        }
    }
    let audit = plan.audit;
    let what = format!(
        "{} claims, {} experiments, {} scenarios; {} runs at the defaults and at {} points",
        audit.claims.len(),
        audit.experiments.len(),
        audit.arms.len(),
        grouped(total),
        plan.settings.points
    );
    watch.tell(Event::Begin {
        what: &what,
        unit: "runs",
        total,
        before,
    });
    let (stop, begun) = (watch.stop(), Instant::now());
    let sink = |number, own: Results| {
        keep(number, &own)?;
        done.insert(number, own);
        Ok::<(), ClaimsError>(())
    };
    let progress = |simulated| watch.tell(Event::At(before + simulated));
    let ended = plan.run(&pending, threads, stop.flag(), sink, progress);
    watch.tell(Event::End);
    ended?;
    if done.len() < plan.units.len() {
        return Err(ClaimsError::Interrupted);
    }
    let seconds = begun.elapsed().as_secs_f64();
    watch.tell(Event::Note(&format!("run in {}", duration(seconds))));
    let mut whole = Results::default();
    for own in done.into_values() {
        whole.effects.extend(own.effects);
        whole.points.extend(own.points);
        whole.doses.extend(own.doses);
        whole.levels.extend(own.levels);
    }
    Ok(whole)
}

fn audited(plan: &Plan<'_>, threads: usize, results: Results) -> Audited {
    Audited {
        settings: plan.settings.clone(),
        findings: findings(plan.audit, &results.effects, threads),
        runs: plan.units.iter().map(|unit| plan.runs(unit)).sum(),
        notes: notes(&results.points),
        results,
    }
}
