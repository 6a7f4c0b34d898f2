//! The sampler: generations of accepted proposals under a shrinking tolerance.

use thiserror::Error;

use super::distance::Distance;
use super::kernel::{Kernel, ln_sum_exp};
use super::posterior::effective_size;
use super::prior::Prior;
use super::process::PROPOSAL;
use crate::ensemble::rng::{agent_id, normal_at, uniform_at};
use crate::math::exp;

/// Most generations: the random-number address of a step has 16 bits.
pub const MAX_GENERATIONS: u32 = 1000;

/// When a run of the sampler ends, and how large its populations are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Seed of the proposals.
    pub seed: u64,
    /// Particles of a population, at least 2.
    pub particles: usize,
    /// Quantile of the distances that becomes the next tolerance, in (0, 1).
    pub quantile: f64,
    /// Most generations, at least 1, the first (from the prior) included.
    pub generations: u32,
    /// Ends when a generation accepts a smaller share of its proposals than this, in (0, 1).
    pub min_acceptance: f64,
    /// Ends when the tolerance is no larger; 0 for never.
    pub tolerance: f64,
    /// Most simulations in all generations that are kept.
    pub simulations: u64,
}

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    /// Generation, from 0.
    pub generation: u32,
    /// Number in the generation, from 0.
    pub proposal: u64,
}

/// What simulates: a vector of summaries for each vector of parameters.
///
/// The result for a vector may depend on its values and its address alone, not on the batch it comes in.
pub trait Simulator {
    /// Why it could not.
    type Error;

    /// Simulates a batch. A summary that is undefined is not finite.
    ///
    /// # Errors
    /// Whatever stops the sampler.
    fn simulate(
        &mut self,
        values: &[Vec<f64>],
        addresses: &[Address],
    ) -> Result<Vec<Vec<f64>>, Self::Error>;
}

/// What was accepted of a chunk of proposals.
#[derive(Clone, Debug, PartialEq)]
pub struct Accepted {
    /// Number of the proposal in its generation.
    pub proposal: u64,
    /// Its summaries.
    pub summaries: Vec<f64>,
}

/// What keeps accepted proposals, so that a run can go on where it stopped, and hears how far it is.
pub trait Memory<E> {
    /// A generation begins, under this tolerance.
    fn begin(&mut self, _generation: u32, _tolerance: f64) {}

    /// What an earlier run accepted of a chunk, if it got that far.
    fn recall(&mut self, _chunk: Chunk) -> Option<Vec<Accepted>> {
        None
    }

    /// Keeps what was accepted of a chunk.
    ///
    /// # Errors
    /// Whatever stops the sampler.
    fn keep(&mut self, _chunk: Chunk, _accepted: &[Accepted]) -> Result<(), E> {
        Ok(())
    }

    /// A generation goes on: its tolerance, and how many particles it has after how many proposals.
    fn progress(&mut self, _chunk: Chunk, _tolerance: f64, _accepted: usize, _proposals: u64) {}

    /// A generation is complete.
    fn complete(&mut self, _generation: &Generation) {}
}

/// Keeps nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Forget;

impl<E> Memory<E> for Forget {}

/// Some proposals of a generation, which are simulated together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Chunk {
    /// The generation.
    pub generation: u32,
    /// Number of the chunk in the generation.
    pub number: u64,
    /// Its first proposal.
    pub first: u64,
    /// Its proposals.
    pub proposals: u64,
}

/// One accepted proposal.
#[derive(Clone, Debug, PartialEq)]
pub struct Particle {
    /// Its number in its generation.
    pub proposal: u64,
    /// Scores of the parameters; [`Prior::value`] makes values of them.
    pub scores: Vec<f64>,
    /// Simulated summaries.
    pub summaries: Vec<f64>,
    /// Distance from the observed ones.
    pub distance: f64,
    /// Weight; those of a population add up to 1.
    pub weight: f64,
}

/// A complete population.
#[derive(Clone, Debug, PartialEq)]
pub struct Generation {
    /// Number, from 0.
    pub number: u32,
    /// Largest distance accepted; infinite in the first.
    pub tolerance: f64,
    /// Proposals up to the last particle.
    pub simulations: u64,
    /// The particles in the order of their proposals.
    pub particles: Vec<Particle>,
}

impl Generation {
    /// Share of the proposals that were accepted.
    pub fn acceptance(&self) -> f64 {
        self.particles.len() as f64 / self.simulations as f64
    }

    /// Effective sample size, 1/Σ w².
    pub fn ess(&self) -> f64 {
        effective_size(&self.weights())
    }

    /// The weights of the particles.
    pub fn weights(&self) -> Vec<f64> {
        self.particles.iter().map(|p| p.weight).collect()
    }

