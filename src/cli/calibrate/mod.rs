//! `trilat calibrate CALIBRATION`

mod text;

use std::io;
use std::path::PathBuf;

use clap::Args;

use self::text::{json, plan_json, plan_text, summary};
use crate::cli::exit::Exit;
use crate::cli::options::{OwnFont, Sets, TableFormats, Unverified};
use crate::cli::run::threads;
use crate::cli::streams::Streams;
use crate::cli::terminal::Terminal;
use crate::fault::Fault;
use crate::study::calibration::{Calibration, Method, Overrides};
use crate::study::load_calibration;
use crate::tasks::calibrate::{Ask, calibrate_into, default_folder, plan};
use crate::tasks::{Command, Out};

/// Arguments of `trilat calibrate`.
#[derive(Debug, Args)]
#[command(after_help = "\
The file names a scenario, the free parameters with their priors, and the targets:

  [calibration]
  scenario = \"../korea_2012_recorded.toml\"
  method = \"abc\"            # or \"smc2\": the likelihood of the record; then also groups, filter_particles
  particles = 1000          # of each generation; also seed, quantile, generations, min_acceptance,
                            # tolerance, simulations, predictive, targets = \"my_targets.csv\"
  [parameters]
  \"states.PRK.fear_weight\" = {}                               # the plausible range
  \"rungs.3.fear\" = { low = 0.1, high = 2.0, scale = \"log\" }   # also mean and sd, also = [paths]
  [[targets]]
  id = \"nk_mean_csis_missile_days_2012-2019\"                  # a row of data/targets.csv
  [[targets]]
  id = \"exercises\"                                            # or one of your own
  observable = \"ln_rate_ratio\"
  series = \"csis_missile_days\"
  window = \"2012-2019\"
  fit = false                                                 # predicted, not fitted

docs/calibration.md describes the method and every output.")]
pub struct CalibrateArgs {
    /// Calibration: a file, or a name of those that the program carries (`trilat init --list`)
    file: PathBuf,
    #[command(flatten)]
    sets: Sets,
    /// Say what is fitted to what and how long it takes at most; run nothing
    #[arg(long)]
    dry_run: bool,
    /// How it is fitted: summaries within a tolerance (abc), or the likelihood of the record (smc2); the file's own if left out
    #[arg(long, value_parser = Method::ALL.map(|(name, _)| name))]
    method: Option<String>,
    /// Particles of each generation, or parameter vectors of smc2 in all; the file's own if left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(20..=100_000))]
    particles: Option<u64>,
    /// Most generations; the file's own if left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    generations: Option<u32>,
    /// Make every prior F times as wide about its middle, within what the parameter may be: 0.5 and 2 show what an evidence owes to
    /// the priors
    #[arg(long, value_name = "F", allow_negative_numbers = true)]
    prior_width: Option<f64>,
    /// Seed of proposals and simulations; the file's own if left out
    #[arg(long)]
    seed: Option<u64>,
    /// Threads; all cores if left out. Results do not depend on it
    #[arg(long)]
    threads: Option<usize>,
    #[command(flatten)]
    own: OwnFont,
    /// Output folder; outputs/NAME if left out
    #[arg(long)]
    out: Option<PathBuf>,
    /// Go on where an earlier process stopped; begin if there was none
    #[arg(long, conflicts_with = "force")]
    resume: bool,
    /// Replace what an earlier calibration wrote to the folder
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    trust: Unverified,
    #[command(flatten)]
    tables: TableFormats,
    /// Keep the folder of the parts when the calibration is complete
    #[arg(long)]
    keep_parts: bool,
    /// Nothing on standard error but warnings and errors
    #[arg(short, long)]
    quiet: bool,
    /// Print the result as one line of JSON
    #[arg(long)]
    json: bool,
}

/// Plans a calibration or runs it.
///
/// # Errors
/// When writing to the streams fails.
pub fn calibrate(args: &CalibrateArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    if let Err(error) = args.own.load() {
        return Ok(streams.fail(&error));
    }
    let calibration = match read(args, streams) {
        Ok(calibration) => calibration,
        Err(fault) => return Ok(Exit::Fault(fault)),
    };
    let ask = Ask {
        threads: threads(args.threads),
        keep_parts: args.keep_parts,
        unverified: args.trust.unverified,
        ..Ask::new(&calibration)
    };
    let mut terminal = Terminal::new(streams, args.quiet);
    if args.dry_run {
        let text = match plan(&ask, &mut terminal) {
            Ok(plan) if args.json => format!("{}\n", plan_json(&ask, &plan)),
            Ok(plan) => plan_text(&ask, &plan),
            Err(error) => return Ok(streams.fail(&error)),
        };
        return streams.print(&text).map(|()| Exit::Ok);
    }
    let folder = args.out.clone();
    let out = Out {
        force: args.force,
        resume: args.resume,
        formats: args.tables.formats(),
        ..Out::new(
            folder.unwrap_or_else(|| default_folder(&calibration)),
            command(args),
        )
    };
    match calibrate_into(&ask, &out, &mut terminal) {
        Ok(saved) => {
            streams.warn(&saved.warnings);
            let text = match args.json {
                true => format!("{}\n", json(&saved)),
                false => summary(&saved),
            };
            streams.print(&text).map(|()| Exit::Ok)
        }
        Err(error) => Ok(streams.fail(&error)),
    }
}

/// Reads the calibration, lays the options on it, and says its notes and what is wrong.
fn read(args: &CalibrateArgs, streams: &mut Streams<'_>) -> Result<Calibration, Fault> {
    let mut calibration = load_calibration(&args.file, &args.sets.all()).map_err(|errors| {
        streams.say(errors.to_string().trim_end());
        Fault::Config
    })?;
    let named = |(name, _): &&(&str, Method)| args.method.as_deref() == Some(*name);
    let asked = Overrides {
        method: Method::ALL.iter().find(named).map(|(_, method)| *method),
        particles: args.particles.map(|n| n as usize),
        generations: args.generations,
        prior_width: args.prior_width,
        seed: args.seed,
    };
    calibration.lay(&asked).map_err(|message| {
        streams.say(message);
        Fault::Usage
    })?;
    for note in calibration.notes.iter().filter(|_| !args.quiet) {
        streams.say(note);
    }
    for remark in calibration.remarks().iter().filter(|_| !args.quiet) {
        streams.say(remark);
    }
    Ok(calibration)
}

/// The command that gives the same files again: what shapes the results; threads, folders and formats do not.
fn command(args: &CalibrateArgs) -> Command {
    Command::trilat("calibrate")
        .path(&args.file)
        .options("set", &args.sets.sets)
        .options("outcome", args.sets.asked())
        .options("method", args.method.as_deref())
        .options("particles", args.particles)
        .options("generations", args.generations)
        .options("prior-width", args.prior_width)
        .options("seed", args.seed)
        .option_path("font", args.own.font.as_deref())
}
