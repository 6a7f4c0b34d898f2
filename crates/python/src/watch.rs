//! Long work as Python sees it: the interpreter goes on meanwhile, Ctrl-C stops the work, a bar shows how far it is.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use pyo3::prelude::*;
use trilat::ensemble::simd::init_level_from_env;
use trilat::watch::{Event, Stop, Watch};

use crate::failure::Failure;

/// Time between two looks for Ctrl-C.
const LOOK: Duration = Duration::from_millis(100);

/// What is known after the work besides its result.
#[derive(Debug, Default)]
pub struct Told {
    /// What the reader may want to know.
    pub notes: Vec<String>,
    /// What the reader should know.
    pub warnings: Vec<String>,
    /// The exception that stopped the work, such as `KeyboardInterrupt`.
    pub raised: Option<PyErr>,
}

/// Somebody who waits in Python. It lives on the thread that called, which does not hold the interpreter.
pub struct Waiter {
    stop: Stop,
    /// An object with `begin(what, unit, total, before)`, `at(done)` and `end()`.
    bar: Option<Py<PyAny>>,
    /// What the work that was begun last counts up to.
    total: u64,
    looked: Instant,
    told: Told,
}

impl Waiter {
    /// Somebody with a bar or without.
    pub fn new(bar: Option<Py<PyAny>>) -> Self {
        Self {
            stop: Stop::new(),
            bar,
            total: 0,
            looked: Instant::now(),
            told: Told::default(),
        }
    }

    /// Calls Python; an exception stops the work and is raised in the end.
    fn ask(&mut self, call: impl FnOnce(Python<'_>, Option<&Py<PyAny>>) -> PyResult<()>) {
        if self.told.raised.is_some() {
            return;
        }
        let bar = self.bar.as_ref();
        let asked = Python::attach(|py| py.check_signals().and_then(|()| call(py, bar)));
        if let Err(error) = asked {
            self.stop.raise();
            self.told.raised = Some(error);
        }
    }

    fn at(&mut self, done: u64) {
        if self.looked.elapsed() < LOOK && done < self.total {
            return;
        }
        self.looked = Instant::now();
        self.ask(|py, bar| match bar {
            Some(bar) => bar.call_method1(py, "at", (done,)).map(|_| ()),
            None => Ok(()),
        });
    }
}

impl Watch for Waiter {
    fn tell(&mut self, event: Event<'_>) {
        match event {
            Event::At(done) => self.at(done),
            Event::Note(text) => self.told.notes.push(text.to_owned()),
            Event::Warning(text) => self.told.warnings.push(text.to_owned()),
            Event::Begin {
                what,
                unit,
                total,
                before,
            } => {
                self.total = total;
                self.ask(|py, bar| match bar {
                    Some(bar) => {
                        let begin = (what, unit, total, before);
                        bar.call_method1(py, "begin", begin).map(|_| ())
                    }
                    None => Ok(()),
                });
            }
            Event::End => self.ask(|py, bar| match bar {
                Some(bar) => bar.call_method0(py, "end").map(|_| ()),
                None => Ok(()),
            }),
        }
    }

    fn stop(&self) -> Stop {
        self.stop.clone()
    }
}

/// Does work while other threads of Python go on.
///
/// # Errors
/// The exception that stopped it if nothing came of it, else that of its failure.
pub fn work<T: Send>(
    py: Python<'_>,
    bar: Option<Py<PyAny>>,
    job: impl FnOnce(&mut Waiter) -> Result<T, Failure> + Send,
) -> PyResult<(T, Told)> {
    level().map_err(|error| error.raise(py))?;
    let mut waiter = Waiter::new(bar);
    let (done, told) = py.detach(move || {
        let done = job(&mut waiter);
        (done, waiter.told)
    });
    match (done, told) {
        (Ok(result), told) => Ok((result, told)),
        (
            Err(_),
            Told {
                raised: Some(error),
                ..
            },
        ) => Err(error),
        (Err(failure), _) => Err(failure.raise(py)),
    }
}

/// Takes the level of vectors from the environment, once a process.
fn level() -> Result<(), Failure> {
    static LEVEL: OnceLock<Result<u8, String>> = OnceLock::new();
    let level = LEVEL.get_or_init(|| init_level_from_env().map_err(|error| error.to_string()));
    match level {
        Ok(_) => Ok(()),
        Err(message) => Err(Failure::usage(message)),
    }
}
