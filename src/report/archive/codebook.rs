//! `codebook.md`: every column of every table.

use std::fmt::Write as _;

use super::dictionary::Dictionary;
use super::plain;
use crate::report::folder::OutputFolder;

/// The codebook of a folder, in Markdown.
pub(super) fn codebook(folder: &OutputFolder, dictionary: &Dictionary) -> String {
    let mut out = format!("# Codebook of {}\n\n", plain(folder.name()));
    out.push_str(
        "Tables are CSV in UTF-8 with a header. An empty field is missing. Switches are 0 and 1.\n",
    );
    for table in dictionary.csv() {
        let _ = writeln!(
            out,
            "\n## data/{}\n\n{}\n",
            table.path,
            plain(&table.description)
        );
        out.push_str("| column | type | unit | meaning |\n|---|---|---|---|\n");
        for column in &table.schema.fields {
            let _ = writeln!(
                out,
                "| `{}` | {} | {} | {} |",
                column.name,
                column.kind,
                cell(&column.unit),
                cell(&column.description)
            );
        }
    }
    out
}

/// A text as a cell of a Markdown table.
fn cell(text: &str) -> String {
    plain(text).replace('|', "\\|")
}
