//! The figure of a comparison, drawn from its contrasts.

use crate::figures::Columns;
use crate::figures::{FigureError, Preset, Source, Table, Theme, contrasts};
use crate::tasks::compare::outcome::Compared;
use crate::tasks::compare::select::Shown;
use crate::tasks::compare::select::pick;
use crate::tasks::plot::files::{Drawn, Failure};

/// The most observables that fit a page.
pub(crate) const MOST: usize = 45;

/// Draws the contrasts that are shown, at the width of one column; `note` says in the caption what the scenarios change.
///
/// # Errors
/// When a drawing step fails.
pub fn figure(
    compared: &Compared,
    shown: &[Shown],
    note: String,
    command: &str,
    threads: usize,
) -> Result<Drawn, Failure> {
    let mut table = table(compared, shown)?;
    table.say("note", note);
    let theme = Theme::new(Preset::Apsr1Col);
    let drawn = contrasts(&table, &theme, &source(compared, command));
    Ok(Drawn::of([drawn], threads)?)
}

/// Where the numbers of a comparison come from.
pub(crate) fn source(compared: &Compared, command: &str) -> Source {
    Source {
        scenario: format!("{} as baseline", compared.baseline),
        seed: compared.seed,
        runs: compared.runs_completed,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: command.to_owned(),
    }
}

/// The contrasts that are shown, as a figure reads them.
///
/// # Errors
/// Never for what a comparison holds: its columns have one length.
pub(crate) fn table(compared: &Compared, shown: &[Shown]) -> Result<Table, FigureError> {
    let mut out = Columns::new(
        &["baseline", "scenario", "group", "observable"],
        &["relative", "ci_low", "ci_high", "n", "identical"],
    );
    for against in &compared.against {
        for (shown, contrast) in pick(shown, against).into_iter().take(MOST) {
            out.push(
                [
                    &compared.baseline,
                    &against.scenario,
                    shown.group,
                    &shown.label,
                ],
                [
                    contrast.relative,
                    contrast.relative_low,
                    contrast.relative_high,
                    contrast.n as f64,
                    f64::from(u8::from(contrast.identical())),
                ],
            );
        }
    }
    out.table()
}
