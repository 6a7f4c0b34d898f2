//! A sensitivity analysis for programs.

use serde_json::{Value, json as value};

use crate::named::Named;
use crate::store::sensitivity_files::{IndexRow, OutputVariance};
use crate::tasks::Saved;
use crate::tasks::sensitivity::Analysed;

/// One line of JSON with every index; numbers that do not exist are null.
pub fn json(saved: &Saved<Analysed>) -> String {
    let analysed = &saved.what;
    let index = |row: &IndexRow| {
        value!({
            "output": row.output,
            "method": row.method,
            "factor": row.factor,
            "factor2": row.factor2,
            "level": row.level,
            "index": row.index,
            "share": row.share,
            "estimate": row.estimate.value,
            "ci_low": row.estimate.ci_low,
            "ci_high": row.estimate.ci_high,
            "std_error": row.estimate.std_error,
            "n": row.n,
            "units": row.units,
            "runs": row.runs,
            "unit": row.unit,
            "note": row.note,
        })
    };
    let variance = |variance: &OutputVariance| -> Vec<Value> {
        let components = variance.components.iter();
        components
            .map(|c| {
                value!({
                    "output": variance.output,
                    "component": c.name,
                    "variance": c.variance.value,
                    "ci_low": c.variance.ci_low,
                    "ci_high": c.variance.ci_high,
                    "share": c.share.value,
                    "share_low": c.share.ci_low,
                    "share_high": c.share.ci_high,
                    "points": variance.points,
                    "replicates": variance.replicates,
                    "note": c.note,
                })
            })
            .collect()
    };
    let left_out = analysed.left_out.iter();
    let left_out: Vec<Value> = left_out
        .map(|c| value!({ "output": c.name, "missing": c.missing, "runs": c.runs }))
        .collect();
    let notes = |warning: bool| -> Vec<&str> {
        let of = analysed.notes.iter().filter(|note| note.warning == warning);
        of.map(|note| note.text.as_str()).collect()
    };
    let methods: Vec<&str> = analysed.plan.methods.iter().map(|m| m.name()).collect();
    let whole = value!({
        "folder": saved.folder.display().to_string(),
        "design": analysed.plan.design,
        "methods": methods,
        "points": analysed.points,
        "replicates": analysed.replicates,
        "resamples": analysed.resamples,
        "indices": analysed.indices.iter().map(index).collect::<Vec<_>>(),
        "variance": analysed.variances.iter().flat_map(variance).collect::<Vec<_>>(),
        "left_out": left_out,
        "files": saved.files,
        "notes": notes(false),
        "warnings": notes(true),
    });
    format!("{whole}\n")
}
