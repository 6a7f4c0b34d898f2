//! Matching of the probers' intercepts to base rates, and measurement of the stationary means.
//!
//! Only d_mha − cost + v·G is identified, so the intercepts are found from rates rather than set.
//! Each round simulates the same replicates, averages the probabilities P(a) of choice (not the
//! draws: far less noise for rare rungs), and moves each intercept by the difference in log-odds
//! against rung 0 between the rate wanted and the rate shown, divided by λ. That step is exact where
//! the choice is the same logit in every month and contracts where it is not.

use std::fmt::Write as _;
use std::sync::atomic::AtomicBool;

use bevy_ecs::prelude::*;
use thiserror::Error;

use crate::ensemble::LANES;
use crate::ensemble::lanes::Lanes;
use crate::ensemble::runner::{Block, EnsembleError, Job, KeepRecord, Model, run_ensemble};
use crate::fault::{Fault, HasFault};
use crate::math::ln;
use crate::model::cast::{Cast, Members, Values};
use crate::model::state::{Choice, CoordinationEstimate, Doubt, Fear, Threat};
use crate::model::{Engine, LaneRun};
use crate::record::{BlockRecord, Column, EventLabels, Kind, MonthColumn, Role, Wanted};
use crate::scenario::Scenario;
use crate::watch::{Event, Stopped, Watch};

/// How hard to try.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Replicates of each round.
    pub runs: u64,
    /// Most rounds.
    pub rounds: u32,
    /// Largest |ln(shown/wanted)| of a rate, and largest miss of a stationary mean, that counts as
    /// matched.
    pub tolerance: f64,
    /// Threads.
    pub threads: usize,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Matched {
    /// The scenario with the intercepts and stationary means that were found.
    pub scenario: Scenario,
    /// Rates shown in the last round, by target and rung 1, 2, …
    pub shown: Vec<Vec<f64>>,
    /// Rounds run.
    pub rounds: u32,
    /// Largest miss of the last round, in the sense of [`Effort::tolerance`].
    pub worst: f64,
}

/// Why intercepts cannot be matched.
#[derive(Debug, Error)]
pub enum MatchError {
    /// Rates that leave no month for rung 0.
    #[error("base rates of {target} add up to {sum}; they must add up to less than 1")]
    NoQuietMonth {
        /// The target, such as `PRK/KP`.
        target: String,
        /// Their sum.
        sum: f64,
    },
    /// A rung that is wanted never, though no intercept makes a probability 0.
    #[error(
        "the base rate of {target} at rung {rung} is 0; give every rung of a target a rate above 0, or none of them one"
    )]
    Never {
        /// The target.
        target: String,
        /// The rung.
        rung: usize,
    },
    /// A prober that chooses at random whatever its intercepts.
    #[error("{prober} has precision 0, so that no intercept can move its choice")]
    Random {
        /// The prober.
        prober: String,
    },
    /// Nothing to match.
    #[error("no target of the scenario has base rates")]
    NoRates,
    /// The simulation failed, or was stopped.
    #[error(transparent)]
    Simulation(#[from] EnsembleError<Stopped>),
}

impl HasFault for MatchError {
    fn fault(&self) -> Fault {
        match self {
            Self::Simulation(error) => error.fault(),
            Self::NoQuietMonth { .. }
            | Self::Never { .. }
            | Self::Random { .. }
            | Self::NoRates => Fault::Config,
        }
    }
}

/// Means over the recorded months of a run: P(a) by target and rung, then the references in the order
/// of [`references`].
struct MeanModel<'a> {
    scenario: &'a Scenario,
    columns: Vec<Column>,
    labels: EventLabels,
}

