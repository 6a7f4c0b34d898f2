//! Forecasts of a public record, conditioned on what it showed so far: a particle filter in which every
//! particle is a run of the model.
//!
//! Runs follow the record month by month: each draws its rung in the light of the month's count
//! ([`Evidence`](crate::model::evidence)) and is weighted by how probable it had made that count (the
//! auxiliary proposal of Doucet, Godsill & Andrieu 2000). Where the weights have become uneven, runs are
//! resampled (systematically; Douc, Cappé & Moulines 2005). A resampled run is not copied: it is run
//! again from the start, on the random numbers of its ancestor up to that month and on its own from
//! there. Since draws are addressed, that gives the ancestor's past bit for bit.
//!
//! Parameters are not filtered. Each parameter set has particles of its own and keeps the weight that it
//! came with, so that a posterior that was fitted to a record is not updated by the same record again.

use std::sync::atomic::AtomicBool;

use thiserror::Error;

use crate::ensemble::LANES;
use crate::ensemble::lanes::Lanes;
use crate::ensemble::rng::{agent_id, uniform_at};
use crate::ensemble::runner::{Block, EnsembleError, Job, KeepRecord, Model, run_ensemble};
use crate::fault::{Fault, HasFault};
use crate::model::evidence::Evidence;
use crate::model::observation::{Records, probabilities};
use crate::model::process::Process;
use crate::model::{Engine, LaneRun};
use crate::record::{BlockRecord, Column, EventLabels, Kind, MonthColumn, Role, Wanted};
use crate::scenario::{Month, Scenario};
use crate::watch::{Stopped, Ticker};

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

/// The past of a particle: from which step on it uses which replicate's random numbers.
type Past = Vec<(u32, u64)>;

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
    let months = first.scenario.horizon as usize;
    let mut found = Found::new(members, record, total, months);
    let mut pasts: Vec<Past> = (0..members.len() * effort.particles)
        .map(|particle| vec![(0, particle as u64)])
        .collect();
    let mut weights = vec![1.0 / effort.particles as f64; pasts.len()];
    let stages = stages(observed, months, effort);
    for (stage, &(from, until)) in stages.iter().enumerate() {
        let model = FilterModel::new(
            members,
            record,
            observed,
            effort.particles,
            &pasts,
            from,
            until,
        );
        let rows = model.rows(effort.threads, ticker)?;
        for (at, month) in (from..until).enumerate() {
            let column = |column: usize| rows.iter().map(move |row| row[2 * at + column]);
            let covered: Vec<f64> = column(1).collect();
            let evidence: Vec<f64> = column(0).collect();
            let count = observed.get(month).copied().flatten();
            found.month(
                month,
                count,
                &covered,
                &mut weights,
                &evidence,
                effort.particles,
            )?;
        }
        if until < months && stage + 1 < stages.len() {
            let step = first.scenario.burn_in + until as u32;
            resample(
                &mut pasts,
                &mut weights,
                effort.particles,
                first.scenario.seed,
                step,
                stage,
            );
        }
    }
    Ok(found.forecasts)
}

/// Runs that [`filter`] makes: every particle anew, from the first month, for each stage.
pub fn steps(members: &[Member<'_>], observed: &[Option<u32>], effort: Effort) -> u64 {
    let months = members.first().map_or(0, |first| first.scenario.horizon);
    let stages = stages(observed, months as usize, effort).len();
    (stages * members.len() * effort.particles) as u64
}

/// Months from review to review; nothing is resampled after the last month that was observed.
fn stages(observed: &[Option<u32>], months: usize, effort: Effort) -> Vec<(usize, usize)> {
    let last = observed.iter().rposition(Option::is_some);
    let last = last.map_or(0, |at| at + 1).min(months);
    let review = effort.review.max(1) as usize;
    let mut stages = Vec::new();
    let mut from = 0;
    while from + review < last {
        stages.push((from, from + review));
        from += review;
    }
    stages.push((from, months));
    stages
}

/// The forecasts as they come in.
struct Found<'a> {
    shares: Vec<f64>,
    /// By member: probabilities of counts without and with a covered rung.
    masses: Vec<[Vec<f64>; 2]>,
    forecasts: Vec<Forecast>,
    members: &'a [Member<'a>],
}

