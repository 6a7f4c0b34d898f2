//! `report`: what a folder holds, on one page.

use std::path::Path;

use crate::figures::Figure;
use crate::report::folder::{DrawnFigure, Kind, OutputFolder, ReportError};
use crate::report::write;
use crate::tasks::Out;
use crate::tasks::plot::figures_of;

/// Reads a folder for its report. Of a study, which holds no figures, those that fit are drawn, with those of
/// its sensitivity analysis and of its discovery.
///
/// # Errors
/// As [`OutputFolder::read`]. A figure that cannot be drawn is left out.
pub fn read(folder: &Path) -> Result<OutputFolder, ReportError> {
    let mut read = OutputFolder::read(folder)?;
    if read.kind == Kind::Study && read.figures.is_empty() {
        let drawn = figures_of(folder);
        let shown = |figure: Figure| DrawnFigure {
            name: figure.name,
            svg: figure.svg,
            caption: figure.caption,
            alt_text: figure.alt_text,
        };
        read.figures = drawn.unwrap_or_default().into_iter().map(shown).collect();
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
    let made = read(folder).and_then(|folder| write::report(&folder, None));
    made.err()
        .map(|error| format!("the report could not be made: {error}"))
}
