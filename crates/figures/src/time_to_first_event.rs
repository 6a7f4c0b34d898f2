//! Kaplan–Meier curves of the time to the first event, with the numbers at risk beneath.

use super::canvas::{Align, Canvas, Point, Stroke};
use super::error::FigureError;
use super::figure::{Figure, Parts, Source};
use super::font::width_mm;
use super::kind::Kind;
use super::layout::{
    Frame, MARGIN, axis_title, draw_series, footer, heading, note_in, ribbon, small, upright_title,
    widest, x_axis, x_grid, y_axis,
};
use super::legend::{Entry, Key, draw_key, legend, series_key_width};
use super::panel::{Place, Reading};
use super::scale::{Span, Tick, extent, linear_ticks, thin, thousands};
use super::table::{Column, Table, distinct};
use super::theme::{Preset, SeriesStyle, Theme};

/// The kind of [`time_to_first_event()`].
pub const TIME_TO_FIRST_EVENT: Kind = Kind {
    name: "time_to_first_event",
    about: "Kaplan-Meier curves with intervals and the runs at risk beneath",
    columns: &["series", "t", "survival", "ci_low", "ci_high", "at_risk"],
    optional: &[],
    words: &["x", "value"],
    preset: Preset::Apsr1Col,
    draw: time_to_first_event,
};
const NUMBERS: [&str; 5] = ["t", "survival", "ci_low", "ci_high", "at_risk"];
const READING: Reading = Reading {
    at: "t",
    series: "series",
    value: "share_with_event",
    band: ("share_ci_low", "share_ci_high"),
};

/// One time of one curve; `share` is 1 − S and `low`, `high` its interval.
#[derive(Debug, Clone, Copy)]
struct Step {
    t: f64,
    share: f64,
    low: f64,
    high: f64,
    at_risk: f64,
}

struct Curve<'a> {
    name: &'a str,
    steps: Vec<Step>,
}

/// Share of runs with a first event by month t: the Kaplan–Meier failure function 1 − S(t) as a step
/// curve per series with its 95% interval, and the number of runs at risk beneath.
///
/// Kaplan & Meier (1958, *JASA* 53: 457–481). First events of high rungs are rare, and where few events
/// happen the rising curve can be read off a scale that starts at zero (Pocock, Clayton & Altman 2002,
/// *Lancet* 359: 1686–1689); Stata calls it `sts graph, failure`. The caption says which is drawn and the
/// figure's CSV holds S(t) too.
///
/// Columns: `series` (text, such as a rung's label), `t` (months since the start, ≥ 0), `survival`,
/// `ci_low`, `ci_high` (S(t) and its 95% limits, 0–1), `at_risk` (runs under observation just before t).
/// Series whose names all begin with a number are taken as ordered. The number at risk shown at time τ
/// is that of the first row at or after τ; `–` where there is none.
///
/// # Errors
/// [`FigureError::MissingColumns`], [`FigureError::NotNumeric`], [`FigureError::OutOfRange`] for a
/// probability outside 0–1 or a negative time, [`FigureError::RepeatedRow`], [`FigureError::NoGlyph`];
/// [`FigureError::NothingToDraw`] if no row has both a time and a survival share.
///
/// ```
/// use trilat_figures::{Preset, Source, Table, Theme, time_to_first_event};
/// let table = Table::parse_csv(
///     "series,t,survival,ci_low,ci_high,at_risk\n\
///      4 limited strike,0,1,1,1,500\n4 limited strike,7,0.9,0.87,0.92,500\n",
/// )?;
/// let source = Source {
///     scenario: "toy".into(), seed: 1, runs: 500, version: "0.1.0".into(),
///     command: "trilat plot survival.csv".into(),
/// };
/// let figure = time_to_first_event(&table, &Theme::new(Preset::Apsr1Col), &source)?;
/// assert!(figure.caption.contains("1 − S(t)"));
/// # Ok::<(), trilat_figures::FigureError>(())
/// ```
pub fn time_to_first_event(
    table: &Table,
    theme: &Theme,
    source: &Source,
) -> Result<Figure, FigureError> {
    TIME_TO_FIRST_EVENT.require(table)?;
    table.unique(TIME_TO_FIRST_EVENT.name, &["series", "t"])?;
    let series = table.text("series")?;
    let curves = read(table, &series)?;
    let names: Vec<&str> = curves.iter().map(|k| k.name).collect();
    let styles = if ordered(&names) {
        theme.ordered(curves.len())
    } else {
        theme.categories(curves.len())
    };
    let mut c = Canvas::new();
    let mut y = MARGIN;
    y += heading(&mut c, theme, table, y);
    let entries: Vec<Entry> = curves
        .iter()
        .zip(&styles)
        .map(|(curve, style)| Entry::new(key(theme, style, curves.len()), curve.name))
        .collect();
    y += legend(
        &mut c,
        theme,
        &entries,
        (MARGIN, y),
        theme.width_mm() - 2.0 * MARGIN,
    );
    y += theme.mm(1.5);
    let titles = (
        table.words("x", "Months since start"),
        table.words("value", "Share of runs with a first event"),
    );
    let y = draw(&mut c, theme, &curves, &styles, &titles, y);
    let height_mm = footer(&mut c, theme, &[], &source.line(), y);
    let parts = Parts {
        name: TIME_TO_FIRST_EVENT.name,
        title: "Time to first event".to_string(),
        data: data(&curves)?,
        caption: caption(table, source),
        alt_text: alt_text(&curves),
        height_mm,
    };
    Figure::new(c, parts, theme, source)
}

