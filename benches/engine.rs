//! Speed of the engine: `cargo bench --bench engine [-- SECTION…]` with the sections `overhead`,
//! `runs`, `threads`, `levels` and `blocks`.
//!
//! Times on a shared machine drift by more than the differences of interest. So everything that is
//! compared runs in turn, many times, in one process; the table gives medians, and ratios are
//! medians of the ratios within a turn. There is no harness but this file, for none compares in
//! turn.

#[path = "../tests/support/soa/mod.rs"]
mod soa;

use std::convert::Infallible;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use soa::Soa;
use trilat::analysis::bands::{Bands, Fold};
use trilat::ensemble::LANES;
use trilat::ensemble::runner::{Block, Job, KeepRecord, Model, Stage, run_ensemble};
use trilat::ensemble::simd;
use trilat::model::{Engine, Ensemble, Simulation};
use trilat::record::{BlockRecord, Wanted};
use trilat::scenario::{Scenario, load};

const MONTHS: u32 = 120;

/// Turns of a comparison, and blocks of an ensemble.
struct Effort {
    turns: usize,
    blocks: u64,
}

type Section = fn(&Effort);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let wanted: Vec<&str> = arguments
        .iter()
        .map(String::as_str)
        .filter(|a| !a.starts_with('-'))
        .collect();
    if !arguments.iter().any(|a| a == "--bench") {
        println!("nothing is measured outside `cargo bench`");
        return;
    }
    let effort = Effort {
        turns: 41,
        blocks: 24,
    };
    println!(
        "northeast_asia.toml, {MONTHS} months, no burn-in, {LANES} lanes, vector level {}",
        simd::force_level(None)
    );
    let sections: [(&str, Section); 6] = [
        ("overhead", overhead),
        ("runs", runs),
        ("mechanisms", mechanisms),
        ("threads", threads),
        ("levels", levels),
        ("blocks", blocks),
    ];
    for (name, section) in sections {
        if wanted.is_empty() || wanted.iter().any(|w| name.contains(w)) {
            section(&effort);
        }
    }
}

/// The whole model, or the signaling loop alone, with or without the derived value of information.
#[derive(Clone, Copy)]
enum Part {
    Whole,
    Loop,
}

fn scenario(part: Part, information: &str) -> Scenario {
    let file = match part {
        Part::Whole => "northeast_asia.toml",
        Part::Loop => "ablations/signaling_only.toml",
    };
    with_sets(file, &[format!("scenario.information={information}")])
}

fn with_sets(file: &str, sets: &[String]) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("configs")
        .join(file);
    let length = [
        format!("scenario.horizon={MONTHS}"),
        "scenario.burn_in=0".to_owned(),
    ];
    load(&path, &[sets, &length].concat())
        .expect("the shipped scenario is valid")
        .scenario
}

/// One block after another, each of new replicates.
trait Runner {
    fn lanes(&self) -> usize;
    fn run_block(&mut self, first: u64);

    /// Seconds per run.
    fn time(&mut self, first: u64) -> f64 {
        let start = Instant::now();
        self.run_block(first);
        start.elapsed().as_secs_f64() / self.lanes() as f64
    }
}

struct Blocks<'a, const L: usize> {
    spec: &'a Scenario,
    world: Simulation<L>,
    record: BlockRecord,
}

impl<'a, const L: usize> Blocks<'a, L> {
    fn of(spec: &'a Scenario, world: Simulation<L>) -> Self {
        Self {
            spec,
            world,
            record: BlockRecord::default(),
        }
    }
}

impl<const L: usize> Runner for Blocks<'_, L> {
    fn lanes(&self) -> usize {
        L
    }

    fn run_block(&mut self, first: u64) {
        let runs: Vec<_> = (0..L as u64).map(|k| (self.spec, first + k)).collect();
        self.world
            .load(&runs, Wanted::default())
            .expect("one scenario is compatible");
        self.world.run();
        self.world.record(&mut self.record);
        std::hint::black_box(&self.record);
    }
}

impl<const L: usize> Runner for Soa<L> {
    fn lanes(&self) -> usize {
        L
    }

