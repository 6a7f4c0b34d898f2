//! Axes whose kind follows from the data: numbers (linear or logarithmic) or categories.

use super::canvas::{Align, Canvas, Stroke};
use super::error::FigureError;
use super::font::{TextSize, fit, width_mm, wrap};
use super::layout::{
    Frame, MARGIN, axis_title, small, upright_title, widest, x_axis, x_grid, y_axis,
};
use super::scale::{Span, Tick, decade_label, extent, linear_ticks, thin};
use super::table::{Table, distinct};
use super::theme::Theme;

/// The most lines of a label below an axis.
const MOST_LINES: usize = 3;

/// An axis: where values stand on it (their places), and its ticks in places.
#[derive(Debug, Clone)]
pub(super) struct Axis {
    /// In places.
    pub range: (f64, f64),
    /// In places.
    pub ticks: Vec<Tick>,
    /// Whether its values are words.
    pub categories: bool,
    /// Different places that occur, in increasing order.
    pub levels: Vec<f64>,
}

impl Axis {
    /// The axis of a column and the place of each of its rows; NaN where it is missing. With
    /// `x_scale`/`y_scale` = `log` among the table's words, it is logarithmic.
    ///
    /// # Errors
    /// [`FigureError::MissingColumns`]; [`FigureError::OutOfRange`] for a value of 0 or below on a
    /// logarithmic axis.
    pub(super) fn of(table: &Table, column: &str) -> Result<(Self, Vec<f64>), FigureError> {
        if !table.is_numeric(column) {
            return Self::of_words(table, column);
        }
        let values = table.numbers(column)?;
        let log = table.said(&format!("{column}_scale")) == Some("log");
        if !log {
            let (lo, hi) = extent(values.iter().copied()).unwrap_or((0.0, 1.0));
            let (_, ticks) = linear_ticks(lo, hi, 5);
            let axis = Self {
                range: if hi > lo {
                    (lo, hi)
                } else {
                    (lo - 0.5, hi + 0.5)
                },
                ticks,
                categories: false,
                levels: levels(&values),
            };
            return Ok((axis.within(), values));
        }
        if let Some(row) = values.iter().position(|v| *v <= 0.0) {
            return Err(FigureError::OutOfRange {
                column: column.to_string(),
                row: row + 1,
                value: values.get(row).copied().unwrap_or(f64::NAN),
                allowed: "numbers above 0, as a logarithmic axis needs",
            });
        }
        let places: Vec<f64> = values.iter().map(|v| libm::log10(*v)).collect();
        let (lo, hi) = extent(places.iter().copied()).unwrap_or((0.0, 1.0));
        let axis = Self {
            range: if hi > lo {
                (lo, hi)
            } else {
                (lo - 0.5, hi + 0.5)
            },
            ticks: log_ticks(lo, hi),
            categories: false,
            levels: levels(&places),
        };
        Ok((axis, places))
    }

    fn of_words(table: &Table, column: &str) -> Result<(Self, Vec<f64>), FigureError> {
        let words = table.text(column)?;
        let names = distinct(words.iter().filter(|w| !w.is_empty()).map(String::as_str));
        let places: Vec<f64> = words
            .iter()
            .map(|w| names.iter().position(|n| n == w))
            .map(|at| at.map_or(f64::NAN, |at| at as f64))
            .collect();
        let tick = |(at, name): (usize, &&str)| Tick {
            value: at as f64,
            label: (*name).to_string(),
        };
        let axis = Self {
            range: (-0.5, f64::max(names.len() as f64 - 0.5, 0.5)),
            ticks: names.iter().enumerate().map(tick).collect(),
            categories: true,
            levels: levels(&places),
        };
        Ok((axis, places))
    }

    /// An axis for estimates and the limits of their intervals: from 0 where that is near, to 1 for shares
    /// that come near it.
    pub(super) fn of_estimates(values: impl IntoIterator<Item = f64>) -> Self {
        let (lo, hi) = extent(values).unwrap_or((0.0, 1.0));
        let lo = if lo >= 0.0 && lo < 0.5 * hi { 0.0 } else { lo };
        let (range, ticks) = if lo == 0.0 && hi > 0.75 && hi <= 1.0 {
            linear_ticks(0.0, 1.0, 5)
        } else {
            linear_ticks(lo, hi, 5)
        };
        Self {
            range,
            ticks,
            categories: false,
            levels: Vec::new(),
        }
    }

