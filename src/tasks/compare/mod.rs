//! `compare`: scenarios on the same random numbers, each contrasted with the first.

pub mod error;
pub mod figure;
mod outcome;
pub mod select;

use std::path::{Path, PathBuf};

pub use self::error::CompareError;
use self::figure::figure;
pub use self::outcome::Compared;
use self::select::{Shown, headline, select};
use super::{Out, Saved, all_cores, report};
use crate::analysis::contrast::Against;
use crate::ensemble::runner::{Job, Model};
use crate::model::{Ensemble, SmallEnsemble};
use crate::record::{Wanted, check_columns};
use crate::report::differences::sentence;
use crate::rows::Rows;
use crate::scenario::{Outcome, Scenario};
use crate::store::compare_files::CompareFiles;
use crate::store::error::StoreError;
use crate::store::manifest::{self, Execution, Manifest, Status};
use crate::study::arm::alike;
use crate::study::paired::{Shared, paired};
use crate::study::paired_record::Recording;
use crate::tasks::plot::files::Drawn;
use crate::tasks::run::error::{MAX_RUNS, RunError};
use crate::watch::{Event, Watch};

/// A scenario that takes part.
#[derive(Clone, Debug)]
pub struct Member {
    /// The name under which it appears, unlike the others'.
    pub name: String,
    /// The file as named in the command.
    pub path: String,
    /// The scenario.
    pub scenario: Scenario,
}

/// What is to be compared.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The scenarios, the baseline first, which has the seed and the number of runs of all.
    pub members: Vec<Member>,
    /// Threads, at least 1. Results do not depend on it.
    pub threads: usize,
    /// Wanted half-width of the interval of an effect, in % of the baseline's mean.
    pub precision: f64,
    /// Patterns of the columns that are contrasted; all if empty.
    pub only: Vec<String>,
}

impl Ask {
    /// Scenarios, the baseline first, on all cores, in all columns, to a precision of 1 %.
    pub fn new(members: Vec<Member>) -> Self {
        Self {
            members,
            threads: all_cores(),
            precision: 1.0,
            only: Vec::new(),
        }
    }
}

/// Runs the scenarios on the same replicates and contrasts each with the first. When it is stopped, the pairs
/// that are complete are kept.
///
/// # Errors
/// [`CompareError`].
pub fn compare(ask: &Ask, watch: &mut dyn Watch) -> Result<Compared, CompareError> {
    let ready = Ready::new(ask, watch)?;
    ready.run(ask, None, |_| Ok(()), watch)
}

/// [`compare`], with the runs and months of every scenario, differences by month, contrasts, scenarios, a figure and a
/// report in a folder.
///
/// # Errors
/// [`CompareError`].
pub fn compare_into(
    ask: &Ask,
    out: &Out,
    watch: &mut dyn Watch,
) -> Result<Saved<Compared>, CompareError> {
    let ready = Ready::new(ask, watch)?;
    let store = |completed| move |source| RunError::Store { source, completed };
    let names = ready.names();
    let models = models(&ready.members);
    let columns = models.first().map_or(&[][..], |model| model.run_columns());
    let files = CompareFiles::create(&out.folder, out.force, &names, columns, out.formats());
    let mut files = files.map_err(store(0))?;
    let recording = Recording::new(&names, &models);
    let compared = ready.run(ask, Some(&recording), |rows| files.append(rows), watch)?;
    let drawn = Drawn::or_warned(match out.figures {
        true => figure(
            &compared,
            &compared.shown,
            ready.differences(),
            &out.command.to_string(),
            ask.threads,
        ),
        false => Ok(Drawn::default()),
    });
    let Some(start) = ready.baseline().map(|member| member.scenario.start) else {
        return Err(CompareError::NothingShared);
    };
    let write = || -> Result<_, StoreError> {
        let mut files = files.recorded(&recording, start)?;
        files.contrasts(&compared.against)?;
        for member in &ready.members {
            files.scenario(&member.name, &member.scenario.to_toml())?;
        }
        drawn.files.iter().try_for_each(|file| files.extra(file))?;
        let title = format!("compare_{}", compared.baseline);
        files.commit(&title, ready.manifest(ask, out, &compared))
    };
    let files = write().map_err(store(compared.runs_completed))?;
    let mut warnings = drawn.warnings;
    warnings.extend(report::after(out));
    Ok(Saved {
        folder: out.folder.clone(),
        files,
        status: compared.status,
        warnings,
        what: compared,
    })
}

