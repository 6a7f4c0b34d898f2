//! From parameter sets and a record to the folder of a forecast.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use thiserror::Error;

use crate::cli::score::observed;
use crate::ensemble::LANES;
use crate::fault::{Fault, HasFault};
use crate::figures::{Column, Preset, Source, Table, Theme, bands_over_time};
use crate::model::compatible;
use crate::scenario::load::{Diagnostics, closest, load};
use crate::scenario::{Month, Scenario};
use crate::store::atomic::sha256;
use crate::store::calibrate_tables::{POSTERIOR, POSTERIOR_STUDY};
use crate::store::error::StoreError;
use crate::store::forecast_files::{ForecastData, ForecastMonth, write};
use crate::store::manifest::{
    Analysis, Execution, FileEntry, Manifest, Program, Recorded, Runs, SCHEMA_VERSION, Status,
    platform,
};
use crate::store::table_file::Formats;
use crate::study;
use crate::study::filter::{Effort, FilterError, Forecast, Member, filter, systematic};
use crate::tasks::run::figures::Failure;
use crate::tasks::run::figures::files_of;
use crate::tasks::score::error::ScoreError;

/// What `forecast` was asked to do.
#[derive(Clone, Debug)]
pub struct ForecastRequest {
    /// Folder of a calibration, study or scenario.
    pub calibrated: PathBuf,
    /// First month.
    pub from: Month,
    /// Number of months.
    pub months: u32,
    /// Record; the scenario's first if left out.
    pub record: Option<String>,
    /// Series or CSV of what happened.
    pub observed: String,
    /// Column of the series.
    pub column: Option<String>,
    /// One month ahead each.
    pub rolling: bool,
    /// Parameter sets.
    pub draws: usize,
    /// Particles, reviews, threads.
    pub effort: Effort,
    /// Overrides of the scenario.
    pub sets: Vec<String>,
    /// Output folder.
    pub out: Option<PathBuf>,
    /// Replace what an earlier forecast wrote there.
    pub force: bool,
    /// Formats of the tables.
    pub formats: Formats,
    /// The command that gives the same files again.
    pub command: String,
}

