//! The jobs of pages: each a thread that runs two scenarios and sends what they show, until it ends, a newer job of its
//! page begins, or nobody reads it any longer.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use serde_json::json;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::limits::{AT_ONCE, JOBS};
use super::picture::picture_json;
use super::refusal::Refusal;
use super::settings::{Settings, Sides};
use super::stream::{Events, event};
use super::turns::Turns;
use crate::ensemble::runner::panic_text;
use crate::figures::Preset;
use crate::tasks::compare::CompareError;
use crate::tasks::explore::{Ask, Picture, explore};
use crate::tasks::{Command, Fault, HasFault};
use crate::watch::{Event, Stop, Watch};

/// The most events of a job: its pictures double in runs.
const EVENTS: usize = 40;
/// How long a job waits for its reader.
const UNREAD: Duration = Duration::from_secs(15);

/// All jobs.
pub struct Jobs {
    table: Mutex<Table>,
    turns: Turns,
    threads: usize,
}

#[derive(Default)]
struct Table {
    last: u64,
    jobs: BTreeMap<u64, Job>,
}

struct Job {
    page: String,
    stop: Stop,
    /// Until it is read.
    events: Option<Receiver<String>>,
    begun: Instant,
    shown: Arc<Shown>,
}

/// What a job has shown, for whoever takes a figure of it away.
#[derive(Debug, Default)]
pub struct Shown {
    last: Mutex<Option<Arc<Picture>>>,
    ended: std::sync::atomic::AtomicBool,
}

impl Shown {
    /// The last picture.
    pub fn last(&self) -> Option<Arc<Picture>> {
        self.last
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn has_ended(&self) -> bool {
        self.ended.load(std::sync::atomic::Ordering::Relaxed)
    }
}

/// The watch of a job: only its flag is of interest, since pictures tell the rest.
struct Quietly(Stop);

impl Watch for Quietly {
    fn tell(&mut self, _: Event<'_>) {}

    fn stop(&self) -> Stop {
        self.0.clone()
    }
}

impl Jobs {
    /// No jobs yet, each on so many threads.
    pub fn new(threads: usize) -> Self {
        Self {
            table: Mutex::default(),
            turns: Turns::new(AT_ONCE),
            threads,
        }
    }

    /// Begins a job of a page, and stops the one that it had. Its number.
    ///
    /// # Errors
    /// A [`Refusal`] if there are too many.
    pub fn begin(
        self: &Arc<Self>,
        page: String,
        settings: Settings,
        sides: Sides,
        command: Command,
        preset: Option<Preset>,
    ) -> Result<u64, Refusal> {
        let (sender, receiver) = channel(EVENTS);
        let (stop, shown) = (Stop::new(), Arc::new(Shown::default()));
        let mut table = self.table();
        table.make_room(&page)?;
        table.last += 1;
        let number = table.last;
        let work = Work {
            number,
            stop: stop.clone(),
            shown: Arc::clone(&shown),
            sender,
            settings,
            sides,
            command: command.to_string(),
            preset,
            threads: self.threads,
        };
        let jobs = Arc::clone(self);
        let spawned = thread::Builder::new()
            .name(format!("job-{number}"))
            .spawn(move || work.run(&jobs.turns));
        spawned
            .map_err(|error| Refusal::new(StatusCode::SERVICE_UNAVAILABLE, error.to_string()))?;
        let job = Job {
            page,
            stop,
            events: Some(receiver),
            begun: Instant::now(),
            shown,
        };
        table.jobs.insert(number, job);
        Ok(number)
    }

    /// The events of a job, once.
    ///
    /// # Errors
    /// A [`Refusal`] if there is no such job, or it is read already.
    pub fn events(&self, number: u64) -> Result<Events, Refusal> {
        let mut table = self.table();
        let job = table.jobs.get_mut(&number);
        let taken = job.and_then(|job| Some((job.events.take()?, job.stop.clone())));
        let (receiver, stop) = taken.ok_or_else(|| no_job(number))?;
        Ok(Events { receiver, stop })
    }

    /// Stops a job; what it has shown is kept. One that has been forgotten was stopped before: a page's request to stop it
    /// can come after its request for the next.
    ///
    /// # Errors
    /// A [`Refusal`] if there never was such a job.
    pub fn cancel(&self, number: u64) -> Result<(), Refusal> {
        let table = self.table();
        if let Some(job) = table.jobs.get(&number) {
            job.stop.raise();
        } else if !(1..=table.last).contains(&number) {
            return Err(no_job(number));
        }
        Ok(())
    }

    /// The last picture of a job.
    ///
    /// # Errors
    /// A [`Refusal`] if there is no such job, or it has shown nothing yet.
    pub fn picture(&self, number: u64) -> Result<Arc<Picture>, Refusal> {
        let table = self.table();
        let job = table.jobs.get(&number).ok_or_else(|| no_job(number))?;
        let missing = || Refusal::missing(format!("job {number} has shown nothing yet"));
        job.shown.last().ok_or_else(missing)
    }

