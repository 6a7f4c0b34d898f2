//! Planted truths: points of the unit cube with effects whose signs are known, measured with the noise of
//! replicates. The audit must say what is true there, and its intervals must hold the true share.

use trilat::analysis::claims::deconvolution::deconvolve;
use trilat::analysis::claims::{
    Kind, PointEffect, Predicted, Shares, Sign, Verdict, equivalent_share, judge, judge_points,
    shares,
};
use trilat::analysis::prim::discover::discover;
use trilat::analysis::prim::points::{Dimension, Points};
use trilat::analysis::prim::settings::{Search, Settings};
use trilat::ensemble::rng::{agent_id, normal_at, uniform_at};

const SEEDS: u64 = 200;
/// Of 200 intervals at 95 %, 180 or more hold the truth but in one case in a thousand.
const ENOUGH: usize = 180;
const POINTS: usize = 256;
const PAIRS: usize = 100;
const DIMENSIONS: usize = 5;

type Point = [f64; DIMENSIONS];

/// An effect over the cube.
struct Planted {
    name: &'static str,
    /// True effect.
    effect: fn(&Point) -> f64,
    /// Standard deviation of the difference of one pair.
    sd: fn(&Point) -> f64,
    /// Share of the cube in which the effect is above zero.
    share: f64,
}

/// Pairs differ by ten times the effect, as in the model: 100 pairs give standard errors like the effect.
fn noisy(x: &Point) -> f64 {
    2.0 + 3.0 * x[4]
}

const PLANTED: [Planted; 7] = [
    Planted {
        name: "above zero everywhere",
        effect: |x| 1.5 + x[0] + x[1],
        sd: noisy,
        share: 1.0,
    },
    Planted {
        name: "below zero everywhere",
        effect: |x| -1.5 - x[0] * x[1],
        sd: noisy,
        share: 0.0,
    },
    Planted {
        name: "above zero in a box, below elsewhere",
        effect: |x| if in_box(x) { 1.0 + x[1] } else { -1.0 - x[3] },
        sd: noisy,
        share: 0.48,
    },
    Planted {
        name: "above zero in a box, zero elsewhere",
        effect: |x| if in_box(x) { 1.0 + x[1] } else { 0.0 },
        sd: noisy,
        share: 0.48,
    },
    Planted {
        name: "zero everywhere, with noise",
        effect: |_| 0.0,
        sd: noisy,
        share: 0.0,
    },
    Planted {
        name: "a plane through zero, most effects small",
        effect: |x| x[0] + x[1] + x[2] - 1.5,
        sd: noisy,
        share: 0.5,
    },
    Planted {
        name: "above zero everywhere, but hard to see",
        effect: |x| 0.3 + 0.5 * x[0],
        sd: noisy,
        share: 1.0,
    },
];

/// 0.8 × 0.6 of the cube.
fn in_box(x: &Point) -> bool {
    x[0] > 0.2 && x[2] < 0.6
}

fn planted(name: &str) -> &'static Planted {
    PLANTED
        .iter()
        .find(|p| p.name == name)
        .expect("a planted effect")
}

fn cloud(seed: u64) -> Vec<Point> {
    let at = |k: usize, d: usize| uniform_at(seed, k as u64, 0, 1, agent_id("cube"), d as u16);
    (0..POINTS)
        .map(|k| std::array::from_fn(|d| at(k, d)))
        .collect()
}

/// The effect at each point as an audit measures it.
fn measure(seed: u64, cloud: &[Point], planted: &Planted) -> Vec<PointEffect> {
    let agent = agent_id("noise");
    let at = |(k, x): (usize, &Point)| {
        let (effect, sd) = ((planted.effect)(x), (planted.sd)(x));
        let pair = |r: usize| effect + sd * normal_at(seed, k as u64, r as u32, 2, agent, 0);
        PointEffect::of(&(0..PAIRS).map(pair).collect::<Vec<f64>>())
    };
    cloud.iter().enumerate().map(at).collect()
}

fn audit(effects: &[PointEffect]) -> (Vec<Sign>, Shares) {
    let signs = judge_points(&[effects.to_vec()]).remove(0);
    let found = shares(&signs, Predicted::Up);
    (signs, found)
}

#[test]
fn probe() {
    for planted in &PLANTED {
        let (mut held, mut modelled) = (0, 0);
        let mut verdicts = std::collections::BTreeMap::new();
        let (mut w, mut wm, mut und, mut lowm, mut highm) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for seed in 0..SEEDS {
            let effects = measure(seed, &cloud(seed), planted);
            let (_, found) = audit(&effects);
            held += usize::from(found.true_share.holds(planted.share));
            let deep = deconvolve(&effects).unwrap();
            modelled += usize::from(deep.plus_interval.holds(planted.share));
            *verdicts
                .entry(judge(Kind::Finding, &found).name())
                .or_insert(0) += 1;
            w += (found.true_share.high - found.true_share.low) / SEEDS as f64;
            wm += (deep.plus_interval.high - deep.plus_interval.low) / SEEDS as f64;
            lowm += deep.plus_interval.low / SEEDS as f64;
            highm += deep.plus_interval.high / SEEDS as f64;
            und += found.share(found.undecided) / SEEDS as f64;
        }
        println!(
            "{}: {held} {modelled} widths {w:.3} {wm:.3} [{lowm:.3},{highm:.3}] undecided {und:.3} {verdicts:?}",
            planted.name
        );
    }
}
