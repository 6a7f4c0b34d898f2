//! Scenario discovery by PRIM: the box over its points, and the way to it.

use super::axis::{Axis, Look, plot};
use super::canvas::{Canvas, Point, Stroke};
use super::error::FigureError;
use super::estimates::{self, short};
use super::figure::{Figure, Parts, Source};
use super::kind::Kind;
use super::layout::{MARGIN, draw_series, footer, heading};
use super::legend::{Entry, Key, legend};
use super::scale::{linear_ticks, thousands};
use super::table::Table;
use super::theme::{Preset, Rgb, SeriesStyle, Shape, Theme};

/// The kind of [`prim_box()`].
pub const PRIM_BOX: Kind = Kind {
    name: "prim_box",
    about: "cases and other points over two factors, with the box that holds the cases",
    columns: &["x", "y", "case"],
    optional: &["x_low", "x_high", "y_low", "y_high"],
    words: &["x", "y", "value"],
    preset: Preset::Apsr1Col,
    draw: prim_box,
};
const BOX_COLUMNS: [&str; 7] = ["x", "y", "case", "x_low", "x_high", "y_low", "y_high"];
/// The kind of [`peeling()`].
pub const PEELING: Kind = Kind {
    name: "peeling",
    about: "density against coverage along a peeling trajectory",
    columns: &["step", "coverage", "density"],
    optional: &["selected", "box"],
    words: &[],
    preset: Preset::Apsr1Col,
    draw: peeling,
};
const PEELING_COLUMNS: [&str; 4] = ["step", "coverage", "density", "selected"];

