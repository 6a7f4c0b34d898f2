//! M16: the crisis stage as a game of crisis signalling (T8), where a scenario asks for it.
//!
//! A crisis begins when a challenge was resisted; the prober then fights or backs down, with the
//! probability that the chosen equilibrium gives. The equilibria depend on how strong the reply
//! was; they are worked out once for each strength on a grid, since finding every root is slow.

use bevy_ecs::prelude::*;

use crate::ensemble::lanes::Lanes;
use crate::scenario::{CrisisSignalling, Scenario};
use crate::theory::crisis_signalling::{CrisisEquilibrium, CrisisPayoffs, crisis_signalling};

/// Intervals of the grid over the strength of the reply, 0 to 1.
pub const GRID: usize = 32;

/// p_F: probability that a prober fights once its challenge was resisted, by strength of the reply.
/// Empty where crises end by hazards.
#[derive(Resource, Default)]
pub struct CrisisGame<const L: usize> {
    /// At S = 0, 1/32, …, 1.
    pub fight: Vec<Lanes<L>>,
}

/// Payoffs of the game when the reply has strength S: a stronger reply makes war better for the
/// allies and worse for the prober.
pub fn payoffs(p: &CrisisSignalling<f64>, strength: f64) -> CrisisPayoffs {
    let shift = p.balance * (strength - 0.5);
    CrisisPayoffs {
        s_a: 0.0,
        v_a: p.prize,
        c_b: 0.0,
        v_b: 1.0,
        w_a: p.war_prober - shift,
        w_b: p.war_allies + shift,
        a: p.backing_down,
    }
}

/// One of several equilibria in increasing order of p_R: the first at 0, the last at 1.
pub fn selected(equilibria: &[CrisisEquilibrium], rule: f64) -> Option<CrisisEquilibrium> {
    let last = equilibria.len().checked_sub(1)?;
    let index = (rule * last as f64).round() as usize;
    equilibria.get(index.min(last)).copied()
}

impl<const L: usize> CrisisGame<L> {
    /// The game of the scenarios of the lanes. Payoffs for which the game has no solution (beyond
    /// fifteen standard deviations) end no crisis in war.
    pub fn gather(lanes: &[&Scenario; L]) -> Self {
        let mut fight = vec![Lanes::ZERO; GRID + 1];
        for (n, at) in fight.iter_mut().enumerate() {
            let strength = n as f64 / GRID as f64;
            for k in 0..L {
                let own = &lanes[k].parameters.crisis_signalling;
                if k > 0 && *own == lanes[k - 1].parameters.crisis_signalling {
                    at[k] = at[k - 1];
                    continue;
                }
                let equilibria = crisis_signalling(&payoffs(own, strength)).unwrap_or_default();
                at[k] = selected(&equilibria, own.equilibrium).map_or(0.0, |e| e.fight);
            }
        }
        Self { fight }
    }

    /// p_F of a lane at a strength in [0, 1], taken to the nearest point of the grid.
    #[inline(always)]
    pub fn fight_at(&self, lane: usize, strength: f64) -> f64 {
        let index = (strength * GRID as f64 + 0.5) as usize;
        self.fight[index.min(GRID)][lane]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// T8 of the theory library: three equilibria at W̄_A = −1.9, W̄_B = −2.8.
    #[test]
    fn the_rule_picks_among_all_equilibria() {
        let p = CrisisSignalling {
            war_prober: -1.9,
            war_allies: -2.8,
            ..CrisisSignalling::default()
        };
        let found = crisis_signalling(&payoffs(&p, 0.5)).unwrap();
        let resist = |rule| selected(&found, rule).unwrap().resist;
        assert!((resist(0.0) - 0.2964518).abs() < 5e-8);
        assert!((resist(0.5) - 0.4724232).abs() < 5e-8);
        assert!((resist(1.0) - 0.8740314).abs() < 5e-8);
        assert!(selected(&[], 0.0).is_none());
    }
}