impl Model for MeanModel<'_> {
    type Worker = Engine;

    fn lanes(&self) -> usize {
        LANES
    }

    fn months(&self) -> usize {
        self.scenario.horizon as usize
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
        Engine::new(self.scenario)
    }

    fn run(
        &self,
        worker: &mut Engine,
        block: Block<'_>,
        _: Wanted,
        out: &mut BlockRecord,
        stop: &AtomicBool,
    ) -> bool {
        let lanes = block.replicates.len();
        out.reset(lanes, self.columns.len(), 0, 0);
        out.rows.fill(0.0);
        let runs: Vec<LaneRun<'_>> = block
            .replicates
            .iter()
            .map(|&replicate| (self.scenario, replicate))
            .collect();
        if worker.load(&runs, Wanted::default()).is_err() {
            return true;
        }
        worker.begin();
        let share = 1.0 / f64::from(self.scenario.horizon);
        for month in 0..worker.months() {
            if !worker.step_unless(stop) {
                return false;
            }
            if month >= self.scenario.burn_in {
                add_month(
                    worker.world(),
                    share,
                    self.columns.len(),
                    lanes,
                    &mut out.rows,
                );
            }
        }
        true
    }
}

/// Adds `share` of this month's values to the rows of a block.
fn add_month(world: &mut World, share: f64, columns: usize, lanes: usize, rows: &mut [f64]) {
    let mut at = 0;
    let mut put = |values: &[f64; LANES]| {
        for (lane, value) in values[..lanes].iter().enumerate() {
            rows[lane * columns + at] += share * value;
        }
        at += 1;
    };
    world.resource_scope(|world, cast: Mut<Cast>| {
        for &entity in &cast.challenges {
            if let Some(choice) = world.get::<Choice<LANES>>(entity) {
                choice.probability[1..].iter().for_each(|p| put(&p.0));
            }
        }
        for &entity in &cast.allies {
            if let Some(threat) = world.get::<Threat<LANES>>(entity) {
                put(&threat.level.0);
            }
        }
        for &entity in &cast.probers {
            if let Some(fear) = world.get::<Fear<LANES>>(entity) {
                put(&fear.level.0);
            }
        }
        for &entity in &cast.allies {
            if let Some(doubt) = world.get::<Doubt<LANES>>(entity) {
                put(&doubt.level.0);
            }
        }
        put(&mean_estimate(world, &cast).0);
    });
}

/// Mean of the bloc's estimates of allied coordination, or what the scenario states if no prober
/// belongs to the bloc.
pub(super) fn mean_estimate(world: &World, cast: &Cast) -> Lanes<LANES> {
    let members: Vec<&CoordinationEstimate<LANES>> = world
        .get::<Members>(cast.bloc)
        .map(Members::entities)
        .unwrap_or_default()
        .iter()
        .filter_map(|member| world.get(*member))
        .collect();
    if members.is_empty() {
        return world.resource::<Values<LANES>>().0.bloc.reference;
    }
    Lanes::from_fn(|k| members.iter().map(|e| e.mean[k]).sum::<f64>() / members.len() as f64)
}

/// Means over runs of what [`MeanModel`] records.
fn means(
    scenario: &Scenario,
    effort: Effort,
    progress: impl FnMut(u64),
    stop: &AtomicBool,
) -> Result<Vec<f64>, MatchError> {
    let roster = &scenario.roster;
    let count = roster.targets.len() * roster.rungs.len()
        + 2 * roster.allies.len()
        + roster.probers.len()
        + 1;
    let column = |n: usize| Column {
        name: format!("mean_{n}"),
        kind: Kind::Number,
        role: Role::Value,
        unit: "1".into(),
        description: "Mean over the months of a run.".into(),
    };
    let model = MeanModel {
        scenario,
        columns: (0..count).map(column).collect(),
        labels: EventLabels::default(),
    };
    let job = Job {
        replicates: 0..effort.runs,
        threads: effort.threads,
        wanted: Wanted::default(),
    };
    let mut sums = vec![0.0; count];
    let sink = |_: &[u64], record: &mut BlockRecord| {
        for lane in 0..record.lanes() {
            for (sum, value) in sums.iter_mut().zip(record.row(lane)) {
                *sum += value;
            }
        }
        Ok(())
    };
    run_ensemble(&model, &job, &KeepRecord, sink, progress, stop)?.whole()?;
    for sum in &mut sums {
        *sum /= effort.runs as f64;
    }
    Ok(sums)
}

