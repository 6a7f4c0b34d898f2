//! What a parameter is: declared once, with everything a referee asks of a number.
//!
//! Validation, `trilat explain`, the JSON Schema and `docs/parameters.md` are all derived from
//! the declarations in [`super::groups`]; nothing about a parameter is written down twice.

/// The unit of a parameter. It also fixes the domain outside which a value is an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A probability or a share, in [0, 1].
    Probability,
    /// A probability per month, in [0, 1].
    MonthlyHazard,
    /// A number per month, at least 0.
    MonthlyRate,
    /// Log-odds.
    Logit,
    /// Utility, in units of the value of the prober's main theatre.
    Utility,
    /// A precision, in units of 1/utility, at least 0.
    Precision,
    /// Months, at least 1.
    Months,
    /// A pure number, at least 0.
    Scale,
    /// A pure number that divides: at least one millionth.
    Positive,
    /// A pure number of either sign.
    Coefficient,
    /// A variance of a quantity without unit, at least 0.
    Variance,
    /// Units of a force, sites or aim points, at least 0; may be fractions.
    Count,
    /// Cost units per month, at least 0.
    Cost,
}

impl Unit {
    /// The largest magnitude of any parameter.
    pub const LARGEST: f64 = 1e6;
    /// The smallest divisor.
    pub const SMALLEST: f64 = 1e-6;
    /// The largest rate per month.
    pub const FASTEST: f64 = 31.0;

    /// The words for this unit in tables and messages.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Probability => "probability",
            Self::MonthlyHazard => "probability per month",
            Self::MonthlyRate => "per month",
            Self::Logit => "logit",
            Self::Utility => "utility",
            Self::Precision => "1/utility",
            Self::Months => "months",
            Self::Scale | Self::Positive | Self::Coefficient => "1",
            Self::Variance => "variance",
            Self::Count => "units",
            Self::Cost => "cost",
        }
    }

    /// The smallest and the largest admissible value.
    ///
    /// Quantities without a natural bound stop at ±[`Self::LARGEST`] and divisors at
    /// [`Self::SMALLEST`], far beyond any meaning, so that no product or square of parameters
    /// overflows or vanishes; rates stop at [`Self::FASTEST`], since the events of a month are
    /// counted one by one.
    pub const fn domain(self) -> Domain {
        match self {
            Self::Probability | Self::MonthlyHazard => Domain {
                low: 0.0,
                high: 1.0,
            },
            Self::MonthlyRate => Domain {
                low: 0.0,
                high: Self::FASTEST,
            },
            Self::Precision | Self::Scale | Self::Variance | Self::Count | Self::Cost => Domain {
                low: 0.0,
                high: Self::LARGEST,
            },
            Self::Months => Domain {
                low: 1.0,
                high: Self::LARGEST,
            },
            Self::Positive => Domain {
                low: Self::SMALLEST,
                high: Self::LARGEST,
            },
            Self::Logit | Self::Utility | Self::Coefficient => Domain {
                low: -Self::LARGEST,
                high: Self::LARGEST,
            },
        }
    }

    /// The admissible values in words, as messages and the parameter reference give them.
    pub const fn allowed(self) -> &'static str {
        match self {
            Self::Probability => "a number from 0 to 1",
            Self::MonthlyHazard => "a probability per month, from 0 to 1",
            Self::MonthlyRate => "a number per month, from 0 to 31",
            Self::Logit => "log-odds, from -1e6 to 1e6",
            Self::Utility => "a utility, from -1e6 to 1e6",
            Self::Precision => "a precision, from 0 to 1e6",
            Self::Months => "a number of months, from 1 to 1e6",
            Self::Scale => "a number from 0 to 1e6",
            Self::Positive => "a number from 1e-6 to 1e6",
            Self::Coefficient => "a number from -1e6 to 1e6",
            Self::Variance => "a variance, from 0 to 1e6",
            Self::Count => "a number of units, from 0 to 1e6",
            Self::Cost => "a cost, from 0 to 1e6",
        }
    }
}

/// The admissible values of a parameter: numbers between two ends, both included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Domain {
    /// Smallest value.
    pub low: f64,
    /// Largest value.
    pub high: f64,
}

