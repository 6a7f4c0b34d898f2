//! Ctrl-C: stop within a month of the runs in flight and keep what is complete; a second time: end at once.

use std::io::Write;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cli::exit::Exit;
use crate::fault::Fault;
use crate::watch::Stop;

static STOP: OnceLock<Stop> = OnceLock::new();
/// Whether it is a server that is stopped, which has nothing to keep.
static SERVER: AtomicBool = AtomicBool::new(false);

/// The flag that Ctrl-C (and the termination signal of a scheduler) raises, lowered by this call. If
/// another part of the process already handles the signal, the flag is never raised.
pub fn watch() -> Stop {
    if let Some(stop) = STOP.get() {
        stop.lower();
        return stop.clone();
    }
    // A new flag is down. To lower it here would lose a signal that comes as soon as the handler stands.
    let stop = STOP.get_or_init(|| {
        let stop = Stop::new();
        let raised = stop.clone();
        // Fails where another part of the process handles the signal.
        let _ = ctrlc::set_handler(move || on_signal(&raised));
        stop
    });
    stop.clone()
}

/// The same for a server, which an interrupt ends as it is meant to end.
pub fn watch_server() -> Stop {
    SERVER.store(true, Ordering::Relaxed);
    watch()
}

fn on_signal(stop: &Stop) {
    if stop.raise() {
        std::process::exit(Exit::from(Fault::Interrupted).code().into());
    }
    let words = match SERVER.load(Ordering::Relaxed) {
        true => "stopped",
        false => "interrupted: keeping what is complete (again to stop at once)",
    };
    // A closed stderr is no reason to fail.
    let _ = writeln!(std::io::stderr(), "\n{words}");
}
