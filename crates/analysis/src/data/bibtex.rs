//! References as BibTeX.

use std::fmt::Write as _;

use super::package::Citation;

/// The entries, with an empty line between them.
///
/// ```
/// let package = trilat_analysis::data::package()?;
/// let series = package.resource("nk_monthly")?;
/// let text = trilat_analysis::data::bibtex(&package.citations_of(series));
/// assert!(text.starts_with("@misc{cns_nti_missile_tests,\n  author = {"));
/// # Ok::<(), trilat_analysis::data::DataError>(())
/// ```
pub fn bibtex(citations: &[&Citation]) -> String {
    let entries: Vec<String> = citations.iter().map(|citation| entry(citation)).collect();
    entries.join("\n")
}

fn entry(citation: &Citation) -> String {
    // Writing to a String cannot fail.
    let mut text = format!("@{}{{{},\n", citation.entry, citation.key);
    for (name, value) in citation.texts() {
        let _ = writeln!(text, "  {name} = {{{value}}},");
    }
    text.push_str("}\n");
    text
}
