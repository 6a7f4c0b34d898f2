//! Expected probes a year at each rung, by prober and theatre.

mod panel;
mod rate_axis;
mod row;

use self::panel::Panel;
use self::rate_axis::RateAxis;
use self::row::{Row, present};
use super::canvas::{Align, Canvas};
use super::error::FigureError;
use super::figure::{Figure, Parts, Source};
use super::font::wrap;
use super::kind::Kind;
use super::layout::{
    Frame, MARGIN, axis_title, footer, heading, panel_title, panel_title_height, small, widest,
};
use super::legend::{Entry, Key, legend};
use super::scale::{extent, thousands};
use super::table::{Column, Table, distinct};
use super::theme::{Preset, SeriesStyle, Theme};

/// The kind of [`probes_by_rung()`].
pub const PROBES_BY_RUNG: Kind = Kind {
    name: "probes_by_rung",
    about: "expected probes a year by prober, theatre and rung, with intervals",
    columns: &[
        "prober",
        "theatre",
        "rung",
        "rung_label",
        "estimate",
        "ci_low",
        "ci_high",
        "n",
    ],
    optional: &[],
    words: &[],
    preset: Preset::Apsr1Col,
    draw: probes_by_rung,
};

/// Expected probes per year (log axis) against rung, a panel per theatre and a marker per prober, with
/// 95% intervals. Where a theatre has one prober, its panel is called "PRK / Korean Peninsula".
///
/// A rate of zero has no place on a log axis: it is drawn as a hollow marker in a strip of its own at the
/// left, marked 0, and an interval that reaches down to zero is dotted into that strip.
///
/// Columns: `prober`, `theatre` (text), `rung` (whole number ≥ 0), `rung_label` (text, such as
/// "2 grey zone"), `estimate` (probes per year, ≥ 0), `ci_low`, `ci_high` (limits of the 95% interval,
/// probes per year), `n` (runs behind the estimate). Rows without an estimate are left out and counted
/// in the caption.
///
/// # Errors
/// [`FigureError::MissingColumns`], [`FigureError::NotNumeric`], [`FigureError::OutOfRange`] for a
/// negative rate or a rung that is no whole number, [`FigureError::RepeatedRow`],
/// [`FigureError::NoGlyph`]; [`FigureError::NothingToDraw`] if no row has an estimate.
///
/// ```
/// use trilat_figures::{Preset, Source, Table, Theme, probes_by_rung};
/// let table = Table::parse_csv(
///     "prober,theatre,rung,rung_label,estimate,ci_low,ci_high,n\n\
///      PRK,Korean Peninsula,2,2 grey zone,2.4,2.3,2.5,2000\n\
///      PRK,Korean Peninsula,5,5 major attack,0,0,0.002,2000\n",
/// )?;
/// let source = Source {
///     scenario: "toy".into(), seed: 1, runs: 2000, version: "0.1.0".into(),
///     command: "trilat plot rates.csv".into(),
/// };
/// let figure = probes_by_rung(&table, &Theme::new(Preset::Apsr1Col), &source)?;
/// assert!(figure.svg.contains("PRK / Korean Peninsula"));
/// # Ok::<(), trilat_figures::FigureError>(())
/// ```
pub fn probes_by_rung(
    table: &Table,
    theme: &Theme,
    source: &Source,
) -> Result<Figure, FigureError> {
    let all = read(table)?;
    let left_out = all.iter().filter(|r| !r.estimate.is_finite()).count();
    let rows: Vec<Row> = all.into_iter().filter(|r| r.estimate.is_finite()).collect();
    if rows.is_empty() {
        return Err(FigureError::NothingToDraw {
            figure: PROBES_BY_RUNG.name.to_string(),
            reason: "no row has an estimate",
        });
    }
    let probers = distinct(rows.iter().map(|r| r.prober.as_str()));
    let styles = theme.categories(probers.len());
    let mut c = Canvas::new();
    let mut y = MARGIN;
    y += heading(&mut c, theme, table, y);
    let mut entries = Vec::new();
    if probers.len() > 1 {
        let named = probers.iter().zip(&styles);
        entries.extend(named.map(|(name, style)| Entry::new(Key::Marker(*style), *name)));
    }
    if rows.iter().any(|r| r.estimate == 0.0)
        && let Some(style) = styles.first()
    {
        entries.push(Entry::new(
            Key::Hollow(
                style.shape,
                if probers.len() > 1 {
                    theme.ink()
                } else {
                    style.colour
                },
            ),
            "hollow: none in any run",
        ));
    }
    y += legend(
        &mut c,
        theme,
        &entries,
        (MARGIN, y),
        theme.width_mm() - 2.0 * MARGIN,
    );
    y += theme.mm(0.8);
    y = draw_panels(&mut c, theme, &rows, &probers, &styles, y);
    let height_mm = footer(&mut c, theme, &[], &source.line(), y);
    let parts = Parts {
        name: PROBES_BY_RUNG.name,
        title: "Expected probes per year by rung".to_string(),
        data: data(&rows)?,
        caption: caption(&rows, left_out, source),
        alt_text: alt_text(&rows),
        height_mm,
    };
    Figure::new(c, parts, theme, source)
}

