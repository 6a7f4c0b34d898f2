//! Observed moments against what a fitted model predicts of them.

use super::axis::whisker_across;
use super::canvas::{Align, Canvas, Stroke};
use super::error::FigureError;
use super::estimates::short;
use super::figure::{Figure, Parts, Source};
use super::font::fit;
use super::kind::Kind;
use super::layout::{
    Frame, MARGIN, axis_title, footer, heading, panel_title, panel_title_height, small, widest,
    x_axis, x_grid,
};
use super::legend::{Entry, Key, legend};
use super::scale::{Span, extent, linear_ticks, thin, thousands};
use super::table::{Column, Table};
use super::theme::{Preset, Rgb, SeriesStyle, Shape, Theme};

/// The kind of [`predictive_check()`].
pub const PREDICTIVE_CHECK: Kind = Kind {
    name: "predictive_check",
    about: "observed moments with their intervals, and what a fitted model predicts of them",
    columns: &[
        "target",
        "fitted",
        "observed",
        "observed_low",
        "observed_high",
        "mean",
        "q05",
        "q95",
        "scale",
        "n",
    ],
    optional: &[],
    words: &[],
    preset: Preset::Mm178,
    draw: predictive_check,
};
const NUMBERS: [&str; 9] = [
    "fitted",
    "observed",
    "observed_low",
    "observed_high",
    "mean",
    "q05",
    "q95",
    "scale",
    "n",
];
/// Scales beyond which an interval is cut.
const FARTHEST: f64 = 8.0;

struct Row {
    target: String,
    numbers: [f64; 9],
}

impl Row {
    fn fitted(&self) -> bool {
        self.numbers[0] == 1.0
    }

    fn observed(&self) -> f64 {
        self.numbers[1]
    }

    /// A value on the axis: its distance from the observed one in scales.
    fn place(&self, value: f64) -> f64 {
        (value - self.observed()) / self.numbers[7]
    }

    fn observed_interval(&self) -> (f64, f64) {
        (self.place(self.numbers[2]), self.place(self.numbers[3]))
    }

    fn mean(&self) -> f64 {
        self.place(self.numbers[4])
    }

    fn predicted(&self) -> (f64, f64) {
        (self.place(self.numbers[5]), self.place(self.numbers[6]))
    }

    /// Whether the intervals meet.
    fn meets(&self) -> bool {
        let (low, high) = self.observed_interval();
        let low = if low.is_nan() { 0.0 } else { low };
        let high = if high.is_nan() { 0.0 } else { high };
        let (q05, q95) = self.predicted();
        q05 <= high && low <= q95
    }
}

