//! M11: each prober's estimate of the allies' coordination, a scalar Kalman filter (S3).

use bevy_ecs::prelude::*;

use super::cast::{Cast, Clock, Values};
use super::coordination::{Coordination, Scratch, add_interoperability, ces_over_dyads, strength};
use super::levers::Levers;
use super::state::{Belief, CoordinationEstimate, Expectation, Industry};
use super::sums::expectation_over;
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::scenario::Beliefs as BeliefParameters;
use crate::theory::signals::{effective_noise, kalman_gain, kalman_mean, kalman_variance};

simd! {
    /// Cooperation of a dyad as a prober reckons it from levels expected and levels read.
    fn strength_seen<const L: usize>(
        weight: &[Lanes<L>; 4], expected: &[Lanes<L>; 2], read: &[Lanes<L>; 2],
        out: &mut Lanes<L>
    ) {
        out.set(|k| {
            let [intel, doctrine] = [0, 1].map(|r| crate::math::clamp(read[r][k], 0.0, 1.0));
            let level = [expected[0][k], expected[1][k], intel, doctrine];
            strength([0, 1, 2, 3].map(|c| weight[c][k]), level)
        });
    }

    /// Sum of squares of the deviations from the mean; `sum` is left with the sum.
    fn sum_of_squares<const L: usize>(
        x: &[Lanes<L>], sum: &mut Lanes<L>, squares: &mut Lanes<L>
    ) {
        let n = x.len() as f64;
        for x in x {
            sum.update(|k, sum| sum + x[k]);
        }
        for x in x {
            squares.update(|k, s| {
                let gap = x[k] - sum[k] / n;
                s + gap * gap
            });
        }
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
    let mut expected = [Lanes::ZERO; 2];
    for (mean, levels) in expected.iter_mut().zip(&expectation.level[dyad]) {
        expectation_over(&belief.profile, levels, mean);
    }
    let read = &expectation.reference[dyad];
    strength_seen(&coordination.channel_weight.0, &expected, read, out);
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
    switches: Res<super::rules::Switches>,
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
        }
        sum_of_squares(strengths, &mut sum, &mut squares);
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
