//! Levers: exogenous changes between two dates that force or scale what allies do. The probers
//! are not told of a lever; they see only what the channels show.

use bevy_ecs::prelude::*;

use crate::ensemble::lanes::Lanes;
use crate::scenario::{Action, ChannelKind, LeverTarget, Scenario};

/// What a lever does, with its value apart so that it can differ by lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Holds at the value.
    Set,
    /// Multiplies by the value.
    Scale,
    /// Adds the value.
    Shift,
}

/// One lever of a block.
#[derive(Clone, Debug)]
pub struct LaneLever<const L: usize> {
    target: LeverTarget,
    operation: Operation,
    from: u32,
    until: u32,
    value: Lanes<L>,
}

/// The levers of a block, in the order of the scenario.
#[derive(Resource, Clone, Debug, Default)]
pub struct Levers<const L: usize>(Vec<LaneLever<L>>);

impl Action {
    /// The operation and its value.
    pub fn parts(self) -> (Operation, f64) {
        match self {
            Self::Set(value) => (Operation::Set, value),
            Self::Scale(value) => (Operation::Scale, value),
            Self::Shift(value) => (Operation::Shift, value),
        }
    }
}

impl<const L: usize> Levers<L> {
    /// The levers of the scenarios of the lanes, which differ in values only.
    pub fn gather(lanes: &[&Scenario; L]) -> Self {
        let first = lanes[0];
        let start = first.start.plus(-(first.burn_in as i32));
        let list = first.levers.iter().enumerate().map(|(n, lever)| LaneLever {
            target: lever.target,
            operation: lever.action.parts().0,
            from: lever.from.since(start).max(0) as u32,
            until: lever.until.since(start).max(0) as u32,
            value: Lanes::from_fn(|k| lanes[k].levers[n].action.parts().1),
        });
        Self(list.collect())
    }

    fn active(&self, step: u32) -> impl Iterator<Item = &LaneLever<L>> {
        self.0
            .iter()
            .filter(move |lever| lever.from <= step && step < lever.until)
    }

    /// Acts on the joint will of a dyad, which stays in [0, 1].
    pub fn on_will(&self, step: u32, dyad: usize, will: &mut Lanes<L>) {
        for lever in self.active(step) {
            if lever.target == (LeverTarget::Will { dyad }) {
                will.update(|k, w| unit(operate(lever.operation, w, lever.value[k])));
            }
        }
    }

    /// Acts on the target of a channel, and on its level if the lever holds it.
    pub fn on_channel(
        &self,
        step: u32,
        dyad: usize,
        channel: ChannelKind,
        target: &mut Lanes<L>,
        level: Option<&mut Lanes<L>>,
    ) {
        let mut level = level;
        for lever in self.active(step) {
            let LeverTarget::Channel {
                dyad: d,
                channel: c,
                ..
            } = lever.target
            else {
                continue;
            };
            if d != dyad || c != channel {
                continue;
            }
            match (&mut level, lever.operation) {
                (None, operation) if operation != Operation::Set => {
                    target.update(|k, x| unit(operate(operation, x, lever.value[k])));
                }
                (Some(level), Operation::Set) => level.set(|k| unit(lever.value[k])),
                _ => {}
            }
        }
    }

    /// Acts on opinion in a public of a dyad, in logits.
    pub fn on_opinion(&self, step: u32, dyad: usize, public: usize, opinion: &mut Lanes<L>) {
        for lever in self.active(step) {
            if lever.target == (LeverTarget::Opinion { dyad, public }) {
                // A shift is a shock: it strikes once, at the first month, and then fades.
                if lever.operation != Operation::Shift || lever.from == step {
                    opinion.update(|k, o| operate(lever.operation, o, lever.value[k]));
                }
            }
        }
    }

    /// Acts on one number of an ally: its leader's stance in every month, or its commitment or
    /// threat, of which a shift is a shock that strikes once and then fades.
    pub fn on_ally(&self, step: u32, target: LeverTarget, value: &mut Lanes<L>) {
        for lever in self.active(step) {
            let lasting = matches!(target, LeverTarget::Stance { .. });
            let acts = lasting || lever.operation != Operation::Shift || lever.from == step;
            if lever.target == target && acts {
                value.update(|k, x| operate(lever.operation, x, lever.value[k]));
            }
        }
    }

    /// Acts on the share in joint programmes that a dyad aims at, or on the share itself if the lever
    /// holds it.
    pub fn on_industry(
        &self,
        step: u32,
        dyad: usize,
        target: &mut Lanes<L>,
        share: Option<&mut Lanes<L>>,
    ) {
        let mut share = share;
        for lever in self.active(step) {
            if lever.target != (LeverTarget::Industry { dyad }) {
                continue;
            }
            match (&mut share, lever.operation) {
                (None, operation) if operation != Operation::Set => {
                    target.update(|k, x| unit(operate(operation, x, lever.value[k])));
                }
                (Some(share), Operation::Set) => share.set(|k| unit(lever.value[k])),
                _ => {}
            }
        }
    }

    /// The party of an ally whose governments are given, and whether one takes office this month.
    pub fn on_party(&self, step: u32, ally: usize) -> Option<(&Lanes<L>, bool)> {
        let held = |lever: &&LaneLever<L>| lever.target == (LeverTarget::Party { ally });
        let lever = self.active(step).find(held)?;
        Some((&lever.value, lever.from == step))
    }

    /// Holds the rung that a prober chooses. Whether a lever does.
    pub fn on_rung(&self, step: u32, target: usize, rung: &mut Lanes<L>) -> bool {
        let mut held = false;
        for lever in self.active(step) {
            if lever.target == (LeverTarget::Rung { target }) {
                rung.set(|k| lever.value[k]);
                held = true;
            }
        }
        held
    }

    /// Acts on coordination in operations; `announced_only` leaves out what probers are not told.
    pub fn on_coordination(&self, step: u32, announced_only: bool, coordination: &mut Lanes<L>) {
        for lever in self.active(step) {
            let LeverTarget::Coordination { announced } = lever.target else {
                continue;
            };
            if announced || !announced_only {
                coordination.update(|k, c| unit(operate(lever.operation, c, lever.value[k])));
            }
        }
    }

    /// Whether a lever on coordination is announced to the probers in this month.
    pub fn coordination_announced(&self, step: u32) -> bool {
        self.active(step)
            .any(|lever| lever.target == (LeverTarget::Coordination { announced: true }))
    }

    /// Whether restraint in exercises of a dyad is announced to the probers in this month.
    pub fn restraint_announced(&self, step: u32, dyad: usize) -> bool {
        self.active(step).any(|lever| {
            matches!(lever.target, LeverTarget::Channel { dyad: d, channel: ChannelKind::Exercises, announced: true } if d == dyad)
        })
    }
}

#[inline(always)]
fn operate(operation: Operation, x: f64, value: f64) -> f64 {
    match operation {
        Operation::Set => value,
        Operation::Scale => x * value,
        Operation::Shift => x + value,
    }
}

#[inline(always)]
fn unit(x: f64) -> f64 {
    crate::math::clamp(x, 0.0, 1.0)
}
