//! Draws from a prior and a posterior: each parameter by itself, and two by two.

use super::canvas::{Align, Canvas, Point, Stroke};
use super::error::FigureError;
use super::estimates::short;
use super::figure::{Figure, Parts, Source};
use super::font::{TextSize, fit};
use super::kind::Kind;
use super::layout::{Frame, MARGIN, footer, heading, small};
use super::legend::{Entry, Key, legend};
use super::scale::{Span, extent, thousands};
use super::table::{Column, Table};
use super::theme::{Preset, Rgb, Shape, Theme};

/// The kind of [`pairs()`].
pub const PAIRS: Kind = Kind {
    name: "pairs",
    about: "draws from prior and posterior: each parameter by itself, and two by two",
    columns: &["sample"],
    optional: &[],
    words: &[],
    preset: Preset::Mm178,
    draw: pairs,
};
const PRIOR: &str = "prior";
const POSTERIOR: &str = "posterior";
/// Bins of a marginal distribution.
const BINS: usize = 14;
/// Points in a panel: more would be a blot, and a large file.
const MOST_POINTS: usize = 150;
/// Parameters beyond which panels are too small to read.
const MOST_PARAMETERS: usize = 12;

/// One parameter: its draws by sample.
struct Parameter {
    name: String,
    prior: Vec<f64>,
    posterior: Vec<f64>,
    range: (f64, f64),
}

/// Draws from prior and posterior. On the diagonal the distribution of each parameter, below it the posterior two by two, above
/// it their correlation. The axes of a parameter span all its draws.
///
/// Columns: `sample` (`prior` or `posterior`), and a column of numbers for each parameter, which names it; draws have
/// equal weight. At most 12 parameters are drawn. Words ([`Table::say`]): `title`, `note`.
///
/// # Errors
/// [`FigureError::MissingColumns`], [`FigureError::NotNumeric`], [`FigureError::NoGlyph`];
/// [`FigureError::NothingToDraw`] without parameters or without draws of both samples.
///
/// ```
/// use trilat_figures::{Preset, Source, Table, Theme, pairs};
/// let table = Table::parse_csv(
///     "sample,drive,fear\nprior,0,1\nprior,1,3\nposterior,0.4,1.2\nposterior,0.6,2\n",
/// )?;
/// let source = Source {
///     scenario: "toy".into(), seed: 1, runs: 300, version: "0.1.0".into(),
///     command: "trilat plot draws.csv --figure pairs".into(),
/// };
/// let figure = pairs(&table, &Theme::new(Preset::Mm178), &source)?;
/// assert!(figure.caption.contains("2 draws"));
/// # Ok::<(), trilat_figures::FigureError>(())
/// ```
pub fn pairs(table: &Table, theme: &Theme, source: &Source) -> Result<Figure, FigureError> {
    let parameters = read(table)?;
    let styles = theme.categories(2);
    let colour = styles.first().map_or(Rgb::BLACK, |style| style.colour);
    let grey = Rgb(190, 190, 190);
    let mut c = Canvas::new();
    let mut y = MARGIN + heading(&mut c, theme, table, MARGIN);
    let width = theme.width_mm() - 2.0 * MARGIN;
    let entries = [
        Entry::new(Key::Band(grey, 0.7), PRIOR),
        Entry::new(Key::Line(Stroke::solid(colour, theme.mm(0.35))), POSTERIOR),
        Entry::new(
            Key::Hollow(Shape::Circle, colour),
            "draw from the posterior",
        ),
    ];
    y += legend(&mut c, theme, &entries, (MARGIN, y), width) + theme.mm(0.8);

    let count = parameters.len();
    let gap = theme.mm(1.2);
    let side = (width - gap * (count as f64 - 1.0)) / count as f64;
    let height = f64::min(side, theme.mm(26.0));
    for row in 0..count {
        for column in 0..count {
            let frame = Frame {
                left: MARGIN + column as f64 * (side + gap),
                right: MARGIN + column as f64 * (side + gap) + side,
                top: y + row as f64 * (height + gap),
                bottom: y + row as f64 * (height + gap) + height,
            };
            let (a, b) = (&parameters[column], &parameters[row]);
            match row.cmp(&column) {
                std::cmp::Ordering::Equal => {
                    marginal(&mut c, theme, &frame, a, row, (colour, grey))
                }
                std::cmp::Ordering::Greater => scatter(&mut c, theme, &frame, (a, b), colour),
                std::cmp::Ordering::Less => {
                    let r = correlation(&a.posterior, &b.posterior);
                    let size = TextSize::regular(theme.small_pt());
                    let words = if r.is_nan() { String::new() } else { signed(r) };
                    // Strong correlations are what the eye should find.
                    let shade = super::theme::mix(Rgb(170, 170, 170), Rgb::BLACK, r.abs().min(1.0));
                    c.text(&words, frame.middle(), size, Align::Middle, shade);
                }
            }
        }
    }
    y += count as f64 * (height + gap);
    for (at, parameter) in parameters.iter().enumerate() {
        let (low, high) = parameter.range;
        let words = format!(
            "{}  {}, from {} to {}",
            at + 1,
            parameter.name,
            short(low),
            short(high)
        );
        let words = fit(&words, small(theme), width);
        let line = (MARGIN, y + (at as f64 + 0.5) * theme.line_mm());
        c.text(&words, line, small(theme), Align::Start, theme.ink());
    }
    y += count as f64 * theme.line_mm();
    let height_mm = footer(&mut c, theme, &[], &source.line(), y);
    let parts = Parts {
        name: PAIRS.name,
        title: "Prior and posterior of the parameters".to_owned(),
        data: data(&parameters)?,
        caption: caption(table, &parameters, source),
        alt_text: alt_text(&parameters),
        height_mm,
    };
    Figure::new(c, parts, theme, source)
}

