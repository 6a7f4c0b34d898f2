//! M16: trust in announced restraint (T6), and what a prober returns for it.

use bevy_ecs::prelude::*;

use super::cast::{Cast, Clock, Prober, Values};
use super::levers::Levers;
use super::state::{Seen, Trust};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::math::{ln, logistic, logit};
use crate::scenario::Trust as TrustParameters;
use crate::theory::signals::{predict_probability, update_log_odds};
use crate::theory::strategy::trust_threshold;

/// Trust after a month of announced restraint: Bayes' rule in log-odds (S2) on restraint kept
/// (1) or broken (0).
#[inline(always)]
pub fn updated_trust(trust: f64, kept: f64, if_trustworthy: f64, otherwise: f64) -> f64 {
    let inside = |p: f64| crate::math::clamp(p, 1e-9, 1.0 - 1e-9);
    let (k1, k0) = (inside(if_trustworthy), inside(otherwise));
    let evidence = if kept > 0.5 {
        ln(k1 / k0)
    } else {
        ln((1.0 - k1) / (1.0 - k0))
    };
    inside(logistic(update_log_odds(
        logit(inside(trust)),
        1.0,
        1.0,
        evidence,
    )))
}

simd! {
    fn keep_faith<const L: usize>(seen: &Lanes<L>, kept: &mut Lanes<L>) {
        kept.update(|k, so_far| if seen[k] > 0.5 { 0.0 } else { so_far });
    }

    fn judge<const L: usize>(
        p: &TrustParameters<Lanes<L>>, kept: &Lanes<L>, level: &mut Lanes<L>
    ) {
        level.update(|k, t| updated_trust(t, kept[k], p.kept_if_trustworthy[k], p.kept_otherwise[k]));
    }

    fn forget<const L: usize>(
        p: &TrustParameters<Lanes<L>>, prior: &Lanes<L>, level: &mut Lanes<L>
    ) {
        level.update(|k, t| predict_probability(t, p.forgetting[k], prior[k]));
    }

    fn decide<const L: usize>(
        p: &TrustParameters<Lanes<L>>, level: &Lanes<L>, reciprocates: &mut Lanes<L>
    ) {
        reciprocates.set(|k| {
            let threshold = trust_threshold(p.mutual[k], p.exploited[k], p.exploiting[k]);
            if level[k] >= threshold { 1.0 } else { 0.0 }
        });
    }
}

/// Moves trust by a month: forgetting, then the evidence of restraint kept or broken where some
/// was announced.
pub fn trusts<const L: usize>(
    values: Res<Values<L>>,
    clock: Res<Clock>,
    cast: Res<Cast>,
    levers: Res<Levers<L>>,
    mut probers: Query<(&Prober, &Seen<L>, &mut Trust<L>)>,
) {
    let p = &values.0.trust;
    let announced = |d: &usize| levers.restraint_announced(clock.step, *d);
    let offered = (0..cast.dyads.len()).any(|d| announced(&d));
    for (prober, seen, mut trust) in &mut probers {
        let Trust {
            level,
            kept,
            reciprocates,
        } = &mut *trust;
        forget(p, &values.0.probers[prober.ix].trust_prior, level);
        *kept = Lanes::ZERO;
        *reciprocates = Lanes::ZERO;
        if offered {
            *kept = Lanes::splat(1.0);
            for d in (0..cast.dyads.len()).filter(announced) {
                keep_faith(&seen.drills[d], kept);
            }
            judge(p, kept, level);
            decide(p, level, reciprocates);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn restraint_kept_builds_trust_and_broken_destroys_it() {
        let kept = updated_trust(0.5, 1.0, 0.95, 0.7);
        assert!((kept - 0.95 / 1.65).abs() < 1e-12);
        let broken = updated_trust(0.5, 0.0, 0.95, 0.7);
        assert!((broken - 0.05 / 0.35).abs() < 1e-12);
    }
}
