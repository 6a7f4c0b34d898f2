//! A run of a toy model, from the first block to the checksums.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::common::{Fault, Request, Toy, golden, listing, request, run};
use trilat::ensemble::runner::{Block, EnsembleError, Job, KeepRecord, Model, run_ensemble};
use trilat::fault::{Fault as Kind, HasFault};
use trilat::record::{BlockRecord, Column, EventLabels, MonthColumn, Wanted};
use trilat::store::atomic::partial_path;
use trilat::store::error::StoreError;
use trilat::store::lock::Lock;
use trilat::store::manifest::{MANIFEST, Manifest, Status};
use trilat::store::run_files::NewFile;
use trilat::store::verify::{Problem, verify};
use trilat::tasks::plot::files::Drawn;
use trilat::tasks::run::model::run_model_into;
use trilat::tasks::run::{Results, RunError};
use trilat::tasks::{Formats, Notebook, Quiet, Saved, Stop};

const FILES: [&str; 9] = [
    "datapackage.json",
    "events.csv",
    "manifest.json",
    "months.csv",
    "runs.csv",
    "scenario.resolved.toml",
    "summary.csv",
    "survival.csv",
    "traces.csv",
];

fn checksums(folder: &Path) -> Vec<(String, String)> {
    let manifest = Manifest::read(folder).unwrap().unwrap();
    manifest
        .files
        .into_iter()
        .map(|file| (file.path, file.sha256))
        .collect()
}

#[test]
fn the_same_bytes_at_any_threads_and_block_size() {
    let folder = tempfile::tempdir().unwrap();
    let mut expected = None;
    for threads in [1, 2, 8] {
        for lanes in [1, 7, 16, 128] {
            let out = folder.path().join(format!("{threads}-{lanes}"));
            let mut job = request(&out, 333, threads);
            job.out.formats = Some(Formats { parquet: true });
            run(&Toy::new(lanes, 12), &job).unwrap();
            let found = checksums(&out);
            assert_eq!(found.len(), 8 + 6);
            assert_eq!(
                *expected.get_or_insert(found.clone()),
                found,
                "{threads} threads, {lanes} lanes"
            );
        }
    }
}

/// `TRILAT_BLESS=1 cargo test golden` rewrites the golden files after an intended change.
#[test]
fn golden_files() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("toy");
    run(&Toy::new(4, 6), &request(&out, 20, 2)).unwrap();
    assert_eq!(listing(&out), FILES);
    for name in FILES {
        let text = fs::read_to_string(out.join(name)).unwrap();
        let text = text
            .replace(&trilat::store::manifest::platform(), "PLATFORM")
            .replace(&format!("\"{}\"", env!("CARGO_PKG_VERSION")), "\"VERSION\"");
        // The manifest's own checksum, which platform and version change.
        let text = match (name, text.rsplit_once(",\n  \"sha256\": \"")) {
            (MANIFEST, Some((above, _))) => format!("{above},\n  \"sha256\": \"SUM\"\n}}\n"),
            _ => text,
        };
        if std::env::var_os("TRILAT_BLESS").is_some() {
            fs::write(golden(name), &text).unwrap();
        }
        let expected = fs::read_to_string(golden(name)).unwrap();
        assert_eq!(text, expected, "{name} differs from tests/golden");
    }
}

#[test]
fn an_occupied_folder_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("thesis.docx"), "years of work").unwrap();
    let error = run(&Toy::new(4, 6), &request(folder.path(), 20, 2)).unwrap_err();
    assert_eq!(error.fault(), Kind::Usage);
    let text = error.to_string();
    assert!(
        text.contains("thesis.docx") && text.contains("--force"),
        "{text}"
    );
    assert_eq!(listing(folder.path()), ["thesis.docx"]);
}

