//! The study behind a folder, from its design and its resolved scenario: its points as a list.

use std::fs;
use std::path::Path;

use super::error::RerunError;
use crate::report::archive::Dictionary;
use crate::rows::Rows;
use crate::scenario::quoted;
use crate::store::atomic::write_file;
use crate::store::error::StoreError;
use crate::store::manifest::Manifest;
use crate::store::study_record::{FactorField, StudyInfo};
use crate::store::sweep_tables::{DESIGN, FACTORS};
use crate::store::tables::{DATAPACKAGE, SCENARIO, resolved_path};
use crate::study::arm::Effect;
use crate::study::design::list::WEIGHT;
use crate::study::{Study, load};
use crate::tasks::sweep::Inputs;

/// The columns of `design.csv` as the data dictionary beside it has them: of a design with paths that
/// share a column, the list of points that is run again has more.
pub(super) fn fields(folder: &Path) -> Result<Vec<FactorField>, RerunError> {
    let refuse = |message: String| RerunError::Table {
        path: folder.join(DATAPACKAGE),
        message,
    };
    let dictionary = Dictionary::read(folder).map_err(|error| refuse(error.to_string()))?;
    let mut tables = dictionary.tables.into_iter();
    let design = tables.find(|table| table.path == DESIGN);
    let design = design.ok_or_else(|| refuse(format!("it does not describe {DESIGN}")))?;
    // The first column numbers the points.
    let columns = design.schema.fields.into_iter().skip(1);
    Ok(columns
        .map(|column| FactorField {
            name: column.name,
            kind: column.kind,
            description: column.description,
        })
        .collect())
}

/// The study behind a folder. Its files are written to `out` for a moment, to be read as any study.
pub(super) fn rebuild(
    folder: &Path,
    out: &Path,
    manifest: &Manifest,
    inputs: &Inputs,
) -> Result<Study, RerunError> {
    let points = listed(folder, inputs)?;
    let mut text = format!("scenario = {}\n", quoted(SCENARIO));
    if let Some(info) = &manifest.study {
        let (name, title) = (quoted(&info.name), quoted(&info.title));
        let (replicates, independent) = (info.replicates, info.independent);
        text += &format!("name = {name}\ntitle = {title}\n");
        text += &format!("replicates = {replicates}\nindependent = {independent}\n");
        let months: Vec<String> = info.months.iter().map(|name| quoted(name)).collect();
        if !months.is_empty() {
            text += &format!("months = [{}]\n", months.join(", "));
        }
    }
    let arms = manifest.study.as_ref().map(arms).unwrap_or_default();
    let text = format!("[study]\n{text}[design]\nkind = \"list\"\nfile = \"points.csv\"\n{arms}");
    let place = out.join(".rerun");
    fs::create_dir_all(&place).map_err(|e| StoreError::io("create", &place, e))?;
    let written = [
        ("study.toml", &text),
        ("points.csv", &points),
        (SCENARIO, &inputs.scenario),
    ]
    .into_iter()
    .chain(inputs.arms.iter().map(|(path, text)| (path.as_str(), text)))
    .try_for_each(|(name, text)| write_file(&place.join(name), text.as_bytes()).map(|_| ()));
    let study = written.map(|()| load(&place.join("study.toml"), &[]));
    // They are made again from the folder whenever they are needed.
    let _ = fs::remove_dir_all(&place);
    Ok(study??)
}

/// The sections that say what the arms of a study are, and what is taken from them.
fn arms(info: &StudyInfo) -> String {
    let mut text = String::new();
    for (at, arm) in info.arms.iter().enumerate() {
        text += &format!("[arms.{}]\n", arm.name);
        if at > 0 {
            text += &format!("scenario = {}\n", quoted(&resolved_path(&arm.name)));
        }
        for (key, numbers) in [("scale", &arm.scale), ("shift", &arm.shift)] {
            for (path, number) in numbers {
                text += &format!("{key}.{} = {number:?}\n", quoted(path));
            }
        }
    }
    let own = |effect: &&Effect| info.arms.iter().all(|arm| arm.name != effect.name);
    for effect in info.effects.iter().filter(own) {
        text += &format!("[effects.{}]\n", effect.name);
        for (arm, weight) in info.arms.iter().zip(&effect.weights) {
            text += &format!("{} = {weight:?}\n", arm.name);
        }
    }
    text
}

/// `design.csv` as a list of points: a column for each path that varies.
fn listed(folder: &Path, inputs: &Inputs) -> Result<String, RerunError> {
    let refuse = |file: &str, message: String| RerunError::Table {
        path: folder.join(file),
        message,
    };
    let wrong = |error: csv::Error| refuse(FACTORS, error.to_string());
    let mut paths: Vec<(String, String, bool)> = Vec::new();
    let mut reader = csv::Reader::from_reader(inputs.factors.as_bytes());
    let header = reader.headers().map_err(wrong)?.clone();
    let at = |name: &str| header.iter().position(|own| own == name);
    let (column, path, kind, values) = (at("column"), at("path"), at("kind"), at("values"));
    for row in reader.records() {
        let row = row.map_err(wrong)?;
        let field = |at: Option<usize>| at.and_then(|at| row.get(at)).unwrap_or_default();
        let mut words = field(values).split(' ');
        let switch = field(kind) == "categories" && words.all(|w| w == "true" || w == "false");
        paths.push((field(column).to_owned(), field(path).to_owned(), switch));
    }
    let wrong = |error: csv::Error| refuse(DESIGN, error.to_string());
    let mut reader = csv::Reader::from_reader(inputs.design.as_bytes());
    let header = reader.headers().map_err(wrong)?.clone();
    let mut rows = Rows::default();
    rows.text("point");
    let weight = header.iter().position(|own| own == WEIGHT);
    if weight.is_some() {
        rows.text(WEIGHT);
    }
    for (_, path, _) in &paths {
        rows.text(path);
    }
    rows.end_row();
    for row in reader.records() {
        let row = row.map_err(wrong)?;
        rows.text(row.get(0).unwrap_or_default());
        if let Some(at) = weight {
            rows.text(row.get(at).unwrap_or_default());
        }
        for (column, _, switch) in &paths {
            let at = header.iter().position(|own| own == column);
            let value = at.and_then(|at| row.get(at)).unwrap_or_default();
            if value.is_empty() {
                let message = format!("a point without a value in column {column}");
                return Err(refuse(DESIGN, message));
            }
            rows.text(match (switch, value) {
                (true, "0") => "false",
                (true, "1") => "true",
                _ => value,
            });
        }
        rows.end_row();
    }
    Ok(rows.as_str().to_owned())
}
