//! The state of a world at the start of a block: what each entity carries, and how it begins.

use bevy_ecs::prelude::*;

use super::beliefs::{self, FilterScratch, Goals, Innovations};
use super::cast::{Ally, Cast, Clock, Dice, Dyad, Prober, Values};
use super::channels::{SendingProbabilities, sending_probabilities};
use super::coordination::{Coordination, Scratch};
use super::costs::Cost;
use super::information::InformationScratch;
use super::levels::LevelScratch;
use super::operations;
use super::outcomes::AtWar;
use super::politics::party_mean;
use super::process::Process;
use super::receivers;
use super::response::ResolvePerSeverity;
use super::state::{
    self, Access, Activity, Adaptation, Adjustment, Alignment, Audience, Belief, Channels,
    Commitment, CoordinationEstimate, Crisis, DomesticGain, Doubt, Excitation, ExpectedShare,
    Exposure, Fear, Government, HiddenType, Institution, Load, Opinion, Posture, Programme, Sizes,
    State, Threat, Trust, Will,
};
use super::will::Views;
use crate::ensemble::lanes::Lanes;
use crate::scenario::{ChannelKind, Mechanisms, Party, PerChannel, Roster, Scenario};

/// Gives every entity of a cast its components, and the world its shared state. All memory of the
/// simulation is taken here.
pub fn equip<const L: usize>(world: &mut World, cast: &Cast, roster: &Roster, on: Mechanisms) {
    state::equip::<L>(world, cast, &Sizes::of(roster));
    operations::equip::<L>(world, cast, roster, on);
    receivers::equip::<L>(world, cast);
    let zero = Lanes::<L>::ZERO;
    let (allies, dyads) = (roster.allies.len(), roster.dyads.len());
    let (profiles, rungs) = (roster.profiles(), roster.rungs.len());
    world.insert_resource(SendingProbabilities::<L> {
        by_channel: PerChannel::from_fn(|_| [zero; 2]),
    });
    world.insert_resource(Views::<L> {
        attribution: Vec::new(),
        of_receiver: Vec::new(),
    });
    world.insert_resource(Coordination::<L> {
        level: zero,
        channel_weight: PerChannel::from_fn(|_| zero),
        interoperability_weight: zero,
        in_operations: zero,
        dyad_weight: vec![zero; dyads],
    });
    world.insert_resource(Scratch {
        strengths: vec![zero; dyads],
        logs: vec![zero; dyads],
    });
    world.insert_resource(FilterScratch {
        mass: vec![zero; profiles],
        evidence: vec![zero; profiles],
        hazard: vec![zero; allies],
        by_type: vec![[zero; 2]; allies],
        logs: vec![vec![zero; profiles]; cast.probers.len()],
        terms: [zero; 3],
    });
    world.insert_resource(InformationScratch::new(allies, profiles, rungs));
    world.insert_resource(Goals::<L>::default());
    world.insert_resource(Innovations {
        by_level: [[[zero; 2]; 2]; 2],
    });
    world.insert_resource(ResolvePerSeverity(zero));
    world.insert_resource(LevelScratch::<L>::new(allies));
    world.insert_resource(Cost { month: zero });
    world.insert_resource(AtWar(zero));
}

/// Works out what depends on the parameters of a block alone.
pub fn prepare<const L: usize>(
    values: Res<Values<L>>,
    rules: Res<super::rules::Rules>,
    mut sending: ResMut<SendingProbabilities<L>>,
    mut views: ResMut<Views<L>>,
    mut coordination: ResMut<Coordination<L>>,
    mut resolve: ResMut<ResolvePerSeverity<L>>,
    mut goals: ResMut<Goals<L>>,
    mut innovations: ResMut<Innovations<L>>,
    mut dyads: Query<&mut Will<L>>,
) {
    let p = &values.0;
    sending_probabilities(&p.sending, &p.channels, &mut sending);
    receivers::sort_views(p, rules.mechanisms.allied_learning, &mut views);
    for mut will in &mut dyads {
        will.seen.resize(
            views.attribution.len(),
            PerChannel::from_fn(|_| Lanes::ZERO),
        );
    }
    let Coordination {
        channel_weight,
        interoperability_weight,
        dyad_weight,
        ..
    } = &mut *coordination;
    let weights: Vec<_> = p.channels.iter().map(|c| c.weight).collect();
    if rules.mechanisms.industry {
        // Interoperability stands beside the channels: all five weights sum to 1.
        let weights = [&weights[..], &[p.coordination.interoperability]].concat();
        let mut shares = [Lanes::ZERO; 5];
        normalise(&weights, &mut shares);
        channel_weight.0.copy_from_slice(&shares[..4]);
        *interoperability_weight = shares[4];
    } else {
        normalise(&weights, &mut channel_weight.0);
        *interoperability_weight = Lanes::ZERO;
    }
    let weights: Vec<_> = p.dyads.iter().map(|d| d.weight).collect();
    normalise(&weights, dyad_weight);
    let reference = &p.rungs[rules.reference_rung - 1].severity;
    resolve.0.set(|k| p.response.resolve[k] / reference[k]);
    let no_goals = vec![PerChannel::from_fn(|_| [Lanes::ZERO; 4]); p.dyads.len()];
    goals.by_view.resize(views.attribution.len(), no_goals);
    beliefs::innovations(&values, &mut innovations);
}

