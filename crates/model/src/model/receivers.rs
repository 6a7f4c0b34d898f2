//! M10, M11: who reads the signals, and how. Probers and, with `allied_learning`, allies run one
//! filter; they differ in weight of evidence, attribution, visibility and bias alone.

use bevy_ecs::prelude::*;

use super::beliefs::{self, Goals};
use super::cast::{Cast, Receiver, Values};
use super::state::{Belief, Expectation, HiddenType, SeenAudience};
use super::will::Views;
use crate::ensemble::lanes::Lanes;
use crate::scenario::{Parameters, PerChannel};

/// How a receiver reads, fixed by the parameters of a block.
#[derive(Component)]
pub struct Reading<const L: usize> {
    /// Weight of evidence, temper.
    pub temper: Lanes<L>,
    /// Bias of its readings of levels, of which it does not know.
    pub bias: Lanes<L>,
    /// Probability of seeing, by channel.
    pub visibility: PerChannel<Lanes<L>>,
    /// Whether a channel may go unseen in some lane, so that seeing it takes a draw.
    pub hidden: PerChannel<bool>,
    /// Probability of seeing how the allies responded to a probe.
    pub response_visibility: Lanes<L>,
    /// Whether responses may go unseen in some lane.
    pub responses_hidden: bool,
}

/// Gives all receivers of a cast their way of reading.
pub fn equip<const L: usize>(world: &mut World, cast: &Cast) {
    let zero = Lanes::<L>::ZERO;
    for &entity in &cast.receivers {
        world.entity_mut(entity).insert(Reading {
            temper: zero,
            bias: zero,
            visibility: PerChannel::from_fn(|_| zero),
            hidden: PerChannel::from_fn(|_| true),
            response_visibility: zero,
            responses_hidden: true,
        });
    }
}

/// Sorts receivers by their degree of attribution: probers, then allies if they are receivers.
pub fn sort_views<const L: usize>(
    p: &Parameters<Lanes<L>>,
    allied_learning: bool,
    views: &mut Views<L>,
) {
    views.attribution.clear();
    views.of_receiver.clear();
    let probers = p.probers.iter().map(|prober| &prober.attribution);
    let allies = p.allies.iter().map(|_| &p.partners.attribution);
    let allies = allies.filter(|_| allied_learning);
    for attribution in probers.chain(allies) {
        let known = views.attribution.iter().position(|a| a == attribution);
        let view = known.unwrap_or_else(|| {
            views.attribution.push(*attribution);
            views.attribution.len() - 1
        });
        views.of_receiver.push(view);
    }
}

/// Sets how each receiver reads. What an ally sees of its partners does not depend on the channel,
/// and its readings have no bias.
pub fn readings<const L: usize>(
    values: Res<Values<L>>,
    mut receivers: Query<(&Receiver, &mut Reading<L>)>,
) {
    let p = &values.0;
    // Draws lie below 1.
    let hides = |visibility: &Lanes<L>| visibility.any(|k| visibility[k] < 1.0);
    for (receiver, mut reading) in &mut receivers {
        let (temper, bias, visibility, response_visibility) = match receiver.own {
            None => (
                p.probers[receiver.ix].temper,
                p.probers[receiver.ix].bias,
                p.channels.each_ref().map(|channel| channel.visibility),
                p.signals.response_visibility,
            ),
            Some(_) => (
                p.partners.temper,
                Lanes::ZERO,
                PerChannel::from_fn(|_| p.partners.visibility),
                p.partners.visibility,
            ),
        };
        *reading = Reading {
            temper,
            bias,
            hidden: visibility.each_ref().map(hides),
            visibility,
            responses_hidden: hides(&response_visibility),
            response_visibility,
        };
    }
}

/// Starts every receiver at its prior, given its own type if it is an ally, and with nothing seen.
pub fn first_beliefs<const L: usize>(
    values: Res<Values<L>>,
    cast: Res<Cast>,
    views: Res<Views<L>>,
    goals: Res<Goals<L>>,
    mut receivers: Query<(
        &Receiver,
        Option<&HiddenType<L>>,
        &mut Belief<L>,
        &mut Expectation<L>,
        &mut SeenAudience<L>,
    )>,
) {
    for (receiver, hidden, mut belief, mut expectation, mut reckoned) in &mut receivers {
        beliefs::prior(&values, &mut belief.profile);
        if let Some((own, hidden)) = receiver.own.zip(hidden) {
            beliefs::know(&mut belief.profile, own, &hidden.resolute);
        }
        let goals = &goals.by_view[views.of_receiver[receiver.ix]];
        beliefs::initial_expectation(&cast, goals, &belief, &mut expectation);
        reckoned.by_ally.fill(Lanes::ZERO);
    }
}