/// Finds the intercepts at which a scenario shows its base rates, and its stationary means of
/// threat, fear, doubt and estimated coordination. Targets whose base rates are all 0 keep their intercepts. Levers are left
/// out: a baseline is what happens without them. `watch` is told the runs of all rounds so far, and after each
/// round how far it missed.
///
/// # Errors
/// [`MatchError`] if the base rates cannot be matched, or the simulation fails or is stopped.
pub fn match_rates(
    scenario: &Scenario,
    effort: Effort,
    watch: &mut dyn Watch,
) -> Result<Matched, MatchError> {
    let levers = scenario.levers.clone();
    let mut scenario = Scenario {
        levers: Vec::new(),
        ..scenario.clone()
    };
    check(&scenario)?;
    let roster = scenario.roster.clone();
    let rungs = roster.rungs.len();
    let (mut shown, mut worst): (Vec<Vec<f64>>, f64);
    let (mut round, stop) = (0, watch.stop());
    loop {
        let before = u64::from(round) * effort.runs;
        let progress = |done| watch.tell(Event::At(before + done));
        let mean = means(&scenario, effort, progress, stop.flag())?;
        round += 1;
        shown = mean
            .chunks(rungs)
            .take(roster.targets.len())
            .map(<[f64]>::to_vec)
            .collect();
        let rest = &mean[roster.targets.len() * rungs..];
        worst = f64::max(
            rate_miss(&scenario, &shown),
            reference_miss(&scenario, rest),
        );
        watch.tell(Event::Note(&format!(
            "round {round}: largest relative miss {worst:.4}"
        )));
        // What was found is what was simulated, so nothing moves after the last round.
        if worst <= effort.tolerance || round >= effort.rounds {
            break;
        }
        move_intercepts(&mut scenario, &shown);
        move_references(&mut scenario, rest);
    }
    scenario.levers = levers;
    Ok(Matched {
        scenario,
        shown,
        rounds: round,
        worst,
    })
}

/// The rates wanted of a target, or `None` if it has none.
pub(super) fn wanted(scenario: &Scenario, target: usize) -> Option<Vec<f64>> {
    let rates: Vec<f64> = scenario.parameters.base_rate[target]
        .iter()
        .map(|b| b.base_rate)
        .collect();
    rates.iter().any(|b| *b > 0.0).then_some(rates)
}

/// Largest |ln(shown/wanted)| over targets and rungs.
fn rate_miss(scenario: &Scenario, shown: &[Vec<f64>]) -> f64 {
    let mut worst: f64 = 0.0;
    for (t, shown) in shown.iter().enumerate() {
        for (shown, wanted) in shown.iter().zip(wanted(scenario, t).unwrap_or_default()) {
            worst = worst.max(ln(wanted / shown).abs());
        }
    }
    worst
}

/// The stationary means that a scenario states: threat by ally, fear by prober, doubt by ally, and
/// the bloc's estimate of allied coordination.
pub(super) fn references(scenario: &mut Scenario) -> Vec<&mut f64> {
    let p = &mut scenario.parameters;
    let (mut threats, mut doubts) = (Vec::new(), Vec::new());
    for ally in &mut p.allies {
        threats.push(&mut ally.threat_mean);
        doubts.push(&mut ally.doubt_mean);
    }
    let fears = p.probers.iter_mut().map(|prober| &mut prober.fear_mean);
    let bloc = [&mut p.bloc.reference];
    let means = threats.into_iter().chain(fears);
    means.chain(doubts).chain(bloc).collect()
}

/// Largest distance between a stationary mean that the scenario states and the one it shows.
fn reference_miss(scenario: &Scenario, shown: &[f64]) -> f64 {
    let mut scenario = scenario.clone();
    references(&mut scenario)
        .into_iter()
        .zip(shown)
        .map(|(stated, shown)| (*stated - shown).abs())
        .fold(0.0, f64::max)
}

