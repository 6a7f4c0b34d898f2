//! Statistics of records: quantile bands, summaries, survival. Never touches a simulated world,
//! and imports neither a model nor a study: numbers in, numbers out.

pub mod abc;
pub mod bands;
pub mod baselines;
pub mod claims;
pub mod contrast;
mod histogram;
pub mod interval;
mod moments;
pub mod month_effects;
pub mod noise_free;
pub mod prim;
pub mod score;
pub mod sensitivity;
pub mod smc2;
pub mod summary;
pub mod survival;
