//! `trilat score FORECAST OBSERVED` and `trilat baselines SERIES`

pub(crate) mod text;

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::analysis::baselines::{Origin, SizeBy};
use crate::analysis::score::contest::{Contest, Forecast, Rules, contest};
use crate::cli::Exit;
use crate::cli::Streams;
use crate::cli::TableFormats;
use crate::cli::score::text::Told;
use crate::cli::score::text::json;
use crate::cli::score::text::table;
use crate::data::{Coverage, MonthlyCounts, monthly_counts, package};
use crate::fault::HasFault;
use crate::scenario::Month;
use crate::store::atomic::sha256;
use crate::store::forecast_csv::{ForecastFile, read_counts, read_forecasts};
use crate::store::score_files::{ScoreRecord, write_scores};
use crate::store::study_record::with_format;
use crate::tasks::score::error::ScoreError;

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
    #[arg(long, value_enum, default_value_t)]
    size: SizeArg,
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
    tables: TableFormats,
    /// Print the result as one line of JSON
    #[arg(long)]
    json: bool,
    /// Nothing on standard error but errors
    #[arg(short, long)]
    quiet: bool,
}

/// How naive baselines get their size.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum SizeArg {
    /// From mean and variance of the fit months
    #[default]
    Moments,
    /// The most likely one about the forecast's own means
    Likelihood,
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
    finish(scored(args), &args.shared, streams)
}

/// Scores the baselines alone.
///
/// # Errors
/// When writing to the streams fails.
pub fn baselines(args: &BaselinesArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    finish(naive(args), &args.shared, streams)
}

fn finish(
    done: Result<Told, ScoreError>,
    shared: &Shared,
    streams: &mut Streams<'_>,
) -> io::Result<Exit> {
    match done {
        Ok(told) => {
            for note in told.notes.iter().filter(|_| !shared.quiet) {
                writeln!(streams.err, "note: {note}")?;
            }
            let text = if shared.json {
                json(&told)
            } else {
                table(&told)
            };
            write!(streams.out, "{text}")?;
            Ok(Exit::Ok)
        }
        Err(error) => {
            writeln!(streams.err, "error: {error}")?;
            Ok(Exit::from(error.fault()))
        }
    }
}

/// What happened, and the months that the series itself proposes for fitting.
pub(crate) struct Observed {
    pub(crate) counts: MonthlyCounts,
    name: String,
    fit: Option<Coverage>,
}

pub(crate) fn observed(name: &str, column: Option<&str>) -> Result<Observed, ScoreError> {
    let path = Path::new(name);
    if path.extension().is_some() || path.exists() {
        return Ok(Observed {
            counts: read_counts(path, column)?,
            name: stem(path),
            fit: None,
        });
    }
    let package = package()?;
    let resource = package.resource(name)?;
    let counts = monthly_counts(name, column)?;
    let name = match column {
        Some(column) => format!("{name}_{column}"),
        None => name.to_owned(),
    };
    Ok(Observed {
        counts,
        name,
        fit: resource.fit.clone(),
    })
}

