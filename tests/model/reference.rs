//! Operations once more, in scalars and as plainly as possible: one coalition, one theatre, one rung
//! at a time. It shares no code with the model but the scenario.

use trilat::scenario::{ForceKind, Scenario};

/// What the allies have at the start of a month, and what other theatres call for.
pub struct Means {
    pub stock: Vec<f64>,
    pub loads: Vec<f64>,
}

pub struct Reference<'a> {
    scenario: &'a Scenario,
    means: &'a Means,
}

/// Which forces: interceptors of a layer, or a kind.
type Pool = (ForceKind, Option<usize>);

const ALLIES: usize = 3;

fn members(x: usize) -> impl Iterator<Item = usize> + Clone {
    (0..ALLIES).filter(move |s| x >> s & 1 == 1)
}

impl<'a> Reference<'a> {
    pub fn new(scenario: &'a Scenario, means: &'a Means) -> Self {
        Self { scenario, means }
    }

    fn units(&self, s: usize, pool: Pool) -> f64 {
        let forces = self.scenario.roster.forces.iter().enumerate();
        let own = forces.filter(|(_, f)| f.owner == s && (f.kind, f.layer) == pool);
        own.map(|(n, _)| {
            let p = &self.scenario.parameters.forces[n];
            if p.consumption > 0.0 {
                p.capacity.min(self.means.stock[n])
            } else {
                p.capacity
            }
        })
        .sum()
    }

    fn reach(&self, s: usize, pool: Pool, h: usize) -> f64 {
        let p = &self.scenario.parameters;
        let fights = matches!(pool.0, ForceKind::MissileDefence | ForceKind::Strike);
        let home = self.scenario.roster.theatres[h].host == Some(s);
        let law = if fights && !home {
            p.allies[s].reform
        } else {
            1.0
        };
        p.stakes[h][s].reach * law
    }

    /// What a theatre asks of a pool at full scale; of interceptors, from those who have any.
    fn demand(&self, x: usize, pool: Pool, h: usize) -> f64 {
        let p = &self.scenario.parameters;
        match pool.0 {
            ForceKind::MissileDefence => p.theatres[h].raid * self.shots(x, pool),
            ForceKind::Cover => self.sites(h),
            ForceKind::Search => p.theatres[h].areas,
            _ => p.theatres[h].aim_points,
        }
    }

    fn shots(&self, x: usize, pool: Pool) -> f64 {
        let owners = members(x).filter(|s| self.units(*s, pool) > 0.0).count();
        owners as f64 * self.scenario.parameters.layers[pool.1.unwrap()].shots
    }

    fn sites(&self, h: usize) -> f64 {
        let sites = self
            .scenario
            .roster
            .sites
            .iter()
            .zip(&self.scenario.parameters.sites);
        sites
            .filter(|(s, _)| s.theatre == h)
            .map(|(_, p)| p.count)
            .sum()
    }

    /// What the common plan of x leaves for theatre h, by raising one theatre after the other as far
    /// as all sets of theatres together allow.
    fn room(&self, x: usize, pool: Pool, h: usize) -> f64 {
        let theatres = self.scenario.roster.theatres.len();
        let worth = |g: usize| -> f64 {
            members(x)
                .map(|s| self.scenario.parameters.stakes[g][s].value)
                .sum()
        };
        let mut order: Vec<usize> = (0..theatres).collect();
        order.sort_by(|a, b| worth(*b).partial_cmp(&worth(*a)).unwrap());
        let sendable = |set: usize| -> f64 {
            members(x)
                .map(|s| {
                    let inside = (0..theatres).filter(|g| set >> g & 1 == 1);
                    let share: f64 = inside.map(|g| self.reach(s, pool, g)).sum();
                    self.units(s, pool) * share.min(1.0)
                })
                .sum()
        };
        let mut sent = vec![0.0; theatres];
        for g in order {
            let room = (0..1_usize << theatres)
                .filter(|set| set >> g & 1 == 1)
                .map(|set| {
                    let others = (0..theatres).filter(|o| set >> o & 1 == 1 && *o != g);
                    sendable(set) - others.map(|o| sent[o]).sum::<f64>()
                })
                .fold(f64::INFINITY, f64::min)
                .max(0.0);
            if g == h {
                return room;
            }
            sent[g] = room.min(self.means.loads[g] * self.demand(x, pool, g));
        }
        unreachable!("every theatre is in the order")
    }

