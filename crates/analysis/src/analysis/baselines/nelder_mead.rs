//! Minimisation without derivatives.

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Minimum {
    /// Where.
    pub at: Vec<f64>,
    /// The value there.
    pub value: f64,
    /// Whether the simplex shrank to the tolerance within the allowed evaluations.
    pub converged: bool,
}

/// Restarts from the best point: they free a simplex that collapsed early.
const RESTARTS: usize = 4;
const EVALUATIONS: usize = 4000;

/// Minimises `f` near `start` by the simplex method (Nelder & Mead 1965, Computer Journal 7), restarted
/// until a restart gains nothing. Four parameters and smooth likelihoods of a few hundred terms are all
/// that is asked of it, which is why no optimiser library is pulled in. Values that are not numbers
/// count as infinite, which keeps the simplex inside a domain.
///
/// ```
/// use trilat_analysis::analysis::baselines::nelder_mead::minimise;
/// let valley = |x: &[f64]| (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2);
/// let found = minimise(valley, &[-1.2, 1.0], 0.5);
/// assert!(found.converged && (found.at[0] - 1.0).abs() < 1e-6);
/// ```
pub fn minimise(f: impl Fn(&[f64]) -> f64, start: &[f64], step: f64) -> Minimum {
    let value = |x: &[f64]| {
        let y = f(x);
        if y.is_nan() { f64::INFINITY } else { y }
    };
    let mut best = once(&value, start, step);
    for _ in 0..RESTARTS {
        let again = once(&value, &best.at, step * 0.5);
        let gain = best.value - again.value;
        if again.value <= best.value {
            best = again;
        }
        if gain < 1e-11 && best.converged {
            break;
        }
    }
    best
}

fn once(f: &impl Fn(&[f64]) -> f64, start: &[f64], step: f64) -> Minimum {
    let n = start.len();
    let mut simplex: Vec<(f64, Vec<f64>)> = vec![(f(start), start.to_vec())];
    for k in 0..n {
        let mut x = start.to_vec();
        x[k] += step;
        simplex.push((f(&x), x));
    }
    let mut evaluations = n + 1;
    loop {
        simplex.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (low, high) = (simplex[0].0, simplex[n].0);
        let width = |k: usize| {
            let spread = simplex.iter().map(|(_, x)| (x[k] - simplex[0].1[k]).abs());
            spread.fold(0.0, f64::max)
        };
        let small = (0..n).all(|k| width(k) < 1e-8) && high - low < 1e-12 * (1.0 + low.abs());
        if small || evaluations >= EVALUATIONS {
            return Minimum {
                at: simplex[0].1.clone(),
                value: low,
                converged: small && low.is_finite(),
            };
        }
        let centre: Vec<f64> = (0..n)
            .map(|k| simplex[..n].iter().map(|(_, x)| x[k]).sum::<f64>() / n as f64)
            .collect();
        let along = |t: f64| -> Vec<f64> {
            let worst = &simplex[n].1;
            (0..n)
                .map(|k| centre[k] + t * (worst[k] - centre[k]))
                .collect()
        };
        let reflected = along(-1.0);
        let at_reflected = f(&reflected);
        evaluations += 1;
        if at_reflected < low {
            let expanded = along(-2.0);
            let at_expanded = f(&expanded);
            evaluations += 1;
            simplex[n] = if at_expanded < at_reflected {
                (at_expanded, expanded)
            } else {
                (at_reflected, reflected)
            };
        } else if at_reflected < simplex[n - 1].0 {
            simplex[n] = (at_reflected, reflected);
        } else {
            let contracted = along(if at_reflected < high { -0.5 } else { 0.5 });
            let at_contracted = f(&contracted);
            evaluations += 1;
            if at_contracted < at_reflected.min(high) {
                simplex[n] = (at_contracted, contracted);
            } else {
                let best = simplex[0].1.clone();
                for (value, x) in simplex.iter_mut().skip(1) {
                    for (x, best) in x.iter_mut().zip(&best) {
                        *x = best + 0.5 * (*x - best);
                    }
                    *value = f(x);
                }
                evaluations += n;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_not_left() {
        let half = |x: &[f64]| {
            if x[0] > 0.0 {
                x[0] - libm::log(x[0])
            } else {
                f64::NAN
            }
        };
        let found = minimise(half, &[0.1], 0.5);
        assert!(
            found.converged && (found.at[0] - 1.0).abs() < 1e-6,
            "{found:?}"
        );
    }

    #[test]
    fn four_dimensions_are_no_trouble() {
        let bowl = |x: &[f64]| -> f64 {
            x.iter()
                .enumerate()
                .map(|(k, x)| (k as f64 + 1.0) * (x - k as f64).powi(2))
                .sum()
        };
        let found = minimise(bowl, &[5.0; 4], 1.0);
        assert!(
            found
                .at
                .iter()
                .enumerate()
                .all(|(k, x)| (x - k as f64).abs() < 1e-6)
        );
    }

    #[test]
    fn what_has_no_minimum_does_not_converge() {
        assert!(!minimise(|_| f64::NAN, &[1.0], 1.0).converged);
    }
}
