//! Where over two parameters a claim comes out as predicted.

use super::axis::{Axis, Look, plot};
use super::canvas::{Canvas, Stroke};
use super::claims_overview::Answer;
use super::error::FigureError;
use super::estimates::{self, short};
use super::figure::{Figure, Parts, Source};
use super::kind::Kind;
use super::layout::{MARGIN, footer, heading};
use super::legend::{Entry, Key, legend};
use super::scale::thousands;
use super::table::Table;
use super::theme::{Preset, Rgb, SeriesStyle, Shape, Theme};

/// The kind of [`claim_map()`].
pub const CLAIM_MAP: Kind = Kind {
    name: "claim_map",
    about: "points of a space over two factors, marked by what they say of a claim, with a box",
    columns: &["x", "y", "answer"],
    optional: &[
        "claim", "x_factor", "y_factor", "box", "x_low", "x_high", "y_low", "y_high",
    ],
    words: &["x", "y", "value"],
    preset: Preset::Apsr1Col,
    draw: claim_map,
};
const COLUMNS: [&str; 11] = [
    "claim", "x_factor", "y_factor", "x", "y", "answer", "box", "x_low", "x_high", "y_low",
    "y_high",
];
const GREY: Rgb = Rgb(120, 120, 120);

/// The points of an audit over two parameters, marked by what they say of a claim, and a box, such as PRIM's, in
/// which it fails or holds.
///
/// Columns: `x`, `y` (numbers), `answer` (`as_predicted`, `opposite`, `zero` or `undecided`), and optionally `x_low`,
/// `x_high`, `y_low`, `y_high`, the limits of the box, missing where it has none, `box` (what the claim does in it), `claim`,
/// `x_factor`, `y_factor` (names), each the same in every row. Words ([`Table::say`]), which go before these names: `x`, `y`,
/// `value` (the claim), `title`, `note`, `x_scale`, `y_scale`.
///
/// # Errors
/// [`FigureError::MissingColumns`], [`FigureError::NotNumeric`], [`FigureError::OutOfRange`],
/// [`FigureError::NoGlyph`]; [`FigureError::NothingToDraw`] without a point.
///
/// ```
/// use trilat_figures::{Preset, Source, Table, Theme, claim_map};
/// let table = Table::parse_csv(
///     "x,y,answer,box,x_low,x_high\n0.1,0.2,as_predicted,holds,,0.5\n0.8,0.3,opposite,holds,,0.5\n",
/// )?;
/// let source = Source {
///     scenario: "toy".into(), seed: 1, runs: 300, version: "0.1.0".into(),
///     command: "trilat claims".into(),
/// };
/// let figure = claim_map(&table, &Theme::new(Preset::Apsr1Col), &source)?;
/// assert!(figure.alt_text.contains("1 as predicted"));
/// # Ok::<(), trilat_figures::FigureError>(())
/// ```
pub fn claim_map(table: &Table, theme: &Theme, source: &Source) -> Result<Figure, FigureError> {
    CLAIM_MAP.require(table)?;
    table.numbers("x")?;
    table.numbers("y")?;
    let (x_axis, x) = Axis::of(table, "x")?;
    let (y_axis, y) = Axis::of(table, "y")?;
    let places = x.into_iter().zip(y).zip(table.text("answer")?);
    let points: Vec<(f64, f64, Answer)> = places
        .filter(|((x, y), _)| x.is_finite() && y.is_finite())
        .filter_map(|((x, y), word)| Some((x, y, answer(&word)?)))
        .collect();
    if points.is_empty() {
        return Err(FigureError::NothingToDraw {
            figure: CLAIM_MAP.name.to_owned(),
            reason: "no row has `x`, `y` and a known `answer`",
        });
    }
    let count = |wanted: Answer| points.iter().filter(|p| p.2 == wanted).count();
    let said = |key: &str, column: &str, other: &str| -> Result<String, FigureError> {
        let names = if table.has(column) {
            table.text(column)?
        } else {
            Vec::new()
        };
        let name = names.first().filter(|name| !name.is_empty());
        Ok(table.words(key, name.map_or(other, String::as_str)))
    };
    let titles = (said("x", "x_factor", "x")?, said("y", "y_factor", "y")?);
    let limits = limits(table, (&x_axis, &y_axis))?;
    let mut c = Canvas::new();
    let mut at = MARGIN + heading(&mut c, theme, table, MARGIN);
    let edge = Stroke::solid(Rgb::BLACK, theme.mm(0.4));
    let mut entries: Vec<Entry> = Answer::ALL
        .into_iter()
        .filter(|answer| count(*answer) > 0)
        .map(|answer| {
            let (shape, colour, hollow) = mark(answer, theme);
            let key = if hollow {
                Key::Hollow(shape, colour)
            } else {
                Key::Marker(SeriesStyle {
                    shape,
                    ..SeriesStyle::plain(colour)
                })
            };
            Entry::new(key, answer.words())
        })
        .collect();
    if limits.is_some() {
        let words = format!("box in which it {}", said("box", "box", "holds")?);
        entries.push(Entry::new(Key::Line(edge), words));
    }
    let width = theme.width_mm() - 2.0 * MARGIN;
    at += legend(&mut c, theme, &entries, (MARGIN, at), width) + theme.mm(0.6);
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
    let radius = theme.mm(if points.len() > 400 { 0.5 } else { 0.75 });
    // What is not decided lies beneath what is.
    for wanted in [
        Answer::Undecided,
        Answer::Zero,
        Answer::AsPredicted,
        Answer::Opposite,
    ] {
        let (shape, colour, hollow) = mark(wanted, theme);
        for (x, y, _) in points.iter().filter(|p| p.2 == wanted) {
            let place = (drawn.x.at(*x), drawn.y.at(*y));
            c.marker(shape, place, radius, colour, hollow);
        }
    }
    if let Some([x_low, x_high, y_low, y_high]) = limits {
        let (a, b) = (
            (drawn.x.at(x_low), drawn.y.at(y_high)),
            (drawn.x.at(x_high), drawn.y.at(y_low)),
        );
        c.line(vec![a, (b.0, a.1), b, (a.0, b.1), a], edge);
    }
    let height_mm = footer(&mut c, theme, &[], &source.line(), drawn.bottom);
    let counts: Vec<String> = Answer::ALL
        .into_iter()
        .filter(|answer| count(*answer) > 0)
        .map(|answer| format!("{} {}", thousands(count(answer) as f64), answer.words()))
        .collect();
    let value = said("value", "claim", "the claim")?;
    let mut caption = format!(
        "What {} points of the space say of {value}, over {} and {}: {}. Signs by 95% intervals of paired differences, \
         Holm's adjustment over claims; all other parameters vary too.",
        thousands(points.len() as f64),
        titles.0,
        titles.1,
        counts.join(", ")
    );
    if limits.is_some() {
        caption.push_str(" Box: by PRIM; its limits on other parameters are not shown.");
    }
    if let Some(note) = table.said("note") {
        caption.push_str(&format!(" {note}"));
    }
    let boxed = limits.map_or_else(String::new, |[a, b, c, d]| {
        format!(
            " A box from {} to {} across and {} to {} upwards.",
            short(a),
            short(b),
            short(c),
            short(d)
        )
    });
    let parts = Parts {
        name: CLAIM_MAP.name,
        title: format!("Where {value} comes out as predicted"),
        data: estimates::kept(table, &COLUMNS)?,
        caption: format!("{caption} {}", source.line()),
        alt_text: format!(
            "Scatter over {} and {} of points: {}.{boxed}",
            titles.0,
            titles.1,
            counts.join(", ")
        ),
        height_mm,
    };
    Figure::new(c, parts, theme, source)
}