#[test]
fn what_a_killed_process_left_is_no_obstacle_unless_something_else_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("toy");
    fs::create_dir_all(out.join("figures")).unwrap();
    let left = ["runs.csv", "figures/survival.svg"].map(|name| partial_path(&out.join(name)));
    let leave = || {
        fs::create_dir_all(out.join("figures")).unwrap();
        left.iter()
            .for_each(|path| fs::write(path, "half").unwrap());
    };
    leave();
    run(&Toy::new(4, 6), &request(&out, 20, 2)).unwrap();
    assert_eq!(listing(&out), FILES);
    fs::remove_dir_all(&out).unwrap();

    leave();
    let mine = out.join("figures/mine.svg");
    fs::write(&mine, "years of work").unwrap();
    let error = run(&Toy::new(4, 6), &request(&out, 20, 2)).unwrap_err();
    assert_eq!(error.fault(), Kind::Usage);
    assert!(error.to_string().contains("figures"), "{error}");
    assert!(mine.exists() && left.iter().all(|path| path.exists()));
    fs::remove_dir_all(&out).unwrap();

    // A process may have been killed before it wrote there.
    fs::create_dir_all(out.join("figures")).unwrap();
    run(&Toy::new(4, 6), &request(&out, 20, 2)).unwrap();
    assert!(verify(&out).unwrap().problems.is_empty());
}

#[test]
fn force_replaces_what_trilat_wrote_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path();
    let figure = |_: &_| {
        Ok(Drawn {
            files: vec![NewFile {
                path: "figures/a.svg".into(),
                bytes: b"<svg/>".into(),
            }],
            warnings: Vec::new(),
        })
    };
    let first = request(out, 20, 2);
    drawn(&Toy::new(4, 6), &first, figure).unwrap();
    fs::write(out.join("notes.md"), "mine").unwrap();
    assert!(out.join("figures/a.svg").exists());

    let mut second = request(out, 30, 2);
    assert!(matches!(
        run(&Toy::new(4, 6), &second),
        Err(RunError::Store {
            source: StoreError::Occupied { .. },
            ..
        })
    ));
    second.out.force = true;
    second.job.traces = 0;
    run(&Toy::new(4, 6), &second).unwrap();
    assert_eq!(fs::read_to_string(out.join("notes.md")).unwrap(), "mine");
    assert!(!out.join("traces.csv").exists(), "a stale table stayed");
    assert!(!out.join("figures").exists(), "a stale figure stayed");
    assert_eq!(Manifest::read(out).unwrap().unwrap().runs.completed, 30);
    assert!(verify(out).unwrap().problems.is_empty());
}

#[test]
fn force_never_touches_foreign_or_edited_files() {
    let folder = tempfile::tempdir().unwrap();
    let mut forced = request(folder.path(), 20, 2);
    forced.out.force = true;
    fs::write(folder.path().join("runs.csv"), "somebody else's").unwrap();
    let error = run(&Toy::new(4, 6), &forced).unwrap_err();
    assert!(matches!(
        error,
        RunError::Store {
            source: StoreError::Foreign { .. },
            ..
        }
    ));
    assert_eq!(listing(folder.path()), ["runs.csv"]);

    fs::remove_file(folder.path().join("runs.csv")).unwrap();
    run(&Toy::new(4, 6), &forced).unwrap();
    fs::write(folder.path().join("summary.csv"), "edited by hand").unwrap();
    let error = run(&Toy::new(4, 6), &forced).unwrap_err();
    assert!(matches!(
        error,
        RunError::Store {
            source: StoreError::Edited { .. },
            ..
        }
    ));
    assert_eq!(
        fs::read_to_string(folder.path().join("summary.csv")).unwrap(),
        "edited by hand"
    );
}

#[test]
fn a_failed_replacement_keeps_the_earlier_files() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path();
    run(&Toy::new(4, 6), &request(out, 20, 2)).unwrap();
    let before = checksums(out);
    let mut forced = request(out, 40, 2);
    forced.out.force = true;
    let toy = Toy::new(4, 6).with(Fault::Panic { run: 25 });
    assert!(run(&toy, &forced).is_err());
    assert_eq!(listing(out), FILES);
    assert_eq!(checksums(out), before);
    assert!(verify(out).unwrap().problems.is_empty());
}

