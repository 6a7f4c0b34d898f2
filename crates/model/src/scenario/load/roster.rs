//! Who takes part, read from the sections `states`, `dyads`, `theatres` and `rungs`.
//!
//! Reading goes on after an error with what is left, so that one pass finds all errors.

use super::diagnostics::{did_you_mean, listed};
use super::document::{Table, Value};
use super::fields::Context;
use super::settings::Settings;
use super::source::Span;
use crate::scenario::{
    AllySpec, DyadSpec, MAX_ALLIES, MAX_PROBERS, MAX_RUNGS, MAX_THEATRES, Party, ProberSpec,
    Roster, RungSpec, TargetSpec, TheatreSpec,
};

/// Longest code that can stand in paths.
const LONGEST: usize = 32;
/// Longest code of a base, which stands in a column name after a word.
const LONGEST_BASE: usize = 24;
/// Longest code of a state or theatre.
const LONGEST_SHORT: usize = 8;

/// The regular expression of the codes in a section.
pub fn code_pattern(section: &str) -> String {
    match section {
        "states" | "theatres" => format!("^[A-Za-z0-9_]{{1,{LONGEST_SHORT}}}$"),
        "outcomes" => "^[a-z][a-z0-9_]{0,31}$".to_owned(),
        "bases" => format!("^[A-Za-z0-9_-]{{1,{LONGEST_BASE}}}$"),
        _ => format!("^[A-Za-z0-9_-]{{1,{LONGEST}}}$"),
    }
}