fn stem(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

impl Observed {
    /// First and last month for fitting.
    fn fit(&self) -> (Month, Option<Month>) {
        let of = |text: &String| text.parse::<Month>().ok();
        let own = self.fit.as_ref();
        let first = own.and_then(|fit| of(&fit.start));
        (
            first.unwrap_or(self.counts.start),
            own.and_then(|fit| of(&fit.end)),
        )
    }

    /// Refuses months outside the series.
    fn has(&self, first: Month, last: Month, what: &'static str) -> Result<(), ScoreError> {
        let (start, end) = (self.counts.start, self.counts.end().plus(-1));
        if start <= first && last <= end {
            return Ok(());
        }
        Err(ScoreError::Months {
            what,
            first,
            last,
            name: self.name.clone(),
            start,
            end,
        })
    }
}

fn rules(shared: &Shared, fit_from: Month, fit_until: Month) -> Rules {
    Rules {
        fit_from,
        fit_until,
        origin: if shared.fixed_origin {
            Origin::Fixed
        } else {
            Origin::Rolling(usize::from(shared.horizon))
        },
        size: match shared.size {
            SizeArg::Moments => SizeBy::Moments,
            SizeArg::Likelihood => SizeBy::Likelihood,
        },
        baselines: shared.baselines.clone(),
        lags: shared.lags,
    }
}

fn scored(args: &ScoreArgs) -> Result<Told, ScoreError> {
    let file = read_forecasts(&args.forecast)?;
    let observed = observed(&args.observed, args.shared.column.as_deref())?;
    let months: Vec<Month> = file.forecasts.iter().map(|f| f.month).collect();
    let (Some(&first), Some(&last)) = (months.first(), months.last()) else {
        return Err(ScoreError::NoMonths);
    };
    observed.has(first, last, "the forecast is of")?;
    ruled_out(&args.forecast, &file, &observed.counts)?;
    let fit_from = args.fit_from.unwrap_or(observed.fit().0);
    let fit_until = args.fit_until.unwrap_or(first.plus(-1));
    if fit_until >= first {
        return Err(ScoreError::Peeking { fit_until, first });
    }
    let rules = rules(&args.shared, fit_from, fit_until);
    let mut notes = remarks(&file, first, last);
    let name = stem(&args.forecast);
    let rivals = rivals(args, &months, &observed.counts)?;
    let mut given = vec![(name.as_str(), file.forecasts.as_slice())];
    given.extend(
        rivals
            .iter()
            .map(|(name, file)| (*name, file.forecasts.as_slice())),
    );
    let found = contest(&given, &months, &observed.counts, &rules)?;
    notes.extend(found.missing.iter().cloned());
    let folder = args
        .out
        .clone()
        .unwrap_or_else(|| Path::new("outputs").join(format!("score_{name}")));
    let mut told = Told {
        forecast: Some(name.clone()),
        observed: observed.name.clone(),
        rules,
        contest: found,
        notes,
        folder: Some(folder),
        files: Vec::new(),
    };
    let text = format!("{:?}{:?}", given, observed.counts);
    let mut command = format!("trilat score {} {}", args.forecast.display(), args.observed);
    for (name, path) in &args.rivals {
        command.push_str(&format!(" --rival {name}={}", path.display()));
    }
    command.push_str(&words(&args.shared));
    command.push_str(&format!(" --fit-from {fit_from} --fit-until {fit_until}"));
    let path = args.forecast.display().to_string();
    write(&mut told, &args.shared, sha256(&text), command, path)?;
    Ok(told)
}

/// The other forecasts, which must be of the same months under names of their own.
fn rivals<'a>(
    args: &'a ScoreArgs,
    months: &[Month],
    counts: &MonthlyCounts,
) -> Result<Vec<(&'a str, ForecastFile)>, ScoreError> {
    let mut found: Vec<(&str, ForecastFile)> = Vec::new();
    for (name, path) in &args.rivals {
        if *name == stem(&args.forecast) || found.iter().any(|(other, _)| other == name) {
            return Err(ScoreError::Name { name: name.clone() });
        }
        let file = read_forecasts(path)?;
        if !file
            .forecasts
            .iter()
            .map(|f| f.month)
            .eq(months.iter().copied())
        {
            return Err(ScoreError::Unlike { path: path.clone() });
        }
        ruled_out(path, &file, counts)?;
        found.push((name, file));
    }
    Ok(found)
}

fn naive(args: &BaselinesArgs) -> Result<Told, ScoreError> {
    let observed = observed(&args.series, args.shared.column.as_deref())?;
    let last_known = observed.counts.end().plus(-1);
    let (own_first, own_last) = observed.fit();
    let fit = match (args.fit, own_last) {
        (Some(fit), _) => fit,
        (None, Some(last)) => (own_first, last),
        (None, None) => return Err(ScoreError::NoFit),
    };
    let score = args.score.unwrap_or((fit.1.plus(1), last_known));
    observed.has(fit.0, fit.1, "the fit is on")?;
    observed.has(score.0, score.1, "to be scored are")?;
    let length = score.1.since(score.0) + 1;
    let months: Vec<Month> = (0..length).map(|k| score.0.plus(k)).collect();
    let rules = rules(&args.shared, fit.0, fit.1);
    let found = contest(&[], &months, &observed.counts, &rules)?;
    let mut notes = found.missing.clone();
    if score.0 <= fit.1 {
        notes.push(format!(
            "months up to {} are scored by baselines that were fitted on them",
            fit.1
        ));
    }
    let mut told = Told {
        forecast: None,
        observed: observed.name.clone(),
        rules,
        contest: found,
        notes,
        folder: args.out.clone(),
        files: Vec::new(),
    };
    let text = format!("{:?}", observed.counts);
    let command = format!(
        "trilat baselines {}{} --fit {}..{} --score {}..{}",
        args.series,
        words(&args.shared),
        fit.0,
        fit.1,
        score.0,
        score.1
    );
    write(
        &mut told,
        &args.shared,
        sha256(&text),
        command,
        args.series.clone(),
    )?;
    Ok(told)
}

