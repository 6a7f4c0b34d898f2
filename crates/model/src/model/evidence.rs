//! What is known of the probers' choices from outside: likelihoods of the rungs of a month, given what a
//! public record showed. Without evidence nothing here exists; no agent of the model sees it.
//!
//! A run is conditioned by drawing each rung from P(a)·P(y|a)/Σ P(a)·P(y|a) instead of P(a), which makes
//! the probability of the evidence, Σ P(a)·P(y|a), the run's weight for the month. This is the proposal
//! that varies the weights least (Doucet, Godsill & Andrieu 2000).

use bevy_ecs::prelude::*;

use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;

/// Evidence about one target's choices in the coming month.
#[derive(Resource, Clone, Debug)]
pub struct Evidence<const L: usize> {
    /// Index of the target.
    pub target: usize,
    /// Whether there is any this month. If not, choices are drawn as ever.
    pub given: bool,
    /// P(y|a), by rung 0, 1, …
    pub likelihood: Vec<Lanes<L>>,
    /// P(y) before the choice is drawn: the month's weight. 1 without evidence.
    pub weight: Lanes<L>,
    /// P(a) before the evidence, by rung 0, 1, …, with war taken into account. (A lever that holds the rung
    /// overrides both.)
    pub prior: Vec<Lanes<L>>,
    posterior: Vec<Lanes<L>>,
}

impl<const L: usize> Evidence<L> {
    /// No evidence yet about a target whose ladder has `rungs` rungs above 0.
    pub fn new(target: usize, rungs: usize) -> Self {
        Self {
            target,
            given: false,
            likelihood: vec![Lanes::splat(1.0); rungs + 1],
            weight: Lanes::splat(1.0),
            prior: vec![Lanes::ZERO; rungs + 1],
            posterior: vec![Lanes::ZERO; rungs + 1],
        }
    }

    /// Takes the probabilities of the rungs, and returns those to draw from. A theatre that is closed by
    /// war, or is no business of the prober's, shows rung 0 for certain.
    pub fn condition(
        &mut self,
        probability: &[Lanes<L>],
        at_war: &Lanes<L>,
        stake: &Lanes<L>,
    ) -> &[Lanes<L>] {
        for (a, (prior, p)) in self.prior.iter_mut().zip(probability).enumerate() {
            quiet(p, at_war, stake, if a == 0 { 1.0 } else { 0.0 }, prior);
        }
        self.weight = Lanes::splat(1.0);
        if !self.given {
            return &self.prior;
        }
        self.weight = Lanes::ZERO;
        for (prior, likelihood) in self.prior.iter().zip(&self.likelihood) {
            add_product(prior, likelihood, &mut self.weight);
        }
        let parts = self.prior.iter().zip(&self.likelihood);
        for (posterior, (prior, likelihood)) in self.posterior.iter_mut().zip(parts) {
            bayes(prior, likelihood, &self.weight, posterior);
        }
        &self.posterior
    }
}

simd! {
    fn quiet<const L: usize>(
        probability: &Lanes<L>, at_war: &Lanes<L>, stake: &Lanes<L>, idle: f64, out: &mut Lanes<L>
    ) {
        out.set(|k| {
            let closed = (at_war[k] > 0.5) | (stake[k] == 0.0);
            if closed { idle } else { probability[k] }
        });
    }

    fn add_product<const L: usize>(a: &Lanes<L>, b: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + a[k] * b[k]);
    }

    /// Where the evidence is impossible the choice stays as it was; the weight is 0 there.
    fn bayes<const L: usize>(
        prior: &Lanes<L>, likelihood: &Lanes<L>, weight: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| {
            if weight[k] > 0.0 { prior[k] * likelihood[k] / weight[k] } else { prior[k] }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_turns_prior_into_posterior() {
        let mut evidence = Evidence::<2>::new(0, 1);
        evidence.given = true;
        evidence.likelihood = vec![Lanes([0.1, 0.0]), Lanes([0.6, 0.0])];
        let p = [Lanes([0.75, 0.75]), Lanes([0.25, 0.25])];
        let none = Lanes::ZERO;
        let posterior = evidence.condition(&p, &none, &Lanes::splat(1.0)).to_vec();
        assert!((posterior[1][0] - 0.15 / 0.225).abs() < 1e-15);
        assert_eq!(posterior[1][1], 0.25);
        assert!((evidence.weight[0] - 0.225).abs() < 1e-15);
        assert_eq!(evidence.weight[1], 0.0);
        // A closed theatre is quiet whatever the record shows.
        evidence.condition(&p, &Lanes::splat(1.0), &Lanes::splat(1.0));
        assert_eq!(evidence.weight[0], 0.1);
        assert_eq!(evidence.prior[1][0], 0.0);
    }
}