fn read(table: &Table) -> Result<Vec<Parameter>, FigureError> {
    PAIRS.require(table)?;
    let nothing = |reason| FigureError::NothingToDraw {
        figure: PAIRS.name.to_owned(),
        reason,
    };
    let samples = table.text("sample")?;
    let names = table.names().iter().filter(|name| *name != "sample");
    let mut parameters = Vec::new();
    for name in names.take(MOST_PARAMETERS) {
        let values = table.numbers(name)?;
        let of = |sample: &str| -> Vec<f64> {
            let rows = samples.iter().zip(&values);
            let own = rows.filter(|(own, value)| *own == sample && value.is_finite());
            own.map(|(_, value)| *value).collect()
        };
        let (prior, posterior) = (of(PRIOR), of(POSTERIOR));
        if prior.is_empty() || posterior.is_empty() {
            return Err(nothing("draws of both `prior` and `posterior` are needed"));
        }
        let range = extent(prior.iter().chain(&posterior).copied()).unwrap_or((0.0, 1.0));
        parameters.push(Parameter {
            name: name.clone(),
            prior,
            posterior,
            range,
        });
    }
    if parameters.is_empty() {
        return Err(nothing("there is no column of a parameter"));
    }
    Ok(parameters)
}

/// Share of the draws in each bin.
fn shares(values: &[f64], (low, high): (f64, f64)) -> Vec<f64> {
    let mut shares = vec![0.0; BINS];
    for value in values {
        let place = if high > low {
            (value - low) / (high - low)
        } else {
            0.5
        };
        let bin = ((place * BINS as f64) as usize).min(BINS - 1);
        shares[bin] += 1.0 / values.len() as f64;
    }
    shares
}

fn border(c: &mut Canvas, theme: &Theme, frame: &Frame) {
    let stroke = Stroke::solid(theme.ink(), theme.mm(0.1));
    let (a, b) = ((frame.left, frame.top), (frame.right, frame.bottom));
    c.line(vec![a, (b.0, a.1), b, (a.0, b.1), a], stroke);
}

