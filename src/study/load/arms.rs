//! The sections `[arms.NAME]` and `[effects.NAME]`: which scenarios every point runs, and what is taken from them.

use std::path::{Path, PathBuf};

use super::paths::{ArmKnown, Known};
use super::reader::{Reader, above};
use super::resolve::Resolved;
use super::settings::Settings;
use crate::model::own_outcomes::checked;
use crate::scenario::load::diagnostics::{did_you_mean, listed};
use crate::scenario::load::document::Table;
use crate::scenario::load::fields::Context;
use crate::scenario::load::locate::locate;
use crate::scenario::load::source::Span;
use crate::scenario::load::{Base, Diagnostic, Loaded, Origin};
use crate::shipped::Kind;
use crate::study::arm::{Arm, BASELINE, Effect, alike};
use crate::study::factor::Factor;
use crate::study::layer::{Layer, fits, layer, table_of, unknown};

/// Most arms, and most effects of one's own: more than any use.
const MOST: usize = 64;
/// By how much the weights of an effect may miss 0 for rounding.
const BALANCE: f64 = 1e-9;

/// An arm as it stands in the file.
pub(super) struct ArmDraft {
    name: String,
    span: Span,
    scenario: Option<(String, Span)>,
    layer: Layer,
}

/// A scenario that was read, with what the file of the study moves in it.
pub(super) struct ReadArm {
    name: String,
    span: Option<Span>,
    source: Base,
    loaded: Loaded,
    layer: Layer,
}

/// Reads `[arms]`, the baseline first whether the file names it or not; empty if the study has none.
pub(super) fn read(root: &Table, cx: &mut Context<'_>) -> Vec<ArmDraft> {
    let Some(section) = root.table("arms") else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (name, entry) in &section.entries {
        let Some(table) = table_of(name, "arms", entry, cx) else {
            continue;
        };
        let at = format!("arms.{name}");
        let scenario = cx.text(table, &at, "scenario");
        if let (true, Some((_, span))) = (name == BASELINE, &scenario) {
            let help =
                "the baseline is the scenario of [study]; [arms.baseline] says what it changes";
            cx.error(
                *span,
                "the baseline cannot name another scenario",
                vec![help.into()],
            );
        }
        let mut own = table.clone();
        own.entries.shift_remove("scenario");
        let draft = ArmDraft {
            name: name.clone(),
            span: entry.key,
            scenario,
            layer: layer(&at, Some(&own), cx),
        };
        if name != BASELINE && table.entries.is_empty() {
            let help =
                "write scenario = \"file.toml\", or what differs: [arms.NAME.levers.X], shift, …";
            cx.error(entry.key, format!("`{at}` says nothing"), vec![help.into()]);
        }
        match name.as_str() {
            BASELINE => found.insert(0, draft),
            _ => found.push(draft),
        }
    }
    let span = root.get("arms").map(|entry| entry.key);
    let own = |draft: &ArmDraft| draft.name != BASELINE;
    if !found.iter().any(own) {
        let help = "write [arms.NAME] with what differs from the baseline";
        cx.found.error(
            span,
            "the study has no arm but its baseline",
            vec![help.into()],
        );
    }
    if found.len() > MOST {
        let message = format!("a study has at most {MOST} arms, not {}", found.len());
        cx.found.error(span, message, vec![]);
    }
    if let (Some(span), true) = (span, found.iter().all(own)) {
        let baseline = ArmDraft {
            name: BASELINE.to_owned(),
            span,
            scenario: None,
            layer: Layer::default(),
        };
        found.insert(0, baseline);
    }
    found
}

