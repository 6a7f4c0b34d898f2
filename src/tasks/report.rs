//! `report`, `tables`, `methods`: what a folder holds, on one page, in tables for a paper and in words.

use std::path::{Path, PathBuf};

use super::Out;
use super::plot::{self, PlotError};
use super::{Saved, Watch};
use crate::figures::Figure;
use crate::report::analysis::Analysis;
pub use crate::report::folder::ReportError;
use crate::report::folder::{DrawnFigure, Kind, OutputFolder};
pub use crate::report::methods::{Methods, Style};
use crate::report::only::Only;
use crate::report::page::page;
use crate::report::paper_table::PaperTable;
use crate::report::results::names;
use crate::report::write::{REPORT, TABLES, paper_tables, save_report, save_tables};
use crate::store::disk::no_link;
use crate::store::manifest::{FileEntry, Status};
use crate::watch::Quiet;

/// The report of a folder: one page of HTML that needs no other file.
///
/// # Errors
/// [`ReportError`].
pub fn report(folder: &Path, watch: &mut dyn Watch) -> Result<String, ReportError> {
    page(&read(folder, watch)?)
}

/// [`report`], written to a file; `report.html` in the folder if none is named. An earlier report is replaced,
/// nothing else.
///
/// # Errors
/// [`ReportError`].
pub fn report_into(
    folder: &Path,
    target: Option<&Path>,
    watch: &mut dyn Watch,
) -> Result<Saved<String>, ReportError> {
    let text = report(folder, watch)?;
    let target = target.map_or_else(|| folder.join(REPORT), Path::to_owned);
    let file = save_report(&text, &target)?;
    let above = target.parent().map_or_else(PathBuf::new, Path::to_owned);
    Ok(saved(text, above, vec![file]))
}

/// The results of a folder as tables for a paper: the main ones, or the rows that `only` asks for by patterns of
/// observables, outputs, parameters, targets, scores or claims, whatever the folder is about.
///
/// # Errors
/// [`ReportError`]; [`ReportError::Nothing`] if it has no table to print, [`ReportError::Unknown`] for a pattern
/// that fits nothing.
pub fn tables(folder: &Path, only: &[String]) -> Result<Vec<PaperTable>, ReportError> {
    if let Some(analysis) = Analysis::read(folder)? {
        return analysis.tables(only);
    }
    let read = OutputFolder::read(folder)?;
    let only = Only::new(only, &names(&read)?)?;
    paper_tables(&read, &only)
}

/// [`tables`] as LaTeX and HTML in a folder; `tables` inside that of the results if none is named. Earlier
/// tables are replaced, nothing else.
///
/// # Errors
/// [`ReportError`].
pub fn tables_into(
    folder: &Path,
    only: &[String],
    target: Option<&Path>,
) -> Result<Saved<Vec<PaperTable>>, ReportError> {
    let tables = tables(folder, only)?;
    if target.is_none() {
        no_link(folder, TABLES)?;
    }
    let target = target.map_or_else(|| folder.join(TABLES), Path::to_owned);
    let files = save_tables(&tables, &target)?;
    Ok(saved(tables, target, files))
}

/// The methods paragraph of a folder and the BibTeX of its sources.
///
/// # Errors
/// [`ReportError`].
pub fn methods(folder: &Path, style: Style) -> Result<Methods, ReportError> {
    let folder = OutputFolder::read(folder)?;
    Ok(crate::report::methods::methods(&folder, style))
}

fn saved<T>(what: T, folder: PathBuf, files: Vec<FileEntry>) -> Saved<T> {
    Saved {
        what,
        folder,
        files,
        status: Status::Complete,
        warnings: Vec::new(),
    }
}

/// Reads a folder for its report. Of a study, which holds no figures, those that fit are drawn, with those of
/// its sensitivity analysis and of its discovery.
///
/// # Errors
/// As [`OutputFolder::read`], and [`ReportError::Interrupted`]. A figure that cannot be drawn is left out.
pub(super) fn read(folder: &Path, watch: &mut dyn Watch) -> Result<OutputFolder, ReportError> {
    let mut read = OutputFolder::read(folder)?;
    if read.kind == Kind::Study && read.figures.is_empty() {
        let drawn = match plot::plot(&plot::Ask::new(folder), watch) {
            Err(PlotError::Interrupted) => return Err(ReportError::Interrupted),
            drawn => drawn.unwrap_or_default(),
        };
        let shown = |figure: Figure| DrawnFigure {
            name: figure.name,
            svg: figure.svg,
            caption: figure.caption,
            alt_text: figure.alt_text,
        };
        read.figures = drawn.into_iter().map(shown).collect();
    }
    Ok(read)
}

/// Writes the report of a folder that a task has just completed, if it is wanted. A report that cannot be had never costs the
/// data: it becomes a warning.
pub fn after(out: &Out) -> Option<String> {
    if out.report {
        after_in(&out.folder)
    } else {
        None
    }
}

/// As [`after`], of a folder.
pub fn after_in(folder: &Path) -> Option<String> {
    let made = report_into(folder, None, &mut Quiet::default());
    made.err()
        .map(|error| format!("the report could not be made: {error}"))
}