impl<'a> Found<'a> {
    fn new(members: &'a [Member<'a>], record: usize, total: f64, months: usize) -> Self {
        let masses = members.iter().map(|member| {
            let own = &member.scenario.parameters.observations[record];
            [false, true].map(|covered| {
                let mut mass = probabilities(own, covered, MOST);
                let beyond = 1.0 - mass.iter().sum::<f64>();
                if let Some(end) = mass.last_mut() {
                    *end += beyond.max(0.0);
                }
                mass
            })
        });
        Self {
            shares: members.iter().map(|member| member.weight / total).collect(),
            masses: masses.collect(),
            forecasts: Vec::with_capacity(months),
            members,
        }
    }

    /// Adds a month's forecast and takes its evidence into the weights of the particles.
    fn month(
        &mut self,
        month: usize,
        observed: Option<u32>,
        covered: &[f64],
        weights: &mut [f64],
        evidence: &[f64],
        particles: usize,
    ) -> Result<(), FilterError> {
        let mut mass = vec![0.0; MOST as usize + 1];
        let (mut any, mut effective) = (0.0, 0.0);
        for (member, share) in self.shares.iter().enumerate() {
            let own = member * particles..(member + 1) * particles;
            let weights = &mut weights[own.clone()];
            let chance: f64 = weights
                .iter()
                .zip(&covered[own.clone()])
                .map(|(w, c)| w * c)
                .sum();
            any += share * chance;
            let [without, with] = &self.masses[member];
            for (sum, (without, with)) in mass.iter_mut().zip(without.iter().zip(with)) {
                *sum += share * ((1.0 - chance) * without + chance * with);
            }
            for (weight, evidence) in weights.iter_mut().zip(&evidence[own]) {
                *weight *= evidence;
            }
            let sum: f64 = weights.iter().sum();
            // Members without weight need not explain anything.
            if sum <= 0.0 && self.members[member].weight > 0.0 {
                return Err(FilterError::Impossible {
                    member,
                    month: self.members[member].scenario.start.plus(month as i32),
                    count: observed.unwrap_or_default(),
                });
            }
            if sum > 0.0 {
                weights.iter_mut().for_each(|weight| *weight /= sum);
            }
            let squares: f64 = weights.iter().map(|weight| weight * weight).sum();
            effective += share / squares.max(f64::MIN_POSITIVE);
        }
        self.forecasts.push(Forecast {
            mass,
            covered: any,
            observed,
            effective,
        });
        Ok(())
    }
}

/// Lets the particles of a member whose weights are uneven (less than half of them effective) go on
/// from the pasts of the likely ones.
fn resample(
    pasts: &mut [Past],
    weights: &mut [f64],
    particles: usize,
    seed: u64,
    step: u32,
    stage: usize,
) {
    let fresh = (stage as u64 + 1) * pasts.len() as u64;
    let groups = pasts
        .chunks_mut(particles)
        .zip(weights.chunks_mut(particles));
    for (member, (pasts, weights)) in groups.enumerate() {
        let squares: f64 = weights.iter().map(|weight| weight * weight).sum();
        if 1.0 / squares >= particles as f64 / 2.0 {
            continue;
        }
        let process = Process::Resampling.code();
        let draw = uniform_at(seed, member as u64, step, process, agent_id("particles"), 0);
        let ancestors = systematic(weights, particles, draw);
        let own: Vec<Past> = ancestors
            .iter()
            .map(|&ancestor| pasts[ancestor].clone())
            .collect();
        for (at, (past, mut inherited)) in pasts.iter_mut().zip(own).enumerate() {
            inherited.push((step, fresh + (member * particles + at) as u64));
            *past = inherited;
        }
        weights.fill(1.0 / particles as f64);
    }
}

/// `n` places among the weights, each as often as its share of `n` within one, from a single uniform draw.
/// The weights add up to 1.
pub fn systematic(weights: &[f64], n: usize, draw: f64) -> Vec<usize> {
    let mut chosen = Vec::with_capacity(n);
    let (mut at, mut sum) = (0, weights.first().copied().unwrap_or(0.0));
    for k in 0..n {
        let point = (k as f64 + draw) / n as f64;
        while point > sum && at + 1 < weights.len() {
            at += 1;
            sum += weights[at];
        }
        chosen.push(at);
    }
    chosen
}

/// Particles as the engine sees them: what it calls a replicate is the number of a particle.
struct FilterModel<'a> {
    members: &'a [Member<'a>],
    particles: usize,
    pasts: &'a [Past],
    records: Records,
    record: usize,
    observed: &'a [Option<u32>],
    /// By member: P(count | not covered) and P(count | covered), by count.
    likelihoods: Vec<[Vec<f64>; 2]>,
    from: usize,
    until: usize,
    columns: Vec<Column>,
    labels: EventLabels,
}

