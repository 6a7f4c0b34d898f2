//! How far a calibration is: what it tells, and the parts that it keeps.

use std::cell::RefCell;
use std::time::Instant;

use super::ask::Ask;
use crate::analysis::abc::smc::{Accepted, Chunk, Generation, Memory, Settings};
use crate::analysis::smc2;
use crate::scenario::Month;
use crate::store::calibrate_parts::{self as parts, CalibrationWork, part_number};
use crate::store::growing::Found;
use crate::study::calibration::simulate::SimulateError;
use crate::watch::{Event, Watch};
use crate::words::{duration, grouped};

/// What is told: whoever simulates and whoever keeps have the same watch.
pub struct Told<'w> {
    watch: &'w mut dyn Watch,
    /// Whether something was begun that has not ended.
    begun: bool,
    /// Particles of the generation that goes on.
    accepted: Option<u64>,
    /// Runs so far, and when the draws began.
    runs: u64,
    before: u64,
}

impl<'w> Told<'w> {
    /// Nothing is told yet.
    pub fn new(watch: &'w mut dyn Watch) -> Self {
        Self {
            watch,
            begun: false,
            accepted: None,
            runs: 0,
            before: 0,
        }
    }

    /// What was wrong with parts of an earlier process.
    pub fn parts(&mut self, found: &Found) {
        for warning in found.warnings() {
            self.watch.tell(Event::Warning(&warning));
        }
    }

    /// A generation goes on, with so many particles.
    fn generation(&mut self, what: &str, accepted: u64, total: u64) {
        self.begin(what, "accepted", total, accepted);
        self.accepted = Some(accepted);
    }

    /// A batch of draws begins, from the prior or the posterior.
    pub fn draws(&mut self, from: &str, total: u64) {
        self.draws_of("", &format!("draws from the {from}"), total);
    }

    /// A batch of something begins.
    fn draws_of(&mut self, what: &str, unit: &str, total: u64) {
        self.before = self.runs;
        self.begin(what, unit, total, 0);
    }

    fn begin(&mut self, what: &str, unit: &str, total: u64, before: u64) {
        self.begun = true;
        self.watch.tell(Event::Begin {
            what,
            unit,
            total,
            before,
        });
    }

    fn at(&mut self, accepted: u64) {
        if self.begun {
            self.accepted = Some(accepted);
            self.watch.tell(Event::At(accepted));
        }
    }

    /// Runs go on, so many done since the beginning: a generation counts its particles alone.
    pub fn still(&mut self, runs: u64) {
        self.runs = runs;
        let done = runs - self.before;
        if self.begun {
            self.watch.tell(Event::At(self.accepted.unwrap_or(done)));
        }
    }

    /// What was begun has ended.
    pub fn end(&mut self) {
        self.accepted = None;
        if std::mem::take(&mut self.begun) {
            self.watch.tell(Event::End);
        }
    }
}

/// The memory of the sampler: the parts of a folder, if there is one.
pub struct Keeper<'a, 'w> {
    work: Option<CalibrationWork>,
    told: &'a RefCell<Told<'w>>,
    settings: Settings,
    /// Numbers of a proposal.
    summaries: usize,
    /// First month of the record.
    start: Month,
    /// Groups of SMC².
    groups: usize,
    /// Particles of a filter.
    filter: u64,
    /// What is fitted to what; said once.
    headline: String,
    /// The generation in words.
    name: String,
    accepted: u64,
    /// When this process began to simulate the generation; `None` while all of it was done before.
    begun: Option<Instant>,
}

impl<'a, 'w> Keeper<'a, 'w> {
    /// Keeps parts in `work`, or nothing.
    pub fn new(ask: &Ask<'_>, work: Option<CalibrationWork>, told: &'a RefCell<Told<'w>>) -> Self {
        let calibration = ask.calibration;
        let settings = calibration.settings;
        let already = match work.as_ref().map_or(0, parts::proposals) {
            0 => String::new(),
            proposals => format!(", {} proposals done before", grouped(proposals)),
        };
        let headline = format!(
            "{}: {} parameters, {} targets, {} particles{already}, on {} threads; ",
            calibration.name,
            calibration.parameters.len(),
            calibration.targets.len(),
            grouped(settings.particles as u64),
            ask.threads
        );
        let start = calibration.study.base().start;
        Self {
            work,
            told,
            settings,
            summaries: calibration.targets.len(),
            start,
            groups: calibration.exact.groups,
            filter: calibration.exact.filter as u64,
            headline,
            name: String::new(),
            accepted: 0,
            begun: None,
        }
    }

