//! Elementary effects (Morris): mean size against spread, with factors named.

use super::axis::{Axis, Look, n_in_words, plot, whisker_across, whisker_up};
use super::canvas::{Align, Canvas, Point, Stroke};
use super::error::FigureError;
use super::estimates::{self, Estimate};
use super::figure::{Figure, Parts, Source};
use super::font::width_mm;
use super::kind::Kind;
use super::layout::{Frame, MARGIN, footer, heading, small};
use super::legend::{Entry, Key, legend};
use super::scale::linear_ticks;
use super::table::{Table, distinct};
use super::theme::{Dash, Preset, Rgb, Shape, Theme};

/// The kind of [`morris()`].
pub const MORRIS: Kind = Kind {
    name: "morris",
    about: "elementary effects: mean size against spread, with intervals, factors named",
    columns: &["factor", "index", "estimate", "ci_low", "ci_high", "n"],
    optional: &["output", "method", "factor2", "share"],
    words: &["value"],
    preset: Preset::Apsr1Col,
    draw: morris,
};

struct Row<'a> {
    factor: &'a str,
    mu_star: Estimate,
    sigma: Estimate,
}

/// A rectangle: left, top, right, bottom.
type Area = (f64, f64, f64, f64);

/// Elementary effects after Morris (1991) with the mean of absolute values of Campolongo, Cariboni & Saltelli (2007):
/// μ* across (how much a factor matters) and σ upwards (how much that depends on the others or on its own value), with
/// 95% intervals. Names stand where they meet neither one another nor a point; those without room are listed beneath.
///
/// Columns: `factor`, `index` (`mu_star` or `sigma`; others are passed over), `estimate`, `ci_low`, `ci_high`, `n`
/// (trajectories). Words ([`Table::say`]): `value` (what varies), `title`, `note`.
///
/// # Errors
/// [`FigureError::MissingColumns`], [`FigureError::NotNumeric`], [`FigureError::RepeatedRow`],
/// [`FigureError::NoGlyph`]; [`FigureError::NothingToDraw`] unless some factor has both indices.
///
/// ```
/// use trilat_figures::{Preset, Source, Table, Theme, morris};
/// let table = Table::parse_csv(
///     "factor,index,estimate,ci_low,ci_high,n\nwill.threat,mu_star,1.2,1.0,1.4,20\nwill.threat,sigma,0.5,,,20\n",
/// )?;
/// let source = Source {
///     scenario: "toy".into(), seed: 1, runs: 400, version: "0.1.0".into(),
///     command: "trilat plot sensitivity.csv --figure morris".into(),
/// };
/// let figure = morris(&table, &Theme::new(Preset::Apsr1Col), &source)?;
/// assert!(figure.svg.contains("will.threat"));
/// # Ok::<(), trilat_figures::FigureError>(())
/// ```
pub fn morris(table: &Table, theme: &Theme, source: &Source) -> Result<Figure, FigureError> {
    MORRIS.require(table)?;
    table.unique(MORRIS.name, &["factor", "index"])?;
    let (factors, indices) = (table.text("factor")?, table.text("index")?);
    let estimates = estimates::read(table)?;
    let find = |factor: &str, index: &str| {
        let mut rows = factors.iter().zip(&indices).zip(&estimates);
        let found = rows.find(|((f, i), e)| *f == factor && *i == index && e.is_known());
        found.map(|(_, e)| *e)
    };
    let mut rows: Vec<Row<'_>> = distinct(factors.iter().map(String::as_str))
        .into_iter()
        .filter_map(|factor| {
            Some(Row {
                factor,
                mu_star: find(factor, "mu_star")?,
                sigma: find(factor, "sigma")?,
            })
        })
        .collect();
    if rows.is_empty() {
        return Err(FigureError::NothingToDraw {
            figure: MORRIS.name.to_string(),
            reason: "no factor has both `mu_star` and `sigma`",
        });
    }
    // The factors that matter most are named first.
    rows.sort_by(|a, b| b.mu_star.value.total_cmp(&a.mu_star.value));
    let value = table.words("value", "the output");
    let colour = theme
        .categories(1)
        .first()
        .map_or(theme.ink(), |s| s.colour);
    let diagonal = Stroke {
        colour: Rgb(120, 120, 120),
        width: theme.mm(0.2),
        dash: Dash::Short,
    };
    let mut c = Canvas::new();
    let mut y = MARGIN + heading(&mut c, theme, table, MARGIN);
    let entries = [
        Entry::new(
            Key::Marker(super::theme::SeriesStyle::plain(colour)),
            "factor",
        ),
        Entry::new(Key::Line(diagonal), "σ = μ*"),
    ];
    let width = theme.width_mm() - 2.0 * MARGIN;
    y += legend(&mut c, theme, &entries, (MARGIN, y), width) + theme.mm(0.6);
    let axis = |values: Vec<f64>| {
        let high = values
            .into_iter()
            .filter(|v| v.is_finite())
            .fold(0.0, f64::max);
        let (range, ticks) = linear_ticks(0.0, if high > 0.0 { high } else { 1.0 }, 5);
        Axis {
            range,
            ticks,
            categories: false,
            levels: Vec::new(),
        }
    };
    let across = axis(rows.iter().flat_map(|r| r.mu_star.reach()).collect());
    let upwards = axis(rows.iter().flat_map(|r| r.sigma.reach()).collect());
    let narrow = theme.width_mm() / theme.scale() < 100.0;
    let titles = (
        format!("μ* of {value}: mean size of elementary effects"),
        "σ: their spread".to_string(),
    );
    let look = Look {
        x: &across,
        y: &upwards,
        titles: (&titles.0, &titles.1),
        height: theme.mm(if narrow { 58.0 } else { 76.0 }),
        right: theme.mm(2.0),
        pad: (theme.mm(1.5), theme.mm(1.5)),
        grid: true,
    };
    let plot = plot(&mut c, theme, &look, y);
    let most = f64::min(across.range.1, upwards.range.1);
    let at = |m: f64, s: f64| (plot.x.at(m), plot.y.at(s));
    c.line(vec![at(0.0, 0.0), at(most, most)], diagonal);
    let whisker = Stroke::solid(colour, theme.mm(0.2));
    // Names stand clear of whiskers and their caps too.
    let (mut whiskers, half): (Vec<Area>, f64) = (Vec::new(), theme.mm(0.4));
    for row in &rows {
        let (x, y) = at(row.mu_star.value, row.sigma.value);
        if row.mu_star.low.is_finite() && row.mu_star.high.is_finite() {
            let limits = (
                plot.x.at(row.mu_star.low.max(0.0)),
                plot.x.at(row.mu_star.high),
            );
            whisker_across(&mut c, theme, limits, y, whisker);
            whiskers.push((limits.0 - half, y - half, limits.1 + half, y + half));
        }
        if row.sigma.low.is_finite() && row.sigma.high.is_finite() {
            let limits = (plot.y.at(row.sigma.low.max(0.0)), plot.y.at(row.sigma.high));
            whisker_up(&mut c, theme, x, limits, whisker);
            whiskers.push((x - half, limits.1 - half, x + half, limits.0 + half));
        }
    }
    let points: Vec<Point> = rows
        .iter()
        .map(|r| at(r.mu_star.value, r.sigma.value))
        .collect();
    for point in &points {
        c.marker(Shape::Circle, *point, theme.mm(0.75), colour, false);
    }
    let unnamed = name_points(&mut c, theme, &rows, &points, whiskers, &plot.frame);
    let mut notes = Vec::new();
    if !unnamed.is_empty() {
        notes.push(format!(
            "Without room for a name, by μ*: {}.",
            unnamed.join(", ")
        ));
    }
    let height_mm = footer(&mut c, theme, &notes, &source.line(), plot.bottom);
    let n = n_in_words(estimates.iter().map(|e| e.n), "trajectories");
    let mut caption = format!(
        "Elementary effects on {value}: mean absolute effect μ* and standard deviation σ of each factor, per range of \
         the factor. Bars: 95% confidence interval (pointwise); {n}. Above the broken line an effect depends more on the \
         other factors, or on the factor's own value, than it is large."
    );
    if let Some(note) = table.said("note") {
        caption.push_str(&format!(" {note}"));
    }
    let mut alt_text = format!("Scatter of elementary effects on {value}, by size.");
    for row in &rows {
        alt_text.push_str(&format!(
            " {}: μ* {}, σ {}.",
            row.factor,
            row.mu_star.in_words(),
            row.sigma.in_words()
        ));
    }
    let parts = Parts {
        name: MORRIS.name,
        title: format!("Elementary effects on {value}"),
        data: estimates::kept(table, MORRIS.columns)?,
        caption: format!("{caption} {}", source.line()),
        alt_text,
        height_mm,
    };
    Figure::new(c, parts, theme, source)
}

