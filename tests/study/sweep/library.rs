//! Studies as functions: the same in memory as in files, and the same in shares as whole.

use std::path::PathBuf;

use trilat::fault::{Fault, HasFault};
use trilat::store::manifest::Status;
use trilat::study::factor::FactorValue;
use trilat::study::order::Shard;
use trilat::tasks::cluster::{self, script::ARRAY};
use trilat::tasks::rerun::{self, rerun_into};
use trilat::tasks::sweep::status::State;
use trilat::tasks::sweep::{
    Ask, Planned, Progress, Source, merge_into, resume_command, status, sweep, sweep_into,
};
use trilat::tasks::verify::{Verified, verify};
use trilat::tasks::{Command, Event, Notebook, Out, Quiet, Stop, Watch};

use super::support::{Place, study};

fn planned(place: &Place) -> Planned {
    Planned::read(&place.file("study.toml")).unwrap()
}

fn out(place: &Place, name: &str) -> Out {
    Out {
        report: false,
        ..Out::new(
            place.file(name),
            Command::trilat("sweep").word("study.toml"),
        )
    }
}

/// Raises the flag when so many runs are done.
struct Impatient {
    at: u64,
    told: Vec<u64>,
    stop: Stop,
}

impl Impatient {
    fn new(at: u64) -> Self {
        Self {
            at,
            told: Vec::new(),
            stop: Stop::new(),
        }
    }
}

impl Watch for Impatient {
    fn tell(&mut self, event: Event<'_>) {
        if let Event::At(done) = event {
            self.told.push(done);
            if done >= self.at {
                self.stop.raise();
            }
        }
    }

    fn stop(&self) -> Stop {
        self.stop.clone()
    }
}

/// A cell as a number, or a missing one.
fn number(cell: &str) -> f64 {
    match cell {
        "" => f64::NAN,
        text => text.parse().unwrap(),
    }
}

