//! M10, M11: who reads the signals, and how. Probers and, with `allied_learning`, allies run one
//! filter; they differ in weight of evidence, attribution, attention, visibility and bias
//! alone.

use bevy_ecs::prelude::*;

use super::attention::{blur, seen_share};
use super::beliefs::{self, Goals};
use super::cast::{Cast, Challenge, Receiver, Values};
use super::rules::Rules;
use super::state::{Belief, Expectation, HiddenType, LEVELS, SeenAudience};
use super::will::Views;
use crate::ensemble::lanes::Lanes;
use crate::math::ln;
use crate::scenario::{ChannelKind, Parameters, PerChannel, Prober};

/// How a receiver reads, fixed by the parameters of a block.
#[derive(Component)]
pub struct Reading<const L: usize> {
    /// Weight of evidence, temper.
    pub temper: Lanes<L>,
    /// Bias of its readings of levels, of which it does not know.
    pub bias: Lanes<L>,
    /// How it sees what two allies do, by dyad.
    pub dyads: Vec<DyadReading<L>>,
    /// Seeing how the allies responded to a probe, in its own theatres and elsewhere.
    pub responses: [Sight<L>; 2],
    /// Whether a challenge is made elsewhere, by challenge.
    pub elsewhere: Vec<bool>,
}

/// How a receiver sees what two allies do.
pub struct DyadReading<const L: usize> {
    /// Seeing what happens, by channel.
    pub channels: PerChannel<Sight<L>>,
    /// How blurred its readings of intelligence sharing and doctrine are.
    pub blur: [Blur<L>; 2],
}

/// Seeing something or not.
#[derive(Clone, Copy)]
pub struct Sight<const L: usize> {
    /// Probability of seeing it.
    pub visibility: Lanes<L>,
    /// Whether it may go unseen in some lane, so that seeing it takes a draw.
    pub hidden: bool,
}

/// What attention makes of the noise of a reading.
#[derive(Clone, Copy)]
pub struct Blur<const L: usize> {
    /// Factor on its variance.
    pub variance: Lanes<L>,
    /// Logarithm of that factor.
    pub ln_variance: Lanes<L>,
    /// Factor on its standard deviation.
    pub deviation: Lanes<L>,
}

impl<const L: usize> Sight<L> {
    fn new(visibility: Lanes<L>) -> Self {
        Self {
            visibility,
            // Draws lie below 1.
            hidden: visibility.any(|k| visibility[k] < 1.0),
        }
    }
}

impl<const L: usize> Blur<L> {
    fn new(attention: &Lanes<L>) -> Self {
        let mut own = Self {
            variance: Lanes::ZERO,
            ln_variance: Lanes::ZERO,
            deviation: Lanes::ZERO,
        };
        own.variance.set(|k| blur(attention[k]));
        own.ln_variance.set(|k| ln(own.variance[k]));
        own.deviation.set(|k| own.variance[k].sqrt());
        own
    }
}

/// Gives all receivers of a cast their way of reading.
pub fn equip<const L: usize>(world: &mut World, cast: &Cast) {
    let sight = Sight::new(Lanes::<L>::ZERO);
    for &entity in &cast.receivers {
        let dyads = cast.dyads.iter().map(|_| DyadReading {
            channels: PerChannel::from_fn(|_| sight),
            blur: [Blur::new(&Lanes::ZERO); 2],
        });
        world.entity_mut(entity).insert(Reading {
            temper: Lanes::<L>::ZERO,
            bias: Lanes::ZERO,
            dyads: dyads.collect(),
            responses: [sight; 2],
            elsewhere: vec![false; cast.challenges.len()],
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

/// A prober's attention to a channel, whoever uses it.
fn attention_to<T>(prober: &Prober<T>, channel: ChannelKind) -> &T {
    match channel {
        ChannelKind::Exercises => &prober.attention_exercises,
        ChannelKind::Statements => &prober.attention_statements,
        ChannelKind::Intel => &prober.attention_intel,
        ChannelKind::Doctrine => &prober.attention_doctrine,
    }
}

/// Sets how each receiver reads. What an ally sees of its partners does not depend on the channel or the pair, and its readings
/// have no bias.
pub fn readings<const L: usize>(
    values: Res<Values<L>>,
    rules: Res<Rules>,
    challenges: Query<&Challenge>,
    mut receivers: Query<(&Receiver, &mut Reading<L>)>,
) {
    let p = &values.0;
    let whole = Lanes::splat(1.0);
    for (receiver, mut reading) in &mut receivers {
        let reading = &mut *reading;
        let prober = p
            .probers
            .get(receiver.ix)
            .filter(|_| receiver.own.is_none());
        (reading.temper, reading.bias) = match prober {
            Some(own) => (own.temper, own.bias),
            None => (p.partners.temper, Lanes::ZERO),
        };
        let attentive = prober.filter(|_| rules.mechanisms.attention);
        for (d, dyad) in reading.dyads.iter_mut().enumerate() {
            let attention = |channel: ChannelKind| {
                let Some(own) = attentive else { return whole };
                let (to_channel, to_dyad) = (
                    attention_to(own, channel),
                    &p.regards[receiver.ix][d].attention,
                );
                let mut product = Lanes::ZERO;
                product.set(|k| to_channel[k] * to_dyad[k]);
                product
            };
            dyad.channels = PerChannel::from_fn(|channel| {
                let visible = match prober {
                    Some(_) => &p.channels[channel].visibility,
                    None => &p.partners.visibility,
                };
                Sight::new(thinned(visible, &attention(channel)))
            });
            dyad.blur = LEVELS.map(|channel| Blur::new(&attention(channel)));
        }
        let visible = match prober {
            Some(_) => &p.signals.response_visibility,
            None => &p.partners.visibility,
        };
        let elsewhere = attentive.map_or(&whole, |own| &own.attention_elsewhere);
        reading.responses =
            [&whole, elsewhere].map(|attention| Sight::new(thinned(visible, attention)));
        let at_home = |theatre: usize| {
            let own = |c: &Challenge| c.prober == receiver.ix && c.theatre == theatre;
            challenges.iter().any(own)
        };
        for challenge in &challenges {
            reading.elsewhere[challenge.ix] = prober.is_some() && !at_home(challenge.theatre);
        }
    }
}

/// What attention leaves of a visibility.
fn thinned<const L: usize>(visibility: &Lanes<L>, attention: &Lanes<L>) -> Lanes<L> {
    let mut seen = Lanes::ZERO;
    seen.set(|k| seen_share(visibility[k], attention[k]));
    seen
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
