//! What the reader of a sensitivity analysis should know.

use super::choices::Method;
use super::outcome::Analysed;
pub use super::outcome::Note;
use crate::analysis::sensitivity::noise::Numbers;
use crate::analysis::sensitivity::reason;
use crate::analysis::sensitivity::regression::LOW_R2;
use crate::store::sensitivity_files::OutputVariance;
use crate::store::study_data::Completeness;

/// Fewer replicates than this say little about chance.
const FEW_REPLICATES: usize = 10;
/// Below this share of variance by parameters among point means, rank correlations are drawn to zero.
const LOW_RELIABILITY: f64 = 0.9;

/// Outputs with the number of runs that lack them.
pub fn incomplete(left_out: &[Completeness]) -> String {
    let one =
        |c: &Completeness| format!("{} (missing in {} of {} runs)", c.name, c.missing, c.runs);
    left_out.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// All notes and warnings.
pub fn notes(analysed: &Analysed) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut note = |warning: bool, text: String| notes.push(Note { warning, text });
    if !analysed.left_out.is_empty() {
        let names = incomplete(&analysed.left_out);
        note(
            false,
            format!("left out, because runs have no value of them: {names}"),
        );
    }
    let replicates = analysed.replicates;
    if replicates == 1 {
        note(
            true,
            "one run per point: indices are those of single runs, and what is chance in them cannot be told"
                .to_owned(),
        );
    } else if replicates < FEW_REPLICATES && analysed.numbers == Numbers::Shared {
        note(
            true,
            format!(
                "{replicates} runs per point: intervals cover the chance that points share only roughly"
            ),
        );
    }
    let all = analysed.indices.iter().filter(|row| row.share == 1.0);
    let n = all.clone().map(|row| row.n).max().unwrap_or(0);
    if analysed.plan.sequence && !n.is_power_of_two() {
        note(
            false,
            format!("{n} is no power of two: a Sobol' sequence is even over powers of two"),
        );
    }
    let named = |rows: Vec<&str>| {
        let mut names: Vec<&str> = rows;
        names.dedup();
        names.join(", ")
    };
    if all.clone().any(|row| row.note == reason::ONE_POINT) {
        note(true, format!("{}, hence no indices", reason::ONE_POINT));
    }
    let constant = all.clone().filter(|row| row.note == reason::CONSTANT);
    let constant = named(constant.map(|row| row.output.as_str()).collect());
    if !constant.is_empty() {
        note(
            false,
            format!("the same in every run, hence without indices: {constant}"),
        );
    }
    let noisy = all.clone().filter(|row| row.note == reason::NOISE);
    let noisy = named(noisy.map(|row| row.output.as_str()).collect());
    if !noisy.is_empty() {
        note(
            true,
            format!("points differ no more than chance explains, hence no indices: {noisy}"),
        );
    }
    let low = all.filter(|row| row.index == "r2" && row.estimate.value < LOW_R2);
    let low: Vec<String> = low
        .map(|row| format!("{} ({:.2})", row.output, row.estimate.value))
        .collect();
    if !low.is_empty() {
        note(
            true,
            format!(
                "R² below {LOW_R2}: src says little about {}",
                low.join(", ")
            ),
        );
    }
    if analysed.plan.methods.contains(&Method::Prcc) {
        let low: Vec<String> = analysed.variances.iter().filter_map(unreliable).collect();
        if !low.is_empty() {
            note(
                true,
                format!(
                    "point means hold much chance, which draws prcc to zero; share of their variance by parameters: {}",
                    low.join(", ")
                ),
            );
        }
    }
    notes
}

/// The share by parameters of the variance of point means, where it is low.
fn unreliable(variance: &OutputVariance) -> Option<String> {
    let part = |name: &str| {
        let found = variance.components.iter().find(|c| c.name == name);
        found.map_or(f64::NAN, |c| c.variance.value)
    };
    let parameters = part("parameters");
    let noise = part("residual") / variance.replicates as f64;
    let share = parameters / (parameters + noise);
    (share < LOW_RELIABILITY).then(|| format!("{} ({:.2})", variance.output, share.max(0.0)))
}
