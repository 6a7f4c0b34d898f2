//! The parameter sets of a forecast: a scenario, the points of a study, or a posterior's by their weights.

use std::ffi::OsStr;
use std::path::Path;

use super::ask::Ask;
use super::error::ForecastError;
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
    /// A study.
    Study(Box<Study>),
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
            true => Self::Study(Box::new(study::load(&path, sets)?)),
            false => Self::Scenario(Box::new(load(&path, sets)?.scenario)),
        })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Scenario(scenario) => &scenario.name,
            Self::Study(study) => &study.name,
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
        let study = match source {
            Source::Study(study) => study,
            Source::Scenario(scenario) => {
                return Ok(Self {
                    name,
                    text: scenario.to_toml(),
                    scenarios: vec![*scenario],
                });
            }
        };
        let weights = weights(&study);
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

/// The weights of a study's points, which sum to 1: those of its list, such as the posterior of a calibration, else
/// equal ones.
fn weights(study: &Study) -> Vec<f64> {
    let equal = || vec![1.0; study.len()];
    let weights = study.weights.clone().unwrap_or_else(equal);
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / sum).collect()
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
