//! Priors, and the scores by which all of them become standard normal.

use std::fmt;

use crate::math::{beta_cdf, beta_quantile, clamp, exp, ln, normal_cdf, normal_quantile, sqrt};

/// The shape of a prior between its ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// Equal density.
    Uniform,
    /// Equal density of the logarithm; the lower end is above 0.
    LogUniform,
    /// Normal, truncated at the ends.
    Normal {
        /// Mean before truncation.
        mean: f64,
        /// Standard deviation before truncation.
        sd: f64,
    },
    /// Normal logarithm, truncated at the ends; the lower end is above 0.
    LogNormal {
        /// Median before truncation.
        median: f64,
        /// Standard deviation of the logarithm before truncation.
        sd: f64,
    },
    /// Density rising in a line to the mode and falling in a line behind it.
    Triangular {
        /// The mode, between the ends.
        mode: f64,
    },
    /// Beta distribution stretched from end to end.
    Beta {
        /// First shape, above 0; larger values lean to the upper end.
        alpha: f64,
        /// Second shape, above 0.
        beta: f64,
    },
}

impl Shape {
    /// Its name, as tables have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Uniform => "uniform",
            Self::LogUniform => "log_uniform",
            Self::Normal { .. } => "normal",
            Self::LogNormal { .. } => "log_normal",
            Self::Triangular { .. } => "triangular",
            Self::Beta { .. } => "beta",
        }
    }

    /// Its numbers, in the order in which they are written.
    fn numbers(self) -> Vec<f64> {
        match self {
            Self::Uniform | Self::LogUniform => vec![],
            Self::Normal { mean, sd } => vec![mean, sd],
            Self::LogNormal { median, sd } => vec![median, sd],
            Self::Triangular { mode } => vec![mode],
            Self::Beta { alpha, beta } => vec![alpha, beta],
        }
    }
}

/// Name and numbers: `normal(0.4, 0.1)`. What is written is [read](str::parse) to the same shape.
impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> = self.numbers().iter().map(f64::to_string).collect();
        match numbers.as_slice() {
            [] => f.write_str(self.name()),
            numbers => write!(f, "{}({})", self.name(), numbers.join(", ")),
        }
    }
}

impl std::str::FromStr for Shape {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (name, rest) = text.split_once('(').unwrap_or((text, ")"));
        let inner = rest.strip_suffix(')').ok_or(())?;
        let numbers: Result<Vec<f64>, _> = inner
            .split(',')
            .map(str::trim)
            .filter(|number| !number.is_empty())
            .map(str::parse)
            .collect();
        Ok(match (name.trim(), numbers.map_err(|_| ())?.as_slice()) {
            ("uniform", []) => Self::Uniform,
            ("log_uniform", []) => Self::LogUniform,
            ("normal", &[mean, sd]) => Self::Normal { mean, sd },
            ("log_normal", &[median, sd]) => Self::LogNormal { median, sd },
            ("triangular", &[mode]) => Self::Triangular { mode },
            ("beta", &[alpha, beta]) => Self::Beta { alpha, beta },
            _ => return Err(()),
        })
    }
}

/// The prior of one parameter: a shape between two ends, `low < high`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Shape.
    pub shape: Shape,
}

impl fmt::Display for Prior {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (low, high) = (self.low, self.high);
        match self.shape {
            Shape::Uniform => write!(f, "uniform, {low} to {high}"),
            Shape::LogUniform => write!(f, "log-uniform, {low} to {high}"),
            Shape::Normal { mean, sd } => write!(f, "normal({mean}, {sd}), {low} to {high}"),
            Shape::LogNormal { median, sd } => {
                write!(f, "log-normal(ln {median}, {sd}), {low} to {high}")
            }
            Shape::Triangular { .. } | Shape::Beta { .. } => {
                write!(f, "{}, {low} to {high}", self.shape)
            }
        }
    }
}

impl Prior {
    /// F(x), in \[0, 1\].
    pub fn cdf(&self, x: f64) -> f64 {
        let x = clamp(x, self.low, self.high);
        if x == self.low || x == self.high {
            return f64::from(u8::from(x == self.high));
        }
        let share = match self.shape {
            Shape::Uniform => (x - self.low) / (self.high - self.low),
            Shape::LogUniform => (ln(x) - ln(self.low)) / (ln(self.high) - ln(self.low)),
            Shape::Normal { .. } | Shape::LogNormal { .. } => {
                let (below, within) = self.mass();
                (normal_cdf(self.standard(x)) - below) / within
            }
            Shape::Triangular { mode } => {
                let (whole, rise) = (self.high - self.low, mode - self.low);
                match x < mode {
                    true => (x - self.low) * (x - self.low) / (whole * rise),
                    false => 1.0 - (self.high - x) * (self.high - x) / (whole * (whole - rise)),
                }
            }
            Shape::Beta { alpha, beta } => {
                beta_cdf((x - self.low) / (self.high - self.low), alpha, beta)
            }
        };
        clamp(share, 0.0, 1.0)
    }

