//! The particles of an island in the lanes of a world, month by month.

use std::sync::atomic::AtomicBool;

use super::followed::{Followed, Series, Set};
use super::islands::Islands;
use crate::analysis::abc::posterior::systematic;
use crate::ensemble::LANES;
use crate::ensemble::lanes::Lanes;
use crate::ensemble::rng::{agent_id, uniform_at};
use crate::ensemble::runner::{Block, EnsembleError, Job, KeepRecord, Model, run_ensemble};
use crate::math::ln;
use crate::model::evidence::Evidence;
use crate::model::observation::{Records, Shown, joint};
use crate::model::process::Process;
use crate::model::{Engine, LaneRun};
use crate::record::{BlockRecord, Column, EventLabels, Kind, MonthColumn, Role, Wanted};
use crate::scenario::Scenario;
use crate::watch::{Stopped, Ticker};

/// Numbers of an island in a month: those of [`Followed`].
const NUMBERS: usize = 3;

/// Bits of a replicate number that say which particle it is; those above say since which step it goes on by itself.
const BITS: u32 = 50;

/// Islands as the engine sees them: what it calls a replicate is the number of an island.
pub struct Particles<'a> {
    sets: &'a [Set<'a>],
    series: Series<'a>,
    islands: Islands,
    /// By rung, from 0: whether the first record covers it.
    covers: Vec<bool>,
    /// By rung: the place, in the likelihoods, of what is covered.
    kinds: Vec<usize>,
    /// By set, month and kind of rung: probability of what the records show.
    likelihoods: Vec<Vec<Vec<f64>>>,
    /// By month: whether any record shows anything.
    given: Vec<bool>,
    /// Months after the last one that was observed are not reviewed.
    known: usize,
    review: usize,
    target: usize,
    columns: Vec<Column>,
    labels: EventLabels,
}

/// An island in its lanes.
struct Place {
    set: usize,
    island: usize,
    lanes: std::ops::Range<usize>,
}

