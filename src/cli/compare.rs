//! `trilat compare BASELINE OTHER …`

use std::io;
use std::path::PathBuf;

use clap::Args;

use super::compare_error::CompareError;
use super::compare_run::{CompareRequest, Member, compare_scenarios};
use super::compare_select::{headline, select};
use super::compare_text::{json, table};
use super::interrupt;
use super::report::after;
use super::simulate::threads;
use super::{Exit, Sets, Streams, TableFormats};
use crate::ensemble::LANES;
use crate::model::Ensemble;
use crate::scenario::Scenario;
use crate::scenario::load::load;
use crate::store::manifest::Status;
use crate::store::study_record::with_format;
use crate::study::paired::Shared;

/// Arguments of `trilat compare`.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// Scenario file of the baseline
    baseline: PathBuf,
    /// Scenario files to contrast with it
    #[arg(required = true, value_name = "OTHER")]
    others: Vec<PathBuf>,
    #[command(flatten)]
    sets: Sets,
    /// Number of runs of each scenario; the baseline's own if left out
    #[arg(long)]
    runs: Option<u64>,
    /// Seed of all random numbers; the baseline's own if left out
    #[arg(long)]
    seed: Option<u64>,
    /// Threads; all cores if left out. Results do not depend on it
    #[arg(long)]
    threads: Option<usize>,
    /// Output folder; outputs/compare_BASELINE if left out
    #[arg(long)]
    out: Option<PathBuf>,
    /// Replace what an earlier comparison wrote to the folder
    #[arg(long)]
    force: bool,
    /// Half-width of the 95 % interval for which runs needed are given, in % of the baseline's mean
    #[arg(long, value_name = "PERCENT", default_value_t = 1.0, value_parser = percent)]
    precision: f64,
    /// Contrast these columns of runs.csv alone, such as wars,belief_* (* for any letters, ? for one)
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    only: Vec<String>,
    #[command(flatten)]
    tables: TableFormats,
    /// Draw no figure
    #[arg(long)]
    no_figures: bool,
    /// Nothing on standard error but warnings and errors
    #[arg(short, long)]
    quiet: bool,
    /// Print the contrasts as one line of JSON
    #[arg(long)]
    json: bool,
}

fn percent(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if value > 0.0 && value.is_finite() => Ok(value),
        _ => Err("must be a number above 0, in %".to_owned()),
    }
}

/// Runs scenarios on the same random numbers, contrasts each with the first, and writes the folder.
///
/// # Errors
/// When writing to the streams fails.
pub fn compare(args: &CompareArgs, streams: &mut Streams<'_>) -> io::Result<Exit> {
    let Some(mut members) = read(args, streams)? else {
        return Ok(Exit::Config);
    };
    let done = align(&mut members).and_then(|notes| run(args, &members, notes, streams));
    match done {
        Ok((text, exit)) => {
            write!(streams.out, "{text}")?;
            Ok(exit)
        }
        Err(error) => {
            writeln!(streams.err, "error: {error}")?;
            Ok(error.exit())
        }
    }
}

/// The scenarios, the baseline first; `None` if one is wrong, after saying so.
fn read(args: &CompareArgs, streams: &mut Streams<'_>) -> io::Result<Option<Vec<Member>>> {
    let mut baseline_sets = args.sets.sets.clone();
    baseline_sets.extend(args.seed.map(|seed| format!("scenario.seed={seed}")));
    baseline_sets.extend(args.runs.map(|runs| format!("scenario.runs={runs}")));
    let mut members = Vec::new();
    let mut failed = false;
    for path in std::iter::once(&args.baseline).chain(&args.others) {
        match load(path, &baseline_sets) {
            Ok(loaded) => {
                for note in loaded.notes.iter().filter(|_| !args.quiet) {
                    writeln!(streams.err, "{note}")?;
                }
                members.push(Member {
                    name: loaded.scenario.name.clone(),
                    path: path.display().to_string(),
                    scenario: loaded.scenario,
                });
            }
            Err(errors) => {
                write!(streams.err, "{errors}")?;
                failed = true;
            }
        }
    }
    Ok((!failed).then_some(members))
}

/// Gives every scenario the baseline's seed and runs, and a name of its own. Returns what the user should
/// know.
fn align(members: &mut [Member]) -> Result<Vec<String>, CompareError> {
    let mut notes = Vec::new();
    let Some((baseline, others)) = members.split_first_mut() else {
        return Ok(notes);
    };
    let mut taken = vec![baseline.name.clone()];
    for other in others {
        let (own, first) = (&mut other.scenario, &baseline.scenario);
        paired_time(first, own)?;
        if own.seed != first.seed {
            notes.push(format!(
                "`{}` runs with the seed of the baseline, {}, instead of its own, {}",
                other.name, first.seed, own.seed
            ));
        }
        (own.seed, own.runs) = (first.seed, first.runs);
        let mut number = 2;
        while taken.contains(&other.name) {
            other.name = format!("{}_{number}", own.name);
            number += 1;
        }
        taken.push(other.name.clone());
    }
    Ok(notes)
}

