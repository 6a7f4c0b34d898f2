//! M9: in which order of value coalitions serve the theatres, and what is the same for several of them in each.

use super::agenda::{Agenda, Turn, place};
use super::earlier::Earlier;
use super::fixed::Plan;
use crate::ensemble::lanes::Lanes;
use crate::scenario::{Parameters, Stake};

impl<const L: usize> Plan<L> {
    /// Theatres by what they are worth to the members of each coalition on average, the most
    /// valuable first; ties in the order of the roster. What matters in a theatre is what comes before.
    pub(super) fn rank(&mut self, p: &Parameters<Lanes<L>>) {
        self.before.clear();
        self.earlier.clear();
        if !self.dual {
            return;
        }
        let profiles = 1_usize << self.allies;
        self.before.resize(self.theatres, Vec::new());
        self.earlier
            .resize(self.theatres, vec![Earlier::default(); profiles]);
        // Nobody has no order of value.
        for x in 1..profiles {
            let mut last: Option<(Vec<f64>, Vec<usize>)> = None;
            for k in 0..L {
                let values = worth(p, x, k);
                let order = match last.take() {
                    Some((same, order)) if same == values => order,
                    _ => {
                        let mut order: Vec<usize> = (0..self.theatres).collect();
                        order.sort_by(|a, b| values[*b].total_cmp(&values[*a]));
                        order
                    }
                };
                for (n, &h) in order.iter().enumerate() {
                    let known = self.before[h].iter().position(|b| *b == order[..n]);
                    let found =
                        known.unwrap_or_else(|| place(&mut self.before[h], order[..n].to_vec()));
                    let earlier = &mut self.earlier[h][x];
                    earlier.index[k] = found as f64;
                    place(&mut earlier.used, found);
                }
                last = Some((values, order));
            }
        }
    }

    /// Lists what has to be worked out in each theatre, now that it is known who serves it when.
    pub(super) fn set_agendas(&mut self) {
        self.expected.clear();
        self.realised.clear();
        let (pools, layers) = (&self.pools, self.pools.len() - 3);
        let everybody = (1_usize << self.allies) - 1;
        for h in 0..self.theatres {
            // Coalitions that serve the same theatres before are as one.
            let turn = |x: usize| {
                let earlier = self.earlier.get(h);
                let same = earlier.and_then(|all| all.iter().position(|other| *other == all[x]));
                Turn::Of(same.unwrap_or(0))
            };
            let all = (1..=everybody).map(|x| (x, turn(x)));
            self.expected.push(Agenda::new(pools, layers, all, turn));
            let responders = [(everybody, Turn::Responders)].into_iter();
            self.realised
                .push(Agenda::new(pools, layers, responders, turn));
        }
    }
}

/// What each theatre is worth to the members of a coalition in a lane, in all.
fn worth<const L: usize>(p: &Parameters<Lanes<L>>, members: usize, k: usize) -> Vec<f64> {
    let own = |stakes: &Vec<Stake<Lanes<L>>>| -> f64 {
        let stakes = stakes.iter().enumerate();
        let members = stakes.filter(|(i, _)| members >> i & 1 == 1);
        members.map(|(_, stake)| stake.value[k]).sum()
    };
    p.stakes.iter().map(own).collect()
}
