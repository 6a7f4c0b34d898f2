//! The engine: replicate lanes, random-number addressing, processor dispatch, and blocks of
//! replicates on threads. It knows nothing of deterrence.

pub mod joint;
pub mod lanes;
mod queue;
pub mod rng;
pub mod runner;
pub mod simd;