/// Moves each intercept by the difference in log-odds against rung 0, over the precision.
fn move_intercepts(scenario: &mut Scenario, shown: &[Vec<f64>]) {
    let quiet = |rates: &[f64]| 1.0 - rates.iter().sum::<f64>();
    for (t, shown) in shown.iter().enumerate() {
        let Some(wanted) = wanted(scenario, t) else {
            continue;
        };
        let idle = ln(quiet(&wanted) / quiet(shown));
        let precision = scenario.parameters.probers[scenario.roster.targets[t].prober].precision;
        for (a, drive) in scenario.parameters.drive[t].iter_mut().enumerate() {
            // A rung that is all but never shown is approached in steps, not in one leap.
            let step = (ln(wanted[a] / shown[a]) - idle).clamp(-30.0, 30.0);
            drive.drive += step / precision;
        }
    }
}

/// Sets the stationary means to those shown.
fn move_references(scenario: &mut Scenario, shown: &[f64]) {
    for (stated, shown) in references(scenario).into_iter().zip(shown) {
        *stated = *shown;
    }
}

pub(super) fn check(scenario: &Scenario) -> Result<(), MatchError> {
    let mut any = false;
    for (t, target) in scenario.roster.targets.iter().enumerate() {
        let rates = &scenario.parameters.base_rate[t];
        let sum: f64 = rates.iter().map(|b| b.base_rate).sum();
        if sum == 0.0 {
            continue;
        }
        any = true;
        let name = || scenario.roster.target_code(*target);
        if sum >= 1.0 {
            return Err(MatchError::NoQuietMonth {
                target: name(),
                sum,
            });
        }
        if let Some(a) = rates.iter().position(|b| b.base_rate == 0.0) {
            return Err(MatchError::Never {
                target: name(),
                rung: a + 1,
            });
        }
        if scenario.parameters.probers[target.prober].precision == 0.0 {
            let prober = scenario.roster.probers[target.prober].code.clone();
            return Err(MatchError::Random { prober });
        }
    }
    if any {
        Ok(())
    } else {
        Err(MatchError::NoRates)
    }
}

impl Matched {
    /// The lines of a scenario file that hold what was found, with the rates shown and wanted.
    pub fn to_toml(&self) -> String {
        let (roster, p) = (&self.scenario.roster, &self.scenario.parameters);
        let mut out = String::new();
        let list = |values: Vec<f64>, digits: usize| {
            let texts: Vec<String> = values.iter().map(|x| format!("{x:.digits$}")).collect();
            format!("[{}]", texts.join(", "))
        };
        // Writing to a String cannot fail.
        for (ally, values) in roster.allies.iter().zip(&p.allies) {
            let _ = writeln!(
                out,
                "[states.{}]\nthreat_mean = {:.4}\ndoubt_mean = {:.4}\n",
                ally.code, values.threat_mean, values.doubt_mean
            );
        }
        for (m, prober) in roster.probers.iter().enumerate() {
            let _ = writeln!(
                out,
                "[states.{}]\nfear_mean = {:.4}\n",
                prober.code, p.probers[m].fear_mean
            );
            for (t, target) in roster
                .targets
                .iter()
                .enumerate()
                .filter(|(_, t)| t.prober == m)
            {
                let theatre = &roster.theatres[target.theatre].code;
                let drive = p.drive[t].iter().map(|d| d.drive).collect();
                let wanted = p.base_rate[t].iter().map(|b| b.base_rate).collect();
                let _ = writeln!(
                    out,
                    "[states.{}.targets.{theatre}]\ndrive = {}\n# wanted {}\n# shown  {}\n",
                    prober.code,
                    list(drive, 4),
                    list(wanted, 6),
                    list(self.shown[t].clone(), 6),
                );
            }
        }
        let _ = writeln!(out, "[bloc]\nreference = {:.4}", p.bloc.reference);
        out
    }
}
