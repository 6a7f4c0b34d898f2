//! States and what ties them together.

use super::axis::n_in_words;
use super::canvas::{Align, Canvas, Point, Stroke};
use super::error::FigureError;
use super::estimates::{self, Estimate, short};
use super::figure::{Figure, Parts, Source};
use super::font::{TextSize, fit, width_mm};
use super::kind::Kind;
use super::layout::{MARGIN, footer, heading, small};
use super::scale::extent;
use super::table::{Table, distinct};
use super::theme::{MM_PER_PT, Preset, Rgb, Shape, Theme};

/// The kind of [`network()`].
pub const NETWORK: Kind = Kind {
    name: "network",
    about: "states as nodes, pairs as edges of the width of their cooperation",
    columns: &["from", "to", "estimate", "ci_low", "ci_high", "n"],
    optional: &[],
    words: &["value"],
    preset: Preset::Apsr1Col,
    draw: network,
};

/// States as nodes on a circle and pairs of them as edges, the wider the larger the estimate, each with its number and
/// interval.
///
/// Columns: `from`, `to` (text), `estimate` (0 and above), `ci_low`, `ci_high`, `n`. Words ([`Table::say`]): `value` (what
/// the edges show), `interval` (what the brackets hold, if not a 95% confidence interval), `title`, `note`.
///
/// # Errors
/// [`FigureError::MissingColumns`], [`FigureError::NotNumeric`], [`FigureError::OutOfRange`],
/// [`FigureError::RepeatedRow`], [`FigureError::NoGlyph`]; [`FigureError::NothingToDraw`] without an estimate.
///
/// ```
/// use trilat_figures::{Preset, Source, Table, Theme, network};
/// let table = Table::parse_csv(
///     "from,to,estimate,ci_low,ci_high,n\nUSA,JPN,0.6,0.5,0.7,500\nUSA,KOR,0.5,0.4,0.6,500\nJPN,KOR,0.2,0.1,0.3,500\n",
/// )?;
/// let source = Source {
///     scenario: "toy".into(), seed: 1, runs: 500, version: "0.1.0".into(),
///     command: "trilat plot outputs/toy --figure network".into(),
/// };
/// let figure = network(&table, &Theme::new(Preset::Apsr1Col), &source)?;
/// assert!(figure.svg.contains("0.200 [0.100, 0.300]"));
/// # Ok::<(), trilat_figures::FigureError>(())
/// ```
pub fn network(table: &Table, theme: &Theme, source: &Source) -> Result<Figure, FigureError> {
    NETWORK.require(table)?;
    table.unique(NETWORK.name, &["from", "to"])?;
    let (from, to) = (table.text("from")?, table.text("to")?);
    let all = estimates::read(table)?;
    if let Some(row) = all.iter().position(|e| e.value < 0.0) {
        return Err(FigureError::OutOfRange {
            column: "estimate".to_string(),
            row: row + 1,
            value: all.get(row).map_or(f64::NAN, |e| e.value),
            allowed: "0 and above",
        });
    }
    let edges: Vec<(&str, &str, Estimate)> = from
        .iter()
        .zip(&to)
        .zip(&all)
        .filter(|((a, b), e)| e.is_known() && a != b)
        .map(|((a, b), e)| (a.as_str(), b.as_str(), *e))
        .collect();
    if edges.is_empty() {
        return Err(FigureError::NothingToDraw {
            figure: NETWORK.name.to_string(),
            reason: "no pair has an estimate",
        });
    }
    let nodes = distinct(edges.iter().flat_map(|(a, b, _)| [*a, *b]));
    let value = table.words("value", "Tie");
    let interval = table.words("interval", "95% confidence interval");
    let mut c = Canvas::new();
    let top = MARGIN + heading(&mut c, theme, table, MARGIN);
    let narrow = theme.width_mm() / theme.scale() < 100.0;
    let radius = theme.mm(if narrow { 26.0 } else { 36.0 });
    let node = theme.mm(6.0);
    let centre = (theme.width_mm() / 2.0, top + node + radius);
    let place = |name: &str| -> Point {
        let k = nodes.iter().position(|n| *n == name).unwrap_or(0) as f64;
        let angle = std::f64::consts::TAU * k / nodes.len() as f64;
        // The first on top, the others clockwise; an ellipse leaves room for the labels of edges.
        (
            centre.0 + 1.25 * radius * libm::sin(angle),
            centre.1 - radius * libm::cos(angle),
        )
    };
    draw_edges(&mut c, theme, &edges, place);
    let size = TextSize::bold(theme.text_pt());
    let ink = theme.categories(1).first().map_or(Rgb::BLACK, |s| s.colour);
    for name in &nodes {
        let at = place(name);
        c.marker(Shape::Circle, at, node, ink, false);
        let words = fit(name, size, 1.8 * node);
        c.text(&words, at, size, Align::Middle, Rgb::WHITE);
    }
    let lowest = nodes
        .iter()
        .map(|name| place(name).1)
        .fold(centre.1, f64::max);
    let bottom = lowest + node + theme.mm(1.0);
    let notes = [format!("Width and number: {value}. Brackets: {interval}.")];
    let height_mm = footer(&mut c, theme, &notes, &source.line(), bottom);
    let n = n_in_words(all.iter().map(|e| e.n), "runs");
    let mut caption = format!(
        "{value} of each pair: the wider the edge, the larger. Number: estimate; brackets: {interval}; {n}."
    );
    if let Some(note) = table.said("note") {
        caption.push_str(&format!(" {note}"));
    }
    let mut alt_text = format!("Network of {} states; {value} of each pair.", nodes.len());
    for (a, b, e) in &edges {
        alt_text.push_str(&format!(" {a}, {b}: {}.", e.in_words()));
    }
    let parts = Parts {
        name: NETWORK.name,
        title: value,
        data: estimates::kept(table, NETWORK.columns)?,
        caption: format!("{caption} {}", source.line()),
        alt_text,
        height_mm,
    };
    Figure::new(c, parts, theme, source)
}

