//! An estimate over two factors as a heat map, with the line along which it has a given value.

mod contour;

use self::contour::contours;
use super::axis::n_in_words;
use super::canvas::{Align, Canvas, Point, Stroke};
use super::cells::Grid;
use super::error::FigureError;
use super::estimates::{self, Estimate, short};
use super::figure::{Figure, Parts, Source};
use super::font::width_mm;
use super::kind::Kind;
use super::layout::{Frame, MARGIN, footer, heading, small, widest};
use super::legend::{Entry, Key, legend};
use super::scale::{Span, Tick, extent, linear_ticks};
use super::table::Table;
use super::theme::{Preset, Rgb, Shape, Theme};

/// The kind of [`heat_map()`].
pub const HEAT_MAP: Kind = Kind {
    name: "heat_map",
    about: "an estimate over two factors, with a contour at a threshold",
    columns: &["x", "y", "estimate", "ci_low", "ci_high", "n"],
    optional: &["threshold"],
    words: &["x", "y", "value"],
    preset: Preset::Apsr1Col,
    draw: heat_map,
};
const COLUMNS: [&str; 7] = ["x", "y", "estimate", "ci_low", "ci_high", "n", "threshold"];
/// Steps of colour in the bar.
const STEPS: usize = 64;

/// An estimate over two factors: a cell per point in viridis, a colour bar, and, with a threshold, the line
/// along which the estimate equals it (linear between cell centres) and a dot in each cell whose interval
/// holds it. A cell without an estimate is white and crossed out.
///
/// Columns: `x`, `y` (numbers or text), `estimate`, `ci_low`, `ci_high`, `n`, and optionally `threshold` (the
/// same number in each row). Words ([`Table::say`]): `x`, `y`, `value`, `title`, `note`, `x_scale`, `y_scale`.
///
/// # Errors
/// [`FigureError::MissingColumns`], [`FigureError::NotNumeric`], [`FigureError::OutOfRange`],
/// [`FigureError::RepeatedRow`], [`FigureError::NoGlyph`]; [`FigureError::NothingToDraw`] without any estimate.
///
/// ```
/// use trilat_figures::{Preset, Source, Table, Theme, heat_map};
/// let table = Table::parse_csv(
///     "x,y,estimate,ci_low,ci_high,n,threshold\n\
///      0,0,0.1,0.08,0.12,500,0.25\n1,0,0.2,0.18,0.22,500,0.25\n\
///      0,1,0.3,0.27,0.33,500,0.25\n1,1,0.4,0.37,0.43,500,0.25\n",
/// )?;
/// let source = Source {
///     scenario: "toy".into(), seed: 1, runs: 2000, version: "0.1.0".into(),
///     command: "trilat plot grid.csv --figure heat_map".into(),
/// };
/// let figure = heat_map(&table, &Theme::new(Preset::Apsr1Col), &source)?;
/// assert!(figure.caption.contains("half-width"));
/// # Ok::<(), trilat_figures::FigureError>(())
/// ```
pub fn heat_map(table: &Table, theme: &Theme, source: &Source) -> Result<Figure, FigureError> {
    let grid = Grid::read(table, &HEAT_MAP)?;
    let threshold = threshold(table)?;
    let values = grid.estimates().map(|e| e.value).chain(threshold);
    let (low, high) = extent(values).unwrap_or((0.0, 1.0));
    let (range, ticks) = linear_ticks(low, high, 5);
    let titles = (table.words("x", "x"), table.words("y", "y"));
    let value = table.words("value", "Estimate");
    let mut c = Canvas::new();
    let mut y = MARGIN + heading(&mut c, theme, table, MARGIN);
    let width = theme.width_mm() - 2.0 * MARGIN;
    let entries = entries(theme, &grid, &value, threshold);
    y += legend(&mut c, theme, &entries, (MARGIN, y), width) + theme.mm(0.6);

    let labels = widest(ticks.iter().map(|t| t.label.as_str()), small(theme));
    let bar = theme.mm(3.0);
    let right = theme.mm(2.0) + bar + theme.mm(1.4) + labels;
    let plot = grid.plot(&mut c, theme, (&titles.0, &titles.1), right, y);
    let share = |v: f64| (v - range.0) / (range.1 - range.0);
    grid.paint(&mut c, theme, (&plot.x, &plot.y), |e| {
        theme.shade(share(e.value))
    });
    let lines = match threshold {
        Some(level) => {
            let spans = (&plot.x, &plot.y);
            let lines = draw_contour(&mut c, theme, &grid, level, spans);
            mark_undecided(&mut c, theme, &grid, level, spans);
            label_contour(&mut c, theme, &lines, level, &plot.frame);
            lines.len()
        }
        None => 0,
    };
    let left = plot.frame.right + theme.mm(2.0);
    let frame = Frame {
        left,
        right: left + bar,
        ..plot.frame
    };
    colour_bar(&mut c, theme, &frame, range, &ticks);
    let height_mm = footer(&mut c, theme, &[], &source.line(), plot.bottom);
    let words = Words {
        titles: &titles,
        value: &value,
        threshold,
        lines,
    };
    let parts = Parts {
        name: HEAT_MAP.name,
        title: format!("{value} by {} and {}", titles.0, titles.1),
        data: estimates::kept(table, &COLUMNS)?,
        caption: caption(table, &grid, &words, source),
        alt_text: alt_text(&grid, &words),
        height_mm,
    };
    Figure::new(c, parts, theme, source)
}

