//! What a study says of itself in its folder.

use serde_json::{Value, json};

use super::ask::Inputs;
use super::read::Planned;
use crate::hash::sha256;
use crate::scenario::Scenario;
use crate::store::atomic::Fingerprint;
use crate::store::manifest::{self, FileEntry, Program, SCHEMA_VERSION};
use crate::store::study_record::{ArmInfo, ConstraintInfo, StudyInfo, StudyRecord};
use crate::study::execute::PointModel;
use crate::study::layer::Change;
use crate::study::order::{RunOrder, Shard};
use crate::study::{Constraint, Criterion, Design, Study};

/// The record of a study; its first rows, its command and its formats are not known yet.
pub(super) fn record<M: PointModel>(
    planned: &Planned,
    model: &M,
    order: &RunOrder,
    inputs: &Inputs,
    shard: Shard,
) -> StudyRecord {
    let Planned { study, grouping } = planned;
    let base: &Scenario = study.base();
    let entry = |(path, text): (&str, &str)| {
        let rows = path
            .ends_with(".csv")
            .then(|| text.lines().count() as u64 - 1);
        let printed = Fingerprint {
            bytes: text.len() as u64,
            sha256: sha256(text),
        };
        FileEntry::new(path, rows, printed)
    };
    let files: Vec<FileEntry> = inputs.files().map(entry).collect();
    let parts = order.parts().iter().enumerate();
    let own = parts.filter(|(part, _)| shard.has(*part as u64));
    let mut record = StudyRecord {
        program: Program::this(),
        schema_version: SCHEMA_VERSION,
        study: StudyInfo {
            name: study.name.clone(),
            title: study.title.clone(),
            hash: String::new(),
            design: design(&study.design),
            design_seed: study.seed,
            points: study.len() as u64,
            candidates: (!study.constraints.is_empty()).then_some(study.candidates as u64),
            constraints: constraints(study),
            weighted: study.weights.is_some(),
            replicates: study.replicates,
            independent: study.independent,
            arms: arms(study, model.arms()),
            effects: study.effects.clone(),
            months: model
                .months()
                .iter()
                .map(|(_, own)| own.name.clone())
                .collect(),
            invalid_points: grouping.invalid.len() as u64,
            failed_runs: 0,
            parts: order.parts().len() as u64,
            part_runs: order.part_runs(),
            first_rows: String::new(),
        },
        scenario: manifest::Scenario::of(base, &inputs.scenario),
        seed: base.seed,
        shard: [shard.index + 1, shard.of],
        runs: own.map(|(_, part)| part.runs).sum(),
        inputs: files,
        horizons: grouping.horizons.clone(),
        columns: model.columns().to_vec(),
        months: model.months().iter().map(|(_, own)| own.clone()).collect(),
        factors: inputs.fields.clone(),
        command: String::new(),
        study_path: study.path.display().to_string(),
        parquet: false,
    };
    record.study.hash = record.hash();
    record
}

/// The conditions that the points meet.
fn constraints(study: &Study) -> Vec<ConstraintInfo> {
    let info = |own: &Constraint| ConstraintInfo {
        condition: own.text().to_owned(),
        rejected: own.rejected(),
    };
    study.constraints.iter().map(info).collect()
}

/// The arms that the rows name.
fn arms(study: &Study, names: &[String]) -> Vec<ArmInfo> {
    let named = names.iter().zip(&study.arms);
    named
        .map(|(name, arm)| {
            let mut info = ArmInfo {
                name: name.clone(),
                scale: Vec::new(),
                shift: Vec::new(),
            };
            for (path, change) in &arm.changes {
                match change {
                    Change::Scale(factor) => info.scale.push((path.clone(), *factor)),
                    Change::Shift(more) => info.shift.push((path.clone(), *more)),
                }
            }
            info
        })
        .collect()
}

/// The settings of a design.
fn design(design: &Design) -> Value {
    let mut settings = json!({ "kind": design.kind() });
    let more = match design {
        Design::Grid | Design::Zip | Design::Ofat => json!({}),
        Design::List { file } => json!({ "file": file.display().to_string() }),
        Design::Lhs { points, criterion } => json!({
            "points": points,
            "criterion": match criterion {
                Criterion::Random => "random",
                Criterion::Maximin => "maximin",
            },
        }),
        Design::Sobol {
            points,
            skip,
            scramble,
        } => json!({ "points": points, "skip": skip, "scramble": scramble }),
        Design::Saltelli {
            samples,
            second_order,
            skip,
            scramble,
        } => json!({
            "points": samples,
            "second_order": second_order,
            "skip": skip,
            "scramble": scramble,
        }),
        Design::Morris {
            trajectories,
            levels,
        } => json!({ "trajectories": trajectories, "levels": levels }),
    };
    if let (Some(settings), Value::Object(more)) = (settings.as_object_mut(), more) {
        settings.extend(more);
    }
    settings
}
