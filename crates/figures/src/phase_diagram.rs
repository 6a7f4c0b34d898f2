//! The sign of an effect over two factors.

use super::axis::n_in_words;
use super::canvas::{Align, Canvas};
use super::cells::Grid;
use super::error::FigureError;
use super::estimates::{self, Estimate, short};
use super::figure::{Figure, Parts, Source};
use super::font::{TextSize, wrap};
use super::kind::Kind;
use super::layout::{MARGIN, footer, heading};
use super::legend::{Entry, Key, legend};
use super::scale::extent;
use super::table::Table;
use super::theme::{MM_PER_PT, Preset, Rgb, Theme};

/// The kind of [`phase_diagram()`].
pub const PHASE_DIAGRAM: Kind = Kind {
    name: "phase_diagram",
    about: "where an effect over two factors is positive, negative or undecided",
    columns: &["x", "y", "estimate", "ci_low", "ci_high", "n"],
    optional: &[],
    words: &["x", "y", "value"],
    preset: Preset::Apsr1Col,
    draw: phase_diagram,
};

/// The kind of [`effect_map()`].
pub const EFFECT_MAP: Kind = Kind {
    name: "effect_map",
    about: "an effect over two factors: sign by hue, size by depth, hatched where it is undecided",
    columns: PHASE_DIAGRAM.columns,
    optional: &[],
    words: PHASE_DIAGRAM.words,
    preset: PHASE_DIAGRAM.preset,
    draw: effect_map,
};

/// The share of a hue that the smallest effects have.
const FAINTEST: f64 = 0.25;

/// What an interval says about a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Plus,
    Minus,
    Undecided,
    None,
}

impl Sign {
    const ALL: [Sign; 4] = [Sign::Plus, Sign::Minus, Sign::Undecided, Sign::None];

    fn of(estimate: &Estimate) -> Self {
        if estimate.value == 0.0 && estimate.low == 0.0 && estimate.high == 0.0 {
            Sign::None
        } else if estimate.low > 0.0 {
            Sign::Plus
        } else if estimate.high < 0.0 {
            Sign::Minus
        } else {
            Sign::Undecided
        }
    }

    fn symbol(self) -> &'static str {
        match self {
            Sign::Plus => "+",
            Sign::Minus => "−",
            Sign::Undecided => "?",
            Sign::None => "0",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Sign::Plus => "increases",
            Sign::Minus => "decreases",
            Sign::Undecided => "undecided",
            Sign::None => "no difference in any pair",
        }
    }

    /// Fill and text.
    fn colours(self, theme: &Theme) -> (Rgb, Rgb) {
        match (self, theme.is_grey()) {
            (Sign::Plus, false) => (Rgb(230, 159, 0), Rgb::BLACK),
            (Sign::Minus, false) => (Rgb(0, 114, 178), Rgb::WHITE),
            (Sign::Plus, true) => (Rgb(165, 165, 165), Rgb::BLACK),
            (Sign::Minus, true) => (Rgb(70, 70, 70), Rgb::WHITE),
            (Sign::Undecided, _) => (Rgb(222, 222, 222), Rgb(60, 60, 60)),
            // The paper: cells too small for a sign still differ from those that are undecided.
            (Sign::None, _) => (Rgb::WHITE, Rgb(60, 60, 60)),
        }
    }
}

/// Where an effect over two factors is positive (`+`), negative (`−`) or undecided (`?`), by whether its 95% interval
/// lies above, below or about zero; `0` where no pair of runs differs. A cell without an estimate is crossed out.
///
/// Columns: `x`, `y` (numbers or text), `estimate`, `ci_low`, `ci_high` (the effect), `n`. Words ([`Table::say`]): `x`,
/// `y`, `value`, `title`, `note`, `x_scale`, `y_scale`.
///
/// # Errors
/// As [`heat_map`](super::heat_map()).
///
/// ```
/// use trilat_figures::{Preset, Source, Table, Theme, phase_diagram};
/// let table = Table::parse_csv(
///     "x,y,estimate,ci_low,ci_high,n\n0,0,0.1,0.05,0.15,500\n1,0,-0.2,-0.3,-0.1,500\n\
///      0,1,0.0,-0.1,0.1,500\n1,1,0.2,0.1,0.3,500\n",
/// )?;
/// let source = Source {
///     scenario: "toy".into(), seed: 1, runs: 2000, version: "0.1.0".into(),
///     command: "trilat plot effects.csv --figure phase_diagram".into(),
/// };
/// let figure = phase_diagram(&table, &Theme::new(Preset::Apsr1Col), &source)?;
/// assert!(figure.alt_text.contains("undecided: 1"));
/// # Ok::<(), trilat_figures::FigureError>(())
/// ```
pub fn phase_diagram(table: &Table, theme: &Theme, source: &Source) -> Result<Figure, FigureError> {
    draw_kind(&PHASE_DIAGRAM, table, theme, source)
}

