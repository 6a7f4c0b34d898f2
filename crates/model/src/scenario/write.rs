//! A scenario as TOML: complete, in a fixed order, and read back bit for bit.

use indexmap::IndexMap;
use serde::Serialize;

use super::{
    Action, ChannelKind, CrisisStage, Information, LeverTarget, Month, Parameter, Party, Rule,
    Scenario, Scope, War, Written,
};
use crate::named::Named;

/// A value as it is written.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Setting {
    /// A text.
    Text(String),
    /// An integer.
    Integer(u64),
    /// A number.
    Number(f64),
    /// `true` or `false`.
    Switch(bool),
    /// Several values in a row.
    List(Vec<Setting>),
}

impl Setting {
    /// The value in TOML; numbers in the shortest form that reads back to the same bits.
    pub fn to_toml(&self) -> String {
        match self {
            Self::Text(text) => quoted(text),
            Self::Integer(value) => value.to_string(),
            Self::Number(value) => format!("{value:?}"),
            Self::Switch(value) => value.to_string(),
            Self::List(values) => {
                let inner: Vec<String> = values.iter().map(Self::to_toml).collect();
                format!("[{}]", inner.join(", "))
            }
        }
    }
}

impl From<&str> for Setting {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Setting {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<Month> for Setting {
    fn from(month: Month) -> Self {
        Self::Text(month.to_string())
    }
}

impl From<u64> for Setting {
    fn from(value: u64) -> Self {
        Self::Integer(value)
    }
}

impl From<f64> for Setting {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl From<bool> for Setting {
    fn from(value: bool) -> Self {
        Self::Switch(value)
    }
}

/// One line of a resolved scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key within its table.
    pub key: String,
    /// The value.
    pub value: Setting,
    /// The dotted paths of the values on the line: one, or one for each entry of an array.
    pub paths: Vec<String>,
    /// The declaration, if the line holds a parameter.
    pub parameter: Option<&'static Parameter>,
}

/// One table of a resolved scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Dotted name, such as `states.PRK.targets.KP`.
    pub table: String,
    /// Its lines.
    pub entries: Vec<Entry>,
}

/// Tables under construction, in the order of their first mention.
#[derive(Default)]
struct Draft {
    tables: IndexMap<String, Vec<Entry>>,
}

impl Draft {
    fn open(&mut self, table: &str) -> &mut Vec<Entry> {
        self.tables.entry(table.to_owned()).or_default()
    }

    fn put(&mut self, table: &str, key: &str, value: impl Into<Setting>) {
        self.open(table).push(Entry {
            key: key.to_owned(),
            value: value.into(),
            paths: vec![format!("{table}.{key}")],
            parameter: None,
        });
    }
}

/// A text in quotes.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

impl Scenario {
    /// Every value of the scenario, table by table.
    pub fn sections(&self) -> Vec<Section> {
        let mut draft = Draft::default();
        self.put_settings(&mut draft);
        self.put_roster(&mut draft);
        self.put_parameters(&mut draft);
        self.put_levers(&mut draft);
        self.put_outcomes(&mut draft);
        draft
            .tables
            .into_iter()
            .filter(|(_, entries)| !entries.is_empty())
            .map(|(table, entries)| Section { table, entries })
            .collect()
    }

    /// The complete scenario as TOML. [`super::load_str`] reads it back to an equal scenario, bit
    /// for bit.
    pub fn to_toml(&self) -> String {
        let mut out = String::new();
        for section in self.sections() {
            if !out.is_empty() {
                out.push('\n');
            }
            for part in ["[", &section.table, "]\n"] {
                out.push_str(part);
            }
            for entry in section.entries {
                for part in [&entry.key, " = ", &entry.value.to_toml(), "\n"] {
                    out.push_str(part);
                }
            }
        }
        out
    }

