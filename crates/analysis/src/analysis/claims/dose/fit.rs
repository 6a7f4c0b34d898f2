//! A straight line against a threshold, by Akaike's information criterion.
//!
//! The effects at all doses are fitted at once by generalised least squares with their joint covariance over
//! replicates, whose inverse is corrected for being estimated (Hartlap, Simon & Schneider 2007, Astronomy &
//! Astrophysics 464). All forms pass through zero, since no cut is the baseline itself. With known covariance
//! AIC = χ² + 2k up to a constant (Burnham & Anderson 2002, *Model Selection and Multimodel Inference*).

use libm::sqrt;

use super::Doses;
use crate::analysis::claims::effect::mean;
use crate::analysis::claims::error::{ClaimError, at_least};
use crate::analysis::sensitivity::linear::Cholesky;

/// Places of a threshold that are tried before the best is refined.
const PLACES: usize = 400;
/// Steps of refinement by the golden section.
const STEPS: usize = 60;

/// A form of the dose–response curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// b·δ: the smallest cut counts in proportion.
    Linear,
    /// b·max(0, δ − τ): nothing happens below the threshold τ.
    Threshold,
    /// b·δ + c·max(0, δ − τ): the slope changes at τ.
    Bent,
}

impl Form {
    /// The word in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::Threshold => "threshold",
            Self::Bent => "bent",
        }
    }
}

/// A fitted form.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// The form.
    pub form: Form,
    /// Slope below the threshold; zero for [`Form::Threshold`].
    pub slope: f64,
    /// Change of the slope at the threshold; zero for [`Form::Linear`].
    pub change: f64,
    /// The threshold; NaN for [`Form::Linear`].
    pub threshold: f64,
    /// Sum of squared residuals in units of the joint covariance.
    pub chi_squared: f64,
    /// χ² + 2 × parameters: the smaller, the better; differences below 2 tell little.
    pub aic: f64,
}

impl Doses {
    /// The three forms, linear first.
    ///
    /// # Errors
    /// [`ClaimError::TooFew`] below four doses, or replicates that do not exceed doses by more than two;
    /// [`ClaimError::Constant`] where the effects' covariance is singular: a dose without any difference, or two
    /// doses alike.
    pub fn fits(&self) -> Result<[Fit; 3], ClaimError> {
        at_least("doses", self.deltas.len(), 4)?;
        at_least("replicates", self.replicates(), self.deltas.len() + 3)?;
        let whitened = self.whitened()?;
        let linear = whitened.fit(Form::Linear, f64::NAN);
        Ok([
            linear,
            self.best(&whitened, Form::Threshold),
            self.best(&whitened, Form::Bent),
        ])
    }

    /// Of all thresholds up to the last dose but one, the best.
    fn best(&self, whitened: &Whitened, form: Form) -> Fit {
        // From where at least two doses tell the slopes apart.
        let first = if form == Form::Bent {
            self.deltas[0]
        } else {
            0.0
        };
        let last = self.deltas[self.deltas.len() - 2];
        let at = |k: usize| first + (last - first) * k as f64 / PLACES as f64;
        let chi = |tau: f64| whitened.fit(form, tau).chi_squared;
        let places = (0..=PLACES).map(|k| (k, chi(at(k))));
        let (k, _) = places.fold((0, f64::INFINITY), |best, found| {
            if found.1 < best.1 { found } else { best }
        });
        let (mut low, mut high) = (at(k.saturating_sub(1)), at((k + 1).min(PLACES)));
        let golden = 0.5 * (sqrt(5.0) - 1.0);
        for _ in 0..STEPS {
            let (a, b) = (high - golden * (high - low), low + golden * (high - low));
            if chi(a) <= chi(b) {
                high = b;
            } else {
                low = a;
            }
        }
        let refined = whitened.fit(form, 0.5 * (low + high));
        let coarse = whitened.fit(form, at(k));
        if refined.chi_squared < coarse.chi_squared {
            refined
        } else {
            coarse
        }
    }

