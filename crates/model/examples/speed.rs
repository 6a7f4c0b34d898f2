//! The engine alone, on one thread: a hash of every number that it records, to be compared before and after a change, and
//! the time that its parts take.
//!
//! ```sh
//! cargo run --release -p trilat-model --example speed -- BLOCKS MONTHS SCENARIO…
//! ```
//!
//! A scenario is a file. In turn with a program of the state before, times give ratios. Without arguments: what an
//! elementary function costs a lane, best of many tries.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use trilat_model::ensemble::LANES;
use trilat_model::ensemble::lanes::Lanes;
use trilat_model::ensemble::rng::Draws;
use trilat_model::ensemble::simd::simd;
use trilat_model::math;
use trilat_model::model::{Engine, load};
use trilat_model::record::{BlockRecord, Wanted};

/// FNV-1a over numbers, each taken as a whole.
struct Hash(u64);

impl Hash {
    fn take(&mut self, number: u64) {
        self.0 = (self.0 ^ number)
            .wrapping_mul(0x0100_0000_01b3)
            .rotate_left(29);
    }

    fn record(&mut self, record: &BlockRecord) {
        for x in record.rows.iter().chain(&record.months) {
            self.take(x.to_bits());
        }
        for event in &record.events {
            let agents = u64::from(event.actor) << 16 | u64::from(event.target);
            let what = u64::from(event.kind) << 16 | u64::from(event.theatre);
            self.take(event.run);
            self.take(u64::from(event.step) << 8 | u64::from(event.rung));
            self.take(agents << 32 | what);
            self.take(event.value.to_bits());
        }
    }
}

simd! {
    fn exp<const L: usize>(x: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| math::exp(x[k]));
    }

    fn ln<const L: usize>(x: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| math::ln(x[k]));
    }

    fn logistic<const L: usize>(x: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| math::logistic(x[k]));
    }

    fn ln_1p_exp<const L: usize>(x: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| math::ln_1p_exp(x[k]));
    }

    fn normal_cdf<const L: usize>(x: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| math::normal_cdf_central(x[k]));
    }

    fn divide<const L: usize>(x: &Lanes<L>, out: &mut Lanes<L>) {
        out.update(|k, y| y / x[k]);
    }
}

/// Prints the time of a function a lane.
fn time(name: &str, mut work: impl FnMut(&Lanes<LANES>, &mut Lanes<LANES>)) {
    const CALLS: u32 = 1000;
    let x = Lanes::from_fn(|k| 0.02 * (k + 1) as f64);
    let mut out = Lanes::splat(1.0);
    let tries = (0..200).map(|_| {
        let began = Instant::now();
        for _ in 0..CALLS {
            work(std::hint::black_box(&x), std::hint::black_box(&mut out));
        }
        began.elapsed().as_secs_f64()
    });
    let best = tries.fold(f64::INFINITY, f64::min);
    let lane = 1e9 * best / f64::from(CALLS) / LANES as f64;
    println!("{name:12} {lane:.2} ns a lane");
}

fn primitives() {
    let draws = Draws::<LANES> {
        seed: 1,
        replicate: std::array::from_fn(|k| k as u64),
        step: 1,
    };
    time("exp", exp);
    time("ln", ln);
    time("logistic", logistic);
    time("ln_1p_exp", ln_1p_exp);
    time("normal_cdf", normal_cdf);
    time("divide", divide);
    time("uniform", |_, out| draws.uniform(1, 2, 0, out));
    time("normal", |_, out| draws.normal(1, 2, 0, out));
}

/// Runs blocks of a scenario and prints a line.
fn measure(path: &Path, blocks: u64, months: u32) -> Result<(), String> {
    let mut scenario = load(path, &[]).map_err(|e| e.to_string())?.scenario;
    (scenario.horizon, scenario.burn_in) = (months, 0);
    let wanted = Wanted {
        months: true,
        events: true,
        traced: 0,
    };
    let began = Instant::now();
    let mut engine = Engine::new(&scenario);
    let built = began.elapsed();
    let (mut hash, mut record) = (Hash(0xcbf2_9ce4_8422_2325), BlockRecord::default());
    for block in 0..blocks {
        let first = block * LANES as u64;
        let runs: Vec<_> = (first..first + LANES as u64)
            .map(|n| (&scenario, n))
            .collect();
        engine.load(&runs, wanted).map_err(|e| e.to_string())?;
        engine.run();
        engine.record(&mut record);
        hash.record(&record);
    }
    let all = began.elapsed();
    println!(
        "{:016x} {} setup {:.2} ms, all {:.1} ms",
        hash.0,
        path.display(),
        1e3 * built.as_secs_f64(),
        1e3 * all.as_secs_f64()
    );
    Ok(())
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.is_empty() {
        primitives();
        return ExitCode::SUCCESS;
    }
    let [blocks, months, scenarios @ ..] = &words[..] else {
        eprintln!("speed BLOCKS MONTHS SCENARIO…");
        return ExitCode::from(2);
    };
    let (Ok(blocks), Ok(months)) = (blocks.parse(), months.parse()) else {
        eprintln!("blocks and months are whole numbers");
        return ExitCode::from(2);
    };
    for scenario in scenarios {
        if let Err(error) = measure(Path::new(scenario), blocks, months) {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
