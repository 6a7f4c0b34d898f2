//! Elementary effects (Morris 1991, Technometrics 33(2); μ* and groups: Campolongo, Cariboni and Saltelli
//! 2007, Environmental Modelling & Software 22(10)).
//!
//! An elementary effect is the change of the output over the change of a factor's position in [0, 1]: what
//! the output would change by from one end of the factor's range to the other, at the rate seen there. μ is
//! the mean over trajectories, μ* that of absolute values, σ the standard deviation, which is large where a
//! factor's effect depends on others or on itself.

use super::bootstrap::{Bootstrap, Estimate};
use super::layout::Steps;
use super::noise::{Numbers, Weights};
use super::{Index, Responses, reason};
use crate::watch::{Stopped, Ticker};

/// E|Z| of a standard normal Z, √(2/π).
const MEAN_ABSOLUTE: f64 = 0.797_884_560_802_865_4;
const KINDS: [&str; 4] = ["mu", "mu_star", "sigma", "mu_star_noise"];

/// μ, μ*, σ and the μ* of noise for each factor or group.
///
/// μ and μ* are those of means over replicates. σ is without the noise of these means: the covariance over
/// trajectories of effects in different replicates. Noise can only raise μ*: `mu_star_noise` is the μ* that
/// a factor without any effect would show, √(2/π) times the root mean square of the standard errors of its
/// effects. Trajectories are resampled whole; with [`Numbers::Shared`], replicates as well.
///
/// # Errors
/// [`Stopped`] before all resamples are done, which are the steps of `ticker`.
pub fn morris(
    y: &Responses,
    steps: &Steps,
    numbers: Numbers,
    bootstrap: &Bootstrap,
    ticker: &mut Ticker<'_>,
) -> Result<Vec<Index>, Stopped> {
    let trajectories = steps.trajectories();
    let replicates = y.replicates();
    let count = KINDS.len() * steps.groups;
    let (effects, centres) = effects(y, steps);
    let mut values = vec![f64::NAN; count];
    let silence = y.silence();
    let constant = !silence.is_empty();
    let memory = || (vec![0.0; replicates], Vec::new());
    if !constant {
        let ones = vec![1.0; trajectories];
        let equal = Weights::equal(replicates);
        measures(
            &effects,
            &centres,
            steps,
            &ones,
            &equal,
            &mut memory(),
            &mut values,
        );
    }
    let estimates = if constant || trajectories < 2 {
        values.iter().map(|value| Estimate::alone(*value)).collect()
    } else {
        let again = numbers == Numbers::Shared && replicates > 1;
        let scratch = || (Vec::new(), Weights::equal(replicates), memory());
        let each = |(counts, v, memory): &mut (_, Weights, _), b, out: &mut [f64]| {
            bootstrap.counts(b, 0, trajectories, counts);
            if again {
                v.set(|v| bootstrap.exponential(b, replicates, v));
            }
            measures(&effects, &centres, steps, counts, v, memory, out);
        };
        bootstrap.intervals(&values, scratch, each, ticker)?
    };
    let mut indices = Vec::with_capacity(count);
    for (kind, estimates) in KINDS.into_iter().zip(estimates.chunks(steps.groups.max(1))) {
        if kind == "mu_star_noise" && replicates < 2 {
            continue;
        }
        for (group, estimate) in estimates.iter().enumerate() {
            let joint = steps.joint.get(group) == Some(&true);
            let note = match kind {
                _ if constant => silence,
                "mu" | "sigma" if joint => reason::GROUP,
                _ if !estimate.has_interval() => reason::FEW,
                _ => "",
            };
            indices.push(Index::of(kind, group, *estimate, note));
        }
    }
    Ok(indices)
}

/// Elementary effects by trajectory, group and replicate, each group's less their mean, against cancellation;
/// and these means.
fn effects(y: &Responses, steps: &Steps) -> (Responses, Vec<f64>) {
    let of = |step: &super::layout::Step| -> Vec<f64> {
        let pairs = y.point(step.to).iter().zip(y.point(step.from));
        pairs.map(|(to, from)| (to - from) / step.delta).collect()
    };
    let mut all: Vec<Vec<f64>> = steps.steps.iter().map(of).collect();
    let count = (steps.trajectories() * y.replicates()) as f64;
    let mut centres = vec![0.0; steps.groups];
    for (at, effect) in all.iter().enumerate() {
        centres[at % steps.groups] += effect.iter().sum::<f64>() / count;
    }
    for (at, effect) in all.iter_mut().enumerate() {
        let centre = centres[at % steps.groups];
        effect.iter_mut().for_each(|value| *value -= centre);
    }
    // All points have the same number of replicates, so these have.
    let effects = Responses::new(&all).unwrap_or_else(|_| Responses::single(&[]));
    (effects, centres)
}

fn measures(
    effects: &Responses,
    centres: &[f64],
    steps: &Steps,
    w: &[f64],
    v: &Weights,
    (mean_by_replicate, means): &mut (Vec<f64>, Vec<f64>),
    out: &mut [f64],
) {
    let groups = steps.groups;
    let total: f64 = w.iter().sum();
    let n = w.len() as f64;
    let replicates = effects.replicates() as f64;
    means.clear();
    means.extend(effects.iter().map(|effect| v.mean(effect)));
    for group in 0..groups {
        mean_by_replicate.fill(0.0);
        let (mut mu, mut star, mut products, mut squares) = (0.0, 0.0, 0.0, 0.0);
        for (trajectory, w) in w.iter().enumerate().filter(|(_, w)| **w > 0.0) {
            let at = trajectory * groups + group;
            let (effect, mean) = (effects.point(at), means[at]);
            mu += w * (mean + centres[group]);
            star += w * (mean + centres[group]).abs();
            products += w * v.product(mean, mean, effect, effect);
            squares += w * mean * mean;
            for (sum, value) in mean_by_replicate.iter_mut().zip(effect) {
                *sum += w * value / total;
            }
        }
        let spread = n / (n - 1.0) * (products / total - v.square(mean_by_replicate));
        // What a mean over replicates has of noise: its square less the product of different ones.
        let noise = (squares - products) / total;
        let joint = steps.joint.get(group) == Some(&true);
        let signed = |x: f64| if joint { f64::NAN } else { x };
        let root = |x: f64| if x > 0.0 { x.sqrt() } else { 0.0 };
        let measures = [
            signed(mu / total),
            star / total,
            signed(if n < 2.0 { f64::NAN } else { root(spread) }),
            if replicates < 2.0 {
                f64::NAN
            } else {
                MEAN_ABSOLUTE * root(noise)
            },
        ];
        for (kind, measure) in measures.into_iter().enumerate() {
            out[kind * groups + group] = measure;
        }
    }
}
