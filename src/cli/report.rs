//! `trilat report DIR`, `trilat tables DIR` and `trilat methods DIR`.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::cli::exit::Exit;
use crate::cli::options::Unverified;
use crate::cli::streams::Streams;
use crate::cli::terminal::Terminal;
use crate::tasks::Saved;
use crate::tasks::report::{
    self as task, Ask, Guard, MethodsAsk, ReportError, Style, TablesAsk, report_into, tables_into,
};

/// Arguments of `trilat report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Output folder of run, sweep or compare
    folder: PathBuf,
    /// Where to write; into the folder if left out
    #[arg(long)]
    out: Option<PathBuf>,
    #[command(flatten)]
    trust: Unverified,
}

/// Arguments of `trilat tables`.
#[derive(Debug, Args)]
pub struct TablesArgs {
    /// Output folder: of a run, a comparison, a study, or an analysis of one
    folder: PathBuf,
    /// Rows to print, by commas: observables, outputs, parameters, targets, months, scores or claims,
    /// whatever the folder is about; * stands for any letters; the main ones if left out
    #[arg(long, value_name = "PATTERNS", value_delimiter = ',')]
    only: Vec<String>,
    /// Where to write; into the folder if left out
    #[arg(long)]
    out: Option<PathBuf>,
    #[command(flatten)]
    trust: Unverified,
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
    #[command(flatten)]
    trust: Unverified,
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
    let watch = &mut Terminal::new(streams, true);
    let ask = asked(&args.folder, &args.trust);
    let saved = report_into(&ask, args.out.as_deref(), watch);
    tell(saved, streams)
}

/// Writes the tables of a folder for a paper.
///
/// # Errors
/// When writing to the streams fails.
pub fn tables(args: &TablesArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let ask = TablesAsk {
        of: asked(&args.folder, &args.trust),
        only: args.only.clone(),
    };
    tell(tables_into(&ask, args.out.as_deref()), streams)
}

fn asked(folder: &Path, trust: &Unverified) -> Ask {
    Ask {
        folder: folder.to_owned(),
        guard: Guard::new(trust.unverified),
    }
}

fn tell<T>(saved: Result<Saved<T>, ReportError>, streams: &mut Streams<'_>) -> io::Result<Exit> {
    match saved {
        Ok(saved) => {
            streams.warn(&saved.warnings);
            for file in &saved.files {
                streams.print_line(saved.folder.join(&file.path).display())?;
            }
            Ok(Exit::Ok)
        }
        Err(error) => Ok(streams.fail(&error)),
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
    let ask = MethodsAsk {
        of: asked(&args.folder, &args.trust),
        style,
    };
    match task::methods(&ask) {
        Ok(found) => {
            let warnings: Vec<String> = ask.of.guard.sentence().into_iter().collect();
            streams.warn(&warnings);
            streams.print(&match args.only {
                None => format!("{}\n{}", found.text, found.bibtex),
                Some(Part::Text) => found.text,
                Some(Part::Bibtex) => found.bibtex,
            })?;
            Ok(Exit::Ok)
        }
        Err(error) => Ok(streams.fail(&error)),
    }
}
