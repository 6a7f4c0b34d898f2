//! Studies: many runs with a purpose. Matching the probers' intercepts to base rates comes first,
//! because every other study starts from a scenario that shows them.

pub mod base_rates;
pub mod paired;
