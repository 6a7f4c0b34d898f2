//! A toy model whose every number follows from the replicate number.
#![allow(dead_code)]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use trilat::ensemble::runner::{Block, Model};
use trilat::record::{
    BlockRecord, Column, Event, EventLabels, Kind, MonthColumn, NO_LABEL, NO_RUNG, Role, Wanted,
};
use trilat::scenario::Month;
use trilat::tasks::plot::files::Drawn;
use trilat::tasks::run::model::{Job, run_model_into};
use trilat::tasks::run::{Results, RunError};
use trilat::tasks::{Command, Formats, Out, Quiet, Saved};

pub struct Toy {
    pub lanes: usize,
    pub months: usize,
    pub fault: Fault,
    pub begun: AtomicU64,
    columns: Vec<Column>,
    month_columns: Vec<MonthColumn>,
    labels: EventLabels,
}

#[derive(Clone, Copy, PartialEq)]
pub enum Fault {
    None,
    Panic { run: u64 },
    Infinite { run: u64 },
    Unlabelled { run: u64 },
    NoWorker,
    ShortRow,
}

fn column(name: &str, kind: Kind, role: Role, unit: &str, description: &str) -> Column {
    Column {
        name: name.into(),
        kind,
        role,
        unit: unit.into(),
        description: description.into(),
    }
}

impl Toy {
    pub fn new(lanes: usize, months: usize) -> Self {
        Self {
            lanes,
            months,
            fault: Fault::None,
            begun: AtomicU64::new(0),
            columns: vec![
                column(
                    "group",
                    Kind::Integer,
                    Role::Identifier,
                    "1",
                    "Which of three groups.",
                ),
                column(
                    "cohesion",
                    Kind::Number,
                    Role::Value,
                    "probability",
                    "Mean cohesion.",
                ),
                column(
                    "probes",
                    Kind::Integer,
                    Role::Count,
                    "probes",
                    "Probes, all rungs.",
                ),
                column(
                    "war",
                    Kind::Boolean,
                    Role::Indicator,
                    "1",
                    "Whether, \"once\", war came.",
                ),
                column(
                    "first_probe",
                    Kind::Integer,
                    Role::EventTime,
                    "months",
                    "First probe.",
                ),
            ],
            month_columns: vec![
                MonthColumn {
                    name: "belief".into(),
                    unit: "probability".into(),
                    description: "Belief that the ally is resolute.".into(),
                    low: 0.0,
                    high: 1.0,
                },
                MonthColumn {
                    name: "load".into(),
                    unit: "crises".into(),
                    description: "Crises in force.".into(),
                    low: 0.0,
                    high: 10.0,
                },
            ],
            labels: EventLabels {
                kinds: vec!["probe".into(), "statement, joint".into()],
                agents: vec!["PRK".into(), "KOR".into()],
                theatres: vec!["korea".into()],
            },
        }
    }

    pub fn with(mut self, fault: Fault) -> Self {
        self.fault = fault;
        self
    }
}

/// Scrambles two numbers to [0, 1).
pub fn noise(run: u64, salt: u64) -> f64 {
    let mut x =
        run.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (salt + 1).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    for _ in 0..2 {
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x ^= x >> 27;
    }
    (x >> 11) as f64 / (1u64 << 53) as f64
}

impl Model for Toy {
    type Worker = u64;

    fn lanes(&self) -> usize {
        self.lanes
    }
    fn months(&self) -> usize {
        self.months
    }
    fn run_columns(&self) -> &[Column] {
        &self.columns
    }
    fn month_columns(&self) -> &[MonthColumn] {
        &self.month_columns
    }
    fn event_labels(&self) -> &EventLabels {
        &self.labels
    }

    fn worker(&self) -> u64 {
        assert!(self.fault != Fault::NoWorker, "no world to be had");
        0
    }

    fn run(
        &self,
        worker: &mut u64,
        block: Block<'_>,
        wanted: Wanted,
        out: &mut BlockRecord,
        stop: &AtomicBool,
    ) -> bool {
        *worker += 1;
        self.begun.fetch_add(1, Ordering::Relaxed);
        let steps = if wanted.needs_months(block.replicates) {
            self.months
        } else {
            0
        };
        let columns = self.columns.len() - usize::from(self.fault == Fault::ShortRow);
        out.reset(block.replicates.len(), columns, steps, 2);
        for step in 0..self.months {
            if stop.load(Ordering::Relaxed) {
                return false;
            }
            for (lane, &run) in block.replicates.iter().enumerate() {
                if self.fault == (Fault::Panic { run }) {
                    panic!("run {run} went wrong");
                }
                let belief = noise(run, step as u64);
                let probed = belief > 0.9;
                if step < steps {
                    out.month_mut(step, 0)[lane] = if run % 10 == 9 { f64::NAN } else { belief };
                    out.month_mut(step, 1)[lane] = (belief * 4.0).floor();
                }
                let row = out.row_mut(lane);
                if step == 0 {
                    row[..4].copy_from_slice(&[(run % 3) as f64, 0.0, 0.0, 0.0]);
                }
                row[1] += belief / self.months as f64;
                if probed {
                    row[2] += 1.0;
                    row[3] = f64::from(belief > 0.97);
                    if let Some(first) = row.get_mut(4).filter(|first| first.is_nan()) {
                        *first = (step + 1) as f64;
                    }
                }
                if run % 10 == 9 {
                    row[1] = f64::NAN;
                }
                if self.fault == (Fault::Infinite { run }) {
                    row[1] = f64::INFINITY;
                }
                let unlabelled = self.fault == (Fault::Unlabelled { run });
                if wanted.events && (probed || step == 0) {
                    out.events.push(Event {
                        run,
                        step: step as u32,
                        kind: if unlabelled { 17 } else { u16::from(!probed) },
                        actor: u16::from(!probed),
                        target: if probed { 1 } else { NO_LABEL },
                        theatre: if probed { 0 } else { NO_LABEL },
                        rung: if probed { 2 } else { NO_RUNG },
                        value: if probed { belief } else { f64::NAN },
                    });
                }
            }
        }
        true
    }
}

/// A run of the toy, and where it goes.
#[derive(Clone)]
pub struct Request {
    pub job: Job,
    pub out: Out,
}

pub fn request(out: &Path, runs: u64, threads: usize) -> Request {
    Request {
        job: Job {
            name: "toy".into(),
            seed: 42,
            runs,
            threads,
            traces: 3,
            events: true,
            start: Month::new(2025, 11).unwrap(),
            resolved_toml: "[toy]\nmonths = 6\n".into(),
            scenario_path: "toy.toml".into(),
        },
        out: Out {
            formats: Some(Formats::default()),
            ..Out::new(out, Command::trilat("run").word("toy.toml"))
        },
    }
}

pub fn run(toy: &Toy, request: &Request) -> Result<Saved<Results>, RunError> {
    let Request { job, out } = request;
    run_model_into(toy, job, out, &mut Quiet::default(), |_| {
        Ok(Drawn::default())
    })
}

/// Names of everything in a folder, sorted, but for what it took to make it, which stands in every folder of results.
pub fn listing(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "resources.json")
        .collect();
    names.sort();
    names
}

pub fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name)
}