#[test]
fn the_second_of_two_writers_is_refused_and_neither_leaves_a_trace() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("toy");
    let lock = Lock::take(&out).unwrap();
    let mut second = request(&out, 20, 1);
    for force in [false, true] {
        second.out.force = force;
        let error = run(&Toy::new(4, 6), &second).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("another process is writing to"),
            "{error}"
        );
    }
    drop(lock);
    assert!(!out.exists());
    run(&Toy::new(4, 6), &second).unwrap();
    assert_eq!(listing(&out), FILES);
}

/// Two that replace each other's files at the same time: one of them is in the folder, whole.
#[test]
fn of_two_writers_with_force_one_is_there_in_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("toy");
    for round in 0..10 {
        let write = |runs: u64| {
            let mut job = request(&out, runs, 1);
            job.out.force = true;
            run(&Toy::new(4, 6), &job).is_ok()
        };
        let (one, other) = std::thread::scope(|scope| {
            let one = scope.spawn(|| write(20 + round));
            let other = scope.spawn(|| write(40 + round));
            (one.join().unwrap(), other.join().unwrap())
        });
        assert!(one || other);
        assert_eq!(listing(&out), FILES);
        assert!(verify(&out).unwrap().problems.is_empty());
    }
}

#[test]
fn a_run_whose_files_were_half_published_is_finished_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let (out, whole) = (folder.path().join("toy"), folder.path().join("whole"));
    run(&Toy::new(4, 6), &request(&whole, 30, 1)).unwrap();
    for lost in [false, true] {
        let _ = fs::remove_dir_all(&out);
        run(&Toy::new(4, 6), &request(&out, 20, 1)).unwrap();
        let obstacle = partial_path(&out.join("manifest.json"));
        fs::create_dir(&obstacle).unwrap();
        let mut forced = request(&out, 30, 1);
        forced.out.force = true;
        run(&Toy::new(4, 6), &forced).unwrap_err();
        fs::remove_dir(&obstacle).unwrap();
        let months = out.join("months.csv");
        match lost {
            true => fs::remove_file(&months).unwrap(),
            false => fs::rename(&months, partial_path(&months)).unwrap(),
        }
        let error = verify(&out).unwrap_err().to_string();
        assert!(error.contains("while it published its files"), "{error}");
        // Without --force nothing is replaced, but what can be finished is.
        let unforced = run(&Toy::new(4, 6), &request(&out, 7, 1));
        if lost {
            assert_eq!(unforced.unwrap().what.runs, 7);
        } else {
            assert!(
                unforced
                    .unwrap_err()
                    .to_string()
                    .contains("already holds files")
            );
            assert_eq!(checksums(&out), checksums(&whole));
        }
        run(&Toy::new(4, 6), &forced).unwrap();
        assert_eq!(listing(&out), FILES);
        assert_eq!(checksums(&out), checksums(&whole));
        assert!(verify(&out).unwrap().problems.is_empty());
    }
}

#[test]
fn an_output_path_below_a_file_is_a_clear_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    let error = run(&Toy::new(4, 6), &request(&file, 20, 1)).unwrap_err();
    assert!(error.to_string().contains("is not a folder"), "{error}");
    assert_eq!(error.fault(), Kind::Usage);
}

/// A run of the toy with figures.
fn drawn(
    toy: &Toy,
    request: &Request,
    figures: impl FnOnce(&Results) -> Result<Drawn, Box<dyn Error + Send + Sync>>,
) -> Result<Saved<Results>, RunError> {
    run_model_into(
        toy,
        &request.job,
        &request.out,
        &mut Quiet::default(),
        figures,
    )
}

/// Raises the flag while a given replicate is running.
struct Cancelling<'a> {
    toy: Toy,
    at: u64,
    stop: &'a Stop,
}

