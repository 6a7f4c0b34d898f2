//! The indices of one output: by every method, at every share of the runs.

use super::choices::Method;
use super::plan::{Layout, Plan, Units};
use crate::analysis::sensitivity::layout::Steps;
use crate::analysis::sensitivity::morris::morris;
use crate::analysis::sensitivity::noise::{Numbers, components};
use crate::analysis::sensitivity::ofat::ofat;
use crate::analysis::sensitivity::pawn::pawn;
use crate::analysis::sensitivity::prcc::prcc;
use crate::analysis::sensitivity::regression::regression;
use crate::analysis::sensitivity::sobol::sobol;
use crate::analysis::sensitivity::{Bootstrap, Estimate, Index, Responses, reason};
use crate::named::Named;
use crate::store::sensitivity_files::{IndexRow, OutputVariance};
use crate::store::study_data::{OutputInfo, StudyData};
use crate::watch::{Stopped, Ticker};

/// Shares of the runs at which indices are computed.
pub const SHARES: [f64; 4] = [0.25, 0.5, 0.75, 1.0];

/// One output on its way.
pub struct One<'a> {
    /// The study.
    pub data: &'a StudyData,
    /// How it is analysed.
    pub plan: &'a Plan,
    /// The output.
    pub output: &'a OutputInfo,
    /// Its values.
    pub y: &'a Responses,
    /// Whether points share random numbers.
    pub numbers: Numbers,
    /// How intervals are made.
    pub bootstrap: &'a Bootstrap,
}

/// The first units of an output, at some share of its runs.
struct Part {
    share: f64,
    count: usize,
    /// What a unit is.
    word: &'static str,
    y: Responses,
}

