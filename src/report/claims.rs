//! `report.html` of a claim audit: an overview of all claims on top and a section for each.
//!
//! Made from the tables of the audit's folder, as [`report.html`](super::page) of other folders is:
//! [`read`] gathers them, `figures` draws them and `sections` tells them.

mod figures;
pub mod read;
mod sections;

use maud::{DOCTYPE, PreEscaped, html};

use self::read::AuditFolder;
use super::folder::ReportError;
use super::numbers::count;
use super::page::{GENERATOR, POLICY, STYLE};

/// The page of an audit.
///
/// # Errors
/// [`ReportError`] if a table cannot be read or drawn.
///
/// Figures that have nothing to draw are left out.
pub fn page(folder: &AuditFolder) -> Result<String, ReportError> {
    let manifest = &folder.manifest;
    let title = format!("Claims under audit: {}", manifest.scenario.name);
    let lead = format!(
        "{} claims, {} runs, seed {}, trilat {}",
        folder.claims.len(),
        count(manifest.runs.completed),
        manifest.seed,
        manifest.program.version
    );
    let overview = sections::overview(folder)?;
    let mut claims = Vec::new();
    for claim in &folder.claims {
        claims.push((claim.id.clone(), sections::claim(folder, claim)?));
    }
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
            body {
                header {
                    h1 { (title) }
                    p.lead { (lead) }
                    nav {
                        a href="#overview" { "Overview" } " "
                        @for (id, _) in &claims { a href={ "#" (id) } { (id) } " " }
                        a href="#again" { "How to reproduce" }
                    }
                }
                main {
                    section id="overview" { h2 { "Overview" } (overview) }
                    @for (id, content) in &claims { section id=(id) { (content) } }
                    section id="again" { h2 { "How to reproduce" } (sections::again(folder)) }
                }
            }
        }
    };
    Ok(page.into_string())
}
