//! Outcomes of a user's own: worked out lane by lane at the end of each recorded month, and at the end of the run.
//!
//! The values of a month are those of `traces.csv`. Functions that look back begin with the record, not with the burn-in.
//! A month that counts and is missing makes the outcome of its run missing.

mod resolve;
mod vocabulary;

pub use resolve::{Plan, checked, plan};
pub use vocabulary::{Known, Source, vocabulary};

use std::path::Path;

use bevy_ecs::prelude::*;

use resolve::{Folded, Made, Step};

use super::cast::Clock;
use super::event_log::events_of;
use super::observables::months::{self, Group};
use super::observables::{Columns, Observed, Subject};
use super::outcomes::AtWar;
use super::recorder::Log;
use super::state::Cells;
use crate::ensemble::lanes::Lanes;
use crate::expression::Past;
use crate::expression::arithmetic::{binary, finite, truth, unary};
use crate::record::NO_LABEL;
use crate::scenario::Fold;
use crate::scenario::load::{self, Diagnostics, Loaded};

/// Reads a scenario file as [`load::load`] does, and holds its outcomes against what the model observes.
///
/// # Errors
/// As [`load::load`] and [`checked`].
pub fn load(path: &Path, sets: &[String]) -> Result<Loaded, Diagnostics> {
    load::load(path, sets).and_then(checked)
}

/// As [`load()`], of a scenario that the program carries, without a disk ([`load::load_carried`]).
///
/// # Errors
/// As [`load()`].
pub fn load_carried(name: &str, sets: &[String]) -> Result<Loaded, Diagnostics> {
    load::load_carried(name, sets).and_then(checked)
}

/// As [`load()`], of a text, without a disk ([`load::load_text`]).
///
/// # Errors
/// As [`load()`].
pub fn load_text(path: &Path, text: &str, sets: &[String]) -> Result<Loaded, Diagnostics> {
    load::load_text(path, text, sets).and_then(checked)
}

/// The outcomes of a world, and what they remember.
#[derive(Resource, Clone, Default)]
pub struct Own<const L: usize> {
    plan: Plan,
    /// This month's values of what is read.
    sources: Vec<Lanes<L>>,
    /// This month's result of each step.
    results: Vec<Lanes<L>>,
    /// What functions that look back keep.
    memory: Vec<Lanes<L>>,
    /// For each fold, what has come together, and the months that counted.
    sums: Vec<[Lanes<L>; 2]>,
}

impl<const L: usize> Own<L> {
    /// Room for the outcomes of a plan.
    pub fn new(plan: Plan) -> Self {
        let room = |n: usize| vec![Lanes::ZERO; n];
        Self {
            sources: room(plan.sources.len()),
            results: room(plan.steps.len()),
            memory: room(plan.memory),
            sums: vec![[Lanes::ZERO; 2]; plan.folds.len()],
            plan,
        }
    }

    /// Whether any outcome is asked for.
    pub fn is_wanted(&self) -> bool {
        !self.plan.is_empty()
    }

    /// Empties the sums for a new block. Memory needs no emptying: what it holds counts from the months that passed.
    pub fn reset(&mut self) {
        for [sum, months] in &mut self.sums {
            *sum = Lanes::ZERO;
            *months = Lanes::ZERO;
        }
    }

    /// Walks over all that runs have left in it.
    pub fn visit(&mut self, f: &mut dyn FnMut(&mut Lanes<L>)) {
        for list in [&mut self.sources, &mut self.results, &mut self.memory] {
            list.visit(f);
        }
        self.sums.visit(f);
    }

    /// Fills the columns of the user's own, which stand behind the standing ones of a run.
    pub fn fill(&self, lane: usize, row: &mut [f64]) {
        let standing = row.len() - self.plan.made.len();
        for &n in &self.plan.order {
            row[standing + n] = match &self.plan.made[n] {
                Made::Fold(fold) => {
                    let [sum, months] = &self.sums[*fold];
                    total(&self.plan.folds[*fold], sum[lane], months[lane])
                }
                Made::Value(of) => finite(of.value(&|column| row[*column])),
            };
        }
    }

    /// Works out the steps of month `t`, counted from 0.
    fn work(&mut self, t: usize) {
        for (n, step) in self.plan.steps.iter().enumerate() {
            let (done, rest) = self.results.split_at_mut(n);
            let result = &mut rest[0];
            match *step {
                Step::Number(x) => *result = Lanes::splat(x),
                Step::Source(source) => *result = self.sources[source],
                Step::Unary(operation, x) => result.set(|k| unary(operation, done[x][k])),
                Step::Binary(operation, x, y) => {
                    result.set(|k| binary(operation, done[x][k], done[y][k]));
                }
                Step::Past(past, x, at) => {
                    look_back(past, t, &done[x], &mut self.memory[at..], result);
                }
            }
        }
    }

    /// Adds the month to the folds.
    fn fold(&mut self, t: usize) {
        for (fold, [sum, months]) in self.plan.folds.iter().zip(&mut self.sums) {
            let (first, end) = fold.months;
            if !(first as usize..end as usize).contains(&t) {
                continue;
            }
            let of = &self.results[fold.of];
            let condition = fold.condition.map(|n| &self.results[n]);
            for k in 0..L {
                if condition.is_none_or(|condition| truth(condition[k])) {
                    sum.0[k] = joined(fold.fold, sum[k], of[k], months[k], t);
                    months.0[k] += 1.0;
                }
            }
        }
    }
}

