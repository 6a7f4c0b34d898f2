//! What all baselines share: fitting and forecasting.

use super::autoregression::Autoregression;
use super::climatology::Climatology;
use super::dispersion::SizeBy;
use super::error::BaselineError;
use super::persistence::Persistence;
use super::rolling::Rolling;
use super::seasonal::Seasonal;
use super::self_exciting::SelfExciting;
use crate::analysis::score::Predictive;
use crate::scenario::load::closest;

/// What a fit sees.
#[derive(Clone, Copy, Debug)]
pub struct Fit<'a> {
    /// Counts up to the last month of the fit. Those before `from` are only looked back on.
    pub counts: &'a [u64],
    /// First month of the fit, as an index of `counts`.
    pub from: usize,
    /// How naive forecasts get their size.
    pub size: SizeBy,
    /// Months ahead, for sizes by likelihood.
    pub horizon: usize,
}

impl<'a> Fit<'a> {
    /// The counts of the fit months.
    pub fn fitted(&self) -> &'a [u64] {
        &self.counts[self.from.min(self.counts.len())..]
    }

    /// The fit months with at least one event, of at least `needed`.
    ///
    /// # Errors
    /// [`BaselineError::TooShort`] or [`BaselineError::NoEvents`].
    pub(super) fn check(&self, name: &'static str, needed: usize) -> Result<(), BaselineError> {
        let found = self.fitted().len();
        if found < needed {
            return Err(BaselineError::TooShort {
                name,
                what: "to fit",
                needed,
                found,
            });
        }
        if self.fitted().iter().all(|&y| y == 0) {
            return Err(BaselineError::NoEvents {
                name,
                months: found,
            });
        }
        Ok(())
    }
}

/// What a forecast sees: counts up to its origin, and how far ahead the month lies.
#[derive(Clone, Copy, Debug)]
pub struct Past<'a> {
    /// Counts up to the origin.
    pub counts: &'a [u64],
    /// Months from the origin to the month forecast, at least 1.
    pub horizon: usize,
}

impl Past<'_> {
    /// At least `needed` counts.
    ///
    /// # Errors
    /// [`BaselineError::TooShort`].
    pub(super) fn check(&self, name: &'static str, needed: usize) -> Result<(), BaselineError> {
        if self.counts.len() < needed {
            return Err(BaselineError::TooShort {
                name,
                what: "before the forecast",
                needed,
                found: self.counts.len(),
            });
        }
        Ok(())
    }
}

/// A baseline whose parameters are known.
pub trait Fitted {
    /// Name, in snake_case.
    fn name(&self) -> &'static str;

    /// Parameters by name.
    fn parameters(&self) -> Vec<(&'static str, f64)>;

    /// The distribution of the count `past.horizon` months after the last of `past.counts`.
    ///
    /// # Errors
    /// [`BaselineError::TooShort`].
    fn predict(&self, past: Past<'_>) -> Result<Predictive, BaselineError>;
}

/// From which month forecasts are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// So many months before the month forecast, at least 1.
    Rolling(usize),
    /// The last month before the first one forecast, for all.
    Fixed,
}

/// How a baseline is fitted.
pub type Maker = fn(&Fit<'_>) -> Result<Box<dyn Fitted>, BaselineError>;

/// All baselines: name and fit.
pub fn all() -> [(&'static str, Maker); 7] {
    [
        ("climatology", |fit| Ok(Box::new(Climatology::fit(fit)?))),
        ("persistence", |fit| Ok(Box::new(Persistence::fit(fit)?))),
        ("rolling_3", |fit| Ok(Box::new(Rolling::fit(fit, 3)?))),
        ("rolling_12", |fit| Ok(Box::new(Rolling::fit(fit, 12)?))),
        ("seasonal_naive", |fit| Ok(Box::new(Seasonal::fit(fit)?))),
        ("nb_autoregression", |fit| {
            Ok(Box::new(Autoregression::fit(fit)?))
        }),
        ("self_exciting", |fit| Ok(Box::new(SelfExciting::fit(fit)?))),
    ]
}

/// The names of all baselines.
pub fn names() -> Vec<&'static str> {
    all().iter().map(|(name, _)| *name).collect()
}

/// The fits of these baselines; of all of them if `wanted` is empty.
///
/// # Errors
/// [`BaselineError::Unknown`] if there is no such baseline.
pub fn chosen(wanted: &[String]) -> Result<Vec<Maker>, BaselineError> {
    for name in wanted {
        if !names().contains(&name.as_str()) {
            return Err(BaselineError::Unknown {
                name: name.clone(),
                closest: closest(name, names()).map(str::to_owned),
                known: names().join(", "),
            });
        }
    }
    Ok(all()
        .iter()
        .filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|w| w == name))
        .map(|(_, make)| *make)
        .collect())
}

/// Fits baselines; all of them if `wanted` is empty. One that cannot be fitted to these months says why.
///
/// # Errors
/// [`BaselineError::Unknown`] if there is no such baseline.
pub fn fit_all(fit: &Fit<'_>, wanted: &[String]) -> Result<Vec<Attempt>, BaselineError> {
    Ok(chosen(wanted)?.iter().map(|make| make(fit)).collect())
}

/// A baseline, or why there is none.
pub type Attempt = Result<Box<dyn Fitted>, BaselineError>;

/// Forecasts of the counts at the indices `months` of `counts`, in increasing order. No forecast sees a
/// count after its origin.
///
/// # Errors
/// [`BaselineError::TooShort`].
pub fn forecasts(
    baseline: &dyn Fitted,
    counts: &[u64],
    months: &[usize],
    origin: Origin,
) -> Result<Vec<Predictive>, BaselineError> {
    let first = months.first().copied().unwrap_or(0);
    months
        .iter()
        .map(|&month| {
            let horizon = match origin {
                Origin::Rolling(horizon) => horizon.max(1),
                Origin::Fixed => month - first + 1,
            };
            let known = (month + 1).saturating_sub(horizon).min(counts.len());
            baseline.predict(Past {
                counts: &counts[..known],
                horizon,
            })
        })
        .collect()
}
