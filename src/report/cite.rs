//! How to cite the program.

/// The program as a BibTeX entry.
pub fn software_bibtex(version: &str) -> String {
    format!(
        "@software{{trilat, author = {{{{The trilat developers}}}}, title = {{trilat: an Agent-Based Model of Deterrence Signalling}}, version = {{{version}}}}}\n"
    )
}

/// The program in a sentence.
pub fn software(version: &str) -> String {
    format!(
        "The trilat developers. trilat: an agent-based model of deterrence signalling, version {version}."
    )
}
