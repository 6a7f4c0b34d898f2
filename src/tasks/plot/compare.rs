//! The folder of a comparison and its figure.

use std::path::{Path, PathBuf};

use super::arms::{chosen, of_comparison, with_note};
use super::bands::ArmBands;
use super::choices::{Choice, Choices};
use super::error::PlotError;
use super::events_over_time::{differences, shares, times};
use super::origin::{Folder, Gives, Place};
use super::read::{manifest_source, number, rows_where, scenario, table};
use crate::figures::{
    BANDS_OVER_TIME, BELIEFS, CONTRASTS as KIND, Columns, EFFECT_OVER_TIME, Kind, Source, Table,
};
use crate::model::Layout;
use crate::record::{Column, MonthColumn, Role};
use crate::scenario::{Month, Scenario};
use crate::store::compare_tables::EFFECT_MONTHS;
use crate::store::guard::Guard;
use crate::store::manifest::Manifest;
use crate::store::sweep_tables::ARM;
use crate::store::tables::{CONTRASTS, MONTHS, RUNS, resolved_path};
use crate::tasks::compare::figure::MOST;
use crate::tasks::compare::select::{Shown, headline};
use crate::words::{first_sentence, with_unit};

/// The folder of a comparison.
pub struct ComparisonFolder {
    /// Where it is.
    pub path: PathBuf,
    /// Its manifest.
    pub manifest: Manifest,
    /// What compares files with their manifest before they are read.
    pub guard: Guard,
}

impl Folder for ComparisonFolder {
    const PLACE: Place = Place::Comparison;
    const GIVES: &'static [Gives<Self>] = &[
        Gives {
            kind: &KIND,
            from: "compare",
            takes: &[],
            unasked: |_, _: &Choices| true,
            table: |folder, _| contrasts(&folder.path, &folder.manifest, &folder.guard),
        },
        Gives {
            kind: &EFFECT_OVER_TIME,
            from: "compare, with --value OBSERVABLE or a first event such as first_r4",
            takes: &[Choice::Value, Choice::Series],
            // Folders of earlier versions have no months.
            unasked: |folder, _| folder.path.join(EFFECT_MONTHS).is_file(),
            table: |folder, choices| over_time(folder, choices),
        },
        Gives {
            kind: &BANDS_OVER_TIME,
            from: "compare, with --value OBSERVABLE,… and --arms NAME,…",
            takes: &[Choice::Value, Choice::Arms],
            unasked: |folder, _| folder.path.join(EFFECT_MONTHS).is_file(),
            table: |folder, choices| bands(folder, &BANDS_OVER_TIME, choices),
        },
        Gives {
            kind: &BELIEFS,
            from: "compare, with --value BELIEF,… and --arms NAME,…",
            takes: &[Choice::Value, Choice::Arms],
            // What is asked for may be no belief.
            unasked: |folder, choices| {
                folder.path.join(EFFECT_MONTHS).is_file() && choices.value.is_none()
            },
            table: |folder, choices| bands(folder, &BELIEFS, choices),
        },
    ];

    fn path(&self) -> &Path {
        &self.path
    }

    fn source(&self, command: &str) -> Source {
        let source = manifest_source(&self.manifest, command);
        Source {
            scenario: format!("{} as baseline", source.scenario),
            ..source
        }
    }
}

