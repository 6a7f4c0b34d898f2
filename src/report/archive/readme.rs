//! What a person reads first in an archive, and the commands that make everything again.

use std::fmt::Write as _;

use super::dictionary::Dictionary;
use super::{About, plain};
use crate::report::folder::{Kind, OutputFolder, ReportError};
use crate::report::methods::{Style, methods, reproduce as command};
use crate::report::numbers::count;

/// `README.md`.
pub(super) fn readme(
    folder: &OutputFolder,
    dictionary: &Dictionary,
    about: &About,
) -> Result<String, ReportError> {
    let manifest = &folder.manifest;
    let version = &manifest.program.version;
    let mut out = format!(
        "# {}\n\n{}. {}.\n",
        plain(&about.title),
        plain(&about.authors.join("; ")),
        about.date
    );
    let methods = methods(folder, Style::Text)?.text;
    let paragraphs: Vec<String> = methods.trim_end().split("\n\n").map(plain).collect();
    let _ = write!(
        out,
        "\n## What it is\n\n{}\n\n{} runs; seed {}; trilat {version}. Licence of the data: {}.\n",
        paragraphs.join("\n\n"),
        count(manifest.runs.completed),
        manifest.seed,
        about.license
    );
    out.push_str("\n## What is here\n\n| file | what |\n|---|---|\n");
    for (file, what) in [
        ("data/", "every file of the results, as they were written"),
        (
            "data/manifest.json",
            "version, seed, and the SHA-256 of each file",
        ),
        (
            "codebook.md",
            "every column of every table: type, unit, meaning",
        ),
        (
            "load.py, load.R, load.do",
            "loaders for Python, R and Stata",
        ),
        ("tables/", "tables of the paper in LaTeX and HTML"),
        (
            "report.html",
            "results, figures and the scenario on one page",
        ),
        ("reproduce.sh", "makes every result again and compares it"),
        (
            "CITATION.cff, ro-crate-metadata.json",
            "how to cite; metadata for machines",
        ),
    ] {
        let _ = writeln!(out, "| `{}` | {what} |", file.replace(", ", "`, `"));
    }
    if let Some(code) = &about.code {
        let _ = writeln!(
            out,
            "| `{}` | source of the program, commit {} |",
            code.file, code.commit
        );
    }
    let names: Vec<String> = dictionary
        .csv()
        .map(|table| format!("`{}`", table.path))
        .collect();
    let _ = writeln!(out, "\nTables: {}.", names.join(", "));
    out.push_str("\n## How to make it again\n\n");
    out.push_str(&match &about.code {
        Some(code) => format!(
            "Unpack `{}`, and build the program with Rust (`rust-toolchain.toml` names the version): \
             `cargo build --release --locked`. ",
            code.file
        ),
        None => format!("Install trilat {version}. "),
    });
    out.push_str(
        "Then, with `trilat` on the path, `sh reproduce.sh` verifies the files, makes the runs again, compares \
         every byte, and writes figures, tables and report anew from the data.\n",
    );
    Ok(out)
}

/// `reproduce.sh`.
pub(super) fn reproduce(folder: &OutputFolder, about: &About) -> String {
    let version = &folder.manifest.program.version;
    let mut out = format!(
        "#!/bin/sh\n# Makes every result of this archive again and compares it. Needs trilat {version} on the path.\n"
    );
    if let Some(code) = &about.code {
        let _ = writeln!(
            out,
            "# Its source is {} (commit {}).",
            code.file, code.commit
        );
    }
    out.push_str(
        "set -eu\ncd \"$(dirname \"$0\")\"\n\n# Are the files what they were?\ntrilat verify data\n\n",
    );
    match folder.kind {
        Kind::Run | Kind::Study => out.push_str(
            "# The same runs again: every table must have the same bytes.\n\
             trilat rerun data/manifest.json --out data_again --force\n\n",
        ),
        Kind::Comparison => {
            let _ = write!(
                out,
                "# The same runs again: the contrasts must have the same bytes.\n\
                 (cd data && {} --out ../data_again --force)\n\
                 cmp data/contrasts.csv data_again/contrasts.csv\n\n",
                command(folder)
            );
        }
    }
    out.push_str(
        "# Tables and report from the data.\n\
         trilat tables data --out tables\n\
         trilat report data --out report.html\n",
    );
    out
}

/// `CITATION.cff`, of the archive.
pub(super) fn citation(folder: &OutputFolder, about: &About) -> String {
    let mut out = String::from(
        "cff-version: 1.2.0\nmessage: \"If you use these data, please cite them.\"\ntype: dataset\n",
    );
    let _ = writeln!(out, "title: {}", quoted(&about.title));
    out.push_str("authors:\n");
    for author in &about.authors {
        match author.split_once(',') {
            Some((family, given)) => {
                let _ = writeln!(out, "  - family-names: {}", quoted(family.trim()));
                let _ = writeln!(out, "    given-names: {}", quoted(given.trim()));
            }
            None => {
                let _ = writeln!(out, "  - name: {}", quoted(author));
            }
        }
    }
    let _ = writeln!(out, "date-released: {}", about.date);
    let _ = writeln!(out, "license: {}", about.license);
    let _ = write!(
        out,
        "references:\n  - type: software\n    title: \"trilat: an agent-based model of deterrence signalling\"\n    \
         version: {}\n    authors:\n      - name: \"The trilat developers\"\n",
        quoted(&folder.manifest.program.version)
    );
    out
}

/// A text as a double-quoted scalar of YAML, which is one of JSON.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}
