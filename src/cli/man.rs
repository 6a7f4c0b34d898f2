//! `trilat man`

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, Command};
use clap_mangen::Man;

use super::exit::Exit;
use super::streams::Streams;
use crate::store::error::StoreError;
use crate::store::manifest::PROGRAM;
use crate::tasks::init::{InitError, write_all};

/// Arguments of `trilat man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Folder to write a page for each command to, such as ~/.local/share/man/man1; the main page goes to
    /// standard output if left out
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Replace pages that are there
    #[arg(long, requires = "out")]
    force: bool,
}

/// Prints the manual page of the program, or writes those of all commands and prints their names.
///
/// # Errors
/// When writing to the streams fails.
pub fn man(args: &ManArgs, program: Command, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let mut program = program.disable_help_subcommand(true);
    // Gives the subcommands their full names.
    program.build();
    let Some(folder) = &args.out else {
        let (_, text) = page(&program)?;
        streams.print(&text)?;
        return Ok(Exit::Ok);
    };
    let mut pages = Vec::new();
    collect(&program, &mut pages)?;
    match write(folder, pages, args.force) {
        Ok(files) => {
            for file in files {
                streams.print_line(file.display())?;
            }
            Ok(Exit::Ok)
        }
        Err(error) => Ok(streams.fail(&error)),
    }
}

/// The name of a command's page, and the page.
fn page(command: &Command) -> io::Result<(String, String)> {
    let version = env!("CARGO_PKG_VERSION");
    // A date would make the same program write other pages; a blank one keeps what comes after it in its place.
    let man = Man::new(command.clone())
        .date(" ")
        .source(format!("{PROGRAM} {version}"))
        .manual(format!("{PROGRAM} manual"));
    let mut text = Vec::new();
    man.render(&mut text)?;
    Ok((
        man.get_filename(),
        String::from_utf8_lossy(&text).into_owned(),
    ))
}

/// The pages of a command and of all below it.
fn collect(command: &Command, pages: &mut Vec<(String, String)>) -> io::Result<()> {
    pages.push(page(command)?);
    for below in command.get_subcommands() {
        collect(below, pages)?;
    }
    Ok(())
}

fn write(
    folder: &Path,
    pages: Vec<(String, String)>,
    force: bool,
) -> Result<Vec<PathBuf>, InitError> {
    fs::create_dir_all(folder).map_err(|error| StoreError::io("create", folder, error))?;
    let files: Vec<(PathBuf, String)> = pages
        .into_iter()
        .map(|(name, text)| (folder.join(name), text))
        .collect();
    write_all(&files, force)?;
    Ok(files.into_iter().map(|(path, _)| path).collect())
}
