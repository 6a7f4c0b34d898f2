//! The tables of the figures of a folder.

use std::path::Path;

use super::error::PlotError;
use super::kinds::places_of;
use super::origin::{Drawable, Folder, Gives, Origin, Place, Wish};
use crate::figures::{Kind, TIMELINE};

/// The tables of the figures of a folder: of the kind that is wanted, or of all that it gives unasked. Then a
/// figure that it cannot give is passed over, unless there is no other.
///
/// # Errors
/// [`PlotError`].
pub(super) fn drawables<F: Folder>(
    folder: &F,
    wish: &Wish<'_>,
) -> Result<Vec<Drawable>, PlotError> {
    let one = |gives: &Gives<F>| -> Result<Drawable, PlotError> {
        let mut source = folder.source(wish.command);
        if gives.kind.name == TIMELINE.name {
            source.runs = 1;
        }
        Ok(Drawable {
            origin: Origin::new(gives.kind, F::PLACE, gives.from, gives.takes),
            table: (gives.table)(folder, wish.choices)?,
            source,
        })
    };
    if let Some(kind) = wish.kind {
        let mut gives = F::GIVES.iter();
        let gives = gives.find(|gives| gives.kind.name == kind.name);
        let gives = gives.ok_or_else(|| elsewhere(kind, folder.path(), F::PLACE))?;
        return Ok(vec![one(gives)?]);
    }
    let (mut out, mut passed_over) = (Vec::new(), None);
    let unasked = |gives: &&Gives<F>| (gives.unasked)(folder, wish.choices);
    for gives in F::GIVES.iter().filter(unasked) {
        match one(gives) {
            Ok(drawable) => out.push(drawable),
            Err(error @ PlotError::NotThere { .. }) => passed_over = Some(error),
            Err(error) => return Err(error),
        }
    }
    match passed_over {
        Some(error) if out.is_empty() => Err(error),
        _ => Ok(out),
    }
}

fn elsewhere(kind: &Kind, path: &Path, place: Place) -> PlotError {
    let from = places_of(kind);
    PlotError::not_there(
        kind,
        path,
        format!(
            "it is the folder of a {}; the figure comes from: {from}",
            place.word()
        ),
    )
}
