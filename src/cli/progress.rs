//! Progress on stderr: a bar with rate and remaining time on a terminal, a line or two elsewhere.

use std::cell::Cell;
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::words::{duration, grouped};

const TEMPLATE: &str = "{bar:30} {human_pos}/{human_len} runs  {per_sec}  {eta} left";

/// Says on stderr how far a job is. Without colour, so there is nothing for `NO_COLOR` to turn off.
#[derive(Debug)]
pub struct Reporter {
    bar: Option<ProgressBar>,
    quiet: bool,
    total: u64,
    /// Done before this process, and when it began.
    before: u64,
    begun: Instant,
    /// When the last line was written where there is no terminal.
    told: Cell<Instant>,
}

/// Time between two lines where there is no terminal, such as the log of a cluster.
const LINE_EVERY: Duration = Duration::from_secs(30);

impl Reporter {
    /// A reporter for `total` runs; `quiet` silences everything but warnings.
    pub fn new(total: u64, quiet: bool) -> Self {
        Self::resumed(total, 0, quiet)
    }

    /// A reporter for `total` runs of which `before` were done by earlier processes: rate and remaining
    /// time are those of this one.
    pub fn resumed(total: u64, before: u64, quiet: bool) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = (terminal && !quiet).then(|| {
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
            match ProgressStyle::with_template(TEMPLATE) {
                Ok(style) => bar.with_style(style),
                Err(_) => bar,
            }
        });
        if let Some(bar) = bar.as_ref().filter(|_| before > 0) {
            bar.set_position(before);
            bar.reset_eta();
        }
        let now = Instant::now();
        Self {
            bar,
            quiet,
            total,
            before,
            begun: now,
            told: Cell::new(now),
        }
    }

    /// Runs done so far.
    pub fn at(&self, done: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(done);
        } else if !self.quiet && self.told.get().elapsed() >= LINE_EVERY {
            self.told.set(Instant::now());
            let rate = done.saturating_sub(self.before) as f64 / self.begun.elapsed().as_secs_f64();
            let left = self.total.saturating_sub(done) as f64 / rate;
            self.warn(&format!(
                "{} of {} runs, {} runs/s, {} left",
                grouped(done),
                grouped(self.total),
                grouped(rate as u64),
                duration(left)
            ));
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

    /// Removes the bar.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
