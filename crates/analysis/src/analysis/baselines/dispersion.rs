//! The size of a negative binomial distribution: how much counts vary about their mean.

use libm::exp;

use super::nelder_mead::minimise;
use crate::analysis::score::Predictive;
use crate::analysis::score::distributions::{negative_binomial_ln, poisson_ln};
use crate::named::named;

/// Size of a negative binomial distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Size {
    /// Variance mean + mean²/size.
    Finite(f64),
    /// Infinite: Poisson.
    Poisson,
}

named! {
    /// How naive forecasts get their size.
    #[derive(Default)]
    pub enum SizeBy {
        /// Whatever the forecast: nothing is fitted to it.
        #[default]
        Moments = "moments", "From mean and variance of the fit months";
        /// In the fit months.
        Likelihood = "likelihood", "The most likely one about the forecast's own means";
    }
}

/// ln size beyond which counts are as good as Poisson.
const POISSON_FROM: f64 = 10.0;

impl Size {
    /// From the logarithm, as fits have it.
    pub(super) fn from_ln(ln: f64) -> Self {
        if ln >= POISSON_FROM {
            Self::Poisson
        } else {
            Self::Finite(exp(ln))
        }
    }

    /// ln P(Y = k) about a mean.
    pub fn ln_mass(self, k: u64, mean: f64) -> f64 {
        match self {
            Self::Finite(size) => negative_binomial_ln(k, mean, size),
            Self::Poisson => poisson_ln(k, mean),
        }
    }

    /// The distribution about a mean > 0.
    pub fn about(self, mean: f64) -> Predictive {
        match self {
            Self::Finite(size) => Predictive::NegativeBinomial { mean, size },
            Self::Poisson => Predictive::Poisson { mean },
        }
    }

    /// The size; infinite for Poisson.
    pub fn value(self) -> f64 {
        match self {
            Self::Finite(size) => size,
            Self::Poisson => f64::INFINITY,
        }
    }
}

/// mean²/(variance − mean), with the variance by n − 1; Poisson where counts vary no more than that.
///
/// ```
/// use trilat_analysis::analysis::baselines::{Size, size_by_moments};
/// // Mean 1 and variance 1.25.
/// assert_eq!(size_by_moments(&[0, 0, 0, 1, 3, 0, 2, 2, 1]), Size::Finite(4.0));
/// assert_eq!(size_by_moments(&[1, 1, 1]), Size::Poisson);
/// ```
pub fn size_by_moments(counts: &[u64]) -> Size {
    let n = counts.len() as f64;
    let mean = counts.iter().map(|&y| y as f64).sum::<f64>() / n;
    let squares: f64 = counts
        .iter()
        .map(|&y| (y as f64 - mean) * (y as f64 - mean))
        .sum();
    let variance = squares / (n - 1.0);
    if variance > mean && mean > 0.0 {
        Size::Finite(mean * mean / (variance - mean))
    } else {
        Size::Poisson
    }
}

/// The most likely size of counts about given means.
pub fn size_by_likelihood(counts: &[u64], means: &[f64]) -> Size {
    let unlikely = |ln: &[f64]| -> f64 {
        let size = Size::from_ln(ln[0]);
        -counts
            .iter()
            .zip(means)
            .map(|(&y, &mean)| size.ln_mass(y, mean))
            .sum::<f64>()
    };
    Size::from_ln(minimise(unlikely, &[0.0], 1.0).at[0])
}
