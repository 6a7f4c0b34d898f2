//! The files that users open, and the promise that they can be trusted later.

pub mod atomic;
pub mod compare_files;
pub mod csv;
pub mod datapackage;
pub mod error;
pub mod folder;
pub mod manifest;
pub mod run_files;
pub mod stage;
pub mod tables;
pub mod verify;
