//! Scenarios over months, and below them what they differ by.

use super::axis::n_in_words;
use super::canvas::{Canvas, Point, Stroke};
use super::error::FigureError;
use super::estimates::{self, Estimate, short};
use super::figure::{Figure, Parts, Source};
use super::kind::Kind;
use super::layout::{
    Frame, MARGIN, draw_series, footer, heading, panel_title, panel_title_height, ribbon, small,
    widest, x_axis, x_grid, y_axis,
};
use super::legend::{Entry, Key, legend};
use super::panel::{Reading, places};
use super::scale::{Span, Tick, date_ticks, extent, linear_ticks, month_label};
use super::table::{Table, distinct};
use super::theme::{Preset, Rgb, SeriesStyle, Theme};

/// The kind of [`effect_over_time()`].
pub const EFFECT_OVER_TIME: Kind = Kind {
    name: "effect_over_time",
    about: "means of scenarios over months, and below them the paired effect with its interval",
    columns: &[
        "shows", "series", "month", "estimate", "ci_low", "ci_high", "n",
    ],
    optional: &["held"],
    words: &["value"],
    preset: Preset::Apsr1Col,
    draw: effect_over_time,
};
const COLUMNS: [&str; 8] = [
    "shows", "series", "month", "estimate", "ci_low", "ci_high", "n", "held",
];
const READING: Reading = Reading {
    at: "month",
    series: "series",
    value: "estimate",
    band: ("ci_low", "ci_high"),
};
/// Months in which a lever holds.
const HELD: Rgb = Rgb(236, 236, 236);

/// One month of one series, above or below.
struct Row {
    effect: bool,
    series: String,
    month: i64,
    estimate: Estimate,
    held: bool,
    /// Its row in the data.
    at: usize,
}

/// Above, the mean of each scenario month by month with its 95 % interval; below, the effect of each scenario but the
/// baseline, with its paired 95 % interval about a line at zero. Months in which a lever holds are shaded.
///
/// Columns: `shows` (`mean` or `effect`), `series` (the scenario), `month` (`YYYY-MM`), `estimate`, `ci_low`, `ci_high`
/// (in the quantity's unit), `n` (runs, or pairs of runs), and optionally `held` (1 in months in which a lever holds).
/// Words ([`Table::say`]): `value`, `title`, `note`. Both panels have axes of their own.
///
/// # Errors
/// [`FigureError::MissingColumns`], [`FigureError::NotNumeric`], [`FigureError::BadMonth`],
/// [`FigureError::RepeatedRow`], [`FigureError::OutOfRange`], [`FigureError::NoGlyph`];
/// [`FigureError::NothingToDraw`] if there is no effect.
///
/// ```
/// use trilat_figures::{Preset, Source, Table, Theme, effect_over_time};
/// let mut table = Table::parse_csv(
///     "shows,series,month,estimate,ci_low,ci_high,n,held\n\
///      mean,baseline,2026-01,0.5,0.4,0.6,100,0\nmean,apart,2026-01,0.7,0.6,0.8,100,1\n\
///      effect,apart,2026-01,0.2,0.1,0.3,100,1\n",
/// )?;
/// table.say("value", "Probes");
/// let source = Source {
///     scenario: "toy".into(), seed: 1, runs: 100, version: "0.1.0".into(),
///     command: "trilat plot compare".into(),
/// };
/// let figure = effect_over_time(&table, &Theme::new(Preset::Apsr1Col), &source)?;
/// assert!(figure.caption.contains("Shaded"));
/// # Ok::<(), trilat_figures::FigureError>(())
/// ```
pub fn effect_over_time(
    table: &Table,
    theme: &Theme,
    source: &Source,
) -> Result<Figure, FigureError> {
    let rows = read(table)?;
    let series = distinct(rows.iter().map(|row| row.series.as_str()));
    let styles = theme.categories(series.len());
    let value = table.words("value", "Estimate");
    let held = rows.iter().any(|row| row.held);
    let mut c = Canvas::new();
    let mut y = MARGIN + heading(&mut c, theme, table, MARGIN);
    let named = series.iter().zip(&styles);
    let mut entries: Vec<Entry> = named
        .map(|(name, style)| Entry::new(Key::Series(*style), *name))
        .collect();
    if held {
        entries.push(Entry::new(Key::Band(HELD, 1.0), "a lever holds"));
    }
    let width = theme.width_mm() - 2.0 * MARGIN;
    y += legend(&mut c, theme, &entries, (MARGIN, y), width) + theme.mm(1.0);
    let look = Look {
        rows: &rows,
        series: &series,
        styles: &styles,
    };
    for (effect, title) in [
        (false, value.clone()),
        (true, "Effect: difference from the baseline".to_owned()),
    ] {
        y = look.panel(&mut c, theme, effect, &title, y);
    }
    let height_mm = footer(&mut c, theme, &[], &source.line(), y);
    let parts = Parts {
        name: EFFECT_OVER_TIME.name,
        title: format!("{value} over time, and the effect"),
        data: estimates::kept(table, &COLUMNS)?,
        caption: caption(table, &rows, &value, held, source),
        alt_text: alt_text(&rows, &series, &value),
        height_mm,
    };
    Figure::new(c, parts, theme, source)
}

