//! What happened in a month and what was seen of it, in words.

use crate::cli::numbers::{change, fixed, short};
use crate::study::trace::{DyadSeen, Happened, MonthTrace};

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
