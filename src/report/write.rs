//! Files that are made from a folder and written into it: a report, tables for a paper.
//!
//! They are not part of the manifest, which lists what a simulation left: they can be made again at any
//! time from the files that it lists.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::discovery;
use super::folder::{OutputFolder, ReportError};
use super::only::Only;
use super::page::GENERATOR;
use super::paper_table::PaperTable;
use super::results::tables;
use crate::store::atomic::write_file;
use crate::store::command::Command;
use crate::store::disk::read_text;
use crate::store::error::StoreError;
use crate::store::guard::Guard;
use crate::store::manifest::FileEntry;

/// Name of the report.
pub const REPORT: &str = "report.html";
/// Folder of tables for a paper.
pub const TABLES: &str = "tables";
/// First line of a LaTeX table, by which it is recognised.
const LATEX_MARK: &str = "% Written by trilat.";
/// Beginning of its second line.
const LATEX_COMMAND: &str = "% Command: ";
/// Second line of an HTML table, by which it is recognised.
const HTML_MARK: &str = "<!-- Written by trilat. -->";

/// Writes the text of a report to a file.
///
/// # Errors
/// [`ReportError::Foreign`] if a file of that name is no report of this program.
pub fn save_report(text: &str, target: &Path) -> Result<FileEntry, ReportError> {
    replace(target, text, GENERATOR)
}

/// The tables of a folder for a paper.
///
/// # Errors
/// [`ReportError`]; [`ReportError::Nothing`] if the folder has no table to print.
pub fn paper_tables(folder: &OutputFolder, only: &Only) -> Result<Vec<PaperTable>, ReportError> {
    let mut tables = tables(folder, only)?;
    tables.extend(discovery::tables(folder, only)?);
    if tables.is_empty() {
        return Err(ReportError::Nothing {
            folder: folder.path.clone(),
            message: "no table to print: its scenario has none of the main observables".to_owned(),
        });
    }
    noted(&mut tables, &folder.guard);
    Ok(tables)
}

/// Says in the notes of tables what their reader must know of the files behind them.
pub(super) fn noted(tables: &mut [PaperTable], guard: &Guard) {
    if let Some(sentence) = guard.sentence() {
        for table in tables {
            table.notes = format!("{} {sentence}", table.notes);
        }
    }
}

/// Writes `NAME.tex` and `NAME.html` of each table into a folder.
///
/// # Errors
/// [`ReportError::Foreign`] if a file of such a name is none of this program.
pub fn save_tables(
    tables: &[PaperTable],
    target: &Path,
    command: &Command,
) -> Result<Vec<FileEntry>, ReportError> {
    fs::create_dir_all(target).map_err(|error| StoreError::io("make", target, error))?;
    let texts = table_texts(tables, command);
    let files = texts
        .iter()
        .map(|table| replace(&target.join(&table.name), &table.text, table.mark));
    files.collect()
}

/// A table for a paper as a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableText {
    /// Its name: `NAME.tex` or `NAME.html`, with `_` for a colon.
    pub name: String,
    /// Its content.
    pub text: String,
    /// The line by which it is recognised.
    mark: &'static str,
}

/// The command that made a table, as a table in LaTeX says it in its second line.
pub fn table_command(latex: &str) -> Option<&str> {
    let mut lines = latex.lines();
    lines.next().filter(|line| *line == LATEX_MARK)?;
    lines.next()?.strip_prefix(LATEX_COMMAND)
}

/// Each table as LaTeX and as HTML. That in LaTeX says which command makes it.
pub fn table_texts(tables: &[PaperTable], command: &Command) -> Vec<TableText> {
    let mut texts = Vec::new();
    for table in tables {
        // That of an effect, `effect:ARM:NAME`, names no file on every system.
        let name = table.name.replace(':', "_");
        let latex = format!(
            "{LATEX_MARK}\n{LATEX_COMMAND}{command}\n{}",
            table.to_latex()
        );
        let html = table
            .to_html()
            .replacen('\n', &format!("\n{HTML_MARK}\n"), 1);
        for (extension, text, mark) in [("tex", latex, LATEX_MARK), ("html", html, HTML_MARK)] {
            texts.push(TableText {
                name: format!("{name}.{extension}"),
                text,
                mark,
            });
        }
    }
    texts
}

/// Writes a file whole, in the place of one that carries the same mark or of none.
fn replace(path: &Path, text: &str, mark: &str) -> Result<FileEntry, ReportError> {
    match read_text(path) {
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
    let written = write_file(path, text.as_bytes())?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(FileEntry::new(&name, None, written))
}
