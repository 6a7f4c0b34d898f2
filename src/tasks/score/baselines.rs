//! `baselines`: naive and fitted forecasts of a series, scored on it.

use super::ask::How;
use super::error::ScoreError;
use super::observed::{Observed, observed};
use super::{Scoring, contested, saved, told, untested};
use crate::scenario::Month;
use crate::store::atomic::sha256;
use crate::store::guard::Guard;
use crate::tasks::{Out, Saved};
use crate::watch::Watch;

/// Which baselines are to be scored on what.
#[derive(Clone, Debug)]
pub struct Ask {
    /// A series of the record, or a file of counts by month.
    pub series: String,
    /// First and last month to fit on; the series' own if left out.
    pub fit: Option<(Month, Month)>,
    /// First and last month to score; those after the fit if left out.
    pub score: Option<(Month, Month)>,
    /// How baselines forecast and scores are compared.
    pub how: How,
}

/// First and last month to fit on, and to score.
type Spans = ((Month, Month), (Month, Month));

impl Ask {
    /// All baselines on a series of the record.
    pub fn new(series: impl Into<String>) -> Self {
        Self {
            series: series.into(),
            fit: None,
            score: None,
            how: How::default(),
        }
    }

    /// The same with the months, which follow from the series where they are left out.
    ///
    /// # Errors
    /// [`ScoreError`].
    pub fn settled(&self) -> Result<Self, ScoreError> {
        let guard = Guard::new(self.how.unverified);
        let (fit, score) = self.spans(&self.read(&guard)?)?;
        Ok(Self {
            fit: Some(fit),
            score: Some(score),
            ..self.clone()
        })
    }

    fn read(&self, guard: &Guard) -> Result<Observed, ScoreError> {
        observed(&self.series, self.how.column.as_deref(), guard)
    }

    fn spans(&self, observed: &Observed) -> Result<Spans, ScoreError> {
        let (own_first, own_last) = observed.fit();
        let own = own_last.map(|last| (own_first, last));
        let fit = self.fit.or(own).ok_or(ScoreError::NoFit)?;
        let score = self.score.unwrap_or((fit.1.plus(1), observed.last()));
        observed.has(fit.0, fit.1, "the fit is on")?;
        observed.has(score.0, score.1, "to be scored are")?;
        Ok((fit, score))
    }
}

/// Scores baselines on a series.
///
/// # Errors
/// [`ScoreError`].
pub fn baselines(ask: &Ask, watch: &mut dyn Watch) -> Result<Scoring, ScoreError> {
    let guard = Guard::new(ask.how.unverified);
    let observed = ask.read(&guard)?;
    let (fit, score) = ask.spans(&observed)?;
    let length = score.1.since(score.0) + 1;
    let months: Vec<Month> = (0..length).map(|k| score.0.plus(k)).collect();
    let rules = ask.how.rules(fit);
    let title = format!("baselines of {}", observed.name);
    let contest = contested(&title, &[], &months, &observed.counts, &rules, watch)?;
    let mut notes = contest.missing.clone();
    notes.extend(untested(&rules, months.len()));
    if score.0 <= fit.1 {
        notes.push(format!(
            "months up to {} are scored by baselines that were fitted on them",
            fit.1
        ));
    }
    told(&mut notes, &guard, watch);
    Ok(Scoring {
        sha256: sha256(&format!("{:?}", observed.counts)),
        forecast: None,
        observed: observed.name,
        rules,
        seed: ask.how.seed,
        contest,
        notes,
        guard,
    })
}

/// [`baselines`], with scores, their means and their tests in a folder.
///
/// # Errors
/// [`ScoreError`].
pub fn baselines_into(
    ask: &Ask,
    out: &Out,
    watch: &mut dyn Watch,
) -> Result<Saved<Scoring>, ScoreError> {
    saved(baselines(ask, watch)?, ask.series.clone(), out)
}