impl Model for Cancelling<'_> {
    type Worker = u64;
    fn lanes(&self) -> usize {
        self.toy.lanes()
    }
    fn months(&self) -> usize {
        self.toy.months()
    }
    fn run_columns(&self) -> &[Column] {
        self.toy.run_columns()
    }
    fn month_columns(&self) -> &[MonthColumn] {
        self.toy.month_columns()
    }
    fn event_labels(&self) -> &EventLabels {
        self.toy.event_labels()
    }
    fn worker(&self) -> u64 {
        self.toy.worker()
    }
    fn run(
        &self,
        worker: &mut u64,
        block: Block<'_>,
        wanted: Wanted,
        out: &mut BlockRecord,
        stop: &AtomicBool,
    ) -> bool {
        if block.replicates.contains(&self.at) {
            self.stop.raise();
        }
        self.toy.run(worker, block, wanted, out, stop)
    }
}

#[test]
fn cancellation_keeps_a_complete_prefix() {
    for threads in [1, 2, 8] {
        let folder = tempfile::tempdir().unwrap();
        let (partial, short) = (folder.path().join("partial"), folder.path().join("short"));
        let mut watch = Notebook::default();
        let model = Cancelling {
            toy: Toy::new(7, 6),
            at: 700,
            stop: &watch.stop.clone(),
        };
        let Request { job, out } = request(&partial, 100_000, threads);
        let saved =
            run_model_into(&model, &job, &out, &mut watch, |_| Ok(Drawn::default())).unwrap();
        assert_eq!(saved.status, Status::Interrupted);
        let kept = saved.what.runs;
        // The block that raised the flag was dropped, and no worker was further ahead than it may be.
        assert!(kept <= 700 && kept + 7 * 4 * threads as u64 > 700, "{kept}");
        assert_eq!(
            Manifest::read(&partial).unwrap().unwrap().status,
            Status::Interrupted
        );
        assert!(verify(&partial).unwrap().problems.is_empty());

        // What was kept is what a shorter job would have written.
        run(&Toy::new(16, 6), &request(&short, kept, 1)).unwrap();
        assert_eq!(checksums(&partial), checksums(&short));
    }
}

#[test]
fn an_interruption_before_the_first_run_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("toy");
    let Request { job, out: to } = request(&out, 20, 2);
    let mut watch = Notebook::default();
    watch.stop.raise();
    let none = |_: &_| Ok(Drawn::default());
    let error = run_model_into(&Toy::new(4, 6), &job, &to, &mut watch, none).unwrap_err();
    assert_eq!(error.fault(), Kind::Interrupted);
    assert!(!out.exists());
}

#[test]
fn a_panic_in_the_model_is_an_error_that_names_the_runs() {
    for threads in [1, 2, 8] {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("toy");
        let toy = Toy::new(7, 6).with(Fault::Panic { run: 1_234 });
        let error = run(&toy, &request(&out, 100_000, threads)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the simulation failed in runs 1232 to 1238: run 1234 went wrong"
        );
        assert_eq!(error.fault(), Kind::Failed);
        assert!(!out.exists());
    }
}

#[test]
fn other_faults_are_errors_too() {
    let cases = [
        (
            Fault::Infinite { run: 33 },
            "run 33, column `cohesion`: inf is not a finite number",
        ),
        (
            Fault::Unlabelled { run: 5 },
            "run 5, month 0: event with kind code 17",
        ),
        (
            Fault::NoWorker,
            "a worker could not be started or ended: no world to be had",
        ),
        (Fault::ShortRow, "runs and columns recorded differ"),
    ];
    for (fault, message) in cases {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("toy");
        let error = run(&Toy::new(7, 6).with(fault), &request(&out, 500, 2)).unwrap_err();
        assert!(error.to_string().contains(message), "{error}");
        assert!(!out.exists());
    }
}

