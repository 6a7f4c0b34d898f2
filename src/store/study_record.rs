//! What a study is, as its folders say it: the same in every shard, and compared byte by byte before
//! anything is added to what an earlier process left.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::atomic::sha256;
use super::manifest::{FileEntry, Manifest, Program, Scenario};
use super::table_file::Formats;
use super::tables::{Field, FieldType};
use crate::record::{Column, MonthColumn};
use crate::study::arm::Effect;

/// An arm of a study. Its scenario without what is scaled and shifted lies beside the tables.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArmInfo {
    /// Its name.
    pub name: String,
    /// Paths or patterns of numbers that are multiplied after the factors are set, and by what.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub scale: Vec<(String, f64)>,
    /// Paths or patterns of numbers to which something is added then, and what.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub shift: Vec<(String, f64)>,
}

/// A condition that every point meets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConstraintInfo {
    /// The condition as the study file has it.
    pub condition: String,
    /// Points of the design that do not meet it, whether or not they meet the others.
    pub rejected: u64,
}

/// A study, in its manifest and in the folder of its parts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StudyInfo {
    /// Its name.
    pub name: String,
    /// One line.
    pub title: String,
    /// SHA-256 over all that decides the results: [`StudyRecord::hash`].
    pub hash: String,
    /// The design with its settings: `kind`, and what belongs to that.
    pub design: Value,
    /// Seed of the design.
    pub design_seed: u64,
    /// Points.
    pub points: u64,
    /// Points that the design made, those that constraints left out included; none without constraints.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub candidates: Option<u64>,
    /// Conditions that every point meets.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub constraints: Vec<ConstraintInfo>,
    /// Whether the points have weights, which design.csv has.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub weighted: bool,
    /// Runs of each point.
    pub replicates: u64,
    /// Whether points have random numbers of their own.
    pub independent: bool,
    /// Its arms, the baseline first; none where it has no arms.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub arms: Vec<ArmInfo>,
    /// What is taken from them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub effects: Vec<Effect>,
    /// Observables of which `months.csv` has the months of every point; usually none, and then there is no such file.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub months: Vec<String>,
    /// Points that are no valid scenario; their runs are rows with a reason.
    pub invalid_points: u64,
    /// Runs that failed, these included.
    pub failed_runs: u64,
    /// Parts in which the runs were made.
    pub parts: u64,
    /// Runs of a part, but for the last of a group of points.
    pub part_runs: u64,
    /// SHA-256 of the first rows that are simulated: another value says that the program gives other
    /// results, whatever its version.
    pub first_rows: String,
}

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

impl StudyInfo {
    /// Names of the arms, the baseline first; none where it has no arms.
    pub fn arm_names(&self) -> Vec<String> {
        self.arms.iter().map(|arm| arm.name.clone()).collect()
    }

    /// Runs of the whole study.
    pub fn runs(&self) -> u64 {
        self.points * self.replicates * (self.arms.len() as u64).max(1)
    }
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