fn marginal(
    c: &mut Canvas,
    theme: &Theme,
    frame: &Frame,
    parameter: &Parameter,
    number: usize,
    (colour, grey): (Rgb, Rgb),
) {
    let prior = shares(&parameter.prior, parameter.range);
    let posterior = shares(&parameter.posterior, parameter.range);
    let most = prior.iter().chain(&posterior).copied().fold(0.0, f64::max);
    let room = f64::max(frame.height() - theme.line_mm(), 0.5 * frame.height());
    let bin = frame.width() / BINS as f64;
    let top = |share: f64| frame.bottom - room * share / most.max(1e-9);
    for (at, share) in prior.iter().enumerate() {
        let left = frame.left + at as f64 * bin;
        c.rect((left, top(*share)), (left + bin, frame.bottom), grey, 0.7);
    }
    let mut line: Vec<Point> = vec![(frame.left, frame.bottom)];
    for (at, share) in posterior.iter().enumerate() {
        let left = frame.left + at as f64 * bin;
        line.push((left, top(*share)));
        line.push((left + bin, top(*share)));
    }
    line.push((frame.right, frame.bottom));
    c.line(line, Stroke::solid(colour, theme.mm(0.35)));
    border(c, theme, frame);
    let at = (
        frame.left + theme.mm(0.7),
        frame.top + 0.55 * theme.line_mm(),
    );
    let size = TextSize::bold(theme.small_pt());
    c.text(
        &(number + 1).to_string(),
        at,
        size,
        Align::Start,
        Rgb::BLACK,
    );
}

fn scatter(
    c: &mut Canvas,
    theme: &Theme,
    frame: &Frame,
    (a, b): (&Parameter, &Parameter),
    colour: Rgb,
) {
    border(c, theme, frame);
    let pad = theme.mm(0.5);
    let x = Span::new(a.range, (frame.left + pad, frame.right - pad));
    let y = Span::new(b.range, (frame.bottom - pad, frame.top + pad));
    let every = a.posterior.len().div_ceil(MOST_POINTS).max(1);
    let points = a.posterior.iter().zip(&b.posterior).step_by(every);
    for (p, q) in points {
        let place = (x.at(*p), y.at(*q));
        c.marker(Shape::Circle, place, theme.mm(0.28), colour, false);
    }
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len().min(b.len()) as f64;
    let mean = |v: &[f64]| v.iter().sum::<f64>() / n;
    let (ma, mb) = (mean(a), mean(b));
    let sum = |f: fn(f64, f64) -> f64| -> f64 {
        let pairs = a.iter().zip(b);
        pairs.map(|(x, y)| f(x - ma, y - mb)).sum()
    };
    sum(|x, y| x * y) / (sum(|x, _| x * x) * sum(|_, y| y * y)).sqrt()
}

fn signed(value: f64) -> String {
    format!("{value:.2}").replace('-', "−")
}

fn data(parameters: &[Parameter]) -> Result<Table, FigureError> {
    let mut out = Table::new();
    let first = parameters.first();
    let count = |f: fn(&Parameter) -> &Vec<f64>| first.map_or(0, |p| f(p).len());
    let mut samples = vec![PRIOR.to_owned(); count(|p| &p.prior)];
    samples.extend(vec![POSTERIOR.to_owned(); count(|p| &p.posterior)]);
    out.push("sample", Column::Text(samples))?;
    for parameter in parameters {
        let values = parameter.prior.iter().chain(&parameter.posterior);
        out.push(&parameter.name, Column::Number(values.copied().collect()))?;
    }
    Ok(out)
}

fn caption(table: &Table, parameters: &[Parameter], source: &Source) -> String {
    let draws = parameters.first().map_or(0, |p| p.posterior.len());
    let mut text = format!(
        "Prior and posterior of {} parameters. Diagonal: share of the draws by value, prior in grey and posterior as a line; \
         below: draws from the posterior, two parameters at a time; above: their correlation. {} draws of equal weight from the posterior; axes \
         span all draws of a parameter.",
        parameters.len(),
        thousands(draws as f64)
    );
    if let Some(note) = table.said("note") {
        text.push_str(&format!(" {note}"));
    }
    format!("{text} {}", source.line())
}

fn alt_text(parameters: &[Parameter]) -> String {
    let mut text = "Matrix of panels that compare prior and posterior.".to_owned();
    for (at, parameter) in parameters.iter().enumerate() {
        let ends = |values: &[f64]| {
            let (low, high) = extent(values.iter().copied()).unwrap_or((f64::NAN, f64::NAN));
            format!("{} to {}", short(low), short(high))
        };
        text.push_str(&format!(
            " {} is {}: prior draws {}, posterior draws {}.",
            at + 1,
            parameter.name,
            ends(&parameter.prior),
            ends(&parameter.posterior)
        ));
    }
    text
}
