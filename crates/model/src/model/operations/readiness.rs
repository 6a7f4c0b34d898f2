//! What each force element has this month, where it can be used, and which theatres call for it.

use bevy_ecs::prelude::*;

use super::super::state::Stock;
use super::agenda::Agenda;
use super::earlier::Earlier;
use super::fixed::Plan;
use super::pools::PoolKind;
use super::servers::{COUNTS, server_count, wait};
use crate::ensemble::lanes::{Lanes, VECTOR};
use crate::ensemble::simd::simd;
use crate::model::cast::{Ally, Cast, Force, Values};
use crate::model::rules::Switches;
use crate::model::state::{Access, Doubt, Load, Posture};
use crate::scenario::{Force as ForceParameters, ForceKind, Parameters};

/// How other theatres call on the forces.
#[derive(Clone, Debug)]
pub struct Pressure<const L: usize> {
    /// Whether anything is called for elsewhere in some lane.
    pub any: bool,
    /// Load that forces are allocated and lent to, by theatre; 0 without dual contingency.
    pub load: Vec<Lanes<L>>,
    /// The sum of these over the other theatres.
    pub calls: Vec<Lanes<L>>,
    /// What each theatre asks of the pools of a kind ([`PoolKind::asks`]) at its load; of missile defence missiles to
    /// be shot at. Where nothing is called for elsewhere, as it was.
    pub asked: [Vec<Lanes<L>>; 4],
    /// Load of the other theatres that slows decisions.
    pub delay: Vec<Lanes<L>>,
    /// Wait for tankers and airlift held in common, in mean service times, by theatre.
    pub wait_common: Vec<Lanes<L>>,
    /// The same for each ally's on its own, a mean over calls.
    pub wait_apart: Vec<Lanes<L>>,
}

/// What there is to operate with.
#[derive(Resource)]
pub struct Readiness<const L: usize> {
    /// Units of each force element.
    pub units: Vec<Lanes<L>>,
    /// Units of each pool and ally: pool × allies + ally.
    pub held: Vec<Lanes<L>>,
    /// Share usable in a theatre, ally × theatres + theatre: of forces that support, and of forces
    /// that fight, which law may keep at home.
    pub reach: [Vec<Lanes<L>>; 2],
    /// Share usable in any of a set of theatres, ally × 2^theatres + set: min(1, Σ reach). Only with
    /// dual contingency.
    pub joint_reach: [Vec<Lanes<L>>; 2],
    /// Calls from other theatres as the probers see them, and as they are.
    pub pressure: [Pressure<L>; 2],
}

/// Index of the probers' view of [`Readiness::pressure`].
pub const SEEN: usize = 0;
/// Index of the true [`Readiness::pressure`].
pub const TRUE: usize = 1;

impl<const L: usize> Readiness<L> {
    /// Memory for a plan.
    pub fn new(plan: &Plan<L>, forces: usize) -> Self {
        let zeros = |n: usize| vec![Lanes::ZERO; n];
        let pressure = || Pressure {
            any: false,
            load: zeros(plan.theatres),
            calls: zeros(plan.theatres),
            asked: [(); 4].map(|()| zeros(plan.theatres)),
            delay: zeros(plan.theatres),
            wait_common: zeros(plan.theatres),
            wait_apart: zeros(plan.theatres),
        };
        let sets = if plan.dual { 1 << plan.theatres } else { 0 };
        Self {
            units: zeros(forces),
            held: zeros(plan.pools.len() * plan.allies),
            reach: [(); 2].map(|()| zeros(plan.allies * plan.theatres)),
            joint_reach: [(); 2].map(|()| zeros(plan.allies * sets)),
            pressure: [pressure(), pressure()],
        }
    }

    /// Share of an ally's forces of a pool that can be used in a theatre.
    pub fn reach(&self, plan: &Plan<L>, kind: PoolKind, ally: usize, theatre: usize) -> &Lanes<L> {
        &self.reach[usize::from(kind.fights())][ally * plan.theatres + theatre]
    }
}