/// A fold with one more month. Missing values stay: a month that counts and is missing leaves nothing to say.
fn joined(fold: Fold, sum: f64, x: f64, months: f64, t: usize) -> f64 {
    if fold == Fold::First {
        return if sum == 0.0 && truth(x) {
            t as f64 + 1.0
        } else {
            sum
        };
    }
    let x = finite(x);
    if x.is_nan() || sum.is_nan() {
        return f64::NAN;
    }
    match fold {
        Fold::Sum | Fold::Mean => sum + x,
        Fold::Share => sum + f64::from(u8::from(x != 0.0)),
        Fold::Min if months > 0.0 && sum < x => sum,
        Fold::Max if months > 0.0 && sum > x => sum,
        Fold::Min | Fold::Max | Fold::Last | Fold::First => x,
    }
}

/// What a fold comes to.
fn total(fold: &Folded, sum: f64, months: f64) -> f64 {
    match fold.fold {
        Fold::Sum => finite(sum),
        Fold::First if sum > 0.0 => sum,
        Fold::First => f64::NAN,
        _ if months == 0.0 => f64::NAN,
        Fold::Mean | Fold::Share => finite(sum / months),
        Fold::Min | Fold::Max | Fold::Last => sum,
    }
}

/// A look back in month `t`, with what was kept.
fn look_back<const L: usize>(
    past: Past,
    t: usize,
    x: &Lanes<L>,
    memory: &mut [Lanes<L>],
    result: &mut Lanes<L>,
) {
    match past {
        Past::Lag(0) => *result = *x,
        Past::Lag(k) => {
            let k = k as usize;
            let kept = &mut memory[t % k];
            *result = if t < k { Lanes::splat(f64::NAN) } else { *kept };
            *kept = *x;
        }
        Past::Rolling(k) => {
            let k = k as usize;
            memory[t % k] = *x;
            *result = Lanes::splat(f64::NAN);
            if t + 1 >= k {
                // From the oldest month to this one.
                *result = Lanes::ZERO;
                for age in 1..=k {
                    let month = &memory[(t + age) % k];
                    result.update(|lane, sum| sum + month[lane]);
                }
                result.update(|_, sum| finite(sum / k as f64));
            }
        }
        Past::Since => {
            let kept = &mut memory[0];
            let before = if t == 0 {
                Lanes::splat(f64::INFINITY)
            } else {
                *kept
            };
            kept.set(|k| if truth(x[k]) { 0.0 } else { before[k] + 1.0 });
            *result = *kept;
        }
        Past::Ever => {
            let kept = &mut memory[0];
            let before = if t == 0 { Lanes::ZERO } else { *kept };
            kept.set(|k| if truth(x[k]) { 1.0 } else { before[k] });
            *result = *kept;
        }
    }
}

/// Works out the month of every outcome.
pub fn own_outcomes<const L: usize>(
    world: Observed<L>,
    columns: Res<Columns>,
    at_war: Res<AtWar<L>>,
    clock: Res<Clock>,
    log: Res<Log>,
    mut own: ResMut<Own<L>>,
) {
    let Some(t) = clock.recorded() else { return };
    let own = &mut *own;
    read_months(&world, &columns.0.walk, &own.plan.sources, &mut own.sources);
    for (source, value) in own.plan.sources.iter().zip(&mut own.sources) {
        match source {
            Source::Month(_) => {}
            Source::Event { .. } => *value = Lanes::ZERO,
            Source::Time => *value = Lanes::splat(t as f64 + 1.0),
            Source::AtWar => *value = at_war.0,
        }
    }
    if own
        .plan
        .sources
        .iter()
        .any(|source| matches!(source, Source::Event { .. }))
    {
        count_events(
            &world,
            log.replicates.len(),
            &own.plan.sources,
            &mut own.sources,
        );
    }
    own.work(t);
    own.fold(t);
}

/// Reads the monthly observables that are asked for.
fn read_months<const L: usize>(
    world: &Observed<L>,
    walk: &[(Group, Subject)],
    sources: &[Source],
    values: &mut [Lanes<L>],
) {
    if !sources
        .iter()
        .any(|source| matches!(source, Source::Month(_)))
    {
        return;
    }
    let mut column = 0;
    months::values(world, walk, |x: &Lanes<L>| {
        for (source, value) in sources.iter().zip(values.iter_mut()) {
            if *source == Source::Month(column) {
                *value = *x;
            }
        }
        column += 1;
    });
}

/// Counts the events that are asked for, in the lanes in use.
fn count_events<const L: usize>(
    world: &Observed<L>,
    lanes: usize,
    sources: &[Source],
    values: &mut [Lanes<L>],
) {
    let fits = |wanted: u16, code: u16| wanted == NO_LABEL || wanted == code;
    for lane in 0..lanes {
        events_of(world, lane, &mut |event| {
            for (source, value) in sources.iter().zip(values.iter_mut()) {
                if let Source::Event {
                    kind,
                    actor,
                    target,
                    theatre,
                } = *source
                    && kind == event.kind
                    && fits(actor, event.actor)
                    && fits(target, event.target)
                    && fits(theatre, event.theatre)
                {
                    value.0[lane] += 1.0;
                }
            }
        });
    }
}
