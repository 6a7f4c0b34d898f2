//! What a change of scenario does to each observable, in % of the baseline: dots and whiskers.

mod rows;

use self::rows::{Axis, Block, Row, draw_block};
use super::canvas::Canvas;
use super::error::FigureError;
use super::figure::{Figure, Parts, Source};
use super::font::{TextSize, wrap};
use super::kind::Kind;
use super::layout::{
    Frame, MARGIN, axis_title, footer, heading, panel_title, panel_title_height, small, widest,
    x_axis,
};
use super::legend::{Entry, Key, legend};
use super::scale::{extent, thousands};
use super::table::{Column, Table, distinct};
use super::theme::{Preset, Theme};

/// The kind of [`contrasts()`].
pub const CONTRASTS: Kind = Kind {
    name: "contrasts",
    about: "dots and whiskers: differences of scenarios from a baseline in % of its mean",
    columns: &[
        "baseline",
        "scenario",
        "observable",
        "relative",
        "ci_low",
        "ci_high",
        "n",
        "identical",
    ],
    optional: &["group"],
    words: &[],
    preset: Preset::Apsr1Col,
    draw: contrasts,
};

/// Relative effect of each scenario on each observable (dot) with its 95% interval (whisker), around a
/// line at zero. Observables are rows, in groups; scenarios differ in colour and marker.
///
/// Where effects differ much in size, the axis is linear around zero and logarithmic beyond, and says
/// so. Scenarios that agree in every pair of runs get a hollow marker at zero. A whisker that would dwarf the others is cut at the edge and ends in an arrow; an interval without limits, where
/// the baseline's mean cannot be told from zero, is a dotted line between two arrows. An effect
/// on a baseline of zero has no place on the axis: its row says so.
///
/// Columns: `baseline`, `scenario`, `observable` (text), `relative`, `ci_low`, `ci_high` (effect and
/// limits of its 95% interval in % of the baseline's mean; may be missing), `n` (pairs of runs),
/// `identical` (0 or 1), and optionally `group` (text). Words ([`Table::say`]): `title`, `note`.
///
/// # Errors
/// [`FigureError::MissingColumns`], [`FigureError::NotNumeric`], [`FigureError::RepeatedRow`],
/// [`FigureError::NoGlyph`]; [`FigureError::NothingToDraw`] if the table has no row.
///
/// ```
/// use trilat_figures::{Preset, Source, Table, Theme, contrasts};
/// let table = Table::parse_csv(
///     "baseline,scenario,observable,relative,ci_low,ci_high,n,identical\n\
///      today,no drills,Crises,12.5,9.1,15.9,2000,0\n\
///      today,no drills,Elections,0,0,0,2000,1\n",
/// )?;
/// let source = Source {
///     scenario: "today".into(), seed: 1, runs: 2000, version: "0.1.0".into(),
///     command: "trilat compare today.toml no_drills.toml".into(),
/// };
/// let figure = contrasts(&table, &Theme::new(Preset::Apsr1Col), &source)?;
/// assert!(figure.svg.contains("Elections"));
/// # Ok::<(), trilat_figures::FigureError>(())
/// ```
pub fn contrasts(table: &Table, theme: &Theme, source: &Source) -> Result<Figure, FigureError> {
    let rows = read(table)?;
    let Some(baseline) = rows.first().map(|row| row.baseline.clone()) else {
        return Err(FigureError::NothingToDraw {
            figure: CONTRASTS.name.to_string(),
            reason: "there are no contrasts",
        });
    };
    let scenarios = distinct(rows.iter().map(|r| r.scenario.as_str()));
    let styles = theme.categories(scenarios.len());
    let mut c = Canvas::new();
    let mut entries: Vec<Entry> = scenarios
        .iter()
        .zip(&styles)
        .map(|(name, style)| Entry::new(Key::Marker(*style), *name))
        .collect();
    if let Some(style) = styles.first().filter(|_| rows.iter().any(|r| r.identical)) {
        let key = Key::Hollow(style.shape, theme.ink());
        entries.push(Entry::new(key, "no difference in any pair"));
    }
    let width = theme.width_mm() - 2.0 * MARGIN;
    let mut y = MARGIN + heading(&mut c, theme, table, MARGIN);
    y += legend(&mut c, theme, &entries, (MARGIN, y), width);
    y += theme.mm(0.8);

    let labels = widest(rows.iter().map(|r| r.observable.as_str()), small(theme));
    let labels = f64::min(labels, 0.4 * width) + theme.mm(1.2);
    let axis = Axis::new(&rows);
    let groups = distinct(rows.iter().map(|r| r.group.as_str()));
    let mut frame = Frame {
        left: MARGIN + labels,
        top: y,
        right: theme.width_mm() - MARGIN,
        bottom: y,
    };
    for group in &groups {
        let members: Vec<&Row> = rows.iter().filter(|r| r.group == *group).collect();
        if !group.is_empty() {
            frame.top += panel_title_height(theme, group, width) + theme.mm(0.3);
            let top = frame.top - panel_title_height(theme, group, width);
            panel_title(&mut c, theme, group, (MARGIN, top), width);
        }
        let block = Block {
            rows: &members,
            scenarios: &scenarios,
            styles: &styles,
            axis: &axis,
            labels,
        };
        frame.bottom = frame.top + block.height(theme);
        draw_block(&mut c, theme, &frame, &block);
        frame.top = frame.bottom + theme.mm(0.6);
    }
    y = frame.bottom;
    y += x_axis(
        &mut c,
        theme,
        &frame,
        &axis.span(theme, &frame),
        &axis.ticks(theme, &frame),
    );
    let title = match axis.core {
        None => format!("Difference from {baseline} (% of its mean)"),
        Some(core) => {
            format!("Difference from {baseline} (% of its mean, log beyond ±{core} %)")
        }
    };
    // Beside long labels the panel is too narrow for the title: it then has the figure's width.
    let size = TextSize::regular(theme.text_pt());
    let left = if wrap(&title, size, frame.width()).len() > 1 {
        MARGIN
    } else {
        frame.left
    };
    y += axis_title(&mut c, theme, &title, left, frame.right, y);
    let mut notes = Vec::new();
    if rows.iter().any(|row| axis.cuts(row)) {
        notes.push("Arrows: the interval goes on beyond the axis.".to_owned());
    }
    let height_mm = footer(&mut c, theme, &notes, &source.line(), y);
    let parts = Parts {
        name: CONTRASTS.name,
        title: format!("Differences from {baseline}"),
        data: data(&rows)?,
        caption: caption(table, &rows, &baseline, &scenarios, axis.core, source),
        alt_text: alt_text(&rows, &baseline),
        height_mm,
    };
    Figure::new(c, parts, theme, source)
}

