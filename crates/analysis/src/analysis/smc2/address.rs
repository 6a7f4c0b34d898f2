//! Where random numbers stand.

use super::super::abc::smc::Address;

/// The processes of the random-number addresses used here; see [`super::super::abc::process`] for its neighbours.
pub mod process {
    /// First vectors, steps and acceptances.
    pub const STEP: u16 = 0xfe35;
    /// Resampling of a population.
    pub const RESAMPLE: u16 = 0xfe36;
}

/// Where the random numbers of a vector stand in a batch.
pub(super) fn address(batch: u32, number: usize) -> Address {
    Address {
        generation: batch,
        proposal: number as u64,
    }
}
