//! The event lanes of a timeline: probes, exercises, and labelled marks that never overlap.

use crate::canvas::{Align, Canvas, Stroke};
use crate::font::width_mm;
use crate::layout::{Frame, note_in, small};
use crate::scale::{Span, extent};
use crate::table::distinct;
use crate::theme::{Rgb, Shape, Theme};

/// Lines of labels that a lane may take; marks beyond that stay without a label.
const MOST_ROWS: usize = 6;

/// One event of a run.
pub(super) struct Event {
    pub month: i64,
    pub kind: String,
    pub actor: String,
    pub target: String,
    pub place: String,
    pub rung: f64,
    pub value: f64,
}

impl Event {
    /// Actor and target, whichever of the two acts.
    fn same_pair(&self, other: &Event) -> bool {
        let (own, theirs) = ((&self.actor, &self.target), (&other.actor, &other.target));
        own == theirs || own == (theirs.1, theirs.0)
    }

    /// "USA–JPN", in the order in which the pair first occurs among `events`.
    fn pair(&self, events: &[Event]) -> String {
        let first = events.iter().find(|e| e.same_pair(self)).unwrap_or(self);
        let names = [first.actor.as_str(), first.target.as_str()];
        let named: Vec<&str> = names.into_iter().filter(|n| !n.is_empty()).collect();
        named.join("–")
    }
}

/// A mark, or a bar if it lasts, with its label.
struct Mark {
    from: f64,
    to: f64,
    label: String,
    shape: Shape,
}

enum Content {
    /// (month, rung)
    Probes(Vec<(f64, u32)>),
    /// (month, number)
    Exercises(Vec<(f64, f64)>),
    Marks(Vec<Mark>),
    Note(&'static str),
}

/// One lane of a timeline.
pub(super) struct Lane {
    pub name: String,
    content: Content,
}

/// All event lanes of a run.
pub(super) struct Lanes {
    pub lanes: Vec<Lane>,
    /// Rungs that occur, lowest first.
    pub rungs: Vec<u32>,
    pub top_rung: u32,
    /// Kinds that no lane shows, with their number.
    pub not_drawn: Vec<(String, usize)>,
}

const DRAWN: [&str; 8] = [
    "probe",
    "exercise",
    "election",
    "suspension",
    "resumption",
    "crisis",
    "settlement",
    "war",
];

/// Drawn too where few months are shown in detail.
const IN_DETAIL: [&str; 3] = ["statement", "response", "shock"];

impl Lanes {
    pub(super) fn new(events: &[Event], last: i64, detailed: bool) -> Self {
        let mut lanes = probe_lanes(events);
        if !events.is_empty() && lanes.is_empty() {
            lanes.push(Lane {
                name: "Probes".to_string(),
                content: Content::Note("no probe in this run"),
            });
        }
        if detailed {
            lanes.push(Lane {
                name: "Responses".to_string(),
                content: Content::Marks(plain_marks(events, "response", |e| e.actor.clone())),
            });
        }
        lanes.extend(tick_lanes(events, "exercise", "Exercises"));
        if detailed {
            lanes.extend(tick_lanes(events, "statement", "Statements"));
            lanes.push(Lane {
                name: "Shocks".to_string(),
                content: Content::Marks(plain_marks(events, "shock", |e| {
                    format!("{}→{}", e.actor, e.target)
                })),
            });
        }
        lanes.retain(|lane| !matches!(&lane.content, Content::Marks(marks) if marks.is_empty()));
        let marks = [
            ("Elections", elections(events)),
            ("Suspensions", suspensions(events, last)),
            ("Crises", crises(events, last)),
        ];
        for (name, marks) in marks {
            if !marks.is_empty() {
                lanes.push(Lane {
                    name: name.to_string(),
                    content: Content::Marks(marks),
                });
            }
        }
        let mut rungs: Vec<u32> = distinct(of_kind(events, "probe").map(|e| e.rung as u32));
        rungs.retain(|rung| *rung > 0);
        rungs.sort_unstable();
        let others = events
            .iter()
            .map(|e| e.kind.as_str())
            .filter(|kind| !(DRAWN.contains(kind) || detailed && IN_DETAIL.contains(kind)));
        Self {
            top_rung: rungs.last().copied().unwrap_or(1),
            not_drawn: count(others),
            lanes,
            rungs,
        }
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.lanes.iter().map(|lane| lane.name.as_str())
    }

