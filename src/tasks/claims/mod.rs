//! `claims`: the claims of an argument, each tried as a paired experiment over a space of parameters.

pub mod effect_figures;
pub mod error;
pub mod figures;
mod folder;
mod notes;
mod outcome;
mod page;

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

pub use self::error::ClaimsError;
use self::figures::{Figures, draw};
use self::folder::Growing;
use self::notes::notes;
pub use self::outcome::Audited;
use self::page::page;
use super::{Out, Saved, all_cores};
use crate::report::write::REPORT;
use crate::store::atomic::write_file;
use crate::store::manifest::Status;
use crate::study::claims::Audit;
use crate::study::claims::findings::findings;
pub use crate::study::claims::settings::Settings;
use crate::study::claims::units::{Plan, Results};
use crate::tasks::plot::files::Drawn;
use crate::watch::{Event, Stopped, Ticker, Watch};
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

/// Tries claims and keeps what is found in memory.
///
/// # Errors
/// [`ClaimsError`].
pub fn claims(ask: &Ask<'_>, watch: &mut dyn Watch) -> Result<Audited, ClaimsError> {
    let plan = Plan::new(ask.audit, &ask.settings);
    audit(&plan, ask.threads, BTreeMap::new(), watch, |_, _| Ok(()))
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
    let (mut growing, left) = Growing::open(&plan, out)?;
    for warning in &left.warnings {
        watch.tell(Event::Warning(warning));
    }
    let keep = |number, own: &Results| growing.keep(number, own);
    let found =
        audit(&plan, ask.threads, left.done, watch, keep).map_err(|error| error.with_parts(out))?;
    let command = out.command.to_string();
    let mut figures = Figures::default();
    let drawn = Drawn::or_warned(match out.figures {
        true => draw(ask.audit, &found, &command).and_then(|made| {
            let files = made.files(ask.threads)?;
            figures = made;
            Ok(files)
        }),
        false => Ok(Drawn::default()),
    });
    let mut warnings = drawn.warnings;
    let files = growing.finish(&found, &drawn.files, ask.threads)?;
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

/// Does the units that are not done, hands each to `keep`, and judges all.
fn audit(
    plan: &Plan<'_>,
    threads: usize,
    mut done: BTreeMap<usize, Results>,
    watch: &mut dyn Watch,
    keep: impl FnMut(usize, &Results) -> Result<(), ClaimsError>,
) -> Result<Audited, ClaimsError> {
    let audit = plan.audit;
    let total: u64 = plan.units.iter().map(|unit| plan.runs(unit)).sum();
    let known = plan.units.iter().enumerate();
    let known = known.filter(|(number, _)| done.contains_key(number));
    let before: u64 = known.map(|(_, unit)| plan.runs(unit)).sum();
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
    let at = |simulated| watch.tell(Event::At(before + simulated));
    let judged = simulate(plan, threads, &mut done, stop.flag(), keep, at).and_then(|()| {
        let results = joined(done);
        let mut still = |_| watch.tell(Event::At(total));
        let mut ticker = Ticker::new(&mut still, stop.flag());
        let findings = findings(audit, &results.effects, threads, &mut ticker)?;
        Ok((results, findings))
    });
    watch.tell(Event::End);
    let (results, findings) = judged?;
    let seconds = begun.elapsed().as_secs_f64();
    watch.tell(Event::Note(&format!("run in {}", duration(seconds))));
    Ok(Audited {
        settings: plan.settings.clone(),
        notes: notes(&results.points),
        runs: total,
        results,
        findings,
    })
}

/// Adds the units that are missing to those that are done.
fn simulate(
    plan: &Plan<'_>,
    threads: usize,
    done: &mut BTreeMap<usize, Results>,
    stop: &AtomicBool,
    mut keep: impl FnMut(usize, &Results) -> Result<(), ClaimsError>,
    at: impl FnMut(u64),
) -> Result<(), ClaimsError> {
    let missing = |number: &usize| !done.contains_key(number);
    let pending: Vec<usize> = (0..plan.units.len()).filter(missing).collect();
    let sink = |number, own: Results| {
        keep(number, &own)?;
        done.insert(number, own);
        Ok::<(), ClaimsError>(())
    };
    plan.run(&pending, threads, stop, sink, at)?;
    match done.len() < plan.units.len() {
        true => Err(Stopped.into()),
        false => Ok(()),
    }
}

/// The results of all units, in order.
fn joined(done: BTreeMap<usize, Results>) -> Results {
    let mut whole = Results::default();
    for own in done.into_values() {
        whole.effects.extend(own.effects);
        whole.points.extend(own.points);
        whole.doses.extend(own.doses);
        whole.levels.extend(own.levels);
    }
    whole
}
