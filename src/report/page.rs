//! `report.html`: one page that holds everything, without a script or an address of the network.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::folder::{Kind, OutputFolder, ReportError};
use super::numbers::count;
use super::only::Only;
use super::page_table::table_of;
use super::{discovery, results, sections};

pub(super) const STYLE: &str = include_str!("style.css");
/// By this a report is recognised as one, so that no file of another origin is replaced.
pub const GENERATOR: &str = "<meta name=\"generator\" content=\"trilat\">";
/// Nothing but styles and pictures of the page itself may load: the browser holds the promise.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// Sections that a page has: anchor and title.
const SECTIONS: [(&str, &str); 6] = [
    ("asked", "What was asked"),
    ("results", "What came out"),
    ("figures", "Figures"),
    ("scenario", "The scenario"),
    ("again", "How to reproduce"),
    ("cite", "How to cite"),
];

/// The page of a folder: what was asked, what came out, figures, the resolved scenario, how to
/// reproduce and how to cite.
///
/// # Errors
/// [`ReportError`] if a table that the manifest promises cannot be read.
pub fn page(folder: &OutputFolder) -> Result<String, ReportError> {
    let tables = results::tables(folder, &Only::default())?;
    let name = folder.name();
    let title = match folder.kind {
        Kind::Run => format!("Run of {name}"),
        Kind::Study => format!("Study {name}"),
        Kind::Comparison => format!("Comparison with {name}"),
    };
    // Whatever is read is read before the page says of what it was made.
    let asked = sections::asked(folder)?;
    let discovered = discovery::section(folder)?;
    let everything = sections::everything(folder)?;
    let cite = sections::cite(folder)?;
    let body = html! {
        header {
            h1 { (title) }
            p.lead { (lead(folder)) }
            @if let Some(sentence) = folder.guard.sentence() { p.warn { (sentence) } }
            nav {
                @for (anchor, title) in SECTIONS {
                    a href={ "#" (anchor) } { (title) } " "
                }
            }
        }
        main {
            (section("asked", &asked))
            (section("results", &html! {
                (sections::reading(folder.kind))
                @for table in &tables { (table_of(table)) }
                (discovered)
                (everything)
            }))
            (section("figures", &sections::figures(folder)))
            (section("scenario", &sections::scenarios(folder)))
            (section("again", &sections::again(folder)))
            (section("cite", &cite))
        }
    };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                (PreEscaped(GENERATOR))
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " – trilat" }
                style { (PreEscaped(STYLE)) }
            }
            body { (body) }
        }
    };
    Ok(page.into_string())
}

fn lead(folder: &OutputFolder) -> String {
    let title = match (&folder.manifest.study, folder.scenario()) {
        (Some(study), _) if !study.title.is_empty() => study.title.clone(),
        (_, Some(scenario)) => scenario.title.clone(),
        _ => String::new(),
    };
    let manifest = &folder.manifest;
    let runs = format!(
        "{} runs of {} months, seed {}, trilat {}",
        count(manifest.runs.completed),
        manifest.scenario.months,
        manifest.seed,
        manifest.program.version
    );
    if title.is_empty() {
        runs
    } else {
        format!("{} – {runs}", title.trim_end_matches('.'))
    }
}

fn section(anchor: &str, content: &Markup) -> Markup {
    let title = SECTIONS.iter().find(|(name, _)| *name == anchor);
    html! {
        section id=(anchor) {
            h2 { (title.map_or("", |(_, title)| *title)) }
            (content)
        }
    }
}