impl One<'_> {
    /// Components of variance over the points that are spread as the factors are.
    ///
    /// # Errors
    /// [`Stopped`].
    pub fn variance(&self, ticker: &mut Ticker<'_>) -> Result<OutputVariance, Stopped> {
        let points = self.y.len();
        let base: Vec<(usize, usize)> = match (&self.plan.layout, self.plan.units) {
            (Layout::Radial(radial), _) => radial.base_points(points).collect(),
            (_, Units::Trajectories(size)) => (0..points).map(|p| (p, p / size)).collect(),
            _ => (0..points).map(|p| (p, p)).collect(),
        };
        let values: Vec<Vec<f64>> = base
            .iter()
            .map(|(p, _)| self.y.point(*p).to_vec())
            .collect();
        let cluster: Vec<usize> = base.iter().map(|(_, unit)| *unit).collect();
        // All points have the same number of runs.
        let y = Responses::new(&values).unwrap_or_else(|_| Responses::single(&[]));
        Ok(OutputVariance {
            output: self.output.name.clone(),
            unit: self.output.unit.clone(),
            points: base.len() as u64,
            replicates: self.y.replicates() as u64,
            components: components(&y, &cluster, self.numbers, self.bootstrap, ticker)?,
        })
    }

    /// Units, what they are, and the points of one.
    fn units(&self) -> (usize, &'static str, usize) {
        let points = self.y.len();
        match self.plan.units {
            Units::Samples(size) => (points / size, "base samples", size),
            Units::Trajectories(size) => (points / size, "trajectories", size),
            Units::Points => (points, "points", 1),
            Units::Replicates => (self.y.replicates(), "replicates", 0),
        }
    }

    /// Resamples that [`variance`](Self::variance) and [`indices`](Self::indices) draw at most.
    pub fn resamples(&self) -> u64 {
        let tables = 1 + self.counts().len() * self.plan.methods.len();
        (tables * self.bootstrap.resamples) as u64
    }

    /// The shares of the runs that make a difference, with the number of units of each.
    fn counts(&self) -> Vec<(f64, usize)> {
        let (units, _, _) = self.units();
        let mut counts: Vec<(f64, usize)> = Vec::new();
        for share in SHARES {
            let count = libm::ceil(share * units as f64) as usize;
            let last = counts.last().map_or(0, |(_, last)| *last);
            // One replicate would hold the noise that the others are rid of.
            if share == 1.0 || (count >= 2 && count < units && count != last) {
                counts.push((share, count));
            }
        }
        counts
    }

    /// All indices at all shares of the runs.
    ///
    /// # Errors
    /// [`Stopped`].
    pub fn indices(&self, ticker: &mut Ticker<'_>) -> Result<Vec<IndexRow>, Stopped> {
        let (_, word, size) = self.units();
        let mut rows = Vec::new();
        for (share, count) in self.counts() {
            let part = Part {
                share,
                count,
                word,
                y: match size {
                    0 => self.y.first_replicates(count),
                    size => self.y.first_points(count * size),
                },
            };
            for method in &self.plan.methods {
                let found = self.of(*method, &part, ticker)?;
                rows.extend(
                    found
                        .into_iter()
                        .map(|index| self.row(*method, index, &part)),
                );
            }
        }
        Ok(rows)
    }

    fn of(
        &self,
        method: Method,
        part: &Part,
        ticker: &mut Ticker<'_>,
    ) -> Result<Vec<Index>, Stopped> {
        let (numbers, bootstrap, y) = (self.numbers, self.bootstrap, &part.y);
        match (&self.plan.layout, method) {
            (Layout::Radial(radial), Method::Pawn) => {
                // The ends of each sample are points drawn freely; those between share coordinates with them.
                let size = radial.size();
                let free =
                    |point: &usize| point.is_multiple_of(size) || (point + 1).is_multiple_of(size);
                let points: Vec<usize> = (0..y.len()).filter(free).collect();
                let factors = self.data.factors.iter();
                let columns: Vec<Vec<f64>> = factors
                    .map(|factor| points.iter().map(|point| factor.values[*point]).collect())
                    .collect();
                let all: Vec<&[f64]> = y.iter().collect();
                let own: Vec<Vec<f64>> = points.iter().map(|point| all[*point].to_vec()).collect();
                let own = Responses::new(&own).unwrap_or_else(|_| Responses::single(&[]));
                pawn(&columns, &own, numbers, bootstrap, ticker)
            }
            (Layout::Radial(radial), _) => sobol(y, *radial, numbers, bootstrap, ticker),
            (Layout::Steps(steps), _) => {
                let first = Steps {
                    groups: steps.groups,
                    steps: steps
                        .steps
                        .iter()
                        .take(part.count * steps.groups)
                        .copied()
                        .collect(),
                    joint: steps.joint.clone(),
                };
                morris(y, &first, numbers, bootstrap, ticker)
            }
            (Layout::Departures(departs), _) => ofat(y, departs, numbers, bootstrap, ticker),
            (Layout::Cloud(cloud), method) => {
                let first = |column: &Vec<f64>| column.iter().take(y.len()).copied().collect();
                let columns: Vec<Vec<f64>> = cloud.columns.iter().map(first).collect();
                let mut found = match method {
                    Method::Src => regression(&columns, y, numbers, bootstrap, ticker)?,
                    Method::Pawn => pawn(&columns, y, numbers, bootstrap, ticker)?,
                    _ => prcc(&columns, y, numbers, bootstrap, ticker)?,
                };
                let why = match y.len() < 2 {
                    true => reason::ONE_POINT,
                    false => reason::COLLINEAR,
                };
                for factor in &cloud.constant {
                    let kind = match method {
                        Method::Src => "src",
                        Method::Pawn => "pawn",
                        _ => "prcc",
                    };
                    let at = cloud.columns.len() + factor;
                    found.push(Index::of(kind, at, Estimate::NONE, why));
                }
                Ok(found)
            }
        }
    }

    fn row(&self, method: Method, index: Index, part: &Part) -> IndexRow {
        let name = |factor: Option<usize>| {
            let name = factor.and_then(|factor| self.plan.names.get(factor));
            name.cloned().unwrap_or_default()
        };
        let (factor, level) = match (&self.plan.layout, index.factor, index.level) {
            (Layout::Cloud(cloud), Some(column), _) => match cloud.of.get(column) {
                Some((factor, level)) => (Some(*factor), level.clone()),
                None => (column.checked_sub(cloud.columns.len()), String::new()),
            },
            (_, Some(factor), Some(point)) => {
                let factor_data = self.data.factors.get(factor);
                (
                    Some(factor),
                    factor_data.map_or_else(String::new, |f| f.text(point)),
                )
            }
            (_, factor, _) => (factor, String::new()),
        };
        IndexRow {
            output: self.output.name.clone(),
            method: method.name(),
            factor: name(factor),
            factor2: name(index.second),
            level,
            index: index.kind,
            share: part.share,
            estimate: index.estimate,
            n: part.count as u64,
            units: part.word,
            runs: (part.y.len() * part.y.replicates()) as u64,
            unit: match method {
                Method::Morris | Method::Ofat => self.output.unit.clone(),
                _ => "1".to_owned(),
            },
            note: index.note,
        }
    }
}
