//! Run rows, by column name.

use trilat::ensemble::lanes::Lanes;
use trilat::ensemble::simd::simd;
use trilat::math::ln;
use trilat::model::observables::slug;
use trilat::scenario::{Costs, Scenario};

use super::Soa;

type Grid<const L: usize> = Vec<Vec<Lanes<L>>>;

/// Sums over the recorded months.
#[derive(Default)]
pub struct Sums<const L: usize> {
    months: f64,
    /// By challenge and rung.
    probes: Grid<L>,
    by_rung: Vec<Lanes<L>>,
    first: Vec<Lanes<L>>,
    /// Two theatres, crises, wars, first war, misjudged, provocations, successes, probed.
    events: [Lanes<L>; 8],
    /// Serious probes, their surprise, months with two probers, cost.
    extra: [Lanes<L>; 4],
    /// By ally.
    losses: Vec<Lanes<L>>,
    responses: Vec<Lanes<L>>,
    cohesion: [Lanes<L>; 2],
    coordination: [Lanes<L>; 2],
    turnovers: Vec<Lanes<L>>,
    /// Drills, statements, suspended by dyad.
    acts: Vec<[Lanes<L>; 3]>,
    resolute: Vec<[Lanes<L>; 2]>,
    brier: Vec<Lanes<L>>,
    log_score: Vec<Lanes<L>>,
    /// By prober and ally: all, when resolute, otherwise.
    belief: Vec<Vec<[Lanes<L>; 3]>>,
}

impl<const L: usize> Sums<L> {
    pub fn new(spec: &Scenario) -> Self {
        let r = &spec.roster;
        let zero = Lanes::ZERO;
        Self {
            probes: vec![vec![zero; r.rungs.len()]; r.targets.len()],
            by_rung: vec![zero; r.rungs.len()],
            first: vec![zero; r.rungs.len()],
            responses: vec![zero; r.allies.len()],
            losses: vec![zero; r.allies.len()],
            turnovers: vec![zero; r.allies.len()],
            acts: vec![[zero; 3]; r.dyads.len()],
            resolute: vec![[zero; 2]; r.allies.len()],
            brier: vec![zero; r.probers.len()],
            log_score: vec![zero; r.probers.len()],
            belief: vec![vec![[zero; 3]; r.allies.len()]; r.probers.len()],
            ..Self::default()
        }
    }

    pub fn clear(&mut self) {
        self.months = 0.0;
        for grid in &mut self.probes {
            grid.fill(Lanes::ZERO);
        }
        for list in [
            &mut self.by_rung,
            &mut self.first,
            &mut self.responses,
            &mut self.losses,
            &mut self.turnovers,
            &mut self.brier,
            &mut self.log_score,
        ] {
            list.fill(Lanes::ZERO);
        }
        self.events.fill(Lanes::ZERO);
        self.extra.fill(Lanes::ZERO);
        self.acts.fill([Lanes::ZERO; 3]);
        self.resolute.fill([Lanes::ZERO; 2]);
        self.cohesion = [Lanes::ZERO, Lanes::splat(1.0)];
        self.coordination = [Lanes::ZERO, Lanes::splat(1.0)];
        for row in &mut self.belief {
            row.fill([Lanes::ZERO; 3]);
        }
    }
}