#[test]
fn a_failing_figure_does_not_cost_the_data() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("toy");
    let outcome = drawn(&Toy::new(4, 6), &request(&out, 20, 2), |results| {
        assert_eq!(results.runs, 20);
        assert_eq!(results.bands.len(), 12);
        Err("no font".into())
    })
    .unwrap();
    assert_eq!(outcome.warnings, ["the figures could not be made: no font"]);
    assert!(verify(&out).unwrap().problems.is_empty());
    assert_eq!(outcome.status, Status::Complete);

    let out = folder.path().join("bad");
    let outcome = drawn(&Toy::new(4, 6), &request(&out, 20, 2), |_| {
        Ok(Drawn {
            files: vec![NewFile {
                path: "../escape.svg".into(),
                bytes: Vec::new(),
            }],
            warnings: Vec::new(),
        })
    })
    .unwrap();
    assert!(outcome.warnings[0].contains("../escape.svg"));
    assert!(!folder.path().join("escape.svg").exists());
}

#[test]
fn verify_names_the_bad_file() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("toy");
    run(&Toy::new(4, 6), &request(&out, 20, 2)).unwrap();
    let runs = out.join("runs.csv");
    let text = fs::read_to_string(&runs).unwrap();
    fs::write(&runs, text.replacen('1', "2", 1)).unwrap();
    fs::remove_file(out.join("events.csv")).unwrap();
    let result = verify(&out).unwrap();
    assert_eq!((result.checked, result.problems.len()), (8, 2));
    assert!(matches!(&result.problems[0], Problem::Changed { path, .. } if path == "runs.csv"));
    assert_eq!(result.problems[1].to_string(), "events.csv: missing");
    assert!(
        verify(folder.path())
            .unwrap_err()
            .to_string()
            .contains("no manifest.json")
    );
}

#[test]
fn senseless_requests_are_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("toy");
    for (runs, threads) in [(0, 1), (u64::MAX, 1), (10, 0)] {
        let error = run(&Toy::new(4, 6), &request(&out, runs, threads)).unwrap_err();
        assert_eq!(error.fault(), Kind::Usage, "{error}");
    }
    assert!(run(&Toy::new(4, 0), &request(&out, 10, 1)).is_err());
    assert!(!out.exists());
}

#[test]
fn blocks_arrive_in_order_and_never_too_far_ahead() {
    let toy = Toy::new(5, 2);
    let job = Job {
        replicates: 3..1_000,
        threads: 4,
        wanted: Wanted::default(),
    };
    let (mut next, mut blocks, mut reported) = (3, 0, 0);
    let completed = run_ensemble(
        &toy,
        &job,
        &KeepRecord,
        |replicates, record| {
            assert_eq!(replicates[0], next);
            assert_eq!(record.lanes(), replicates.len());
            next = replicates[replicates.len() - 1] + 1;
            blocks += 1;
            std::thread::sleep(std::time::Duration::from_micros(200));
            let ahead = toy.begun.load(Ordering::Relaxed) - blocks;
            if ahead > 16 { Err(ahead) } else { Ok(()) }
        },
        |done| reported = done,
        &AtomicBool::new(false),
    )
    .unwrap();
    assert_eq!(
        (completed.replicates, completed.cancelled),
        (3..1_000, false)
    );
    assert_eq!((next, reported), (1_000, 997));
}

#[test]
fn a_sink_that_fails_ends_the_job() {
    let toy = Toy::new(5, 2);
    let job = Job {
        replicates: 0..u64::MAX,
        threads: 3,
        wanted: Wanted::default(),
    };
    let result = run_ensemble(
        &toy,
        &job,
        &KeepRecord,
        |replicates, _| {
            if replicates[0] >= 50 {
                Err("full")
            } else {
                Ok(())
            }
        },
        |_| {},
        &AtomicBool::new(false),
    );
    assert!(matches!(result, Err(EnsembleError::Sink("full"))));
}
