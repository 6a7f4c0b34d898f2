//! All baselines: fitting and forecasting.

use super::autoregression::Autoregression;
use super::climatology::Climatology;
use super::error::BaselineError;
use super::fit::{Fit, Fitted, Past};
use super::persistence::Persistence;
use super::rolling::Rolling;
use super::seasonal::Seasonal;
use super::self_exciting::SelfExciting;
use crate::analysis::score::Predictive;
use crate::scenario::load::closest;

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