simd! {
    fn count_probes<const L: usize>(
        rung: &Lanes<L>, own: &mut [Lanes<L>], all: &mut [Lanes<L>], highest: &mut Lanes<L>
    ) {
        for (a, (own, all)) in own.iter_mut().zip(all).enumerate() {
            let which = (a + 1) as f64;
            for k in 0..L {
                let hit = if rung[k] == which { 1.0 } else { 0.0 };
                own[k] += hit;
                all[k] += hit;
            }
        }
        highest.update(|k, top| if rung[k] > top { rung[k] } else { top });
    }

    fn count_outcomes<const L: usize>(
        c: &super::state::Challenge<L>, threshold: &Lanes<L>, events: &mut [Lanes<L>; 8]
    ) {
        let [_, _, _, _, misjudged, provocations, successes, probed] = events;
        for k in 0..L {
            let surprise = c.strength[k] - c.expected[k];
            misjudged[k] += if (c.rung[k] > 2.5) & (surprise > threshold[k]) { 1.0 } else { 0.0 };
            provocations[k] += if c.rung[k] > 1.5 { 1.0 } else { 0.0 };
            successes[k] += if c.rung[k] > 1.5 { c.success[k] } else { 0.0 };
            probed[k] += if c.rung[k] > 0.5 { 1.0 } else { 0.0 };
        }
    }

    fn add<const L: usize>(x: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + x[k]);
    }

    fn count_surprise<const L: usize>(
        c: &super::state::Challenge<L>, serious: &mut Lanes<L>, surprise: &mut Lanes<L>
    ) {
        for k in 0..L {
            let excess = c.strength[k] - c.expected[k];
            let counts = c.rung[k] > 2.5;
            serious[k] += if counts { 1.0 } else { 0.0 };
            surprise[k] += if counts & (excess > 0.0) { excess } else { 0.0 };
        }
    }

    fn lose<const L: usize>(
        stake: &Lanes<L>, severity: &Lanes<L>, share: &Lanes<L>, sum: &mut Lanes<L>
    ) {
        sum.update(|k, s| s + stake[k] * severity[k] * share[k]);
    }

    fn pay_force<const L: usize>(price: &Lanes<L>, units: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + price[k] * units[k]);
    }

    fn pay_ties<const L: usize>(
        p: &Costs<Lanes<L>>, drills: &Lanes<L>, intel: &Lanes<L>, doctrine: &Lanes<L>,
        sum: &mut Lanes<L>
    ) {
        sum.update(|k, s| s + p.exercise[k] * drills[k] + p.link[k] * (intel[k] + doctrine[k]));
    }

    fn add_product<const L: usize>(x: &Lanes<L>, y: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + x[k] * y[k]);
    }

    fn mean_and_least<const L: usize>(x: &Lanes<L>, out: &mut [Lanes<L>; 2]) {
        let [sum, least] = out;
        sum.update(|k, s| s + x[k]);
        least.update(|k, low| if x[k] < low { x[k] } else { low });
    }

    fn count_active<const L: usize>(highest: &Lanes<L>, theatres: &mut Lanes<L>) {
        theatres.update(|k, n| n + if highest[k] > 1.5 { 1.0 } else { 0.0 });
    }

    fn note_first<const L: usize>(x: &Lanes<L>, least: f64, month: f64, first: &mut Lanes<L>) {
        first.update(|k, f| if (f < 0.5) & (x[k] >= least) { month } else { f });
    }

    fn count_two<const L: usize>(theatres: &Lanes<L>, sum: &mut Lanes<L>) {
        sum.update(|k, s| s + if theatres[k] > 1.5 { 1.0 } else { 0.0 });
    }

    fn count_types<const L: usize>(z: &Lanes<L>, out: &mut [Lanes<L>; 2]) {
        let [resolute, not] = out;
        resolute.update(|k, s| s + z[k]);
        not.update(|k, s| s + 1.0 - z[k]);
    }

    fn marginal<const L: usize>(belief: &[Lanes<L>], ally: usize, out: &mut Lanes<L>) {
        *out = Lanes::ZERO;
        for (_, p) in belief.iter().enumerate().filter(|(z, _)| z >> ally & 1 == 1) {
            out.update(|k, sum| sum + p[k]);
        }
    }

    fn score<const L: usize>(
        b: &Lanes<L>, z: &Lanes<L>, share: f64, brier: &mut Lanes<L>, log: &mut Lanes<L>,
        belief: &mut [Lanes<L>; 3]
    ) {
        brier.update(|k, s| s + share * (b[k] - z[k]) * (b[k] - z[k]));
        log.update(|k, s| {
            let p = if z[k] > 0.5 { b[k] } else { 1.0 - b[k] };
            s + share * ln(if p > 1e-300 { p } else { 1e-300 })
        });
        let [all, resolute, not] = belief;
        all.update(|k, s| s + b[k]);
        resolute.update(|k, s| s + if z[k] > 0.5 { b[k] } else { 0.0 });
        not.update(|k, s| s + if z[k] > 0.5 { 0.0 } else { b[k] });
    }
}