/// Why there is no forecast.
#[derive(Debug, Error)]
pub enum ForecastRunError {
    /// The study or the scenario.
    #[error("{0}")]
    Config(#[from] Diagnostics),
    /// Neither a folder of a calibration nor a study nor a scenario.
    #[error(
        "{} has no {POSTERIOR_STUDY}: give the folder of a calibration, a study or a scenario",
        folder.display()
    )]
    NoPosterior {
        /// The folder.
        folder: PathBuf,
    },
    /// A parameter set that contradicts itself.
    #[error("parameter set {point}: {message}")]
    Point {
        /// Its number.
        point: usize,
        /// Why.
        message: String,
    },
    /// The weights of a posterior.
    #[error("{}: {message}", path.display())]
    Weights {
        /// The table.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// The scenario has no record.
    #[error("scenario `{scenario}` has no record to forecast: add a table [observations.NAME]")]
    NoRecord {
        /// The scenario.
        scenario: String,
    },
    /// No record of this name.
    #[error("no record `{name}`{}; the records are {known}", meant.as_deref().map(|m| format!(", did you mean `{m}`?")).unwrap_or_default())]
    UnknownRecord {
        /// What was asked for.
        name: String,
        /// What was probably meant.
        meant: Option<String>,
        /// What there is.
        known: String,
    },
    /// The months do not lie in the scenario.
    #[error("--from {from} is before the first month of the scenario, {start}")]
    Early {
        /// First month asked for.
        from: Month,
        /// First month of the scenario.
        start: Month,
    },
    /// A count that is more than a record can show.
    #[error("{month}: {count} events are more than a forecast distinguishes ({most})")]
    Many {
        /// The month.
        month: Month,
        /// The count.
        count: u64,
        /// The most.
        most: u32,
    },
    /// What happened.
    #[error(transparent)]
    Observed(#[from] ScoreError),
    /// The filter.
    #[error(transparent)]
    Filter(#[from] FilterError),
    /// The figure.
    #[error("the figure could not be drawn: {0}")]
    Figure(Failure),
    /// The folder.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Ctrl-C.
    #[error("interrupted; nothing was written")]
    Interrupted,
}

impl HasFault for ForecastRunError {
    fn fault(&self) -> Fault {
        match self {
            Self::Config(_) | Self::Point { .. } | Self::Weights { .. } => Fault::Config,
            Self::NoPosterior { .. }
            | Self::NoRecord { .. }
            | Self::UnknownRecord { .. }
            | Self::Early { .. } => Fault::Usage,
            Self::Observed(error) => error.fault(),
            Self::Store(error) => error.fault(),
            Self::Interrupted => Fault::Interrupted,
            Self::Many { .. } | Self::Filter(_) | Self::Figure(_) => Fault::Failed,
        }
    }
}

impl ForecastRunError {
    /// The line for the user. Errors of files bring their own places and heads.
    pub fn message(&self) -> String {
        match self {
            Self::Config(errors) => errors.to_string().trim_end().to_owned(),
            other => format!("error: {other}"),
        }
    }
}

/// What a forecast says and left behind.
#[derive(Clone, Debug)]
pub struct Forecasted {
    /// Output folder.
    pub out: PathBuf,
    /// Code of the record.
    pub record: String,
    /// Parameter sets used.
    pub draws: usize,
    /// Particles of each.
    pub particles: usize,
    /// The months forecast.
    pub months: Vec<ForecastMonth>,
    /// Every file but the manifest.
    pub files: Vec<FileEntry>,
}

/// Filters the record up to the first month, forecasts, and writes the folder.
///
/// # Errors
/// [`ForecastRunError`].
pub fn forecast_record(
    request: &ForecastRequest,
    say: &mut dyn FnMut(&str),
    cancel: &AtomicBool,
) -> Result<Forecasted, ForecastRunError> {
    let (mut name, mut sets, mut scenarios) = parameter_sets(request, &request.sets)?;
    let start = scenarios[0].start;
    let before = request.from.since(start);
    if before < 0 {
        return Err(ForecastRunError::Early {
            from: request.from,
            start,
        });
    }
    let horizon = before as u32 + request.months;
    if horizon > scenarios[0].horizon {
        // Levers without an end last as long as the scenario.
        let mut longer = request.sets.clone();
        longer.push(format!("scenario.horizon={horizon}"));
        (name, sets, scenarios) = parameter_sets(request, &longer)?;
    }
    scenarios
        .iter_mut()
        .for_each(|scenario| scenario.horizon = horizon);
    let record = record(&scenarios[0], request.record.as_deref())?;
    let code = scenarios[0].roster.observations[record].code.clone();
    let title = scenarios[0].roster.observations[record].name.clone();
    let column = request.column.clone().or_else(|| {
        // A file of one's own may have but one column of counts.
        let series = Path::new(&request.observed).extension().is_none();
        series.then(|| code.clone())
    });
    let seen = observed(&request.observed, column.as_deref())?;
    let known = |month: Month| seen.counts.at(month);
    let given = |at: u32| {
        let month = start.plus(at as i32);
        let open = request.rolling || month < request.from;
        let count = if open { known(month) } else { None };
        match count {
            Some(count) if count > u64::from(study::filter::MOST) => Err(ForecastRunError::Many {
                month,
                count,
                most: study::filter::MOST,
            }),
            count => Ok(count.map(|count| count as u32)),
        }
    };
    let evidence = (0..horizon).map(given).collect::<Result<Vec<_>, _>>()?;
    let members: Vec<Member<'_>> = scenarios
        .iter()
        .map(|scenario| Member {
            scenario,
            weight: 1.0,
        })
        .collect();
    say(&format!(
        "{name}: {} parameter sets of {} particles, {} months of `{code}` observed",
        members.len(),
        request.effort.particles,
        evidence.iter().flatten().count()
    ));
    let mut progress = |done: usize, all: usize| say(&format!("stage {done} of {all}"));
    let found = filter::<LANES>(
        &members,
        record,
        &evidence,
        request.effort,
        &mut progress,
        cancel,
    )?;
    if cancel.load(Ordering::Relaxed) {
        return Err(ForecastRunError::Interrupted);
    }
    let months: Vec<ForecastMonth> = found
        .iter()
        .enumerate()
        .skip(before as usize)
        .map(|(at, forecast)| month_of(start.plus(at as i32), forecast, known))
        .collect();
    let scenario = &scenarios[0];
    let figure = draw(request, &name, &title, scenario, &months, members.len())
        .map_err(ForecastRunError::Figure)?;
    let out = request
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from("outputs").join(format!("forecast_{name}")));
    let data = ForecastData {
        record: &title,
        months: &months,
        filtered: &found,
        start,
        figure,
    };
    let manifest = manifest(request, &name, scenario, &sets, &code, members.len());
    let files = write(&out, request.force, request.formats, &data, manifest)?;
    Ok(Forecasted {
        out,
        record: code,
        draws: members.len(),
        particles: request.effort.particles,
        months,
        files,
    })
}

/// The name, the text that identifies the parameter sets, and their scenarios, at least one.
fn parameter_sets(
    request: &ForecastRequest,
    sets: &[String],
) -> Result<(String, String, Vec<Scenario>), ForecastRunError> {
    let mut path = request.calibrated.clone();
    if path.is_dir() {
        path.push(POSTERIOR_STUDY);
        if !path.is_file() {
            return Err(ForecastRunError::NoPosterior {
                folder: request.calibrated.clone(),
            });
        }
    }
    if !is_study(&path) {
        let scenario = load(&path, sets)?.scenario;
        return Ok((scenario.name.clone(), scenario.to_toml(), vec![scenario]));
    }
    let study = study::load(&path, sets)?;
    let weights = weights(&path, study.len())?;
    let draws = request.draws.min(study.len()).max(1);
    let mut scenarios: Vec<Scenario> = Vec::with_capacity(draws);
    let mut text = String::new();
    // A draw that is taken twice counts twice.
    for point in systematic(&weights, draws, 0.5) {
        let wrong = |message: String| ForecastRunError::Point { point, message };
        let scenario = study
            .scenario(point)
            .map_err(|error| wrong(error.to_string()))?;
        if let Some(first) = scenarios.first() {
            compatible(first, &scenario).map_err(|error| wrong(error.to_string()))?;
        }
        text.push_str(&scenario.to_toml());
        scenarios.push(scenario);
    }
    Ok((study.name.clone(), text, scenarios))
}

/// The weights of a study's points: those beside the posterior of a calibration, else equal ones.
fn weights(study: &Path, points: usize) -> Result<Vec<f64>, ForecastRunError> {
    let equal = || Ok(vec![1.0 / points as f64; points]);
    if study.file_name() != Some(POSTERIOR_STUDY.as_ref()) {
        return equal();
    }
    let table = study.with_file_name(POSTERIOR);
    let refuse = |message: String| ForecastRunError::Weights {
        path: table.clone(),
        message,
    };
    let mut reader = csv::Reader::from_path(&table).map_err(|error| refuse(error.to_string()))?;
    let header = reader
        .headers()
        .map_err(|error| refuse(error.to_string()))?;
    let Some(at) = header.iter().position(|name| name == "weight") else {
        return equal();
    };
    let mut weights = Vec::with_capacity(points);
    for (line, row) in reader.records().enumerate() {
        let row = row.map_err(|error| refuse(error.to_string()))?;
        match row.get(at).map(str::parse::<f64>) {
            Some(Ok(weight)) if weight >= 0.0 && weight.is_finite() => weights.push(weight),
            _ => {
                return Err(refuse(format!(
                    "line {}: the weight is no number",
                    line + 2
                )));
            }
        }
    }
    let sum: f64 = weights.iter().sum();
    if weights.len() != points || sum <= 0.0 {
        let count = weights.len();
        return Err(refuse(format!(
            "{count} weights that add up to {sum} for {points} points"
        )));
    }
    weights.iter_mut().for_each(|weight| *weight /= sum);
    Ok(weights)
}

/// Whether a file is a study rather than a scenario. A file that cannot be read is a scenario, whose
/// reader says what is wrong.
fn is_study(path: &Path) -> bool {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    toml::de::DeTable::parse(&text).is_ok_and(|root| root.get_ref().contains_key("study"))
}

fn record(scenario: &Scenario, name: Option<&str>) -> Result<usize, ForecastRunError> {
    let codes = || scenario.roster.observations.iter().map(|o| o.code.as_str());
    let Some(name) = name else {
        return codes().next().map(|_| 0).ok_or(ForecastRunError::NoRecord {
            scenario: scenario.name.clone(),
        });
    };
    codes()
        .position(|code| code == name)
        .ok_or_else(|| ForecastRunError::UnknownRecord {
            name: name.to_owned(),
            meant: closest(name, codes()).map(str::to_owned),
            known: codes().collect::<Vec<_>>().join(", "),
        })
}

fn month_of(
    month: Month,
    forecast: &Forecast,
    known: impl Fn(Month) -> Option<u64>,
) -> ForecastMonth {
    let mut sum = 0.0;
    let cumulated: Vec<f64> = forecast
        .mass
        .iter()
        .map(|p| {
            sum += p;
            sum
        })
        .collect();
    let quantile = |level: f64| {
        let at = cumulated.partition_point(|sum| *sum < level);
        at.min(cumulated.len() - 1) as u32
    };
    let mean = forecast.mass.iter().enumerate().map(|(n, p)| n as f64 * p);
    ForecastMonth {
        month,
        mass: forecast.mass.clone(),
        mean: mean.sum(),
        any: 1.0 - forecast.mass[0],
        covered: forecast.covered,
        quantiles: [0.05, 0.25, 0.5, 0.75, 0.95].map(quantile),
        observed: known(month),
    }
}

fn draw(
    request: &ForecastRequest,
    name: &str,
    title: &str,
    scenario: &Scenario,
    months: &[ForecastMonth],
    draws: usize,
) -> Result<Vec<crate::store::run_files::NewFile>, Failure> {
    let source = Source {
        scenario: name.to_owned(),
        seed: scenario.seed,
        runs: (draws * request.effort.particles) as u64,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: request.command.clone(),
    };
    let ahead = if request.rolling {
        "forecast a month ahead"
    } else {
        "forecast"
    };
    let mut rows: Vec<(&str, &ForecastMonth, [f64; 6])> = Vec::new();
    for month in months {
        let [a, b, c, d, e] = month.quantiles.map(f64::from);
        rows.push((ahead, month, [a, b, c, d, e, month.mean]));
    }
    for month in months {
        if let Some(count) = month.observed {
            rows.push(("observed", month, [count as f64; 6]));
        }
    }
    let text = |f: &dyn Fn(&(&str, &ForecastMonth, [f64; 6])) -> String| {
        rows.iter().map(f).collect::<Vec<String>>()
    };
    let first = months.first().map_or(scenario.start, |month| month.month);
    let mut table = Table::new();
    table.push("panel", Column::Text(text(&|_| title.to_owned())))?;
    table.push("unit", Column::Text(text(&|_| "events a month".to_owned())))?;
    table.push("series", Column::Text(text(&|row| row.0.to_owned())))?;
    table.push("month", Column::Text(text(&|row| row.1.month.to_string())))?;
    let number = |f: &dyn Fn(&(&str, &ForecastMonth, [f64; 6])) -> f64| {
        Column::Number(rows.iter().map(f).collect())
    };
    table.push("t", number(&|row| f64::from(row.1.month.since(first))))?;
    for (at, quantile) in ["q05", "q25", "q50", "q75", "q95", "mean"]
        .iter()
        .enumerate()
    {
        table.push(quantile, number(&|row| row.2[at]))?;
    }
    let figure = bands_over_time(&table, &Theme::new(Preset::Mm178), &source)?;
    Ok(files_of(&figure)?)
}

fn manifest(
    request: &ForecastRequest,
    name: &str,
    scenario: &Scenario,
    sets: &str,
    record: &str,
    draws: usize,
) -> Manifest {
    let runs = (draws * request.effort.particles) as u64;
    Manifest {
        program: Program::this(),
        schema_version: SCHEMA_VERSION,
        scenario: crate::store::manifest::Scenario {
            name: name.to_owned(),
            sha256: sha256(sets),
            start: scenario.start.to_string(),
            months: scenario.horizon as usize,
        },
        seed: scenario.seed,
        runs: Runs {
            requested: runs,
            completed: runs,
        },
        status: Status::Complete,
        recorded: Recorded::default(),
        study: None,
        analysis: Some(Analysis {
            kind: "forecast".to_owned(),
            inputs: Vec::new(),
            settings: serde_json::json!({
                "from": request.from.to_string(),
                "months": request.months,
                "record": record,
                "observed": request.observed,
                "column": request.column,
                "rolling": request.rolling,
                "draws": draws,
                "particles": request.effort.particles,
                "review": request.effort.review,
            }),
        }),
        files: Vec::new(),
        execution: Execution {
            command: request.command.clone(),
            scenario_path: request.calibrated.display().to_string(),
            threads: request.effort.threads,
            platform: platform(),
        },
    }
}
