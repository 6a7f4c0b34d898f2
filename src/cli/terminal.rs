//! Progress on standard error: a bar with rate and remaining time on a terminal, a line or two elsewhere.

use std::env;
use std::fmt;
use std::io::Write;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::cli::interrupt;
use crate::cli::streams::Streams;
use crate::watch::{Event, Stop, Watch};
use crate::words::{duration, grouped, short};

/// Time between two lines where there is no terminal, such as the log of a cluster.
const LINE_EVERY: Duration = Duration::from_secs(30);
/// Name of the environment variable with another time in seconds, for programs that show progress of their own.
const PACE_VARIABLE: &str = "TRILAT_PROGRESS";
/// What it may say.
const PACES: std::ops::RangeInclusive<f64> = 0.1..=3600.0;
/// What it says, once it was read.
static PACE: OnceLock<Duration> = OnceLock::new();

/// Takes the time between two lines of progress from the environment variable `TRILAT_PROGRESS`, if it is set.
///
/// # Errors
/// In words, if it is no number of seconds from 0.1 to 3600.
pub fn init_pace_from_env() -> Result<(), String> {
    let Some(text) = env::var_os(PACE_VARIABLE) else {
        return Ok(());
    };
    let text = text.to_string_lossy();
    let seconds = text.trim().parse().ok().filter(|s| PACES.contains(s));
    let seconds: f64 = seconds.ok_or_else(|| {
        format!("{PACE_VARIABLE} is {text:?}; allowed are seconds from 0.1 to 3600")
    })?;
    PACE.get_or_init(|| Duration::from_secs_f64(seconds));
    Ok(())
}

/// Says on standard error how far a task is, and stops it at Ctrl-C. Without colour, so there is nothing
/// for `NO_COLOR` to turn off.
pub struct Terminal<'a> {
    err: &'a mut dyn Write,
    terminal: bool,
    quiet: bool,
    stop: Stop,
    work: Option<Work>,
}

/// The work that was begun last.
struct Work {
    bar: Option<ProgressBar>,
    unit: String,
    total: u64,
    /// Done before this process, and when it began.
    before: u64,
    begun: Instant,
    /// When the last line was written where there is no terminal.
    told: Instant,
}

impl<'a> Terminal<'a> {
    /// A terminal that Ctrl-C stops; `quiet` silences everything but warnings.
    pub fn new(streams: &'a mut Streams<'_>, quiet: bool) -> Self {
        Self {
            terminal: streams.terminal,
            err: streams.err,
            quiet,
            stop: interrupt::watch(),
            work: None,
        }
    }

    /// A line. One that cannot be written is no reason to fail.
    fn line(&mut self, text: &str) {
        let err = &mut self.err;
        let mut print = || {
            let _ = writeln!(err, "{text}");
        };
        match self.work.as_ref().and_then(|work| work.bar.as_ref()) {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }
}

impl Work {
    fn new(unit: &str, total: u64, before: u64, bar: bool) -> Self {
        let bar = bar.then(|| {
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
            let template = format!("{{bar:30}} {{human_pos}}/{{human_len}} {unit}  {{pace}}");
            let pace = |state: &ProgressState, text: &mut dyn fmt::Write| {
                let left = state.len().unwrap_or(0).saturating_sub(state.pos());
                // Nothing can be done where this fails.
                let _ = text.write_str(&pace(state.per_sec(), left, ""));
            };
            match ProgressStyle::with_template(&template) {
                Ok(style) => bar.with_style(style.with_key("pace", pace)),
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
            unit: unit.to_owned(),
            total,
            before,
            begun: now,
            told: now,
        }
    }

    /// A line on how far it is, if it is time for one.
    fn at(&mut self, done: u64) -> Option<String> {
        if let Some(bar) = &self.bar {
            bar.set_position(done);
            return None;
        }
        if self.told.elapsed() < *PACE.get().unwrap_or(&LINE_EVERY) {
            return None;
        }
        self.told = Instant::now();
        let unit = &self.unit;
        let so_far = format!("{} of {} {unit}", grouped(done), grouped(self.total));
        let new = done.saturating_sub(self.before);
        let rate = new as f64 / self.begun.elapsed().as_secs_f64();
        let pace = pace(rate, self.total.saturating_sub(done), unit);
        Some(match pace.is_empty() {
            true => so_far,
            false => format!("{so_far}, {pace}"),
        })
    }
}

/// How fast it goes and how long the rest takes; nothing before anything is done.
fn pace(rate: f64, left: u64, unit: &str) -> String {
    if !rate.is_finite() || rate <= 0.0 {
        return String::new();
    }
    let space = if unit.is_empty() { "" } else { " " };
    let fast = match rate >= 100.0 {
        true => grouped(rate as u64),
        false => short(rate),
    };
    let left = duration(left as f64 / rate);
    format!("{fast}{space}{unit}/s, {left} left")
}

impl Watch for Terminal<'_> {
    fn tell(&mut self, event: Event<'_>) {
        match event {
            Event::Begin {
                what,
                unit,
                total,
                before,
            } => {
                self.work = None;
                if !self.quiet && !what.is_empty() {
                    self.line(what);
                }
                self.work = Some(Work::new(unit, total, before, self.terminal && !self.quiet));
            }
            Event::At(done) => {
                let line = self.work.as_mut().and_then(|work| work.at(done));
                if let Some(line) = line.filter(|_| !self.quiet) {
                    self.line(&line);
                }
            }
            Event::Note(text) => {
                if !self.quiet {
                    self.line(&format!("note: {text}"));
                }
            }
            Event::Warning(text) => self.line(&format!("warning: {text}")),
            Event::End => {
                if let Some(bar) = self.work.take().and_then(|work| work.bar) {
                    bar.finish_and_clear();
                }
            }
        }
    }

    fn stop(&self) -> Stop {
        self.stop.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::pace;

    #[test]
    fn the_pace_has_three_digits_and_nothing_is_said_before_there_is_one() {
        assert_eq!(pace(0.0, 100, "runs"), "");
        assert_eq!(pace(f64::NAN, 100, "runs"), "");
        assert!(pace(57.1371, 100, "").starts_with("57.1/s, "));
        assert!(pace(12_345.6, 100, "runs").starts_with("12,345 runs/s, "));
    }
}
