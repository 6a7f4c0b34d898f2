//! What is recorded of a run and of a month: names, units, meanings and places.

mod expected;
mod forces;
mod months;
pub mod observables;

use super::own_outcomes::plan;
use crate::record::{Column, EventLabels, Kind, MonthColumn, Role};
use crate::scenario::{Roster, Scenario};

/// How a run column is made from the sums kept during the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The sum itself.
    Sum(usize),
    /// The sum divided by another; missing if that is 0.
    Ratio(usize, usize),
    /// Month of the first event; missing if 0.
    First(usize),
}

/// The columns of a roster and where their sums are kept.
#[derive(Clone, Debug)]
pub struct Layout {
    /// Columns of `runs.csv`: the standing ones, and behind them outcomes of the user's own.
    pub run: Vec<Column>,
    /// How each standing column is made.
    pub slots: Vec<Slot>,
    /// Columns of the monthly record.
    pub month: Vec<MonthColumn>,
    /// Texts of the event log.
    pub labels: EventLabels,
    /// Number of sums.
    pub sums: usize,
    /// Places of the sums.
    pub at: Places,
}

/// Where each sum stands. Blocks run over the roster in its order.
#[derive(Clone, Copy, Debug, Default)]
#[allow(missing_docs)]
pub struct Places {
    pub months: usize,
    pub probes: usize,
    pub by_rung: usize,
    pub first: usize,
    pub expected: usize,
    pub expected_by_prober: usize,
    pub expected_by_rung: usize,
    pub two_theatres: usize,
    pub crises: usize,
    pub wars: usize,
    pub first_war: usize,
    pub misjudged: usize,
    pub serious: usize,
    pub surprise: usize,
    pub provocations: usize,
    pub successes: usize,
    pub probed: usize,
    pub responses: usize,
    pub cohesion: usize,
    pub cohesion_min: usize,
    pub coordination: usize,
    pub coordination_min: usize,
    pub brier: usize,
    pub log_score: usize,
    pub belief: usize,
    pub belief_resolute: usize,
    pub resolute: usize,
    pub irresolute: usize,
    pub belief_irresolute: usize,
    pub turnovers: usize,
    pub gain: usize,
    pub drills: usize,
    pub statements: usize,
    pub suspended: usize,
    pub two_probers: usize,
    pub with_bloc: usize,
    pub with_posture: usize,
    pub with_adaptation: usize,
    pub with_doubt: usize,
    pub with_industry: usize,
    pub with_access: usize,
    pub campaigns: usize,
    pub alignment: usize,
    pub posture: usize,
    pub adaptation: usize,
    pub doubt: usize,
    pub exports: usize,
    pub loss: usize,
    pub answered: usize,
    pub hard: usize,
    pub industry: usize,
    pub interoperability: usize,
    pub access: usize,
    pub cost: usize,
    pub raids: usize,
    pub leakers: usize,
    pub no_leaker: usize,
    pub replies: usize,
    pub exposed: usize,
    pub delay: usize,
}

/// Kinds of events, in the order of their codes.
pub const EVENT_KINDS: [&str; 13] = [
    "probe",
    "response",
    "exercise",
    "statement",
    "suspension",
    "election",
    "shock",
    "crisis",
    "war",
    "resumption",
    "settlement",
    "campaign",
    "access_refused",
];

/// A code as it stands in column names.
pub fn slug(code: &str) -> String {
    code.to_lowercase().replace('-', "_")
}

/// The column that counts the probes of a prober in a theatre at a rung.
pub fn probes_column(prober: &str, theatre: &str, rung: usize) -> String {
    format!("probes_{}_{}_r{rung}", slug(prober), slug(theatre))
}

/// How the columns of probes to be expected begin.
pub const EXPECTED: &str = "expected_";

/// The column of a prober's belief that an ally is resolute.
pub fn belief_column(prober: &str, ally: &str) -> String {
    format!("belief_{}_{}", slug(prober), slug(ally))
}

struct Builder {
    run: Vec<Column>,
    slots: Vec<Slot>,
    sums: usize,
}

impl Builder {
    fn reserve(&mut self, n: usize) -> usize {
        let first = self.sums;
        self.sums += n;
        first
    }

    fn column(&mut self, name: String, role: Role, unit: &str, description: String, slot: Slot) {
        let kind = match role {
            Role::Count | Role::EventTime => Kind::Integer,
            Role::Indicator => Kind::Boolean,
            Role::Identifier | Role::Value => Kind::Number,
        };
        self.run.push(Column {
            name,
            kind,
            role,
            unit: unit.into(),
            description,
        });
        self.slots.push(slot);
    }

