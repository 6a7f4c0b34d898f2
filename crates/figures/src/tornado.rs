//! What each factor alone does to an output: a tornado.

use super::axis::{n_in_words, whisker_across};
use super::canvas::{Align, Canvas, Stroke};
use super::error::FigureError;
use super::estimates::{self, Estimate};
use super::figure::{Figure, Parts, Source};
use super::font::{fit, width_mm};
use super::kind::Kind;
use super::layout::{Frame, MARGIN, axis_title, footer, heading, small, widest, x_axis, x_grid};
use super::legend::{Entry, Key, legend};
use super::scale::{Span, extent, thin};
use super::table::{Table, distinct};
use super::theme::{Dash, Preset, Rgb, Shape, Theme};

/// The kind of [`tornado()`].
pub const TORNADO: Kind = Kind {
    name: "tornado",
    about: "one factor at a time: the range of an estimate by factor, with intervals at the ends",
    columns: &["factor", "level", "estimate", "ci_low", "ci_high", "n"],
    optional: &[],
    words: &["value"],
    preset: Preset::Apsr1Col,
    draw: tornado,
};
/// The most factors that fit a page.
const MOST: usize = 24;

/// What the estimates of a table are, which words and lines depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shows {
    /// An output at each point.
    Levels,
    /// The effect of an arm at each point.
    Effects,
    /// Differences from the baseline.
    Changes,
}

impl Shows {
    fn of(table: &Table) -> Self {
        match table.said("estimates") {
            Some("effects") => Self::Effects,
            Some("changes") => Self::Changes,
            _ => Self::Levels,
        }
    }

    /// What stands at the line of the baseline.
    fn reference(self) -> &'static str {
        match self {
            Self::Levels => "baseline, with interval",
            Self::Effects => "with every factor as in the scenario, with interval",
            Self::Changes => "no change",
        }
    }

    /// What is said of the bars and of the intervals.
    fn intervals(self) -> &'static str {
        match self {
            Self::Levels => {
                "whiskers and grey band: 95% confidence interval, which is Monte Carlo error alone"
            }
            Self::Effects => {
                "whiskers and grey band: paired 95% confidence interval of the effect, from runs with the same random \
                 numbers, which is Monte Carlo error alone; dashed line: no effect"
            }
            Self::Changes => {
                "whiskers: paired 95% confidence interval of the change, from runs with the same random numbers, which is \
                 Monte Carlo error alone"
            }
        }
    }
}

/// A factor and its levels in the order of the table.
struct Bar<'a> {
    factor: &'a str,
    /// What the factor means, if that is said.
    words: String,
    levels: Vec<(&'a str, Estimate)>,
    /// Least and greatest estimate, the baseline among them.
    range: (f64, f64),
}

