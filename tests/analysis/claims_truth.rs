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
use trilat::watch::unwatched;

const SEEDS: u64 = 200;
/// So many of 200 intervals at 95 % must hold the truth.
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

/// Pairs differ by more than the effect, as in the model: 100 of them leave standard errors of 0.2 to 0.5.
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

/// In how many seeds the interval that assumes nothing holds the true share, and the verdicts given.
fn tried(planted: &Planted) -> (usize, Vec<Verdict>) {
    let mut held = 0;
    let mut verdicts = Vec::new();
    for seed in 0..SEEDS {
        let (_, found) = audit(&measure(seed, &cloud(seed), planted));
        held += usize::from(found.true_share.holds(planted.share));
        verdicts.push(judge(Kind::Finding, &found, found.zero));
    }
    println!(
        "{}: {held} of {SEEDS} intervals hold the truth",
        planted.name
    );
    (held, verdicts)
}

#[test]
fn every_truth_lies_in_its_interval_and_gets_its_verdict() {
    let expected = [
        Verdict::Holds,
        Verdict::Fails,
        Verdict::HoldsIf,
        Verdict::CannotTell,
        Verdict::CannotTell,
        Verdict::CannotTell,
        Verdict::CannotTell,
    ];
    for (planted, expected) in PLANTED.iter().zip(expected) {
        let (held, verdicts) = tried(planted);
        assert!(held >= ENOUGH, "{}: {held}", planted.name);
        let right = verdicts.iter().filter(|v| **v == expected).count();
        assert_eq!(right, verdicts.len(), "{}", planted.name);
    }
}

/// Where effects are hard to see one by one, the interval of the model of their distribution is narrower than the one
/// that assumes nothing, and still holds the truth.
#[test]
fn with_the_noise_taken_out_the_truth_lies_in_a_narrower_interval() {
    for planted in &PLANTED {
        let (mut held, mut narrower) = (0, 0);
        for seed in 0..SEEDS {
            let effects = measure(seed, &cloud(seed), planted);
            let (_, plain) = audit(&effects);
            let found = deconvolve(&effects).expect("points with pairs");
            let own = found.plus_interval;
            held += usize::from(own.holds(planted.share));
            let width = plain.true_share.high - plain.true_share.low;
            narrower += usize::from(own.high - own.low < width);
            assert!((found.plus + found.minus + found.zero - 1.0).abs() < 1e-9);
            assert!(own.low <= found.plus && found.plus <= own.high);
        }
        println!(
            "{}: {held} of {SEEDS} intervals hold the truth, {narrower} narrower",
            planted.name
        );
        assert!(held >= ENOUGH, "{}: {held}", planted.name);
        if planted.name.contains("hard") || planted.name.contains("plane") {
            assert!(narrower >= ENOUGH, "{}: {narrower}", planted.name);
        }
    }
}

#[test]
fn a_lever_that_nothing_reads_has_no_effect() {
    let effects = vec![PointEffect::of(&[0.0; PAIRS]); POINTS];
    let (signs, found) = audit(&effects);
    assert!(signs.iter().all(|sign| *sign == Sign::Zero));
    assert_eq!(judge(Kind::Finding, &found, found.zero), Verdict::NoEffect);
    let deep = deconvolve(&effects).expect("points with pairs");
    assert_eq!((deep.plus, deep.minus, deep.zero), (0.0, 0.0, 1.0));
    let alike: Vec<(PointEffect, f64)> = effects.iter().map(|e| (*e, 0.1)).collect();
    assert_eq!(equivalent_share(&alike).equivalent, POINTS as u64);
}

/// Standard errors are 0.2 to 0.5: a margin of 2.5 is resolved, one of 0.05 is not.
#[test]
fn noise_about_zero_is_equivalent_to_zero_within_a_margin_that_it_can_resolve() {
    let planted = planted("zero everywhere, with noise");
    let mut held = 0;
    for seed in 0..SEEDS {
        let effects = measure(seed, &cloud(seed), planted);
        let within = |margin: f64| {
            let points: Vec<(PointEffect, f64)> = effects.iter().map(|e| (*e, margin)).collect();
            equivalent_share(&points)
        };
        assert!(within(2.5).true_share.low > 0.9);
        let fine = within(0.05);
        assert!(fine.undecided > 200, "{fine:?}");
        held += usize::from(within(0.8).true_share.holds(1.0));
    }
    assert!(held >= ENOUGH, "{held}");
}

#[test]
fn prim_finds_the_box_in_which_a_claim_holds() {
    let planted = planted("above zero in a box, below elsewhere");
    for seed in 0..10 {
        let cloud = cloud(seed);
        let (signs, _) = audit(&measure(seed, &cloud, planted));
        let column = |d: usize| cloud.iter().map(|x| x[d]).collect();
        let dimensions = (0..DIMENSIONS).map(|d| Dimension::numbers(&format!("x{d}"), column(d)));
        let points = Points::new(dimensions.collect()).expect("numbers");
        let cases: Vec<bool> = signs.iter().map(|sign| *sign == Sign::Plus).collect();
        let settings = Settings {
            search: Search {
                most: Some(2),
                ..Search::default()
            },
            resamples: 0,
            shuffles: 0,
            ..Settings::default()
        };
        let found = unwatched(|t| discover(&points, &cases, &settings, t)).expect("cases");
        let first = &found.boxes[0];
        let step = first.step();
        assert_eq!(step.restricted, [0, 2], "seed {seed}");
        let limit = |d: usize| points.shown(d, &step.region, &first.trajectory.whole);
        let (x0, x2) = (limit(0), limit(2));
        let near = |limit: Option<f64>, truth: f64| limit.is_some_and(|l| (l - truth).abs() < 0.05);
        assert!(
            near(x0.low, 0.2) && x0.high.is_none(),
            "seed {seed}: {x0:?}"
        );
        assert!(
            near(x2.high, 0.6) && x2.low.is_none(),
            "seed {seed}: {x2:?}"
        );
        assert!(
            step.density > 0.9 && step.coverage > 0.9,
            "seed {seed}: {step:?}"
        );
    }
}
