//! Constraints between factors: `constraints = ["fear.per_exercise < 2 * rungs.3.fear"]` in `[design]`.

use super::paths::Known;
use crate::expression::{Expression, Word, parse_paths};
use crate::scenario::load::diagnostics::did_you_mean;
use crate::scenario::load::document::{Node, Table, Value};
use crate::scenario::load::fields::Context;
use crate::scenario::load::source::Span;
use crate::study::constraint::{Constraint, Operand};
use crate::study::factor::{Factor, FactorValue};
use crate::study::points::{Points, chosen};

/// The key in `[design]`.
pub(super) const CONSTRAINTS: &str = "constraints";
/// Most constraints of a study.
const MAX_CONSTRAINTS: usize = 100;
/// Rows of a list that are named one by one.
const NAMED: usize = 5;

/// A condition that was read and whose names are still to be looked up.
pub(super) struct Draft {
    text: String,
    expression: Expression,
    span: Span,
}

/// Reads the constraints of a design.
pub(super) fn read(root: &Table, cx: &mut Context<'_>) -> Vec<Draft> {
    let Some(entry) = root.table("design").and_then(|own| own.get(CONSTRAINTS)) else {
        return Vec::new();
    };
    let help = "constraints = [\"fear.per_exercise < 2 * rungs.3.fear\"], for example";
    let Value::Array(nodes) = &entry.node.value else {
        let found = entry.node.value.describe();
        let message = format!("`design.constraints` must be a list of conditions, found {found}");
        cx.error(entry.node.span, message, vec![help.into()]);
        return Vec::new();
    };
    if nodes.is_empty() || nodes.len() > MAX_CONSTRAINTS {
        let message =
            format!("`design.constraints` must have from 1 to {MAX_CONSTRAINTS} conditions");
        cx.error(entry.node.span, message, vec![help.into()]);
        return Vec::new();
    }
    nodes
        .iter()
        .filter_map(|node| draft(node, help, cx))
        .collect()
}

fn draft(node: &Node, help: &str, cx: &mut Context<'_>) -> Option<Draft> {
    let Value::String(text) = &node.value else {
        let found = node.value.describe();
        let message = format!("`design.constraints` must have conditions in quotes, found {found}");
        cx.error(node.span, message, vec![help.into()]);
        return None;
    };
    let expression = match parse_paths(text) {
        Ok(expression) => expression,
        Err(wrong) => {
            let span = cx.sources.within(node.span, text, wrong.at);
            cx.error(span, format!("`{text}`: {}", wrong.message), wrong.help);
            return None;
        }
    };
    let refused = if expression.has_past() {
        let help = "lag, rolling, since and ever are for outcomes over months";
        Some(("a point of a design has no past", help))
    } else if !expression.is_condition() {
        let help = "write a comparison, such as fear.decay < 0.5";
        Some(("is a number and no condition", help))
    } else {
        None
    };
    if let Some((message, help)) = refused {
        cx.error(node.span, format!("`{text}`: {message}"), vec![help.into()]);
        return None;
    }
    Some(Draft {
        text: text.clone(),
        expression,
        span: node.span,
    })
}

/// Looks the names up: factors, by a path or by their column of `design.csv`, and numbers of the scenario that do not
/// vary.
pub(super) fn resolve(
    drafts: Vec<Draft>,
    factors: &[Factor],
    known: &Known,
    cx: &mut Context<'_>,
) -> Vec<(Constraint, Span)> {
    let one = |draft: Draft| {
        let mut wrong = Vec::new();
        let mut varies = false;
        let named = draft.expression.rename(&mut |word: &Word| {
            let found = operand(&word.name, factors, known);
            varies |= matches!(found, Ok(Operand::Factor(_)));
            found.or_else(|error| {
                wrong.push((word.at.clone(), error));
                Ok::<_, ()>(Operand::Fixed(f64::NAN))
            })
        });
        let faulty = !wrong.is_empty();
        for (at, (message, help)) in wrong {
            let span = cx.sources.within(draft.span, &draft.text, at);
            cx.error(span, message, help);
        }
        if !faulty && !varies {
            let message = format!(
                "`{}` names no factor, so it is the same at every point",
                draft.text
            );
            let help = "a constraint is about what varies: name a factor of the study";
            cx.error(draft.span, message, vec![help.into()]);
        }
        let condition = named.ok().filter(|_| varies && !faulty)?;
        Some((Constraint::new(&draft.text, condition), draft.span))
    };
    drafts.into_iter().filter_map(one).collect()
}

