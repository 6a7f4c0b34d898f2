//! `trilat score FORECAST OBSERVED` and `trilat baselines SERIES`

mod text;

use std::io;
use std::path::PathBuf;

use clap::Args;

use self::text::{Told, json, table};
use crate::analysis::baselines::{Origin, SizeBy};
use crate::cli::choice::choice;
use crate::cli::exit::Exit;
use crate::cli::options::{TableFormats, Unverified};
use crate::cli::streams::Streams;
use crate::cli::terminal::Terminal;
use crate::scenario::Month;
use crate::tasks::score::baselines::{self as naive, baselines_into};
use crate::tasks::score::{Ask, How, Pool, ScoreError, default_folder, score_into};
use crate::tasks::{Command, Out};

/// Arguments of `trilat score`.
#[derive(Debug, Args)]
pub struct ScoreArgs {
    /// Forecasts: a CSV with month, sample, count or month, count, probability
    forecast: PathBuf,
    /// What happened: a CSV with month, count, or a series of `trilat data`
    observed: String,
    /// Another forecast of the same months to compare with, such as no_spiral=outputs/x/forecast.csv
    /// (repeatable)
    #[arg(long = "rival", value_name = "NAME=FILE", value_parser = rival)]
    rivals: Vec<(String, PathBuf)>,
    /// Pool the forecast with this baseline, by the weight that scores best on --pool-fit
    #[arg(long, value_name = "BASELINE", requires = "pool_fit")]
    pool: Option<String>,
    /// Forecasts by the same model of months before those scored, on which the weight of the pool is fitted
    #[arg(long, value_name = "FILE", requires = "pool")]
    pool_fit: Option<PathBuf>,
    /// First month that baselines are fitted on; the series' own or its first if left out
    #[arg(long, value_name = "YYYY-MM", value_parser = month)]
    fit_from: Option<Month>,
    /// Last month that baselines are fitted on; the one before the first forecast if left out
    #[arg(long, value_name = "YYYY-MM", value_parser = month)]
    fit_until: Option<Month>,
    #[command(flatten)]
    shared: Shared,
    /// Output folder; outputs/score_FORECAST if left out
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Arguments of `trilat baselines`.
#[derive(Debug, Args)]
pub struct BaselinesArgs {
    /// A series of `trilat data`, or a CSV with month, count
    series: String,
    /// Months to fit on; the series' own if left out
    #[arg(long, value_name = "FIRST..LAST", value_parser = span)]
    fit: Option<(Month, Month)>,
    /// Months to score; those after the fit if left out
    #[arg(long, value_name = "FIRST..LAST", value_parser = span)]
    score: Option<(Month, Month)>,
    #[command(flatten)]
    shared: Shared,
    /// Output folder; nothing is written if left out
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Shared {
    /// Column of the series
    #[arg(long)]
    column: Option<String>,
    /// Baselines, such as climatology,persistence; all if left out
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    baselines: Vec<String>,
    /// Months ahead at which baselines forecast
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=120))]
    horizon: u16,
    /// Baselines see nothing after the month before the first one scored
    #[arg(long, conflicts_with = "horizon")]
    fixed_origin: bool,
    /// How naive baselines get their size
    #[arg(long, value_parser = choice::<SizeBy>(), default_value_t)]
    size: SizeBy,
    /// Lags of the Newey-West variance; 4 (n/100)^(2/9) if left out
    #[arg(long)]
    lags: Option<usize>,
    /// Seed of the randomised transforms
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Replace what an earlier scoring wrote to the folder
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    trust: Unverified,
    #[command(flatten)]
    tables: TableFormats,
    /// Print the result as one line of JSON
    #[arg(long)]
    json: bool,
    /// Nothing on standard error but errors
    #[arg(short, long)]
    quiet: bool,
}

pub(crate) fn month(text: &str) -> Result<Month, String> {
    text.parse()
        .map_err(|()| "must be a month such as 2019-12".to_owned())
}

fn rival(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((name, file)) if !name.is_empty() && !file.is_empty() => {
            Ok((name.to_owned(), PathBuf::from(file)))
        }
        _ => Err("must be a name and a file, such as no_spiral=forecast.csv".to_owned()),
    }
}

