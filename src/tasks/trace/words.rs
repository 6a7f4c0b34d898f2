//! What happened in a month and what was seen of it, in words.

use crate::study::trace::{ChoiceTrace, DyadSeen, Happened, MonthTrace, ResponseTrace};
use crate::tasks::numbers::{chance, change, fixed, short};

/// The events of a month; those who responded stand with the probe that they responded to.
pub fn happened(month: &MonthTrace) -> String {
    let answered = |probe: &Happened| -> String {
        let own = month.events.iter().filter(|e| {
            e.kind == "response" && e.target == probe.actor && e.theatre == probe.theatre
        });
        let codes: Vec<&str> = own.map(|e| e.actor.as_str()).collect();
        if codes.is_empty() {
            " (nobody responds)".to_owned()
        } else {
            format!(" (response: {})", codes.join(", "))
        }
    };
    let words: Vec<String> = month
        .events
        .iter()
        .filter(|e| e.kind != "response")
        .map(|e| match e.kind.as_str() {
            "probe" => format!("{}{}", event(e), answered(e)),
            _ => event(e),
        })
        .collect();
    if words.is_empty() {
        "nothing".to_owned()
    } else {
        words.join("; ")
    }
}

/// One event.
fn event(event: &Happened) -> String {
    let between = [&event.actor, &event.target];
    let named: Vec<&str> = between
        .into_iter()
        .map(String::as_str)
        .filter(|n| !n.is_empty())
        .collect();
    let value = event.value.unwrap_or(f64::NAN);
    let place = &event.theatre;
    match event.kind.as_str() {
        "exercise" if value > 1.0 => format!("{} exercises {}", short(value), named.join("-")),
        "exercise" | "statement" | "suspension" | "resumption" => {
            format!("{} {}", event.kind, named.join("-"))
        }
        "election" => format!(
            "election in {} (stance {})",
            named.join(""),
            change(value, 3)
        ),
        "shock" => format!(
            "shock over history in {} about {} ({})",
            event.actor,
            event.target,
            change(-value, 3)
        ),
        "probe" => format!(
            "{} probes {place} at rung {}",
            event.actor,
            event.rung.unwrap_or(0)
        ),
        "crisis" => format!("crisis begins in {place}"),
        "settlement" => format!("crisis settled in {place}"),
        "war" => format!("war in {place}"),
        "campaign" => "a joint campaign begins".to_owned(),
        "access_refused" => {
            format!(
                "{} refuses {} its bases for {place}",
                event.actor, event.target
            )
        }
        kind => format!("{kind} {} {place}", named.join("-"))
            .trim()
            .to_owned(),
    }
}

/// What was seen of a dyad, beside what there was.
pub fn dyad(seen: &DyadSeen) -> String {
    let statement = match (seen.statement, seen.statement_seen) {
        (true, true) => "statement seen",
        (true, false) => "statement missed",
        (false, true) => "statement seen that nobody made",
        (false, false) => "no statement",
    };
    let level = |name: &str, read: Option<f64>, is: f64| match read {
        Some(read) => format!("{name} read as {} (is {})", fixed(read, 3), fixed(is, 3)),
        None => format!("{name} not read (is {})", fixed(is, 3)),
    };
    format!(
        "{}: exercises {} of {}, {statement}, {}, {}{}",
        seen.dyad,
        short(seen.exercises_seen),
        short(seen.exercises),
        level("intel", seen.intel_read, seen.intel),
        level("doctrine", seen.doctrine_read, seen.doctrine),
        if seen.suspended {
            ", intel suspended"
        } else {
            ""
        }
    )
}

/// What changes a belief besides its channels, in the order of the month: before them, after them, in the bloc, and after
/// the choice.
pub const LABELS: [&str; 4] = [
    "types may have changed",
    "told together",
    "pooled in the bloc",
    "responses to probes",
];

/// How a choice fell.
pub fn draw(choice: &ChoiceTrace) -> String {
    let mut line = format!(
        "{} fell between {} and {}: rung {}",
        fixed(choice.draw, 5),
        fixed(choice.range.0, 5),
        fixed(choice.range.1, 5),
        choice.drawn
    );
    if let Some(reason) = choice.overridden {
        line.push_str(&format!(", but {reason}: rung {}", choice.rung));
    }
    line
}

/// How the allies answered, a line for each and one for all.
pub fn response_lines(response: &ResponseTrace) -> Vec<String> {
    let mut lines: Vec<String> = response
        .by_ally
        .iter()
        .map(|reply| {
            let does = match (reply.responds, reply.hard) {
                (true, true) => "responds hard",
                (true, false) => "responds in a measured way",
                (false, _) => "does not respond",
            };
            format!(
                "{} {does} (probability {}; expected {})",
                reply.ally,
                chance(reply.probability),
                chance(reply.expected)
            )
        })
        .collect();
    let missiles = if response.fired > 0.0 {
        format!(
            "; {} of {} missiles leaked",
            short(response.leaked),
            short(response.fired)
        )
    } else {
        String::new()
    };
    lines.push(format!(
        "strength S = {} against ρ̂ = {} expected: the probe {}{missiles}",
        fixed(response.strength, 3),
        fixed(response.expected, 3),
        if response.success {
            "succeeds"
        } else {
            "is repelled"
        }
    ));
    lines
}
