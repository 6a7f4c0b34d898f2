//! Ctrl-C: stop within a month of the runs in flight and keep what is complete; a second time: end at once.

use std::io::Write;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// Exit code of an interrupted command.
pub const INTERRUPTED: i32 = 130;

static REQUESTED: AtomicBool = AtomicBool::new(false);
static INSTALLED: OnceLock<bool> = OnceLock::new();

/// The flag that Ctrl-C (and the termination signal of a scheduler) raises, lowered by this call. If
/// another part of the process already handles the signal, the flag is never raised.
pub fn watch() -> &'static AtomicBool {
    INSTALLED.get_or_init(|| ctrlc::set_handler(on_signal).is_ok());
    REQUESTED.store(false, Ordering::Relaxed);
    &REQUESTED
}

fn on_signal() {
    if REQUESTED.swap(true, Ordering::Relaxed) {
        std::process::exit(INTERRUPTED);
    }
    // A closed stderr is no reason to fail.
    let _ = writeln!(
        std::io::stderr(),
        "\ninterrupted: keeping what is complete (again to stop at once)"
    );
}
