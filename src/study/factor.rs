//! Factors of a study: which numbers, switches or words vary, and which value belongs to which
//! position in [0, 1].

use std::fmt;

use serde::Serialize;

use crate::analysis::abc::prior::Prior;
use crate::math::{clamp, exp, ln};

/// A value that a factor takes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum FactorValue {
    /// A number.
    Number(f64),
    /// An integer.
    Integer(i64),
    /// `true` or `false`.
    Switch(bool),
    /// A word.
    Text(String),
}

impl FactorValue {
    /// The value in TOML, as an override of a scenario gives it.
    pub fn to_toml(&self) -> String {
        match self {
            Self::Number(value) => format!("{value:?}"),
            Self::Integer(value) => value.to_string(),
            Self::Switch(value) => value.to_string(),
            Self::Text(text) => crate::scenario::quoted(text),
        }
    }

    /// The value as a number; integers count as numbers, switches as 0 and 1.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(value) => Some(*value),
            Self::Integer(value) => Some(*value as f64),
            Self::Switch(value) => Some(f64::from(u8::from(*value))),
            Self::Text(_) => None,
        }
    }
}

impl fmt::Display for FactorValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(value) => write!(f, "{value}"),
            Self::Integer(value) => write!(f, "{value}"),
            Self::Switch(value) => write!(f, "{value}"),
            Self::Text(text) => write!(f, "{text}"),
        }
    }
}

/// How a range is divided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// Equal differences.
    #[default]
    Linear,
    /// Equal ratios; both ends are above 0.
    Log,
}

/// The values that a factor can take.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// All numbers between two ends, both included; `low < high`.
    Range {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
        /// How the range is divided.
        scale: Scale,
    },
    /// All integers between two ends, both included, each equally likely; `low < high`.
    Integers {
        /// Lower end.
        low: i64,
        /// Upper end.
        high: i64,
    },
    /// A few numbers in the order given, each equally likely.
    Levels(Vec<FactorValue>),
    /// Switches or words without an order, each equally likely.
    Categories(Vec<FactorValue>),
    /// Numbers between two ends that are not equally likely.
    Distribution(Prior),
    /// Levels or categories that are not equally likely.
    Weighted {
        /// The values.
        list: Vec<FactorValue>,
        /// Their probabilities, which sum to 1.
        weights: Vec<f64>,
        /// Whether they are levels, which have an order.
        ordered: bool,
    },
}

impl Values {
    /// The number of different values; `None` for a range of numbers.
    pub fn count(&self) -> Option<u64> {
        match self {
            Self::Range { .. } | Self::Distribution(_) => None,
            Self::Integers { low, high } => Some(high.abs_diff(*low).saturating_add(1)),
            Self::Levels(list) | Self::Categories(list) | Self::Weighted { list, .. } => {
                Some(list.len() as u64)
            }
        }
    }

    /// The value at a position in [0, 1].
    ///
    /// In a range the ends belong to 0 and 1: x = low + u·(high − low), or on a log scale
    /// x = exp(ln low + u·(ln high − ln low)). Of n single values the k-th, from 0, belongs to
    /// k/n ≤ u < (k + 1)/n, and the last one to 1 as well: a uniform position takes each with
    /// probability 1/n. Weighted values have parts as long as their weights, and a distribution takes its
    /// quantile u, so that every design draws from it by inversion.
    pub fn at(&self, position: f64) -> FactorValue {
        let u = clamp(position, 0.0, 1.0);
        match self {
            Self::Range { low, high, .. } if u <= 0.0 || u >= 1.0 => {
                FactorValue::Number(if u <= 0.0 { *low } else { *high })
            }
            Self::Range { low, high, scale } => {
                let x = match scale {
                    Scale::Linear => low + u * (high - low),
                    Scale::Log => exp(ln(*low) + u * (ln(*high) - ln(*low))),
                };
                FactorValue::Number(clamp(x, *low, *high))
            }
            Self::Integers { low, .. } => {
                let place = self.place(u);
                FactorValue::Integer(low.saturating_add_unsigned(place))
            }
            Self::Distribution(prior) => FactorValue::Number(prior.quantile(u)),
            Self::Levels(list) | Self::Categories(list) | Self::Weighted { list, .. } => list
                .get(self.place(u) as usize)
                .or(list.last())
                .cloned()
                .unwrap_or(FactorValue::Switch(false)),
        }
    }

    /// Which of the single values belongs to a position.
    fn place(&self, u: f64) -> u64 {
        if let Self::Weighted { weights, .. } = self {
            let mut upto = 0.0;
            let beyond = |weight: &f64| {
                upto += weight;
                u < upto
            };
            let found = weights.iter().position(beyond);
            return found.unwrap_or(weights.len().saturating_sub(1)) as u64;
        }
        let count = self.count().unwrap_or(1).max(1);
        (libm::floor(u * count as f64) as u64).min(count - 1)
    }

    /// Positions of `steps` values from end to end: all single values if there are no more than
    /// that or `steps` is `None`, evenly spaced ones otherwise. A range needs `steps`, at least 2.
    pub fn positions(&self, steps: Option<usize>) -> Vec<f64> {
        let evenly = |steps: usize| {
            let gaps = steps.saturating_sub(1).max(1) as f64;
            (0..steps).map(move |step| step as f64 / gaps)
        };
        let Some(count) = self.count() else {
            return evenly(steps.unwrap_or(2)).collect();
        };
        let n = count as f64;
        let middle = |place: f64| (place + 0.5) / n;
        match (self, steps) {
            (Self::Integers { .. }, Some(steps)) if (steps as u64) < count => evenly(steps)
                .map(|share| middle(libm::round(share * (n - 1.0))))
                .collect(),
            (Self::Weighted { weights, .. }, _) => {
                let mut upto = 0.0;
                let middle = |weight: &f64| {
                    upto += weight;
                    upto - 0.5 * weight
                };
                weights.iter().map(middle).collect()
            }
            _ => (0..count).map(|place| middle(place as f64)).collect(),
        }
    }

