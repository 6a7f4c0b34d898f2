//! An estimate against a factor, as curves with ribbons, in one panel or several.

use super::axis::{Axis, n_in_words, whisker_up};
use super::canvas::{Canvas, Point, Stroke};
use super::error::FigureError;
use super::estimates::{self, Estimate, short};
use super::figure::{Figure, Parts, Source};
use super::font::{TextSize, width_mm, wrap};
use super::kind::Kind;
use super::layout::{
    Frame, MARGIN, axis_title, draw_series, footer, heading, panel_title, panel_title_height,
    ribbon, small, upright_title, widest, x_axis, x_grid, y_axis,
};
use super::legend::{Entry, Key, legend};
use super::scale::Span;
use super::table::{Table, distinct};
use super::theme::{Preset, SeriesStyle, Theme};

/// The kind of [`curves()`].
pub const CURVES: Kind = Kind {
    name: "curves",
    about: "an estimate against a factor with 95 % ribbons; series by a second factor, panels by a third",
    columns: &["x", "estimate", "ci_low", "ci_high", "n"],
    optional: &["series", "panel"],
    words: &["x", "value"],
    preset: Preset::Apsr1Col,
    draw: curves,
};
/// The kind of [`effect_by()`].
pub const EFFECT_BY: Kind = Kind {
    name: "effect_by",
    about: "an effect against a factor with 95 % ribbons about a line at zero; series by a second factor or by arm",
    columns: CURVES.columns,
    optional: CURVES.optional,
    words: CURVES.words,
    preset: CURVES.preset,
    draw: effect_by,
};
const COLUMNS: [&str; 7] = ["panel", "series", "x", "estimate", "ci_low", "ci_high", "n"];

struct Row {
    panel: String,
    series: String,
    place: f64,
    estimate: Estimate,
}

/// What the panels share.
struct Shared<'a> {
    /// Whether estimates are effects: zero is on the axis and has a line.
    effects: bool,
    rows: &'a [Row],
    series: &'a [&'a str],
    styles: &'a [SeriesStyle],
    x: &'a Axis,
    y: &'a Axis,
}

/// An estimate, such as the probability of a crisis, against one factor: a line with a 95% ribbon per series,
/// a panel per value of a third factor. Where the factor is a word, points with intervals stand side by side.
///
/// Columns: `x` (number or text), `estimate`, `ci_low`, `ci_high` (95% interval, in the estimate's unit),
/// `n` (runs behind the estimate), and optionally `series` and `panel` (text or numbers). Words
/// ([`Table::say`]): `x`, `value`, `series`, `panel`, `title`, `note`, `x_scale`.
///
/// # Errors
/// [`FigureError::MissingColumns`], [`FigureError::NotNumeric`], [`FigureError::OutOfRange`],
/// [`FigureError::RepeatedRow`], [`FigureError::NoGlyph`]; [`FigureError::NothingToDraw`] if no row has
/// both a place and an estimate.
///
/// ```
/// use trilat_figures::{Preset, Source, Table, Theme, curves};
/// let mut table = Table::parse_csv(
///     "series,x,estimate,ci_low,ci_high,n\n\
///      drills,0,0.21,0.18,0.24,500\ndrills,1,0.15,0.12,0.18,500\n\
///      none,0,0.25,0.21,0.29,500\nnone,1,0.24,0.20,0.28,500\n",
/// )?;
/// table.say("x", "Visibility of exercises");
/// let source = Source {
///     scenario: "toy".into(), seed: 1, runs: 2000, version: "0.1.0".into(),
///     command: "trilat plot curves.csv --figure curves".into(),
/// };
/// let figure = curves(&table, &Theme::new(Preset::Apsr1Col), &source)?;
/// assert!(figure.caption.contains("n = 500 runs per point"));
/// # Ok::<(), trilat_figures::FigureError>(())
/// ```
pub fn curves(table: &Table, theme: &Theme, source: &Source) -> Result<Figure, FigureError> {
    draw_kind(&CURVES, table, theme, source)
}

