//! The probers' intercepts, found again at points of the space.
//!
//! Only d − cost + v·G is identified, so that a draw of the other numbers at the intercepts of the defaults would be
//! a world with other base rates. A few rounds on few runs of a short horizon are enough, since rates are averages
//! of probabilities, not of draws. The first round moves the mean utility of each rung to where its rate would
//! put it if every month were the mean month, which is about right however far off the defaults are. Later ones move
//! by the difference in log-odds against rung 0, over the slope of these log-odds in the intercept
//! (Newton's method without cross terms). Probes raise threat and threat responses, so that a full move can
//! overshoot: an intercept whose rate passes the one wanted moves half as far in the next round.

use std::sync::atomic::AtomicBool;

use bevy_ecs::prelude::*;

use crate::ensemble::LANES;
use crate::ensemble::lanes::Lanes;
use crate::math::ln;
use crate::model::cast::Cast;
use crate::model::state::{Choice, Doubt, Fear, Threat};
use crate::model::{Engine, LaneRun};
use crate::record::Wanted;
use crate::scenario::{Parameters, Scenario};
use crate::study::base_rates::{MatchError, check, mean_estimate, references, wanted};

/// How hard to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Matching {
    /// Most rounds; one less moves of the intercepts.
    pub rounds: u32,
    /// Runs of a round: a share of a block of lanes, so that a block holds several points.
    pub runs: u64,
    /// Most recorded months of a run.
    pub months: u32,
}

impl Default for Matching {
    fn default() -> Self {
        Self {
            rounds: 16,
            runs: LANES as u64 / 2,
            months: 36,
        }
    }
}

/// A rate below this is rare: in the runs of a round its mean hangs on a few months.
const RARE: f64 = 0.005;
/// A point is matched when rates, and rare ones, are as close as this, in logarithms.
const TOLERANCE: (f64, f64) = (0.05, 0.3);
/// A miss beyond which the first move goes by mean utilities.
const FAR: f64 = 1.0;
/// Largest move of an intercept in a round, in utility times precision.
const LEAP: f64 = 30.0;
/// Least slope that is believed.
const FLAT: f64 = 0.3;
/// By what a move grows again where the rate does not pass the one wanted.
const RECOVER: f64 = 1.25;

/// Largest |ln(shown/wanted)| of a base rate; NaN where the scenario has none of the kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Miss {
    /// Of rates of one in 200 months or more.
    pub common: f64,
    /// Of rarer ones.
    pub rare: f64,
}

impl Miss {
    /// Nothing was matched.
    pub const NONE: Self = Self {
        common: f64::NAN,
        rare: f64::NAN,
    };

    /// The larger of the two in its tolerance; at most 1 for a point that is matched.
    fn size(self) -> f64 {
        f64::max(self.common / TOLERANCE.0, self.rare / TOLERANCE.1)
    }
}

/// The numbers of a point with its intercepts and stationary means, and how far its rates still are from
/// those wanted.
pub type Matched = Result<(Parameters<f64>, Miss), MatchError>;

/// Matches points, each given as a scenario that differs from the others in numbers alone. What is found of a
/// point does not depend on the others. `None` if `stop` was raised before all were.
pub fn matched(points: &[Scenario], effort: Matching, stop: &AtomicBool) -> Option<Vec<Matched>> {
    let runs = (effort.runs as usize).clamp(1, LANES);
    let each = (LANES / runs).max(1);
    let mut found = Vec::new();
    for chunk in points.chunks(each) {
        let mut states: Vec<State> = chunk
            .iter()
            .map(|point| State::new(point, effort))
            .collect();
        if let Some(first) = states.first() {
            let mut world = Engine::new(&first.scenario);
            for round in 0..effort.rounds.max(1) {
                if states.iter().all(|state| state.done) {
                    break;
                }
                let means = means(&mut world, &states, runs, stop)?;
                for (state, means) in states.iter_mut().zip(means) {
                    state.take(&means, round, round + 1 >= effort.rounds.max(1));
                }
            }
        }
        found.extend(states.into_iter().map(State::into_found));
    }
    Some(found)
}

