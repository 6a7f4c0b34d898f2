//! `explore`: the page on the user's own machine, served by a thread of its own.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use pyo3::prelude::*;
use trilat::explorer::settings::Settings;
use trilat::explorer::{Explorer, Wish};
use trilat::fault::Fault;
use trilat::tasks::all_cores;
use trilat::watch::Stop;

use crate::failure::Failure;

/// A server that runs until it is stopped.
#[pyclass(frozen, module = "trilat._trilat")]
pub struct Server {
    address: String,
    ticket: Option<String>,
    stop: Stop,
    thread: Mutex<Option<JoinHandle<Result<(), Failure>>>>,
}

#[pymethods]
impl Server {
    /// The address that lets in whoever has it.
    #[getter]
    fn address(&self) -> &str {
        &self.address
    }

    /// The address that lets in once, for opening a browser.
    #[getter]
    fn ticket(&self) -> Option<&str> {
        self.ticket.as_deref()
    }

    /// Whether it runs.
    #[getter]
    fn running(&self) -> bool {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        thread.as_ref().is_some_and(|thread| !thread.is_finished())
    }

    /// Stops it and waits for its end; nothing happens if it has ended.
    fn stop(&self, py: Python<'_>) -> PyResult<()> {
        self.stop.raise();
        let ended = py.detach(|| {
            let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
            thread.take().map(JoinHandle::join)
        });
        match ended {
            None | Some(Ok(Ok(()))) => Ok(()),
            Some(Ok(Err(failure))) => Err(failure.raise(py)),
            Some(Err(_)) => Err(Failure::new(Fault::Failed, "the server broke").raise(py)),
        }
    }
}

/// Serves the page for a scenario, on a thread of its own.
#[pyfunction]
#[pyo3(signature = (scenario, *, sets, runs, seed, threads, port))]
pub fn explore(
    py: Python<'_>,
    scenario: PathBuf,
    sets: Vec<String>,
    runs: Option<u64>,
    seed: Option<u64>,
    threads: Option<usize>,
    port: u16,
) -> PyResult<Server> {
    let begun = py.detach(|| {
        let settings = Settings::of(&scenario, sets, runs, seed)
            .map_err(|refusal| Failure::new(Fault::Config, refusal.error()))?;
        let explorer = Explorer::bind(Wish {
            settings,
            port,
            threads: threads.unwrap_or_else(all_cores),
        })?;
        let (address, ticket, stop) = (explorer.address(), explorer.ticket(), Stop::new());
        let flag = stop.clone();
        let serve = move || explorer.serve(&flag).map_err(Failure::from);
        let named = thread::Builder::new().name("explore".to_owned());
        let thread = named.spawn(serve);
        let thread = thread.map_err(|error| Failure::new(Fault::Failed, error.to_string()))?;
        Ok::<_, Failure>(Server {
            address,
            ticket,
            stop,
            thread: Mutex::new(Some(thread)),
        })
    });
    begun.map_err(|failure| failure.raise(py))
}
