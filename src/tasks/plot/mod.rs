//! Figures drawn again from files alone.

pub mod ask;
pub mod compare;
pub mod csv_file;
pub mod discover;
pub mod error;
pub mod folder;
pub mod kinds;
pub mod read;
pub mod run_data;
pub mod sensitivity;
pub mod study;
pub mod study_tables;

use std::path::Path;

use self::ask::Ask;
use self::error::PlotError;
use self::folder::{Drawable, drawables};
use crate::figures::{Figure, FigureError, Preset, Theme};

/// How figures look.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Look {
    /// Width and text size; each kind's own if `None`.
    pub preset: Option<Preset>,
    /// Whether they are drawn in shades of grey.
    pub grey: bool,
}

/// All figures that a folder of `trilat run`, `compare` or `sweep` gives, with those of the analyses in it, drawn
/// from its files alone, with names that differ.
///
/// # Errors
/// [`PlotError`].
pub fn figures_of(folder: &Path, look: &Look, ask: &Ask) -> Result<Vec<Figure>, PlotError> {
    let command = format!("trilat plot {}", folder.display());
    draw_all(drawables(folder, None, ask, &command)?, look, ask, false)
}

/// Draws tables; with `insist` a table with nothing to draw is an error, otherwise it is passed over unless it is
/// the only one.
pub fn draw_all(
    drawables: Vec<Drawable>,
    look: &Look,
    ask: &Ask,
    insist: bool,
) -> Result<Vec<Figure>, PlotError> {
    let mut figures: Vec<Figure> = Vec::new();
    let mut nothing = None;
    for mut drawable in drawables {
        for (key, words) in &ask.labels {
            match key.as_str() {
                "title" | "x" | "y" | "value" => drawable.table.say(key, words),
                _ => drawable.table.rename(key, words),
            }
        }
        let preset = look.preset.unwrap_or(drawable.kind.preset);
        let theme = Theme::new(preset).grey(look.grey);
        match (drawable.kind.draw)(&drawable.table, &theme, &drawable.source) {
            Ok(figure) => figures.push(figure),
            Err(error @ FigureError::NothingToDraw { .. }) if !insist => nothing = Some(error),
            Err(error) => return Err(error.into()),
        }
    }
    match nothing {
        Some(error) if figures.is_empty() => Err(error.into()),
        _ => Ok(figures),
    }
}
