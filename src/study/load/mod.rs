//! From a study file to a complete, valid [`Study`]. All errors are collected with their places,
//! those of the scenario that the study names included.

mod arms;
mod build;
mod calibration;
mod calibration_targets;
mod constraints;
mod design;
mod factors;
mod keys;
mod paths;
mod reader;
mod resolve;
mod settings;

use std::path::Path;
use std::sync::OnceLock;

use super::plan::{MAX_POINTS, Study};
use crate::model::own_outcomes::checked;
use crate::scenario::load::document::Table;
use crate::scenario::load::layers::read_source;
use crate::scenario::load::locate::locate;
use crate::scenario::load::source::{SourceId, Span};
use crate::scenario::load::{Base, Diagnostic, Diagnostics, Loaded};
use crate::shipped::Kind;
pub use calibration::load_calibration;
use factors::Draft;
use reader::{Reader, above, beside};
use settings::{Settings, asked};

/// Reads a study file and the scenario that it names. `sets` are overrides of the scenario, laid on
/// those of the file.
///
/// Each factor's extremes are laid on the scenario and must be valid there. Whether every single
/// point is valid as a whole is left to [`Study::check_points`].
///
/// # Errors
/// All errors of the study, its scenario and the overrides, each with its place.
pub fn load(path: &Path, sets: &[String]) -> Result<Study, Diagnostics> {
    let mut reader = Reader::default();
    let study = reader.read(path, sets);
    let (mut study, notes) = reader.finish(study)?;
    study.notes.splice(0..0, notes);
    Ok(study)
}

/// Largest list of points that is read, in bytes.
const MAX_LIST: u64 = 64 << 20;

impl Reader {
    fn read(&mut self, named: &Path, sets: &[String]) -> Option<Study> {
        let (path, root) = self.document(named, Kind::Study)?;
        let path = path.as_path();
        let mut cx = self.context();
        keys::check_sections(&root, &mut cx);
        let settings = settings::read(&root, path, &mut cx);
        let plan = design::read(&root, &mut cx);
        let own_sets = settings::sets(&root, &mut cx);
        let mut drafts = factors::read(&root, &mut cx);
        let mut listed = match &plan {
            Some(plan) => self.list(&root, path, plan, &mut drafts),
            None => None,
        };
        let mut cx = self.context();
        let constraints = constraints::read(&root, &mut cx);
        let arms = arms::read(&root, &mut cx);
        let effects = arms::effects(&root, &arms, &mut cx);
        let asked = asked(&root);
        let read = self.scenario(path, &settings, &own_sets, sets, &asked)?;
        let runs = read.1.scenario.runs;
        let months = settings::recorded(&settings.months, &read.1.scenario, &mut self.context());
        let all: Vec<String> = all_sets(&own_sets, sets);
        let arms = self.arms(path, &settings, &all, arms, (read, asked));
        let known = arms::known(&arms);
        let resolved = resolve::resolve(drafts, &known, &mut self.context());
        self.check_drawn(path, &arms, &resolved);
        let mut cx = self.context();
        // What the factors' mistakes entail for constraints and design would only repeat them.
        if cx.found.failed() {
            return None;
        }
        let factors: Vec<_> = resolved.iter().map(|r| r.factor.clone()).collect();
        let base = &known.first()?.known;
        let constraints = constraints::resolve(constraints, &factors, base, &mut cx);
        let plan = plan?;
        let replicates = settings.replicates.unwrap_or(runs);
        if replicates >= MAX_POINTS {
            let message = format!("the scenario has {replicates} runs, too many for each point");
            let help = format!("write replicates in [study], below {MAX_POINTS}");
            let span = root.get("study").map(|entry| entry.key);
            cx.found.error(span, message, vec![help]);
            return None;
        }
        if let Some((_, span)) = settings.months.first()
            && factors.iter().any(|factor| factor.path == "scenario.start")
        {
            let message = "`study.months`: the points begin in different months";
            cx.error(*span, message.to_owned(), vec![]);
            return None;
        }
        if cx.found.failed() {
            return None;
        }
        let (weights, lines) = listed.as_mut().map_or((None, Vec::new()), |(listed, id)| {
            let places = std::mem::take(&mut listed.places).into_iter();
            let lines = places.map(|place| Span::new(*id, place)).collect();
            (listed.weights.take(), lines)
        });
        let made = build::points(&plan, &factors, listed.map(|(list, _)| list), &mut cx)?;
        let candidates = made.len();
        let kept = constraints::keep(made, weights, constraints, &factors, &lines, &mut cx)?;
        let (groups, group_names) = build::groups(&factors);
        arms::idle(&arms, &factors, &mut cx);
        let (arms, notes) = arms::finish(arms);
        Some(Study {
            name: settings.name,
            title: settings.title,
            path: named.to_owned(),
            scenario_path: settings.scenario.map(|(path, _)| path).unwrap_or_default(),
            replicates,
            arms,
            effects,
            independent: settings.independent,
            months,
            seed: plan.seed,
            design: plan.design,
            baseline: resolved.iter().map(|r| r.baseline.clone()).collect(),
            targets: resolved.into_iter().map(|r| r.targets).collect(),
            factors,
            groups,
            group_names,
            notes,
            points: kept.points,
            candidates,
            constraints: kept.constraints,
            weights: kept.weights,
            places: OnceLock::new(),
        })
    }

