//! The folder of a comparison and its figure.

use std::path::{Path, PathBuf};

use super::choices::Choices;
use super::error::PlotError;
use super::origin::{Folder, Gives, Place};
use super::read::{manifest_source, scenario, table};
use crate::figures::{CONTRASTS as KIND, Columns, Source, Table};
use crate::store::guard::Guard;
use crate::store::manifest::Manifest;
use crate::store::tables::CONTRASTS;
use crate::store::tables::resolved_path;
use crate::tasks::compare::figure::MOST;
use crate::tasks::compare::select::{Shown, headline};

/// The folder of a comparison.
pub struct ComparisonFolder {
    /// Where it is.
    pub path: PathBuf,
    /// Its manifest.
    pub manifest: Manifest,
    /// What compares files with their manifest before they are read.
    pub guard: Guard,
}

impl Folder for ComparisonFolder {
    const PLACE: Place = Place::Comparison;
    const GIVES: &'static [Gives<Self>] = &[Gives {
        kind: &KIND,
        from: "compare",
        takes: &[],
        unasked: |_, _: &Choices| true,
        table: |folder, _| contrasts(&folder.path, &folder.manifest, &folder.guard),
    }];

    fn path(&self) -> &Path {
        &self.path
    }

    fn source(&self, command: &str) -> Source {
        let source = manifest_source(&self.manifest, command);
        Source {
            scenario: format!("{} as baseline", source.scenario),
            ..source
        }
    }
}

/// The contrasts that `trilat compare` draws, from `contrasts.csv`.
fn contrasts(folder: &Path, manifest: &Manifest, guard: &Guard) -> Result<Table, PlotError> {
    let all = table(&folder.join(CONTRASTS), guard)?;
    let baseline = &manifest.scenario.name;
    // With --only the user chose, and no headline hides anything.
    let chosen = manifest.execution.command.contains(" --only ");
    let resolved = folder.join(resolved_path(baseline));
    let shown = if chosen || !resolved.is_file() {
        Vec::new()
    } else {
        headline(&scenario(&resolved, guard)?.roster)
    };
    let (scenarios, columns) = (all.text("scenario")?, all.text("observable")?);
    let statistics = all.text("statistic")?;
    let (relative, low) = (all.numbers("relative")?, all.numbers("relative_low")?);
    let (high, n) = (all.numbers("relative_high")?, all.numbers("n")?);
    let identical = all.numbers("identical")?;
    let mut out = Columns::new(
        &["baseline", "scenario", "group", "observable"],
        &["relative", "ci_low", "ci_high", "n", "identical"],
    );
    let mut names: Vec<&String> = scenarios.iter().collect();
    names.dedup();
    for name in names {
        let mine: Vec<usize> = (0..all.rows())
            .filter(|row| scenarios[*row] == *name)
            .collect();
        let mut picked: Vec<(Shown, usize)> = shown
            .iter()
            .filter_map(|wanted| {
                let row = mine.iter().find(|row| columns[**row] == wanted.column)?;
                Some((wanted.clone(), *row))
            })
            .collect();
        if picked.is_empty() {
            let named = |row: &usize| (Shown::named(&columns[*row], &statistics[*row]), *row);
            picked = mine.iter().map(named).collect();
        }
        for (shown, row) in picked.into_iter().take(MOST) {
            out.push(
                [baseline, name, shown.group, &shown.label],
                [relative[row], low[row], high[row], n[row], identical[row]],
            );
        }
    }
    Ok(out.table()?)
}