    /// Effects and doses turned so that the errors of the effects are independent and of variance one.
    fn whitened(&self) -> Result<Whitened, ClaimError> {
        let n = self.replicates() as f64;
        let size = self.deltas.len();
        let constant = ClaimError::Constant {
            what: "the effect at some dose, or between two doses,",
        };
        let centred: Vec<(f64, Vec<f64>)> = self
            .outcomes
            .iter()
            .map(|outcome| {
                let differences = self.differences(outcome);
                let centre = mean(&differences);
                (centre, differences.iter().map(|d| d - centre).collect())
            })
            .collect();
        let product = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
        let norms: Vec<f64> = centred.iter().map(|(_, c)| sqrt(product(c, c))).collect();
        if norms.iter().any(|norm| norm.is_nan() || *norm <= 0.0) {
            return Err(constant);
        }
        let mut correlations = vec![1.0; size * size];
        for i in 0..size {
            for j in 0..size {
                if i != j {
                    correlations[i * size + j] =
                        product(&centred[i].1, &centred[j].1) / (norms[i] * norms[j]);
                }
            }
        }
        let cholesky = Cholesky::of(&correlations, size).ok_or(constant)?;
        let errors = norms.iter().map(|norm| norm / sqrt((n - 1.0) * n));
        Ok(Whitened {
            errors: errors.collect(),
            deltas: self.deltas.clone(),
            effects: centred.iter().map(|(centre, _)| *centre).collect(),
            cholesky,
            correction: (n - size as f64 - 2.0) / (n - 1.0),
        })
    }
}

struct Whitened {
    /// Standard error of the effect at each dose.
    errors: Vec<f64>,
    deltas: Vec<f64>,
    effects: Vec<f64>,
    /// Of the correlations of the effects.
    cholesky: Cholesky,
    /// Of the inverse covariance, for being estimated.
    correction: f64,
}

impl Whitened {
    fn turn(&self, column: impl Iterator<Item = f64>) -> Vec<f64> {
        let mut out: Vec<f64> = column.zip(&self.errors).map(|(x, e)| x / e).collect();
        self.cholesky.forward(&mut out);
        out
    }

    /// The best slopes for a threshold.
    fn fit(&self, form: Form, threshold: f64) -> Fit {
        let y = self.turn(self.effects.iter().copied());
        let line = self.turn(self.deltas.iter().copied());
        let hinge = self.turn(self.deltas.iter().map(|d| f64::max(d - threshold, 0.0)));
        let dot = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
        let over = |a: f64, b: f64| if b > 0.0 { a / b } else { 0.0 };
        let (slope, change) = match form {
            Form::Linear => (over(dot(&line, &y), dot(&line, &line)), 0.0),
            Form::Threshold => (0.0, over(dot(&hinge, &y), dot(&hinge, &hinge))),
            Form::Bent => {
                let (a, b, c) = (dot(&line, &line), dot(&line, &hinge), dot(&hinge, &hinge));
                let (u, v) = (dot(&line, &y), dot(&hinge, &y));
                let determinant = a * c - b * b;
                if determinant > 1e-12 * a * c {
                    ((c * u - b * v) / determinant, (a * v - b * u) / determinant)
                } else {
                    (over(u, a), 0.0)
                }
            }
        };
        let part = |y: &f64, line: &f64, hinge: &f64| {
            let hinge = if form == Form::Linear {
                0.0
            } else {
                change * hinge
            };
            y - slope * line - hinge
        };
        let columns = y.iter().zip(&line).zip(&hinge);
        let squares: f64 = columns
            .map(|((y, line), hinge)| part(y, line, hinge))
            .map(|r| r * r)
            .sum();
        let chi_squared = self.correction * squares;
        let parameters = match form {
            Form::Linear => 1.0,
            Form::Threshold => 2.0,
            Form::Bent => 3.0,
        };
        Fit {
            form,
            slope,
            change,
            threshold,
            chi_squared,
            aic: chi_squared + 2.0 * parameters,
        }
    }
}
