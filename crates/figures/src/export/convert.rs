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

fn parse(svg: &str, stage: &'static str) -> Result<Tree, FigureError> {
    let options = Options {
        dpi: CSS_DPI,
        font_family: font::FAMILY.to_string(),
        fontdb: fonts(),
        ..Options::default()
    };
    Tree::from_str(svg, &options).map_err(|e| failed(stage)(e.to_string()))
}

/// A PDF page of the SVG's physical size with the font embedded; the same SVG gives the same bytes.
///
/// # Errors
/// [`FigureError::Render`] if `svg` is not SVG or cannot be converted.
pub fn svg_to_pdf(svg: &str) -> Result<Vec<u8>, FigureError> {
    let tree = parse(svg, "PDF")?;
    let pdf = svg2pdf::to_pdf(
        &tree,
        svg2pdf::ConversionOptions::default(),
        svg2pdf::PageOptions { dpi: CSS_DPI },
    )
    .map_err(|e| failed("PDF")(e.to_string()))?;
    in_fixed_order(&pdf)
        .ok_or_else(|| failed("PDF")("the converter's file has an unexpected layout".to_string()))
}

/// Opaque RGB pixels of a drawing.
struct Pixels {
    rgb: Vec<u8>,
    width: u32,
    height: u32,
}

fn pixels(svg: &str, dpi: u32, stage: &'static str) -> Result<Pixels, FigureError> {
    let tree = parse(svg, stage)?;
    let scale = dpi as f32 / CSS_DPI;
    let pixels = |length: f32| (length * scale).round().max(1.0) as u32;
    let (width, height) = (pixels(tree.size().width()), pixels(tree.size().height()));
    let mut pixmap = Pixmap::new(width, height)
        .ok_or_else(|| failed(stage)(format!("{width}×{height} is too large")))?;
    pixmap.fill(resvg::tiny_skia::Color::WHITE);
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut pixmap.as_mut(),
    );
    let rgb = pixmap
        .pixels()
        .iter()
        .flat_map(|p| [p.red(), p.green(), p.blue()])
        .collect();
    Ok(Pixels { rgb, width, height })
}

/// The SVG as an opaque RGB PNG at `dpi` dots per inch, physical size recorded.
///
/// # Errors
/// [`FigureError::Render`] if `svg` is not SVG or the image is too large.
pub fn svg_to_png(svg: &str, dpi: u32) -> Result<Vec<u8>, FigureError> {
    let Pixels { rgb, width, height } = pixels(svg, dpi, "PNG")?;
    encode_png(&rgb, width, height, dpi).map_err(|e| failed("PNG")(e.to_string()))
}

/// The SVG as an opaque RGB TIFF at `dpi` dots per inch, deflate-compressed, physical size recorded.
///
/// # Errors
/// [`FigureError::Render`] if `svg` is not SVG or the image is too large.
pub fn svg_to_tiff(svg: &str, dpi: u32) -> Result<Vec<u8>, FigureError> {
    let Pixels { rgb, width, height } = pixels(svg, dpi, "TIFF")?;
    encode_tiff(&rgb, width, height, dpi).map_err(|e| failed("TIFF")(e.to_string()))
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