/// Points of a study over two factors, cases filled and others hollow, and the box that holds the cases
/// (Friedman & Fisher 1999; Bryant & Lempert 2010).
///
/// Columns: `x`, `y` (numbers), `case` (0 or 1), and optionally `x_low`, `x_high`, `y_low`, `y_high`, the limits of the box,
/// the same in each row, missing where the box is not limited. Words ([`Table::say`]): `x`, `y`, `value` (what a case is),
/// `title`, `note`, `x_scale`, `y_scale`.
///
/// # Errors
/// [`FigureError::MissingColumns`], [`FigureError::NotNumeric`], [`FigureError::NoGlyph`];
/// [`FigureError::NothingToDraw`] without a point.
///
/// ```
/// use trilat_figures::{Preset, Source, Table, Theme, prim_box};
/// let table = Table::parse_csv(
///     "x,y,case,x_low,x_high,y_low,y_high\n0.1,0.2,0,0.5,,,0.6\n0.8,0.3,1,0.5,,,0.6\n0.9,0.9,0,0.5,,,0.6\n",
/// )?;
/// let source = Source {
///     scenario: "toy".into(), seed: 1, runs: 300, version: "0.1.0".into(),
///     command: "trilat plot box.csv --figure prim_box".into(),
/// };
/// let figure = prim_box(&table, &Theme::new(Preset::Apsr1Col), &source)?;
/// assert!(figure.caption.contains("coverage 1.00"));
/// # Ok::<(), trilat_figures::FigureError>(())
/// ```
pub fn prim_box(table: &Table, theme: &Theme, source: &Source) -> Result<Figure, FigureError> {
    PRIM_BOX.require(table)?;
    // Words have no place on the axes of a box.
    table.numbers("x")?;
    table.numbers("y")?;
    let (x_axis, x) = Axis::of(table, "x")?;
    let (y_axis, y) = Axis::of(table, "y")?;
    let case = table.numbers("case")?;
    let points: Vec<(f64, f64, bool)> = x
        .into_iter()
        .zip(y)
        .zip(case)
        .filter(|((x, y), _)| x.is_finite() && y.is_finite())
        .map(|((x, y), case)| (x, y, case == 1.0))
        .collect();
    if points.is_empty() {
        return Err(FigureError::NothingToDraw {
            figure: PRIM_BOX.name.to_string(),
            reason: "no row has both `x` and `y`",
        });
    }
    let (x_low, x_high) = limits(table, "x", &x_axis)?;
    let (y_low, y_high) = limits(table, "y", &y_axis)?;
    let inside =
        |p: &&(f64, f64, bool)| p.0 >= x_low && p.0 <= x_high && p.1 >= y_low && p.1 <= y_high;
    let held = points.iter().filter(inside).count();
    let cases = points.iter().filter(|p| p.2).count();
    let hits = points.iter().filter(inside).filter(|p| p.2).count();

    let styles = theme.categories(2);
    let colour = |k: usize| styles.get(k).map_or(Rgb::BLACK, |s| s.colour);
    let edge = Stroke::solid(Rgb::BLACK, theme.mm(0.4));
    let mut c = Canvas::new();
    let mut at = MARGIN + heading(&mut c, theme, table, MARGIN);
    let value = table.words("value", "case");
    let entries = [
        Entry::new(Key::Marker(SeriesStyle::plain(colour(0))), value.clone()),
        Entry::new(
            Key::Hollow(Shape::Circle, Rgb(120, 120, 120)),
            "other point",
        ),
        Entry::new(Key::Line(edge), "box"),
    ];
    let width = theme.width_mm() - 2.0 * MARGIN;
    at += legend(&mut c, theme, &entries, (MARGIN, at), width) + theme.mm(0.6);
    let titles = (table.words("x", "x"), table.words("y", "y"));
    let narrow = theme.width_mm() / theme.scale() < 100.0;
    let look = Look {
        x: &x_axis,
        y: &y_axis,
        titles: (&titles.0, &titles.1),
        height: theme.mm(if narrow { 56.0 } else { 74.0 }),
        right: theme.mm(2.0),
        pad: (theme.mm(1.5), theme.mm(1.5)),
        grid: true,
    };
    let drawn = plot(&mut c, theme, &look, at);
    let (a, b) = (
        (drawn.x.at(x_low), drawn.y.at(y_high)),
        (drawn.x.at(x_high), drawn.y.at(y_low)),
    );
    c.rect(a, b, colour(0), 0.1);
    let radius = theme.mm(if points.len() > 400 { 0.4 } else { 0.6 });
    for (x, y, case) in points
        .iter()
        .filter(|p| !p.2)
        .chain(points.iter().filter(|p| p.2))
    {
        let (shade, place) = (
            if *case { colour(0) } else { Rgb(120, 120, 120) },
            (drawn.x.at(*x), drawn.y.at(*y)),
        );
        c.marker(Shape::Circle, place, radius, shade, !case);
    }
    c.line(vec![a, (b.0, a.1), b, (a.0, b.1), a], edge);
    let height_mm = footer(&mut c, theme, &[], &source.line(), drawn.bottom);
    let share = |part: usize, whole: usize| short(part as f64 / whole as f64);
    let mut caption = format!(
        "Points of the study over {} and {}. Filled: {value}; hollow: other points. In this projection the box holds {} of {} \
         points and {} of {} cases (coverage {}, density {}); limits on other factors are not shown.",
        titles.0,
        titles.1,
        thousands(held as f64),
        thousands(points.len() as f64),
        thousands(hits as f64),
        thousands(cases as f64),
        share(hits, cases),
        share(hits, held)
    );
    if let Some(note) = table.said("note") {
        caption.push_str(&format!(" {note}"));
    }
    let parts = Parts {
        name: PRIM_BOX.name,
        title: format!("Box over {} and {}", titles.0, titles.1),
        data: estimates::kept(table, &BOX_COLUMNS)?,
        alt_text: format!(
            "Scatter of {} points, {} of them cases, with a box from {} to {} across and {} to {} upwards.",
            points.len(),
            cases,
            short(value_at(table, "x", x_low)),
            short(value_at(table, "x", x_high)),
            short(value_at(table, "y", y_low)),
            short(value_at(table, "y", y_high))
        ),
        caption: format!("{caption} {}", source.line()),
        height_mm,
    };
    Figure::new(c, parts, theme, source)
}

fn is_log(table: &Table, column: &str) -> bool {
    table.said(&format!("{column}_scale")) == Some("log")
}

/// The value that stands at a place of an axis.
fn value_at(table: &Table, column: &str, place: f64) -> f64 {
    if is_log(table, column) {
        libm::pow(10.0, place)
    } else {
        place
    }
}

/// The places at which a box begins and ends on an axis: the ends of the axis where it has no limit.
fn limits(table: &Table, column: &str, axis: &Axis) -> Result<(f64, f64), FigureError> {
    let log = is_log(table, column);
    let limit = |end: &str, otherwise: f64| -> Result<f64, FigureError> {
        let name = format!("{column}_{end}");
        if !table.has(&name) {
            return Ok(otherwise);
        }
        let values = table.numbers(&name)?.into_iter();
        let mut places = values.map(|v| if log { libm::log10(v) } else { v });
        Ok(places.find(|v| v.is_finite()).unwrap_or(otherwise))
    };
    Ok((limit("low", axis.range.0)?, limit("high", axis.range.1)?))
}