/// Refuses a forecast that gives no probability to what happened: its log score is minus infinity, and so
/// is every mean of it.
fn ruled_out(path: &Path, file: &ForecastFile, counts: &MonthlyCounts) -> Result<(), ScoreError> {
    for (Forecast { month, predictive }, line) in file.forecasts.iter().zip(&file.lines) {
        let happened = counts.at(*month).unwrap_or(0);
        if predictive.ln_mass(happened) == Some(f64::NEG_INFINITY) {
            return Err(ScoreError::RuledOut {
                path: path.to_owned(),
                line: *line,
                month: *month,
                happened,
            });
        }
    }
    Ok(())
}

/// What the reader should know about a forecast.
fn remarks(file: &ForecastFile, first: Month, last: Month) -> Vec<String> {
    /// Below this many samples the least that the log score gives a count matters.
    const ENOUGH: usize = 1000;
    let mut notes = Vec::new();
    let sizes = file.forecasts.iter().filter_map(|f| match &f.predictive {
        crate::analysis::score::Predictive::Sample(sample) => Some(sample.size()),
        _ => None,
    });
    if let Some(least) = sizes.min().filter(|least| *least < ENOUGH) {
        notes.push(format!(
            "a month has {least} samples: below {ENOUGH} the log score depends on how many there are"
        ));
    }
    let months = last.since(first) as usize + 1;
    if months != file.forecasts.len() {
        notes.push(format!(
            "the forecast leaves out {} of the months from {first} to {last}: lags count forecast months",
            months - file.forecasts.len()
        ));
    }
    notes
}

/// Options as typed, so that the command gives the same files.
fn words(shared: &Shared) -> String {
    let mut words = String::new();
    if let Some(column) = &shared.column {
        words.push_str(&format!(" --column {column}"));
    }
    if !shared.baselines.is_empty() {
        words.push_str(&format!(" --baselines {}", shared.baselines.join(",")));
    }
    if shared.fixed_origin {
        words.push_str(" --fixed-origin");
    } else if shared.horizon != 1 {
        words.push_str(&format!(" --horizon {}", shared.horizon));
    }
    if matches!(shared.size, SizeArg::Likelihood) {
        words.push_str(" --size likelihood");
    }
    if let Some(lags) = shared.lags {
        words.push_str(&format!(" --lags {lags}"));
    }
    if shared.seed != 1 {
        words.push_str(&format!(" --seed {}", shared.seed));
    }
    words
}

fn write(
    told: &mut Told,
    shared: &Shared,
    sha256: String,
    command: String,
    path: String,
) -> Result<(), ScoreError> {
    let Some(folder) = &told.folder else {
        return Ok(());
    };
    let Some((start, months)) = scored_months(&told.contest) else {
        return Err(ScoreError::NoMonths);
    };
    let title = match &told.forecast {
        Some(forecast) => format!("score {forecast} on {}", told.observed),
        None => format!("baselines of {}", told.observed),
    };
    let formats = shared.tables.formats().unwrap_or_default();
    let record = ScoreRecord {
        title: &title,
        sha256,
        start,
        months,
        seed: shared.seed,
        command: with_format(&command, formats),
        path,
    };
    told.files = write_scores(folder, shared.force, formats, &told.contest, &record)?;
    Ok(())
}

fn scored_months(contest: &Contest) -> Option<(Month, usize)> {
    let entry = contest.entries.first()?;
    Some((entry.months.first()?.month, entry.months.len()))
}
