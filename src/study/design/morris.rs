//! Elementary effects (Morris 1991, Technometrics 33(2); with groups, Campolongo, Cariboni and
//! Saltelli 2007, Environmental Modelling & Software 22(10)).
//!
//! The cube is a grid of p levels, p even. A trajectory starts at a random grid point and changes
//! one group of factors at a time, in random order, each factor by Δ = p/(2(p − 1)) up or down.

use rand::RngExt;
use rand::seq::SliceRandom;

use super::UnitPoints;
use super::process::MORRIS;
use crate::ensemble::rng::{StreamRng, agent_id};

/// The step of every factor, p/(2(p − 1)).
pub fn step(levels: usize) -> f64 {
    (levels / 2) as f64 / (levels - 1) as f64
}

/// The points of all trajectories, groups + 1 for each.
///
/// `levels` is even and at least 2; `groups[j]` is the group of factor j, numbered from 0 without
/// gaps. Trajectories have addresses of their own, so the first of many are those of few.
pub fn morris(seed: u64, trajectories: usize, levels: usize, groups: &[usize]) -> UnitPoints {
    let count = groups.iter().map(|group| group + 1).max().unwrap_or(0);
    let mut coordinates = Vec::with_capacity(trajectories * (count + 1) * groups.len());
    for trajectory in 0..trajectories {
        let mut rng = StreamRng::new(seed, trajectory as u64, 0, MORRIS, agent_id("morris"));
        extend(&mut coordinates, &mut rng, levels, groups, count);
    }
    UnitPoints::new(groups.len(), coordinates)
}

fn extend(
    coordinates: &mut Vec<f64>,
    rng: &mut StreamRng,
    levels: usize,
    groups: &[usize],
    count: usize,
) {
    let half = levels / 2;
    let last = (levels - 1) as f64;
    // Lower end of each factor's move, and whether it is made upwards.
    let moves: Vec<(usize, bool)> = groups
        .iter()
        .map(|_| (rng.random_range(0..half as u32) as usize, rng.random()))
        .collect();
    let mut order: Vec<usize> = (0..count).collect();
    order.shuffle(rng);
    let mut moved = vec![false; count];
    for place in 0..=count {
        if let Some(&group) = place.checked_sub(1).and_then(|at| order.get(at)) {
            moved[group] = true;
        }
        coordinates.extend(groups.iter().zip(&moves).map(|(&group, &(low, upwards))| {
            let raised = moved[group] == upwards;
            (low + if raised { half } else { 0 }) as f64 / last
        }));
    }
}
