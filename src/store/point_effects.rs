//! `effects.csv` of a study with arms: each arm against the baseline, pair by pair, at every point.
//!
//! A part of a study holds whole pairs, so a run waits for its partners no longer than the part goes on, and what is
//! kept does not grow with the study.

use std::collections::BTreeMap;

use super::error::StoreError;
use super::point_summary::RunRow;
use super::study_record::StudyRecord;
use super::sweep_tables::{self, EffectRow};
use crate::analysis::contrast::Contrasts;
use crate::rows::Rows;

/// The effects at consecutive points.
#[derive(Debug)]
pub struct PointEffects {
    first: u64,
    arms: usize,
    /// Names and weights.
    effects: Vec<(String, Vec<f64>)>,
    /// By point, by effect.
    points: Vec<Vec<Contrasts>>,
    columns: usize,
    /// By point and replicate, the runs of the arms that are there: none where it failed.
    waiting: BTreeMap<(u64, u64), Waiting>,
}

/// A replicate of which some arms are still to come.
#[derive(Debug)]
struct Waiting {
    come: usize,
    arms: Vec<Option<Vec<f64>>>,
}

impl PointEffects {
    /// Empty statistics of `count` points.
    pub fn new(record: &StudyRecord, first: u64, count: u64) -> Self {
        let effects = &record.study.effects;
        let at = |point| Contrasts::new(&record.columns, record.horizon(point));
        Self {
            first,
            arms: record.study.arms.len(),
            effects: effects
                .iter()
                .map(|effect| (effect.name.clone(), effect.weights.clone()))
                .collect(),
            points: (first..first + count)
                .map(|point| effects.iter().map(|_| at(point)).collect())
                .collect(),
            columns: record.columns.len(),
            waiting: BTreeMap::new(),
        }
    }

    /// Adds a run of one of these points; takes its pairs up when the last arm has come.
    ///
    /// # Errors
    /// What is wrong with the row.
    pub fn push(&mut self, row: &RunRow) -> Result<(), String> {
        let key = (row.point, row.replicate);
        let arms = self.arms;
        let waiting = self.waiting.entry(key).or_insert_with(|| Waiting {
            come: 0,
            arms: vec![None; arms],
        });
        waiting.come += 1;
        if let Some(own) = waiting.arms.get_mut(row.arm) {
            *own = (!row.failed).then(|| row.values.clone());
        }
        if waiting.come < arms {
            return Ok(());
        }
        let complete = self.waiting.remove(&key);
        let at = row.point.checked_sub(self.first).map(|at| at as usize);
        match (complete, at.and_then(|at| self.points.get_mut(at))) {
            (Some(waiting), Some(contrasts)) => take_up(
                contrasts,
                &self.effects,
                self.columns,
                row.replicate,
                &waiting.arms,
            ),
            _ => Ok(()),
        }
    }

    /// Writes the effects, point by point.
    ///
    /// # Errors
    /// What `write` returns.
    pub fn write(
        &self,
        rows: &mut Rows,
        mut write: impl FnMut(&Rows) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let sheet = sweep_tables::effects();
        for (point, effects) in (self.first..).zip(&self.points) {
            rows.clear();
            for ((effect, _), contrasts) in self.effects.iter().zip(effects) {
                for contrast in contrasts.contrasts(0.0) {
                    let row = EffectRow {
                        point,
                        effect,
                        contrast,
                    };
                    sheet.row(&row, rows);
                }
            }
            write(rows)?;
        }
        Ok(())
    }
}

/// Adds the runs of all arms with the same random numbers.
fn take_up(
    contrasts: &mut [Contrasts],
    effects: &[(String, Vec<f64>)],
    columns: usize,
    replicate: u64,
    arms: &[Option<Vec<f64>>],
) -> Result<(), String> {
    let mut values = vec![f64::NAN; arms.len()];
    for (found, (_, weights)) in contrasts.iter_mut().zip(effects) {
        let mut taking = arms
            .iter()
            .zip(weights)
            .filter(|(_, weight)| **weight != 0.0);
        if taking.any(|(run, _)| run.is_none()) {
            found.push_failed();
            continue;
        }
        for column in 0..columns {
            for (value, run) in values.iter_mut().zip(arms) {
                let own = run.as_ref().and_then(|run| run.get(column));
                *value = own.copied().unwrap_or(f64::NAN);
            }
            found
                .push_weighted(replicate, column, &values, weights)
                .map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}
