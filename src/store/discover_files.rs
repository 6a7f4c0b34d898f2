//! The files of a scenario discovery.

use std::path::Path;

use super::data_folder::{DataFolder, planned};
pub use super::discover_tables::PointOutcome;
use super::discover_tables::{self, BOXES, LimitRow, POINTS, PointRow, StepRow, TRAJECTORY};
use super::error::StoreError;
use super::folder::OutputFolder;
use super::manifest::{FileEntry, Manifest};
use super::study_data::Factor;
use super::table_file::Formats;
use crate::analysis::prim::discover::{Discovery, Found};
use crate::analysis::prim::points::Points;

/// The settings, the inputs' checksums and the findings in one file.
pub const DISCOVER: &str = "discover.json";

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
    formats: Formats,
    data: &DiscoverData<'_>,
    findings: &str,
    manifest: Manifest,
) -> Result<Vec<FileEntry>, StoreError> {
    let planned = planned(formats, &[BOXES, TRAJECTORY, POINTS], &[DISCOVER]);
    let folder = OutputFolder::prepare(root, force, &planned)?;
    let mut folder = DataFolder::new(folder, formats);
    let found = || data.discovery.boxes.iter();
    let limits = found().flat_map(|found| limits(data, found));
    folder.write(&discover_tables::boxes(), limits)?;
    let steps = found().flat_map(|found| steps(data, found));
    folder.write(&discover_tables::trajectory(), steps)?;
    folder.write(&discover_tables::points(data.factors), points(data))?;
    folder.file(DISCOVER, findings.as_bytes())?;
    folder.commit("discover", manifest)
}

/// The steps of the trajectory of a box.
fn steps<'d>(data: &'d DiscoverData<'_>, found: &'d Found) -> impl Iterator<Item = StepRow<'d>> {
    let steps = found.trajectory.steps.iter().enumerate();
    steps.map(|(at, step)| StepRow {
        number: found.number,
        at,
        selected: at == found.selected.step,
        step,
        mean: mean_inside(data, found, at),
    })
}

/// The factors that each step of a box restricts.
fn limits<'d>(data: &'d DiscoverData<'_>, found: &'d Found) -> impl Iterator<Item = LimitRow<'d>> {
    steps(data, found).flat_map(move |row| {
        let restricted = found.quasi_p.get(row.at).into_iter().flatten();
        restricted.map(move |quasi| {
            let place = quasi.dimension;
            let (step, whole) = (&row.step.region, &found.trajectory.whole);
            let dimension = data.points.dimensions().get(place);
            LimitRow {
                step: row,
                factor: dimension.map_or("", |known| known.name.as_str()),
                shown: data.points.shown(place, step, whole),
                quasi,
                reproduced: found.reproduced.get(place).filter(|_| row.selected),
            }
        })
    })
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

/// The points of the design.
fn points<'d>(data: &'d DiscoverData<'_>) -> impl Iterator<Item = PointRow<'d>> {
    let mut in_box = vec![None; data.outcomes.len()];
    for found in &data.discovery.boxes {
        for point in &found.members {
            if let Some(place) = in_box.get_mut(*point as usize) {
                *place = Some(found.number);
            }
        }
    }
    let points = data.outcomes.iter().zip(in_box).enumerate();
    points.map(|(point, (outcome, in_box))| PointRow {
        point,
        factors: data.factors,
        outcome,
        in_box,
    })
}
