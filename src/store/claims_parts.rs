//! The parts of an audit: what each unit found, a line for each number.

use std::collections::BTreeMap;
use std::io::ErrorKind;

use serde::{Deserialize, Serialize};

use super::atomic::sha256;
use super::disk::read_text;
use super::error::StoreError;
use super::growing::{Found, Growing, Record, Results as Sums, What, part_name};
use super::manifest::{Manifest, Program, SCHEMA_VERSION};
use crate::analysis::claims::PointEffect;
use crate::rows::Rows;
use crate::study::claims::effects::{Measured, Stratum};
use crate::study::claims::levels::Side;
use crate::study::claims::matching::Miss;
use crate::study::claims::units::{Dose, Effect, Level, Point, Results, Unit};

/// The name of the analysis in manifests.
pub const KIND: &str = "claims";

/// An audit that grows.
pub type AuditWork = Growing<AuditRecord>;

/// All that decides the results of an audit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRecord {
    /// Who wrote it.
    pub program: Program,
    /// Layout version of the folder.
    pub schema_version: u32,
    /// A line `name,checksum` for everything that shapes the results.
    pub description: String,
}

impl AuditRecord {
    /// The record of an audit that this program makes.
    pub fn new(description: &str) -> Self {
        Self {
            program: Program::this(),
            schema_version: SCHEMA_VERSION,
            description: description.to_owned(),
        }
    }
}

impl Record for AuditRecord {
    const WHAT: What = What::Audit;

    fn writer(&self) -> (&Program, u32) {
        (&self.program, self.schema_version)
    }

    fn results(&self) -> Sums {
        Sums {
            hash: sha256(&self.description),
            first: String::new(),
        }
    }

    fn of(manifest: &Manifest) -> Option<Sums> {
        let analysis = manifest.analysis.as_ref();
        let own = analysis.filter(|analysis| analysis.kind == KIND)?;
        Some(Sums {
            hash: own.settings["sha256"].as_str()?.to_owned(),
            first: String::new(),
        })
    }

    fn differences(&self, here: &Self) -> Vec<String> {
        differences(&self.description, &here.description)
    }
}

/// Keeps the results of a unit.
///
/// # Errors
/// If the file cannot be written.
pub fn keep(work: &mut AuditWork, number: usize, results: &Results) -> Result<(), StoreError> {
    work.put(number as u64, 0, &to_text(results))
}

/// The results of the units whose parts are complete, by number. A part that does not say what a unit of this
/// audit can is added to those that are damaged.
///
/// # Errors
/// If a part cannot be read.
pub fn kept(
    work: &AuditWork,
    units: &[Unit],
    found: &mut Found,
) -> Result<BTreeMap<usize, Results>, StoreError> {
    let mut done = BTreeMap::new();
    for (number, unit) in units.iter().enumerate() {
        let part = number as u64;
        if !work.done().contains_key(&part) {
            continue;
        }
        let path = work.path(part);
        let text = match read_text(&path) {
            Ok(text) => Some(text),
            // Nothing that was written here, and so damaged like a part that cannot be parsed.
            Err(error) if error.kind() == ErrorKind::InvalidData => None,
            Err(error) => return Err(StoreError::io("read", &path, error)),
        };
        match text.and_then(|text| from_text(&text, unit)) {
            Some(results) => {
                done.insert(number, results);
            }
            None => found
                .damaged
                .push(format!("{} is damaged", part_name(part))),
        }
    }
    Ok(done)
}

