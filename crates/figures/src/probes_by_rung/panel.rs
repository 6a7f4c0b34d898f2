//! One theatre's panel: rungs upwards, rates across, a marker and interval per prober.

use super::rate_axis::RateAxis;
use super::row::{Row, present};
use crate::canvas::{Align, Canvas, Stroke};
use crate::layout::{Frame, note_in, small, x_axis, x_grid};
use crate::scale::Span;
use crate::theme::{Dash, Rgb, SeriesStyle, Theme};

/// One theatre.
pub(super) struct Panel<'a> {
    pub(super) rows: &'a [Row],
    pub(super) theatre: &'a str,
    pub(super) probers: &'a [&'a str],
    pub(super) styles: &'a [SeriesStyle],
    pub(super) rungs: &'a [(f64, &'a str)],
    pub(super) heights: &'a [f64],
    pub(super) axis: &'a RateAxis,
}

impl Panel<'_> {
    /// Returns the height of the axis below the frame.
    pub(super) fn draw(&self, c: &mut Canvas, theme: &Theme, frame: &Frame) -> f64 {
        let mut y = frame.top;
        for (i, height) in self.heights.iter().enumerate() {
            if i % 2 == 0 {
                c.rect(
                    (frame.left, y),
                    (frame.right, y + height),
                    Rgb(244, 244, 244),
                    1.0,
                );
            }
            y += height;
        }
        let (zero, span) = self.axis.spans(theme, frame);
        let ticks = self.axis.ticks(&span, theme);
        x_grid(c, theme, frame, &span, &ticks);
        self.draw_rows(c, theme, frame, zero, &span);
        if self
            .rows
            .iter()
            .all(|r| r.estimate == 0.0 && (r.high == 0.0 || r.high.is_nan()))
        {
            let right_of_zero = Frame {
                left: zero + theme.mm(2.5),
                ..*frame
            };
            note_in(c, theme, &right_of_zero, "no probe in any run");
        }
        let used = x_axis(c, theme, frame, &span, &ticks);
        if self.axis.has_zero {
            self.draw_zero(c, theme, frame, zero, span.at_lo - theme.mm(1.2));
        }
        used
    }

    fn draw_zero(&self, c: &mut Canvas, theme: &Theme, frame: &Frame, zero: f64, gap: f64) {
        let at = (zero, frame.bottom + theme.mm(0.8) + 0.55 * theme.line_mm());
        c.text("0", at, small(theme), Align::Middle, theme.ink());
        let half = theme.mm(0.35);
        let y = frame.bottom;
        c.rect(
            (gap - half, y - half),
            (gap + half, y + half),
            Rgb::WHITE,
            1.0,
        );
        let slash = Stroke::solid(theme.ink(), theme.mm(0.15));
        for x in [gap - half, gap + half] {
            c.line(
                vec![(x - half, y + 2.0 * half), (x + half, y - 2.0 * half)],
                slash,
            );
        }
    }

    fn draw_rows(&self, c: &mut Canvas, theme: &Theme, frame: &Frame, zero: f64, span: &Span) {
        let present: Vec<&str> = {
            let here = present(self.rows, self.theatre);
            self.probers
                .iter()
                .copied()
                .filter(|p| here.contains(p))
                .collect()
        };
        let mut top = frame.top;
        for ((rung, _), height) in self.rungs.iter().zip(self.heights) {
            let slot = theme.mm(2.4);
            let first = top + height / 2.0 - (present.len() as f64 - 1.0) / 2.0 * slot;
            for (i, prober) in present.iter().enumerate() {
                let row = self
                    .rows
                    .iter()
                    .find(|r| r.theatre == self.theatre && r.rung == *rung && r.prober == *prober);
                let style = self
                    .probers
                    .iter()
                    .position(|p| p == prober)
                    .and_then(|k| self.styles.get(k));
                if let (Some(row), Some(style)) = (row, style) {
                    draw_estimate(c, theme, row, style, first + i as f64 * slot, zero, span);
                }
            }
            top += height;
        }
    }
}

fn draw_estimate(
    c: &mut Canvas,
    theme: &Theme,
    row: &Row,
    style: &SeriesStyle,
    y: f64,
    zero: f64,
    span: &Span,
) {
    let at = |rate: f64| span.at(libm::log10(rate).max(span.lo));
    let smallest = libm::pow(10.0, span.lo) * (1.0 - 1e-9);
    let whisker = Stroke::solid(style.colour, theme.mm(0.3));
    if row.high.is_finite() && row.low.is_finite() && row.high >= smallest {
        let left = at(f64::max(row.low, smallest));
        c.line(vec![(left, y), (at(row.high), y)], whisker);
        // Taller than the marker, so that an interval narrower than it still shows.
        let cap = theme.mm(1.0);
        let mut ends = vec![at(row.high)];
        if row.low < smallest {
            let dotted = Stroke {
                dash: Dash::Dot,
                ..whisker
            };
            c.line(vec![(zero, y), (left, y)], dotted);
        } else {
            ends.push(left);
        }
        for x in ends {
            c.line(vec![(x, y - cap), (x, y + cap)], whisker);
        }
    }
    let hollow = row.estimate == 0.0;
    let x = if hollow { zero } else { at(row.estimate) };
    c.marker(style.shape, (x, y), theme.mm(0.65), style.colour, hollow);
}
