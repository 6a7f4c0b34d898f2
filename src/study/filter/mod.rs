//! Forecasts and likelihood of a public record, conditioned on what it showed so far: a particle filter in which every
//! particle is a run of the model.
//!
//! Runs follow the record month by month: each draws its rung in the light of the month's count
//! ([`Evidence`](crate::model::evidence)) and is weighted by how probable it had made that count (the
//! auxiliary proposal of Doucet, Godsill & Andrieu 2000). Where the weights have become uneven, runs are
//! resampled (systematically; Douc, Cappé & Moulines 2005): a lane takes over the state of its ancestor, and goes on
//! from there on random numbers of its own.
//!
//! The particles of a parameter set stand side by side in the lanes of one world, and several sets in one block. A set with
//! more particles than a world has lanes is filtered in islands, which are weighted by their likelihoods and never exchange
//! particles (Vergé et al. 2015): the likelihood is the mean over islands, which is as unbiased as each of them.
//!
//! Parameters are not filtered. Each parameter set has particles of its own and keeps the weight that it
//! came with, so that a posterior that was fitted to a record is not updated by the same record again.

mod followed;
mod islands;
mod particles;

pub use self::followed::{Followed, Series, Set};
pub use crate::analysis::abc::posterior::systematic;

use thiserror::Error;

use crate::ensemble::runner::EnsembleError;
use crate::fault::{Fault, HasFault};
use crate::model::observation::probabilities;
use crate::scenario::{Month, Scenario};
use crate::watch::{Stopped, Ticker};

use islands::{Islands, merged};
use particles::Particles;

/// Counts up to this one have their own probability in a forecast; what is beyond is added to it.
pub const MOST: u32 = 100;

/// How hard to filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Particles for each parameter set.
    pub particles: usize,
    /// Months between the months in which runs may be resampled.
    pub review: u32,
    /// Threads.
    pub threads: usize,
}

/// A parameter set and its weight.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// The scenario; all members must be [compatible](crate::model::compatible).
    pub scenario: &'a Scenario,
    /// Weight, at least 0.
    pub weight: f64,
}

/// What is forecast of a month.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// Probabilities of the counts 0, 1, … [`MOST`], given all months before that were observed.
    pub mass: Vec<f64>,
    /// Probability that the prober chooses a rung that the record covers.
    pub covered: f64,
    /// What the record showed, if it was given.
    pub observed: Option<u32>,
    /// Effective number of particles of a parameter set after the month, averaged over the sets.
    pub effective: f64,
}

/// Why a record cannot be filtered.
#[derive(Debug, Error)]
pub enum FilterError {
    /// Nothing to run.
    #[error("there is no parameter set with a positive weight, or no particle")]
    Empty,
    /// No run of a parameter set can show what the record shows.
    #[error(
        "no run of parameter set {member} can show {count} events in month {month}; is `background` 0 and the theatre at war?"
    )]
    Impossible {
        /// The set, from 0.
        member: usize,
        /// The month.
        month: Month,
        /// The count.
        count: u32,
    },
    /// The simulation failed, or was stopped.
    #[error(transparent)]
    Simulation(#[from] EnsembleError<Stopped>),
}

impl HasFault for FilterError {
    fn fault(&self) -> Fault {
        match self {
            Self::Empty => Fault::Usage,
            Self::Impossible { .. } => Fault::Failed,
            Self::Simulation(error) => error.fault(),
        }
    }
}

/// Follows records with the particles of each parameter set by itself: for each, every month. The sum of a set's `evidence`
/// is the logarithm of an unbiased estimate of its likelihood.
///
/// The result depends on sets, series and effort (but for its threads) alone. The steps of `ticker` are particles.
///
/// # Errors
/// [`EnsembleError`] if the simulation failed or was stopped.
pub fn follow(
    sets: &[Set<'_>],
    series: Series<'_>,
    effort: Effort,
    ticker: &mut Ticker<'_>,
) -> Result<Vec<Vec<Followed>>, EnsembleError<Stopped>> {
    if sets.is_empty() || effort.particles == 0 {
        return Ok(Vec::new());
    }
    let islands = Islands::of(effort.particles);
    let particles = Particles::new(sets, series, effort.review, islands);
    let rows = particles.rows(effort.threads, ticker)?;
    Ok(merged(&rows, islands))
}

/// Forecasts every recorded month of the members' scenario from the months before it. `observed` has
/// what the record showed in the first recorded months; where a month is missing, as after its end,
/// forecasts reach further ahead.
///
/// The result depends on members, record, counts and effort (but for its threads) alone. The steps of `ticker`
/// are [`steps`].
///
/// # Errors
/// [`FilterError`].
pub fn filter(
    members: &[Member<'_>],
    record: usize,
    observed: &[Option<u32>],
    effort: Effort,
    ticker: &mut Ticker<'_>,
) -> Result<Vec<Forecast>, FilterError> {
    let total: f64 = members.iter().map(|member| member.weight).sum();
    let Some(first) = members
        .first()
        .filter(|_| total > 0.0 && effort.particles > 0)
    else {
        return Err(FilterError::Empty);
    };
    let scenarios: Vec<&Scenario> = members.iter().map(|member| member.scenario).collect();
    let sets = (0..).zip(&scenarios);
    let sets: Vec<Set<'_>> = sets
        .map(|(number, scenario)| Set { scenario, number })
        .collect();
    let series = Series {
        records: &[record],
        observed: &[observed.to_vec()],
        months: first.scenario.horizon as usize,
    };
    let followed = follow(&sets, series, effort, ticker)?;
    let shares: Vec<f64> = members.iter().map(|member| member.weight / total).collect();
    let masses: Vec<[Vec<f64>; 2]> = scenarios
        .iter()
        .map(|scenario| masses(scenario, record))
        .collect();
    let month = |month: usize| {
        let count = observed.get(month).copied().flatten();
        let mut forecast = Forecast {
            mass: vec![0.0; MOST as usize + 1],
            covered: 0.0,
            observed: count,
            effective: 0.0,
        };
        for (member, share) in shares.iter().enumerate() {
            let own = followed[member][month];
            // Members without weight need not explain anything.
            if own.evidence == f64::NEG_INFINITY && *share > 0.0 {
                return Err(FilterError::Impossible {
                    member,
                    month: first.scenario.start.plus(month as i32),
                    count: count.unwrap_or_default(),
                });
            }
            let [without, with] = &masses[member];
            for (sum, (without, with)) in forecast.mass.iter_mut().zip(without.iter().zip(with)) {
                *sum += share * ((1.0 - own.covered) * without + own.covered * with);
            }
            forecast.covered += share * own.covered;
            forecast.effective += share * own.effective;
        }
        Ok(forecast)
    };
    (0..first.scenario.horizon as usize).map(month).collect()
}

/// Runs that [`filter`] makes: one a particle.
pub fn steps(members: &[Member<'_>], effort: Effort) -> u64 {
    (members.len() * effort.particles) as u64
}

/// Probabilities of the counts without and with a covered rung.
fn masses(scenario: &Scenario, record: usize) -> [Vec<f64>; 2] {
    let own = &scenario.parameters.observations[record];
    [false, true].map(|covered| {
        let mut mass = probabilities(own, covered, MOST);
        let beyond = 1.0 - mass.iter().sum::<f64>();
        if let Some(end) = mass.last_mut() {
            *end += beyond.max(0.0);
        }
        mass
    })
}
