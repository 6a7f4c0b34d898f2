//! The calls that give a picture again.

use super::refusal::Refusal;
use super::settings::{CHANGED, Settings, Side, Sides};
use crate::tasks::Command;

/// The calls that give the numbers of a page elsewhere, with the files that they need.
pub struct Calls {
    /// Name and text of each file.
    files: Vec<(String, String)>,
    /// The scenarios as they are named, the baseline first; one if both are the same.
    scenarios: Vec<String>,
    runs: u64,
    seed: u64,
}

impl Calls {
    /// Those for settings.
    ///
    /// # Errors
    /// A [`Refusal`] if a scenario is wrong.
    pub fn of(settings: &Settings) -> Result<Self, Refusal> {
        Ok(Self::of_sides(settings, &settings.sides()?))
    }

    /// The same where the scenarios are read already.
    pub fn of_sides(settings: &Settings, sides: &Sides) -> Self {
        let (base, arm) = (&sides.base, &sides.arm);
        let mut calls = Self {
            files: Vec::new(),
            scenarios: Vec::new(),
            runs: base.scenario.runs,
            seed: base.scenario.seed,
        };
        let carried = settings
            .scenario
            .as_ref()
            .filter(|_| settings.text.is_none());
        let named = carried.filter(|_| settings.base.is_empty());
        calls.add(named, "base", || settings.saved(sides, Side::Base));
        let alike = settings.other.is_none() && arm.name == CHANGED && {
            let own = crate::scenario::Scenario {
                name: base.scenario.name.clone(),
                ..arm.scenario.clone()
            };
            own == base.scenario
        };
        if !alike {
            let plain = settings.base.is_empty() && arm.name != CHANGED;
            let named = settings.other.as_ref().filter(|_| plain);
            calls.add(named, &arm.name, || settings.saved(sides, Side::Arm));
        }
        calls
    }

    fn add(&mut self, carried: Option<&String>, stem: &str, text: impl FnOnce() -> String) {
        if let Some(name) = carried {
            self.scenarios.push(name.clone());
            return;
        }
        let mut name = format!("{stem}.toml");
        if self.files.iter().any(|(own, _)| *own == name) {
            name = format!("{stem}_2.toml");
        }
        self.scenarios.push(name.clone());
        self.files.push((name, text()));
    }

    /// The command alone.
    pub fn line(&self) -> Command {
        let task = match self.scenarios.len() {
            1 => "run",
            _ => "compare",
        };
        let command = Command::trilat(task);
        let command = self
            .scenarios
            .iter()
            .fold(command, |own, name| own.word(name));
        command.option("runs", self.runs).option("seed", self.seed)
    }

    /// What to type into a shell: the files, and the command.
    pub fn shell(&self) -> String {
        let files = self.files.iter();
        let files: String = files
            .map(|(name, text)| {
                let name = crate::store::command::shell(name);
                format!("cat > {name} <<'END_OF_SCENARIO'\n{text}END_OF_SCENARIO\n")
            })
            .collect();
        format!("{files}{}\n", self.line())
    }

    /// The same in Python.
    pub fn python(&self) -> String {
        let mut out = String::from("import trilat as tl\n");
        if !self.files.is_empty() {
            out.push_str("from pathlib import Path\n\n");
        }
        for (name, text) in &self.files {
            let lines = text.lines().map(|line| format!("    {},\n", literal(line)));
            let lines: String = lines.collect();
            let name = literal(name);
            out.push_str(&format!(
                "Path({name}).write_text(\"\\n\".join([\n{lines}    \"\",\n]), encoding=\"utf-8\")\n"
            ));
        }
        let (runs, seed, names) = (self.runs, self.seed, self.names());
        let (task, table) = match self.scenarios.len() {
            1 => ("run", "summary"),
            _ => ("compare", "effects"),
        };
        out.push_str(&format!(
            "\nresult = tl.{task}({names}, runs={runs}, seed={seed})\nprint(result.{table})\n"
        ));
        out
    }

    /// The same in R.
    pub fn r(&self) -> String {
        let mut out = String::from("library(trilat)\n");
        for (name, text) in &self.files {
            let lines: Vec<String> = text
                .lines()
                .map(|line| format!("  {}", literal(line)))
                .collect();
            let (name, lines) = (literal(name), lines.join(",\n"));
            out.push_str(&format!(
                "writeLines(c(\n{lines}\n), {name}, useBytes = TRUE)\n"
            ));
        }
        let (runs, seed, names) = (self.runs, self.seed, self.names());
        let (task, table) = match self.scenarios.len() {
            1 => ("run", "summary"),
            _ => ("compare", "contrasts"),
        };
        out.push_str(&format!(
            "result <- trilat_{task}({names}, runs = {runs}, seed = {seed})\nprint(result${table})\n"
        ));
        out
    }

    fn names(&self) -> String {
        let names: Vec<String> = self.scenarios.iter().map(|name| literal(name)).collect();
        names.join(", ")
    }
}

/// A text in quotes, as Python and R read it: as JSON, whose escapes both have.
fn literal(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
