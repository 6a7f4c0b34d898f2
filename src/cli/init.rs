//! `trilat init [WHAT]`

use std::io;
use std::path::PathBuf;

use clap::Args;

use super::exit::Exit;
use super::layout::Table;
use super::streams::Streams;
use crate::named::Named;
use crate::shipped;
use crate::tasks::init::{Template, What, init_into};

/// Arguments of `trilat init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// What to write: a template (scenario, region, study, claim or calibration) to start from, or a
    /// scenario, study, calibration or claim that the program carries, by its name or KIND/NAME;
    /// the scenario template if left out
    what: Option<String>,
    /// File to write; WHAT.toml if left out
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long)]
    force: bool,
    /// List what there is and write nothing
    #[arg(long)]
    list: bool,
}

/// Writes a commented file to start from, or one that the program carries, and prints its name.
///
/// # Errors
/// When writing to the streams fails.
pub fn init(args: &InitArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    if args.list {
        return streams.print(&list()).map(|()| Exit::Ok);
    }
    let what = match args.what.as_deref().map(What::find) {
        None => What::default(),
        Some(Ok(what)) => what,
        Some(Err(error)) => return Ok(streams.fail(&error)),
    };
    let path = args.out.clone().unwrap_or_else(|| what.default_file());
    match init_into(what, &path, args.force) {
        Ok(files) => {
            for file in files {
                streams.print_line(file.display())?;
            }
            Ok(Exit::Ok)
        }
        Err(error) => Ok(streams.fail(&error)),
    }
}

/// Templates and inputs: kind, name, what it is.
fn list() -> String {
    let mut list = Table::new("<");
    for template in Template::ALL {
        list.row(["template", template.name(), template.meaning()]);
    }
    for input in shipped::inputs() {
        list.row([input.kind.name(), input.name, input.description()]);
    }
    list.to_string()
}