/// Reads `[effects]`: the effect of each arm against the baseline comes first.
pub(super) fn effects(root: &Table, arms: &[ArmDraft], cx: &mut Context<'_>) -> Vec<Effect> {
    let named = arms.iter().enumerate().skip(1);
    let mut effects: Vec<Effect> = named
        .map(|(at, arm)| Effect::of_arm(&arm.name, at, arms.len()))
        .collect();
    let Some(section) = root.table("effects") else {
        return effects;
    };
    if let (true, Some(entry)) = (arms.is_empty(), root.get("effects")) {
        let help = "write [arms.NAME] with what differs from the baseline";
        cx.error(entry.key, "[effects] needs arms", vec![help.into()]);
        return effects;
    }
    if section.entries.len() > MOST {
        let count = section.entries.len();
        let message = format!("a study has at most {MOST} effects of its own, not {count}");
        let span = root.get("effects").map(|entry| entry.key);
        cx.found.error(span, message, vec![]);
    }
    for (name, entry) in &section.entries {
        let Some(table) = table_of(name, "effects", entry, cx) else {
            continue;
        };
        let weights = weights(name, table, arms, cx);
        if arms.iter().any(|arm| arm.name == *name) {
            let message =
                format!("`effects.{name}`: an arm has that name, and its effect has it too");
            cx.error(entry.key, message, vec!["take another name".into()]);
        }
        let sum: f64 = weights.iter().sum();
        let balanced = sum.abs() <= BALANCE && weights.iter().any(|weight| *weight < 0.0);
        if !balanced {
            let message = format!("the weights of `effects.{name}` sum to {sum}, not to 0");
            let help = "an effect is a difference: for example a = 1, b = -1";
            cx.error(entry.key, message, vec![help.into()]);
        }
        effects.push(Effect {
            name: name.clone(),
            weights,
        });
    }
    effects
}

fn weights(effect: &str, table: &Table, arms: &[ArmDraft], cx: &mut Context<'_>) -> Vec<f64> {
    let mut weights = vec![0.0; arms.len()];
    for (name, entry) in &table.entries {
        let known = || arms.iter().map(|arm| arm.name.as_str());
        let Some(at) = known().position(|known| known == name) else {
            let message = format!("`effects.{effect}`: there is no arm `{name}`");
            let mut help = did_you_mean(name, known());
            help.push(format!("there are {}", listed(known())));
            cx.error(entry.key, message, help);
            continue;
        };
        let path = format!("effects.{effect}.{name}");
        weights[at] = cx.number(&entry.node, &path, "a weight").unwrap_or(0.0);
    }
    weights
}

impl Reader {
    /// The scenarios of the arms. `loaded` is that of the study, for the baseline where there are no arms.
    pub(super) fn arms(
        &mut self,
        study: &Path,
        settings: &Settings,
        sets: &[String],
        drafts: Vec<ArmDraft>,
        ((source, loaded), asked): ((Base, Loaded), Table),
    ) -> Vec<ReadArm> {
        if drafts.is_empty() {
            return vec![ReadArm {
                name: BASELINE.to_owned(),
                span: None,
                source,
                loaded,
                layer: Layer::default(),
            }];
        }
        let Some((own, at)) = &settings.scenario else {
            return Vec::new();
        };
        let mut arms: Vec<ReadArm> = Vec::new();
        for draft in drafts {
            let named = draft.scenario.as_ref();
            let (file, from) = named.map_or((own.clone(), *at), |(file, span)| {
                (PathBuf::from(file), *span)
            });
            let mut layer = draft.layer.table.clone();
            if let Some(entry) = layer.entries.get("outcomes") {
                let help = "write them as [outcomes.NAME] of the study: every arm has them";
                self.found.error(
                    Some(entry.key),
                    "an arm has no outcomes of its own: an effect is of one outcome in two arms",
                    vec![help.into()],
                );
            }
            layer.entries.extend(asked.entries.clone());
            let (found, kind) = (&mut self.found, Kind::Scenario);
            let Some(path) = locate(above(study), &file, kind, Some(from), found) else {
                continue;
            };
            let read = Base::layered(&path, from, sets, layer, &self.sources).and_then(|base| {
                let loaded = base.with(&[]).and_then(checked)?;
                Ok((base, loaded))
            });
            match read {
                Ok((source, loaded)) => {
                    let arm = ReadArm {
                        name: draft.name,
                        span: Some(draft.span),
                        source,
                        loaded,
                        layer: draft.layer,
                    };
                    self.check_arm(arms.first(), &arm);
                    arms.push(arm);
                }
                Err(errors) => self.foreign.push(errors),
            }
        }
        arms
    }

