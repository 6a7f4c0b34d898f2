//! All claims of an audit by what the points of the space say of them: bars of shares.

use super::axis::whisker_across;
use super::canvas::{Align, Canvas, Stroke};
use super::cells::empty_cell;
use super::error::FigureError;
use super::estimates::{self, short};
use super::figure::{Figure, Parts, Source};
use super::font::fit;
use super::kind::Kind;
use super::layout::{
    Frame, MARGIN, axis_title, footer, heading, panel_title, panel_title_height, small, widest,
    x_axis, x_grid,
};
use super::legend::{Entry, Key, legend};
use super::scale::{Span, extent, linear_ticks, thousands};
use super::table::{Table, distinct};
use super::theme::{Preset, Rgb, Theme};

/// The kind of [`claims_overview()`].
pub const CLAIMS_OVERVIEW: Kind = Kind {
    name: "claims_overview",
    about: "claims by what the points of a space say of them: shares, and the interval of the true share",
    columns: &[
        "claim",
        "verdict",
        "as_predicted",
        "opposite",
        "zero",
        "undecided",
        "share_low",
        "share_high",
    ],
    optional: &[],
    words: &[],
    preset: Preset::Apsr1Col,
    draw: claims_overview,
};

/// What a point can say of a claim, in the order of a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    AsPredicted,
    Opposite,
    Zero,
    Undecided,
}

impl Answer {
    pub(super) const ALL: [Answer; 4] = [
        Answer::AsPredicted,
        Answer::Undecided,
        Answer::Zero,
        Answer::Opposite,
    ];

    pub(super) fn words(self) -> &'static str {
        match self {
            Answer::AsPredicted => "as predicted",
            Answer::Opposite => "opposite",
            Answer::Zero => "no difference in any pair",
            Answer::Undecided => "undecided",
        }
    }

    pub(super) fn colour(self, theme: &Theme) -> Rgb {
        match (self, theme.is_grey()) {
            (Answer::AsPredicted, false) => Rgb(0, 114, 178),
            (Answer::Opposite, false) => Rgb(230, 159, 0),
            (Answer::AsPredicted, true) => Rgb(70, 70, 70),
            (Answer::Opposite, true) => Rgb(160, 160, 160),
            (Answer::Undecided, _) => Rgb(228, 228, 228),
            (Answer::Zero, _) => Rgb::WHITE,
        }
    }
}

struct Row {
    claim: String,
    verdict: String,
    /// Points, in the order of [`Answer::ALL`].
    counts: [f64; 4],
    low: f64,
    high: f64,
}

impl Row {
    fn points(&self) -> f64 {
        self.counts.iter().sum()
    }
}

