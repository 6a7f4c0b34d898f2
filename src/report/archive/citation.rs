//! How to cite an archive and the program behind it, for people and machines.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::about::{About, Author};
use super::contents::Contents;

/// Licences of the program.
const PROGRAM_LICENCES: [&str; 2] = [
    "https://spdx.org/licenses/MIT",
    "https://spdx.org/licenses/Apache-2.0",
];

/// `CITATION.cff`, of the archive.
pub(super) fn citation(contents: &Contents, about: &About) -> String {
    let mut out = String::from(
        "cff-version: 1.2.0\nmessage: \"If you use these data, please cite them.\"\ntype: dataset\n",
    );
    let _ = writeln!(out, "title: {}", quoted(&about.title));
    if !about.description.is_empty() {
        let _ = writeln!(out, "abstract: {}", quoted(&about.description));
    }
    out.push_str("authors:\n");
    for author in &about.authors {
        out.push_str(&person(author));
    }
    let _ = writeln!(out, "date-released: {}", about.date);
    let _ = writeln!(out, "license: {}", about.license);
    if !about.keywords.is_empty() {
        out.push_str("keywords:\n");
        for keyword in &about.keywords {
            let _ = writeln!(out, "  - {}", quoted(keyword));
        }
    }
    let _ = write!(
        out,
        "references:\n  - type: software\n    title: \"trilat: an agent-based model of deterrence signalling\"\n    \
         version: {}\n    authors:\n      - name: \"The trilat developers\"\n",
        quoted(contents.version())
    );
    out
}

fn person(author: &Author) -> String {
    let mut out = match author.parts() {
        Some((family, given)) => format!(
            "  - family-names: {}\n    given-names: {}\n",
            quoted(family),
            quoted(given)
        ),
        None => format!("  - name: {}\n", quoted(&author.name)),
    };
    // A group has no affiliation in this format.
    if let (Some(affiliation), Some(_)) = (&author.affiliation, author.parts()) {
        let _ = writeln!(out, "    affiliation: {}", quoted(affiliation));
    }
    if let Some(orcid) = author.orcid_url() {
        let _ = writeln!(out, "    orcid: {}", quoted(&orcid));
    }
    out
}

/// A text as a double-quoted scalar of YAML, which is one of JSON.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// `codemeta.json` (CodeMeta 3.0), of the program that made the results.
pub(super) fn codemeta(contents: &Contents) -> String {
    let mut metadata = json!({
        "@context": "https://w3id.org/codemeta/3.0",
        "@type": "SoftwareSourceCode",
        "name": "trilat",
        "description": "An agent-based model of how visible cooperation among allies is read by those who would test it",
        "version": contents.version(),
        "author": [{ "@type": "Organization", "name": "The trilat developers" }],
        "license": PROGRAM_LICENCES,
        "programmingLanguage": "Rust",
        "applicationCategory": "Agent-based simulation",
        "keywords": ["agent-based model", "deterrence", "alliances", "signalling", "Monte Carlo simulation"],
        "operatingSystem": ["Linux", "macOS", "Windows"],
    });
    if let Some(code) = &contents.code {
        metadata["identifier"] = Value::from(code.commit.clone());
    }
    pretty(&metadata)
}

/// A value as a file.
pub(super) fn pretty(value: &Value) -> String {
    // A tree of texts always serialises.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
