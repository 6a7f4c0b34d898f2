//! One group: weights month by month, and moves where they are uneven.

use super::super::abc::kernel::ln_sum_exp;
use super::super::abc::posterior::{effective_size, systematic};
use super::super::abc::prior::Prior;
use super::super::abc::smc::{Accepted, Address, Chunk, Simulator};
use super::address::address;
use super::address::process::{RESAMPLE, STEP};
use super::error::Smc2Error;
use super::memory::Memory;
use super::outcome::{Group, Move, Sampled};
use super::settings::Settings;
use super::walk::{Walk, adapted};
use crate::ensemble::rng::{agent_id, normal_at, uniform_at};
use crate::math::{exp, ln};

/// A parameter vector and what is known of it.
#[derive(Clone)]
struct Vector {
    scores: Vec<f64>,
    /// By month: ln P(month | those before it, the vector).
    evidence: Vec<f64>,
}

impl Vector {
    /// Logarithm of the posterior density of so many months, up to a constant.
    fn ln_density(&self, months: usize) -> f64 {
        let square: f64 = self.scores.iter().map(|z| z * z).sum();
        self.ln_likelihood(months) - 0.5 * square
    }

    fn ln_likelihood(&self, months: usize) -> f64 {
        self.evidence[..months].iter().sum()
    }
}

/// Makes a group.
pub struct Maker<'a, S: Simulator, M: Memory<S::Error>> {
    pub priors: &'a [Prior],
    pub months: usize,
    pub settings: &'a Settings,
    /// Number of the group.
    pub number: usize,
    /// Number of the next batch, over all groups.
    pub batch: &'a mut u32,
    pub simulator: &'a mut S,
    pub memory: &'a mut M,
}

