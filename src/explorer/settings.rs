//! What a page asks for: two scenarios, and what is shown of them. Read without a disk.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::limits::{CHANGES, TEXT, check};
use super::refusal::Refusal;
use crate::model::{load, load_carried, load_text};
use crate::scenario::load::Loaded;
use crate::scenario::{Scenario, quoted};
use crate::shipped::{self, Kind};
use crate::tasks::compare::Member;
use crate::tasks::explore::saved::saved;

/// What the text of an own scenario is called in messages.
const OWN: &str = "scenario.toml";
/// What a scenario is called that differs from the first by what was changed on the page.
pub const CHANGED: &str = "changed";

/// The settings of a page, which a link to it holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Name of a scenario that the program carries; none if there is a text.
    pub scenario: Option<String>,
    /// The text of a scenario of one's own.
    pub text: Option<String>,
    /// Changes of both scenarios, `path=value` each.
    pub base: Vec<String>,
    /// Name of a carried scenario from which the second begins instead of the first.
    pub other: Option<String>,
    /// Changes of the second alone.
    pub arm: Vec<String>,
    /// Levers of the second alone, each with the keys of a lever in a scenario, and `name` if it has one.
    pub levers: Vec<Map<String, Value>>,
    /// Runs with which the ensemble ends.
    pub runs: u64,
    /// Seed; the first scenario's own if left out.
    pub seed: Option<u64>,
    /// The outcome whose effect is the headline: a column of a run.
    pub outcome: String,
    /// The figures.
    pub figures: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            scenario: Some("northeast_asia".to_owned()),
            text: None,
            base: Vec::new(),
            other: None,
            arm: Vec::new(),
            levers: Vec::new(),
            runs: 2048,
            seed: None,
            outcome: "wars".to_owned(),
            figures: ["beliefs", "probes", "effect"].map(str::to_owned).to_vec(),
        }
    }
}

/// Which of the two scenarios.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The first.
    Base,
    /// The second.
    #[default]
    Arm,
}

/// The two scenarios that settings ask for.
#[derive(Clone, Debug)]
pub struct Sides {
    /// The first.
    pub base: Member,
    /// The second.
    pub arm: Member,
    /// Remarks on both.
    pub notes: Vec<String>,
}

impl Sides {
    /// One of them.
    pub fn get(&self, side: Side) -> &Member {
        match side {
            Side::Base => &self.base,
            Side::Arm => &self.arm,
        }
    }
}

impl Settings {
    /// Those with which a page begins for a scenario of a command: a carried one by its name, or a file, which is read
    /// with whatever it extends and goes to the page as a text that extends nothing. `sets` are changes of both scenarios.
    ///
    /// # Errors
    /// A [`Refusal`] with all that is wrong.
    pub fn of(
        scenario: &Path,
        sets: Vec<String>,
        runs: Option<u64>,
        seed: Option<u64>,
    ) -> Result<Self, Refusal> {
        let name = scenario.to_string_lossy();
        let carried = shipped::find(Kind::Scenario, &name).filter(|_| !scenario.exists());
        let mut settings = Self {
            base: sets,
            seed,
            ..Self::default()
        };
        settings.runs = runs.unwrap_or(settings.runs);
        settings.scenario = carried.map(|input| input.name.to_owned());
        if carried.is_none() {
            settings.text = Some(load(scenario, &[])?.scenario.to_toml());
        }
        settings.sides()?;
        Ok(settings)
    }

    /// What the first scenario is called in words.
    pub fn name(&self) -> &str {
        let own = self.text.as_ref().map(|_| OWN);
        own.or(self.scenario.as_deref()).unwrap_or_default()
    }

    /// Reads both scenarios and holds them against what can be run here.
    ///
    /// # Errors
    /// A [`Refusal`] with all that is wrong, as commands say it.
    pub fn sides(&self) -> Result<Sides, Refusal> {
        let base = self.load(Side::Base)?;
        let arm = self.load(Side::Arm)?;
        let notes = base.notes.iter().chain(&arm.notes);
        let mut notes: Vec<String> = notes
            .map(|note| note.to_string().trim().to_owned())
            .collect();
        notes.dedup();
        let (mut base, mut arm) = (base.scenario, arm.scenario);
        (base.runs, arm.runs) = (self.runs.max(1), self.runs.max(1));
        check([&base, &arm], &self.outcome)?;
        let plain = self.arm.is_empty() && self.levers.is_empty();
        if !plain || arm.name == base.name {
            CHANGED.clone_into(&mut arm.name);
        }
        Ok(Sides {
            base: self.member(base),
            arm: self.member(arm),
            notes,
        })
    }

