//! What a roster and the parameters of a block fix about operations: who can send what where, which
//! rungs differ, and in which order of value theatres are served.

use bevy_ecs::prelude::*;

use super::agenda::place;
use super::fixed::{Class, Plan};
use super::pools::{Pool, PoolKind};
use super::readiness::Workspace;
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::model::cast::Values;
use crate::scenario::{ForceKind, Mechanisms, Parameters, Roster, Rung, Scenario};
use crate::theory::numeric::{ln_base, power_of};
use crate::theory::operations::shoot_look_shoot;

/// The most shots at one missile whose powers are kept rather than worked out anew; with more, looking them up is no faster.
pub const TABLED: usize = 12;

/// Whether operations are modelled: they are on, and there are forces to model.
pub fn effective(scenario: &Scenario) -> Mechanisms {
    let mut on = scenario.mechanisms;
    on.operations &= !scenario.roster.forces.is_empty();
    on
}

/// The plan of a roster, still without numbers.
pub fn plan<const L: usize>(roster: &Roster, on: Mechanisms) -> Plan<L> {
    let allies = roster.allies.len();
    let of = |kind: ForceKind, layer: Option<usize>| -> Vec<Vec<usize>> {
        let owned = |owner: usize| {
            let forces = roster.forces.iter().enumerate();
            let fit =
                forces.filter(|(_, f)| f.owner == owner && f.kind == kind && f.layer == layer);
            fit.map(|(ix, _)| ix).collect()
        };
        (0..allies).map(owned).collect()
    };
    let mut pools: Vec<Pool> = (0..roster.layers.len())
        .map(|layer| Pool {
            kind: PoolKind::Defence(layer),
            by_ally: of(ForceKind::MissileDefence, Some(layer)),
        })
        .collect();
    for (kind, force) in [
        (PoolKind::Cover, ForceKind::Cover),
        (PoolKind::Search, ForceKind::Search),
        (PoolKind::Strike, ForceKind::Strike),
    ] {
        let by_ally = of(force, None);
        pools.push(Pool { kind, by_ally });
    }
    let bases = roster.bases.iter().enumerate();
    let sites = roster.sites.iter().enumerate();
    let challenged = |h: usize| roster.targets.iter().any(|t| t.theatre == h);
    let active = on.operations && !roster.forces.is_empty();
    Plan {
        active,
        dual: active && on.dual_contingency,
        allies,
        theatres: roster.theatres.len(),
        pools,
        lift: of(ForceKind::Lift, None),
        hosts: roster.theatres.iter().map(|t| t.host).collect(),
        challenged: (0..roster.theatres.len()).map(challenged).collect(),
        bases: bases.map(|(ix, b)| (b.theatre, b.guest, ix)).collect(),
        sites_of: sites.map(|(ix, s)| (s.theatre, ix)).collect(),
        shots: Vec::new(),
        look: Vec::new(),
        ln_miss: Vec::new(),
        sites: Vec::new(),
        site_value: Vec::new(),
        classes: Vec::new(),
        of_rung: Vec::new(),
        raids: Vec::new(),
        windows: Vec::new(),
        weighs: [false; 4],
        weights: Vec::new(),
        most_shots: Vec::new(),
        miss: Vec::new(),
        before: Vec::new(),
        earlier: Vec::new(),
        expected: Vec::new(),
        realised: Vec::new(),
    }
}

/// The nearest whole number.
#[inline(always)]
fn whole(x: f64) -> f64 {
    crate::theory::operations::nearest_whole(x)
}

/// How much further interceptors go if a share `look` of engagements leaves time to shoot, look and
/// shoot again: 1 + look(n/[(1 − (1 − p)ⁿ)/p] − 1) (O7).
#[inline(always)]
pub fn look_factor(look: f64, p: f64, shots: f64) -> f64 {
    let needed = shoot_look_shoot(p, shots);
    if needed > 0.0 {
        1.0 + look * (shots / needed - 1.0)
    } else {
        1.0
    }
}

simd! {
    fn round<const L: usize>(x: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| whole(x[k]));
    }

    fn stretch<const L: usize>(
        look: &Lanes<L>, p: &Lanes<L>, shots: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| look_factor(look[k], p[k], shots[k]));
    }

    fn log_miss<const L: usize>(p: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| ln_base(1.0 - p[k]));
    }

    fn raise<const L: usize>(ln_miss: &Lanes<L>, shots: f64, out: &mut Lanes<L>) {
        out.set(|k| power_of(ln_miss[k], shots));
    }

    fn add_sites<const L: usize>(
        count: &Lanes<L>, value: &Lanes<L>, sites: &mut Lanes<L>, worth: &mut Lanes<L>
    ) {
        sites.update(|k, n| n + count[k]);
        worth.update(|k, v| v + count[k] * value[k]);
    }

    fn logarithm<const L: usize>(x: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| crate::math::ln(x[k]));
    }
}

