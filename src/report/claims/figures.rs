//! The figures of an audit's report.

use super::read::AuditFolder;
use crate::figures::{
    Column, Figure, FigureError, Preset, Source, Table, Theme, claim_map, claims_overview,
    contrasts, curves, phase_diagram,
};
use crate::report::folder::ReportError;

/// The claim's own test, as it is, in all runs.
pub(super) const MAIN: [(&str, &str); 3] = [("test", "main"), ("variant", ""), ("stratum", "")];

/// The rows of a claim's own test.
pub(super) fn own<'a>(id: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut wanted = vec![("claim", id)];
    wanted.extend(MAIN);
    wanted.extend(more);
    wanted
}

/// A verdict in plain words.
pub(super) fn verdict_words(verdict: &str) -> &str {
    match verdict {
        "holds" => "holds",
        "fails" => "fails",
        "no_effect" => "has no effect",
        "cannot_tell" => "cannot be told",
        "holds_if" => "holds under conditions",
        "premise" => "premise, no verdict",
        other => other,
    }
}

/// Texts and numbers on their way into a table.
struct Columns<'a> {
    texts: Vec<(&'a str, Vec<String>)>,
    numbers: Vec<(&'a str, Vec<f64>)>,
}

impl<'a> Columns<'a> {
    fn new(texts: &[&'a str], numbers: &[&'a str]) -> Self {
        Self {
            texts: texts.iter().map(|name| (*name, Vec::new())).collect(),
            numbers: numbers.iter().map(|name| (*name, Vec::new())).collect(),
        }
    }

    fn push(&mut self, texts: &[&str], numbers: &[f64]) {
        for ((_, column), text) in self.texts.iter_mut().zip(texts) {
            column.push((*text).to_owned());
        }
        for ((_, column), number) in self.numbers.iter_mut().zip(numbers) {
            column.push(*number);
        }
    }

    fn table(self) -> Result<Table, FigureError> {
        let mut table = Table::new();
        for (name, column) in self.texts {
            table.push(name, Column::Text(column))?;
        }
        for (name, column) in self.numbers {
            table.push(name, Column::Number(column))?;
        }
        Ok(table)
    }
}

fn source(folder: &AuditFolder) -> Source {
    let manifest = &folder.manifest;
    Source {
        scenario: manifest.scenario.name.clone(),
        seed: manifest.seed,
        runs: manifest.runs.completed,
        version: manifest.program.version.clone(),
        command: manifest.execution.command.clone(),
    }
}

/// A figure, or nothing where there is nothing to draw.
fn drawn(made: Result<Figure, FigureError>, name: String) -> Result<Option<Figure>, ReportError> {
    match made {
        Ok(figure) => Ok(Some(Figure { name, ..figure })),
        Err(FigureError::NothingToDraw { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn wide() -> Theme {
    Theme::new(Preset::Mm178)
}

fn middling() -> Theme {
    Theme::new(Preset::Mm114)
}

/// All claims by share of the space.
pub(super) fn overview(folder: &AuditFolder, place: &str) -> Result<Option<Figure>, ReportError> {
    let counts = ["as_predicted", "opposite", "zero", "undecided"];
    let shares = ["share_low", "share_high"];
    let numbers: Vec<&str> = counts.into_iter().chain(shares).collect();
    let mut columns = Columns::new(&["claim", "verdict"], &numbers);
    let v = &folder.verdicts;
    for verdict in [
        "holds",
        "holds_if",
        "cannot_tell",
        "no_effect",
        "fails",
        "premise",
    ] {
        for claim in &folder.claims {
            let wanted = own(&claim.id, &[("stage", place), ("verdict", verdict)]);
            let Some(row) = v.find(&wanted) else { continue };
            let values: Vec<f64> = numbers.iter().map(|name| v.number(row, name)).collect();
            columns.push(&[&claim.id, verdict_words(verdict)], &values);
        }
    }
    let mut table = columns.table()?;
    table.say("title", format!("Claims over the space, signs {place}"));
    drawn(
        claims_overview(&table, &middling(), &source(folder)),
        format!("claims_{place}"),
    )
}

/// Effects at the defaults in % of the baseline.
pub(super) fn defaults(folder: &AuditFolder) -> Result<Option<Figure>, ReportError> {
    let mut columns = Columns::new(
        &["baseline", "scenario", "observable"],
        &["relative", "ci_low", "ci_high", "n", "identical"],
    );
    let v = &folder.verdicts;
    for claim in &folder.claims {
        let Some(row) = v.find(&own(&claim.id, &[("stage", "defaults")])) else {
            continue;
        };
        // A distance inside a margin is no effect in % of a baseline.
        if v.text(row, "predicted") == "0" {
            continue;
        }
        let percent =
            |name: &str| 100.0 * v.number(row, name) / v.number(row, "baseline_mean").abs();
        let zero = v.text(row, "verdict") == "zero";
        columns.push(
            &["the baseline", "each claim's change", &claim.id],
            &[
                finite(percent("effect")),
                finite(percent("ci_low")),
                finite(percent("ci_high")),
                v.number(row, "pairs"),
                f64::from(u8::from(zero)),
            ],
        );
    }
    drawn(
        contrasts(&columns.table()?, &middling(), &source(folder)),
        "claims_defaults".to_owned(),
    )
}

fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { f64::NAN }
}

/// The factors of a claim's map: those of its box first, then the strongest deciders.
fn axes(folder: &AuditFolder, id: &str, place: &str, cases: &str) -> Vec<String> {
    let boxed = own(id, &[("place", place), ("cases", cases)]);
    let limits = folder.boxes.rows(&boxed);
    let mut axes: Vec<String> = limits
        .map(|row| folder.boxes.text(row, "factor").to_owned())
        .collect();
    let wanted = own(id, &[("place", place)]);
    let mut strong: Vec<(f64, String)> = folder
        .deciders
        .rows(&wanted)
        .map(|row| {
            let size = folder.deciders.number(row, "prcc").abs();
            (size, folder.deciders.text(row, "factor").to_owned())
        })
        .filter(|(size, _)| size.is_finite())
        .collect();
    strong.sort_by(|a, b| b.0.total_cmp(&a.0));
    // Of many limits, those of the strongest factors are shown.
    let rank = |name: &String| strong.iter().position(|(_, known)| known == name);
    axes.sort_by_key(|name| rank(name).unwrap_or(usize::MAX));
    for (_, factor) in &strong {
        if !axes.contains(factor) {
            axes.push(factor.clone());
        }
    }
    axes.truncate(2);
    axes
}

/// Where a claim comes out as predicted, over the two factors that decide most.
pub(super) fn map(
    folder: &AuditFolder,
    id: &str,
    place: &str,
) -> Result<Option<Figure>, ReportError> {
    let has = |cases: &&str| {
        let wanted = own(id, &[("place", place), ("cases", cases)]);
        folder.boxes.find(&wanted).is_some()
    };
    let cases = ["fails", "holds"].into_iter().find(has).unwrap_or("holds");
    let [x, y] = axes(folder, id, place, cases)
        .try_into()
        .unwrap_or_default();
    if x.is_empty() {
        return Ok(None);
    }
    let limit = |factor: &str, end: &str| {
        let wanted = own(
            id,
            &[("place", place), ("cases", cases), ("factor", factor)],
        );
        let row = folder.boxes.find(&wanted);
        row.map_or(f64::NAN, |row| folder.boxes.number(row, end))
    };
    let limits = [
        limit(&x, "low"),
        limit(&x, "high"),
        limit(&y, "low"),
        limit(&y, "high"),
    ];
    let wanted = own(id, &[("stage", place)]);
    let down = folder
        .verdicts
        .find(&wanted)
        .is_some_and(|row| folder.verdicts.text(row, "predicted") == "-");
    let mut columns = Columns::new(
        &["answer"],
        &["x", "y", "x_low", "x_high", "y_low", "y_high"],
    );
    let here = own(id, &[("place", place), ("ablation", "")]);
    for row in folder.effects.rows(&here) {
        let point = folder.effects.text(row, "point");
        let Some(at) = folder.points.find(&[("place", place), ("point", point)]) else {
            continue;
        };
        let answer = match (folder.effects.text(row, "sign"), down) {
            ("plus", false) | ("minus", true) => "as_predicted",
            ("plus", true) | ("minus", false) => "opposite",
            (other, _) => other,
        };
        let [a, b, c, d] = limits;
        let (x, y) = (folder.points.number(at, &x), folder.points.number(at, &y));
        columns.push(&[answer], &[x, y, a, b, c, d]);
    }
    let mut table = columns.table()?;
    table.say("x", x);
    table.say("y", y);
    table.say("value", id);
    table.say("box", cases);
    drawn(
        claim_map(&table, &middling(), &source(folder)),
        format!("map_{}_{place}", id.to_lowercase()),
    )
}

/// The dose–response curve of a claim.
pub(super) fn doses(folder: &AuditFolder, id: &str) -> Result<Option<Figure>, ReportError> {
    let d = &folder.doses;
    let mut columns = Columns::new(&[], &["x", "estimate", "ci_low", "ci_high", "n"]);
    for row in d.rows(&[("claim", id), ("test", "main"), ("statistic", "effect")]) {
        let numbers =
            ["dose", "estimate", "ci_low", "ci_high", "pairs"].map(|name| d.number(row, name));
        columns.push(&[], &numbers);
    }
    let mut table = columns.table()?;
    table.say("x", "Dose");
    table.say("value", "Effect at the defaults");
    table.say("x_scale", "log");
    drawn(
        curves(&table, &middling(), &source(folder)),
        format!("doses_{}", id.to_lowercase()),
    )
}

/// The sign of a claim's effect over its two parameters.
pub(super) fn frontier(folder: &AuditFolder, id: &str) -> Result<Option<Figure>, ReportError> {
    let f = &folder.frontiers;
    let mut columns = Columns::new(&[], &["x", "y", "estimate", "ci_low", "ci_high", "n"]);
    let mut titles = (String::new(), String::new());
    let wanted = own(id, &[]);
    for row in f.rows(&wanted) {
        let numbers =
            ["x", "y", "mean", "ci_low", "ci_high", "pairs"].map(|name| f.number(row, name));
        columns.push(&[], &numbers);
        titles = (
            f.text(row, "x_parameter").to_owned(),
            f.text(row, "y_parameter").to_owned(),
        );
    }
    let mut table = columns.table()?;
    table.say("x", titles.0);
    table.say("y", titles.1);
    table.say("value", format!("effect of {id}"));
    drawn(
        phase_diagram(&table, &wide(), &source(folder)),
        format!("frontier_{}", id.to_lowercase()),
    )
}
