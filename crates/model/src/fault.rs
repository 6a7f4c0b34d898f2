//! What kind of failure it was. Every error of the library says so once; who wraps it passes it on, and
//! the command line turns it into an exit code.

use std::error::Error;

/// A kind of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// What was asked for makes no sense, or another `--out` would cure it.
    Usage,
    /// A file that the user wrote is wrong, such as a scenario, or belongs to something else.
    Config,
    /// Parts are missing.
    Incomplete,
    /// A file is not what its manifest or its journal says.
    Mismatch,
    /// It was stopped; what was complete is kept.
    Interrupted,
    /// Anything else: the disk, the operating system, the simulation.
    Failed,
}

/// An error that knows its [`Fault`].
pub trait HasFault: Error {
    /// What kind of failure it is.
    fn fault(&self) -> Fault;
}