/// The folder of a comparison if none is named.
pub fn default_folder(baseline: &Scenario) -> PathBuf {
    Path::new("outputs").join(format!("compare_{}", baseline.name))
}

/// Scenarios that have been checked and may be run.
pub(super) struct Ready {
    pub(super) members: Vec<Member>,
    pub(super) shared: Vec<Shared>,
    pub(super) shown: Vec<Shown>,
    pub(super) notes: Vec<String>,
}

impl Ready {
    pub(super) fn new(ask: &Ask, watch: &mut dyn Watch) -> Result<Self, CompareError> {
        let mut members = ask.members.clone();
        let mut notes = align(&mut members)?;
        let Some(baseline) = members.first().map(|member| &member.scenario) else {
            return Err(CompareError::NothingShared);
        };
        let (runs, shown) = (
            baseline.runs,
            match ask.only.is_empty() {
                true => headline(baseline),
                false => Vec::new(),
            },
        );
        if runs == 0 || runs > MAX_RUNS {
            return Err(RunError::Runs { runs }.into());
        }
        let models = models(&members);
        for model in &models {
            if model.months() == 0 {
                return Err(RunError::NoMonths.into());
            }
            check_columns(model.run_columns(), model.month_columns()).map_err(RunError::from)?;
        }
        let shared = share(&ask.only, &members, &models, &mut notes)?;
        for note in &notes {
            watch.tell(Event::Note(note));
        }
        drop(models);
        Ok(Self {
            members,
            shared,
            shown,
            notes,
        })
    }

    pub(super) fn names(&self) -> Vec<&str> {
        self.members.iter().map(|m| m.name.as_str()).collect()
    }

    /// What each scenario changes of the baseline, a sentence each.
    pub(super) fn differences(&self) -> String {
        let Some((baseline, others)) = self.members.split_first() else {
            return String::new();
        };
        let each = others.iter();
        let each = each.map(|own| sentence(&baseline.scenario, &own.name, &own.scenario, &[]));
        each.collect::<Vec<_>>().join(" ")
    }

    /// There is one; see [`Ready::new`].
    fn baseline(&self) -> Option<&Member> {
        self.members.first()
    }

    fn run(
        &self,
        ask: &Ask,
        recording: Option<&Recording>,
        rows: impl FnMut(&Rows) -> Result<(), StoreError>,
        watch: &mut dyn Watch,
    ) -> Result<Compared, CompareError> {
        let names = self.names();
        let Some(baseline) = self.baseline() else {
            return Err(CompareError::NothingShared);
        };
        let scenario = &baseline.scenario;
        let (runs, months, threads) = (scenario.runs, scenario.horizon, ask.threads);
        watch.tell(Event::Begin {
            what: &format!(
                "{}: {runs} runs of {months} months each on {threads} threads",
                names.join(", ")
            ),
            unit: "runs",
            total: runs,
            before: 0,
        });
        let job = Job {
            replicates: 0..runs,
            threads,
            wanted: Wanted {
                months: recording.is_some(),
                ..Wanted::default()
            },
        };
        let stop = watch.stop();
        let (shared, stop) = (&self.shared[..], stop.flag());
        let tell = |done| watch.tell(Event::At(done));
        let done = match SmallEnsemble::suits(scenario, runs, threads) {
            true => {
                let scenarios = self.members.iter().map(|member| &member.scenario);
                let models: Vec<_> = scenarios.map(SmallEnsemble::new).collect();
                paired(&models, shared, &job, recording, rows, tell, stop)
            }
            false => {
                let models = models(&self.members);
                paired(&models, shared, &job, recording, rows, tell, stop)
            }
        };
        watch.tell(Event::End);
        let (completed, found) = done.map_err(|error| CompareError::paired(error, &names))?;
        let kept = completed.replicates.end;
        if kept == 0 {
            return Err(RunError::Interrupted.into());
        }
        let against = names.iter().skip(1).zip(&found);
        Ok(Compared {
            baseline: baseline.name.clone(),
            against: against
                .map(|(name, contrasts)| Against {
                    scenario: (*name).to_owned(),
                    contrasts: contrasts.contrasts(ask.precision),
                })
                .collect(),
            shown: self.shown.clone(),
            seed: scenario.seed,
            precision: ask.precision,
            runs_requested: runs,
            runs_completed: kept,
            status: if completed.cancelled {
                Status::Interrupted
            } else {
                Status::Complete
            },
            notes: self.notes.clone(),
        })
    }