/// The effect of an arm against one factor, with its paired 95 % interval: as [`curves()`], about a line at zero.
///
/// Columns and words: those of [`curves()`]; `n` counts pairs of runs.
///
/// # Errors
/// As [`curves()`].
///
/// ```
/// use trilat_figures::{Preset, Source, Table, Theme, effect_by};
/// let mut table = Table::parse_csv(
///     "x,estimate,ci_low,ci_high,n\n0,0.21,0.18,0.24,500\n1,-0.15,-0.18,-0.12,500\n",
/// )?;
/// table.say("value", "Effect on probes");
/// let source = Source {
///     scenario: "toy".into(), seed: 1, runs: 2000, version: "0.1.0".into(),
///     command: "trilat plot effects.csv --figure effect_by".into(),
/// };
/// let figure = effect_by(&table, &Theme::new(Preset::Apsr1Col), &source)?;
/// assert!(figure.caption.contains("n = 500 pairs of runs per point"));
/// # Ok::<(), trilat_figures::FigureError>(())
/// ```
pub fn effect_by(table: &Table, theme: &Theme, source: &Source) -> Result<Figure, FigureError> {
    draw_kind(&EFFECT_BY, table, theme, source)
}

fn draw_kind(
    kind: &'static Kind,
    table: &Table,
    theme: &Theme,
    source: &Source,
) -> Result<Figure, FigureError> {
    kind.require(table)?;
    let effects = kind.name == EFFECT_BY.name;
    let keys: Vec<&str> = ["panel", "series", "x"]
        .into_iter()
        .filter(|name| table.has(name))
        .collect();
    table.unique(kind.name, &keys)?;
    let (x, rows) = read(table, kind.name)?;
    let panels = distinct(rows.iter().map(|r| r.panel.as_str()));
    let series = distinct(rows.iter().map(|r| r.series.as_str()));
    let in_order = series.len() > 1 && table.is_numeric("series");
    let styles = if in_order {
        theme.ordered(series.len())
    } else {
        theme.categories(series.len())
    };
    let reach = rows.iter().flat_map(|r| r.estimate.reach());
    let y = Axis::of_estimates(reach.chain(effects.then_some(0.0)));
    let shared = Shared {
        effects,
        rows: &rows,
        series: &series,
        styles: &styles,
        x: &x,
        y: &y,
    };
    let titles = (table.words("x", "x"), table.words("value", "Estimate"));
    let mut c = Canvas::new();
    let mut at = MARGIN + heading(&mut c, theme, table, MARGIN);
    at += legend(
        &mut c,
        theme,
        &entries(table, &shared),
        (MARGIN, at),
        theme.width_mm() - 2.0 * MARGIN,
    );
    at += theme.mm(1.0);
    let panel_word = table.said("panel").unwrap_or("");
    at = draw(&mut c, theme, &shared, (&panels, panel_word), &titles, at);
    let height_mm = footer(&mut c, theme, &[], &source.line(), at);
    let parts = Parts {
        name: kind.name,
        title: format!("{} by {}", titles.1, titles.0),
        data: estimates::kept(table, &COLUMNS)?,
        caption: caption(table, &shared, &panels, &titles, source),
        alt_text: alt_text(&shared, &titles, table),
        height_mm,
    };
    Figure::new(c, parts, theme, source)
}

fn read(table: &Table, figure: &str) -> Result<(Axis, Vec<Row>), FigureError> {
    let (axis, places) = Axis::of(table, "x")?;
    let text = |name: &str| {
        if table.is_numeric(name) {
            let cells = table.text(name)?;
            Ok(cells.iter().map(|cell| estimates::plain(cell)).collect())
        } else if table.has(name) {
            table.text(name)
        } else {
            Ok(vec![String::new(); table.rows()])
        }
    };
    let names = text("panel")?.into_iter().zip(text("series")?);
    let estimates = estimates::read(table)?;
    let mut rows: Vec<Row> = names
        .zip(places.into_iter().zip(estimates))
        .map(|((panel, series), (place, estimate))| Row {
            panel,
            series,
            place,
            estimate,
        })
        .filter(|r| r.place.is_finite())
        .collect();
    if !rows.iter().any(|r| r.estimate.is_known()) {
        return Err(FigureError::NothingToDraw {
            figure: figure.to_string(),
            reason: "no row has both a value of `x` and an estimate",
        });
    }
    rows.sort_by(|a, b| a.place.total_cmp(&b.place));
    // Sorting by place must not change the order in which series and panels stand in the table.
    let order = |names: Vec<String>| distinct(names);
    let (panels, series) = (order(text("panel")?), order(text("series")?));
    let rank = |list: &[String], name: &str| list.iter().position(|n| n == name);
    rows.sort_by_key(|r| (rank(&panels, &r.panel), rank(&series, &r.series)));
    Ok((axis, rows))
}