    /// The value at a probability in \[0, 1\]; the ends belong to 0 and 1.
    ///
    /// ```
    /// use trilat_analysis::analysis::abc::prior::{Prior, Shape};
    /// let prior = Prior { low: 0.01, high: 1.0, shape: Shape::LogUniform };
    /// assert!((prior.quantile(0.5) - 0.1).abs() < 1e-12);
    /// ```
    pub fn quantile(&self, p: f64) -> f64 {
        if p.is_nan() {
            return f64::NAN;
        }
        if p <= 0.0 {
            return self.low;
        }
        if p >= 1.0 {
            return self.high;
        }
        let x = match self.shape {
            Shape::Uniform => self.low + p * (self.high - self.low),
            Shape::LogUniform => exp(ln(self.low) + p * (ln(self.high) - ln(self.low))),
            Shape::Normal { mean, sd } => mean + sd * self.truncated(p),
            Shape::LogNormal { median, sd } => exp(ln(median) + sd * self.truncated(p)),
            Shape::Triangular { mode } => {
                let (whole, rise) = (self.high - self.low, mode - self.low);
                match p * whole < rise {
                    true => self.low + sqrt(p * whole * rise),
                    false => self.high - sqrt((1.0 - p) * whole * (whole - rise)),
                }
            }
            Shape::Beta { alpha, beta } => {
                self.low + beta_quantile(p, alpha, beta) * (self.high - self.low)
            }
        };
        clamp(x, self.low, self.high)
    }

    /// The value at a score: x = F⁻¹(Φ(z)).
    pub fn value(&self, score: f64) -> f64 {
        self.quantile(normal_cdf(score))
    }

    /// Quantile of the standard normal distribution truncated at the ends' standard units.
    fn truncated(&self, p: f64) -> f64 {
        let (below, within) = self.mass();
        normal_quantile(clamp(below + p * within, 1e-300, 1.0 - 1e-16))
    }

    /// Mass of the untruncated distribution below the lower end and between the ends.
    fn mass(&self) -> (f64, f64) {
        let below = normal_cdf(self.standard(self.low));
        (below, normal_cdf(self.standard(self.high)) - below)
    }

    /// A value in standard units of the untruncated distribution.
    fn standard(&self, x: f64) -> f64 {
        match self.shape {
            Shape::Normal { mean, sd } => (x - mean) / sd,
            Shape::LogNormal { median, sd } => (ln(x) - ln(median)) / sd,
            Shape::Uniform | Shape::LogUniform | Shape::Triangular { .. } | Shape::Beta { .. } => {
                f64::NAN
            }
        }
    }

    /// The same shape `factor` times as wide about its middle, as far as `limits` let it: ends move away from the mean, the median,
    /// the mode, or else the middle of the range, in logarithms where the shape is one of a logarithm.
    pub fn widened(&self, factor: f64, limits: (f64, f64)) -> Self {
        if factor == 1.0 {
            return *self;
        }
        let about = |middle: f64, x: f64| middle + factor * (x - middle);
        let in_logs = |middle: f64, x: f64| exp(about(ln(middle), ln(x)));
        let (low, high) = (self.low, self.high);
        let middle = 0.5 * (low + high);
        let ((low, high), shape) = match self.shape {
            Shape::Uniform | Shape::Beta { .. } => {
                ((about(middle, low), about(middle, high)), self.shape)
            }
            Shape::Triangular { mode } => ((about(mode, low), about(mode, high)), self.shape),
            Shape::Normal { mean, sd } => (
                (about(mean, low), about(mean, high)),
                Shape::Normal {
                    mean,
                    sd: factor * sd,
                },
            ),
            Shape::LogUniform => {
                let middle = sqrt(low * high);
                ((in_logs(middle, low), in_logs(middle, high)), self.shape)
            }
            Shape::LogNormal { median, sd } => (
                (in_logs(median, low), in_logs(median, high)),
                Shape::LogNormal {
                    median,
                    sd: factor * sd,
                },
            ),
        };
        Self {
            low: clamp(low, limits.0, limits.1),
            high: clamp(high, limits.0, limits.1),
            shape,
        }
    }

