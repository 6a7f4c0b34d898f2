//! What is taken away: the scenario, the calls that give the same numbers elsewhere, figures, and a page that needs no
//! server.

use std::sync::Arc;

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, HeaderValue};
use axum::response::Response;
use serde::Deserialize;

use super::refusal::Refusal;
use super::settings::{CHANGED, Settings, Side, Sides};
use super::snapshot::snapshot;
use super::stream::response;
use crate::figures::{Figure, FigureError};
use crate::named::{by_name, named};
use crate::shipped::{self, Kind};
use crate::tasks::Command;
use crate::tasks::explore::Picture;
use crate::tasks::explore::figures::{Shows, figure};
use crate::tasks::explore::saved::saved;

named! {
    /// What can be taken.
    pub enum What {
        Scenario = "scenario", "a scenario as a file";
        Command = "command", "what to type into a shell";
        Python = "python", "the same in Python";
        R = "r", "the same in R";
        Figure = "figure", "a figure of a job";
        Snapshot = "snapshot", "a page that needs no server";
    }
}

named! {
    /// How a figure is taken.
    pub enum Format {
        Svg = "svg", "for vector programs and the web";
        Pdf = "pdf", "for print";
        Png = "png", "for screens";
        Csv = "csv", "the plotted data";
        Caption = "caption", "caption, alternative text and command";
    }
}

/// What is asked for.
#[derive(Clone, Debug, Deserialize)]
pub struct Wanted {
    #[serde(flatten)]
    settings: Settings,
    what: String,
    /// Whose scenario.
    #[serde(default)]
    side: Side,
    /// A figure's name and format.
    #[serde(default)]
    figure: String,
    #[serde(default)]
    format: String,
    /// The job whose picture is taken.
    pub job: Option<String>,
}

/// A file to be saved.
struct Taken {
    name: String,
    kind: &'static str,
    bytes: Vec<u8>,
}

impl Wanted {
    /// The file, as a download. `picture` is that of the job that is named.
    ///
    /// # Errors
    /// A [`Refusal`].
    pub fn take(
        &self,
        picture: impl FnOnce() -> Result<Arc<Picture>, Refusal>,
    ) -> Result<Response, Refusal> {
        let what: What = by_name(&self.what).map_err(|error| Refusal::wrong(error.to_string()))?;
        let plain = "text/plain; charset=utf-8";
        let text = |name: &str, kind, text: String| Taken {
            name: name.to_owned(),
            kind,
            bytes: text.into_bytes(),
        };
        let taken = match what {
            What::Scenario => {
                let sides = self.settings.sides()?;
                let member = sides.get(self.side);
                let own = self.settings.saved(&sides, self.side);
                let kind = "application/toml";
                text(&format!("{}.toml", member.name), kind, own)
            }
            What::Command => text("command.sh", plain, Calls::of(&self.settings)?.shell()),
            What::Python => text("explored.py", plain, Calls::of(&self.settings)?.python()),
            What::R => text("explored.R", plain, Calls::of(&self.settings)?.r()),
            What::Figure => self.figure(&*picture()?)?,
            What::Snapshot => {
                let (calls, picture) = (Calls::of(&self.settings)?, picture()?);
                let page = snapshot(&self.settings, &calls, &picture)?;
                text("explored.html", "text/html; charset=utf-8", page)
            }
        };
        Ok(taken.download())
    }

    fn figure(&self, picture: &Picture) -> Result<Taken, Refusal> {
        let unknown = |error: crate::named::UnknownName| Refusal::wrong(error.to_string());
        let shows: Shows = by_name(&self.figure).map_err(unknown)?;
        let format: Format = by_name(&self.format).map_err(unknown)?;
        let command = Calls::of(&self.settings)?.line().to_string();
        let drawn = figure(picture, shows, &command, None).map_err(refused)?;
        let drawn = drawn.ok_or_else(|| Refusal::missing("there is nothing to draw"))?;
        let (ending, kind, bytes) = file(&drawn, format).map_err(refused)?;
        Ok(Taken {
            name: format!("{shows}.{ending}"),
            kind,
            bytes,
        })
    }
}

/// A figure that cannot be had.
fn refused(error: FigureError) -> Refusal {
    Refusal::wrong(error.to_string())
}

/// Ending, content type and content of a figure's file.
fn file(figure: &Figure, format: Format) -> Result<(&str, &'static str, Vec<u8>), FigureError> {
    Ok(match format {
        Format::Svg => ("svg", "image/svg+xml", figure.svg.clone().into_bytes()),
        Format::Pdf => ("pdf", "application/pdf", figure.pdf()?),
        Format::Png => ("png", "image/png", figure.png()?),
        Format::Csv => (
            "csv",
            "text/csv; charset=utf-8",
            figure.data.to_csv()?.into_bytes(),
        ),
        Format::Caption => (
            "txt",
            "text/plain; charset=utf-8",
            figure.notes().into_bytes(),
        ),
    })
}

impl Taken {
    fn download(self) -> Response {
        let mut response = response(StatusCode::OK, self.kind, Body::from(self.bytes));
        // Names of scenarios are those of folders, and others are said here: a header can hold them.
        let named = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", self.name));
        let named = named.unwrap_or(HeaderValue::from_static("attachment"));
        response.headers_mut().insert(CONTENT_DISPOSITION, named);
        response
    }
}

impl Settings {
    /// The scenario of a side as a file, which extends the one from which it began.
    fn saved(&self, sides: &Sides, side: Side) -> String {
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
