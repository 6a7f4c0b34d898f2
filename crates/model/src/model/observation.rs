//! What a public record shows of a prober's probes: the observation model between the rung chosen in a
//! month and a count of events in that month.
//!
//! In a month in which the prober chose a rung that the record's definition covers, events happened:
//! 1 + NB(m, κ), since tests come in series. Each is reported with probability r. In every month the
//! record also counts Poisson(b) events that are no such probe. Nobody in the model sees the count.
//!
//! A negative binomial number that is thinned with probability r is negative binomial with mean r·m and
//! the same κ, because it is Poisson with a mean that is gamma distributed; so
//! count = Bernoulli(r) + NB(r·m, κ) + Poisson(b).

use crate::ensemble::rng::{agent_path, uniform_at};
use crate::math::{exp, ln};
use crate::model::process::Process;
use crate::scenario::{Observation, Scenario};

/// The largest number that a part of a count can be. With the largest rate of 31 a month and no
/// overdispersion, P(N > 4096) is nil; beyond it the tail is cut.
pub const MOST: u32 = 4096;

/// P(N = 0) of a negative binomial number with mean `mean` and variance mean + `dispersion`·mean²;
/// Poisson where the dispersion is 0.
pub fn probability_of_none(mean: f64, dispersion: f64) -> f64 {
    if dispersion == 0.0 {
        exp(-mean)
    } else {
        exp(-libm::log1p(dispersion * mean) / dispersion)
    }
}

/// P(N = n + 1)/P(N = n) of the same distribution.
pub fn ratio(n: f64, mean: f64, dispersion: f64) -> f64 {
    mean * (1.0 + dispersion * n) / ((n + 1.0) * (1.0 + dispersion * mean))
}

/// The smallest n with P(N ≤ n) ≥ `draw`, at most [`MOST`].
pub fn negative_binomial(draw: f64, mean: f64, dispersion: f64) -> u32 {
    let mut mass = probability_of_none(mean, dispersion);
    let mut sum = mass;
    let mut n = 0;
    while draw > sum && n < MOST {
        mass *= ratio(f64::from(n), mean, dispersion);
        sum += mass;
        n += 1;
    }
    n
}

/// The smallest k with P(K ≤ k) ≥ `draw` for K ~ Binomial(`trials`, `probability`).
pub fn binomial(draw: f64, trials: u32, probability: f64) -> u32 {
    if probability >= 1.0 {
        return trials;
    }
    let odds = probability / (1.0 - probability);
    let mut mass = exp(f64::from(trials) * ln(1.0 - probability));
    let mut sum = mass;
    let mut k = 0;
    while draw > sum && k < trials {
        mass *= odds * f64::from(trials - k) / f64::from(k + 1);
        sum += mass;
        k += 1;
    }
    k
}

/// Probabilities of the counts 0, 1, …, `most` in a month; `covered` tells whether the prober chose a
/// rung that the definition covers.
///
/// ```
/// use trilat_model::model::observation::probabilities;
/// use trilat_model::scenario::Observation;
///
/// let record = Observation { further: 1.0, dispersion: 0.5, reporting: 0.9, background: 0.1 };
/// let mass = probabilities(&record, true, 200);
/// let mean: f64 = mass.iter().enumerate().map(|(n, p)| n as f64 * p).sum();
/// assert!((mean - (0.9 * (1.0 + 1.0) + 0.1)).abs() < 1e-12);
/// ```
pub fn probabilities(record: &Observation<f64>, covered: bool, most: u32) -> Vec<f64> {
    let mut mass = series(record.background, 0.0, most);
    if !covered {
        return mass;
    }
    let r = record.reporting;
    let further = series(r * record.further, record.dispersion, most);
    mass = convolve(&mass, &further);
    // One event at least, reported or not.
    for n in (0..mass.len()).rev() {
        let below = if n > 0 { mass[n - 1] } else { 0.0 };
        mass[n] = (1.0 - r) * mass[n] + r * below;
    }
    mass
}

/// What one record showed of a month.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// Its observation model.
    pub record: &'a Observation<f64>,
    /// Whether its definition covers the rung that the prober chose.
    pub covered: bool,
    /// Its count.
    pub count: u32,
}