    /// The smallest distance that a share `q` of the particles does not exceed.
    pub fn distance_quantile(&self, q: f64) -> f64 {
        let mut distances: Vec<f64> = self.particles.iter().map(|p| p.distance).collect();
        distances.sort_by(f64::total_cmp);
        let n = distances.len();
        let rank = libm::ceil(q * n as f64) as usize;
        let at = rank.clamp(1, n.max(1)) - 1;
        distances.get(at).copied().unwrap_or(f64::INFINITY)
    }
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// All generations are there.
    Generations,
    /// The tolerance asked for is reached.
    Tolerance,
    /// Too few proposals are accepted.
    Acceptance,
    /// The next generation would need more simulations than are allowed.
    Simulations,
}

impl Stop {
    /// The word for it in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Generations => "generations",
            Self::Tolerance => "tolerance",
            Self::Acceptance => "acceptance",
            Self::Simulations => "simulations",
        }
    }
}

/// What a run left behind.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The generations that are complete; the last one is the posterior sample.
    pub generations: Vec<Generation>,
    /// Why it ended.
    pub stop: Stop,
    /// Proposals simulated in a generation that was given up.
    pub given_up: u64,
    /// The distance, with the scales that were used.
    pub distance: Distance,
}

/// Why there is no sample.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum SmcError<E> {
    /// The simulator or the memory failed.
    #[error(transparent)]
    Stopped(E),
    /// Even proposals from the prior hardly ever have the fitted summaries.
    #[error(
        "of {proposals} draws from the prior, {defined} gave all fitted summaries a value; {wanted} are needed: leave out summaries that are seldom defined, or narrow the priors"
    )]
    Undefined {
        /// Draws.
        proposals: u64,
        /// Draws with all fitted summaries.
        defined: usize,
        /// Particles wanted.
        wanted: usize,
    },
}

/// Runs the sampler.
///
/// # Errors
/// [`SmcError`].
pub fn run<S: Simulator>(
    priors: &[Prior],
    distance: &Distance,
    settings: &Settings,
    simulator: &mut S,
    memory: &mut impl Memory<S::Error>,
) -> Result<Outcome, SmcError<S::Error>> {
    let mut distance = distance.clone();
    let mut generations: Vec<Generation> = Vec::new();
    let mut spent = 0;
    loop {
        let number = generations.len() as u32;
        let (kernel, tolerance) = match generations.last() {
            None => (None, f64::INFINITY),
            Some(last) => {
                if number >= settings.generations.min(MAX_GENERATIONS) {
                    return Ok(outcome(generations, Stop::Generations, 0, distance));
                }
                if last.tolerance <= settings.tolerance {
                    return Ok(outcome(generations, Stop::Tolerance, 0, distance));
                }
                let scores: Vec<&[f64]> = last.particles.iter().map(|p| &p.scores[..]).collect();
                let next = last.distance_quantile(settings.quantile);
                (
                    Some(Kernel::new(&scores, &last.weights())),
                    next.max(settings.tolerance),
                )
            }
        };
        let stage = Stage {
            priors,
            distance: &distance,
            settings,
            number,
            kernel: kernel.as_ref(),
            tolerance,
            room: settings.simulations.saturating_sub(spent),
        };
        match stage.run(simulator, memory).map_err(SmcError::Stopped)? {
            Ok(mut found) => {
                if number == 0 {
                    let rows: Vec<&[f64]> =
                        found.particles.iter().map(|p| &p.summaries[..]).collect();
                    distance.scales_from(&rows);
                    for particle in &mut found.particles {
                        particle.distance = distance.of(&particle.summaries);
                    }
                }
                spent += found.simulations;
                memory.complete(&found);
                let acceptance = found.acceptance();
                generations.push(found);
                if acceptance < settings.min_acceptance {
                    return Ok(outcome(generations, Stop::Acceptance, 0, distance));
                }
            }
            Err(GivenUp { proposals, defined }) if number == 0 => {
                return Err(SmcError::Undefined {
                    proposals,
                    defined,
                    wanted: settings.particles,
                });
            }
            Err(GivenUp { proposals, .. }) => {
                let stop = if proposals >= stage.room {
                    Stop::Simulations
                } else {
                    Stop::Acceptance
                };
                return Ok(outcome(generations, stop, proposals, distance));
            }
        }
    }
}

fn outcome(generations: Vec<Generation>, stop: Stop, given_up: u64, distance: Distance) -> Outcome {
    Outcome {
        generations,
        stop,
        given_up,
        distance,
    }
}

/// The scores of a proposal: a pure function of seed, address and kernel.
pub fn proposal(
    seed: u64,
    address: Address,
    coordinates: usize,
    kernel: Option<&Kernel>,
) -> Vec<f64> {
    let agent = agent_id("abc proposal");
    let Address {
        generation,
        proposal,
    } = address;
    let normal = |at: usize| normal_at(seed, proposal, generation, PROPOSAL, agent, at as u16 + 1);
    let draws: Vec<f64> = (0..coordinates).map(normal).collect();
    match kernel {
        None => draws,
        Some(kernel) => {
            let which = uniform_at(seed, proposal, generation, PROPOSAL, agent, 0);
            kernel.propose(which, draws)
        }
    }
}

