//! Fitting a scenario to targets: which parameters are free, what is compared, and how a proposal is
//! simulated.
//!
//! Two samplers fit it: approximate Bayesian computation compares summaries within a tolerance ([`simulate`]), and SMC² takes the
//! likelihood of the record month by month ([`likelihood`]).
//!
//! A calibration file (read by [`crate::study::load_calibration`]) names a scenario, free parameters with
//! priors and targets: an [observable] of a series of counts in a window of months, with its observed value.

pub mod exercises;
pub mod likelihood;
pub mod observable;
pub mod record;
pub mod simulate;
pub mod targets;

use std::path::PathBuf;

use self::observable::Observable;
use super::plan::Study;
use crate::analysis::abc::distance::Distance;
use crate::analysis::abc::prior::Prior;
use crate::analysis::abc::smc::Settings;
use crate::analysis::smc2;
use crate::scenario::Month;
use crate::scenario::load::Diagnostic;

/// Free parameters beyond which a remark is made: each needs summaries that tell it from the others.
pub const MANY_PARAMETERS: usize = 10;

/// One free parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Dotted path.
    pub path: String,
    /// Further paths that take the same value.
    pub also: Vec<String>,
    /// Name for tables: at most 32 characters.
    pub column: String,
    /// Its prior.
    pub prior: Prior,
    /// Its prior as the file has it, before [`Calibration::widen`].
    pub stated: Prior,
    /// The least and the largest value that it may take, tied paths included.
    pub limits: (f64, f64),
    /// Its value in the scenario.
    pub baseline: f64,
}

impl Parameter {
    /// All paths that take the value.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.path.as_str()).chain(self.also.iter().map(String::as_str))
    }
}

/// Months of a target: from the first up to and without the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// First month.
    pub first: Month,
    /// The month after the last.
    pub end: Month,
}

impl Window {
    /// Number of months.
    pub fn months(&self) -> usize {
        usize::try_from(self.end.since(self.first)).unwrap_or(0)
    }
}

impl std::fmt::Display for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}..{}", self.first, self.end.plus(-1))
    }
}

/// What a target is computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// A series of monthly counts.
    Series {
        /// What is computed of it.
        observable: Observable,
        /// The code of an observation of the scenario.
        series: String,
        /// Place of that observation in the scenario's roster.
        record: usize,
    },
    /// An outcome of the user's own, of one run.
    Outcome {
        /// Its name.
        name: String,
        /// Its place among those of the scenario.
        place: usize,
    },
}

impl Of {
    /// What is computed, in a word.
    pub fn what(&self) -> &'static str {
        match self {
            Self::Series { observable, .. } => observable.name(),
            Self::Outcome { .. } => "outcome",
        }
    }

    /// What it is computed from: a series, or the outcome itself.
    pub fn source(&self) -> &str {
        match self {
            Self::Series { series, .. } => series,
            Self::Outcome { name, .. } => name,
        }
    }
}

/// One target.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Its name.
    pub id: String,
    /// What is computed.
    pub of: Of,
    /// In which months; for an outcome, from its own `from` until its own `until`.
    pub window: Window,
    /// Observed value.
    pub observed: f64,
    /// Standard error of it; NaN if unknown.
    pub se: f64,
    /// Lower end of the 95 % interval of the observed value; NaN if unknown.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
    /// Whether it is fitted; the others are predicted.
    pub fit: bool,
    /// The counts of its months, where they are known.
    pub counts: Vec<u32>,
}

/// How a calibration is fitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Approximate Bayesian computation on summaries.
    Abc,
    /// Sequential Monte Carlo with the likelihood of the record.
    Smc2,
}

impl Method {
    /// Both, with their names.
    pub const ALL: [(&'static str, Self); 2] = [("abc", Self::Abc), ("smc2", Self::Smc2)];

    /// Its name, as files and commands have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Abc => "abc",
            Self::Smc2 => "smc2",
        }
    }

    /// Keys of `[calibration]` that it alone has a use for.
    pub fn own_keys(self) -> &'static [&'static str] {
        match self {
            Self::Abc => &[
                "quantile",
                "generations",
                "min_acceptance",
                "tolerance",
                "simulations",
            ],
            Self::Smc2 => &["groups", "filter_particles"],
        }
    }

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Abc => Self::Smc2,
            Self::Smc2 => Self::Abc,
        }
    }
}

/// How many times as wide as in the file priors may be made, the ends excluded.
pub const WIDTHS: (f64, f64) = (0.0, 100.0);

