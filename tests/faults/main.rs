//! What a hard trial does to the program, kind by kind: the process ends before any change of a file, a call fails, the
//! disk fills, a byte of a file flips, two processes write to one folder, no thread can be started.
//!
//! What must hold: no wrong data file, no panic, no hang; a command that ends with 0 has made its files byte for byte;
//! and after whatever happened the same command, with `--resume` or `--force`, does.
//!
//! As a test each kind is tried at a few places of a few commands. `tests/faults/long.sh` tries all places of all, and
//! writes the table of `docs/reliability.md`.
#![cfg(target_os = "linux")]

mod flips;
mod jobs;
mod operations;
mod place;
mod tally;
mod writers;
