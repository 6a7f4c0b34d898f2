//! Events that beget events.

use libm::{exp, log};

use super::dispersion::Size;
use super::error::BaselineError;
use super::fit::{Fit, Fitted, Past};
use super::nelder_mead::{Minimum, minimise};
use super::paths::{LARGEST_MEAN, ahead};
use crate::analysis::score::Predictive;

const NAME: &str = "self_exciting";

/// A Hawkes process in months (Hawkes 1971, Biometrika 58; in discrete time with a geometric kernel the
/// same as the INGARCH(1, 1) of Ferland, Latour & Oraichi 2006 and, with negative-binomial counts, of
/// Zhu 2011): mean_t = μ + n Σ_{k ≥ 1} (1 − φ) φ^(k−1) y_(t−k).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SelfExciting {
    /// μ: events per month that nothing excited.
    pub background: f64,
    /// n: events that an event excites in all, below 1.
    pub branching: f64,
    /// φ: share of the excitation that is left a month later.
    pub persistence: f64,
    /// Excitation before the first known count: that of a series at the mean of the fit.
    pub before: f64,
    /// Size.
    pub size: Size,
    /// Log likelihood of the fit months.
    pub log_likelihood: f64,
}

impl SelfExciting {
    /// The most likely parameters, from several starts, since the likelihood can have several maxima.
    ///
    /// # Errors
    /// [`BaselineError`] below 24 months, if nothing happened or no fit succeeds.
    pub fn fit(fit: &Fit<'_>) -> Result<Self, BaselineError> {
        fit.check(NAME, 24)?;
        let counts = fit.fitted();
        let before = counts.iter().map(|&y| y as f64).sum::<f64>() / counts.len() as f64;
        let of = |x: &[f64]| Self {
            background: exp(x[0]),
            branching: share(x[1]),
            persistence: share(x[2]),
            before,
            size: Size::from_ln(x[3]),
            log_likelihood: f64::NAN,
        };
        let unlikely = |x: &[f64]| -of(x).log_likelihood(fit.counts, fit.from);
        let mut best: Option<Minimum> = None;
        for (branching, persistence) in [(0.3, 0.5), (0.7, 0.8), (0.5, 0.1)] {
            let background = before * (1.0 - branching);
            let start = [log(background), odds(branching), odds(persistence), 0.0];
            let found = minimise(unlikely, &start, 0.5);
            if best.as_ref().is_none_or(|best| found.value < best.value) {
                best = Some(found);
            }
        }
        match best {
            Some(found) if found.value.is_finite() => Ok(Self {
                log_likelihood: -found.value,
                ..of(&found.at)
            }),
            _ => Err(BaselineError::NoMaximum { name: NAME }),
        }
    }

    /// Σ ln P(y_t) over the counts from index `from` on.
    fn log_likelihood(&self, counts: &[u64], from: usize) -> f64 {
        let (mut excited, mut sum) = (self.before, 0.0);
        for (month, &y) in counts.iter().enumerate() {
            if month >= from {
                sum += self
                    .size
                    .ln_mass(y, self.background + self.branching * excited);
            }
            excited = self.next(excited, y);
        }
        sum
    }

    /// Σ_k (1 − φ) φ^(k−1) y_(t−k) a month later.
    fn next(&self, excited: f64, y: u64) -> f64 {
        self.persistence * excited + (1.0 - self.persistence) * y as f64
    }

    /// The mean after given counts.
    pub fn mean(&self, counts: &[u64]) -> f64 {
        let excited = counts
            .iter()
            .fold(self.before, |excited, &y| self.next(excited, y));
        let mean = self.background + self.branching * excited;
        if mean > LARGEST_MEAN {
            LARGEST_MEAN
        } else {
            mean
        }
    }
}

fn share(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}

fn odds(p: f64) -> f64 {
    log(p / (1.0 - p))
}

impl Fitted for SelfExciting {
    fn name(&self) -> &'static str {
        NAME
    }

    fn parameters(&self) -> Vec<(&'static str, f64)> {
        vec![
            ("background", self.background),
            ("branching", self.branching),
            ("persistence", self.persistence),
            ("size", self.size.value()),
            ("log_likelihood", self.log_likelihood),
        ]
    }

    fn predict(&self, past: Past<'_>) -> Result<Predictive, BaselineError> {
        let mean = |counts: &[u64]| self.mean(counts);
        Ok(ahead(NAME, past.counts, past.horizon, self.size, mean))
    }
}