fn normalise<const L: usize>(weights: &[Lanes<L>], out: &mut [Lanes<L>]) {
    for (n, share) in out.iter_mut().enumerate() {
        share.set(|k| weights[n][k] / weights.iter().map(|w| w[k]).sum::<f64>());
    }
}

/// A draw from the stationary distribution of x' = φ·x + s·ε, N(0, s²/(1 − φ²)). At φ = 1 there is none:
/// the walk starts at its mean.
fn stationary(normal: f64, noise: f64, persistence: f64) -> f64 {
    let left = 1.0 - persistence * persistence;
    if left > 0.0 {
        normal * noise / left.sqrt()
    } else {
        0.0
    }
}

/// Seats the first governments and draws their types.
pub fn allies<const L: usize>(
    values: Res<Values<L>>,
    dice: Res<Dice<L>>,
    clock: Res<Clock>,
    rules: Res<super::rules::Rules>,
    mut allies: Query<(
        &Ally,
        &mut Government<L>,
        &mut HiddenType<L>,
        &mut Threat<L>,
        &mut Audience<L>,
        &mut Commitment<L>,
        &mut DomesticGain<L>,
    )>,
) {
    let p = &values.0;
    for (ally, mut government, mut hidden, mut threat, mut audience, mut commitment, mut gain) in
        &mut allies
    {
        let own = &p.allies[ally.ix];
        let spec = &rules.allies[ally.ix];
        let (mut party, mut normal) = (Lanes::ZERO, Lanes::ZERO);
        dice.0
            .uniform(Process::InitialGovernment.code(), ally.id, 0, &mut party);
        dice.0
            .normal(Process::InitialGovernment.code(), ally.id, 2, &mut normal);
        let g = &mut *government;
        g.party.set(|k| match spec.party {
            Party::A => 0.0,
            Party::B => 1.0,
            Party::Random => f64::from(u8::from(party[k] < 0.5)),
        });
        g.party_mean
            .set(|k| party_mean(g.party[k], own.stance_a[k], own.stance_b[k]));
        g.stance
            .set(|k| g.party_mean[k] + p.politics.stance_spread[k] * normal[k]);
        g.months_left = Lanes::splat(f64::from(spec.next_election.since(rules.start)));
        g.turnover = Lanes::ZERO;
        let mut draw = Lanes::ZERO;
        dice.0
            .uniform(Process::InitialType.code(), ally.id, 0, &mut draw);
        hidden
            .resolute
            .set(|k| f64::from(u8::from(draw[k] < own.resolute_share[k])));
        threat.level = own.threat_mean;
        audience.level = Lanes::ZERO;
        gain.total = Lanes::ZERO;
        commitment.level = Lanes::ZERO;
        if ally.guarantor {
            dice.0
                .normal(Process::InitialCommitment.code(), ally.id, 0, &mut normal);
            let c = &p.commitment;
            commitment
                .level
                .set(|k| stationary(normal[k], c.noise[k], c.persistence[k]));
        }
    }
    debug_assert_eq!(clock.step, 0);
}

/// Draws the first opinions from their stationary distribution, and sets the rest of the dyads.
pub fn dyads<const L: usize>(
    values: Res<Values<L>>,
    dice: Res<Dice<L>>,
    mut dyads: Query<(
        &Dyad,
        &mut Opinion<L>,
        &mut Institution<L>,
        &mut Activity<L>,
    )>,
) {
    let p = &values.0;
    for (dyad, mut opinion, mut institution, mut activity) in &mut dyads {
        for side in 0..2 {
            let mut normal = Lanes::ZERO;
            dice.0.normal(
                Process::InitialOpinion.code(),
                dyad.public_id[side],
                0,
                &mut normal,
            );
            let mean = &p.publics[dyad.ix][side].mean;
            let (phi, noise) = (&p.opinion.persistence, &p.opinion.noise);
            opinion.held[side].set(|k| mean[k] + stationary(normal[k], noise[k], phi[k]));
            opinion.shock[side] = Lanes::ZERO;
        }
        institution.level = p.dyads[dyad.ix].institution_start;
        activity.clear();
    }
}

