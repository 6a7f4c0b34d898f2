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
use crate::store::error::StoreError;
pub use crate::store::guard::Guard;
use crate::store::manifest::{FileEntry, Status};
use crate::watch::Quiet;

/// The report of a folder: one page of HTML that needs no other file.
///
/// # Errors
/// [`ReportError`].
pub fn report(folder: &Path, guard: &Guard, watch: &mut dyn Watch) -> Result<String, ReportError> {
    page(&read(folder, guard, watch)?)
}

/// [`report`], written to a file; `report.html` in the folder if none is named. An earlier report is replaced,
/// nothing else.
///
/// # Errors
/// [`ReportError`].
pub fn report_into(
    folder: &Path,
    target: Option<&Path>,
    guard: &Guard,
    watch: &mut dyn Watch,
) -> Result<Saved<String>, ReportError> {
    let text = report(folder, guard, watch)?;
    let target = target.map_or_else(|| folder.join(REPORT), Path::to_owned);
    let file = save_report(&text, &target)?;
    let above = target.parent().map_or_else(PathBuf::new, Path::to_owned);
    Ok(saved(text, above, vec![file], guard))
}

/// The results of a folder as tables for a paper: the main ones, or the rows that `only` asks for by patterns of
/// observables, outputs, parameters, targets, scores or claims, whatever the folder is about.
///
/// # Errors
/// [`ReportError`]; [`ReportError::Nothing`] if it has no table to print, [`ReportError::Unknown`] for a pattern
/// that fits nothing.
pub fn tables(
    folder: &Path,
    only: &[String],
    guard: &Guard,
) -> Result<Vec<PaperTable>, ReportError> {
    if let Some(analysis) = Analysis::read(folder, guard)? {
        return analysis.tables(only);
    }
    let read = OutputFolder::read(folder, guard)?;
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
    guard: &Guard,
) -> Result<Saved<Vec<PaperTable>>, ReportError> {
    let tables = tables(folder, only, guard)?;
    if target.is_none() {
        no_link(folder, TABLES)?;
    }
    let target = target.map_or_else(|| folder.join(TABLES), Path::to_owned);
    let files = save_tables(&tables, &target)?;
    Ok(saved(tables, target, files, guard))
}

/// The methods paragraph of a folder and the BibTeX of its sources.
///
/// # Errors
/// [`ReportError`].
pub fn methods(folder: &Path, style: Style, guard: &Guard) -> Result<Methods, ReportError> {
    let folder = OutputFolder::read(folder, guard)?;
    crate::report::methods::methods(&folder, style)
}

fn saved<T>(what: T, folder: PathBuf, files: Vec<FileEntry>, guard: &Guard) -> Saved<T> {
    Saved {
        what,
        folder,
        files,
        status: Status::Complete,
        warnings: guard.sentence().into_iter().collect(),
    }
}

/// Reads a folder for its report. Of a study, which holds no figures, those that fit are drawn, with those of
/// its sensitivity analysis and of its discovery.
///
/// # Errors
/// As [`OutputFolder::read`], and [`ReportError::Interrupted`]. A figure that cannot be drawn is left out, unless a file
/// is not what its manifest says.
pub(super) fn read(
    folder: &Path,
    guard: &Guard,
    watch: &mut dyn Watch,
) -> Result<OutputFolder, ReportError> {
    let mut read = OutputFolder::read(folder, guard)?;
    if read.kind == Kind::Study && read.figures.is_empty() {
        let drawn = match plot::plot_guarded(&plot::Ask::new(folder), guard, watch) {
            Err(PlotError::Interrupted) => return Err(ReportError::Interrupted),
            Err(PlotError::Store(error @ StoreError::Altered { .. })) => return Err(error.into()),
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
    after_guarded(out, &Guard::default())
}

/// As [`after`], where the task has begun to compare files.
pub fn after_guarded(out: &Out, guard: &Guard) -> Option<String> {
    out.report.then(|| after_in(&out.folder, guard)).flatten()
}

/// As [`after`], of a folder.
pub fn after_in(folder: &Path, guard: &Guard) -> Option<String> {
    let made = report_into(folder, None, guard, &mut Quiet::default());
    made.err()
        .map(|error| format!("the report could not be made: {error}"))
}