fn entries(table: &Table, shared: &Shared<'_>) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mark = |style: &SeriesStyle| {
        if shared.x.categories {
            Key::Marker(*style)
        } else {
            Key::Series(*style)
        }
    };
    if shared.series.len() > 1 {
        for (i, (name, style)) in shared.series.iter().zip(shared.styles).enumerate() {
            let label = match table.said("series").filter(|_| i == 0) {
                Some(word) => format!("{word}: {name}"),
                None => (*name).to_string(),
            };
            entries.push(Entry::new(mark(style), label));
        }
    }
    entries
}

fn draw(
    c: &mut Canvas,
    theme: &Theme,
    shared: &Shared<'_>,
    (panels, panel_word): (&[&str], &str),
    titles: &(String, String),
    top: f64,
) -> f64 {
    let size = TextSize::regular(theme.text_pt());
    let wide = theme.width_mm() / theme.scale();
    let columns = match panels.len() {
        1 => 1,
        n => n.min(if wide < 100.0 { 2 } else { 3 }),
    };
    let height = theme.mm(match (panels.len(), wide < 100.0) {
        (1, true) => 48.0,
        (1, false) => 62.0,
        (_, true) => 28.0,
        (_, false) => 38.0,
    });
    let mut y = top;
    // The title of the values stands beside the first column, or above where it is too long.
    let beside = width_mm(&titles.1, size) <= height + theme.mm(6.0);
    let line = theme.line_mm() * 1.15;
    if !beside {
        for words in wrap(&titles.1, size, theme.width_mm() - 2.0 * MARGIN) {
            let at = (MARGIN, y + 0.5 * line);
            c.text(&words, at, size, super::canvas::Align::Start, theme.ink());
            y += line;
        }
        y += theme.mm(0.4);
    }
    let labels = widest(
        shared.y.ticks.iter().map(|t| t.label.as_str()),
        small(theme),
    );
    let left = MARGIN + labels + theme.mm(1.2) + if beside { line + theme.mm(0.6) } else { 0.0 };
    let (gap, right) = (theme.mm(4.0), theme.width_mm() - MARGIN - theme.mm(2.0));
    let width = (right - left - gap * (columns - 1) as f64) / columns as f64;
    for row in panels.chunks(columns) {
        let named = |name: &str| match (panel_word, name) {
            (_, "") => String::new(),
            ("", name) => name.to_string(),
            (word, name) => format!("{word}: {name}"),
        };
        let above = row
            .iter()
            .map(|name| panel_title_height(theme, &named(name), width))
            .fold(0.0, f64::max)
            + 0.5 * theme.line_mm();
        let mut below = 0.0;
        for (i, name) in row.iter().enumerate() {
            let start = left + i as f64 * (width + gap);
            let frame = Frame {
                left: start,
                top: y + above,
                right: start + width,
                bottom: y + above + height,
            };
            panel_title(c, theme, &named(name), (frame.left, y), width);
            let pad = if shared.x.categories {
                0.0
            } else {
                theme.mm(1.5)
            };
            let x = Span::new(shared.x.range, (frame.left + pad, frame.right - pad));
            let span = Span::new(shared.y.range, (frame.bottom, frame.top));
            let ticks = shared.x.ticks_across(theme, &x);
            x_grid(c, theme, &frame, &x, &ticks);
            let mut y_ticks = shared.y.ticks.clone();
            if i > 0 {
                y_ticks.iter_mut().for_each(|t| t.label.clear());
            }
            y_axis(c, theme, &frame, &span, &y_ticks);
            if i == 0 && beside {
                upright_title(c, theme, &titles.1, &frame);
            }
            draw_panel(c, theme, shared, name, (&x, &span));
            below = f64::max(below, x_axis(c, theme, &frame, &x, &ticks));
        }
        y += above + height + below + theme.mm(0.6);
    }
    y + axis_title(c, theme, &titles.0, left, right, y)
}

