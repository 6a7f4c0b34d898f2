//! Scenario files: what is declared, what is read, and what users read when a file is wrong.

mod declarations;
mod error_messages;
mod files;
mod hostile_files;
