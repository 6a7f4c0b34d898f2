//! The section `levers`: exogenous changes between two dates.

use super::diagnostics::{did_you_mean, listed};
use super::document::{Entry, Table};
use super::fields::Context;
use super::roster::checked_code;
use super::settings::Settings;
use super::source::Span;
use crate::scenario::{Action, ChannelKind, Lever, LeverTarget, MAX_LEVERS, Month, Roster};

/// The keys of which a lever has exactly one.
const ACTIONS: [&str; 3] = ["set", "scale", "shift"];

/// Reads all levers, in the order of the file.
pub(super) fn read(
    root: &Table,
    roster: &Roster,
    settings: &Settings,
    cx: &mut Context<'_>,
) -> Vec<Lever> {
    let Some(section) = root.table("levers") else {
        return Vec::new();
    };
    let mut levers: Vec<Lever> = Vec::new();
    for (index, (name, entry, table)) in section.tables().enumerate() {
        if index >= MAX_LEVERS {
            let message = format!("more than {MAX_LEVERS} levers");
            cx.error(entry.key, message, vec![]);
            break;
        }
        if checked_code(name, "levers", entry.key, cx) {
            let Some(lever) = lever(name, entry, table, root, roster, settings, cx) else {
                continue;
            };
            if let Some(other) = levers.iter().find(|other| contradict(other, &lever)) {
                let message = format!(
                    "`levers.{name}` sets what `levers.{}` sets in the same months",
                    other.name
                );
                cx.error(entry.key, message, vec![]);
            }
            levers.push(lever);
        }
    }
    levers
}

/// Whether two levers hold one quantity at a value in a common month.
fn contradict(a: &Lever, b: &Lever) -> bool {
    let held = |lever: &Lever| match (lever.action, lever.target) {
        (Action::Set(_), LeverTarget::Channel { dyad, channel, .. }) => {
            Some((dyad, channel as usize))
        }
        (Action::Set(_), LeverTarget::Will { dyad }) => Some((dyad, 4)),
        (Action::Set(_), LeverTarget::Opinion { dyad, public }) => Some((dyad, 5 + public)),
        _ => None,
    };
    held(a).is_some() && held(a) == held(b) && a.from < b.until && b.from < a.until
}

fn lever(
    name: &str,
    entry: &Entry,
    table: &Table,
    root: &Table,
    roster: &Roster,
    settings: &Settings,
    cx: &mut Context<'_>,
) -> Option<Lever> {
    let at = format!("levers.{name}");
    let dyad = dyad(&at, entry.key, table, root, roster, cx);
    let target = target(&at, entry.key, table, dyad, roster, cx);
    let action = action(&at, entry.key, table, target, cx);
    let dates = dates(&at, table, settings, cx);
    let (from, until) = dates?;
    Some(Lever {
        name: name.to_owned(),
        target: target?,
        action: action?,
        from,
        until,
    })
}

fn dyad(
    at: &str,
    key: Span,
    table: &Table,
    root: &Table,
    roster: &Roster,
    cx: &mut Context<'_>,
) -> Option<usize> {
    let codes = || roster.dyads.iter().map(|dyad| dyad.code.as_str());
    if table.get("dyad").is_none() {
        let help = format!("the dyads are {}", listed(codes()));
        cx.error(key, format!("`{at}` has no dyad"), vec![help]);
    }
    let (code, span) = cx.text(table, at, "dyad")?;
    let index = roster.dyads.iter().position(|dyad| dyad.code == code);
    // A dyad that is there but wrong was reported where it stands.
    let known = root
        .table("dyads")
        .is_some_and(|dyads| dyads.get(&code).is_some());
    if index.is_none() && !known {
        let mut help = did_you_mean(&code, codes());
        help.push(format!("the dyads are {}", listed(codes())));
        cx.error(span, format!("no dyad `{code}`"), help);
    }
    index
}

fn target(
    at: &str,
    key: Span,
    table: &Table,
    dyad: Option<usize>,
    roster: &Roster,
    cx: &mut Context<'_>,
) -> Option<LeverTarget> {
    let channels = ChannelKind::ALL.map(|kind| (kind.key(), kind));
    let channel = cx.word(table, at, "channel", &channels);
    let will = cx.boolean(table, at, "will");
    let announced = cx.boolean(table, at, "announced");
    let public = public(at, table, dyad, roster, cx);
    let given: Vec<&str> = ["channel", "will", "public"]
        .into_iter()
        .filter(|key| table.get(key).is_some())
        .collect();
    if given.len() != 1 {
        let message = match given.as_slice() {
            [] => format!("`{at}` acts on nothing"),
            many => format!("`{at}` acts on {}", listed(many.iter().copied())),
        };
        let help = "give exactly one of channel = \"exercises\", will = true, public = \"JPN\"";
        cx.error(key, message, vec![help.into()]);
        return None;
    }
    if announced.is_some()
        && channel.is_none()
        && let Some(entry) = table.get("announced")
        && table.get("channel").is_none()
    {
        let message = format!("`{at}.announced`: only restraint on a channel can be announced");
        cx.error(entry.key, message, vec![]);
    }
    if announced == Some(true)
        && channel.is_some_and(|channel| channel != ChannelKind::Exercises)
        && let Some(entry) = table.get("announced")
    {
        let message = format!("`{at}.announced`: restraint is announced of exercises only");
        let help = "it is kept where no exercise of the dyad is seen (docs/odd.md, trust)";
        cx.error(entry.key, message, vec![help.into()]);
    }
    if will == Some(false)
        && let Some(entry) = table.get("will")
    {
        let message = format!("`{at}.will` is false, so the lever acts on nothing");
        cx.error(entry.node.span, message, vec!["write will = true".into()]);
        return None;
    }
    let dyad = dyad?;
    let announced = announced.unwrap_or(false);
    match (channel, will, public) {
        (Some(channel), ..) => Some(LeverTarget::Channel {
            dyad,
            channel,
            announced,
        }),
        (_, Some(true), _) => Some(LeverTarget::Will { dyad }),
        (_, _, Some(public)) => Some(LeverTarget::Opinion { dyad, public }),
        _ => None,
    }
}