fn read(table: &Table) -> Result<Vec<Row>, FigureError> {
    CONTRASTS.require(table)?;
    let groups = if table.has("group") {
        table.text("group")?
    } else {
        vec![String::new(); table.rows()]
    };
    let keys: &[&str] = if table.has("group") {
        &["scenario", "group", "observable"]
    } else {
        &["scenario", "observable"]
    };
    table.unique(CONTRASTS.name, keys)?;
    let texts = table
        .text("baseline")?
        .into_iter()
        .zip(table.text("scenario")?)
        .zip(groups)
        .zip(table.text("observable")?);
    let column = |name: &str| table.numbers(name).map(Vec::into_iter);
    let numbers = column("relative")?
        .zip(column("ci_low")?)
        .zip(column("ci_high")?)
        .zip(column("n")?)
        .zip(column("identical")?);
    Ok(texts
        .zip(numbers)
        .map(
            |(
                (((baseline, scenario), group), observable),
                ((((relative, low), high), n), identical),
            )| Row {
                baseline,
                scenario,
                group,
                observable,
                relative,
                low,
                high,
                n,
                identical: identical == 1.0,
            },
        )
        .collect())
}

fn data(rows: &[Row]) -> Result<Table, FigureError> {
    let text = |f: fn(&Row) -> &str| Column::Text(rows.iter().map(|r| f(r).to_string()).collect());
    let number = |f: fn(&Row) -> f64| Column::Number(rows.iter().map(f).collect());
    let mut out = Table::new();
    out.push("baseline", text(|r| &r.baseline))?;
    out.push("scenario", text(|r| &r.scenario))?;
    out.push("group", text(|r| &r.group))?;
    out.push("observable", text(|r| &r.observable))?;
    out.push("relative", number(|r| r.relative))?;
    out.push("ci_low", number(|r| r.low))?;
    out.push("ci_high", number(|r| r.high))?;
    out.push("n", number(|r| r.n))?;
    out.push("identical", number(|r| f64::from(u8::from(r.identical))))?;
    Ok(out)
}

fn caption(
    table: &Table,
    rows: &[Row],
    baseline: &str,
    scenarios: &[&str],
    core: Option<f64>,
    source: &Source,
) -> String {
    let axis = core.map_or_else(String::new, |core| {
        format!("axis linear within ±{core} % and logarithmic beyond; ")
    });
    let n = match extent(rows.iter().map(|r| r.n)) {
        Some((lo, hi)) if lo == hi => format!("n = {} pairs of runs per estimate", thousands(lo)),
        Some((lo, hi)) => format!(
            "n = {} to {} pairs of runs per estimate (runs without a value are left out)",
            thousands(lo),
            thousands(hi)
        ),
        None => "n not given".to_string(),
    };
    format!(
        "Differences of {} from {baseline}, in % of the mean of {baseline} over runs. Points: mean \
         of the differences between runs that share their random numbers; bars: 95% confidence \
         interval (Fieller) of each contrast by itself, which is Monte Carlo error alone; {axis}{n}.{} {}",
        scenarios.join(", "),
        table
            .said("note")
            .map_or_else(String::new, |note| format!(" {note}")),
        source.line()
    )
}

fn alt_text(rows: &[Row], baseline: &str) -> String {
    let mut text = format!("Dot-and-whisker plot of differences from {baseline} in %.");
    for row in rows {
        let (name, scenario) = (&row.observable, &row.scenario);
        text.push_str(&if row.identical {
            format!(" {name}, {scenario}: no difference in any pair of runs.")
        } else if row.relative.is_nan() {
            format!(" {name}, {scenario}: no ratio to a baseline of zero.")
        } else if row.low.is_finite() && row.high.is_finite() {
            format!(
                " {name}, {scenario}: {:.2} ({:.2} to {:.2}).",
                row.relative, row.low, row.high
            )
        } else {
            format!(" {name}, {scenario}: {:.2} (unbounded).", row.relative)
        });
    }
    text
}
