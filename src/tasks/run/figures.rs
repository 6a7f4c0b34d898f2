//! The figures of a run, drawn from its tables.

use std::sync::atomic::AtomicBool;

use crate::figures::{
    Columns, FigureError, Preset, Source, Table, Theme, bands_over_time, probes_by_rung,
    time_to_first_event, timeline,
};
use crate::model::{LaneRun, Layout, small_engine};
use crate::record::{BlockRecord, NO_LABEL, NO_RUNG, Wanted};
use crate::scenario::{Month, Scenario};
use crate::tasks::plot::files::{Drawn, Failure};
use crate::tasks::plot::run_data::{bands_of_run, event_columns, rates, shown, survival};
use crate::tasks::run::results::Results;

/// What the figures are drawn of.
pub struct FigureSet<'a> {
    /// The scenario that was run.
    pub scenario: &'a Scenario,
    /// The command that makes the run again.
    pub command: &'a str,
    /// Threads that draw.
    pub threads: usize,
}

/// The run that the timeline shows.
const TRACED: u64 = 0;

impl FigureSet<'_> {
    fn source(&self, runs: u64) -> Source {
        Source {
            scenario: self.scenario.name.clone(),
            seed: self.scenario.seed,
            runs,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            command: self.command.to_owned(),
        }
    }

    /// Draws the figures of all runs and returns their files: vector, print and screen versions, the plotted data, and
    /// a text with caption, alt text and command.
    pub fn of_all_runs(&self, results: &Results) -> Result<Drawn, Failure> {
        let (source, roster) = (self.source(results.runs), &self.scenario.roster);
        let narrow = Theme::new(Preset::Apsr1Col);
        let wide = Theme::new(Preset::Mm178);
        let drawn = [
            probes_by_rung(&rates(roster, results)?, &narrow, &source),
            bands_over_time(&bands_of_run(&shown(roster), results)?, &wide, &source),
            time_to_first_event(&survival(roster, results)?, &narrow, &source),
        ];
        // A scenario without, say, dyads or probes has nothing to show there.
        Ok(Drawn::of(drawn, self.threads)?)
    }

    /// The same of one run, which needs no other and can be drawn beside them; nothing once `stop` is raised.
    pub fn of_one_run(&self, stop: &AtomicBool) -> Result<Drawn, Failure> {
        let Some((monthly, events)) = traced_run(self.scenario, stop)? else {
            return Ok(Drawn::default());
        };
        let wide = Theme::new(Preset::Mm178);
        let drawn = timeline(&monthly, &events, &wide, &self.source(1));
        Ok(Drawn::of([drawn], 1)?)
    }
}

/// Monthly values and events of the traced run, simulated again by itself: addressed random
/// numbers make it the same run.
fn traced_run(scenario: &Scenario, stop: &AtomicBool) -> Result<Option<(Table, Table)>, Failure> {
    let mut simulation = small_engine(scenario);
    let runs: [LaneRun<'_>; 1] = [(scenario, TRACED)];
    simulation.load(
        &runs,
        Wanted {
            months: true,
            events: true,
            traced: 0,
        },
    )?;
    if !simulation.run_unless(stop) {
        return Ok(None);
    }
    let mut record = BlockRecord::default();
    simulation.record(&mut record);
    let layout = Layout::of(scenario);
    let month = |t: usize| scenario.start.plus(t as i32);
    let mut monthly = Columns::new(&["month", "series", "panel"], &["t", "value"]);
    for shown in shown(&scenario.roster) {
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
    let events = event_table(scenario, &layout, &record, month)?;
    Ok(Some((monthly.table()?, events)))
}

fn event_table(
    scenario: &Scenario,
    layout: &Layout,
    record: &BlockRecord,
    month: impl Fn(usize) -> Month,
) -> Result<Table, FigureError> {
    let mut out = event_columns();
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
