//! Quantile bands over months, one small panel per quantity.

mod once;
mod row;

use self::once::once;
use self::row::{Row, y_scale};
use super::canvas::{Canvas, Point};
use super::error::FigureError;
use super::figure::{Figure, Parts, Source};
use super::kind::Kind;
use super::layout::{
    Frame, MARGIN, draw_series, finite_runs, footer, heading, mean_stroke, panel_title,
    panel_title_height, ribbon, small, widest, x_axis, x_grid, y_axis,
};
use super::legend::{Entry, Key, legend};
use super::panel::{Reading, places};
use super::scale::{Span, Tick, date_ticks, month_label};
use super::table::{Column, Table, distinct};
use super::theme::{Preset, SeriesStyle, Theme};

/// The kind of [`bands_over_time()`].
pub const BANDS_OVER_TIME: Kind = Kind {
    name: "bands_over_time",
    about: "median and quantile bands over months, a panel for each quantity",
    columns: &[
        "panel", "series", "month", "t", "q05", "q25", "q50", "q75", "q95", "mean",
    ],
    optional: &["unit"],
    words: &[],
    preset: Preset::Mm178,
    draw: bands_over_time,
};
/// The kind [`bands_over_time()`] for beliefs alone.
pub const BELIEFS: Kind = Kind {
    name: "beliefs",
    about: "beliefs of each prober in each ally over months, as bands",
    columns: BANDS_OVER_TIME.columns,
    optional: BANDS_OVER_TIME.optional,
    words: &[],
    preset: Preset::Mm178,
    draw: beliefs,
};
const QUANTILES: [&str; 6] = ["q05", "q25", "q50", "q75", "q95", "mean"];
const READING: Reading = Reading {
    at: "month",
    series: "series",
    value: "q50",
    band: ("q05", "q95"),
};

/// Fan charts over months: per panel and series the median (solid or in the series' line type) and the
/// bands that hold the middle 50% and 90% of runs. The mean (dashed) is drawn where there is one series;
/// with several it would double every line, and stays in the figure's CSV.
///
/// Columns: `panel` and `series` (text), `month` (`YYYY-MM`), `t` (months since the start), `q05`,
/// `q25`, `q50`, `q75`, `q95` and `mean` (the quantity's own unit; missing months break the line).
/// `unit` (text), if there is one, is added to the panel's title. A panel whose values all lie in
/// 0–1 is drawn from 0 to 1; any other has its own range. Panels whose values differ by less than the width of a
/// line in every month and series, such as the beliefs of a bloc that pools them, are drawn once under all their titles,
/// and the caption says so. Words ([`Table::say`]): `title`, `note`.
///
/// # Errors
/// [`FigureError::MissingColumns`], [`FigureError::NotNumeric`], [`FigureError::BadMonth`],
/// [`FigureError::RepeatedRow`], [`FigureError::NoGlyph`]; [`FigureError::NothingToDraw`] if no row
/// holds a finite value.
///
/// ```
/// use trilat_figures::{Preset, Source, Table, Theme, bands_over_time};
/// let table = Table::parse_csv(
///     "panel,series,month,t,q05,q25,q50,q75,q95,mean\n\
///      Cohesion,all,2026-01,0,0.2,0.3,0.4,0.5,0.6,0.41\n\
///      Cohesion,all,2026-02,1,0.2,0.3,0.5,0.6,0.7,0.46\n",
/// )?;
/// let source = Source {
///     scenario: "toy".into(), seed: 1, runs: 100, version: "0.1.0".into(),
///     command: "trilat plot months.csv".into(),
/// };
/// let figure = bands_over_time(&table, &Theme::new(Preset::Apsr1Col), &source)?;
/// assert!(figure.svg.contains("Cohesion"));
/// # Ok::<(), trilat_figures::FigureError>(())
/// ```
pub fn bands_over_time(
    table: &Table,
    theme: &Theme,
    source: &Source,
) -> Result<Figure, FigureError> {
    let (rows, alike) = once(read(table)?);
    let panels = distinct(rows.iter().map(|r| r.panel.as_str()));
    let series = distinct(rows.iter().map(|r| r.series.as_str()));
    let styles = theme.categories(series.len());
    let mut c = Canvas::new();
    let mut y = MARGIN;
    y += heading(&mut c, theme, table, y);
    y += legend(
        &mut c,
        theme,
        &entries(theme, &series, &styles),
        (MARGIN, y),
        theme.width_mm() - 2.0 * MARGIN,
    );
    y += theme.mm(1.0);
    y = draw_grid(&mut c, theme, &rows, &panels, &series, &styles, y);
    let height_mm = footer(&mut c, theme, &[], &source.line(), y);
    let parts = Parts {
        name: BANDS_OVER_TIME.name,
        title: "Quantile bands over time".to_string(),
        data: data(table)?,
        caption: caption(table, &panels, &series, &alike, source),
        alt_text: alt_text(&rows, &panels),
        height_mm,
    };
    Figure::new(c, parts, theme, source)
}

