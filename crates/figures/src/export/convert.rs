//! SVG to PDF, PNG and TIFF.

use std::io::Cursor;
use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};
use tiff::encoder::colortype::RGB8;
use tiff::encoder::compression::DeflateLevel;
use tiff::encoder::{Compression, Predictor, Rational, TiffEncoder};
use tiff::tags::ResolutionUnit;

use crate::error::FigureError;
use crate::font;

use self::pdf_order::in_fixed_order;

mod pdf_order;

/// CSS pixels per inch, by which SVG turns mm into pixels.
const CSS_DPI: f32 = 96.0;

/// Only the bundled font, so that every machine draws the same.
static BUNDLED: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| database(None));

/// With a font of the user's own.
static WITH_OWN: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| database(font::own()));

fn fonts() -> Arc<fontdb::Database> {
    match font::own() {
        None => BUNDLED.clone(),
        Some(_) => WITH_OWN.clone(),
    }
}

fn database(own: Option<&font::Own>) -> Arc<fontdb::Database> {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(font::REGULAR.to_vec());
    fonts.load_font_data(font::BOLD.to_vec());
    if let Some(own) = own {
        fonts.load_font_data(own.bytes.to_vec());
    }
    fonts.set_sans_serif_family(font::FAMILY);
    fonts.set_serif_family(font::FAMILY);
    fonts.set_monospace_family(font::FAMILY);
    Arc::new(fonts)
}

fn failed(stage: &'static str) -> impl Fn(String) -> FigureError {
    move |message| FigureError::Render { stage, message }
}

/// A figure's SVG, read once for all formats.
pub struct Drawing(Tree);

impl Drawing {
    /// Reads it.
    ///
    /// # Errors
    /// [`FigureError::Render`] if `svg` is not SVG.
    pub fn read(svg: &str) -> Result<Self, FigureError> {
        let options = Options {
            dpi: CSS_DPI,
            font_family: font::FAMILY.to_string(),
            fontdb: fonts(),
            ..Options::default()
        };
        let tree = Tree::from_str(svg, &options);
        tree.map(Self).map_err(|e| failed("SVG")(e.to_string()))
    }

    /// A PDF page of its physical size with the font embedded; the same SVG gives the same bytes.
    ///
    /// # Errors
    /// [`FigureError::Render`] if it cannot be converted.
    pub fn pdf(&self) -> Result<Vec<u8>, FigureError> {
        let pdf = svg2pdf::to_pdf(
            &self.0,
            svg2pdf::ConversionOptions::default(),
            svg2pdf::PageOptions { dpi: CSS_DPI },
        )
        .map_err(|e| failed("PDF")(e.to_string()))?;
        in_fixed_order(&pdf).ok_or_else(|| {
            failed("PDF")("the converter's file has an unexpected layout".to_string())
        })
    }

    /// An opaque RGB PNG at `dpi` dots per inch, physical size recorded.
    ///
    /// # Errors
    /// [`FigureError::Render`] if the image is too large.
    pub fn png(&self, dpi: u32) -> Result<Vec<u8>, FigureError> {
        let Pixels { rgb, width, height } = self.pixels(dpi, "PNG")?;
        encode_png(&rgb, width, height, dpi).map_err(|e| failed("PNG")(e.to_string()))
    }

    /// An opaque RGB TIFF at `dpi` dots per inch, deflate-compressed, physical size recorded.
    ///
    /// # Errors
    /// [`FigureError::Render`] if the image is too large.
    pub fn tiff(&self, dpi: u32) -> Result<Vec<u8>, FigureError> {
        let Pixels { rgb, width, height } = self.pixels(dpi, "TIFF")?;
        encode_tiff(&rgb, width, height, dpi).map_err(|e| failed("TIFF")(e.to_string()))
    }

    fn pixels(&self, dpi: u32, stage: &'static str) -> Result<Pixels, FigureError> {
        let scale = dpi as f32 / CSS_DPI;
        let pixels = |length: f32| (length * scale).round().max(1.0) as u32;
        let size = self.0.size();
        let (width, height) = (pixels(size.width()), pixels(size.height()));
        let mut pixmap = Pixmap::new(width, height)
            .ok_or_else(|| failed(stage)(format!("{width}×{height} is too large")))?;
        pixmap.fill(resvg::tiny_skia::Color::WHITE);
        resvg::render(
            &self.0,
            Transform::from_scale(scale, scale),
            &mut pixmap.as_mut(),
        );
        // On white nothing is left to see through.
        let rgb = without_alpha(pixmap.take());
        Ok(Pixels { rgb, width, height })
    }
}

/// Opaque RGB pixels of a drawing.
struct Pixels {
    rgb: Vec<u8>,
    width: u32,
    height: u32,
}

/// Drops every fourth byte, in place: a page of pixels is tens of megabytes, and a second one costs more than drawing it.
fn without_alpha(mut pixels: Vec<u8>) -> Vec<u8> {
    let count = pixels.len() / 4;
    let (words, _) = pixels.as_chunks_mut::<4>();
    for four in 0..count / 4 {
        let [a, b, c, d] = [0, 1, 2, 3].map(|k| words[4 * four + k]);
        words[3 * four] = [a[0], a[1], a[2], b[0]];
        words[3 * four + 1] = [b[1], b[2], c[0], c[1]];
        words[3 * four + 2] = [c[2], d[0], d[1], d[2]];
    }
    for pixel in count / 4 * 4..count {
        pixels.copy_within(4 * pixel..4 * pixel + 3, 3 * pixel);
    }
    pixels.truncate(3 * count);
    pixels
}

fn encode_tiff(rgb: &[u8], width: u32, height: u32, dpi: u32) -> tiff::TiffResult<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut bytes)?
        .with_compression(Compression::Deflate(DeflateLevel::Best))
        .with_predictor(Predictor::Horizontal);
    let mut image = encoder.new_image::<RGB8>(width, height)?;
    image.resolution(ResolutionUnit::Inch, Rational { n: dpi, d: 1 });
    image.write_data(rgb)?;
    Ok(bytes.into_inner())
}

fn encode_png(
    rgb: &[u8],
    width: u32,
    height: u32,
    dpi: u32,
) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let per_metre = (f64::from(dpi) / 0.0254).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: png::Unit::Meter,
    }));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(rgb)?;
    writer.finish()?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fourth_byte_goes() {
        for count in 0..20u8 {
            let pixels = (0..count).flat_map(|k| [k, 100 + k, 200 + k, 255]);
            let rgb: Vec<u8> = (0..count).flat_map(|k| [k, 100 + k, 200 + k]).collect();
            assert_eq!(without_alpha(pixels.collect()), rgb);
        }
    }
}
