//! A text in Markdown as a PDF to read and to print: headings, paragraphs, lists, code, tables and links, on A4, with the
//! bundled font embedded. For what goes with an archive; it is no book.

#[cfg(feature = "convert")]
mod blocks;
#[cfg(feature = "convert")]
mod pages;
#[cfg(feature = "convert")]
mod words;
#[cfg(feature = "convert")]
mod write;

use super::error::FigureError;

/// Sets a text in Markdown. The same text gives the same bytes.
///
/// # Errors
/// [`FigureError::NoGlyph`] for a letter that the bundled font lacks, [`FigureError::Render`] if the font cannot be embedded,
/// [`FigureError::NotBuilt`] without the feature `convert`.
///
/// ```
/// let pdf = trilat_figures::document_pdf("Read me", "# Results\n\nOne *table*.\n").unwrap();
/// assert!(pdf.starts_with(b"%PDF-1.7"));
/// ```
#[cfg(feature = "convert")]
pub fn document_pdf(title: &str, markdown: &str) -> Result<Vec<u8>, FigureError> {
    let pages = pages::set(&blocks::read(markdown));
    write::pdf(title, &pages)
}

/// Sets a text in Markdown; not in this build.
///
/// # Errors
/// [`FigureError::NotBuilt`].
#[cfg(not(feature = "convert"))]
pub fn document_pdf(_title: &str, _markdown: &str) -> Result<Vec<u8>, FigureError> {
    Err(FigureError::NotBuilt("pdf"))
}
