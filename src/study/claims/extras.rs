//! What a claim can measure of a run: the columns of `runs.csv`, and some that say the same with less noise
//! or look where the record of a run does not.
//!
//! Expected wars are the sum over months of the probability that a crisis becomes a war, given the state in that
//! month: conditional Monte Carlo, as for the probes to be expected that every run row has.

use bevy_ecs::prelude::*;

use crate::ensemble::LANES;
use crate::ensemble::lanes::Lanes;
use crate::model::Layout;
use crate::model::beliefs::marginal;
use crate::model::cast::{Cast, Challenge, Values};
use crate::model::coordination::Coordination;
use crate::model::decision::chance;
use crate::model::observables::slug;
use crate::model::outcomes::{AtWar, war_probability};
use crate::model::state::{Answer, Belief, Channels, Choice, Crisis, Government, Strength};
use crate::record::{Column, Kind, Role};
use crate::scenario::{ChannelKind, Roster, Scenario};

/// The rung from which a probe counts towards the shortfall.
const SERIOUS: f64 = 3.0;
/// Months that count as those after a change of government.
const AFTER: f64 = 6.0;

/// All columns that a claim can name: those of a run row, own outcomes included, then those kept here.
pub fn columns(scenario: &Scenario) -> Vec<Column> {
    let mut columns = Layout::of(scenario).run;
    columns.extend(own_columns(&scenario.roster));
    columns
}

/// The columns kept here.
fn own_columns(roster: &Roster) -> Vec<Column> {
    let mut columns = Vec::new();
    let mut add = |name: String, unit: &str, description: String| {
        columns.push(Column {
            name,
            kind: Kind::Number,
            role: Role::Value,
            unit: unit.to_owned(),
            description,
        });
    };
    let text = "Wars to be expected in the states that the run went through.";
    add("expected_wars".into(), "wars", text.into());
    let text = "Probes of rung 2 or above to be expected in the six months from a change of government on.";
    add("expected_after_turnover".into(), "probes", text.into());
    let text = "Months that lie within six months from a change of government on.";
    add("months_after_turnover".into(), "months", text.into());
    let text = "Variance of coordination over the months of the run.";
    add("coordination_variance".into(), "variance", text.into());
    for prober in &roster.probers {
        let text = format!(
            "Mean over months and allies of p(1 - p), p the belief of {} that the ally is resolute.",
            prober.name
        );
        add(
            format!("uncertainty_{}", slug(&prober.code)),
            "variance",
            text,
        );
    }
    for theatre in &roster.theatres {
        let text = format!(
            "Sum over probes of rung 3 or above in {} of what the response fell short of a full one.",
            theatre.name
        );
        add(format!("shortfall_{}", slug(&theatre.code)), "1", text);
    }
    for dyad in &roster.dyads {
        let [i, j] = dyad.between.map(|n| &roster.allies[n]);
        let pair = format!("{}_{}", slug(&i.code), slug(&j.code));
        let both = format!("{} and {}", i.name, j.name);
        let text = format!("Mean over months of cooperation of {both}, over all channels.");
        add(format!("cooperation_{pair}"), "1", text);
        for channel in ChannelKind::ALL {
            let text = format!(
                "Mean over months of the level of the channel {} of {both}.",
                channel.key()
            );
            add(format!("level_{}_{pair}", &channel.key()[..4]), "1", text);
        }
    }
    columns
}

/// Sums of a block of runs.
pub(super) struct Extras {
    sums: Vec<Lanes<LANES>>,
    at_war: Lanes<LANES>,
    active: Vec<Lanes<LANES>>,
    /// Months left that count as those after a change of government.
    fresh: Lanes<LANES>,
    /// Mean of coordination so far, and months.
    coordination: (Lanes<LANES>, f64),
}

impl Extras {
    pub fn new(roster: &Roster) -> Self {
        Self {
            sums: vec![Lanes::ZERO; own_columns(roster).len()],
            at_war: Lanes::ZERO,
            active: vec![Lanes::ZERO; roster.theatres.len()],
            fresh: Lanes::ZERO,
            coordination: (Lanes::ZERO, 0.0),
        }
    }

    /// Forgets everything.
    pub fn reset(&mut self) {
        self.sums.fill(Lanes::ZERO);
        self.fresh = Lanes::ZERO;
        self.coordination = (Lanes::ZERO, 0.0);
    }

    /// Looks at the world before a month.
    pub fn before(&mut self, world: &World) {
        self.at_war = world.resource::<AtWar<LANES>>().0;
        let cast = world.resource::<Cast>();
        for (active, &entity) in self.active.iter_mut().zip(&cast.theatres) {
            *active = world
                .get::<Crisis<LANES>>(entity)
                .map_or(Lanes::ZERO, |crisis| crisis.active);
        }
    }