impl<'a> FilterModel<'a> {
    fn new(
        members: &'a [Member<'a>],
        record: usize,
        observed: &'a [Option<u32>],
        particles: usize,
        pasts: &'a [Past],
        from: usize,
        until: usize,
    ) -> Self {
        let most = observed.iter().flatten().copied().max().unwrap_or(0);
        let likelihoods = members.iter().map(|member| {
            let own = &member.scenario.parameters.observations[record];
            [false, true].map(|covered| probabilities(own, covered, most))
        });
        let column = |n: usize| Column {
            name: format!("month_{n}"),
            kind: Kind::Number,
            role: Role::Value,
            unit: "1".into(),
            description: "Weight, or probability of a covered rung, of a month.".into(),
        };
        Self {
            members,
            particles,
            pasts,
            records: Records::new(members[0].scenario),
            record,
            observed,
            likelihoods: likelihoods.collect(),
            from,
            until,
            columns: (0..2 * (until - from)).map(column).collect(),
            labels: EventLabels::default(),
        }
    }

    /// The rows of all particles.
    fn rows(
        &self,
        threads: usize,
        ticker: &mut Ticker<'_>,
    ) -> Result<Vec<Vec<f64>>, EnsembleError<Stopped>> {
        let job = Job {
            replicates: 0..self.pasts.len() as u64,
            threads,
            wanted: Wanted::default(),
        };
        let mut rows = Vec::with_capacity(self.pasts.len());
        let sink = |_: &[u64], block: &mut BlockRecord| {
            rows.extend((0..block.lanes()).map(|lane| block.row(lane).to_vec()));
            Ok(())
        };
        let stop = ticker.stop();
        let progress = |done| ticker.at(done);
        run_ensemble(self, &job, &KeepRecord, sink, progress, stop)?.whole()?;
        ticker.add(rows.len() as u64).map_err(EnsembleError::Sink)?;
        Ok(rows)
    }

    /// What is known of the choices of a month, if anything.
    fn tell(&self, evidence: &mut Evidence<LANES>, members: &[usize], month: Option<usize>) {
        let count = month.and_then(|month| self.observed.get(month).copied().flatten());
        evidence.given = count.is_some();
        let Some(count) = count else {
            return;
        };
        for (rung, likelihood) in evidence.likelihood.iter_mut().enumerate() {
            let covered = usize::from(self.records.covers(self.record, rung as f64));
            let lane = |k: usize| members.get(k).or(members.last()).copied().unwrap_or(0);
            *likelihood = Lanes::from_fn(|k| self.likelihoods[lane(k)][covered][count as usize]);
        }
    }
}

impl Model for FilterModel<'_> {
    type Worker = Engine;

    fn lanes(&self) -> usize {
        LANES
    }

    fn months(&self) -> usize {
        self.until
    }

    fn run_columns(&self) -> &[Column] {
        &self.columns
    }

    fn month_columns(&self) -> &[MonthColumn] {
        &[]
    }

    fn event_labels(&self) -> &EventLabels {
        &self.labels
    }

    fn worker(&self) -> Engine {
        let scenario = self.members[0].scenario;
        let mut simulation = Engine::new(scenario);
        let evidence = Evidence::<LANES>::new(
            self.records.target(self.record),
            scenario.roster.rungs.len(),
        );
        simulation.world().insert_resource(evidence);
        simulation
    }

    fn run(
        &self,
        worker: &mut Engine,
        block: Block<'_>,
        _: Wanted,
        out: &mut BlockRecord,
        stop: &AtomicBool,
    ) -> bool {
        let own: Vec<usize> = block
            .replicates
            .iter()
            .map(|particle| *particle as usize)
            .collect();
        let members: Vec<usize> = own
            .iter()
            .map(|particle| particle / self.particles)
            .collect();
        let address = |particle: usize, step: u32| {
            let past = &self.pasts[particle];
            let at = past.partition_point(|(from, _)| *from <= step);
            past[at - 1].1
        };
        let runs: Vec<LaneRun<'_>> = own
            .iter()
            .zip(&members)
            .map(|(&particle, &member)| (self.members[member].scenario, address(particle, 0)))
            .collect();
        out.reset(own.len(), self.columns.len(), 0, 0);
        if let Err(error) = worker.load(&runs, Wanted::default()) {
            // A mistake of the caller; the runner turns it into an error.
            panic!("{error}");
        }
        worker.begin();
        let burn_in = runs[0].0.burn_in as usize;
        for step in 0..burn_in + self.until {
            let month = step.checked_sub(burn_in);
            worker.readdress(own.iter().map(|&particle| address(particle, step as u32)));
            let mut evidence = worker.world().resource_mut::<Evidence<LANES>>();
            self.tell(&mut evidence, &members, month);
            if !worker.step_unless(stop) {
                return false;
            }
            let Some(at) = month.and_then(|month| month.checked_sub(self.from)) else {
                continue;
            };
            let evidence = worker.world().resource::<Evidence<LANES>>();
            for lane in 0..own.len() {
                let covers = |(rung, p): (usize, &Lanes<LANES>)| {
                    self.records
                        .covers(self.record, rung as f64)
                        .then(|| p[lane])
                };
                let covered: f64 = evidence.prior.iter().enumerate().filter_map(covers).sum();
                let row = out.row_mut(lane);
                row[2 * at] = evidence.weight[lane];
                row[2 * at + 1] = covered;
            }
        }
        true
    }
}
