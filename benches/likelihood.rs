//! How noisy the likelihood of the record is, and what it costs: `cargo bench --bench likelihood [-- SETTINGS…]`, with settings such as
//! `particles=64`, `review=1`, `seeds=50`, `records=2`, `scenario=configs/korea_2012_recorded.toml` and overrides of the scenario.
//!
//! The months are those of a calibration of the shipped record, 2012-2019. Every seed is another set of random numbers; as many as
//! fit stand side by side in a block.

use std::path::Path;
use std::time::Instant;

use trilat::scenario::{ObservationSpec, Scenario, load};
use trilat::study::filter::{Effort, Series, Set, follow};
use trilat::tasks::score::observed::observed;
use trilat::watch::unwatched;

/// Months of 2012-2019.
const MONTHS: i32 = 96;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !arguments.iter().any(|a| a == "--bench") {
        println!("nothing is measured outside `cargo bench`");
        return;
    }
    let given = |key: &str| {
        let prefix = format!("{key}=");
        arguments.iter().find_map(|a| a.strip_prefix(&prefix))
    };
    let number = |key: &str, other: usize| {
        given(key).map_or(other, |text| text.parse().expect("a whole number"))
    };
    let effort = Effort {
        particles: number("particles", 64),
        review: number("review", 1) as u32,
        threads: 1,
    };
    let seeds = number("seeds", 50);
    let sets: Vec<String> = arguments
        .iter()
        .filter(|a| a.contains('.') && a.contains('=') && !a.starts_with("scenario="))
        .cloned()
        .collect();
    let path = given("scenario").unwrap_or("configs/korea_2012_recorded.toml");
    let spec = load(Path::new(path), &sets).expect("a scenario").scenario;
    let seen = counts(&spec, number("records", 2));
    let scenarios: Vec<Set<'_>> = (0..seeds as u64)
        .map(|number| Set {
            scenario: &spec,
            number,
        })
        .collect();
    let series = Series {
        records: &[0, 1][..seen.len()],
        observed: &seen,
        months: MONTHS as usize,
    };
    let start = Instant::now();
    let followed = unwatched(|t| follow(&scenarios, series, effort, t)).expect("a likelihood");
    let seconds = start.elapsed().as_secs_f64() / seeds as f64;
    let totals: Vec<f64> = followed
        .iter()
        .map(|own| own.iter().map(|month| month.evidence).sum())
        .collect();
    let n = totals.len() as f64;
    let mean = totals.iter().sum::<f64>() / n;
    let variance = totals.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    println!(
        "{} particles, review every {} months, {seeds} seeds: log likelihood {mean:.2}, sd {:.2}, {seconds:.3} s each",
        effort.particles,
        effort.review,
        variance.sqrt()
    );
}

/// What the records showed, by record.
fn counts(spec: &Scenario, records: usize) -> Vec<Vec<Option<u32>>> {
    let guard = trilat::store::guard::Guard::new(false);
    let record = |record: &ObservationSpec| {
        let seen = observed("nk_monthly", Some(&record.code), &guard).expect("the shipped record");
        (0..MONTHS)
            .map(|at| seen.counts.at(spec.start.plus(at)).map(|n| n as u32))
            .collect()
    };
    spec.roster
        .observations
        .iter()
        .take(records)
        .map(record)
        .collect()
}
