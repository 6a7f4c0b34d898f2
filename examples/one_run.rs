//! Simulates one scenario in memory and prints what was found: the rows of `summary.csv`.
//!
//!     cargo run --release --example one_run configs/northeast_asia.toml
//!
//! A scenario says who the states are and what they want; a run lets them act month by month, with chance. Many runs of
//! the same scenario give a mean of each outcome, such as wars, and an interval that says how sure one can be of it.

use std::env::args;
use std::error::Error;
use std::path::PathBuf;

use trilat::scenario::load::load;
use trilat::store::run_tables::summary;
use trilat::tasks::run::{Ask, run};
use trilat::watch::Quiet;

fn main() -> Result<(), Box<dyn Error>> {
    let file = PathBuf::from(args().nth(1).unwrap_or("configs/toy.toml".into()));
    let scenario = load(&file, &["scenario.runs=200".into()])?.scenario;

    let results = run(&Ask::new(&scenario), &mut Quiet::default())?;

    // The same text as in the file that `trilat run` writes; each row is there as a struct as well.
    print!("{}", summary().csv(&results.summary));
    for row in results.summary.iter().filter(|row| row.column == "probes") {
        let (low, high) = (row.ci_low, row.ci_high);
        eprintln!(
            "probes, {}: {} ({low} to {high})",
            row.statistic, row.estimate
        );
    }
    Ok(())
}
