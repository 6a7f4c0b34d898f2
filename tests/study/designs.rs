//! Designs against independent implementations and against what defines them.

use std::collections::BTreeMap;

use proptest::prelude::*;
use trilat::ensemble::rng::agent_id;
use trilat::study::design::UnitPoints;
use trilat::study::design::lhs::{lhs, maximin_lhs, smallest_distance};
use trilat::study::design::morris::{morris, step};
use trilat::study::design::saltelli::{Role, role, saltelli, sample_size};
use trilat::study::design::sobol::{scrambled_sobol, sobol};

/// Rows of a fixture without its header.
fn fixture(name: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(format!("tests/fixtures/{name}")).unwrap();
    let rows = text.lines().skip(1);
    rows.map(|row| row.split(',').map(str::to_owned).collect())
        .collect()
}

fn names(count: usize) -> Vec<u32> {
    (0..count).map(|j| agent_id(&format!("x{j}"))).collect()
}

#[test]
fn sobol_points_are_those_of_scipy() {
    let expected = fixture("design_sobol.csv");
    let points = sobol(12, 0, 256).unwrap();
    assert_eq!(points.len(), expected.len());
    for (point, row) in points.iter().zip(&expected) {
        let row: Vec<f64> = row.iter().map(|x| x.parse().unwrap()).collect();
        assert_eq!(point, row);
    }
    let far = fixture("design_sobol_far.csv");
    for at in [1, 1023, 65_537, (1 << 20) + 12_345] {
        let points = sobol(1000, at, 1).unwrap();
        let rows = far.iter().filter(|row| row[0] == at.to_string());
        assert_eq!(rows.clone().count(), 8);
        for row in rows {
            let dimension: usize = row[1].parse().unwrap();
            let x: f64 = row[2].parse().unwrap();
            assert_eq!(points.get(0).unwrap()[dimension], x, "{row:?}");
        }
    }
    assert_eq!(sobol(1001, 0, 2), None);
}

#[test]
fn saltelli_designs_are_those_of_salib() {
    let bounds = [[0.0, 1.0], [-1.0, 3.0], [0.2, 0.9], [10.0, 1000.0]];
    let alone = vec![0, 1, 2, 3];
    let grouped = vec![0, 1, 0, 2];
    let cases = [
        ("plain", &alone, false, 0),
        ("second", &alone, true, 0),
        ("skipped", &alone, true, 16),
        ("groups", &grouped, false, 0),
        ("groups_second", &grouped, true, 8),
    ];
    let rows = fixture("design_saltelli.csv");
    for (label, groups, second_order, skip) in cases {
        let expected: Vec<Vec<f64>> = rows
            .iter()
            .filter(|row| row[0] == label)
            .map(|row| row[1..].iter().map(|x| x.parse().unwrap()).collect())
            .collect();
        let base = sobol(8, skip, 8).unwrap();
        let points = saltelli(&base, groups, second_order);
        assert_eq!(points.len(), expected.len(), "{label}");
        for (point, row) in points.iter().zip(&expected) {
            for ((u, [low, high]), x) in point.iter().zip(bounds).zip(row) {
                let scaled = low + u * (high - low);
                assert!(
                    (scaled - x).abs() <= 1e-12 * x.abs(),
                    "{label}: {scaled} {x}"
                );
            }
        }
    }
}

#[test]
fn roles_tell_which_columns_come_from_b() {
    let base = sobol(6, 1, 4).unwrap();
    let groups = [0, 1, 1];
    for second_order in [false, true] {
        let points = saltelli(&base, &groups, second_order);
        assert_eq!(points.len(), 4 * sample_size(2, second_order));
        for (at, point) in points.iter().enumerate() {
            let (sample, role) = role(at, 2, second_order);
            let (a, b) = base.get(sample).unwrap().split_at(3);
            for j in 0..3 {
                let from_b = match role {
                    Role::A => false,
                    Role::B => true,
                    Role::Ab(group) => groups[j] == group,
                    Role::Ba(group) => groups[j] != group,
                };
                assert_eq!(point[j], if from_b { b[j] } else { a[j] });
            }
        }
    }
}

