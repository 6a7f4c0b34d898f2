//! Figures of an audit's effects at the defaults: of all claims, and by dose.

use super::run_figures::Columns;
use crate::figures::{Figure, FigureError, Preset, Source, Theme, curves};
use crate::study::claims::doses::responses;
use crate::study::claims::findings::Finding;
use crate::study::claims::units::Dose;
use crate::study::claims::{Audit, Prediction};

const NUMBERS: [&str; 4] = ["estimate", "ci_low", "ci_high", "n"];

/// The effect of each claim in standard deviations of its baseline over runs.
pub fn defaults(audit: &Audit, heads: &[&Finding], source: &Source) -> Result<Figure, FigureError> {
    let mut columns = Columns::new(&["x"], &NUMBERS);
    for finding in heads {
        let claim = &audit.claims[finding.claim];
        let test = &claim.tests[finding.key.test];
        let Some(d) = &finding.defaults else { continue };
        // A distance inside a margin is no effect.
        let none = matches!(test.predicted, Prediction::Same { .. });
        if none || !d.standardised.is_finite() {
            continue;
        }
        let [low, high] = [d.low, d.high].map(|end| end / d.baseline_sd);
        columns.push([&claim.id], [d.standardised, low, high, d.effect.n as f64]);
    }
    let mut table = columns.table()?;
    table.say("x", "Claim");
    table.say("value", "Effect (sd of the baseline over runs)");
    table.say(
        "note",
        "Effects at the defaults; the baseline's standard deviation is taken as known.",
    );
    curves(&table, &Theme::new(Preset::Mm178), source)
}

/// The effect of a claim by dose.
pub fn by_dose(
    audit: &Audit,
    number: usize,
    doses: &[Dose],
    source: &Source,
) -> Result<Figure, FigureError> {
    let mut columns = Columns::new(&[], &["x", "estimate", "ci_low", "ci_high", "n"]);
    let own = |row: &&crate::study::claims::doses::Row| {
        row.claim == number && row.test == 0 && row.statistic == "effect"
    };
    for row in responses(audit, doses).iter().filter(own) {
        let n = row.pairs as f64;
        columns.push([], [row.dose, row.estimate, row.low, row.high, n]);
    }
    let mut table = columns.table()?;
    let unit = audit
        .claims
        .get(number)
        .and_then(|claim| claim.tests.first());
    let unit = unit.map_or("", |test| test.unit.as_str());
    table.say("x", "Dose");
    table.say("value", format!("Effect of the dose ({unit})"));
    curves(&table, &Theme::new(Preset::Apsr1Col), source)
}