    /// The scenario, with the overrides of the study and of the command.
    fn scenario(
        &mut self,
        study: &Path,
        settings: &Settings,
        own: &[(String, Span)],
        sets: &[String],
        asked: &Table,
    ) -> Option<(Base, Loaded)> {
        let (path, span) = settings.scenario.as_ref()?;
        let path = locate(
            above(study),
            path,
            Kind::Scenario,
            Some(*span),
            &mut self.found,
        )?;
        let sets = all_sets(own, sets);
        let base = match asked.entries.is_empty() {
            true => Base::read(&path, &sets),
            false => Base::layered(&path, *span, &sets, asked.clone(), &self.sources),
        };
        let read = base.and_then(|base| {
            let loaded = base.with(&[]).and_then(checked)?;
            Ok((base, loaded))
        });
        match read {
            Ok(read) => Some(read),
            Err(mut errors) => {
                // A file that cannot be opened is the fault of the line that names it, and what
                // [set] says is shown there.
                let here = |error: &Diagnostic| match &error.place {
                    None => Some(*span),
                    Some(place) => own
                        .iter()
                        .find(|(set, _)| place.source == "--set" && place.text == *set)
                        .map(|(_, span)| *span),
                };
                for error in &errors.list {
                    if let Some(span) = here(error) {
                        let (message, help) = (error.message.clone(), error.help.clone());
                        self.found.error(Some(span), message, help);
                    }
                }
                errors.list.retain(|error| here(error).is_none());
                if !errors.is_empty() {
                    self.foreign.push(errors);
                }
                None
            }
        }
    }

    /// The points of a list, whose header gives the factors.
    fn list(
        &mut self,
        root: &Table,
        study: &Path,
        plan: &design::Plan,
        drafts: &mut Vec<Draft>,
    ) -> Option<(super::design::list::Listed, SourceId)> {
        let super::plan::Design::List { file } = &plan.design else {
            return None;
        };
        let mut cx = self.context();
        if let Some(entry) = root.get("factors") {
            let message = "a list gives the factors itself: leave out [factors]";
            cx.error(entry.key, message, vec![]);
            return None;
        }
        let path = beside(study, file);
        let id = read_source(
            &path,
            MAX_LIST,
            plan.file,
            &mut self.sources,
            &mut self.found,
        )?;
        let listed = factors::list_file(id, &mut self.context(), drafts)?;
        Some((listed, id))
    }
}

/// The overrides of a study and then those of the command.
fn all_sets(own: &[(String, Span)], sets: &[String]) -> Vec<String> {
    let own = own.iter().map(|(set, _)| set);
    own.chain(sets).cloned().collect()
}