impl<const L: usize> Soa<L> {
    pub(super) fn tally(&mut self) {
        let (s, w) = (&mut self.sums, &mut self.work);
        s.months += 1.0;
        let month = s.months;
        let (mut overall, mut active) = (Lanes::ZERO, Lanes::ZERO);
        for h in 0..self.theatres.len() {
            w.a = Lanes::ZERO;
            for (c, challenge) in self.challenges.iter().enumerate() {
                if challenge.theatre == h {
                    count_probes(&challenge.rung, &mut s.probes[c], &mut s.by_rung, &mut w.a);
                    count_outcomes(challenge, &self.p.crisis.misjudged, &mut s.events);
                    let [serious, surprise, ..] = &mut s.extra;
                    count_surprise(challenge, serious, surprise);
                    for (x, sum) in challenge.respond.iter().zip(&mut s.responses) {
                        add(x, sum);
                    }
                }
            }
            count_active(&w.a, &mut active);
            overall.update(|k, top| if w.a[k] > top { w.a[k] } else { top });
        }
        for (a, first) in s.first.iter_mut().enumerate() {
            note_first(&overall, (a + 1) as f64, month, first);
        }
        let [two, crises, wars, first_war, ..] = &mut s.events;
        count_two(&active, two);
        for theatre in &self.theatres {
            add(&theatre.began, crises);
            add(&theatre.war, wars);
            note_first(&theatre.war, 1.0, month, first_war);
        }
        let mut pressing = Lanes::ZERO;
        for m in 0..self.probers.len() {
            w.a = Lanes::ZERO;
            for challenge in self.challenges.iter().filter(|c| c.prober == m) {
                w.a.update(|k, top| {
                    if challenge.rung[k] > top {
                        challenge.rung[k]
                    } else {
                        top
                    }
                });
            }
            count_active(&w.a, &mut pressing);
        }
        count_two(&pressing, &mut s.extra[2]);
        for (i, sum) in s.losses.iter_mut().enumerate() {
            w.a = Lanes::ZERO;
            for c in &self.challenges {
                let stake = &self.p.stakes[c.theatre][i].value;
                lose(stake, &c.severity, &c.success, &mut w.a);
            }
            for (h, theatre) in self.theatres.iter().enumerate() {
                let stake = &self.p.stakes[h][i].value;
                lose(&self.p.costs.war_loss, stake, &theatre.war, &mut w.a);
            }
            add(&w.a, sum);
        }
        w.a = Lanes::ZERO;
        for force in &self.p.forces {
            pay_force(&force.unit_cost, &force.capacity, &mut w.a);
        }
        for dyad in &self.dyads {
            let [_, _, intel, doctrine] = &dyad.level;
            pay_ties(&self.p.costs, &dyad.drills, intel, doctrine, &mut w.a);
        }
        add(&w.a, &mut s.extra[3]);
        w.a = Lanes::ZERO;
        for (d, dyad) in self.dyads.iter().enumerate() {
            add_product(&self.fixed.dyad_weight[d], &dyad.strength, &mut w.a);
            for (x, sum) in [&dyad.drills, &dyad.statement, &dyad.suspended]
                .into_iter()
                .zip(&mut s.acts[d])
            {
                add(x, sum);
            }
        }
        mean_and_least(&w.a, &mut s.cohesion);
        mean_and_least(&self.coordination, &mut s.coordination);
        for (i, ally) in self.allies.iter().enumerate() {
            add(&ally.turnover, &mut s.turnovers[i]);
            count_types(&ally.resolute, &mut s.resolute[i]);
        }
        let share = 1.0 / self.allies.len() as f64;
        for (m, prober) in self.probers.iter().enumerate() {
            for (i, ally) in self.allies.iter().enumerate() {
                marginal(&prober.belief, i, &mut w.a);
                let (brier, log) = (&mut s.brier[m], &mut s.log_score[m]);
                score(&w.a, &ally.resolute, share, brier, log, &mut s.belief[m][i]);
            }
        }
    }

