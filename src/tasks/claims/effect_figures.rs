//! Figures of an audit's effects at the defaults: of all claims, by dose, and from what to what.

use crate::figures::Columns;
use crate::figures::{Figure, FigureError, Preset, Source, Theme, curves};
use crate::study::claims::doses::responses;
use crate::study::claims::findings::Finding;
use crate::study::claims::levels::Side;
use crate::study::claims::units::{Dose, Level};
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
    let unit = audit
        .claims
        .get(number)
        .and_then(|claim| claim.tests.first());
    let unit = unit.map_or("", |test| test.unit.as_str());
    let value = format!("Effect of the dose ({unit})");
    in_one_column(columns, "Dose", value, source)
}

/// A ratio of totals by variant: what the second arm shows in each, such as wars per probe by reliability.
pub fn levels(
    audit: &Audit,
    (claim, test): (usize, usize),
    levels: &[Level],
    source: &Source,
) -> Result<Figure, FigureError> {
    let described = &audit.claims[claim].tests[test];
    let mut columns = Columns::new(&["x"], &NUMBERS);
    let varied = |level: &&Level| {
        let experiment = &audit.experiments[level.experiment];
        let plain = experiment.ablation.is_empty() && !experiment.variant.is_empty();
        experiment.claim == claim && level.test == test && plain && level.side == Side::To
    };
    let own: Vec<&Level> = levels.iter().filter(varied).collect();
    if described.per.is_none() || own.len() < 2 {
        return Err(FigureError::NothingToDraw {
            figure: "curves".to_owned(),
            reason: "it is no ratio, or there are not several variants",
        });
    }
    for level in own {
        let variant = &audit.experiments[level.experiment].variant;
        columns.push([&variant.replace('_', " ")], with_interval(level));
    }
    let words = match described.says.as_str() {
        "" => &described.unit,
        _ => &described.says,
    };
    in_one_column(columns, "variant", words.clone(), source)
}

/// The slope of a naive regression beside the effect that is known by construction.
pub fn selection(
    audit: &Audit,
    (claim, test): (usize, usize),
    levels: &[Level],
    source: &Source,
) -> Result<Figure, FigureError> {
    let described = &audit.claims[claim].tests[test];
    let mut columns = Columns::new(&["x"], &NUMBERS);
    let own = |level: &&Level| {
        let experiment = &audit.experiments[level.experiment];
        experiment.claim == claim && level.test == test && experiment.is_plain()
    };
    for level in levels.iter().filter(own) {
        let words = match level.side {
            Side::Slope => "regression across runs",
            Side::Known => "known by construction",
            Side::From | Side::To => continue,
        };
        columns.push([words], with_interval(level));
    }
    let unit = described.unit.clone();
    in_one_column(columns, "how the effect is found", unit, source)
}

fn in_one_column(
    columns: Columns,
    x: &str,
    value: String,
    source: &Source,
) -> Result<Figure, FigureError> {
    let mut table = columns.table()?;
    table.say("x", x);
    table.say("value", value);
    curves(&table, &Theme::new(Preset::Apsr1Col), source)
}

/// What stands under [`NUMBERS`].
fn with_interval(level: &Level) -> [f64; 4] {
    let (low, high) = level.estimate.interval();
    [level.estimate.mean, low, high, level.estimate.n as f64]
}