fn answer(word: &str) -> Option<Answer> {
    match word {
        "as_predicted" => Some(Answer::AsPredicted),
        "opposite" => Some(Answer::Opposite),
        "zero" => Some(Answer::Zero),
        "undecided" => Some(Answer::Undecided),
        _ => None,
    }
}

/// Shape, colour, and whether it is hollow.
fn mark(answer: Answer, theme: &Theme) -> (Shape, Rgb, bool) {
    match answer {
        Answer::AsPredicted => (Shape::Circle, answer.colour(theme), false),
        Answer::Opposite => (Shape::TriangleDown, answer.colour(theme), false),
        Answer::Zero => (Shape::Square, GREY, true),
        Answer::Undecided => (Shape::Circle, GREY, true),
    }
}

/// The limits of the box in places, those of the axes where it has none; `None` without any.
fn limits(table: &Table, (x, y): (&Axis, &Axis)) -> Result<Option<[f64; 4]>, FigureError> {
    let mut out = [x.range.0, x.range.1, y.range.0, y.range.1];
    let mut any = false;
    for (limit, name) in out.iter_mut().zip(["x_low", "x_high", "y_low", "y_high"]) {
        if !table.has(name) {
            continue;
        }
        let found = table.numbers(name)?.into_iter().find(|v| v.is_finite());
        let scale = format!("{}_scale", &name[..1]);
        if let Some(value) = found {
            let log = table.said(&scale) == Some("log");
            *limit = if log { libm::log10(value) } else { value };
            any = true;
        }
    }
    Ok(any.then_some(out))
}