/// Memory that a month's reckoning shares.
#[derive(Resource)]
pub struct Workspace<const L: usize> {
    /// Units that each ally would bring, pool × allies + ally, before reach.
    pub brought: Vec<Lanes<L>>,
    /// Units in each room of an agenda, and the most shots at one missile there.
    pub rooms: Vec<[Lanes<L>; 2]>,
    /// Missiles that each salvo of an agenda leaves, salvo × raids + raid.
    pub left: Vec<Lanes<L>>,
    /// By lane, which theatres are served before by those who responded.
    pub earlier: Earlier<L>,
    /// What a coalition could send to each set of theatres.
    pub capacity: Vec<Lanes<L>>,
    /// What it sends to each set of theatres.
    pub served: Vec<Lanes<L>>,
    /// Room after one of several lists of theatres.
    pub room: Lanes<L>,
    /// Servers and what they have available, by ally.
    pub servers: Vec<[Lanes<L>; 2]>,
    /// The same of each coalition of an agenda, in common.
    pub common: Vec<[Lanes<L>; 2]>,
    /// Share of its forces that each coalition lends.
    pub lent: Vec<Lanes<L>>,
    /// Share of calls lost by each number of servers in a few lanes, scratch.
    pub lost: Vec<f64>,
    /// Missiles fired, by size of raid.
    pub raids: Vec<Lanes<L>>,
    /// Severity of each challenge's probe to missile defence, cover, search and strike.
    pub severities: Vec<[Lanes<L>; 4]>,
}

impl<const L: usize> Workspace<L> {
    /// Memory for a plan and a number of rungs and of challenges.
    pub fn new(plan: &Plan<L>, rungs: usize, challenges: usize) -> Self {
        let zeros = |n: usize| vec![Lanes::ZERO; n];
        let sets = if plan.dual { 1 << plan.theatres } else { 0 };
        let entries = plan.pools.len() * plan.allies;
        Self {
            brought: zeros(entries),
            rooms: Vec::new(),
            left: Vec::new(),
            earlier: Earlier::default(),
            capacity: zeros(sets),
            served: zeros(sets),
            room: Lanes::ZERO,
            servers: vec![[Lanes::ZERO; 2]; plan.allies],
            common: vec![[Lanes::ZERO; 2]; 1 << plan.allies],
            lent: zeros(1 << plan.allies),
            lost: vec![0.0; COUNTS * plan.allies * VECTOR],
            raids: zeros(rungs),
            severities: vec![[Lanes::ZERO; 4]; challenges],
        }
    }

    /// Makes room for the agendas of a block, so that no month has to.
    pub fn fit(&mut self, plan: &Plan<L>) {
        let agendas = || plan.expected.iter().chain(&plan.realised);
        let most = |count: fn(&Agenda) -> usize| agendas().map(count).max().unwrap_or(0);
        let rooms = most(|agenda| agenda.rooms.len());
        self.rooms.resize(rooms, [Lanes::ZERO; 2]);
        let salvos = most(|agenda| agenda.salvos.len());
        let lists = plan.before.iter().map(Vec::len).max().unwrap_or(0);
        self.earlier.used.clear();
        self.earlier.used.reserve(lists);
        // A probe fires one raid even where no rung that anybody defends against has one.
        let raids = plan.raids.len().max(1);
        self.left.resize(salvos * raids, Lanes::ZERO);
    }
}

/// Units ready: capacity × posture (× doubt for strike), no more than the stock of what is consumed.
#[inline(always)]
pub fn ready(capacity: f64, factor: f64, consumption: f64, stock: f64) -> f64 {
    let units = capacity * factor;
    if (consumption > 0.0) & (stock < units) {
        stock
    } else {
        units
    }
}