fn beliefs(table: &Table, theme: &Theme, source: &Source) -> Result<Figure, FigureError> {
    let mut figure = bands_over_time(table, theme, source)?;
    figure.name = BELIEFS.name.to_owned();
    Ok(figure)
}

fn read(table: &Table) -> Result<Vec<Row>, FigureError> {
    BANDS_OVER_TIME.require(table)?;
    let (panel, series) = (table.panels_with_units()?, table.text("series")?);
    let unit = match table.has("unit") {
        true => table.text("unit")?,
        false => vec![String::new(); table.rows()],
    };
    let (month, t) = (table.months("month")?, table.numbers("t")?);
    let mut columns = Vec::new();
    for name in QUANTILES {
        columns.push(table.numbers(name)?);
    }
    let mut rows: Vec<Row> = Vec::with_capacity(table.rows());
    for (at, ((panel, series), (month, t))) in panel
        .into_iter()
        .zip(series)
        .zip(month.into_iter().zip(t))
        .enumerate()
    {
        let mut q = [f64::NAN; 6];
        for (slot, column) in q.iter_mut().zip(&columns) {
            *slot = column.get(at).copied().unwrap_or(f64::NAN);
        }
        rows.push(Row {
            panel,
            unit: unit.get(at).cloned().unwrap_or_default(),
            series,
            month,
            t,
            q,
            at,
        });
    }
    if !rows.iter().any(|r| r.q.iter().any(|v| v.is_finite())) {
        return Err(FigureError::NothingToDraw {
            figure: BANDS_OVER_TIME.name.to_string(),
            reason: "no row holds a finite value",
        });
    }
    table.unique(BANDS_OVER_TIME.name, &["panel", "series", "month"])?;
    Ok(rows)
}

fn entries(theme: &Theme, series: &[&str], styles: &[SeriesStyle]) -> Vec<Entry> {
    let ink = if series.len() == 1 {
        styles.first().map_or(theme.ink(), |s| s.colour)
    } else {
        theme.ink()
    };
    let mut entries: Vec<Entry> = Vec::new();
    if series.len() > 1 {
        let named = series.iter().zip(styles);
        entries.extend(named.map(|(name, style)| Entry::new(Key::Series(*style), *name)));
    } else {
        let median = super::canvas::Stroke::solid(ink, theme.mm(0.32));
        entries.push(Entry::new(Key::Line(median), "median"));
        entries.push(Entry::new(Key::Line(mean_stroke(theme, ink)), "mean"));
    }
    let (inner, outer) = opacities(theme, series.len());
    // Where two bands of one series overlap, their shades add up.
    let both = 1.0 - (1.0 - inner) * (1.0 - outer);
    entries.push(Entry::new(Key::Band(ink, both), "50% of runs"));
    entries.push(Entry::new(Key::Band(ink, outer), "90% of runs"));
    entries
}

