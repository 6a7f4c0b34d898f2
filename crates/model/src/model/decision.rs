//! M12: whether and how far each prober escalates in each theatre.
//!
//! Quantal choice over the rungs of the ladder (McKelvey & Palfrey 1995, 1998; Signorino 1999):
//! P(a) ∝ exp(λ·U(a)) with U(0) = 0 and
//! U(a) = d_a + d_c,a(cal + prog) + η_a·E + v·G_a(1 − ρ̂_a) − κ_L·L_a·ρ̂_a + f_a(F − F̄) + d_g·campaign − η_rec·returns + VOI_a.

use bevy_ecs::prelude::*;
use serde::Serialize;

use super::cast::{Cast, Challenge, Clock, Dice, MemberOf, Prober, Values};
use super::evidence::Evidence;
use super::levers::Levers;
use super::outcomes::AtWar;
use super::process::Process;
use super::state::{Alignment, Choice, Excitation, Fear, Forecast, Programme, Trust};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::math::{exp, select};
use crate::scenario::{Prober as ProberParameters, Rung};

/// What the utility of a rung is made of, each term with its sign, so that they add up. The kernel, the trace of a run and
/// 7.33 of `docs/odd.md` have it from here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Terms {
    /// Intercept of the drive, d.
    pub intercept: f64,
    /// The prober's own season and programme, through the drive: d_c(cal + prog).
    pub season: f64,
    /// Its own recent provocations, η·E.
    pub excitation: f64,
    /// What it hopes for, v·G(1 − ρ̂).
    pub gain: f64,
    /// What it risks, −κ_L·L·ρ̂.
    pub loss: f64,
    /// Fear above its mean, f(F − F̄).
    pub fear: f64,
    /// The bloc's joint campaign, d_g·campaign.
    pub campaign: f64,
    /// What it returns for announced restraint that it trusts, −η_rec·returns.
    pub restraint: f64,
}

/// What a prober weighs at a rung: its own state, the rung, and ρ̂. Symbols as in 7.33 of `docs/odd.md`.
#[derive(Clone, Copy, Debug)]
pub struct Weighed {
    /// d, the intercept of the drive, in utility.
    pub intercept: f64,
    /// d_c and cal + prog.
    pub season: [f64; 2],
    /// η and E.
    pub excitation: [f64; 2],
    /// v·G, the gain if nobody responds.
    pub gain: f64,
    /// κ_L·L, the loss if the response is full, as it weighs with the prober.
    pub loss: f64,
    /// ρ̂, the response expected, in [0, 1].
    pub rho: f64,
    /// f and F − F̄.
    pub fear: [f64; 2],
    /// Whether a campaign is in force, 0 or 1, and d_g.
    pub campaign: [f64; 2],
    /// Whether restraint is returned at this rung, 0 or 1, and η_rec.
    pub restraint: [f64; 2],
}

impl Terms {
    /// The terms of a rung.
    #[inline(always)]
    pub fn of(x: Weighed) -> Self {
        let product = |[a, b]: [f64; 2]| a * b;
        Self {
            intercept: x.intercept,
            season: product(x.season),
            excitation: product(x.excitation),
            gain: x.gain * (1.0 - x.rho),
            loss: -(x.loss * x.rho),
            fear: product(x.fear),
            campaign: product(x.campaign),
            restraint: -product(x.restraint),
        }
    }

    /// U(a), without what the probe would teach. With one rung, κ_L = 1 and the drive alone beside, this is the
    /// challenger's side of T7, W = drive − L and C = drive + v·G.
    #[inline(always)]
    pub fn utility(&self) -> f64 {
        let drive = self.intercept + self.season + self.excitation;
        drive + self.gain + self.loss + self.fear + self.campaign + self.restraint
    }
}

/// Probability, before the draw, of the rung finally taken being `level` (0, 1, …): P(a) if the rung was
/// drawn, else 1 for the rung that was given and 0 for the others.
#[inline(always)]
pub fn chance(drawn: f64, probability: f64, rung: f64, level: f64) -> f64 {
    if drawn > 0.5 {
        probability
    } else if rung == level {
        1.0
    } else {
        0.0
    }
}

