//! The formats of figures, and whole files to disk.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::error::FigureError;

#[cfg(feature = "convert")]
mod convert;
#[cfg(not(feature = "convert"))]
#[path = "export/without.rs"]
mod convert;

pub use self::convert::Drawing;

/// A file format of figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Scalable, text kept as text.
    Svg,
    /// Scalable, font embedded.
    Pdf,
    /// Pixels at the preset's resolution, physical size recorded.
    Png,
    /// The same pixels as TIFF: RGB, deflate-compressed, at 600 dots per inch or more.
    Tiff,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 4] = [Format::Svg, Format::Pdf, Format::Png, Format::Tiff];

    /// Whether this build can write it: without the feature `convert` only SVG is.
    pub const fn is_built(self) -> bool {
        matches!(self, Format::Svg) || cfg!(feature = "convert")
    }

    /// File name extension, which is also the name that users write.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Svg => "svg",
            Format::Pdf => "pdf",
            Format::Png => "png",
            Format::Tiff => "tiff",
        }
    }
}

impl FromStr for Format {
    type Err = FigureError;

    fn from_str(name: &str) -> Result<Self, FigureError> {
        let found = Format::ALL.into_iter().find(|f| f.extension() == name);
        match found {
            Some(format) if format.is_built() => Ok(format),
            Some(format) => Err(FigureError::NotBuilt(format.extension())),
            None => Err(FigureError::UnknownFormat {
                name: name.to_string(),
                allowed: Format::ALL
                    .iter()
                    .map(|f| f.extension().to_string())
                    .collect(),
            }),
        }
    }
}

/// Writes a whole file or none: to a neighbour first, then by rename.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<PathBuf, FigureError> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let written = fs::File::create(&partial)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&partial, path));
    match written {
        Ok(()) => Ok(path.to_path_buf()),
        Err(source) => {
            // Best effort: the error that matters is the one above.
            let _ = fs::remove_file(&partial);
            Err(FigureError::Io {
                path: path.to_path_buf(),
                source,
            })
        }
    }
}