/// The effect of an arm over two factors, in the order in which their values were given: its sign by hue, its size by
/// the depth of the hue, and hatched where the paired 95 % interval holds zero. A cell without an estimate is crossed out.
///
/// Columns and words: those of [`phase_diagram()`]; `n` counts pairs of runs.
///
/// # Errors
/// As [`heat_map`](super::heat_map()).
///
/// ```
/// use trilat_figures::{Preset, Source, Table, Theme, effect_map};
/// let table = Table::parse_csv(
///     "x,y,estimate,ci_low,ci_high,n\n0,0,0.1,0.05,0.15,500\n1,0,-0.2,-0.3,-0.1,500\n\
///      0,1,0.0,-0.1,0.1,500\n1,1,0.2,0.1,0.3,500\n",
/// )?;
/// let source = Source {
///     scenario: "toy".into(), seed: 1, runs: 2000, version: "0.1.0".into(),
///     command: "trilat plot effects.csv --figure effect_map".into(),
/// };
/// let figure = effect_map(&table, &Theme::new(Preset::Apsr1Col), &source)?;
/// assert!(figure.alt_text.contains("Effects from"), "{}", figure.alt_text);
/// # Ok::<(), trilat_figures::FigureError>(())
/// ```
pub fn effect_map(table: &Table, theme: &Theme, source: &Source) -> Result<Figure, FigureError> {
    draw_kind(&EFFECT_MAP, table, theme, source)
}

/// A sign's fill for an effect of this share of the largest.
fn depth(fill: Rgb, share: f64) -> Rgb {
    let own = FAINTEST + (1.0 - FAINTEST) * share.clamp(0.0, 1.0);
    let mix = |part: u8| (255.0 - own * (255.0 - f64::from(part))).round() as u8;
    Rgb(mix(fill.0), mix(fill.1), mix(fill.2))
}

