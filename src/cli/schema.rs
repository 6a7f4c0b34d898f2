//! `trilat schema`

use std::io;

use super::exit::Exit;
use super::streams::Streams;
use crate::scenario::schema::schema_json;

/// Prints the JSON Schema of a scenario file.
///
/// # Errors
/// When writing fails.
pub fn schema(streams: &mut Streams<'_>) -> io::Result<Exit> {
    streams.print(&schema_json())?;
    Ok(Exit::Ok)
}
