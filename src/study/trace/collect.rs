//! Reads a month from the world: what it leaves.

use bevy_ecs::prelude::*;

use super::ask::Subject;
use super::before::{Before, profile};
use super::belief::{Steps, pooled, predicted, total, trace_ally, updated};
use super::data::{
    ChoiceTrace, CoordinationTrace, DyadSeen, MonthTrace, OptionTrace, ReplyTrace, ResponseTrace,
};
use super::options::options;
use crate::ensemble::LANES;
use crate::ensemble::lanes::Lanes;
use crate::ensemble::rng::uniform_at;
use crate::model::Switches;
use crate::model::beliefs::{DyadEvidence, channel_evidence};
use crate::model::cast::{Cast, Challenge, MemberOf, Members, Values};
use crate::model::coordination::Coordination;
use crate::model::levers::Levers;
use crate::model::politics::redraw_probability;
use crate::model::process::Process;
use crate::model::response::{ResolvePerSeverity, response_gain};
use crate::model::signals::LEVELS;
use crate::model::state::{
    Activity, Answer, Channels, Choice, CoordinationEstimate, Government, HiddenType, Inclination,
    Seen,
};
use crate::scenario::Scenario;
use crate::theory::strategy::quantal_response;

/// Reads the world after a month. `t` counts recorded months from 0.
pub(super) fn month(
    world: &World,
    scenario: &Scenario,
    subject: &Subject,
    before: &Before,
    run: u64,
    t: usize,
) -> Option<MonthTrace> {
    let cast = world.get_resource::<Cast>()?;
    let (steps, evidence) = steps(world, subject, before)?;
    let dyads: Vec<&str> = scenario
        .roster
        .dyads
        .iter()
        .map(|d| d.code.as_str())
        .collect();
    let mut beliefs = Vec::new();
    for (i, (entity, ally)) in cast.allies.iter().zip(&scenario.roster.allies).enumerate() {
        let resolute = world.get::<HiddenType<LANES>>(*entity)?.resolute[0] > 0.5;
        beliefs.push(trace_ally(
            &steps,
            &evidence,
            (i, &ally.code),
            &dyads,
            resolute,
        ));
    }
    let options = options(world, scenario, subject, before, &steps.pooled)?;
    let choice = choice(world, scenario, subject, before, &options, run)?;
    let response = response(world, scenario, subject, before, &options, choice.rung)?;
    let estimate = world.get::<CoordinationEstimate<LANES>>(*cast.probers.get(subject.prober)?)?;
    Some(MonthTrace {
        t,
        month: scenario.start.plus(t as i32),
        events: Vec::new(),
        seen: seen(world, scenario, subject)?,
        beliefs,
        coordination: CoordinationTrace {
            before: before.coordination,
            estimate: estimate.mean[0],
            sd: estimate.variance[0].sqrt(),
            actual: world.get_resource::<Coordination<LANES>>()?.level[0],
        },
        profile: steps.pooled,
        options,
        choice,
        response,
    })
}

/// Every prober's belief before pooling, then the traced one's through all steps.
fn steps(world: &World, subject: &Subject, before: &Before) -> Option<(Steps, Vec<DyadEvidence>)> {
    let cast = world.get_resource::<Cast>()?;
    let p = &world.get_resource::<Values<LANES>>()?.0;
    let on = world.get_resource::<Switches>()?.0;
    let mut hazard = Vec::new();
    for entity in &cast.allies {
        let turnover = world.get::<Government<LANES>>(*entity)?.turnover[0];
        let (own, election) = (
            p.politics.type_redraw[0],
            p.politics.type_redraw_election[0],
        );
        hazard.push(redraw_probability(own, election, turnover));
    }
    let prior: Vec<f64> = p.allies.iter().map(|ally| ally.resolute_prior[0]).collect();
    let read = |m: usize| -> Option<(Vec<f64>, Vec<f64>, Vec<DyadEvidence>)> {
        let forward = predicted(before.profiles.get(m)?, &hazard, &prior);
        if !on.learn_channels {
            return Some((forward.clone(), forward, Vec::new()));
        }
        let references = before.references.get(m)?;
        let evidence = channel_evidence::<LANES>(world, *cast.probers.get(m)?, 0, references)?;
        let learned = updated(&forward, &total(&evidence, forward.len(), None));
        Some((forward, learned, evidence))
    };
    let own = *cast.probers.get(subject.prober)?;
    let (forward, learned, evidence) = read(subject.prober)?;
    let bloc = world
        .get::<MemberOf>(own)
        .and_then(|bloc| world.get::<Members>(bloc.0));
    let members = bloc.map_or(&[][..], |members| members.entities());
    let after_pooling = if on.pooling && members.len() >= 2 {
        let mut all = Vec::new();
        for member in members {
            let m = cast.probers.iter().position(|prober| prober == member)?;
            all.push(read(m)?.1);
        }
        let all: Vec<&[f64]> = all.iter().map(Vec::as_slice).collect();
        pooled(&learned, &all, p.beliefs.pooling[0])
    } else {
        learned.clone()
    };
    let steps = Steps {
        before: before.profiles.get(subject.prober)?.clone(),
        predicted: forward,
        learned,
        pooled: after_pooling,
        after: profile(world, own)?,
    };
    Some((steps, evidence))
}

