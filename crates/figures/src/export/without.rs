//! In place of the conversion of SVG where it was not built.

use crate::error::FigureError;

/// No drawing can be read.
pub struct Drawing;

impl Drawing {
    /// No conversion, whatever the format.
    ///
    /// # Errors
    /// Always [`FigureError::NotBuilt`].
    pub fn read(_svg: &str) -> Result<Self, FigureError> {
        Err(FigureError::NotBuilt("pdf"))
    }

    /// No conversion.
    ///
    /// # Errors
    /// Always [`FigureError::NotBuilt`].
    pub fn pdf(&self) -> Result<Vec<u8>, FigureError> {
        Err(FigureError::NotBuilt("pdf"))
    }

    /// No conversion.
    ///
    /// # Errors
    /// Always [`FigureError::NotBuilt`].
    pub fn png(&self, _dpi: u32) -> Result<Vec<u8>, FigureError> {
        Err(FigureError::NotBuilt("png"))
    }

    /// No conversion.
    ///
    /// # Errors
    /// Always [`FigureError::NotBuilt`].
    pub fn tiff(&self, _dpi: u32) -> Result<Vec<u8>, FigureError> {
        Err(FigureError::NotBuilt("tiff"))
    }
}
