//! Rows of dots and whiskers, a slot per scenario, on an axis that spares most rows from one.

use crate::canvas::{Align, Canvas, Stroke};
use crate::font::wrap;
use crate::layout::{Frame, small, widest, x_grid};
use crate::scale::{Span, Tick, decade_label, extent, linear_ticks, thin};
use crate::table::distinct;
use crate::theme::{Dash, Rgb, SeriesStyle, Theme};

/// How many times the largest estimate a whisker may reach on a linear axis before it is cut.
const LONGEST_WHISKER: f64 = 2.0;
/// How many times the middle row's reach the longest may be before the axis becomes logarithmic.
const WIDEST_LINEAR: f64 = 12.0;
/// Decades on either side of a logarithmic axis.
const MOST_DECADES: i32 = 4;

/// One contrast.
pub(super) struct Row {
    pub(super) baseline: String,
    pub(super) scenario: String,
    pub(super) group: String,
    pub(super) observable: String,
    pub(super) relative: f64,
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) n: f64,
    pub(super) identical: bool,
}

/// The horizontal axis in %: linear, or, where effects differ in size too much for that, linear within
/// ±`core` and logarithmic beyond.
pub(super) struct Axis {
    /// Half-width of the linear part of a logarithmic axis.
    pub(super) core: Option<f64>,
    /// In places, see [`Axis::place`].
    range: (f64, f64),
    /// In places, outwards from zero on a logarithmic axis.
    ticks: Vec<Tick>,
}

impl Axis {
    pub(super) fn new(rows: &[Row]) -> Self {
        let mut reaches: Vec<f64> = rows
            .iter()
            .filter(|r| !r.identical && r.relative.is_finite())
            .filter_map(|r| extent([r.relative, r.low, r.high]))
            .map(|(low, high)| f64::max(high, -low))
            .filter(|reach| *reach > 0.0)
            .collect();
        reaches.sort_by(f64::total_cmp);
        let estimates = rows.iter().map(|r| r.relative).chain([0.0]);
        let (least, most) = extent(estimates).unwrap_or((0.0, 0.0));
        let limits = rows.iter().flat_map(|r| [r.low, r.high]);
        let (low, high) = extent(limits.chain([least, most])).unwrap_or((least, most));
        match (reaches.get(reaches.len() / 2), reaches.last()) {
            (Some(middle), Some(long)) if *long > WIDEST_LINEAR * middle => {
                let top = libm::ceil(libm::log10(*long) - 1e-9) as i32;
                let core = libm::floor(libm::log10(*middle) + 1e-9) as i32;
                Self::logarithmic((low, high), core.max(top - MOST_DECADES))
            }
            _ => Self::linear((low, high), f64::max(most, -least)),
        }
    }

    fn linear((low, high): (f64, f64), size: f64) -> Self {
        // Where nothing differs there is nothing to cut either.
        let longest = if size > 0.0 {
            LONGEST_WHISKER * size
        } else {
            f64::INFINITY
        };
        let (range, ticks) = linear_ticks(f64::max(low, -longest), f64::min(high, longest), 5);
        Self {
            core: None,
            range,
            ticks,
        }
    }

    fn logarithmic((low, high): (f64, f64), core: i32) -> Self {
        let mut axis = Self {
            core: Some(libm::pow(10.0, f64::from(core))),
            range: (0.0, 0.0),
            ticks: Vec::new(),
        };
        // A little beyond the last limit, but to the first decade at least.
        axis.range = (
            f64::min(axis.place(low), -1.0) - 0.05,
            f64::max(axis.place(high), 1.0) + 0.05,
        );
        axis.ticks.push(Tick {
            value: 0.0,
            label: "0".to_owned(),
        });
        for step in 0..=12 {
            let label = decade_label(core + step);
            let place = f64::from(step + 1);
            for (value, label) in [(-place, format!("−{label}")), (place, label)] {
                if value >= axis.range.0 && value <= axis.range.1 {
                    axis.ticks.push(Tick { value, label });
                }
            }
        }
        axis
    }

    /// Where a value stands: itself, or in decades from zero.
    fn place(&self, value: f64) -> f64 {
        match self.core {
            None => value,
            Some(core) if value.abs() <= core => value / core,
            Some(core) => libm::copysign(1.0 + libm::log10(value.abs() / core), value),
        }
    }

    pub(super) fn span(&self, theme: &Theme, frame: &Frame) -> Span {
        let pad = theme.mm(1.8);
        Span::new(self.range, (frame.left + pad, frame.right - pad))
    }

    /// Ticks with room for their labels; zero is always among those of a logarithmic axis.
    pub(super) fn ticks(&self, theme: &Theme, frame: &Frame) -> Vec<Tick> {
        let (span, size, gap) = (self.span(theme, frame), small(theme), theme.mm(1.2));
        if self.core.is_none() {
            return thin(self.ticks.clone(), &span, size, gap);
        }
        let width = widest(self.ticks.iter().map(|t| t.label.as_str()), size);
        let every = libm::ceil((width + gap) / (span.at(1.0) - span.at(0.0)).abs()).max(1.0);
        let kept = |t: &&Tick| t.value % every == 0.0;
        self.ticks.iter().filter(kept).cloned().collect()
    }

    /// Whether a row's limits lie on the axis.
    fn holds(&self, row: &Row) -> (bool, bool) {
        // Rounding in the limits must not make an arrow.
        let slack = 1e-9 * (self.range.1 - self.range.0);
        (
            self.place(row.low) >= self.range.0 - slack,
            self.place(row.high) <= self.range.1 + slack,
        )
    }