/// One factor at a time: for each factor a bar over the range of the output (the baseline included), with the
/// estimates at its first and last level and their 95% intervals, the widest range first; a line and a band at the
/// baseline.
///
/// Columns: `factor`, `level` (text or number; the levels of a factor in increasing order), `estimate`, `ci_low`,
/// `ci_high`, `n`. The row whose `factor` is empty is the baseline. Words ([`Table::say`]): `value`, `title`,
/// `note`, what a factor means under its own name, and `estimates` = `effects`, where they are differences between two
/// arms, or `changes`, where they are differences from the baseline, which is then zero: either has a line at zero.
///
/// # Errors
/// [`FigureError::MissingColumns`], [`FigureError::NotNumeric`], [`FigureError::RepeatedRow`],
/// [`FigureError::NoGlyph`]; [`FigureError::NothingToDraw`] without a baseline or without any factor.
///
/// ```
/// use trilat_figures::{Preset, Source, Table, Theme, tornado};
/// let table = Table::parse_csv(
///     "factor,level,estimate,ci_low,ci_high,n\n,,0.30,0.28,0.32,500\n\
///      will.threat,0,0.20,0.18,0.22,500\nwill.threat,1,0.45,0.42,0.48,500\n",
/// )?;
/// let source = Source {
///     scenario: "toy".into(), seed: 1, runs: 1500, version: "0.1.0".into(),
///     command: "trilat plot tornado.csv --figure tornado".into(),
/// };
/// let figure = tornado(&table, &Theme::new(Preset::Apsr1Col), &source)?;
/// assert!(figure.svg.contains("will.threat"));
/// # Ok::<(), trilat_figures::FigureError>(())
/// ```
pub fn tornado(table: &Table, theme: &Theme, source: &Source) -> Result<Figure, FigureError> {
    TORNADO.require(table)?;
    table.unique(TORNADO.name, &["factor", "level"])?;
    let (factors, levels) = (table.text("factor")?, table.text("level")?);
    let estimates = estimates::read(table)?;
    let nothing = |reason| FigureError::NothingToDraw {
        figure: TORNADO.name.to_string(),
        reason,
    };
    let baseline = factors
        .iter()
        .position(|f| f.is_empty())
        .and_then(|row| estimates.get(row))
        .filter(|e| e.is_known())
        .ok_or_else(|| nothing("there is no baseline: a row whose `factor` is empty"))?;
    let mut bars = bars(&factors, &levels, &estimates, baseline);
    for bar in &mut bars {
        bar.words = table.words(bar.factor, bar.factor);
    }
    let shows = Shows::of(table);
    if bars.is_empty() {
        return Err(nothing("no factor has an estimate"));
    }
    let left_out = bars.len().saturating_sub(MOST);
    bars.truncate(MOST);
    let value = table.words("value", "Estimate");
    let mut c = Canvas::new();
    let mut y = MARGIN + heading(&mut c, theme, table, MARGIN);
    let width = theme.width_mm() - 2.0 * MARGIN;
    let ink = theme
        .categories(1)
        .first()
        .map_or(theme.ink(), |s| s.colour);
    let mut entries = vec![
        Entry::new(Key::Hollow(Shape::Circle, ink), "at the first value"),
        Entry::new(
            Key::Marker(super::theme::SeriesStyle::plain(ink)),
            "at the last value",
        ),
        Entry::new(
            Key::Line(Stroke::solid(theme.ink(), theme.mm(0.25))),
            shows.reference(),
        ),
    ];
    if shows == Shows::Effects {
        entries.push(Entry::new(Key::Line(no_effect(theme)), "no effect"));
    }
    y += legend(&mut c, theme, &entries, (MARGIN, y), width) + theme.mm(0.8);
    y = draw(&mut c, theme, &bars, (baseline, shows), ink, y);
    y += axis_title(&mut c, theme, &value, MARGIN, theme.width_mm() - MARGIN, y);
    let height_mm = footer(&mut c, theme, &[], &source.line(), y);
    let parts = Parts {
        name: TORNADO.name,
        title: format!("{value}, one factor at a time"),
        data: estimates::kept(table, TORNADO.columns)?,
        caption: caption(table, &estimates, &value, left_out, source),
        alt_text: alt_text(&bars, baseline, &value),
        height_mm,
    };
    Figure::new(c, parts, theme, source)
}

/// The line at zero of a figure of effects.
fn no_effect(theme: &Theme) -> Stroke {
    Stroke {
        dash: Dash::Short,
        ..Stroke::solid(theme.ink(), theme.mm(0.2))
    }
}

/// Factors with estimates, the widest range first.
fn bars<'a>(
    factors: &'a [String],
    levels: &'a [String],
    estimates: &[Estimate],
    baseline: &Estimate,
) -> Vec<Bar<'a>> {
    let rows = || factors.iter().zip(levels).zip(estimates);
    let mut bars: Vec<Bar<'a>> = distinct(factors.iter().map(String::as_str))
        .into_iter()
        .filter(|name| !name.is_empty())
        .filter_map(|factor| {
            let levels: Vec<(&str, Estimate)> = rows()
                .filter(|((f, _), e)| *f == factor && e.is_known())
                .map(|((_, level), e)| (level.as_str(), *e))
                .collect();
            let values = levels.iter().map(|(_, e)| e.value);
            let range = extent(values.chain([baseline.value]))?;
            (!levels.is_empty()).then(|| Bar {
                factor,
                words: String::new(),
                levels,
                range,
            })
        })
        .collect();
    let width = |bar: &Bar<'_>| bar.range.1 - bar.range.0;
    bars.sort_by(|a, b| width(b).total_cmp(&width(a)));
    bars
}