    /// Without the ticks beyond the data.
    fn within(mut self) -> Self {
        let slack = 1e-9 * (self.range.1 - self.range.0);
        let (lo, hi) = (self.range.0 - slack, self.range.1 + slack);
        self.ticks.retain(|t| t.value >= lo && t.value <= hi);
        self
    }

    /// Ticks with room for their labels along `span`, which runs across.
    pub(super) fn ticks_across(&self, theme: &Theme, span: &Span) -> Vec<Tick> {
        let size = small(theme);
        if !self.categories {
            return thin(self.ticks.clone(), span, size, theme.mm(1.8));
        }
        let room = (span.at(1.0) - span.at(0.0)).abs() - theme.mm(1.0);
        let shorten = |tick: &Tick| {
            let mut lines = wrap(&tick.label, size, room);
            if lines.len() > MOST_LINES {
                let rest = lines.split_off(MOST_LINES - 1).join(" ");
                lines.push(fit(&rest, size, room));
            }
            Tick {
                value: tick.value,
                label: lines.join("\n"),
            }
        };
        self.ticks.iter().map(shorten).collect()
    }

    /// Ticks with room for their labels along `span`, which runs upwards; labels no wider than `room`.
    pub(super) fn ticks_upwards(&self, theme: &Theme, span: &Span, room: f64) -> Vec<Tick> {
        let size = small(theme);
        let every = {
            let gaps = self.ticks.windows(2).filter_map(|pair| match pair {
                [a, b] => Some((span.at(b.value) - span.at(a.value)).abs()),
                _ => None,
            });
            let closest = gaps.fold(f64::INFINITY, f64::min);
            libm::ceil(theme.line_mm() / closest).max(1.0) as usize
        };
        let ticks = self.ticks.iter().step_by(every);
        ticks
            .map(|tick| Tick {
                value: tick.value,
                label: fit(&tick.label, size, room),
            })
            .collect()
    }
}

/// Different finite values in increasing order.
fn levels(values: &[f64]) -> Vec<f64> {
    let mut levels: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    levels.sort_by(f64::total_cmp);
    levels.dedup();
    levels
}

/// Ticks at decades, and between them where there are few.
fn log_ticks(lo: f64, hi: f64) -> Vec<Tick> {
    let (first, last) = (libm::floor(lo) as i32, libm::ceil(hi) as i32);
    let slack = 1e-9;
    let mut ticks = Vec::new();
    let parts: &[f64] = if hi - lo > 3.0 {
        &[1.0]
    } else if hi - lo > 1.0 {
        &[1.0, 2.0, 5.0]
    } else {
        &[1.0, 2.0, 3.0, 4.0, 5.0, 7.0]
    };
    for decade in first..=last {
        for part in parts {
            let value = f64::from(decade) + libm::log10(*part);
            if value < lo - slack || value > hi + slack {
                continue;
            }
            let label = if *part == 1.0 {
                decade_label(decade)
            } else {
                let number = part * libm::pow(10.0, f64::from(decade));
                let decimals = (-decade).max(0) as usize;
                format!("{number:.decimals$}")
            };
            ticks.push(Tick { value, label });
        }
    }
    ticks
}

/// A drawn plot: its frame, the maps from places to mm, and where it ends below.
pub(super) struct Plot {
    pub frame: Frame,
    pub x: Span,
    pub y: Span,
    pub bottom: f64,
}

/// What a plot looks like before its data.
pub(super) struct Look<'a> {
    pub x: &'a Axis,
    pub y: &'a Axis,
    pub titles: (&'a str, &'a str),
    /// Height of the frame in mm.
    pub height: f64,
    /// mm kept free at the right.
    pub right: f64,
    /// mm between the frame and the places of the first and last value, across and upwards.
    pub pad: (f64, f64),
    /// Whether to draw grid lines.
    pub grid: bool,
}