simd! {
    fn make_ready<const L: usize>(
        p: &ForceParameters<Lanes<L>>, assets: &Lanes<L>, strike: &Lanes<L>, stock: &Lanes<L>,
        out: &mut Lanes<L>
    ) {
        out.set(|k| ready(p.capacity[k], assets[k] * strike[k], p.consumption[k], stock[k]));
    }

    fn add<const L: usize>(x: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + x[k]);
    }

    fn multiply<const L: usize>(x: &Lanes<L>, product: &mut Lanes<L>) {
        product.update(|k, p| p * x[k]);
    }

    fn cap<const L: usize>(sum: &mut Lanes<L>) {
        sum.update(|_, s| if s < 1.0 { s } else { 1.0 });
    }

    fn count_servers<const L: usize>(units: &Lanes<L>, out: &mut Lanes<L>, sum: &mut Lanes<L>) {
        out.set(|k| server_count(units[k]));
        sum.update(|k, s| s + out[k]);
    }

    fn ask<const L: usize>(load: &Lanes<L>, full: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| load[k] * full[k]);
    }

    fn arrivals<const L: usize>(rate: &Lanes<L>, calls: &Lanes<L>, out: &mut Lanes<L>) {
        out.set(|k| rate[k] * calls[k]);
    }

    fn part<const L: usize>(
        whole: &Lanes<L>, units: &Lanes<L>, sum: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.set(|k| whole[k] * if sum[k] > 0.0 { units[k] / sum[k] } else { 0.0 });
    }

    fn no_longer<const L: usize>(apart: &Lanes<L>, common: &mut Lanes<L>) {
        common.update(|k, wait| if apart[k] < wait { apart[k] } else { wait });
    }

    fn average_wait<const L: usize>(
        units: &Lanes<L>, sum: &Lanes<L>, wait: &Lanes<L>, out: &mut Lanes<L>
    ) {
        out.update(|k, w| w + if sum[k] > 0.0 { units[k] / sum[k] * wait[k] } else { 0.0 });
    }
}

impl<const L: usize> Readiness<L> {
    fn gather(&mut self, plan: &Plan<L>) {
        for (n, pool) in plan.pools.iter().enumerate() {
            for (s, forces) in pool.by_ally.iter().enumerate() {
                let held = &mut self.held[n * plan.allies + s];
                *held = Lanes::ZERO;
                for &f in forces {
                    add(&self.units[f], held);
                }
            }
        }
    }

    fn join_reach(&mut self, plan: &Plan<L>) {
        if !plan.dual {
            return;
        }
        for (reach, joint) in self.reach.iter().zip(&mut self.joint_reach) {
            for s in 0..plan.allies {
                let reach = &reach[s * plan.theatres..(s + 1) * plan.theatres];
                let joint = &mut joint[s << plan.theatres..(s + 1) << plan.theatres];
                for (set, share) in joint.iter_mut().enumerate() {
                    *share = Lanes::ZERO;
                    for (h, reach) in reach.iter().enumerate() {
                        if set >> h & 1 == 1 {
                            add(reach, share);
                        }
                    }
                    cap(share);
                }
            }
        }
    }

    fn ask_pools(&mut self, plan: &Plan<L>, p: &Parameters<Lanes<L>>, which: usize) {
        let Pressure {
            any, load, asked, ..
        } = &mut self.pressure[which];
        if !*any {
            return;
        }
        for (h, (load, theatre)) in load.iter().zip(&p.theatres).enumerate() {
            let full = [
                &theatre.raid,
                &plan.sites[h],
                &theatre.areas,
                &theatre.aim_points,
            ];
            for (asked, full) in asked.iter_mut().zip(full) {
                ask(load, full, &mut asked[h]);
            }
        }
    }