    fn elsewhere(&self, h: usize) -> f64 {
        let others = self.means.loads.iter().enumerate().filter(|(g, _)| *g != h);
        others.map(|(_, load)| load).sum()
    }

    /// Leakers of a raid after salvos of `units` with at most `cap` shots at a missile.
    fn leak(raid: f64, units: f64, p: f64, cap: f64) -> f64 {
        if raid == 0.0 {
            return 0.0;
        }
        let whole = (units / raid).floor().min(cap);
        let left = if whole < cap {
            units - whole * raid
        } else {
            0.0
        };
        (raid - left) * (1.0 - p).powf(whole) + left * (1.0 - p).powf(whole + 1.0)
    }

    fn stopped(&self, h: usize, raid: f64, x: usize) -> [f64; 2] {
        let p = &self.scenario.parameters;
        let (mut planned, mut apart) = (raid, raid);
        for (n, layer) in p.layers.iter().enumerate() {
            let pool = (ForceKind::MissileDefence, Some(n));
            let kill = layer.kill;
            let salvo = (1.0 - (1.0 - kill).powf(layer.shots)) / kill;
            let look = 1.0 + layer.second_look * (layer.shots / salvo - 1.0);
            planned = Self::leak(
                planned,
                look * self.room(x, pool, h),
                kill,
                self.shots(x, pool),
            );
            let survive = members(x).map(|s| {
                let own = look * self.room(1 << s, pool, h);
                if apart > 0.0 {
                    Self::leak(apart, own, kill, layer.shots) / apart
                } else {
                    1.0
                }
            });
            apart *= survive.product::<f64>();
        }
        if raid == 0.0 {
            return [1.0; 2];
        }
        [1.0 - planned / raid, 1.0 - apart / raid]
    }

    fn spread(&self, h: usize, pool: Pool, whole: f64, servers: Option<f64>, x: usize) -> [f64; 2] {
        let p = &self.scenario.parameters;
        let calls = p.sharing.requests * self.elsewhere(h);
        let available = |s: usize| self.units(s, pool) * self.reach(s, pool, h);
        let total: f64 = members(x).map(available).sum();
        let count = |s: usize| {
            let count = servers.unwrap_or(0.0) * available(s);
            if count > 0.0 {
                count.clamp(1.0, 100.0)
            } else {
                0.0
            }
        };
        let lost = |servers: f64, load: f64| {
            if self.elsewhere(h) == 0.0 || total == 0.0 {
                return 0.0;
            }
            let at = |c: f64| {
                let mut inverse = 1.0;
                for n in 1..=c as u32 {
                    inverse = 1.0 + f64::from(n) / load * inverse;
                }
                if load > 0.0 {
                    1.0 / inverse
                } else {
                    f64::from(u8::from(c == 0.0))
                }
            };
            let low = servers.floor();
            at(low) + (servers - low) * (at(low + 1.0) - at(low))
        };
        let keep = |servers_here: f64, load: f64| {
            if servers.is_some() {
                1.0 - lost(servers_here, load)
            } else {
                1.0
            }
        };
        let all: f64 = members(x).map(count).sum();
        let planned = (self.room(x, pool, h) * keep(all, calls) / whole).min(1.0);
        let missed = members(x).map(|s| {
            let load = if total > 0.0 {
                calls * available(s) / total
            } else {
                0.0
            };
            1.0 - (self.room(1 << s, pool, h) * keep(count(s), load) / whole).min(1.0)
        });
        [planned, 1.0 - missed.product::<f64>()]
    }

