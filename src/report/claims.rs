//! `report.html` of a claim audit: an overview, and a page for each claim.

use std::path::Path;

use maud::{Markup, html};

use super::claim_figures::{Named, figures};
use super::folder::ReportError;
use super::numbers::{count, estimate, interval, number};
use super::page::document;
use crate::figures::{Figure, Source, Table};
use crate::store::claims_tables as names;
use crate::store::manifest::Manifest;

/// The tables of an audit, read from its folder.
#[derive(Clone, Debug)]
pub struct Tables {
    /// A row per claim, test, variant, stratum and stage.
    pub claims: Table,
    /// Effects by point.
    pub effects: Table,
    /// The design.
    pub points: Table,
    /// Rank correlations.
    pub deciders: Table,
    /// Boxes.
    pub boxes: Table,
    /// Differences by dose.
    pub doses: Table,
    /// Effects over grids of two parameters.
    pub frontiers: Table,
}

impl Tables {
    /// Reads the tables of a folder.
    ///
    /// # Errors
    /// [`ReportError::Table`] if one is missing or damaged.
    pub fn read(folder: &Path) -> Result<Self, ReportError> {
        Self::gather(|file| Table::read_csv(&folder.join(file)).map_err(ReportError::from))
    }

    /// The same from the texts of the tables by their names.
    ///
    /// # Errors
    /// [`ReportError::Table`].
    pub fn parse(texts: &[(&'static str, String)]) -> Result<Self, ReportError> {
        Self::gather(|file| {
            let text = texts.iter().find(|(name, _)| *name == file);
            Ok(Table::parse_csv(text.map_or("", |(_, text)| text))?)
        })
    }

    fn gather(read: impl Fn(&str) -> Result<Table, ReportError>) -> Result<Self, ReportError> {
        Ok(Self {
            claims: read(names::CLAIMS)?,
            effects: read(names::EFFECTS)?,
            points: read(names::AUDIT_POINTS)?,
            deciders: read(names::DECIDERS)?,
            boxes: read(names::CASE_BOXES)?,
            doses: read(names::DOSES)?,
            frontiers: read(names::FRONTIERS)?,
        })
    }
}

/// A claim's sentence and file.
#[derive(Clone, Debug)]
pub struct Stated {
    /// Id.
    pub id: String,
    /// The sentence.
    pub says: String,
    /// What differs from the essay's sentence; may be empty.
    pub note: String,
    /// Whether it is a rival's.
    pub rival: bool,
    /// The file.
    pub text: String,
}

/// Whether a folder holds an audit.
pub fn is_audit(manifest: &Manifest) -> bool {
    let analysis = manifest.analysis.as_ref();
    analysis.is_some_and(|analysis| analysis.kind == "claims")
}

/// The claims of an audit in their order, from the files that it kept.
///
/// # Errors
/// [`ReportError::Read`].
pub fn stated(folder: &Path, manifest: &Manifest) -> Result<Vec<Stated>, ReportError> {
    let mut found = Vec::new();
    let kept = manifest.files.iter().filter(|file| {
        file.path.starts_with("claims/")
            && file.path.ends_with(".toml")
            && file.path != "claims/space.toml"
    });
    for file in kept {
        let path = folder.join(&file.path);
        let text = std::fs::read_to_string(&path).map_err(|source| ReportError::Read {
            path: path.clone(),
            source,
        })?;
        found.push(sentence(&file.path, text));
    }
    Ok(found)
}

/// What a claim file says of itself. A file that was kept by an audit is valid.
fn sentence(path: &str, text: String) -> Stated {
    let root = toml::de::DeTable::parse(&text).ok();
    let claim = root
        .as_ref()
        .and_then(|root| root.get_ref().get("claim"))
        .and_then(|claim| claim.get_ref().as_table());
    let value = |key: &str| claim.and_then(|claim| claim.get(key));
    let word = |key: &str| {
        let found = value(key).and_then(|value| value.get_ref().as_str());
        found.unwrap_or_default().to_owned()
    };
    let id = word("id");
    let file = path.trim_start_matches("claims/").trim_end_matches(".toml");
    Stated {
        id: if id.is_empty() {
            file.to_uppercase()
        } else {
            id
        },
        says: word("says"),
        note: word("note"),
        rival: value("rival").and_then(|value| value.get_ref().as_bool()) == Some(true),
        text,
    }
}

/// The page of an audit's folder.
///
/// # Errors
/// [`ReportError`].
pub fn page(folder: &Path, manifest: &Manifest) -> Result<String, ReportError> {
    let tables = Tables::read(folder)?;
    let claims = stated(folder, manifest)?;
    let drawn = figures(&tables, &source(manifest));
    let rows = Rows::read(&tables.claims)?;
    let settings = manifest
        .analysis
        .as_ref()
        .map(|analysis| &analysis.settings);
    let setting = |name: &str| {
        let found = settings.and_then(|settings| settings[name].as_u64());
        found.map_or_else(String::new, count)
    };
    let lead = format!(
        "{} claims, {} points of the parameter space with {} pairs of runs each; {} runs, seed {}, trilat {}",
        claims.len(),
        setting("points"),
        setting("replicates"),
        count(manifest.runs.completed),
        manifest.seed,
        manifest.program.version
    );
    let body = html! {
        header {
            h1 { "Claim audit of " (manifest.scenario.name) }
            p.lead { (lead) }
            nav {
                a href="#overview" { "Overview" } " "
                @for claim in &claims { a href={ "#" (claim.id) } { (claim.id) } " " }
                a href="#again" { "How to reproduce" }
            }
        }
        main {
            section id="overview" {
                h2 { "Overview" }
                p {
                    "Each claim is a paired experiment: two scenarios that differ in one lever, run on the same random numbers, first at the \
                     defaults and then at points over the whole plausible parameter space. A claim holds if the lower end of the share of points \
                     with its sign is at least 0.9, fails if the upper end is at most 0.1, and cannot be told if more than 0.3 of the points are \
                     undecided; otherwise it holds under conditions. A share is a share of this space, not a probability that the claim is true of \
                     the world."
                }
                @for figure in drawn.iter().filter(|figure| figure.claim.is_empty()) { (picture(&figure.figure)) }
                (overview(&claims, &rows))
            }
            @for claim in &claims { (one(claim, &rows, &tables, &drawn)?) }
            section id="again" {
                h2 { "How to reproduce" }
                p { "With trilat " (manifest.program.version) ": " code { (manifest.execution.command) } " makes the same bytes on any machine." }
            }
        }
    };
    let title = format!("Claim audit of {}", manifest.scenario.name);
    Ok(document(&title, &body))
}

/// What figures say of their origin.
pub fn source(manifest: &Manifest) -> Source {
    Source {
        scenario: manifest.scenario.name.clone(),
        seed: manifest.seed,
        runs: manifest.runs.completed,
        version: manifest.program.version.clone(),
        command: manifest.execution.command.clone(),
    }
}

fn picture(figure: &Figure) -> Markup {
    html! {
        figure {
            div role="img" aria-label=(figure.alt_text) { (maud::PreEscaped(&figure.svg)) }
            figcaption { (figure.caption) }
        }
    }
}

/// The columns of `claims.csv` that the page reads.
struct Rows {
    texts: Vec<Vec<String>>,
    numbers: Vec<Vec<f64>>,
}

const TEXTS: [&str; 11] = [
    "claim",
    "test",
    "variant",
    "stratum",
    "stage",
    "ablation",
    "kind",
    "predicted",
    "verdict",
    "unit",
    "observable",
];
const NUMBERS: [&str; 13] = [
    "effect",
    "ci_low",
    "ci_high",
    "pairs",
    "effect_in_sd",
    "effect_percent",
    "pairs_needed",
    "points",
    "share",
    "share_low",
    "share_high",
    "undecided",
    "wired_in",
];

impl Rows {
    fn read(table: &Table) -> Result<Self, ReportError> {
        let mut rows = Self {
            texts: Vec::new(),
            numbers: Vec::new(),
        };
        for name in TEXTS {
            rows.texts.push(table.text(name)?);
        }
        for name in NUMBERS {
            rows.numbers.push(table.numbers(name)?);
        }
        Ok(rows)
    }

    fn len(&self) -> usize {
        self.texts[0].len()
    }

    fn text(&self, name: &str, row: usize) -> &str {
        let at = TEXTS.iter().position(|own| *own == name);
        at.and_then(|at| self.texts[at].get(row))
            .map_or("", String::as_str)
    }

    fn number(&self, name: &str, row: usize) -> f64 {
        let at = NUMBERS.iter().position(|own| *own == name);
        at.and_then(|at| self.numbers[at].get(row))
            .copied()
            .unwrap_or(f64::NAN)
    }

    /// The rows of a claim at a stage.
    fn of<'a>(&'a self, claim: &'a str, stage: &'a str) -> impl Iterator<Item = usize> + 'a {
        (0..self.len()).filter(move |row| {
            self.text("claim", *row) == claim && self.text("stage", *row) == stage
        })
    }

