//! Studies as they are run: whatever happens to a process, the files in the end are the same.
#![cfg(unix)]

mod failures;
mod folders;
mod kills;
mod library;
mod parquet;
mod rows;
mod shards;
pub mod support;
mod unfinished;