    fn count(&mut self, name: &str, unit: &str, description: String) -> usize {
        let at = self.reserve(1);
        self.column(name.into(), Role::Count, unit, description, Slot::Sum(at));
        at
    }

    fn ratio(&mut self, name: String, unit: &str, description: String, over: usize) -> usize {
        let at = self.reserve(1);
        self.column(name, Role::Value, unit, description, Slot::Ratio(at, over));
        at
    }
}

impl Layout {
    /// The columns of a scenario: those of its roster, and its own outcomes.
    pub fn of(scenario: &Scenario) -> Self {
        let mut layout = Self::new(&scenario.roster);
        layout.run.extend(plan(scenario).1);
        layout
    }

    /// The standing columns for a roster.
    pub fn new(roster: &Roster) -> Self {
        let mut b = Builder {
            run: Vec::new(),
            slots: Vec::new(),
            sums: 0,
        };
        let mut at = Places {
            months: b.reserve(1),
            ..Places::default()
        };
        probes(&mut b, &mut at, roster);
        expected::columns(&mut b, &mut at, roster);
        outcomes(&mut b, &mut at, roster);
        cohesion(&mut b, &mut at, roster);
        beliefs(&mut b, &mut at, roster);
        forces::columns(&mut b, &mut at, roster);
        Self {
            run: b.run,
            slots: b.slots,
            month: months::columns(roster),
            labels: labels(roster),
            sums: b.sums,
            at,
        }
    }
}

fn probes(b: &mut Builder, at: &mut Places, roster: &Roster) {
    at.probes = b.sums;
    for target in &roster.targets {
        let (prober, theatre) = (
            &roster.probers[target.prober],
            &roster.theatres[target.theatre],
        );
        for (a, rung) in roster.rungs.iter().enumerate() {
            let name = probes_column(&prober.code, &theatre.code, a + 1);
            let text = format!(
                "Months in which {} chose rung {} ({}) in the theatre {}.",
                prober.name,
                a + 1,
                rung.name,
                theatre.name
            );
            b.count(&name, "months", text);
        }
    }
    at.by_rung = b.sums;
    for (a, rung) in roster.rungs.iter().enumerate() {
        let text = format!(
            "Probes at rung {} ({}), over all probers and theatres.",
            a + 1,
            rung.name
        );
        b.count(&format!("probes_r{}", a + 1), "probes", text);
    }
    at.first = b.sums;
    for (a, rung) in roster.rungs.iter().enumerate() {
        let first = b.reserve(1);
        let text = format!(
            "First month with a probe at rung {} ({}) or above.",
            a + 1,
            rung.name
        );
        b.column(
            format!("first_r{}", a + 1),
            Role::EventTime,
            "months",
            text,
            Slot::First(first),
        );
    }
}

fn outcomes(b: &mut Builder, at: &mut Places, roster: &Roster) {
    let text = "Months with probes of rung 2 or above in at least two theatres.";
    at.two_theatres = b.count("months_two_theatres", "months", text.into());
    at.crises = b.count("crises", "crises", "Crises begun.".into());
    at.wars = b.count("wars", "wars", "Wars begun.".into());
    at.first_war = b.reserve(1);
    let text = "First month in which a war began.";
    b.column(
        "first_war".into(),
        Role::EventTime,
        "months",
        text.into(),
        Slot::First(at.first_war),
    );
    let text = "Probes of rung 3 or above whose response exceeded the prober's expectation by more than crisis.misjudged.";
    at.misjudged = b.count("misjudged", "probes", text.into());
    at.serious = b.reserve(1);
    let text = "Mean over probes of rung 3 or above of how far the response exceeded the prober's expectation, 0 where it did not.";
    at.surprise = b.ratio("surprise".into(), "1", text.into(), at.serious);
    at.provocations = b.reserve(1);
    let text = "Share of probes of rung 2 or above that were not repelled.";
    at.successes = b.ratio(
        "probe_success".into(),
        "share",
        text.into(),
        at.provocations,
    );
    at.probed = b.reserve(1);
    at.responses = b.sums;
    for ally in &roster.allies {
        let text = format!("Share of all probes to which {} responded.", ally.name);
        b.ratio(
            format!("responses_{}", slug(&ally.code)),
            "share",
            text,
            at.probed,
        );
    }
}