    /// Whether the shape makes sense between the ends: they are in order, a logarithm has a lower end above 0,
    /// and a truncated shape leaves at least a thousandth of its mass between them.
    pub fn is_proper(&self) -> bool {
        let ordered = self.low < self.high && (self.high - self.low).is_finite();
        let logarithm = matches!(self.shape, Shape::LogUniform | Shape::LogNormal { .. });
        let shaped = match self.shape {
            Shape::Uniform | Shape::LogUniform => true,
            Shape::Normal { sd, .. } => sd > 0.0 && self.mass().1 >= 1e-3,
            Shape::LogNormal { median, sd } => median > 0.0 && sd > 0.0 && self.mass().1 >= 1e-3,
            Shape::Triangular { mode } => self.low <= mode && mode <= self.high,
            Shape::Beta { alpha, beta } => {
                let fits = |x: f64| (0.05..=1000.0).contains(&x);
                fits(alpha) && fits(beta)
            }
        };
        ordered && (!logarithm || self.low > 0.0) && shaped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRIORS: [Prior; 8] = [
        Prior {
            low: -2.0,
            high: 3.0,
            shape: Shape::Uniform,
        },
        Prior {
            low: 0.01,
            high: 20.0,
            shape: Shape::LogUniform,
        },
        Prior {
            low: -1.0,
            high: 4.0,
            shape: Shape::Normal { mean: 0.5, sd: 1.5 },
        },
        Prior {
            low: 0.1,
            high: 9.0,
            shape: Shape::LogNormal {
                median: 2.0,
                sd: 0.7,
            },
        },
        Prior {
            low: 1.0,
            high: 5.0,
            shape: Shape::Triangular { mode: 1.5 },
        },
        Prior {
            low: 0.0,
            high: 2.0,
            shape: Shape::Triangular { mode: 2.0 },
        },
        Prior {
            low: -1.0,
            high: 1.0,
            shape: Shape::Beta {
                alpha: 2.0,
                beta: 5.0,
            },
        },
        Prior {
            low: 0.0,
            high: 1.0,
            shape: Shape::Beta {
                alpha: 0.5,
                beta: 0.5,
            },
        },
    ];

    /// Closed forms: the median of a triangle, the arcsine law, and what is written is read.
    #[test]
    fn shapes_are_what_they_are_called() {
        let arcsine = |p: f64| {
            let s = (std::f64::consts::FRAC_PI_2 * p).sin();
            s * s
        };
        for k in 1..20 {
            let p = f64::from(k) / 20.0;
            assert!((PRIORS[7].quantile(p) - arcsine(p)).abs() < 1e-12);
            assert!((PRIORS[5].quantile(p) - 2.0 * p.sqrt()).abs() < 1e-12);
        }
        assert!((PRIORS[4].quantile(0.5) - (5.0 - (0.5_f64 * 4.0 * 3.5).sqrt())).abs() < 1e-12);
        for prior in PRIORS {
            assert_eq!(prior.shape.to_string().parse(), Ok(prior.shape));
        }
        assert_eq!("normal(1)".parse::<Shape>(), Err(()));
    }

    #[test]
    fn quantile_inverts_the_distribution_function_within_the_ends() {
        for prior in PRIORS {
            assert!(prior.is_proper());
            assert_eq!(prior.quantile(0.0), prior.low);
            assert_eq!(prior.quantile(1.0), prior.high);
            assert_eq!((prior.cdf(-1e9), prior.cdf(1e9)), (0.0, 1.0));
            for k in 1..100 {
                let p = f64::from(k) / 100.0;
                let x = prior.quantile(p);
                assert!(prior.low < x && x < prior.high);
                assert!((prior.cdf(x) - p).abs() < 1e-9, "{prior:?} {p}");
            }
        }
    }

    /// Twice as wide is twice as far from the middle at every probability, in logarithms for shapes of a logarithm.
    #[test]
    fn a_wider_prior_is_wider_by_as_much() {
        let everywhere = (f64::NEG_INFINITY, f64::INFINITY);
        for prior in PRIORS {
            assert_eq!(prior.widened(1.0, everywhere), prior);
            let logs = matches!(prior.shape, Shape::LogUniform | Shape::LogNormal { .. });
            let at = |prior: &Prior, p| match logs {
                true => prior.quantile(p).ln(),
                false => prior.quantile(p),
            };
            let middle = match prior.shape {
                Shape::Uniform | Shape::Beta { .. } => 0.5 * (prior.low + prior.high),
                Shape::LogUniform => 0.5 * (prior.low.ln() + prior.high.ln()),
                Shape::Normal { mean, .. } => mean,
                Shape::LogNormal { median, .. } => median.ln(),
                Shape::Triangular { mode } => mode,
            };
            for factor in [0.5, 2.0] {
                let wide = prior.widened(factor, everywhere);
                assert!(wide.is_proper());
                for p in [0.0, 0.05, 0.3, 0.5, 0.9, 1.0] {
                    let expected = middle + factor * (at(&prior, p) - middle);
                    assert!((at(&wide, p) - expected).abs() < 1e-9, "{prior:?} {p}");
                }
            }
            let wide = prior.widened(2.0, (prior.low, prior.high));
            assert_eq!((wide.low, wide.high), (prior.low, prior.high));
        }
    }

    #[test]
    fn scores_never_leave_the_support() {
        for prior in PRIORS {
            for score in [-60.0, -9.0, 0.0, 9.0, 60.0] {
                let x = prior.value(score);
                assert!(prior.low <= x && x <= prior.high, "{prior:?} {score} {x}");
            }
        }
    }

    #[test]
    fn senseless_shapes_are_found() {
        let [uniform, log, normal, ..] = PRIORS;
        let backwards = Prior {
            low: 4.0,
            ..uniform
        };
        let negative = Prior { low: -1.0, ..log };
        let outside = Prior {
            shape: Shape::Normal {
                mean: 100.0,
                sd: 1.0,
            },
            ..normal
        };
        assert!(!backwards.is_proper() && !negative.is_proper() && !outside.is_proper());
    }
}
