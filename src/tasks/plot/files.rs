//! The files of the figures that tasks draw beside their tables.

use std::error::Error;

use crate::figures::{Figure, FigureError, Format};
use crate::store::run_files::NewFile;

/// Why a figure could not be had; never a reason to lose the data that it shows.
pub type Failure = Box<dyn Error + Send + Sync>;

/// The formats of a figure unless others are asked for: for vector programs, for print, for screens. Where the feature
/// `figures` was left out of the build, what is left of them.
pub const FORMATS: &[Format] = match Format::Pdf.is_built() {
    true => &[Format::Svg, Format::Pdf, Format::Png],
    false => &[Format::Svg],
};

/// The files of a figure for the folder of what it shows: the drawing in [`FORMATS`], the plotted data, and a text
/// with caption, alt text and command.
///
/// # Errors
/// [`FigureError::Render`].
pub fn files_of(figure: &Figure) -> Result<Vec<NewFile>, FigureError> {
    let in_folder = |(name, bytes)| NewFile {
        path: format!("figures/{name}"),
        bytes,
    };
    Ok(figure.files(FORMATS)?.into_iter().map(in_folder).collect())
}

/// What became of several figures.
#[derive(Clone, Debug, Default)]
pub struct Drawn {
    /// The files of those that could be drawn.
    pub files: Vec<NewFile>,
    /// Why others could not be.
    pub warnings: Vec<String>,
}

impl Drawn {
    /// Takes figures. One with nothing to show is passed over, and one with a label that no font can write is named in a
    /// warning: it costs no other figure.
    ///
    /// # Errors
    /// [`FigureError`], of anything else.
    pub fn of(
        figures: impl IntoIterator<Item = Result<Figure, FigureError>>,
    ) -> Result<Self, FigureError> {
        let mut drawn = Self::default();
        for figure in figures {
            match figure {
                Ok(figure) => drawn.files.extend(files_of(&figure)?),
                Err(FigureError::NothingToDraw { .. }) => {}
                Err(error @ FigureError::NoGlyph { .. }) => drawn.warnings.push(left_out(&error)),
                Err(error) => return Err(error),
            }
        }
        Ok(drawn)
    }
}

/// Why a figure is not among the others.
pub fn left_out(error: &FigureError) -> String {
    format!("left out: {error}")
}
