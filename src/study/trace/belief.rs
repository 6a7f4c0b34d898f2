//! The belief of a month, step by step, and what each channel did to it.

use super::data::{BeliefTrace, Contribution};
use crate::ensemble::lanes::Lanes;
use crate::math::ln;
use crate::model::beliefs::{DyadEvidence, update};
use crate::scenario::ChannelKind;
use crate::theory::signals::{mix_pair, update_log_odds};

/// P(z) of one receiver through the steps of a month.
#[derive(Clone, Debug, Default)]
pub(super) struct Steps {
    /// At the end of the month before.
    pub before: Vec<f64>,
    /// After the step in which types may have changed.
    pub predicted: Vec<f64>,
    /// After what was seen on the channels.
    pub learned: Vec<f64>,
    /// After pooling: the belief at the time of the choice.
    pub pooled: Vec<f64>,
    /// At the end of the month.
    pub after: Vec<f64>,
}

/// Types may have changed: each ally's transition in turn (S4, S5).
pub(super) fn predicted(before: &[f64], hazard: &[f64], prior: &[f64]) -> Vec<f64> {
    let mut mass = before.to_vec();
    for (i, (hazard, prior)) in hazard.iter().zip(prior).enumerate() {
        let bit = 1 << i;
        for low in (0..mass.len()).filter(|z| z & bit == 0) {
            let (p0, p1) = mix_pair(mass[low], mass[low | bit], *hazard, *prior);
            (mass[low], mass[low | bit]) = (p0, p1);
        }
    }
    mass
}

/// Bayes' rule, with the model's own function.
pub(super) fn updated(profile: &[f64], evidence: &[f64]) -> Vec<f64> {
    let lanes = |x: &[f64]| -> Vec<Lanes<1>> { x.iter().map(|x| Lanes([*x])).collect() };
    let mut out = lanes(profile);
    update(&mut out, &lanes(evidence));
    out.iter().map(|p| p[0]).collect()
}

/// Log-linear pooling, ln P ← (1 − share)·ln P + share·mean ln P over the members of the bloc.
pub(super) fn pooled(own: &[f64], members: &[&[f64]], share: f64) -> Vec<f64> {
    let evidence: Vec<f64> = own
        .iter()
        .enumerate()
        .map(|(z, p)| {
            let sum: f64 = members.iter().map(|m| ln(m[z])).sum();
            (1.0 - share) * ln(*p) + share * (sum / members.len() as f64)
        })
        .collect();
    updated(&vec![1.0; own.len()], &evidence)
}

/// Evidence by profile of all channels but one, or of all.
pub(super) fn total(
    evidence: &[DyadEvidence],
    profiles: usize,
    without: Option<(usize, usize)>,
) -> Vec<f64> {
    let mut sum = vec![0.0; profiles];
    for (d, dyad) in evidence.iter().enumerate() {
        for (c, by_profile) in dyad.by_channel.iter().enumerate() {
            if without == Some((d, c)) {
                continue;
            }
            for (e, ll) in sum.iter_mut().zip(by_profile) {
                *e = update_log_odds(*e, dyad.weight, 1.0, *ll);
            }
        }
    }
    sum
}

/// ln P(resolute) − ln P(irresolute) of one ally.
pub(super) fn log_odds(profile: &[f64], ally: usize) -> f64 {
    let sum = |bit: usize| -> f64 {
        let own = profile
            .iter()
            .enumerate()
            .filter(|(z, _)| z >> ally & 1 == bit);
        own.map(|(_, p)| *p).sum()
    };
    ln(sum(1)) - ln(sum(0))
}

/// P(resolute) of one ally.
pub(super) fn marginal(profile: &[f64], ally: usize) -> f64 {
    let own = profile
        .iter()
        .enumerate()
        .filter(|(z, _)| z >> ally & 1 == 1);
    own.map(|(_, p)| *p).sum()
}

