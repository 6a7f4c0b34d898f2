//! Forecasts that any model must beat: distributions of a month's count from the counts before it.
//!
//! | name | mean of the next count | file |
//! |---|---|---|
//! | climatology | mean of the fit months | [`climatology`] |
//! | persistence | last count + ¼ | [`persistence`] |
//! | rolling_3, rolling_12 | mean of the last 3 or 12 counts + 0.1 | [`rolling`] |
//! | seasonal_naive | count of the same month a year before + ¼ | [`seasonal`] |
//! | nb_autoregression | exp(a + b ln(mean of 3 + ¼) + c ln(mean of 12 + ¼)) | [`autoregression`] |
//! | self_exciting | μ + n Σ_k (1 − φ) φ^(k−1) y_(t−k) | [`self_exciting`] |
//!
//! Counts are negative binomial about the mean, with variance mean + mean²/size. Parameters come from
//! the fit months and stay; the counts that a mean looks back on go on up to the forecast's origin.
//! What is added to naive means keeps an event possible after quiet months.

pub mod autoregression;
pub mod climatology;
mod dispersion;
mod error;
mod fit;
mod forecast;
pub mod nelder_mead;
mod paths;
pub mod persistence;
pub mod rolling;
pub mod seasonal;
pub mod self_exciting;

pub use dispersion::{Size, SizeBy, size_by_likelihood, size_by_moments};
pub use error::BaselineError;
pub use fit::{Fit, Fitted, Past};
pub use forecast::{Attempt, Maker, Origin, all, chosen, fit_all, forecasts, names};