/// Checks the definition of a set of trajectories.
fn check_morris(points: &UnitPoints, trajectories: usize, levels: usize, groups: &[usize]) {
    let count = groups.iter().max().unwrap() + 1;
    assert_eq!(points.len(), trajectories * (count + 1));
    let last = (levels - 1) as f64;
    for x in points.iter().flatten() {
        let level = x * last;
        assert!((level - level.round()).abs() < 1e-12 && (0.0..=1.0).contains(x));
    }
    for trajectory in 0..trajectories {
        let mut moved = vec![0; count];
        for place in 0..count {
            let at = trajectory * (count + 1) + place;
            let (from, to) = (points.get(at).unwrap(), points.get(at + 1).unwrap());
            let changed: Vec<usize> = (0..groups.len()).filter(|&j| from[j] != to[j]).collect();
            let group = groups[changed[0]];
            let whole: Vec<usize> = (0..groups.len()).filter(|&j| groups[j] == group).collect();
            assert_eq!(changed, whole);
            for j in changed {
                assert!(((from[j] - to[j]).abs() - step(levels)).abs() < 1e-12);
            }
            moved[group] += 1;
        }
        assert!(moved.iter().all(|&times| times == 1));
    }
}

#[test]
fn morris_reaches_all_levels_and_both_directions_equally() {
    let groups: Vec<usize> = (0..5).collect();
    let points = morris(3, 4000, 4, &groups);
    for j in 0..5 {
        let mut levels = [0_u32; 4];
        let mut up = 0;
        for trajectory in 0..4000 {
            let x = |place: usize| points.get(trajectory * 6 + place).unwrap()[j];
            levels[(x(0) * 3.0).round() as usize] += 1;
            up += u32::from(x(5) > x(0));
        }
        // Five standard deviations of a binomial count about 1000 and 2000.
        assert!(levels.iter().all(|&n| n.abs_diff(1000) < 140), "{levels:?}");
        assert!(up.abs_diff(2000) < 160, "{up}");
    }
    assert_eq!(step(4), 2.0 / 3.0);
}

/// How many points lie in each stratum of one coordinate.
fn strata(points: &UnitPoints, factor: usize) -> BTreeMap<usize, usize> {
    let n = points.len() as f64;
    let mut counts = BTreeMap::new();
    for x in points.column(factor) {
        *counts.entry((x * n).floor() as usize).or_insert(0) += 1;
    }
    counts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_latin_hypercube_has_one_point_in_every_stratum(
        seed in any::<u64>(), points in 1_usize..200, factors in 1_usize..8,
    ) {
        let design = lhs(seed, points, &names(factors));
        prop_assert_eq!(design.len(), points);
        for factor in 0..factors {
            let counts = strata(&design, factor);
            prop_assert_eq!(counts.len(), points);
            prop_assert!(counts.keys().all(|&stratum| stratum < points));
        }
    }

    #[test]
    fn a_factor_more_moves_no_other(seed in any::<u64>(), points in 1_usize..50) {
        let few = lhs(seed, points, &names(3));
        let many = lhs(seed, points, &names(5));
        for factor in 0..3 {
            prop_assert!(few.column(factor).eq(many.column(factor)));
        }
    }

    #[test]
    fn trajectories_are_what_morris_defines(
        seed in any::<u64>(), trajectories in 1_usize..12, half in 1_usize..6,
        groups in 1_usize..6, factors in 0_usize..6,
    ) {
        // Every group occurs; further factors join at random places.
        let mut of: Vec<usize> = (0..groups).collect();
        of.extend((0..factors).map(|j| (seed as usize).wrapping_mul(31 + j) % groups));
        check_morris(&morris(seed, trajectories, 2 * half, &of), trajectories, 2 * half, &of);
    }
}

#[test]
fn maximin_keeps_points_apart_and_stays_a_latin_hypercube() {
    let mut wider = 0;
    for seed in 0..2 {
        for (points, factors) in [(10, 2), (30, 5), (64, 3)] {
            let names = names(factors);
            let random = lhs(seed, points, &names);
            let spread = maximin_lhs(seed, points, &names).unwrap();
            for factor in 0..factors {
                assert_eq!(strata(&spread, factor).len(), points);
            }
            let [before, after] = [&random, &spread].map(smallest_distance);
            assert!(after >= before);
            wider += u32::from(after > 1.5 * before);
        }
    }
    assert_eq!(wider, 6);
    assert_eq!(maximin_lhs(1, 5000, &names(2)), None);
}

#[test]
fn designs_are_the_same_on_every_machine() {
    // The first values under seed 1, as they were when the designs were first made.
    let first = |points: &UnitPoints| points.get(0).unwrap().to_vec();
    let found = [
        first(&lhs(1, 8, &names(2))),
        first(&morris(1, 1, 4, &[0, 1])),
        first(&scrambled_sobol(1, 1, 5, 1).unwrap()),
    ];
    let expected = [
        vec![0.028812016526585466, 0.6428627785757082],
        vec![1.0 / 3.0, 1.0 / 3.0],
        vec![0.2207349666633972],
    ];
    assert_eq!(found.to_vec(), expected);
}