/// The name of a factor and its levels, in lines.
fn label(theme: &Theme, bar: &Bar<'_>, room: f64) -> Vec<String> {
    let mut lines = wrap_at_dots(&bar.words, theme, room);
    let ends = match (bar.levels.first(), bar.levels.last()) {
        (Some((first, _)), Some((last, _))) if first != last => {
            format!("{} to {}", estimates::plain(first), estimates::plain(last))
        }
        (Some((only, _)), _) => estimates::plain(only),
        _ => String::new(),
    };
    lines.push(fit(&ends, small(theme), room));
    lines
}

/// A name in lines no wider than `room`, broken at spaces and behind dots and underscores.
pub(super) fn wrap_at_dots(path: &str, theme: &Theme, room: f64) -> Vec<String> {
    let size = small(theme);
    let mut lines: Vec<String> = Vec::new();
    for part in path.split_inclusive(['.', '_', ' ']) {
        match lines.last_mut() {
            Some(line) if width_mm(&format!("{line}{part}"), size) <= room => line.push_str(part),
            _ => lines.push(part.to_string()),
        }
    }
    lines
        .iter()
        .map(|line| fit(line.trim_end(), size, room))
        .collect()
}

fn draw(
    c: &mut Canvas,
    theme: &Theme,
    bars: &[Bar<'_>],
    (baseline, shows): (&Estimate, Shows),
    ink: Rgb,
    top: f64,
) -> f64 {
    let width = theme.width_mm() - 2.0 * MARGIN;
    let room = f64::min(
        widest(bars.iter().map(|b| b.words.as_str()), small(theme)),
        0.38 * width,
    );
    let texts: Vec<Vec<String>> = bars.iter().map(|bar| label(theme, bar, room)).collect();
    let heights: Vec<f64> = texts
        .iter()
        .map(|lines| lines.len() as f64 * theme.line_mm() + theme.mm(1.0))
        .collect();
    let frame = Frame {
        left: MARGIN + room + theme.mm(1.6),
        top,
        right: theme.width_mm() - MARGIN - theme.mm(1.0),
        bottom: top + heights.iter().sum::<f64>(),
    };
    let ends = |bar: &Bar<'_>| -> Vec<f64> {
        let all = bar.levels.iter().flat_map(|(_, e)| e.reach());
        all.collect()
    };
    let values = bars.iter().flat_map(ends).chain(baseline.reach());
    let values = values.chain((shows == Shows::Effects).then_some(0.0));
    let (low, high) = extent(values).unwrap_or((0.0, 1.0));
    let (range, ticks) = super::scale::linear_ticks(low, high, 5);
    let pad = theme.mm(1.5);
    let x = Span::new(range, (frame.left + pad, frame.right - pad));
    let ticks = thin(ticks, &x, small(theme), theme.mm(1.8));
    let mut y = frame.top;
    for (i, height) in heights.iter().enumerate() {
        if i % 2 == 0 {
            c.rect(
                (frame.left, y),
                (frame.right, y + height),
                Rgb(246, 246, 246),
                1.0,
            );
        }
        y += height;
    }
    x_grid(c, theme, &frame, &x, &ticks);
    if baseline.low.is_finite() && baseline.high.is_finite() {
        let (a, b) = (x.at(baseline.low), x.at(baseline.high));
        c.rect((a, frame.top), (b, frame.bottom), theme.ink(), 0.12);
    }
    let mut upright = |value: f64, stroke: Stroke| {
        let at = x.at(value);
        c.line(vec![(at, frame.top), (at, frame.bottom)], stroke);
    };
    if shows == Shows::Effects {
        upright(0.0, no_effect(theme));
    }
    let line = Stroke::solid(theme.ink(), theme.mm(0.25));
    upright(baseline.value, line);
    let mut y = frame.top;
    for ((bar, lines), height) in bars.iter().zip(&texts).zip(&heights) {
        let middle = y + height / 2.0;
        let first = middle - (lines.len() as f64 - 1.0) / 2.0 * theme.line_mm();
        for (k, words) in lines.iter().enumerate() {
            let at = (MARGIN, first + k as f64 * theme.line_mm());
            let colour = if k + 1 == lines.len() {
                Rgb(100, 100, 100)
            } else {
                theme.ink()
            };
            c.text(words, at, small(theme), Align::Start, colour);
        }
        draw_bar(c, theme, bar, &x, middle, ink);
        y += height;
    }
    frame.bottom + x_axis(c, theme, &frame, &x, &ticks)
}