/// Which of the dyad's two publics the lever acts on.
fn public(
    at: &str,
    table: &Table,
    dyad: Option<usize>,
    roster: &Roster,
    cx: &mut Context<'_>,
) -> Option<usize> {
    let (code, span) = cx.text(table, at, "public")?;
    let members = roster.dyads.get(dyad?)?.between;
    let codes = members.map(|ally| {
        roster
            .allies
            .get(ally)
            .map_or("", |ally| ally.code.as_str())
    });
    let index = codes.iter().position(|member| *member == code);
    if index.is_none() {
        let mut help = did_you_mean(&code, codes);
        help.push(format!("its publics are {}", listed(codes)));
        cx.error(span, format!("`{code}` is not of this dyad"), help);
    }
    index
}

fn action(
    at: &str,
    key: Span,
    table: &Table,
    target: Option<LeverTarget>,
    cx: &mut Context<'_>,
) -> Option<Action> {
    let given: Vec<&str> = ACTIONS
        .into_iter()
        .filter(|key| table.get(key).is_some())
        .collect();
    let &[kind] = given.as_slice() else {
        let message = match given.as_slice() {
            [] => format!("`{at}` does nothing"),
            many => format!("`{at}` has {}", listed(many.iter().copied())),
        };
        let help = "give exactly one of set, scale, shift = number";
        cx.error(key, message, vec![help.into()]);
        return None;
    };
    let opinion = matches!(target, Some(LeverTarget::Opinion { .. }));
    if opinion && kind == "scale" {
        let message = format!("`{at}` scales opinion, which has no natural zero");
        let help = "use shift for a shock in logits, or set to hold opinion at a value";
        cx.error(key, message, vec![help.into()]);
        return None;
    }
    let (low, high) = match (kind, opinion) {
        (_, true) => (-20.0, 20.0),
        ("set", false) => (0.0, 1.0),
        ("scale", false) => (0.0, 1000.0),
        _ => (-1.0, 1.0),
    };
    let allowed = format!("a number from {low} to {high}");
    let node = &table.get(kind)?.node;
    let path = format!("{at}.{kind}");
    let value = cx.number(node, &path, &allowed)?;
    if target.is_some() && !(low..=high).contains(&value) {
        let message = format!("`{path}` must be {allowed}, found {value}");
        cx.error(node.span, message, vec![]);
        return None;
    }
    cx.record(path, node.span);
    Some(match kind {
        "set" => Action::Set(value),
        "scale" => Action::Scale(value),
        _ => Action::Shift(value),
    })
}

/// From the start to the end of the scenario unless given.
fn dates(
    at: &str,
    table: &Table,
    settings: &Settings,
    cx: &mut Context<'_>,
) -> Option<(Month, Month)> {
    let (start, end) = (settings.start, settings.end());
    let months = || format!("months are recorded from {start} up to {}", end.plus(-1));
    let from = cx.month(table, at, "from");
    let until = cx.month(table, at, "until");
    if (from.is_none() && table.get("from").is_some())
        || (until.is_none() && table.get("until").is_some())
    {
        return None;
    }
    if let Some((month, span)) = from
        && settings.dated
        && !(start..end).contains(&month)
    {
        let side = if month < start { "before" } else { "after" };
        let message = format!("`{at}.from` is {month}, {side} the recorded months");
        cx.error(span, message, vec![months()]);
        return None;
    }
    let first = from.map_or(start, |(month, _)| month);
    if let Some((month, span)) = until {
        if month <= first && (settings.dated || from.is_some()) {
            let message = format!("`{at}` ends in {month}, not after its first month {first}");
            let help = "until is the first month in which the lever no longer acts";
            cx.error(span, message, vec![help.into()]);
            return None;
        }
        if settings.dated && month > end {
            let message = format!("`{at}` lasts until {month}, beyond the recorded months");
            cx.found.note(Some(span), message, vec![months()]);
        }
    }
    Some((first, until.map_or(end, |(month, _)| month)))
}
