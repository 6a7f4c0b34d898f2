//! M7: coordination of the alliance, a CES mean over its dyads.

use bevy_ecs::prelude::*;

use super::cast::{Cast, Clock, Dyad, Values};
use super::levers::Levers;
use super::state::{Channels, Industry, Strength};
use super::will::{all_geometric, is_geometric};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::math::ln;
use crate::scenario::PerChannel;
use crate::theory::signals::{
    CES_GEOMETRIC, ces_geometric, ces_rho, ces_shifted, ces_shifted_term,
};

/// Coordination of the alliance and the weights that it is made with.
#[derive(Resource, Clone)]
pub struct Coordination<const L: usize> {
    /// coord, in [0, 1].
    pub level: Lanes<L>,
    /// Channel weights, normalised to sum 1.
    pub channel_weight: PerChannel<Lanes<L>>,
    /// Weight of interoperability beside the channels, so that all five sum to 1; 0 without joint
    /// industry.
    pub interoperability_weight: Lanes<L>,
    /// Coordination as operations have it: the probability that the plan holds.
    pub in_operations: Lanes<L>,
    /// Dyad weights, normalised to sum 1.
    pub dyad_weight: Vec<Lanes<L>>,
}

/// Cooperation of a dyad from its four channels with weights that sum to 1.
#[inline(always)]
pub fn strength(weight: [f64; 4], level: [f64; 4]) -> f64 {
    weight[0] * level[0] + weight[1] * level[1] + weight[2] * level[2] + weight[3] * level[3]
}

simd! {
    /// s_d of one dyad from the levels of its channels.
    pub fn strength_of<const L: usize>(
        weight: &[Lanes<L>; 4], level: [&Lanes<L>; 4], out: &mut Lanes<L>
    ) {
        out.set(|k| {
            strength([0, 1, 2, 3].map(|c| weight[c][k]), [0, 1, 2, 3].map(|c| level[c][k]))
        });
    }

    /// Adds interoperability to a dyad's cooperation.
    pub fn add_interoperability<const L: usize>(
        weight: &Lanes<L>, level: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.update(|k, s| s + weight[k] * level[k]);
    }

    fn log_strength<const L: usize>(s: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| ln(if s[k] > 1e-300 { s[k] } else { 1e-300 }));
    }

    fn largest_term<const L: usize>(
        ln_s: &Lanes<L>, weight: &Lanes<L>, u: &Lanes<L>, shift: &mut Lanes<L>
    ) {
        shift.update(|k, best| {
            let term = ces_rho(u[k]) * ln_s[k];
            if (term > best) & (weight[k] > 0.0) { term } else { best }
        });
    }

    fn add_term<const L: usize>(
        ln_s: &Lanes<L>, weight: &Lanes<L>, u: &Lanes<L>, shift: &Lanes<L>, sum: &mut Lanes<L>
    ) {
        sum.update(|k, total| {
            let term = ces_shifted_term(ln_s[k], ces_rho(u[k]), shift[k]);
            if weight[k] > 0.0 { total + weight[k] * term } else { total }
        });
    }

    fn add_log<const L: usize>(ln_s: &Lanes<L>, weight: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, total| total + weight[k] * ln_s[k]);
    }

    fn note_zero<const L: usize>(s: &Lanes<L>, weight: &Lanes<L>, zero: &mut Lanes<L>) {
        zero.update(|k, z| if (s[k] <= 1e-300) & (weight[k] > 0.0) { 1.0 } else { z });
    }

    fn geometric_mean<const L: usize>(sum: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| ces_geometric(sum[k]));
    }

    fn ces_mean<const L: usize>(
        sum: &Lanes<L>, shift: &Lanes<L>, u: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.update(|k, geometric| {
            if is_geometric(u[k]) { geometric } else { ces_shifted(sum[k], shift[k], ces_rho(u[k])) }
        });
    }

    fn vanish<const L: usize>(zero: &Lanes<L>, u: &Lanes<L>, out: &mut Lanes<L>) {
        out.update(|k, c| {
            let weakest = ces_rho(u[k]) < CES_GEOMETRIC;
            if weakest & (zero[k] > 0.5) { 0.0 } else { c }
        });
    }
}

