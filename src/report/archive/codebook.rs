//! `codebook.md`: every column of every table.

use std::fmt::Write as _;

use super::contents::Contents;
use super::markdown::{cell, plain};

/// The codebook of an archive, in Markdown.
pub(super) fn codebook(contents: &Contents) -> String {
    let mut out = String::from("# Codebook\n\n");
    out.push_str(
        "Tables are CSV in UTF-8 with a header. An empty field is missing. Switches are 0 and 1.\n",
    );
    for results in &contents.results {
        let _ = writeln!(
            out,
            "\n## {}\n\nMade by `{}`.",
            plain(&results.path),
            plain(&results.manifest.execution.command)
        );
        for table in results.dictionary.csv() {
            let _ = writeln!(
                out,
                "\n### {}\n\n{}\n",
                plain(&results.inside(&table.path)),
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
    }
    out
}
