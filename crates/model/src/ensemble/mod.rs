//! The engine: replicate lanes, random-number addressing, processor dispatch, and blocks of
//! replicates on threads. It knows nothing of deterrence: neither the model nor a scenario may be
//! imported here.

pub mod joint;
pub mod lanes;
mod queue;
pub mod rng;
pub mod runner;
pub mod simd;

/// Replicates that advance together in the program. Results do not depend on it; 128 is fastest by
/// measurement. Everything that simulates uses this one number (`model::Engine`), since each costs a copy of
/// the whole model in the binary.
pub const LANES: usize = 128;