fn draw_panel(
    c: &mut Canvas,
    theme: &Theme,
    shared: &Shared<'_>,
    panel: &str,
    (x, y): (&Span, &Span),
) {
    let of = |series: &str| -> Vec<&Row> {
        let mine = |r: &&Row| r.panel == panel && r.series == series;
        shared.rows.iter().filter(mine).collect()
    };
    let count = shared.series.len();
    if shared.effects {
        let stroke = Stroke::solid(theme.ink(), theme.mm(0.2));
        c.line(vec![(x.at_lo, y.at(0.0)), (x.at_hi, y.at(0.0))], stroke);
    }
    for (series, style) in shared.series.iter().zip(shared.styles) {
        if shared.x.categories {
            break;
        }
        let band: Vec<(f64, f64, f64)> = of(series)
            .iter()
            .map(|r| (x.at(r.place), y.at(r.estimate.low), y.at(r.estimate.high)))
            .collect();
        ribbon(c, theme, &band, style.colour, 0.18);
    }
    for (i, (series, style)) in shared.series.iter().zip(shared.styles).enumerate() {
        let rows = of(series);
        if shared.x.categories {
            let step = f64::min(0.7 / count as f64, 0.2);
            let shift = (i as f64 - (count as f64 - 1.0) / 2.0) * step;
            for row in rows.iter().filter(|r| r.estimate.is_known()) {
                let at = x.at(row.place + shift);
                let limits = (y.at(row.estimate.low), y.at(row.estimate.high));
                let stroke = Stroke::solid(style.colour, theme.mm(0.3));
                whisker_up(c, theme, at, limits, stroke);
                let point = (at, y.at(row.estimate.value));
                c.marker(style.shape, point, theme.mm(0.8), style.colour, false);
            }
            continue;
        }
        let line: Vec<Point> = rows
            .iter()
            .map(|r| (x.at(r.place), y.at(r.estimate.value)))
            .collect();
        let every = line.len().div_ceil(12).max(1);
        draw_series(c, theme, style, &line, (every, 0));
    }
}

fn caption(
    table: &Table,
    shared: &Shared<'_>,
    panels: &[&str],
    titles: &(String, String),
    source: &Source,
) -> String {
    let mut text = format!("{} by {}", titles.1, titles.0);
    if shared.series.len() > 1 {
        text.push_str(&format!(
            ", for each {}",
            table.words("series", "series").trim_end_matches(':')
        ));
    }
    if panels.len() > 1 {
        text.push_str(&format!(
            "; a panel for each {}, all on the same axes",
            table.words("panel", "panel")
        ));
    }
    let (point, interval) = if shared.x.categories {
        ("Points", "bars")
    } else {
        ("Lines and points", "bands")
    };
    let (what, per, paired) = match shared.effects {
        true => (
            "effect",
            "pairs of runs per point",
            " of the paired difference",
        ),
        false => ("estimate", "runs per point", ""),
    };
    let n = n_in_words(shared.rows.iter().map(|r| r.estimate.n), per);
    text.push_str(&format!(
        ". {point}: {what}; {interval}: 95% confidence interval{paired} (pointwise), which is Monte Carlo error \
         alone; {n}."
    ));
    if !shared.x.categories {
        text.push_str(" Between the points that were simulated lines are straight.");
    }
    if let Some(note) = table.said("note") {
        text.push_str(&format!(" {note}"));
    }
    format!("{text} {}", source.line())
}

fn alt_text(shared: &Shared<'_>, titles: &(String, String), table: &Table) -> String {
    let mut text = format!("Curves of {} against {}.", titles.1, titles.0);
    let name_of = |place: f64| {
        let tick = shared.x.ticks.iter().find(|t| t.value == place);
        match tick.filter(|_| shared.x.categories) {
            Some(tick) => tick.label.clone(),
            None if table.said("x_scale") == Some("log") => short(libm::pow(10.0, place)),
            None => short(place),
        }
    };
    for panel in distinct(shared.rows.iter().map(|r| r.panel.as_str())) {
        for series in shared.series {
            let rows: Vec<&Row> = shared
                .rows
                .iter()
                .filter(|r| r.panel == panel && r.series == *series && r.estimate.is_known())
                .collect();
            let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
                continue;
            };
            let who: Vec<&str> = [panel, series]
                .into_iter()
                .filter(|s| !s.is_empty())
                .collect();
            let who = if who.is_empty() {
                String::new()
            } else {
                format!("{}: ", who.join(", "))
            };
            text.push_str(&format!(
                " {who}{} at {}, {} at {}.",
                first.estimate.in_words(),
                name_of(first.place),
                last.estimate.in_words(),
                name_of(last.place)
            ));
        }
    }
    text
}
