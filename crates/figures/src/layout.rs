//! What every figure shares: axes, panel titles, legends, the source line.

use super::canvas::{Align, Canvas, Point, Stroke};
use super::font::{TextSize, fit, width_mm, wrap};
pub(super) use super::frame::Frame;
use super::scale::{Span, Tick};
use super::table::Table;
use super::theme::{Dash, Rgb, SeriesStyle, Theme};

/// White space around a figure in mm.
pub(super) const MARGIN: f64 = 1.0;

pub(super) fn small(theme: &Theme) -> TextSize {
    TextSize::regular(theme.small_pt())
}

fn hairline(theme: &Theme, colour: Rgb) -> Stroke {
    Stroke::solid(colour, theme.mm(0.1))
}

/// Width in mm of the widest label.
pub(super) fn widest<'a>(labels: impl IntoIterator<Item = &'a str>, size: TextSize) -> f64 {
    labels
        .into_iter()
        .map(|label| width_mm(label, size))
        .fold(0.0, f64::max)
}

/// The title asked for, if any, above the whole figure. Returns the height used.
pub(super) fn heading(c: &mut Canvas, theme: &Theme, table: &Table, y: f64) -> f64 {
    let Some(title) = table.said("title") else {
        return 0.0;
    };
    let size = TextSize::bold(theme.text_pt());
    let line = theme.line_mm() * 1.15;
    let lines = wrap(title, size, theme.width_mm() - 2.0 * MARGIN);
    for (i, words) in lines.iter().enumerate() {
        let at = (MARGIN, y + (i as f64 + 0.5) * line);
        c.text(words, at, size, Align::Start, Rgb::BLACK);
    }
    lines.len() as f64 * line + theme.mm(0.6)
}

/// A bold title above a panel, over as many lines as it needs. Returns the height used.
pub(super) fn panel_title(c: &mut Canvas, theme: &Theme, text: &str, at: Point, width: f64) -> f64 {
    let size = TextSize::bold(theme.small_pt());
    let line = theme.line_mm();
    let lines = wrap(text, size, width);
    for (i, words) in lines.iter().enumerate() {
        let y = at.1 + (i as f64 + 0.5) * line;
        c.text(words, (at.0, y), size, Align::Start, Rgb::BLACK);
    }
    lines.len() as f64 * line
}

/// Height that [`panel_title`] will use.
pub(super) fn panel_title_height(theme: &Theme, text: &str, width: f64) -> f64 {
    let lines = wrap(text, TextSize::bold(theme.small_pt()), width).len();
    lines as f64 * theme.line_mm()
}

/// Horizontal grid lines with labels on the left.
pub(super) fn y_axis(c: &mut Canvas, theme: &Theme, frame: &Frame, span: &Span, ticks: &[Tick]) {
    for tick in ticks {
        let y = span.at(tick.value);
        c.line(
            vec![(frame.left, y), (frame.right, y)],
            hairline(theme, theme.grid()),
        );
        let at = (frame.left - theme.mm(0.8), y);
        c.text(&tick.label, at, small(theme), Align::End, theme.ink());
    }
}

/// Vertical grid lines.
pub(super) fn x_grid(c: &mut Canvas, theme: &Theme, frame: &Frame, span: &Span, ticks: &[Tick]) {
    for tick in ticks {
        let x = span.at(tick.value);
        c.line(
            vec![(x, frame.top), (x, frame.bottom)],
            hairline(theme, theme.grid()),
        );
    }
}

/// Axis line, ticks and labels, which may have several lines, below a frame. Returns the height used.
pub(super) fn x_axis(
    c: &mut Canvas,
    theme: &Theme,
    frame: &Frame,
    span: &Span,
    ticks: &[Tick],
) -> f64 {
    let stroke = Stroke::solid(theme.ink(), theme.mm(0.15));
    c.line(
        vec![(frame.left, frame.bottom), (frame.right, frame.bottom)],
        stroke,
    );
    let length = theme.mm(0.8);
    for tick in ticks {
        let x = span.at(tick.value);
        c.line(vec![(x, frame.bottom), (x, frame.bottom + length)], stroke);
        for (k, words) in tick.label.lines().enumerate() {
            let y = frame.bottom + length + (0.55 + k as f64) * theme.line_mm();
            c.text(words, (x, y), small(theme), Align::Middle, theme.ink());
        }
    }
    let lines = ticks.iter().map(|t| t.label.lines().count()).max();
    length + (0.1 + lines.unwrap_or(1).max(1) as f64) * theme.line_mm()
}

/// A centred axis title below `y`. Returns the height used.
pub(super) fn axis_title(
    c: &mut Canvas,
    theme: &Theme,
    text: &str,
    left: f64,
    right: f64,
    y: f64,
) -> f64 {
    let size = TextSize::regular(theme.text_pt());
    let line = theme.line_mm() * 1.15;
    let lines = wrap(text, size, right - left);
    for (i, words) in lines.iter().enumerate() {
        let at = ((left + right) / 2.0, y + (i as f64 + 0.5) * line);
        c.text(words, at, size, Align::Middle, theme.ink());
    }
    lines.len() as f64 * line
}

/// An axis title that reads upwards, at the left edge of the figure. Returns the width used.
pub(super) fn upright_title(c: &mut Canvas, theme: &Theme, text: &str, frame: &Frame) -> f64 {
    let size = TextSize::regular(theme.text_pt());
    let line = theme.line_mm() * 1.15;
    let words = fit(text, size, frame.height() + theme.mm(6.0));
    let at = (MARGIN + line / 2.0, frame.middle().1);
    c.upright_text(&words, at, size, theme.ink());
    line
}