/// Edges, and their labels where the first of several places along the edge is free.
fn draw_edges(
    c: &mut Canvas,
    theme: &Theme,
    edges: &[(&str, &str, Estimate)],
    place: impl Fn(&str) -> Point,
) {
    let largest = extent(edges.iter().map(|(_, _, e)| e.value)).map_or(1.0, |(_, hi)| hi);
    for (a, b, e) in edges {
        let share = if largest > 0.0 {
            e.value / largest
        } else {
            0.0
        };
        let width = theme.mm(0.3 + 3.2 * share);
        let stroke = Stroke::solid(Rgb(150, 150, 150), width);
        c.line(vec![place(a), place(b)], stroke);
    }
    let size = small(theme);
    let mut taken: Vec<(f64, f64, f64, f64)> = Vec::new();
    let tall = 0.55 * size.pt * MM_PER_PT * 1.25;
    for (a, b, e) in edges {
        let [value, low, high] = e.reach().map(short);
        let text = format!("{value} [{low}, {high}]");
        let half = width_mm(&text, size) / 2.0 + theme.mm(0.5);
        let (from, to) = (place(a), place(b));
        let area = |share: f64| {
            let x = (from.0 + share * (to.0 - from.0))
                .clamp(MARGIN + half, theme.width_mm() - MARGIN - half);
            let y = from.1 + share * (to.1 - from.1);
            (x - half, y - tall, x + half, y + tall)
        };
        let free = |a: &(f64, f64, f64, f64)| {
            taken
                .iter()
                .all(|t| a.2 <= t.0 || t.2 <= a.0 || a.3 <= t.1 || t.3 <= a.1)
        };
        // Where no place is free the label is left to the data beside the figure.
        let shares = [0.5, 0.42, 0.58, 0.35, 0.65, 0.3, 0.7];
        let Some(spot) = shares.into_iter().map(area).find(free) else {
            continue;
        };
        c.rect((spot.0, spot.1), (spot.2, spot.3), Rgb::WHITE, 0.92);
        let middle = ((spot.0 + spot.2) / 2.0, (spot.1 + spot.3) / 2.0);
        c.text(&text, middle, size, Align::Middle, Rgb::BLACK);
        taken.push(spot);
    }
}
