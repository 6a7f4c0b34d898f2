//! How far a calibration is: a bar on a terminal, a line a generation elsewhere.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::analysis::abc::smc::{Accepted, Chunk, Generation, Memory};
use crate::store::calibrate_parts::{self as parts, CalibrationWork, accepted, part_number};
use crate::study::calibration::simulate::SimulateError;
use crate::words::duration;
use crate::words::grouped;

const TEMPLATE: &str = "{msg}  {bar:24} {human_pos}/{human_len} accepted  {eta} left";
/// Time between two lines where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(30);

/// The parts of a calibration, and what is said meanwhile.
#[derive(Debug)]
pub struct Keeper {
    work: CalibrationWork,
    /// Summaries of a proposal.
    summaries: usize,
    particles: usize,
    generations: u32,
    quiet: bool,
    bar: Option<ProgressBar>,
    begun: Instant,
    told: Instant,
    generation: u32,
    /// Whether this process simulated anything in the generation.
    fresh: bool,
}

impl Keeper {
    /// Keeps parts in `work`.
    pub fn new(
        work: CalibrationWork,
        summaries: usize,
        particles: usize,
        generations: u32,
        quiet: bool,
    ) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = (terminal && !quiet).then(|| {
            let total = Some(particles as u64);
            let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
            match ProgressStyle::with_template(TEMPLATE) {
                Ok(style) => bar.with_style(style),
                Err(_) => bar,
            }
        });
        Self {
            work,
            summaries,
            particles,
            generations,
            quiet,
            bar,
            begun: Instant::now(),
            told: Instant::now(),
            generation: 0,
            fresh: false,
        }
    }

    /// A line, unless quiet.
    pub fn say(&self, line: &str) {
        if !self.quiet {
            self.warn(line);
        }
    }

    /// A line, even when quiet.
    pub fn warn(&self, line: &str) {
        let print = || {
            // A closed stderr is no reason to fail.
            let _ = writeln!(std::io::stderr(), "{line}");
        };
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    /// Proposals that are kept.
    pub fn proposals(&self) -> u64 {
        parts::proposals(&self.work)
    }

    /// Removes the bar and gives the parts back.
    pub fn finish(self) -> CalibrationWork {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        self.work
    }

    fn begin(&mut self, generation: u32) {
        if generation != self.generation {
            self.generation = generation;
            self.fresh = false;
            self.begun = Instant::now();
            if let Some(bar) = &self.bar {
                bar.set_position(0);
                bar.reset_eta();
            }
        }
    }
}

fn name(generation: u32, tolerance: f64) -> String {
    if tolerance.is_finite() {
        format!("generation {generation}, tolerance {tolerance:.3}")
    } else {
        format!("generation {generation}, from the prior")
    }
}

impl Memory<SimulateError> for Keeper {
    fn recall(&mut self, chunk: Chunk) -> Option<Vec<Accepted>> {
        let part = part_number(chunk.generation, chunk.number);
        let rows = accepted(&self.work, part, self.summaries)?;
        let accepted = rows.into_iter().map(|(proposal, summaries)| Accepted {
            proposal,
            summaries,
        });
        Some(accepted.collect())
    }

    fn keep(&mut self, chunk: Chunk, accepted: &[Accepted]) -> Result<(), SimulateError> {
        self.begin(chunk.generation);
        self.fresh = true;
        let part = part_number(chunk.generation, chunk.number);
        let rows = accepted
            .iter()
            .map(|one| (one.proposal, &one.summaries[..]));
        parts::keep(&mut self.work, part, chunk.proposals, rows)
            .map_err(|error| SimulateError::Keep(Box::new(error)))
    }

    fn progress(&mut self, chunk: Chunk, tolerance: f64, accepted: usize, proposals: u64) {
        self.begin(chunk.generation);
        let words = name(chunk.generation, tolerance);
        if let Some(bar) = &self.bar {
            bar.set_message(words);
            bar.set_position(accepted.min(self.particles) as u64);
        } else if !self.quiet && self.fresh && self.told.elapsed() >= LINE_EVERY {
            self.told = Instant::now();
            let left = self.particles.saturating_sub(accepted) as f64;
            let seconds = self.begun.elapsed().as_secs_f64() * left / accepted.max(1) as f64;
            self.warn(&format!(
                "{words}: {} of {} accepted in {} proposals, {} left",
                grouped(accepted as u64),
                grouped(self.particles as u64),
                grouped(proposals),
                duration(seconds)
            ));
        }
    }

    fn complete(&mut self, found: &Generation) {
        let how = if self.fresh {
            duration(self.begun.elapsed().as_secs_f64())
        } else {
            "done before".to_owned()
        };
        self.say(&format!(
            "{}, of at most {}: {} proposals, {:.1} % accepted, effective sample size {:.0}, {how}",
            name(found.number, found.tolerance),
            self.generations - 1,
            grouped(found.simulations),
            100.0 * found.acceptance(),
            found.ess(),
        ));
        self.begin(found.number + 1);
    }
}