fn seen(world: &World, scenario: &Scenario, subject: &Subject) -> Option<Vec<DyadSeen>> {
    let cast = world.get_resource::<Cast>()?;
    let seen = world.get::<Seen<LANES>>(*cast.probers.get(subject.prober)?)?;
    let dyads = cast.dyads.iter().zip(&scenario.roster.dyads).enumerate();
    dyads
        .map(|(d, (entity, dyad))| {
            let activity = world.get::<Activity<LANES>>(*entity)?;
            let channels = world.get::<Channels<LANES>>(*entity)?;
            let [intel, doctrine] = LEVELS.map(|channel| channels.level[channel][0]);
            let (reading, read) = (seen.reading.get(d)?, seen.read.get(d)?);
            let [intel_read, doctrine_read] =
                [0, 1].map(|r| (read[r][0] > 0.5).then_some(reading[r][0]));
            Some(DyadSeen {
                dyad: dyad.code.clone(),
                exercises: activity.drills[0],
                exercises_seen: seen.drills.get(d)?[0],
                statement: activity.statement[0] > 0.5,
                statement_seen: seen.statement.get(d)?[0] > 0.5,
                intel,
                intel_read,
                doctrine,
                doctrine_read,
                suspended: activity.suspended[0] > 0.5,
            })
        })
        .collect()
}

/// Where the draw fell, and why another rung may have been taken.
fn choice(
    world: &World,
    scenario: &Scenario,
    subject: &Subject,
    before: &Before,
    options: &[OptionTrace],
    run: u64,
) -> Option<ChoiceTrace> {
    let cast = world.get_resource::<Cast>()?;
    let p = &world.get_resource::<Values<LANES>>()?.0;
    let entity = *cast.challenges.get(subject.challenge)?;
    let step = before.clock.step;
    let site = world.get::<Challenge>(entity)?.id;
    let draw = uniform_at(scenario.seed, run, step, Process::Choice.code(), site, 0);
    let (mut drawn, mut below, mut from, mut until) = (0, 0.0, 0.0, 1.0);
    for option in options.iter().take(options.len().saturating_sub(1)) {
        let lower = below;
        below += option.probability;
        if draw > below {
            (drawn, from) = (option.rung + 1, below);
        } else {
            (from, until) = (lower, below);
            break;
        }
    }
    let rung = world.get::<Choice<LANES>>(entity)?.rung[0];
    let mut lever = Lanes::<LANES>::splat(f64::NAN);
    world
        .get_resource::<Levers<LANES>>()?
        .on_rung(step, subject.challenge, &mut lever);
    let overridden = if before.at_war {
        Some("war has ended the probes of this run")
    } else if p.targets.get(subject.challenge)?.value[0] == 0.0 {
        Some("the theatre is worth nothing to the prober")
    } else if !lever[0].is_nan() {
        Some("a lever of the scenario sets the rung")
    } else {
        None
    };
    Some(ChoiceTrace {
        precision: p.probers.get(subject.prober)?.precision[0],
        draw,
        drawn,
        range: (from, until),
        rung: rung as usize,
        overridden,
    })
}

/// How the allies answered the probe of the month.
fn response(
    world: &World,
    scenario: &Scenario,
    subject: &Subject,
    before: &Before,
    options: &[OptionTrace],
    rung: usize,
) -> Option<Option<ResponseTrace>> {
    if rung == 0 {
        return Some(None);
    }
    let cast = world.get_resource::<Cast>()?;
    let p = &world.get_resource::<Values<LANES>>()?.0;
    let entity = *cast.challenges.get(subject.challenge)?;
    let (choice, answer) = (
        world.get::<Choice<LANES>>(entity)?,
        world.get::<Answer<LANES>>(entity)?,
    );
    let inclination = world.get::<Inclination<LANES>>(*cast.theatres.get(subject.theatre)?)?;
    let resolve = world.get_resource::<ResolvePerSeverity<LANES>>()?.0[0];
    let mut by_ally = Vec::new();
    for (i, (entity, ally)) in cast.allies.iter().zip(&scenario.roster.allies).enumerate() {
        let resolute = world.get::<HiddenType<LANES>>(*entity)?.resolute[0] > 0.5;
        let gain = response_gain(
            inclination.by_ally.get(i)?[0],
            *before.audience.get(i)?,
            p.stakes.get(subject.theatre)?.get(i)?.value[0],
            p.response.exposure[0],
            choice.severity[0],
            if resolute { resolve } else { 0.0 },
        );
        by_ally.push(ReplyTrace {
            ally: ally.code.clone(),
            probability: quantal_response(p.response.precision[0], gain),
            expected: *options.get(rung)?.responds.get(i)?,
            responds: answer.respond.get(i)?[0] > 0.5,
            hard: answer.hard.get(i)?[0] > 0.5,
        });
    }
    Some(Some(ResponseTrace {
        by_ally,
        strength: answer.strength[0],
        expected: choice.expected[0],
        success: answer.success[0] > 0.5,
        fired: answer.raid[0],
        leaked: answer.leakers[0],
    }))
}