    /// Adds a recorded month, of which `share` is one over the number of months.
    pub fn after(&mut self, world: &World, share: f64) {
        let cast = world.resource::<Cast>();
        let mut at = 0;
        at += self.wars(world, cast, at);
        at += self.turnovers(world, cast, at);
        at += self.steadiness(world, at, share);
        at += self.uncertainty(world, cast, at, share);
        at += self.shortfall(world, cast, at);
        self.levels(world, cast, at, share);
    }

    /// Appends the values of a lane.
    pub fn write(&self, lane: usize, row: &mut Vec<f64>) {
        row.extend(self.sums.iter().map(|sum| sum[lane]));
    }

    fn add(&mut self, at: usize, value: impl Fn(usize) -> f64) {
        if let Some(sum) = self.sums.get_mut(at) {
            sum.update(|k, s| s + value(k));
        }
    }

    fn wars(&mut self, world: &World, cast: &Cast, at: usize) -> usize {
        let p = &world.resource::<Values<LANES>>().0;
        for (theatre, &entity) in cast.theatres.iter().enumerate() {
            let Some(crisis) = world.get::<Crisis<LANES>>(entity) else {
                continue;
            };
            let before = self.active.get(theatre).copied().unwrap_or(Lanes::ZERO);
            let at_war = self.at_war;
            self.add(at, |k| {
                let on = (before[k] > 0.5 || crisis.began[k] > 0.5) && at_war[k] < 0.5;
                if !on {
                    return 0.0;
                }
                let hardness = p.levels.war[k] * crisis.hard[k];
                let hazard = p.crisis.war[k];
                war_probability(hazard, p.crisis.miscalculation[k], crisis.gap[k], hardness)
            });
        }
        1
    }

    fn turnovers(&mut self, world: &World, cast: &Cast, at: usize) -> usize {
        for &entity in &cast.allies {
            if let Some(government) = world.get::<Government<LANES>>(entity) {
                let turnover = &government.turnover;
                self.fresh
                    .update(|k, left| if turnover[k] > 0.5 { AFTER } else { left });
            }
        }
        let fresh = self.fresh;
        for &entity in &cast.challenges {
            let Some(choice) = world.get::<Choice<LANES>>(entity) else {
                continue;
            };
            let Choice {
                probability,
                drawn,
                rung,
                ..
            } = choice;
            for (a, p) in probability.iter().enumerate().skip(2) {
                self.add(at, |k| {
                    let p = chance(drawn[k], p[k], rung[k], a as f64);
                    if fresh[k] > 0.5 { p } else { 0.0 }
                });
            }
        }
        self.add(at + 1, |k| if fresh[k] > 0.5 { 1.0 } else { 0.0 });
        self.fresh
            .update(|_, left| if left > 0.5 { left - 1.0 } else { 0.0 });
        2
    }

    /// The sum of squares about the mean, updated month by month (Welford 1962, Technometrics).
    fn steadiness(&mut self, world: &World, at: usize, share: f64) -> usize {
        let level = world.resource::<Coordination<LANES>>().level;
        let (mut mean, months) = self.coordination;
        let months = months + 1.0;
        let before = mean;
        mean.update(|k, mean| mean + (level[k] - mean) / months);
        self.add(at, |k| {
            share * (level[k] - before[k]) * (level[k] - mean[k])
        });
        self.coordination = (mean, months);
        1
    }

    fn uncertainty(&mut self, world: &World, cast: &Cast, at: usize, share: f64) -> usize {
        let each = share / cast.allies.len().max(1) as f64;
        for (m, &entity) in cast.probers.iter().enumerate() {
            let Some(belief) = world.get::<Belief<LANES>>(entity) else {
                continue;
            };
            for ally in 0..cast.allies.len() {
                let mut p = Lanes::ZERO;
                marginal(&belief.profile, ally, &mut p);
                self.add(at + m, |k| each * p[k] * (1.0 - p[k]));
            }
        }
        cast.probers.len()
    }

    fn shortfall(&mut self, world: &World, cast: &Cast, at: usize) -> usize {
        for &entity in &cast.challenges {
            let (Some(choice), Some(answer), Some(challenge)) = (
                world.get::<Choice<LANES>>(entity),
                world.get::<Answer<LANES>>(entity),
                world.get::<Challenge>(entity),
            ) else {
                continue;
            };
            self.add(at + challenge.theatre, |k| {
                if choice.rung[k] >= SERIOUS {
                    1.0 - answer.strength[k]
                } else {
                    0.0
                }
            });
        }
        cast.theatres.len()
    }

    fn levels(&mut self, world: &World, cast: &Cast, at: usize, share: f64) {
        let each = 1 + ChannelKind::ALL.len();
        for (d, &entity) in cast.dyads.iter().enumerate() {
            let first = at + d * each;
            if let Some(strength) = world.get::<Strength<LANES>>(entity) {
                self.add(first, |k| share * strength.level[k]);
            }
            if let Some(channels) = world.get::<Channels<LANES>>(entity) {
                for (c, level) in channels.level.iter().enumerate() {
                    self.add(first + 1 + c, |k| share * level[k]);
                }
            }
        }
    }
}
