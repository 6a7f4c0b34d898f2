//! The generations of a sequential sampler: tolerance, and what became of the sample.

use super::axis::{Axis, Look, plot};
use super::canvas::{Canvas, Point};
use super::error::FigureError;
use super::estimates::{self, short};
use super::figure::{Figure, Parts, Source};
use super::kind::Kind;
use super::layout::{MARGIN, draw_series, footer, heading};
use super::legend::{Entry, Key, legend};
use super::scale::linear_ticks;
use super::table::{Column, Table};
use super::theme::{Preset, SeriesStyle, Theme};

/// The kind of [`tolerances()`].
pub const TOLERANCES: Kind = Kind {
    name: "tolerances",
    about: "generations of a sequential sampler: tolerance, acceptance, effective sample size",
    columns: &["generation", "tolerance", "acceptance", "ess_share"],
    optional: &[],
    words: &[],
    preset: Preset::Apsr1Col,
    draw: tolerances,
};

/// Tolerance by generation (upper panel), and share of proposals accepted and effective share of the sample (lower
/// panel).
///
/// Columns: `generation`, `tolerance` (missing in the first generation, which accepts all), `acceptance` and
/// `ess_share` (0 to 1). Words ([`Table::say`]): `title`, `note`.
///
/// # Errors
/// [`FigureError::MissingColumns`], [`FigureError::NotNumeric`],
/// [`FigureError::NoGlyph`]; [`FigureError::NothingToDraw`] if no generation has a tolerance.
///
/// ```
/// use trilat_figures::{Preset, Source, Table, Theme, tolerances};
/// let table = Table::parse_csv(
///     "generation,tolerance,acceptance,ess_share\n0,,1,1\n1,4,0.5,0.9\n2,2,0.3,0.8\n",
/// )?;
/// let source = Source {
///     scenario: "toy".into(), seed: 1, runs: 1000, version: "0.1.0".into(),
///     command: "trilat plot history.csv --figure tolerances".into(),
/// };
/// let figure = tolerances(&table, &Theme::new(Preset::Apsr1Col), &source)?;
/// assert!(figure.caption.contains("from 4.00 to 2.00"));
/// # Ok::<(), trilat_figures::FigureError>(())
/// ```
pub fn tolerances(table: &Table, theme: &Theme, source: &Source) -> Result<Figure, FigureError> {
    TOLERANCES.require(table)?;
    let columns: Result<Vec<Vec<f64>>, FigureError> = TOLERANCES
        .columns
        .iter()
        .map(|name| table.numbers(name))
        .collect();
    let columns = columns?;
    let tolerance = &columns[1];
    let known: Vec<f64> = tolerance
        .iter()
        .copied()
        .filter(|t| t.is_finite())
        .collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else {
        return Err(FigureError::NothingToDraw {
            figure: TOLERANCES.name.to_owned(),
            reason: "no generation has a tolerance",
        });
    };
    let mut plain = Table::new();
    for (name, values) in TOLERANCES.columns.iter().zip(&columns) {
        plain.push(name, Column::Number(values.clone()))?;
    }
    let most = known.iter().copied().fold(0.0, f64::max);
    let (range, ticks) = linear_ticks(0.0, most, 4);
    let upper = Axis {
        range,
        ticks,
        categories: false,
        levels: Vec::new(),
    };
    let (x, generations) = Axis::of(&plain, "generation")?;
    let (range, ticks) = linear_ticks(0.0, 1.0, 4);
    let lower = Axis {
        range,
        ticks,
        categories: false,
        levels: Vec::new(),
    };
    let styles = theme.categories(3);
    let style = |at: usize| {
        let plain = SeriesStyle::plain(theme.ink());
        styles.get(at).copied().unwrap_or(plain)
    };
    let mut c = Canvas::new();
    let mut y = MARGIN + heading(&mut c, theme, table, MARGIN);
    let drawn = plot(
        &mut c,
        theme,
        &Look {
            x: &x,
            y: &upper,
            titles: ("", "Tolerance"),
            height: theme.mm(30.0),
            right: theme.mm(2.0),
            pad: (theme.mm(1.5), theme.mm(1.5)),
            grid: true,
        },
        y,
    );
    let series = |xs: &[f64], ys: &[f64], drawn: &super::axis::Plot| -> Vec<Point> {
        let pairs = xs.iter().zip(ys);
        pairs
            .map(|(a, b)| (drawn.x.at(*a), drawn.y.at(*b)))
            .collect()
    };
    let points = series(&generations, tolerance, &drawn);
    draw_series(&mut c, theme, &style(0), &points, (1, 0));
    y = drawn.bottom + theme.mm(1.0);
    let width = theme.width_mm() - 2.0 * MARGIN;
    let entries = [
        Entry::new(Key::Series(style(1)), "proposals accepted"),
        Entry::new(Key::Series(style(2)), "effective share of the sample"),
    ];
    y += legend(&mut c, theme, &entries, (MARGIN, y), width) + theme.mm(0.6);
    let drawn = plot(
        &mut c,
        theme,
        &Look {
            x: &x,
            y: &lower,
            titles: ("Generation", "Share"),
            height: theme.mm(24.0),
            right: theme.mm(2.0),
            pad: (theme.mm(1.5), theme.mm(1.5)),
            grid: true,
        },
        y,
    );
    for (at, column) in [(1, 2), (2, 3)] {
        let points = series(&generations, &columns[column], &drawn);
        draw_series(&mut c, theme, &style(at), &points, (1, 0));
    }
    let height_mm = footer(&mut c, theme, &[], &source.line(), drawn.bottom);
    let rows = table.rows();
    let mut caption = format!(
        "Sampling in {rows} generations. Above: largest distance accepted, from {} to {}; the first generation is the prior \
         and accepts all. Below: share of the proposals that were accepted, and effective sample size over the number of particles.",
        short(*first),
        short(*last)
    );
    if let Some(note) = table.said("note") {
        caption.push_str(&format!(" {note}"));
    }
    let parts = Parts {
        name: TOLERANCES.name,
        title: "Tolerance by generation".to_owned(),
        data: estimates::kept(table, TOLERANCES.columns)?,
        alt_text: format!(
            "Two panels over {rows} generations: the tolerance falls from {} to {}; the share accepted ends at {}, the effective share at {}.",
            short(*first),
            short(*last),
            short(columns[2].last().copied().unwrap_or(f64::NAN)),
            short(columns[3].last().copied().unwrap_or(f64::NAN)),
        ),
        caption: format!("{caption} {}", source.line()),
        height_mm,
    };
    Figure::new(c, parts, theme, source)
}
