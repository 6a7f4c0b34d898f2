//! A logarithmic axis of rates with a place for zero.

use super::row::Row;
use crate::font::width_mm;
use crate::layout::{Frame, small};
use crate::scale::{Span, Tick, decade_label, extent, thin};
use crate::theme::Theme;

/// Decades that a log axis spends on lower limits of intervals; those below are drawn towards zero.
const MOST_DECADES: i32 = 6;

/// The horizontal axis: a strip for zero, a break, then decades.
pub(super) struct RateAxis {
    /// First and last decade.
    decades: (i32, i32),
    pub(super) has_zero: bool,
}

impl RateAxis {
    pub(super) fn new(rows: &[Row]) -> Self {
        let positive = rows
            .iter()
            .flat_map(|r| [r.estimate, r.low, r.high])
            .filter(|v| *v > 0.0);
        let (lo, hi) = extent(positive).unwrap_or((0.1, 1.0));
        let top = libm::ceil(libm::log10(hi) - 1e-9) as i32;
        let decade_below = |rate: f64| libm::floor(libm::log10(rate) + 1e-9) as i32;
        let estimates = rows.iter().map(|r| r.estimate).filter(|v| *v > 0.0);
        let least = extent(estimates).map_or(top - 1, |(least, _)| decade_below(least));
        let bottom = decade_below(lo).max(top - MOST_DECADES);
        let decades = (bottom.min(least).min(top - 1), top);
        let smallest = libm::pow(10.0, f64::from(decades.0)) * (1.0 - 1e-9);
        let has_zero = rows
            .iter()
            .any(|r| r.estimate < smallest || r.low < smallest);
        Self { decades, has_zero }
    }

    pub(super) fn spans(&self, theme: &Theme, frame: &Frame) -> (f64, Span) {
        let pad = theme.mm(1.2);
        let first = width_mm(&decade_label(self.decades.0), small(theme));
        // "0" and the first decade's label stand side by side.
        let strip = if self.has_zero {
            f64::max(theme.mm(4.0), first / 2.0 + theme.mm(1.6))
        } else {
            0.0
        };
        let span = Span::new(
            (f64::from(self.decades.0), f64::from(self.decades.1)),
            (frame.left + strip + pad, frame.right - pad),
        );
        (frame.left + theme.mm(1.6), span)
    }

    pub(super) fn ticks(&self, span: &Span, theme: &Theme) -> Vec<Tick> {
        let ticks = (self.decades.0..=self.decades.1)
            .map(|d| Tick {
                value: f64::from(d),
                label: decade_label(d),
            })
            .collect();
        thin(ticks, span, small(theme), theme.mm(1.5))
    }
}
