//! Files that are made from a folder and written into it: a report, tables for a paper.
//!
//! They are not part of the manifest, which lists what a simulation left: they can be made again at any
//! time from the files that it lists.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::discovery;
use super::folder::{OutputFolder, ReportError};
use super::page::{GENERATOR, page};
use super::results::tables;
use crate::store::atomic::write_file;
use crate::store::disk::no_link;
use crate::store::error::StoreError;

/// Name of the report.
pub const REPORT: &str = "report.html";
/// Folder of tables for a paper.
pub const TABLES: &str = "tables";
/// First line of a LaTeX table, by which it is recognised.
const LATEX_MARK: &str = "% Written by trilat.";
/// Second line of an HTML table, by which it is recognised.
const HTML_MARK: &str = "<!-- Written by trilat. -->";

/// Writes `report.html` of a folder to `out`, or into the folder, and returns where.
///
/// # Errors
/// [`ReportError`]; [`ReportError::Foreign`] if a file of that name is no report of this program.
pub fn report(folder: &OutputFolder, out: Option<&Path>) -> Result<PathBuf, ReportError> {
    let target = out.map_or_else(|| folder.path.join(REPORT), Path::to_owned);
    let text = page(folder)?;
    replace(&target, &text, GENERATOR)?;
    Ok(target)
}

/// Writes `tables/NAME.tex` and `tables/NAME.html` of a folder into `out`, or into the folder, and returns
/// their paths.
///
/// # Errors
/// [`ReportError`]; [`ReportError::Nothing`] if the folder has no table to print.
pub fn paper_tables(
    folder: &OutputFolder,
    out: Option<&Path>,
) -> Result<Vec<PathBuf>, ReportError> {
    let target = out.map_or_else(|| folder.path.join(TABLES), Path::to_owned);
    let texts = table_texts(folder)?;
    if out.is_none() {
        no_link(&folder.path, TABLES)?;
    }
    fs::create_dir_all(&target).map_err(|error| StoreError::io("make", &target, error))?;
    let mut written = Vec::new();
    for table in &texts {
        let path = target.join(&table.name);
        replace(&path, &table.text, table.mark)?;
        written.push(path);
    }
    Ok(written)
}

/// A table for a paper as a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableText {
    /// Its name: `NAME.tex` or `NAME.html`.
    pub name: String,
    /// Its content.
    pub text: String,
    /// The line by which it is recognised.
    mark: &'static str,
}

/// The tables for a paper of a folder, each as LaTeX and as HTML.
///
/// # Errors
/// [`ReportError`]; [`ReportError::Nothing`] if the folder has no table to print.
pub fn table_texts(folder: &OutputFolder) -> Result<Vec<TableText>, ReportError> {
    let mut tables = tables(folder)?;
    tables.extend(discovery::tables(folder)?);
    if tables.is_empty() {
        return Err(ReportError::Nothing {
            folder: folder.path.clone(),
            message: "no table to print: its scenario has none of the main observables".to_owned(),
        });
    }
    let mut texts = Vec::new();
    for table in &tables {
        let latex = format!("{LATEX_MARK}\n{}", table.to_latex());
        let html = table
            .to_html()
            .replacen('\n', &format!("\n{HTML_MARK}\n"), 1);
        for (extension, text, mark) in [("tex", latex, LATEX_MARK), ("html", html, HTML_MARK)] {
            texts.push(TableText {
                name: format!("{}.{extension}", table.name),
                text,
                mark,
            });
        }
    }
    Ok(texts)
}

/// Writes a file whole, in the place of one that carries the same mark or of none.
fn replace(path: &Path, text: &str, mark: &str) -> Result<(), ReportError> {
    match fs::read_to_string(path) {
        Ok(found) if !found.contains(mark) => {
            return Err(ReportError::Foreign {
                path: path.to_owned(),
            });
        }
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) if error.kind() == ErrorKind::InvalidData => {
            return Err(ReportError::Foreign {
                path: path.to_owned(),
            });
        }
        Err(error) => return Err(StoreError::io("read", path, error).into()),
    }
    write_file(path, text.as_bytes())?;
    Ok(())
}
