//! M16: probes repelled or not, crises, miscalculation and war.

use bevy_ecs::prelude::*;

use super::cast::{Cast, Challenge, Clock, Dice, Theatre, Values};
use super::crisis_game::CrisisGame;
use super::process::Process;
use super::state::{Answer, Choice, Crisis};
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::math::{exp, select};
use crate::scenario::{Crisis as CrisisParameters, CrisisStage, War};

/// 1 where the run is at war and its probes have ended, else 0.
#[derive(Resource, Clone)]
pub struct AtWar<const L: usize>(pub Lanes<L>);

/// What war does to a run, and from which rung a crisis can arise.
#[derive(Resource, Clone, Copy)]
pub struct CrisisRules {
    /// Absorbing or reset.
    pub war: War,
    /// How a crisis ends.
    pub stage: CrisisStage,
    /// Lowest rung.
    pub rung: f64,
}

/// Probability that a month of crisis ends in war,
/// 1 − exp(−η_w(1 + η_m·|S − ρ̂|)(1 + η_h·hard)), each factor at least 0.
#[inline(always)]
pub fn war_probability(hazard: f64, miscalculation: f64, gap: f64, hardness: f64) -> f64 {
    let factor = 1.0 + miscalculation * gap;
    let harder = 1.0 + hardness;
    let factor = if factor > 0.0 { factor } else { 0.0 } * if harder > 0.0 { harder } else { 0.0 };
    1.0 - exp(-hazard * factor)
}

simd! {
    fn begin<const L: usize>(
        lowest: f64, choice: &Choice<L>, answer: &Answer<L>, hardness: &Lanes<L>,
        crisis: &mut Crisis<L>
    ) {
        let Crisis { active, strength, gap, hard, began, .. } = crisis;
        for k in 0..L {
            let starts = (choice.rung[k] >= lowest) & (answer.any[k] > 0.5) & (active[k] < 0.5);
            let miss = answer.strength[k] - choice.expected[k];
            let miss = if miss < 0.0 { -miss } else { miss };
            // Of several probes in a month, the one that was misjudged most counts.
            let worse = (began[k] < 0.5) | (miss >= gap[k]);
            gap[k] = select(starts & worse, miss, gap[k]);
            strength[k] = select(starts & worse, answer.strength[k], strength[k]);
            hard[k] = select(starts & worse, hardness[k], hard[k]);
            began[k] = select(starts, 1.0, began[k]);
        }
    }

    fn run_crisis<const L: usize>(
        p: &CrisisParameters<Lanes<L>>, effect: &Lanes<L>, war_draw: &Lanes<L>,
        end_draw: &Lanes<L>, crisis: &mut Crisis<L>
    ) {
        let Crisis { active, gap, hard, began, war, settled, .. } = crisis;
        war.set(|k| {
            let on = (active[k] > 0.5) | (began[k] > 0.5);
            let hardness = effect[k] * hard[k];
            let probability = war_probability(p.war[k], p.miscalculation[k], gap[k], hardness);
            if on & (war_draw[k] < probability) { 1.0 } else { 0.0 }
        });
        settled.set(|k| {
            let on = ((active[k] > 0.5) | (began[k] > 0.5)) & (war[k] < 0.5);
            if on & (end_draw[k] < p.settlement[k]) { 1.0 } else { 0.0 }
        });
        active.update(|k, on| {
            let ends = (war[k] > 0.5) | (settled[k] > 0.5);
            if ((on > 0.5) | (began[k] > 0.5)) & !ends { 1.0 } else { 0.0 }
        });
    }

    fn share_hard<const L: usize>(
        respond: &Lanes<L>, hard: &Lanes<L>, count: &mut Lanes<L>, sum: &mut Lanes<L>
    ) {
        count.update(|k, n| n + respond[k]);
        sum.update(|k, s| s + hard[k]);
    }

    fn divide<const L: usize>(count: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| if count[k] > 0.5 { s / count[k] } else { 0.0 });
    }

    fn absorb<const L: usize>(war: &Lanes<L>, at_war: &mut Lanes<L>) {
        at_war.update(|k, w| if war[k] > 0.5 { 1.0 } else { w });
    }

    fn silence<const L: usize>(at_war: &Lanes<L>, active: &mut Lanes<L>) {
        active.update(|k, on| if at_war[k] > 0.5 { 0.0 } else { on });
    }
}

