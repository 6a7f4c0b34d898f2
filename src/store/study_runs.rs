//! The rows of a study's table of outputs, as [`StudyData`] reads them: run by run, then by point and arm.

use super::study_csv::{Row, next, number, place, reader};
use super::study_data::StudyData;
use super::study_error::StudyDataError;
use super::study_output::OutputInfo;
use super::study_terms::Term;
use super::sweep_tables::{ARM, FAILED, POINT, REPLICATE};
use crate::record::Role;

const HORIZON: &str = "scenario.horizon";
/// Runs that a message names.
const EXAMPLES: usize = 5;

impl StudyData {
    /// The values of each term, by point in the order of the replicates; and whether all points have
    /// replicates of the same numbers. All terms have as many at a point.
    pub(super) fn read_terms(
        &self,
        terms: &[Term],
    ) -> Result<(Vec<Vec<Vec<f64>>>, bool), StudyDataError> {
        let mut values = vec![vec![Vec::new(); self.points]; terms.len()];
        let mut missing = vec![Vec::new(); terms.len()];
        let mut counts = vec![0_u64; terms.len()];
        let arms = self.arms.len().max(1);
        let mut numbers: Vec<Vec<Vec<u64>>> = vec![vec![Vec::new(); self.points]; arms];
        let firsts: Vec<Option<usize>> = (0..arms)
            .map(|arm| terms.iter().position(|term| term.arm == arm))
            .collect();
        let mut runs = 0;
        let infos = self.each_run(terms, |run, place, info, value| {
            runs += u64::from(place == 0);
            if firsts.get(run.arm) == Some(&Some(place))
                && let Some(numbers) = numbers.get_mut(run.arm).and_then(|n| n.get_mut(run.point))
            {
                numbers.push(run.replicate);
            }
            let value = match info.role {
                Role::EventTime if value.is_nan() => self.horizon(run.point),
                _ => value,
            };
            if !value.is_finite()
                && let (Some(found), Some(count)) = (missing.get_mut(place), counts.get_mut(place))
            {
                *count += 1;
                if found.len() < EXAMPLES {
                    found.push(run.to_string());
                }
            }
            if let Some(of_point) = values.get_mut(place).and_then(|v| v.get_mut(run.point)) {
                of_point.push(value);
            }
        })?;
        for ((info, examples), count) in infos.iter().zip(missing).zip(counts) {
            if count > 0 {
                return Err(StudyDataError::Missing {
                    path: self.table.clone(),
                    output: info.name.clone(),
                    count,
                    runs,
                    examples: listed(examples, count),
                });
            }
        }
        for (term, points) in terms.iter().zip(&values) {
            if let Some(empty) = points.iter().position(Vec::is_empty) {
                let arm = self.arms.get(term.arm);
                let arm = arm.map_or_else(String::new, |arm| format!(" in the arm {arm}"));
                return Err(StudyDataError::Table {
                    path: self.table.clone(),
                    message: format!("no run of point {empty} of {}{arm}", self.points),
                });
            }
        }
        let mut aligned = true;
        for (arm, numbers) in numbers
            .iter_mut()
            .enumerate()
            .filter(|(arm, _)| firsts[*arm].is_some())
        {
            let own = terms.iter().zip(&mut values);
            let own = own.filter(|(term, _)| term.arm == arm);
            let mut own: Vec<&mut Vec<Vec<f64>>> = own.map(|(_, values)| values).collect();
            aligned &= self.in_order(numbers, &mut own)?;
        }
        self.check_pairs(&numbers, &firsts)?;
        Ok((values, aligned))
    }

    /// Refuses arms that have other replicates than one another: their runs are no pairs.
    fn check_pairs(
        &self,
        numbers: &[Vec<Vec<u64>>],
        firsts: &[Option<usize>],
    ) -> Result<(), StudyDataError> {
        let mut read = numbers
            .iter()
            .zip(firsts)
            .filter(|(_, first)| first.is_some());
        let Some((first, _)) = read.next() else {
            return Ok(());
        };
        for (other, _) in read {
            if let Some(point) =
                (0..self.points).find(|point| first.get(*point) != other.get(*point))
            {
                return Err(StudyDataError::Table {
                    path: self.table.clone(),
                    message: format!(
                        "the arms of point {point} have other replicates than one another, and pairs need the same"
                    ),
                });
            }
        }
        Ok(())
    }

    /// Sorts the runs of each point by replicate; returns whether all points have the same numbers.
    fn in_order(
        &self,
        numbers: &mut [Vec<u64>],
        values: &mut [&mut Vec<Vec<f64>>],
    ) -> Result<bool, StudyDataError> {
        for (point, numbers) in numbers.iter_mut().enumerate() {
            if numbers.is_sorted_by(|a, b| a < b) {
                continue;
            }
            let mut order: Vec<usize> = (0..numbers.len()).collect();
            order.sort_by_key(|at| numbers.get(*at).copied());
            let sorted: Vec<u64> = order
                .iter()
                .filter_map(|at| numbers.get(*at))
                .copied()
                .collect();
            if let Some([twice, _]) = sorted.array_windows().find(|[a, b]| a == b) {
                return Err(StudyDataError::Table {
                    path: self.table.clone(),
                    message: format!("point {point} has replicate {twice} twice"),
                });
            }
            *numbers = sorted;
            for of_output in values.iter_mut().filter_map(|points| points.get_mut(point)) {
                let sorted = order.iter().filter_map(|at| of_output.get(*at));
                *of_output = sorted.copied().collect();
            }
        }
        Ok(numbers.iter().all(|n| Some(n) == numbers.first()))
    }