impl<'a> Particles<'a> {
    /// Those of all sets, of which there is one at least.
    pub fn new(sets: &'a [Set<'a>], series: Series<'a>, review: u32, islands: Islands) -> Self {
        let scenario = sets[0].scenario;
        let records = Records::new(scenario);
        let rungs = 0..=scenario.roster.rungs.len();
        let coverage: Vec<Vec<bool>> = rungs
            .map(|rung| {
                let own = series.records.iter();
                own.map(|record| records.covers(*record, rung as f64))
                    .collect()
            })
            .collect();
        let mut distinct: Vec<&Vec<bool>> = Vec::new();
        let mut kinds = Vec::with_capacity(coverage.len());
        for own in &coverage {
            let known = distinct.iter().position(|other| *other == own);
            kinds.push(known.unwrap_or(distinct.len()));
            if known.is_none() {
                distinct.push(own);
            }
        }
        let months = 0..series.months;
        let given: Vec<bool> = months
            .clone()
            .map(|month| shown_in(&series, month).next().is_some())
            .collect();
        let likelihood = |scenario: &Scenario, month: usize, covered: &[bool]| {
            let shown: Vec<Shown<'_>> = shown_in(&series, month)
                .map(|(at, count)| Shown {
                    record: &scenario.parameters.observations[series.records[at]],
                    covered: covered[at],
                    count,
                })
                .collect();
            joint(&shown)
        };
        let likelihoods = sets.iter().map(|set| {
            let month = |month: usize| {
                let kinds = distinct.iter();
                kinds
                    .map(|covered| likelihood(set.scenario, month, covered))
                    .collect()
            };
            months.clone().map(month).collect()
        });
        let column = |n: usize| Column {
            name: format!("number_{n}"),
            kind: Kind::Number,
            role: Role::Value,
            unit: "1".into(),
            description:
                "Evidence, probability of a covered rung or effective particles of a month.".into(),
        };
        Self {
            likelihoods: likelihoods.collect(),
            covers: coverage.iter().map(|own| own[0]).collect(),
            kinds,
            known: given
                .iter()
                .rposition(|given| *given)
                .map_or(0, |at| at + 1),
            given,
            review: review.max(1) as usize,
            target: records.target(series.records[0]),
            columns: (0..NUMBERS * series.months).map(column).collect(),
            labels: EventLabels::default(),
            sets,
            series,
            islands,
        }
    }

    /// The months of every island.
    pub fn rows(
        &self,
        threads: usize,
        ticker: &mut Ticker<'_>,
    ) -> Result<Vec<Vec<Followed>>, EnsembleError<Stopped>> {
        let all = (self.sets.len() * self.islands.count) as u64;
        let job = Job {
            replicates: 0..all,
            threads,
            wanted: Wanted::default(),
        };
        let mut rows = Vec::with_capacity(all as usize);
        let sink = |_: &[u64], block: &mut BlockRecord| {
            let row = |lane: usize| {
                block
                    .row(lane)
                    .chunks_exact(NUMBERS)
                    .map(followed)
                    .collect()
            };
            rows.extend((0..block.lanes()).map(row));
            Ok(())
        };
        // Progress is told in particles.
        let particles = |islands: u64| {
            let (sets, rest) = (
                islands as usize / self.islands.count,
                islands as usize % self.islands.count,
            );
            (sets * self.islands.particles + self.islands.first(rest)) as u64
        };
        let stop = ticker.stop();
        let progress = |done| ticker.at(particles(done));
        run_ensemble(self, &job, &KeepRecord, sink, progress, stop)?.whole()?;
        ticker.add(particles(all)).map_err(EnsembleError::Sink)?;
        Ok(rows)
    }

    fn places(&self, islands: &[u64]) -> Vec<Place> {
        let mut next = 0;
        islands
            .iter()
            .map(|&n| {
                let (set, island) = (
                    n as usize / self.islands.count,
                    n as usize % self.islands.count,
                );
                let lanes = next..next + self.islands.size(island);
                next = lanes.end;
                Place { set, island, lanes }
            })
            .collect()
    }

    /// The random numbers of a particle that goes on by itself since a step. A particle has a number of its own among those of
    /// all sets.
    fn address(&self, place: &Place, lane: usize, since: u32) -> u64 {
        let particle = self.islands.first(place.island) + (lane - place.lanes.start);
        let set = self.sets[place.set].number;
        (u64::from(since) << BITS) | (set * self.islands.particles as u64 + particle as u64)
    }

    /// What is known of the choices of a month, if anything.
    fn tell(&self, evidence: &mut Evidence<LANES>, sets: &[usize; LANES], month: Option<usize>) {
        evidence.given = month.is_some_and(|month| self.given[month]);
        let Some(month) = month.filter(|_| evidence.given) else {
            return;
        };
        for (likelihood, kind) in evidence.likelihood.iter_mut().zip(&self.kinds) {
            *likelihood = Lanes::from_fn(|k| self.likelihoods[sets[k]][month][*kind]);
        }
    }

    /// Takes a month into the weights of an island.
    fn month(&self, evidence: &Evidence<LANES>, place: &Place, weights: &mut [f64]) -> Followed {
        let (mut covered, mut sum) = (0.0, 0.0);
        for (lane, weight) in place.lanes.clone().zip(weights.iter_mut()) {
            let rungs = evidence.prior.iter().zip(&self.covers);
            for (p, _) in rungs.filter(|(_, covers)| **covers) {
                covered += *weight * p[lane];
            }
            *weight *= evidence.weight[lane];
            sum += *weight;
        }
        if sum > 0.0 {
            weights.iter_mut().for_each(|weight| *weight /= sum);
        }
        let squares: f64 = weights.iter().map(|weight| weight * weight).sum();
        Followed {
            evidence: match (evidence.given, sum > 0.0) {
                (true, true) => ln(sum),
                (true, false) => f64::NEG_INFINITY,
                (false, _) => 0.0,
            },
            covered,
            effective: if sum > 0.0 { 1.0 / squares } else { 0.0 },
        }
    }

    /// Ancestors of an island's lanes if its weights are uneven: less than half of its particles effective.
    fn ancestors(&self, place: &Place, weights: &mut [f64], step: u32) -> Option<Vec<usize>> {
        let squares: f64 = weights.iter().map(|weight| weight * weight).sum();
        let n = weights.len() as f64;
        if squares <= 0.0 || 1.0 / squares >= n / 2.0 {
            return None;
        }
        let process = Process::Resampling.code();
        let seed = self.sets[place.set].scenario.seed;
        let island = self.address(place, place.lanes.start, 0);
        let draw = uniform_at(seed, island, step, process, agent_id("particles"), 0);
        let chosen = systematic(weights, weights.len(), draw);
        weights.fill(1.0 / n);
        Some(chosen)
    }
}

