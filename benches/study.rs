//! Speed of studies: `cargo bench --bench study`.
//!
//! The runs of 1,000 points with 16 replicates each, as a study and as one scenario of as many runs,
//! in turn on one thread; and what writing takes.

use std::convert::Infallible;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use trilat::ensemble::runner::{Job, KeepRecord, run_ensemble};
use trilat::model::Ensemble;
use trilat::record::{BlockRecord, Wanted};
use trilat::store::atomic::AtomicFile;
use trilat::study::execute::execute;
use trilat::study::lanes::{Grouping, StudyLanes};
use trilat::study::load;
use trilat::study::order::RunOrder;

const POINTS: u64 = 1000;
const REPLICATES: u64 = 16;
const TURNS: usize = 3;

const STUDY: &str = "replicates = 16\n[design]\nkind = \"lhs\"\npoints = 1000\nseed = 1\n[factors]\n\
    \"states.KOR.resolute_share\" = {}\n\"fear.decay\" = {}\n\"will.threat\" = {}\n\
    \"channels.exercises.visibility\" = {}\n\"coordination.substitutability\" = {}\n";

fn main() {
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("nothing is measured outside `cargo bench`");
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().join("study.toml");
    let scenario = root.join("configs/northeast_asia.toml");
    let text = format!("[study]\nscenario = \"{}\"\n{STUDY}", scenario.display());
    fs::write(&path, text).expect("the temporary folder is writable");
    let study = load(&path, &[]).expect("the study is valid");
    assert_eq!((study.len() as u64, study.replicates), (POINTS, REPLICATES));

    let start = Instant::now();
    let grouping = Grouping::new(&study);
    let check = start.elapsed().as_secs_f64();
    let start = Instant::now();
    for point in 0..study.len() {
        std::hint::black_box(
            study
                .scenario_again(point, 0)
                .expect("every point is valid"),
        );
    }
    let again = start.elapsed().as_secs_f64();
    println!(
        "points: {:.1} µs to check, {:.1} µs to make again",
        1e3 * check,
        1e3 * again
    );

    let order = RunOrder::new(grouping.groups.clone(), REPLICATES);
    let lanes = StudyLanes::new(&study, &grouping);
    let parts: Vec<u64> = (0..order.parts().len() as u64).collect();
    let never = AtomicBool::new(false);
    let (mut single, mut several, mut writing) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let start = Instant::now();
        let model = Ensemble::new(study.base());
        let job = Job {
            replicates: 0..POINTS * REPLICATES,
            threads: 1,
            wanted: Wanted::default(),
        };
        let sink = |_: &[u64], _: &mut BlockRecord| Ok::<(), Infallible>(());
        run_ensemble(&model, &job, &KeepRecord, sink, |_| {}, &never).expect("it runs");
        single.push(start.elapsed().as_secs_f64());

        let (mut spent, mut file) = (0.0, None);
        let start = Instant::now();
        execute(
            &lanes,
            &order,
            &parts,
            1,
            |piece| {
                let begun = Instant::now();
                let mut open = match file.take().filter(|_| !piece.first) {
                    Some(open) => open,
                    None => AtomicFile::create(&folder.path().join("part.csv"))?,
                };
                open.write(piece.rows.as_str().as_bytes())?;
                if piece.last {
                    open.close()?.publish()?;
                } else {
                    file = Some(open);
                }
                spent += begun.elapsed().as_secs_f64();
                Ok::<(), trilat::store::error::StoreError>(())
            },
            |_| {},
            &never,
        )
        .expect("it runs");
        several.push(start.elapsed().as_secs_f64());
        writing.push(spent);
    }
    let runs = (POINTS * REPLICATES) as f64;
    let each = |times: &mut Vec<f64>| 1e6 * median(times) / runs;
    let ratio: Vec<f64> = several.iter().zip(&single).map(|(a, b)| a / b).collect();
    let share: Vec<f64> = writing.iter().zip(&several).map(|(a, b)| a / b).collect();
    println!("one scenario: {:.1} µs a run", each(&mut single));
    println!(
        "a study:      {:.1} µs a run, rows and parts included",
        each(&mut several)
    );
    println!("ratio:        {:.3}", median(&mut ratio.clone()));
    println!(
        "writing:      {:.1} % of the time",
        100.0 * median(&mut share.clone())
    );
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
