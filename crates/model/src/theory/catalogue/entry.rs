//! A closed form with its inputs and outputs, and how it is evaluated.

use crate::theory::{Domain, Form, TheoryError};

/// An input of a form.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Input {
    /// Name used in `key=value`; case matters (`N` and `n` may both exist).
    pub name: &'static str,
    /// Symbol in the equation.
    pub symbol: &'static str,
    /// What it is.
    pub meaning: &'static str,
    /// Unit; `1` for a pure number.
    pub unit: &'static str,
    /// Values allowed (of each entry, if a list).
    pub domain: Domain,
    /// Default: the worked example. More or fewer than one value means a list.
    pub default: &'static [f64],
    /// Whether several values may be given.
    pub list: bool,
}

/// An output of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Output {
    /// Name.
    pub name: &'static str,
    /// What it is.
    pub meaning: &'static str,
}

/// The value of an output.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// One number.
    Number(f64),
    /// Several numbers, such as one per equilibrium.
    List(Vec<f64>),
    /// A word, such as the kind of equilibrium.
    Text(&'static str),
}

/// A closed form.
#[derive(Debug)]
pub struct Entry {
    /// Identifier.
    pub form: Form,
    /// Name in kebab case.
    pub name: &'static str,
    /// One-line title.
    pub title: &'static str,
    /// Equation in plain text.
    pub equation: &'static str,
    /// Full citation.
    pub source: &'static str,
    /// Remarks on use, limits and selection; may be empty.
    pub note: &'static str,
    /// Inputs, in order.
    pub inputs: &'static [Input],
    /// Outputs, in order.
    pub outputs: &'static [Output],
    pub(super) evaluator: fn(&Given) -> Result<Vec<Value>, TheoryError>,
}

impl Entry {
    /// The input that a user's key names: its name or symbol, or the name in another case if that
    /// is unambiguous.
    ///
    /// # Errors
    /// [`TheoryError::UnknownInput`] with the inputs that exist and the closest of them.
    pub fn input(&self, key: &str) -> Result<&'static Input, TheoryError> {
        let inputs: &'static [Input] = self.inputs;
        if let Some(input) = inputs.iter().find(|i| i.name == key || i.symbol == key) {
            return Ok(input);
        }
        let mut alike = inputs.iter().filter(|i| i.name.eq_ignore_ascii_case(key));
        if let (Some(input), None) = (alike.next(), alike.next()) {
            return Ok(input);
        }
        let names: Vec<&str> = inputs.iter().map(|i| i.name).collect();
        Err(TheoryError::UnknownInput {
            form: self.form,
            name: key.to_owned(),
            known: names.join(", "),
            suggestion: nearest(&key.to_lowercase(), names.into_iter()).map(str::to_owned),
        })
    }

    /// Evaluate with the given inputs; those not given take their defaults.
    ///
    /// A list is a key given several times: `[("M", 8.0), ("M", 6.0), ("M", 6.0)]`.
    ///
    /// # Errors
    /// [`TheoryError::UnknownInput`], [`TheoryError::Length`] if a scalar is given twice,
    /// [`TheoryError::Domain`] if a value is not allowed.
    pub fn evaluate(
        &self,
        assignments: &[(&str, f64)],
    ) -> Result<Vec<(Output, Value)>, TheoryError> {
        let given = self.resolve(assignments)?;
        let values = (self.evaluator)(&given)?;
        Ok(self.outputs.iter().copied().zip(values).collect())
    }

    /// The values that an evaluation uses: those given, then defaults, in the order of the inputs.
    ///
    /// # Errors
    /// [`TheoryError::UnknownInput`], or [`TheoryError::Length`] if a scalar is given twice.
    pub fn resolve(&self, assignments: &[(&str, f64)]) -> Result<Given, TheoryError> {
        let mut values: Vec<(&'static Input, Vec<f64>)> = self
            .inputs
            .iter()
            .map(|input| (input, Vec::new()))
            .collect();
        for (key, value) in assignments {
            let input = self.input(key)?;
            for (candidate, list) in &mut values {
                if candidate.name == input.name {
                    list.push(*value);
                }
            }
        }
        for (input, list) in &mut values {
            if list.is_empty() {
                list.extend_from_slice(input.default);
            } else if list.len() > 1 && !input.list {
                return Err(TheoryError::Length {
                    form: self.form,
                    input: input.name,
                    found: list.len(),
                    allowed: "one".to_owned(),
                });
            }
        }
        Ok(Given { values })
    }
}

/// The inputs of one evaluation, complete.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    values: Vec<(&'static Input, Vec<f64>)>,
}

impl Given {
    /// Each input with its values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Input, &[f64])> {
        self.values
            .iter()
            .map(|(input, list)| (*input, list.as_slice()))
    }

    /// The value of a scalar input. A name that is not an input gives NaN, which no domain admits.
    pub(super) fn get(&self, name: &str) -> f64 {
        self.list(name).first().copied().unwrap_or(f64::NAN)
    }

    pub(super) fn list(&self, name: &str) -> &[f64] {
        self.iter()
            .find(|(input, _)| input.name == name)
            .map_or(&[], |(_, list)| list)
    }
}

/// The name closest to another, if any is close.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|k| (strsim::jaro_winkler(name, &k.to_lowercase()), k))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|x, y| x.0.total_cmp(&y.0))
        .map(|(_, k)| k)
}

/// A scalar input.
pub(super) const fn scalar(
    name: &'static str,
    symbol: &'static str,
    meaning: &'static str,
    unit: &'static str,
    domain: Domain,
    default: &'static [f64],
) -> Input {
    Input {
        name,
        symbol,
        meaning,
        unit,
        domain,
        default,
        list: false,
    }
}

/// A list-valued input; the domain holds for each entry.
pub(super) const fn list(
    name: &'static str,
    symbol: &'static str,
    meaning: &'static str,
    unit: &'static str,
    domain: Domain,
    default: &'static [f64],
) -> Input {
    Input {
        name,
        symbol,
        meaning,
        unit,
        domain,
        default,
        list: true,
    }
}

/// An output.
pub(super) const fn output(name: &'static str, meaning: &'static str) -> Output {
    Output { name, meaning }
}

/// Several numbers as values.
pub(super) fn numbers<const N: usize>(values: [f64; N]) -> Vec<Value> {
    values.into_iter().map(Value::Number).collect()
}

/// 1 for true, 0 for false.
pub(super) fn flag(condition: bool) -> f64 {
    if condition { 1.0 } else { 0.0 }
}