/// A generation in the making.
struct Stage<'a> {
    priors: &'a [Prior],
    distance: &'a Distance,
    settings: &'a Settings,
    number: u32,
    /// `None` in the first generation.
    kernel: Option<&'a Kernel>,
    tolerance: f64,
    /// Simulations that are left.
    room: u64,
}

/// A generation that would accept too little or cost too much.
struct GivenUp {
    proposals: u64,
    defined: usize,
}

impl Stage<'_> {
    /// Proposals that are simulated together: a fixed number, so that what is kept does not depend on threads.
    fn chunk(&self, number: u64) -> Chunk {
        const LEAST: u64 = 256;
        const MOST: u64 = 4096;
        let proposals = (self.settings.particles as u64)
            .next_multiple_of(LEAST)
            .min(MOST);
        Chunk {
            generation: self.number,
            number,
            first: number * proposals,
            proposals,
        }
    }

    /// Proposals after which the generation is given up.
    fn limit(&self) -> u64 {
        let most = self.settings.particles as f64 / self.settings.min_acceptance;
        // Beyond 2^40 nobody waits.
        (libm::ceil(most.min(1e12)) as u64).min(self.room)
    }

    #[allow(clippy::type_complexity)] // A failure of the simulator, or a generation that is given up.
    fn run<S: Simulator>(
        &self,
        simulator: &mut S,
        memory: &mut impl Memory<S::Error>,
    ) -> Result<Result<Generation, GivenUp>, S::Error> {
        let wanted = self.settings.particles;
        let limit = self.limit();
        let mut accepted: Vec<Accepted> = Vec::with_capacity(wanted);
        memory.begin(self.number, self.tolerance);
        for number in 0.. {
            let chunk = self.chunk(number);
            if accepted.len() >= wanted || chunk.first >= limit {
                break;
            }
            let found = match memory.recall(chunk) {
                Some(found) => found,
                None => {
                    let found = self.simulate(chunk, simulator)?;
                    memory.keep(chunk, &found)?;
                    found
                }
            };
            accepted.extend(found);
            let tried = chunk.first + chunk.proposals;
            memory.progress(chunk, self.tolerance, accepted.len(), tried);
        }
        accepted.retain(|one| one.proposal < limit);
        accepted.truncate(wanted);
        let last = accepted.last().map(|one| one.proposal);
        match last.filter(|_| accepted.len() == wanted) {
            Some(last) => Ok(Ok(self.population(accepted, last + 1))),
            None => Ok(Err(GivenUp {
                proposals: limit,
                defined: accepted.len(),
            })),
        }
    }

    fn scores(&self, proposal_number: u64) -> Vec<f64> {
        let address = Address {
            generation: self.number,
            proposal: proposal_number,
        };
        proposal(self.settings.seed, address, self.priors.len(), self.kernel)
    }

    fn simulate<S: Simulator>(
        &self,
        chunk: Chunk,
        simulator: &mut S,
    ) -> Result<Vec<Accepted>, S::Error> {
        let numbers = chunk.first..chunk.first + chunk.proposals;
        let addresses: Vec<Address> = numbers
            .map(|proposal| Address {
                generation: self.number,
                proposal,
            })
            .collect();
        let values: Vec<Vec<f64>> = addresses
            .iter()
            .map(|address| {
                let scores = self.scores(address.proposal);
                let pairs = self.priors.iter().zip(&scores);
                pairs.map(|(prior, score)| prior.value(*score)).collect()
            })
            .collect();
        let simulated = simulator.simulate(&values, &addresses)?;
        let kept = addresses.iter().zip(simulated);
        Ok(kept
            .filter(|(_, summaries)| self.accepts(summaries))
            .map(|(address, summaries)| Accepted {
                proposal: address.proposal,
                summaries,
            })
            .collect())
    }

    fn accepts(&self, summaries: &[f64]) -> bool {
        if self.number == 0 {
            self.distance.is_defined(summaries)
        } else {
            self.distance.of(summaries) <= self.tolerance
        }
    }

    /// Gives the accepted proposals their weights.
    fn population(&self, accepted: Vec<Accepted>, simulations: u64) -> Generation {
        let scores: Vec<Vec<f64>> = accepted
            .iter()
            .map(|one| self.scores(one.proposal))
            .collect();
        let ln_weights: Vec<f64> = scores
            .iter()
            .map(|scores| match self.kernel {
                None => 0.0,
                Some(kernel) => {
                    let square: f64 = scores.iter().map(|z| z * z).sum();
                    -0.5 * square - kernel.ln_density(scores)
                }
            })
            .collect();
        let total = ln_sum_exp(&ln_weights);
        let particles = accepted
            .into_iter()
            .zip(scores)
            .zip(ln_weights)
            .map(|((one, scores), ln_weight)| Particle {
                proposal: one.proposal,
                scores,
                distance: self.distance.of(&one.summaries),
                summaries: one.summaries,
                weight: exp(ln_weight - total),
            })
            .collect();
        Generation {
            number: self.number,
            tolerance: self.tolerance,
            simulations,
            particles,
        }
    }
}
