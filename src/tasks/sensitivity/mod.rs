//! `sensitivity`: which factors of a study drive its outputs.

mod ask;
pub mod choices;
pub mod error;
pub mod indices;
pub mod notes;
mod outcome;
pub mod plan;

use std::path::{Path, PathBuf};

use serde_json::json;

pub use self::ask::Ask;
pub use self::choices::{Design, Method};
pub use self::error::SensitivityError;
use self::indices::One;
pub use self::indices::SHARES;
use self::notes::{Note, incomplete, notes};
pub use self::outcome::Analysed;
use self::plan::{Plan, plan};
use super::{Out, Saved, counted};
use crate::analysis::sensitivity::Responses;
use crate::analysis::sensitivity::noise::Numbers;
use crate::named::Named;
use crate::store::manifest::{Execution, Manifest, Status};
use crate::store::sensitivity_files::SensitivityFiles;
use crate::store::study_data::{Completeness, Output, OutputInfo, StudyData};
use crate::store::sweep_tables::DESIGN;
use crate::watch::{Event, Watch};

/// Analyses a study.
///
/// # Errors
/// [`SensitivityError`].
pub fn sensitivity(ask: &Ask, watch: &mut dyn Watch) -> Result<Analysed, SensitivityError> {
    let data = ask.open()?;
    let plan = plan(&data, ask)?;
    analyse(&data, &plan, ask, watch)
}

/// [`sensitivity`], with indices and components of variance in a folder.
///
/// # Errors
/// [`SensitivityError`].
pub fn sensitivity_into(
    ask: &Ask,
    out: &Out,
    watch: &mut dyn Watch,
) -> Result<Saved<Analysed>, SensitivityError> {
    let data = ask.open()?;
    let plan = plan(&data, ask)?;
    let files = SensitivityFiles::create(&out.folder, out.force, out.formats())?;
    let what = analyse(&data, &plan, ask, watch)?;
    let title = format!("Sensitivity of {}", ask.folder.display());
    let manifest = manifest(&data, ask, out, &what)?;
    Ok(Saved {
        folder: out.folder.clone(),
        files: files.commit(&title, &what.indices, &what.variances, manifest)?,
        status: Status::Complete,
        warnings: Vec::new(),
        what,
    })
}

/// The folder of an analysis if none is named.
pub fn default_folder(study: &Path) -> PathBuf {
    study.join("sensitivity")
}

fn analyse(
    data: &StudyData,
    plan: &Plan,
    ask: &Ask,
    watch: &mut dyn Watch,
) -> Result<Analysed, SensitivityError> {
    let (names, left_out) = select(data, &ask.outputs)?;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let outputs = data.read(&names)?;
    let aligned = outputs.iter().all(|output| output.aligned);
    let numbers = match ask.independent || plan.independent || !aligned {
        true => Numbers::Independent,
        false => Numbers::Shared,
    };
    let outputs = outputs.into_iter().map(responses);
    let outputs = outputs.collect::<Result<Vec<_>, _>>()?;
    let each: Vec<One<'_>> = outputs
        .iter()
        .map(|(output, y)| One {
            data,
            plan,
            output,
            y,
            numbers,
            bootstrap: &ask.bootstrap,
        })
        .collect();
    let mut analysed = Analysed {
        plan: plan.clone(),
        numbers,
        points: data.points,
        replicates: outputs.last().map_or(0, |(_, y)| y.replicates()),
        resamples: ask.bootstrap.resamples,
        indices: Vec::new(),
        variances: Vec::new(),
        left_out,
        notes: Vec::new(),
    };
    let begin = Event::Begin {
        what: &format!(
            "{}: indices of {} outputs at {} points",
            ask.folder.display(),
            outputs.len(),
            data.points
        ),
        unit: "resamples",
        total: each.iter().map(One::resamples).sum(),
        before: 0,
    };
    counted(watch, begin, |ticker| {
        for one in &each {
            analysed.variances.push(one.variance(ticker)?);
            analysed.indices.extend(one.indices(ticker)?);
        }
        Ok::<_, SensitivityError>(())
    })?;
    analysed.notes = notes(&analysed);
    analysed
        .notes
        .extend(data.guard.sentence().map(Note::warning));
    for Note { warning, text } in &analysed.notes {
        watch.tell(match warning {
            true => Event::Warning(text),
            false => Event::Note(text),
        });
    }
    Ok(analysed)
}

/// The outputs asked for, or all that are complete, as effects where the study has arms; and those that are not.
fn select(
    data: &StudyData,
    asked: &[String],
) -> Result<(Vec<String>, Vec<Completeness>), SensitivityError> {
    if !asked.is_empty() {
        let mut names: Vec<String> = Vec::new();
        for name in asked {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        return Ok((names, Vec::new()));
    }
    let (complete, left_out): (Vec<_>, Vec<_>) = data
        .completeness()?
        .into_iter()
        .partition(|c| c.missing == 0);
    if complete.is_empty() {
        // The only output is as good as asked for: reading it tells which runs lack it.
        if let [only] = left_out.as_slice() {
            data.read(&[&only.name])?;
        }
        return Err(SensitivityError::NoOutputs {
            worst: incomplete(&left_out),
        });
    }
    let complete: Vec<String> = complete.into_iter().map(|c| c.name).collect();
    // A study has arms because it asks for their effects.
    Ok(match data.effects.is_empty() {
        true => (complete, left_out),
        false => (data.effects_on(&complete), left_out),
    })
}

fn responses(output: Output) -> Result<(OutputInfo, Responses), SensitivityError> {
    match Responses::new(&output.values) {
        Ok(responses) => Ok((output.info, responses)),
        Err(source) => Err(SensitivityError::Shape {
            output: output.info.name,
            source,
        }),
    }
}

fn manifest(
    data: &StudyData,
    ask: &Ask,
    out: &Out,
    analysed: &Analysed,
) -> Result<Manifest, SensitivityError> {
    let inputs = vec![
        data.guard.entry(&data.folder.join(DESIGN))?,
        data.guard.entry(data.table())?,
    ];
    let runs = (data.points * analysed.replicates) as u64;
    let variances = analysed.variances.iter();
    let outputs: Vec<&str> = variances.map(|v| v.output.as_str()).collect();
    let methods = analysed.plan.methods.iter();
    let methods: Vec<&str> = methods.map(|method| method.name()).collect();
    let settings = json!({
        "design": analysed.plan.design,
        "methods": methods,
        "outputs": outputs,
        "resamples": ask.bootstrap.resamples,
        "seed": ask.bootstrap.seed,
        "shared_random_numbers": analysed.numbers == Numbers::Shared,
    });
    let known = data.manifest.as_ref().map(|known| known.scenario.clone());
    let folder = ask.folder.display().to_string();
    let execution = Execution::new(&out.command, folder, ask.bootstrap.threads);
    Ok(
        Manifest::new(known.unwrap_or_default(), ask.bootstrap.seed, execution)
            .with_runs(runs, runs)
            .with_unverified(&data.guard)
            .with_analysis("sensitivity", inputs, settings),
    )
}
