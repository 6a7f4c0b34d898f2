//! What a study says of itself in its folder.

use serde_json::{Value, json};

use crate::scenario::Scenario;
use crate::store::atomic::{Fingerprint, sha256};
use crate::store::manifest::{self, FileEntry, Program, SCHEMA_VERSION};
use crate::store::study_record::{StudyInfo, StudyRecord};
use crate::study::execute::PointModel;
use crate::study::lanes::Grouping;
use crate::study::order::RunOrder;
use crate::study::{Criterion, Design, Study};
use crate::tasks::sweep::SweepRequest;

/// The record of a study; its first rows are not known yet. `inputs` are the names and texts of its
/// design, its factors and its scenario.
pub(crate) fn record<M: PointModel>(
    study: &Study,
    grouping: &Grouping,
    model: &M,
    order: &RunOrder,
    inputs: &[(&str, String)],
    request: &SweepRequest,
) -> StudyRecord {
    let base: &Scenario = &study.base;
    let entry = |(path, text): &(&str, String)| {
        let rows = path
            .ends_with(".csv")
            .then(|| text.lines().count() as u64 - 1);
        let printed = Fingerprint {
            bytes: text.len() as u64,
            sha256: sha256(text),
        };
        FileEntry::new(path, rows, printed)
    };
    let inputs: Vec<FileEntry> = inputs.iter().map(entry).collect();
    let parts = order.parts().iter().enumerate();
    let own = parts.filter(|(part, _)| request.shard.has(*part as u64));
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
            replicates: study.replicates,
            independent: study.independent,
            invalid_points: grouping.invalid.len() as u64,
            failed_runs: 0,
            parts: order.parts().len() as u64,
            part_runs: order.part_runs(),
            first_rows: String::new(),
        },
        scenario: manifest::Scenario {
            name: base.name.clone(),
            sha256: inputs.last().map(|f| f.sha256.clone()).unwrap_or_default(),
            start: base.start.to_string(),
            months: base.horizon as usize,
        },
        seed: base.seed,
        shard: [request.shard.index + 1, request.shard.of],
        runs: own.map(|(_, part)| part.runs).sum(),
        inputs,
        horizons: grouping.horizons.clone(),
        columns: model.columns().to_vec(),
        factors: request.inputs.fields.clone(),
        command: request.command.clone(),
        study_path: study.path.display().to_string(),
        parquet: request.formats.unwrap_or_default().parquet,
    };
    record.study.hash = record.hash();
    record
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