/// Share of the responders who responded hard.
fn hardness<const L: usize>(answer: &Answer<L>) -> Lanes<L> {
    let (mut count, mut sum) = (Lanes::ZERO, Lanes::ZERO);
    for (respond, hard) in answer.respond.iter().zip(&answer.hard) {
        share_hard(respond, hard, &mut count, &mut sum);
    }
    divide(&count, &mut sum);
    sum
}

/// Ends each new crisis in its first month: the prober fights or backs down (T8).
fn play_out<const L: usize>(game: &CrisisGame<L>, draw: &Lanes<L>, crisis: &mut Crisis<L>) {
    for k in 0..L {
        if crisis.began[k] > 0.5 {
            let fights = draw[k] < game.fight_at(k, crisis.strength[k]);
            crisis.war[k] = f64::from(u8::from(fights));
            crisis.settled[k] = 1.0 - crisis.war[k];
        }
    }
    crisis.active = Lanes::ZERO;
}

/// Begins, escalates and settles crises. There are none in the burn-in: the record starts at peace.
pub fn crises<const L: usize>(
    values: Res<Values<L>>,
    dice: Res<Dice<L>>,
    cast: Res<Cast>,
    rules: Res<CrisisRules>,
    clock: Res<Clock>,
    game: Res<CrisisGame<L>>,
    mut at_war: ResMut<AtWar<L>>,
    challenges: Query<(&Challenge, &Choice<L>, &Answer<L>)>,
    mut theatres: Query<(&Theatre, &mut Crisis<L>)>,
) {
    if clock.recorded().is_none() {
        return;
    }
    for &entity in &cast.theatres {
        let Ok((theatre, mut crisis)) = theatres.get_mut(entity) else {
            continue;
        };
        crisis.began = Lanes::ZERO;
        crisis.war = Lanes::ZERO;
        crisis.settled = Lanes::ZERO;
        for &entity in &cast.challenges {
            let Ok((challenge, choice, answer)) = challenges.get(entity) else {
                continue;
            };
            if challenge.theatre == theatre.ix {
                let hard = hardness(answer);
                begin(rules.rung, choice, answer, &hard, &mut crisis);
            }
        }
        let (active, began) = (&crisis.active, &crisis.began);
        if !active.any(|k| active[k] > 0.5 || began[k] > 0.5) {
            continue;
        }
        let (mut war_draw, mut end_draw) = (Lanes::ZERO, Lanes::ZERO);
        dice.0.uniform_pair(
            Process::Crisis.code(),
            theatre.id,
            0,
            &mut war_draw,
            &mut end_draw,
        );
        match rules.stage {
            CrisisStage::Hazard => run_crisis(
                &values.0.crisis,
                &values.0.levels.war,
                &war_draw,
                &end_draw,
                &mut crisis,
            ),
            CrisisStage::Signalling => play_out(&game, &war_draw, &mut crisis),
        }
    }
    if rules.war == War::Absorbing {
        for (_, crisis) in &theatres {
            absorb(&crisis.war, &mut at_war.0);
        }
        for (_, mut crisis) in &mut theatres {
            silence(&at_war.0, &mut crisis.active);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn miscalculation_raises_the_hazard_of_war() {
        let base = war_probability(0.01, 1.0, 0.0, 0.0);
        assert!((base - (1.0 - (-0.01f64).exp())).abs() < 1e-15);
        assert!(
            war_probability(0.01, 1.0, 0.5, 0.0) > base
                && war_probability(0.01, -1.0, 0.5, 0.0) < base
        );
        assert_eq!(war_probability(0.01, -3.0, 1.0, 0.0), 0.0);
        assert!(war_probability(0.01, 0.0, 0.0, 0.5) > war_probability(0.01, 0.0, 0.0, 0.0));
    }
}
