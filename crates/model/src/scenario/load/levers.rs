//! The section `levers`: exogenous changes between two dates.

use super::diagnostics::{did_you_mean, listed};
use super::document::{Entry, Table};
use super::fields::Context;
use super::roster::{checked_code, find_ally};
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
            Some((0, dyad, channel as usize))
        }
        (Action::Set(_), LeverTarget::Will { dyad }) => Some((1, dyad, 0)),
        (Action::Set(_), LeverTarget::Opinion { dyad, public }) => Some((2, dyad, public)),
        (Action::Set(_), LeverTarget::Industry { dyad }) => Some((3, dyad, 0)),
        (Action::Set(_), LeverTarget::Stance { ally }) => Some((4, ally, 0)),
        (Action::Set(_), LeverTarget::Commitment { ally }) => Some((5, ally, 0)),
        (Action::Set(_), LeverTarget::Threat { ally }) => Some((6, ally, 0)),
        (Action::Set(_), LeverTarget::Party { ally }) => Some((9, ally, 0)),
        (Action::Set(_), LeverTarget::Rung { target }) => Some((7, target, 0)),
        (Action::Set(_), LeverTarget::Coordination { .. }) => Some((8, 0, 0)),
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
    let target = target(&at, entry.key, table, root, roster, cx);
    let action = action(&at, entry.key, table, target, roster, cx);
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

/// What a lever can act on: with a dyad, on an ally, and the rest.
const OF_DYADS: [&str; 4] = ["channel", "will", "public", "industry"];
const OF_ALLIES: [&str; 4] = ["stance", "commitment", "threat", "party"];
const OTHERS: [&str; 2] = ["rung", "coordination"];

fn target(
    at: &str,
    key: Span,
    table: &Table,
    root: &Table,
    roster: &Roster,
    cx: &mut Context<'_>,
) -> Option<LeverTarget> {
    let all = OF_DYADS.iter().chain(&OF_ALLIES).chain(&OTHERS);
    let given: Vec<&str> = all
        .copied()
        .filter(|key| table.get(key).is_some())
        .collect();
    let &[kind] = given.as_slice() else {
        let message = match given.as_slice() {
            [] => format!("`{at}` acts on nothing"),
            many => format!("`{at}` acts on {}", listed(many.iter().copied())),
        };
        let help = "give exactly one of channel = \"exercises\", will = true, public = \"JPN\" or \
                    industry = true, each with a dyad, or stance, commitment, threat or party = \"KOR\", \
                    rung = \"PRK/KP\", coordination = true";
        cx.error(key, message, vec![help.into()]);
        return None;
    };
    let announced = announced(at, kind, table, cx);
    for switch in ["will", "industry", "coordination"] {
        if cx.boolean(table, at, switch) == Some(false)
            && let Some(entry) = table.get(switch)
        {
            let message = format!("`{at}.{switch}` is false, so the lever acts on nothing");
            let help = format!("write {switch} = true");
            cx.error(entry.node.span, message, vec![help]);
            return None;
        }
    }
    if OF_DYADS.contains(&kind) {
        let dyad = dyad(at, key, table, root, roster, cx);
        return of_dyad(at, kind, announced, table, dyad, roster, cx);
    }
    if let Some(entry) = table.get("dyad") {
        let message = format!("`{at}.dyad` says nothing: `{kind}` is not of a dyad");
        cx.error(entry.key, message, vec![]);
    }
    match kind {
        "coordination" => cx
            .boolean(table, at, kind)
            .map(|_| LeverTarget::Coordination { announced }),
        "rung" => rung_target(at, table, roster, cx),
        _ => of_ally(at, kind, table, root, roster, cx),
    }
}

fn announced(at: &str, kind: &str, table: &Table, cx: &mut Context<'_>) -> bool {
    let announced = cx.boolean(table, at, "announced");
    let Some(entry) = table.get("announced") else {
        return false;
    };
    let exercises = matches!(
        table.get("channel").map(|entry| &entry.node.value),
        Some(super::document::Value::String(channel)) if channel == "exercises"
    );
    if kind != "channel" && kind != "coordination" {
        let message = format!(
            "`{at}.announced`: only restraint on a channel or coordination can be announced"
        );
        cx.error(entry.key, message, vec![]);
    } else if kind == "channel" && announced == Some(true) && !exercises {
        let message = format!("`{at}.announced`: restraint is announced of exercises only");
        let help = "it is kept where no exercise of the dyad is seen (docs/odd.md, trust)";
        cx.error(entry.key, message, vec![help.into()]);
    }
    announced.unwrap_or(false)
}

