//! The claim audit: each claim of an argument as a paired experiment over a space of parameters.
//!
//! A [claim file](load()) names a scenario, what is changed in it (the arms of the experiment), what is
//! measured and the sign predicted. A [`space`] says which parameters are drawn and from where. At each point
//! the probers' intercepts are [matched](matching) to the base rates again, every arm is [run](units) on
//! the same random numbers, and the differences are taken [pair by pair](effects). What follows from them is for
//! [`crate::analysis::claims`] to say.
//!
//! With the [arms of studies](super::arm) it shares the grammar ([`layer`](super::layer)), how numbers are set and moved after a
//! draw, and how a point gets random numbers of its own. The runs and the effects are its own, for what it asks is another thing. A claim's
//! arms are shared by experiments, and those of one past are simulated once up to the first recorded month, so a
//! run of an audit is not a run of a study. Effects are of ratios of totals, slopes and strata as well, which take influence values over all
//! runs of a point at once, where a study's [contrasts](crate::analysis::contrast) fold pair by pair in constant
//! memory; the last digits of a mean depend on which is done. And what leaves its range is held at its end here, since the space is
//! drawn whatever a claim moves, but an error there.

mod arm_run;
pub mod decide;
pub mod doses;
mod draft;
mod draft_keys;
mod draft_parts;
pub mod effects;
pub mod extras;
pub mod findings;
pub mod levels;
mod load;
pub mod matching;
mod observable;
mod resolve;
pub mod settings;
pub mod space;
mod space_file;
mod unit_run;
pub mod units;
mod units_run;

pub use load::{Options, load};
pub use observable::{Observable, ParseError};

use std::path::PathBuf;

use crate::analysis::claims::Kind;
use crate::scenario::Scenario;
use crate::scenario::load::Diagnostic;
pub use crate::study::layer::Change;
pub use crate::study::numbers::Moved;
use space::Space;

/// What a test predicts of its effect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Prediction {
    /// Up.
    Up,
    /// Down.
    Down,
    /// No effect larger than a share of the baseline's mean, in either direction.
    Same {
        /// That share.
        margin: f64,
    },
}

impl Prediction {
    /// The sign in tables and files.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Up => "+",
            Self::Down => "-",
            Self::Same { .. } => "0",
        }
    }
}

/// One prediction of a claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// Its name; `main` is the claim's own.
    pub name: String,
    /// Whether it follows from algebra.
    pub kind: Kind,
    /// What is measured in each run.
    pub observable: Observable,
    /// By what it is divided, as a ratio of totals over runs.
    pub per: Option<Observable>,
    /// What a naive reader of the record would regress it on: the effect is then the bias of that
    /// regression.
    pub naive: Option<Observable>,
    /// What is predicted of the effect.
    pub predicted: Prediction,
    /// Share of the baseline's mean within which an effect is as good as none.
    pub margin: f64,
    /// A column of the baseline's runs by which effects are told apart, below and from a half on.
    pub by: Option<String>,
    /// Ablations under which it must vanish.
    pub vanishes: Vec<String>,
    /// Unit of the effect.
    pub unit: String,
    /// The prediction in words.
    pub says: String,
}

/// The two axes of a frontier: where in two parameters a sign turns.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Paths that take the value.
    pub paths: Vec<usize>,
    /// As it is written in the file.
    pub path: String,
    /// For figures.
    pub label: String,
    /// The values.
    pub values: Vec<f64>,
}

/// A claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// Short name, such as `C1`.
    pub id: String,
    /// The sentence tested.
    pub says: String,
    /// What differs from the sentence, if anything.
    pub note: String,
    /// Whether it is a rival's.
    pub rival: bool,
    /// The file.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// Recorded months.
    pub window: u32,
    /// Its tests; the first is the claim's own.
    pub tests: Vec<Test>,
    /// Its frontier.
    pub frontier: Option<[Axis; 2]>,
}

/// A claim's experiment, as it is, varied or under an ablation.
#[derive(Clone, Debug, PartialEq)]
pub struct Experiment {
    /// Which claim.
    pub claim: usize,
    /// Name of the variant; empty for the claim as it is.
    pub variant: String,
    /// Name of the ablation; empty outside ablations.
    pub ablation: String,
    /// Its dose, if the variants are doses of one change.
    pub dose: Option<f64>,
    /// Arms and their weights in the effect.
    pub arms: Vec<(usize, f64)>,
    /// Place in `arms` of the baseline.
    pub baseline: usize,
    /// Recorded months.
    pub window: u32,
}

impl Experiment {
    /// Whether it is the claim as it is: neither a variant nor under an ablation.
    pub fn is_plain(&self) -> bool {
        self.variant.is_empty() && self.ablation.is_empty()
    }
}

/// A scenario that is run, maybe for several experiments.
#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    /// The scenario at the defaults.
    pub scenario: Scenario,
    /// Values that a file sets: places in the walk over all parameters. No draw moves them.
    pub fixed: Vec<usize>,
    /// Values that are changed after drawing.
    pub moved: Vec<Moved>,
}

/// Claims, experiments and the space over which they are tried.
#[derive(Debug)]
pub struct Audit {
    /// The scenario of all claims.
    pub reference: Scenario,
    /// Its file.
    pub scenario_path: PathBuf,
    /// The claims, by their ids.
    pub claims: Vec<Claim>,
    /// What is run for them.
    pub experiments: Vec<Experiment>,
    /// The scenarios that this takes.
    pub arms: Vec<Arm>,
    /// What is drawn.
    pub space: Space,
    /// Remarks that stop nothing.
    pub notes: Vec<Diagnostic>,
}
