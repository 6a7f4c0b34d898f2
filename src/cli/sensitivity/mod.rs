//! `trilat sensitivity DIR`

pub(crate) mod text;
pub(crate) mod words;

use std::io;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::analysis::sensitivity::Bootstrap;
use crate::cli::Exit;
use crate::cli::Streams;
use crate::cli::TableFormats;
use crate::cli::run::threads;
use crate::cli::sensitivity::text::json;
use crate::cli::sensitivity::text::text;
use crate::fault::HasFault;
use crate::store::study_data::StudyData;
use crate::store::study_problem::Problem;
use crate::store::study_record::with_format;
use crate::tasks::sensitivity::Analysed;
use crate::tasks::sensitivity::SensitivityRequest;
use crate::tasks::sensitivity::error::SensitivityError;
use crate::tasks::sensitivity::plan::Method;
use crate::tasks::sensitivity::plan::plan;
use crate::tasks::sensitivity::run;

/// Arguments of `trilat sensitivity`.
#[derive(Debug, Args)]
pub struct SensitivityArgs {
    /// Folder with design.csv and runs.csv or outputs.csv, such as that of a study
    folder: PathBuf,
    /// Output to analyse (repeatable); every complete one if left out
    #[arg(long = "output", value_name = "NAME", value_delimiter = ',')]
    outputs: Vec<String>,
    /// Method (repeatable); what the design is made for if left out
    #[arg(long, value_enum, value_delimiter = ',')]
    method: Vec<Method>,
    /// Resamples of the bootstrap, at least 1000
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = resamples)]
    resamples: usize,
    /// Seed of the bootstrap
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Table of outputs; runs.csv or outputs.csv in DIR if left out
    #[arg(long = "outputs", value_name = "FILE")]
    table: Option<PathBuf>,
    /// Design of a folder that another program wrote
    #[arg(long, value_enum)]
    design: Option<DesignName>,
    /// Names, bounds and groups of the factors as SALib's problem in JSON, for such a folder
    #[arg(long, value_name = "FILE")]
    problem: Option<PathBuf>,
    /// Levels of the grid of a Morris design that another program wrote
    #[arg(long, value_name = "P", value_parser = levels)]
    levels: Option<usize>,
    /// Runs have random numbers of their own; without it and without a manifest, replicate r is taken
    /// to have the same ones at every point
    #[arg(long)]
    independent: bool,
    /// Output folder; DIR/sensitivity if left out
    #[arg(long)]
    out: Option<PathBuf>,
    /// Replace what an earlier analysis wrote to the folder
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    tables: TableFormats,
    /// Threads; all cores if left out. Results do not depend on it
    #[arg(long)]
    threads: Option<usize>,
    /// Nothing on standard error but warnings and errors
    #[arg(short, long)]
    quiet: bool,
    /// Print everything as one line of JSON
    #[arg(long)]
    json: bool,
}

/// Designs by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DesignName {
    /// Radial samples A, AB_1 … AB_k, (BA_1 … BA_k,) B.
    Saltelli,
    /// Trajectories that change one factor or group at a time.
    Morris,
    /// A baseline first, then points that differ from it in one factor.
    Ofat,
    /// Latin hypercube.
    Lhs,
    /// Sobol' sequence.
    Sobol,
    /// Every combination.
    Grid,
    /// Values side by side.
    Zip,
    /// Any points.
    List,
}

impl DesignName {
    /// The word for it.
    pub fn word(self) -> String {
        let value = self.to_possible_value();
        value.map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

fn resamples(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(n) if (1000..=1_000_000).contains(&n) => Ok(n),
        _ => Err("must be a whole number from 1000 to 1000000: fewer leave the ends of a 95 % interval to chance".to_owned()),
    }
}

fn levels(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(n) if n >= 2 && n.is_multiple_of(2) => Ok(n),
        _ => Err("must be an even whole number, at least 2".to_owned()),
    }
}

/// Computes sensitivity indices of a study and writes them.
///
/// # Errors
/// When writing to the streams fails.
pub fn sensitivity(args: &SensitivityArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    match analyse(args) {
        Ok(analysed) => {
            for note in analysed
                .notes
                .iter()
                .filter(|note| note.warning || !args.quiet)
            {
                let word = if note.warning { "warning" } else { "note" };
                writeln!(streams.err, "{word}: {}", note.text)?;
            }
            let text = if args.json {
                json(&analysed)
            } else {
                text(&analysed)
            };
            write!(streams.out, "{text}")?;
            Ok(Exit::Ok)
        }
        Err(error) => {
            writeln!(streams.err, "error: {error}")?;
            Ok(Exit::from(error.fault()))
        }
    }
}

fn analyse(args: &SensitivityArgs) -> Result<Analysed, SensitivityError> {
    let mut data = StudyData::open(&args.folder, args.table.as_deref())?;
    if let Some(path) = &args.problem {
        if data.manifest.as_ref().is_some_and(|m| m.study.is_some()) {
            return Err(SensitivityError::Described {
                option: "--problem",
            });
        }
        data.describe(&Problem::read(path)?)?;
    }
    let plan = plan(&data, args.design, args.levels, &args.method)?;
    let request = SensitivityRequest {
        outputs: args.outputs.clone(),
        bootstrap: Bootstrap {
            resamples: args.resamples,
            seed: args.seed,
            threads: threads(args.threads),
        },
        independent: args.independent,
        out: args
            .out
            .clone()
            .unwrap_or_else(|| args.folder.join("sensitivity")),
        force: args.force,
        formats: args.tables.formats().unwrap_or_default(),
        command: command(args),
        source: args.folder.display().to_string(),
    };
    run(&data, &plan, &request)
}

/// The command that gives the same files again.
fn command(args: &SensitivityArgs) -> String {
    let mut words = vec![format!("trilat sensitivity {}", args.folder.display())];
    words.extend(args.outputs.iter().map(|name| format!("--output {name}")));
    words.extend(
        args.method
            .iter()
            .map(|method| format!("--method {}", method.word())),
    );
    let path = |name: &str, path: &Option<PathBuf>| {
        path.as_ref()
            .map(|path| format!("--{name} {}", path.display()))
    };
    words.extend(path("outputs", &args.table));
    words.extend(
        args.design
            .map(|design| format!("--design {}", design.word())),
    );
    words.extend(path("problem", &args.problem));
    words.extend(args.levels.map(|levels| format!("--levels {levels}")));
    words.extend(args.independent.then(|| "--independent".to_owned()));
    words.push(format!(
        "--resamples {} --seed {}",
        args.resamples, args.seed
    ));
    with_format(&words.join(" "), args.tables.formats().unwrap_or_default())
}
