//! The folder of a run, or of several, and the figures that it gives.

use std::path::{Path, PathBuf};

use super::bands;
use super::choices::{Choice, Choices};
use super::error::PlotError;
use super::origin::{Folder, Gives, Place};
use super::read::{manifest_source, scenario};
use super::run_data::{self, RunData, RunFiles};
use crate::figures::{
    BANDS_OVER_TIME, BELIEFS, Kind, NETWORK, PROBES_BY_RUNG, Source, TIME_TO_FIRST_EVENT, TIMELINE,
    Table, timeline_rows,
};
use crate::scenario::Scenario;
use crate::store::guard::Guard;
use crate::store::manifest::Manifest;
use crate::store::tables::SCENARIO;

/// The folder of a run.
pub struct RunFolder {
    path: PathBuf,
    manifest: Manifest,
    scenario: Scenario,
    data: RunFiles,
    guard: Guard,
}

impl RunFolder {
    /// Reads the scenario and the statistics of a folder.
    ///
    /// # Errors
    /// [`PlotError`].
    pub fn read(path: &Path, manifest: Manifest, guard: &Guard) -> Result<Self, PlotError> {
        Ok(Self {
            path: path.to_path_buf(),
            manifest,
            scenario: scenario(&path.join(SCENARIO), guard)?,
            data: RunFiles::read(path, guard)?,
            guard: guard.clone(),
        })
    }

    fn name(&self) -> &str {
        &self.manifest.scenario.name
    }

    fn bands(&self, kind: &Kind, choices: &Choices) -> Result<Table, PlotError> {
        let known = |name: &str| !self.data.bands(name).is_empty();
        let shown = bands::asked(kind, choices, &self.scenario, known)?;
        Ok(run_data::bands_of_run(&shown, &self.data)?)
    }

    fn is_traced(&self, choices: &Choices) -> bool {
        let recorded = &self.manifest.recorded;
        recorded.traces > choices.traced_run() && recorded.events
    }

    fn timeline(&self, choices: &Choices) -> Result<Table, PlotError> {
        let run = choices.traced_run();
        if !self.is_traced(choices) {
            let reason = format!(
                "run {run} is not traced there; run the scenario again with --traces {} --events",
                run.saturating_add(1)
            );
            return Err(PlotError::not_there(&TIMELINE, &self.path, reason));
        }
        let (monthly, events) = run_data::traced(&self.path, &self.guard, &self.scenario, run)?;
        Ok(timeline_rows(&monthly, &events)?)
    }
}

fn always<F>(_: &F, _: &Choices) -> bool {
    true
}

impl Folder for RunFolder {
    const PLACE: Place = Place::Run;
    const GIVES: &'static [Gives<Self>] = &[
        Gives {
            kind: &PROBES_BY_RUNG,
            from: "run",
            takes: &[],
            unasked: always,
            table: |run, _| Ok(run_data::rates(&run.scenario.roster, &run.data)?),
        },
        Gives {
            kind: &BANDS_OVER_TIME,
            from: "run, with --value OBSERVABLE,…",
            takes: &[Choice::Value],
            unasked: always,
            table: |run, choices| run.bands(&BANDS_OVER_TIME, choices),
        },
        Gives {
            kind: &BELIEFS,
            from: "run, with --value BELIEF,…",
            takes: &[Choice::Value],
            // What is asked for may be no belief.
            unasked: |_, choices| choices.value.is_none(),
            table: |run, choices| run.bands(&BELIEFS, choices),
        },
        Gives {
            kind: &TIME_TO_FIRST_EVENT,
            from: "run",
            takes: &[],
            unasked: always,
            table: |run, _| Ok(run_data::survival(&run.scenario.roster, &run.data)?),
        },
        Gives {
            kind: &NETWORK,
            from: "run",
            takes: &[],
            unasked: always,
            table: |run, _| {
                let runs = run.manifest.runs.completed;
                Ok(run_data::network(&run.scenario.roster, &run.data, runs)?)
            },
        },
        Gives {
            kind: &TIMELINE,
            from: "run with --traces and --events",
            takes: &[Choice::Run],
            unasked: Self::is_traced,
            table: Self::timeline,
        },
    ];

    fn path(&self) -> &Path {
        &self.path
    }

    fn source(&self, command: &str) -> Source {
        manifest_source(&self.manifest, command)
    }
}

/// The folders of several runs.
pub struct SeveralRuns {
    runs: Vec<RunFolder>,
}

impl SeveralRuns {
    /// Runs of different scenarios with one seed, at least one.
    ///
    /// # Errors
    /// [`PlotError`].
    pub fn new(runs: Vec<RunFolder>) -> Result<Self, PlotError> {
        for (at, run) in runs.iter().enumerate() {
            let name = run.name();
            if runs.iter().take(at).any(|other| other.name() == name) {
                let reason =
                    format!("another folder holds the scenario `{name}` too; name scenarios apart");
                return Err(PlotError::not_there(
                    &TIME_TO_FIRST_EVENT,
                    &run.path,
                    reason,
                ));
            }
        }
        let mut seeds: Vec<u64> = runs.iter().map(|run| run.manifest.seed).collect();
        seeds.dedup();
        if seeds.len() > 1 {
            return Err(PlotError::Usage(
                "the runs have different seeds; run them with one --seed".into(),
            ));
        }
        Ok(Self { runs })
    }

    fn survival(&self, choices: &Choices) -> Result<Table, PlotError> {
        let Some(column) = &choices.value else {
            return Err(PlotError::Usage(
                "of several runs, time_to_first_event needs --value, such as first_r3".into(),
            ));
        };
        let mut out = run_data::survival_columns();
        for run in &self.runs {
            let curve = run.data.survival(column);
            if curve.is_empty() {
                let reason = format!("survival.csv has no curve of `{column}`");
                return Err(PlotError::not_there(
                    &TIME_TO_FIRST_EVENT,
                    &run.path,
                    reason,
                ));
            }
            run_data::push_curve(&mut out, run.name(), &curve);
        }
        let mut table = out.table()?;
        table.say("value", format!("Share of runs with {column}"));
        Ok(table)
    }
}

impl Folder for SeveralRuns {
    const PLACE: Place = Place::Runs;
    const GIVES: &'static [Gives<Self>] = &[Gives {
        kind: &TIME_TO_FIRST_EVENT,
        from: "several runs",
        takes: &[Choice::Value],
        unasked: always,
        table: Self::survival,
    }];

    fn path(&self) -> &Path {
        self.runs.first().map_or(Path::new(""), |run| &run.path)
    }

    fn source(&self, command: &str) -> Source {
        let names: Vec<&str> = self.runs.iter().map(RunFolder::name).collect();
        let runs = self.runs.iter().map(|run| run.manifest.runs.completed);
        let all = Source {
            scenario: names.join(", "),
            seed: 0,
            runs: runs.sum(),
            version: String::new(),
            command: command.to_owned(),
        };
        match self.runs.first().map(|run| &run.manifest) {
            Some(first) => Source {
                seed: first.seed,
                version: first.program.version.clone(),
                ..all
            },
            None => all,
        }
    }
}