/// What is asked for in place of what the file says; what is left out stays.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Overrides {
    /// How it is fitted.
    pub method: Option<Method>,
    /// Particles of each generation, or vectors in all.
    pub particles: Option<usize>,
    /// Most generations; of [`Method::Abc`] alone.
    pub generations: Option<u32>,
    /// How many times as wide the priors are, within [`WIDTHS`].
    pub prior_width: Option<f64>,
    /// Seed of proposals and simulations.
    pub seed: Option<u64>,
}

/// What SMC² takes beside what both samplers have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exact {
    /// Groups of parameter vectors whose evidences are compared.
    pub groups: usize,
    /// Particles of the filter of each vector.
    pub filter: usize,
}

/// A calibration, complete and valid.
#[derive(Debug)]
pub struct Calibration {
    /// Short name; names the output folder.
    pub name: String,
    /// One line for figures and reports.
    pub title: String,
    /// The file, as it was named.
    pub path: PathBuf,
    /// The free parameters, in the order of the file.
    pub parameters: Vec<Parameter>,
    /// The targets, in the order of the file.
    pub targets: Vec<Target>,
    /// How it is fitted.
    pub method: Method,
    /// Keys of the file that one method alone has a use for.
    pub given: Vec<&'static str>,
    /// How many times as wide as in the file the priors are.
    pub prior_width: f64,
    /// How the sampler runs; its seed is also that of the simulations.
    pub settings: Settings,
    /// How the likelihood is estimated.
    pub exact: Exact,
    /// Draws of the posterior predictive distribution.
    pub predictive: usize,
    /// Remarks that stop nothing.
    pub notes: Vec<Diagnostic>,
    /// The scenario with its free values; it has no points of its own.
    pub study: Study,
}

impl Calibration {
    /// The priors in the order of the parameters.
    pub fn priors(&self) -> Vec<Prior> {
        self.parameters.iter().map(|p| p.prior).collect()
    }

    /// Lays on it what is asked for in place of what the file says.
    ///
    /// # Errors
    /// A sentence, if that makes no sense with the method, or a width is outside [`WIDTHS`].
    pub fn lay(&mut self, asked: &Overrides) -> Result<(), String> {
        self.method = asked.method.unwrap_or(self.method);
        let settings = &mut self.settings;
        settings.particles = asked.particles.unwrap_or(settings.particles);
        settings.generations = asked.generations.unwrap_or(settings.generations);
        if self.method == Method::Smc2 && asked.generations.is_some() {
            return Err("generations says nothing with the method smc2: leave it out".to_owned());
        }
        if let Some(seed) = asked.seed {
            settings.seed = seed;
            self.study.reseed(seed);
        }
        if let Some(width) = asked.prior_width {
            let (low, high) = WIDTHS;
            if !(low < width && width < high) {
                return Err(format!(
                    "the width of priors must be a number above {low} and below {high}, not {width}"
                ));
            }
            self.widen(width);
        }
        Ok(())
    }

    /// Makes all priors `factor` times as wide as the file has them, within what each parameter may be.
    pub fn widen(&mut self, factor: f64) {
        self.prior_width = factor;
        for one in &mut self.parameters {
            one.prior = one.stated.widened(factor, one.limits);
        }
    }

    /// What a user should know of how this method meets this file: keys that it has no use for, and priors that cannot be as wide
    /// as was asked for.
    pub fn remarks(&self) -> Vec<String> {
        let other = self.method.other();
        let unused = |key: &&&str| other.own_keys().contains(*key);
        let unused: Vec<String> = self
            .given
            .iter()
            .filter(unused)
            .map(|key| format!("`{key}`"))
            .collect();
        let mut remarks = Vec::new();
        if !unused.is_empty() {
            remarks.push(format!(
                "the method {} has no use for {}: {} of {}",
                self.method.name(),
                unused.join(", "),
                if unused.len() == 1 {
                    "a setting"
                } else {
                    "settings"
                },
                other.name()
            ));
        }
        let everywhere = (f64::NEG_INFINITY, f64::INFINITY);
        for one in &self.parameters {
            if one.prior != one.stated.widened(self.prior_width, everywhere) {
                remarks.push(format!(
                    "the prior of `{}` is less than {} times as wide, since it may be {} to {}",
                    one.path, self.prior_width, one.limits.0, one.limits.1
                ));
            }
        }
        remarks
    }

    /// How SMC² runs.
    pub fn smc2(&self) -> smc2::Settings {
        smc2::Settings {
            seed: self.settings.seed,
            particles: self.settings.particles,
            groups: self.exact.groups,
            least: 0.5,
            steps: 1.0,
            rounds: 10,
        }
    }

    /// What the sampler compares.
    pub fn distance(&self) -> Distance {
        Distance {
            observed: self.targets.iter().map(|t| t.observed).collect(),
            scale: self.targets.iter().map(|t| t.se).collect(),
            fitted: self.targets.iter().map(|t| t.fit).collect(),
        }
    }
}