fn read(table: &Table) -> Result<Vec<Row>, FigureError> {
    EFFECT_OVER_TIME.require(table)?;
    table.unique(EFFECT_OVER_TIME.name, &["shows", "series", "month"])?;
    let (shows, series) = (table.text("shows")?, table.text("series")?);
    let months = table.months("month")?;
    let held = match table.has("held") {
        true => table.numbers("held")?,
        false => vec![0.0; table.rows()],
    };
    let each = shows
        .into_iter()
        .zip(series)
        .zip(months.into_iter().zip(held));
    let mut rows: Vec<Row> = each
        .zip(estimates::read(table)?)
        .enumerate()
        .map(|(at, (((shows, series), (month, held)), estimate))| Row {
            effect: shows == "effect",
            series,
            month,
            estimate,
            held: held == 1.0,
            at,
        })
        .collect();
    if !rows.iter().any(|row| row.effect && row.estimate.is_known()) {
        return Err(FigureError::NothingToDraw {
            figure: EFFECT_OVER_TIME.name.to_string(),
            reason: "no row with `effect` in the column `shows` has an estimate",
        });
    }
    // By month within a series; the order of series stays.
    rows.sort_by_key(|row| row.month);
    let order = distinct(table.text("series")?);
    rows.sort_by_key(|row| order.iter().position(|name| *name == row.series));
    Ok(rows)
}

/// What both panels share.
struct Look<'a> {
    rows: &'a [Row],
    series: &'a [&'a str],
    styles: &'a [SeriesStyle],
}