/// Posterior predictive check: for each target the observed value (at zero) with its 95% interval, and the predictive mean with
/// its 90% interval, in units of the target's scale. Fitted targets stand above those that were predicted.
///
/// Columns: `target` (text), `fitted` (0 or 1), `observed`, `observed_low`, `observed_high` (may be missing), `mean`, `q05`,
/// `q95`, `scale` (above 0), `n` (runs). Words ([`Table::say`]): `title`, `note`.
///
/// # Errors
/// [`FigureError::MissingColumns`], [`FigureError::NotNumeric`], [`FigureError::RepeatedRow`], [`FigureError::OutOfRange`] for a
/// scale that is not above 0, [`FigureError::NoGlyph`]; [`FigureError::NothingToDraw`] without a target.
///
/// ```
/// use trilat_figures::{Preset, Source, Table, Theme, predictive_check};
/// let table = Table::parse_csv(
///     "target,fitted,observed,observed_low,observed_high,mean,q05,q95,scale,n\n\
///      mean count,1,0.9,0.5,1.2,0.8,0.5,1.1,0.2,1000\nlongest pause,0,12,,,6,3,9,2,1000\n",
/// )?;
/// let source = Source {
///     scenario: "toy".into(), seed: 1, runs: 1000, version: "0.1.0".into(),
///     command: "trilat plot fit.csv --figure predictive_check".into(),
/// };
/// let figure = predictive_check(&table, &Theme::new(Preset::Mm178), &source)?;
/// assert!(figure.alt_text.contains("longest pause"));
/// # Ok::<(), trilat_figures::FigureError>(())
/// ```
pub fn predictive_check(
    table: &Table,
    theme: &Theme,
    source: &Source,
) -> Result<Figure, FigureError> {
    let rows = read(table)?;
    let styles = theme.categories(2);
    let predicted = styles
        .first()
        .copied()
        .unwrap_or(SeriesStyle::plain(Rgb::BLACK));
    let mut c = Canvas::new();
    let width = theme.width_mm() - 2.0 * MARGIN;
    let mut y = MARGIN + heading(&mut c, theme, table, MARGIN);
    let band = Rgb(120, 120, 120);
    let entries = [
        Entry::new(Key::Band(band, 0.35), "observed, 95% interval"),
        Entry::new(Key::Marker(predicted), "predicted, 90% interval"),
        Entry::new(
            Key::Hollow(predicted.shape, predicted.colour),
            "does not meet the observed interval",
        ),
    ];
    y += legend(&mut c, theme, &entries, (MARGIN, y), width) + theme.mm(0.8);

    let labels = widest(rows.iter().map(|r| r.target.as_str()), small(theme));
    let labels = f64::min(labels, 0.45 * width) + theme.mm(1.2);
    let reach = rows.iter().flat_map(|row| {
        let (a, b) = row.observed_interval();
        let (p, q) = row.predicted();
        [a, b, p, q, row.mean()]
    });
    let (low, high) = extent(reach).unwrap_or((-1.0, 1.0));
    let ends = (low.clamp(-FARTHEST, 0.0), high.clamp(0.0, FARTHEST));
    let (range, ticks) = linear_ticks(ends.0, ends.1, 6);
    let mut frame = Frame {
        left: MARGIN + labels,
        top: y,
        right: theme.width_mm() - MARGIN,
        bottom: y,
    };
    let span = Span::new(
        range,
        (frame.left + theme.mm(1.5), frame.right - theme.mm(1.5)),
    );
    let ticks = thin(ticks, &span, small(theme), theme.mm(1.8));
    let mut cut = false;
    for (fitted, title) in [(true, "Fitted"), (false, "Predicted, not fitted")] {
        let members: Vec<&Row> = rows.iter().filter(|row| row.fitted() == fitted).collect();
        if members.is_empty() {
            continue;
        }
        panel_title(&mut c, theme, title, (MARGIN, frame.top), width);
        frame.top += panel_title_height(theme, title, width) + theme.mm(0.3);
        let line = theme.line_mm() * 1.15;
        frame.bottom = frame.top + members.len() as f64 * line;
        x_grid(&mut c, theme, &frame, &span, &ticks);
        let zero = span.at(0.0);
        let stroke = Stroke::solid(theme.ink(), theme.mm(0.25));
        c.line(vec![(zero, frame.top), (zero, frame.bottom)], stroke);
        for (at, row) in members.iter().enumerate() {
            let middle = frame.top + (at as f64 + 0.5) * line;
            let words = fit(&row.target, small(theme), labels - theme.mm(1.2));
            c.text(
                &words,
                (MARGIN, middle),
                small(theme),
                Align::Start,
                theme.ink(),
            );
            cut |= draw_row(&mut c, theme, (&span, range), row, middle, predicted);
        }
        frame.top = frame.bottom + theme.mm(0.8);
    }
    y = frame.bottom + x_axis(&mut c, theme, &frame, &span, &ticks);
    let title = "Distance from the observed value (its standard errors)";
    y += axis_title(&mut c, theme, title, frame.left, frame.right, y);
    let mut notes = Vec::new();
    if cut {
        notes.push(format!(
            "Intervals that go on beyond {FARTHEST} are cut at the edge."
        ));
    }
    let height_mm = footer(&mut c, theme, &notes, &source.line(), y);
    let parts = Parts {
        name: PREDICTIVE_CHECK.name,
        title: "Predictive check".to_owned(),
        data: data(&rows)?,
        caption: caption(table, &rows, source),
        alt_text: alt_text(&rows),
        height_mm,
    };
    Figure::new(c, parts, theme, source)
}

