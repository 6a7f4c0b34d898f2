//! The figure of a trace.

use crate::figures::{
    Columns, Figure, FigureError, Preset, Source, Table, Theme, timeline_in_detail,
};
use crate::study::trace::{Happened, RunTrace};

/// Draws the months of a trace; `None` if there is nothing to draw.
///
/// # Errors
/// [`FigureError`].
pub fn draw(trace: &RunTrace, runs: u64, command: &str) -> Result<Option<Figure>, FigureError> {
    let source = Source {
        scenario: trace.scenario.clone(),
        seed: trace.seed,
        runs,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command: command.to_owned(),
    };
    let drawn = timeline_in_detail(
        &monthly(trace)?,
        &events(trace)?,
        &Theme::new(Preset::Mm178),
        &source,
    );
    match drawn {
        Ok(mut figure) => {
            figure.name = format!("trace_{}", trace.run);
            figure.caption = format!(
                "Run {} of {}: {} in {}. Beliefs that an ally is resolute, the estimate of coordination and the \
                 chance of rung {} are those at the time of the month's choice; exercises and statements are \
                 shown as they happened, seen or not; probes and responses are those of this challenge alone. {}",
                trace.run,
                trace.scenario,
                trace.prober.name,
                trace.theatre.name,
                highest(trace),
                figure.caption
            );
            Ok(Some(figure))
        }
        Err(FigureError::NothingToDraw { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Beliefs at the choice, coordination as estimated and as it was, and the chance of a probe.
fn monthly(trace: &RunTrace) -> Result<Table, FigureError> {
    let mut out = Columns::new(&["month", "series", "panel"], &["t", "value"]);
    let mut put = |t: usize, month: &str, panel: &str, series: &str, value: f64| {
        out.push([month, series, panel], [t as f64, value]);
    };
    let who = &trace.prober.code;
    let top = highest(trace);
    for m in &trace.months {
        let month = m.month.to_string();
        for belief in &m.beliefs {
            put(
                m.t,
                &month,
                &format!("Belief of {who}"),
                &belief.ally,
                belief.at_choice,
            );
        }
        let c = &m.coordination;
        put(m.t, &month, "Coordination", "estimated", c.estimate);
        put(m.t, &month, "Coordination", "actual", c.actual);
        if let Some(option) = m.options.get(top) {
            let chance = format!("Chance of rung {top}, %");
            put(m.t, &month, &chance, "", 100.0 * option.probability);
        }
    }
    out.table()
}

/// The highest rung in the months shown; the lowest of all if there is none.
fn highest(trace: &RunTrace) -> usize {
    let rungs = trace.months.iter().map(|m| m.choice.rung);
    rungs.max().unwrap_or(1).max(1)
}

/// What happened, without the probes of other challenges and the responses to them.
fn events(trace: &RunTrace) -> Result<Table, FigureError> {
    let (prober, theatre) = (&trace.prober.code, &trace.theatre.code);
    let own = |event: &Happened| match event.kind.as_str() {
        "probe" => event.actor == *prober && event.theatre == *theatre,
        "response" => event.target == *prober && event.theatre == *theatre,
        _ => true,
    };
    let mut out = Columns::new(
        &["month", "kind", "actor", "target", "place"],
        &["t", "rung", "value"],
    );
    for m in &trace.months {
        let month = m.month.to_string();
        for event in m.events.iter().filter(|event| own(event)) {
            out.push(
                [
                    &month,
                    &event.kind,
                    &event.actor,
                    &event.target,
                    &event.theatre,
                ],
                [
                    m.t as f64,
                    event.rung.map_or(f64::NAN, f64::from),
                    event.value.unwrap_or(f64::NAN),
                ],
            );
        }
    }
    out.table()
}
