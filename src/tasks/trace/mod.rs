//! `trace`: one run of a scenario, month by month.

mod ask;
pub mod error;
pub mod figure;
mod source;
pub mod summary;
pub mod tables;
pub mod words;

use std::path::{Path, PathBuf};

pub use self::ask::Ask;
pub use self::error::TraceError;
use self::error::Unknown;
use self::figure::draw;
use self::source::read;
use super::{Command, Out, Saved};
use crate::scenario::load::closest;
use crate::scenario::{Month, Scenario};
use crate::store::atomic::fingerprint;
use crate::store::error::StoreError;
use crate::store::manifest::{FileEntry, Status};
use crate::study::trace::{self, RunTrace};
use crate::tasks::plot::files::Failure;
use crate::tasks::plot::files::{FORMATS, not_built};
use crate::watch::{Event, Ticker, Watch};

/// A run, read month by month.
#[derive(Clone, Debug)]
pub struct Traced {
    /// The run.
    pub trace: RunTrace,
    /// Runs of the folder, or that the scenario asks for.
    pub runs: u64,
    /// Remarks on the scenario and the folder.
    pub notes: Vec<String>,
    /// Doubts, e.g. that the folder was written by another version.
    pub warnings: Vec<String>,
    /// What a reader must know of the files that were read.
    pub altered: Option<String>,
}

/// Simulates a run again and reads it month by month.
///
/// # Errors
/// [`TraceError`].
pub fn trace(ask: &Ask, watch: &mut dyn Watch) -> Result<Traced, TraceError> {
    let source = read(ask)?;
    let wanted = wanted(ask, &source.scenario)?;
    let trace = of_scenario(&source.scenario, &wanted, watch)?;
    let disagreement = source.disagreement(ask.run, &trace.row);
    let traced = Traced {
        trace,
        runs: source.runs,
        notes: source.notes,
        warnings: source
            .warnings
            .into_iter()
            .chain(disagreement)
            .chain(source.altered.clone())
            .collect(),
        altered: source.altered,
    };
    for note in &traced.notes {
        watch.tell(Event::Note(note));
    }
    for warning in &traced.warnings {
        watch.tell(Event::Warning(warning));
    }
    Ok(traced)
}

/// Simulates a run of a scenario that is in memory, and reads it month by month.
///
/// # Errors
/// [`TraceError::Trace`].
pub fn of_scenario(
    scenario: &Scenario,
    wanted: &trace::Ask,
    watch: &mut dyn Watch,
) -> Result<RunTrace, TraceError> {
    let stop = watch.stop();
    watch.tell(Event::Begin {
        what: "",
        unit: "months",
        total: trace::months(scenario),
        before: 0,
    });
    let mut at = |done| watch.tell(Event::At(done));
    let mut ticker = Ticker::new(&mut at, stop.flag());
    let trace = trace::trace(scenario, wanted, &mut ticker);
    watch.tell(Event::End);
    Ok(trace?)
}

/// [`trace()`], with its figure in a folder.
///
/// # Errors
/// [`TraceError`].
pub fn trace_into(
    ask: &Ask,
    out: &Out,
    watch: &mut dyn Watch,
) -> Result<Saved<Traced>, TraceError> {
    save(trace(ask, watch)?, out)
}

/// The folder of a trace if none is named.
pub fn default_folder(traced: &Traced) -> PathBuf {
    Path::new("outputs").join(format!("trace_{}", traced.trace.scenario))
}

/// Draws what was traced and writes the figure into a folder, with a command that says in full what it shows.
///
/// # Errors
/// [`TraceError::Figure`] if it cannot be drawn or written.
pub fn save(traced: Traced, out: &Out) -> Result<Saved<Traced>, TraceError> {
    let (mut files, mut warnings) = (Vec::new(), None);
    if out.figures {
        let command = command(&out.command, &traced.trace).to_string();
        let failed = |error| TraceError::Figure(Failure::from(error));
        if let Some(mut figure) = draw(&traced.trace, traced.runs, &command).map_err(failed)? {
            if let Some(sentence) = &traced.altered {
                figure.caption = format!("{} {sentence}", figure.caption);
            }
            let written = figure.write(&out.folder, FORMATS).map_err(failed)?;
            files = written
                .iter()
                .map(|path| entry(path))
                .collect::<Result<_, _>>()?;
            warnings = not_built();
        }
    }
    Ok(Saved {
        what: traced,
        folder: out.folder.clone(),
        files,
        status: Status::Complete,
        warnings: warnings.into_iter().collect(),
    })
}

fn entry(path: &Path) -> Result<FileEntry, StoreError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let print = fingerprint(path).map_err(|error| StoreError::io("read", path, error))?;
    Ok(FileEntry::new(&name, None, print))
}

/// A command with what it left open.
fn command(given: &Command, trace: &RunTrace) -> Command {
    let ends = trace.months.first().zip(trace.months.last());
    given
        .clone()
        .option("prober", &trace.prober.code)
        .option("theatre", &trace.theatre.code)
        .options(
            "months",
            ends.map(|(first, last)| format!("{}..{}", first.month, last.month)),
        )
}

/// What is asked, by the places of a scenario.
fn wanted(ask: &Ask, scenario: &Scenario) -> Result<trace::Ask, TraceError> {
    let roster = &scenario.roster;
    let probers: Vec<&str> = roster.probers.iter().map(|p| p.code.as_str()).collect();
    let theatres: Vec<&str> = roster.theatres.iter().map(|t| t.code.as_str()).collect();
    let place = |kind, wanted: &Option<String>, known: &[&str]| {
        let Some(name) = wanted else {
            return Ok(None);
        };
        let found = known
            .iter()
            .position(|code| code.eq_ignore_ascii_case(name));
        found.map(Some).ok_or_else(|| {
            TraceError::Unknown(Box::new(Unknown {
                kind,
                name: name.clone(),
                of: scenario.name.clone(),
                closest: closest(&name.to_uppercase(), known.iter().copied()).map(str::to_owned),
                known: known.iter().map(|code| (*code).to_owned()).collect(),
            }))
        })
    };
    let span = ask.months.as_deref().map(|text| months(text, scenario));
    Ok(trace::Ask {
        run: ask.run,
        prober: place("prober", &ask.prober, &probers)?,
        theatre: place("theatre", &ask.theatre, &theatres)?,
        months: span.transpose()?,
    })
}

/// First and last month, counted from 0.
fn months(text: &str, scenario: &Scenario) -> Result<(usize, usize), TraceError> {
    let one = |word: &str| -> Option<usize> {
        let number = match word.parse::<Month>() {
            Ok(month) => i64::from(month.since(scenario.start)),
            Err(()) => word.parse::<i64>().ok()? - 1,
        };
        let within = (0..i64::from(scenario.horizon)).contains(&number);
        usize::try_from(number).ok().filter(|_| within)
    };
    // A single month may be written alone.
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    match (one(first.trim()), one(last.trim())) {
        (Some(first), Some(last)) if first <= last => Ok((first, last)),
        _ => Err(TraceError::Months {
            text: text.to_owned(),
            first: scenario.start.to_string(),
            last: scenario.start.plus(scenario.horizon as i32 - 1).to_string(),
            horizon: scenario.horizon,
        }),
    }
}