/// The contrasts that `trilat compare` draws, from `contrasts.csv`.
fn contrasts(folder: &Path, manifest: &Manifest, guard: &Guard) -> Result<Table, PlotError> {
    let all = table(&folder.join(CONTRASTS), guard)?;
    let baseline = &manifest.scenario.name;
    // With --only the user chose, and no headline hides anything.
    let chosen = manifest.execution.command.contains(" --only ");
    let resolved = folder.join(resolved_path(baseline));
    let shown = if chosen || !resolved.is_file() {
        Vec::new()
    } else {
        headline(&scenario(&resolved, guard)?)
    };
    let (scenarios, columns) = (all.text("scenario")?, all.text("observable")?);
    let statistics = all.text("statistic")?;
    let (relative, low) = (all.numbers("relative")?, all.numbers("relative_low")?);
    let (high, n) = (all.numbers("relative_high")?, all.numbers("n")?);
    let identical = all.numbers("identical")?;
    let mut out = Columns::new(
        &["baseline", "scenario", "group", "observable"],
        &["relative", "ci_low", "ci_high", "n", "identical"],
    );
    let mut names: Vec<String> = scenarios.clone();
    names.dedup();
    for name in &names {
        let mine: Vec<usize> = (0..all.rows())
            .filter(|row| scenarios[*row] == *name)
            .collect();
        let mut picked: Vec<(Shown, usize)> = shown
            .iter()
            .filter_map(|wanted| {
                let row = mine.iter().find(|row| columns[**row] == wanted.column)?;
                Some((wanted.clone(), *row))
            })
            .collect();
        if picked.is_empty() {
            let named = |row: &usize| (Shown::named(&columns[*row], &statistics[*row]), *row);
            picked = mine.iter().map(named).collect();
        }
        for (shown, row) in picked.into_iter().take(MOST) {
            out.push(
                [baseline, name, shown.group, &shown.label],
                [relative[row], low[row], high[row], n[row], identical[row]],
            );
        }
    }
    let mut out = out.table()?;
    if resolved.is_file() {
        out.say("note", of_comparison(folder, guard, baseline, &names)?);
    }
    Ok(out)
}

/// Observables as bands, an arm over the other, from `months.csv`.
fn bands(of: &ComparisonFolder, kind: &Kind, choices: &Choices) -> Result<Table, PlotError> {
    let (folder, guard) = (of.path.as_path(), &of.guard);
    let path = folder.join(MONTHS);
    let baseline = &of.manifest.scenario.name;
    let rows = rows_where(&path, guard, &["t", ARM], |row| row[0] == "0")?;
    let mut names: Vec<String> = rows.into_iter().map(|row| row[1].clone()).collect();
    names.dedup();
    let arms = chosen(choices, &names)?;
    let first = scenario(&folder.join(resolved_path(baseline)), guard)?;
    let table = ArmBands::read(&path, guard, &names, None)?.table(kind, choices, &first, &arms)?;
    Ok(with_note(
        table,
        of_comparison(folder, guard, baseline, &arms)?,
    ))
}

/// Observables shown over time if none is asked for, the first that there is.
pub(in crate::tasks) const USUAL: [&str; 2] = ["probes_r3_up", "cohesion"];