    /// Horizon of a point in months; NaN where it is not known.
    fn horizon(&self, point: usize) -> f64 {
        let varied = self.factors.iter().find(|factor| factor.path == HORIZON);
        match (varied, &self.manifest) {
            (Some(factor), _) => factor.values.get(point).copied().unwrap_or(f64::NAN),
            (None, Some(manifest)) => manifest.scenario.months as f64,
            (None, None) => f64::NAN,
        }
    }

    /// Reads the table of outputs row by row, and hands over the value of each of these terms: the run,
    /// the term's place in `terms`, what is known of its output, and its value, NaN if missing.
    pub(super) fn each_run(
        &self,
        terms: &[Term],
        mut each: impl FnMut(&Run, usize, &OutputInfo, f64),
    ) -> Result<Vec<OutputInfo>, StudyDataError> {
        self.guard.check(&self.table)?;
        let mut reader = reader(&self.table)?;
        let named = |name: &str| reader.names().iter().position(|column| column == name);
        let mut wanted = Vec::new();
        for term in terms {
            let info = self.outputs.get(term.output);
            match info.and_then(|info| Some((info, named(&info.name)?))) {
                Some((info, column)) => wanted.push((info.clone(), column)),
                None => return Err(self.no_output(info.map_or("", |info| &info.name))),
            }
        }
        let own = |name: &str| place(&reader, &self.table, name);
        let arm_column = own(ARM)?.filter(|_| !self.arms.is_empty());
        let (point, replicate, failed) = (own(POINT)?, own(REPLICATE)?, own(FAILED)?);
        let mut seen = vec![0_u64; self.points * self.arms.len().max(1)];
        let (mut rows, mut failures, mut reasons) = (0_u64, 0_u64, Vec::new());
        let mut record = Row::default();
        while next(&mut reader, &self.table, &mut record)? {
            let line = record.line();
            let wrong = |message: String| StudyDataError::Line {
                path: self.table.clone(),
                line,
                message,
            };
            let at = match point.and_then(|column| record.get(column)) {
                None => usize::try_from(rows).unwrap_or(usize::MAX),
                Some(text) => text
                    .parse()
                    .map_err(|_| wrong(format!("point `{text}` is not a whole number")))?,
            };
            let arm = match arm_column.and_then(|column| record.get(column)) {
                None => 0,
                Some(name) => self
                    .arms
                    .iter()
                    .position(|arm| arm == name)
                    .ok_or_else(|| wrong(format!("arm `{name}` is none of the study")))?,
            };
            let count = (at < self.points).then(|| at + self.points * arm);
            let Some(count) = count.and_then(|cell| seen.get_mut(cell)) else {
                return Err(wrong(format!(
                    "point {at}, but design.csv has the points 0 to {}",
                    self.points - 1
                )));
            };
            let replicate = match replicate.and_then(|column| record.get(column)) {
                Some(text) => text
                    .parse()
                    .map_err(|_| wrong(format!("replicate `{text}` is not a whole number")))?,
                None => *count,
            };
            *count += 1;
            rows += 1;
            let run = Run {
                point: at,
                arm,
                replicate,
                line,
            };
            if let Some(reason) = failed.and_then(|column| record.get(column))
                && !reason.is_empty()
            {
                failures += 1;
                if reasons.len() < EXAMPLES {
                    reasons.push(format!("{run}: {reason}"));
                }
                continue;
            }
            let own = wanted.iter().zip(terms).enumerate();
            for (place, ((info, column), _)) in own.filter(|(_, (_, term))| term.arm == arm) {
                let text = record.get(*column).unwrap_or_default();
                let value = number(text)
                    .ok_or_else(|| wrong(format!("`{}` is `{text}`, not a number", info.name)))?;
                each(&run, place, info, value);
            }
        }
        if failures > 0 {
            return Err(StudyDataError::Failed {
                path: self.table.clone(),
                count: failures,
                runs: rows,
                examples: listed(reasons, failures),
            });
        }
        Ok(wanted.into_iter().map(|(info, _)| info).collect())
    }
}

/// Where a value stands.
pub(super) struct Run {
    pub point: usize,
    pub arm: usize,
    replicate: u64,
    line: u64,
}

impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            point,
            replicate,
            line,
            ..
        } = self;
        write!(f, "point {point} replicate {replicate}, line {line}")
    }
}

fn listed(mut examples: Vec<String>, count: u64) -> String {
    if count > examples.len() as u64 {
        examples.push("…".to_owned());
    }
    examples.join("; ")
}