fn weights<const L: usize>(rung: &Rung<Lanes<L>>) -> [Lanes<L>; 4] {
    let raw = [
        &rung.weight_defence,
        &rung.weight_cover,
        &rung.weight_search,
        &rung.weight_strike,
    ];
    raw.map(|weight| {
        Lanes::from_fn(|k| {
            let sum: f64 = raw.iter().map(|w| w[k]).sum();
            weight[k] / if sum > 0.0 { sum } else { 1.0 }
        })
    })
}

impl<const L: usize> Plan<L> {
    /// Takes the numbers of a block in.
    pub fn take(&mut self, p: &Parameters<Lanes<L>>) {
        let zero = Lanes::ZERO;
        self.shots.resize(p.layers.len(), zero);
        self.look.resize(p.layers.len(), zero);
        self.ln_miss.resize(p.layers.len(), zero);
        for (n, layer) in p.layers.iter().enumerate() {
            round(&layer.shots, &mut self.shots[n]);
            let shots = &self.shots[n];
            stretch(&layer.second_look, &layer.kill, shots, &mut self.look[n]);
            log_miss(&layer.kill, &mut self.ln_miss[n]);
        }
        self.tabulate();
        self.sites.clear();
        self.sites.resize(self.theatres, zero);
        self.site_value.clear();
        self.site_value.resize(self.theatres, zero);
        for &(h, ix) in &self.sites_of {
            let site = &p.sites[ix];
            let (count, worth) = (&mut self.sites[h], &mut self.site_value[h]);
            add_sites(&site.count, &site.value, count, worth);
        }
        self.classify(p);
        self.rank(p);
        self.set_agendas();
    }

    fn tabulate(&mut self) {
        self.miss.clear();
        self.most_shots.clear();
        for ((shots, ln_miss), pool) in self.shots.iter().zip(&self.ln_miss).zip(&self.pools) {
            let most = shots.0.iter().fold(0.0, |a, b| if *b > a { *b } else { a });
            self.most_shots.push(most as usize);
            let most = (most as usize).saturating_mul(pool.owners().count());
            let mut powers = Vec::new();
            if most <= TABLED {
                powers.resize(most, Lanes::ZERO);
            }
            for (a, out) in powers.iter_mut().enumerate() {
                raise(ln_miss, (a + 1) as f64, out);
            }
            self.miss.push(powers);
        }
    }

    fn classify(&mut self, p: &Parameters<Lanes<L>>) {
        self.classes.clear();
        self.of_rung.clear();
        self.raids.clear();
        self.windows.clear();
        self.weights.clear();
        self.weighs = [false; 4];
        let mut windows = Vec::new();
        for rung in &p.rungs {
            let weight = weights(rung);
            for (weighs, weight) in self.weighs.iter_mut().zip(&weight) {
                *weighs |= weight.any(|k| weight[k] > 0.0);
            }
            self.weights.push(weight);
            // Where missile defence has no weight, the size of the raid is of no account.
            let defends = weight[0].any(|k| weight[0][k] > 0.0);
            let raid = if defends {
                place(&mut self.raids, rung.raid_share)
            } else {
                0
            };
            let window = place(&mut windows, rung.window);
            let same = |class: &Class<L>| {
                class.weight == weight && class.window == window && (class.raid == raid || !defends)
            };
            let known = self.classes.iter().position(same);
            self.of_rung.push(known.unwrap_or(self.classes.len()));
            if known.is_none() {
                self.classes.push(Class {
                    weight,
                    raid,
                    window,
                });
            }
        }
        for window in &windows {
            let mut ln = Lanes::ZERO;
            logarithm(window, &mut ln);
            self.windows.push(ln);
        }
    }
}

/// Takes the numbers of a block into the plan.
pub fn prepare<const L: usize>(
    values: Res<Values<L>>,
    mut plan: ResMut<Plan<L>>,
    mut workspace: ResMut<Workspace<L>>,
) {
    if plan.active {
        plan.take(&values.0);
        workspace.fit(&plan);
    }
}