    fn run_block(&mut self, first: u64) {
        self.run(first);
        std::hint::black_box(&self.sums);
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Runs all in turn; medians of seconds per run, and of the ratios to the last within a turn.
fn compare(turns: usize, runners: &mut [&mut dyn Runner]) -> (Vec<f64>, Vec<f64>) {
    let mut seconds = vec![Vec::new(); runners.len()];
    // One turn to warm up.
    for turn in 0..=turns {
        for (runner, seconds) in runners.iter_mut().zip(&mut seconds) {
            let time = runner.time(turn as u64 * 1024);
            if turn > 0 {
                seconds.push(time);
            }
        }
    }
    let last = seconds[runners.len() - 1].clone();
    let ratio = |times: &Vec<f64>| median(times.iter().zip(&last).map(|(a, b)| a / b).collect());
    let ratios = seconds.iter().map(ratio).collect();
    (seconds.into_iter().map(median).collect(), ratios)
}

fn line(what: &str, seconds: f64, note: &str) {
    println!(
        "  {what:<34} {:>8.1} µs/run {:>8.0} runs/s  {note}",
        1e6 * seconds,
        1.0 / seconds
    );
}

/// (a) What the ECS costs against plain arrays.
fn overhead(effort: &Effort) {
    println!("\noverhead: the signaling loop, engine and plain arrays, one thread");
    for information in ["off", "derived"] {
        let spec = scenario(Part::Loop, information);
        let (mut engine, mut by_hand) = (
            Blocks::of(&spec, Engine::new(&spec)),
            Soa::<LANES>::new(&spec),
        );
        let (seconds, ratios) = compare(effort.turns, &mut [&mut engine, &mut by_hand]);
        line(
            &format!("engine, information {information}"),
            seconds[0],
            "",
        );
        let note = format!("engine takes {:.3} of this time", ratios[0]);
        line(
            &format!("by hand, information {information}"),
            seconds[1],
            &note,
        );
    }
}

/// (b) Runs per second on one core, against the goals.
fn runs(effort: &Effort) {
    println!("\nruns: one thread, run rows only");
    for (name, part, information, goal) in [
        ("whole model", Part::Whole, "off", "goal 800 runs/s"),
        ("whole model", Part::Whole, "derived", ""),
        ("signaling loop", Part::Loop, "off", "goal 3000 runs/s"),
        ("signaling loop", Part::Loop, "derived", "goal 1000 runs/s"),
    ] {
        let spec = scenario(part, information);
        let (seconds, _) = compare(
            effort.turns,
            &mut [&mut Blocks::of(&spec, Engine::new(&spec))],
        );
        line(
            &format!("{name}, information {information}"),
            seconds[0],
            goal,
        );
    }
}

/// (b) What each mechanism costs: the whole model against the same without it.
fn mechanisms(effort: &Effort) {
    println!("\nmechanisms: time that the whole model takes without one of them");
    let whole = scenario(Part::Whole, "off");
    for (key, _) in whole.mechanisms.switches() {
        let spec = with_sets("northeast_asia.toml", &[format!("mechanisms.{key}=false")]);
        let (mut all, mut without) = (
            Blocks::of(&whole, Engine::new(&whole)),
            Blocks::of(&spec, Engine::new(&spec)),
        );
        let turns = effort.turns.div_ceil(4);
        let (seconds, ratios) = compare(turns, &mut [&mut without, &mut all]);
        let note = format!("takes {:.3} of the whole", ratios[0]);
        line(&format!("without {key}"), seconds[0], &note);
    }
}

/// Folds the months into the histograms of the bands, as a run folder needs.
struct Folding(Bands);

impl Stage for Folding {
    type Local = Fold;
    type Batch = ();

    fn process(&self, fold: &mut Fold, _: Block<'_>, record: &mut BlockRecord, (): &mut ()) {
        self.0.fold(fold, record);
    }

    fn finish(&self, mut fold: Fold) {
        self.0.flush(&mut fold);
    }
}

fn time_ensemble<S: Stage>(
    spec: &Scenario,
    stage: &S,
    wanted: Wanted,
    threads: usize,
    blocks: u64,
) -> f64 {
    let model = Ensemble::new(spec);
    let runs = blocks * LANES as u64;
    let job = Job {
        replicates: 0..runs,
        threads,
        wanted,
    };
    let start = Instant::now();
    let sink = |_: &[u64], _: &mut S::Batch| Ok::<(), Infallible>(());
    run_ensemble(&model, &job, stage, sink, |_| (), &AtomicBool::new(false))
        .expect("the ensemble runs");
    start.elapsed().as_secs_f64() / runs as f64
}

/// (c) Two threads against one.
fn threads(effort: &Effort) {
    println!("\nthreads: two against one, efficiency = speed-up / 2");
    let spec = scenario(Part::Whole, "off");
    let months = Wanted {
        months: true,
        ..Wanted::default()
    };
    let model = Ensemble::new(&spec);
    let folding = Folding(Bands::new(model.month_columns(), model.months()));
    let turns = effort.turns.div_ceil(4);
    for bands in [false, true] {
        let time = |threads| {
            if bands {
                time_ensemble(&spec, &folding, months, threads, effort.blocks)
            } else {
                time_ensemble(
                    &spec,
                    &KeepRecord,
                    Wanted::default(),
                    threads,
                    effort.blocks,
                )
            }
        };
        let pairs: Vec<[f64; 2]> = (0..turns).map(|_| [time(1), time(2)]).collect();
        let what = if bands {
            "with monthly bands"
        } else {
            "run rows only"
        };
        for threads in [1, 2] {
            let seconds = median(pairs.iter().map(|pair| pair[threads - 1]).collect());
            let gain = median(pairs.iter().map(|[one, two]| one / two / 2.0).collect());
            let note = if threads == 2 {
                format!("efficiency {gain:.2}")
            } else {
                String::new()
            };
            line(&format!("{threads} threads, {what}"), seconds, &note);
        }
    }
}

/// An engine at a vector level of its own.
struct AtLevel<'a> {
    level: u8,
    engine: Blocks<'a, LANES>,
}

impl Runner for AtLevel<'_> {
    fn lanes(&self) -> usize {
        LANES
    }

