//! One traced run on a common month axis: beliefs and coordination, probes, exercises, politics.

mod lanes;
mod rows;

use self::lanes::{Event, Lane, Lanes, count};
pub use self::rows::{timeline_of_rows, timeline_rows};
use super::canvas::{Canvas, Point, Stroke};
use super::error::FigureError;
use super::figure::{Figure, Parts, Source};
use super::kind::Kind;
use super::layout::{
    Frame, LaneLabels, MARGIN, axis_title, draw_series, footer, heading, small, widest, x_axis,
    x_grid, y_axis,
};
use super::legend::{Entry, Key, legend};
use super::scale::{Span, Tick, date_ticks, extent, linear_ticks, month_label, thousands};
use super::table::{Column, Table, distinct};
use super::theme::{Preset, Rgb, SeriesStyle, Theme};

/// The kind of [`timeline_of_rows()`].
pub const TIMELINE: Kind = Kind {
    name: "timeline",
    about: "one run: lines, probes, exercises, politics and crises on one time axis",
    columns: &[
        "month", "kind", "panel", "series", "actor", "target", "place", "rung", "value",
    ],
    optional: &[],
    words: &[],
    preset: Preset::Mm178,
    draw: timeline_of_rows,
};
const MONTHLY: [&str; 5] = ["t", "month", "series", "value", "panel"];
const EVENTS: [&str; 8] = [
    "t", "month", "kind", "actor", "target", "place", "rung", "value",
];

/// One month of one line.
struct Reading {
    panel: String,
    series: String,
    month: i64,
    value: f64,
}

/// One run as lanes over a common month axis: a panel of lines per `panel` of `monthly` (beliefs of each
/// prober, coordination …), probes per prober and theatre (height, colour and size by rung), exercises
/// (height by number in the month), elections, suspensions and crises.
///
/// Columns of `monthly`: `t` (months since the start), `month` (`YYYY-MM`), `series` and `panel` (text),
/// `value` (0–1, or the quantity's own unit; missing months break the line). `unit` (text), if there is
/// one, is added to the panel's name.
///
/// Columns of `events`: `t`, `month`, `kind`, `actor`, `target`, `place` (text), `rung` (whole number,
/// for probes), `value` (size; for exercises their number, 1 where missing). Kinds drawn: `probe`,
/// `exercise`, `election`, `suspension` (a bar until `resumption` of the same pair), `crisis` (a bar until
/// `settlement` at the same place), `war`. Other kinds are counted in the caption.
///
/// The figure shows a single run, so there is no interval to draw; its caption says so.
///
/// # Errors
/// [`FigureError::MissingColumns`], [`FigureError::NotNumeric`], [`FigureError::BadMonth`],
/// [`FigureError::OutOfRange`] for a probe without a whole rung, [`FigureError::RepeatedRow`],
/// [`FigureError::NoGlyph`]; [`FigureError::NothingToDraw`] if both tables are empty.
///
/// ```
/// use trilat_figures::{Preset, Source, Table, Theme, timeline};
/// let monthly = Table::parse_csv(
///     "t,month,series,value,panel\n0,2026-01,KOR,0.5,Belief of PRK\n1,2026-02,KOR,0.6,Belief of PRK\n",
/// )?;
/// let events = Table::parse_csv(
///     "t,month,kind,actor,target,place,rung,value\n1,2026-02,probe,PRK,,Korean Peninsula,3,\n",
/// )?;
/// let source = Source {
///     scenario: "toy".into(), seed: 1, runs: 1, version: "0.1.0".into(),
///     command: "trilat trace outputs/toy --run 0".into(),
/// };
/// let figure = timeline(&monthly, &events, &Theme::new(Preset::Mm178), &source)?;
/// assert!(figure.svg.contains("PRK / Korean Peninsula"));
/// # Ok::<(), trilat_figures::FigureError>(())
/// ```
pub fn timeline(
    monthly: &Table,
    events: &Table,
    theme: &Theme,
    source: &Source,
) -> Result<Figure, FigureError> {
    draw(monthly, events, theme, source, false)
}

/// [`timeline()`] of few months, in detail: besides what that draws, statements of each pair, responses and
/// shocks over history (`statement`, `response`, `shock` in `events`).
///
/// # Errors
/// As [`timeline()`].
pub fn timeline_in_detail(
    monthly: &Table,
    events: &Table,
    theme: &Theme,
    source: &Source,
) -> Result<Figure, FigureError> {
    draw(monthly, events, theme, source, true)
}

