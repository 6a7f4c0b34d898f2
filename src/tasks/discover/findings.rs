//! What a discovery found, in words and as the text of `discover.json`.

use serde_json::{Map, Value, json as value};

use super::outcome::Discovered;
use crate::analysis::prim::cases::CaseRule;
use crate::analysis::prim::discover::{Ended, Found};
use crate::named::Named;
use crate::store::discover_files::mean_inside;

/// What makes a point a case.
pub fn rule_in_words(rule: CaseRule) -> String {
    match rule {
        CaseRule::Above(value) => format!("above {value}"),
        CaseRule::Below(value) => format!("below {value}"),
        CaseRule::Top(percent) => format!("among the highest {percent} %"),
    }
}

/// Why there is no further box.
pub fn why(ended: Ended, done: &Discovered) -> String {
    let next = done.discovery.boxes.len() + 1;
    let reason = match ended {
        Ended::NoCasesLeft => "no cases are left outside the boxes",
        Ended::TooFewLeft => "fewer points are left than the smallest mass of a box",
        Ended::BelowThreshold => "no box of the other points reaches the density asked for",
        Ended::NoBox => "no box of the other points is better than all of them",
    };
    format!("There is no box {next}: {reason}.")
}

/// All that was asked and found, without what differs between machines.
pub fn findings(done: &Discovered) -> Value {
    let total = done.discovery.total;
    let (rule, asked) = match done.rule {
        CaseRule::Above(x) => ("above", x),
        CaseRule::Below(x) => ("below", x),
        CaseRule::Top(x) => ("top_percent", x),
    };
    let known: Vec<bool> = done.outcomes.iter().filter_map(|o| o.uncertain).collect();
    let uncertain = (!known.is_empty()).then(|| known.iter().filter(|u| **u).count());
    let settings = &done.settings;
    let boxes: Vec<Value> = done
        .discovery
        .boxes
        .iter()
        .map(|b| box_json(done, b))
        .collect();
    value!({
        "output": done.output.name,
        "unit": done.output.unit,
        "outcome": "mean over the runs of a point",
        "rule": rule,
        "value": asked,
        "threshold": done.threshold,
        "points": total.points,
        "cases": total.cases,
        "uncertain": uncertain,
        "factors": done.points.dimensions().iter().map(|d| d.name.as_str()).collect::<Vec<_>>(),
        "paths": done.factors.iter().map(|f| (f.column.clone(), value!(f.path))).collect::<Map<_, _>>(),
        "log": done.factors.iter().filter(|f| f.log).map(|f| f.column.as_str()).collect::<Vec<_>>(),
        "settings": {
            "peel": settings.search.peel,
            "paste": settings.search.paste,
            "mass": settings.search.mass,
            "objective": settings.search.objective.name(),
            "boxes": settings.boxes,
            "threshold": settings.threshold,
            "steps": settings.steps,
            "restrict": settings.search.most,
            "resamples": settings.resamples,
            "shuffles": settings.shuffles,
            "seed": settings.seed,
        },
        "inputs": done.inputs,
        "boxes": boxes,
        "ended": done.discovery.ended.map(|ended| why(ended, done)),
        "notes": done.notes,
    })
}

fn box_json(done: &Discovered, found: &Found) -> Value {
    let step = found.step();
    let quasi = found.quasi_p.get(found.selected.step).into_iter().flatten();
    let limits: Vec<Value> = quasi
        .map(|quasi| {
            let place = quasi.dimension;
            let shown = done
                .points
                .shown(place, &step.region, &found.trajectory.whole);
            let again = found.reproduced.get(place);
            value!({
                "factor": done.points.dimensions().get(place).map(|d| d.name.as_str()),
                "low": shown.low,
                "high": shown.high,
                "values": shown.words,
                "quasi_p": quasi.dropped,
                "quasi_p_low": quasi.low,
                "quasi_p_high": quasi.high,
                "reproduced_coverage": again.map(|again| again.coverage),
                "reproduced_density": again.map(|again| again.density),
            })
        })
        .collect();
    let p = (found.shuffled.shuffles > 0).then(|| found.shuffled.p());
    value!({
        "box": found.number,
        "step": found.selected.step,
        "steps": found.trajectory.steps.len(),
        "chosen": found.chosen,
        "reached": found.selected.reached,
        "points": step.count.points,
        "cases": step.count.cases,
        "coverage": step.coverage,
        "density": step.density,
        "mass": step.mass,
        "mean": mean_inside(&done.data(), found, found.selected.step),
        "limits": limits,
        "as_strong": found.shuffled.as_strong,
        "shuffles": found.shuffled.shuffles,
        "p": p,
    })
}
