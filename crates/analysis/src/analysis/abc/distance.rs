//! How far simulated summaries are from the observed ones.

use crate::math::sqrt;

/// What is compared of a vector of summaries.
#[derive(Clone, Debug, PartialEq)]
pub struct Distance {
    /// Observed summaries.
    pub observed: Vec<f64>,
    /// By summary: what a difference is divided by, above 0. NaN asks for
    /// [`scales_from`](Self::scales_from).
    pub scale: Vec<f64>,
    /// By summary: whether it is fitted. The others are carried along.
    pub fitted: Vec<bool>,
}

impl Distance {
    /// √(mean over fitted summaries of ((simulated − observed)/scale)²): 1 is a typical miss of one scale.
    /// Infinite where a fitted summary is undefined.
    ///
    /// ```
    /// use trilat_analysis::analysis::abc::distance::Distance;
    /// let distance = Distance {
    ///     observed: vec![1.0, 2.0, 0.0],
    ///     scale: vec![0.5, 2.0, 1.0],
    ///     fitted: vec![true, true, false],
    /// };
    /// assert_eq!(distance.of(&[1.5, 4.0, 99.0]), 1.0);
    /// assert_eq!(distance.of(&[f64::NAN, 4.0, 99.0]), f64::INFINITY);
    /// ```
    pub fn of(&self, simulated: &[f64]) -> f64 {
        let (mut sum, mut count) = (0.0, 0_u32);
        let pairs = simulated.iter().zip(&self.observed).zip(&self.scale);
        for (((simulated, observed), scale), fitted) in pairs.zip(&self.fitted) {
            if *fitted {
                let miss = (simulated - observed) / scale;
                sum += miss * miss;
                count += 1;
            }
        }
        if sum.is_finite() && count > 0 {
            sqrt(sum / f64::from(count))
        } else {
            f64::INFINITY
        }
    }

    /// Whether all fitted summaries are defined.
    pub fn is_defined(&self, simulated: &[f64]) -> bool {
        simulated
            .iter()
            .zip(&self.fitted)
            .all(|(value, fitted)| !fitted || value.is_finite())
    }

    /// Gives each summary without a scale the standard deviation of simulated ones, estimated robustly as
    /// 1.4826 times their median absolute deviation from the median; 1 where they do not vary.
    pub fn scales_from(&mut self, simulated: &[&[f64]]) {
        for (at, scale) in self.scale.iter_mut().enumerate() {
            if scale.is_nan() {
                let values = simulated.iter().filter_map(|row| row.get(at).copied());
                *scale = mad_sd(values.collect());
            }
        }
    }
}

/// 1.4826 × median |x − median x|; 1 if that is 0 or there are no values.
fn mad_sd(mut values: Vec<f64>) -> f64 {
    values.retain(|value| value.is_finite());
    let Some(middle) = median(&mut values) else {
        return 1.0;
    };
    let mut deviations: Vec<f64> = values.iter().map(|value| (value - middle).abs()).collect();
    match median(&mut deviations) {
        Some(mad) if mad > 0.0 => 1.4826 * mad,
        _ => 1.0,
    }
}

fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    match n {
        0 => None,
        _ if n % 2 == 1 => Some(values[n / 2]),
        _ => Some(0.5 * (values[n / 2 - 1] + values[n / 2])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_scales_come_from_the_simulations() {
        let mut distance = Distance {
            observed: vec![0.0; 3],
            scale: vec![f64::NAN, 2.0, f64::NAN],
            fitted: vec![true; 3],
        };
        // Median 3, absolute deviations 2 1 0 1 97: their median is 1.
        let rows: Vec<[f64; 3]> = [1.0, 2.0, 3.0, 4.0, 100.0]
            .iter()
            .map(|x| [*x, 0.0, 5.0])
            .collect();
        let rows: Vec<&[f64]> = rows.iter().map(|row| &row[..]).collect();
        distance.scales_from(&rows);
        assert_eq!(distance.scale, [1.4826, 2.0, 1.0]);
    }
}