    /// Whether an arm can be paired with the baseline, and has what it scales and shifts.
    fn check_arm(&mut self, baseline: Option<&ReadArm>, arm: &ReadArm) {
        let own = &arm.loaded.scenario;
        let cx = self.context();
        let mut names: Vec<String> = Vec::new();
        let mut values = own.parameters.clone();
        values.visit_mut(&own.roster, &mut |path, _, _| names.push(path.to_owned()));
        for (pattern, _, span) in &arm.layer.changes {
            if !names.iter().any(|path| fits(pattern, path)) {
                unknown(pattern, *span, names.iter().map(String::as_str), cx.found);
            }
        }
        let Some(base) = baseline.map(|arm| &arm.loaded.scenario) else {
            return;
        };
        let differs = [
            (base.roster != own.roster, "roster"),
            (base.start != own.start, "first month"),
            (base.horizon != own.horizon, "horizon"),
            (base.burn_in != own.burn_in, "burn-in"),
            (base.seed != own.seed, "seed"),
            (base.outcomes != own.outcomes, "outcomes"),
        ];
        for (_, what) in differs.iter().filter(|(differs, _)| *differs) {
            let message = format!(
                "the arm `{}` has another {what} than the baseline",
                arm.name
            );
            let help = "runs of the arms are compared pair by pair, month by month";
            cx.found.error(arm.span, message, vec![help.into()]);
        }
    }

    /// Reports arms that set what a factor draws.
    pub(super) fn check_drawn(&mut self, study: &Path, arms: &[ReadArm], factors: &[Resolved]) {
        let file = crate::scenario::load::layers::shown(study);
        let cx = self.context();
        let base = arms.first().map(|arm| Known::new(&arm.loaded.scenario));
        for arm in arms {
            let known = Known::new(&arm.loaded.scenario);
            let origin = |path: &str| matches!(arm.loaded.provenance.of(path), Origin::File { name, .. } if *name == file);
            let paths = factors.iter().flat_map(|one| {
                let also = one.factor.also.iter();
                std::iter::once(&one.factor.path).chain(also)
            });
            for path in paths.filter(|path| !path.starts_with("arms.")) {
                let other = base
                    .as_ref()
                    .is_some_and(|base| base.value(path) != known.value(path));
                if arm.span.is_some() && (origin(path) || other) {
                    let message =
                        format!("the arm `{}` sets `{path}`, which a factor draws", arm.name);
                    let help = format!(
                        "scale and shift act after the draw; a factor \"arms.{}.{path}\" varies it in this arm alone",
                        arm.name
                    );
                    cx.found.error(arm.span, message, vec![help]);
                }
            }
        }
    }
}

/// What factors can name in the arms.
pub(super) fn known(arms: &[ReadArm]) -> Vec<ArmKnown<'_>> {
    let known = |arm: &'_ ReadArm| Known::new(&arm.loaded.scenario);
    arms.iter()
        .map(|arm| ArmKnown {
            name: &arm.name,
            known: known(arm),
            source: &arm.source,
        })
        .collect()
}

/// Remarks on arms that are the baseline under another name: effects of them are 0, which may not be what was meant.
pub(super) fn idle(arms: &[ReadArm], factors: &[Factor], cx: &mut Context<'_>) {
    let Some((first, others)) = arms.split_first() else {
        return;
    };
    // Whether anything is scaled, shifted or varied in an arm alone.
    let moves = |arm: &ReadArm| {
        let own = format!("arms.{}.", arm.name);
        let mut paths = (factors.iter()).flat_map(|f| std::iter::once(&f.path).chain(&f.also));
        !arm.layer.changes.is_empty() || paths.any(|path| path.starts_with(&own))
    };
    for arm in others {
        let alike = alike(&first.loaded.scenario, &arm.loaded.scenario);
        if alike && !moves(first) && !moves(arm) {
            let message = format!(
                "arm `{}` is the baseline: every effect of it is 0",
                arm.name
            );
            let help = format!("write what differs below [arms.{}]", arm.name);
            cx.found.note(arm.span, message, vec![help]);
        }
    }
}

/// The arms of a study, and remarks on their scenarios.
pub(super) fn finish(arms: Vec<ReadArm>) -> (Vec<Arm>, Vec<Diagnostic>) {
    let mut notes: Vec<Diagnostic> = Vec::new();
    let mut found = Vec::new();
    for arm in arms {
        let Loaded {
            scenario,
            notes: own,
            ..
        } = arm.loaded;
        let new = own.into_iter().filter(|note| !notes.contains(note));
        let new: Vec<Diagnostic> = new.collect();
        notes.extend(new);
        let changes: Vec<_> = arm
            .layer
            .changes
            .into_iter()
            .map(|(path, change, _)| (path, change))
            .collect();
        found.push(Arm::new(arm.name, scenario, arm.source).moving(changes));
    }
    (found, notes)
}
