//! Sobol indices of factors: bars with intervals.

use super::axis::{n_in_words, whisker_across};
use super::canvas::{Align, Canvas, Stroke};
use super::error::FigureError;
use super::estimates::{self, Estimate};
use super::figure::{Figure, Parts, Source};
use super::kind::Kind;
use super::layout::{Frame, MARGIN, axis_title, footer, heading, small, widest, x_axis, x_grid};
use super::legend::{Entry, Key, legend};
use super::scale::{Span, extent, linear_ticks, thin};
use super::table::{Table, distinct};
use super::theme::{Preset, SeriesStyle, Theme};
use super::tornado::wrap_at_dots;

/// Of bars, so that whiskers show on them.
const OPACITY: f64 = 0.75;
/// The kind of [`sobol_bars()`].
pub const SOBOL_BARS: Kind = Kind {
    name: "sobol_bars",
    about: "Sobol indices S1 and ST by factor, with intervals",
    columns: &["factor", "index", "estimate", "ci_low", "ci_high", "n"],
    optional: &["output", "method", "factor2", "share"],
    words: &["value"],
    preset: Preset::Apsr1Col,
    draw: sobol_bars,
};
/// The most factors that fit a page.
const MOST: usize = 24;

/// A factor with its indices of first order and in total.
struct Row<'a> {
    factor: &'a str,
    indices: [Option<Estimate>; 2],
}

/// Shares of the variance of an output over factors: for each the first-order index S1 and the total index ST with
/// their 95% intervals, the largest ST first.
///
/// Columns: `factor`, `index` (`S1` or `ST`; others are passed over), `estimate`, `ci_low`, `ci_high`, `n`. Words
/// ([`Table::say`]): `value` (what varies), `title`, `note`.
///
/// # Errors
/// [`FigureError::MissingColumns`], [`FigureError::NotNumeric`], [`FigureError::RepeatedRow`],
/// [`FigureError::NoGlyph`]; [`FigureError::NothingToDraw`] without any S1 or ST.
///
/// ```
/// use trilat_figures::{Preset, Source, Table, Theme, sobol_bars};
/// let table = Table::parse_csv(
///     "factor,index,estimate,ci_low,ci_high,n\nwill.threat,S1,0.3,0.25,0.35,512\nwill.threat,ST,0.4,0.33,0.47,512\n",
/// )?;
/// let source = Source {
///     scenario: "toy".into(), seed: 1, runs: 4096, version: "0.1.0".into(),
///     command: "trilat plot sensitivity.csv --figure sobol_bars".into(),
/// };
/// let figure = sobol_bars(&table, &Theme::new(Preset::Apsr1Col), &source)?;
/// assert!(figure.svg.contains("will.threat"));
/// # Ok::<(), trilat_figures::FigureError>(())
/// ```
pub fn sobol_bars(table: &Table, theme: &Theme, source: &Source) -> Result<Figure, FigureError> {
    SOBOL_BARS.require(table)?;
    table.unique(SOBOL_BARS.name, &["factor", "index"])?;
    let (factors, indices) = (table.text("factor")?, table.text("index")?);
    let estimates = estimates::read(table)?;
    let find = |factor: &str, index: &str| {
        let mut rows = factors.iter().zip(&indices).zip(&estimates);
        let found = rows.find(|((f, i), e)| *f == factor && *i == index && e.is_known());
        found.map(|(_, e)| *e)
    };
    let mut rows: Vec<Row<'_>> = distinct(factors.iter().map(String::as_str))
        .into_iter()
        .map(|factor| Row {
            factor,
            indices: [find(factor, "S1"), find(factor, "ST")],
        })
        .filter(|row| row.indices.iter().any(Option::is_some))
        .collect();
    if rows.is_empty() {
        return Err(FigureError::NothingToDraw {
            figure: SOBOL_BARS.name.to_string(),
            reason: "no row has an `index` of S1 or ST and an estimate",
        });
    }
    let size = |row: &Row<'_>| {
        let [first, total] = row
            .indices
            .map(|e| e.map_or(f64::NEG_INFINITY, |e| e.value));
        (total, first)
    };
    rows.sort_by(|a, b| {
        let (a, b) = (size(a), size(b));
        b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1))
    });
    let left_out = rows.len().saturating_sub(MOST);
    rows.truncate(MOST);
    let styles = theme.categories(2);
    let mut c = Canvas::new();
    let mut y = MARGIN + heading(&mut c, theme, table, MARGIN);
    let names = ["S1, first order", "ST, total"];
    let entries: Vec<Entry> = names
        .iter()
        .zip(&styles)
        .map(|(name, style)| Entry::new(Key::Band(style.colour, OPACITY), *name))
        .collect();
    let width = theme.width_mm() - 2.0 * MARGIN;
    y += legend(&mut c, theme, &entries, (MARGIN, y), width) + theme.mm(0.8);
    y = draw(&mut c, theme, &rows, &styles, y);
    let value = table.words("value", "the output");
    let title = format!("Share of the variance of {value}");
    y += axis_title(&mut c, theme, &title, MARGIN, theme.width_mm() - MARGIN, y);
    let height_mm = footer(&mut c, theme, &[], &source.line(), y);
    let n = n_in_words(estimates.iter().map(|e| e.n), "base samples");
    let mut caption = format!(
        "Sobol indices of {value}: share of its variance over the factors' ranges that goes with each factor alone (S1) \
         and with it and all its interactions (ST). Whiskers: 95% confidence interval; {n}."
    );
    if left_out > 0 {
        caption.push_str(&format!(" Factors with smaller ST, not drawn: {left_out}."));
    }
    if let Some(note) = table.said("note") {
        caption.push_str(&format!(" {note}"));
    }
    let parts = Parts {
        name: SOBOL_BARS.name,
        title: format!("Sobol indices of {value}"),
        data: estimates::kept(table, SOBOL_BARS.columns)?,
        caption: format!("{caption} {}", source.line()),
        alt_text: alt_text(&rows, &value),
        height_mm,
    };
    Figure::new(c, parts, theme, source)
}