impl<S: Simulator, M: Memory<S::Error>> Maker<'_, S, M> {
    pub fn run(&mut self) -> Result<Group, Smc2Error<S::Error>> {
        let n = self.settings.group();
        let batch = self.next();
        let scores = (0..n).map(|at| self.normals(address(batch, at))).collect();
        let mut vectors = self.evidence(batch, scores)?;
        let mut ln_weights = vec![-ln(n as f64); n];
        let mut found = Group {
            sample: Vec::new(),
            months: Vec::with_capacity(self.months),
            moves: Vec::new(),
        };
        let mut scale = 1.0;
        for month in 0..self.months {
            for (weight, vector) in ln_weights.iter_mut().zip(&vectors) {
                *weight += vector.evidence[month];
            }
            let total = ln_sum_exp(&ln_weights);
            if total == f64::NEG_INFINITY {
                return Err(Smc2Error::Impossible {
                    vectors: n,
                    month: month + 1,
                });
            }
            found.months.push(total);
            ln_weights.iter_mut().for_each(|weight| *weight -= total);
            let weights: Vec<f64> = ln_weights.iter().map(|weight| exp(*weight)).collect();
            let effective = effective_size(&weights);
            let last = month + 1 == self.months;
            if effective < self.settings.least * n as f64 || last {
                let walk = Walk::new(&scores_of(&vectors), &weights, scale);
                self.resample(&mut vectors, &weights);
                ln_weights.fill(-ln(n as f64));
                let own = self.shift(&mut vectors, walk, &mut scale, month + 1)?;
                let own = Move { effective, ..own };
                self.memory.moved(self.number, &own);
                found.moves.push(own);
            }
        }
        found.sample = vectors
            .into_iter()
            .map(|vector| Sampled {
                ln_likelihood: vector.ln_likelihood(self.months),
                weight: 1.0 / n as f64,
                scores: vector.scores,
            })
            .collect();
        Ok(found)
    }

    fn next(&mut self) -> u32 {
        let batch = *self.batch;
        *self.batch += 1;
        batch
    }

    /// Standard normal draws, one for each parameter.
    fn normals(&self, at: Address) -> Vec<f64> {
        let agent = agent_id("smc2");
        let normal = |n: usize| {
            let seed = self.settings.seed;
            normal_at(seed, at.proposal, at.generation, STEP, agent, n as u16 + 1)
        };
        (0..self.priors.len()).map(normal).collect()
    }

    /// What a batch of vectors makes of the series.
    fn evidence(
        &mut self,
        batch: u32,
        scores: Vec<Vec<f64>>,
    ) -> Result<Vec<Vector>, Smc2Error<S::Error>> {
        let chunk = Chunk {
            generation: batch,
            number: 0,
            first: 0,
            proposals: scores.len() as u64,
        };
        let rows = match self.memory.recall(chunk) {
            Some(found) => found.into_iter().map(|own| own.summaries).collect(),
            None => {
                let value = |scores: &Vec<f64>| -> Vec<f64> {
                    let pairs = self.priors.iter().zip(scores);
                    pairs.map(|(prior, score)| prior.value(*score)).collect()
                };
                let values: Vec<Vec<f64>> = scores.iter().map(value).collect();
                let addresses: Vec<Address> =
                    (0..values.len()).map(|at| address(batch, at)).collect();
                let rows = self
                    .simulator
                    .simulate(&values, &addresses)
                    .map_err(Smc2Error::Stopped)?;
                let kept: Vec<Accepted> = rows
                    .into_iter()
                    .enumerate()
                    .map(|(at, summaries)| Accepted {
                        proposal: at as u64,
                        summaries,
                    })
                    .collect();
                self.memory.keep(chunk, &kept).map_err(Smc2Error::Stopped)?;
                kept.into_iter()
                    .map(|own| own.summaries)
                    .collect::<Vec<_>>()
            }
        };
        // What is not possible at all explains nothing.
        let known = |x: f64| if x.is_nan() { f64::NEG_INFINITY } else { x };
        let vectors = scores.into_iter().zip(rows);
        Ok(vectors
            .map(|(scores, row): (Vec<f64>, Vec<f64>)| Vector {
                scores,
                evidence: row.into_iter().map(known).collect(),
            })
            .collect())
    }

    /// Systematic resampling: each vector as often as its weight says, within one.
    fn resample(&mut self, vectors: &mut Vec<Vector>, weights: &[f64]) {
        let n = vectors.len();
        let agent = agent_id("smc2");
        let draw = uniform_at(
            self.settings.seed,
            self.number as u64,
            *self.batch,
            RESAMPLE,
            agent,
            0,
        );
        let chosen = systematic(weights, n, draw);
        *vectors = chosen.into_iter().map(|at| vectors[at].clone()).collect();
    }

    /// Rounds of steps until each vector has taken enough of them on average.
    fn shift(
        &mut self,
        vectors: &mut [Vector],
        mut walk: Walk,
        scale: &mut f64,
        months: usize,
    ) -> Result<Move, Smc2Error<S::Error>> {
        let n = vectors.len();
        let (mut rounds, mut accepted) = (0, 0);
        while rounds < self.settings.rounds && (accepted as f64) < self.settings.steps * n as f64 {
            let batch = self.next();
            let steps = vectors.iter().enumerate();
            let scores =
                steps.map(|(at, from)| walk.step(&from.scores, self.normals(address(batch, at))));
            let proposed = self.evidence(batch, scores.collect())?;
            let mut taken = 0;
            for (at, (from, to)) in vectors.iter_mut().zip(proposed).enumerate() {
                let agent = agent_id("smc2");
                let draw = uniform_at(self.settings.seed, at as u64, batch, STEP, agent, 0);
                if ln(draw) < to.ln_density(months) - from.ln_density(months) {
                    *from = to;
                    taken += 1;
                }
            }
            rounds += 1;
            accepted += taken;
            let before = *scale;
            *scale = adapted(before, taken as f64 / n as f64);
            walk.rescale(*scale / before);
        }
        Ok(Move {
            month: months,
            effective: 0.0,
            rounds,
            accepted: accepted as f64 / (f64::from(rounds) * n as f64),
            likelihoods: u64::from(rounds) * n as u64,
        })
    }
}

fn scores_of(vectors: &[Vector]) -> Vec<&[f64]> {
    vectors.iter().map(|vector| &vector.scores[..]).collect()
}