/// Random numbers are addressed by month since the start of the burn-in, so the two must share time.
fn paired_time(baseline: &Scenario, other: &Scenario) -> Result<(), CompareError> {
    let keys = [
        ("start", baseline.start.to_string(), other.start.to_string()),
        (
            "horizon",
            baseline.horizon.to_string(),
            other.horizon.to_string(),
        ),
        (
            "burn_in",
            baseline.burn_in.to_string(),
            other.burn_in.to_string(),
        ),
    ];
    match keys.into_iter().find(|(_, a, b)| a != b) {
        None => Ok(()),
        Some((key, wanted, found)) => Err(CompareError::Time {
            key,
            baseline: baseline.name.clone(),
            wanted,
            other: other.name.clone(),
            found,
        }),
    }
}

fn run(
    args: &CompareArgs,
    members: &[Member],
    mut notes: Vec<String>,
    streams: &mut Streams<'_>,
) -> Result<(String, Exit), CompareError> {
    let models: Vec<Ensemble<'_, LANES>> = members
        .iter()
        .map(|member| Ensemble::new(&member.scenario))
        .collect();
    let shared = share(args, members, &models, &mut notes)?;
    for note in notes.iter().filter(|_| !args.quiet) {
        // Notes are a courtesy: where they cannot be written, the work goes on.
        let _ = writeln!(streams.err, "note: {note}");
    }
    let Some(baseline) = members.first() else {
        return Err(CompareError::NothingShared);
    };
    let out = args
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from("outputs").join(format!("compare_{}", baseline.name)));
    let request = CompareRequest {
        members,
        out,
        force: args.force,
        threads: threads(args.threads),
        precision: args.precision,
        formats: args.tables.formats().unwrap_or_default(),
        command: command(args, &baseline.scenario),
        quiet: args.quiet,
        figure: !args.no_figures,
    };
    let shown = if args.only.is_empty() {
        headline(&baseline.scenario.roster)
    } else {
        Vec::new()
    };
    let compared = compare_scenarios(&models, &shared, &request, &shown, interrupt::watch())?;
    // As with notes: what matters is in the folder.
    let _ = after(&compared.folder, streams);
    let exit = match compared.status {
        Status::Complete => Exit::Ok,
        Status::Interrupted => Exit::Interrupted,
    };
    let text = if args.json {
        json(&compared, &notes)
    } else {
        table(&compared, &shown)
    };
    Ok((text, exit))
}

/// The columns to contrast, for each scenario but the baseline.
fn share(
    args: &CompareArgs,
    members: &[Member],
    models: &[Ensemble<'_, LANES>],
    notes: &mut Vec<String>,
) -> Result<Vec<Shared>, CompareError> {
    use crate::ensemble::runner::Model;
    let Some((first, others)) = models.split_first() else {
        return Ok(Vec::new());
    };
    let chosen = select(&args.only, first.run_columns())?;
    let mut all = Vec::new();
    for (model, member) in others.iter().zip(&members[1..]) {
        let mut shared = Shared::new(first.run_columns(), model.run_columns());
        shared.retain(|name| chosen.iter().any(|column| column == name));
        let lists = [
            (&shared.only_baseline, "only the baseline has"),
            (&shared.only_other, "only this scenario has"),
            (&shared.unlike, "differ in meaning or unit"),
        ];
        for (names, what) in lists {
            // Columns that were not asked for are not missed.
            let missed: Vec<&str> = names
                .iter()
                .map(String::as_str)
                .filter(|name| args.only.is_empty() || chosen.iter().any(|column| column == name))
                .collect();
            if !missed.is_empty() {
                notes.push(format!(
                    "`{}` is not contrasted in columns that {what}: {}",
                    member.name,
                    missed.join(", ")
                ));
            }
        }
        if shared.columns.is_empty() {
            return Err(CompareError::NothingShared);
        }
        all.push(shared);
    }
    Ok(all)
}

/// The command that gives the same files again: what shapes the results is written out.
fn command(args: &CompareArgs, baseline: &Scenario) -> String {
    let mut words = vec!["trilat compare".to_owned()];
    words.push(args.baseline.display().to_string());
    words.extend(args.others.iter().map(|path| path.display().to_string()));
    words.extend(args.sets.sets.iter().map(|set| format!("--set '{set}'")));
    if !args.only.is_empty() {
        words.push(format!("--only '{}'", args.only.join(",")));
    }
    words.push(format!("--precision {}", args.precision));
    words.push(format!("--runs {} --seed {}", baseline.runs, baseline.seed));
    let formats = args.tables.formats().unwrap_or_default();
    with_format(&words.join(" "), formats)
}