    /// The run row of a lane, by column name.
    pub fn row(&self, k: usize) -> Vec<(String, f64)> {
        let (s, r) = (&self.sums, &self.spec.roster);
        let mut out: Vec<(String, f64)> = Vec::new();
        let ratio = |x: f64, over: f64| if over > 0.0 { x / over } else { f64::NAN };
        let first = |x: f64| if x > 0.0 { x } else { f64::NAN };
        for (t, sums) in r.targets.iter().zip(&s.probes) {
            let prober = slug(&r.probers[t.prober].code);
            let theatre = slug(&r.theatres[t.theatre].code);
            for (a, sum) in sums.iter().enumerate() {
                out.push((format!("probes_{prober}_{theatre}_r{}", a + 1), sum[k]));
            }
        }
        for a in 0..r.rungs.len() {
            out.push((format!("probes_r{}", a + 1), s.by_rung[a][k]));
            out.push((format!("first_r{}", a + 1), first(s.first[a][k])));
        }
        let [
            two,
            crises,
            wars,
            war,
            misjudged,
            provocations,
            successes,
            probed,
        ] = s.events;
        let mut put = |name: &str, value: f64| out.push((name.to_owned(), value));
        put("months_two_theatres", two[k]);
        put("crises", crises[k]);
        put("wars", wars[k]);
        put("first_war", first(war[k]));
        put("misjudged", misjudged[k]);
        let [serious, surprise, two_probers, cost] = s.extra;
        put("surprise", ratio(surprise[k], serious[k]));
        put("months_two_probers", two_probers[k]);
        put("cost", ratio(cost[k], s.months));
        put("probe_success", ratio(successes[k], provocations[k]));
        put("cohesion_mean", ratio(s.cohesion[0][k], s.months));
        put("cohesion_min", s.cohesion[1][k]);
        put("coordination_mean", ratio(s.coordination[0][k], s.months));
        put("coordination_min", s.coordination[1][k]);
        for (i, ally) in r.allies.iter().enumerate() {
            let code = slug(&ally.code);
            put(
                &format!("responses_{code}"),
                ratio(s.responses[i][k], probed[k]),
            );
            put(&format!("loss_{code}"), ratio(s.losses[i][k], s.months));
            put(&format!("turnovers_{code}"), s.turnovers[i][k]);
            put(&format!("gain_{code}"), self.allies[i].gain[k]);
            put(
                &format!("resolute_{code}"),
                ratio(s.resolute[i][0][k], s.months),
            );
        }
        for (dyad, acts) in r.dyads.iter().zip(&s.acts) {
            let [a, b] = dyad.between.map(|i| slug(&r.allies[i].code));
            for (stem, sum) in ["drills", "statements", "suspended"].iter().zip(acts) {
                put(&format!("{stem}_{a}_{b}"), sum[k]);
            }
        }
        for (m, prober) in r.probers.iter().enumerate() {
            let code = slug(&prober.code);
            put(&format!("brier_{code}"), ratio(s.brier[m][k], s.months));
            put(
                &format!("log_score_{code}"),
                ratio(s.log_score[m][k], s.months),
            );
            for (i, ally) in r.allies.iter().enumerate() {
                let name = format!("belief_{code}_{}", slug(&ally.code));
                let [all, resolute, not] = s.belief[m][i];
                let [of_resolute, of_not] = s.resolute[i];
                put(&name, ratio(all[k], s.months));
                put(&format!("{name}_res"), ratio(resolute[k], of_resolute[k]));
                put(&format!("{name}_irr"), ratio(not[k], of_not[k]));
            }
        }
        out
    }
}