/// Probability of what several records of one place show of a month: they count the same events, each by its own reporting and with a
/// background of its own. The events are those of the first record that covers the rung.
///
/// ```
/// use trilat_model::model::observation::{Shown, joint, probabilities};
/// use trilat_model::scenario::Observation;
///
/// let record = Observation { further: 1.0, dispersion: 0.5, reporting: 0.9, background: 0.1 };
/// let alone = joint(&[Shown { record: &record, covered: true, count: 2 }]);
/// assert!((alone - probabilities(&record, true, 2)[2]).abs() < 1e-12);
/// ```
pub fn joint(shown: &[Shown<'_>]) -> f64 {
    let (seen, unseen): (Vec<Shown>, Vec<Shown>) = shown.iter().partition(|own| own.covered);
    let background = |own: &Shown| series(own.record.background, 0.0, own.count);
    let last = |mass: Vec<f64>| mass.last().copied().unwrap_or(0.0);
    let beside: f64 = unseen.iter().map(|own| last(background(own))).product();
    let Some(first) = seen.first() else {
        return beside;
    };
    let others: Vec<Vec<f64>> = seen.iter().map(background).collect();
    let (mut sum, mut left) = (0.0, 1.0);
    for (n, happens) in (1..).zip(series(
        first.record.further,
        first.record.dispersion,
        MOST_EVENTS,
    )) {
        let each = seen.iter().zip(&others);
        let given: f64 = each.map(|(own, other)| reported(own, n, other)).product();
        sum += happens * given;
        left -= happens;
        if left < NOTHING {
            break;
        }
    }
    beside * sum
}

/// Events of a month beyond which none is reckoned with, and the probability that is as good as none.
const MOST_EVENTS: u32 = 2_000;
const NOTHING: f64 = 1e-13;

/// P(count | n events): those reported, and others beside them.
fn reported(own: &Shown<'_>, events: u32, others: &[f64]) -> f64 {
    let r = own.record.reporting;
    let most = own.count.min(events);
    if r == 1.0 {
        return match own.count.checked_sub(events) {
            Some(rest) => others[rest as usize],
            None => 0.0,
        };
    }
    // Binomial probabilities of 0, 1, …, each from the one before.
    let (mut sum, mut mass) = (0.0, exp(f64::from(events) * ln(1.0 - r)));
    for k in 0..=most {
        sum += mass * others[(own.count - k) as usize];
        mass *= f64::from(events - k) / f64::from(k + 1) * (r / (1.0 - r));
    }
    sum
}

/// Mean count of a month: r(1 + m) + b where a covered rung was chosen, else b.
pub fn mean(record: &Observation<f64>, covered: bool) -> f64 {
    let reported = record.reporting * (1.0 + record.further);
    record.background + if covered { reported } else { 0.0 }
}

/// A month's count from three uniform draws: what happened, what was reported of it, and what else was
/// counted.
pub fn count(
    record: &Observation<f64>,
    covered: bool,
    [happened, reported, other]: [f64; 3],
) -> u32 {
    let else_counted = negative_binomial(other, record.background, 0.0);
    if !covered {
        return else_counted;
    }
    let events = 1 + negative_binomial(happened, record.further, record.dispersion);
    binomial(reported, events, record.reporting) + else_counted
}

/// Probabilities of 0, 1, …, `most`.
fn series(mean: f64, dispersion: f64, most: u32) -> Vec<f64> {
    let mut next = probability_of_none(mean, dispersion);
    (0..=most)
        .map(|n| {
            let mass = next;
            next *= ratio(f64::from(n), mean, dispersion);
            mass
        })
        .collect()
}

/// Probabilities of a sum, as far as the first list goes.
fn convolve(a: &[f64], b: &[f64]) -> Vec<f64> {
    let at = |n: usize| {
        (0..=n)
            .map(|k| a[k] * b.get(n - k).copied().unwrap_or(0.0))
            .sum()
    };
    (0..a.len()).map(at).collect()
}

/// The records of a scenario, ready to count the probes of its runs.
///
/// Records of the same target share what happened, as two definitions of missile tests do, and differ
/// in what they report of it.
#[derive(Clone, Debug)]
pub struct Records {
    places: Vec<Place>,
}

#[derive(Clone, Debug)]
struct Place {
    target: usize,
    rungs: [f64; 2],
    /// Address words of what happened and of what the record makes of it.
    agents: [u32; 2],
}

impl Records {
    /// The records in the order of the roster.
    pub fn new(scenario: &Scenario) -> Self {
        let roster = &scenario.roster;
        let place = |spec: &crate::scenario::ObservationSpec| {
            let target = roster.target_code(roster.targets[spec.target]);
            Place {
                target: spec.target,
                rungs: [spec.from_rung as f64, spec.until_rung as f64],
                agents: [
                    agent_path(&["record", &target]),
                    agent_path(&["record", &target, &spec.code]),
                ],
            }
        };
        Self {
            places: roster.observations.iter().map(place).collect(),
        }
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Index of the target that a record counts.
    pub fn target(&self, record: usize) -> usize {
        self.places[record].target
    }

    /// Whether a record's definition covers a rung.
    pub fn covers(&self, record: usize, rung: f64) -> bool {
        let [from, until] = self.places[record].rungs;
        (from..=until).contains(&rung)
    }

    /// The count of a record in a month of a run. `step` numbers the months from the start of the
    /// burn-in, as in the model's own draws.
    pub fn count(
        &self,
        record: usize,
        scenario: &Scenario,
        replicate: u64,
        step: u32,
        rung: f64,
    ) -> u32 {
        let place = &self.places[record];
        let draw = |agent: usize, draw: u16| {
            let process = Process::Observation.code();
            uniform_at(
                scenario.seed,
                replicate,
                step,
                process,
                place.agents[agent],
                draw,
            )
        };
        let draws = [draw(0, 0), draw(1, 0), draw(1, 1)];
        let own = &scenario.parameters.observations[record];
        count(own, self.covers(record, rung), draws)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Observation<f64> {
        Observation {
            further: 1.3,
            dispersion: 0.7,
            reporting: 0.8,
            background: 0.2,
        }
    }

    /// scipy.stats: nbinom(1/.7, 1/(1 + .7·1.04)) shifted by Bernoulli(.8), with Poisson(.2).
    #[test]
    fn thinned_counts_have_the_closed_form() {
        let mass = probabilities(&record(), true, 3);
        for (own, scipy) in mass.iter().zip(SCIPY) {
            assert!((own - scipy).abs() < 1e-14, "{own} {scipy}");
        }
    }

    const SCIPY: [f64; 4] = [
        0.07495884772915966,
        0.3599412817809463,
        0.27402477951667364,
        0.15113514931583336,
    ];

    #[test]
    fn drawn_counts_have_the_probabilities() {
        const N: u32 = 128;
        for covered in [false, true] {
            let mass = probabilities(&record(), covered, 30);
            let mut drawn = vec![0.0; 31];
            // Every cell of a grid of draws once: the exact distribution but for the grid's width.
            let grid = |k: u32| (f64::from(k) + 0.5) / f64::from(N);
            for a in 0..N {
                for b in 0..N {
                    for c in 0..N {
                        let n = count(&record(), covered, [grid(a), grid(b), grid(c)]);
                        drawn[n.min(30) as usize] += 1.0 / f64::from(N * N * N);
                    }
                }
            }
            for (drawn, mass) in drawn.iter().zip(&mass).take(8) {
                assert!((drawn - mass).abs() < 0.006, "{drawn} {mass}");
            }
        }
    }

    #[test]
    fn a_perfect_record_of_single_events_shows_the_rung() {
        let perfect = Observation {
            further: 0.0,
            dispersion: 0.0,
            reporting: 1.0,
            background: 0.0,
        };
        assert_eq!(probabilities(&perfect, true, 2), [0.0, 1.0, 0.0]);
        assert_eq!(probabilities(&perfect, false, 2), [1.0, 0.0, 0.0]);
        assert_eq!(count(&perfect, true, [0.999; 3]), 1);
        assert_eq!(count(&perfect, false, [0.999; 3]), 0);
    }

    #[test]
    fn nearly_no_overdispersion_is_none() {
        let (a, b) = (
            probability_of_none(2.0, 1e-9),
            probability_of_none(2.0, 0.0),
        );
        assert!((a / b - 1.0).abs() < 1e-8);
    }
}
