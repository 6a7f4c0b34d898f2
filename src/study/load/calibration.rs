//! Calibration files: `[calibration]`, `[parameters]`, `[[targets]]` and `[set]`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::calibration_targets;
use super::factors::{Draft, also, range, shape};
use super::keys::{check_sections_of, known};
use super::paths::{ArmKnown, Known};
use super::reader::{Reader, beside};
use super::resolve::{Resolved, resolve};
use super::settings::{Settings as StudySettings, asked, named, sets};
use crate::analysis::abc::prior::{Prior, Shape};
use crate::analysis::abc::smc::{MAX_GENERATIONS, Settings};
use crate::scenario::load::document::{Entry, Table, Value};
use crate::scenario::load::fields::Context;
use crate::scenario::load::settings::MAX_SEED;
use crate::scenario::load::source::Span;
use crate::scenario::load::{Diagnostics, Loaded};
use crate::shipped::Kind;
use crate::study::arm::{Arm, BASELINE};
use crate::study::calibration::{Calibration, Exact, MANY_PARAMETERS, Method, Parameter, WIDTHS};
use crate::study::factor::{Scale, Values};
use crate::study::plan::{Design, Placed, Points, Study, Target};

const SECTIONS: [&str; 5] = ["calibration", "parameters", "targets", "set", "outcomes"];

const KEYS: [&str; 16] = [
    "name",
    "method",
    "groups",
    "filter_particles",
    "prior_width",
    "title",
    "scenario",
    "targets",
    "seed",
    "particles",
    "quantile",
    "generations",
    "min_acceptance",
    "tolerance",
    "simulations",
    "predictive",
];

const HINTS: [(&str, &str); 1] = [(
    "constraints",
    "the priors of a calibration are independent of each other; a study of the posterior can leave points out",
)];

const PARAMETER: [&str; 9] = [
    "low", "high", "scale", "mean", "sd", "mode", "alpha", "beta", "also",
];

/// Reads a calibration file and the scenario that it names. `extra` are overrides of the scenario, laid on
/// those of the file.
///
/// # Errors
/// All errors of the file, its targets, its scenario and the overrides, each with its place.
pub fn load_calibration(path: &Path, extra: &[String]) -> Result<Calibration, Diagnostics> {
    let mut reader = Reader::default();
    let calibration = read(&mut reader, path, extra);
    let (mut calibration, notes) = reader.finish(calibration)?;
    calibration.notes.splice(0..0, notes);
    Ok(calibration)
}

fn read(reader: &mut Reader, given: &Path, extra: &[String]) -> Option<Calibration> {
    let (path, root) = reader.document(given, Kind::Calibration)?;
    let path = path.as_path();
    let mut cx = reader.context();
    check_sections_of(&root, &SECTIONS, &["targets"], &mut cx);
    let empty = Table::default();
    let table = root.table("calibration").unwrap_or(&empty);
    known(table, "[calibration]", &KEYS, &HINTS, &mut cx);
    let study = study_settings(&root, table, path, &mut cx);
    let file = cx.text(table, "calibration", "targets");
    let mut settings = settings(table, &mut cx);
    let width = number(table, "prior_width", WIDTHS, 1.0, &mut cx);
    let method = cx.word(table, "calibration", "method", &Method::ALL);
    let keys = own_keys(table, method, &mut cx);
    let mut integer = |key: &str, range| cx.integer(table, "calibration", key, range);
    let exact = Exact {
        groups: integer("groups", 1..=64).unwrap_or(4) as usize,
        filter: integer("filter_particles", 2..=100_000).unwrap_or(64) as usize,
    };
    let predictive = cx
        .integer(table, "calibration", "predictive", 100..=1_000_000)
        .unwrap_or(1000) as usize;
    let own_sets = sets(&root, &mut cx);
    let drafts = drafts(&root, &mut cx);
    let file = file.map(|(name, span)| (beside(path, &PathBuf::from(name)), span));
    let rows = calibration_targets::table(file, reader);
    let records = calibration_targets::records(&root, path, reader);
    let asked = asked(&root);
    let (source, loaded) = reader.scenario(path, &study, &own_sets, extra, &asked)?;
    let Loaded {
        mut scenario,
        notes,
        ..
    } = loaded;
    let mut cx = reader.context();
    let shapes: Vec<(Span, Option<Shape>)> = drafts.iter().map(|(d, s)| (d.span, *s)).collect();
    let spans: BTreeMap<String, (Span, Option<Shape>)> = drafts
        .iter()
        .zip(shapes)
        .map(|((draft, _), shape)| (draft.path.clone(), shape))
        .collect();
    let drafts = drafts.into_iter().map(|(draft, _)| draft).collect();
    let alone = [ArmKnown {
        name: BASELINE,
        known: Known::new(&scenario),
        source: &source,
    }];
    let resolved = resolve(drafts, &alone, &mut cx);
    let parameters: Vec<Parameter> = resolved
        .iter()
        .filter_map(|one| parameter(one, &spans, &alone[0].known, &mut cx))
        .collect();
    let targets = calibration_targets::read(&root, rows.as_deref(), &records, &scenario, &mut cx);
    if cx.found.failed() {
        return None;
    }
    remarks(&root, parameters.len(), &targets, &mut cx);
    match settings.1 {
        true => scenario.seed = settings.0.seed,
        false => settings.0.seed = scenario.seed,
    }
    let factors: Vec<_> = resolved.iter().map(|one| one.factor.clone()).collect();
    let count = factors.len();
    let mut calibration = Calibration {
        name: study.name.clone(),
        title: study.title.clone(),
        path: given.to_owned(),
        parameters,
        targets,
        method: method.unwrap_or(Method::Abc),
        given: keys,
        prior_width: 1.0,
        settings: settings.0,
        exact,
        predictive,
        notes,
        study: Study {
            name: study.name,
            title: study.title,
            path: given.to_owned(),
            scenario_path: study.scenario.map(|(path, _)| path).unwrap_or_default(),
            arms: vec![Arm::new(BASELINE, scenario, source)],
            effects: Vec::new(),
            replicates: 1,
            independent: true,
            months: Vec::new(),
            seed: settings.0.seed,
            design: Design::List {
                file: PathBuf::new(),
            },
            baseline: resolved.iter().map(|one| one.baseline.clone()).collect(),
            targets: resolved.into_iter().map(|one| one.targets).collect(),
            groups: (0..count).collect(),
            group_names: factors.iter().map(|factor| factor.column.clone()).collect(),
            factors,
            notes: Vec::new(),
            points: Points::Listed(Vec::new()),
            candidates: 0,
            constraints: Vec::new(),
            weights: None,
            places: OnceLock::new(),
        },
    };
    calibration.widen(width);
    Some(calibration)
}