fn of_dyad(
    at: &str,
    kind: &str,
    announced: bool,
    table: &Table,
    dyad: Option<usize>,
    roster: &Roster,
    cx: &mut Context<'_>,
) -> Option<LeverTarget> {
    let channels = ChannelKind::ALL.map(|kind| (kind.key(), kind));
    match kind {
        "channel" => {
            let channel = cx.word(table, at, "channel", &channels)?;
            Some(LeverTarget::Channel {
                dyad: dyad?,
                channel,
                announced,
            })
        }
        "public" => {
            let public = public(at, table, dyad, roster, cx)?;
            Some(LeverTarget::Opinion {
                dyad: dyad?,
                public,
            })
        }
        "will" => cx
            .boolean(table, at, kind)
            .and(dyad)
            .map(|dyad| LeverTarget::Will { dyad }),
        _ => cx
            .boolean(table, at, kind)
            .and(dyad)
            .map(|dyad| LeverTarget::Industry { dyad }),
    }
}

fn of_ally(
    at: &str,
    kind: &str,
    table: &Table,
    root: &Table,
    roster: &Roster,
    cx: &mut Context<'_>,
) -> Option<LeverTarget> {
    let (code, span) = cx.text(table, at, kind)?;
    let ally = find_ally(&code, span, root, roster, cx)?;
    if kind == "commitment" && !roster.allies[ally].guarantor {
        let message = format!("`{code}` is no guarantor, so it has no commitment to act on");
        cx.error(span, message, vec![]);
        return None;
    }
    Some(match kind {
        "stance" => LeverTarget::Stance { ally },
        "commitment" => LeverTarget::Commitment { ally },
        "party" => LeverTarget::Party { ally },
        _ => LeverTarget::Threat { ally },
    })
}

/// A target such as `PRK/KP`.
fn rung_target(
    at: &str,
    table: &Table,
    roster: &Roster,
    cx: &mut Context<'_>,
) -> Option<LeverTarget> {
    let target = named_target(at, "rung", table, roster, cx)?;
    Some(LeverTarget::Rung { target })
}

/// The index of the target that a key names, such as `PRK/KP`.
pub(super) fn named_target(
    at: &str,
    key: &str,
    table: &Table,
    roster: &Roster,
    cx: &mut Context<'_>,
) -> Option<usize> {
    let (code, span) = cx.text(table, at, key)?;
    let codes: Vec<String> = roster
        .targets
        .iter()
        .map(|target| roster.target_code(*target))
        .collect();
    let index = codes.iter().position(|known| *known == code);
    if index.is_none() {
        let known = || codes.iter().map(String::as_str);
        let mut help = did_you_mean(&code, known());
        help.push(format!("the targets are {}", listed(known())));
        cx.error(span, format!("nobody probes at `{code}`"), help);
    }
    index
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
    roster: &Roster,
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
    let logit = matches!(
        target,
        Some(
            LeverTarget::Opinion { .. }
                | LeverTarget::Stance { .. }
                | LeverTarget::Commitment { .. }
                | LeverTarget::Threat { .. }
        )
    );
    if logit && kind == "scale" {
        let what = match target {
            Some(LeverTarget::Opinion { .. }) => "opinion",
            Some(LeverTarget::Stance { .. }) => "stance",
            Some(LeverTarget::Commitment { .. }) => "commitment",
            _ => "threat",
        };
        let message = format!("`{at}` scales {what}, which has no natural zero");
        let help = "use shift to move it, or set to hold it at a value";
        cx.error(key, message, vec![help.into()]);
        return None;
    }
    let rung = matches!(target, Some(LeverTarget::Rung { .. }));
    if rung && kind != "set" {
        let message = format!("`{at}` can only set a rung");
        cx.error(key, message, vec!["write set = 4".into()]);
        return None;
    }
    let party = matches!(target, Some(LeverTarget::Party { .. }));
    if party && kind != "set" {
        let message = format!("`{at}` can only set the party in office");
        let help = "write set = 0 for party a, set = 1 for party b";
        cx.error(key, message, vec![help.into()]);
        return None;
    }
    let (low, high) = match kind {
        _ if logit => (-20.0, 20.0),
        _ if rung => (0.0, roster.rungs.len() as f64),
        "set" => (0.0, 1.0),
        "scale" => (0.0, 1000.0),
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
    if rung && value.fract() != 0.0 {
        let message = format!("`{path}` must be the number of a rung, found {value}");
        cx.error(node.span, message, vec![]);
        return None;
    }
    if party && value.fract() != 0.0 {
        let message = format!("`{path}` must be 0 for party a or 1 for party b, found {value}");
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