    /// Colour and head radius in mm of a probe at `rung`.
    pub(super) fn stem(&self, theme: &Theme, rung: u32) -> (Rgb, f64) {
        stem(theme, rung, self.top_rung)
    }
}

fn stem(theme: &Theme, rung: u32, top: u32) -> (Rgb, f64) {
    // Dark for the highest rung: it must be seen first.
    let colour = theme.ordered_colour(top.saturating_sub(rung) as usize, top as usize);
    let share = f64::from(rung) / f64::from(top.max(1));
    (colour, theme.mm(0.2 + 0.6 * share))
}

/// How often each value occurs, in order of first appearance.
pub(super) fn count<'a>(kinds: impl Iterator<Item = &'a str>) -> Vec<(String, usize)> {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for kind in kinds {
        match counts.iter_mut().find(|(k, _)| k == kind) {
            Some((_, n)) => *n += 1,
            None => counts.push((kind.to_string(), 1)),
        }
    }
    counts
}

fn of_kind<'a>(events: &'a [Event], kind: &'a str) -> impl Iterator<Item = &'a Event> {
    events.iter().filter(move |e| e.kind == kind)
}

fn probe_lanes(events: &[Event]) -> Vec<Lane> {
    let name = |e: &Event| format!("{} / {}", e.actor, e.place);
    let probes = || of_kind(events, "probe").filter(|e| e.rung > 0.0);
    distinct(probes().map(name))
        .into_iter()
        .map(|lane| {
            let mut own: Vec<(f64, u32)> = probes()
                .filter(|e| name(e) == lane)
                .map(|e| (e.month as f64, e.rung as u32))
                .collect();
            // Low rungs first, so that none hides a higher one.
            own.sort_by_key(|(_, rung)| *rung);
            Lane {
                name: lane,
                content: Content::Probes(own),
            }
        })
        .collect()
}

/// A mark in the month of each event of a kind.
fn plain_marks(events: &[Event], kind: &str, label: impl Fn(&Event) -> String) -> Vec<Mark> {
    of_kind(events, kind)
        .map(|e| Mark {
            from: e.month as f64,
            to: e.month as f64,
            label: label(e),
            shape: Shape::Circle,
        })
        .collect()
}

/// A lane of ticks for each pair, as high as there are events of a kind in the month.
fn tick_lanes(events: &[Event], kind: &str, title: &str) -> Vec<Lane> {
    let exercises = || of_kind(events, kind);
    distinct(exercises().map(|e| e.pair(events)))
        .into_iter()
        .map(|pair| {
            let mut months: Vec<(f64, f64)> = Vec::new();
            for event in exercises().filter(|e| e.pair(events) == pair) {
                let (month, n) = (event.month as f64, event.value.max(0.0));
                let n = if event.value.is_nan() { 1.0 } else { n };
                match months.iter_mut().find(|(m, _)| *m == month) {
                    Some((_, total)) => *total += n,
                    None => months.push((month, n)),
                }
            }
            Lane {
                name: format!("{title} {pair}"),
                content: Content::Exercises(months),
            }
        })
        .collect()
}

fn elections(events: &[Event]) -> Vec<Mark> {
    of_kind(events, "election")
        .map(|e| Mark {
            from: e.month as f64,
            to: e.month as f64,
            label: e.actor.clone(),
            shape: Shape::TriangleDown,
        })
        .collect()
}

/// Month of the first event of `kind` from `start` on that `matches`, else the end of the run.
fn until(
    events: &[Event],
    kind: &str,
    start: &Event,
    last: i64,
    matches: impl Fn(&Event) -> bool,
) -> f64 {
    of_kind(events, kind)
        .filter(|e| e.month >= start.month && matches(e))
        .map(|e| e.month)
        .min()
        .unwrap_or(last) as f64
}

fn suspensions(events: &[Event], last: i64) -> Vec<Mark> {
    of_kind(events, "suspension")
        .map(|e| Mark {
            from: e.month as f64,
            to: until(events, "resumption", e, last, |end| end.same_pair(e)),
            label: e.pair(events),
            shape: Shape::Square,
        })
        .collect()
}

fn crises(events: &[Event], last: i64) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    for event in events {
        let (to, label, shape) = match event.kind.as_str() {
            "crisis" => {
                let end = until(events, "settlement", event, last, |e| {
                    e.place == event.place
                });
                // A war ends the crisis too.
                let war = until(events, "war", event, last, |e| e.place == event.place);
                (f64::min(end, war), event.place.clone(), Shape::Diamond)
            }
            "war" => (
                event.month as f64,
                format!("war, {}", event.place),
                Shape::Pentagon,
            ),
            _ => continue,
        };
        marks.push(Mark {
            from: event.month as f64,
            to,
            label,
            shape,
        });
    }
    marks
}

/// Where a mark's label goes.
struct Placed {
    row: usize,
    /// `None` if there is no room for it.
    label: Option<(f64, Align)>,
}