/// Starts every channel at its target, for the wills and types of the first month.
pub fn channels<const L: usize>(
    cast: Res<Cast>,
    sending: Res<SendingProbabilities<L>>,
    allies: Query<&HiddenType<L>>,
    mut dyads: Query<(&Dyad, &Will<L>, &mut Channels<L>)>,
) {
    for (dyad, will, mut channels) in &mut dyads {
        let [i, j] = dyad.between.map(|ally| allies.get(cast.allies[ally]));
        let (Ok(own), Ok(partner)) = (i, j) else {
            continue;
        };
        for channel in ChannelKind::ALL {
            let level = &mut channels.level[channel];
            let worth = &sending.by_channel[channel];
            let of = |z: f64, k: usize| if z > 0.5 { worth[1][k] } else { worth[0][k] };
            level.set(|k| {
                super::channels::target(
                    will.joint[channel][k],
                    of(own.resolute[k], k),
                    of(partner.resolute[k], k),
                )
            });
        }
    }
}

/// Sets what the allies have and hold of each other at the start: no adaptation, usual posture, mean
/// doubt, priors about partners, granted bases, no load and no campaign.
pub fn forces<const L: usize>(
    values: Res<Values<L>>,
    cast: Res<Cast>,
    mut allies: Query<(
        &Ally,
        &mut Adaptation<L>,
        &mut Posture<L>,
        &mut Doubt<L>,
        &mut Exposure<L>,
        &mut Belief<L>,
    )>,
    mut adjustments: Query<&mut Adjustment<L>>,
    mut accesses: Query<&mut Access<L>>,
    mut theatres: Query<(&mut Load<L>, &mut ExpectedShare<L>)>,
    mut blocs: Query<&mut Alignment<L>>,
) {
    let p = &values.0;
    let (zero, one) = (Lanes::ZERO, Lanes::splat(1.0));
    for (ally, mut adaptation, mut posture, mut doubt, mut exposure, mut belief) in &mut allies {
        adaptation.level = zero;
        *posture = Posture {
            level: zero,
            assets: one,
            response: zero,
        };
        let protected = cast.guarantors.iter().any(|g| *g != ally.ix);
        doubt.level = if protected {
            p.allies[ally.ix].doubt_mean
        } else {
            zero
        };
        doubt.strike = one;
        exposure.level = zero;
        beliefs::prior(&values, &mut belief.profile);
    }
    for mut adjustment in &mut adjustments {
        *adjustment = Adjustment {
            raise: zero,
            keep: one,
        };
    }
    for mut access in &mut accesses {
        *access = Access {
            probability: one,
            granted: one,
            usable: one,
        };
    }
    for (mut load, mut expected) in &mut theatres {
        load.level = zero;
        expected.by_ally.fill(one);
    }
    for mut alignment in &mut blocs {
        *alignment = Alignment {
            level: p.bloc.mean,
            campaign: zero,
            began: zero,
        };
    }
}

/// Starts what a prober carries beside its belief, and its programme from its stationary distribution.
pub fn probers<const L: usize>(
    values: Res<Values<L>>,
    dice: Res<Dice<L>>,
    rules: Res<super::rules::Rules>,
    mut probers: Query<(
        &Prober,
        &mut CoordinationEstimate<L>,
        &mut Programme<L>,
        &mut Excitation<L>,
        &mut Fear<L>,
        &mut Trust<L>,
    )>,
) {
    let p = &values.0;
    for (prober, mut estimate, mut programme, mut excitation, mut fear, mut trust) in &mut probers {
        let own = &p.probers[prober.ix];
        // Nothing is known of coordination at first: the middle, with the variance of U[0, 1].
        estimate.mean = Lanes::splat(0.5);
        estimate.variance = Lanes::splat(1.0 / 12.0);
        programme.level = Lanes::ZERO;
        if rules.mechanisms.programme {
            dice.0.normal(
                Process::InitialProgramme.code(),
                prober.id,
                0,
                &mut programme.level,
            );
        }
        excitation.level = Lanes::ZERO;
        fear.level = own.fear_mean;
        trust.level = own.trust_prior;
        trust.kept = Lanes::ZERO;
        trust.reciprocates = Lanes::ZERO;
    }
}

/// Ends all crises and wars of the block before.
pub fn outcomes<const L: usize>(mut at_war: ResMut<AtWar<L>>, mut theatres: Query<&mut Crisis<L>>) {
    at_war.0 = Lanes::ZERO;
    for mut crisis in &mut theatres {
        crisis.clear();
    }
}

/// The parts of a scenario that are the same in all lanes and that no parameter is.
pub fn rules(scenario: &Scenario) -> super::rules::Rules {
    super::rules::Rules {
        start: scenario.start,
        reference_rung: scenario.reference_rung,
        mechanisms: scenario.mechanisms,
        allies: scenario.roster.allies.clone(),
    }
}