/// Writes names beside their points where there is room; returns those for which there is none.
fn name_points<'a>(
    c: &mut Canvas,
    theme: &Theme,
    rows: &[Row<'a>],
    points: &[Point],
    whiskers: Vec<Area>,
    frame: &Frame,
) -> Vec<&'a str> {
    let size = small(theme);
    let (gap, half) = (theme.mm(1.1), 0.5 * theme.line_mm());
    let r = theme.mm(0.9);
    let mut taken: Vec<Area> = points
        .iter()
        .map(|(x, y)| (x - r, y - r, x + r, y + r))
        .collect();
    taken.extend(whiskers);
    let apart = |a: &Area, b: &Area| a.2 <= b.0 || b.2 <= a.0 || a.3 <= b.1 || b.3 <= a.1;
    let mut unnamed = Vec::new();
    for (row, (x, y)) in rows.iter().zip(points) {
        let width = width_mm(row.factor, size);
        let middles = [0.0, -1.0, 1.0, -2.0, 2.0, -3.0, 3.0];
        let places = middles.iter().flat_map(|k| {
            let at = y + k * theme.line_mm();
            [x + gap, x - gap - width, x - width / 2.0].map(|left| (left, at, *k))
        });
        let fits = |(left, at, k): &(f64, f64, f64)| {
            let area = (*left, at - half, left + width, at + half);
            // Straight above or below only, not across the point.
            let across = *k == 0.0 && *left < *x && *x < left + width;
            let inside = area.0 >= frame.left
                && area.2 <= frame.right
                && area.1 >= frame.top
                && area.3 <= frame.bottom;
            inside && !across && taken.iter().all(|other| apart(&area, other))
        };
        let Some((left, at, k)) = places.into_iter().find(|place| fits(place)) else {
            unnamed.push(row.factor);
            continue;
        };
        if k.abs() > 1.0 {
            let towards = if at > *y { at - half } else { at + half };
            let end = x.clamp(left, left + width);
            let thin = Stroke::solid(Rgb(150, 150, 150), theme.mm(0.12));
            c.line(vec![(*x, *y), (end, towards)], thin);
        }
        c.text(row.factor, (left, at), size, Align::Start, theme.ink());
        taken.push((left, at - half, left + width, at + half));
    }
    unnamed
}
