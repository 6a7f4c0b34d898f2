//! Lines that are as wide as a column.

use super::super::font::{TextSize, width_mm};
use super::blocks::Span;

/// A piece of a line: letters of one look, at a distance from its beginning.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piece {
    pub text: String,
    pub bold: bool,
    pub code: bool,
    pub link: Option<String>,
    /// From the beginning of the line, mm.
    pub x: f64,
    /// Its width, mm.
    pub width: f64,
}

/// A line, its pieces from left to right.
pub(super) type Line = Vec<Piece>;

/// A size, bold or not.
pub(super) fn size(pt: f64, bold: bool) -> TextSize {
    match bold {
        true => TextSize::bold(pt),
        false => TextSize::regular(pt),
    }
}

/// A word with what it looks like, and whether a space stands before it.
struct Word<'a> {
    text: String,
    look: &'a Span,
    apart: bool,
}

/// The words of a text; one that is wider than the column is cut.
fn words(text: &[Span], width: f64, pt: f64, bold: bool) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut apart = false;
    for look in text {
        for (at, part) in look.text.split(' ').enumerate() {
            apart |= at > 0;
            if part.is_empty() {
                continue;
            }
            let size = size(pt, bold || look.bold);
            for text in cut(part, width, size) {
                words.push(Word { text, look, apart });
                apart = false;
            }
        }
    }
    words
}

/// A word in parts that are no wider than the column.
fn cut(word: &str, width: f64, size: TextSize) -> Vec<String> {
    let mut parts = vec![String::new()];
    for letter in word.chars() {
        let Some(last) = parts.last_mut() else {
            continue;
        };
        last.push(letter);
        if width_mm(last, size) > width && last.chars().count() > 1 {
            last.pop();
            parts.push(letter.to_string());
        }
    }
    parts
}

/// Breaks a text into lines of at most `width` mm.
pub(super) fn wrap(text: &[Span], width: f64, pt: f64, bold: bool) -> Vec<Line> {
    let space = width_mm(" ", size(pt, false));
    let mut lines: Vec<Line> = vec![Vec::new()];
    let mut end = 0.0;
    for word in words(text, width, pt, bold) {
        let bold = bold || word.look.bold;
        let own = width_mm(&word.text, size(pt, bold));
        let gap = if word.apart { space } else { 0.0 };
        let empty = lines.last().is_none_or(Vec::is_empty);
        // Parts of one word stand together unless they are wider than a line.
        if !empty && end + gap + own > width {
            lines.push(Vec::new());
            end = 0.0;
        } else if !empty {
            end += gap;
        }
        if let Some(line) = lines.last_mut() {
            line.push(Piece {
                text: word.text,
                bold,
                code: word.look.code,
                link: word.look.link.clone(),
                x: end,
                width: own,
            });
        }
        end += own;
    }
    lines
}

/// Width of a text on one line, and of its widest word, mm.
pub(super) fn widths(text: &[Span], pt: f64, bold: bool) -> (f64, f64) {
    let line = wrap(text, f64::INFINITY, pt, bold);
    let pieces = || line.iter().flatten();
    let whole = pieces().last().map_or(0.0, |last| last.x + last.width);
    (whole, pieces().map(|piece| piece.width).fold(0.0, f64::max))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn span(text: &str) -> Span {
        Span {
            text: text.to_owned(),
            ..Span::default()
        }
    }

    proptest! {
        /// Nothing is lost, nothing is wider than the column.
        #[test]
        fn every_letter_is_on_a_line_within_the_column(
            texts in prop::collection::vec("[a-z /._-]{0,40}", 1..6), width in 8.0..90.0_f64,
        ) {
            let text: Vec<Span> = texts.iter().map(|text| span(text)).collect();
            let lines = wrap(&text, width, 10.0, false);
            let set: String = lines.iter().flatten().map(|piece| piece.text.as_str()).collect();
            prop_assert_eq!(set, texts.concat().replace(' ', ""));
            for piece in lines.iter().flatten() {
                prop_assert!(piece.x + piece.width <= width + 1e-9);
            }
        }
    }
}