/// For each claim of an audit the shares of points at which it comes out as predicted, the other way round, with no
/// difference at all or undecided, as a bar, with the 95% interval of the true share as predicted (line with caps),
/// in groups by verdict.
///
/// Columns: `claim` (what stands beside the bar), `verdict` (its group; groups in the order of the table), `as_predicted`,
/// `opposite`, `zero`, `undecided` (points), `share_low`, `share_high` (0 to 1; may be missing). Words
/// ([`Table::say`]): `title`, `note`.
///
/// # Errors
/// [`FigureError::MissingColumns`], [`FigureError::NotNumeric`], [`FigureError::RepeatedRow`],
/// [`FigureError::NoGlyph`]; [`FigureError::NothingToDraw`] without a claim that has points.
///
/// ```
/// use trilat_figures::{Preset, Source, Table, Theme, claims_overview};
/// let table = Table::parse_csv(
///     "claim,verdict,as_predicted,opposite,zero,undecided,share_low,share_high\n\
///      C1,holds,250,0,0,6,0.94,1\nC2,fails,2,240,0,14,0,0.08\n",
/// )?;
/// let source = Source {
///     scenario: "toy".into(), seed: 1, runs: 51200, version: "0.1.0".into(),
///     command: "trilat claims".into(),
/// };
/// let figure = claims_overview(&table, &Theme::new(Preset::Apsr1Col), &source)?;
/// assert!(figure.alt_text.contains("C1, holds: 98 % as predicted"));
/// # Ok::<(), trilat_figures::FigureError>(())
/// ```
pub fn claims_overview(
    table: &Table,
    theme: &Theme,
    source: &Source,
) -> Result<Figure, FigureError> {
    let rows = read(table)?;
    let mut c = Canvas::new();
    let mut y = MARGIN + heading(&mut c, theme, table, MARGIN);
    let seen = |k: usize| rows.iter().any(|row| row.counts[k] > 0.0);
    let mut entries: Vec<Entry> = Answer::ALL
        .iter()
        .enumerate()
        .filter(|(k, _)| seen(*k))
        .map(|(_, answer)| {
            let key = match answer {
                Answer::Zero => Key::Empty,
                answer => Key::Band(answer.colour(theme), 1.0),
            };
            Entry::new(key, answer.words())
        })
        .collect();
    let line = Stroke::solid(Rgb::BLACK, theme.mm(0.35));
    entries.push(Entry::new(
        Key::Line(line),
        "95% interval of the true share as predicted",
    ));
    let width = theme.width_mm() - 2.0 * MARGIN;
    y += legend(&mut c, theme, &entries, (MARGIN, y), width) + theme.mm(0.8);
    y = draw(&mut c, theme, &rows, y);
    let title = "Share of the points of the space";
    y += axis_title(&mut c, theme, title, MARGIN, theme.width_mm() - MARGIN, y);
    let height_mm = footer(&mut c, theme, &[], &source.line(), y);
    let points = match extent(rows.iter().map(Row::points)) {
        Some((lo, hi)) if lo < hi => format!("{} to {}", thousands(lo), thousands(hi)),
        Some((lo, _)) => thousands(lo),
        None => "no".to_owned(),
    };
    let mut caption = format!(
        "Claims by what {points} points of the space of parameters say of them. Bars: share of the points at which the effect has the \
         sign predicted, is undecided, is zero in every pair of runs, or has the opposite sign (95% intervals of paired \
         differences, Holm's adjustment over claims). Lines with caps: 95% confidence interval of the true share of the space \
         with the sign predicted, which accounts for points and for runs. Groups: verdicts."
    );
    if let Some(note) = table.said("note") {
        caption.push_str(&format!(" {note}"));
    }
    let parts = Parts {
        name: CLAIMS_OVERVIEW.name,
        title: "Claims by share of the space".to_owned(),
        data: estimates::kept(table, CLAIMS_OVERVIEW.columns)?,
        caption: format!("{caption} {}", source.line()),
        alt_text: alt_text(&rows),
        height_mm,
    };
    Figure::new(c, parts, theme, source)
}

fn read(table: &Table) -> Result<Vec<Row>, FigureError> {
    CLAIMS_OVERVIEW.require(table)?;
    table.unique(CLAIMS_OVERVIEW.name, &["claim"])?;
    let (claims, verdicts) = (table.text("claim")?, table.text("verdict")?);
    let mut counts = vec![[0.0; 4]; table.rows()];
    for (k, column) in ["as_predicted", "undecided", "zero", "opposite"]
        .iter()
        .enumerate()
    {
        for (row, (count, value)) in counts.iter_mut().zip(table.numbers(column)?).enumerate() {
            if value < 0.0 {
                return Err(FigureError::OutOfRange {
                    column: (*column).to_owned(),
                    row: row + 1,
                    value,
                    allowed: "counts of points, 0 or more",
                });
            }
            count[k] = if value.is_finite() { value } else { 0.0 };
        }
    }
    let limits = table
        .numbers("share_low")?
        .into_iter()
        .zip(table.numbers("share_high")?);
    let rows: Vec<Row> = claims
        .into_iter()
        .zip(verdicts)
        .zip(counts)
        .zip(limits)
        .map(|(((claim, verdict), counts), (low, high))| Row {
            claim,
            verdict,
            counts,
            low,
            high,
        })
        .filter(|row| row.points() > 0.0)
        .collect();
    if rows.is_empty() {
        return Err(FigureError::NothingToDraw {
            figure: CLAIMS_OVERVIEW.name.to_owned(),
            reason: "no claim has been judged at any point",
        });
    }
    Ok(rows)
}