/// What a name means, or what is wrong with it and what to do.
fn operand(
    name: &str,
    factors: &[Factor],
    known: &Known,
) -> Result<Operand, (String, Vec<String>)> {
    let by_path = factors
        .iter()
        .position(|own| own.paths().any(|path| path == name));
    let found = by_path.or_else(|| factors.iter().position(|own| own.column == name));
    if let Some(at) = found {
        let words = |value: &FactorValue| value.number().is_none();
        if factors[at].values.extremes().iter().any(words) {
            let message = format!("`{name}` takes words, and a constraint compares numbers");
            return Err((message, vec!["switches count as 1 and 0".into()]));
        }
        return Ok(Operand::Factor(at));
    }
    match known.value(name).map(|value| value.number()) {
        Some(Some(number)) => Ok(Operand::Fixed(number)),
        Some(None) => {
            let message = format!("`{name}` is a word, and a constraint compares numbers");
            Err((message, vec!["switches count as 1 and 0".into()]))
        }
        None => {
            let names = factors.iter().map(|own| own.path.as_str());
            let mut help = did_you_mean(name, names);
            help.push(
                "a constraint names factors, by path or by column of design.csv, and numbers of the scenario".into(),
            );
            let message = format!("neither the study nor its scenario has a number `{name}`");
            Err((message, help))
        }
    }
}

/// The points of a design that meet all constraints.
pub(super) struct Kept {
    /// The points that are left.
    pub points: Points,
    /// Their weights, where the points have some.
    pub weights: Option<Vec<f64>>,
    /// The constraints, which have counted.
    pub constraints: Vec<Constraint>,
}

/// Leaves out the points that do not meet all constraints, and says how many. `lines` are the places of the points of
/// a list.
pub(super) fn keep(
    points: Points,
    weights: Option<Vec<f64>>,
    constraints: Vec<(Constraint, Span)>,
    factors: &[Factor],
    lines: &[Span],
    cx: &mut Context<'_>,
) -> Option<Kept> {
    if constraints.is_empty() {
        return Some(Kept {
            points,
            weights,
            constraints: Vec::new(),
        });
    }
    let (mut constraints, spans): (Vec<Constraint>, Vec<Span>) = constraints.into_iter().unzip();
    let made = points.len();
    let mut numbers = Vec::with_capacity(made);
    for point in 0..made {
        let of = |factor: usize| {
            let value = points.value(point, factor, factors);
            value.and_then(|value| value.number()).unwrap_or(f64::NAN)
        };
        let mut met = true;
        for (constraint, span) in constraints.iter_mut().zip(&spans) {
            match constraint.holds(&of) {
                Some(true) => {}
                Some(false) => {
                    met = false;
                    constraint.reject();
                }
                None => {
                    let named = factors.iter().enumerate();
                    let values = named.map(|(at, factor)| format!("{} = {}", factor.path, of(at)));
                    let values: Vec<String> = values.collect();
                    let message = format!(
                        "`{}` has no value at a point of the design",
                        constraint.text()
                    );
                    let help = format!(
                        "a quotient, power or logarithm is not finite where {}",
                        values.join(", ")
                    );
                    cx.error(*span, message, vec![help]);
                    return None;
                }
            }
        }
        if met {
            numbers.push(point);
        }
    }
    for (constraint, span) in constraints.iter().zip(&spans) {
        said(constraint, *span, made, cx);
    }
    if cx.found.failed() {
        return None;
    }
    if numbers.is_empty() {
        let message = format!("none of {made} points meets all constraints");
        let help = "each leaves something, but not the same: loosen one, or widen the ranges";
        cx.error(*spans.first()?, message, vec![help.into()]);
        return None;
    }
    let unmet: Vec<usize> = lines_without(&numbers, lines.len());
    if !unmet.is_empty() {
        let named: Vec<String> = unmet
            .iter()
            .take(NAMED)
            .map(|at| cx.sources.line(lines[*at]).to_string())
            .collect();
        let more = if unmet.len() > NAMED { ", …" } else { "" };
        let message = format!("lines {}{more} of the list are left out", named.join(", "));
        cx.found.note(
            spans.first().copied(),
            message,
            vec!["points are numbered without them".into()],
        );
    }
    let weights = weights.map(|weights| chosen(weights, &numbers));
    if weights
        .iter()
        .any(|own| own.iter().all(|weight| *weight == 0.0))
    {
        let message = "all points that meet the constraints have a weight of 0";
        cx.error(*spans.first()?, message, vec![]);
        return None;
    }
    Some(Kept {
        points: points.only(&numbers),
        weights,
        constraints,
    })
}

/// Numbers below `count` that are not among `kept`, which ascend.
fn lines_without(kept: &[usize], count: usize) -> Vec<usize> {
    (0..count)
        .filter(|at| kept.binary_search(at).is_err())
        .collect()
}

/// Says how many points a constraint leaves out.
fn said(constraint: &Constraint, span: Span, made: usize, cx: &mut Context<'_>) {
    let (text, rejected) = (constraint.text(), constraint.rejected());
    if rejected == made as u64 {
        let message = format!("`{text}` leaves out all {made} points");
        let help = "it contradicts the ranges of its factors";
        cx.error(span, message, vec![help.into()]);
        return;
    }
    let message = match rejected {
        0 => format!("`{text}` holds at all {made} points and leaves out none"),
        _ => format!("`{text}` leaves out {rejected} of {made} points"),
    };
    cx.found.note(Some(span), message, vec![]);
}