impl Look<'_> {
    fn months(&self) -> (i64, i64) {
        let months = || self.rows.iter().map(|row| row.month);
        (months().min().unwrap_or(0), months().max().unwrap_or(0))
    }

    /// Draws one panel below `top` and returns where it ends.
    fn panel(&self, c: &mut Canvas, theme: &Theme, effect: bool, title: &str, top: f64) -> f64 {
        let (range, ticks) = self.axis(effect);
        let labels = widest(ticks.iter().map(|tick| tick.label.as_str()), small(theme));
        // Both panels begin at the same place, so that months stand above one another.
        let (_, other) = self.axis(!effect);
        let others = widest(other.iter().map(|tick| tick.label.as_str()), small(theme));
        let width = theme.width_mm() - 2.0 * MARGIN;
        panel_title(c, theme, title, (MARGIN, top), width);
        let above = top + panel_title_height(theme, title, width) + theme.mm(1.2);
        let frame = Frame {
            left: MARGIN + f64::max(labels, others) + theme.mm(1.2),
            top: above,
            right: theme.width_mm() - MARGIN - theme.mm(1.5),
            bottom: above + theme.mm(if effect { 26.0 } else { 30.0 }),
        };
        let (first, last) = self.months();
        let x = Span::new((first as f64, last as f64), (frame.left, frame.right));
        let y = Span::new(range, (frame.bottom, frame.top));
        self.shade(c, &frame, &x);
        let dates = date_ticks(first, last, &x, small(theme));
        x_grid(c, theme, &frame, &x, &dates);
        y_axis(c, theme, &frame, &y, &ticks);
        if effect {
            let stroke = Stroke::solid(theme.ink(), theme.mm(0.2));
            c.line(
                vec![(frame.left, y.at(0.0)), (frame.right, y.at(0.0))],
                stroke,
            );
        }
        for (i, (name, style)) in self.series.iter().zip(self.styles).enumerate() {
            self.series(c, theme, (effect, name, i), style, (&x, &y));
        }
        let own = self.rows.iter().filter(|row| row.effect == effect);
        let places = places(own.map(|row| (x.at(row.month as f64), row.at)));
        c.panel(&frame, READING, places);
        frame.bottom + x_axis(c, theme, &frame, &x, &dates) + theme.mm(1.5)
    }

    fn axis(&self, effect: bool) -> ((f64, f64), Vec<Tick>) {
        let own = self.rows.iter().filter(|row| row.effect == effect);
        let values = own.flat_map(|row| row.estimate.reach());
        match extent(values.chain(effect.then_some(0.0))) {
            Some((lo, hi)) if !effect && lo >= 0.0 && lo < 0.5 * hi => linear_ticks(0.0, hi, 4),
            Some((lo, hi)) => linear_ticks(lo, hi, 4),
            None => linear_ticks(0.0, 1.0, 4),
        }
    }

    /// Shades the months in which a lever holds, half a month to either side.
    fn shade(&self, c: &mut Canvas, frame: &Frame, x: &Span) {
        let mut months: Vec<i64> = self
            .rows
            .iter()
            .filter(|row| row.held)
            .map(|row| row.month)
            .collect();
        months.sort_unstable();
        months.dedup();
        for run in months.chunk_by(|a, b| a + 1 == *b) {
            if let (Some(first), Some(last)) = (run.first(), run.last()) {
                let from = f64::max(x.at(*first as f64 - 0.5), frame.left);
                let to = f64::min(x.at(*last as f64 + 0.5), frame.right);
                c.rect((from, frame.top), (to, frame.bottom), HELD, 1.0);
            }
        }
    }

    fn series(
        &self,
        c: &mut Canvas,
        theme: &Theme,
        (effect, name, number): (bool, &str, usize),
        style: &SeriesStyle,
        (x, y): (&Span, &Span),
    ) {
        let own = |row: &&Row| row.effect == effect && row.series == name;
        let rows: Vec<&Row> = self.rows.iter().filter(own).collect();
        let band: Vec<(f64, f64, f64)> = rows
            .iter()
            .map(|row| {
                let Estimate { low, high, .. } = row.estimate;
                (x.at(row.month as f64), y.at(low), y.at(high))
            })
            .collect();
        ribbon(c, theme, &band, style.colour, 0.25);
        let line: Vec<Point> = rows
            .iter()
            .map(|row| (x.at(row.month as f64), y.at(row.estimate.value)))
            .collect();
        // About four markers a line, staggered so that those of neighbours do not meet.
        let every = (line.len() / 4).max(1);
        let offset = every * (2 * number + 1) / (2 * self.series.len().max(1));
        draw_series(c, theme, style, &line, (every, offset));
    }
}

fn caption(table: &Table, rows: &[Row], value: &str, held: bool, source: &Source) -> String {
    let n = |effect: bool, unit| {
        let own = rows.iter().filter(|row| row.effect == effect);
        n_in_words(own.map(|row| row.estimate.n), unit)
    };
    let mut text = format!(
        "{value} by month. Above: means of the scenarios ({}); below: the mean difference from the baseline in runs with \
         the same random numbers ({}). Bands: 95% confidence intervals, of each month by itself, which are Monte Carlo \
         error alone.",
        n(false, "runs"),
        n(true, "pairs of runs")
    );
    if held {
        text.push_str(" Shaded: months in which a lever holds.");
    }
    if let Some(note) = table.said("note") {
        text.push_str(&format!(" {note}"));
    }
    format!("{text} {}", source.line())
}

fn alt_text(rows: &[Row], series: &[&str], value: &str) -> String {
    let months = || rows.iter().map(|row| row.month);
    let (first, last) = (months().min().unwrap_or(0), months().max().unwrap_or(0));
    let mut text = format!(
        "Two line charts one above the other from {} to {}: {value} in each scenario, and the difference from the \
         baseline.",
        month_label(first),
        month_label(last)
    );
    for name in series {
        let own = |row: &&Row| row.effect && row.series == *name && row.estimate.is_known();
        let largest = rows
            .iter()
            .filter(own)
            .max_by(|a, b| a.estimate.value.abs().total_cmp(&b.estimate.value.abs()));
        if let Some(row) = largest {
            text.push_str(&format!(
                " {name}: the largest difference is {} in {}.",
                short(row.estimate.value),
                month_label(row.month)
            ));
        }
    }
    text
}