    fn put_settings(&self, draft: &mut Draft) {
        let war = match self.war {
            War::Absorbing => "absorbing",
            War::Reset => "reset",
        };
        let stage = match self.crisis_stage {
            CrisisStage::Hazard => "hazard",
            CrisisStage::Signalling => "signalling",
        };
        let information = match self.information {
            Information::Off => "off",
            Information::Derived => "derived",
            Information::Entropy => "entropy",
        };
        let mut put = |key: &str, value: Setting| draft.put("scenario", key, value);
        put("name", (&self.name).into());
        put("title", (&self.title).into());
        put("start", self.start.into());
        put("horizon", u64::from(self.horizon).into());
        put("burn_in", u64::from(self.burn_in).into());
        put("runs", self.runs.into());
        put("seed", self.seed.into());
        put("reference_rung", (self.reference_rung as u64).into());
        put("crisis_rung", (self.crisis_rung as u64).into());
        put("war", war.into());
        put("crisis_stage", stage.into());
        put("information", information.into());
        for (key, on) in self.mechanisms.switches() {
            draft.put("mechanisms", key, on);
        }
    }

    fn put_roster(&self, draft: &mut Draft) {
        let roster = &self.roster;
        for ally in &roster.allies {
            let table = format!("states.{}", ally.code);
            let party = match ally.party {
                Party::A => "a",
                Party::B => "b",
                Party::Random => "random",
            };
            draft.put(&table, "role", "ally");
            draft.put(&table, "name", &ally.name);
            draft.put(&table, "guarantor", ally.guarantor);
            draft.put(&table, "party", party);
            draft.put(&table, "next_election", ally.next_election);
        }
        for (index, prober) in roster.probers.iter().enumerate() {
            let table = format!("states.{}", prober.code);
            draft.put(&table, "role", "prober");
            draft.put(&table, "name", &prober.name);
            draft.put(&table, "bloc", prober.bloc);
            for target in roster.targets.iter().filter(|t| t.prober == index) {
                let theatre = &roster.theatres[target.theatre].code;
                draft.open(&format!("{table}.targets.{theatre}"));
            }
            for dyad in &roster.dyads {
                draft.open(&format!("{table}.dyads.{}", dyad.code));
            }
        }
        for dyad in &roster.dyads {
            let table = format!("dyads.{}", dyad.code);
            let [a, b] = dyad
                .between
                .map(|ally| Setting::from(&roster.allies[ally].code));
            draft.put(&table, "between", Setting::List(vec![a, b]));
            for ally in dyad.between {
                draft.open(&format!("{table}.publics.{}", roster.allies[ally].code));
            }
        }
        for theatre in &roster.theatres {
            let table = format!("theatres.{}", theatre.code);
            draft.put(&table, "name", &theatre.name);
            if let Some(host) = theatre.host {
                draft.put(&table, "host", &roster.allies[host].code);
            }
            for ally in &roster.allies {
                draft.open(&format!("{table}.stakes.{}", ally.code));
            }
        }
        for kind in ChannelKind::ALL {
            draft.open(&format!("channels.{}", kind.key()));
        }
        for (index, rung) in roster.rungs.iter().enumerate() {
            let table = format!("rungs.{}", index + 1);
            draft.put(&table, "name", &rung.name);
        }
        self.put_forces(draft);
    }

    fn put_forces(&self, draft: &mut Draft) {
        let roster = &self.roster;
        let ally = |index: usize| &roster.allies[index].code;
        for layer in &roster.layers {
            draft.put(&format!("layers.{}", layer.code), "name", &layer.name);
        }
        for force in &roster.forces {
            let table = format!("forces.{}", force.code);
            draft.put(&table, "name", &force.name);
            draft.put(&table, "owner", ally(force.owner));
            draft.put(&table, "kind", force.kind.key());
            if let Some(layer) = force.layer {
                draft.put(&table, "layer", &roster.layers[layer].code);
            }
        }
        for site in &roster.sites {
            let table = format!("sites.{}", site.code);
            draft.put(&table, "name", &site.name);
            draft.put(&table, "theatre", &roster.theatres[site.theatre].code);
        }
        for base in &roster.bases {
            let table = format!("bases.{}", base.code);
            draft.put(&table, "host", ally(base.host));
            draft.put(&table, "guest", ally(base.guest));
            draft.put(&table, "theatre", &roster.theatres[base.theatre].code);
        }
        for programme in &roster.programmes {
            let table = format!("programmes.{}", programme.code);
            draft.put(&table, "name", &programme.name);
        }
        for observation in &roster.observations {
            let table = format!("observations.{}", observation.code);
            draft.put(&table, "name", &observation.name);
            let target = roster.target_code(roster.targets[observation.target]);
            draft.put(&table, "target", &target);
            draft.put(&table, "from_rung", observation.from_rung as u64);
            draft.put(&table, "until_rung", observation.until_rung as u64);
        }
    }