fn draw_kind(
    kind: &'static Kind,
    table: &Table,
    theme: &Theme,
    source: &Source,
) -> Result<Figure, FigureError> {
    let sized = kind.name == EFFECT_MAP.name;
    let grid = Grid::read(table, kind)?;
    let largest = grid
        .estimates()
        .fold(0.0, |max, e| f64::max(max, e.value.abs()));
    let titles = (table.words("x", "x"), table.words("y", "y"));
    let value = table.words("value", "effect");
    let count = |sign: Sign| grid.estimates().filter(|e| Sign::of(e) == sign).count();
    let mut c = Canvas::new();
    let mut y = MARGIN + heading(&mut c, theme, table, MARGIN);
    let present = Sign::ALL.into_iter().filter(|sign| count(*sign) > 0);
    let mut entries: Vec<Entry> = present
        .map(|sign| {
            let (fill, _) = sign.colours(theme);
            match (sized, sign) {
                (true, Sign::Undecided) => Entry::new(Key::Hatched(fill), sign.words()),
                _ => {
                    let label = format!("{} {}", sign.symbol(), sign.words());
                    Entry::new(Key::Band(fill, 1.0), label)
                }
            }
        })
        .collect();
    if grid.has_gaps() {
        entries.push(Entry::new(Key::Empty, "no estimate"));
    }
    let width = theme.width_mm() - 2.0 * MARGIN;
    if sized {
        // A map has no axis for what it shows.
        let size = TextSize::regular(theme.text_pt());
        let line = theme.line_mm() * 1.15;
        for words in wrap(&value, size, width) {
            c.text(
                &words,
                (MARGIN, y + 0.5 * line),
                size,
                Align::Start,
                theme.ink(),
            );
            y += line;
        }
    }
    y += legend(&mut c, theme, &entries, (MARGIN, y), width) + theme.mm(0.6);
    let plot = grid.plot(&mut c, theme, (&titles.0, &titles.1), theme.mm(1.5), y);
    let paint = |e: &Estimate| {
        let fill = Sign::of(e).colours(theme).0;
        match Sign::of(e) {
            Sign::Plus | Sign::Minus if sized => depth(fill, e.value.abs() / largest),
            _ => fill,
        }
    };
    grid.paint(&mut c, theme, (&plot.x, &plot.y), paint);
    if sized {
        let undecided = |e: &Estimate| Sign::of(e) == Sign::Undecided;
        grid.hatch(&mut c, theme, (&plot.x, &plot.y), undecided);
    }
    grid.lines(&mut c, theme, (&plot.x, &plot.y));
    let size = TextSize::bold(theme.text_pt());
    // Signs only where cells are large enough for them; colours tell the rest.
    if grid.smallest_cell((&plot.x, &plot.y)) > 1.1 * size.pt * MM_PER_PT {
        for (a, b, estimate) in grid.middles() {
            let sign = Sign::of(estimate);
            let ink = match sized {
                true => Rgb::BLACK,
                false => sign.colours(theme).1,
            };
            // A hatched cell says it already.
            if sized && sign == Sign::Undecided {
                continue;
            }
            let at = (plot.x.at(a), plot.y.at(b));
            c.text(sign.symbol(), at, size, Align::Middle, ink);
        }
    }
    let height_mm = footer(&mut c, theme, &[], &source.line(), plot.bottom);
    let parts = Parts {
        name: kind.name,
        title: match sized {
            true => format!("{value} over {} and {}", titles.0, titles.1),
            false => format!("Sign of the {value}"),
        },
        data: estimates::kept(table, kind.columns)?,
        caption: caption(table, &grid, (&titles, &value), sized, source),
        alt_text: alt_text(&titles, &value, count, sized.then_some(&grid)),
        height_mm,
    };
    Figure::new(c, parts, theme, source)
}

fn caption(
    table: &Table,
    grid: &Grid,
    (titles, value): (&(String, String), &str),
    sized: bool,
    source: &Source,
) -> String {
    let halves: Vec<f64> = grid.estimates().map(|e| (e.high - e.low) / 2.0).collect();
    let half = extent(halves).map_or_else(String::new, |(lo, hi)| {
        format!(
            " Half-width of the interval: {} to {}.",
            short(lo),
            short(hi)
        )
    });
    let n = n_in_words(grid.estimates().map(|e| e.n), "pairs of runs per cell");
    let range = grid.estimates().map(|e| e.value);
    let sizes = extent(range).map_or_else(String::new, |(lo, hi)| {
        format!("{} to {}", short(lo), short(hi))
    });
    let mut text = match sized {
        true => format!(
            "{value} over {} and {}, from {sizes}: hue by sign, deeper where the effect is larger, hatched where the \
             paired 95% confidence interval holds zero; each cell by itself, Monte Carlo error alone; {n}.{half}",
            titles.0, titles.1
        ),
        false => format!(
            "Sign of the {value} over {} and {}: + where the 95% confidence interval of the effect lies above zero, − where \
         it lies below, ? where it holds zero, 0 where no pair of runs differs; each cell by itself, Monte Carlo error \
         alone; {n}.{half}",
            titles.0, titles.1
        ),
    };
    if grid.has_gaps() {
        text.push_str(" Crossed out: no estimate.");
    }
    if let Some(note) = table.said("note") {
        text.push_str(&format!(" {note}"));
    }
    format!("{text} {}", source.line())
}

fn alt_text(
    titles: &(String, String),
    value: &str,
    count: impl Fn(Sign) -> usize,
    sized: Option<&Grid>,
) -> String {
    let range = sized.and_then(|grid| extent(grid.estimates().map(|e| e.value)));
    let sizes = range.map_or_else(String::new, |(lo, hi)| {
        format!(" Effects from {} to {}.", short(lo), short(hi))
    });
    let mut text = format!(
        "Grid of {} across and {} upwards with the sign of the {value} in each cell.",
        titles.0, titles.1
    );
    let counts: Vec<String> = Sign::ALL
        .into_iter()
        .map(|sign| format!("{}: {}", sign.words(), count(sign)))
        .collect();
    text.push_str(&format!(" Cells by sign: {}.{sizes}", counts.join(", ")));
    text
}
