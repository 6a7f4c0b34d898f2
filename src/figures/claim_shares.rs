//! In which share of a parameter space claims have the sign that they predict.

use super::axis::whisker_across;
use super::canvas::{Align, Canvas, Stroke};
use super::error::FigureError;
use super::figure::{Figure, Parts, Source};
use super::font::wrap;
use super::layout::{Frame, MARGIN, axis_title, footer, heading, small, x_axis, x_grid};
use super::legend::{Entry, Key, legend};
use super::scale::{Span, linear_ticks};
use super::table::Table;
use super::theme::{Rgb, Theme};

const NAME: &str = "claim_shares";
const COLUMNS: [&str; 8] = [
    "claim",
    "group",
    "as_predicted",
    "undecided",
    "zero",
    "opposite",
    "share_low",
    "share_high",
];

/// What an interval says at a point, in the order of the bars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    AsPredicted,
    Undecided,
    Zero,
    Opposite,
}

impl Says {
    const ALL: [Says; 4] = [
        Says::AsPredicted,
        Says::Undecided,
        Says::Zero,
        Says::Opposite,
    ];

    fn words(self) -> &'static str {
        match self {
            Says::AsPredicted => "as predicted",
            Says::Undecided => "undecided",
            Says::Zero => "no difference in any pair",
            Says::Opposite => "opposite",
        }
    }

    /// Colours that differ in lightness too, as in a phase diagram.
    fn colour(self, theme: &Theme) -> Rgb {
        match (self, theme.is_grey()) {
            (Says::AsPredicted, false) => Rgb(0, 114, 178),
            (Says::Opposite, false) => Rgb(230, 159, 0),
            (Says::AsPredicted, true) => Rgb(70, 70, 70),
            (Says::Opposite, true) => Rgb(165, 165, 165),
            (Says::Undecided, _) => Rgb(222, 222, 222),
            (Says::Zero, _) => Rgb::WHITE,
        }
    }
}

/// A claim, with its points by what they say and the interval of the true share.
struct Row {
    claim: String,
    group: String,
    points: [f64; 4],
    share: [f64; 2],
}

impl Row {
    fn total(&self) -> f64 {
        self.points.iter().sum()
    }
}

/// Claims as bars: the share of the points of a parameter space at which the 95% interval of the effect has the sign that
/// the claim predicts, has the opposite sign, or tells neither. The whisker is the 95% interval of the true share of
/// points with the predicted sign, which allows for the noise of undecided ones. Claims stand in groups, such as their
/// verdicts, in the order of the table.
///
/// Columns: `claim`, `group` (text), `as_predicted`, `undecided`, `zero`, `opposite` (numbers of points), `share_low`,
/// `share_high` (missing if there is no interval). Words ([`Table::say`]): `title`, `note`.
///
/// # Errors
/// [`FigureError::MissingColumns`], [`FigureError::NotNumeric`], [`FigureError::RepeatedRow`],
/// [`FigureError::NoGlyph`]; [`FigureError::NothingToDraw`] if no claim has a point.
///
/// ```
/// use trilat::figures::{Preset, Source, Table, Theme, claim_shares};
/// let table = Table::parse_csv(
///     "claim,group,as_predicted,undecided,zero,opposite,share_low,share_high\n\
///      C1,holds under conditions,130,80,0,46,0.5,0.72\nC5,holds,250,6,0,0,0.95,1\n",
/// )?;
/// let source = Source {
///     scenario: "toy".into(), seed: 1, runs: 25600, version: "0.1.0".into(),
///     command: "trilat claims".into(),
/// };
/// let figure = claim_shares(&table, &Theme::new(Preset::Apsr1Col), &source)?;
/// assert!(figure.alt_text.contains("C5: 98% as predicted"));
/// # Ok::<(), trilat::figures::FigureError>(())
/// ```
pub fn claim_shares(table: &Table, theme: &Theme, source: &Source) -> Result<Figure, FigureError> {
    table.require(NAME, &COLUMNS)?;
    table.unique(NAME, &["claim"])?;
    let rows = read(table)?;
    if rows.is_empty() {
        return Err(FigureError::NothingToDraw {
            figure: NAME.to_string(),
            reason: "no claim has a point",
        });
    }
    let mut c = Canvas::new();
    let mut y = MARGIN + heading(&mut c, theme, table, MARGIN);
    let shown = |says: &Says| rows.iter().any(|row| row.points[*says as usize] > 0.0);
    let mut entries: Vec<Entry> = Says::ALL
        .into_iter()
        .filter(shown)
        .map(|says| Entry::new(Key::Band(says.colour(theme), 1.0), says.words()))
        .collect();
    let whisker = Stroke::solid(theme.ink(), theme.mm(0.3));
    if rows.iter().any(|row| row.share[0].is_finite()) {
        entries.push(Entry::new(Key::Line(whisker), "true share as predicted"));
    }
    let width = theme.width_mm() - 2.0 * MARGIN;
    y += legend(&mut c, theme, &entries, (MARGIN, y), width) + theme.mm(0.8);
    y = draw(&mut c, theme, &rows, y);
    let title = "Share of points in the parameter space, %";
    y += axis_title(&mut c, theme, title, MARGIN, theme.width_mm() - MARGIN, y);
    let height_mm = footer(&mut c, theme, &[], &source.line(), y);
    let mut points: Vec<f64> = rows.iter().map(Row::total).collect();
    points.sort_by(f64::total_cmp);
    let (least, most) = (points[0], points[points.len() - 1]);
    let n = if least == most {
        format!("{least} points")
    } else {
        format!("{least} to {most} points")
    };
    let mut caption = format!(
        "Claims by the share of {n} of the parameter space at which the 95% interval of the paired effect, adjusted for the \
         number of claims (Holm), has the sign predicted, the opposite sign, or includes zero. Whiskers: 95% interval of the \
         true share with the predicted sign."
    );
    if let Some(note) = table.said("note") {
        caption.push_str(&format!(" {note}"));
    }
    let mut alt_text = "Stacked bars of claims over a parameter space.".to_string();
    for row in &rows {
        let share = |says: Says| (100.0 * row.points[says as usize] / row.total()).round();
        alt_text.push_str(&format!(
            " {}: {}% as predicted, {}% undecided, {}% opposite; {}.",
            row.claim,
            share(Says::AsPredicted),
            share(Says::Undecided) + share(Says::Zero),
            share(Says::Opposite),
            row.group
        ));
    }
    let parts = Parts {
        name: NAME,
        title: "Claims over the parameter space".to_string(),
        data: table.clone(),
        caption: format!("{caption} {}", source.line()),
        alt_text,
        height_mm,
    };
    Figure::new(c, parts, theme, source)
}

