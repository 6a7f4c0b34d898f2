//! Running a scenario, and everything that is done with the folder of a run: compared, traced, drawn, reported.

#[path = "../common/mod.rs"]
mod common;

mod command;
mod command_line;
mod compare;
mod datapackage;
mod folder;
mod interrupt;
mod plot;
mod report;
mod trace;
