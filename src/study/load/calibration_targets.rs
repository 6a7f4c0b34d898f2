//! The targets of a calibration file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::keys::known;
use super::reader::{Reader, beside};
use crate::analysis::score::LARGEST_COUNT;
use crate::data::{MonthlyCounts, own_counts, package};
use crate::scenario::load::diagnostics::{did_you_mean, listed};
use crate::scenario::load::document::{Node, Table, Value};
use crate::scenario::load::fields::Context;
use crate::scenario::load::layers::read_source;
use crate::scenario::load::source::{SourceId, Span};
use crate::scenario::{Rule, Scenario};
use crate::study::calibration::observable::Observable;
use crate::study::calibration::record::{SERIES, observed, observed_in, whole_counts};
use crate::study::calibration::targets::{self, Row, complete, meaning, window};
use crate::study::calibration::{Of, Target, Window};

const KEYS: [&str; 12] = [
    "id",
    "record",
    "column",
    "observable",
    "outcome",
    "series",
    "window",
    "value",
    "se",
    "low",
    "high",
    "fit",
];

/// Largest table of targets that is read, in bytes.
const MAX_TABLE: u64 = 4 << 20;
/// Most targets.
const MAX_TARGETS: usize = 200;

/// The table of targets: a user's file, or the one that the program carries.
pub(super) fn table(file: Option<(PathBuf, Span)>, reader: &mut Reader) -> Option<Vec<Row>> {
    let Some((path, span)) = file else {
        let package = package().ok()?;
        let text = package.resource("targets").ok()?.text().ok()?;
        return targets::read(text).ok();
    };
    let id = read_source(
        &path,
        MAX_TABLE,
        Some(span),
        &mut reader.sources,
        &mut reader.found,
    )?;
    match targets::read(reader.sources.text(id)) {
        Ok(rows) => Some(rows),
        Err(errors) => {
            for (line, message) in errors {
                let span = line_span(reader.sources.text(id), id, line);
                reader.found.error(Some(span), message, vec![]);
            }
            None
        }
    }
}

fn line_span(text: &str, id: SourceId, line: usize) -> Span {
    let mut start = 0;
    for _ in 1..line {
        start = text[start..]
            .find('\n')
            .map_or(text.len(), |n| start + n + 1);
    }
    let end = text[start..].find('\n').map_or(text.len(), |n| start + n);
    Span::new(id, start..end)
}

/// Records of the user's own, by file and column.
pub(super) type Records = BTreeMap<(String, Option<String>), MonthlyCounts>;

/// Reads the records that targets name; `file` is that of the calibration.
pub(super) fn records(root: &Table, file: &Path, reader: &mut Reader) -> Records {
    let mut found = Records::new();
    let Some(Value::Array(nodes)) = root.get("targets").map(|entry| &entry.node.value) else {
        return found;
    };
    for node in nodes.iter().take(MAX_TARGETS) {
        let Value::Table(table) = &node.value else {
            continue;
        };
        let text = |key: &str| match table.get(key).map(|entry| &entry.node) {
            Some(Node {
                value: Value::String(text),
                span,
            }) => Some((text.clone(), *span)),
            _ => None,
        };
        let Some((name, span)) = text("record") else {
            continue;
        };
        let key = (name, text("column").map(|(column, _)| column));
        if found.contains_key(&key) {
            continue;
        }
        let path = beside(file, Path::new(&key.0));
        let (sources, errors) = (&mut reader.sources, &mut reader.found);
        let Some(id) = read_source(&path, MAX_TABLE, Some(span), sources, errors) else {
            continue;
        };
        match own_counts(sources.text(id), key.1.as_deref(), LARGEST_COUNT) {
            Ok(counts) => {
                found.insert(key, counts);
            }
            Err((line, message)) => {
                let span = line_span(sources.text(id), id, line as usize);
                errors.error(Some(span), message, vec![]);
            }
        }
    }
    found
}