    /// Whether a row's interval does not fit.
    pub(super) fn cuts(&self, row: &Row) -> bool {
        row.relative.is_finite() && !row.identical && self.holds(row) != (true, true)
    }
}

/// Rows that stand together.
pub(super) struct Block<'a> {
    pub(super) rows: &'a [&'a Row],
    pub(super) scenarios: &'a [&'a str],
    pub(super) styles: &'a [SeriesStyle],
    pub(super) axis: &'a Axis,
    /// Width of the labels in mm, gap included.
    pub(super) labels: f64,
}

impl Block<'_> {
    fn observables(&self) -> Vec<&str> {
        distinct(self.rows.iter().map(|r| r.observable.as_str()))
    }

    fn lines(&self, theme: &Theme, label: &str) -> Vec<String> {
        wrap(label, small(theme), self.labels - theme.mm(1.2))
    }

    fn row_height(&self, theme: &Theme, label: &str) -> f64 {
        let text = self.lines(theme, label).len() as f64 * theme.line_mm() + theme.mm(0.4);
        let slots = self.scenarios.len() as f64 * theme.mm(2.3) + theme.mm(1.0);
        f64::max(text, slots)
    }

    /// Height in mm.
    pub(super) fn height(&self, theme: &Theme) -> f64 {
        let heights = self.observables();
        heights.iter().map(|o| self.row_height(theme, o)).sum()
    }
}

/// Draws a block into its frame.
pub(super) fn draw_block(c: &mut Canvas, theme: &Theme, frame: &Frame, block: &Block<'_>) {
    let observables = block.observables();
    let mut top = frame.top;
    for (i, label) in observables.iter().enumerate() {
        let height = block.row_height(theme, label);
        if i % 2 == 0 {
            let (a, b) = ((frame.left, top), (frame.right, top + height));
            c.rect(a, b, Rgb(244, 244, 244), 1.0);
        }
        top += height;
    }
    let span = block.axis.span(theme, frame);
    x_grid(c, theme, frame, &span, &block.axis.ticks(theme, frame));
    let zero = span.at(0.0);
    let stroke = Stroke::solid(theme.ink(), theme.mm(0.2));
    c.line(vec![(zero, frame.top), (zero, frame.bottom)], stroke);
    let mut top = frame.top;
    for label in observables {
        let height = block.row_height(theme, label);
        let middle = top + height / 2.0;
        let lines = block.lines(theme, label);
        let first = middle - (lines.len() as f64 - 1.0) / 2.0 * theme.line_mm();
        for (i, words) in lines.iter().enumerate() {
            let at = (
                frame.left - block.labels,
                first + i as f64 * theme.line_mm(),
            );
            c.text(words, at, small(theme), Align::Start, theme.ink());
        }
        let slot = theme.mm(2.3);
        let first = middle - (block.scenarios.len() as f64 - 1.0) / 2.0 * slot;
        for (k, (scenario, style)) in block.scenarios.iter().zip(block.styles).enumerate() {
            let row = block
                .rows
                .iter()
                .find(|r| r.observable == label && r.scenario == *scenario);
            if let Some(row) = row {
                let y = first + k as f64 * slot;
                draw_row(c, theme, row, style, y, (frame, block.axis));
            }
        }
        top += height;
    }
}

fn draw_row(
    c: &mut Canvas,
    theme: &Theme,
    row: &Row,
    style: &SeriesStyle,
    y: f64,
    (frame, axis): (&Frame, &Axis),
) {
    let span = axis.span(theme, frame);
    let at = |value: f64| span.at(axis.place(value));
    let radius = theme.mm(0.65);
    if row.identical {
        c.marker(style.shape, (at(0.0), y), radius, style.colour, true);
        return;
    }
    if row.relative.is_nan() {
        let words = if row.n > 0.0 {
            "baseline is 0"
        } else {
            "no pairs with values"
        };
        // On the side of zero that has more room.
        let (zero, gap) = (at(0.0), theme.mm(1.0));
        let (x, align) = if frame.right - zero >= zero - frame.left {
            (zero + gap, Align::Start)
        } else {
            (zero - gap, Align::End)
        };
        c.text(words, (x, y), small(theme), align, theme.ink());
        return;
    }
    let bounded = row.low.is_finite() && row.high.is_finite();
    let whisker = Stroke {
        colour: style.colour,
        width: theme.mm(0.3),
        dash: if bounded { Dash::Solid } else { Dash::Dot },
    };
    let edge = theme.mm(0.3);
    // Ends inside the axis have caps, taller than the marker so that an interval narrower than it still
    // shows; the others arrows.
    let fits = axis.holds(row);
    let left = fits.0.then(|| at(row.low));
    let right = fits.1.then(|| at(row.high));
    let (from, to) = (
        left.unwrap_or(frame.left + edge),
        right.unwrap_or(frame.right - edge),
    );
    c.line(vec![(from, y), (to, y)], whisker);
    let (cap, solid) = (
        theme.mm(1.0),
        Stroke {
            dash: Dash::Solid,
            ..whisker
        },
    );
    for (end, x, inwards) in [(left, from, 1.0), (right, to, -1.0)] {
        if end.is_some() {
            c.line(vec![(x, y - cap), (x, y + cap)], solid);
        } else {
            let (back, half) = (x + inwards * theme.mm(1.3), theme.mm(0.7));
            c.area(
                vec![(x, y), (back, y - half), (back, y + half)],
                style.colour,
                1.0,
            );
        }
    }
    c.marker(
        style.shape,
        (at(row.relative), y),
        radius,
        style.colour,
        false,
    );
}
