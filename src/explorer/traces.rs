//! "Why?": a run month by month, as a page takes it.

use serde::Deserialize;
use serde_json::{Value, json};

use super::refusal::Refusal;
use super::settings::{Settings, Side};
use crate::report::numbers::number;
use crate::study::trace::{Ask, BeliefTrace, MonthTrace, RunTrace, TERMS, around};
use crate::tasks::explore::pick::{Pick, pick};
use crate::tasks::trace::summary::summary;
use crate::tasks::trace::words::{LABELS, draw as fell, dyad, happened, response_lines};
use crate::tasks::trace::{figure, of_scenario};
use crate::tasks::{Command, Quiet};

/// Which run is asked for.
#[derive(Clone, Debug, Deserialize)]
pub struct Wanted {
    #[serde(flatten)]
    settings: Settings,
    #[serde(default)]
    side: Side,
    #[serde(default)]
    pick: Value,
}

/// Finds the run and reads it.
///
/// # Errors
/// A [`Refusal`] if a scenario is wrong, or the run cannot be traced.
pub fn traced(wanted: &Wanted, threads: usize) -> Result<Value, Refusal> {
    let sides = wanted.settings.sides()?;
    let member = sides.get(wanted.side);
    let scenario = &member.scenario;
    let mut watch = Quiet::default();
    let outcome = &wanted.settings.outcome;
    let picked = pick(
        scenario,
        outcome,
        picked(&wanted.pick)?,
        threads,
        &mut watch,
    );
    let picked = picked.map_err(Refusal::failed)?;
    let ask = Ask {
        run: picked.run,
        months: Some((0, scenario.horizon as usize)),
        ..Ask::default()
    };
    let trace = of_scenario(scenario, &ask, &mut watch);
    let trace = trace.map_err(|error| Refusal::wrong(error.to_string()))?;
    let command = Command::trilat("trace").word(&member.path);
    let command = command.option("run", picked.run);
    let mut near = trace.clone();
    let (from, until) = around(trace.peak);
    near.months
        .retain(|month| (from..=until).contains(&month.t));
    let drawn = figure::draw(&near, scenario.runs, &command.to_string());
    let drawn = drawn.map_err(Refusal::failed)?;
    Ok(json!({
        "run": picked.run,
        "runs": scenario.runs,
        "why": picked.why,
        "scenario": trace.scenario,
        "prober": trace.prober,
        "theatre": trace.theatre,
        "words": summary(&near),
        "svg": drawn.as_ref().map(|figure| &figure.svg),
        "alt": drawn.as_ref().map(|figure| &figure.alt_text),
        "caption": drawn.as_ref().map(|figure| &figure.caption),
        "months": trace.months.iter().map(|month| month_json(&trace, month)).collect::<Vec<_>>(),
    }))
}

fn picked(wanted: &Value) -> Result<Pick, Refusal> {
    match (wanted.as_u64(), wanted.as_str()) {
        (Some(run), _) => Ok(Pick::Run(run)),
        (None, Some("worst")) => Ok(Pick::Worst),
        (None, Some("median")) => Ok(Pick::Median),
        (None, None) if wanted.is_null() => Ok(Pick::Median),
        _ => Err(Refusal::wrong(
            "`pick` must be median, worst or the number of a run",
        )),
    }
}

fn month_json(trace: &RunTrace, month: &MonthTrace) -> Value {
    let peak = trace.peak == Some(month.t);
    json!({
        "month": month.month.to_string(),
        "title": peak.then_some("first month with the highest rung of this challenge"),
        "happened": [happened(month)],
        "seen": month.seen.iter().map(dyad).collect::<Vec<_>>(),
        "beliefs": month.beliefs.iter().map(belief).collect::<Vec<_>>(),
        "coordination": month.coordination,
        "choice": choice(trace, month),
    })
}

/// A belief, and what moved it, in nats.
fn belief(own: &BeliefTrace) -> Value {
    let [before, together, pooled, responses] = LABELS;
    let step = |label: &str, nats: f64| json!({ "label": label, "nats": nats });
    let channels = own.channels.iter();
    let channels = channels.map(|c| step(&format!("{} {}", c.dyad, c.channel), c.nats));
    let steps: Vec<Value> = std::iter::once(step(before, own.prediction))
        .chain(channels)
        .chain([
            step(together, own.joint),
            step(pooled, own.pooling),
            step(responses, own.responses),
        ])
        .collect();
    json!({
        "ally": own.ally,
        "resolute": own.resolute,
        "before": own.before,
        "at_choice": own.at_choice,
        "after": own.after,
        "steps": steps,
    })
}

fn choice(trace: &RunTrace, month: &MonthTrace) -> Value {
    let options: Vec<Value> = month
        .options
        .iter()
        .map(|option| {
            json!({
                "rung": option.rung,
                "label": option.name,
                "utility": option.utility,
                "probability": option.probability,
                "expected": option.expected,
                "chosen": option.rung == month.choice.rung,
                "terms": option.terms.values(),
            })
        })
        .collect();
    let precision = number(month.choice.precision);
    let odds = format!("P(a) is proportional to exp(λ·U) with λ = {precision}.");
    let answer = month.response.iter().flat_map(response_lines);
    let words = [odds, format!("The draw {}.", fell(&month.choice))];
    json!({
        "prober": trace.prober.name,
        "theatre": trace.theatre.name,
        "words": words.into_iter().chain(answer).collect::<Vec<_>>(),
        "draw": month.choice.draw,
        "terms": TERMS.iter().map(|(_, label)| *label).collect::<Vec<_>>(),
        "options": options,
    })
}
