//! Running a scenario, and everything that is done with the folder of a run: compared, traced, drawn, reported; by hand, by its
//! recorded command, and by the programs in `examples/`.

#[path = "../common/mod.rs"]
mod common;

#[path = "../common/tables.rs"]
mod tables;

mod altered;
mod archives;
mod bands;
mod command;
mod command_line;
mod compare;
mod datapackage;
mod examples;
mod folder;
mod interrupt;
mod manual;
mod messages;
mod outcomes;
mod plot;
mod questions;
mod recorded;
mod report;
mod sheets;
mod shipped;
mod slips;
mod tables_asked;
mod trace;
mod words;
