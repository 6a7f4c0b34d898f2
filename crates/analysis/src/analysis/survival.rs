//! Kaplan–Meier survival curves from counts by month.

use libm::{exp, log, sqrt};

use super::interval::Z_975;

/// Times to an event in whole months, counted: constant memory, whatever the number of runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventCounts {
    events: Vec<u64>,
    /// Before the horizon; empty as long as nobody is, as in simulations.
    censored: Vec<u64>,
    /// Runs without an event that reached the horizon.
    survived: u64,
}

/// One step of a survival curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SurvivalPoint {
    /// Months since the start.
    pub time: usize,
    /// Runs without the event, and still observed, just before `time`.
    pub at_risk: u64,
    /// Events at `time`.
    pub events: u64,
    /// Runs last observed at `time` without an event.
    pub censored: u64,
    /// S(t), the probability of no event up to and including `time`.
    pub survival: f64,
    /// Greenwood standard error of S(t); NaN once nobody is left at risk after an event.
    pub std_error: f64,
    /// Lower end of the 95 % log–log interval; NaN where S is 0.
    pub ci_low: f64,
    /// Upper end of the 95 % log–log interval; NaN where S is 0.
    pub ci_high: f64,
}

/// A median time with its interval, in months; `None` where the curve does not reach one half.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MedianTime {
    /// First month in which S(t) ≤ ½.
    pub estimate: Option<usize>,
    /// First month in which the lower limit of S(t) is ≤ ½.
    pub ci_low: Option<usize>,
    /// First month in which the upper limit of S(t) is ≤ ½.
    pub ci_high: Option<usize>,
}

impl EventCounts {
    /// Counts for times 0 to `horizon` months.
    pub fn new(horizon: usize) -> Self {
        Self {
            events: vec![0; horizon + 1],
            censored: Vec::new(),
            survived: 0,
        }
    }

    /// The last month observed.
    pub fn horizon(&self) -> usize {
        self.events.len() - 1
    }

    /// An event at `time`; false if that lies beyond the horizon.
    pub fn add_event(&mut self, time: usize) -> bool {
        increment(&mut self.events, time)
    }

    /// A run last observed at `time` without an event; false if that lies beyond the horizon.
    pub fn add_censored(&mut self, time: usize) -> bool {
        if time == self.horizon() {
            self.add_no_event();
            return true;
        }
        if self.censored.is_empty() {
            self.censored.resize(self.horizon(), 0);
        }
        increment(&mut self.censored, time)
    }

    /// A run that reached the horizon without an event.
    pub fn add_no_event(&mut self) {
        self.survived += 1;
    }

    /// Number of runs.
    pub fn n(&self) -> u64 {
        self.total_events() + self.censored.iter().sum::<u64>() + self.survived
    }

    /// Number of runs with an event.
    pub fn total_events(&self) -> u64 {
        self.events.iter().sum()
    }

    /// The product-limit curve, a point per month from 0 to the horizon (Kaplan & Meier 1958, JASA),
    /// with Greenwood's (1926) variance and an interval on the scale ln(−ln S) (Kalbfleisch & Prentice
    /// 1980, §1.3), which stays inside [0, 1]. Where nothing has happened yet the interval is [1, 1].
    pub fn curve(&self) -> Vec<SurvivalPoint> {
        let mut at_risk = self.n();
        let (mut survival, mut greenwood) = (1.0, 0.0);
        let censored_at = |time: usize| match self.censored.get(time) {
            _ if time == self.horizon() => self.survived,
            count => count.copied().unwrap_or_default(),
        };
        let counts = self.events.iter().enumerate();
        counts
            .map(|(time, &events)| {
                let censored = censored_at(time);
                if events > 0 {
                    let (n, d) = (at_risk as f64, events as f64);
                    survival *= (n - d) / n;
                    greenwood += d / (n * (n - d));
                }
                let (ci_low, ci_high) = log_log_interval(survival, greenwood);
                let point = SurvivalPoint {
                    time,
                    at_risk,
                    events,
                    censored,
                    survival,
                    std_error: if survival == 0.0 {
                        f64::NAN
                    } else {
                        survival * sqrt(greenwood)
                    },
                    ci_low,
                    ci_high,
                };
                at_risk -= events + censored;
                point
            })
            .collect()
    }
}

fn increment(counts: &mut [u64], time: usize) -> bool {
    counts.get_mut(time).map(|count| *count += 1).is_some()
}

/// S^exp(±z·σ/ln S) with σ² Greenwood's sum.
fn log_log_interval(survival: f64, greenwood: f64) -> (f64, f64) {
    if survival == 0.0 {
        return (f64::NAN, f64::NAN);
    }
    if greenwood == 0.0 {
        return (1.0, 1.0);
    }
    let log_survival = log(survival);
    let reach = Z_975 * sqrt(greenwood) / -log_survival;
    (
        exp(log_survival * exp(reach)),
        exp(log_survival * exp(-reach)),
    )
}

/// The median of a curve, with the interval that the curve's own interval implies (Brookmeyer &
/// Crowley 1982, Biometrics, in its log–log form).
pub fn median(curve: &[SurvivalPoint]) -> MedianTime {
    let first = |value: fn(&SurvivalPoint) -> f64| {
        curve
            .iter()
            .find(|point| value(point) <= 0.5)
            .map(|point| point.time)
    };
    MedianTime {
        estimate: first(|p| p.survival),
        ci_low: first(|p| if p.survival == 0.0 { 0.0 } else { p.ci_low }),
        ci_high: first(|p| p.ci_high),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four runs, events at 1 and 3, censored at 2 and 3: S = 1, 3/4, 3/4, 3/8 by hand.
    #[test]
    fn product_limit_by_hand() {
        let mut counts = EventCounts::new(3);
        assert!(counts.add_event(1) && counts.add_event(3));
        assert!(counts.add_censored(2));
        counts.add_no_event();
        let curve = counts.curve();
        let survival: Vec<f64> = curve.iter().map(|p| p.survival).collect();
        assert_eq!(survival, [1.0, 0.75, 0.75, 0.375]);
        assert_eq!(curve[3].at_risk, 2);
        // Greenwood: 1/(4·3) + 1/(2·1) = 7/12.
        assert!((curve[3].std_error - 0.375 * (7.0f64 / 12.0).sqrt()).abs() < 1e-15);
        assert_eq!(median(&curve).estimate, Some(3));
        assert!(!counts.add_event(4));
    }

    #[test]
    fn without_events_nothing_is_claimed() {
        let mut counts = EventCounts::new(2);
        counts.add_no_event();
        let curve = counts.curve();
        assert!(curve.iter().all(|p| p.survival == 1.0));
        assert_eq!(median(&curve), MedianTime::default());
        assert!(EventCounts::new(2).curve().iter().all(|p| p.at_risk == 0));
    }

    #[test]
    fn a_curve_that_ends_at_zero_has_a_median() {
        let mut counts = EventCounts::new(1);
        counts.add_event(1);
        let curve = counts.curve();
        assert_eq!(curve[1].survival, 0.0);
        assert!(curve[1].ci_low.is_nan() && curve[1].std_error.is_nan());
        assert_eq!(median(&curve).estimate, Some(1));
        assert_eq!(median(&curve).ci_high, None);
    }
}
