//! The space over which claims are tried: which parameters are drawn together, from where.
//!
//! A factor moves one parameter, or many in one direction: all of them to one value, by one factor or by one
//! shift about their defaults. So a ladder of rungs stays a ladder, and there are few enough factors to say
//! which decide.

use std::collections::BTreeMap;

use crate::math::clamp;
use crate::scenario::{Parameter, Parameters, Scenario, Source};
use crate::study::columns::column_names;
use crate::study::design::UnitPoints;
use crate::study::design::sobol::{MAX_DIMENSIONS, scrambled_sobol};
use crate::study::numbers::assigned;
use crate::study::numbers::places;

/// How a drawn number reaches the parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// They take it.
    Value,
    /// Their defaults are multiplied by it.
    Scale,
    /// It is added to their defaults.
    Shift,
    /// They lie below another parameter, at this place, by it.
    Below(usize),
}

impl How {
    /// The word in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Scale => "factor",
            Self::Shift => "shift",
            Self::Below(_) => "below",
        }
    }
}

/// What is drawn as one number.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// Its column in `points.csv`.
    pub column: String,
    /// The path, or a pattern with `*`.
    pub pattern: String,
    /// Places of the parameters in the walk over all of them, with their defaults.
    pub members: Vec<(usize, f64)>,
    /// How they follow the number.
    pub how: How,
    /// Lower end of its range.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// The number at the defaults; NaN where they have none in common.
    pub default: f64,
    /// Unit of the parameter; `1` for factors.
    pub unit: &'static str,
}

/// Which signs coefficients may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Signs {
    /// Both.
    Free,
    /// That of the default: the half of a range that crosses zero on which the default lies.
    Constrained,
}

impl Signs {
    /// The word in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Constrained => "constrained",
        }
    }
}

impl Factor {
    /// The range under a rule for signs.
    pub fn range(&self, signs: Signs) -> (f64, f64) {
        let crosses = self.low < 0.0 && self.high > 0.0;
        let default = match self.how {
            How::Value | How::Below(_) if self.default.is_nan() => {
                // Defaults of one sign have a sign in common.
                let all = |sign: f64| self.members.iter().all(|(_, x)| x * sign >= 0.0);
                if all(1.0) {
                    1.0
                } else if all(-1.0) {
                    -1.0
                } else {
                    0.0
                }
            }
            How::Value | How::Below(_) => self.default,
            How::Scale => 1.0,
            How::Shift => 0.0,
        };
        match signs {
            Signs::Constrained if crosses && default > 0.0 => (0.0, self.high),
            Signs::Constrained if crosses && default < 0.0 => (self.low, 0.0),
            _ => (self.low, self.high),
        }
    }

    /// Whether the rule for signs changes its range.
    pub fn carries_sign(&self) -> bool {
        self.range(Signs::Free) != self.range(Signs::Constrained)
    }
}

/// What is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Space {
    /// The factors.
    pub factors: Vec<Factor>,
    /// Parameters left at their defaults, by pattern, with the reason.
    pub fixed: Vec<(String, String)>,
    /// Assumed parameters that neither varies nor says why not.
    pub forgotten: Vec<String>,
    /// The text of the file; empty without one.
    pub text: String,
}

impl Space {
    /// The positions of points in the unit cube: Sobol' points with Owen's scrambling.
    pub fn positions(&self, seed: u64, points: usize) -> UnitPoints {
        scrambled_sobol(seed, self.factors.len(), 0, points).unwrap_or_default()
    }

    /// The numbers of a point.
    pub fn values(&self, position: &[f64], signs: Signs) -> Vec<f64> {
        let each = |(factor, u): (&Factor, &f64)| {
            let (low, high) = factor.range(signs);
            low + u * (high - low)
        };
        self.factors.iter().zip(position).map(each).collect()
    }