/// Draws frame, grid, ticks and titles from `top` down.
pub(super) fn plot(c: &mut Canvas, theme: &Theme, look: &Look<'_>, mut top: f64) -> Plot {
    let size = TextSize::regular(theme.text_pt());
    let (x_title, y_title) = look.titles;
    // A title that does not fit beside the frame stands above it.
    let beside = width_mm(y_title, size) <= look.height + theme.mm(6.0);
    if !beside {
        let line = theme.line_mm() * 1.15;
        for words in wrap(y_title, size, theme.width_mm() - 2.0 * MARGIN) {
            c.text(
                &words,
                (MARGIN, top + 0.5 * line),
                size,
                Align::Start,
                theme.ink(),
            );
            top += line;
        }
        top += theme.mm(0.6);
    }
    // The uppermost label needs half a line above the frame.
    top += 0.4 * theme.line_mm();
    let bottom = top + look.height;
    let y = Span::new(look.y.range, (bottom - look.pad.1, top + look.pad.1));
    let y_ticks = look.y.ticks_upwards(theme, &y, 0.28 * theme.width_mm());
    let labels = widest(y_ticks.iter().map(|t| t.label.as_str()), small(theme));
    let title = if beside && !y_title.is_empty() {
        theme.line_mm() * 1.15 + theme.mm(0.6)
    } else {
        0.0
    };
    let frame = Frame {
        left: MARGIN + title + labels + theme.mm(1.2),
        top,
        right: theme.width_mm() - MARGIN - look.right,
        bottom,
    };
    let x = Span::new(
        look.x.range,
        (frame.left + look.pad.0, frame.right - look.pad.0),
    );
    let mut x_ticks = look.x.ticks_across(theme, &x);
    // The last label may not leave the page.
    let edge = theme.width_mm() - MARGIN;
    x_ticks.retain(|t| x.at(t.value) + widest(t.label.lines(), small(theme)) / 2.0 <= edge);
    if look.grid {
        x_grid(c, theme, &frame, &x, &x_ticks);
        y_axis(c, theme, &frame, &y, &y_ticks);
    } else {
        for tick in &y_ticks {
            let at = (frame.left - theme.mm(0.8), y.at(tick.value));
            c.text(&tick.label, at, small(theme), Align::End, theme.ink());
        }
    }
    if beside && !y_title.is_empty() {
        upright_title(c, theme, y_title, &frame);
    }
    let mut below = frame.bottom + x_axis(c, theme, &frame, &x, &x_ticks);
    below += axis_title(c, theme, x_title, frame.left, frame.right, below);
    Plot {
        frame,
        x,
        y,
        bottom: below,
    }
}

/// A vertical interval with caps.
pub(super) fn whisker_up(
    c: &mut Canvas,
    theme: &Theme,
    x: f64,
    (low, high): (f64, f64),
    stroke: Stroke,
) {
    let cap = theme.mm(0.8);
    c.line(vec![(x, low), (x, high)], stroke);
    for y in [low, high] {
        c.line(vec![(x - cap, y), (x + cap, y)], stroke);
    }
}

/// A horizontal interval with caps.
pub(super) fn whisker_across(
    c: &mut Canvas,
    theme: &Theme,
    (low, high): (f64, f64),
    y: f64,
    stroke: Stroke,
) {
    let cap = theme.mm(0.8);
    c.line(vec![(low, y), (high, y)], stroke);
    for x in [low, high] {
        c.line(vec![(x, y - cap), (x, y + cap)], stroke);
    }
}

/// "n = 200 runs per point" or "n = 150 to 200 runs per point".
pub(super) fn n_in_words(n: impl IntoIterator<Item = f64>, unit: &str) -> String {
    use super::scale::thousands;
    match extent(n) {
        Some((lo, hi)) if lo == hi => format!("n = {} {unit}", thousands(lo)),
        Some((lo, hi)) => format!("n = {} to {} {unit}", thousands(lo), thousands(hi)),
        None => format!("n not given ({unit})"),
    }
}