    fn member(&self, scenario: Scenario) -> Member {
        Member {
            name: scenario.name.clone(),
            path: self.name().to_owned(),
            scenario,
        }
    }

    /// Reads one of the scenarios.
    ///
    /// # Errors
    /// A [`Refusal`] with all that is wrong.
    pub fn load(&self, side: Side) -> Result<Loaded, Refusal> {
        let sets = self.sets(side)?;
        self.load_with(side, &sets)
    }

    /// Reads one of the scenarios with these changes alone.
    ///
    /// # Errors
    /// A [`Refusal`] with all that is wrong.
    pub fn load_with(&self, side: Side, sets: &[String]) -> Result<Loaded, Refusal> {
        if let (Some(other), Side::Arm) = (&self.other, side) {
            return Ok(load_carried(other, sets)?);
        }
        match (&self.text, &self.scenario) {
            (Some(text), _) if text.len() > TEXT => {
                let most = TEXT >> 20;
                Err(Refusal::wrong(format!(
                    "the scenario is larger than {most} MiB"
                )))
            }
            (Some(text), _) => Ok(load_text(Path::new(OWN), text, sets)?),
            (None, Some(name)) => Ok(load_carried(name, sets)?),
            (None, None) => Err(Refusal::wrong(
                "no scenario is named, and there is no text of one",
            )),
        }
    }

    /// The names of the levers of the second scenario alone.
    pub fn lever_names(&self) -> Vec<String> {
        let levers = (1..).zip(&self.levers);
        levers
            .map(|(number, own)| lever_name(number, own))
            .collect()
    }

    /// The changes of a scenario, as options of a command have them.
    ///
    /// # Errors
    /// A [`Refusal`] if there are too many, or for a lever that is no table of plain values.
    pub fn sets(&self, side: Side) -> Result<Vec<String>, Refusal> {
        let mut sets = self.base.clone();
        if side == Side::Arm {
            sets.extend_from_slice(&self.arm);
            for (number, lever) in self.levers.iter().enumerate() {
                sets.push(lever_set(number + 1, lever)?);
            }
        }
        sets.extend(self.seed.map(|seed| format!("scenario.seed={seed}")));
        if sets.len() > CHANGES {
            return Err(Refusal::wrong(format!("more than {CHANGES} changes")));
        }
        Ok(sets)
    }

    /// The scenario of a side as a file, which extends the one from which it began.
    pub(super) fn saved(&self, sides: &Sides, side: Side) -> String {
        saved(&sides.get(side).scenario, self.root(side).as_deref())
    }

    /// The carried scenario that a side extends, itself or in its text.
    fn root(&self, side: Side) -> Option<String> {
        if let (Some(other), Side::Arm) = (&self.other, side) {
            return Some(other.clone());
        }
        let Some(text) = &self.text else {
            return self.scenario.clone();
        };
        let table = toml::de::DeTable::parse(text).ok()?;
        let extends = table.get_ref().get("extends")?.get_ref().as_str()?;
        let name = extends.strip_suffix(".toml").unwrap_or(extends);
        shipped::find(Kind::Scenario, name).map(|input| input.name.to_owned())
    }
}

/// The name of a lever, the one that it has or one by its number.
fn lever_name(number: usize, lever: &Map<String, Value>) -> String {
    let name = lever.get("name").and_then(Value::as_str);
    name.map_or_else(|| format!("explored_{number}"), str::to_owned)
}

/// A lever as an override.
fn lever_set(number: usize, lever: &Map<String, Value>) -> Result<String, Refusal> {
    let name = lever_name(number, lever);
    let mut pairs = Vec::new();
    for (key, value) in lever.iter().filter(|(key, _)| *key != "name") {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let written = match value {
            Value::String(text) => quoted(text),
            Value::Number(number) => number.to_string(),
            Value::Bool(on) => on.to_string(),
            Value::Null => continue,
            Value::Array(_) | Value::Object(_) => String::new(),
        };
        if key.is_empty() || !key.chars().all(plain) || written.is_empty() {
            let words = format!("lever {number}: `{key}` must be a text, a number or a switch");
            return Err(Refusal::wrong(words));
        }
        pairs.push(format!("{key} = {written}"));
    }
    Ok(format!("levers.{name}={{ {} }}", pairs.join(", ")))
}
