//! What can be asked of a study for an analysis: an output, the same in one arm, or what an arm changes in it.
//!
//! `NAME` is an output, of the baseline where the study has arms; `arm:ARM:NAME` is that of an arm;
//! `effect:ARM:NAME` the arm's minus the baseline's in the same replicate, or a weighted effect of that name; and
//! `effect:NAME` the same where there is one effect alone.

use super::study_output::OutputInfo;
use crate::record::Role;
use crate::scenario::load::diagnostics::did_you_mean;
use crate::study::arm::Effect;

const EFFECT: &str = "effect";
const ARM: &str = "arm";

/// An output of an arm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    /// Number of the arm.
    pub arm: usize,
    /// Number of the output.
    pub output: usize,
}

/// What is asked for: a weighted sum of terms.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wanted {
    /// What it is called, and what is known of it.
    pub info: OutputInfo,
    /// Weights and terms, at least one.
    pub terms: Vec<(f64, Term)>,
}

/// Why a name says nothing that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TermError {
    /// There is no output of this name.
    Output(String),
    /// There is no arm or effect of this name.
    Arm {
        /// The word before it: `arm` or `effect`.
        kind: &'static str,
        /// The name.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// An effect without its name, of a study that has several.
    Several {
        /// The output.
        output: String,
        /// The names that there are.
        known: Vec<String>,
    },
}

impl std::fmt::Display for TermError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Output(name) => write!(f, "there is no output `{name}`"),
            Self::Arm { name, known, .. } if known.is_empty() => write!(
                f,
                "`{name}` is asked of an arm, and the study has none: its file needs [arms.NAME]"
            ),
            Self::Arm { kind, name, known } => {
                let near = did_you_mean(name, known.iter().map(String::as_str));
                let near = near
                    .first()
                    .map_or_else(String::new, |near| format!("; {near}"));
                write!(
                    f,
                    "there is no {kind} `{name}`{near}; there are {}",
                    known.join(", ")
                )
            }
            Self::Several { output, known } => write!(
                f,
                "`effect:{output}` does not say which effect: write effect:NAME:{output} with one of {}",
                known.join(", ")
            ),
        }
    }
}

/// The name of an effect on an output; without that of the effect where there is one alone.
pub fn effect_name(effects: &[Effect], effect: &Effect, output: &str) -> String {
    match effects {
        [_] => format!("{EFFECT}:{output}"),
        _ => format!("{EFFECT}:{}:{output}", effect.name),
    }
}

/// Whose output a name asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The baseline's, or the study's where it has no arms.
    Baseline,
    /// That of the arm of this number.
    Arm(usize),
    /// The effect of this number.
    Effect(usize),
}

/// Whose output a name asks for, and which, without looking whether there is such an output.
///
/// # Errors
/// [`TermError`] if there is no such arm or effect.
pub fn whose<'n>(
    name: &'n str,
    arms: &[String],
    effects: &[Effect],
) -> Result<(Whose, &'n str), TermError> {
    let names = || effects.iter().map(|effect| effect.name.clone()).collect();
    let parts: Vec<&str> = name.splitn(3, ':').collect();
    match parts.as_slice() {
        [ARM, arm, output] => match arms.iter().position(|known| known == arm) {
            Some(arm) => Ok((Whose::Arm(arm), output)),
            None => Err(TermError::Arm {
                kind: ARM,
                name: (*arm).to_owned(),
                known: arms.to_vec(),
            }),
        },
        [EFFECT, effect, output] => match effects.iter().position(|known| known.name == *effect) {
            Some(effect) => Ok((Whose::Effect(effect), output)),
            None => Err(TermError::Arm {
                kind: EFFECT,
                name: (*effect).to_owned(),
                known: names(),
            }),
        },
        [EFFECT, output] => match effects.len() {
            0 => Err(TermError::Arm {
                kind: EFFECT,
                name: (*output).to_owned(),
                known: Vec::new(),
            }),
            1 => Ok((Whose::Effect(0), output)),
            _ => Err(TermError::Several {
                output: (*output).to_owned(),
                known: names(),
            }),
        },
        _ => Ok((Whose::Baseline, name)),
    }
}

/// What a name asks for.
pub(super) fn wanted(
    name: &str,
    outputs: &[OutputInfo],
    arms: &[String],
    effects: &[Effect],
) -> Result<Wanted, TermError> {
    let find = |name: &str| outputs.iter().position(|info| info.name == name);
    // A column that is called so comes first.
    let (whose, column) = match find(name) {
        Some(_) => (Whose::Baseline, name),
        None => whose(name, arms, effects)?,
    };
    let output = find(column).ok_or_else(|| TermError::Output(column.to_owned()))?;
    let known = &outputs[output];
    let arm_of = |arm| vec![(1.0, Term { arm, output })];
    let (terms, info) = match whose {
        Whose::Baseline => (arm_of(0), known.clone()),
        Whose::Arm(arm) => {
            let info = OutputInfo {
                name: name.to_owned(),
                description: format!("{} In the arm {}.", known.description, arms[arm]),
                ..known.clone()
            };
            (arm_of(arm), info)
        }
        Whose::Effect(at) => {
            let effect = &effects[at];
            let weights = effect.weights.iter().copied().enumerate();
            let terms = weights.filter(|(_, weight)| *weight != 0.0);
            let info = OutputInfo {
                name: name.to_owned(),
                unit: known.unit.clone(),
                description: format!(
                    "Effect of {} on {}, run by run with the same random numbers.",
                    effect.name, known.name
                ),
                // Of a time to an event, the difference of the times to the event or the horizon.
                role: Role::Value,
            };
            let terms = terms.map(|(arm, weight)| (weight, Term { arm, output }));
            (terms.collect(), info)
        }
    };
    Ok(Wanted { info, terms })
}

impl Wanted {
    /// Its value from those of its terms. A difference has the bits of a subtraction, since products with 1 and -1
    /// are exact.
    pub fn value(&self, of: impl Fn(usize) -> f64) -> f64 {
        let terms = self.terms.iter().enumerate();
        terms.map(|(at, (weight, _))| weight * of(at)).sum()
    }
}