fn read(table: &Table) -> Result<Vec<Row>, FigureError> {
    PROBES_BY_RUNG.require(table)?;
    table.unique(PROBES_BY_RUNG.name, &["prober", "theatre", "rung"])?;
    let column = |name: &str| table.numbers(name);
    let (rung, estimate) = (column("rung")?, column("estimate")?);
    let (low, high, n) = (column("ci_low")?, column("ci_high")?, column("n")?);
    check(&rung, "rung", "whole numbers from 0 up", |v| {
        v >= 0.0 && v.fract() == 0.0
    })?;
    for (name, values) in [
        ("estimate", &estimate),
        ("ci_low", &low),
        ("ci_high", &high),
    ] {
        check(values, name, "rates from 0 up", |v| {
            v.is_nan() || (v >= 0.0 && v.is_finite())
        })?;
    }
    let texts = table
        .text("prober")?
        .into_iter()
        .zip(table.text("theatre")?)
        .zip(table.text("rung_label")?);
    let numbers = rung.into_iter().zip(estimate).zip(low).zip(high).zip(n);
    Ok(texts
        .zip(numbers)
        .map(
            |(((prober, theatre), label), ((((rung, estimate), low), high), n))| Row {
                label: if label.is_empty() {
                    thousands(rung)
                } else {
                    label
                },
                prober,
                theatre,
                rung,
                estimate,
                low,
                high,
                n,
            },
        )
        .collect())
}

fn check(
    values: &[f64],
    column: &str,
    allowed: &'static str,
    ok: impl Fn(f64) -> bool,
) -> Result<(), FigureError> {
    match values.iter().enumerate().find(|(_, v)| !ok(**v)) {
        None => Ok(()),
        Some((row, value)) => Err(FigureError::OutOfRange {
            column: column.to_string(),
            row: row + 1,
            value: *value,
            allowed,
        }),
    }
}

struct Grid {
    columns: usize,
    labels: f64,
    cell: f64,
    gap: f64,
}

impl Grid {
    fn new(theme: &Theme, rows: &[Row], panels: usize) -> Self {
        let available = theme.width_mm() - 2.0 * MARGIN;
        let words = widest(rows.iter().map(|r| r.label.as_str()), small(theme));
        let labels = f64::min(words, 0.3 * available) + theme.mm(1.2);
        let gap = theme.mm(2.5);
        let fitting = |least: f64| ((available - labels + gap) / (theme.mm(least) + gap)) as usize;
        // All side by side if they can be, else wide enough to be read well.
        let columns = if fitting(26.0) >= panels {
            panels.max(1)
        } else {
            fitting(34.0).clamp(1, panels.max(1))
        };
        let cell = (available - labels - gap * (columns as f64 - 1.0)) / columns as f64;
        Self {
            columns,
            labels,
            cell,
            gap,
        }
    }
}

fn draw_panels(
    c: &mut Canvas,
    theme: &Theme,
    rows: &[Row],
    probers: &[&str],
    styles: &[SeriesStyle],
    top: f64,
) -> f64 {
    let theatres = distinct(rows.iter().map(|r| r.theatre.as_str()));
    let rungs = rungs(rows);
    let grid = Grid::new(theme, rows, theatres.len());
    let axis = RateAxis::new(rows);
    let mut y = top;
    let lines = theatres.len().div_ceil(grid.columns);
    for (line, chunk) in theatres.chunks(grid.columns).enumerate() {
        let titles: Vec<String> = chunk.iter().map(|t| title(rows, t)).collect();
        let title_height = titles
            .iter()
            .map(|t| panel_title_height(theme, t, grid.cell))
            .fold(0.0, f64::max);
        let slots = chunk
            .iter()
            .map(|t| present(rows, t).len())
            .max()
            .unwrap_or(1);
        let heights: Vec<f64> = rungs
            .iter()
            .map(|(_, label)| row_height(theme, label, grid.labels, slots))
            .collect();
        let body = y + title_height + theme.mm(0.6);
        let bottom = body + heights.iter().sum::<f64>();
        draw_rung_labels(c, theme, &rungs, &heights, body, grid.labels);
        let mut used = 0.0;
        for (i, (theatre, title)) in chunk.iter().zip(&titles).enumerate() {
            let left = MARGIN + grid.labels + i as f64 * (grid.cell + grid.gap);
            panel_title(c, theme, title, (left, y), grid.cell);
            let frame = Frame {
                left,
                top: body,
                right: left + grid.cell,
                bottom,
            };
            let panel = Panel {
                rows,
                theatre,
                probers,
                styles,
                rungs: &rungs,
                heights: &heights,
                axis: &axis,
            };
            used = panel.draw(c, theme, &frame);
        }
        y = bottom + used + theme.mm(if line + 1 < lines { 1.0 } else { 0.0 });
    }
    let left = MARGIN + grid.labels;
    let title = "Expected probes per year (log scale)";
    y + axis_title(c, theme, title, left, theme.width_mm() - MARGIN, y)
}

