//! What probers see of the channels (M10).

use trilat::ensemble::lanes::Lanes;
use trilat::ensemble::simd::simd;
use trilat::model::process::Process;
use trilat::model::signals::{drill_size, reading, statement_visibility};

use super::Soa;

simd! {
    fn sizes<const L: usize>(spread: &Lanes<L>, normal: &mut Lanes<L>) {
        normal.update(|k, n| drill_size(spread[k], n));
    }

    fn sight<const L: usize>(
        n: f64, draw: &Lanes<L>, held: &Lanes<L>, visibility: &Lanes<L>, size: &Lanes<L>,
        count: &mut Lanes<L>, total: &mut Lanes<L>
    ) {
        for k in 0..L {
            let seen = (held[k] > n) & (draw[k] < visibility[k]);
            count[k] += if seen { 1.0 } else { 0.0 };
            total[k] += if seen { size[k] } else { 0.0 };
        }
    }

    fn hear<const L: usize>(
        draw: &Lanes<L>, made: &Lanes<L>, visibility: &Lanes<L>, false_alarm: &Lanes<L>,
        out: &mut Lanes<L>
    ) {
        out.set(|k| {
            let p = statement_visibility(made[k], visibility[k], false_alarm[k]);
            if draw[k] < p { 1.0 } else { 0.0 }
        });
    }

    fn read<const L: usize>(
        draw: &Lanes<L>, visibility: &Lanes<L>, level: &Lanes<L>, bias: &Lanes<L>,
        noise: &Lanes<L>, blur: &Lanes<L>, normal: &Lanes<L>, out: &mut Lanes<L>,
        made: &mut Lanes<L>
    ) {
        out.set(|k| reading(level[k], bias[k], noise[k] * blur[k] * normal[k]));
        made.set(|k| if draw[k] < visibility[k] { 1.0 } else { 0.0 });
    }
}

impl<const L: usize> Soa<L> {
    pub(super) fn see_exercises(&mut self) {
        let (p, dice, w) = (&self.p, &self.dice, &mut self.work);
        for prober in &mut self.probers {
            prober.drill_size = Lanes::ZERO;
            prober.drills.fill(Lanes::ZERO);
        }
        for (d, dyad) in self.dyads.iter().enumerate() {
            let held = &dyad.drills;
            let mut n = 0;
            while held.any(|k| held[k] > f64::from(n)) {
                dice.normal(Process::DrillSize.code(), dyad.id, n, &mut w.a);
                sizes(&p.signals.drill_size_spread, &mut w.a);
                for prober in &mut self.probers {
                    let process = Process::DrillSeen.code();
                    dice.uniform(process, prober.sighting[d], n, &mut w.b);
                    let visibility = &prober.visible[d][0];
                    let (count, total) = (&mut prober.drills[d], &mut prober.drill_size);
                    sight(f64::from(n), &w.b, held, visibility, &w.a, count, total);
                }
                n += 1;
            }
        }
    }

    pub(super) fn see_levels(&mut self) {
        let (p, dice, w) = (&self.p, &self.dice, &mut self.work);
        let noise = [&p.signals.noise_intel, &p.signals.noise_doctrine];
        let process = [Process::IntelSeen, Process::DoctrineSeen];
        for (prober, own) in self.probers.iter_mut().zip(&p.probers) {
            for (d, dyad) in self.dyads.iter().enumerate() {
                let id = prober.sighting[d];
                dice.uniform(Process::StatementSeen.code(), id, 0, &mut w.a);
                let (visibility, heard) = (&prober.visible[d][1], &mut prober.heard[d]);
                hear(
                    &w.a,
                    &dyad.statement,
                    visibility,
                    &p.signals.false_alarm,
                    heard,
                );
                dice.normal_pair(Process::ReadingNoise.code(), id, 0, &mut w.b, &mut w.c);
                for (r, normal) in [&w.b, &w.c].into_iter().enumerate() {
                    dice.uniform(process[r].code(), id, 0, &mut w.a);
                    read(
                        &w.a,
                        &prober.visible[d][2 + r],
                        &dyad.level[2 + r],
                        &own.bias,
                        noise[r],
                        &prober.blur[d][r][0],
                        normal,
                        &mut prober.reading[d][r],
                        &mut prober.read[d][r],
                    );
                }
            }
        }
    }
}
