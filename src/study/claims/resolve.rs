//! The scenarios of a claim's arms: the common scenario with the claim's changes laid on it.

use std::collections::BTreeMap;

use super::draft::Draft;
use super::draft_parts::{ArmDraft, AxisDraft, VariantDraft};
use super::{Arm, Axis, Claim, Experiment};
use crate::scenario::Scenario;
use crate::scenario::load::diagnostics::{Collector, closest};
use crate::scenario::load::document::Table;
use crate::scenario::load::layers::{lay_on, read_layer, read_named};
use crate::scenario::load::source::Sources;
use crate::scenario::load::{Diagnostic, Diagnostics, Origin, finish};
use crate::study::claims::extras;
use crate::study::layer::{Change, Layer, fits, unknown};
use crate::study::numbers::moved;

/// What is known while claims are read one after another.
pub(super) struct Resolver {
    pub reference: Scenario,
    pub experiments: Vec<Experiment>,
    pub arms: Vec<Arm>,
    /// Places of parameters in the walk over all of them.
    places: BTreeMap<String, usize>,
    /// Columns of a run.
    columns: Vec<String>,
}

impl Resolver {
    pub fn new(reference: Scenario) -> Self {
        let mut places = BTreeMap::new();
        let mut at = 0;
        let mut values = reference.parameters.clone();
        values.visit_mut(&reference.roster, &mut |path, _, _| {
            places.insert(path.to_owned(), at);
            at += 1;
        });
        let columns = extras::columns(&reference);
        Self {
            columns: columns.into_iter().map(|column| column.name).collect(),
            reference,
            experiments: Vec::new(),
            arms: Vec::new(),
            places,
        }
    }

    /// An arm, an earlier one if it is the same.
    fn arm(&mut self, arm: Arm) -> usize {
        self.arms
            .iter()
            .position(|known| *known == arm)
            .unwrap_or_else(|| {
                self.arms.push(arm);
                self.arms.len() - 1
            })
    }

    /// The paths of all parameters.
    fn names(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(String::as_str)
    }

    /// The places of a path, or of a pattern in which `*` stands for any one key.
    fn matching(&self, pattern: &str) -> Vec<usize> {
        let fits = |path: &str| fits(pattern, path);
        let hits = self.places.iter().filter(|(path, _)| fits(path));
        hits.map(|(_, place)| *place).collect()
    }
}

/// What is at hand while one claim is resolved.
struct Reader<'a> {
    draft: &'a Draft,
    sources: Sources,
    base: Table,
    /// Names of the files whose values no draw moves.
    own: Vec<String>,
}

/// Makes the scenarios of a claim and enters its experiments.
pub(super) fn resolve(
    resolver: &mut Resolver,
    number: usize,
    draft: &Draft,
    longest: Option<u32>,
) -> Result<Claim, Diagnostics> {
    let mut sources = draft.sources.clone();
    let mut found = Collector::default();
    let (path, span) = &draft.extends;
    let base = read_named(path, *span, &mut sources, &mut found);
    let mut ablations: Vec<(&str, Table)> = Vec::new();
    let mut own = vec![sources.name(draft.id_span.source).to_owned()];
    for (name, path, span) in &draft.ablations {
        if let Some(layer) = read_layer(path, *span, &mut sources, &mut found) {
            ablations.push((name, layer));
            own.push(shown_name(path));
        }
    }
    check_columns(draft, &resolver.columns, &mut found);
    let frontier = match &draft.frontier {
        Some([x, y]) => {
            let axes = [axis(x, resolver, &mut found), axis(y, resolver, &mut found)];
            match axes {
                [Some(x), Some(y)] => Some([x, y]),
                _ => None,
            }
        }
        None => None,
    };
    if found.failed() {
        return Err(found.finish(&sources).0);
    }
    let reader = Reader {
        draft,
        sources,
        base: base.unwrap_or_default(),
        own,
    };
    let cut = |window: u32| longest.map_or(window, |longest| window.min(longest));
    let window = cut(draft.window.unwrap_or(resolver.reference.horizon));
    let plain = VariantDraft::default();
    let mut errors = Diagnostics::default();
    let mut enter = |variant: &VariantDraft, ablation: Option<&(&str, Table)>| {
        let window = variant.window.map_or(window, cut);
        let mut arms = Vec::new();
        for arm in &draft.arms {
            match reader.arm(resolver, arm, variant, ablation, window) {
                Ok(made) => arms.push((resolver.arm(made), arm.weight)),
                Err(found) => merge(&mut errors, found),
            }
        }
        let baseline = arms.iter().position(|(_, weight)| *weight < 0.0);
        resolver.experiments.push(Experiment {
            claim: number,
            variant: variant.name.clone(),
            ablation: ablation.map_or_else(String::new, |(name, _)| (*name).to_owned()),
            dose: variant.dose,
            arms,
            baseline: baseline.unwrap_or(0),
            window,
        });
    };
    enter(&plain, None);
    for variant in &draft.variants {
        enter(variant, None);
    }
    for ablation in &ablations {
        enter(&plain, Some(ablation));
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut tests: Vec<_> = draft.tests.iter().map(|(test, _)| test.clone()).collect();
    // The claim's own test comes first.
    tests.sort_by_key(|test| test.name != "main");
    Ok(Claim {
        id: draft.id.clone(),
        says: draft.says.clone(),
        note: draft.note.clone(),
        rival: draft.rival,
        path: draft.path.clone(),
        text: draft.text.clone(),
        window,
        tests,
        frontier,
    })
}

/// The name under which messages show a file.
fn shown_name(path: &std::path::Path) -> String {
    crate::scenario::load::layers::shown(path)
}

impl Reader<'_> {
    fn arm(
        &self,
        resolver: &Resolver,
        arm: &ArmDraft,
        variant: &VariantDraft,
        ablation: Option<&(&str, Table)>,
        window: u32,
    ) -> Result<Arm, Diagnostics> {
        let mut sources = self.sources.clone();
        let mut found = Collector::default();
        let mut tree = self.base.clone();
        let own = variant.own.iter().find(|(name, _)| *name == arm.name);
        let changes: Vec<&Layer> = [&arm.layer, &variant.both]
            .into_iter()
            .chain(own.map(|(_, layer)| layer))
            .collect();
        for change in &changes {
            if let Some(entry) = change.table.get("outcomes") {
                let message =
                    "an arm has no outcomes of its own: a test is of one outcome in all arms";
                let help = "write [outcomes.NAME] at the top of the claim";
                found.error(Some(entry.key), message, vec![help.to_owned()]);
            }
        }
        let layers = ablation
            .map(|(_, table)| table.clone())
            .into_iter()
            .chain(changes.iter().map(|change| change.table.clone()));
        let sets = [
            format!("scenario.horizon={window}"),
            format!("scenario.name=\"{}\"", resolver.reference.name),
            "scenario.title=\"\"".to_owned(),
        ];
        lay_on(&mut tree, layers, &sets, &mut sources, &mut found);
        let factors = || changes.iter().flat_map(|change| &change.changes);
        for (path, _, span) in factors() {
            if resolver.matching(path).is_empty() {
                unknown(path, *span, resolver.names(), &mut found);
            }
        }
        let loaded = finish(&self.draft.extends.0, Some(tree), sources, found)?;
        if ablation.is_none() {
            self.same_roster(&resolver.reference, &loaded.scenario)?;
        }
        // An ablation may have another roster, and with it another walk over its parameters.
        let said: Vec<(String, Change)> = factors()
            .map(|(path, change, _)| (path.clone(), *change))
            .collect();
        let moved = moved(&loaded.scenario, &said);
        let mine = |origin: &Origin| matches!(origin, Origin::File { name, .. } if self.own.contains(name));
        let mut fixed: Vec<usize> = loaded
            .provenance
            .iter()
            .filter(|(_, origin)| mine(origin))
            .filter_map(|(path, _)| resolver.places.get(path).copied())
            .collect();
        fixed.sort_unstable();
        Ok(Arm {
            // Outcomes are asked of every arm alike.
            scenario: Scenario {
                outcomes: resolver.reference.outcomes.clone(),
                ..loaded.scenario
            },
            fixed,
            moved,
        })
    }
}