/// The belief in one ally, step by step in log-odds. What a channel contributes is the log-odds with all
/// evidence of the month less the log-odds had this channel told nothing: no order of channels is
/// assumed. What then is left, because channels say the same or only together say something, is `joint`.
pub(super) fn trace_ally(
    steps: &Steps,
    evidence: &[DyadEvidence],
    ally: (usize, &str),
    dyads: &[&str],
    resolute: bool,
) -> BeliefTrace {
    let (ally, code) = ally;
    let at = |profile: &[f64]| log_odds(profile, ally);
    let (before, predicted, learned) =
        (at(&steps.before), at(&steps.predicted), at(&steps.learned));
    let (pooled, after) = (at(&steps.pooled), at(&steps.after));
    let mut channels = Vec::new();
    for (d, dyad) in dyads.iter().enumerate().take(evidence.len()) {
        for (c, channel) in ChannelKind::ALL.into_iter().enumerate() {
            let others = total(evidence, steps.predicted.len(), Some((d, c)));
            channels.push(Contribution {
                dyad: (*dyad).to_owned(),
                channel: channel.key(),
                nats: learned - at(&updated(&steps.predicted, &others)),
            });
        }
    }
    let told: f64 = channels.iter().map(|c| c.nats).sum();
    BeliefTrace {
        ally: code.to_owned(),
        resolute,
        before: marginal(&steps.before, ally),
        log_odds_before: before,
        prediction: predicted - before,
        channels,
        joint: learned - predicted - told,
        pooling: pooled - learned,
        at_choice: marginal(&steps.pooled, ally),
        log_odds_at_choice: pooled,
        responses: after - pooled,
        log_odds_after: after,
        after: marginal(&steps.after, ally),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::logistic;

    /// One dyad, two allies: only together do a missing exercise and a missing statement tell much, so
    /// the parts do not add up, and the rest is shown.
    #[test]
    fn parts_and_the_joint_rest_add_up() {
        let evidence = vec![DyadEvidence {
            weight: 0.8,
            by_channel: [
                vec![-0.1, -0.4, -0.4, -1.9],
                vec![-0.2, -0.2, -0.2, -1.2],
                vec![0.0; 4],
                vec![0.3, -0.3, 0.1, 0.0],
            ],
        }];
        let before = vec![0.16, 0.24, 0.24, 0.36];
        let forward = predicted(&before, &[0.02, 0.3], &[0.6, 0.6]);
        let learned = updated(&forward, &total(&evidence, 4, None));
        let steps = Steps {
            before: before.clone(),
            predicted: forward,
            pooled: learned.clone(),
            after: learned.clone(),
            learned,
        };
        for ally in 0..2 {
            let found = trace_ally(&steps, &evidence, (ally, "A"), &["A-B"], true);
            assert!((found.before - 0.6).abs() < 1e-15);
            assert!((logistic(found.log_odds_after) - found.after).abs() < 1e-14);
            assert!(found.joint.abs() > 1e-3, "{}", found.joint);
            assert!(found.gap().abs() < 1e-13);
            // A level that was not read tells nothing.
            assert_eq!(found.channels[2].nats, 0.0);
        }
    }

    /// The hand calculation of S5: no exercise seen, four profiles.
    #[test]
    fn a_channel_alone_is_all_there_is() {
        let ll: Vec<f64> = [0.8, 0.8, 0.8, 0.2f64].iter().map(|q| ln(*q)).collect();
        let evidence = vec![DyadEvidence {
            weight: 1.0,
            by_channel: [ll, vec![0.0; 4], vec![0.0; 4], vec![0.0; 4]],
        }];
        let before = vec![0.16, 0.24, 0.24, 0.36];
        let learned = updated(&before, &total(&evidence, 4, None));
        let steps = Steps {
            predicted: before.clone(),
            before,
            pooled: learned.clone(),
            after: learned.clone(),
            learned,
        };
        let found = trace_ally(&steps, &evidence, (0, "A"), &["A-B"], false);
        assert!((found.after - 0.4520548).abs() < 5e-8);
        let change = ln(0.4520548 / 0.5479452) - ln(0.6 / 0.4);
        assert!((found.channels[0].nats - change).abs() < 5e-7);
        assert!(found.joint.abs() < 1e-15);
    }
}