/// Keys that one method alone has a use for. Where the file names its method, those of the other are errors.
fn own_keys(table: &Table, method: Option<Method>, cx: &mut Context<'_>) -> Vec<&'static str> {
    let mut found = Vec::new();
    for (_, owner) in Method::ALL {
        for key in owner.own_keys() {
            let Some(entry) = table.get(key) else {
                continue;
            };
            found.push(*key);
            if let Some(method) = method.filter(|method| *method != owner) {
                let message = format!(
                    "`calibration.{key}` says nothing with the method {}",
                    method.name()
                );
                let help = format!("it is a setting of {}: leave it out", owner.name());
                cx.error(entry.key, message, vec![help]);
            }
        }
    }
    found
}

/// A number strictly between two ends, or the default.
fn number(
    table: &Table,
    key: &str,
    (low, high): (f64, f64),
    default: f64,
    cx: &mut Context<'_>,
) -> f64 {
    let Some(entry) = table.get(key) else {
        return default;
    };
    let allowed = format!("a number above {low} and below {high}");
    let path = format!("calibration.{key}");
    match cx.number(&entry.node, &path, &allowed) {
        Some(value) if low < value && value < high => value,
        Some(value) => {
            let message = format!("`{path}` must be {allowed}, found {value}");
            cx.error(entry.node.span, message, vec![]);
            default
        }
        None => default,
    }
}

fn study_settings(root: &Table, table: &Table, path: &Path, cx: &mut Context<'_>) -> StudySettings {
    let name = named(root, "calibration", path, cx);
    let scenario = cx
        .text(table, "calibration", "scenario")
        .map(|(file, span)| (PathBuf::from(file), span));
    if table.get("scenario").is_none() {
        let span = root.get("calibration").map(|entry| entry.key);
        let help =
            "write scenario = \"korea_2012_recorded.toml\" in [calibration], relative to this file";
        cx.found
            .error(span, "the calibration names no scenario", vec![help.into()]);
    }
    StudySettings {
        title: cx
            .label(table, "calibration", "title")
            .unwrap_or_else(|| name.clone()),
        name,
        scenario,
        replicates: Some(1),
        independent: true,
        months: Vec::new(),
    }
}

/// The sampler's settings, and whether the file gives a seed.
fn settings(table: &Table, cx: &mut Context<'_>) -> (Settings, bool) {
    let at = "calibration";
    let mut number = |key: &str, ends, default| number(table, key, ends, default, cx);
    let quantile = number("quantile", (0.0, 1.0), 0.5);
    let min_acceptance = number("min_acceptance", (0.0, 1.0), 0.01);
    let tolerance = number("tolerance", (0.0, f64::INFINITY), 0.0);
    let mut integer = |key: &str, range| cx.integer(table, at, key, range);
    let seed = integer("seed", 0..=MAX_SEED);
    let settings = Settings {
        seed: seed.unwrap_or(0),
        particles: integer("particles", 20..=100_000).unwrap_or(1000) as usize,
        quantile,
        generations: integer("generations", 1..=u64::from(MAX_GENERATIONS)).unwrap_or(20) as u32,
        min_acceptance,
        tolerance,
        simulations: integer("simulations", 20..=1 << 31).unwrap_or(1 << 31),
    };
    (settings, seed.is_some())
}

/// The free parameters as the file has them, each with the shape of its prior where that is not even.
fn drafts(root: &Table, cx: &mut Context<'_>) -> Vec<(Draft, Option<Shape>)> {
    let Some(table) = root.table("parameters").filter(|t| !t.entries.is_empty()) else {
        let span = root.get("parameters").map(|entry| entry.key);
        if span.is_none() || root.table("parameters").is_some() {
            let help = "write [parameters] and \"states.PRK.fear_weight\" = {}, for example";
            let message = "the calibration has no free parameters";
            cx.found.error(span, message, vec![help.into()]);
        }
        return Vec::new();
    };
    table
        .entries
        .iter()
        .filter_map(|(path, entry)| draft(path, entry, cx))
        .collect()
}

fn draft(path: &str, entry: &Entry, cx: &mut Context<'_>) -> Option<(Draft, Option<Shape>)> {
    let at = format!("parameters.\"{path}\"");
    let Value::Table(table) = &entry.node.value else {
        let message = format!(
            "`{path}` in [parameters] must be a table, found {}",
            entry.node.value.describe()
        );
        let help = "for example { low = 0.1, high = 0.5 }, or {} for the plausible range";
        cx.error(entry.node.span, message, vec![help.into()]);
        return None;
    };
    let nested = |(key, inner): (&String, &Entry)| {
        matches!(inner.node.value, Value::Table(_)) && !PARAMETER.contains(&key.as_str())
    };
    if table.entries.iter().any(nested) {
        let message = format!("the path that begins with `{path}` needs quotes");
        let help = "write \"states.PRK.fear_weight\" = { low = 0.0, high = 1.0 }";
        cx.error(entry.key, message, vec![help.into()]);
        return None;
    }
    known(
        table,
        &format!("the parameter `{path}`"),
        &PARAMETER,
        &[],
        cx,
    );
    let scales = [("linear", Scale::Linear), ("log", Scale::Log)];
    let scale = cx.word(table, &at, "scale", &scales).unwrap_or_default();
    let values = if table.get("low").is_some() || table.get("high").is_some() {
        Some(range(&at, entry.key, table, scale, false, cx)?)
    } else {
        None
    };
    let shape = shape(&at, entry.key, table, scale, cx)?;
    let draft = Draft {
        path: path.to_owned(),
        span: entry.key,
        also: also(&at, table, cx),
        group: None,
        values,
        scale,
        shape: None,
        steps: None,
        places: Vec::new(),
    };
    Some((draft, shape))
}

/// A parameter that was found in the scenario.
fn parameter(
    resolved: &Resolved,
    drafts: &BTreeMap<String, (Span, Option<Shape>)>,
    scenario: &Known,
    cx: &mut Context<'_>,
) -> Option<Parameter> {
    let factor = &resolved.factor;
    let (span, shape) = *drafts.get(&factor.path)?;
    let path = &factor.path;
    let numeric = |placed: &Placed| matches!(placed.target, Target::Parameter(_));
    if !resolved.targets.iter().all(numeric) {
        let message = format!("`{path}` is no parameter of the model");
        let help = "calibration fits numbers; `trilat explain` lists them";
        cx.error(span, message, vec![help.into()]);
        return None;
    }
    let Values::Range { low, high, scale } = factor.values else {
        return None;
    };
    let even = match scale {
        Scale::Linear => Shape::Uniform,
        Scale::Log => Shape::LogUniform,
    };
    let prior = Prior {
        low,
        high,
        shape: shape.unwrap_or(even),
    };
    if !prior.is_proper() {
        let message = format!("the prior of `{path}` has next to no mass from {low} to {high}");
        let help = "sd must be above 0, and mean near the range; with scale = \"log\", mean is the median and \
                    sd that of the logarithm";
        cx.error(span, message, vec![help.into()]);
        return None;
    }
    let paths = std::iter::once(path).chain(&factor.also);
    let domains = paths.filter_map(|path| Some(scenario.parameter(path)?.unit.domain()));
    let limits = domains.fold((f64::NEG_INFINITY, f64::INFINITY), |(low, high), own| {
        (low.max(own.low), high.min(own.high))
    });
    Some(Parameter {
        path: path.clone(),
        also: factor.also.clone(),
        column: factor.column.clone(),
        prior,
        stated: prior,
        limits,
        baseline: resolved.baseline.as_ref().and_then(|v| v.number())?,
    })
}

fn remarks(
    root: &Table,
    parameters: usize,
    targets: &[crate::study::calibration::Target],
    cx: &mut Context<'_>,
) {
    let fitted = targets.iter().filter(|target| target.fit).count();
    let span = root.get("parameters").map(|entry| entry.key);
    if parameters > MANY_PARAMETERS {
        let message = format!("{parameters} free parameters are many for ABC");
        let help = format!(
            "with more than {MANY_PARAMETERS} hardly any proposal comes near; fix those that the posterior \
             shows as not informed"
        );
        cx.found.note(span, message, vec![help]);
    }
    if parameters > fitted {
        let message = format!("{parameters} free parameters, but {fitted} fitted targets");
        let help = "at least one direction stays as the prior has it; parameters.csv says which";
        cx.found.note(span, message, vec![help.into()]);
    }
}
