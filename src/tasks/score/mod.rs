//! `score`: forecasts of monthly counts against what happened and against baselines; and the
//! [`baselines`] alone.

mod ask;
pub mod baselines;
pub mod error;
pub mod given;
pub mod observed;
mod pool;

use std::path::{Path, PathBuf};

pub use self::ask::{Ask, How, Pool};
pub use self::error::ScoreError;
use self::given::Given;
use self::observed::stem;
use super::{Out, Saved, counted};
use crate::analysis::baselines::chosen;
use crate::analysis::score::contest::{Contest, Forecast, Rules, contest};
use crate::data::MonthlyCounts;
use crate::scenario::Month;
use crate::store::atomic::sha256;
use crate::store::guard::Guard;
use crate::store::manifest::{Execution, Manifest, Scenario, Status};
use crate::store::score_files::write_scores;
use crate::watch::{Event, Watch};

/// Scores of forecasts and baselines.
#[derive(Clone, Debug)]
pub struct Scoring {
    /// The user's forecast, if there is one.
    pub forecast: Option<String>,
    /// The series.
    pub observed: String,
    /// How it was done.
    pub rules: Rules,
    /// Seed of the randomised transforms.
    pub seed: u64,
    /// The outcome.
    pub contest: Contest,
    /// What the reader should know.
    pub notes: Vec<String>,
    /// SHA-256 of what was read.
    pub sha256: String,
    /// What compared the files that were read with their manifest.
    pub guard: Guard,
}

/// Scores a forecast against what happened and against baselines.
///
/// # Errors
/// [`ScoreError`].
pub fn score(ask: &Ask, watch: &mut dyn Watch) -> Result<Scoring, ScoreError> {
    let guard = Guard::new(ask.how.unverified);
    let given = Given::read(ask, &guard)?;
    let rules = ask.how.rules(given.fit(ask)?);
    let rivals = given.rivals(ask, &guard)?;
    let mut all = vec![(given.name.as_str(), given.file.forecasts.as_slice())];
    let others = rivals.iter();
    all.extend(others.map(|(name, file)| (*name, file.forecasts.as_slice())));
    let pool = match &ask.pool {
        Some(pool) => Some(pool::pool(pool, &given, &rules, &guard)?),
        None => None,
    };
    if let Some(pool) = &pool {
        all.push((Pool::NAME, pool.forecasts.as_slice()));
    }
    let counts = &given.observed.counts;
    let title = format!("{} on {}", given.name, given.observed.name);
    let mut contest = contested(&title, &all, &given.months, counts, &rules, watch)?;
    let mut notes = given.remarks();
    if let Some(pool) = &pool {
        pool.told(&mut contest, &mut notes);
    }
    notes.extend(contest.missing.iter().cloned());
    notes.extend(untested(&rules, given.months.len()));
    told(&mut notes, &guard, watch);
    Ok(Scoring {
        sha256: sha256(&format!("{all:?}{counts:?}")),
        forecast: Some(given.name.clone()),
        observed: given.observed.name.clone(),
        rules,
        seed: ask.how.seed,
        contest,
        notes,
        guard,
    })
}

/// [`score`], with scores, their means and their tests in a folder.
///
/// # Errors
/// [`ScoreError`].
pub fn score_into(
    ask: &Ask,
    out: &Out,
    watch: &mut dyn Watch,
) -> Result<Saved<Scoring>, ScoreError> {
    saved(score(ask, watch)?, ask.forecast.display().to_string(), out)
}

/// The folder of a scoring if none is named.
pub fn default_folder(forecast: &Path) -> PathBuf {
    Path::new("outputs").join(format!("score_{}", stem(forecast)))
}

fn contested(
    title: &str,
    given: &[(&str, &[Forecast])],
    months: &[Month],
    counts: &MonthlyCounts,
    rules: &Rules,
    watch: &mut dyn Watch,
) -> Result<Contest, ScoreError> {
    let baselines = chosen(&rules.baselines)?.len();
    let begin = Event::Begin {
        what: &format!("{title}: {} months, {baselines} baselines", months.len()),
        unit: "baselines",
        total: baselines as u64,
        before: 0,
    };
    let found = counted(watch, begin, |ticker| {
        contest(given, months, counts, rules, ticker)
    });
    Ok(found?)
}

/// Why differences have neither interval nor test, where they have none.
fn untested(rules: &Rules, months: usize) -> Option<String> {
    let horizon = rules.horizon();
    (horizon >= months).then(|| {
        format!(
            "differences of scores have no interval and no test: forecasts {horizon} months ahead need more than \
             the {months} months scored"
        )
    })
}

/// Tells the notes, and adds what a reader must know of the files.
fn told(notes: &mut Vec<String>, guard: &Guard, watch: &mut dyn Watch) {
    for note in notes.iter() {
        watch.tell(Event::Note(note));
    }
    if let Some(sentence) = guard.sentence() {
        watch.tell(Event::Warning(&sentence));
        notes.push(sentence);
    }
}

/// Writes the folder of what was read from `path`.
fn saved(what: Scoring, path: String, out: &Out) -> Result<Saved<Scoring>, ScoreError> {
    let first = what.contest.entries.first().map(|entry| &entry.months);
    let Some((months, start)) = first.and_then(|months| Some((months, months.first()?))) else {
        return Err(ScoreError::NoMonths);
    };
    let scenario = Scenario {
        name: match &what.forecast {
            Some(forecast) => format!("score {forecast} on {}", what.observed),
            None => format!("baselines of {}", what.observed),
        },
        sha256: what.sha256.clone(),
        start: start.month.to_string(),
        months: months.len(),
    };
    let manifest = Manifest::new(scenario, what.seed, Execution::new(&out.command, path, 1))
        .with_unverified(&what.guard);
    let (root, formats) = (&out.folder, out.formats());
    Ok(Saved {
        folder: out.folder.clone(),
        files: write_scores(root, out.force, formats, &what.contest, manifest)?,
        status: Status::Complete,
        warnings: Vec::new(),
        what,
    })
}
