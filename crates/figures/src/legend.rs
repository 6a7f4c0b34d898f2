//! Legends that wrap to the width of the figure.

use super::canvas::{Align, Canvas, Point, Stroke};
use super::cells::{empty_cell, hatch};
use super::font::{fit, width_mm};
use super::layout::{series_stroke, small};
use super::theme::{Rgb, SeriesStyle, Shape, Theme};

/// The sign in front of a legend's words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Key {
    /// Line with the series' marker.
    Series(SeriesStyle),
    /// Marker alone.
    Marker(SeriesStyle),
    /// Hollow marker.
    Hollow(Shape, Rgb),
    /// Line alone.
    Line(Stroke),
    /// Filled band.
    Band(Rgb, f64),
    /// Crossed-out cell.
    Empty,
    /// Hatched cell with this fill.
    Hatched(Rgb),
    /// Short vertical stroke.
    Tick(Stroke),
    /// Vertical stroke with a round head of this radius.
    Stem(Rgb, f64),
}

/// One entry of a legend.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub key: Key,
    pub label: String,
}

impl Entry {
    pub(super) fn new(key: Key, label: impl Into<String>) -> Self {
        Self {
            key,
            label: label.into(),
        }
    }
}

/// Width in mm of the key of a line.
pub(super) fn series_key_width(theme: &Theme) -> f64 {
    theme.mm(6.5)
}

/// Width in mm of a legend key.
fn key_width(theme: &Theme, key: &Key) -> f64 {
    match key {
        Key::Series(_) | Key::Line(_) => series_key_width(theme),
        Key::Band(..) | Key::Empty | Key::Hatched(_) => theme.mm(4.5),
        Key::Marker(_) | Key::Hollow(..) | Key::Stem(..) => theme.mm(2.4),
        Key::Tick(_) => theme.mm(1.0),
    }
}

/// Draws a legend key with its left end at `at`.
pub(super) fn draw_key(c: &mut Canvas, theme: &Theme, key: &Key, at: Point) {
    let (x, y) = at;
    let width = key_width(theme, key);
    let middle = (x + width / 2.0, y);
    let across = vec![(x, y), (x + width, y)];
    match key {
        Key::Series(style) => {
            c.line(across, series_stroke(theme, style));
            c.marker(style.shape, middle, theme.mm(0.75), style.colour, false);
        }
        Key::Marker(style) => c.marker(style.shape, middle, theme.mm(0.9), style.colour, false),
        Key::Hollow(shape, colour) => c.marker(*shape, middle, theme.mm(0.9), *colour, true),
        Key::Line(stroke) => c.line(across, *stroke),
        Key::Band(colour, opacity) => {
            let half = theme.mm(1.0);
            c.rect((x, y - half), (x + width, y + half), *colour, *opacity);
        }
        Key::Empty => {
            let half = theme.mm(1.0);
            empty_cell(c, theme, (x, y - half), (x + width, y + half));
        }
        Key::Hatched(fill) => {
            let half = theme.mm(1.0);
            let (a, b) = ((x, y - half), (x + width, y + half));
            c.rect(a, b, *fill, 1.0);
            hatch(c, theme, a, b);
        }
        Key::Tick(stroke) => {
            let half = theme.mm(0.9);
            c.line(vec![(middle.0, y - half), (middle.0, y + half)], *stroke);
        }
        Key::Stem(colour, radius) => {
            let half = theme.mm(1.1);
            let stroke = Stroke::solid(*colour, theme.mm(0.25));
            c.line(
                vec![(middle.0, y - half + radius), (middle.0, y + half)],
                stroke,
            );
            c.marker(
                Shape::Circle,
                (middle.0, y - half + radius),
                *radius,
                *colour,
                false,
            );
        }
    }
}

/// Lays entries in lines from `at`, as wide as `width` allows. Returns the height used.
pub(super) fn legend(
    c: &mut Canvas,
    theme: &Theme,
    entries: &[Entry],
    at: Point,
    width: f64,
) -> f64 {
    if entries.is_empty() {
        return 0.0;
    }
    let (gap, between) = (theme.mm(1.0), theme.mm(3.5));
    let line = theme.line_mm() * 1.1;
    let (mut x, mut row) = (at.0, 0.0);
    for entry in entries {
        let key = key_width(theme, &entry.key);
        let label = fit(&entry.label, small(theme), width - key - gap);
        let needed = key + gap + width_mm(&label, small(theme));
        if x > at.0 && x + needed > at.0 + width {
            x = at.0;
            row += 1.0;
        }
        let y = at.1 + (row + 0.5) * line;
        draw_key(c, theme, &entry.key, (x, y));
        c.text(
            &label,
            (x + key + gap, y),
            small(theme),
            Align::Start,
            theme.ink(),
        );
        x += needed + between;
    }
    (row + 1.0) * line
}
