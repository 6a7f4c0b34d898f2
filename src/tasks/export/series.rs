//! The series of the record that enter results.

use std::path::Path;

use crate::data::{Citation, DataError, Package, bibtex, package};
use crate::report::archive::{Results, Series};
use crate::store::disk::read_text;

/// Series that a kind of results reads unasked.
fn unasked(kind: &str) -> &'static [&'static str] {
    match kind {
        "calibrate" => &["nk_monthly", "targets", "exercises"],
        "forecast" => &["nk_monthly"],
        _ => &[],
    }
}

/// The series in use: those that commands and the files that they read name, and those that they read unasked.
///
/// # Errors
/// [`DataError`].
pub(super) fn series<'a>(
    results: &[Results],
    inputs: impl Iterator<Item = &'a Path>,
) -> Result<Vec<Series>, DataError> {
    let package = package()?;
    let texts: Vec<String> = inputs.filter_map(|path| read_text(path).ok()).collect();
    let in_use = |name: &str| {
        let by_command = results.iter().any(|own| {
            let words = crate::store::command::words(&own.manifest.execution.command);
            unasked(own.kind()).contains(&name) || words.iter().skip(2).any(|word| word == name)
        });
        // A name of one word may be that of anything else, such as the channel `exercises`.
        let named = [format!("\"{name}\""), format!("{name}.csv\"")];
        let named = &named[usize::from(!name.contains('_'))..];
        let by_file = |text: &String| named.iter().any(|name| text.contains(name));
        by_command || texts.iter().any(by_file)
    };
    let used = package.resources.iter().filter(|own| in_use(&own.name));
    Ok(used.map(|own| described(&package, own)).collect())
}

fn described(package: &Package, own: &crate::data::Resource) -> Series {
    let citations = package.citations_of(own);
    let join = |parts: Vec<&str>| parts.join("; ");
    Series {
        name: own.name.clone(),
        what: own.description.clone(),
        coverage: format!("{} to {}", own.coverage.start, own.coverage.end),
        source: join(
            own.sources
                .iter()
                .map(|source| source.title.as_str())
                .collect(),
        ),
        license: join(
            own.licenses
                .iter()
                .map(|license| license.title.as_str())
                .collect(),
        ),
        citations: citations
            .iter()
            .map(|citation| in_words(citation))
            .collect(),
        bibtex: bibtex(&citations),
    }
}

/// A reference in words.
fn in_words(citation: &Citation) -> String {
    let parts = ["author", "year", "title", "journal", "howpublished", "url"];
    let parts = parts.into_iter().filter_map(|name| citation.plain(name));
    let parts: Vec<String> = parts
        .map(|part| part.trim_end_matches('.').to_owned())
        .collect();
    format!("{}.", parts.join(". "))
}