    /// What is told.
    pub fn told(&self) -> &'a RefCell<Told<'w>> {
        self.told
    }

    /// What is kept of a proposal is its likelihood, month by month.
    pub fn exact(&mut self, months: usize) {
        self.summaries = months;
    }

    /// What an earlier process kept of a chunk.
    fn kept(&self, chunk: Chunk) -> Option<Vec<Accepted>> {
        let part = part_number(chunk.generation, chunk.number);
        let rows = parts::accepted(self.work.as_ref()?, part, self.summaries)?;
        let accepted = rows.into_iter().map(|(proposal, summaries)| Accepted {
            proposal,
            summaries,
        });
        Some(accepted.collect())
    }

    /// Keeps what was found of a chunk.
    fn put(&mut self, chunk: Chunk, found: &[Accepted]) -> Result<(), SimulateError> {
        let Some(work) = &mut self.work else {
            return Ok(());
        };
        let part = part_number(chunk.generation, chunk.number);
        let rows = found.iter().map(|one| (one.proposal, &one.summaries[..]));
        parts::keep(work, part, chunk.proposals, rows)
            .map_err(|error| SimulateError::Keep(Box::new(error)))
    }

    /// Proposals that are kept.
    pub fn proposals(&self) -> u64 {
        self.work.as_ref().map_or(0, parts::proposals)
    }

    /// Gives the parts back.
    pub fn into_work(self) -> Option<CalibrationWork> {
        self.work
    }
}

impl Memory<SimulateError> for Keeper<'_, '_> {
    fn begin(&mut self, generation: u32, tolerance: f64) {
        let last = self.settings.generations - 1;
        self.name = match tolerance.is_finite() {
            true => format!("generation {generation} of at most {last}, tolerance {tolerance:.3}"),
            false => format!("generation {generation} of at most {last}, from the prior"),
        };
        (self.accepted, self.begun) = (0, None);
    }

    fn recall(&mut self, chunk: Chunk) -> Option<Vec<Accepted>> {
        let found = self.kept(chunk);
        if found.is_none() && self.begun.is_none() {
            self.begun = Some(Instant::now());
            let what = std::mem::take(&mut self.headline) + &self.name;
            let total = self.settings.particles as u64;
            let mut told = self.told.borrow_mut();
            told.generation(&what, self.accepted, total);
        }
        found
    }

    fn keep(&mut self, chunk: Chunk, accepted: &[Accepted]) -> Result<(), SimulateError> {
        self.put(chunk, accepted)
    }

    fn progress(&mut self, _: Chunk, _: f64, accepted: usize, _: u64) {
        self.accepted = accepted.min(self.settings.particles) as u64;
        self.told.borrow_mut().at(self.accepted);
    }

    fn complete(&mut self, found: &Generation) {
        let (what, time) = match self.begun {
            Some(begun) => ("", duration(begun.elapsed().as_secs_f64())),
            None => (self.name.as_str(), "done before".to_owned()),
        };
        let between = if what.is_empty() { "" } else { ": " };
        let mut told = self.told.borrow_mut();
        told.end();
        told.watch.tell(Event::Note(&format!(
            "{what}{between}{} proposals, {:.1} % accepted, effective sample size {:.0}, {time}",
            grouped(found.simulations),
            100.0 * found.acceptance(),
            found.ess(),
        )));
    }
}

impl smc2::Memory<SimulateError> for Keeper<'_, '_> {
    fn recall(&mut self, batch: Chunk) -> Option<Vec<Accepted>> {
        let found = self.kept(batch);
        if found.is_none() {
            let what = std::mem::take(&mut self.headline);
            let what = match what.is_empty() {
                true => String::new(),
                false => what + "likelihoods by particle filter",
            };
            let mut told = self.told.borrow_mut();
            told.end();
            let particles = batch.proposals * self.filter;
            told.draws_of(&what, "particles", particles);
        }
        found
    }

    fn keep(&mut self, batch: Chunk, found: &[Accepted]) -> Result<(), SimulateError> {
        self.put(batch, found)
    }

    fn moved(&mut self, group: usize, own: &smc2::Move) {
        let mut told = self.told.borrow_mut();
        told.end();
        told.watch.tell(Event::Note(&format!(
            "group {} of {}, up to {}: effective {:.0}, {} rounds of steps, {:.0} % accepted",
            group + 1,
            self.groups,
            self.start.plus(own.month as i32 - 1),
            own.effective,
            own.rounds,
            100.0 * own.accepted,
        )));
    }
}
