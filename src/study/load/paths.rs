//! Which values of a scenario can vary.

use std::collections::BTreeMap;

use crate::scenario::load::Base;
use crate::scenario::load::diagnostics::{closest, listed};
use crate::scenario::load::fields::Context;
use crate::scenario::load::source::Span;
use crate::scenario::{KEYS, Mechanisms, Parameter, Scenario, Setting};
use crate::study::factor::FactorValue;
use crate::study::plan::Target;

/// Keys of `[scenario]` that are not the model's, and where they are said instead.
const NOT_VARIED: [(&str, &str); 5] = [
    ("scenario.name", "a study has a name of its own"),
    ("scenario.title", "a study has a title of its own"),
    (
        "scenario.runs",
        "the runs of a point are `replicates` in [study]",
    ),
    (
        "scenario.seed",
        "replicates already differ in their random numbers; `independent = true` in [study] gives \
         each point its own",
    ),
    ("extends", "a study has one scenario"),
];

/// Keys of members that say who takes part.
const ROSTER: [&str; 3] = ["role", "between", "name"];

/// Sections whose members a scenario names itself.
const MEMBERS: [&str; 5] = ["states", "dyads", "theatres", "rungs", "levers"];

/// The values of a scenario by their paths.
pub(super) struct Known {
    parameters: BTreeMap<String, (usize, &'static Parameter, f64)>,
    settings: BTreeMap<String, FactorValue>,
}

impl Known {
    pub fn new(scenario: &Scenario) -> Self {
        let mut parameters = BTreeMap::new();
        let mut at = 0;
        let mut values = scenario.parameters.clone();
        values.visit_mut(&scenario.roster, &mut |path, parameter, value| {
            parameters.insert(path.to_owned(), (at, parameter, *value));
            at += 1;
        });
        let mut settings = BTreeMap::new();
        for section in scenario.sections() {
            for entry in section.entries {
                if let (Some(path), Some(value)) = (entry.paths.first(), simple(&entry.value)) {
                    settings.insert(path.clone(), value);
                }
            }
        }
        Self {
            parameters,
            settings,
        }
    }

    /// The declaration of a parameter.
    pub fn parameter(&self, path: &str) -> Option<&'static Parameter> {
        self.parameters
            .get(path)
            .map(|(_, parameter, _)| *parameter)
    }

    /// The value that the scenario has at a path.
    pub fn value(&self, path: &str) -> Option<FactorValue> {
        match self.parameters.get(path) {
            Some((_, _, value)) => Some(FactorValue::Number(*value)),
            None => self.settings.get(path).cloned(),
        }
    }

    /// How a path is set. Paths that no scenario has are reported; what may stand at the others is
    /// judged when a value is laid on the scenario.
    pub fn target(
        &self,
        path: &str,
        span: Span,
        base: &Base,
        cx: &mut Context<'_>,
    ) -> Option<Target> {
        if let Some((at, _, _)) = self.parameters.get(path) {
            return Some(Target::Parameter(*at));
        }
        if let Some((_, instead)) = NOT_VARIED.iter().find(|(key, _)| *key == path) {
            let message = format!("`{path}` cannot be a factor");
            cx.error(span, message, vec![(*instead).to_owned()]);
            return None;
        }
        let entries = self.entries(path);
        if !entries.is_empty() {
            let message = format!("`{path}` is a list of numbers, and a factor is one of them");
            let names = listed(entries.iter().map(String::as_str));
            cx.error(span, message, vec![format!("there are {names}")]);
            return None;
        }
        if self.is_setting(path, base) {
            return Some(Target::Override(path.to_owned()));
        }
        let mut help = Vec::new();
        if let Some(close) = self.closest(path) {
            help.push(format!("did you mean `{close}`?"));
        }
        help.push("`trilat config SCENARIO` lists the values of a scenario".into());
        let message = format!("the scenario has no value `{path}` that could vary");
        cx.error(span, message, help);
        None
    }

    /// The entries of an array parameter.
    fn entries(&self, path: &str) -> Vec<String> {
        let prefix = format!("{path}.");
        self.parameters
            .range(prefix.clone()..)
            .map(|(entry, _)| entry)
            .take_while(|entry| entry.starts_with(&prefix))
            .filter(|entry| {
                let number = &entry[prefix.len()..];
                !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
            })
            .cloned()
            .collect()
    }

    /// Whether a path names something other than a parameter that a file may say about this
    /// scenario.
    fn is_setting(&self, path: &str, base: &Base) -> bool {
        let keys: Vec<&str> = path.split('.').collect();
        match keys.as_slice() {
            ["mechanisms", key] => Mechanisms::KEYS.contains(key),
            ["scenario", key] => KEYS
                .iter()
                .any(|known| known.table == "scenario" && known.key == *key),
            [section, member, key] if MEMBERS.contains(section) => {
                base.has_table(&format!("{section}.{member}"))
                    && !ROSTER.contains(key)
                    && KEYS.iter().any(|known| {
                        known.key == *key && known.table.starts_with(&format!("{section}."))
                    })
            }
            _ => false,
        }
    }

    /// The path that was probably meant.
    fn closest(&self, path: &str) -> Option<&str> {
        let mut best: Vec<&str> = self
            .parameters
            .keys()
            .chain(self.settings.keys())
            .map(String::as_str)
            .filter(|known| NOT_VARIED.iter().all(|(key, _)| key != known))
            .collect();
        // A comparison takes a hundred candidates; the best of each hundred meet again.
        while best.len() > 100 {
            best = best
                .chunks(100)
                .filter_map(|chunk| closest(path, chunk.iter().copied()))
                .collect();
        }
        closest(path, best.iter().copied())
    }
}

fn simple(setting: &Setting) -> Option<FactorValue> {
    match setting {
        Setting::Text(text) => Some(FactorValue::Text(text.clone())),
        Setting::Integer(value) => i64::try_from(*value).ok().map(FactorValue::Integer),
        Setting::Number(value) => Some(FactorValue::Number(*value)),
        Setting::Switch(value) => Some(FactorValue::Switch(*value)),
        Setting::List(_) => None,
    }
}

/// The scenario of an arm, for finding what a factor names.
pub(super) struct ArmKnown<'a> {
    pub name: &'a str,
    pub known: Known,
    pub source: &'a Base,
}

/// The arm and the rest of a path that begins with `arms.NAME.`.
pub(super) fn arm_of<'p>(path: &'p str, arms: &[ArmKnown<'_>]) -> Option<(usize, &'p str)> {
    if arms.len() < 2 {
        return None;
    }
    let (name, rest) = path.strip_prefix("arms.")?.split_once('.')?;
    let at = arms.iter().position(|arm| arm.name == name)?;
    Some((at, rest))
}