/// The records that show something of a month, and what.
fn shown_in<'a>(series: &Series<'a>, month: usize) -> impl Iterator<Item = (usize, u32)> + use<'a> {
    let records = series.observed.iter().enumerate();
    records.filter_map(move |(at, counts)| Some((at, counts.get(month).copied().flatten()?)))
}

fn followed(numbers: &[f64]) -> Followed {
    Followed {
        evidence: numbers[0],
        covered: numbers[1],
        effective: numbers[2],
    }
}

impl Model for Particles<'_> {
    type Worker = Engine;

    fn lanes(&self) -> usize {
        self.islands.in_a_block()
    }

    fn months(&self) -> usize {
        self.series.months
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
        let scenario = self.sets[0].scenario;
        let mut simulation = Engine::new(scenario);
        let evidence = Evidence::<LANES>::new(self.target, scenario.roster.rungs.len());
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
        let places = self.places(block.replicates);
        out.reset(places.len(), self.columns.len(), 0, 0);
        let mut addresses: Vec<u64> = Vec::new();
        for place in &places {
            addresses.extend(place.lanes.clone().map(|lane| self.address(place, lane, 0)));
        }
        let mut runs: Vec<LaneRun<'_>> = Vec::new();
        for place in &places {
            runs.extend(
                place
                    .lanes
                    .clone()
                    .map(|lane| (self.sets[place.set].scenario, addresses[lane])),
            );
        }
        let last = places.last().map_or(0, |place| place.set);
        let sets: [usize; LANES] = std::array::from_fn(|lane| {
            let own = places.iter().find(|place| place.lanes.contains(&lane));
            own.map_or(last, |place| place.set)
        });
        if let Err(error) = worker.load(&runs, Wanted::default()) {
            // A mistake of the caller; the runner turns it into an error.
            panic!("{error}");
        }
        worker.begin();
        let mut weights: Vec<Vec<f64>> = places
            .iter()
            .map(|place| vec![1.0 / place.lanes.len() as f64; place.lanes.len()])
            .collect();
        let burn_in = self.sets[0].scenario.burn_in as usize;
        for step in 0..burn_in + self.months() {
            let month = step.checked_sub(burn_in);
            let mut evidence = worker.world().resource_mut::<Evidence<LANES>>();
            self.tell(&mut evidence, &sets, month);
            if !worker.step_unless(stop) {
                return false;
            }
            let Some(month) = month else { continue };
            let evidence = worker.world().resource::<Evidence<LANES>>();
            for (at, (place, weights)) in places.iter().zip(&mut weights).enumerate() {
                let found = self.month(evidence, place, weights);
                let row = out.row_mut(at);
                row[NUMBERS * month..][..NUMBERS].copy_from_slice(&[
                    found.evidence,
                    found.covered,
                    found.effective,
                ]);
            }
            let reviewed = month + 1 < self.known && (month + 1).is_multiple_of(self.review);
            if !reviewed {
                continue;
            }
            let next = step as u32 + 1;
            let mut from: [usize; LANES] = std::array::from_fn(|lane| lane);
            let mut moved = false;
            for (place, weights) in places.iter().zip(&mut weights) {
                let Some(chosen) = self.ancestors(place, weights, next) else {
                    continue;
                };
                moved = true;
                for (lane, ancestor) in place.lanes.clone().zip(chosen) {
                    from[lane] = place.lanes.start + ancestor;
                    addresses[lane] = self.address(place, lane, next);
                }
            }
            if moved {
                worker.permute(&from);
                worker.readdress(addresses.iter().copied());
            }
        }
        true
    }
}