/// An observable over time in every scenario and its differences, from `months.csv` and `effect_months.csv`.
fn over_time(of: &ComparisonFolder, choices: &Choices) -> Result<Table, PlotError> {
    let (folder, guard) = (of.path.as_path(), &of.guard);
    let (months, effects) = (folder.join(MONTHS), folder.join(EFFECT_MONTHS));
    let names = rows_where(&effects, guard, &["t", "observable", ARM], |row| {
        row[0] == "0"
    })?;
    let known: Vec<&String> = names.iter().map(|row| &row[1]).collect();
    let usual = || {
        USUAL
            .into_iter()
            .find(|name| known.iter().any(|k| k == name))
    };
    let asked = match (&choices.value, usual()) {
        (Some(name), _) => name.clone(),
        (None, Some(name)) => name.to_owned(),
        (None, None) => known
            .first()
            .map(|name| (*name).clone())
            .unwrap_or_default(),
    };
    let baseline = &of.manifest.scenario.name;
    let first = scenario(&folder.join(resolved_path(baseline)), guard)?;
    let layout = Layout::of(&first);
    let is_event = |column: &&Column| column.role == Role::EventTime;
    let event = layout
        .run
        .iter()
        .filter(is_event)
        .find(|column| column.name == asked);
    if !known.contains(&&asked) && event.is_none() {
        let mut names: Vec<String> = known.into_iter().cloned().collect();
        names.dedup();
        names.extend(
            layout
                .run
                .iter()
                .filter(is_event)
                .map(|column| column.name.clone()),
        );
        return Err(PlotError::unknown("--value", &asked, names));
    }
    let mut arms: Vec<String> = names.into_iter().map(|row| row[2].clone()).collect();
    arms.dedup();
    if let Some(only) = &choices.series {
        if !arms.contains(only) {
            return Err(PlotError::unknown("--series", only, arms));
        }
        arms = vec![only.clone()];
    }
    let note = of_comparison(folder, guard, baseline, &arms)?;
    let mut out = Columns::new(
        &["shows", "series", "month"],
        &["estimate", "ci_low", "ci_high", "n", "held"],
    );
    if let Some(event) = event {
        let runs = folder.join(RUNS);
        let months = first.horizon as usize;
        let mut lines = |shows: &str, arm: &str, values: Vec<[f64; 4]>, held: &[(Month, Month)]| {
            for (t, [estimate, low, high, n]) in (0..).zip(values) {
                let month = first.start.plus(t);
                let holds = held
                    .iter()
                    .any(|(from, until)| *from <= month && month < *until);
                let values = [estimate, low, high, n, f64::from(u8::from(holds))];
                out.push([shows, arm, month.to_string().as_str()], values);
            }
        };
        let own = times(&runs, guard, &asked, baseline)?;
        lines("mean", baseline, shares(&own, months), &[]);
        for arm in &arms {
            let held = held(&first, &scenario(&folder.join(resolved_path(arm)), guard)?);
            let other = times(&runs, guard, &asked, arm)?;
            lines("mean", arm, shares(&other, months), &held);
            lines("effect", arm, differences(&own, &other, months), &held);
        }
        let mut out = out.table()?;
        out.say("value", share_in_words(event));
        return Ok(with_note(out, note));
    }
    let mut lines =
        |path: &Path, shows: &str, estimate: &str, arm: &str, held: &[(Month, Month)]| {
            let columns = [
                ARM,
                "observable",
                "month",
                estimate,
                "ci_low",
                "ci_high",
                "n",
            ];
            let own = rows_where(path, guard, &columns, |row| {
                row[0] == arm && row[1] == asked
            })?;
            for row in own {
                let month: Option<Month> = row[2].parse().ok();
                let holds = month
                    .is_some_and(|m| held.iter().any(|(from, until)| *from <= m && m < *until));
                let cell = |at: usize| number(path, columns[at], &row[at]);
                let values = [
                    cell(3)?,
                    cell(4)?,
                    cell(5)?,
                    cell(6)?,
                    f64::from(u8::from(holds)),
                ];
                out.push([shows, arm, row[2].as_str()], values);
            }
            Ok::<_, PlotError>(())
        };
    lines(&months, "mean", "mean", baseline, &[])?;
    for arm in &arms {
        let held = held(&first, &scenario(&folder.join(resolved_path(arm)), guard)?);
        lines(&months, "mean", "mean", arm, &held)?;
        lines(&effects, "effect", "effect", arm, &held)?;
    }
    let mut out = out.table()?;
    let described = layout.month.iter().find(|column| column.name == asked);
    let in_words =
        |column: &MonthColumn| with_unit(first_sentence(&column.description), &column.unit);
    out.say("value", described.map_or(asked.clone(), in_words));
    Ok(with_note(out, note))
}

/// What the share of runs that have seen an event is called on its axis.
pub(in crate::tasks) fn share_in_words(event: &Column) -> String {
    let what = first_sentence(&event.description).replacen("First month with", "with", 1);
    let what = what.replacen("First month in which", "in which", 1);
    format!("Share of runs that have seen a month {what}")
}

/// When the levers act that one of two scenarios has and the other has not, or not so: first month, and first month
/// after.
pub(in crate::tasks) fn held(baseline: &Scenario, own: &Scenario) -> Vec<(Month, Month)> {
    let alone = |a: &Scenario, b: &Scenario| -> Vec<(Month, Month)> {
        let levers = a.levers.iter().filter(|lever| !b.levers.contains(lever));
        levers.map(|lever| (lever.from, lever.until)).collect()
    };
    [alone(own, baseline), alone(baseline, own)].concat()
}