struct Words<'a> {
    titles: &'a (String, String),
    value: &'a str,
    threshold: Option<f64>,
    lines: usize,
}

fn threshold(table: &Table) -> Result<Option<f64>, FigureError> {
    if !table.has("threshold") {
        return Ok(None);
    }
    let values = table.numbers("threshold")?;
    Ok(values.into_iter().find(|v| v.is_finite()))
}

fn entries(theme: &Theme, grid: &Grid, value: &str, threshold: Option<f64>) -> Vec<Entry> {
    let mut entries = vec![Entry::new(
        Key::Band(theme.shade(0.35), 1.0),
        format!("Colour: {value}"),
    )];
    if let Some(level) = threshold {
        let line = Stroke::solid(Rgb::BLACK, theme.mm(0.4));
        entries.push(Entry::new(
            Key::Line(line),
            format!("equal to {}", short(level)),
        ));
        if grid.estimates().any(|e| e.holds(level)) {
            let key = Key::Hollow(Shape::Circle, Rgb::BLACK);
            entries.push(Entry::new(key, "interval holds it"));
        }
    }
    if grid.has_gaps() {
        entries.push(Entry::new(Key::Empty, "no estimate"));
    }
    entries
}

fn mark_undecided(c: &mut Canvas, theme: &Theme, grid: &Grid, level: f64, (x, y): (&Span, &Span)) {
    for (a, b, estimate) in grid.middles() {
        if estimate.holds(level) {
            let at = (x.at(a), y.at(b));
            c.marker(Shape::Circle, at, theme.mm(0.65), Rgb::BLACK, true);
        }
    }
}

/// Draws the contour; returns its lines.
fn draw_contour(
    c: &mut Canvas,
    theme: &Theme,
    grid: &Grid,
    level: f64,
    (x, y): (&Span, &Span),
) -> Vec<Vec<Point>> {
    let value = |i: usize, j: usize| grid.at(i, j).map_or(f64::NAN, |e: &Estimate| e.value);
    let lines: Vec<Vec<Point>> = contours(&grid.x.levels, &grid.y.levels, value, level)
        .into_iter()
        .map(|line| line.into_iter().map(|(a, b)| (x.at(a), y.at(b))).collect())
        .collect();
    for line in &lines {
        c.line(line.clone(), Stroke::solid(Rgb::WHITE, theme.mm(0.9)));
    }
    for line in &lines {
        c.line(line.clone(), Stroke::solid(Rgb::BLACK, theme.mm(0.4)));
    }
    lines
}

