//! What both samplers leave behind, in one form.

use crate::analysis::abc::adjust::adjust;
use crate::analysis::abc::distance::Distance;
use crate::analysis::abc::posterior::effective_size;
use crate::analysis::abc::smc::{Generation, Outcome, Stop};
use crate::analysis::smc2;
use crate::store::calibrate_tables::{EvidenceRow, Exact, HistoryRow, MonthRow, MoveRow};
use crate::study::calibration::Calibration;
use crate::study::calibration::likelihood::Record;

/// Why a sampler ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Approximate Bayesian computation.
    Abc(Stop),
    /// The record was followed to its end.
    Followed,
}

impl Ended {
    /// The word for it in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Abc(stop) => stop.name(),
            Self::Followed => "followed",
        }
    }
}

/// A weighted sample of parameter vectors.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Scores.
    pub scores: Vec<Vec<f64>>,
    /// Weights, which add up to 1.
    pub weights: Vec<f64>,
    /// Distance, or logarithm of the likelihood.
    pub judged: Vec<f64>,
}

impl Sample {
    /// Effective sample size.
    pub fn ess(&self) -> f64 {
        effective_size(&self.weights)
    }

    fn of(generation: &Generation) -> Self {
        let particles = generation.particles.iter();
        Self {
            scores: particles.clone().map(|p| p.scores.clone()).collect(),
            weights: generation.weights(),
            judged: particles.map(|p| p.distance).collect(),
        }
    }
}

/// What a sampler found.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// Why it ended.
    pub ended: Ended,
    /// Simulated proposals, or estimated likelihoods.
    pub simulations: u64,
    /// Vectors drawn from the prior.
    pub prior: Vec<Vec<f64>>,
    /// Summaries of runs at those.
    pub prior_summaries: Vec<Vec<f64>>,
    /// The posterior.
    pub posterior: Sample,
    /// By target: what differences are divided by.
    pub scale: Vec<f64>,
    /// The generations of approximate Bayesian computation.
    pub history: Vec<HistoryRow>,
    /// What SMC² says beside.
    pub exact: Option<Exact>,
    /// The sample of approximate Bayesian computation, moved to the observed summaries.
    pub adjusted: Option<Sample>,
}

impl Fitted {
    /// That of approximate Bayesian computation; `None` if no generation is complete.
    pub fn of(outcome: &Outcome) -> Option<Self> {
        let (first, last) = (outcome.generations.first()?, outcome.generations.last()?);
        let row = |generation: &Generation| HistoryRow {
            tolerance: generation.tolerance,
            simulations: generation.simulations,
            acceptance: generation.acceptance(),
            ess: generation.ess(),
            distance_median: generation.distance_quantile(0.5),
        };
        let history: Vec<HistoryRow> = outcome.generations.iter().map(row).collect();
        let particles = first.particles.iter();
        Some(Self {
            ended: Ended::Abc(outcome.stop),
            simulations: history.iter().map(|row| row.simulations).sum(),
            prior: particles.clone().map(|p| p.scores.clone()).collect(),
            prior_summaries: particles.map(|p| p.summaries.clone()).collect(),
            posterior: Sample::of(last),
            scale: outcome.distance.scale.clone(),
            adjusted: Some(moved(last, &outcome.distance)),
            history,
            exact: None,
        })
    }

    /// That of SMC², with draws from the prior and their summaries.
    pub fn exact(
        calibration: &Calibration,
        outcome: &smc2::Outcome,
        record: &Record,
        (prior, prior_summaries): (Vec<Vec<f64>>, Vec<Vec<f64>>),
    ) -> Self {
        let mut distance = calibration.distance();
        let rows: Vec<&[f64]> = prior_summaries.iter().map(|row| &row[..]).collect();
        distance.scales_from(&rows);
        let sample = outcome.sample.iter();
        Self {
            ended: Ended::Followed,
            simulations: outcome.likelihoods(),
            prior,
            prior_summaries,
            posterior: Sample {
                scores: sample.clone().map(|own| own.scores.clone()).collect(),
                weights: sample.clone().map(|own| own.weight).collect(),
                judged: sample.map(|own| own.ln_likelihood).collect(),
            },
            scale: distance.scale,
            history: Vec::new(),
            exact: Some(exact(calibration, outcome, record)),
            adjusted: None,
        }
    }
}

fn moved(generation: &Generation, distance: &Distance) -> Sample {
    let adjusted = adjust(generation, distance);
    Sample {
        judged: generation.particles.iter().map(|p| p.distance).collect(),
        scores: adjusted.scores,
        weights: adjusted.weights,
    }
}

fn exact(calibration: &Calibration, outcome: &smc2::Outcome, record: &Record) -> Exact {
    let base = calibration.study.base();
    let mut evidence = vec![EvidenceRow {
        group: None,
        ln_evidence: outcome.ln_evidence,
        se: outcome.ln_evidence_se,
        vectors: outcome.sample.len() as u64,
        likelihoods: outcome.likelihoods(),
    }];
    let mut moves = Vec::new();
    for (number, group) in outcome.groups.iter().enumerate() {
        let own = group.moves.iter().map(|own| own.likelihoods).sum::<u64>();
        evidence.push(EvidenceRow {
            group: Some(number as u64 + 1),
            ln_evidence: group.ln_evidence(),
            se: f64::NAN,
            vectors: group.sample.len() as u64,
            likelihoods: own + group.sample.len() as u64,
        });
        moves.extend(group.moves.iter().map(|own| MoveRow {
            group: number as u64 + 1,
            month: base.start.plus(own.month as i32 - 1),
            effective: own.effective,
            rounds: own.rounds,
            accepted: own.accepted,
            likelihoods: own.likelihoods,
        }));
    }
    let mut sum = 0.0;
    let months = outcome.months.iter().enumerate().map(|(at, evidence)| {
        sum += evidence;
        MonthRow {
            month: base.start.plus(at as i32),
            observed: record.observed.iter().map(|counts| counts[at]).collect(),
            ln_probability: *evidence,
            ln_evidence: sum,
        }
    });
    let months = months.collect();
    let codes = record.records.iter();
    Exact {
        records: codes
            .map(|own| base.roster.observations[*own].code.clone())
            .collect(),
        evidence,
        moves,
        months,
    }
}
