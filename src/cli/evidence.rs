//! `trilat evidence FOLDER ...`

use std::io;
use std::path::PathBuf;

use clap::Args;
use serde_json::Value;

use super::exit::Exit;
use super::layout::Table;
use super::options::Unverified;
use super::streams::Streams;
use crate::tasks::evidence::{Ask, Rival, evidence as compare};

/// Arguments of `trilat evidence`.
#[derive(Debug, Args)]
pub struct EvidenceArgs {
    /// Folders of `trilat calibrate --method smc2` for the same record; all are compared with the first
    #[arg(required = true)]
    folders: Vec<PathBuf>,
    #[command(flatten)]
    trust: Unverified,
    /// Print the result as one line of JSON
    #[arg(long)]
    json: bool,
}

/// Compares rivals by how probable each makes the record.
///
/// # Errors
/// When writing to the streams fails.
pub fn evidence(args: &EvidenceArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let ask = Ask {
        folders: args.folders.clone(),
        unverified: args.trust.unverified,
    };
    let rivals = match compare(&ask) {
        Ok(rivals) => rivals,
        Err(error) => return Ok(streams.fail(&error)),
    };
    match args.json {
        true => streams.print_line(Value::from(
            rivals.iter().map(Rival::to_json).collect::<Vec<_>>(),
        ))?,
        false => streams.print(&text(&rivals))?,
    }
    Ok(Exit::Ok)
}

fn text(rivals: &[Rival]) -> String {
    let mut table = Table::new("<>>>>><");
    table.row([
        "",
        "ln evidence",
        "± se",
        "vectors",
        "difference",
        "± se",
        "",
    ]);
    for (at, rival) in rivals.iter().enumerate() {
        let width = match rival.prior_width {
            1.0 => String::new(),
            width => format!(" (priors {width} times as wide)"),
        };
        let (difference, se) = match at {
            0 => (String::new(), String::new()),
            _ => (
                format!("{:+.2}", rival.difference),
                format!("{:.2}", rival.difference_se),
            ),
        };
        table.row([
            format!("{}{width}", rival.folder),
            format!("{:.2}", rival.ln_evidence),
            format!("{:.2}", rival.se),
            rival.vectors.to_string(),
            difference,
            se,
            rival.verdict.words().to_owned(),
        ]);
    }
    format!(
        "{table}\nNats; the difference is the logarithm of the Bayes factor against the first, ± its Monte Carlo error. An evidence is that of\n\
         its priors as well: --prior-width 0.5 and 2 show by how much.\n"
    )
}
