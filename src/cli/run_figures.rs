//! The figures of a run, drawn from its tables.

use std::error::Error;

use super::run::Results;
use crate::ensemble::LANES;
use crate::figures::{
    Column, Figure, FigureError, Preset, Source, Table, Theme, bands_over_time, probes_by_rung,
    time_to_first_event, timeline,
};
use crate::model::layout::{belief_column, probes_column};
use crate::model::{LaneRun, Layout, Simulation};
use crate::record::{BlockRecord, NO_LABEL, NO_RUNG, Wanted};
use crate::scenario::{Month, Scenario};
use crate::store::run_files::NewFile;

/// The boxed error that a caller of the store can pass on.
pub(super) type Failure = Box<dyn Error + Send + Sync>;

/// What the figures are drawn of.
pub struct FigureSet<'a> {
    /// The scenario that was run.
    pub scenario: &'a Scenario,
    /// The command that makes the run again.
    pub command: &'a str,
}

/// The run that the timeline shows.
const TRACED: u64 = 0;

/// Draws the figures of a run and returns their files: vector, print and screen versions, the
/// plotted data, and a text with caption, alt text and command.
pub fn figures(set: &FigureSet<'_>, results: &Results) -> Result<Vec<NewFile>, Failure> {
    let source = Source {
        scenario: results.name.clone(),
        seed: set.scenario.seed,
        runs: results.runs,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: set.command.to_owned(),
    };
    let narrow = Theme::new(Preset::Apsr1Col);
    let wide = Theme::new(Preset::Mm178);
    let (monthly, events) = traced_run(set.scenario)?;
    let drawn = [
        probes_by_rung(&rates(set.scenario, results)?, &narrow, &source),
        bands_over_time(&bands(set.scenario, results)?, &wide, &source),
        time_to_first_event(&survival(set.scenario, results)?, &narrow, &source),
        timeline(
            &monthly,
            &events,
            &wide,
            &Source {
                runs: 1,
                ..source.clone()
            },
        ),
    ];
    let mut files = Vec::new();
    for figure in drawn {
        match figure {
            Ok(figure) => files.extend(files_of(&figure)?),
            // A scenario without, say, dyads or probes has nothing to show there.
            Err(FigureError::NothingToDraw { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(files)
}

pub(super) fn files_of(figure: &Figure) -> Result<Vec<NewFile>, FigureError> {
    let file = |extension: &str, bytes: Vec<u8>| NewFile {
        path: format!("figures/{}.{extension}", figure.name),
        bytes,
    };
    Ok(vec![
        file("svg", figure.svg.clone().into_bytes()),
        file("pdf", figure.pdf()?),
        file("png", figure.png()?),
        file("csv", figure.data.to_csv()?.into_bytes()),
        file("txt", figure.notes().into_bytes()),
    ])
}

/// A table under construction, column by column.
#[derive(Default)]
pub(super) struct Columns {
    texts: Vec<(&'static str, Vec<String>)>,
    numbers: Vec<(&'static str, Vec<f64>)>,
}

impl Columns {
    pub(super) fn new(texts: &[&'static str], numbers: &[&'static str]) -> Self {
        Self {
            texts: texts.iter().map(|name| (*name, Vec::new())).collect(),
            numbers: numbers.iter().map(|name| (*name, Vec::new())).collect(),
        }
    }

    pub(super) fn push<const T: usize, const N: usize>(
        &mut self,
        texts: [&str; T],
        numbers: [f64; N],
    ) {
        for ((_, column), text) in self.texts.iter_mut().zip(texts) {
            column.push(text.to_owned());
        }
        for ((_, column), number) in self.numbers.iter_mut().zip(numbers) {
            column.push(number);
        }
    }

    pub(super) fn table(self) -> Result<Table, FigureError> {
        let mut table = Table::new();
        for (name, column) in self.texts {
            table.push(name, Column::Text(column))?;
        }
        for (name, column) in self.numbers {
            table.push(name, Column::Number(column))?;
        }
        Ok(table)
    }
}

/// Probes a year by prober, theatre and rung.
fn rates(scenario: &Scenario, results: &Results) -> Result<Table, FigureError> {
    let roster = &scenario.roster;
    let mut out = Columns::new(
        &["prober", "theatre", "rung_label"],
        &["rung", "estimate", "ci_low", "ci_high", "n"],
    );
    for target in &roster.targets {
        let (prober, theatre) = (
            &roster.probers[target.prober],
            &roster.theatres[target.theatre],
        );
        for (a, rung) in roster.rungs.iter().enumerate() {
            let column = probes_column(&prober.code, &theatre.code, a + 1);
            let found = results
                .summary
                .iter()
                .find(|row| row.column == column && row.statistic == "rate_per_year");
            if let Some(row) = found {
                out.push(
                    [
                        &prober.code,
                        &theatre.name,
                        &format!("{} {}", a + 1, rung.name),
                    ],
                    [
                        (a + 1) as f64,
                        row.estimate,
                        row.ci_low.max(0.0),
                        row.ci_high,
                        row.n as f64,
                    ],
                );
            }
        }
    }
    out.table()
}

/// A monthly observable that figures show: its column, and where it stands in either figure.
struct Shown {
    column: String,
    /// Title of its own panel in the figure of bands.
    title: String,
    /// Panel and series in the timeline, where lines of one run can share a panel.
    panel: String,
    series: String,
}

fn shown(scenario: &Scenario) -> Vec<Shown> {
    let roster = &scenario.roster;
    let mut list = Vec::new();
    if !roster.dyads.is_empty() {
        for (column, title) in [("cohesion", "Cohesion"), ("coordination", "Coordination")] {
            list.push(Shown {
                column: column.to_owned(),
                title: title.to_owned(),
                panel: "Alliance".to_owned(),
                series: column.to_owned(),
            });
        }
    }
    for prober in &roster.probers {
        for ally in &roster.allies {
            list.push(Shown {
                column: belief_column(&prober.code, &ally.code),
                title: format!("{}: {} resolute", prober.code, ally.code),
                panel: format!("Belief of {}", prober.code),
                series: ally.code.clone(),
            });
        }
    }
    list
}

/// Quantile bands of cohesion and beliefs by month.
fn bands(scenario: &Scenario, results: &Results) -> Result<Table, FigureError> {
    let mut out = Columns::new(
        &["panel", "series", "month"],
        &["t", "q05", "q25", "q50", "q75", "q95", "mean"],
    );
    for shown in shown(scenario) {
        let Some(column) = results
            .month_columns
            .iter()
            .position(|c| c.name == shown.column)
        else {
            continue;
        };
        for band in results.bands.iter().filter(|band| band.column == column) {
            let [q05, q25, q50, q75, q95] = band.quantiles;
            let month = results.start.plus(band.step as i32).to_string();
            let t = band.step as f64;
            out.push(
                [&shown.title, "runs", &month],
                [t, q05, q25, q50, q75, q95, band.mean],
            );
        }
    }
    out.table()
}

/// Kaplan–Meier curves of the first event at each rung or above.
fn survival(scenario: &Scenario, results: &Results) -> Result<Table, FigureError> {
    let mut out = Columns::new(
        &["series"],
        &["t", "survival", "ci_low", "ci_high", "at_risk"],
    );
    for (a, rung) in scenario.roster.rungs.iter().enumerate() {
        let column = format!("first_r{}", a + 1);
        let Some((_, curve)) = results.survival.iter().find(|(name, _)| *name == column) else {
            continue;
        };
        let series = format!("{} {}", a + 1, rung.name);
        for point in curve {
            // Where nobody is left without an event the limits of S = 0 are 0.
            let limit = |x: f64| if x.is_nan() { point.survival } else { x };
            out.push(
                [&series],
                [
                    point.time as f64,
                    point.survival,
                    limit(point.ci_low),
                    limit(point.ci_high),
                    point.at_risk as f64,
                ],
            );
        }
    }
    out.table()
}

/// Monthly values and events of the traced run, simulated again by itself: addressed random
/// numbers make it the same run.
fn traced_run(scenario: &Scenario) -> Result<(Table, Table), Failure> {
    let mut simulation = Simulation::<LANES>::new(scenario);
    let runs: [LaneRun<'_>; 1] = [(scenario, TRACED)];
    simulation.load(
        &runs,
        Wanted {
            months: true,
            events: true,
            traced: 0,
        },
    )?;
    simulation.run();
    let mut record = BlockRecord::default();
    simulation.record(&mut record);
    let layout = Layout::new(&scenario.roster);
    let month = |t: usize| scenario.start.plus(t as i32);
    let mut monthly = Columns::new(&["month", "series", "panel"], &["t", "value"]);
    for shown in shown(scenario) {
        let Some(column) = layout.month.iter().position(|c| c.name == shown.column) else {
            continue;
        };
        for t in 0..record.steps() {
            let value = record.month(t, column)[0];
            monthly.push(
                [&month(t).to_string(), &shown.series, &shown.panel],
                [t as f64, value],
            );
        }
    }
    Ok((
        monthly.table()?,
        event_table(scenario, &layout, &record, month)?,
    ))
}

fn event_table(
    scenario: &Scenario,
    layout: &Layout,
    record: &BlockRecord,
    month: impl Fn(usize) -> Month,
) -> Result<Table, FigureError> {
    let mut out = Columns::new(
        &["month", "kind", "actor", "target", "place"],
        &["t", "rung", "value"],
    );
    for event in &record.events {
        let label = |list: &[String], code: u16| {
            if code == NO_LABEL {
                return String::new();
            }
            list.get(usize::from(code)).cloned().unwrap_or_default()
        };
        let place = match scenario.roster.theatres.get(usize::from(event.theatre)) {
            Some(theatre) => theatre.name.clone(),
            None => String::new(),
        };
        let rung = if event.rung == NO_RUNG {
            f64::NAN
        } else {
            f64::from(event.rung)
        };
        let t = event.step as usize;
        out.push(
            [
                &month(t).to_string(),
                &label(&layout.labels.kinds, event.kind),
                &label(&layout.labels.agents, event.actor),
                &label(&layout.labels.agents, event.target),
                &place,
            ],
            [t as f64, rung, event.value],
        );
    }
    out.table()
}
