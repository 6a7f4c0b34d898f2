//! In place of the conversion of SVG where it was not built.

use crate::error::FigureError;
use crate::export::Format;

/// A drawing that was read: there is none.
pub enum Drawing {}

impl Drawing {
    /// No drawing.
    ///
    /// # Errors
    /// Always [`FigureError::NotBuilt`].
    pub fn read(_svg: &str) -> Result<Self, FigureError> {
        Err(FigureError::NotBuilt(Format::Pdf.extension()))
    }

    /// Never called.
    ///
    /// # Errors
    /// None.
    pub fn pdf(&self) -> Result<Vec<u8>, FigureError> {
        match *self {}
    }

    /// Never called.
    ///
    /// # Errors
    /// None.
    pub fn png(&self, _dpi: u32) -> Result<Vec<u8>, FigureError> {
        match *self {}
    }

    /// Never called.
    ///
    /// # Errors
    /// None.
    pub fn tiff(&self, _dpi: u32) -> Result<Vec<u8>, FigureError> {
        match *self {}
    }
}