/// Reads `[[targets]]`; `rows` is the table in which ids are looked up, unless it is wrong.
pub(super) fn read(
    root: &Table,
    rows: Option<&[Row]>,
    records: &Records,
    scenario: &Scenario,
    cx: &mut Context<'_>,
) -> Vec<Target> {
    let help = || "write [[targets]] and id = \"nk_mean_csis_missile_days_2012-2019\", for example";
    let Some(entry) = root.get("targets") else {
        let message = "the calibration has no targets";
        cx.found.error(None, message, vec![help().into()]);
        return Vec::new();
    };
    let nodes: &[Node] = match &entry.node.value {
        Value::Array(nodes) if !nodes.is_empty() && nodes.len() <= MAX_TARGETS => nodes,
        other => {
            let found = other.describe();
            let message = format!("`targets` must be 1 to {MAX_TARGETS} tables, found {found}");
            cx.error(entry.key, message, vec![help().into()]);
            return Vec::new();
        }
    };
    let mut targets: Vec<Target> = Vec::with_capacity(nodes.len());
    let mut complete = true;
    for node in nodes {
        let Value::Table(table) = &node.value else {
            let message = format!("a target must be a table, found {}", node.value.describe());
            cx.error(node.span, message, vec![help().into()]);
            complete = false;
            continue;
        };
        let mut one = One {
            table,
            span: node.span,
            rows,
            records,
            scenario,
            cx,
        };
        let Some(target) = one.read() else {
            complete = false;
            continue;
        };
        if targets.iter().any(|other| other.id == target.id) {
            let message = format!("the target `{}` occurs twice", target.id);
            cx.error(node.span, message, vec![]);
        }
        targets.push(target);
    }
    if complete && targets.iter().all(|target| !target.fit) {
        let message = "no target is fitted";
        cx.error(
            entry.key,
            message,
            vec!["leave out `fit = false` in some".into()],
        );
    }
    targets
}

/// The counts of a window, from a record of the user's own or the one that the program carries, where it covers it.
fn counts(own: Option<&MonthlyCounts>, series: &str, window: Window) -> Vec<u32> {
    let found = match own {
        Some(own) => {
            let own = own.between(window.first, window.end);
            let whole = own.start == window.first && own.counts.len() == window.months();
            whole.then_some(own.counts)
        }
        None => whole_counts(series, window).ok().flatten(),
    };
    found
        .unwrap_or_default()
        .iter()
        .map(|count| *count as u32)
        .collect()
}

struct One<'a, 'c, 's> {
    table: &'a Table,
    span: Span,
    rows: Option<&'a [Row]>,
    records: &'a Records,
    scenario: &'a Scenario,
    cx: &'c mut Context<'s>,
}

