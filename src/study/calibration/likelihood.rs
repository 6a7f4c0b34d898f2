//! The likelihood of the record, month by month, for vectors of parameters.

use super::simulate::SimulateError;
use super::{Calibration, Of};
use crate::analysis::abc::smc::{Address, Simulator};
use crate::scenario::Scenario;
use crate::study::filter::{Effort, Series, Set, follow};
use crate::watch::Ticker;

/// Bits of a set's number that say which proposal of its batch it is.
const BITS: u32 = 20;

/// The records of one place that a calibration is fitted to, in the months of its fitted targets.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Places of the records among the scenario's observations.
    pub records: Vec<usize>,
    /// By record, the counts of the first recorded months.
    pub observed: Vec<Vec<Option<u32>>>,
    /// Recorded months up to the last that is observed.
    pub months: usize,
}

impl Record {
    /// Those of the fitted targets.
    ///
    /// # Errors
    /// [`SimulateError::Record`] if there are none, or of several places, or that count other events.
    pub fn of(calibration: &Calibration) -> Result<Self, SimulateError> {
        let base = calibration.study.base();
        let mut found = Self {
            records: Vec::new(),
            observed: Vec::new(),
            months: 0,
        };
        for target in calibration.targets.iter().filter(|target| target.fit) {
            let Of::Series { record, .. } = target.of else {
                continue;
            };
            let from = usize::try_from(target.window.first.since(base.start)).unwrap_or(0);
            let known = found.records.iter().position(|own| *own == record);
            let at = known.unwrap_or_else(|| {
                found.records.push(record);
                found.observed.push(vec![None; base.horizon as usize]);
                found.records.len() - 1
            });
            let months = found.observed[at].iter_mut().skip(from);
            for (month, count) in months.zip(&target.counts) {
                *month = Some(*count);
            }
        }
        let last = |counts: &Vec<Option<u32>>| counts.iter().rposition(Option::is_some);
        let last = found.observed.iter().filter_map(last).max();
        found.months = last.map_or(0, |last| last + 1);
        found.check(base)?;
        Ok(found)
    }

    fn check(&self, scenario: &Scenario) -> Result<(), SimulateError> {
        let wrong = |message: &str| {
            Err(SimulateError::Record {
                message: message.to_owned(),
            })
        };
        if self.months == 0 {
            return wrong(
                "the likelihood is that of monthly counts, and no fitted target has any: fit a target of a series, with a record \
                 that covers its window",
            );
        }
        let own = |record: &usize| &scenario.roster.observations[*record];
        let target = own(&self.records[0]).target;
        if self
            .records
            .iter()
            .any(|record| own(record).target != target)
        {
            return wrong(
                "the fitted series are of several places; the likelihood of one can be had: fit targets of one place",
            );
        }
        match self.counts_the_same(scenario) {
            true => Ok(()),
            false => wrong(
                "the fitted records count the same events, so they need the same `further` and `dispersion`: tie them with also = [...]",
            ),
        }
    }

    /// Whether all records have one distribution of events.
    fn counts_the_same(&self, scenario: &Scenario) -> bool {
        let events = |record: &usize| {
            let own = &scenario.parameters.observations[*record];
            (own.further, own.dispersion)
        };
        self.records
            .iter()
            .all(|record| events(record) == events(&self.records[0]))
    }
}

/// Estimates the likelihood of vectors of parameters on several threads.
pub struct Likelihood<'a> {
    calibration: &'a Calibration,
    record: Record,
    threads: usize,
    ticker: Ticker<'a>,
}

impl<'a> Likelihood<'a> {
    /// That of a calibration's record. The steps of `ticker` are particles.
    ///
    /// # Errors
    /// [`SimulateError::Record`].
    pub fn new(
        calibration: &'a Calibration,
        threads: usize,
        ticker: Ticker<'a>,
    ) -> Result<Self, SimulateError> {
        if calibration.smc2().group() < 2 {
            return Err(SimulateError::Record {
                message: format!(
                    "{} particles in {} groups leave no two for each: take more particles or fewer groups",
                    calibration.settings.particles, calibration.exact.groups
                ),
            });
        }
        if !calibration
            .settings
            .particles
            .is_multiple_of(calibration.exact.groups)
        {
            return Err(SimulateError::Record {
                message: format!(
                    "{} particles cannot be dealt evenly to {} groups: take a multiple",
                    calibration.settings.particles, calibration.exact.groups
                ),
            });
        }
        Ok(Self {
            record: Record::of(calibration)?,
            calibration,
            threads,
            ticker,
        })
    }

    /// Months that are followed.
    pub fn months(&self) -> usize {
        self.record.months
    }

    /// What is followed.
    pub fn record(&self) -> &Record {
        &self.record
    }
}

impl Simulator for Likelihood<'_> {
    type Error = SimulateError;

    /// By month ln P(counts | the months before it, the vector). A vector that is no valid scenario, or whose records count other
    /// events, has NaN.
    fn simulate(
        &mut self,
        values: &[Vec<f64>],
        addresses: &[Address],
    ) -> Result<Vec<Vec<f64>>, SimulateError> {
        let study = &self.calibration.study;
        let valid = |values: &Vec<f64>| {
            let scenario = study.scenario_with(values).ok();
            scenario.filter(|scenario| self.record.counts_the_same(scenario))
        };
        let scenarios: Vec<Option<Scenario>> = values.iter().map(valid).collect();
        let sets: Vec<Set<'_>> = scenarios
            .iter()
            .zip(addresses)
            .filter_map(|(scenario, address)| {
                Some(Set {
                    scenario: scenario.as_ref()?,
                    number: u64::from(address.generation) << BITS | address.proposal,
                })
            })
            .collect();
        let series = Series {
            records: &self.record.records,
            observed: &self.record.observed,
            months: self.record.months,
        };
        let effort = Effort {
            particles: self.calibration.exact.filter,
            review: 1,
            threads: self.threads,
        };
        let followed = follow(&sets, series, effort, &mut self.ticker)?;
        let mut followed = followed.into_iter();
        let rows = scenarios.iter().map(|scenario| {
            let own = scenario.as_ref().and_then(|_| followed.next());
            match own {
                Some(months) => months.iter().map(|month| month.evidence).collect(),
                None => vec![f64::NAN; self.record.months],
            }
        });
        Ok(rows.collect())
    }
}
