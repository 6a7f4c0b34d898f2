//! The replication archive of folders: results, the files that they were made from, the commands that make everything again, a
//! codebook, loaders for R, Stata and Python, and metadata for people and machines.
//!
//! ```text
//! README.md  README.pdf            what it is, what it needs, how to make it again
//! results/FOLDER/                  every file of a folder as it was written, its report and its tables
//! inputs/                          scenarios, studies and tables that the commands read
//! exhibits/  documents/            what the authors add
//! program/   code/                 the program, and its source
//! reproduce.sh  reproduce.ps1      make everything again in `again/`, and compare
//! odd.pdf                          the description of the model
//! codebook.md  load.py  load.R  load.do
//! CITATION.cff  codemeta.json  dataverse.json  ro-crate-metadata.json
//! ```
//!
//! Nothing in it comes from a clock or a host but what the folders' own `resources.json` say: the same folders and words give the
//! same bytes.

mod about;
mod citation;
mod codebook;
mod contents;
mod dataverse;
pub(super) mod dictionary;
mod loaders;
mod markdown;
mod readme;
mod reproduce;
mod ro_crate;
pub mod write;
pub mod zip;

pub use about::{About, Author, is_day};
pub use contents::{
    Again, Code, Contents, DOCUMENTS, EXHIBITS, Exhibit, INPUTS, Later, PROGRAM_FOLDER, Program,
    RESULTS, Results, Series, Step, powershell,
};
pub use dictionary::{Column, Dictionary, TableEntry};

use super::folder::ReportError;

/// The file by which an archive is recognised as one. It lists the others and comes last.
pub const METADATA: &str = "ro-crate-metadata.json";

/// The description of the model for paper, which `scripts/odd.sh` sets from `docs/odd.md`.
pub const ODD: &[u8] = include_bytes!("../../../docs/odd.pdf");

/// A file of an archive that is written, not copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Path inside the archive, with forward slashes.
    pub path: &'static str,
    /// Its content.
    pub text: String,
}

/// The texts of an archive, all but the RO-Crate metadata, which lists the files of the finished archive.
///
/// # Errors
/// [`ReportError`] if a table that they speak of cannot be read, or is not what the manifest says.
pub fn texts(contents: &Contents, about: &About) -> Result<Vec<Text>, ReportError> {
    let text = |path, text| Text { path, text };
    Ok(vec![
        text("README.md", readme::readme(contents, about)?),
        text("CITATION.cff", citation::citation(contents, about)),
        text("codemeta.json", citation::codemeta(contents)),
        text("dataverse.json", dataverse::metadata(contents, about)),
        text("references.bib", readme::references(contents)?),
        text("reproduce.sh", reproduce::shell(contents)),
        text("reproduce.ps1", reproduce::power_shell(contents)),
        text("codebook.md", codebook::codebook(contents)),
        text("load.py", loaders::python(contents)),
        text("load.R", loaders::r(contents)),
        text("load.do", loaders::stata(contents)),
    ])
}
