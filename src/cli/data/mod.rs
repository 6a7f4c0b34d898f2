//! `trilat data [NAME]`

mod text;

use std::io;

use clap::Args;

use self::text::{describe, json_list, json_one, list};
use crate::cli::exit::Exit;
use crate::cli::streams::Streams;
use crate::data::{Citation, DataError, bibtex, package};

/// Arguments of `trilat data`.
#[derive(Debug, Args)]
pub struct DataArgs {
    /// Series; all are listed if left out
    name: Option<String>,
    /// Print as JSON
    #[arg(long, conflicts_with_all = ["csv", "bibtex"])]
    json: bool,
    /// Print the series itself
    #[arg(long, requires = "name", conflicts_with = "bibtex")]
    csv: bool,
    /// Print the references as BibTeX
    #[arg(long)]
    bibtex: bool,
}

/// Lists the series that the program carries, or describes or prints one.
///
/// # Errors
/// When writing fails.
pub fn data(args: &DataArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    match text(args) {
        Ok(text) => {
            streams.print(&text)?;
            Ok(Exit::Ok)
        }
        Err(error) => Ok(streams.fail(&error)),
    }
}

fn text(args: &DataArgs) -> Result<String, DataError> {
    let package = package()?;
    let Some(name) = &args.name else {
        return if args.bibtex {
            let all: Vec<&Citation> = package.citations.iter().collect();
            Ok(bibtex(&all))
        } else if args.json {
            json_list(&package)
        } else {
            list(&package)
        };
    };
    let resource = package.resource(name)?;
    if args.csv {
        Ok(resource.text()?.to_owned())
    } else if args.bibtex {
        Ok(bibtex(&package.citations_of(resource)))
    } else if args.json {
        json_one(&package, resource)
    } else {
        describe(&package, resource)
    }
}
