//! The rungs as options: what each was worth, term by term.

use bevy_ecs::prelude::*;

use super::ask::Subject;
use super::before::Before;
use super::belief::marginal;
use super::data::OptionTrace;
use super::terms::Terms;
use crate::ensemble::LANES;
use crate::model::Switches;
use crate::model::cast::{Cast, MemberOf, Values};
use crate::model::decision::{self, Weighed};
use crate::model::state::{Alignment, Choice, Forecast, Programme};
use crate::scenario::Scenario;

/// The terms of each rung's utility, from what the choice was made on.
pub(super) fn options(
    world: &World,
    scenario: &Scenario,
    subject: &Subject,
    before: &Before,
    belief: &[f64],
) -> Option<Vec<OptionTrace>> {
    let cast = world.get_resource::<Cast>()?;
    let p = &world.get_resource::<Values<LANES>>()?.0;
    let on = world.get_resource::<Switches>()?.0;
    let entity = *cast.challenges.get(subject.challenge)?;
    let (choice, forecast) = (
        world.get::<Choice<LANES>>(entity)?,
        world.get::<Forecast<LANES>>(entity)?,
    );
    let prober = *cast.probers.get(subject.prober)?;
    let own = p.probers.get(subject.prober)?;
    let stake = p.targets.get(subject.challenge)?.value[0];
    let calendar = p
        .calendar
        .get(subject.prober)?
        .get(before.clock.season())?
        .calendar[0];
    let level = world.get::<Programme<LANES>>(prober)?.level[0];
    let (calendar, level) = if on.programme {
        (calendar, level)
    } else {
        (0.0, 0.0)
    };
    let bloc = world.get::<MemberOf>(prober);
    let alignment = bloc.and_then(|bloc| world.get::<Alignment<LANES>>(bloc.0));
    let campaign = match alignment {
        Some(alignment) if on.campaigns => alignment.campaign[0],
        _ => 0.0,
    };
    let mut list = vec![OptionTrace {
        rung: 0,
        name: "nothing".to_owned(),
        terms: Terms::default(),
        utility: choice.utility.first()?[0] + choice.information.first()?[0],
        probability: choice.probability.first()?[0],
        expected: 0.0,
        per_response: 0.0,
        responds: Vec::new(),
        effect: Vec::new(),
    }];
    for (a, (rung, spec)) in p.rungs.iter().zip(&scenario.roster.rungs).enumerate() {
        let rho = forecast.rho.get(a)?[0];
        let drive = p
            .programme_drive
            .get(subject.prober)?
            .get(a)?
            .programme_drive[0];
        let returns = if a >= 1 { before.reciprocates } else { 0.0 };
        let weighed = Weighed {
            intercept: p.drive.get(subject.challenge)?.get(a)?.drive[0],
            season: [drive, calendar + level],
            excitation: [rung.excitation[0], before.excitation],
            gain: stake * rung.gain[0],
            loss: own.loss_weight[0] * rung.loss[0],
            rho,
            fear: [rung.fear[0], before.fear - own.fear_mean[0]],
            campaign: [campaign, p.bloc.drive[0]],
            restraint: [returns, own.reciprocity[0]],
        };
        let terms = Terms::new(
            decision::Terms::of(weighed),
            [drive * calendar, drive * level],
            choice.information.get(a + 1)?[0],
        );
        let respond = forecast.respond.get(a)?.iter().enumerate();
        list.push(OptionTrace {
            rung: a + 1,
            name: spec.name.clone(),
            terms,
            utility: choice.utility.get(a + 1)?[0] + choice.information.get(a + 1)?[0],
            probability: choice.probability.get(a + 1)?[0],
            expected: rho,
            per_response: stake * rung.gain[0] + own.loss_weight[0] * rung.loss[0],
            effect: forecast.effect.get(a)?.iter().map(|s| s[0]).collect(),
            responds: respond
                .map(|(i, q)| {
                    let resolute = marginal(belief, i);
                    resolute * q[1][0] + (1.0 - resolute) * q[0][0]
                })
                .collect(),
        });
    }
    Some(list)
}
