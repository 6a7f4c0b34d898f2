//! The bundled font: text is measured with it here and embedded in PDF and PNG by the exporter.

use std::sync::LazyLock;

use ttf_parser::Face;

use super::theme::MM_PER_PT;

/// Liberation Sans 2.1.5 Regular (SIL Open Font License 1.1), metric-compatible with Arial and Helvetica.
pub(super) const REGULAR: &[u8] = include_bytes!("../assets/fonts/LiberationSans-Regular.ttf");
/// Liberation Sans 2.1.5 Bold (SIL Open Font License 1.1).
pub(super) const BOLD: &[u8] = include_bytes!("../assets/fonts/LiberationSans-Bold.ttf");

/// The family as written in the font files.
pub(super) const FAMILY: &str = "Liberation Sans";
/// The family in SVG: where Liberation Sans is not installed, a font with the same widths stands in.
pub(super) const SVG_FAMILY: &str = "Liberation Sans, Arial, Helvetica, sans-serif";

static REGULAR_FACE: LazyLock<Option<Face<'static>>> =
    LazyLock::new(|| Face::parse(REGULAR, 0).ok());
static BOLD_FACE: LazyLock<Option<Face<'static>>> = LazyLock::new(|| Face::parse(BOLD, 0).ok());

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
}

/// Width of a text in mm, from the font's own advances (kerning, which only narrows, is left out).
pub(super) fn width_mm(text: &str, size: TextSize) -> f64 {
    let em = size.pt * MM_PER_PT;
    let Some(face) = size.face() else {
        return 0.6 * em * text.chars().count() as f64;
    };
    let units: f64 = text
        .chars()
        .map(|c| {
            face.glyph_index(c)
                .and_then(|glyph| face.glyph_hor_advance(glyph))
                .map_or(f64::from(face.units_per_em()), f64::from)
        })
        .sum();
    em * units / f64::from(face.units_per_em())
}

/// The first character that the font cannot show.
pub(super) fn missing_glyph(text: &str, size: TextSize) -> Option<char> {
    let face = size.face()?;
    text.chars().find(|c| face.glyph_index(*c).is_none())
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