    /// Stops those jobs whose readers have not come.
    pub fn sweep(&self) {
        let table = self.table();
        let unread = |job: &&Job| job.events.is_some() && job.begun.elapsed() > UNREAD;
        for job in table.jobs.values().filter(unread) {
            job.stop.raise();
        }
    }

    /// Threads of a job.
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// Stops all.
    pub fn stop(&self) {
        for job in self.table().jobs.values() {
            job.stop.raise();
        }
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    /// Stops and forgets what a page had; if that is not enough, forgets the oldest job that has ended.
    fn make_room(&mut self, page: &str) -> Result<(), Refusal> {
        self.jobs.retain(|_, job| {
            let own = job.page == page;
            if own {
                job.stop.raise();
            }
            !own
        });
        if self.jobs.len() < JOBS {
            return Ok(());
        }
        let mut ended = self.jobs.iter().filter(|(_, job)| job.shown.has_ended());
        let Some(oldest) = ended.next().map(|(number, _)| *number) else {
            let words = format!("{JOBS} pages are at work already");
            return Err(
                Refusal::new(StatusCode::TOO_MANY_REQUESTS, words).hint("close some of them")
            );
        };
        self.jobs.remove(&oldest);
        Ok(())
    }
}

fn no_job(number: u64) -> Refusal {
    Refusal::missing(format!("there is no job {number} to be read"))
}

/// Does the work of a job and says how it ended; nothing if it was stopped. A panic ends the job, not the server.
fn last_event(name: &str, work: impl FnOnce() -> Result<u64, CompareError>) -> Option<String> {
    let fault = |error: &str| event("fault", &json!({ "job": name, "error": error }));
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(runs)) => Some(event("done", &json!({ "job": name, "runs": runs }))),
        Ok(Err(error)) if error.fault() == Fault::Interrupted => None,
        Ok(Err(error)) => Some(fault(&error.to_string())),
        Err(panic) => Some(fault(&panic_text(panic.as_ref()))),
    }
}

/// What the thread of a job needs.
struct Work {
    number: u64,
    stop: Stop,
    shown: Arc<Shown>,
    sender: Sender<String>,
    settings: Settings,
    sides: Sides,
    command: String,
    preset: Option<Preset>,
    threads: usize,
}

impl Work {
    fn run(self, turns: &Turns) {
        let last = last_event(&self.name(), || self.work(turns));
        // Whoever has gone need not be told.
        let _ = last.map(|event| self.sender.try_send(event));
        let ended = &self.shown.ended;
        ended.store(true, std::sync::atomic::Ordering::Relaxed);
    }

    fn name(&self) -> String {
        self.number.to_string()
    }

    /// Runs, giving its place to others after each picture.
    fn work(&self, turns: &Turns) -> Result<u64, CompareError> {
        let begun = Instant::now();
        let ask = Ask {
            baseline: self.sides.base.clone(),
            other: self.sides.arm.clone(),
            outcome: self.settings.outcome.clone(),
            threads: self.threads,
        };
        let mut turn = turns.wait(0, self.number, &self.stop);
        let mut runs = 0;
        explore(&ask, &mut Quietly(self.stop.clone()), &mut |picture| {
            runs = picture.compared.runs_completed;
            self.show(picture, begun);
            turn = None;
            turn = turns.wait(runs, self.number, &self.stop);
        })?;
        drop(turn);
        Ok(runs)
    }

    fn show(&self, picture: &Picture, begun: Instant) {
        let (figures, outcome) = (&self.settings.figures, &self.settings.outcome);
        let mut shown = picture_json(picture, figures, outcome, &self.command, self.preset);
        shown["seconds"] = json!(begun.elapsed().as_secs_f64());
        shown["job"] = json!(self.name());
        let mut last = self
            .shown
            .last
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *last = Some(Arc::new(picture.clone()));
        drop(last);
        if self.stop.is_up() {
            return;
        }
        if self.sender.try_send(event("picture", &shown)).is_err() {
            self.stop.raise();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tasks::run::RunError;

    #[test]
    fn a_job_says_how_it_ended_whatever_its_end() {
        let done = last_event("7", || Ok(64)).unwrap();
        assert!(
            done.starts_with("event: done\n") && done.contains("\"runs\":64"),
            "{done}"
        );
        let stopped = last_event("7", || Err(RunError::Interrupted.into()));
        assert_eq!(stopped, None);
        let wrong = last_event("7", || Err(CompareError::NothingShared)).unwrap();
        assert!(wrong.starts_with("event: fault\n"), "{wrong}");
        let panicked = last_event("7", || panic!("lane 3 is not finite")).unwrap();
        assert!(panicked.starts_with("event: fault\n"), "{panicked}");
        assert!(panicked.contains("lane 3 is not finite"), "{panicked}");
    }
}
