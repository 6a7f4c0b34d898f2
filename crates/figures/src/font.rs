//! The bundled font: text is measured with it here and embedded in PDF and PNG by the exporter. For letters that it
//! lacks a font of one's own may be added ([`add_font`]).

use std::fs;
use std::path::Path;
use std::sync::{LazyLock, OnceLock};

use ttf_parser::{Face, GlyphId, name_id};

use super::error::FigureError;
use super::theme::MM_PER_PT;

/// Liberation Sans 2.1.5 Regular (SIL Open Font License 1.1), metric-compatible with Arial and Helvetica.
pub(super) const REGULAR: &[u8] = include_bytes!("../assets/fonts/LiberationSans-Regular.ttf");
/// The bundled font in which figures are set, as a file: for pages that show their SVG.
pub const fn bundled() -> &'static [u8] {
    REGULAR
}

/// Liberation Sans 2.1.5 Bold (SIL Open Font License 1.1).
pub(super) const BOLD: &[u8] = include_bytes!("../assets/fonts/LiberationSans-Bold.ttf");

/// The family as written in the font files.
#[cfg(feature = "convert")]
pub(super) const FAMILY: &str = "Liberation Sans";
/// The family in SVG: where Liberation Sans is not installed, a font with the same widths stands in.
const SVG_FAMILY: &str = "Liberation Sans, Arial, Helvetica, sans-serif";

static REGULAR_FACE: LazyLock<Option<Face<'static>>> =
    LazyLock::new(|| Face::parse(REGULAR, 0).ok());
static BOLD_FACE: LazyLock<Option<Face<'static>>> = LazyLock::new(|| Face::parse(BOLD, 0).ok());

/// A font of the user's own.
pub(super) struct Own {
    /// The file's content.
    #[cfg(feature = "convert")]
    pub bytes: &'static [u8],
    /// The families in SVG, with its own.
    svg_family: String,
    face: Face<'static>,
}

/// Set once: figures of one process look alike.
static OWN: OnceLock<Own> = OnceLock::new();

/// Adds a font from which letters are taken that the bundled one lacks, such as Hangul or Han, for all figures that this
/// process draws from now on. One font can be added; a second is passed over.
///
/// # Errors
/// [`FigureError::Font`] if it cannot be read or is no TrueType or OpenType font.
pub fn add_font(path: &Path) -> Result<(), FigureError> {
    let failed = |message: String| FigureError::Font {
        path: path.to_owned(),
        message,
    };
    let bytes = fs::read(path).map_err(|error| failed(error.to_string()))?;
    // It stays for as long as the process: a face borrows its bytes.
    let kept: &'static [u8] = Box::leak(bytes.into_boxed_slice());
    let face = Face::parse(kept, 0)
        .map_err(|error| failed(format!("it is no TrueType or OpenType font ({error})")))?;
    let names = face.names().into_iter();
    let family = names
        .filter(|name| name.name_id == name_id::FAMILY)
        .find_map(|name| name.to_string())
        .filter(|family| !family.contains([',', '"', '\'', '<', '&']))
        .ok_or_else(|| failed("it does not say its family".to_owned()))?;
    let _ = OWN.set(Own {
        #[cfg(feature = "convert")]
        bytes: kept,
        svg_family: SVG_FAMILY.replacen(", ", &format!(", {family}, "), 1),
        face,
    });
    Ok(())
}

/// The font of the user's own, if one was added.
pub(super) fn own() -> Option<&'static Own> {
    OWN.get()
}

/// The families that an SVG names.
pub(super) fn svg_family() -> &'static str {
    own().map_or(SVG_FAMILY, |own| own.svg_family.as_str())
}

/// Size and weight of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TextSize {
    pub pt: f64,
    pub bold: bool,
}

impl TextSize {
    pub(super) fn regular(pt: f64) -> Self {
        Self { pt, bold: false }
    }

    pub(super) fn bold(pt: f64) -> Self {
        Self { pt, bold: true }
    }

    fn face(self) -> Option<&'static Face<'static>> {
        if self.bold {
            BOLD_FACE.as_ref()
        } else {
            REGULAR_FACE.as_ref()
        }
    }

    /// The face that has a character, and its glyph there.
    fn glyph(self, character: char) -> Option<(&'static Face<'static>, GlyphId)> {
        let faces = [self.face(), own().map(|own| &own.face)];
        let mut faces = faces.into_iter().flatten();
        faces.find_map(|face| Some((face, face.glyph_index(character)?)))
    }
}

/// Width of a text in mm, from the font's own advances (kerning, which only narrows, is left out).
pub(super) fn width_mm(text: &str, size: TextSize) -> f64 {
    let em = size.pt * MM_PER_PT;
    let Some(face) = size.face() else {
        return 0.6 * em * text.chars().count() as f64;
    };
    let own_units = f64::from(face.units_per_em());
    let units: f64 = text
        .chars()
        .map(|c| match size.glyph(c) {
            Some((face, glyph)) => {
                let advance = face.glyph_hor_advance(glyph).map(f64::from);
                let per_em = f64::from(face.units_per_em());
                advance.unwrap_or(per_em) * own_units / per_em
            }
            None => own_units,
        })
        .sum();
    em * units / own_units
}

/// The first character that no font can show.
pub(super) fn missing_glyph(text: &str, size: TextSize) -> Option<char> {
    size.face()?;
    text.chars().find(|c| size.glyph(*c).is_none())
}

/// Shortens a text with `…` until it is no wider than `max_mm`.
pub(super) fn fit(text: &str, size: TextSize, max_mm: f64) -> String {
    if width_mm(text, size) <= max_mm {
        return text.to_string();
    }
    let mut kept: Vec<char> = text.chars().collect();
    while kept.pop().is_some() {
        let shorter: String = kept.iter().collect::<String>().trim_end().to_string() + "…";
        if width_mm(&shorter, size) <= max_mm {
            return shorter;
        }
    }
    String::new()
}

/// Breaks a text at spaces into lines no wider than `max_mm`; a word wider than that is shortened.
pub(super) fn wrap(text: &str, size: TextSize, max_mm: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        if let Some(last) = lines.last_mut() {
            let joined = format!("{last} {word}");
            if width_mm(&joined, size) <= max_mm {
                *last = joined;
                continue;
            }
        }
        lines.push(fit(word, size, max_mm));
    }
    lines
}