simd! {
    /// U(a) in every lane. What does not bear on the rung is 0.
    fn value_rung<const L: usize>(
        own: &ProberParameters<Lanes<L>>, rung: &Rung<Lanes<L>>, intercept: &Lanes<L>,
        season: [&Lanes<L>; 2], excitation: &Lanes<L>, stake: &Lanes<L>, rho: &Lanes<L>, fear: &Lanes<L>,
        campaign: [&Lanes<L>; 2], returns: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| {
            let weighed = Weighed {
                intercept: intercept[k],
                season: season.map(|x| x[k]),
                excitation: [rung.excitation[k], excitation[k]],
                gain: stake[k] * rung.gain[k],
                loss: own.loss_weight[k] * rung.loss[k],
                rho: rho[k],
                fear: [rung.fear[k], fear[k] - own.fear_mean[k]],
                campaign: campaign.map(|x| x[k]),
                restraint: [returns[k], own.reciprocity[k]],
            };
            Terms::of(weighed).utility()
        });
    }

    fn season<const L: usize>(calendar: &Lanes<L>, programme: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| calendar[k] + programme[k]);
    }

    /// P(a) of all rungs by the logit rule.
    fn logit_choice<const L: usize>(
        precision: &Lanes<L>, utility: &[Lanes<L>], information: &[Lanes<L>],
        probability: &mut [Lanes<L>]
    ) {
        let (mut best, mut total) = (Lanes::<L>::splat(f64::MIN), Lanes::<L>::ZERO);
        for (u, voi) in utility.iter().zip(information) {
            best.update(|k, b| {
                let total = u[k] + voi[k];
                if total > b { total } else { b }
            });
        }
        for ((u, voi), p) in utility.iter().zip(information).zip(probability.iter_mut()) {
            p.set(|k| exp(precision[k] * (u[k] + voi[k] - best[k])));
            total.update(|k, t| t + p[k]);
        }
        for p in probability {
            p.update(|k, p| p / total[k]);
        }
    }

    /// The rung at which the sum of probabilities passes the draw.
    fn draw_rung<const L: usize>(
        draw: &Lanes<L>, probability: &[Lanes<L>], rung: &mut Lanes<L>
    ) {
        *rung = Lanes::ZERO;
        let mut below = Lanes::<L>::ZERO;
        for p in &probability[..probability.len() - 1] {
            below.update(|k, sum| sum + p[k]);
            rung.update(|k, a| if draw[k] > below[k] { a + 1.0 } else { a });
        }
    }

    fn stand_down<const L: usize>(
        at_war: &Lanes<L>, stake: &Lanes<L>, drawn: &mut Lanes<L>, rung: &mut Lanes<L>
    ) {
        // A theatre without value to the prober is none of its business.
        let closed = |k: usize| (at_war[k] > 0.5) | (stake[k] == 0.0);
        drawn.update(|k, d| if closed(k) { 0.0 } else { d });
        rung.update(|k, a| if closed(k) { 0.0 } else { a });
    }

    /// Severity and ρ̂ of the rung chosen.
    fn look_up<const L: usize>(
        rungs: &[Rung<Lanes<L>>], rho: &[Lanes<L>], rung: &Lanes<L>, severity: &mut Lanes<L>,
        expected: &mut Lanes<L>
    ) {
        *severity = Lanes::ZERO;
        *expected = Lanes::ZERO;
        for (a, (values, rho)) in rungs.iter().zip(rho).enumerate() {
            let which = (a + 1) as f64;
            severity.update(|k, x| select(rung[k] == which, values.severity[k], x));
            expected.update(|k, x| select(rung[k] == which, rho[k], x));
        }
    }
}