impl Domain {
    /// Whether `value` is inside the domain; NaN and infinities never are.
    pub fn contains(self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

/// Where a default value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// No source: a judgement, to be swept.
    Assumed,
    /// Follows from the record or the literature cited.
    Cited(&'static str),
    /// Measured from the model itself, by the routine named.
    Measured(&'static str),
}

impl Source {
    /// The text printed in tables: a citation, or the word `assumed`.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Assumed => "assumed",
            Self::Cited(text) | Self::Measured(text) => text,
        }
    }
}

/// What one instance of a group of parameters belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The whole scenario.
    Global,
    /// Each ally: `states.CODE`.
    Ally,
    /// Each prober: `states.CODE`.
    Prober,
    /// Each prober's regard for a dyad: `states.CODE.dyads.DYAD`.
    ProberDyad,
    /// Each prober and rung: an array in `states.CODE`, one entry a rung.
    ProberRung,
    /// Each prober and calendar month: an array of 12 in `states.CODE`.
    ProberCalendar,
    /// Each dyad of allies: `dyads.CODE`.
    Dyad,
    /// Each public of a dyad: `dyads.CODE.publics.STATE`.
    Public,
    /// Each channel of cooperation: `channels.KIND`.
    Channel,
    /// Each rung above 0: `rungs.NUMBER`.
    Rung,
    /// Each ally's stake in a theatre: `theatres.CODE.stakes.STATE`.
    Stake,
    /// Each theatre: `theatres.CODE`.
    Theatre,
    /// Each layer of missile defence: `layers.CODE`.
    Layer,
    /// Each force element: `forces.CODE`.
    Force,
    /// Each kind of defended site in a theatre: `sites.CODE`.
    Site,
    /// Each right to use bases: `bases.CODE`.
    Base,
    /// Each joint industrial programme: `programmes.CODE`.
    Programme,
    /// Each public record of probes: `observations.CODE`.
    Observation,
    /// Each theatre that a prober can challenge: `states.CODE.targets.THEATRE`.
    Target,
    /// Each target and rung: an array in `states.CODE.targets.THEATRE`, one entry a rung.
    TargetRung,
}

/// The declaration of one parameter.
#[derive(Debug, PartialEq)]
pub struct Parameter {
    /// What it belongs to.
    pub scope: Scope,
    /// The table it stands in: the global group's name, or a pattern such as `states.<ally>`.
    pub table: &'static str,
    /// Its key in the scenario file.
    pub key: &'static str,
    /// Its symbol in `docs/odd.md`.
    pub symbol: &'static str,
    /// Its unit, which fixes its domain.
    pub unit: Unit,
    /// The value used where a scenario says nothing.
    pub default: f64,
    /// Lower end of the plausible range, for sweeps and audits.
    pub low: f64,
    /// Upper end of the plausible range.
    pub high: f64,
    /// Where the default comes from.
    pub source: Source,
    /// The mechanism whose equation it enters (M1–M16), or `observation`.
    pub mechanism: &'static str,
    /// The equation that it enters, in the symbols of `docs/odd.md`.
    pub equation: &'static str,
    /// What it means, in a sentence or two.
    pub doc: &'static str,
}

impl Parameter {
    /// The dotted path with placeholders for instances, such as `states.<ally>.treaty`.
    pub fn pattern(&self) -> String {
        format!("{}.{}", self.table, self.key)
    }

    /// Removes the space that a doc comment starts with on each line.
    pub fn description(&self) -> String {
        self.doc
            .lines()
            .map(str::trim)
            .collect::<Vec<_>>()
            .join(" ")
            .trim()
            .to_owned()
    }
}

/// Declares groups of parameters: a struct generic over the representation of a value (a number
/// in a scenario, a lane array in the engine), the declarations, the defaults, and the walks
/// over all fields in the order of declaration.
macro_rules! parameters {
    ($(
        $(#[doc = $gdoc:literal])*
        $group:ident: $scope:ident, $table:literal {
            $(
                $(#[doc = $doc:literal])*
                $key:ident $symbol:literal $unit:ident $default:literal [$low:literal, $high:literal]
                    $source:expr, $mechanism:literal, $equation:literal;
            )*
        }
    )*) => {
        $(
            $(#[doc = $gdoc])*
            #[derive(Clone, Debug, PartialEq)]
            pub struct $group<T> {
                $( $(#[doc = $doc])* pub $key: T, )*
            }

            impl<T> $group<T> {
                /// The declarations, in the order of the fields.
                pub const PARAMETERS: &'static [Parameter] = &[
                    $( Parameter {
                        scope: Scope::$scope,
                        table: $table,
                        key: stringify!($key),
                        symbol: $symbol,
                        unit: Unit::$unit,
                        default: $default,
                        low: $low,
                        high: $high,
                        source: $source,
                        mechanism: $mechanism,
                        equation: $equation,
                        doc: concat!($($doc, "\n"),*),
                    }, )*
                ];

                /// The same group with each value mapped, in the order of declaration.
                pub fn map<U>(&self, f: &mut dyn FnMut(&T) -> U) -> $group<U> {
                    $group { $( $key: f(&self.$key), )* }
                }

                /// Walks over all values with their declarations, in the order of declaration.
                pub fn visit_mut(&mut self, f: &mut dyn FnMut(&'static Parameter, &mut T)) {
                    let mut declared = Self::PARAMETERS.iter();
                    $( if let Some(p) = declared.next() { f(p, &mut self.$key); } )*
                }
            }

            impl Default for $group<f64> {
                fn default() -> Self {
                    Self { $( $key: $default, )* }
                }
            }
        )*

        /// The declarations of all groups, in the order of the schedule.
        pub static GROUPS: &[(&str, &[Parameter])] = &[
            $( (concat!($($gdoc, "\n"),*), $group::<f64>::PARAMETERS), )*
        ];
    };
}
pub(crate) use parameters;