fn draw(
    monthly: &Table,
    events: &Table,
    theme: &Theme,
    source: &Source,
    detailed: bool,
) -> Result<Figure, FigureError> {
    let readings = read_monthly(monthly)?;
    let events = read_events(events)?;
    let months = || {
        let of_events = events.iter().map(|e| e.month);
        readings.iter().map(|r| r.month).chain(of_events)
    };
    let (Some(first), Some(last)) = (months().min(), months().max()) else {
        return Err(FigureError::NothingToDraw {
            figure: TIMELINE.name.to_string(),
            reason: "both tables are empty",
        });
    };
    let panels = panels(&readings, theme);
    let lanes = Lanes::new(&events, last, detailed);
    let mut c = Canvas::new();
    let mut y = MARGIN;
    y += heading(&mut c, theme, monthly, y);
    let entries = entries(theme, &panels, &lanes);
    y += legend(
        &mut c,
        theme,
        &entries,
        (MARGIN, y),
        theme.width_mm() - 2.0 * MARGIN,
    );
    y += theme.mm(1.0);

    let names = panels.iter().map(|p| p.title.as_str());
    let labels = LaneLabels::new(theme, names.chain(lanes.names()));
    let ticks = panels
        .iter()
        .flat_map(|p| p.ticks.iter().map(|t| t.label.as_str()));
    let left = MARGIN + labels.width + widest(ticks, small(theme)) + theme.mm(1.2);
    let mut right = theme.width_mm() - MARGIN - theme.mm(1.5);
    if detailed {
        // Of few months the last may carry a label, which then needs its half.
        right -= 0.5 * widest(["0000-00"], small(theme));
    }
    let x = Span::new((first as f64, last as f64), (left, right));
    let dates = date_ticks(first, last, &x, small(theme));
    for panel in &panels {
        y += labels.above(theme, &panel.title, right - MARGIN);
        let frame = Frame {
            left,
            top: y + theme.mm(1.7),
            right,
            bottom: y + theme.mm(15.5),
        };
        labels.draw(&mut c, theme, &panel.title, &Frame { top: y, ..frame });
        panel.draw(&mut c, theme, &frame, &x, &dates);
        y = frame.bottom + theme.mm(1.6);
    }
    for lane in &lanes.lanes {
        y += labels.above(theme, &lane.name, right - MARGIN);
        let height = f64::max(
            lane.height(theme, &x, right),
            labels.beside(theme, &lane.name),
        );
        let frame = Frame {
            left,
            top: y,
            right,
            bottom: y + height,
        };
        labels.draw(&mut c, theme, &lane.name, &frame);
        x_grid(&mut c, theme, &frame, &x, &dates);
        lane.draw(&mut c, theme, &frame, &x, lanes.top_rung);
        y = frame.bottom + theme.mm(0.8);
    }
    let base = Frame {
        left,
        top: y,
        right,
        bottom: y,
    };
    y += x_axis(&mut c, theme, &base, &x, &dates);
    y += axis_title(&mut c, theme, "Month of the run", left, right, y);
    let notes = if events.is_empty() {
        vec!["No event was recorded in this run.".to_string()]
    } else {
        Vec::new()
    };
    let height_mm = footer(&mut c, theme, &notes, &source.line_of_one_run(), y);
    let unlabelled: usize = lanes
        .lanes
        .iter()
        .map(|l| l.unlabelled(theme, &x, right))
        .sum();
    let parts = Parts {
        name: TIMELINE.name,
        title: "Timeline of one run".to_string(),
        data: data(&readings, &events)?,
        caption: caption(&lanes, unlabelled, source),
        alt_text: alt_text(&events, &panels, (first, last)),
        height_mm,
    };
    Figure::new(c, parts, theme, source)
}

fn read_monthly(table: &Table) -> Result<Vec<Reading>, FigureError> {
    table.require("timeline (monthly table)", &MONTHLY)?;
    table.unique(TIMELINE.name, &["panel", "series", "month"])?;
    table.numbers("t")?;
    let texts = table
        .panels_with_units()?
        .into_iter()
        .zip(table.text("series")?);
    let numbers = table
        .months("month")?
        .into_iter()
        .zip(table.numbers("value")?);
    Ok(texts
        .zip(numbers)
        .map(|((panel, series), (month, value))| Reading {
            panel,
            series,
            month,
            value,
        })
        .collect())
}

