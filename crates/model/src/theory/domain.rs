//! Domains of inputs, and the error for a value outside one.

use super::Form;

/// Why a closed form could not be evaluated.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TheoryError {
    /// An input lies outside its domain.
    #[error("{form}: {input} = {value} is not allowed; {input} must be {allowed}")]
    Domain {
        /// The form.
        form: Form,
        /// The input's name, as in the catalogue.
        input: &'static str,
        /// The offending value.
        value: f64,
        /// What is allowed.
        allowed: String,
    },
    /// A list-valued input has the wrong number of values.
    #[error("{form}: {input} has {found} value(s); it needs {allowed}")]
    Length {
        /// The form.
        form: Form,
        /// The input's name, as in the catalogue.
        input: &'static str,
        /// How many values were given.
        found: usize,
        /// How many are allowed.
        allowed: String,
    },
    /// A name that the form does not have among its inputs.
    #[error("{form} has no input {name:?}; its inputs are {known}{}", suggestion.as_ref().map(|s| format!(" (did you mean {s}?)")).unwrap_or_default())]
    UnknownInput {
        /// The form.
        form: Form,
        /// The name given.
        name: String,
        /// The inputs that exist, comma-separated.
        known: String,
        /// The closest input, if one is close.
        suggestion: Option<String>,
    },
}

/// The set of values that an input may take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Domain {
    /// Any finite number.
    Real,
    /// x > 0.
    Positive,
    /// x ≥ 0.
    NonNegative,
    /// 0 ≤ x ≤ 1.
    Probability,
    /// 0 < x < 1.
    OpenProbability,
    /// 0 < x ≤ 1.
    PositiveProbability,
    /// 0, 1, 2, …
    Count,
    /// 1, 2, 3, …
    PositiveCount,
    /// A whole number from lo to hi.
    WholeBetween(u32, u32),
    /// 0 or 1.
    Flag,
    /// lo ≤ x ≤ hi.
    Between(f64, f64),
    /// x ≥ lo.
    AtLeast(f64),
}

/// Largest count accepted: keeps loops over servers, warheads or aim points short.
const MAX_COUNT: f64 = 1e6;

impl Domain {
    /// Whether `x` belongs to the domain. NaN and infinities never do.
    #[must_use]
    pub fn contains(self, x: f64) -> bool {
        x.is_finite()
            && match self {
                Domain::Real => true,
                Domain::Positive => x > 0.0,
                Domain::NonNegative => x >= 0.0,
                Domain::Probability => (0.0..=1.0).contains(&x),
                Domain::OpenProbability => x > 0.0 && x < 1.0,
                Domain::PositiveProbability => x > 0.0 && x <= 1.0,
                Domain::Count => (0.0..=MAX_COUNT).contains(&x) && x.fract() == 0.0,
                Domain::PositiveCount => (1.0..=MAX_COUNT).contains(&x) && x.fract() == 0.0,
                Domain::WholeBetween(lo, hi) => {
                    (f64::from(lo)..=f64::from(hi)).contains(&x) && x.fract() == 0.0
                }
                Domain::Flag => x == 0.0 || x == 1.0,
                Domain::Between(lo, hi) => (lo..=hi).contains(&x),
                Domain::AtLeast(lo) => x >= lo,
            }
    }
}

impl std::fmt::Display for Domain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Domain::Real => f.write_str("a finite number"),
            Domain::Positive => f.write_str("above 0"),
            Domain::NonNegative => f.write_str("0 or more"),
            Domain::Probability => f.write_str("from 0 to 1"),
            Domain::OpenProbability => f.write_str("strictly between 0 and 1"),
            Domain::PositiveProbability => f.write_str("above 0 and at most 1"),
            Domain::Count => f.write_str("a whole number from 0 to 1000000"),
            Domain::PositiveCount => f.write_str("a whole number from 1 to 1000000"),
            Domain::WholeBetween(lo, hi) => write!(f, "a whole number from {lo} to {hi}"),
            Domain::Flag => f.write_str("0 or 1"),
            Domain::Between(lo, hi) => write!(f, "from {lo} to {hi}"),
            Domain::AtLeast(lo) => write!(f, "{lo} or more"),
        }
    }
}

/// Check one input of `form` against its domain.
pub fn check(
    form: Form,
    input: &'static str,
    value: f64,
    domain: Domain,
) -> Result<(), TheoryError> {
    require(form, input, value, domain.contains(value), || {
        domain.to_string()
    })
}

/// Check every value of a list-valued input, and how many there are.
pub fn check_all(
    form: Form,
    input: &'static str,
    values: &[f64],
    domain: Domain,
    count: std::ops::RangeInclusive<usize>,
) -> Result<(), TheoryError> {
    if !count.contains(&values.len()) {
        let (low, high) = (*count.start(), *count.end());
        let allowed = if low == high {
            format!("exactly {low}")
        } else {
            format!("from {low} to {high}")
        };
        return Err(TheoryError::Length {
            form,
            input,
            found: values.len(),
            allowed,
        });
    }
    values
        .iter()
        .try_for_each(|&value| check(form, input, value, domain))
}

/// Check a condition that links several inputs; the error names the one most easily changed.
pub fn require(
    form: Form,
    input: &'static str,
    value: f64,
    holds: bool,
    allowed: impl FnOnce() -> String,
) -> Result<(), TheoryError> {
    if holds {
        Ok(())
    } else {
        Err(TheoryError::Domain {
            form,
            input,
            value,
            allowed: allowed(),
        })
    }
}

/// Check several scalar inputs: `checks!(Form::T9; "C" = c_max => Positive, …)`.
macro_rules! checks {
    ($form:expr; $($name:literal = $value:expr => $domain:expr),+ $(,)?) => {
        $(crate::theory::domain::check($form, $name, $value, $domain)?;)+
    };
}
pub(crate) use checks;
