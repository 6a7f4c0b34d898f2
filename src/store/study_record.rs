//! What a study is, as its folders say it: the same in every shard, and compared byte by byte before
//! anything is added to what an earlier process left.

use serde::{Deserialize, Serialize};

use super::atomic::sha256;
use super::formats::Formats;
use super::manifest::{FileEntry, Manifest, Scenario};
use super::program::Program;
pub use super::study_info::{ArmInfo, ConstraintInfo, StudyInfo};
use super::tables::{Field, FieldType};
use crate::record::{Column, MonthColumn};

/// A field of `design.csv`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorField {
    /// Name of the column.
    pub name: String,
    /// `number`, `integer`, `boolean` or `string`.
    pub kind: String,
    /// One sentence.
    pub description: String,
}

impl FactorField {
    /// The field for the data dictionary.
    pub fn field(&self) -> Field {
        Field {
            name: self.name.clone(),
            field_type: match self.kind.as_str() {
                "integer" => FieldType::Integer,
                "boolean" => FieldType::Boolean,
                "string" => FieldType::String,
                _ => FieldType::Number,
            },
            unit: String::new(),
            description: self.description.clone(),
            role: None,
        }
    }
}

/// A command with the option that asks for these formats, unless it has one.
pub fn with_format(command: &str, formats: Formats) -> String {
    let has = command.split(' ').any(|word| word == "--format");
    if formats.parquet && !has {
        format!("{command} --format parquet")
    } else {
        command.to_owned()
    }
}

/// All that a folder of parts says about its study: enough to check, merge and summarise the parts
/// without the files that the study was read from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StudyRecord {
    /// Who wrote it.
    pub program: Program,
    /// Layout version of the folder.
    pub schema_version: u32,
    /// The study.
    pub study: StudyInfo,
    /// The scenario about which it varies its factors.
    pub scenario: Scenario,
    /// Seed of the runs.
    pub seed: u64,
    /// Which share of the parts belongs here: shard `shard[0]`, from 1, of `shard[1]`.
    pub shard: [u64; 2],
    /// Runs of that share.
    pub runs: u64,
    /// `design.csv`, `factors.csv` and the resolved scenario, beside the parts.
    pub inputs: Vec<FileEntry>,
    /// Horizons in months: from this point on, this many; points in increasing order.
    pub horizons: Vec<(u64, u64)>,
    /// The columns of a run.
    pub columns: Vec<Column>,
    /// The observables of which months are kept.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub months: Vec<MonthColumn>,
    /// The columns of the design.
    pub factors: Vec<FactorField>,
    /// The command.
    pub command: String,
    /// The study file as named in the command.
    pub study_path: String,
    /// Whether Parquet files are to be written beside CSV.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub parquet: bool,
}

impl StudyRecord {
    /// SHA-256 over all that decides the bytes of the results: the program's version, the scenario, the
    /// values of each point, replicates, how random numbers are shared, the columns and the parts.
    pub fn hash(&self) -> String {
        let mut plain = self.clone();
        plain.study.hash.clear();
        plain.study.first_rows.clear();
        plain.study.failed_runs = 0;
        plain.shard = [1, 1];
        plain.runs = 0;
        plain.command.clear();
        plain.study_path.clear();
        plain.parquet = false;
        // A tree of texts and numbers always serialises.
        sha256(&serde_json::to_string(&plain).unwrap_or_default())
    }

    /// Whether months are kept.
    pub fn has_months(&self) -> bool {
        !self.months.is_empty()
    }

    /// Whether the study has arms.
    pub fn has_arms(&self) -> bool {
        !self.study.arms.is_empty()
    }

    /// Formats of the tables.
    pub fn formats(&self) -> Formats {
        Formats {
            parquet: self.parquet,
        }
    }

    /// What differs between two studies, in words; empty if their hashes are equal.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        if self.study.hash == other.study.hash {
            return Vec::new();
        }
        let input = |record: &Self, at: usize| record.inputs.get(at).map(|f| f.sha256.clone());
        let mut found = self.told().unlike(&other.told());
        let parts = [
            ("design", input(self, 0) != input(other, 0)),
            ("factors", input(self, 1) != input(other, 1)),
            (
                "what the arms change",
                self.inputs.get(3..) != other.inputs.get(3..),
            ),
            ("columns", self.columns != other.columns),
        ];
        for (what, differs) in parts {
            if differs && !found.iter().any(|said| said == what) {
                found.push(what.to_owned());
            }
        }
        if found.is_empty() {
            found.push("order of the runs".to_owned());
        }
        found
    }

    /// What differs between a complete study and this one, in words; empty if its manifest does not tell.
    pub fn unlike_complete(&self, manifest: &Manifest) -> Vec<String> {
        let Some(study) = &manifest.study else {
            return Vec::new();
        };
        let there = Told {
            study,
            program: &manifest.program,
            scenario: &manifest.scenario,
            seed: manifest.seed,
        };
        let mut found = there.unlike(&self.told());
        // The tables of the design lie in both.
        let after = std::iter::repeat("what the arms change");
        let names = ["design", "factors", "scenario"].into_iter().chain(after);
        for (own, what) in self.inputs.iter().zip(names) {
            let mut files = manifest.files.iter().filter(|file| file.path == own.path);
            let differs = files.any(|file| file.sha256 != own.sha256);
            if differs && !found.iter().any(|said| said == what) {
                found.push(what.to_owned());
            }
        }
        found
    }

    fn told(&self) -> Told<'_> {
        Told {
            study: &self.study,
            program: &self.program,
            scenario: &self.scenario,
            seed: self.seed,
        }
    }

    /// Horizon of a point in months.
    pub fn horizon(&self, point: u64) -> usize {
        let after = self.horizons.partition_point(|(from, _)| *from <= point);
        let at = after.saturating_sub(1);
        self.horizons
            .get(at)
            .map_or(1, |(_, months)| *months as usize)
    }
}

/// What both a record and a manifest say of a study.
struct Told<'a> {
    study: &'a StudyInfo,
    program: &'a Program,
    scenario: &'a Scenario,
    seed: u64,
}

impl Told<'_> {
    /// What differs between this one, which is there, and another, in words.
    fn unlike(&self, here: &Self) -> Vec<String> {
        let (a, b) = (self.study, here.study);
        let mut found = Vec::new();
        let mut compare = |what: &str, a: String, b: String| {
            if a != b {
                found.push(format!("{what} ({a} there, {b} here)"));
            }
        };
        compare("name", a.name.clone(), b.name.clone());
        compare("points", a.points.to_string(), b.points.to_string());
        compare(
            "replicates",
            a.replicates.to_string(),
            b.replicates.to_string(),
        );
        compare(
            "independent",
            a.independent.to_string(),
            b.independent.to_string(),
        );
        let months = |study: &StudyInfo| match study.months.is_empty() {
            true => "none".to_owned(),
            false => study.months.join(", "),
        };
        compare("months", months(a), months(b));
        compare("arms", a.arm_names().join(", "), b.arm_names().join(", "));
        compare("seed", self.seed.to_string(), here.seed.to_string());
        compare(
            "program version",
            self.program.version.clone(),
            here.program.version.clone(),
        );
        let parts = [
            ("scenario", self.scenario != here.scenario),
            ("design", a.design != b.design),
            ("constraints", a.constraints != b.constraints),
            ("what the arms change", a.arms != b.arms),
            ("effects", a.effects != b.effects),
            ("title", a.title != b.title),
        ];
        let differing = parts.into_iter().filter(|(_, differs)| *differs);
        found.extend(differing.map(|(what, _)| what.to_owned()));
        found
    }
}