/// A point on its way.
struct State {
    scenario: Scenario,
    done: bool,
    miss: Miss,
    error: Option<MatchError>,
    /// By target and rung: the move before, and the share of the next that is made.
    moves: Vec<Vec<(f64, f64)>>,
    /// The share of the way that stationary means are moved.
    pace: f64,
    /// The best found so far: its miss and numbers.
    best: (Miss, Parameters<f64>),
}

/// Means over runs and months: by target and rung, then those of references.
#[derive(Clone, Debug, Default)]
struct Means {
    /// P(a), by target and rung 0, 1, …
    probability: Vec<Vec<f64>>,
    /// P(a)².
    square: Vec<Vec<f64>>,
    /// P(a)·P(0).
    idle: Vec<Vec<f64>>,
    /// U(a).
    utility: Vec<Vec<f64>>,
    references: Vec<f64>,
}

impl State {
    fn new(point: &Scenario, effort: Matching) -> Self {
        let scenario = Scenario {
            horizon: point.horizon.min(effort.months),
            levers: Vec::new(),
            ..point.clone()
        };
        let error = check(&scenario).err();
        let (targets, rungs) = (scenario.roster.targets.len(), scenario.roster.rungs.len());
        Self {
            done: error.is_some(),
            miss: Miss::NONE,
            error,
            moves: vec![vec![(0.0, 1.0); rungs]; targets],
            pace: 1.0,
            best: (Miss::NONE, scenario.parameters.clone()),
            scenario,
        }
    }

    /// Takes the means of a round, and moves unless it is the last or the point is matched.
    fn take(&mut self, means: &Means, round: u32, last: bool) {
        if self.done {
            return;
        }
        let before = self.miss;
        self.miss = miss(&self.scenario, &means.probability);
        if self.best.0.size().is_nan() || self.miss.size() < self.best.0.size() {
            self.best = (self.miss, self.scenario.parameters.clone());
        }
        // Stationary means that chase one another are slowed down as well.
        if self.miss.size() > before.size() {
            self.pace *= 0.5;
        }
        self.done = last || self.miss.size() <= 1.0;
        if self.done {
            return;
        }
        let far = round == 0 && f64::max(self.miss.common, self.miss.rare) > FAR;
        for t in 0..self.scenario.roster.targets.len() {
            if let Some(rates) = wanted(&self.scenario, t) {
                self.move_target(t, &rates, means, far);
            }
        }
        let pace = self.pace;
        for (stated, shown) in references(&mut self.scenario)
            .into_iter()
            .zip(&means.references)
        {
            *stated += pace * (shown - *stated);
        }
    }

    fn move_target(&mut self, t: usize, rates: &[f64], means: &Means, far: bool) {
        let prober = self.scenario.roster.targets[t].prober;
        let precision = self.scenario.parameters.probers[prober].precision;
        let quiet = 1.0 - rates.iter().sum::<f64>();
        let shown = &means.probability[t];
        let moves = &mut self.moves[t];
        for (a, drive) in self.scenario.parameters.drive[t].iter_mut().enumerate() {
            let rung = a + 1;
            let odds = ln(rates[a] / quiet);
            let step = if far {
                odds - precision * means.utility[t][rung]
            } else {
                let p = shown[rung];
                let slope = (p - means.square[t][rung]) / p + means.idle[t][rung] / shown[0];
                (odds - ln(p / shown[0])) / slope.max(FLAT)
            };
            let (before, share) = &mut moves[a];
            *share = match *before * step < 0.0 {
                true => 0.5 * *share,
                false => (RECOVER * *share).min(1.0),
            };
            *before = if far { 0.0 } else { step };
            drive.drive += *share * step.clamp(-LEAP, LEAP) / precision;
        }
    }

    fn into_found(self) -> Matched {
        match self.error {
            None => Ok((self.best.1, self.best.0)),
            Some(MatchError::NoRates) => Ok((self.scenario.parameters, Miss::NONE)),
            Some(error) => Err(error),
        }
    }
}