/// Whether a code can stand in paths.
pub fn is_code(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

/// Whether a code can also stand in column names of 32 characters, two of them with a word, and in
/// random-number addresses, where `-` joins the two codes of a dyad.
pub fn is_short_code(text: &str) -> bool {
    is_code(text) && text.len() <= LONGEST_SHORT && !text.contains('-')
}

/// Reports a code that cannot be used.
pub(super) fn checked_code(code: &str, section: &str, span: Span, cx: &mut Context<'_>) -> bool {
    let short = matches!(section, "states" | "theatres");
    let fine = if short {
        is_short_code(code)
    } else if section == "bases" {
        is_code(code) && code.len() <= LONGEST_BASE
    } else {
        is_code(code)
    };
    if !fine {
        let help = if short {
            format!("codes of states and theatres have 1 to {LONGEST_SHORT} letters, digits or `_`")
        } else if section == "bases" {
            format!("codes of bases have 1 to {LONGEST_BASE} letters, digits, `_` or `-`")
        } else {
            format!("codes have 1 to {LONGEST} letters, digits, `_` or `-`")
        };
        let message = format!("`{code}` cannot be a code in [{section}]");
        cx.error(span, message, vec![help]);
    }
    fine
}

/// Reads the roster. No election can be due before the first month that is recorded.
pub(super) fn read(root: &Table, settings: &Settings, cx: &mut Context<'_>) -> Roster {
    let mut roster = Roster::default();
    states(root, settings, &mut roster, cx);
    rungs(root, &mut roster, cx);
    theatres(root, &mut roster, cx);
    dyads(root, &mut roster, cx);
    targets(root, &mut roster, cx);
    regards(root, &roster, cx);
    nobody_missing(root, &roster, cx);
    roster
}

fn states(root: &Table, settings: &Settings, roster: &mut Roster, cx: &mut Context<'_>) {
    let Some(section) = root.table("states") else {
        return;
    };
    for (code, entry, table) in section.tables() {
        let at = format!("states.{code}");
        if !checked_code(code, "states", entry.key, cx) {
            continue;
        }
        if table.get("role").is_none() {
            if cx.found.full() {
                cx.error(entry.key, "", vec![]);
                continue;
            }
            let others = section.entries.keys().map(String::as_str);
            let mut help = did_you_mean(code, others.filter(|other| *other != code));
            help.push("add role = \"ally\" or role = \"prober\"".into());
            cx.error(entry.key, format!("`{at}` has no role"), help);
            continue;
        }
        let roles = [("ally", true), ("prober", false)];
        let name = cx.label(table, &at, "name").unwrap_or_else(|| code.into());
        let code = code.to_owned();
        match cx.word(table, &at, "role", &roles) {
            Some(true) => {
                let ally = ally(code, name, table, entry.key, settings, cx);
                roster.allies.push(ally);
            }
            Some(false) => {
                let bloc = cx.boolean(table, &at, "bloc").unwrap_or(false);
                roster.probers.push(ProberSpec { code, name, bloc });
            }
            None => {}
        }
    }
    let allies: Vec<String> = roster.allies.iter().map(|ally| ally.code.clone()).collect();
    let probers: Vec<String> = roster.probers.iter().map(|p| p.code.clone()).collect();
    at_most(section, &allies, MAX_ALLIES, "allies", cx);
    at_most(section, &probers, MAX_PROBERS, "probers", cx);
    roster.allies.truncate(MAX_ALLIES);
    roster.probers.truncate(MAX_PROBERS);
}

/// Reports the first member beyond what the model takes.
pub(super) fn at_most(
    section: &Table,
    codes: &[String],
    limit: usize,
    what: &str,
    cx: &mut Context<'_>,
) {
    if let Some(code) = codes.get(limit)
        && let Some(entry) = section.get(code)
    {
        let message = format!("{} {what}: the model takes at most {limit}", codes.len());
        cx.error(entry.key, message, vec![]);
    }
}

fn ally(
    code: String,
    name: String,
    table: &Table,
    key: Span,
    settings: &Settings,
    cx: &mut Context<'_>,
) -> AllySpec {
    let at = format!("states.{code}");
    let parties = [("a", Party::A), ("b", Party::B), ("random", Party::Random)];
    let election = cx.month(table, &at, "next_election");
    if table.get("next_election").is_none() {
        let help = "for example next_election = \"2028-11\"".to_owned();
        let message = format!("`{at}` has no next_election, the month of its next election");
        cx.error(key, message, vec![help]);
    }
    // The governments of the start stay in office through the burn-in.
    let earliest = settings.start;
    if let Some((month, span)) = election
        && settings.dated
        && month < earliest
    {
        let message = format!("`{at}.next_election` is {month}, before the first recorded month");
        let help = format!("months are recorded from {earliest}");
        cx.error(span, message, vec![help]);
    }
    AllySpec {
        name,
        guarantor: cx.boolean(table, &at, "guarantor").unwrap_or(false),
        party: cx
            .word(table, &at, "party", &parties)
            .unwrap_or(Party::Random),
        next_election: election.map_or(earliest, |(month, _)| month),
        code,
    }
}

fn rungs(root: &Table, roster: &mut Roster, cx: &mut Context<'_>) {
    let Some(section) = root.table("rungs") else {
        return;
    };
    let mut numbered: Vec<(usize, &str, Span, &Table)> = Vec::new();
    for (code, entry, table) in section.tables() {
        match code.parse::<usize>() {
            Ok(number) if number.to_string() == code && (1..=MAX_RUNGS).contains(&number) => {
                numbered.push((number, code, entry.key, table));
            }
            _ => {
                let message = format!("`{code}` is not a rung");
                let help = format!("rungs are numbered 1, 2, … up to {MAX_RUNGS}");
                cx.error(entry.key, message, vec![help]);
            }
        }
    }
    numbered.sort_by_key(|(number, ..)| *number);
    for (index, (number, code, key, table)) in numbered.into_iter().enumerate() {
        if number != index + 1 {
            let message = format!("rung {number} without rung {}", index + 1);
            cx.error(key, message, vec!["rungs have no gaps".into()]);
            break;
        }
        let at = format!("rungs.{code}");
        let name = cx.label(table, &at, "name");
        roster.rungs.push(RungSpec {
            name: name.unwrap_or_else(|| format!("rung {number}")),
        });
    }
}

fn theatres(root: &Table, roster: &mut Roster, cx: &mut Context<'_>) {
    let Some(section) = root.table("theatres") else {
        return;
    };
    for (code, entry, table) in section.tables() {
        if !checked_code(code, "theatres", entry.key, cx) {
            continue;
        }
        let at = format!("theatres.{code}");
        let name = cx.label(table, &at, "name");
        let host = cx
            .text(table, &at, "host")
            .and_then(|(host, span)| find_ally(&host, span, root, roster, cx));
        if let Some(stakes) = table.table("stakes") {
            for (ally, entry) in &stakes.entries {
                find_ally(ally, entry.key, root, roster, cx);
            }
        }
        roster.theatres.push(TheatreSpec {
            code: code.to_owned(),
            name: name.unwrap_or_else(|| code.to_owned()),
            host,
        });
    }
    let codes: Vec<String> = roster.theatres.iter().map(|t| t.code.clone()).collect();
    at_most(section, &codes, MAX_THEATRES, "theatres", cx);
    roster.theatres.truncate(MAX_THEATRES);
}

/// The index of an ally; anything else is reported. A state whose own entry is wrong was reported
/// there.
pub(super) fn find_ally(
    code: &str,
    span: Span,
    root: &Table,
    roster: &Roster,
    cx: &mut Context<'_>,
) -> Option<usize> {
    let index = roster.allies.iter().position(|ally| ally.code == code);
    if index.is_some() {
        return index;
    }
    let codes = || roster.allies.iter().map(|ally| ally.code.as_str());
    let known = root
        .table("states")
        .is_some_and(|states| states.get(code).is_some());
    if roster.probers.iter().any(|prober| prober.code == code) {
        let message = format!("`{code}` is a prober; here an ally is needed");
        cx.error(
            span,
            message,
            vec![format!("the allies are {}", listed(codes()))],
        );
    } else if !known {
        let mut help = did_you_mean(code, codes());
        help.push(format!("the allies are {}", listed(codes())));
        cx.error(span, format!("no state `{code}`"), help);
    }
    None
}

fn dyads(root: &Table, roster: &mut Roster, cx: &mut Context<'_>) {
    let Some(section) = root.table("dyads") else {
        return;
    };
    for (code, entry, table) in section.tables() {
        if !checked_code(code, "dyads", entry.key, cx) {
            continue;
        }
        let Some(between) = between(code, entry.key, table, root, roster, cx) else {
            continue;
        };
        let same =
            |dyad: &&DyadSpec| dyad.between == between || dyad.between == [between[1], between[0]];
        if let Some(twin) = roster.dyads.iter().find(same) {
            let message = format!(
                "`dyads.{code}` joins the same two allies as `{}`",
                twin.code
            );
            cx.error(entry.key, message, vec![]);
            continue;
        }
        if let Some(publics) = table.table("publics") {
            let members = between.map(|ally| roster.allies[ally].code.as_str());
            for (public, entry) in &publics.entries {
                if !members.contains(&public.as_str()) {
                    let mut help = did_you_mean(public, members);
                    help.push(format!("its publics are {}", listed(members)));
                    let message = format!("`{public}` is not of the dyad `{code}`");
                    cx.error(entry.key, message, help);
                }
            }
        }
        roster.dyads.push(DyadSpec {
            code: code.to_owned(),
            between,
        });
    }
}

/// Two allies of the scenario: those whose codes make that of the dyad, or the first.
fn example_pair(dyad: &str, roster: &Roster) -> String {
    let codes: Vec<&str> = roster
        .allies
        .iter()
        .map(|ally| ally.code.as_str())
        .collect();
    let named = dyad
        .split_once('-')
        .filter(|(a, b)| codes.contains(a) && codes.contains(b));
    let (a, b) = match (named, codes.as_slice()) {
        (Some(pair), _) => pair,
        (None, [a, b, ..]) => (*a, *b),
        (None, _) => ("ONE", "OTHER"),
    };
    format!("[\"{a}\", \"{b}\"]")
}

fn between(
    code: &str,
    key: Span,
    table: &Table,
    root: &Table,
    roster: &Roster,
    cx: &mut Context<'_>,
) -> Option<[usize; 2]> {
    let form = || vec![format!("write between = {}", example_pair(code, roster))];
    let Some(entry) = table.get("between") else {
        let message = format!("`dyads.{code}` has no between, the two allies it joins");
        cx.error(key, message, form());
        return None;
    };
    let node = &entry.node;
    let Value::Array(entries) = &node.value else {
        let message = format!(
            "`dyads.{code}.between` must be two allies, found {}",
            node.value.describe()
        );
        cx.error(node.span, message, form());
        return None;
    };
    let [first, second] = entries.as_slice() else {
        let message = format!(
            "`dyads.{code}.between` must be two allies, found {}",
            entries.len()
        );
        cx.error(node.span, message, form());
        return None;
    };
    cx.record(format!("dyads.{code}.between"), node.span);
    let found = [first, second].map(|member| match &member.value {
        Value::String(ally) => find_ally(ally, member.span, root, roster, cx),
        other => {
            let message = format!("an ally's code was expected, found {}", other.describe());
            cx.error(member.span, message, form());
            None
        }
    });
    let pair = [found[0]?, found[1]?];
    if pair[0] == pair[1] {
        let message = format!("`dyads.{code}` joins an ally with itself");
        cx.error(second.span, message, vec![]);
        return None;
    }
    Some(pair)
}

fn targets(root: &Table, roster: &mut Roster, cx: &mut Context<'_>) {
    for prober in 0..roster.probers.len() {
        let Some(section) = root
            .table("states")
            .and_then(|states| states.table(&roster.probers[prober].code))
            .and_then(|state| state.table("targets"))
        else {
            continue;
        };
        for (code, entry, _) in section.tables() {
            match roster.theatres.iter().position(|t| t.code == code) {
                Some(theatre) => roster.targets.push(TargetSpec { prober, theatre }),
                None => {
                    let codes = || roster.theatres.iter().map(|t| t.code.as_str());
                    let mut help = did_you_mean(code, codes());
                    help.push(format!("the theatres are {}", listed(codes())));
                    cx.error(entry.key, format!("no theatre `{code}`"), help);
                }
            }
        }
    }
}

/// Reports regards for dyads that there are not. A dyad whose own entry is wrong was reported there.
fn regards(root: &Table, roster: &Roster, cx: &mut Context<'_>) {
    for prober in &roster.probers {
        let Some(section) = root
            .table("states")
            .and_then(|states| states.table(&prober.code))
            .and_then(|state| state.table("dyads"))
        else {
            continue;
        };
        for (code, entry) in &section.entries {
            let declared = |dyads: &Table| dyads.get(code).is_some();
            if !root.table("dyads").is_some_and(declared) {
                let codes = || roster.dyads.iter().map(|dyad| dyad.code.as_str());
                let mut help = did_you_mean(code, codes());
                help.push(format!("the dyads are {}", listed(codes())));
                cx.error(entry.key, format!("no dyad `{code}`"), help);
            }
        }
    }
}

/// Reports a roster with nobody to act or nothing to act on. Where there are members with errors of
/// their own, those were reported.
fn nobody_missing(root: &Table, roster: &Roster, cx: &mut Context<'_>) {
    let members = |section: &str| match root.get(section).map(|entry| &entry.node.value) {
        None => Some(0),
        Some(Value::Table(table)) => Some(table.entries.len()),
        Some(_) => None,
    };
    let span = |section: &str| root.get(section).map(|entry| entry.key);
    let mut missing = |absent: bool, section: &str, what: &str, give: &str| {
        if absent {
            let help = format!("give at least one {give}");
            cx.found.error(span(section), what, vec![help]);
        }
    };
    let states_fine = members("states") == Some(roster.allies.len() + roster.probers.len());
    let no_ally = roster.allies.is_empty() && states_fine;
    let no_prober = roster.probers.is_empty() && states_fine;
    missing(
        no_ally,
        "states",
        "no ally",
        "[states.CODE] role = \"ally\"",
    );
    missing(
        no_prober,
        "states",
        "no prober",
        "[states.CODE] role = \"prober\"",
    );
    let no_theatre = members("theatres") == Some(0);
    missing(no_theatre, "theatres", "no theatre", "[theatres.CODE]");
    let no_rung = members("rungs") == Some(0);
    missing(no_rung, "rungs", "no rung", "[rungs.1]");
    let aims = |prober: &ProberSpec| {
        root.table("states")
            .and_then(|states| states.table(&prober.code))
            .and_then(|state| state.get("targets"))
            .is_some_and(|entry| match &entry.node.value {
                Value::Table(targets) => !targets.entries.is_empty(),
                _ => true,
            })
    };
    let no_target = states_fine && !no_prober && !roster.probers.iter().any(aims);
    let target = "[states.CODE.targets.THEATRE]";
    missing(no_target, "states", "no prober has a target", target);
}
