//! M11: each prober's estimate of the allies' coordination, a scalar Kalman filter (S3).

use bevy_ecs::prelude::*;

use super::beliefs::{Belief, Expectation};
use super::cast::{Cast, Clock, Values};
use super::coordination::{
    Coordination, Scratch, add_interoperability, ces_over_dyads, strength_of,
};
use super::industry::Industry;
use super::levers::Levers;
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::scenario::Beliefs as BeliefParameters;
use crate::theory::signals::{effective_noise, kalman_gain, kalman_mean, kalman_variance};

/// Mean and variance of a prober's estimate of coordination.
#[derive(Component)]
pub struct CoordinationEstimate<const L: usize> {
    /// ĉ.
    pub mean: Lanes<L>,
    /// Var.
    pub variance: Lanes<L>,
}

simd! {
    fn average<const L: usize>(p: &Lanes<L>, x: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + p[k] * x[k]);
    }

    fn into_unit<const L: usize>(x: &mut Lanes<L>) {
        x.update(|_, x| crate::math::clamp(x, 0.0, 1.0));
    }

    fn add<const L: usize>(x: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + x[k]);
    }

    fn add_square<const L: usize>(
        x: &Lanes<L>, sum: &Lanes<L>, n: f64, squares: &mut Lanes<L>
    ) {
        squares.update(|k, s| {
            let gap = x[k] - sum[k] / n;
            s + gap * gap
        });
    }

    fn filter<const L: usize>(
        p: &BeliefParameters<Lanes<L>>, observed: &Lanes<L>, squares: &Lanes<L>, n: f64,
        mean: &mut Lanes<L>, variance: &mut Lanes<L>
    ) {
        let others = if n > 1.0 { n - 1.0 } else { 1.0 };
        for k in 0..L {
            let noise = effective_noise(p.coordination_noise[k], n, squares[k] / others);
            let forecast = variance[k] + p.coordination_drift[k];
            let gain = kalman_gain(forecast, noise);
            mean[k] = kalman_mean(mean[k], gain, observed[k]);
            variance[k] = kalman_variance(forecast, gain);
        }
    }
}

/// What a prober makes of a dyad: the expected level of exercises and statements, and the
/// reference level of intelligence sharing and doctrine, in the weights of M7.
fn reckon<const L: usize>(
    coordination: &Coordination<L>,
    belief: &Belief<L>,
    expectation: &Expectation<L>,
    industry: Option<&Industry<L>>,
    dyad: usize,
    out: &mut Lanes<L>,
) {
    let mut carried = [Lanes::ZERO; 2];
    for (sum, levels) in carried.iter_mut().zip(&expectation.level[dyad]) {
        for (p, x) in belief.profile.iter().zip(levels) {
            average(p, x, sum);
        }
    }
    let mut read = expectation.reference[dyad];
    for x in &mut read {
        into_unit(x);
    }
    let levels = [&carried[0], &carried[1], &read[0], &read[1]];
    strength_of(&coordination.channel_weight, levels, out);
    // Joint programmes are contracts, and public.
    if let Some(industry) = industry {
        let weight = &coordination.interoperability_weight;
        add_interoperability(weight, &industry.interoperability, out);
    }
}

/// Moves each prober's estimate of coordination by a month. Dyads that disagree lower the estimate
/// (weakest links) and keep it uncertain (S3).
pub fn estimates<const L: usize>(
    values: Res<Values<L>>,
    cast: Res<Cast>,
    coordination: Res<Coordination<L>>,
    clock: Res<Clock>,
    levers: Res<Levers<L>>,
    switches: Res<super::Switches>,
    dyads: Query<&Industry<L>>,
    mut scratch: ResMut<Scratch<L>>,
    mut probers: Query<(&Belief<L>, &Expectation<L>, &mut CoordinationEstimate<L>)>,
) {
    if !switches.0.coordination {
        // The plan is known to hold.
        for (_, _, mut estimate) in &mut probers {
            (estimate.mean, estimate.variance) = (Lanes::splat(1.0), Lanes::ZERO);
        }
        return;
    }
    if cast.dyads.is_empty() {
        return;
    }
    let n = cast.dyads.len() as f64;
    let Scratch { strengths, logs } = &mut *scratch;
    for (belief, expectation, mut estimate) in &mut probers {
        let (mut sum, mut squares, mut observed) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
        for (d, s) in strengths.iter_mut().enumerate() {
            let industry = dyads.get(cast.dyads[d]).ok();
            let industry = industry.filter(|_| switches.0.industry);
            reckon(&coordination, belief, expectation, industry, d, s);
            add(s, &mut sum);
        }
        for s in strengths.iter() {
            add_square(s, &sum, n, &mut squares);
        }
        let u = &values.0.coordination.substitutability;
        ces_over_dyads(strengths, &coordination.dyad_weight, u, logs, &mut observed);
        let CoordinationEstimate { mean, variance } = &mut *estimate;
        filter(&values.0.beliefs, &observed, &squares, n, mean, variance);
        if levers.coordination_announced(clock.step) {
            levers.on_coordination(clock.step, true, mean);
            *variance = Lanes::ZERO;
        }
    }
}
