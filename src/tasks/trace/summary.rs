//! A trace in a few sentences, each worked out from its numbers.

use crate::study::trace::{Happened, MonthTrace, OptionTrace, RunTrace, TERMS, Terms};
use crate::tasks::numbers::{chance, change, fixed, number};

/// Differences below this are not worth a word.
const SMALL: f64 = 0.0005;

/// The month that the sentences are about: the first with the highest rung among those shown.
pub fn focus(trace: &RunTrace) -> Option<&MonthTrace> {
    let highest = trace.months.iter().map(|m| m.choice.rung).max()?;
    let mut probes = trace.months.iter().filter(|m| m.choice.rung == highest);
    probes.next().filter(|_| highest > 0)
}

/// The sentences, by paragraph.
pub fn summary(trace: &RunTrace) -> Vec<String> {
    let (who, place) = (&trace.prober.name, &trace.theatre.name);
    let Some(month) = focus(trace) else {
        return vec![format!(
            "{who} chose no rung above 0 in {place} in the months shown."
        )];
    };
    let Some(option) = month.options.get(month.choice.rung) else {
        return Vec::new();
    };
    let mut out = vec![chosen(trace, month, option)];
    out.push(pushes(trace, month, option));
    out.extend(beliefs(trace, month));
    out.extend(answered(trace, month));
    out
}

fn chosen(trace: &RunTrace, month: &MonthTrace, option: &OptionTrace) -> String {
    let choice = &month.choice;
    let mean = trace
        .means
        .probability
        .get(option.rung)
        .copied()
        .unwrap_or(0.0);
    let mut text = format!(
        "In {} {} chose rung {} ({}) in {}, with probability {}; the mean over the {} months of this run is {}",
        month.month,
        trace.prober.name,
        option.rung,
        option.name,
        trace.theatre.name,
        chance(option.probability),
        trace.horizon,
        chance(mean),
    );
    if let Some(reason) = choice.overridden {
        text.push_str(&format!(". Chance had no part in it: {reason}."));
        return text;
    }
    if mean > 0.0 {
        text.push_str(&format!(
            ", so it was {} times as likely",
            number(option.probability / mean)
        ));
    }
    let usual = fallen(&trace.means.probability, choice.draw);
    text.push_str(&format!(
        ". Its draw, {}, fell between {} and {}; with the mean probabilities it would have given {}.",
        fixed(choice.draw, 5),
        fixed(choice.range.0, 5),
        fixed(choice.range.1, 5),
        if usual == option.rung {
            "the same rung".to_owned()
        } else {
            format!("rung {usual}")
        }
    ));
    text
}

/// The rung into whose range a draw falls.
fn fallen(probability: &[f64], draw: f64) -> usize {
    let (mut rung, mut below) = (0, 0.0);
    for p in probability.iter().take(probability.len().saturating_sub(1)) {
        below += p;
        if draw > below {
            rung += 1;
        }
    }
    rung
}

/// What differs from the mean month. Hopes and risks move with ρ̂ alone; they stand together, parted into
/// what beliefs do to ρ̂ and what else does.
fn differences(own: &Terms, mean: &Terms, by_belief: f64) -> Vec<(&'static str, f64)> {
    let mut out = Vec::new();
    let mut response = 0.0;
    for (((key, _), own), mean) in TERMS.iter().zip(own.values()).zip(mean.values()) {
        let label = match *key {
            "gain" | "loss" => {
                response += own - mean;
                continue;
            }
            "calendar" => "the time of year",
            "programme" => "its own programme",
            "excitation" => "its own recent provocations",
            "campaign" => "a joint campaign of the bloc",
            "fear" => "fear of exercises",
            "restraint" => "restraint that it returns",
            "information" => "what a probe would teach it",
            _ => "the intercept",
        };
        out.push((label, own - mean));
    }
    out.push(("its beliefs about the allies' resolve", by_belief));
    out.push((
        "what it expected of allies of either type (forces, coordination, politics)",
        response - by_belief,
    ));
    out
}