/// Draws one target; whether something had to be cut.
fn draw_row(
    c: &mut Canvas,
    theme: &Theme,
    (span, range): (&Span, (f64, f64)),
    row: &Row,
    y: f64,
    style: SeriesStyle,
) -> bool {
    let inside = |value: f64| value.clamp(range.0, range.1);
    let (low, high) = row.observed_interval();
    if low.is_finite() && high.is_finite() {
        let half = 0.42 * theme.line_mm();
        let (a, b) = (span.at(inside(low)), span.at(inside(high)));
        c.rect((a, y - half), (b, y + half), Rgb(120, 120, 120), 0.35);
    }
    let (q05, q95) = row.predicted();
    if !(q05.is_finite() && q95.is_finite()) {
        return false;
    }
    let stroke = Stroke::solid(style.colour, theme.mm(0.3));
    let limits = (span.at(inside(q05)), span.at(inside(q95)));
    whisker_across(c, theme, limits, y, stroke);
    let mean = (span.at(inside(row.mean())), y);
    c.marker(
        Shape::Circle,
        mean,
        theme.mm(0.75),
        style.colour,
        !row.meets(),
    );
    inside(q05) != q05 || inside(q95) != q95
}

fn read(table: &Table) -> Result<Vec<Row>, FigureError> {
    PREDICTIVE_CHECK.require(table)?;
    table.unique(PREDICTIVE_CHECK.name, &["target"])?;
    let columns: Result<Vec<Vec<f64>>, FigureError> =
        NUMBERS.iter().map(|name| table.numbers(name)).collect();
    let columns = columns?;
    let mut rows = Vec::new();
    for (at, target) in table.text("target")?.into_iter().enumerate() {
        let numbers = std::array::from_fn(|k| columns[k][at]);
        let row = Row { target, numbers };
        let scale = row.numbers[7];
        // NaN is no scale either.
        if scale.is_nan() || scale <= 0.0 {
            return Err(FigureError::OutOfRange {
                column: "scale".to_owned(),
                row: at + 1,
                value: scale,
                allowed: "numbers above 0",
            });
        }
        rows.push(row);
    }
    if rows.is_empty() {
        return Err(FigureError::NothingToDraw {
            figure: PREDICTIVE_CHECK.name.to_owned(),
            reason: "there are no targets",
        });
    }
    Ok(rows)
}

fn data(rows: &[Row]) -> Result<Table, FigureError> {
    let mut out = Table::new();
    let targets = rows.iter().map(|row| row.target.clone()).collect();
    out.push("target", Column::Text(targets))?;
    for (at, name) in NUMBERS.iter().enumerate() {
        let values = rows.iter().map(|row| row.numbers[at]).collect();
        out.push(name, Column::Number(values))?;
    }
    Ok(out)
}

fn caption(table: &Table, rows: &[Row], source: &Source) -> String {
    let missed = rows.iter().filter(|row| !row.meets()).count();
    let n = rows.iter().map(|row| row.numbers[8]).fold(0.0, f64::max);
    let mut text = format!(
        "Posterior predictive check of {} targets, {} of them fitted. Grey: 95% interval of the observed value, which stands at zero; \
         circles and whiskers: mean and 90% interval of up to {} runs at draws from the posterior; both in standard errors of the \
         observed value, or where it has none in robust standard deviations of the prior predictive distribution. Hollow: the {} target{} \
         whose predictive interval does not meet the observed one.",
        rows.len(),
        rows.iter().filter(|row| row.fitted()).count(),
        thousands(n),
        missed,
        if missed == 1 { "" } else { "s" }
    );
    if let Some(note) = table.said("note") {
        text.push_str(&format!(" {note}"));
    }
    format!("{text} {}", source.line())
}

fn alt_text(rows: &[Row]) -> String {
    let mut text = "Observed and predicted value of each target.".to_owned();
    for row in rows {
        text.push_str(&format!(
            " {}: observed {}, predicted {} ({} to {}){}.",
            row.target,
            short(row.observed()),
            short(row.numbers[4]),
            short(row.numbers[5]),
            short(row.numbers[6]),
            if row.meets() { "" } else { ", does not meet" }
        ));
    }
    text
}
