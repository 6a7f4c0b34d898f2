//! What the arms in a figure change of their baseline, for its caption, in the words of `methods`.

use std::path::Path;

use super::choices::Choices;
use super::error::PlotError;
use super::read::scenario;
use crate::figures::Table;
use crate::report::differences::{moved, sentence, weighted};
use crate::scenario::Scenario;
use crate::store::guard::Guard;
use crate::store::study_record::StudyInfo;
use crate::store::tables::{SCENARIO, resolved_path};

/// The arms asked for, in the order of the folder; all if none is.
///
/// # Errors
/// [`PlotError::UnknownName`].
pub(super) fn chosen(choices: &Choices, known: &[String]) -> Result<Vec<String>, PlotError> {
    if let Some(name) = choices.arms.iter().find(|name| !known.contains(name)) {
        return Err(PlotError::unknown("--arms", name, known.to_vec()));
    }
    let wanted = |name: &&String| choices.arms.is_empty() || choices.arms.contains(name);
    Ok(known.iter().filter(wanted).cloned().collect())
}

/// What scenarios of a comparison change of its baseline; nothing is said of the baseline itself.
///
/// # Errors
/// [`PlotError`].
pub(super) fn of_comparison(
    folder: &Path,
    guard: &Guard,
    baseline: &str,
    arms: &[String],
) -> Result<String, PlotError> {
    let first = scenario(&folder.join(resolved_path(baseline)), guard)?;
    let mut told = Vec::new();
    for arm in arms.iter().filter(|arm| *arm != baseline) {
        told.push(one(folder, guard, &first, arm, &[])?);
    }
    Ok(told.join(" "))
}

/// What arms of a study change of its baseline, by number.
///
/// # Errors
/// [`PlotError`].
pub(super) fn of_study(
    folder: &Path,
    guard: &Guard,
    study: &StudyInfo,
    wanted: impl Fn(usize) -> bool,
) -> Result<String, PlotError> {
    let mut others = study
        .arms
        .iter()
        .enumerate()
        .skip(1)
        .filter(|(at, _)| wanted(*at))
        .peekable();
    if others.peek().is_none() {
        return Ok(String::new());
    }
    let first = scenario(&folder.join(SCENARIO), guard)?;
    let mut told = Vec::new();
    for (_, arm) in others {
        told.push(one(folder, guard, &first, &arm.name, &moved(arm))?);
    }
    Ok(told.join(" "))
}

/// What an effect of a study is made of, and what the arms in it change of the baseline.
///
/// # Errors
/// [`PlotError`].
pub(super) fn of_effect(
    folder: &Path,
    guard: &Guard,
    study: &StudyInfo,
    effect: &str,
) -> Result<String, PlotError> {
    let weights = study.effects.iter().find(|own| own.name == effect);
    let weights = weights.map_or(&[][..], |own| &own.weights);
    let arms = of_study(folder, guard, study, |at| {
        weights.get(at).is_some_and(|weight| *weight != 0.0)
    })?;
    let own = weighted(study)
        .into_iter()
        .find(|(name, _)| *name == effect);
    Ok(match own {
        Some((name, what)) => format!("The effect {name}{what} {arms}"),
        None => arms,
    })
}

/// A table with a sentence more for the caption.
pub(super) fn with_note(mut table: Table, sentence: String) -> Table {
    let own = table.said("note").unwrap_or_default();
    let all = [own, &sentence]
        .into_iter()
        .filter(|words| !words.is_empty());
    let all: Vec<&str> = all.collect();
    if !all.is_empty() {
        let all = all.join(" ");
        table.say("note", all);
    }
    table
}

fn one(
    folder: &Path,
    guard: &Guard,
    baseline: &Scenario,
    arm: &str,
    moved: &[String],
) -> Result<String, PlotError> {
    let own = scenario(&folder.join(resolved_path(arm)), guard)?;
    Ok(sentence(baseline, arm, &own, moved))
}
