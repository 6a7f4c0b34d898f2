//! What a roster and the parameters of a block fix about operations: who can send what where, which
//! rungs differ, and in which order of value theatres are served.

use bevy_ecs::prelude::*;

use super::agenda::{Agenda, place};
use super::ranking::Earlier;
use super::readiness::Workspace;
use crate::ensemble::lanes::Lanes;
use crate::ensemble::simd::simd;
use crate::model::cast::Values;
use crate::scenario::{ForceKind, Mechanisms, Parameters, Roster, Rung, Scenario};
use crate::theory::numeric::{ln_base, power_of};
use crate::theory::operations::shoot_look_shoot;

/// The most shots at one missile whose powers are kept rather than worked out anew; with more, looking them up is no faster.
pub const TABLED: usize = 12;

/// What the forces of a pool do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolKind {
    /// Interceptors of one layer.
    Defence(usize),
    /// Batteries.
    Cover,
    /// Search effort.
    Search,
    /// Sorties and missiles.
    Strike,
}

impl PoolKind {
    /// The place of its kind in [`Pressure::asked`](super::readiness::Pressure::asked).
    pub fn asks(self) -> usize {
        match self {
            Self::Defence(_) => 0,
            Self::Cover => 1,
            Self::Search => 2,
            Self::Strike => 3,
        }
    }

    /// Whether law at home limits what its forces may do abroad.
    pub fn fights(self) -> bool {
        matches!(self, Self::Defence(_) | Self::Strike)
    }
}

/// Forces that stand in for each other.
#[derive(Clone, Debug)]
pub struct Pool {
    /// What they do.
    pub kind: PoolKind,
    /// Indices of the force elements, by ally.
    pub by_ally: Vec<Vec<usize>>,
}

impl Pool {
    /// The allies who own forces of the pool, with these.
    pub fn owners(&self) -> impl Iterator<Item = (usize, &[usize])> {
        let by_ally = self.by_ally.iter().enumerate();
        by_ally
            .filter(|(_, forces)| !forces.is_empty())
            .map(|(s, forces)| (s, &forces[..]))
    }
}

/// Rungs whose S is the same.
#[derive(Clone, Debug)]
pub struct Class<const L: usize> {
    /// Weights of missile defence, cover, search and strike, summing to 1.
    pub weight: [Lanes<L>; 4],
    /// Which size of raid.
    pub raid: usize,
    /// Which window of time.
    pub window: usize,
}

/// What is fixed in a block.
#[derive(Resource)]
pub struct Plan<const L: usize> {
    /// Whether operations are on and there are forces.
    pub active: bool,
    /// Whether forces engaged in one theatre are missing in another.
    pub dual: bool,
    /// Number of allies.
    pub allies: usize,
    /// Number of theatres.
    pub theatres: usize,
    /// Layers in order, then cover, search and strike.
    pub pools: Vec<Pool>,
    /// Tankers and airlift, by ally.
    pub lift: Vec<Vec<usize>>,
    /// Whose ground each theatre is.
    pub hosts: Vec<Option<usize>>,
    /// Whether some prober can challenge a theatre.
    pub challenged: Vec<bool>,
    /// (theatre, guest, index) of each right to use bases.
    pub bases: Vec<(usize, usize, usize)>,
    /// (theatre, index) of each kind of site.
    sites_of: Vec<(usize, usize)>,
    /// Most shots at a missile, by layer, a whole number.
    pub shots: Vec<Lanes<L>>,
    /// How much further interceptors go with a second look (O7), by layer.
    pub look: Vec<Lanes<L>>,
    /// ln(1 − p) of a shot, by layer, as `power_of` takes it.
    pub ln_miss: Vec<Lanes<L>>,
    /// Most shots at a missile in any lane, by layer.
    pub most_shots: Vec<usize>,
    /// Shares of missiles that 1, 2, … shots leave, (1 − p)^a, by layer; none where there may be more shots than
    /// `TABLED`.
    pub miss: Vec<Vec<Lanes<L>>>,
    /// Sites, by theatre.
    pub sites: Vec<Lanes<L>>,
    /// What they are worth together, by theatre.
    pub site_value: Vec<Lanes<L>>,
    /// Classes of rungs.
    pub classes: Vec<Class<L>>,
    /// The class of each rung.
    pub of_rung: Vec<usize>,
    /// Sizes of raids as shares of the theatre's.
    pub raids: Vec<Lanes<L>>,
    /// Logarithms of windows of time.
    pub windows: Vec<Lanes<L>>,
    /// Which components have weight at some rung in some lane.
    pub weighs: [bool; 4],
    /// Weights by rung, summing to 1.
    pub weights: Vec<[Lanes<L>; 4]>,
    /// Lists of theatres that some coalition serves before a theatre, by theatre. Only with dual contingency, as the next.
    pub before: Vec<Vec<Vec<usize>>>,
    /// Which of these lists each coalition follows, by theatre and members; nobody's is the first.
    pub earlier: Vec<Vec<Earlier<L>>>,
    /// What is worked out in each theatre for every coalition that there could be.
    pub expected: Vec<Agenda>,
    /// What is worked out in each theatre for those who responded.
    pub realised: Vec<Agenda>,
}

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
    /// The pool of batteries; search and strike follow.
    pub fn cover(&self) -> usize {
        self.pools.len() - 3
    }

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
