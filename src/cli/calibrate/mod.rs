//! `trilat calibrate CALIBRATION`

pub(crate) mod text;

use std::io;
use std::path::PathBuf;

use clap::Args;

use crate::cli::Exit;
use crate::cli::Sets;
use crate::cli::Streams;
use crate::cli::TableFormats;
use crate::cli::calibrate::text::json;
use crate::cli::calibrate::text::summary;
use crate::cli::interrupt;
use crate::cli::run::threads;
use crate::fault::{Fault, HasFault};
use crate::store::command::shell;
use crate::study::load_calibration;
use crate::tasks::calibrate::CalibrateRequest;
use crate::tasks::calibrate::calibrate_scenario;
use crate::tasks::calibrate::plan::as_json;
use crate::tasks::calibrate::plan::as_text;
use crate::tasks::calibrate::plan::plan;

/// Arguments of `trilat calibrate`.
#[derive(Debug, Args)]
#[command(after_help = "\
The file names a scenario, the free parameters with their priors, and the targets:

  [calibration]
  scenario = \"../korea_2012_recorded.toml\"
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
    /// Calibration file
    file: PathBuf,
    #[command(flatten)]
    sets: Sets,
    /// Say what is fitted to what and how long it takes at most; run nothing
    #[arg(long)]
    dry_run: bool,
    /// Particles of each generation; the file's own if left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(20..=100_000))]
    particles: Option<u64>,
    /// Most generations; the file's own if left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    generations: Option<u32>,
    /// Seed of proposals and simulations; the file's own if left out
    #[arg(long)]
    seed: Option<u64>,
    /// Threads; all cores if left out. Results do not depend on it
    #[arg(long)]
    threads: Option<usize>,
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
    let mut calibration = match load_calibration(&args.file, &args.sets.sets) {
        Ok(calibration) => calibration,
        Err(errors) => {
            write!(streams.err, "{errors}")?;
            return Ok(Exit::Fault(Fault::Config));
        }
    };
    if let Some(particles) = args.particles {
        calibration.settings.particles = particles as usize;
    }
    if let Some(generations) = args.generations {
        calibration.settings.generations = generations;
    }
    if let Some(seed) = args.seed {
        calibration.settings.seed = seed;
        calibration.study.base.seed = seed;
    }
    if !args.quiet {
        for note in &calibration.notes {
            writeln!(streams.err, "{note}")?;
        }
    }
    let threads = threads(args.threads);
    if args.dry_run {
        return match plan(&calibration, threads) {
            Ok(cost) => {
                if args.json {
                    writeln!(streams.out, "{}", as_json(&calibration, threads, &cost))?;
                } else {
                    write!(streams.out, "{}", as_text(&calibration, threads, &cost))?;
                }
                Ok(Exit::Ok)
            }
            Err(error) => {
                writeln!(streams.err, "error: {error}")?;
                Ok(Exit::from(error.fault()))
            }
        };
    }
    let request = CalibrateRequest {
        command: command(args),
        out: args
            .out
            .clone()
            .unwrap_or_else(|| PathBuf::from("outputs").join(&calibration.name)),
        resume: args.resume,
        force: args.force,
        formats: args.tables.formats().unwrap_or_default(),
        keep_parts: args.keep_parts,
        threads,
        quiet: args.quiet,
    };
    let stop = interrupt::watch();
    match calibrate_scenario(&calibration, &request, stop.flag()) {
        Ok(done) => {
            if args.json {
                writeln!(streams.out, "{}", json(&done))?;
            } else {
                write!(streams.out, "{}", summary(&done))?;
            }
            Ok(Exit::Ok)
        }
        Err(error) => {
            writeln!(streams.err, "error: {error}")?;
            Ok(Exit::from(error.fault()))
        }
    }
}

/// The command that gives the same files again: what shapes the results; threads and folders do not.
fn command(args: &CalibrateArgs) -> String {
    let mut words = vec![
        "trilat calibrate".to_owned(),
        shell(&args.file.to_string_lossy()),
    ];
    words.extend(
        args.sets
            .sets
            .iter()
            .map(|set| format!("--set {}", shell(set))),
    );
    words.extend(args.particles.map(|n| format!("--particles {n}")));
    words.extend(args.generations.map(|n| format!("--generations {n}")));
    words.extend(args.seed.map(|n| format!("--seed {n}")));
    words.join(" ")
}