    /// Mean wait for lift, (in common, apart).
    fn waits(&self, h: usize) -> [f64; 2] {
        let p = &self.scenario.parameters;
        let load = p.sharing.lift * self.elsewhere(h);
        let lift = (ForceKind::Lift, None);
        let held: Vec<f64> = (0..ALLIES).map(|s| self.units(s, lift)).collect();
        let total: f64 = held.iter().sum();
        if self.elsewhere(h) == 0.0 {
            return [0.0; 2];
        }
        let wait = |c: f64, a: f64| {
            if a >= c {
                return 20.0;
            }
            // Erlang's B by its sum, linear between whole numbers of servers.
            let blocking = |c: f64| {
                let mut term = 1.0;
                let mut sum = 1.0;
                for n in 1..=c as u32 {
                    term *= a / f64::from(n);
                    sum += term;
                }
                term / sum
            };
            let low = c.floor();
            let b = blocking(low) + (c - low) * (blocking(low + 1.0) - blocking(low));
            let rho = a / c;
            (b / (1.0 - rho * (1.0 - b)) / (c - a)).min(20.0)
        };
        let servers = |c: f64| if c > 0.0 { c.max(1.0) } else { 0.0 };
        let common = wait(held.iter().map(|c| servers(*c)).sum(), load);
        let own = held
            .iter()
            .map(|c| c / total * wait(servers(*c), load * c / total));
        let apart: f64 = own.sum();
        [common.min(apart), apart]
    }

    /// S of responders x to rung index a in theatre h at a coordination and levels of links.
    pub fn strength(
        &self,
        h: usize,
        a: usize,
        x: usize,
        coord: f64,
        intel: &dyn Fn(usize) -> f64,
    ) -> f64 {
        let p = &self.scenario.parameters;
        let rung = &p.rungs[a];
        let dyads = self.scenario.roster.dyads.iter().enumerate();
        let inside: Vec<f64> = dyads
            .filter(|(_, d)| d.between.iter().all(|s| x >> s & 1 == 1))
            .map(|(d, _)| intel(d))
            .collect();
        let shared = inside.iter().sum::<f64>() / (inside.len().max(1)) as f64;
        let track = p.tracking.own + (p.tracking.shared - p.tracking.own) * shared;
        let raid = rung.raid_share * p.theatres[h].raid;
        let stopped = self.stopped(h, raid, x).map(|s| track * s);
        let theatre = &p.theatres[h];
        let cover = self.spread(h, (ForceKind::Cover, None), self.sites(h), None, x);
        let orbits = Some(p.sharing.orbits);
        let search = self.spread(h, (ForceKind::Search, None), theatre.areas, orbits, x);
        let groups = Some(p.sharing.groups);
        let strike = self.spread(h, (ForceKind::Strike, None), theatre.aim_points, groups, x);
        let weights = [
            rung.weight_defence,
            rung.weight_cover,
            rung.weight_search,
            rung.weight_strike,
        ];
        let total: f64 = weights.iter().sum();
        let mixed = |[planned, blind]: [f64; 2]| coord * planned + (1.0 - coord) * blind;
        let sum: f64 = [stopped, cover, search, strike]
            .into_iter()
            .zip(weights)
            .map(|(component, weight)| weight / total * mixed(component))
            .sum();
        let n = x.count_ones();
        let [common, apart] = self.waits(h);
        let wait = coord * common + (1.0 - coord) * apart;
        let median = p.timing.capitals * (1.0 - coord) * f64::from(n).ln()
            + p.timing.load * self.elsewhere(h)
            + (1.0 + p.timing.lift * wait).ln();
        let z = (rung.window.ln() - median) / p.timing.spread;
        trilat::math::normal_cdf(z) * sum
    }

    /// E[S] over coord ~ N(mean, variance) by three nodes, clipped.
    pub fn expected(
        &self,
        h: usize,
        a: usize,
        x: usize,
        mean: f64,
        variance: f64,
        intel: &dyn Fn(usize) -> f64,
    ) -> f64 {
        if x == 0 {
            return 0.0;
        }
        let step = (3.0 * variance).sqrt();
        [(0.0, 2.0 / 3.0), (step, 1.0 / 6.0), (-step, 1.0 / 6.0)]
            .into_iter()
            .map(|(off, weight)| {
                let coord = (mean + off).clamp(0.0, 1.0);
                weight * self.strength(h, a, x, coord, intel)
            })
            .sum()
    }
}
