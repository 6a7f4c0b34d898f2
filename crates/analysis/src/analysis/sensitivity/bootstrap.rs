//! Percentile intervals by resampling (Efron and Tibshirani 1993, *An Introduction to the Bootstrap*,
//! ch. 13), the same for any number of threads: each resample draws at addresses of its own.

use rand::RngExt;

use crate::ensemble::rng::{StreamRng, agent_id, uniform_at};
use crate::math::ln;
use crate::watch::{Stopped, Ticker};

/// The process of resampling in random-number addresses, beside those of the designs.
const PROCESS: u16 = 0xfe05;
/// Least share of resamples with a number that an interval needs.
const ENOUGH: f64 = 0.95;

/// A number with its bootstrap standard error and 95 % percentile interval; NaN where one does not exist.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate from the data themselves.
    pub value: f64,
    /// Standard deviation over resamples.
    pub std_error: f64,
    /// 2.5 % quantile over resamples.
    pub ci_low: f64,
    /// 97.5 % quantile over resamples.
    pub ci_high: f64,
}

impl Estimate {
    /// No number.
    pub const NONE: Self = Self::alone(f64::NAN);

    /// A number without interval.
    pub const fn alone(value: f64) -> Self {
        Self {
            value,
            std_error: f64::NAN,
            ci_low: f64::NAN,
            ci_high: f64::NAN,
        }
    }

    /// Whether there is an interval.
    pub fn has_interval(&self) -> bool {
        !self.ci_low.is_nan()
    }
}

/// How intervals are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bootstrap {
    /// Resamples, at least 1,000 for percentile intervals.
    pub resamples: usize,
    /// Seed of the resampling.
    pub seed: u64,
    /// Threads; results do not depend on it.
    pub threads: usize,
}

impl Bootstrap {
    /// How often each of `units` units is drawn in a resample: n draws with replacement among n. `stream`
    /// tells apart what is resampled independently.
    pub fn counts(&self, resample: usize, stream: u32, units: usize, counts: &mut Vec<f64>) {
        counts.clear();
        counts.resize(units, 0.0);
        let agent = agent_id("units");
        let mut rng = StreamRng::new(
            self.seed ^ (u64::from(stream) << 32),
            resample as u64,
            0,
            PROCESS,
            agent,
        );
        let last = u32::try_from(units).unwrap_or(u32::MAX);
        for _ in 0..units {
            if let Some(count) = counts.get_mut(rng.random_range(0..last) as usize) {
                *count += 1.0;
            }
        }
    }

    /// Weights of replicates in a resample: independent, exponential with mean 1, as in Rubin's (1981, Annals
    /// of Statistics 9(1)) Bayesian bootstrap. None is ever zero, so that products of different replicates
    /// exist even for two of them; independent weights for rows and columns of a crossed array are those of
    /// Owen and Eckles (2012, Annals of Applied Statistics 6(3)).
    pub fn exponential(&self, resample: usize, replicates: usize, weights: &mut Vec<f64>) {
        weights.clear();
        let agent = agent_id("replicates");
        weights.extend((0..replicates).map(|r| {
            let (step, draw) = ((r >> 15) as u32, (r & 0x7fff) as u16);
            -ln(uniform_at(
                self.seed,
                resample as u64,
                step,
                PROCESS,
                agent,
                draw,
            ))
        }));
    }

    /// The estimates with standard errors and intervals from resamples, which are the steps of `ticker`. `each`
    /// fills in the estimates of one resample, NaN where there is none; `scratch` makes the memory that it
    /// works in.
    ///
    /// # Errors
    /// [`Stopped`].
    pub fn intervals<S>(
        &self,
        estimates: &[f64],
        scratch: impl Fn() -> S + Sync,
        each: impl Fn(&mut S, usize, &mut [f64]) + Sync,
        ticker: &mut Ticker<'_>,
    ) -> Result<Vec<Estimate>, Stopped> {
        let width = estimates.len();
        if width == 0 {
            return Ok(Vec::new());
        }
        let mut all = vec![f64::NAN; width * self.resamples];
        let share = self.resamples.div_ceil(self.threads.max(1)).max(1);
        let shares = all.chunks_mut(share * width).enumerate();
        ticker.on_threads(shares, |(thread, rows), shared| {
            let mut memory = scratch();
            for (row, out) in rows.chunks_mut(width).enumerate() {
                each(&mut memory, thread * share + row, out);
                if shared.step().is_err() {
                    return;
                }
            }
        })?;
        let mut column = Vec::with_capacity(self.resamples);
        let of = |(at, value): (usize, &f64)| {
            column.clear();
            column.extend(all.iter().skip(at).step_by(width).filter(|x| x.is_finite()));
            summarised(*value, &mut column, self.resamples)
        };
        Ok(estimates.iter().enumerate().map(of).collect())
    }
}

fn summarised(value: f64, column: &mut [f64], resamples: usize) -> Estimate {
    let n = column.len() as f64;
    if value.is_nan() || column.len() < 2 || n < ENOUGH * resamples as f64 {
        return Estimate::alone(value);
    }
    let mean = column.iter().sum::<f64>() / n;
    let squares: f64 = column.iter().map(|x| (x - mean) * (x - mean)).sum();
    column.sort_by(f64::total_cmp);
    Estimate {
        value,
        std_error: (squares / (n - 1.0)).sqrt(),
        ci_low: quantile(column, 0.025),
        ci_high: quantile(column, 0.975),
    }
}

/// Quantile of sorted numbers by linear interpolation (Hyndman and Fan 1996, definition 7).
pub fn quantile(sorted: &[f64], probability: f64) -> f64 {
    let place = probability * sorted.len().saturating_sub(1) as f64;
    let below = place as usize;
    let at = |k: usize| sorted.get(k).or(sorted.last()).copied().unwrap_or(f64::NAN);
    at(below) + (place - below as f64) * (at(below + 1) - at(below))
}

/// Σ aᵢbᵢ in eight running sums: the same order on every machine, and vector code.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (whole_a, rest_a) = a.as_chunks::<8>();
    let (whole_b, rest_b) = b.as_chunks::<8>();
    for (a, b) in whole_a.iter().zip(whole_b) {
        for k in 0..8 {
            sums[k] += a[k] * b[k];
        }
    }
    let rest: f64 = rest_a.iter().zip(rest_b).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f64>() + rest
}
