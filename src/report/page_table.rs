//! A table as a part of `report.html`.

use maud::{Markup, html};

use super::paper_table::{PaperTable, Row};

/// A table of results.
pub(super) fn table_of(table: &PaperTable) -> Markup {
    html! {
        div.wide {
            table {
                caption { (table.caption) }
                thead { tr { @for head in &table.header { th scope="col" { (head) } } } }
                tbody {
                    @for row in &table.rows {
                        @match row {
                            Row::Group(name) => tr.group { td colspan=(table.header.len()) { (name) } },
                            Row::Cells(cells) => tr { @for cell in cells { td { (cell) } } },
                        }
                    }
                }
            }
        }
        p.notes { (table.notes) }
    }
}
