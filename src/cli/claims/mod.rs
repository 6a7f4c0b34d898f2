//! `trilat claims [ID …]`

pub(crate) mod text;

use std::io;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::Exit;
use crate::cli::Streams;
use crate::cli::TableFormats;
use crate::cli::claims::text::columns;
use crate::cli::claims::text::json;
use crate::cli::claims::text::list;
use crate::cli::claims::text::summary;
use crate::cli::run::threads;
use crate::cli::terminal::Terminal;
use crate::fault::{Fault, HasFault};
use crate::store::study_record::with_format;
use crate::study::claims::matching::Matching;
use crate::study::claims::space::Signs;
use crate::study::claims::units::Settings;
use crate::study::claims::{Options, load};
use crate::tasks::claims::Request;
use crate::tasks::claims::audit;

/// Points and pairs of a whole audit, and of a first look.
const WHOLE: (usize, u64) = (256, 100);
const QUICK: (usize, u64) = (32, 25);
/// Pairs at the defaults for each pair at a point.
const DEFAULTS: u64 = 10;
/// Longest window of a first look, in months.
const QUICK_WINDOW: u32 = 24;

/// Arguments of `trilat claims`.
#[derive(Debug, Args)]
pub struct ClaimsArgs {
    /// Claims by id, or claim files; all claims of the folder if left out
    ids: Vec<String>,
    /// Folder of claim files
    #[arg(long, value_name = "FOLDER", default_value = "configs/claims")]
    folder: PathBuf,
    /// File of the space that is drawn from; space.toml of the folder, or else all declared ranges
    #[arg(long, value_name = "FILE")]
    space: Option<PathBuf>,
    /// List the claims and run nothing
    #[arg(long)]
    list: bool,
    /// List what a claim can measure and run nothing
    #[arg(long)]
    columns: bool,
    /// Points of the space; 256 if left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=1 << 16))]
    points: Option<u32>,
    /// Pairs of runs at a point; 100 if left out
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u64).range(2..=1 << 20))]
    replicates: Option<u64>,
    /// Pairs of runs at the defaults; ten times those of a point if left out
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u64).range(2..=1 << 20))]
    default_replicates: Option<u64>,
    /// Signs that coefficients may have: any, those of the defaults, or one after the other
    #[arg(long, value_enum)]
    signs: Option<SignsName>,
    /// A first look: 32 points, 25 pairs, windows of at most 24 months, signs free, no frontiers
    #[arg(long)]
    quick: bool,
    /// Go on with an audit that was interrupted
    #[arg(long, conflicts_with = "force")]
    resume: bool,
    /// Replace what an earlier audit wrote to the folder
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    tables: TableFormats,
    /// Threads; all cores if left out. Results do not depend on it
    #[arg(long)]
    threads: Option<usize>,
    /// Output folder
    #[arg(long, default_value = "outputs/claims")]
    out: PathBuf,
    /// Print the findings as one line of JSON
    #[arg(long)]
    json: bool,
    /// Nothing on standard error but warnings and errors
    #[arg(short, long)]
    quiet: bool,
}

/// Rules for signs by name.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum SignsName {
    /// Any that its range has
    Free,
    /// That of the default
    Constrained,
    /// One after the other
    Both,
}

impl SignsName {
    fn rules(self) -> Vec<Signs> {
        match self {
            Self::Free => vec![Signs::Free],
            Self::Constrained => vec![Signs::Constrained],
            Self::Both => vec![Signs::Free, Signs::Constrained],
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Constrained => "constrained",
            Self::Both => "both",
        }
    }
}

/// Tries claims over a space of parameters and writes the folder.
///
/// # Errors
/// When writing to the streams fails.
pub fn claims(args: &ClaimsArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let options = Options {
        folder: args.folder.clone(),
        wanted: args.ids.clone(),
        space: args.space.clone(),
        longest: args.quick.then_some(QUICK_WINDOW),
    };
    let audit_of = match load(&options) {
        Ok(audit) => audit,
        Err(errors) => {
            write!(streams.err, "{errors}")?;
            return Ok(Exit::Fault(Fault::Config));
        }
    };
    if args.list {
        write!(streams.out, "{}", list(&audit_of, args.json))?;
        return Ok(Exit::Ok);
    }
    if args.columns {
        write!(streams.out, "{}", columns(&audit_of))?;
        return Ok(Exit::Ok);
    }
    let (points, pairs) = if args.quick { QUICK } else { WHOLE };
    let pairs = args.replicates.unwrap_or(pairs);
    let signs = args.signs.unwrap_or(match args.quick {
        true => SignsName::Free,
        false => SignsName::Both,
    });
    let settings = Settings {
        points: args.points.map_or(points, |points| points as usize),
        pairs,
        default_pairs: args.default_replicates.unwrap_or(DEFAULTS * pairs),
        signs: signs.rules(),
        matching: Matching::default(),
        frontiers: !args.quick,
    };
    let request = Request {
        out: args.out.clone(),
        force: args.force,
        formats: args.tables.formats().unwrap_or_default(),
        resume: args.resume,
        threads: threads(args.threads),
        command: command(args, &settings, signs),
        quiet: args.quiet,
    };
    for path in audit_of.space.forgotten.iter().filter(|_| !args.quiet) {
        writeln!(
            streams.err,
            "note: `{path}` is assumed but not drawn: name it in [factors], or in [fixed] with the reason"
        )?;
    }
    match audit(
        &audit_of,
        &settings,
        &request,
        &mut Terminal::new(streams, args.quiet),
    ) {
        Ok(Some(done)) => {
            let text = if args.json {
                json(&audit_of, &done)
            } else {
                summary(&audit_of, &done)
            };
            write!(streams.out, "{text}")?;
            Ok(Exit::Ok)
        }
        Ok(None) => {
            writeln!(
                streams.err,
                "interrupted: what was complete is kept; go on with: {} --out {} --resume",
                with_format(&request.command, request.formats),
                request.out.display()
            )?;
            Ok(Exit::Fault(Fault::Interrupted))
        }
        Err(error) => {
            writeln!(streams.err, "error: {error}")?;
            Ok(Exit::from(error.fault()))
        }
    }
}

/// The command that gives the same files again, in whatever folder: what shapes the results is written out.
fn command(args: &ClaimsArgs, settings: &Settings, signs: SignsName) -> String {
    let mut words = vec!["trilat claims".to_owned()];
    words.extend(args.ids.iter().cloned());
    words.push(format!("--folder {}", args.folder.display()));
    if let Some(space) = &args.space {
        words.push(format!("--space {}", space.display()));
    }
    if args.quick {
        words.push("--quick".to_owned());
    }
    words.push(format!(
        "--points {} --replicates {} --default-replicates {} --signs {}",
        settings.points,
        settings.pairs,
        settings.default_pairs,
        signs.name()
    ));
    words.join(" ")
}
