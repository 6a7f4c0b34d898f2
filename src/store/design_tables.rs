//! `design.csv` and `factors.csv`: the points of a study, and what their columns mean.

use super::sheet::{Column, sheet};
use super::study_record::FactorField;
use super::sweep_tables::{DESIGN, FACTORS};
use crate::rows::number_text;
use crate::store::cell::Cell;
use crate::study::Study;
use crate::study::design::list::WEIGHT;
use crate::study::factor::{Factor, FactorValue, Scale, Values};

/// A point of a study.
#[derive(Clone, Copy, Debug)]
pub struct DesignRow<'d> {
    /// Its number, from 0.
    pub point: usize,
    /// The study.
    pub study: &'d Study,
    /// The columns of its design.
    pub fields: &'d [FactorField],
}

impl<'d> DesignRow<'d> {
    /// The value of a factor, or behind the factors the weight of the point.
    fn value(&self, factor: usize) -> Cell<'d> {
        if factor == self.study.factors.len() {
            return Cell::number(self.study.weights.as_ref().map(|own| own[self.point]));
        }
        let value = self.study.value(self.point, factor);
        match self.fields.get(factor) {
            Some(field) if field.kind == "string" => Cell::string(value.as_ref().map(written)),
            _ => value.map_or(Cell::Missing, typed),
        }
    }
}

sheet! {
    /// `design.csv`: a row per point. A value that a point does not change is the scenario's own.
    pub fn design<'d>(factors: &[FactorField]) -> DesignRow<'d> =
        DESIGN, "One row per point: the value of each factor.", key ["point"] {
        /// Point of the design, counted from 0; design.csv has its values.
        point: integer["1"] = |r| r.point,
        ..Column::each(factors.iter().map(FactorField::field), |r, at| r.value(at)),
    }
}

/// A value with its type.
fn typed<'r>(value: FactorValue) -> Cell<'r> {
    match value {
        FactorValue::Number(number) => Cell::number(number),
        FactorValue::Integer(integer) => Cell::Integer(integer),
        FactorValue::Switch(value) => Cell::Boolean(value),
        FactorValue::Text(text) => Cell::string(text),
    }
}

/// A value as a text, written as in any other table.
fn written(value: &FactorValue) -> String {
    match value {
        FactorValue::Number(number) => number_text(*number),
        FactorValue::Integer(integer) => integer.to_string(),
        FactorValue::Switch(value) => u8::from(*value).to_string(),
        FactorValue::Text(text) => text.clone(),
    }
}

/// The columns of `design.csv`, the weights of the points last where they have some.
pub fn design_fields(study: &Study) -> Vec<FactorField> {
    let kind = |values: &[FactorValue]| {
        let all = |is: fn(&FactorValue) -> bool| values.iter().all(is);
        if all(|v| matches!(v, FactorValue::Switch(_))) {
            "boolean"
        } else if all(|v| matches!(v, FactorValue::Integer(_))) {
            "integer"
        } else if all(|v| v.number().is_some()) {
            "number"
        } else {
            "string"
        }
    };
    study
        .factors
        .iter()
        .map(|factor| FactorField {
            name: factor.column.clone(),
            kind: match &factor.values {
                Values::Range { .. } | Values::Distribution(_) => "number",
                Values::Integers { .. } => "integer",
                Values::Levels(list) | Values::Categories(list) | Values::Weighted { list, .. } => {
                    kind(list)
                }
            }
            .to_owned(),
            description: format!("Value of {}.", factor.path),
        })
        .chain(study.weights.iter().map(|_| FactorField {
            name: WEIGHT.to_owned(),
            kind: "number".to_owned(),
            description: "Weight of the point, as the list of points gives it.".to_owned(),
        }))
        .collect()
}

/// The text of `design.csv`.
pub fn design_csv(study: &Study) -> String {
    let fields = design_fields(study);
    let points = (0..study.len()).map(|point| DesignRow {
        point,
        study,
        fields: &fields,
    });
    design(&fields).csv(points)
}

