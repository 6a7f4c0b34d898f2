//! M8: missile defence, layer after layer: the next meets what leaks (O4, O5).

use super::agenda::{Agenda, Course, Fire, Salvo};
use super::readiness::Workspace;
use super::situation::{Both, Situation};
use crate::ensemble::lanes::{Lanes, VECTOR};
use crate::ensemble::simd::simd;
use crate::math::select;
use crate::theory::numeric::power_of;
use crate::theory::operations::{blind_leakers, even_salvo, planned_leakers, salvo_survival};

/// How one layer's interceptors do.
struct Layer<'a, const L: usize> {
    /// How much further they go with a second look.
    look: &'a Lanes<L>,
    /// Probability that a shot kills, p.
    kill: &'a Lanes<L>,
    /// ln(1 − p), as `power_of` takes it.
    ln_miss: &'a Lanes<L>,
    /// (1 − p)^a for a = 1, 2, … as far as shots may go, or nothing.
    miss: &'a [Lanes<L>],
}

simd! {
    /// What one common salvo of a layer leaves.
    fn meet<const L: usize>(
        layer: &Layer<'_, L>, room: &[Lanes<L>; 2], threats: &Lanes<L>, out: &mut Lanes<L>
    ) {
        if L.is_multiple_of(VECTOR) {
            for group in 0..L / VECTOR {
                meet_in::<L, VECTOR>(group, layer, room, threats, out);
            }
        } else {
            for group in 0..L {
                meet_in::<L, 1>(group, layer, room, threats, out);
            }
        }
    }

    /// What one nation's own salvo leaves of every missile, on top of what others leave.
    fn thin<const L: usize>(
        layer: &Layer<'_, L>, room: &[Lanes<L>; 2], threats: &Lanes<L>, product: &mut Lanes<L>
    ) {
        if L.is_multiple_of(VECTOR) {
            for group in 0..L / VECTOR {
                thin_in::<L, VECTOR>(group, layer, room, threats, product);
            }
        } else {
            for group in 0..L {
                thin_in::<L, 1>(group, layer, room, threats, product);
            }
        }
    }

    fn pass<const L: usize>(threats: &Lanes<L>, product: &mut Lanes<L>) {
        product.update(|k, left| blind_leakers(threats[k], left));
    }

    fn stopped_share<const L: usize>(raid: &Lanes<L>, leakers: &Lanes<L>, out: &mut Lanes<L>) {
        // Where nothing is fired nothing leaks.
        out.set(|k| {
            let leak = leakers[k] / if raid[k] > 0.0 { raid[k] } else { 1.0 };
            crate::math::clamp(1.0 - leak, 0.0, 1.0)
        });
    }
}

#[inline(always)]
fn meet_in<const L: usize, const N: usize>(
    group: usize,
    layer: &Layer<'_, L>,
    room: &[Lanes<L>; 2],
    threats: &Lanes<L>,
    out: &mut Lanes<L>,
) {
    let survival = survival::<L, N>(group, layer, room, threats);
    let threats = &threats.groups::<N>()[group];
    let out = &mut out.groups_mut::<N>()[group];
    for k in 0..N {
        out[k] = planned_leakers(threats[k], survival[k]);
    }
}

#[inline(always)]
fn thin_in<const L: usize, const N: usize>(
    group: usize,
    layer: &Layer<'_, L>,
    room: &[Lanes<L>; 2],
    threats: &Lanes<L>,
    product: &mut Lanes<L>,
) {
    let survival = survival::<L, N>(group, layer, room, threats);
    let product = &mut product.groups_mut::<N>()[group];
    for k in 0..N {
        product[k] *= survival[k];
    }
}

