//! In place of the conversion of SVG where it was not built.

use crate::error::FigureError;

/// No conversion.
///
/// # Errors
/// Always [`FigureError::NotBuilt`].
pub fn svg_to_pdf(_svg: &str) -> Result<Vec<u8>, FigureError> {
    Err(FigureError::NotBuilt("pdf"))
}

/// No conversion.
///
/// # Errors
/// Always [`FigureError::NotBuilt`].
pub fn svg_to_png(_svg: &str, _dpi: u32) -> Result<Vec<u8>, FigureError> {
    Err(FigureError::NotBuilt("png"))
}

/// No conversion.
///
/// # Errors
/// Always [`FigureError::NotBuilt`].
pub fn svg_to_tiff(_svg: &str, _dpi: u32) -> Result<Vec<u8>, FigureError> {
    Err(FigureError::NotBuilt("tiff"))
}
