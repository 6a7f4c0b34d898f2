//! The files that users open, and the promise that they can be trusted later.

pub mod atomic;
pub mod compare_files;
pub mod csv;
pub mod datapackage;
pub mod discover_files;
pub mod discover_tables;
pub mod error;
pub mod folder;
pub mod gather;
pub mod lock;
pub mod manifest;
pub mod parts;
pub mod point_summary;
pub mod run_files;
pub mod stage;
pub mod study_data;
pub mod study_error;
pub mod study_record;
pub mod sweep_error;
pub mod sweep_files;
pub mod sweep_tables;
pub mod tables;
pub mod verify;