/// Which lines of two descriptions differ, by their names.
fn differences(there: &str, here: &str) -> Vec<String> {
    let lines = |text: &str| -> BTreeMap<String, String> {
        text.lines()
            .filter_map(|line| line.split_once(','))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    };
    let (there, here) = (lines(there), lines(here));
    let mut names: Vec<String> = there
        .iter()
        .chain(&here)
        .filter(|(name, _)| there.get(*name) != here.get(*name))
        .map(|(name, _)| name.clone())
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn to_text(results: &Results) -> String {
    let mut rows = Rows::default();
    for point in &results.points {
        rows.text("point").integer(point.point as u64);
        rows.number(point.miss.common).number(point.miss.rare);
        rows.text(&point.refused.replace('\n', " "));
        rows.end_row();
    }
    for effect in &results.effects {
        let (m, e) = (&effect.measured, &effect.measured.effect);
        rows.text("effect").integer(effect.point as u64);
        rows.integer(effect.experiment as u64)
            .integer(effect.test as u64);
        rows.text(m.stratum.name()).number(e.mean).number(e.se);
        rows.integer(e.n)
            .number(m.baseline_mean)
            .number(m.baseline_sd);
        rows.end_row();
    }
    for dose in &results.doses {
        rows.text("dose").integer(dose.experiment as u64);
        rows.integer(dose.test as u64);
        for (own, difference) in dose.baseline.iter().zip(&dose.differences) {
            rows.number(*own).number(*difference);
        }
        rows.end_row();
    }
    for level in &results.levels {
        rows.text("level").integer(level.experiment as u64);
        rows.integer(level.test as u64).text(level.side.name());
        let e = &level.estimate;
        rows.number(e.mean).number(e.se).integer(e.n).end_row();
    }
    rows.as_str().to_owned()
}

fn from_text(text: &str, unit: &Unit) -> Option<Results> {
    let mut results = Results::default();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    for record in reader.records() {
        let record = record.ok()?;
        let whole = |at: usize| record.get(at)?.parse::<usize>().ok();
        let number = |at: usize| number(record.get(at)?);
        match record.get(0)? {
            "point" => results.points.push(Point {
                place: unit.place,
                point: whole(1)?,
                miss: Miss {
                    common: number(2)?,
                    rare: number(3)?,
                },
                refused: record.get(4)?.to_owned(),
            }),
            "effect" => results.effects.push(Effect {
                place: unit.place,
                point: whole(1)?,
                experiment: whole(2)?,
                test: whole(3)?,
                measured: Measured {
                    stratum: [Stratum::All, Stratum::High, Stratum::Low]
                        .into_iter()
                        .find(|stratum| Some(stratum.name()) == record.get(4))?,
                    effect: PointEffect {
                        mean: number(5)?,
                        se: number(6)?,
                        n: record.get(7)?.parse().ok()?,
                    },
                    baseline_mean: number(8)?,
                    baseline_sd: number(9)?,
                },
            }),
            "dose" => results.doses.push(Dose {
                experiment: whole(1)?,
                test: whole(2)?,
                baseline: (3..record.len())
                    .step_by(2)
                    .map(number)
                    .collect::<Option<_>>()?,
                differences: (4..record.len())
                    .step_by(2)
                    .map(number)
                    .collect::<Option<_>>()?,
            }),
            "level" => results.levels.push(Level {
                experiment: whole(1)?,
                test: whole(2)?,
                side: Side::ALL
                    .into_iter()
                    .find(|side| Some(side.name()) == record.get(3))?,
                estimate: PointEffect {
                    mean: number(4)?,
                    se: number(5)?,
                    n: record.get(6)?.parse().ok()?,
                },
            }),
            _ => return None,
        }
    }
    Some(results)
}

fn number(text: &str) -> Option<f64> {
    if text.is_empty() {
        Some(f64::NAN)
    } else {
        text.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::claims::units::Place;

    #[test]
    fn results_read_back_to_the_bit() {
        let effect = |stratum, mean| Effect {
            place: Place::Defaults,
            point: 3,
            experiment: 1,
            test: 2,
            measured: Measured {
                stratum,
                effect: PointEffect {
                    mean,
                    se: 1e-17 / 3.0,
                    n: 100,
                },
                baseline_mean: 0.1 + 0.2,
                baseline_sd: 7.0,
            },
        };
        let results = Results {
            effects: vec![
                effect(Stratum::All, -1.0 / 3.0),
                effect(Stratum::High, 1e300),
            ],
            points: vec![Point {
                place: Place::Defaults,
                point: 5,
                miss: Miss {
                    common: 0.7,
                    rare: 0.1,
                },
                refused: "so, \"that\"".into(),
            }],
            doses: vec![Dose {
                experiment: 1,
                test: 0,
                baseline: vec![3.0, 1.0 / 7.0],
                differences: vec![0.1, -2.5e-9],
            }],
            levels: vec![Level {
                experiment: 3,
                test: 1,
                side: Side::Known,
                estimate: PointEffect {
                    mean: -1.0 / 7.0,
                    se: 2.0 / 3.0,
                    n: 12,
                },
            }],
        };
        let unit = Unit {
            place: Place::Defaults,
            first: 0,
            count: 1,
        };
        assert_eq!(from_text(&to_text(&results), &unit), Some(results));
    }

    #[test]
    fn what_differs_is_named() {
        assert_eq!(differences("a,1\nb,2\n", "a,1\nb,3\nc,4\n"), ["b", "c"]);
    }
}
