//! The probability integral transform of counts.

use rand::RngExt;

use super::predictive::{Predictive, cumulative};
use crate::ensemble::rng::{StreamRng, agent_id};
use crate::scenario::Month;

/// Where an observed count lies in its predictive distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// P(Y < observed).
    pub below: f64,
    /// P(Y ≤ observed).
    pub upto: f64,
}

/// The place of a count in its predictive distribution, for a sample in the sample's own.
pub fn place(predictive: &Predictive, observed: u64) -> Place {
    let mass = predictive.table();
    let below = match observed {
        0 => 0.0,
        _ => cumulative(&mass, observed - 1),
    };
    let upto = cumulative(&mass, observed);
    Place { below, upto }
}

impl Place {
    /// The conditional distribution of the transform at `u` (Czado, Gneiting & Held 2009, Biometrics
    /// 65, equation 2): 0 below the place, 1 above, linear within.
    pub fn distribution(self, u: f64) -> f64 {
        if u >= self.upto {
            1.0
        } else if u <= self.below {
            0.0
        } else {
            (u - self.below) / (self.upto - self.below)
        }
    }

    /// The transform with its randomness drawn: uniform on [0, 1] if the forecast is right (Smith 1985).
    /// The draw belongs to the seed and the month, so another month or forecast moves it not.
    pub fn randomised(self, seed: u64, month: Month) -> f64 {
        let replicate = u64::try_from(month.since(Month::FIRST)).unwrap_or(0);
        let mut rng = StreamRng::new(seed, replicate, 0, PROCESS, agent_id("pit"));
        let v: f64 = rng.random();
        self.below + v * (self.upto - self.below)
    }
}

/// The process of these draws; other users of [`StreamRng`] have other numbers.
const PROCESS: u16 = 0xFD00;

/// The histogram without randomness: bin j of J holds F̄(j/J) − F̄((j−1)/J), with F̄ the mean of
/// [`Place::distribution`] over months. Bins add up to 1; each holds 1/J if the forecasts are right. A
/// U says that they are too narrow, a hump too wide, a slope that they are biased.
///
/// ```
/// use trilat_analysis::analysis::score::pit::{Place, histogram};
/// let certain = Place { below: 0.0, upto: 1.0 };
/// assert_eq!(histogram(&[certain], 4), [0.25; 4]);
/// ```
pub fn histogram(places: &[Place], bins: usize) -> Vec<f64> {
    let n = places.len() as f64;
    let mean = |u: f64| {
        places
            .iter()
            .map(|place| place.distribution(u))
            .sum::<f64>()
            / n
    };
    let edges: Vec<f64> = (0..=bins).map(|j| mean(j as f64 / bins as f64)).collect();
    edges.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_right_forecast_is_uniform_in_expectation() {
        let forecast = Predictive::negative_binomial(1.3, 0.8).unwrap();
        let mut bins = [0.0; 10];
        for (k, p) in forecast.table().iter().enumerate() {
            let one = histogram(&[place(&forecast, k as u64)], 10);
            for (bin, share) in bins.iter_mut().zip(one) {
                *bin += p * share;
            }
        }
        for bin in bins {
            assert!((bin - 0.1).abs() < 1e-12, "{bins:?}");
        }
    }

    #[test]
    fn a_narrow_forecast_makes_a_u() {
        let narrow = Predictive::poisson(4.0).unwrap();
        let places: Vec<Place> = [0, 1, 8, 9].map(|k| place(&narrow, k)).to_vec();
        let bins = histogram(&places, 10);
        assert!(bins[0] > 0.3 && bins[9] > 0.3 && bins[4] == 0.0, "{bins:?}");
    }

    proptest! {
        #[test]
        fn draws_stay_in_their_place(seed: u64, months in 0i32..3000, observed in 0u64..5) {
            let place = place(&Predictive::poisson(1.0).unwrap(), observed);
            let month = Month::FIRST.plus(months);
            let u = place.randomised(seed, month);
            prop_assert!(place.below <= u && u <= place.upto);
            prop_assert_eq!(u, place.randomised(seed, month));
        }
    }
}