#[test]
fn columns_in_memory_are_those_of_the_files() {
    let place = Place::new(60);
    place.write(
        "study.toml",
        &study(60, "[design]\nkind = \"list\"\nfile = \"points.csv\"\n"),
    );
    // The second point is none: its runs are rows with the reason.
    place.write(
        "points.csv",
        "trust.mutual,trust.exploited,trust.exploiting\n0.5,0.4,0.1\n0.01,0.01,0.3\n1,1,0.5\n",
    );
    let planned = Source {
        skip_invalid: true,
        ..Source::new(place.file("study.toml"))
    }
    .read()
    .unwrap();
    let ask = Ask::new(&planned);
    let found = sweep(&ask, &mut Quiet::default()).unwrap();
    let saved = sweep_into(&ask, &out(&place, "out"), &mut Quiet::default()).unwrap();
    assert_eq!((found.failed, saved.what.failed), (60, 60));
    assert_eq!(found.fault(), Some(Fault::Failed));
    assert_eq!(found.hash, saved.what.hash);
    assert!(saved.what.rows.is_empty() && found.rows.len() == 180);

    let text = place.read("out/runs.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names: Vec<&str> = found.columns.iter().map(|c| c.name.as_str()).collect();
    let header = reader.headers().unwrap().clone();
    let header: Vec<&str> = header.iter().skip(2).collect();
    assert_eq!(header[..names.len()], names);
    for (at, row) in reader.records().map(Result::unwrap).enumerate() {
        assert_eq!(row[0], found.rows.point[at].to_string());
        assert_eq!(row[1], found.rows.replicate[at].to_string());
        for (column, values) in found.rows.values.iter().enumerate() {
            let there = number(&row[column + 2]);
            assert_eq!(values[at].to_bits(), there.to_bits(), "{row:?}");
        }
        assert_eq!(row[names.len() + 2], found.rows.failed[at]);
    }
    let text = place.read("out/design.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    for (at, row) in reader.records().map(Result::unwrap).enumerate() {
        for (column, values) in found.design.values.iter().enumerate() {
            let value = values[at].as_ref().and_then(FactorValue::number);
            assert_eq!(value, row[column + 1].parse().ok());
        }
    }
    assert_eq!(found.design.fields.len(), 3);
}

#[test]
fn work_that_is_stopped_keeps_what_is_complete() {
    let place = Place::new(1200);
    let planned = planned(&place);
    let ask = Ask {
        threads: 1,
        ..Ask::new(&planned)
    };
    let mut watch = Impatient::new(600);
    let found = sweep(&ask, &mut watch).unwrap();
    assert_eq!(found.progress, Progress::Interrupted);
    assert_eq!(found.fault(), Some(Fault::Interrupted));
    assert!((600..12_000).contains(&found.runs_done));
    assert_eq!(found.rows.len() as u64, found.runs_done);
    assert!(watch.told.is_sorted());

    let whole = out(&place, "whole");
    sweep_into(&ask, &whole, &mut Quiet::default()).unwrap();
    let first = out(&place, "parts");
    let saved = sweep_into(&ask, &first, &mut Impatient::new(600)).unwrap();
    assert_eq!(saved.status, Status::Interrupted);
    assert!(saved.files.is_empty());
    let standing = status(std::slice::from_ref(&first.folder)).unwrap();
    assert_eq!(standing.status, State::Incomplete);
    assert_eq!(standing.runs_done, saved.what.runs_done);
    assert_eq!(standing.fault(), Some(Fault::Incomplete));

    let error = sweep_into(&ask, &first, &mut Quiet::default()).unwrap_err();
    assert_eq!(error.fault(), Fault::Usage);
    let command = resume_command(&ask, &first).to_string();
    assert!(command.ends_with("parts --resume"), "{command}");
    let resumed = Out {
        resume: true,
        ..first
    };
    let saved = sweep_into(&ask, &resumed, &mut Quiet::default()).unwrap();
    assert_eq!(saved.what.progress, Progress::Complete);
    assert_eq!(saved.what.runs_done, 12_000);
    assert!(saved.what.runs_new < 12_000);
    assert_eq!(place.sums("parts"), place.sums("whole"));

    // Nothing is left to do, and that is noted.
    let mut notes = Notebook::default();
    let saved = sweep_into(&ask, &resumed, &mut notes).unwrap();
    assert_eq!(saved.what.runs_new, 0);
    assert!(notes.notes[0].ends_with("parts is complete"));
}

#[test]
fn shares_are_merged_verified_and_made_again() {
    let place = Place::new(150);
    let planned = planned(&place);
    let whole = sweep_into(
        &Ask::new(&planned),
        &out(&place, "whole"),
        &mut Quiet::default(),
    )
    .unwrap();
    let mut rows = 0;
    for index in 0..3 {
        let ask = Ask {
            shard: Shard { index, of: 3 },
            keep_parts: true,
            ..Ask::new(&planned)
        };
        let name = format!("shards/{}_of_3", index + 1);
        let saved = sweep_into(&ask, &out(&place, &name), &mut Quiet::default()).unwrap();
        assert_eq!(saved.what.progress, Progress::ShardComplete);
        let alone = sweep(&ask, &mut Quiet::default()).unwrap();
        assert_eq!(alone.runs_done, saved.what.runs_done);
        rows += alone.rows.len();
    }
    assert_eq!(rows, 1500);
    let folders = [place.file("shards")];
    let merged = out(&place, "merged");

    // A share that is not there is named, and nothing is written.
    let two: Vec<PathBuf> = [1, 3]
        .map(|at| place.file(&format!("shards/{at}_of_3")))
        .into();
    let error = merge_into(&two, &merged, &mut Quiet::default()).unwrap_err();
    assert_eq!(error.fault(), Fault::Incomplete);
    assert!(error.to_string().contains("they belong to shards 2 of 3"));
    let standing = status(&two).unwrap();
    assert_eq!(standing.parts.unwrap().missing_shards, [2]);
    assert!(!merged.folder.exists());

    let mut notes = Notebook::default();
    let twice = [folders[0].clone(), two[0].clone()];
    let saved = merge_into(&twice, &merged, &mut notes).unwrap();
    assert_eq!((saved.what.runs, saved.status), (1500, Status::Complete));
    assert!(notes.warnings[0].contains("with the same content"));
    assert_eq!(place.sums("merged"), place.sums("whole"));
    assert_eq!(saved.what.hash, whole.what.hash);
    assert_eq!(verify(&merged.folder).unwrap().fault(), None);
    let parts = verify(&two[0]).unwrap();
    assert!(matches!(parts, Verified::Parts { .. }));
    assert_eq!(parts.fault(), Some(Fault::Incomplete));

    let ask = rerun::Ask::new(&merged.folder);
    assert_eq!(ask.default_folder(), place.file("merged_rerun"));
    let again = Out::new(ask.default_folder(), Command::trilat("rerun"));
    let done = rerun_into(&ask, &again, &mut Quiet::default()).unwrap();
    assert!(done.what.different.is_empty());
    assert!(done.what.identical.iter().any(|name| name == "runs.csv"));
    place.write("merged/design.csv", "point\n");
    let error = rerun_into(&ask, &out(&place, "third"), &mut Quiet::default()).unwrap_err();
    assert_eq!(error.fault(), Fault::Mismatch);
}

#[test]
fn what_cannot_be_run_is_an_error_with_its_fault() {
    let place = Place::new(30);
    let mut source = Source::new(place.file("study.toml"));
    source.replicates = Some(0);
    assert_eq!(source.read().unwrap_err().fault(), Fault::Usage);
    source.replicates = None;
    source.sets = vec!["no.such=1".to_owned()];
    assert_eq!(source.read().unwrap_err().fault(), Fault::Config);

    // The scripts can be had without a file, and refuse a folder that is no name.
    source.sets.clear();
    let planned = source.read().unwrap();
    let program = PathBuf::from("trilat");
    let ask = cluster::Ask {
        out: place.file("out"),
        ..cluster::Ask::new(&source, &planned, 3, program)
    };
    let scripts = cluster::cluster(&ask).unwrap();
    assert!(scripts.array().contains("--array=1-3"));
    assert!(scripts.script(ARRAY).contains("out.slurm"));
    assert!(!place.file("out.slurm").exists());
    let ask = cluster::Ask {
        out: PathBuf::from("/"),
        ..ask
    };
    assert_eq!(cluster::cluster(&ask).unwrap_err().fault(), Fault::Usage);
}
