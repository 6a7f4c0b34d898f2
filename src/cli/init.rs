//! `trilat init [TEMPLATE]`

use std::io;
use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::layout::Table;
use super::{Exit, Streams};
use crate::tasks::init::{Template, init_into};

/// The templates by their names.
fn templates() -> impl TypedValueParser<Value = Template> {
    let known = Template::ALL.map(|known| PossibleValue::new(known.name()).help(known.meaning()));
    PossibleValuesParser::new(known).map(|name| {
        let known = Template::ALL.into_iter().find(|known| known.name() == name);
        known.unwrap_or_default()
    })
}

/// Arguments of `trilat init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// What to write
    #[arg(value_parser = templates(), default_value = Template::default().name())]
    template: Template,
    /// File to write; TEMPLATE.toml if left out
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long)]
    force: bool,
    /// List the templates and write nothing
    #[arg(long)]
    list: bool,
}

/// Writes a commented file to start from, and prints its name.
///
/// # Errors
/// When writing to the streams fails.
pub fn init(args: &InitArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    if args.list {
        let mut list = Table::new("<");
        for template in Template::ALL {
            list.row([template.name(), template.meaning()]);
        }
        streams.print(&list.to_string())?;
        return Ok(Exit::Ok);
    }
    let path = args
        .out
        .clone()
        .unwrap_or_else(|| args.template.default_file());
    match init_into(args.template, &path, args.force) {
        Ok(()) => {
            streams.print_line(path.display())?;
            Ok(Exit::Ok)
        }
        Err(error) => Ok(streams.fail(&error)),
    }
}
