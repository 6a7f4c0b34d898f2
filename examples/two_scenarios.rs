//! Compares two scenarios run by run and prints the differences: the rows of `contrasts.csv`.
//!
//!     cargo run --release --example two_scenarios configs/northeast_asia.toml configs/no_drills.toml
//!
//! Both scenarios get the same random numbers, so that run 7 of one differs from run 7 of the other only by what was
//! changed. The difference of two such runs varies far less than the runs do, so that fewer of them are needed.

use std::env::args;
use std::error::Error;

use trilat::scenario::load::load;
use trilat::store::compare_files::contrasts;
use trilat::tasks::compare::{Ask, Member, compare};
use trilat::watch::Quiet;

fn main() -> Result<(), Box<dyn Error>> {
    let mut members = Vec::new();
    for path in args().skip(1) {
        let scenario = load(path.as_ref(), &["scenario.runs=200".into()])?.scenario;
        let name = scenario.name.clone();
        members.push(Member {
            name,
            path,
            scenario,
        });
    }

    // The first is the baseline.
    let compared = compare(&Ask::new(members), &mut Quiet::default())?;

    let others = compared.against.iter();
    let rows = others.flat_map(|o| o.contrasts.iter().map(|row| (o.scenario.as_str(), row)));
    print!("{}", contrasts().csv(rows));
    Ok(())
}