impl Reader<'_> {
    /// Arms differ in numbers, switches and levers: draws belong to the members of one roster, and pairs to
    /// months of one calendar.
    fn same_roster(&self, reference: &Scenario, own: &Scenario) -> Result<(), Diagnostics> {
        let what = if own.roster != reference.roster {
            "the roster"
        } else if (own.start, own.burn_in, own.seed)
            != (reference.start, reference.burn_in, reference.seed)
        {
            "start, burn_in or seed"
        } else {
            return Ok(());
        };
        let mut found = Collector::default();
        let message = format!("`{}` changes {what} of the scenario", self.draft.id);
        let help = "an arm may change numbers, mechanisms and levers";
        found.error(Some(self.draft.id_span), message, vec![help.into()]);
        Err(found.finish(&self.sources).0)
    }
}

fn axis(draft: &AxisDraft, resolver: &Resolver, found: &mut Collector) -> Option<Axis> {
    let paths = resolver.matching(&draft.path);
    if paths.is_empty() {
        unknown(&draft.path, draft.span, resolver.names(), found);
        return None;
    }
    let gaps = (draft.steps - 1) as f64;
    let value = |step: usize| draft.low + (draft.high - draft.low) * step as f64 / gaps;
    Some(Axis {
        paths,
        path: draft.path.clone(),
        label: draft.label.clone(),
        values: (0..draft.steps).map(value).collect(),
    })
}

/// Reports observables that no run has.
fn check_columns(draft: &Draft, columns: &[String], found: &mut Collector) {
    for (test, span) in &draft.tests {
        let observables = [
            Some(&test.observable),
            test.per.as_ref(),
            test.naive.as_ref(),
        ];
        let names = observables
            .into_iter()
            .flatten()
            .flat_map(|observable| observable.columns().iter())
            .chain(&test.by);
        for name in names.filter(|name| !columns.contains(name)) {
            let mut best: Vec<&str> = columns.iter().map(String::as_str).collect();
            best.sort_by_key(|column| strsim::damerau_levenshtein(column, name));
            let mut help: Vec<String> = closest(name, best.into_iter().take(100))
                .map(|close| format!("did you mean `{close}`?"))
                .into_iter()
                .collect();
            help.push("`trilat claims --columns` lists what can be measured".into());
            let message = format!("`tests.{}`: a run has no column `{name}`", test.name);
            found.error(Some(*span), message, help);
        }
    }
}

/// Adds errors, each once: an arm's mistake is met in every variant.
pub(super) fn merge(errors: &mut Diagnostics, more: Diagnostics) {
    errors.left_out += more.left_out;
    for error in more.list {
        let known = |own: &Diagnostic| own.message == error.message && own.place == error.place;
        if !errors.list.iter().any(known) {
            errors.list.push(error);
        }
    }
}