/// Share of missiles that one even salvo leaves in a group of lanes. Since shots at a missile are whole and few, powers
/// of the probability to miss are looked up.
#[inline(always)]
fn survival<const L: usize, const N: usize>(
    group: usize,
    layer: &Layer<'_, L>,
    [units, shots]: &[Lanes<L>; 2],
    threats: &Lanes<L>,
) -> [f64; N] {
    let (units, shots) = (&units.groups::<N>()[group], &shots.groups::<N>()[group]);
    let (look, kill) = (
        &layer.look.groups::<N>()[group],
        &layer.kill.groups::<N>()[group],
    );
    let threats = &threats.groups::<N>()[group];
    let (mut whole, mut left) = ([0.0; N], [0.0; N]);
    for k in 0..N {
        (whole[k], left[k]) = even_salvo(threats[k], units[k] * look[k], shots[k]);
    }
    let mut missed = [1.0; N];
    if layer.miss.is_empty() {
        let ln_miss = &layer.ln_miss.groups::<N>()[group];
        for k in 0..N {
            missed[k] = power_of(ln_miss[k], whole[k]);
        }
    }
    for (a, power) in layer.miss.iter().enumerate() {
        let (a, power) = ((a + 1) as f64, &power.groups::<N>()[group]);
        for k in 0..N {
            missed[k] = select(whole[k] >= a, power[k], missed[k]);
        }
    }
    for k in 0..N {
        missed[k] = salvo_survival(missed[k], kill[k], left[k]);
    }
    missed
}

/// Fires all salvos of an agenda at raids of several sizes.
pub(super) fn fire<const L: usize>(
    cx: &Situation<'_, L>,
    agenda: &Agenda,
    raids: &[Lanes<L>],
    ws: &mut Workspace<L>,
) {
    let plan = cx.plan;
    for (n, salvo) in agenda.salvos.iter().enumerate() {
        let Salvo { after, pool, fire } = *salvo;
        // Nobody fires more often than all the owners in question together may.
        let firing = match fire {
            Fire::Together(room) => agenda.rooms[room].members.count_ones() as usize,
            Fire::Apart(_) => 1,
        };
        let powers = &plan.miss[pool];
        let layer = Layer {
            look: &plan.look[pool],
            kill: &cx.values.layers[pool].kill,
            ln_miss: &plan.ln_miss[pool],
            miss: &powers[..powers.len().min(firing * plan.most_shots[pool])],
        };
        let (earlier, now) = ws.left.split_at_mut(n * raids.len());
        for (r, (raid, out)) in raids.iter().zip(now).enumerate() {
            let threats = after.map_or(raid, |salvo| &earlier[salvo * raids.len() + r]);
            match fire {
                Fire::Together(room) => meet(&layer, &ws.rooms[room], threats, out),
                Fire::Apart(members) => {
                    *out = Lanes::splat(1.0);
                    for (_, room) in agenda.apart(pool, members) {
                        thin(&layer, &ws.rooms[room], threats, out);
                    }
                    pass(threats, out);
                }
            }
        }
    }
}

/// Share of each raid that a coalition stops, after [`fire`].
pub(super) fn stop<const L: usize>(
    course: &Course,
    raids: &[Lanes<L>],
    left: &[Lanes<L>],
    out: &mut [Both<L>],
) {
    for (r, (raid, [planned, apart])) in raids.iter().zip(out).enumerate() {
        let leakers = |last: Option<usize>| last.map_or(raid, |n| &left[n * raids.len() + r]);
        stopped_share(raid, leakers(course.last[0]), planned);
        if course.last[0] == course.last[1] {
            *apart = *planned;
        } else {
            stopped_share(raid, leakers(course.last[1]), apart);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::numeric::ln_base;

    /// Interceptors for none, some and all of the missiles, with and without a table.
    #[test]
    fn powers_that_are_looked_up_have_the_bits_of_those_worked_out() {
        let units = Lanes::<32>::from_fn(|k| 1.7 * k as f64);
        let kill = Lanes::from_fn(|k| if k == 9 { 1.0 } else { 0.02 * k as f64 });
        let (look, shots) = (Lanes::splat(1.1), Lanes::splat(4.0));
        let ln_miss = Lanes::from_fn(|k| ln_base(1.0 - kill[k]));
        let powers: Vec<Lanes<32>> = (1..=4)
            .map(|a| Lanes::from_fn(|k| power_of(ln_miss[k], f64::from(a))))
            .collect();
        let left = |miss: &[Lanes<32>]| {
            let layer = Layer {
                look: &look,
                kill: &kill,
                ln_miss: &ln_miss,
                miss,
            };
            let mut out = Lanes::ZERO;
            meet(&layer, &[units, shots], &Lanes::splat(10.0), &mut out);
            out.0.map(f64::to_bits)
        };
        assert_eq!(left(&powers), left(&[]));
    }
}