fn span(text: &str) -> Result<(Month, Month), String> {
    let wrong = || "must be two months such as 2012-01..2019-12".to_owned();
    let (first, last) = text.split_once("..").ok_or_else(wrong)?;
    let first: Month = first.trim().parse().map_err(|()| wrong())?;
    let last: Month = last.trim().parse().map_err(|()| wrong())?;
    if first > last {
        return Err(format!("{first} comes after {last}"));
    }
    Ok((first, last))
}

/// Scores a forecast against what happened and against baselines, and writes the folder.
///
/// # Errors
/// When writing to the streams fails.
pub fn score(args: &ScoreArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let shared = &args.shared;
    let found = scored(args, &mut Terminal::new(streams, shared.quiet));
    shared.finish(found, streams)
}

fn scored(args: &ScoreArgs, terminal: &mut Terminal<'_>) -> Result<Told, ScoreError> {
    let ask = Ask {
        rivals: args.rivals.clone(),
        pool: args
            .pool
            .clone()
            .zip(args.pool_fit.clone())
            .map(|(with, fit)| Pool { with, fit }),
        fit_from: args.fit_from,
        fit_until: args.fit_until,
        how: args.shared.how(),
        ..Ask::new(&args.forecast, &args.observed)
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
    let folder = args.out.clone();
    let folder = folder.unwrap_or_else(|| default_folder(&ask.forecast));
    let out = args.shared.out(folder, command);
    Ok(Told::from(score_into(&ask, &out, terminal)?))
}

/// Scores the baselines alone.
///
/// # Errors
/// When writing to the streams fails.
pub fn baselines(args: &BaselinesArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let shared = &args.shared;
    let found = compared(args, &mut Terminal::new(streams, shared.quiet));
    shared.finish(found, streams)
}

fn compared(args: &BaselinesArgs, terminal: &mut Terminal<'_>) -> Result<Told, ScoreError> {
    let ask = naive::Ask {
        fit: args.fit,
        score: args.score,
        how: args.shared.how(),
        ..naive::Ask::new(&args.series)
    };
    let Some(folder) = args.out.clone() else {
        return Ok(Told::from(naive::baselines(&ask, terminal)?));
    };
    let ask = ask.settled()?;
    let span = |(first, last)| format!("{first}..{last}");
    let command = Command::trilat("baselines")
        .word(&ask.series)
        .options("fit", ask.fit.map(span))
        .options("score", ask.score.map(span));
    let out = args.shared.out(folder, command);
    Ok(Told::from(baselines_into(&ask, &out, terminal)?))
}

impl Shared {
    fn how(&self) -> How {
        How {
            column: self.column.clone(),
            baselines: self.baselines.clone(),
            origin: match self.fixed_origin {
                true => Origin::Fixed,
                false => Origin::Rolling(usize::from(self.horizon)),
            },
            size: self.size,
            lags: self.lags,
            seed: self.seed,
            unverified: self.trust.unverified,
        }
    }

    /// Where to write; the options are added to the command, so that it gives the same files again.
    fn out(&self, folder: PathBuf, command: Command) -> Out {
        let names = Some(self.baselines.join(",")).filter(|names| !names.is_empty());
        let command = command
            .options("column", self.column.as_deref())
            .options("baselines", names)
            .options("horizon", (!self.fixed_origin).then_some(self.horizon))
            .flag("fixed-origin", self.fixed_origin)
            .option("size", self.size)
            .options("lags", self.lags)
            .option("seed", self.seed)
            .flag("unverified", self.trust.unverified)
            .formats(self.tables.formats().unwrap_or_default());
        Out {
            force: self.force,
            formats: self.tables.formats(),
            ..Out::new(folder, command)
        }
    }

    fn finish(
        &self,
        found: Result<Told, ScoreError>,
        streams: &mut Streams<'_>,
    ) -> io::Result<Exit> {
        match found {
            Ok(told) => {
                streams.print(&match self.json {
                    true => json(&told),
                    false => table(&told),
                })?;
                Ok(Exit::Ok)
            }
            Err(error) => Ok(streams.fail(&error)),
        }
    }
}