    /// The row of a claim's own prediction at a stage.
    fn main(&self, claim: &str, stage: &str) -> Option<usize> {
        self.of(claim, stage).find(|row| {
            self.text("test", *row) == "main"
                && self.text("variant", *row).is_empty()
                && self.text("stratum", *row).is_empty()
        })
    }
}

/// A verdict as a reader says it.
pub fn verdict_in_words(verdict: &str) -> &str {
    match verdict {
        "holds" => "holds",
        "fails" => "fails",
        "holds_if" => "holds under conditions",
        "cannot_tell" => "cannot be told",
        "premise" => "premise, no verdict",
        "plus" => "+",
        "minus" => "−",
        "zero" => "no difference in any pair",
        "undecided" => "undecided",
        "vanished" => "vanishes",
        "remained" => "does not vanish",
        other => other,
    }
}

fn effect(rows: &Rows, row: usize) -> String {
    let [value, low, high] = ["effect", "ci_low", "ci_high"].map(|name| rows.number(name, row));
    if value == 0.0 && low == 0.0 && high == 0.0 {
        return "0 in every pair".to_owned();
    }
    format!("{} {}", estimate(value, low, high), interval(low, high))
}

fn share(rows: &Rows, row: usize) -> String {
    let [value, low, high] =
        ["share", "share_low", "share_high"].map(|name| 100.0 * rows.number(name, row));
    if value.is_nan() {
        return "–".to_owned();
    }
    let whole = |x: f64| format!("{x:.0}");
    if low.is_nan() {
        return whole(value);
    }
    format!("{} [{}, {}]", whole(value), whole(low), whole(high))
}

