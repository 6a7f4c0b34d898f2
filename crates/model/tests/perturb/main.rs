//! The closed forms with one of them disturbed at a time, with the cargo feature `perturb`, since the hook has no
//! place in a release.

mod forms;
mod runs;

use std::sync::{Mutex, MutexGuard};

/// The disturbance is global to the process: whoever disturbs holds this meanwhile.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap()
}
