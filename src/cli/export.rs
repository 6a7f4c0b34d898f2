//! `trilat export DIR ...`

use std::io;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::cli::choice::choice;
use crate::cli::exit::Exit;
use crate::cli::options::Unverified;
use crate::cli::streams::Streams;
use crate::cli::terminal::Terminal;
use crate::fault::Fault;
use crate::named::Named;
use crate::tasks::export::{Ask, Author, For, default_folder, export_into, zip_of};
use crate::tasks::{Command, Out};

/// Arguments of `trilat export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Output folders, of whatever command; one that was made from another needs that as well
    #[arg(required = true)]
    folders: Vec<PathBuf>,
    /// An author as "Family, Given", or "Family, Given; ORCID; AFFILIATION" (repeatable)
    #[arg(long = "author", required = true, value_name = "NAME")]
    authors: Vec<Author>,
    /// Day of publication
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: String,
    /// Title of the archive
    #[arg(long)]
    title: Option<String>,
    /// What the archive is for, in a sentence or more
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// A word under which it is to be found (repeatable)
    #[arg(long = "keyword", value_name = "WORD")]
    keywords: Vec<String>,
    /// Address at which questions are answered; a Dataverse asks for one
    #[arg(long, value_name = "EMAIL")]
    contact: Option<String>,
    /// Licence of the data, an SPDX identifier; CC-BY-4.0 if left out
    #[arg(long)]
    license: Option<String>,
    /// A figure or a table of the paper, such as "Figure 2=outputs/run/figures/survival.pdf" (repeatable)
    #[arg(long = "exhibit", value_name = "NAME=FILE", value_parser = exhibit)]
    exhibits: Vec<(String, PathBuf)>,
    /// A further file of the authors, for documents/ (repeatable)
    #[arg(long = "attach", value_name = "FILE")]
    documents: Vec<PathBuf>,
    /// Put the program into the archive: this one, or FILE, a static program or a wheel of the same version
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true)]
    with_program: Option<Option<PathBuf>>,
    /// Checkout of the program whose last commit goes into the archive
    #[arg(long, value_name = "DIR")]
    source: Option<PathBuf>,
    /// Write a zip of the archive beside it as well, for everybody or for a Dataverse
    #[arg(long, value_name = "FOR", num_args = 0..=1, require_equals = true, default_missing_value = For::Everybody.name())]
    #[arg(value_parser = choice::<For>())]
    zip: Option<For>,
    /// Folder of the archive; the first folder with `_archive` if left out
    #[arg(long)]
    out: Option<PathBuf>,
    /// Replace an earlier archive
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    trust: Unverified,
    /// Print the result as one line of JSON
    #[arg(long)]
    json: bool,
}

fn exhibit(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((name, file)) if !name.trim().is_empty() && !file.is_empty() => {
            Ok((name.trim().to_owned(), PathBuf::from(file)))
        }
        _ => {
            Err("write NAME=FILE, such as \"Figure 2=outputs/run/figures/survival.pdf\"".to_owned())
        }
    }
}

/// Writes the replication archive of folders.
///
/// # Errors
/// When writing to the streams fails.
pub fn export(args: &ExportArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let program = match &args.with_program {
        None => None,
        Some(Some(file)) => Some(file.clone()),
        Some(None) => match std::env::current_exe() {
            Ok(own) => Some(own),
            Err(error) => {
                streams.say(format_args!(
                    "--with-program: this program does not find itself ({error}); name it"
                ));
                return Ok(Exit::Fault(Fault::Failed));
            }
        },
    };
    let mut ask = Ask {
        exhibits: args.exhibits.clone(),
        documents: args.documents.clone(),
        program,
        source: args.source.clone(),
        zip: args.zip,
        unverified: args.trust.unverified,
        ..Ask::new(args.folders.clone(), args.authors.clone(), &args.date)
    };
    let about = &mut ask.about;
    about.contact.clone_from(&args.contact);
    about.keywords.clone_from(&args.keywords);
    for (own, given) in [
        (&mut about.title, &args.title),
        (&mut about.description, &args.description),
        (&mut about.license, &args.license),
    ] {
        if let Some(given) = given {
            own.clone_from(given);
        }
    }
    let first = args.folders.first().map(|folder| default_folder(folder));
    let out = Out {
        force: args.force,
        ..Out::new(
            args.out.clone().or(first).unwrap_or_default(),
            Command::trilat("export"),
        )
    };
    match export_into(&ask, &out, &mut Terminal::new(streams, true)) {
        Ok(saved) => {
            streams.warn(&saved.warnings);
            let zip = ask.zip.map(|_| zip_of(&saved.folder));
            if args.json {
                let found = json!({ "folder": saved.folder, "zip": zip, "files": saved.files });
                streams.print_line(found)?;
            } else {
                streams.print_line(saved.folder.display())?;
                if let Some(zip) = zip {
                    streams.print_line(zip.display())?;
                }
            }
            Ok(Exit::Ok)
        }
        Err(error) => Ok(streams.fail(&error)),
    }
}