fn overview(claims: &[Stated], rows: &Rows) -> Markup {
    html! {
        div.wide {
            table {
                caption { "Claims: effect at the defaults, and share of the parameter space with the sign predicted" }
                thead { tr {
                    th scope="col" { "Claim" } th.left scope="col" { "It says" } th scope="col" { "Effect at the defaults" }
                    th scope="col" { "Share as predicted, %" } th scope="col" { "With signs constrained, %" } th.left scope="col" { "Verdict" }
                } }
                tbody {
                    @for claim in claims {
                        tr {
                            td { a href={ "#" (claim.id) } { (claim.id) } }
                            td.left { (claim.says) }
                            td { @if let Some(row) = rows.main(&claim.id, "defaults") { (effect(rows, row)) } }
                            td { @if let Some(row) = rows.main(&claim.id, "free") { (share(rows, row)) } }
                            td { @if let Some(row) = rows.main(&claim.id, "constrained") { (share(rows, row)) } }
                            td.left { (verdict(rows, &claim.id)) }
                        }
                    }
                }
            }
        }
        p.notes {
            "Effects with 95 % intervals (paired Student t). Shares: points at which the 95 % interval has the sign predicted, Holm over claims; \
             in brackets the 95 % interval of the true share, which allows for undecided points."
        }
    }
}

fn verdict(rows: &Rows, claim: &str) -> String {
    let Some(row) = ["free", "constrained"]
        .iter()
        .find_map(|stage| rows.main(claim, stage))
    else {
        return String::new();
    };
    let mut words = verdict_in_words(rows.text("verdict", row)).to_owned();
    let flagged = (0..rows.len()).any(|row| {
        rows.text("claim", row) == claim
            && rows.text("test", row) == "main"
            && rows.number("wired_in", row) == 1.0
    });
    if flagged {
        words.push_str("; wired in?");
    }
    words
}

/// Test, variant and stratum in a few words.
fn which(rows: &Rows, row: usize) -> String {
    let mut words = match rows.text("test", row) {
        "main" => "the claim".to_owned(),
        other => other.replace('_', " "),
    };
    for name in ["variant", "stratum"] {
        let text = rows.text(name, row);
        if !text.is_empty() {
            words.push_str(&format!(", {}", text.replace('_', " ")));
        }
    }
    words
}