    /// The values that must be valid for all to be: the ends of a range, every one of a list.
    pub fn extremes(&self) -> Vec<FactorValue> {
        match self {
            Self::Range { .. } | Self::Integers { .. } | Self::Distribution(_) => {
                vec![self.at(0.0), self.at(1.0)]
            }
            Self::Levels(list) | Self::Categories(list) | Self::Weighted { list, .. } => {
                list.clone()
            }
        }
    }
}

/// One factor: one value, or several that move together.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// Dotted path of the value in the scenario.
    pub path: String,
    /// Further paths that take the same value.
    pub also: Vec<String>,
    /// Name of the group with which the factor varies in designs that know groups.
    pub group: Option<String>,
    /// Name of the column in `design.csv`.
    pub column: String,
    /// What the factor can be.
    pub values: Values,
    /// How many values a grid takes, if the file says so.
    pub steps: Option<usize>,
}

impl Factor {
    /// All paths that take the factor's value.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.path.as_str()).chain(self.also.iter().map(String::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use FactorValue::{Integer, Number, Switch, Text};

    #[test]
    fn ends_of_a_range_are_reached_exactly() {
        for (low, high) in [(0.1, 0.7), (-3.3, 1e6), (1e-6, 0.3)] {
            for scale in [Scale::Linear, Scale::Log] {
                if scale == Scale::Log && low < 0.0 {
                    continue;
                }
                let values = Values::Range { low, high, scale };
                assert_eq!(values.at(0.0), Number(low));
                assert_eq!(values.at(1.0), Number(high));
            }
        }
    }

    #[test]
    fn a_log_scale_divides_a_range_by_ratios() {
        let values = Values::Range {
            low: 0.001,
            high: 10.0,
            scale: Scale::Log,
        };
        for (u, expected) in [(0.25, 0.01), (0.5, 0.1), (0.75, 1.0)] {
            let Number(found) = values.at(u) else {
                panic!("not a number")
            };
            assert!((found / expected - 1.0).abs() < 1e-14, "{found}");
        }
    }

    #[test]
    fn single_values_are_equally_likely() {
        let lists = [
            Values::Integers { low: -2, high: 4 },
            Values::Levels([0.1, 0.2, 0.4, 0.5, 0.8, 1.6, 7.0].map(Number).to_vec()),
        ];
        for values in lists {
            let mut counts = std::collections::BTreeMap::new();
            for k in 0..7000 {
                let value = values.at((f64::from(k) + 0.5) / 7000.0);
                *counts.entry(value.to_toml()).or_insert(0) += 1;
            }
            assert_eq!(counts.len(), 7);
            assert!(counts.values().all(|&count| count == 1000), "{counts:?}");
        }
        let coin = Values::Categories(vec![Switch(true), Text("b".into())]);
        assert_eq!(coin.at(0.0), Switch(true));
        assert_eq!(coin.at(0.5_f64.next_down()), Switch(true));
        assert_eq!(coin.at(0.5), Text("b".into()));
        assert_eq!(coin.at(1.0), Text("b".into()));
    }

    #[test]
    fn weights_and_distributions_are_drawn_by_inversion() {
        let values = Values::Weighted {
            list: [10.0, 20.0, 30.0].map(Number).to_vec(),
            weights: vec![0.2, 0.5, 0.3],
            ordered: true,
        };
        let drawn = (0..1000).map(|k| values.at((f64::from(k) + 0.5) / 1000.0));
        let twenties = drawn.filter(|value| *value == Number(20.0)).count();
        assert_eq!(twenties, 500);
        let each: Vec<FactorValue> = values
            .positions(None)
            .iter()
            .map(|u| values.at(*u))
            .collect();
        assert_eq!(each, [10.0, 20.0, 30.0].map(Number));
        assert_eq!(values.at(1.0), Number(30.0));
        let triangle = Values::Distribution(Prior {
            low: 0.0,
            high: 2.0,
            shape: crate::analysis::abc::prior::Shape::Triangular { mode: 1.0 },
        });
        assert_eq!(
            [0.0, 0.125, 0.5, 1.0].map(|u| triangle.at(u)),
            [0.0, 0.5, 1.0, 2.0].map(Number)
        );
        assert_eq!(triangle.count(), None);
    }

    #[test]
    fn positions_return_every_single_value_once() {
        for count in 1..60 {
            let values = Values::Integers {
                low: 3,
                high: 2 + count,
            };
            let found: Vec<_> = values
                .positions(None)
                .iter()
                .map(|&u| values.at(u))
                .collect();
            let all: Vec<_> = (3..3 + count).map(Integer).collect();
            assert_eq!(found, all);
        }
        let wide = Values::Integers { low: 0, high: 100 };
        let found: Vec<_> = wide
            .positions(Some(5))
            .iter()
            .map(|&u| wide.at(u))
            .collect();
        assert_eq!(found, [0, 25, 50, 75, 100].map(Integer));
    }

    #[test]
    fn positions_divide_a_range_from_end_to_end() {
        let values = Values::Range {
            low: 0.0,
            high: 2.0,
            scale: Scale::Linear,
        };
        let found: Vec<_> = values
            .positions(Some(5))
            .iter()
            .map(|&u| values.at(u))
            .collect();
        assert_eq!(found, [0.0, 0.5, 1.0, 1.5, 2.0].map(Number));
    }
}