    fn queue(&mut self, plan: &Plan<L>, p: &Parameters<Lanes<L>>, which: usize) {
        let Self {
            units, pressure, ..
        } = self;
        let pressure = &mut pressure[which];
        if !pressure.any || plan.lift.iter().all(Vec::is_empty) {
            pressure.wait_common.fill(Lanes::ZERO);
            pressure.wait_apart.fill(Lanes::ZERO);
            return;
        }
        let (mut total, mut servers) = (Lanes::ZERO, Lanes::ZERO);
        let mut own = Lanes::ZERO;
        for forces in plan.lift.iter().filter(|f| !f.is_empty()) {
            let mut held = Lanes::ZERO;
            for &f in forces {
                add(&units[f], &mut held);
            }
            add(&held, &mut total);
            count_servers(&held, &mut own, &mut servers);
        }
        for h in 0..plan.theatres {
            let (mut load, mut share, mut waited) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
            arrivals(&p.sharing.lift, &pressure.calls[h], &mut load);
            wait(&servers, &load, &mut pressure.wait_common[h]);
            pressure.wait_apart[h] = Lanes::ZERO;
            for forces in plan.lift.iter().filter(|f| !f.is_empty()) {
                let (mut held, mut unused) = (Lanes::ZERO, Lanes::ZERO);
                for &f in forces {
                    add(&units[f], &mut held);
                }
                count_servers(&held, &mut own, &mut unused);
                part(&load, &held, &total, &mut share);
                wait(&own, &share, &mut waited);
                average_wait(&held, &total, &waited, &mut pressure.wait_apart[h]);
            }
            // Where a queue grows without end the cap alone would decide which is longer; what is
            // held in common can always be worked apart.
            no_longer(&pressure.wait_apart[h], &mut pressure.wait_common[h]);
        }
    }
}

/// Works out what forces there are, where they can be used and what calls on them.
pub fn readiness<const L: usize>(
    values: Res<Values<L>>,
    cast: Res<Cast>,
    plan: Res<Plan<L>>,
    switches: Res<Switches>,
    allies: Query<(&Ally, &Posture<L>, &Doubt<L>)>,
    forces: Query<(&Force, &Stock<L>)>,
    accesses: Query<&Access<L>>,
    theatres: Query<&Load<L>>,
    mut readiness: ResMut<Readiness<L>>,
) {
    let p = &values.0;
    let one = Lanes::splat(1.0);
    for &entity in &cast.forces {
        let Ok((force, stock)) = forces.get(entity) else {
            continue;
        };
        let Ok((_, posture, doubt)) = allies.get(cast.allies[force.owner]) else {
            continue;
        };
        let strike = if force.kind == ForceKind::Strike {
            &doubt.strike
        } else {
            &one
        };
        let (own, out) = (&p.forces[force.ix], &mut readiness.units[force.ix]);
        make_ready(own, &posture.assets, strike, &stock.level, out);
    }
    readiness.gather(&plan);
    for s in 0..plan.allies {
        for h in 0..plan.theatres {
            let mut share = p.stakes[h][s].reach;
            for &(theatre, guest, ix) in &plan.bases {
                if (theatre, guest) == (h, s)
                    && let Ok(access) = accesses.get(cast.bases[ix])
                {
                    multiply(&access.usable, &mut share);
                }
            }
            readiness.reach[0][s * plan.theatres + h] = share;
            if plan.hosts[h] != Some(s) {
                multiply(&p.allies[s].reform, &mut share);
            }
            readiness.reach[1][s * plan.theatres + h] = share;
        }
    }
    readiness.join_reach(&plan);
    for (which, sees) in [(SEEN, switches.0.opportunism), (TRUE, true)] {
        let pressure = &mut readiness.pressure[which];
        pressure.any = false;
        for (h, &entity) in cast.theatres.iter().enumerate() {
            let load = theatres.get(entity).ok().filter(|_| sees && plan.dual);
            pressure.load[h] = load.map_or(Lanes::ZERO, |load| load.level);
            let (mut calls, mut delay) = (Lanes::ZERO, Lanes::ZERO);
            for (g, &other) in cast.theatres.iter().enumerate() {
                if let Ok(load) = theatres.get(other)
                    && g != h
                    && sees
                {
                    add(&load.level, &mut delay);
                    if plan.dual {
                        add(&load.level, &mut calls);
                    }
                }
            }
            pressure.any |= calls.any(|k| calls[k] > 0.0);
            pressure.calls[h] = calls;
            pressure.delay[h] = delay;
        }
        readiness.ask_pools(&plan, p, which);
        if which == TRUE || !switches.0.opportunism {
            readiness.queue(&plan, p, which);
        }
    }
    if switches.0.opportunism {
        let [seen, actual] = &mut readiness.pressure;
        seen.wait_common.copy_from_slice(&actual.wait_common);
        seen.wait_apart.copy_from_slice(&actual.wait_apart);
    }
}