/// A path that varies.
#[derive(Clone, Debug)]
pub struct FactorRow<'d> {
    /// Its factor.
    pub factor: &'d Factor,
    /// The path, one of several with the same values.
    pub path: &'d str,
    /// Group with which it varies.
    pub group: Option<&'d String>,
    /// The scenario's own value, with the first path of a factor.
    pub baseline: Option<&'d FactorValue>,
}

impl FactorRow<'_> {
    /// The ends of a range.
    fn ends(&self) -> Option<(f64, f64)> {
        match self.factor.values {
            Values::Range { low, high, .. } => Some((low, high)),
            Values::Integers { low, high } => Some((low as f64, high as f64)),
            Values::Distribution(prior) => Some((prior.low, prior.high)),
            Values::Levels(_) | Values::Categories(_) | Values::Weighted { .. } => None,
        }
    }

    fn kind(&self) -> &'static str {
        match self.factor.values {
            Values::Range { .. } | Values::Distribution(_) => "range",
            Values::Integers { .. } => "integers",
            Values::Levels(_) | Values::Weighted { ordered: true, .. } => "levels",
            Values::Categories(_) | Values::Weighted { .. } => "categories",
        }
    }

    fn scale(&self) -> Option<&'static str> {
        match self.factor.values {
            Values::Range { scale, .. } => Some(match scale {
                Scale::Linear => "linear",
                Scale::Log => "log",
            }),
            _ => None,
        }
    }

    /// How likely the values are, where not equally.
    fn distribution(&self) -> Option<String> {
        match &self.factor.values {
            Values::Distribution(prior) => Some(prior.shape.to_string()),
            Values::Weighted { weights, .. } => {
                let words: Vec<String> = weights.iter().map(f64::to_string).collect();
                Some(format!("weights({})", words.join(", ")))
            }
            _ => None,
        }
    }

    /// The values of a list.
    fn list(&self) -> Option<String> {
        match &self.factor.values {
            Values::Levels(list) | Values::Categories(list) | Values::Weighted { list, .. } => {
                let words: Vec<String> = list.iter().map(FactorValue::to_string).collect();
                Some(words.join(" "))
            }
            _ => None,
        }
    }
}

sheet! {
    /// `factors.csv`: a row per path that varies, with the column of `design.csv` in which its values stand,
    /// its group, its range or list of values, and its value in the scenario itself.
    pub fn factors<'d>() -> FactorRow<'d> = FACTORS, "One row per path that varies.", key ["path"] {
        /// Column of design.csv.
        column: string = |r| &r.factor.column,
        /// Dotted path of the value in the scenario.
        path: string = |r| r.path,
        /// Group with which the factor varies.
        group: string = |r| r.group,
        /// range, integers, levels or categories.
        kind: string = |r| r.kind(),
        /// Lower end of a range.
        low: number = |r| r.ends().map(|ends| ends.0),
        /// Upper end of a range.
        high: number = |r| r.ends().map(|ends| ends.1),
        /// linear or log, for ranges.
        scale: string = |r| r.scale(),
        /// The values of a list, by spaces.
        values: string = |r| r.list(),
        /// The value in the scenario itself; empty if it has none.
        baseline: string = |r| r.baseline.map(written),
        /// How likely the values are, with its numbers: normal(mean, sd), log_normal(median, sd of the logarithm),
        /// triangular(mode), beta(alpha, beta), each within the ends, or weights of a list; empty where all are equally
        /// likely (on a log scale: their logarithms).
        distribution: string = |r| r.distribution(),
    }
}

/// The text of `factors.csv`.
pub fn factors_csv(study: &Study) -> String {
    let rows = study.factors.iter().enumerate().flat_map(|(at, factor)| {
        let group = study.groups.get(at);
        let group = group.and_then(|group| study.group_names.get(*group));
        let own = study.own(at);
        factor
            .paths()
            .enumerate()
            .map(move |(place, path)| FactorRow {
                factor,
                path,
                group,
                baseline: own.filter(|_| place == 0),
            })
    });
    factors().csv(rows)
}
