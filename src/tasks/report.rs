//! `report`, `tables`, `methods`: what a folder holds, on one page, in tables for a paper and in words.

use std::path::{Path, PathBuf};

use super::Out;
use super::plot::{self, PlotError};
use super::{Command, Saved, Watch};
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
use crate::store::lock::Lock;
use crate::store::manifest::{FileEntry, Status};
use crate::watch::Quiet;

/// A folder of results, and how far its files are trusted.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The folder.
    pub folder: PathBuf,
    /// Compares its files with its manifest.
    pub guard: Guard,
}

/// Which tables are asked of a folder.
#[derive(Clone, Debug)]
pub struct TablesAsk {
    /// The folder.
    pub of: Ask,
    /// Rows, by patterns of observables, outputs, parameters, targets, scores or claims, whatever the folder is about; the
    /// main ones if there are none.
    pub only: Vec<String>,
}

/// Which paragraph is asked of a folder.
#[derive(Clone, Debug)]
pub struct MethodsAsk {
    /// The folder.
    pub of: Ask,
    /// How text and citations are written.
    pub style: Style,
}

impl TablesAsk {
    /// The command that makes the same tables again.
    pub fn command(&self) -> Command {
        Command::trilat("tables")
            .path(&self.of.folder)
            .options("only", (!self.only.is_empty()).then(|| self.only.join(",")))
            .flag("unverified", self.of.guard.unverified())
    }
}

impl Ask {
    /// A folder whose files must be what its manifest says.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            guard: Guard::default(),
        }
    }
}

/// The report of a folder: one page of HTML that needs no other file.
///
/// # Errors
/// [`ReportError`].
pub fn report(ask: &Ask, watch: &mut dyn Watch) -> Result<String, ReportError> {
    page(&read(&ask.folder, &ask.guard, watch)?)
}

/// [`report`], written to a file; `report.html` in the folder if none is named. An earlier report is replaced,
/// nothing else.
///
/// # Errors
/// [`ReportError`].
pub fn report_into(
    ask: &Ask,
    target: Option<&Path>,
    watch: &mut dyn Watch,
) -> Result<Saved<String>, ReportError> {
    let text = report(ask, watch)?;
    let target = target.map_or_else(|| ask.folder.join(REPORT), Path::to_owned);
    let _lock = Lock::take(&above(&target))?;
    written(text, &target, &ask.guard)
}

/// Writes a page; whoever calls this has the folder to itself.
fn written(text: String, target: &Path, guard: &Guard) -> Result<Saved<String>, ReportError> {
    let file = save_report(&text, target)?;
    Ok(saved(text, above(target), vec![file], guard))
}

/// The folder of a file.
fn above(file: &Path) -> PathBuf {
    let named = file.parent().filter(|above| !above.as_os_str().is_empty());
    named.map_or_else(|| PathBuf::from("."), Path::to_owned)
}

/// The results of a folder as tables for a paper.
///
/// # Errors
/// [`ReportError`]; [`ReportError::Nothing`] if it has no table to print, [`ReportError::Unknown`] for a pattern
/// that fits nothing.
pub fn tables(ask: &TablesAsk) -> Result<Vec<PaperTable>, ReportError> {
    let (Ask { folder, guard }, only) = (&ask.of, &ask.only);
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
    ask: &TablesAsk,
    target: Option<&Path>,
) -> Result<Saved<Vec<PaperTable>>, ReportError> {
    let tables = tables(ask)?;
    let folder = &ask.of.folder;
    if target.is_none() {
        no_link(folder, TABLES)?;
    }
    let target = target.map_or_else(|| folder.join(TABLES), Path::to_owned);
    let _lock = Lock::take(&target)?;
    let files = save_tables(&tables, &target, &ask.command())?;
    Ok(saved(tables, target, files, &ask.of.guard))
}

/// The methods paragraph of a folder and the BibTeX of its sources.
///
/// # Errors
/// [`ReportError`].
pub fn methods(ask: &MethodsAsk) -> Result<Methods, ReportError> {
    let folder = OutputFolder::read(&ask.of.folder, &ask.of.guard)?;
    crate::report::methods::methods(&folder, ask.style)
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
    let ask = Ask {
        folder: folder.to_owned(),
        guard: guard.clone(),
    };
    let text = report(&ask, &mut Quiet::default());
    let made = text.and_then(|text| written(text, &folder.join(REPORT), guard));
    made.err()
        .map(|error| format!("the report could not be made: {error}"))
}
