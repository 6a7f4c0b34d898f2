//! `trilat claims [ID …]`

mod text;

use std::io;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use self::text::{columns, json, list, summary};
use crate::cli::exit::Exit;
use crate::cli::options::{OwnFont, TableFormats};
use crate::cli::run::threads;
use crate::cli::streams::Streams;
use crate::cli::terminal::Terminal;
use crate::fault::Fault;
use crate::shipped;
use crate::study::claims::settings::{DEFAULTS, FIRST_LOOK};
use crate::study::claims::space::Signs;
use crate::study::claims::{Options, load};
use crate::tasks::claims::{Ask, Settings, claims_into};
use crate::tasks::{Command, Out};

/// Where a project has its claims.
const PROJECT: &str = "configs/claims";

/// Arguments of `trilat claims`.
#[derive(Debug, Args)]
pub struct ClaimsArgs {
    /// Claims by id, or claim files; all claims of the folder if left out
    ids: Vec<String>,
    /// Folder of claim files; configs/claims if left out, or, where there is none, the claims that
    /// the program carries
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// File of the space that is drawn from; space.toml of the folder, the carried one for claims about a carried
    /// scenario, or else all declared ranges
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
    #[command(flatten)]
    own: OwnFont,
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

    /// The name of rules, as it is typed.
    fn of(rules: &[Signs]) -> &'static str {
        match rules {
            [Signs::Free] => "free",
            [Signs::Constrained] => "constrained",
            _ => "both",
        }
    }
}

/// Tries claims over a space of parameters and writes the folder.
///
/// # Errors
/// When writing to the streams fails.
pub fn claims(args: &ClaimsArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    if let Err(error) = args.own.load() {
        return Ok(streams.fail(&error));
    }
    let options = Options {
        folder: folder(args),
        wanted: args.ids.clone(),
        space: args.space.clone(),
        longest: args.quick.then_some(FIRST_LOOK),
    };
    let audit = match load(&options) {
        Ok(audit) => audit,
        Err(errors) => {
            streams.say(errors.to_string().trim_end());
            return Ok(Exit::Fault(Fault::Config));
        }
    };
    if args.list || args.columns {
        let text = match args.list {
            true => list(&audit, args.json),
            false => columns(&audit),
        };
        return streams.print(&text).map(|()| Exit::Ok);
    }
    for path in audit.space.forgotten.iter().filter(|_| !args.quiet) {
        streams.say(format_args!(
            "note: `{path}` is assumed but not drawn: name it in [factors], or in [fixed] with the reason"
        ));
    }
    let ask = Ask {
        settings: settings(args),
        threads: threads(args.threads),
        ..Ask::new(&audit)
    };
    let out = Out {
        force: args.force,
        resume: args.resume,
        formats: args.tables.formats(),
        ..Out::new(&args.out, command(args, &ask.settings))
    };
    match claims_into(&ask, &out, &mut Terminal::new(streams, args.quiet)) {
        Ok(saved) => {
            streams.warn(&saved.warnings);
            let text = match args.json {
                true => json(&audit, &saved),
                false => summary(&audit, &saved),
            };
            streams.print(&text).map(|()| Exit::Ok)
        }
        Err(error) => Ok(streams.fail(&error)),
    }
}

/// The folder of the claims: the one named, that of a project, or else the one that the program carries.
fn folder(args: &ClaimsArgs) -> PathBuf {
    let project = || Some(PathBuf::from(PROJECT)).filter(|folder| folder.is_dir());
    args.folder
        .clone()
        .or_else(project)
        .unwrap_or_else(shipped::claims)
}

/// How much is run: a whole audit or a first look, but for what is said otherwise.
fn settings(args: &ClaimsArgs) -> Settings {
    let usual = match args.quick {
        true => Settings::first_look(),
        false => Settings::default(),
    };
    let pairs = args.replicates.unwrap_or(usual.pairs);
    Settings {
        points: args.points.map_or(usual.points, |points| points as usize),
        pairs,
        default_pairs: args.default_replicates.unwrap_or(DEFAULTS * pairs),
        signs: args.signs.map_or(usual.signs, SignsName::rules),
        ..usual
    }
}

/// The command that gives the same files again, in whatever folder and formats: what shapes the results is
/// written out.
fn command(args: &ClaimsArgs, settings: &Settings) -> Command {
    let ids = args.ids.iter();
    ids.fold(Command::trilat("claims"), |command, id| command.word(id))
        .option_path(
            "folder",
            Some(folder(args))
                .filter(|f| !shipped::is_inside(f))
                .as_deref(),
        )
        .option_path("space", args.space.as_deref())
        .flag("quick", args.quick)
        .option("points", settings.points)
        .option("replicates", settings.pairs)
        .option("default-replicates", settings.default_pairs)
        .option("signs", SignsName::of(&settings.signs))
        .option_path("font", args.own.font.as_deref())
}