/// Opacity of the 50% and the 90% band: fainter where several series share a panel, and once more where
/// all of them are grey.
fn opacities(theme: &Theme, series: usize) -> (f64, f64) {
    match (series > 1, theme.is_grey()) {
        (false, _) => (0.3, 0.18),
        (true, false) => (0.2, 0.1),
        (true, true) => (0.12, 0.07),
    }
}

fn draw_grid(
    c: &mut Canvas,
    theme: &Theme,
    rows: &[Row],
    panels: &[&str],
    series: &[&str],
    styles: &[SeriesStyle],
    top: f64,
) -> f64 {
    let available = theme.width_mm() - 2.0 * MARGIN;
    let most = ((available / theme.mm(40.0)) as usize).clamp(1, panels.len().max(1));
    // Three panels in two columns would leave a hole: stack them.
    let columns = if (panels.len(), most) == (3, 2) {
        1
    } else {
        most
    };
    let gap = theme.mm(3.0);
    let cell = (available - gap * (columns as f64 - 1.0)) / columns as f64;
    let height = theme.mm(if panels.len() == 1 { 34.0 } else { 24.0 });
    let scales: Vec<((f64, f64), Vec<Tick>)> = panels.iter().map(|p| y_scale(rows, p)).collect();
    let labels = scales
        .iter()
        .flat_map(|(_, ticks)| ticks.iter().map(|t| t.label.as_str()));
    let y_labels = widest(labels, small(theme)) + theme.mm(1.2);
    let (first, last) = month_range(rows);
    let mut y = top;
    for line in panels
        .chunks(columns)
        .zip(scales.chunks(columns))
        .map(|(p, s)| p.iter().zip(s))
    {
        let cells: Vec<_> = line.collect();
        let title = cells
            .iter()
            .map(|(p, _)| panel_title_height(theme, p, cell))
            .fold(0.0, f64::max);
        let mut axis = 0.0;
        for (i, (panel, (range, ticks))) in cells.iter().enumerate() {
            let x = MARGIN + i as f64 * (cell + gap);
            panel_title(c, theme, panel, (x, y), cell);
            let frame = Frame {
                left: x + y_labels,
                top: y + title + theme.mm(1.2),
                right: x + cell - theme.mm(1.5),
                bottom: y + title + theme.mm(1.2) + height,
            };
            let x_span = Span::new((first as f64, last as f64), (frame.left, frame.right));
            let y_span = Span::new(*range, (frame.bottom, frame.top));
            let dates = date_ticks(first, last, &x_span, small(theme));
            x_grid(c, theme, &frame, &x_span, &dates);
            y_axis(c, theme, &frame, &y_span, ticks);
            let own = by_series(rows, panel, series, styles);
            draw_panel(c, theme, &own, &x_span, &y_span);
            let drawn = own.iter().flat_map(|(rows, _)| rows);
            let places = places(drawn.map(|row| (x_span.at(row.month as f64), row.at)));
            c.panel(&frame, READING, places);
            axis = x_axis(c, theme, &frame, &x_span, &dates);
        }
        y += title + theme.mm(1.2) + height + axis + theme.mm(1.0);
    }
    y - theme.mm(1.0)
}

fn month_range(rows: &[Row]) -> (i64, i64) {
    let first = rows.iter().map(|r| r.month).min().unwrap_or(0);
    let last = rows.iter().map(|r| r.month).max().unwrap_or(0);
    (first, last)
}