fn read<'a>(table: &Table, series: &'a [String]) -> Result<Vec<Curve<'a>>, FigureError> {
    let mut columns = Vec::new();
    for name in NUMBERS {
        let values = table.numbers(name)?;
        let (allowed, high) = match name {
            "t" => ("months from 0 up", f64::MAX),
            "at_risk" => ("counts from 0 up", f64::MAX),
            _ => ("0 to 1", 1.0),
        };
        for (row, value) in values.iter().enumerate() {
            if *value < 0.0 || *value > high {
                return Err(FigureError::OutOfRange {
                    column: name.to_string(),
                    row: row + 1,
                    value: *value,
                    allowed,
                });
            }
        }
        columns.push(values);
    }
    let cell = |k: usize, row: usize| {
        columns
            .get(k)
            .and_then(|c| c.get(row))
            .copied()
            .unwrap_or(f64::NAN)
    };
    let step = |row: usize| Step {
        t: cell(0, row),
        share: 1.0 - cell(1, row),
        low: 1.0 - cell(3, row),
        high: 1.0 - cell(2, row),
        at_risk: cell(4, row),
    };
    let mut curves = Vec::new();
    for name in distinct(series.iter().map(String::as_str)) {
        let rows = series.iter().enumerate().filter(|(_, s)| *s == name);
        let mut steps: Vec<Step> = rows
            .map(|(row, _)| step(row))
            .filter(|s| s.t.is_finite() && s.share.is_finite())
            .collect();
        steps.sort_by(|a, b| a.t.total_cmp(&b.t));
        if !steps.is_empty() {
            curves.push(Curve { name, steps });
        }
    }
    if curves.is_empty() {
        return Err(FigureError::NothingToDraw {
            figure: TIME_TO_FIRST_EVENT.name.to_string(),
            reason: "no row has both a time and a survival share",
        });
    }
    Ok(curves)
}

/// The key of a curve; a lone curve is drawn without markers.
fn key(theme: &Theme, style: &SeriesStyle, curves: usize) -> Key {
    match curves {
        1 => Key::Line(Stroke::solid(style.colour, theme.mm(0.32))),
        _ => Key::Series(*style),
    }
}

/// Whether every name begins with a number of its own, as rung labels do.
fn ordered(names: &[&str]) -> bool {
    let tokens: Vec<&str> = names
        .iter()
        .filter_map(|n| n.split_whitespace().next())
        .collect();
    tokens.len() == names.len()
        && distinct(tokens.iter().copied()).len() == names.len()
        && tokens.iter().all(|t| t.parse::<u32>().is_ok())
}