fn cohesion(b: &mut Builder, at: &mut Places, roster: &Roster) {
    let over = at.months;
    let text = "Mean over months of cohesion, the weighted mean of the dyads' cooperation.";
    at.cohesion = b.ratio("cohesion_mean".into(), "1", text.into(), over);
    at.cohesion_min = b.reserve(1);
    let text = "Smallest cohesion in any month.";
    let slot = Slot::Sum(at.cohesion_min);
    b.column("cohesion_min".into(), Role::Value, "1", text.into(), slot);
    let text = "Mean over months of coordination, the CES mean of the dyads' cooperation.";
    at.coordination = b.ratio("coordination_mean".into(), "1", text.into(), over);
    at.coordination_min = b.reserve(1);
    let text = "Smallest coordination in any month.";
    let slot = Slot::Sum(at.coordination_min);
    b.column(
        "coordination_min".into(),
        Role::Value,
        "1",
        text.into(),
        slot,
    );
    at.turnovers = b.sums;
    for ally in &roster.allies {
        let name = format!("turnovers_{}", slug(&ally.code));
        b.count(
            &name,
            "elections",
            format!("Elections held in {}.", ally.name),
        );
    }
    at.gain = b.sums;
    for ally in &roster.allies {
        let gain = b.reserve(1);
        let text = format!(
            "What leaders of {} gained at home from disputes over history.",
            ally.name
        );
        let name = format!("gain_{}", slug(&ally.code));
        b.column(name, Role::Value, "utility", text, Slot::Sum(gain));
    }
    let dyads = |b: &mut Builder, stem: &str, unit: &str, what: &str| {
        let first = b.sums;
        for dyad in &roster.dyads {
            let [i, j] = dyad.between.map(|n| &roster.allies[n]);
            let name = format!("{stem}_{}_{}", slug(&i.code), slug(&j.code));
            b.count(&name, unit, format!("{what} of {} and {}.", i.name, j.name));
        }
        first
    };
    at.drills = dyads(b, "drills", "exercises", "Exercises held");
    at.statements = dyads(b, "statements", "statements", "Statements made");
    at.suspended = dyads(
        b,
        "suspended",
        "months",
        "Months of suspended intelligence sharing",
    );
}

fn beliefs(b: &mut Builder, at: &mut Places, roster: &Roster) {
    let over = at.months;
    at.resolute = b.sums;
    for ally in &roster.allies {
        let text = format!(
            "Share of months in which {} was of the resolute type.",
            ally.name
        );
        b.ratio(
            format!("resolute_{}", slug(&ally.code)),
            "share",
            text,
            over,
        );
    }
    at.irresolute = b.reserve(roster.allies.len());
    at.brier = b.sums;
    for prober in &roster.probers {
        let text = format!(
            "Brier score of the beliefs of {} about the allies' types, mean over months and allies.",
            prober.name
        );
        b.ratio(format!("brier_{}", slug(&prober.code)), "1", text, over);
    }
    at.log_score = b.sums;
    for prober in &roster.probers {
        let text = format!(
            "Mean log probability that {} gave to the allies' true types.",
            prober.name
        );
        b.ratio(
            format!("log_score_{}", slug(&prober.code)),
            "nats",
            text,
            over,
        );
    }
    let kinds = [
        ("", ""),
        ("_res", ", in months in which it was"),
        ("_irr", ", in months in which it was not"),
    ];
    for (n, (suffix, when)) in kinds.into_iter().enumerate() {
        let first = b.sums;
        for prober in &roster.probers {
            for (i, ally) in roster.allies.iter().enumerate() {
                let name = format!("{}{suffix}", belief_column(&prober.code, &ally.code));
                let text = format!(
                    "Mean belief of {} that {} is resolute{when}.",
                    prober.name, ally.name
                );
                let over = [at.months, at.resolute + i, at.irresolute + i][n];
                b.ratio(name, "probability", text, over);
            }
        }
        *[
            &mut at.belief,
            &mut at.belief_resolute,
            &mut at.belief_irresolute,
        ][n] = first;
    }
}

fn labels(roster: &Roster) -> EventLabels {
    let agents = roster.allies.iter().map(|a| a.code.clone());
    EventLabels {
        kinds: EVENT_KINDS.map(String::from).to_vec(),
        agents: agents
            .chain(roster.probers.iter().map(|p| p.code.clone()))
            .collect(),
        theatres: roster.theatres.iter().map(|t| t.code.clone()).collect(),
    }
}

/// The column of access to bases.
fn access_column(base: &crate::scenario::BaseSpec) -> String {
    format!("access_{}", slug(&base.code))
}
