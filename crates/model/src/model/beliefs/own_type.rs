//! An ally knows its own type: what an allied receiver holds is a belief about its partners.

use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;

simd! {
    /// Moves all mass to the profiles in which an ally has the type that it has: P(z) of a profile
    /// with the other type goes to the profile that differs in this type alone. `resolute` is 1
    /// or 0; `mass` has one entry a profile and may be probabilities or probability-weighted levels.
    pub fn know<const L: usize>(mass: &mut [Lanes<L>], ally: usize, resolute: &Lanes<L>) {
        let bit = 1 << ally;
        for low in (0..mass.len()).filter(|z| z & bit == 0) {
            let (head, tail) = mass.split_at_mut(low | bit);
            let (low, high) = (&mut head[low], &mut tail[0]);
            for k in 0..L {
                let total = low[k] + high[k];
                low[k] = if resolute[k] > 0.5 { 0.0 } else { total };
                high[k] = if resolute[k] > 0.5 { total } else { 0.0 };
            }
        }
    }

    /// Gives profiles that an ally knows to be false the evidence of the profile with its true
    /// type, so that the largest evidence is that of a profile which is possible.
    pub fn equate<const L: usize>(evidence: &mut [Lanes<L>], ally: usize, resolute: &Lanes<L>) {
        let bit = 1 << ally;
        for low in (0..evidence.len()).filter(|z| z & bit == 0) {
            let (head, tail) = evidence.split_at_mut(low | bit);
            let (low, high) = (&mut head[low], &mut tail[0]);
            for k in 0..L {
                let held = if resolute[k] > 0.5 { high[k] } else { low[k] };
                low[k] = held;
                high[k] = held;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::beliefs::{marginal, update};

    fn lanes(values: [f64; 4]) -> Vec<Lanes<1>> {
        values.iter().map(|x| Lanes([*x])).collect()
    }

    #[test]
    fn knowing_ones_own_type_leaves_the_belief_about_the_partner() {
        for resolute in [0.0, 1.0] {
            let mut profile = lanes([0.1, 0.2, 0.3, 0.4]);
            know(&mut profile, 0, &Lanes([resolute]));
            let (mut own, mut partner) = (Lanes::ZERO, Lanes::ZERO);
            marginal(&profile, 0, &mut own);
            marginal(&profile, 1, &mut partner);
            assert_eq!((own[0], partner[0]), (resolute, 0.7));
        }
    }

    /// Overwhelming evidence for what the ally knows to be false must not drown what it learns of
    /// its partner.
    #[test]
    fn evidence_about_oneself_is_no_news() {
        let mut profile = lanes([0.0, 0.5, 0.0, 0.5]);
        let mut evidence = lanes([5000.0, 1.0, 4000.0, 2.0]);
        equate(&mut evidence, 0, &Lanes([1.0]));
        update(&mut profile, &evidence);
        know(&mut profile, 0, &Lanes([1.0]));
        assert_eq!((profile[0][0], profile[2][0]), (0.0, 0.0));
        let odds = profile[3][0] / profile[1][0];
        assert!((odds - 1f64.exp()).abs() < 1e-14);
    }
}
