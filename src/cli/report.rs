//! `trilat report DIR`, `trilat tables DIR` and `trilat methods DIR`.

use std::io;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::Exit;
use crate::cli::Streams;
use crate::fault::Fault;
use crate::report::folder::{OutputFolder, ReportError};
use crate::report::methods::{Style, methods as methods_of};
use crate::report::write;
use crate::tasks::report::read;

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

fn fail(error: &ReportError, streams: &mut Streams<'_>) -> io::Result<Exit> {
    writeln!(streams.err, "error: {error}")?;
    Ok(Exit::Fault(Fault::Failed))
}
