//! Sequential Monte Carlo over parameters with an estimated likelihood (SMC²).
//!
//! A population of parameter vectors follows a series month by month. Each vector is weighted by an unbiased estimate of how
//! probable it makes the next month; where the weights have become uneven, the population is resampled and every vector
//! moved by Metropolis–Hastings steps that leave the posterior of the months so far as it is (Chopin 2002, *Biometrika*
//! 89, 539–552). With estimates in place of likelihoods the steps are those of Andrieu, Doucet & Holenstein (2010, *JRSS B* 72,
//! 269–342) and the whole is exact, however noisy the estimates (Chopin, Jacob & Papaspiliopoulos 2013, *JRSS B* 75,
//! 397–426). What comes out: the posterior without a tolerance, the evidence, and the probability of each month given
//! those before it with all parameters integrated out.
//!
//! - **Coordinates** are the scores of [`prior`](super::abc::prior), so that every prior is standard normal.
//! - **Estimates.** A vector is followed through all months at once, and its later months are looked at when they
//!   come: nothing of a filter needs to be kept, and what a step costs does not depend on where the series stands.
//! - **Steps** are normal, with the covariance of the weighted population times c² (Roberts, Gelman & Gilks 1997 give
//!   2.38² over the number of coordinates), c growing or shrinking with the share accepted.
//! - **Groups** of vectors know nothing of each other, so their evidences are independent estimates: their mean is the
//!   evidence and their spread its Monte Carlo error.
//! - **Bytes.** Proposal n of batch t draws its random numbers at the address (seed, t, n), sums are taken in the order of the
//!   vectors, and what is decided depends on them alone.

mod group;
mod outcome;
mod walk;

pub use outcome::{Group, Move, Outcome, Sampled};

use thiserror::Error;

use super::abc::prior::Prior;
use super::abc::smc::{Accepted, Address, Chunk, Simulator};

/// The processes of the random-number addresses used here; see [`super::abc::process`] for its neighbours.
pub mod process {
    /// First vectors, steps and acceptances.
    pub const STEP: u16 = 0xfe35;
    /// Resampling of a population.
    pub const RESAMPLE: u16 = 0xfe36;
}

/// How large the population is, and how hard it is moved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Seed of the proposals.
    pub seed: u64,
    /// Vectors in all, at least two in each group.
    pub particles: usize,
    /// Groups, at least 1.
    pub groups: usize,
    /// Effective share of a group below which it is resampled and moved, in (0, 1).
    pub least: f64,
    /// Steps that each vector has taken on average when a group has been moved enough.
    pub steps: f64,
    /// Most rounds of steps, each of which tries one for each vector.
    pub rounds: u32,
}

impl Settings {
    /// Vectors of a group.
    pub fn group(&self) -> usize {
        self.particles / self.groups.max(1)
    }
}

/// What keeps batches, so that a run can go on where it stopped, and hears how far it is.
pub trait Memory<E> {
    /// What an earlier run found of a batch, if it got that far.
    fn recall(&mut self, _batch: Chunk) -> Option<Vec<Accepted>> {
        None
    }

    /// Keeps a batch.
    ///
    /// # Errors
    /// Whatever stops the sampler.
    fn keep(&mut self, _batch: Chunk, _found: &[Accepted]) -> Result<(), E> {
        Ok(())
    }

    /// A group was moved.
    fn moved(&mut self, _group: usize, _move: &Move) {}
}

/// Keeps nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Forget;

impl<E> Memory<E> for Forget {}

/// Why there is no sample.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum Smc2Error<E> {
    /// The simulator or the memory failed.
    #[error(transparent)]
    Stopped(E),
    /// No vector of a group can show what the series shows.
    #[error(
        "none of {vectors} draws can show what month {month} of the record shows, given those before it: widen the priors"
    )]
    Impossible {
        /// Vectors.
        vectors: usize,
        /// The month, from 1.
        month: usize,
    },
}

/// Runs the sampler over `months` months. The simulator gives, for each vector, the logarithm of an estimate of the
/// probability of each month given those before it; a vector that is not possible at all has NaN.
///
/// # Errors
/// [`Smc2Error`].
pub fn run<S: Simulator>(
    priors: &[Prior],
    months: usize,
    settings: &Settings,
    simulator: &mut S,
    memory: &mut impl Memory<S::Error>,
) -> Result<Outcome, Smc2Error<S::Error>> {
    let mut batch = 0;
    let mut groups = Vec::with_capacity(settings.groups);
    for number in 0..settings.groups {
        let mut maker = group::Maker {
            priors,
            months,
            settings,
            number,
            batch: &mut batch,
            simulator: &mut *simulator,
            memory: &mut *memory,
        };
        groups.push(maker.run()?);
    }
    Ok(Outcome::new(groups))
}

/// Where the random numbers of a vector stand in a batch.
fn address(batch: u32, number: usize) -> Address {
    Address {
        generation: batch,
        proposal: number as u64,
    }
}

#[cfg(test)]
mod tests;