fn one(
    claim: &Stated,
    rows: &Rows,
    tables: &Tables,
    drawn: &[Named],
) -> Result<Markup, ReportError> {
    let at_defaults: Vec<usize> = rows.of(&claim.id, "defaults").collect();
    let in_space: Vec<usize> = ["free", "constrained"]
        .iter()
        .flat_map(|stage| rows.of(&claim.id, stage))
        .collect();
    let ablated: Vec<usize> = rows.of(&claim.id, "ablation").collect();
    Ok(html! {
        section id=(claim.id) {
            h2 { (claim.id) @if claim.rival { " (a rival's)" } }
            p.lead { (claim.says) }
            p { "Verdict: " strong { (verdict(rows, &claim.id)) } "." }
            @if !claim.note.is_empty() { p { (claim.note) } }
            div.wide { table {
                caption { "At the defaults" }
                thead { tr {
                    th.left { "Test" } th { "Predicted" } th { "Effect" } th { "Unit" } th { "in %" } th { "in SD" } th { "Pairs" } th { "Pairs for the sign" }
                } }
                tbody { @for row in at_defaults { tr {
                    td.left { (which(rows, row)) } td { (rows.text("predicted", row)) } td { (effect(rows, row)) } td { (rows.text("unit", row)) }
                    td { (number(rows.number("effect_percent", row))) } td { (number(rows.number("effect_in_sd", row))) }
                    td { (number(rows.number("pairs", row))) } td { (number(rows.number("pairs_needed", row))) }
                } } }
            } }
            @if !in_space.is_empty() { div.wide { table {
                caption { "Over the parameter space" }
                thead { tr { th.left { "Test" } th { "Signs" } th { "As predicted, %" } th { "Undecided" } th { "Points" } th.left { "Verdict" } } }
                tbody { @for row in in_space { tr {
                    td.left { (which(rows, row)) } td { (rows.text("stage", row)) } td { (share(rows, row)) }
                    td { (number(rows.number("undecided", row))) } td { (number(rows.number("points", row))) }
                    td.left { (verdict_in_words(rows.text("verdict", row))) }
                } } }
            } } }
            @if !ablated.is_empty() { div.wide { table {
                caption { "Must it vanish?" }
                thead { tr { th.left { "Test" } th.left { "Without" } th { "Effect" } th.left { "" } } }
                tbody { @for row in ablated { tr {
                    td.left { (which(rows, row)) } td.left { code { (rows.text("ablation", row)) } } td { (effect(rows, row)) }
                    td.left { (verdict_in_words(rows.text("verdict", row))) }
                } } }
            } } }
            (deciders(&claim.id, tables)?)
            @for figure in drawn.iter().filter(|figure| figure.claim == claim.id) { (picture(&figure.figure)) }
            details { summary { "The claim file" } pre { (claim.text) } }
        }
    })
}

/// The factors whose ranks correlate most with the claim's own effect.
fn deciders(claim: &str, tables: &Tables) -> Result<Markup, ReportError> {
    const SHOWN: usize = 8;
    let table = &tables.deciders;
    let [claims, tests, variants, strata, places, factors] =
        ["claim", "test", "variant", "stratum", "place", "factor"].map(|name| table.text(name));
    let (claims, tests, variants) = (claims?, tests?, variants?);
    let (strata, places, factors) = (strata?, places?, factors?);
    let [prcc, low, high] = ["prcc", "ci_low", "ci_high"].map(|name| table.numbers(name));
    let (prcc, low, high) = (prcc?, low?, high?);
    let mut own: Vec<usize> = (0..table.rows())
        .filter(|row| {
            claims[*row] == claim
                && tests[*row] == "main"
                && variants[*row].is_empty()
                && strata[*row].is_empty()
                && places[*row] == "free"
        })
        .collect();
    own.sort_by(|a, b| prcc[*b].abs().total_cmp(&prcc[*a].abs()));
    own.truncate(SHOWN);
    Ok(html! {
        @if !own.is_empty() { div.wide { table {
            caption { "What decides it: partial rank correlation of the effect with each factor" }
            thead { tr { th.left { "Factor" } th { "PRCC" } th { "95 % interval" } } }
            tbody { @for row in own { tr {
                td.left { code { (factors[row]) } } td { (estimate(prcc[row], low[row], high[row])) } td { (interval(low[row], high[row])) }
            } } }
        } } }
    })
}