/// Notes, and the source line unless the theme leaves it out, wrapped, below `y`. Returns the figure's height.
pub(super) fn footer(c: &mut Canvas, theme: &Theme, notes: &[String], source: &str, y: f64) -> f64 {
    let line = theme.line_mm();
    let width = theme.width_mm() - 2.0 * MARGIN;
    let mut y = y + theme.mm(1.2);
    let source = theme.has_source_line().then_some(source);
    for text in notes.iter().map(String::as_str).chain(source) {
        for words in wrap(text, small(theme), width) {
            c.text(
                &words,
                (MARGIN, y + 0.5 * line),
                small(theme),
                Align::Start,
                theme.ink(),
            );
            y += line;
        }
    }
    y + MARGIN
}

/// A note in the middle of an empty frame.
pub(super) fn note_in(c: &mut Canvas, theme: &Theme, frame: &Frame, text: &str) {
    let lines = wrap(text, small(theme), frame.width() - theme.mm(2.0));
    let first = frame.middle().1 - (lines.len() as f64 - 1.0) / 2.0 * theme.line_mm();
    for (i, words) in lines.iter().enumerate() {
        let at = (frame.middle().0, first + i as f64 * theme.line_mm());
        c.text(words, at, small(theme), Align::Middle, theme.ink());
    }
}

/// The line of a series.
pub(super) fn series_stroke(theme: &Theme, style: &SeriesStyle) -> Stroke {
    Stroke {
        colour: style.colour,
        width: theme.mm(0.32),
        dash: style.dash,
    }
}

/// The line of a mean: thin, in a dash that no series has.
pub(super) fn mean_stroke(theme: &Theme, colour: Rgb) -> Stroke {
    Stroke {
        colour,
        width: theme.mm(0.22),
        dash: Dash::Short,
    }
}

/// Splits points into runs in which both coordinates are finite.
pub(super) fn finite_runs(points: impl IntoIterator<Item = Point>) -> Vec<Vec<Point>> {
    let mut runs: Vec<Vec<Point>> = vec![Vec::new()];
    for point in points {
        if point.0.is_finite() && point.1.is_finite() {
            if let Some(run) = runs.last_mut() {
                run.push(point);
            }
        } else if runs.last().is_some_and(|run| !run.is_empty()) {
            runs.push(Vec::new());
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// Draws a series: its line, broken at gaps, and every `every`-th point's marker from `offset` on.
pub(super) fn draw_series(
    c: &mut Canvas,
    theme: &Theme,
    style: &SeriesStyle,
    points: &[Point],
    (every, offset): (usize, usize),
) {
    let runs = finite_runs(points.iter().copied());
    for run in &runs {
        c.line(run.clone(), series_stroke(theme, style));
    }
    // Short runs would otherwise leave no trace.
    for run in runs.iter().filter(|run| run.len() == 1) {
        for point in run {
            c.marker(style.shape, *point, theme.mm(0.75), style.colour, false);
        }
    }
    let all: Vec<Point> = runs.into_iter().flatten().collect();
    for point in all.iter().skip(offset).step_by(every.max(1)) {
        c.marker(style.shape, *point, theme.mm(0.7), style.colour, false);
    }
}

/// A band between two curves, given as (x, lower, upper) in mm and broken where either is missing.
/// A lone point becomes a bar, since it has no width.
pub(super) fn ribbon(
    c: &mut Canvas,
    theme: &Theme,
    points: &[(f64, f64, f64)],
    colour: Rgb,
    opacity: f64,
) {
    let whole = |p: &(f64, f64, f64)| p.0.is_finite() && p.1.is_finite() && p.2.is_finite();
    for run in points.split(|p| !whole(p)) {
        if let [(x, low, high)] = run {
            let half = theme.mm(0.9);
            c.rect((x - half, *high), (x + half, *low), colour, opacity);
            continue;
        }
        let there = run.iter().map(|p| (p.0, p.1));
        let back = run.iter().rev().map(|p| (p.0, p.2));
        c.area(there.chain(back).collect(), colour, opacity);
    }
}

/// Names of stacked lanes: in a column at the left where the figure is wide, above each lane where not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct LaneLabels {
    /// Width in mm of the column, gap included; 0 if names go above.
    pub width: f64,
}

impl LaneLabels {
    pub(super) fn new<'a>(theme: &Theme, names: impl Iterator<Item = &'a str>) -> Self {
        if theme.width_mm() / theme.scale() < 100.0 {
            return Self { width: 0.0 };
        }
        let size = TextSize::bold(theme.small_pt());
        let column = f64::min(widest(names, size), 0.18 * theme.width_mm());
        Self {
            width: column + theme.mm(1.5),
        }
    }

    /// Height needed above a lane for its name.
    pub(super) fn above(&self, theme: &Theme, name: &str, width: f64) -> f64 {
        if self.width > 0.0 {
            0.0
        } else {
            panel_title_height(theme, name, width)
        }
    }

    /// Height needed beside a lane for its name.
    pub(super) fn beside(&self, theme: &Theme, name: &str) -> f64 {
        if self.width > 0.0 {
            panel_title_height(theme, name, self.width - theme.mm(1.5))
        } else {
            0.0
        }
    }

    /// Writes a lane's name where it belongs.
    pub(super) fn draw(&self, c: &mut Canvas, theme: &Theme, name: &str, frame: &Frame) {
        if self.width > 0.0 {
            let width = self.width - theme.mm(1.5);
            let top = frame.middle().1 - panel_title_height(theme, name, width) / 2.0;
            panel_title(c, theme, name, (MARGIN, top), width);
        } else {
            let width = frame.right - MARGIN;
            let height = panel_title_height(theme, name, width);
            panel_title(c, theme, name, (MARGIN, frame.top - height), width);
        }
    }
}