fn draw_bar(c: &mut Canvas, theme: &Theme, bar: &Bar<'_>, x: &Span, middle: f64, ink: Rgb) {
    let half = theme.mm(1.5);
    c.rect(
        (x.at(bar.range.0), middle - half),
        (x.at(bar.range.1), middle + half),
        ink,
        0.28,
    );
    let stroke = Stroke::solid(ink, theme.mm(0.3));
    let last = bar.levels.len().saturating_sub(1);
    for (k, (_, estimate)) in bar.levels.iter().enumerate() {
        let inner = k != 0 && k != last;
        if inner {
            let at = x.at(estimate.value);
            c.line(vec![(at, middle - half), (at, middle + half)], stroke);
            continue;
        }
        // The ends stand a little apart, so that overlapping intervals can be told.
        let y = if last == 0 {
            middle
        } else if k == 0 {
            middle - theme.mm(0.95)
        } else {
            middle + theme.mm(0.95)
        };
        if estimate.low.is_finite() && estimate.high.is_finite() {
            let limits = (x.at(estimate.low), x.at(estimate.high));
            whisker_across(c, theme, limits, y, stroke);
        }
        let at = (x.at(estimate.value), y);
        c.marker(Shape::Circle, at, theme.mm(0.7), ink, k == 0 && last > 0);
    }
}

fn caption(
    table: &Table,
    estimates: &[Estimate],
    value: &str,
    left_out: usize,
    source: &Source,
) -> String {
    let shows = Shows::of(table);
    // An effect has a baseline of its own: the arm without the change.
    let (base, unit) = match shows {
        Shows::Levels => ("baseline", "runs per estimate"),
        Shows::Effects | Shows::Changes => ("scenario's own value", "pairs of runs per estimate"),
    };
    let n = n_in_words(
        estimates.iter().filter(|e| e.n.is_finite()).map(|e| e.n),
        unit,
    );
    let mut text = format!(
        "{value} as one factor at a time departs from the {base}, the factors sorted by the range of the \
         estimate. Bars: range of the estimate over the factor's values, {base} included; circles: estimate at its \
         first (hollow) and last (filled) value; strokes: values between; {}; {n}.",
        shows.intervals(),
    );
    if shows != Shows::Changes {
        text.push_str(
            " Points share their random numbers, so differences between them are more exact than the intervals suggest.",
        );
    }
    if left_out > 0 {
        text.push_str(&format!(
            " Factors with smaller ranges, not drawn: {left_out}."
        ));
    }
    if let Some(note) = table.said("note") {
        text.push_str(&format!(" {note}"));
    }
    format!("{text} {}", source.line())
}

fn alt_text(bars: &[Bar<'_>], baseline: &Estimate, value: &str) -> String {
    let mut text = format!("Tornado of {value}. Baseline: {}.", baseline.in_words());
    for bar in bars {
        let ends: Vec<String> = bar
            .levels
            .iter()
            .map(|(level, e)| format!("{} at {level}", e.in_words()))
            .collect();
        text.push_str(&format!(" {}: {}.", bar.words, ends.join(", ")));
    }
    text
}