impl One<'_, '_, '_> {
    fn wrong<T>(&mut self, key: &str, message: String, help: Vec<String>) -> Option<T> {
        let at = self
            .table
            .get(key)
            .map_or(self.span, |entry| entry.node.span);
        self.cx.error(at, message, help);
        None
    }

    fn read(&mut self) -> Option<Target> {
        known(self.table, "a target", &KEYS, &[], self.cx);
        if self.table.get("id").is_none() {
            let help = "an id of the table of targets, or a name of your own";
            return self.wrong("id", "the target has no id".into(), vec![help.into()]);
        }
        let (id, _) = self.cx.text(self.table, "targets", "id")?;
        if self.table.get("outcome").is_some() {
            return self.outcome(id);
        }
        let own = self.cx.text(self.table, "targets", "record");
        let column = self.cx.text(self.table, "targets", "column");
        if let (None, Some((_, span))) = (&own, &column) {
            let help = "write record = \"mine.csv\", the file that has the column";
            self.cx
                .error(*span, "`targets.column` needs a record", vec![help.into()]);
        }
        let own = match own {
            None => None,
            // A record that could not be read was reported where it stands.
            Some((name, _)) => Some(
                self.records
                    .get(&(name, column.map(|(column, _)| column)))?,
            ),
        };
        let row = match own {
            None => self.rows?.iter().find(|row| row.id == id).cloned(),
            Some(_) => None,
        };
        let meant = meaning(&id);
        let observable = self.observable(&id, meant.map(|(observable, _)| observable));
        let series = self.cx.text(self.table, "targets", "series");
        let series = series
            .map(|(series, _)| series)
            .or(meant.map(|(_, series)| series.to_owned()));
        let window = self.window(&id, row.as_ref());
        let (observable, window) = (observable?, window?);
        let Some(series) = series else {
            let known = self.records();
            let help = format!("give series = one of the scenario's observations: {known}");
            return self.wrong("id", format!("the target `{id}` has no series"), vec![help]);
        };
        let observations = &self.scenario.roster.observations;
        let Some(record) = observations.iter().position(|one| one.code == series) else {
            let names = observations.iter().map(|one| one.code.as_str());
            let mut help = did_you_mean(&series, names);
            help.push(format!("its observations are: {}", self.records()));
            let message = format!("the scenario observes no series `{series}`");
            let key = if self.table.get("series").is_some() {
                "series"
            } else {
                "id"
            };
            return self.wrong(key, message, help);
        };
        let fit = self.cx.boolean(self.table, "targets", "fit");
        if fit == Some(true) && row.as_ref().is_some_and(|row| row.validation) {
            let message = format!("`{id}` is kept for validation and cannot be fitted");
            let help = "leave out `fit`: it is predicted then";
            return self.wrong("fit", message, vec![help.into()]);
        }
        let value = self.value(&id, row.as_ref(), own, observable, &series, window)?;
        let counts = counts(own, &series, window);
        Some(Target {
            counts,
            fit: fit.unwrap_or(!row.is_some_and(|row| row.validation)),
            id,
            of: Of::Series {
                observable,
                series,
                record,
            },
            window,
            observed: value.0,
            se: value.1,
            low: value.2,
            high: value.3,
        })
    }

    /// A target that is an outcome of one's own: its value is given, since no record that comes with the program has it.
    fn outcome(&mut self, id: String) -> Option<Target> {
        for key in ["observable", "series", "window"] {
            if self.table.get(key).is_some() {
                let message = format!("`targets.{key}` says nothing beside `outcome`");
                let help = "months are chosen in the outcome itself, by from, until and where";
                self.wrong::<()>(key, message, vec![help.into()]);
            }
        }
        let (name, _) = self.cx.text(self.table, "targets", "outcome")?;
        let names = || self.scenario.outcomes.iter().map(|one| one.name.as_str());
        let Some(place) = names().position(|own| own == name) else {
            let mut help = did_you_mean(&name, names());
            help.push(match self.scenario.outcomes.is_empty() {
                true => "write [outcomes.NAME] in this file or in the scenario".to_owned(),
                false => format!("there are {}", listed(names())),
            });
            return self.wrong("outcome", format!("there is no outcome `{name}`"), help);
        };
        let Some(observed) = self.number("value") else {
            let message = format!("the observed value of `{id}` is not given");
            return self.wrong("id", message, vec!["write value = and se =".into()]);
        };
        let or_nan = |value: Option<f64>| value.unwrap_or(f64::NAN);
        let se = or_nan(self.number("se"));
        let (low, high) = (or_nan(self.number("low")), or_nan(self.number("high")));
        if se <= 0.0 || low >= high {
            let message = "`se` must be above 0 and `low` below `high`".to_owned();
            return self.wrong("id", message, vec![]);
        }
        let (se, low, high) = complete(observed, se, low, high);
        let fit = self
            .cx
            .boolean(self.table, "targets", "fit")
            .unwrap_or(true);
        let start = self.scenario.start;
        let end = start.plus(self.scenario.horizon as i32);
        let window = match self.scenario.outcomes[place].rule {
            Rule::Months { from, until, .. } => Window {
                first: from.unwrap_or(start),
                end: until.unwrap_or(end),
            },
            Rule::Value(_) => Window { first: start, end },
        };
        Some(Target {
            counts: Vec::new(),
            id,
            of: Of::Outcome { name, place },
            window,
            observed,
            se,
            low,
            high,
            fit,
        })
    }

    fn records(&self) -> String {
        let observations = &self.scenario.roster.observations;
        if observations.is_empty() {
            return "none (write [observations.…] in the scenario)".to_owned();
        }
        listed(observations.iter().map(|one| one.code.as_str()))
    }

    fn observable(&mut self, id: &str, meant: Option<Observable>) -> Option<Observable> {
        if self.table.get("observable").is_some() {
            return self
                .cx
                .word(self.table, "targets", "observable", &Observable::ALL);
        }
        if meant.is_none() {
            let names = listed(Observable::ALL.iter().map(|(name, _)| *name));
            let mut help = Vec::new();
            let has = |row: &&Row| row.id == id;
            if self.rows.unwrap_or_default().iter().find(has).is_none() {
                let ids = self
                    .rows
                    .unwrap_or_default()
                    .iter()
                    .map(|row| row.id.as_str());
                help.extend(did_you_mean(id, ids));
            }
            help.push(format!("give observable = one of {names}"));
            let message = format!("what `{id}` is computed from is not clear from its name");
            return self.wrong("id", message, help);
        }
        meant
    }

    fn window(&mut self, id: &str, row: Option<&Row>) -> Option<Window> {
        let given = self.cx.text(self.table, "targets", "window");
        let from_id = || id.rsplit_once('_').map(|(_, end)| end.to_owned());
        let text = given
            .map(|(text, _)| text)
            .or(row.map(|row| row.window.clone()))
            .or(from_id().filter(|text| window(text).is_some()));
        let Some(text) = text else {
            let help = "write window = \"2012-2019\" or \"2012-01..2019-12\"";
            return self.wrong(
                "id",
                format!("the target `{id}` has no window"),
                vec![help.into()],
            );
        };
        let Some(found) = window(&text) else {
            let help = "a window is \"2017\", \"2012-2019\" or \"2012-01..2019-12\"";
            return self.wrong(
                "window",
                format!("\"{text}\" is no window"),
                vec![help.into()],
            );
        };
        let start = self.scenario.start;
        let end = start.plus(self.scenario.horizon as i32);
        if found.first.since(start) < 0 || end.since(found.end) < 0 {
            let message = format!(
                "the window of `{id}`, {found}, is not within the scenario's {start}..{}",
                end.plus(-1)
            );
            return self.wrong("window", message, vec![]);
        }
        Some(found)
    }

    fn number(&mut self, key: &str) -> Option<f64> {
        let entry = self.table.get(key)?;
        let path = format!("targets.{key}");
        self.cx.number(&entry.node, &path, "a number")
    }

    /// Value, standard error and interval: given in the file, else in the table, else computed from the record.
    fn value(
        &mut self,
        id: &str,
        row: Option<&Row>,
        own: Option<&MonthlyCounts>,
        observable: Observable,
        series: &str,
        window: Window,
    ) -> Option<(f64, f64, f64, f64)> {
        let given = self.number("value");
        let or_nan = |value: Option<f64>| value.unwrap_or(f64::NAN);
        let se = or_nan(self.number("se"));
        let (low, high) = (or_nan(self.number("low")), or_nan(self.number("high")));
        if se <= 0.0 {
            return self.wrong(
                "se",
                format!("`targets.se` must be above 0, found {se}"),
                vec![],
            );
        }
        if low >= high {
            let message = format!("`targets.low` is {low} and `targets.high` is {high}");
            return self.wrong("low", message, vec!["low must be below high".into()]);
        }
        if let Some(value) = given {
            let (se, low, high) = complete(value, se, low, high);
            return Some((value, se, low, high));
        }
        let either = |own: f64, other: f64| if own.is_nan() { other } else { own };
        if let Some(row) = row {
            if row.value.is_nan() {
                return self.wrong("id", format!("the table has no value of `{id}`"), vec![]);
            }
            let se = either(se, row.se);
            let (low, high) = (either(low, row.low), either(high, row.high));
            let (se, low, high) = complete(row.value, se, low, high);
            return Some((row.value, se, low, high));
        }
        if let Some(record) = own {
            let months = record.between(window.first, window.end);
            if months.counts.len() != window.months() {
                let message = format!(
                    "the record runs from {} to {}, which does not cover {window}",
                    record.start,
                    record.end().plus(-1)
                );
                return self.wrong("record", message, vec!["write a window within it".into()]);
            }
            let counts: Vec<f64> = months.counts.iter().map(|count| *count as f64).collect();
            return match observed_in(observable, &counts, window) {
                Ok(Some(found)) => Some((
                    found.value,
                    either(se, found.se),
                    either(low, found.low),
                    either(high, found.high),
                )),
                _ => {
                    let message = format!(
                        "`{id}` has no value in this record: {} is undefined",
                        observable.name()
                    );
                    self.wrong("record", message, vec![])
                }
            };
        }
        match observed(observable, series, window) {
            Ok(Some(found)) => Some((
                found.value,
                either(se, found.se),
                either(low, found.low),
                either(high, found.high),
            )),
            _ => {
                let ids = self
                    .rows
                    .unwrap_or_default()
                    .iter()
                    .map(|row| row.id.as_str());
                let mut help = did_you_mean(id, ids);
                help.push(format!(
                    "give value and se, an id of the table of targets, or a series that `trilat data {SERIES}` has \
                     in these months"
                ));
                let message = format!("the observed value of `{id}` is not known");
                self.wrong("id", message, help)
            }
        }
    }
}
