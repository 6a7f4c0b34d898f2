//! What `trilat discover` found in a study, in words and as tables.

use maud::{Markup, html};

use super::folder::{Kind, OutputFolder, ReportError};
use super::numbers::{count, number};
use super::only::Only;
use super::page_table::table_of;
use super::paper_table::{PaperTable, Row};
use super::shown::provenance;
use crate::store::discover_files::DISCOVER;
use crate::store::findings::{Findings, FoundBox};

/// Where `trilat discover` writes, inside the folder of a study.
const FOLDER: &str = "discover";

/// The findings in a study's folder; `None` if there are none.
fn findings(folder: &OutputFolder) -> Result<Option<Findings>, ReportError> {
    let inside = folder.path.join(FOLDER);
    if folder.kind != Kind::Study || !inside.join(DISCOVER).is_file() {
        return Ok(None);
    }
    Ok(Some(Findings::read(&inside, &folder.guard)?))
}

/// A table for each box that was found: its limits, and how well each is founded.
///
/// # Errors
/// [`ReportError::Analysis`] if the findings are there and cannot be read.
pub fn tables(folder: &OutputFolder, only: &Only) -> Result<Vec<PaperTable>, ReportError> {
    let Some(found) = findings(folder)?.filter(|found| only.has(&found.output)) else {
        return Ok(Vec::new());
    };
    Ok(boxes(folder.name(), &provenance(folder), &found))
}

/// A table for each box of findings.
pub(super) fn boxes(name: &str, provenance: &str, found: &Findings) -> Vec<PaperTable> {
    let boxes = found.boxes.iter().filter(|one| !one.limits.is_empty());
    boxes
        .map(|one| table(name, provenance, found, one))
        .collect()
}

/// What was found in words, and the tables; nothing without findings.
///
/// # Errors
/// As [`tables`].
pub(super) fn section(folder: &OutputFolder) -> Result<Markup, ReportError> {
    let Some(found) = findings(folder)? else {
        return Ok(html! {});
    };
    Ok(html! {
        h3 { "Where it happens" }
        @if is_stale(folder, &found) {
            p.warn {
                "This was found in earlier files of the study than those that are here: " code { "trilat discover" }
                " with " code { "--force" } " looks again."
            }
        }
        p { (cases(&found)) }
        @for one in &found.boxes {
            p { (in_words(&found, one)) }
            @if !one.limits.is_empty() { (table_of(&table(folder.name(), &provenance(folder), &found, one))) }
        }
        @if let Some(why) = &found.ended { p { (why) } }
    })
}

/// Whether the study's files are others than those that were read.
fn is_stale(folder: &OutputFolder, found: &Findings) -> bool {
    let files = &folder.manifest.files;
    found.inputs.iter().any(|input| {
        let mut own = files.iter().filter(|file| file.path == input.path);
        own.any(|file| file.sha256 != input.sha256)
    })
}

/// Which points are cases, how many, and of how many this is uncertain.
fn cases(found: &Findings) -> String {
    let mut text = format!(
        "Of {} points {} are cases ({}): the mean of {} over the runs of a point is {}.",
        count(found.points),
        count(found.cases),
        percent(found.cases as f64 / found.points as f64),
        found.output,
        rule(found),
    );
    text.push_str(&match found.uncertain {
        None => " With one run a point, nobody knows which points are cases by chance.".to_owned(),
        Some(uncertain) => format!(
            " For {} points this is uncertain: the 95 % interval of the mean includes {}.",
            count(uncertain),
            number(found.threshold)
        ),
    });
    text
}

fn rule(found: &Findings) -> String {
    let value = number(found.value);
    match found.rule.as_str() {
        "top_percent" => format!(
            "among the highest {value} %, at least {}",
            number(found.threshold)
        ),
        rule => format!("{rule} {value}"),
    }
}

fn in_words(found: &Findings, one: &FoundBox) -> String {
    if one.limits.is_empty() {
        return format!(
            "Box {}: none. No box has a better trade-off of coverage and density than the whole space.",
            one.number
        );
    }
    let mut text = format!(
        "Box {}: {}. There {} of {} points are cases (density {}), and {} of all cases lie there (coverage).",
        one.number,
        found.limits(one, number),
        count(one.cases),
        count(one.points),
        percent(one.density),
        percent(one.coverage),
    );
    if let Some(mean) = one.mean {
        text.push_str(&format!(" Mean outcome {}.", number(mean)));
    }
    if let Some(p) = one.p {
        text.push_str(&format!(
            " In {} of {} searches through shuffled cases there was as strong a box (p = {}).",
            count(one.as_strong),
            count(one.shuffles),
            number(p)
        ));
    }
    text
}

fn table(name: &str, provenance: &str, found: &Findings, one: &FoundBox) -> PaperTable {
    let rows = one.limits.iter().map(|limit| {
        let share = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), percent);
        Row::Cells(vec![
            found.path(&limit.factor).to_owned(),
            limit.words(number),
            limit.quasi_p.map_or_else(|| "–".to_owned(), number),
            share(limit.reproduced_coverage),
            share(limit.reproduced_density),
        ])
    });
    PaperTable {
        name: format!("discover_{}_{}", found.output, one.number),
        caption: format!("Box {} of {} in {}", one.number, found.case(), name),
        header: [
            "Factor",
            "Limits",
            "Quasi-p",
            "Again at coverage",
            "Again at density",
        ]
        .map(str::to_owned)
        .into(),
        rows: rows.collect(),
        notes: format!(
            "{} of {} points in the box are cases; coverage {}, density {}. Quasi-p: chance of as many cases if the \
             limits on that factor did nothing. Again: half-samples that restrict the factor at the same coverage, \
             and at the same density. {provenance}",
            count(one.cases),
            count(one.points),
            percent(one.coverage),
            percent(one.density)
        ),
    }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}