    fn put_parameters(&self, draft: &mut Draft) {
        let mut parameters = self.parameters.clone();
        parameters.visit_mut(&self.roster, &mut |path, parameter, value| {
            let array = matches!(
                parameter.scope,
                Scope::ProberRung | Scope::ProberCalendar | Scope::TargetRung
            );
            let of_value = match path.rsplit_once('.') {
                Some((line, _)) if array => line,
                _ => path,
            };
            let Some((table, key)) = of_value.rsplit_once('.') else {
                return;
            };
            let entries = draft.open(table);
            let number = Setting::Number(*value);
            if let Some(line) = entries.last_mut()
                && line.key == key
                && let Setting::List(values) = &mut line.value
            {
                values.push(number);
                line.paths.push(path.to_owned());
                return;
            }
            entries.push(Entry {
                key: key.to_owned(),
                value: if array {
                    Setting::List(vec![number])
                } else {
                    number
                },
                paths: vec![path.to_owned()],
                parameter: Some(parameter),
            });
        });
    }

    fn put_outcomes(&self, draft: &mut Draft) {
        for outcome in &self.outcomes {
            let table = format!("outcomes.{}", outcome.name);
            let mut put = |key: &str, value: Setting| draft.put(&table, key, value);
            if let Some(meaning) = &outcome.meaning {
                put("meaning", meaning.into());
            }
            if let Some(unit) = &outcome.unit {
                put("unit", unit.into());
            }
            let text = |written: &Written| Setting::from(&written.expression.to_string());
            match &outcome.rule {
                Rule::Value(of) => put("value", text(of)),
                Rule::Months {
                    fold,
                    of,
                    condition,
                    from,
                    until,
                } => {
                    put(fold.name(), text(of));
                    if let Some(condition) = condition {
                        put("where", text(condition));
                    }
                    if let Some(from) = from {
                        put("from", (*from).into());
                    }
                    if let Some(until) = until {
                        put("until", (*until).into());
                    }
                }
            }
        }
    }

    fn put_levers(&self, draft: &mut Draft) {
        for lever in &self.levers {
            let table = format!("levers.{}", lever.name);
            let roster = &self.roster;
            let dyad = |index: usize| &roster.dyads[index];
            match lever.target {
                LeverTarget::Channel {
                    dyad: d,
                    channel,
                    announced,
                } => {
                    draft.put(&table, "dyad", &dyad(d).code);
                    draft.put(&table, "channel", channel.key());
                    draft.put(&table, "announced", announced);
                }
                LeverTarget::Will { dyad: d } => {
                    draft.put(&table, "dyad", &dyad(d).code);
                    draft.put(&table, "will", true);
                }
                LeverTarget::Opinion { dyad: d, public } => {
                    let ally = &roster.allies[dyad(d).between[public]];
                    draft.put(&table, "dyad", &dyad(d).code);
                    draft.put(&table, "public", &ally.code);
                }
                LeverTarget::Industry { dyad: d } => {
                    draft.put(&table, "dyad", &dyad(d).code);
                    draft.put(&table, "industry", true);
                }
                LeverTarget::Stance { ally } => {
                    draft.put(&table, "stance", &roster.allies[ally].code);
                }
                LeverTarget::Commitment { ally } => {
                    draft.put(&table, "commitment", &roster.allies[ally].code);
                }
                LeverTarget::Party { ally } => {
                    draft.put(&table, "party", &roster.allies[ally].code);
                }
                LeverTarget::Threat { ally } => {
                    draft.put(&table, "threat", &roster.allies[ally].code);
                }
                LeverTarget::Rung { target } => {
                    let code = roster.target_code(roster.targets[target]);
                    draft.put(&table, "rung", code.as_str());
                }
                LeverTarget::Coordination { announced } => {
                    draft.put(&table, "coordination", true);
                    draft.put(&table, "announced", announced);
                }
            }
            let (key, value) = match lever.action {
                Action::Set(value) => ("set", value),
                Action::Scale(value) => ("scale", value),
                Action::Shift(value) => ("shift", value),
            };
            draft.put(&table, key, value);
            draft.put(&table, "from", lever.from);
            draft.put(&table, "until", lever.until);
        }
    }
}
