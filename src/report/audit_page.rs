//! `report.html` of a claim audit: an overview, and a section for each claim.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::page::{GENERATOR, POLICY, STYLE};

/// A figure in the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// The drawing.
    pub svg: String,
    /// What it shows.
    pub caption: String,
    /// For those who cannot see it.
    pub alt_text: String,
}

/// A table: header and rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// What it shows.
    pub caption: String,
    /// Names of columns.
    pub header: Vec<String>,
    /// Cells.
    pub rows: Vec<Vec<String>>,
}

/// A claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimSection {
    /// Its id.
    pub id: String,
    /// Whether it is a rival's.
    pub rival: bool,
    /// The sentence tested.
    pub says: String,
    /// What differs from the sentence.
    pub note: String,
    /// The file, as it was.
    pub text: String,
    /// The verdict in plain words, by rule for signs.
    pub verdicts: Vec<String>,
    /// Its tables: effects, ablations, deciders, boxes.
    pub tables: Vec<Grid>,
    /// Its figures.
    pub pictures: Vec<Picture>,
}

/// An audit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditPage {
    /// What was audited, in a line.
    pub lead: String,
    /// How well base rates were matched, and what else a reader must know.
    pub notes: Vec<String>,
    /// Figures of all claims.
    pub pictures: Vec<Picture>,
    /// The claims.
    pub claims: Vec<ClaimSection>,
    /// The command that makes the folder again.
    pub command: String,
}

/// The page: nothing in it comes from elsewhere.
pub fn audit_page(page: &AuditPage) -> String {
    let title = "Claim audit";
    let body = html! {
        header {
            h1 { (title) }
            p.lead { (page.lead) }
            nav {
                a href="#overview" { "Overview" } " "
                @for claim in &page.claims { a href={ "#" (claim.id) } { (claim.id) } " " }
                a href="#again" { "How to reproduce" }
            }
        }
        main {
            section id="overview" {
                h2 { "Overview" }
                @for note in &page.notes { p { (note) } }
                @for own in &page.pictures { (shown(own)) }
            }
            @for claim in &page.claims { (section(claim)) }
            section id="again" {
                h2 { "How to reproduce" }
                pre { code { (page.command) } }
            }
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
    page.into_string()
}

fn section(claim: &ClaimSection) -> Markup {
    html! {
        section id=(claim.id) {
            h2 { (claim.id) @if claim.rival { " (rival)" } ": " (claim.says) }
            @for verdict in &claim.verdicts { p { (verdict) } }
            @if !claim.note.is_empty() { p.notes { (claim.note) } }
            @for table in &claim.tables { (grid(table)) }
            @for own in &claim.pictures { (shown(own)) }
            details { summary { "The experiment as it was run" } pre { code { (claim.text) } } }
        }
    }
}

fn grid(table: &Grid) -> Markup {
    html! {
        div.wide {
            table {
                caption { (table.caption) }
                thead { tr { @for head in &table.header { th scope="col" { (head) } } } }
                tbody {
                    @for row in &table.rows { tr { @for cell in row { td { (cell) } } } }
                }
            }
        }
    }
}

fn shown(own: &Picture) -> Markup {
    html! {
        figure role="img" aria-label=(own.alt_text) {
            (PreEscaped(&own.svg))
            figcaption { (own.caption) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_users_write_stays_text() {
        let claim = ClaimSection {
            id: "C1".into(),
            says: "a <b> & c".into(),
            verdicts: vec!["It holds.".into()],
            ..ClaimSection::default()
        };
        let page = AuditPage {
            claims: vec![claim],
            ..AuditPage::default()
        };
        let text = audit_page(&page);
        assert!(text.contains("C1: a &lt;b&gt; &amp; c") && text.contains("It holds."));
        assert!(text.contains(GENERATOR) && !text.contains("http:"));
    }
}