fn pushes(trace: &RunTrace, month: &MonthTrace, option: &OptionTrace) -> String {
    let Some(mean) = trace.means.terms.get(option.rung) else {
        return String::new();
    };
    let by_belief = -option.per_response * trace.means.by_belief(month, option);
    let mut parts = differences(&option.terms, mean, by_belief);
    parts.sort_by(|a, b| b.1.total_cmp(&a.1));
    let total: f64 = parts.iter().map(|p| p.1).sum();
    let named = |list: &[(&str, f64)]| -> String {
        let words = list
            .iter()
            .map(|(label, x)| format!("{label} ({})", change(*x, 3)));
        words.collect::<Vec<_>>().join(", then ")
    };
    let up: Vec<_> = parts.iter().copied().filter(|p| p.1 >= SMALL).collect();
    let down: Vec<_> = parts
        .iter()
        .rev()
        .copied()
        .filter(|p| p.1 <= -SMALL)
        .collect();
    let mut text = format!(
        "Relative to its mean month, rung {} was worth {} {} to it",
        option.rung,
        fixed(total.abs(), 3),
        if total >= 0.0 { "more" } else { "less" }
    );
    match up.as_slice() {
        [] => text.push_str("; nothing pushed it upwards"),
        list => text.push_str(&format!("; the largest push came from {}", named(list))),
    }
    match down.as_slice() {
        [] => text.push('.'),
        list => text.push_str(&format!("; against it worked {}.", named(list))),
    }
    let rho = trace
        .means
        .expected
        .get(option.rung)
        .copied()
        .unwrap_or(0.0);
    let now = option.expected;
    text.push_str(&format!(
        " It expected {} of a full response (mean {}), and {} of coordination (mean {}; in fact {}).",
        chance(now),
        chance(rho),
        fixed(month.coordination.estimate, 3),
        fixed(trace.means.coordination, 3),
        fixed(month.coordination.actual, 3),
    ));
    text
}

/// How beliefs moved from the first month shown to the choice, and by what most.
fn beliefs(trace: &RunTrace, month: &MonthTrace) -> Vec<String> {
    let until: Vec<&MonthTrace> = trace.months.iter().filter(|m| m.t <= month.t).collect();
    let Some(first) = until.first() else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    for (i, (start, end)) in first.beliefs.iter().zip(&month.beliefs).enumerate() {
        let mut parts: Vec<(String, f64)> = Vec::new();
        let mut add = |label: String, x: f64| match parts.iter_mut().find(|p| p.0 == label) {
            Some(part) => part.1 += x,
            None => parts.push((label, x)),
        };
        for m in &until {
            let Some(belief) = m.beliefs.get(i) else {
                continue;
            };
            add("that types may change".to_owned(), belief.prediction);
            for c in &belief.channels {
                add(format!("{} {}", c.dyad, c.channel), c.nats);
            }
            add("what channels told together".to_owned(), belief.joint);
            add("pooling".to_owned(), belief.pooling);
            if m.t < month.t {
                add("responses to probes".to_owned(), belief.responses);
            }
        }
        parts.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        let most: Vec<String> = parts
            .iter()
            .filter(|p| p.1.abs() >= SMALL)
            .take(3)
            .map(|(label, x)| format!("{label} ({})", change(*x, 3)))
            .collect();
        let mean = trace.means.belief.get(i).copied().unwrap_or(0.0);
        lines.push(format!(
            "Its belief that {} is resolute went from {} to {} by then (mean {}; in fact it was {}){}.",
            end.ally,
            fixed(start.before, 3),
            fixed(end.at_choice, 3),
            fixed(mean, 3),
            if end.resolute { "resolute" } else { "not" },
            if most.is_empty() {
                String::new()
            } else {
                format!(
                    "; in nats of log-odds over the {} what moved it most: {}",
                    match until.len() {
                        1 => "month".to_owned(),
                        n => format!("{n} months"),
                    },
                    most.join(", ")
                )
            }
        ));
    }
    lines
}

fn answered(trace: &RunTrace, month: &MonthTrace) -> Option<String> {
    let response = month.response.as_ref()?;
    let said: Vec<String> = response
        .by_ally
        .iter()
        .filter(|reply| reply.responds)
        .map(|reply| format!("{}{}", reply.ally, if reply.hard { " (hard)" } else { "" }))
        .collect();
    let mut text = if said.is_empty() {
        "Nobody responded".to_owned()
    } else {
        format!("{} responded", said.join(", "))
    };
    text.push_str(&format!(
        " with {} of a full response, against {} expected; the probe {}.",
        chance(response.strength),
        chance(response.expected),
        if response.success {
            "succeeded"
        } else {
            "was repelled"
        }
    ));
    let happened = |kind: &str| {
        let here = |e: &&Happened| e.theatre == trace.theatre.code;
        month.events.iter().filter(here).any(|e| e.kind == kind)
    };
    for (kind, words) in [("crisis", " A crisis began."), ("war", " War broke out.")] {
        if happened(kind) {
            text.push_str(words);
        }
    }
    Some(text)
}
