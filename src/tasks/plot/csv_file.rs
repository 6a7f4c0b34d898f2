//! Figures of plain CSV files.

use std::path::Path;

use crate::figures::{Column, Source};
use crate::scenario::load::closest;
use crate::tasks::plot::ask::Ask;
use crate::tasks::plot::discover::one_trajectory;
use crate::tasks::plot::error::PlotError;
use crate::tasks::plot::folder::Drawable;
use crate::tasks::plot::kinds::KINDS;
use crate::tasks::plot::kinds::Kind;
use crate::tasks::plot::kinds::fitting;
use crate::tasks::plot::read::table;
use crate::tasks::plot::sensitivity;

/// A CSV file whose columns are those of a kind, or are named by options.
///
/// # Errors
/// [`PlotError`].
pub fn of_csv(
    path: &Path,
    wanted: Option<&'static Kind>,
    ask: &Ask,
    command: &str,
) -> Result<Drawable, PlotError> {
    let mut read = table(path)?;
    let indexed = |k: &&'static Kind| sensitivity::has(&read, k);
    let of_indices = match wanted {
        Some(k) => Some(k).filter(indexed),
        None => KINDS.iter().find(indexed),
    };
    if let Some(k) = of_indices {
        return Ok(Drawable {
            kind: k,
            table: sensitivity::indices(path, &read, k, ask)?,
            source: Source::of_file(&path.display().to_string(), command),
        });
    }
    if wanted
        .or_else(|| fitting(&read))
        .is_some_and(|k| k.name == "peeling")
        && let Some(one) = one_trajectory(path, &read, ask)?
    {
        read = one;
    }
    for (option, given, name) in [
        ("--x", &ask.x, "x"),
        ("--y", &ask.y, "y"),
        ("--series", &ask.series, "series"),
        ("--panel", &ask.panel, "panel"),
        ("--value", &ask.value, "estimate"),
    ] {
        let Some(column) = given else { continue };
        if !read.has(column) {
            return Err(PlotError::UnknownName {
                option: option.to_owned(),
                name: column.clone(),
                closest: closest(column, read.names().iter().map(String::as_str))
                    .map(str::to_owned),
                allowed: read.names().to_vec(),
            });
        }
        read = read.with_column_as(column, name)?;
        read.say(if name == "estimate" { "value" } else { name }, column);
    }
    if let Some(level) = ask.threshold
        && !read.has("threshold")
    {
        let column = Column::Number(vec![level; read.rows()]);
        read.push("threshold", column)?;
    }
    let kind = match wanted.or_else(|| fitting(&read)) {
        Some(kind) => kind,
        None => {
            return Err(PlotError::NoKind {
                path: path.to_path_buf(),
                columns: read.names().to_vec(),
            });
        }
    };
    Ok(Drawable {
        kind,
        source: Source::of_file(&path.display().to_string(), command),
        table: read,
    })
}
