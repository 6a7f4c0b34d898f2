//! `trilat schema`

use std::io;

use crate::cli::Exit;
use crate::cli::Streams;
use crate::scenario::schema::schema_json;

/// Prints the JSON Schema of a scenario file.
///
/// # Errors
/// When writing fails.
pub fn schema(streams: &mut Streams<'_>) -> io::Result<Exit> {
    write!(streams.out, "{}", schema_json())?;
    Ok(Exit::Ok)
}
