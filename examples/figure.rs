//! Simulates a scenario and prints a figure of it as SVG: probes a year by rung of the ladder.
//!
//!     cargo run --release --example figure configs/northeast_asia.toml > probes_by_rung.svg
//!
//! A figure is drawn from a plain table, here one made from results in memory; a table of your own with the same columns
//! does as well, and `trilat plot --list` names the columns of each kind of figure.

use std::env::args;
use std::error::Error;
use std::path::PathBuf;

use trilat::figures::{PROBES_BY_RUNG, Source, Theme, probes_by_rung};
use trilat::scenario::load::load;
use trilat::tasks::plot::run_data::rates;
use trilat::tasks::run::{Ask, run};
use trilat::watch::Quiet;

fn main() -> Result<(), Box<dyn Error>> {
    let file = PathBuf::from(args().nth(1).unwrap_or("configs/toy.toml".into()));
    let scenario = load(&file, &["scenario.runs=200".into()])?.scenario;
    let results = run(&Ask::new(&scenario), &mut Quiet::default())?;

    let table = rates(&scenario.roster, &results)?;
    let source = Source {
        scenario: scenario.name.clone(),
        seed: scenario.seed,
        runs: results.runs,
        version: env!("CARGO_PKG_VERSION").into(),
        command: "cargo run --release --example figure".into(),
    };
    let figure = probes_by_rung(&table, &Theme::new(PROBES_BY_RUNG.preset), &source)?;
    print!("{}", figure.svg);
    Ok(())
}