fn draw_panel(
    c: &mut Canvas,
    theme: &Theme,
    series: &[(Vec<&Row>, SeriesStyle)],
    x: &Span,
    y: &Span,
) {
    let (inner, outer) = opacities(theme, series.len());
    for (own, style) in series {
        for (lo, hi, opacity) in [(0, 4, outer), (1, 3, inner)] {
            let points: Vec<(f64, f64, f64)> = own
                .iter()
                .map(|r| (x.at(r.month as f64), y.at(r.q[lo]), y.at(r.q[hi])))
                .collect();
            ribbon(c, theme, &points, style.colour, opacity);
        }
    }
    for (i, (own, style)) in series.iter().enumerate() {
        let line = |k: usize| -> Vec<Point> {
            own.iter()
                .map(|r| (x.at(r.month as f64), y.at(r.q[k])))
                .collect()
        };
        if series.len() == 1 {
            for run in finite_runs(line(5)) {
                c.line(run, mean_stroke(theme, style.colour));
            }
        }
        // About four markers a line, staggered so that those of neighbours do not meet.
        let every = (own.len() / 4).max(1);
        let markers = if series.len() > 1 {
            (every, every * (2 * i + 1) / (2 * series.len()))
        } else {
            (1, usize::MAX)
        };
        draw_series(c, theme, style, &line(2), markers);
    }
}

/// The rows of each series in one panel, by month.
fn by_series<'a>(
    rows: &'a [Row],
    panel: &str,
    series: &[&str],
    styles: &[SeriesStyle],
) -> Vec<(Vec<&'a Row>, SeriesStyle)> {
    let of = |name: &str| {
        let mut own: Vec<&Row> = rows
            .iter()
            .filter(|r| r.panel == panel && r.series == name)
            .collect();
        own.sort_by_key(|r| r.month);
        own
    };
    let mut out = Vec::new();
    for (name, style) in series.iter().zip(styles) {
        let own = of(name);
        if !own.is_empty() {
            out.push((own, *style));
        }
    }
    out
}

fn data(table: &Table) -> Result<Table, FigureError> {
    let mut out = Table::new();
    for name in ["panel", "series", "month"] {
        out.push(name, Column::Text(table.text(name)?))?;
    }
    for name in ["t"].iter().chain(&QUANTILES) {
        out.push(name, Column::Number(table.numbers(name)?))?;
    }
    if table.has("unit") {
        out.push("unit", Column::Text(table.text("unit")?))?;
    }
    Ok(out)
}

fn caption(
    table: &Table,
    panels: &[&str],
    series: &[&str],
    alike: &[Vec<String>],
    source: &Source,
) -> String {
    let lines = if series.len() > 1 {
        format!("Lines: median of {}", series.join(", "))
    } else {
        "Solid line: median; thin dashed line: mean".to_string()
    };
    let mut text = format!(
        "{} by month. {lines}; dark and light bands: the middle 50% and 90% \
         of runs in each month (pointwise).",
        panels.join("; "),
    );
    if !alike.is_empty() {
        let sets: Vec<String> = alike.iter().map(|titles| titles.join(", ")).collect();
        text.push_str(&format!(
            " The same in every month to less than the width of a line, and drawn once: {}.",
            sets.join("; ")
        ));
    }
    if let Some(note) = table.said("note") {
        text.push_str(&format!(" {note}"));
    }
    format!("{text} {}", source.line())
}

fn alt_text(rows: &[Row], panels: &[&str]) -> String {
    let (first, last) = month_range(rows);
    let mut text = format!(
        "{} line chart{} with shaded quantile bands from {} to {}.",
        panels.len(),
        if panels.len() == 1 { "" } else { "s" },
        month_label(first),
        month_label(last)
    );
    for panel in panels {
        let names = distinct(
            rows.iter()
                .filter(|r| r.panel == *panel)
                .map(|r| r.series.as_str()),
        );
        for name in names {
            let own = || {
                rows.iter()
                    .filter(|r| r.panel == *panel && r.series == name)
            };
            let ends = (
                own().min_by_key(|r| r.month).map(|r| (r.t, r.q[2])),
                own().max_by_key(|r| r.month).map(|r| (r.t, r.q[2])),
            );
            if let (Some((_, start)), Some((_, end))) = ends {
                text.push_str(&format!(
                    " {panel}, {name}: median {start:.2} at first, {end:.2} at last."
                ));
            }
        }
    }
    text
}
