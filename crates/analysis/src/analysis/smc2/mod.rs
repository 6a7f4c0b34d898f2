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

mod address;
mod error;
mod group;
mod memory;
mod outcome;
mod settings;
mod walk;

pub use address::process;
pub use error::Smc2Error;
pub use memory::{Forget, Memory};
pub use outcome::{Group, Move, Outcome, Sampled};

pub use settings::Settings;

use super::abc::prior::Prior;
use super::abc::smc::Simulator;

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

#[cfg(test)]
mod tests;
