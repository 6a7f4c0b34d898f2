//! `forecast`, `score` and `baselines`.

use std::path::PathBuf;

use pyo3::prelude::*;
use trilat::analysis::baselines::{Origin, SizeBy};
use trilat::named::by_name;
use trilat::study::filter::Effort;
use trilat::tasks::Command;
use trilat::tasks::forecast::{Ask, forecast_into};
use trilat::tasks::score::baselines::{Ask as Naive, baselines_into};
use trilat::tasks::score::{Ask as Scoring, How, Pool, score_into};

use super::{month, span};
use crate::failure::Failure;
use crate::out::{Out, Saved};

/// Forecasts a public record, into a folder.
#[pyfunction]
#[pyo3(signature = (
    calibrated, *, first, months, record, observed, column, rolling, in_sample, draws, particles, review, sets,
    unverified, out
))]
pub fn forecast(
    py: Python<'_>,
    calibrated: PathBuf,
    first: &str,
    months: u32,
    record: Option<String>,
    observed: String,
    column: Option<String>,
    rolling: bool,
    in_sample: bool,
    draws: u32,
    particles: u32,
    review: u32,
    sets: Vec<String>,
    unverified: bool,
    out: &Out,
) -> PyResult<Saved> {
    let first = month(first).map_err(|failure| failure.raise(py))?;
    out.work(py, |watch| {
        for (name, value, most) in [
            ("months", months, 600),
            ("draws", draws, 100_000),
            ("particles", particles, 100_000),
            ("review", review, 1200),
        ] {
            if !(1..=most).contains(&value) {
                return Err(Failure::usage(format!("{name} must be 1 to {most}")));
            }
        }
        let command = Command::trilat("forecast")
            .path(&calibrated)
            .option("from", first)
            .option("months", months)
            .options("record", record.as_deref())
            .option("observed", &observed)
            .options("column", column.as_deref())
            .option("draws", draws)
            .option("particles", particles)
            .option("review", review)
            .options("set", &sets)
            .flag("rolling", rolling)
            .flag("in-sample", in_sample)
            .flag("unverified", unverified)
            .formats(out.formats().unwrap_or_default());
        let ask = Ask {
            record,
            observed,
            column,
            rolling,
            in_sample,
            draws: draws as usize,
            effort: Effort {
                particles: particles as usize,
                review,
                threads: out.threads(),
            },
            sets,
            unverified,
            ..Ask::new(calibrated, first, months)
        };
        Ok(forecast_into(&ask, &out.place(command), watch)?)
    })
}

/// How baselines forecast, and what a command says of it.
fn how(
    column: Option<String>,
    baselines: Vec<String>,
    horizon: u16,
    fixed_origin: bool,
    size: Option<&str>,
    lags: Option<usize>,
    seed: u64,
    unverified: bool,
) -> Result<How, Failure> {
    if !(1..=120).contains(&horizon) {
        return Err(Failure::usage("horizon must be 1 to 120 months"));
    }
    let size = size.map(by_name::<SizeBy>).transpose();
    Ok(How {
        column,
        baselines,
        origin: match fixed_origin {
            true => Origin::Fixed,
            false => Origin::Rolling(usize::from(horizon)),
        },
        size: size.map_err(Failure::usage)?.unwrap_or_default(),
        lags,
        seed,
        unverified,
    })
}

fn say(how: &How, command: Command, out: &Out) -> Command {
    let names = Some(how.baselines.join(",")).filter(|names| !names.is_empty());
    let horizon = match how.origin {
        Origin::Fixed => None,
        Origin::Rolling(months) => Some(months),
    };
    command
        .options("column", how.column.as_deref())
        .options("baselines", names)
        .options("horizon", horizon)
        .flag("fixed-origin", horizon.is_none())
        .option("size", how.size)
        .options("lags", how.lags)
        .option("seed", how.seed)
        .flag("unverified", how.unverified)
        .formats(out.formats().unwrap_or_default())
}

/// Scores a forecast against what happened and against baselines, into a folder.
#[pyfunction]
#[pyo3(signature = (
    forecast, observed, *, rivals, pool, fit_from, fit_until, column, baselines, horizon, fixed_origin, size, lags,
    seed, unverified, out
))]
pub fn score(
    py: Python<'_>,
    forecast: PathBuf,
    observed: String,
    rivals: Vec<(String, PathBuf)>,
    pool: Option<(String, PathBuf)>,
    fit_from: Option<String>,
    fit_until: Option<String>,
    column: Option<String>,
    baselines: Vec<String>,
    horizon: u16,
    fixed_origin: bool,
    size: Option<String>,
    lags: Option<usize>,
    seed: u64,
    unverified: bool,
    out: &Out,
) -> PyResult<Saved> {
    out.work(py, |watch| {
        let ask = Scoring {
            rivals,
            pool: pool.map(|(with, fit)| Pool { with, fit }),
            fit_from: fit_from.as_deref().map(month).transpose()?,
            fit_until: fit_until.as_deref().map(month).transpose()?,
            how: how(
                column,
                baselines,
                horizon,
                fixed_origin,
                size.as_deref(),
                lags,
                seed,
                unverified,
            )?,
            ..Scoring::new(forecast, observed)
        };
        let ask = ask.settled()?;
        let rivals = ask.rivals.iter();
        let rivals = rivals.map(|(name, path)| format!("{name}={}", path.display()));
        let command = Command::trilat("score")
            .path(&ask.forecast)
            .word(&ask.observed)
            .options("rival", rivals)
            .options("pool", ask.pool.as_ref().map(|pool| &pool.with))
            .option_path("pool-fit", ask.pool.as_ref().map(|pool| pool.fit.as_path()))
            .options("fit-from", ask.fit_from)
            .options("fit-until", ask.fit_until);
        let command = say(&ask.how, command, out);
        Ok(score_into(&ask, &out.place(command), watch)?)
    })
}

/// Scores baselines alone, into a folder.
#[pyfunction]
#[pyo3(signature = (
    series, *, fit, score, column, baselines, horizon, fixed_origin, size, lags, seed, unverified, out
))]
pub fn baselines(
    py: Python<'_>,
    series: String,
    fit: Option<String>,
    score: Option<String>,
    column: Option<String>,
    baselines: Vec<String>,
    horizon: u16,
    fixed_origin: bool,
    size: Option<String>,
    lags: Option<usize>,
    seed: u64,
    unverified: bool,
    out: &Out,
) -> PyResult<Saved> {
    out.work(py, |watch| {
        let ask = Naive {
            fit: fit.as_deref().map(span).transpose()?,
            score: score.as_deref().map(span).transpose()?,
            how: how(
                column,
                baselines,
                horizon,
                fixed_origin,
                size.as_deref(),
                lags,
                seed,
                unverified,
            )?,
            ..Naive::new(series)
        };
        let ask = ask.settled()?;
        let span = |(first, last)| format!("{first}..{last}");
        let command = Command::trilat("baselines")
            .word(&ask.series)
            .options("fit", ask.fit.map(span))
            .options("score", ask.score.map(span));
        let command = say(&ask.how, command, out);
        Ok(baselines_into(&ask, &out.place(command), watch)?)
    })
}
