//! The files of the figures that tasks draw beside their tables.

use std::borrow::Borrow;
use std::error::Error;

use crate::figures::{Figure, FigureError, Format, files_of};
use crate::store::run_files::NewFile;

/// Why a figure could not be had; never a reason to lose the data that it shows.
pub type Failure = Box<dyn Error + Send + Sync>;

/// The formats of a figure unless others are asked for: for vector programs, for print, for screens. Where the feature
/// `figures` was left out of the build, what is left of them.
pub const FORMATS: &[Format] = match Format::Pdf.is_built() {
    true => &[Format::Svg, Format::Pdf, Format::Png],
    false => &[Format::Svg],
};

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
        threads: usize,
    ) -> Result<Self, FigureError> {
        let (mut shown, mut warnings) = (Vec::new(), Vec::new());
        for figure in figures {
            match figure {
                Ok(figure) => shown.push(figure),
                Err(FigureError::NothingToDraw { .. }) => {}
                Err(error @ FigureError::NoGlyph { .. }) => warnings.push(left_out(&error)),
                Err(error) => return Err(error),
            }
        }
        let mut drawn = Self::files_of(&shown, threads)?;
        drawn.warnings.extend(warnings);
        Ok(drawn)
    }

    /// The files of figures for the folder of what they show: each drawing in [`FORMATS`], the plotted data, and a text
    /// with caption, alt text and command.
    ///
    /// # Errors
    /// [`FigureError::Render`].
    pub fn files_of(figures: &[impl Borrow<Figure>], threads: usize) -> Result<Self, FigureError> {
        let in_folder = |(name, bytes)| NewFile {
            path: format!("figures/{name}"),
            bytes,
        };
        let files = files_of(figures, FORMATS, threads)?;
        let mut drawn = Self {
            files: files.into_iter().flatten().map(in_folder).collect(),
            warnings: Vec::new(),
        };
        if !drawn.files.is_empty() {
            drawn.warnings.extend(not_built());
        }
        Ok(drawn)
    }

    /// What was drawn, or a warning that says why nothing could be: a figure that cannot be had never costs the data.
    pub fn or_warned(made: Result<Self, Failure>) -> Self {
        made.unwrap_or_else(|error| Self {
            files: Vec::new(),
            warnings: vec![format!("the figures could not be made: {error}")],
        })
    }

    /// Adds what was drawn apart.
    pub fn append(&mut self, other: Self) {
        self.files.extend(other.files);
        for warning in other.warnings {
            if !self.warnings.contains(&warning) {
                self.warnings.push(warning);
            }
        }
    }
}

/// What is to be said with figures where [`FORMATS`] are not what other builds write.
pub fn not_built() -> Option<String> {
    let why = FigureError::NotBuilt(Format::Pdf.extension());
    (!Format::Pdf.is_built()).then(|| why.to_string())
}

/// Why a figure is not among the others.
pub fn left_out(error: &FigureError) -> String {
    format!("left out: {error}")
}
