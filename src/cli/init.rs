//! `trilat init [TEMPLATE]`

use std::io;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::Exit;
use crate::cli::Streams;
use crate::fault::Fault;
use crate::store::atomic::write_file;

/// The reference scenario, which a new scenario starts from.
const REFERENCE: &str = include_str!("../../configs/northeast_asia.toml");
const STUDY: &str = include_str!("templates/study.toml");

/// What `trilat init` writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Template {
    /// A scenario: the reference scenario in full, every number with unit and source.
    #[default]
    Scenario,
    /// A study: factors, a design and replicates.
    Study,
}

impl Template {
    const ALL: [Self; 2] = [Self::Scenario, Self::Study];

    /// The name on the command line.
    const fn name(self) -> &'static str {
        match self {
            Self::Scenario => "scenario",
            Self::Study => "study",
        }
    }

    const fn meaning(self) -> &'static str {
        match self {
            Self::Scenario => {
                "the reference scenario in full, every number with its unit and source"
            }
            Self::Study => "a study of scenario.toml: factors, a design and replicates",
        }
    }

    /// The text of the file.
    pub fn text(self) -> String {
        match self {
            Self::Scenario => scenario(),
            Self::Study => STUDY.to_owned(),
        }
    }
}

/// The reference scenario without what ties it to its folder: the schema's path and its name.
fn scenario() -> String {
    let mut out = String::with_capacity(REFERENCE.len());
    let mut named = false;
    for line in REFERENCE.lines() {
        if line.starts_with("#:schema") {
            continue;
        }
        if !named && line.starts_with("name = ") {
            named = true;
            out.push_str("# name = \"scenario\"              # names the output folder; this file's name if left out\n");
            continue;
        }
        out.push_str(line);
        out.push('\n');
    }
    out.strip_prefix("#\n").map(str::to_owned).unwrap_or(out)
}

/// Arguments of `trilat init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// What to write
    #[arg(value_enum, default_value_t)]
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
        for template in Template::ALL {
            writeln!(streams.out, "{:<10}{}", template.name(), template.meaning())?;
        }
        return Ok(Exit::Ok);
    }
    let path = args
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from(format!("{}.toml", args.template.name())));
    let name = path.display();
    if !args.force && path.symlink_metadata().is_ok() {
        let hint = "give another name with --out, or --force to replace it";
        writeln!(streams.err, "error: {name} is there already; {hint}")?;
        return Ok(Exit::Fault(Fault::Failed));
    }
    if let Err(error) = write_file(&path, args.template.text().as_bytes()) {
        writeln!(streams.err, "error: {error}")?;
        return Ok(Exit::Fault(Fault::Failed));
    }
    writeln!(streams.out, "{name}")?;
    Ok(Exit::Ok)
}
