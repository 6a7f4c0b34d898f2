//! Allocation against brute force, and servers in common against servers apart.

use super::allocation::greedy;
use super::servers::{MAX_WAIT, lost, server_count, wait};
use crate::ensemble::lanes::Lanes;
use crate::theory::operations::{erlang_b, erlang_b_between, queue_time};

/// Small random integers, the same in every run.
struct Pick(u64);

impl Pick {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// Owners, each with units and the quarters of them that can be used in each of three theatres.
type Owners = [(u64, [u64; 3]); 2];

/// All ways in which one owner can send whole units to three theatres.
fn shipments((units, quarters): (u64, [u64; 3])) -> Vec<[u64; 3]> {
    let most = quarters.map(|q| units * q / 4);
    let mut all = Vec::new();
    for a in 0..=most[0] {
        for b in 0..=most[1] {
            for c in 0..=most[2] {
                if a + b + c <= units {
                    all.push([a, b, c]);
                }
            }
        }
    }
    all
}

/// The best Σ v_h·min(demand_h, sent_h) over all shipments.
fn best(owners: &Owners, demand: [u64; 3], value: [u64; 3]) -> u64 {
    let (first, second) = (shipments(owners[0]), shipments(owners[1]));
    let mut best = 0;
    for a in &first {
        for b in &second {
            let served = (0..3).map(|h| value[h] * demand[h].min(a[h] + b[h]));
            best = best.max(served.sum());
        }
    }
    best
}

/// The same by the greedy kernel, in the order of value.
fn planned(owners: &Owners, demand: [u64; 3], value: [u64; 3]) -> f64 {
    let capacity: Vec<Lanes<2>> = (0..8_usize)
        .map(|set| {
            let sent = owners.iter().map(|(units, quarters)| {
                let share: u64 = (0..3)
                    .filter(|h| set >> h & 1 == 1)
                    .map(|h| quarters[h])
                    .sum();
                *units as f64 * (share.min(4) as f64 / 4.0)
            });
            Lanes::splat(sent.sum())
        })
        .collect();
    let asked = demand.map(|d| Lanes::splat(d as f64));
    let mut order = [0_usize, 1, 2];
    order.sort_by_key(|h| std::cmp::Reverse(value[*h]));
    let mut total = 0.0;
    for h in 0..3 {
        let (mut served, mut room) = ([Lanes::ZERO; 8], Lanes::ZERO);
        let before = order.iter().take_while(|g| **g != h);
        let before: Vec<usize> = before.copied().collect();
        greedy(
            &before,
            h,
            &capacity,
            (&asked, &Lanes::splat(1.0)),
            &mut served,
            &mut room,
        );
        assert_eq!(room[0].to_bits(), room[1].to_bits());
        total += value[h] as f64 * room[0].min(demand[h] as f64);
    }
    total
}

/// Transport with whole capacities has a whole optimum, so enumerating whole shipments is exact.
#[test]
fn the_common_plan_is_the_best_of_all_shipments() {
    let mut pick = Pick(3);
    let mut short = 0;
    for _ in 0..400 {
        let owner = |pick: &mut Pick| {
            let units = 4 * pick.below(3);
            (units, [0; 3].map(|_| pick.below(5)))
        };
        let owners = [owner(&mut pick), owner(&mut pick)];
        let demand = [0; 3].map(|_| pick.below(8));
        let value = [0; 3].map(|_| 1 + pick.below(9));
        let exact = best(&owners, demand, value);
        assert_eq!(
            planned(&owners, demand, value),
            exact as f64,
            "{owners:?} {demand:?} {value:?}"
        );
        let asked: u64 = (0..3).map(|h| demand[h] * value[h]).sum();
        short += u32::from(exact < asked);
    }
    assert!(short > 100, "most instances are short of forces: {short}");
}

/// One owner serves the theatre that it values most, as far as reach and units go, then the next.
#[test]
fn a_single_owner_packs_a_fractional_knapsack() {
    // 10 units, of which 5, 8 and 10 can be used in theatres 0, 1 and 2; order 1, 0, 2.
    let reach: [f64; 3] = [0.5, 0.8, 1.0];
    let capacity: Vec<Lanes<1>> = (0..8_usize)
        .map(|set| {
            let share: f64 = (0..3).filter(|h| set >> h & 1 == 1).map(|h| reach[h]).sum();
            Lanes([10.0 * if share < 1.0 { share } else { 1.0 }])
        })
        .collect();
    let demand = [Lanes([4.0]), Lanes([6.5]), Lanes([9.0])];
    let room = |h: usize| {
        let before = [[1].as_slice(), &[], &[1, 0]][h];
        let (mut served, mut room) = ([Lanes::ZERO; 8], Lanes::ZERO);
        let one = Lanes::splat(1.0);
        greedy(
            before,
            h,
            &capacity,
            (&demand, &one),
            &mut served,
            &mut room,
        );
        room[0]
    };
    assert_eq!((room(1), room(0), room(2)), (8.0, 3.5, 0.0));
}

#[test]
fn losses_are_erlang_s_between_whole_numbers_too() {
    let servers = Lanes([3.0, 6.0, 1.0, 2.5, 7.25, 100.0, 0.0, 4.0]);
    let load = Lanes([2.0, 4.0, 0.5, 1.5, 3.0, 20.0, 1.0, 0.0]);
    let mut out = Lanes::ZERO;
    lost(&servers, &load, &mut out);
    for k in 0..8 {
        let exact = erlang_b_between(servers[k], load[k], 100);
        assert!((out[k] - exact).abs() < 1e-15, "{k}: {} {exact}", out[k]);
    }
    // O14 as published.
    assert!((out[0] - 0.210526).abs() < 5e-7 && (out[1] - 0.117162).abs() < 5e-7);
    assert_eq!((out[6], out[7]), (1.0, 0.0));
}

#[test]
fn waits_are_erlang_s_and_end() {
    // O13 as published: λ = .8 a server, W = 5 and 2.777778 with service, so waits of 4 and 1.777778.
    let servers = Lanes([1.0, 2.0, 3.0, 1.0, 0.0, 2.0]);
    let load = Lanes([0.8, 1.6, 1.5, 1.0, 2.0, 0.0]);
    let mut out = Lanes::ZERO;
    wait(&servers, &load, &mut out);
    assert!((out[0] - 4.0).abs() < 1e-12 && (out[1] - 1.777778).abs() < 5e-7);
    assert!((out[2] - (queue_time(3, 1.5, 1.0) - 1.0)).abs() < 1e-12);
    assert_eq!((out[3], out[4], out[5]), (MAX_WAIT, 0.0, 0.0));
}

/// Servers in common lose fewer calls and keep them waiting less than the same servers apart, each
/// with its share of the calls.
#[test]
fn pooling_never_hurts() {
    let mut pick = Pick(11);
    for _ in 0..2000 {
        let capacity = [0; 3].map(|_| pick.below(600) as f64 / 100.0);
        let total: f64 = capacity.iter().sum();
        if total == 0.0 {
            continue;
        }
        let calls = pick.below(900) as f64 / 100.0;
        let count = capacity.map(server_count);
        let (mut common, mut queue) = (Lanes::<1>::ZERO, Lanes::<1>::ZERO);
        let all = Lanes([count.iter().sum()]);
        lost(&all, &Lanes([calls]), &mut common);
        wait(&all, &Lanes([calls]), &mut queue);
        let (mut apart, mut waited, mut longest) = (0.0, 0.0, queue[0]);
        for (capacity, count) in capacity.iter().zip(count) {
            let share = capacity / total;
            let (mut b, mut w) = (Lanes::<1>::ZERO, Lanes::<1>::ZERO);
            lost(&Lanes([count]), &Lanes([calls * share]), &mut b);
            wait(&Lanes([count]), &Lanes([calls * share]), &mut w);
            apart += share * b[0];
            waited += share * w[0];
            longest = f64::max(longest, w[0]);
        }
        assert!(
            common[0] <= apart + 1e-12,
            "{capacity:?} {calls}: {} {apart}",
            common[0]
        );
        // A queue that grows without end is cut off, which says nothing about which is shorter.
        if longest < MAX_WAIT {
            assert!(
                queue[0] <= waited + 1e-12,
                "{capacity:?} {calls}: {} {waited}",
                queue[0]
            );
        }
    }
    // Economy of scale at the same use of each server.
    assert!(erlang_b(6, 4.0) < erlang_b(3, 2.0));
}
