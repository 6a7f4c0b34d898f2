//! M16: doubt about the guarantors (decoupling, T5) and the exposure of hosts.

use bevy_ecs::prelude::*;

use super::beliefs::marginal;
use super::cast::{Ally, Base, Cast, Clock, Values};
use super::state::{Access, Belief, Doubt, Exposure};
use super::sums::add_share;
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::math::{ln, normal_cdf};
use crate::scenario::{Ally as AllyParameters, Decoupling as DecouplingParameters};
use crate::theory::strategy::acceptable_shared_risk;

/// Doubt of the next month, δ_D·doubt + (1 − δ_D)·Φ((ln f − ln f*)/s_f): the risk f that standing
/// firm now carries against the largest that is acceptable (T5, Powell 1990).
#[inline(always)]
pub fn doubt(level: f64, persistence: f64, risk: f64, acceptable: f64, spread: f64) -> f64 {
    let floor = |x: f64| if x > 1e-12 { x } else { 1e-12 };
    let excess = (ln(floor(risk)) - ln(floor(acceptable))) / spread;
    persistence * level + (1.0 - persistence) * normal_cdf(excess)
}

/// Shared risk, f_0 + f_1·reach + f_2·exposure·(1 − access), at least 0.
#[inline(always)]
pub fn shared_risk(base: f64, reach: f64, exposure: f64) -> f64 {
    let risk = base + reach + exposure;
    if risk > 0.0 { risk } else { 0.0 }
}

simd! {
    fn add_refused<const L: usize>(
        exposure: &Lanes<L>, access: &Lanes<L>, share: f64, sum: &mut Lanes<L>
    ) {
        sum.update(|k, s| s + share * exposure[k] * (1.0 - access[k]));
    }

    fn doubt_on<const L: usize>(
        p: &DecouplingParameters<Lanes<L>>, years: f64, resolute: &Lanes<L>,
        exposed: &Lanes<L>, level: &mut Lanes<L>
    ) {
        level.update(|k, doubted| {
            let reach = p.reach[k] + p.reach_growth[k] * years;
            let reach = if reach < 1.0 { reach } else { 1.0 };
            let risk = shared_risk(p.risk[k], p.risk_reach[k] * reach, p.risk_exposure[k] * exposed[k]);
            let acceptable =
                acceptable_shared_risk(resolute[k], p.worth[k], p.yielding[k], p.disaster[k]);
            doubt(doubted, p.persistence[k], risk, acceptable, p.spread[k])
        });
    }

    fn rearm<const L: usize>(
        p: &DecouplingParameters<Lanes<L>>, own: &AllyParameters<Lanes<L>>,
        level: &Lanes<L>, strike: &mut Lanes<L>
    ) {
        strike.set(|k| {
            let factor = 1.0 + p.strike[k] * (level[k] - own.doubt_mean[k]);
            if factor > 0.0 { factor } else { 0.0 }
        });
    }
}

/// Moves the doubt of every ally with a guarantor by a month.
pub fn doubts<const L: usize>(
    values: Res<Values<L>>,
    clock: Res<Clock>,
    cast: Res<Cast>,
    everyone: Query<(&Ally, &Exposure<L>)>,
    bases: Query<(&Base, &Access<L>)>,
    mut allies: Query<(&Ally, &Belief<L>, &mut Doubt<L>)>,
) {
    let p = &values.0;
    let years = f64::from(clock.step.saturating_sub(clock.burn_in)) / 12.0;
    // Hosts that are exposed and refuse their bases leave the guest's protection in doubt.
    let mut exposed = Lanes::ZERO;
    for &entity in &cast.bases {
        if let Ok((base, access)) = bases.get(entity)
            && let Ok((_, exposure)) = everyone.get(cast.allies[base.host])
        {
            let share = 1.0 / cast.bases.len() as f64;
            add_refused(&exposure.level, &access.granted, share, &mut exposed);
        }
    }
    for (ally, belief, mut doubt) in &mut allies {
        let guarantors = cast.guarantors.iter().filter(|g| **g != ally.ix);
        let count = guarantors.clone().count();
        if count == 0 {
            continue;
        }
        let (mut resolute, mut one) = (Lanes::ZERO, Lanes::ZERO);
        for &guarantor in guarantors {
            marginal(&belief.profile, guarantor, &mut one);
            add_share(&one, 1.0 / count as f64, &mut resolute);
        }
        let Doubt { level, strike } = &mut *doubt;
        doubt_on(&p.decoupling, years, &resolute, &exposed, level);
        rearm(&p.decoupling, &p.allies[ally.ix], level, strike);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// T5 of the theory library: w = 1, s = 0, d = −4, q = .4 accept a shared risk of .166667. A risk
    /// just as large leaves doubt at one half.
    #[test]
    fn doubt_is_even_where_the_risk_is_just_acceptable() {
        let acceptable = acceptable_shared_risk(0.4, 1.0, 0.0, -4.0);
        assert!((acceptable - 0.166667).abs() < 5e-7);
        assert!((doubt(0.5, 0.9, acceptable, acceptable, 1.0) - 0.5).abs() < 1e-15);
        assert!(doubt(0.5, 0.9, 2.0 * acceptable, acceptable, 1.0) > 0.5);
    }

    #[test]
    fn a_risk_of_nothing_leaves_no_new_doubt() {
        assert!(doubt(0.4, 0.9, 0.0, 0.5, 1.0) <= 0.36 + 1e-12);
    }
}