/// CES mean (S7) over dyads in lanes: log-sum-exp with the largest term taken out; 0 where ρ ≤ 0
/// and any weighted strength is 0. With no dyad it is 0. `logs` is scratch, one entry a dyad.
pub fn ces_over_dyads<const L: usize>(
    strengths: &[Lanes<L>],
    weights: &[Lanes<L>],
    u: &Lanes<L>,
    logs: &mut [Lanes<L>],
    out: &mut Lanes<L>,
) {
    if strengths.is_empty() {
        *out = Lanes::ZERO;
        return;
    }
    let (mut log_sum, mut zero) = (Lanes::ZERO, Lanes::ZERO);
    for ((s, weight), log) in strengths.iter().zip(weights).zip(logs.iter_mut()) {
        log_strength(s, log);
        add_log(log, weight, &mut log_sum);
        note_zero(s, weight, &mut zero);
    }
    geometric_mean(&log_sum, out);
    if !all_geometric(u) {
        let mut shift = Lanes::splat(f64::MIN);
        for (log, weight) in logs.iter().zip(weights) {
            largest_term(log, weight, u, &mut shift);
        }
        let mut sum = Lanes::ZERO;
        for (log, weight) in logs.iter().zip(weights) {
            add_term(log, weight, u, &shift, &mut sum);
        }
        ces_mean(&sum, &shift, u, out);
    }
    vanish(&zero, u, out);
}

/// Scratch space of the coordination systems, one entry a dyad.
#[derive(Resource)]
pub struct Scratch<const L: usize> {
    /// Strengths.
    pub strengths: Vec<Lanes<L>>,
    /// Their logarithms.
    pub logs: Vec<Lanes<L>>,
}

/// Works out cooperation by dyad and coordination over dyads.
pub fn coordination<const L: usize>(
    values: Res<Values<L>>,
    cast: Res<Cast>,
    mut scratch: ResMut<Scratch<L>>,
    mut coordination: ResMut<Coordination<L>>,
    clock: Res<Clock>,
    levers: Res<Levers<L>>,
    switches: Res<super::rules::Switches>,
    mut dyads: Query<(&Dyad, &Channels<L>, &Industry<L>, &mut Strength<L>)>,
) {
    let scratch = &mut *scratch;
    for &entity in &cast.dyads {
        let Ok((dyad, channels, industry, mut strength)) = dyads.get_mut(entity) else {
            continue;
        };
        strength_of(
            &coordination.channel_weight.0,
            channels.level.0.each_ref(),
            &mut strength.level,
        );
        if switches.0.industry {
            let weight = &coordination.interoperability_weight;
            add_interoperability(weight, &industry.interoperability, &mut strength.level);
        }
        scratch.strengths[dyad.ix] = strength.level;
    }
    let u = &values.0.coordination.substitutability;
    let Coordination {
        level,
        dyad_weight,
        in_operations,
        ..
    } = &mut *coordination;
    ces_over_dyads(&scratch.strengths, dyad_weight, u, &mut scratch.logs, level);
    *in_operations = if switches.0.coordination {
        *level
    } else {
        Lanes::splat(1.0)
    };
    levers.on_coordination(clock.step, false, in_operations);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S7 of the theory library for (.8, .3, .3) with equal weights.
    #[test]
    fn agrees_with_the_published_values() {
        let strengths = [Lanes([0.8; 4]), Lanes([0.3; 4]), Lanes([0.3; 4])];
        let weights = [Lanes::splat(1.0 / 3.0); 3];
        let u = Lanes([1.0, 0.5, 1.0 / 3.0, 0.1]);
        let mut out = Lanes::ZERO;
        ces_over_dyads(&strengths, &weights, &u, &mut [Lanes::ZERO; 3], &mut out);
        for (value, expected) in out.0.iter().zip([0.466667, 0.416017, 0.378947, 0.315589]) {
            assert!(
                (value - expected).abs() < 5e-7,
                "{value} against {expected}"
            );
        }
    }

    #[test]
    fn a_dyad_without_weight_is_of_no_account() {
        let strengths = [Lanes([0.5; 2]), Lanes([0.0; 2])];
        let weights = [Lanes::splat(1.0), Lanes::splat(0.0)];
        let mut out = Lanes::ZERO;
        ces_over_dyads(
            &strengths,
            &weights,
            &Lanes([0.2, 0.5]),
            &mut [Lanes::ZERO; 2],
            &mut out,
        );
        assert!((out[0] - 0.5).abs() < 1e-12 && (out[1] - 0.5).abs() < 1e-12);
    }

    #[test]
    fn a_missing_link_is_fatal_only_where_links_do_not_substitute() {
        let strengths = [Lanes([0.8; 2]), Lanes([0.0; 2])];
        let weights = [Lanes::splat(0.5); 2];
        let mut out = Lanes::ZERO;
        ces_over_dyads(
            &strengths,
            &weights,
            &Lanes([1.0, 0.5]),
            &mut [Lanes::ZERO; 2],
            &mut out,
        );
        assert!((out[0] - 0.4).abs() < 1e-12);
        assert_eq!(out[1], 0.0);
    }
}