fn draw(c: &mut Canvas, theme: &Theme, rows: &[Row<'_>], styles: &[SeriesStyle], top: f64) -> f64 {
    let width = theme.width_mm() - 2.0 * MARGIN;
    let names = widest(rows.iter().map(|r| r.factor), small(theme));
    let room = f64::min(names, 0.4 * width);
    let texts: Vec<Vec<String>> = rows
        .iter()
        .map(|row| wrap_at_dots(row.factor, theme, room))
        .collect();
    let slot = theme.mm(2.1);
    let heights: Vec<f64> = texts
        .iter()
        .map(|t| f64::max(t.len() as f64 * theme.line_mm(), 2.0 * slot) + theme.mm(1.2))
        .collect();
    let frame = Frame {
        left: MARGIN + room + theme.mm(1.6),
        top,
        right: theme.width_mm() - MARGIN - theme.mm(1.0),
        bottom: top + heights.iter().sum::<f64>(),
    };
    let reach = rows
        .iter()
        .flat_map(|r| r.indices.iter().flatten())
        .flat_map(Estimate::reach);
    let (low, high) = extent(reach.chain([0.0])).unwrap_or((0.0, 1.0));
    let (range, ticks) = linear_ticks(low, high, 5);
    let x = Span::new(range, (frame.left, frame.right - theme.mm(1.5)));
    let ticks = thin(ticks, &x, small(theme), theme.mm(1.8));
    x_grid(c, theme, &frame, &x, &ticks);
    let mut y = frame.top;
    for ((row, lines), height) in rows.iter().zip(&texts).zip(&heights) {
        let middle = y + height / 2.0;
        let first = middle - (lines.len() as f64 - 1.0) / 2.0 * theme.line_mm();
        for (k, words) in lines.iter().enumerate() {
            let at = (MARGIN, first + k as f64 * theme.line_mm());
            c.text(words, at, small(theme), Align::Start, theme.ink());
        }
        for (k, (estimate, style)) in row.indices.iter().zip(styles).enumerate() {
            let Some(estimate) = estimate else { continue };
            let at = middle + (k as f64 - 0.5) * slot;
            let half = 0.42 * slot;
            let (a, b) = (x.at(0.0), x.at(estimate.value));
            c.rect((a, at - half), (b, at + half), style.colour, OPACITY);
            if estimate.low.is_finite() && estimate.high.is_finite() {
                let limits = (x.at(estimate.low), x.at(estimate.high));
                whisker_across(
                    c,
                    theme,
                    limits,
                    at,
                    Stroke::solid(theme.ink(), theme.mm(0.25)),
                );
            }
        }
        y += height;
    }
    let zero = x.at(0.0);
    let line = Stroke::solid(theme.ink(), theme.mm(0.2));
    c.line(vec![(zero, frame.top), (zero, frame.bottom)], line);
    frame.bottom + x_axis(c, theme, &frame, &x, &ticks)
}

fn alt_text(rows: &[Row<'_>], value: &str) -> String {
    let mut text = format!("Bars of Sobol indices of {value}.");
    for row in rows {
        for (name, estimate) in ["S1", "ST"].iter().zip(&row.indices) {
            if let Some(estimate) = estimate {
                text.push_str(&format!(" {}: {name} {}.", row.factor, estimate.in_words()));
            }
        }
    }
    text
}