/// Values the rungs, apart from what they would teach.
pub fn utilities<const L: usize>(
    values: Res<Values<L>>,
    clock: Res<Clock>,
    cast: Res<Cast>,
    switches: Res<super::rules::Switches>,
    probers: Query<(
        &Prober,
        &Programme<L>,
        &Excitation<L>,
        &Fear<L>,
        &Trust<L>,
        Option<&MemberOf>,
    )>,
    blocs: Query<&Alignment<L>>,
    mut challenges: Query<(&Challenge, &Forecast<L>, &mut Choice<L>)>,
) {
    let p = &values.0;
    let zero = Lanes::ZERO;
    for (challenge, forecast, mut choice) in &mut challenges {
        let Ok((prober, programme, excitation, fear, trust, bloc)) =
            probers.get(cast.probers[challenge.prober])
        else {
            continue;
        };
        let alignment = bloc.and_then(|bloc| blocs.get(bloc.0).ok());
        let alignment = alignment.filter(|_| switches.0.campaigns);
        let campaign = alignment.map_or(&zero, |alignment| &alignment.campaign);
        let own = &p.probers[prober.ix];
        let mut seasonal = Lanes::ZERO;
        if switches.0.programme {
            let calendar = &p.calendar[prober.ix][clock.season()].calendar;
            season(calendar, &programme.level, &mut seasonal);
        }
        for (a, rung) in p.rungs.iter().enumerate() {
            // Rung 1 is no test that restraint could be returned by leaving out.
            let returns = if a >= 1 { &trust.reciprocates } else { &zero };
            value_rung(
                own,
                rung,
                &p.drive[challenge.ix][a].drive,
                [&p.programme_drive[prober.ix][a].programme_drive, &seasonal],
                &excitation.level,
                &p.targets[challenge.ix].value,
                &forecast.rho[a],
                &fear.level,
                [campaign, &p.bloc.drive],
                returns,
                &mut choice.utility[a + 1],
            );
        }
    }
}

/// Draws one rung for each challenge, all from the state after beliefs; where there is
/// [evidence](super::evidence), in its light.
pub fn choices<const L: usize>(
    values: Res<Values<L>>,
    dice: Res<Dice<L>>,
    at_war: Res<AtWar<L>>,
    clock: Res<Clock>,
    levers: Res<Levers<L>>,
    mut evidence: Option<ResMut<Evidence<L>>>,
    mut challenges: Query<(&Challenge, &Forecast<L>, &mut Choice<L>)>,
) {
    for (challenge, forecast, mut choice) in &mut challenges {
        let stake = &values.0.targets[challenge.ix].value;
        let precision = &values.0.probers[challenge.prober].precision;
        let Choice {
            utility,
            information,
            probability,
            drawn,
            rung,
            severity,
            expected,
        } = &mut *choice;
        logit_choice(precision, utility, information, probability);
        let mut draw = Lanes::ZERO;
        dice.0
            .uniform(Process::Choice.code(), challenge.id, 0, &mut draw);
        match &mut evidence {
            Some(evidence) if evidence.target == challenge.ix => {
                draw_rung(
                    &draw,
                    evidence.condition(probability, &at_war.0, stake),
                    rung,
                );
            }
            _ => draw_rung(&draw, probability, rung),
        }
        let held = levers.on_rung(clock.step, challenge.ix, rung);
        *drawn = Lanes::splat(if held { 0.0 } else { 1.0 });
        stand_down(&at_war.0, stake, drawn, rung);
        look_up(&values.0.rungs, &forecast.rho, rung, severity, expected);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The challenger's side of T7: W = −.4, C = .6, SQ = 0 and a response of .645656 give
    /// σ(2·(−.4·.645656 + .6·.354344)) = .477188.
    #[test]
    fn probes_as_the_agent_quantal_response_says() {
        let u = Terms::of(Weighed {
            intercept: 0.0,
            season: [0.0; 2],
            excitation: [0.0; 2],
            gain: 0.6,
            loss: 0.4,
            rho: 0.645656,
            fear: [0.0; 2],
            campaign: [0.0; 2],
            restraint: [0.0; 2],
        })
        .utility();
        assert!((crate::theory::strategy::quantal_response(2.0, u) - 0.477188).abs() < 5e-7);
    }
}