/// Writes the level on the longest line.
fn label_contour(c: &mut Canvas, theme: &Theme, lines: &[Vec<Point>], level: f64, frame: &Frame) {
    let longest = lines.iter().max_by_key(|line| line.len());
    let Some(middle) = longest.and_then(|line| line.get(line.len() / 2)) else {
        return;
    };
    let text = short(level);
    let (half, tall) = (
        width_mm(&text, small(theme)) / 2.0 + theme.mm(0.5),
        0.55 * theme.line_mm(),
    );
    // Inside the frame, whatever the line does.
    let at = (
        middle.0.clamp(frame.left + half, frame.right - half),
        middle.1.clamp(frame.top + tall, frame.bottom - tall),
    );
    c.rect(
        (at.0 - half, at.1 - tall),
        (at.0 + half, at.1 + tall),
        Rgb::WHITE,
        0.9,
    );
    c.text(&text, at, small(theme), Align::Middle, Rgb::BLACK);
}

fn colour_bar(c: &mut Canvas, theme: &Theme, frame: &Frame, range: (f64, f64), ticks: &[Tick]) {
    let span = Span::new((0.0, STEPS as f64), (frame.bottom, frame.top));
    for step in 0..STEPS {
        let colour = theme.shade((step as f64 + 0.5) / STEPS as f64);
        // Each step reaches to the top, so that no seam shows between two.
        let low = span.at(step as f64);
        c.rect((frame.left, frame.top), (frame.right, low), colour, 1.0);
    }
    let (a, b) = ((frame.left, frame.top), (frame.right, frame.bottom));
    let outline = Stroke::solid(theme.ink(), theme.mm(0.1));
    c.line(vec![a, (b.0, a.1), b, (a.0, b.1), a], outline);
    let values = Span::new(range, (frame.bottom, frame.top));
    for tick in ticks {
        let y = values.at(tick.value);
        let from = (frame.right, y);
        c.line(vec![from, (frame.right + theme.mm(0.6), y)], outline);
        let at = (frame.right + theme.mm(1.0), y);
        c.text(&tick.label, at, small(theme), Align::Start, theme.ink());
    }
}

fn caption(table: &Table, grid: &Grid, words: &Words<'_>, source: &Source) -> String {
    let halves: Vec<f64> = grid.estimates().map(|e| (e.high - e.low) / 2.0).collect();
    let half = match extent(halves) {
        Some((lo, hi)) => format!(
            "half-width of the 95% confidence interval {} to {}, which is Monte Carlo error alone",
            short(lo),
            short(hi)
        ),
        None => "no intervals given".to_string(),
    };
    let n = n_in_words(grid.estimates().map(|e| e.n), "runs per cell");
    let mut text = format!(
        "{} by {} and {}. Each cell: estimate at the point in its middle; {half}; {n}.",
        words.value, words.titles.0, words.titles.1
    );
    if let Some(level) = words.threshold {
        let level = short(level);
        text.push_str(&if words.lines > 0 {
            format!(
                " Line: estimate equal to {level}, interpolated linearly between the middles of cells. Circles: \
                 cells whose interval holds {level}."
            )
        } else {
            format!(" The estimate does not cross {level} within the grid.")
        });
    }
    if grid.has_gaps() {
        text.push_str(" Crossed out: no estimate.");
    }
    if let Some(note) = table.said("note") {
        text.push_str(&format!(" {note}"));
    }
    format!("{text} {}", source.line())
}

fn alt_text(grid: &Grid, words: &Words<'_>) -> String {
    let mut text = format!(
        "Heat map of {} with {} cells, {} across and {} upwards.",
        words.value,
        grid.count(),
        words.titles.0,
        words.titles.1
    );
    let by_value = |a: &&Estimate, b: &&Estimate| a.value.total_cmp(&b.value);
    if let (Some(least), Some(most)) = (
        grid.estimates().min_by(by_value),
        grid.estimates().max_by(by_value),
    ) {
        text.push_str(&format!(
            " Least: {}; most: {}.",
            least.in_words(),
            most.in_words()
        ));
    }
    if let Some(level) = words.threshold {
        let above = grid.estimates().filter(|e| e.value >= level).count();
        text.push_str(&format!(" {above} cells are at {} or above.", short(level)));
    }
    text
}