/// Gives each mark, in order of time, the first row in which neither its bar nor its label meets another.
fn pack(theme: &Theme, marks: &[Mark], x: &Span, right: f64) -> Vec<Placed> {
    let gap = theme.mm(1.2);
    let mut order: Vec<usize> = (0..marks.len()).collect();
    order.sort_by(|a, b| {
        let from = |k: &usize| marks.get(*k).map_or(0.0, |m| m.from);
        from(a).total_cmp(&from(b))
    });
    let mut rows: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut placed: Vec<Placed> = marks
        .iter()
        .map(|_| Placed {
            row: 0,
            label: None,
        })
        .collect();
    for k in order {
        let (Some(mark), Some(slot)) = (marks.get(k), placed.get_mut(k)) else {
            continue;
        };
        let (from, to) = (x.at(mark.from) - gap, x.at(mark.to) + gap);
        let words = width_mm(&mark.label, small(theme));
        let after = (to, to + words);
        let before = (from - words, from);
        let fits_after = after.1 <= right;
        let (taken, label) = if fits_after {
            ((from, after.1 + gap), (after.0, Align::Start))
        } else {
            ((before.0 - gap, to), (before.1, Align::End))
        };
        let free = |row: &Vec<(f64, f64)>| row.iter().all(|r| r.1 <= taken.0 || taken.1 <= r.0);
        let row = rows.iter().position(free).unwrap_or(rows.len());
        if row >= MOST_ROWS {
            continue;
        }
        if row == rows.len() {
            rows.push(Vec::new());
        }
        if let Some(used) = rows.get_mut(row) {
            used.push(taken);
        }
        *slot = Placed {
            row,
            label: Some(label),
        };
    }
    placed
}

impl Lane {
    pub(super) fn is_exercises(&self) -> bool {
        matches!(self.content, Content::Exercises(_))
    }

    /// Height in mm.
    pub(super) fn height(&self, theme: &Theme, x: &Span, right: f64) -> f64 {
        match &self.content {
            Content::Probes(_) => theme.mm(5.5),
            Content::Exercises(_) => theme.mm(3.0),
            Content::Note(_) => theme.mm(4.0),
            Content::Marks(marks) => {
                let placed = pack(theme, marks, x, right);
                let rows = placed.iter().map(|p| p.row + 1).max().unwrap_or(1);
                rows as f64 * theme.line_mm()
            }
        }
    }

    /// Marks that found no room for their label.
    pub(super) fn unlabelled(&self, theme: &Theme, x: &Span, right: f64) -> usize {
        match &self.content {
            Content::Marks(marks) => pack(theme, marks, x, right)
                .iter()
                .filter(|p| p.label.is_none())
                .count(),
            _ => 0,
        }
    }

    pub(super) fn draw(
        &self,
        c: &mut Canvas,
        theme: &Theme,
        frame: &Frame,
        x: &Span,
        top_rung: u32,
    ) {
        let base = Stroke::solid(theme.grid(), theme.mm(0.15));
        match &self.content {
            Content::Note(words) => note_in(c, theme, frame, words),
            Content::Probes(probes) => {
                c.line(
                    vec![(frame.left, frame.bottom), (frame.right, frame.bottom)],
                    base,
                );
                for (month, rung) in probes {
                    let (colour, radius) = stem(theme, *rung, top_rung);
                    let share = f64::from(*rung) / f64::from(top_rung.max(1));
                    let room = frame.height() - theme.mm(0.8);
                    let head = (x.at(*month), frame.bottom - share * room);
                    let foot = (head.0, frame.bottom);
                    c.line(vec![foot, head], Stroke::solid(colour, theme.mm(0.2)));
                    c.marker(Shape::Circle, head, radius, colour, false);
                }
            }
            Content::Exercises(months) => {
                c.line(
                    vec![(frame.left, frame.bottom), (frame.right, frame.bottom)],
                    base,
                );
                let most =
                    extent(months.iter().map(|(_, n)| *n)).map_or(1.0, |(_, hi)| hi.max(1.0));
                for (month, n) in months.iter().filter(|(_, n)| *n > 0.0) {
                    let at = x.at(*month);
                    let top = frame.bottom - n / most * frame.height();
                    let stroke = Stroke::solid(theme.ink(), theme.mm(0.2));
                    c.line(vec![(at, frame.bottom), (at, top)], stroke);
                }
            }
            Content::Marks(marks) => draw_marks(c, theme, marks, frame, x),
        }
    }
}

fn draw_marks(c: &mut Canvas, theme: &Theme, marks: &[Mark], frame: &Frame, x: &Span) {
    for (mark, placed) in marks.iter().zip(pack(theme, marks, x, frame.right)) {
        let y = frame.top + (placed.row as f64 + 0.5) * theme.line_mm();
        let (from, to) = (x.at(mark.from), x.at(mark.to));
        if to > from {
            c.line(
                vec![(from, y), (to, y)],
                Stroke::solid(theme.ink(), theme.mm(0.6)),
            );
        }
        c.marker(mark.shape, (from, y), theme.mm(0.75), theme.ink(), false);
        if let Some((at, align)) = placed.label {
            c.text(&mark.label, (at, y), small(theme), align, theme.ink());
        }
    }
}
