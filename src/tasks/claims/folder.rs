//! The folder of an audit: units that an earlier process may have done, and then its files.

use std::collections::BTreeMap;

use serde_json::json;

use super::error::ClaimsError;
use super::outcome::Audited;
use crate::hash::sha256;
use crate::store::claims_files::{AuditData, check_folder, write};
use crate::store::claims_parts::{AuditRecord, AuditWork, KIND, keep, kept};
use crate::store::growing::{Found, Opened};
use crate::store::lock::Lock;
use crate::store::manifest::{Execution, FileEntry, Manifest, Scenario};
use crate::store::run_files::NewFile;
use crate::study::claims::units::{Plan, Results};
use crate::tasks::Out;

/// An audit that grows in a folder.
pub struct Growing<'a> {
    plan: &'a Plan<'a>,
    out: &'a Out,
    /// Everything that shapes the results.
    description: String,
    work: AuditWork,
}

/// What an earlier process left: results of units by number, and what the reader should know of the rest.
pub struct Left {
    /// Results of the units that are done.
    pub done: BTreeMap<usize, Results>,
    /// What is wrong with other parts.
    pub warnings: Vec<String>,
}

impl<'a> Growing<'a> {
    /// Takes up the audit in the folder where that is asked for, or begins one. What is in the way is said
    /// before anything is run.
    ///
    /// # Errors
    /// If something is in the way, or files cannot be read or written.
    pub fn open(plan: &'a Plan<'a>, out: &'a Out) -> Result<(Self, Left), ClaimsError> {
        let description = description(plan);
        let record = AuditRecord::new(&description);
        let (audit, formats) = (plan.audit, out.formats());
        let free = |lock: &Lock| check_folder(lock, out.force, audit, formats);
        let opened = AuditWork::open(&out.folder, record.clone(), &[], out.how(), free)?;
        let (work, mut found) = match opened {
            Opened::Work(work, found) => (*work, found),
            // What it found is in its tables alone: it is run again.
            Opened::Complete(_, lock) => {
                check_folder(&lock, true, audit, formats)?;
                (AuditWork::begin(lock, record, &[])?, Found::default())
            }
        };
        let done = kept(&work, &plan.units, &mut found)?;
        let growing = Self {
            plan,
            out,
            description,
            work,
        };
        let warnings = found.warnings();
        Ok((growing, Left { done, warnings }))
    }

    /// Keeps the results of a unit.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn keep(&mut self, number: usize, results: &Results) -> Result<(), ClaimsError> {
        Ok(keep(&mut self.work, number, results)?)
    }

    /// Writes the files; the parts stay.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn finish(
        &self,
        found: &Audited,
        figures: &[NewFile],
        threads: usize,
    ) -> Result<Vec<FileEntry>, ClaimsError> {
        let data = AuditData {
            audit: self.plan.audit,
            effects: &found.results.effects,
            points: &found.results.points,
            doses: &found.results.doses,
            levels: &found.results.levels,
            findings: &found.findings,
        };
        let manifest = self.manifest(found.runs, threads);
        let formats = self.out.formats();
        Ok(write(self.work.lock(), formats, &data, figures, manifest)?)
    }

    /// Removes the parts.
    ///
    /// # Errors
    /// If a file cannot be removed.
    pub fn discard(self) -> Result<(), ClaimsError> {
        Ok(self.work.discard()?)
    }

    fn manifest(&self, runs: u64, threads: usize) -> Manifest {
        let (audit, settings) = (self.plan.audit, self.plan.settings);
        let reference = &audit.reference;
        let ids: Vec<&str> = audit.claims.iter().map(|claim| claim.id.as_str()).collect();
        let analysis = json!({
            "claims": ids,
            "points": settings.points,
            "replicates": settings.pairs,
            "default_replicates": settings.default_pairs,
            "signs": settings.sign_names(),
            "frontiers": settings.frontiers,
            "matching_rounds": settings.matching.rounds,
            "matching_runs": settings.matching.runs,
            "matching_months": settings.matching.months,
            "sha256": sha256(&self.description),
        });
        let command = self.out.command.clone().formats(self.out.formats());
        let path = audit.scenario_path.display().to_string();
        let scenario = Scenario::of(reference, &reference.to_toml());
        Manifest::new(
            scenario,
            reference.seed,
            Execution::new(&command, path, threads),
        )
        .with_runs(runs, runs)
        .with_analysis(KIND, Vec::new(), analysis)
    }
}

/// Everything that shapes the results, a line each: name and checksum, or the setting itself.
fn description(plan: &Plan<'_>) -> String {
    let (audit, settings) = (plan.audit, plan.settings);
    let mut lines = vec![
        format!("program,{}", env!("CARGO_PKG_VERSION")),
        format!("scenario,{}", sha256(&audit.reference.to_toml())),
        format!("space,{}", sha256(&format!("{:?}", audit.space.factors))),
    ];
    for (number, claim) in audit.claims.iter().enumerate() {
        // The scenarios tell what the files that a claim names say.
        let own = audit.experiments.iter().filter(|e| e.claim == number);
        let arms = own.flat_map(|experiment| experiment.arms.iter());
        let arms: String = arms
            .map(|(arm, weight)| {
                let arm = &audit.arms[*arm];
                format!(
                    "{weight}{}{:?}{:?}",
                    arm.scenario.to_toml(),
                    arm.fixed,
                    arm.moved
                )
            })
            .collect();
        let text = format!("{}{arms}", claim.text);
        lines.push(format!("claim {},{}", claim.id, sha256(&text)));
    }
    lines.extend([
        format!("points,{}", settings.points),
        format!("replicates,{}", settings.pairs),
        format!("default-replicates,{}", settings.default_pairs),
        format!("signs,{}", settings.sign_names().join(" ")),
        format!("frontiers,{}", settings.frontiers),
        format!("matching,{:?}", settings.matching),
    ]);
    lines.join("\n") + "\n"
}
