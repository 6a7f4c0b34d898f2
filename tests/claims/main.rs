//! The claim audit as users run it: what is true, false or nothing must be told so, and whatever happens to
//! a process, the files in the end are the same.
#![cfg(unix)]

#[path = "../common/tables.rs"]
mod tables;

mod errors;
mod library;
mod resumed;
mod shipped;
mod support;
mod verdicts;