fn draw(c: &mut Canvas, theme: &Theme, rows: &[Row], top: f64) -> f64 {
    let width = theme.width_mm() - 2.0 * MARGIN;
    let room = f64::min(
        widest(rows.iter().map(|r| r.claim.as_str()), small(theme)),
        0.4 * width,
    );
    let (left, right) = (
        MARGIN + room + theme.mm(1.6),
        theme.width_mm() - MARGIN - theme.mm(2.0),
    );
    let (range, ticks) = linear_ticks(0.0, 1.0, 5);
    let x = Span::new(range, (left, right));
    let slot = theme.mm(3.6);
    let half = 0.36 * slot;
    let mut frame = Frame {
        left,
        top,
        right,
        bottom: top,
    };
    for verdict in distinct(rows.iter().map(|r| r.verdict.as_str())) {
        let members: Vec<&Row> = rows.iter().filter(|r| r.verdict == verdict).collect();
        panel_title(c, theme, verdict, (MARGIN, frame.bottom), width);
        frame.top = frame.bottom + panel_title_height(theme, verdict, width);
        frame.bottom = frame.top + slot * members.len() as f64;
        x_grid(c, theme, &frame, &x, &ticks);
        for (k, row) in members.iter().enumerate() {
            let at = frame.top + (k as f64 + 0.5) * slot;
            let label = fit(&row.claim, small(theme), room);
            c.text(
                &label,
                (MARGIN, at),
                small(theme),
                Align::Start,
                theme.ink(),
            );
            bar(c, theme, row, &x, (at, half));
        }
        frame.bottom += theme.mm(0.8);
    }
    frame.bottom + x_axis(c, theme, &frame, &x, &ticks)
}

fn bar(c: &mut Canvas, theme: &Theme, row: &Row, x: &Span, (at, half): (f64, f64)) {
    let mut from = 0.0;
    for (answer, count) in Answer::ALL.iter().zip(&row.counts) {
        let to = from + count / row.points();
        if to > from {
            let (a, b) = ((x.at(from), at - half), (x.at(to), at + half));
            match answer {
                Answer::Zero => empty_cell(c, theme, a, b),
                answer => c.rect(a, b, answer.colour(theme), 1.0),
            }
        }
        from = to;
    }
    if row.low.is_finite() && row.high.is_finite() {
        let limits = (x.at(row.low), x.at(row.high));
        // White beneath, so that the line shows on dark bars.
        for (colour, wide) in [(Rgb::WHITE, 0.85), (Rgb::BLACK, 0.35)] {
            whisker_across(c, theme, limits, at, Stroke::solid(colour, theme.mm(wide)));
        }
    }
}

fn alt_text(rows: &[Row]) -> String {
    let mut text = "Bars of the shares of points by what they say of each claim.".to_owned();
    for row in rows {
        let shares: Vec<String> = Answer::ALL
            .iter()
            .zip(&row.counts)
            .filter(|(_, count)| **count > 0.0)
            .map(|(answer, count)| {
                let percent = 100.0 * count / row.points();
                format!("{percent:.0} % {}", answer.words())
            })
            .collect();
        text.push_str(&format!(
            " {}, {}: {}",
            row.claim,
            row.verdict,
            shares.join(", ")
        ));
        if row.low.is_finite() && row.high.is_finite() {
            text.push_str(&format!(
                " (true share {} to {})",
                short(row.low),
                short(row.high)
            ));
        }
        text.push('.');
    }
    text
}
