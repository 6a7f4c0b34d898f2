//! The utility of a rung, term by term.

use serde::Serialize;

use crate::model::decision;

/// What each term of a utility is called, in the order of [`Terms::values`]: a key for files and a label.
pub const TERMS: [(&str, &str); 10] = [
    ("intercept", "intercept"),
    ("calendar", "calendar"),
    ("programme", "own programme"),
    ("excitation", "excitation"),
    ("campaign", "joint campaign"),
    ("gain", "v·G(1−ρ̂)"),
    ("loss", "−κ_L·L·ρ̂"),
    ("fear", "fear"),
    ("restraint", "restraint returned"),
    ("information", "information"),
];

/// The [terms of a choice](decision::Terms), that of the season in its two parts, and what a probe would teach; each in
/// utility and with its sign, so that they add up (M12).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Terms {
    /// Intercept of the drive, d.
    pub intercept: f64,
    /// Calendar of the prober, through the drive.
    pub calendar: f64,
    /// State of the prober's own programme, through the drive.
    pub programme: f64,
    /// Excitation by its own recent provocations.
    pub excitation: f64,
    /// The bloc's joint campaign.
    pub campaign: f64,
    /// What it hopes for, v·G(1 − ρ̂).
    pub gain: f64,
    /// What it risks, −κ_L·L·ρ̂.
    pub loss: f64,
    /// Fear above its mean.
    pub fear: f64,
    /// What it returns for announced restraint that it trusts.
    pub restraint: f64,
    /// What a probe would teach it.
    pub information: f64,
}

impl Terms {
    /// Those of a choice, with the parts of its season (calendar, programme) and the value of information.
    pub fn new(of: decision::Terms, [calendar, programme]: [f64; 2], information: f64) -> Self {
        Self {
            intercept: of.intercept,
            calendar,
            programme,
            excitation: of.excitation,
            campaign: of.campaign,
            gain: of.gain,
            loss: of.loss,
            fear: of.fear,
            restraint: of.restraint,
            information,
        }
    }

    /// All terms, in the order of [`TERMS`].
    pub fn values(&self) -> [f64; 10] {
        [
            self.intercept,
            self.calendar,
            self.programme,
            self.excitation,
            self.campaign,
            self.gain,
            self.loss,
            self.fear,
            self.restraint,
            self.information,
        ]
    }

    /// The terms of a list in the order of [`TERMS`].
    pub fn from_values(values: [f64; 10]) -> Self {
        let [
            intercept,
            calendar,
            programme,
            excitation,
            campaign,
            gain,
            loss,
            fear,
            restraint,
            information,
        ] = values;
        Self {
            intercept,
            calendar,
            programme,
            excitation,
            campaign,
            gain,
            loss,
            fear,
            restraint,
            information,
        }
    }

    /// Their sum, the value by which the prober chooses.
    pub fn sum(&self) -> f64 {
        self.values().iter().sum()
    }
}