/// The peeling trajectory of PRIM: density (share of cases in the box) against coverage (share of all cases that it holds),
/// from the whole space on, with the step that was chosen.
///
/// Columns: `step`, `coverage`, `density` (0 to 1), and optionally `selected` (0 or 1). Words: `title`, `note`.
///
/// # Errors
/// [`FigureError::MissingColumns`], [`FigureError::NotNumeric`], [`FigureError::NoGlyph`];
/// [`FigureError::NothingToDraw`] without a step.
///
/// ```
/// use trilat_figures::{Preset, Source, Table, Theme, peeling};
/// let table = Table::parse_csv("step,coverage,density,selected\n0,1,0.2,0\n1,0.9,0.5,1\n2,0.4,0.9,0\n")?;
/// let source = Source {
///     scenario: "toy".into(), seed: 1, runs: 300, version: "0.1.0".into(),
///     command: "trilat plot trajectory.csv --figure peeling".into(),
/// };
/// let figure = peeling(&table, &Theme::new(Preset::Apsr1Col), &source)?;
/// assert!(figure.caption.contains("coverage 0.900"));
/// # Ok::<(), trilat_figures::FigureError>(())
/// ```
pub fn peeling(table: &Table, theme: &Theme, source: &Source) -> Result<Figure, FigureError> {
    PEELING.require(table)?;
    let (coverage, density) = (table.numbers("coverage")?, table.numbers("density")?);
    let selected = if table.has("selected") {
        table.numbers("selected")?
    } else {
        vec![0.0; table.rows()]
    };
    let steps: Vec<(f64, f64, bool)> = coverage
        .into_iter()
        .zip(density)
        .zip(selected)
        .filter(|((c, d), _)| c.is_finite() && d.is_finite())
        .map(|((c, d), chosen)| (c, d, chosen == 1.0))
        .collect();
    if steps.is_empty() {
        return Err(FigureError::NothingToDraw {
            figure: PEELING.name.to_string(),
            reason: "no row has both coverage and density",
        });
    }
    let (range, ticks) = linear_ticks(0.0, 1.0, 5);
    let axis = Axis {
        range,
        ticks,
        categories: false,
        levels: Vec::new(),
    };
    let styles = theme.categories(2);
    let style = styles
        .first()
        .copied()
        .unwrap_or(SeriesStyle::plain(Rgb::BLACK));
    let second = styles.get(1).map_or(Rgb::BLACK, |s| s.colour);
    let mut c = Canvas::new();
    let mut at = MARGIN + heading(&mut c, theme, table, MARGIN);
    let mut entries = vec![Entry::new(
        Key::Series(style),
        "steps of peeling and pasting",
    )];
    let chosen = steps.iter().find(|s| s.2);
    let mark = SeriesStyle {
        shape: Shape::Diamond,
        ..SeriesStyle::plain(second)
    };
    if chosen.is_some() {
        entries.push(Entry::new(Key::Marker(mark), "chosen"));
    }
    let width = theme.width_mm() - 2.0 * MARGIN;
    at += legend(&mut c, theme, &entries, (MARGIN, at), width) + theme.mm(0.6);
    let narrow = theme.width_mm() / theme.scale() < 100.0;
    let look = Look {
        x: &axis,
        y: &axis,
        titles: (
            "Coverage: share of all cases in the box",
            "Density: share of cases",
        ),
        height: theme.mm(if narrow { 56.0 } else { 74.0 }),
        right: theme.mm(2.0),
        pad: (theme.mm(1.5), theme.mm(1.5)),
        grid: true,
    };
    let drawn = plot(&mut c, theme, &look, at);
    let line: Vec<Point> = steps
        .iter()
        .map(|(x, y, _)| (drawn.x.at(*x), drawn.y.at(*y)))
        .collect();
    draw_series(&mut c, theme, &style, &line, (1, 0));
    let mut caption = "Peeling trajectory of PRIM, from the whole space (coverage 1) on: density against coverage of each \
                       box on the way."
        .to_string();
    if let Some((x, y, _)) = chosen {
        let place = (drawn.x.at(*x), drawn.y.at(*y));
        c.marker(mark.shape, place, theme.mm(1.3), mark.colour, false);
        caption.push_str(&format!(
            " Chosen: coverage {}, density {}.",
            short(*x),
            short(*y)
        ));
    }
    if let Some(note) = table.said("note") {
        caption.push_str(&format!(" {note}"));
    }
    let height_mm = footer(&mut c, theme, &[], &source.line(), drawn.bottom);
    let parts = Parts {
        name: PEELING.name,
        title: "Peeling trajectory".to_string(),
        data: estimates::kept(table, &PEELING_COLUMNS)?,
        alt_text: format!(
            "Curve of density against coverage over {} boxes. {caption}",
            steps.len()
        ),
        caption: format!("{caption} {}", source.line()),
        height_mm,
    };
    Figure::new(c, parts, theme, source)
}