    /// The parameters of a scenario with these numbers of a point.
    pub fn apply(&self, reference: &Scenario, values: &[f64]) -> Parameters<f64> {
        let mut declared: Vec<(&'static Parameter, f64)> = Vec::new();
        let mut walk = reference.parameters.clone();
        walk.visit_mut(&reference.roster, &mut |_, parameter, value| {
            declared.push((parameter, *value));
        });
        let own = |place: usize| declared.get(place).map_or(f64::NAN, |(_, value)| *value);
        let mut set: BTreeMap<usize, f64> = BTreeMap::new();
        for (factor, x) in self.factors.iter().zip(values) {
            for (place, default) in &factor.members {
                let wanted = match factor.how {
                    How::Value => *x,
                    How::Scale => default * x,
                    How::Shift => default + x,
                    How::Below(other) => set.get(&other).copied().unwrap_or_else(|| own(other)) - x,
                };
                let inside = declared.get(*place).map_or(wanted, |(parameter, _)| {
                    let domain = parameter.unit.domain();
                    clamp(wanted, domain.low, domain.high)
                });
                set.insert(*place, inside);
            }
        }
        let map = places(reference);
        let mut own: Vec<(usize, f64)> = set
            .into_iter()
            .filter_map(|(place, value)| Some((*map.get(place)?, value)))
            .collect();
        own.sort_by_key(|(at, _)| *at);
        assigned(&reference.parameters, &own)
    }
}

/// The parameters of a scenario: path, declaration, value.
pub(super) fn parameters(reference: &Scenario) -> Vec<(String, &'static Parameter, f64)> {
    let mut all = Vec::new();
    let mut values = reference.parameters.clone();
    values.visit_mut(&reference.roster, &mut |path, parameter, value| {
        all.push((path.to_owned(), parameter, *value));
    });
    all
}

/// What cannot be drawn: found by matching, wanted by it, a season, or where a run begins.
pub(super) fn never(parameter: &Parameter) -> bool {
    let keys = ["base_rate", "drive", "calendar", "equilibrium"];
    let measured = matches!(parameter.source, Source::Measured(_));
    let own_drive = parameter.key == "drive" && parameter.table == "bloc";
    measured || (keys.contains(&parameter.key) && !own_drive) || parameter.key.ends_with("_start")
}

/// Every parameter over its declared range: the space where no file says more. Instances with one default
/// take one value; others are multiplied by ½ to 2 together, or shifted by a quarter of the range either way.
pub fn declared(reference: &Scenario) -> Space {
    let mut by_pattern: BTreeMap<String, Vec<(usize, &'static Parameter, f64)>> = BTreeMap::new();
    let mut order = Vec::new();
    for (place, (_, parameter, value)) in parameters(reference).into_iter().enumerate() {
        if never(parameter) || parameter.low >= parameter.high {
            continue;
        }
        let pattern = parameter.pattern();
        if !by_pattern.contains_key(&pattern) {
            order.push(pattern.clone());
        }
        by_pattern
            .entry(pattern)
            .or_default()
            .push((place, parameter, value));
    }
    let factors = order.into_iter().filter_map(|pattern| {
        let members = by_pattern.get(&pattern)?;
        let (_, parameter, first) = *members.first()?;
        let common = members.iter().all(|(.., value)| *value == first);
        let reach = 0.25 * (parameter.high - parameter.low);
        let (how, low, high, default) = match common {
            true => (How::Value, parameter.low, parameter.high, first),
            false if parameter.unit.domain().low >= 0.0 => (How::Scale, 0.5, 2.0, 1.0),
            false => (How::Shift, -reach, reach, 0.0),
        };
        Some(Factor {
            column: String::new(),
            pattern,
            members: members
                .iter()
                .map(|(place, _, value)| (*place, *value))
                .collect(),
            how,
            low,
            high,
            default,
            unit: if how == How::Scale {
                "1"
            } else {
                parameter.unit.label()
            },
        })
    });
    let mut space = Space {
        factors: factors.take(MAX_DIMENSIONS).collect(),
        ..Space::default()
    };
    name_columns(&mut space);
    space
}

/// Gives every factor its column.
pub(super) fn name_columns(space: &mut Space) {
    let plain = |pattern: &str| pattern.replace(".*", "").replace("*.", "");
    let paths: Vec<String> = space.factors.iter().map(|f| plain(&f.pattern)).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    for (factor, name) in space.factors.iter_mut().zip(column_names(&paths)) {
        factor.column = name;
    }
}