/// The rungs with their labels, highest first: the ladder is read upwards.
fn rungs(rows: &[Row]) -> Vec<(f64, &str)> {
    let mut rungs: Vec<(f64, &str)> = Vec::new();
    for row in rows {
        if !rungs.iter().any(|(rung, _)| *rung == row.rung) {
            rungs.push((row.rung, &row.label));
        }
    }
    rungs.sort_by(|a, b| b.0.total_cmp(&a.0));
    rungs
}

fn title(rows: &[Row], theatre: &str) -> String {
    match present(rows, theatre).as_slice() {
        [only] => format!("{only} / {theatre}"),
        _ => theatre.to_string(),
    }
}

fn row_height(theme: &Theme, label: &str, width: f64, slots: usize) -> f64 {
    let lines = wrap(label, small(theme), width - theme.mm(1.2)).len();
    let text = lines as f64 * theme.line_mm() + theme.mm(0.8);
    f64::max(text, slots as f64 * theme.mm(2.4) + theme.mm(1.6))
}

fn draw_rung_labels(
    c: &mut Canvas,
    theme: &Theme,
    rungs: &[(f64, &str)],
    heights: &[f64],
    top: f64,
    width: f64,
) {
    let mut y = top;
    for ((_, label), height) in rungs.iter().zip(heights) {
        let lines = wrap(label, small(theme), width - theme.mm(1.2));
        let first = y + height / 2.0 - (lines.len() as f64 - 1.0) / 2.0 * theme.line_mm();
        for (i, words) in lines.iter().enumerate() {
            let at = (MARGIN, first + i as f64 * theme.line_mm());
            c.text(words, at, small(theme), Align::Start, theme.ink());
        }
        y += height;
    }
}

fn data(rows: &[Row]) -> Result<Table, FigureError> {
    let text = |f: fn(&Row) -> &str| Column::Text(rows.iter().map(|r| f(r).to_string()).collect());
    let number = |f: fn(&Row) -> f64| Column::Number(rows.iter().map(f).collect());
    let mut out = Table::new();
    out.push("prober", text(|r| &r.prober))?;
    out.push("theatre", text(|r| &r.theatre))?;
    out.push("rung", number(|r| r.rung))?;
    out.push("rung_label", text(|r| &r.label))?;
    out.push("estimate", number(|r| r.estimate))?;
    out.push("ci_low", number(|r| r.low))?;
    out.push("ci_high", number(|r| r.high))?;
    out.push("n", number(|r| r.n))?;
    Ok(out)
}

fn caption(rows: &[Row], left_out: usize, source: &Source) -> String {
    let n = match extent(rows.iter().map(|r| r.n)) {
        Some((lo, hi)) if lo == hi => format!("n = {} per estimate", thousands(lo)),
        Some((lo, hi)) => format!("n = {} to {} per estimate", thousands(lo), thousands(hi)),
        None => "n not given".to_string(),
    };
    let mut text = format!(
        "Expected probes per year by rung, theatre and prober. Points: mean over runs; bars: 95% \
         confidence interval; logarithmic axis with zero apart; {n}."
    );
    if left_out > 0 {
        text.push_str(&format!(
            " Left out for want of an estimate: {left_out} rows."
        ));
    }
    format!("{text} {}", source.line())
}

fn alt_text(rows: &[Row]) -> String {
    let mut text = "Dot-and-whisker plot of expected probes per year.".to_string();
    for row in rows {
        text.push_str(&format!(
            " {} in {}, {}: {:.3} ({:.3} to {:.3}).",
            row.prober, row.theatre, row.label, row.estimate, row.low, row.high
        ));
    }
    text
}