fn read_events(table: &Table) -> Result<Vec<Event>, FigureError> {
    table.require("timeline (event table)", &EVENTS)?;
    table.numbers("t")?;
    let kinds = table.text("kind")?;
    let rungs = table.numbers("rung")?;
    for (row, (kind, rung)) in kinds.iter().zip(&rungs).enumerate() {
        if kind == "probe" && !(*rung >= 0.0 && rung.fract() == 0.0 && *rung <= 99.0) {
            return Err(FigureError::OutOfRange {
                column: "rung".to_string(),
                row: row + 1,
                value: *rung,
                allowed: "whole numbers from 0 to 99 for a probe",
            });
        }
    }
    let texts = table
        .text("actor")?
        .into_iter()
        .zip(table.text("target")?)
        .zip(table.text("place")?)
        .zip(kinds);
    let numbers = table
        .months("month")?
        .into_iter()
        .zip(rungs)
        .zip(table.numbers("value")?);
    Ok(texts
        .zip(numbers)
        .map(
            |((((actor, target), place), kind), ((month, rung), value))| Event {
                month,
                kind,
                actor,
                target,
                place,
                rung,
                value,
            },
        )
        .collect())
}

/// A panel of lines.
struct Panel<'a> {
    title: String,
    /// Readings of each series by month, with its look and whether it carries markers.
    series: Vec<(&'a str, Vec<&'a Reading>, SeriesStyle)>,
    range: (f64, f64),
    ticks: Vec<Tick>,
}

fn panels<'a>(readings: &'a [Reading], theme: &Theme) -> Vec<Panel<'a>> {
    let names = distinct(readings.iter().map(|r| r.panel.as_str()));
    let of = |panel: &str| {
        let own = readings.iter().filter(|r| r.panel == panel);
        distinct(own.map(|r| r.series.as_str()))
    };
    // Series that share a panel with others keep one look in all panels.
    let shared = distinct(
        names
            .iter()
            .map(|n| of(n))
            .filter(|s| s.len() > 1)
            .flatten(),
    );
    let looks = theme.categories(shared.len().max(1));
    names
        .into_iter()
        .map(|name| {
            let own = of(name);
            let title = match own.as_slice() {
                [only] if *only != name && !only.is_empty() => format!("{name}: {only}"),
                _ => name.to_string(),
            };
            let series = own
                .into_iter()
                .map(|s| {
                    let mut line: Vec<&Reading> = readings
                        .iter()
                        .filter(|r| r.panel == name && r.series == s)
                        .collect();
                    line.sort_by_key(|r| r.month);
                    let place = shared.iter().position(|k| *k == s);
                    let look = place
                        .and_then(|k| looks.get(k))
                        .copied()
                        .unwrap_or(SeriesStyle::plain(Rgb::BLACK));
                    (s, line, look)
                })
                .collect();
            let values = readings.iter().filter(|r| r.panel == name).map(|r| r.value);
            let (range, ticks) = match extent(values) {
                Some((lo, hi)) if lo >= 0.0 && hi <= 1.0 => linear_ticks(0.0, 1.0, 2),
                Some((lo, hi)) => linear_ticks(f64::min(lo, 0.0), hi, 3),
                None => linear_ticks(0.0, 1.0, 2),
            };
            Panel {
                title,
                series,
                range,
                ticks,
            }
        })
        .collect()
}

impl Panel<'_> {
    fn draw(&self, c: &mut Canvas, theme: &Theme, frame: &Frame, x: &Span, dates: &[Tick]) {
        let y = Span::new(self.range, (frame.bottom, frame.top));
        x_grid(c, theme, frame, x, dates);
        y_axis(c, theme, frame, &y, &self.ticks);
        for (i, (_, line, look)) in self.series.iter().enumerate() {
            let points: Vec<Point> = line
                .iter()
                .map(|r| (x.at(r.month as f64), y.at(r.value)))
                .collect();
            let every = (points.len() / 4).max(1);
            let markers = if self.series.len() > 1 {
                (every, every * (2 * i + 1) / (2 * self.series.len()))
            } else {
                (1, usize::MAX)
            };
            draw_series(c, theme, look, &points, markers);
        }
    }
}

