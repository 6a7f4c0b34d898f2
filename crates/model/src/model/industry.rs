//! M13: joint industrial programmes, the interoperability that they build, and exports.
//!
//! A dyad's share in each programme follows its will over years; interoperability grows with use
//! and decays without; it enters the dyad's cooperation (M7) and the ally's share of exports.

use bevy_ecs::prelude::*;

use super::cast::{Ally, Cast, Clock, Dyad, Values};
use super::levers::Levers;
use super::state::{Exports, Industry, Will};
use super::sums::add_share;
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::math::logistic;
use crate::scenario::{
    ChannelKind, Industry as IndustryParameters, Programme as ProgrammeParameters,
};

/// Share in a programme of the next month, share + a(target − share) with the target open·w.
#[inline(always)]
pub fn participation(share: f64, target: f64, speed: f64) -> f64 {
    share + speed * (target - share)
}

/// Interoperability of the next month: ι + η_ι·share(1 − ι) − δ_ι·ι.
#[inline(always)]
pub fn interoperability(level: f64, share: f64, learning: f64, decay: f64) -> f64 {
    level + learning * share * (1.0 - level) - decay * level
}

/// Share of exports, σ(e_0 + e_ι(ι − ῑ)·trend_t) with trend_t = 1 + trend·t/12.
#[inline(always)]
pub fn exports(level: f64, effect: f64, deviation: f64, trend: f64) -> f64 {
    logistic(level + effect * deviation * trend)
}

simd! {
    fn take_part<const L: usize>(
        p: &ProgrammeParameters<Lanes<L>>, target: &Lanes<L>, share: &mut Lanes<L>
    ) {
        share.update(|k, s| participation(s, target[k], p.speed[k]));
    }

    fn open_to<const L: usize>(
        p: &ProgrammeParameters<Lanes<L>>, will: &Lanes<L>, share: &mut Lanes<L>
    ) {
        share.set(|k| p.openness[k] * will[k]);
    }

    fn add_weighted<const L: usize>(
        weight: &Lanes<L>, share: &Lanes<L>, sum: &mut Lanes<L>, total: &mut Lanes<L>
    ) {
        sum.update(|k, s| s + weight[k] * share[k]);
        total.update(|k, t| t + weight[k]);
    }

    fn divide<const L: usize>(total: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s / total[k]);
    }

    fn learn<const L: usize>(
        p: &IndustryParameters<Lanes<L>>, share: &Lanes<L>, level: &mut Lanes<L>
    ) {
        level.update(|k, x| interoperability(x, share[k], p.learning[k], p.decay[k]));
    }

    fn sell<const L: usize>(
        p: &IndustryParameters<Lanes<L>>, years: f64, level: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| {
            let trend = 1.0 + p.export_trend[k] * years;
            exports(p.export_level[k], p.export_effect[k], level[k] - p.mean[k], trend)
        });
    }
}

/// Weighted mean share over programmes; 0 without any.
fn mean_share<const L: usize>(
    programmes: &[ProgrammeParameters<Lanes<L>>],
    industry: &mut Industry<L>,
) {
    let (mut sum, mut total) = (Lanes::ZERO, Lanes::ZERO);
    for (programme, share) in programmes.iter().zip(&industry.by_programme) {
        add_weighted(&programme.weight, share, &mut sum, &mut total);
    }
    if !programmes.is_empty() {
        divide(&total, &mut sum);
    }
    industry.share = sum;
}

/// Moves joint industry and exports by a month.
pub fn industries<const L: usize>(
    values: Res<Values<L>>,
    clock: Res<Clock>,
    cast: Res<Cast>,
    levers: Res<Levers<L>>,
    mut dyads: Query<(&Dyad, &Will<L>, &mut Industry<L>)>,
    mut allies: Query<(&Ally, &mut Exports<L>)>,
) {
    let p = &values.0;
    for (dyad, will, mut industry) in &mut dyads {
        // Programmes run on the patience of doctrine: the channel that institutions shield most.
        let willing = &will.joint[ChannelKind::Doctrine];
        for (programme, share) in p.programmes.iter().zip(&mut industry.by_programme) {
            let mut target = Lanes::ZERO;
            open_to(programme, willing, &mut target);
            levers.on_industry(clock.step, dyad.ix, &mut target, None);
            take_part(programme, &target, share);
            levers.on_industry(clock.step, dyad.ix, &mut target, Some(share));
        }
        mean_share(&p.programmes, &mut industry);
        let Industry {
            share,
            interoperability,
            ..
        } = &mut *industry;
        learn(&p.industry, share, interoperability);
    }
    let years = f64::from(clock.step.saturating_sub(clock.burn_in)) / 12.0;
    for (ally, mut exports) in &mut allies {
        let own = &cast.own_dyads[ally.ix];
        let mut level = Lanes::ZERO;
        for &(d, _) in own {
            if let Ok((_, _, industry)) = dyads.get(cast.dyads[d]) {
                add_share(
                    &industry.interoperability,
                    1.0 / own.len() as f64,
                    &mut level,
                );
            }
        }
        sell(&p.industry, years, &level, &mut exports.share);
    }
}

/// Starts each programme at the share that the will of the first month leads to.
pub fn initial_industry<const L: usize>(
    values: Res<Values<L>>,
    mut dyads: Query<(&Dyad, &Will<L>, &mut Industry<L>)>,
) {
    let p = &values.0;
    for (dyad, will, mut industry) in &mut dyads {
        let willing = &will.joint[ChannelKind::Doctrine];
        for (programme, share) in p.programmes.iter().zip(&mut industry.by_programme) {
            open_to(programme, willing, share);
        }
        mean_share(&p.programmes, &mut industry);
        industry.interoperability = p.dyads[dyad.ix].interoperability_start;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interoperability_settles_between_learning_and_decay() {
        let (mut level, share) = (0.3, 0.4);
        for _ in 0..5000 {
            level = interoperability(level, share, 0.02, 0.005);
        }
        assert!((level - 0.008 / 0.013).abs() < 1e-12);
        for _ in 0..5000 {
            level = interoperability(level, 0.0, 0.02, 0.005);
        }
        assert!(level < 1e-9, "without a share it is lost");
    }

    #[test]
    fn exports_follow_interoperability_by_the_sign_of_the_effect() {
        let at = |effect, deviation| exports(-1.5, effect, deviation, 1.1);
        assert!(at(2.0, 0.1) > at(2.0, 0.0) && at(-1.0, 0.1) < at(-1.0, 0.0));
    }
}