fn draw(
    c: &mut Canvas,
    theme: &Theme,
    curves: &[Curve<'_>],
    styles: &[SeriesStyle],
    titles: &(String, String),
    top: f64,
) -> f64 {
    let steps = || curves.iter().flat_map(|k| &k.steps);
    let highest = steps()
        .flat_map(|s| [s.share, s.high])
        .filter(|v| v.is_finite())
        .fold(0.0, f64::max);
    let (range, y_ticks) = if highest > 0.6 {
        linear_ticks(0.0, 1.0, 5)
    } else if highest > 0.0 {
        linear_ticks(0.0, highest, 5)
    } else {
        linear_ticks(0.0, 0.1, 5)
    };
    let last = extent(steps().map(|s| s.t)).map_or(1.0, |(_, hi)| f64::max(hi, 1.0));
    let names = RowNames::new(theme, curves);
    let title_width = theme.line_mm() * 1.15 + MARGIN;
    let labels = widest(y_ticks.iter().map(|t| t.label.as_str()), small(theme));
    let left = f64::max(
        title_width + labels + theme.mm(1.4),
        MARGIN + names.width + theme.mm(2.0) + at_risk_width(theme, curves) / 2.0,
    );
    let height = theme.mm(if theme.width_mm() / theme.scale() < 100.0 {
        48.0
    } else {
        60.0
    });
    let frame = Frame {
        left,
        top,
        right: theme.width_mm() - MARGIN - theme.mm(1.0) - at_risk_width(theme, curves) / 2.0,
        bottom: top + height,
    };
    let x = Span::new((0.0, last), (frame.left, frame.right));
    let y = Span::new(range, (frame.bottom, frame.top));
    let ticks = month_ticks(theme, curves, last, &x);
    x_grid(c, theme, &frame, &x, &ticks);
    y_axis(c, theme, &frame, &y, &y_ticks);
    for (curve, style) in curves.iter().zip(styles) {
        let interval: Vec<(f64, f64, f64)> = stairs(&curve.steps, |s| s.low)
            .into_iter()
            .zip(stairs(&curve.steps, |s| s.high))
            .map(|((t, low), (_, high))| (x.at(t), y.at(low), y.at(high)))
            .collect();
        ribbon(c, theme, &interval, style.colour, 0.15);
    }
    for (i, (curve, style)) in curves.iter().zip(styles).enumerate() {
        let line: Vec<Point> = stairs(&curve.steps, |s| s.share)
            .into_iter()
            .map(|(t, share)| (x.at(t), y.at(share)))
            .collect();
        let every = (line.len() / 4).max(1);
        let markers = if curves.len() > 1 {
            (every, every * (2 * i + 1) / (2 * curves.len()))
        } else {
            (1, usize::MAX)
        };
        draw_series(c, theme, style, &line, markers);
    }
    c.panel(&frame, READING, held(curves, &x));
    if steps().all(|s| s.share == 0.0) {
        let upper = Frame {
            bottom: frame.middle().1,
            ..frame
        };
        note_in(c, theme, &upper, "no event in any run");
    }
    upright_title(c, theme, &titles.1, &frame);
    let mut bottom = frame.bottom + x_axis(c, theme, &frame, &x, &ticks);
    bottom += axis_title(c, theme, &titles.0, frame.left, frame.right, bottom);
    draw_at_risk(
        c,
        theme,
        curves,
        styles,
        &names,
        &x,
        &ticks,
        bottom + theme.mm(0.8),
    )
}

/// At each step of any curve, the row of each curve that holds there.
fn held(curves: &[Curve<'_>], x: &Span) -> Vec<Place> {
    let mut times: Vec<f64> = curves
        .iter()
        .flat_map(|curve| curve.steps.iter().map(|step| step.t))
        .collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    let mut before = 0;
    let begins: Vec<usize> = curves
        .iter()
        .map(|curve| {
            let begin = before;
            before += curve.steps.len();
            begin
        })
        .collect();
    let last = |curve: &Curve<'_>, t: f64| curve.steps.iter().rposition(|step| step.t <= t);
    let at = |t: f64| {
        let rows = curves.iter().zip(&begins);
        let rows = rows.filter_map(|(curve, begin)| Some(begin + last(curve, t)?));
        Place {
            x: x.at(t),
            rows: rows.collect(),
        }
    };
    times.into_iter().map(at).collect()
}

/// A right-continuous step curve: (t, value) corners, from zero at t = 0.
fn stairs(steps: &[Step], value: impl Fn(&Step) -> f64) -> Vec<Point> {
    let mut corners: Vec<Point> = Vec::with_capacity(2 * steps.len() + 1);
    if steps.first().is_some_and(|s| s.t > 0.0) {
        corners.push((0.0, 0.0));
    }
    for step in steps {
        let now = value(step);
        if let Some((_, before)) = corners.last().copied() {
            corners.push((step.t, before));
        }
        corners.push((step.t, now));
    }
    corners
}

/// How the rows of the at-risk table are named: in full if there is room, else by what comes first.
struct RowNames {
    names: Vec<String>,
    width: f64,
}

impl RowNames {
    fn new(theme: &Theme, curves: &[Curve<'_>]) -> Self {
        let key = series_key_width(theme);
        let room = 0.22 * theme.width_mm() - key;
        let full: Vec<String> = curves.iter().map(|k| k.name.to_string()).collect();
        let first: Vec<String> = curves
            .iter()
            .map(|k| k.name.split_whitespace().next().unwrap_or("").to_string())
            .collect();
        let none = vec![String::new(); curves.len()];
        let fits = |names: &[String]| {
            widest(names.iter().map(String::as_str), small(theme)) <= room
                && distinct(names.iter()).len() == names.len()
        };
        let names = [full, first].into_iter().find(|n| fits(n)).unwrap_or(none);
        let text = widest(names.iter().map(String::as_str), small(theme));
        let gap = if text > 0.0 { theme.mm(0.8) } else { 0.0 };
        Self {
            width: key + gap + text,
            names,
        }
    }
}

fn at_risk_width(theme: &Theme, curves: &[Curve<'_>]) -> f64 {
    let most = extent(
        curves
            .iter()
            .flat_map(|k| k.steps.iter().map(|s| s.at_risk)),
    );
    most.map_or(0.0, |(_, hi)| width_mm(&thousands(hi), small(theme)))
}

/// Ticks in months (twelves where the span allows), no closer than the numbers at risk need.
fn month_ticks(theme: &Theme, curves: &[Curve<'_>], last: f64, x: &Span) -> Vec<Tick> {
    let ticks: Vec<Tick> = if last >= 24.0 {
        let step = if last > 1200.0 { 120.0 } else { 12.0 };
        let count = libm::floor(last / step) as usize;
        (0..=count)
            .map(|i| i as f64 * step)
            .map(|value| Tick {
                value,
                label: thousands(value),
            })
            .collect()
    } else {
        let (_, ticks) = linear_ticks(0.0, last, 6);
        ticks
            .into_iter()
            .filter(|t| t.value <= last * (1.0 + 1e-9))
            .collect()
    };
    let numbers = at_risk_width(theme, curves);
    let own = widest(ticks.iter().map(|t| t.label.as_str()), small(theme));
    thin(
        ticks,
        x,
        small(theme),
        f64::max(numbers - own, 0.0) + theme.mm(1.8),
    )
}

#[allow(clippy::too_many_arguments)]
fn draw_at_risk(
    c: &mut Canvas,
    theme: &Theme,
    curves: &[Curve<'_>],
    styles: &[SeriesStyle],
    names: &RowNames,
    x: &Span,
    ticks: &[Tick],
    top: f64,
) -> f64 {
    let line = theme.line_mm();
    let size = small(theme);
    let heading = (MARGIN, top + 0.5 * line);
    c.text("Runs at risk", heading, size, Align::Start, theme.ink());
    let mut y = top + line;
    for ((curve, style), name) in curves.iter().zip(styles).zip(&names.names) {
        let key = key(theme, style, curves.len());
        let middle = y + 0.5 * line;
        draw_key(c, theme, &key, (MARGIN, middle));
        let at = (MARGIN + series_key_width(theme) + theme.mm(0.8), middle);
        c.text(name, at, size, Align::Start, theme.ink());
        for tick in ticks {
            let next = curve.steps.iter().find(|s| s.t >= tick.value);
            let label = match next {
                Some(s) if s.at_risk.is_finite() => thousands(s.at_risk),
                _ => "–".to_string(),
            };
            c.text(
                &label,
                (x.at(tick.value), middle),
                size,
                Align::Middle,
                theme.ink(),
            );
        }
        y += line;
    }
    y
}

fn data(curves: &[Curve<'_>]) -> Result<Table, FigureError> {
    let all: Vec<(&str, Step)> = curves
        .iter()
        .flat_map(|k| k.steps.iter().map(|s| (k.name, *s)))
        .collect();
    let number = |f: fn(&Step) -> f64| Column::Number(all.iter().map(|(_, s)| f(s)).collect());
    let mut out = Table::new();
    let names = all.iter().map(|(name, _)| (*name).to_string()).collect();
    out.push("series", Column::Text(names))?;
    out.push("t", number(|s| s.t))?;
    out.push("share_with_event", number(|s| s.share))?;
    out.push("share_ci_low", number(|s| s.low))?;
    out.push("share_ci_high", number(|s| s.high))?;
    out.push("survival", number(|s| 1.0 - s.share))?;
    out.push("ci_low", number(|s| 1.0 - s.high))?;
    out.push("ci_high", number(|s| 1.0 - s.low))?;
    out.push("at_risk", number(|s| s.at_risk))?;
    Ok(out)
}

fn caption(table: &Table, source: &Source) -> String {
    format!(
        "Share of runs with a first event by month: Kaplan–Meier failure function 1 − S(t), not the \
         survivor function S(t); runs without an event are censored at the horizon. Bands: 95% \
         confidence interval (pointwise). Beneath: runs still at risk.{} {}",
        table
            .said("note")
            .map_or_else(String::new, |note| format!(" {note}")),
        source.line()
    )
}

fn alt_text(curves: &[Curve<'_>]) -> String {
    let mut text = "Rising step curves: the share of runs that have had a first event.".to_string();
    for curve in curves {
        if let Some(end) = curve.steps.last() {
            text.push_str(&format!(
                " {}: {:.3} ({:.3} to {:.3}) by month {}.",
                curve.name, end.share, end.low, end.high, end.t
            ));
        }
    }
    text
}
