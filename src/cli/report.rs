//! `trilat report DIR`, `trilat tables DIR` and `trilat methods DIR`.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::plot::ask::Ask;
use super::plot::{Look, figures_of};
use super::{Exit, Streams};
use crate::figures::Figure;
use crate::report::folder::{DrawnFigure, Kind, OutputFolder, ReportError};
use crate::report::methods::{Style, methods as methods_of};
use crate::report::write;

/// Arguments of `trilat report` and `trilat tables`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Output folder of run, sweep or compare
    folder: PathBuf,
    /// Where to write; into the folder if left out
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Arguments of `trilat methods`.
#[derive(Debug, Args)]
pub struct MethodsArgs {
    /// Output folder of run, sweep or compare
    folder: PathBuf,
    /// How text and citations are written
    #[arg(long, value_enum, default_value_t)]
    style: MethodsStyle,
    /// Print one of the two; both if left out
    #[arg(long, value_enum)]
    only: Option<Part>,
}

/// How `trilat methods` writes text and citations.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum MethodsStyle {
    /// Plain text, authors and years in brackets.
    #[default]
    Text,
    /// LaTeX with \citep (natbib or biblatex).
    Latex,
    /// Markdown with [@key] (Pandoc, Quarto).
    Markdown,
}

/// What `trilat methods` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The paragraph.
    Text,
    /// The sources.
    Bibtex,
}

/// Writes `report.html` of a folder.
///
/// # Errors
/// When writing to the streams fails.
pub fn report(args: &ReportArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    match read(&args.folder).and_then(|folder| write::report(&folder, args.out.as_deref())) {
        Ok(path) => {
            writeln!(streams.out, "{}", path.display())?;
            Ok(Exit::Ok)
        }
        Err(error) => fail(&error, streams),
    }
}

/// Writes the tables of a folder for a paper.
///
/// # Errors
/// When writing to the streams fails.
pub fn tables(args: &ReportArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let written = OutputFolder::read(&args.folder)
        .and_then(|folder| write::paper_tables(&folder, args.out.as_deref()));
    match written {
        Ok(paths) => {
            for path in paths {
                writeln!(streams.out, "{}", path.display())?;
            }
            Ok(Exit::Ok)
        }
        Err(error) => fail(&error, streams),
    }
}

/// Prints the methods paragraph of a folder and the BibTeX of its sources.
///
/// # Errors
/// When writing to the streams fails.
pub fn methods(args: &MethodsArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let style = match args.style {
        MethodsStyle::Text => Style::Text,
        MethodsStyle::Latex => Style::Latex,
        MethodsStyle::Markdown => Style::Markdown,
    };
    match OutputFolder::read(&args.folder) {
        Ok(folder) => {
            let found = methods_of(&folder, style);
            if args.only != Some(Part::Bibtex) {
                write!(streams.out, "{}", found.text)?;
            }
            if args.only.is_none() {
                writeln!(streams.out)?;
            }
            if args.only != Some(Part::Text) {
                write!(streams.out, "{}", found.bibtex)?;
            }
            Ok(Exit::Ok)
        }
        Err(error) => fail(&error, streams),
    }
}

/// Reads a folder for its report. Of a study, which holds no figures, those that fit are drawn, with those of
/// its sensitivity analysis.
///
/// # Errors
/// As [`OutputFolder::read`]. A figure that cannot be drawn is left out.
pub(super) fn read(folder: &Path) -> Result<OutputFolder, ReportError> {
    let mut read = OutputFolder::read(folder)?;
    if read.kind == Kind::Study && read.figures.is_empty() {
        for place in [folder.to_owned(), folder.join("sensitivity")] {
            let drawn = figures_of(&place, &Look::default(), &Ask::default());
            let shown = |figure: Figure| DrawnFigure {
                name: figure.name,
                svg: figure.svg,
                caption: figure.caption,
                alt_text: figure.alt_text,
            };
            read.figures
                .extend(drawn.unwrap_or_default().into_iter().map(shown));
        }
    }
    Ok(read)
}

fn fail(error: &ReportError, streams: &mut Streams<'_>) -> io::Result<Exit> {
    writeln!(streams.err, "error: {error}")?;
    Ok(Exit::Failed)
}

/// Writes the report of a folder that a command has just completed. A report that cannot be had never
/// costs the data: it becomes a warning.
///
/// # Errors
/// When writing to the streams fails.
pub(super) fn after(folder: &Path, streams: &mut Streams<'_>) -> io::Result<()> {
    if let Err(error) = read(folder).and_then(|folder| write::report(&folder, None)) {
        writeln!(
            streams.err,
            "warning: the report could not be made: {error}"
        )?;
    }
    Ok(())
}