fn read(table: &Table) -> Result<Vec<Row>, FigureError> {
    let (claims, groups) = (table.text("claim")?, table.text("group")?);
    let mut numbers = Vec::new();
    for column in &COLUMNS[2..] {
        numbers.push(table.numbers(column)?);
    }
    let rows = claims.into_iter().zip(groups).enumerate();
    let rows = rows.map(|(at, (claim, group))| Row {
        claim,
        group,
        points: std::array::from_fn(|says| numbers[says][at].max(0.0)),
        share: [numbers[4][at], numbers[5][at]],
    });
    Ok(rows.filter(|row| row.total() > 0.0).collect())
}

fn draw(c: &mut Canvas, theme: &Theme, rows: &[Row], top: f64) -> f64 {
    let width = theme.width_mm() - 2.0 * MARGIN;
    let size = small(theme);
    let room = 0.36 * width;
    let names: Vec<Vec<String>> = rows
        .iter()
        .map(|row| wrap(&row.claim, size, room))
        .collect();
    let line = theme.line_mm();
    let bar = theme.mm(2.6);
    let (gap, head) = (theme.mm(1.1), line + theme.mm(1.2));
    let begins = |at: usize| at == 0 || rows[at - 1].group != rows[at].group;
    let height = |at: usize| f64::max(bar, names[at].len() as f64 * line) + gap;
    let all: f64 = (0..rows.len())
        .map(|at| height(at) + if begins(at) { head } else { 0.0 })
        .sum();
    let frame = Frame {
        left: MARGIN + room + theme.mm(1.6),
        top,
        right: theme.width_mm() - MARGIN - theme.mm(1.0),
        bottom: top + all,
    };
    let (range, ticks) = linear_ticks(0.0, 100.0, 5);
    let x = Span::new(range, (frame.left, frame.right - theme.mm(1.5)));
    x_grid(c, theme, &frame, &x, &ticks);
    let outline = Stroke::solid(theme.ink(), theme.mm(0.15));
    let mut y = top;
    for (at, row) in rows.iter().enumerate() {
        if begins(at) {
            c.text(
                &row.group,
                (MARGIN, y + head / 2.0),
                size,
                Align::Start,
                theme.ink(),
            );
            y += head;
        }
        let middle = y + height(at) / 2.0;
        let first = middle - (names[at].len() as f64 - 1.0) / 2.0 * line;
        for (k, words) in names[at].iter().enumerate() {
            let place = (MARGIN + theme.mm(1.5), first + k as f64 * line);
            c.text(words, place, size, Align::Start, theme.ink());
        }
        let percent = |points: f64| 100.0 * points / row.total();
        let mut from = 0.0;
        for says in Says::ALL {
            let share = percent(row.points[says as usize]);
            if share > 0.0 {
                let (a, b) = (x.at(from), x.at(from + share));
                c.rect(
                    (a, middle - bar / 2.0),
                    (b, middle + bar / 2.0),
                    says.colour(theme),
                    1.0,
                );
            }
            from += share;
        }
        let (left, right) = (x.at(0.0), x.at(100.0));
        let (above, below) = (middle - bar / 2.0, middle + bar / 2.0);
        let corners = [
            (left, above),
            (right, above),
            (right, below),
            (left, below),
            (left, above),
        ];
        c.line(corners.to_vec(), outline);
        let [low, high] = row.share;
        if low.is_finite() && high.is_finite() {
            // White beneath, so that the line shows on every colour.
            let limits = (x.at(100.0 * low), x.at(100.0 * high));
            whisker_across(
                c,
                theme,
                limits,
                middle,
                Stroke::solid(Rgb::WHITE, theme.mm(0.8)),
            );
            whisker_across(
                c,
                theme,
                limits,
                middle,
                Stroke::solid(Rgb::BLACK, theme.mm(0.3)),
            );
        }
        y += height(at);
    }
    frame.bottom + x_axis(c, theme, &frame, &x, &ticks)
}