    fn manifest(&self, ask: &Ask, out: &Out, compared: &Compared) -> Manifest {
        let path = self.baseline().map(|member| member.path.clone());
        let scenario = self
            .baseline()
            .map(|member| manifest::Scenario::of(&member.scenario, &member.scenario.to_toml()));
        let execution = Execution::new(&out.command, path.unwrap_or_default(), ask.threads);
        let mut manifest = Manifest::new(scenario.unwrap_or_default(), compared.seed, execution)
            .with_runs(compared.runs_requested, compared.runs_completed);
        manifest.status = compared.status;
        manifest
    }
}

fn models(members: &[Member]) -> Vec<Ensemble<'_>> {
    let scenarios = members.iter().map(|member| &member.scenario);
    scenarios.map(Ensemble::new).collect()
}

/// Gives every scenario the baseline's seed and runs, and a name of its own. Returns what the user should
/// know.
fn align(members: &mut [Member]) -> Result<Vec<String>, CompareError> {
    let mut notes = Vec::new();
    let Some((baseline, others)) = members.split_first_mut() else {
        return Ok(notes);
    };
    let mut taken = vec![baseline.name.clone()];
    for other in others {
        let (own, first) = (&mut other.scenario, &baseline.scenario);
        paired_time(first, own)?;
        paired_outcomes(first, own)?;
        if own.seed != first.seed {
            notes.push(format!(
                "`{}` runs with the seed of the baseline, {}, instead of its own, {}",
                other.name, first.seed, own.seed
            ));
        }
        (own.seed, own.runs) = (first.seed, first.runs);
        if alike(first, own) {
            notes.push(format!(
                "`{}` is `{}` under another name: every effect is 0",
                other.name, baseline.name
            ));
        }
        let mut number = 2;
        while taken.contains(&other.name) {
            other.name = format!("{}_{number}", own.name);
            number += 1;
        }
        taken.push(other.name.clone());
    }
    Ok(notes)
}

/// Random numbers are addressed by month since the start of the burn-in, so the two must share time.
fn paired_time(baseline: &Scenario, other: &Scenario) -> Result<(), CompareError> {
    let keys = [
        ("start", baseline.start.to_string(), other.start.to_string()),
        (
            "horizon",
            baseline.horizon.to_string(),
            other.horizon.to_string(),
        ),
        (
            "burn_in",
            baseline.burn_in.to_string(),
            other.burn_in.to_string(),
        ),
    ];
    match keys.into_iter().find(|(_, a, b)| a != b) {
        None => Ok(()),
        Some((key, wanted, found)) => Err(CompareError::Time {
            key,
            baseline: baseline.name.clone(),
            wanted,
            other: other.name.clone(),
            found,
        }),
    }
}

/// Two outcomes of one name must be one outcome.
fn paired_outcomes(baseline: &Scenario, other: &Scenario) -> Result<(), CompareError> {
    for own in &baseline.outcomes {
        let like = |found: &&Outcome| found.name == own.name && found.rule != own.rule;
        if let Some(found) = other.outcomes.iter().find(like) {
            return Err(CompareError::Outcome {
                name: own.name.clone(),
                baseline: baseline.name.clone(),
                wanted: own.rule.to_string(),
                other: other.name.clone(),
                found: found.rule.to_string(),
            });
        }
    }
    Ok(())
}

/// The columns to contrast, for each scenario but the baseline.
fn share(
    only: &[String],
    members: &[Member],
    models: &[Ensemble<'_>],
    notes: &mut Vec<String>,
) -> Result<Vec<Shared>, CompareError> {
    let Some((first, others)) = models.split_first() else {
        return Ok(Vec::new());
    };
    let chosen = select(only, first.run_columns())?;
    let mut all = Vec::new();
    for (model, member) in others.iter().zip(&members[1..]) {
        let mut shared = Shared::new(first.run_columns(), model.run_columns());
        shared.retain(|name| chosen.iter().any(|column| column == name));
        let lists = [
            (&shared.only_baseline, "only the baseline has"),
            (&shared.only_other, "only this scenario has"),
            (&shared.unlike, "differ in meaning or unit"),
        ];
        for (names, what) in lists {
            // Columns that were not asked for are not missed.
            let missed: Vec<&str> = names
                .iter()
                .map(String::as_str)
                .filter(|name| only.is_empty() || chosen.iter().any(|column| column == name))
                .collect();
            if !missed.is_empty() {
                notes.push(format!(
                    "`{}` is not contrasted in columns that {what}: {}",
                    member.name,
                    missed.join(", ")
                ));
            }
        }
        if shared.columns.is_empty() {
            return Err(CompareError::NothingShared);
        }
        all.push(shared);
    }
    Ok(all)
}