fn entries(theme: &Theme, panels: &[Panel<'_>], lanes: &Lanes) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for panel in panels.iter().filter(|p| p.series.len() > 1) {
        for (name, _, look) in &panel.series {
            if !entries.iter().any(|e| e.label == *name) {
                entries.push(Entry::new(Key::Series(*look), *name));
            }
        }
    }
    for rung in &lanes.rungs {
        let look = lanes.stem(theme, *rung);
        entries.push(Entry::new(
            Key::Stem(look.0, look.1),
            format!("rung {rung}"),
        ));
    }
    if lanes.lanes.iter().any(Lane::is_exercises) {
        let tick = Stroke::solid(theme.ink(), theme.mm(0.2));
        entries.push(Entry::new(
            Key::Tick(tick),
            "exercise (taller: more in the month)",
        ));
    }
    entries
}

fn data(readings: &[Reading], events: &[Event]) -> Result<Table, FigureError> {
    let blank = String::new;
    let months = readings
        .iter()
        .map(|r| r.month)
        .chain(events.iter().map(|e| e.month));
    let text = |of_reading: fn(&Reading) -> String, of_event: fn(&Event) -> String| {
        let cells = readings.iter().map(of_reading);
        Column::Text(cells.chain(events.iter().map(of_event)).collect())
    };
    let mut out = Table::new();
    out.push("month", Column::Text(months.map(month_label).collect()))?;
    out.push("kind", text(|_| "reading".to_string(), |e| e.kind.clone()))?;
    out.push("panel", text(|r| r.panel.clone(), |_| String::new()))?;
    out.push("series", text(|r| r.series.clone(), |_| String::new()))?;
    for (name, of_event) in [
        (
            "actor",
            (|e: &Event| e.actor.clone()) as fn(&Event) -> String,
        ),
        ("target", |e| e.target.clone()),
        ("place", |e| e.place.clone()),
    ] {
        let cells = readings
            .iter()
            .map(|_| blank())
            .chain(events.iter().map(of_event));
        out.push(name, Column::Text(cells.collect()))?;
    }
    let rungs = readings
        .iter()
        .map(|_| f64::NAN)
        .chain(events.iter().map(|e| e.rung));
    out.push("rung", Column::Number(rungs.collect()))?;
    let values = readings
        .iter()
        .map(|r| r.value)
        .chain(events.iter().map(|e| e.value));
    out.push("value", Column::Number(values.collect()))?;
    Ok(out)
}

fn caption(lanes: &Lanes, unlabelled: usize, source: &Source) -> String {
    let mut text = "Timeline of one run, so no interval is shown. Lines: value in each month. Stems: probes; \
                    height, colour and size grow with the rung. Ticks: exercises; height grows with their \
                    number in the month. Bars: from suspension to resumption, from crisis to settlement."
        .to_string();
    if unlabelled > 0 {
        text.push_str(&format!(
            " Marks without a label for want of room: {unlabelled}."
        ));
    }
    if !lanes.not_drawn.is_empty() {
        let kinds: Vec<String> = lanes
            .not_drawn
            .iter()
            .map(|(kind, n)| format!("{kind} ({})", thousands(*n as f64)))
            .collect();
        text.push_str(&format!(" Recorded but not drawn: {}.", kinds.join(", ")));
    }
    format!("{text} {}", source.line_of_one_run())
}

fn alt_text(events: &[Event], panels: &[Panel<'_>], (first, last): (i64, i64)) -> String {
    let mut text = format!(
        "Stacked timeline from {} to {} with {} panels of lines.",
        month_label(first),
        month_label(last),
        panels.len()
    );
    for (kind, n) in count(events.iter().map(|e| e.kind.as_str())) {
        text.push_str(&format!(" {kind}: {}.", thousands(n as f64)));
    }
    if let Some(worst) = events
        .iter()
        .filter(|e| e.kind == "probe")
        .max_by(|a, b| a.rung.total_cmp(&b.rung))
    {
        text.push_str(&format!(
            " Highest probe: rung {} by {}, {}, {}.",
            worst.rung,
            worst.actor,
            worst.place,
            month_label(worst.month)
        ));
    }
    text
}
