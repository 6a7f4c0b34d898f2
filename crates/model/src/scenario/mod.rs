//! What the user writes: types, layering, overrides, validation, schema, and the units and
//! sources of parameters. It never imports the model or the engine: what a scenario says is known before anything runs.

mod groups;
pub mod load;
mod mechanisms;
mod month;
mod outcome;
mod parameter;
pub mod reference;
mod roster;
pub mod schema;
mod structure;
mod values;
mod write;

pub use groups::*;
pub use load::{Loaded, load, load_str};
pub use mechanisms::Mechanisms;
pub use month::Month;
pub use outcome::{Fold, MAX_OUTCOMES, Outcome, Rule, Written, outcome_override};
pub use parameter::{Domain, Parameter, Scope, Source, Unit};
pub use roster::{
    Action, AllySpec, BaseSpec, Channel as ChannelKind, DyadSpec, ForceKind, ForceSpec, LayerSpec,
    Lever, LeverTarget, MAX_ALLIES, MAX_ALLOCATED_THEATRES, MAX_BASES, MAX_FORCES, MAX_LAYERS,
    MAX_LEVERS, MAX_OBSERVATIONS, MAX_PROBERS, MAX_PROGRAMMES, MAX_RUNGS, MAX_SITES, MAX_THEATRES,
    ObservationSpec, Party, PerChannel, ProberSpec, ProgrammeSpec, Roster, RungSpec, SiteSpec,
    TargetSpec, TheatreSpec,
};
pub use structure::{KEYS, Key, Kind};
pub use values::Parameters;
pub use write::quoted;
pub use write::{Entry, Section, Setting};

use serde::Serialize;

/// What happens when a war breaks out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum War {
    /// The run's probes end: a first event that has not come by then does not come.
    #[default]
    Absorbing,
    /// The crisis is over and the run goes on.
    Reset,
}

/// How a crisis ends (M16).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CrisisStage {
    /// By monthly hazards of war and of settlement.
    #[default]
    Hazard,
    /// In its first month, by an equilibrium of the crisis-signalling game (T8).
    Signalling,
}

/// How a prober values what a probe would teach it (M12).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Information {
    /// Not at all.
    #[default]
    Off,
    /// As the expected gain in the value of its next choice (S6).
    Derived,
    /// As the expected fall in the entropy of its belief, in nats.
    Entropy,
}

/// A scenario, complete and valid: what one Monte Carlo run needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Short name; names the output folder.
    pub name: String,
    /// One line for figures and reports.
    pub title: String,
    /// First recorded month.
    pub start: Month,
    /// Number of recorded months, at least 1.
    pub horizon: u32,
    /// Months simulated before `start` that are not recorded.
    pub burn_in: u32,
    /// Replicates by default.
    pub runs: u64,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Which rung's severity scales the effect of type on response (`sev_ref`).
    pub reference_rung: usize,
    /// The lowest rung from which a crisis can arise.
    pub crisis_rung: usize,
    /// What war does to a run.
    pub war: War,
    /// How a crisis ends.
    pub crisis_stage: CrisisStage,
    /// How probers value information.
    pub information: Information,
    /// Switches.
    pub mechanisms: Mechanisms,
    /// Participants.
    pub roster: Roster,
    /// Exogenous changes.
    pub levers: Vec<Lever>,
    /// Outcomes of the user's own, in the order of their columns.
    pub outcomes: Vec<Outcome>,
    /// All numbers.
    pub parameters: Parameters<f64>,
}
