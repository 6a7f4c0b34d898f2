//! The parameter sets of a forecast: a scenario, the points of a study, or a posterior's by their weights.

use std::ffi::OsStr;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use super::Ask;
use super::error::ForecastError;
use crate::given::{GivenError, Reader, Row};
use crate::model::compatible;
use crate::model::load;
use crate::scenario::Scenario;
use crate::shipped::{self, Kind};
use crate::store::calibrate_tables::{CALIBRATED, POSTERIOR, POSTERIOR_STUDY};
use crate::store::disk::read_text;
use crate::store::guard::Guard;
use crate::store::tables::SCENARIO;
use crate::study::filter::systematic;
use crate::study::{self, Study};

/// What to forecast with.
pub enum Source {
    /// One scenario.
    Scenario(Box<Scenario>),
    /// A study and its file.
    Study(Box<Study>, PathBuf),
}

impl Source {
    /// Reads the folder of a calibration, a study or a scenario, with these overrides.
    ///
    /// # Errors
    /// [`ForecastError`].
    pub fn read(calibrated: &Path, sets: &[String], guard: &Guard) -> Result<Self, ForecastError> {
        let mut path = calibrated.to_owned();
        if path.is_dir() {
            path.push(POSTERIOR_STUDY);
            if !path.is_file() {
                return Err(ForecastError::NoPosterior {
                    folder: calibrated.to_owned(),
                });
            }
        }
        guard.check(&path)?;
        if [POSTERIOR_STUDY, CALIBRATED]
            .map(OsStr::new)
            .map(Some)
            .contains(&path.file_name())
        {
            for read_with_it in [SCENARIO, POSTERIOR] {
                guard.check(&path.with_file_name(read_with_it))?;
            }
        }
        Ok(match is_study(&path) {
            true => Self::Study(Box::new(study::load(&path, sets)?), path),
            false => Self::Scenario(Box::new(load(&path, sets)?.scenario)),
        })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Scenario(scenario) => &scenario.name,
            Self::Study(study, _) => &study.name,
        }
    }
}

/// Parameter sets.
pub struct Sets {
    /// Name of the scenario or study.
    pub name: String,
    /// The text that identifies them.
    pub text: String,
    /// The scenarios, compatible with the first.
    pub scenarios: Vec<Scenario>,
}

impl Sets {
    /// Draws the parameter sets that are asked for, with these overrides; at least one.
    ///
    /// # Errors
    /// [`ForecastError`].
    pub fn draw(ask: &Ask, sets: &[String], guard: &Guard) -> Result<Self, ForecastError> {
        let source = Source::read(&ask.calibrated, sets, guard)?;
        let name = source.name().to_owned();
        let (study, path) = match source {
            Source::Study(study, path) => (study, path),
            Source::Scenario(scenario) => {
                return Ok(Self {
                    name,
                    text: scenario.to_toml(),
                    scenarios: vec![*scenario],
                });
            }
        };
        let weights = weights(&path, study.len())?;
        let draws = ask.draws.min(study.len()).max(1);
        let mut scenarios: Vec<Scenario> = Vec::with_capacity(draws);
        let mut text = String::new();
        // A draw that is taken twice counts twice.
        for point in systematic(&weights, draws, 0.5) {
            let wrong = |message: String| ForecastError::Point { point, message };
            let scenario = study
                .scenario(point)
                .map_err(|error| wrong(error.to_string()))?;
            if let Some(first) = scenarios.first() {
                compatible(first, &scenario).map_err(|error| wrong(error.to_string()))?;
            }
            text.push_str(&scenario.to_toml());
            scenarios.push(scenario);
        }
        Ok(Self {
            name,
            text,
            scenarios,
        })
    }

    /// The first, with which the others agree in all that is not a parameter.
    pub fn first(&self) -> &Scenario {
        &self.scenarios[0]
    }
}

/// The weights of a study's points: those beside the posterior of a calibration, else equal ones.
fn weights(study: &Path, points: usize) -> Result<Vec<f64>, ForecastError> {
    let equal = || Ok(vec![1.0 / points as f64; points]);
    if study.file_name() != Some(POSTERIOR_STUDY.as_ref()) {
        return equal();
    }
    let table = study.with_file_name(POSTERIOR);
    let refuse = |message: String| ForecastError::Weights {
        path: table.clone(),
        message,
    };
    let file = File::open(&table).map_err(|error| refuse(error.to_string()))?;
    let said = |error: GivenError| refuse(error.to_string());
    let (mut reader, mut row) = (
        Reader::new(BufReader::new(file)).map_err(said)?,
        Row::default(),
    );
    let Some(at) = reader.find("weight").map_err(said)? else {
        return equal();
    };
    let mut weights = Vec::with_capacity(points);
    while reader.next(&mut row).map_err(said)? {
        match row.get(at).map(str::parse::<f64>) {
            Some(Ok(weight)) if weight >= 0.0 && weight.is_finite() => weights.push(weight),
            _ => {
                let line = row.line();
                return Err(refuse(format!("line {line}: the weight is no number")));
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
    let name = path.to_string_lossy();
    if !path.exists() && shipped::find(Kind::Scenario, &name).is_none() {
        return shipped::find(Kind::Study, &name).is_some();
    }
    let text = read_text(path).unwrap_or_default();
    toml::de::DeTable::parse(&text).is_ok_and(|root| root.get_ref().contains_key("study"))
}
