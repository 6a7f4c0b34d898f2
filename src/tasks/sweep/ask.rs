//! What of a study is to be run.

use std::path::{Path, PathBuf};

use super::read::Planned;
use crate::store::design_tables::{design_csv, design_fields, factors_csv};
use crate::store::study_record::FactorField;
use crate::store::sweep_tables::{DESIGN, FACTORS};
use crate::store::tables::{SCENARIO, resolved_path};
use crate::study::Study;
use crate::study::order::Shard;
use crate::tasks::all_cores;

/// What is to be run.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// The study.
    pub planned: &'a Planned,
    /// Which share of it.
    pub shard: Shard,
    /// Threads, at least 1. Results do not depend on it.
    pub threads: usize,
    /// Keep the parts in the folder when the study is complete.
    pub keep_parts: bool,
    /// What is kept of the study beside its results, if not as it follows from the study.
    pub inputs: Option<Inputs>,
    /// Of a study that is complete already: whether files are used that are not what its manifest says.
    pub unverified: bool,
}

impl<'a> Ask<'a> {
    /// All of a study, on all cores.
    pub fn new(planned: &'a Planned) -> Self {
        Self {
            planned,
            shard: Shard::WHOLE,
            threads: all_cores(),
            keep_parts: false,
            inputs: None,
            unverified: false,
        }
    }

    /// The folder of the study or of its shard if none is named.
    pub fn default_folder(&self) -> PathBuf {
        let (outputs, name) = (Path::new("outputs"), &self.planned.study.name);
        match self.shard {
            Shard::WHOLE => outputs.join(name),
            Shard { index, of } => outputs
                .join(format!("{name}.shards"))
                .join(format!("{}_of_{of}", index + 1)),
        }
    }
}

/// What is kept of a study beside its results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inputs {
    /// `design.csv`.
    pub design: String,
    /// `factors.csv`.
    pub factors: String,
    /// `scenario.resolved.toml`.
    pub scenario: String,
    /// Files of the arms but the baseline, with their resolved scenarios.
    pub arms: Vec<(String, String)>,
    /// The columns of `design.csv`.
    pub fields: Vec<FactorField>,
}

impl Inputs {
    /// Those of a study that was read.
    pub fn of(study: &Study) -> Self {
        Self {
            design: design_csv(study),
            factors: factors_csv(study),
            scenario: study.base().to_toml(),
            arms: study
                .arms
                .iter()
                .skip(1)
                .map(|arm| (resolved_path(&arm.name), arm.scenario.to_toml()))
                .collect(),
            fields: design_fields(study),
        }
    }

    /// Names and texts of its files.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        let own: [(&str, &str); 3] = [
            (DESIGN, &self.design),
            (FACTORS, &self.factors),
            (SCENARIO, &self.scenario),
        ];
        let arms = self
            .arms
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()));
        own.into_iter().chain(arms)
    }
}
