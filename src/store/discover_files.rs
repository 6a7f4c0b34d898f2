//! The files of a scenario discovery.

use std::path::Path;

use super::csv::Rows;
use super::datapackage::datapackage;
use super::discover_tables::{self, BOXES, POINTS, TRAJECTORY};
use super::error::StoreError;
use super::folder::OutputFolder;
use super::manifest::{FileEntry, Manifest};
use super::study_data::Factor;
use super::tables::DATAPACKAGE;
use crate::analysis::prim::discover::{Discovery, Found};
use crate::analysis::prim::points::Points;

/// The settings, the inputs' checksums and the findings in one file.
pub const DISCOVER: &str = "discover.json";

/// What is known of a point besides its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PointOutcome {
    /// Mean of the output over the point's runs.
    pub mean: f64,
    /// Lower end of the 95 % interval of the mean; NaN with one run.
    pub low: f64,
    /// Upper end of it; NaN with one run.
    pub high: f64,
    /// Runs.
    pub runs: u64,
    /// Whether the point is a case.
    pub case: bool,
    /// Whether the interval includes the value that separates cases; `None` with one run.
    pub uncertain: Option<bool>,
}

/// What goes into the folder.
#[derive(Clone, Copy, Debug)]
pub struct DiscoverData<'a> {
    /// Factors of the design, all of them.
    pub factors: &'a [Factor],
    /// The points as PRIM saw them.
    pub points: &'a Points,
    /// What happened at each.
    pub outcomes: &'a [PointOutcome],
    /// What was found.
    pub discovery: &'a Discovery,
}

/// Writes `boxes.csv`, `trajectory.csv`, `points.csv`, `discover.json`, the data dictionary and, last, the
/// manifest, whose list of files is filled in here. Returns that list.
///
/// # Errors
/// [`StoreError`]; see [`OutputFolder::prepare`] for what `force` may replace.
pub fn write(
    root: &Path,
    force: bool,
    data: &DiscoverData<'_>,
    findings: &str,
    mut manifest: Manifest,
) -> Result<Vec<FileEntry>, StoreError> {
    let planned = [BOXES, TRAJECTORY, POINTS, DISCOVER, DATAPACKAGE];
    let mut folder = OutputFolder::prepare(root, force, &planned)?;
    let tables = [
        discover_tables::boxes(),
        discover_tables::trajectory(),
        discover_tables::points(data.factors),
    ];
    let rows = [boxes(data), trajectory(data), points(data)];
    for (table, rows) in tables.iter().zip(&rows) {
        let text = format!("{}{}", table.header().as_str(), rows.as_str());
        folder.add_bytes(table.file, Some(rows.rows()), text.as_bytes())?;
    }
    folder.add_bytes(DISCOVER, None, findings.as_bytes())?;
    let text = datapackage("discover", &tables, &folder.entries());
    folder.add_bytes(DATAPACKAGE, None, text.as_bytes())?;
    manifest.files = folder.entries();
    folder.commit(&manifest)?;
    Ok(manifest.files)
}

fn boxes(data: &DiscoverData<'_>) -> Rows {
    let mut rows = Rows::default();
    for found in &data.discovery.boxes {
        for (number, step) in found.trajectory.steps.iter().enumerate() {
            let selected = number == found.selected.step;
            for quasi in found.quasi_p.get(number).into_iter().flatten() {
                let place = quasi.dimension;
                let name = data.points.dimensions().get(place).map(|d| d.name.as_str());
                let shown = data
                    .points
                    .shown(place, &step.region, &found.trajectory.whole);
                rows.integer(found.number as u64).integer(number as u64);
                rows.integer(u64::from(selected));
                rows.text(name.unwrap_or_default());
                rows.number(shown.low.unwrap_or(f64::NAN));
                rows.number(shown.high.unwrap_or(f64::NAN));
                rows.text(&shown.words.join("|"));
                rows.number(quasi.dropped);
                rows.number(quasi.low.unwrap_or(f64::NAN));
                rows.number(quasi.high.unwrap_or(f64::NAN));
                match found.reproduced.get(place).filter(|_| selected) {
                    Some(again) => rows.number(again.coverage).number(again.density),
                    None => rows.missing().missing(),
                };
                rows.end_row();
            }
        }
    }
    rows
}

fn trajectory(data: &DiscoverData<'_>) -> Rows {
    let mut rows = Rows::default();
    for found in &data.discovery.boxes {
        for (number, step) in found.trajectory.steps.iter().enumerate() {
            rows.integer(found.number as u64).integer(number as u64);
            rows.integer(u64::from(number == found.selected.step));
            rows.text(step.phase.name());
            rows.integer(step.count.points as u64)
                .integer(step.count.cases as u64);
            rows.number(step.coverage)
                .number(step.density)
                .number(step.mass);
            rows.number(mean_inside(data, found, number));
            rows.integer(step.restricted.len() as u64).end_row();
        }
    }
    rows
}

/// Mean outcome of the points in a step's box; NaN for a step that is not there.
pub fn mean_inside(data: &DiscoverData<'_>, found: &Found, step: usize) -> f64 {
    let Some(step) = found.trajectory.steps.get(step) else {
        return f64::NAN;
    };
    let remaining = found.trajectory.remaining.iter();
    let inside = remaining.filter(|point| step.region.contains(data.points, **point));
    let outcomes = inside.filter_map(|point| data.outcomes.get(*point as usize));
    outcomes.map(|outcome| outcome.mean).sum::<f64>() / step.count.points as f64
}

fn points(data: &DiscoverData<'_>) -> Rows {
    let mut in_box = vec![None; data.outcomes.len()];
    for found in &data.discovery.boxes {
        for point in &found.members {
            if let Some(place) = in_box.get_mut(*point as usize) {
                *place = Some(found.number as u64);
            }
        }
    }
    let mut rows = Rows::default();
    for (point, outcome) in data.outcomes.iter().enumerate() {
        rows.integer(point as u64);
        for factor in data.factors {
            let value = factor.values.get(point).copied().unwrap_or(f64::NAN);
            match factor.labels.get(value as usize) {
                Some(label) => rows.text(label),
                None => rows.number(value),
            };
        }
        rows.number(outcome.mean)
            .number(outcome.low)
            .number(outcome.high);
        rows.integer(outcome.runs).integer(u64::from(outcome.case));
        match outcome.uncertain {
            Some(uncertain) => rows.integer(u64::from(uncertain)),
            None => rows.missing(),
        };
        match in_box.get(point).copied().flatten() {
            Some(number) => rows.integer(number),
            None => rows.missing(),
        };
        rows.end_row();
    }
    rows
}
