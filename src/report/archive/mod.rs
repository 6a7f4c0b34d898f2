//! The replication archive of a folder: data, the scenario, the commands that make everything again, a
//! codebook, loaders for R, Stata and Python, and metadata for people and machines.
//!
//! Nothing in it comes from a clock or a host: the same folder, authors and date give the same bytes.

mod codebook;
pub(super) mod dictionary;
mod loaders;
mod readme;
mod ro_crate;
mod write;

pub use dictionary::{Column, Dictionary, TableEntry};
pub use write::write;

use super::folder::{OutputFolder, ReportError};

/// What an archive says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// Title of the archive.
    pub title: String,
    /// Authors as `Family, Given`, in order; at least one.
    pub authors: Vec<String>,
    /// Day of publication, `YYYY-MM-DD`.
    pub date: String,
    /// SPDX identifier of the licence of the data.
    pub license: String,
    /// What is in `code/`, if the source of the program is part of it.
    pub code: Option<Code>,
}

/// The program's source in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// Its file inside the archive.
    pub file: String,
    /// The commit that it was taken from.
    pub commit: String,
}

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
pub fn texts(
    folder: &OutputFolder,
    dictionary: &Dictionary,
    about: &About,
) -> Result<Vec<Text>, ReportError> {
    let text = |path, text| Text { path, text };
    Ok(vec![
        text("README.md", readme::readme(folder, dictionary, about)?),
        text("CITATION.cff", readme::citation(folder, about)),
        text("reproduce.sh", readme::reproduce(folder, about)),
        text("codebook.md", codebook::codebook(folder, dictionary)),
        text("load.py", loaders::python(dictionary)),
        text("load.R", loaders::r(dictionary)),
        text("load.do", loaders::stata(dictionary)),
    ])
}

/// Whether a text is a day, `YYYY-MM-DD`.
///
/// ```
/// use trilat::report::archive::is_day;
/// assert!(is_day("2026-02-28"));
/// assert!(!is_day("2026-02-29") && !is_day("2026-2-28") && !is_day("today"));
/// ```
pub fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    let digits = |part: &str, n: usize| {
        let plain = part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| part.parse::<u32>().unwrap_or(0))
    };
    let (Some(year), Some(month), Some(day)) = (digits(year, 4), digits(month, 2), digits(day, 2))
    else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// A text in Markdown: what would be HTML, or would end its line, is a plain letter.
fn plain(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace(['\n', '\r'], " ")
}