/// How far rates are from those wanted, over targets and rungs.
fn miss(scenario: &Scenario, shown: &[Vec<f64>]) -> Miss {
    let mut found = Miss::NONE;
    for (t, shown) in shown.iter().enumerate() {
        let rates = wanted(scenario, t).unwrap_or_default();
        for (wanted, shown) in rates.iter().zip(&shown[1..]) {
            let own = ln(wanted / shown).abs();
            let worst = match *wanted < RARE {
                true => &mut found.rare,
                false => &mut found.common,
            };
            // The larger of a number and NaN is the number.
            *worst = worst.max(own);
        }
    }
    found
}

/// Runs every point on the same replicates and takes its means, unless `stop` is raised.
fn means(
    world: &mut Engine,
    states: &[State],
    runs: usize,
    stop: &AtomicBool,
) -> Option<Vec<Means>> {
    let lanes: Vec<LaneRun<'_>> = states
        .iter()
        .flat_map(|state| (0..runs as u64).map(move |run| (&state.scenario, run)))
        .collect();
    let roster = states.first().map(|state| state.scenario.roster.clone());
    let (targets, rungs) = roster.map_or((0, 0), |r| (r.targets.len(), r.rungs.len()));
    let blank = || vec![vec![0.0; rungs + 1]; targets];
    let mut all = vec![
        Means {
            probability: blank(),
            square: blank(),
            idle: blank(),
            utility: blank(),
            references: Vec::new(),
        };
        states.len()
    ];
    // The points were checked to differ in numbers alone.
    if world.load(&lanes, Wanted::default()).is_err() {
        return Some(all);
    }
    let first = states.first().map(|state| &state.scenario);
    let (burn_in, months) = first.map_or((0, 1), |s| (s.burn_in, s.horizon));
    let share = 1.0 / (f64::from(months) * runs as f64);
    world.begin();
    for month in 0..world.months() {
        if !world.step_unless(stop) {
            return None;
        }
        if month >= burn_in {
            add_month(world.world(), share, runs, &mut all);
        }
    }
    Some(all)
}

/// Adds a month to the means of the points, which have `runs` lanes each.
fn add_month(world: &mut World, share: f64, runs: usize, all: &mut [Means]) {
    let sum = |lanes: &dyn Fn(usize) -> f64, point: usize| -> f64 {
        share * (point * runs..(point + 1) * runs).map(lanes).sum::<f64>()
    };
    world.resource_scope(|world, cast: Mut<Cast>| {
        for (t, &entity) in cast.challenges.iter().enumerate() {
            let Some(choice) = world.get::<Choice<LANES>>(entity) else {
                continue;
            };
            let idle = &choice.probability[0];
            for (a, p) in choice.probability.iter().enumerate() {
                let u = &choice.utility[a];
                for (point, means) in all.iter_mut().enumerate() {
                    means.probability[t][a] += sum(&|k| p[k], point);
                    means.square[t][a] += sum(&|k| p[k] * p[k], point);
                    means.idle[t][a] += sum(&|k| p[k] * idle[k], point);
                    means.utility[t][a] += sum(&|k| u[k], point);
                }
            }
        }
        let mut levels: Vec<Lanes<LANES>> = Vec::new();
        let allies = || cast.allies.iter();
        levels.extend(
            allies()
                .filter_map(|e| world.get::<Threat<LANES>>(*e))
                .map(|x| x.level),
        );
        let probers = cast.probers.iter();
        levels.extend(
            probers
                .filter_map(|e| world.get::<Fear<LANES>>(*e))
                .map(|x| x.level),
        );
        levels.extend(
            allies()
                .filter_map(|e| world.get::<Doubt<LANES>>(*e))
                .map(|x| x.level),
        );
        levels.push(mean_estimate(world, &cast));
        for (point, means) in all.iter_mut().enumerate() {
            means.references.resize(levels.len(), 0.0);
            for (reference, level) in means.references.iter_mut().zip(&levels) {
                *reference += sum(&|k| level[k], point);
            }
        }
    });
}
