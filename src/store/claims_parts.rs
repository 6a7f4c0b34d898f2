//! The folder in which an audit grows: `parts/` inside the output folder, a file for each unit.
//!
//! A part ends with the checksum of what stands before it and gets its name when it is complete. A part that is
//! not what it says is made again. While a process works there it holds the lock of [`super::lock`].

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::atomic::{sha256, write_file};
use super::error::StoreError;
use super::lock::Lock;
use super::parts::{part_name, parts_folder};
use super::sweep_error::SweepError;
use crate::analysis::claims::PointEffect;
use crate::fault::{Fault, HasFault};
use crate::rows::Rows;
use crate::study::claims::effects::{Measured, Stratum};
use crate::study::claims::levels::Side;
use crate::study::claims::matching::Miss;
use crate::study::claims::units::{Dose, Effect, Level, Point, Results, Unit};

/// What the audit in the folder is.
pub const AUDIT: &str = "audit.txt";
const END: &str = "sha256,";

/// Why the folder of an audit does not serve.
#[derive(Debug, Error)]
pub enum AuditError {
    /// The lock, or a study is there.
    #[error(transparent)]
    Folder(#[from] SweepError),
    /// A file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An audit is there, and nothing was said about it.
    #[error(
        "{} holds an unfinished audit: --resume goes on with it, --force begins again",
        folder.display()
    )]
    Unfinished {
        /// The folder.
        folder: PathBuf,
    },
    /// Another audit is there.
    #[error(
        "{} holds another audit; it differs in {what}: choose another --out, or --force to begin again",
        folder.display()
    )]
    Other {
        /// The folder.
        folder: PathBuf,
        /// What differs.
        what: String,
    },
}

impl HasFault for AuditError {
    fn fault(&self) -> Fault {
        match self {
            Self::Folder(error) => error.fault(),
            Self::Store(error) => error.fault(),
            Self::Unfinished { .. } => Fault::Usage,
            Self::Other { .. } => Fault::Config,
        }
    }
}

/// An audit that grows.
#[derive(Debug)]
pub struct Work {
    lock: Lock,
    folder: PathBuf,
}

/// What a folder held: units that are done, by number, and parts that have to be made again.
#[derive(Debug, Default)]
pub struct Found {
    /// Results by unit.
    pub done: BTreeMap<usize, Results>,
    /// Names of damaged parts.
    pub damaged: Vec<String>,
}

impl Work {
    /// Locks the folder and takes up the audit there with `resume`, or begins one. `description` has a line
    /// `name,checksum` for everything that shapes the results.
    ///
    /// # Errors
    /// [`AuditError`].
    pub fn open(
        out: &Path,
        description: &str,
        units: &[Unit],
        resume: bool,
        force: bool,
    ) -> Result<(Self, Found), AuditError> {
        let lock = Lock::take(out)?;
        let folder = parts_folder(out);
        let path = folder.join(AUDIT);
        let there = match fs::read_to_string(&path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(StoreError::io("read", &path, error).into()),
        };
        if lock.has_study() && !force {
            let folder = out.to_owned();
            return Err(SweepError::Unfinished { folder }.into());
        }
        let mut found = Found::default();
        match there {
            Some(there) if resume && there == description => {
                for (number, unit) in units.iter().enumerate() {
                    match read_part(&folder, number, unit)? {
                        Some(Ok(results)) => {
                            found.done.insert(number, results);
                        }
                        Some(Err(name)) => found.damaged.push(name),
                        None => {}
                    }
                }
            }
            Some(there) if resume => {
                let what = differences(&there, description);
                let folder = out.to_owned();
                return Err(AuditError::Other { folder, what });
            }
            Some(_) if !force => {
                let folder = out.to_owned();
                return Err(AuditError::Unfinished { folder });
            }
            _ => {
                super::parts::clear(&folder)?;
                write_file(&path, description.as_bytes())?;
            }
        }
        Ok((Self { lock, folder }, found))
    }

    /// Keeps the results of a unit.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn keep(&self, number: usize, results: &Results) -> Result<(), StoreError> {
        let mut text = to_text(results);
        let sum = sha256(&text);
        text.push_str(END);
        text.push_str(&sum);
        text.push('\n');
        write_file(&self.folder.join(part_name(number as u64)), text.as_bytes())?;
        Ok(())
    }

    /// Removes the parts of an audit whose tables are complete.
    ///
    /// # Errors
    /// If a file cannot be removed.
    pub fn discard(self) -> Result<(), StoreError> {
        let path = self.folder.join(AUDIT);
        fs::remove_file(&path).map_err(|error| StoreError::io("remove", &path, error))?;
        self.lock.discard()
    }
}

/// Which lines of two descriptions differ, by their names.
fn differences(there: &str, here: &str) -> String {
    let lines = |text: &str| -> BTreeMap<String, String> {
        text.lines()
            .filter_map(|line| line.split_once(','))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    };
    let (there, here) = (lines(there), lines(here));
    let mut names: Vec<&str> = there
        .iter()
        .chain(&here)
        .map(|(name, _)| name.as_str())
        .filter(|name| there.get(*name) != here.get(*name))
        .collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
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

/// A part: `None` if it is not there, its name if it is damaged.
fn read_part(
    folder: &Path,
    number: usize,
    unit: &Unit,
) -> Result<Option<Result<Results, String>>, StoreError> {
    let name = part_name(number as u64);
    let path = folder.join(&name);
    let text = match fs::read(&path) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StoreError::io("read", &path, error)),
    };
    let whole = text
        .rfind(END)
        .map(|at| text.split_at(at))
        .filter(|(body, end)| end.trim_end() == format!("{END}{}", sha256(body)));
    let results = whole.and_then(|(body, _)| from_text(body, unit));
    Ok(Some(results.ok_or(name)))
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
        assert_eq!(differences("a,1\nb,2\n", "a,1\nb,3\nc,4\n"), "b, c");
    }
}