    fn run_block(&mut self, first: u64) {
        simd::force_level(Some(self.level));
        self.engine.run_block(first);
        simd::force_level(None);
    }
}

/// (d) Vector levels.
fn levels(effort: &Effort) {
    println!("\nlevels: SSE2 (0), AVX2 (1), AVX-512 (2)");
    for information in ["off", "derived"] {
        let spec = scenario(Part::Whole, information);
        let levels = simd::BASELINE..=simd::supported_level();
        let mut engines: Vec<AtLevel<'_>> = levels
            .map(|level| AtLevel {
                level,
                engine: Blocks::of(&spec, Engine::new(&spec)),
            })
            .collect();
        let mut runners: Vec<&mut dyn Runner> =
            engines.iter_mut().map(|e| e as &mut dyn Runner).collect();
        let (seconds, _) = compare(effort.turns.div_ceil(2), &mut runners);
        for (level, s) in seconds.iter().enumerate() {
            let note = format!("{:.1} times level 0", seconds[0] / s);
            line(
                &format!("level {level}, information {information}"),
                *s,
                &note,
            );
        }
    }
}

/// Blocks of another size.
fn other<const L: usize>(spec: &Scenario) -> Blocks<'_, L> {
    Blocks::of(spec, Simulation::with_lanes(spec))
}

/// (d) Block sizes.
fn blocks(effort: &Effort) {
    println!("\nblocks: lanes per block");
    for information in ["off", "derived"] {
        let spec = scenario(Part::Whole, information);
        let (mut a, mut b) = (other::<32>(&spec), other::<64>(&spec));
        let (mut c, mut d) = (other::<256>(&spec), Blocks::of(&spec, Engine::new(&spec)));
        let (seconds, ratios) = compare(
            effort.turns.div_ceil(2),
            &mut [&mut a, &mut b, &mut c, &mut d],
        );
        for (n, lanes) in [(0, 32), (1, 64), (3, 128), (2, 256)] {
            let note = format!("takes {:.2} of the time of 128", ratios[n]);
            line(
                &format!("{lanes} lanes, information {information}"),
                seconds[n],
                &note,
            );
        }
    }
}
