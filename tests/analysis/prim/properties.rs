//! What PRIM must do on any data: find a planted box, keep silent on noise, repeat itself.

use std::sync::atomic::{AtomicBool, Ordering};

use proptest::prelude::*;

use trilat::analysis::prim::discover::{self as library, Discovery};
use trilat::analysis::prim::error::PrimError;
use trilat::analysis::prim::points::{Dimension, Points, Shown};
use trilat::analysis::prim::search::{Frame, search};
use trilat::analysis::prim::settings::{Search, Settings};
use trilat::fault::{Fault, HasFault};
use trilat::watch::{Ticker, unwatched};

/// [`library::discover`], which nobody stops.
fn discover(points: &Points, cases: &[bool], settings: &Settings) -> Result<Discovery, PrimError> {
    unwatched(|ticker| library::discover(points, cases, settings, ticker))
}

/// Uniform numbers without a generator's state: a Weyl sequence of the seed, scrambled.
fn uniform(seed: u64, place: u64) -> f64 {
    let mut x =
        seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (place + 1).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    for _ in 0..3 {
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x ^= x >> 27;
    }
    (x >> 11) as f64 / (1_u64 << 53) as f64
}

fn cloud(seed: u64, points: usize, dimensions: usize) -> Points {
    let column = |d: usize| {
        let values = (0..points).map(|k| uniform(seed, (k * dimensions + d) as u64));
        Dimension::numbers(&format!("x{d}"), values.collect())
    };
    Points::new((0..dimensions).map(column).collect()).unwrap()
}

fn quiet(search: Search) -> Settings {
    Settings {
        search,
        resamples: 0,
        shuffles: 0,
        ..Settings::default()
    }
}

fn shown(
    points: &Points,
    cases: &[bool],
    settings: &Settings,
) -> (Vec<usize>, Vec<Shown>, f64, f64) {
    let found = discover(points, cases, settings).unwrap();
    let first = &found.boxes[0];
    let step = first.step();
    let each = (0..points.dimensions().len())
        .map(|d| points.shown(d, &step.region, &first.trajectory.whole))
        .collect();
    (step.restricted.clone(), each, step.density, step.coverage)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// On a full grid every peel is a level, so the limits are the planted ones exactly: within one sample
    /// spacing, as sharp as the sample can be.
    #[test]
    fn a_planted_box_on_a_grid_is_found_exactly(
        low in prop::array::uniform2(0_usize..5), width in prop::array::uniform2(2_usize..5),
    ) {
        let level = |point: usize, d: usize| point / [1, 8, 64][d] % 8;
        let column = |d: usize| {
            let values = (0..512).map(|point| 0.1 * level(point, d) as f64);
            Dimension::numbers(["x", "y", "z"][d], values.collect())
        };
        let points = Points::new((0..3).map(column).collect()).unwrap();
        let high = [0, 1].map(|d| (low[d] + width[d] - 1).min(7));
        let inside = |p: usize| (0..2).all(|d| (low[d]..=high[d]).contains(&level(p, d)));
        let cases: Vec<bool> = (0..512).map(inside).collect();
        prop_assume!((0..2).any(|d| low[d] > 0 || high[d] < 7));
        let settings = quiet(Search { mass: 0.01, ..Search::default() });
        let (_, limits, density, coverage) = shown(&points, &cases, &settings);
        prop_assert_eq!((density, coverage), (1.0, 1.0));
        for d in 0..2 {
            // Halfway between the last level inside and the first outside.
            let near = |limit: Option<f64>, edge: f64| limit.is_some_and(|x| (x - edge).abs() < 1e-12);
            if low[d] > 0 {
                prop_assert!(near(limits[d].low, 0.1 * low[d] as f64 - 0.05), "{limits:?}");
            } else {
                prop_assert_eq!(limits[d].low, None);
            }
            if high[d] < 7 {
                prop_assert!(near(limits[d].high, 0.1 * high[d] as f64 + 0.05), "{limits:?}");
            } else {
                prop_assert_eq!(limits[d].high, None);
            }
        }
        prop_assert_eq!(&limits[2], &Shown::default());
    }

    /// Scattered points are peeled 5 % at a time: a limit is off by no more points than one peel takes.
    #[test]
    fn a_planted_box_among_scattered_points_is_found_within_one_peel(
        seed: u64, low in prop::array::uniform2(0.1_f64..0.5), width in prop::array::uniform2(0.35_f64..0.5),
    ) {
        let points = cloud(seed, 600, 4);
        let value = |p: usize, d: usize| points.dimensions()[d].values[p];
        let high = [0, 1].map(|d| low[d] + width[d]);
        let inside = |p: usize| (0..2).all(|d| low[d] <= value(p, d) && value(p, d) <= high[d]);
        let cases: Vec<bool> = (0..600).map(inside).collect();
        let (restricted, limits, density, coverage) = shown(&points, &cases, &quiet(Search::default()));
        prop_assert_eq!(&restricted, &[0, 1], "density {} coverage {}", density, coverage);
        prop_assert!(density > 0.85 && coverage > 0.85, "density {density} coverage {coverage}");
        for d in 0..2 {
            let other = 1 - d;
            let row: Vec<f64> = (0..600)
                .filter(|p| low[other] <= value(*p, other) && value(*p, other) <= high[other])
                .map(|p| value(p, d))
                .collect();
            // A peel takes 5 % of the points in the box, which holds at most these.
            let peel = (0.05 * row.len() as f64).ceil() as usize + 1;
            for (found, edge) in [(limits[d].low.unwrap_or(0.0), low[d]), (limits[d].high.unwrap_or(1.0), high[d])] {
                let between = row.iter().filter(|x| (**x - found) * (**x - edge) < 0.0).count();
                prop_assert!(between <= peel, "{between} points between {found} and {edge}, a peel is {peel}");
            }
        }
    }

    /// Only the order of values matters, so a logarithmic scale is nothing special.
    #[test]
    fn a_monotone_scale_changes_no_step(seed: u64) {
        let points = cloud(seed, 120, 3);
        let cases: Vec<bool> = (0..120).map(|p| uniform(seed ^ 1, p as u64) < 0.3).collect();
        let stretched = points.dimensions().iter().map(|d| {
            Dimension::numbers(&d.name, d.values.iter().map(|x| libm::exp(9.0 * x)).collect())
        });
        let stretched = Points::new(stretched.collect()).unwrap();
        let counts = |points: &Points| {
            let frame = Frame::of(points, &cases, (0..120).collect());
            let steps = unwatched(|t| search(&frame, &Search::default(), t)).unwrap().steps;
            steps.iter().map(|s| (s.count, s.restricted.clone())).collect::<Vec<_>>()
        };
        prop_assert_eq!(counts(&points), counts(&stretched));
    }

    /// Boxes do not share points, every point in a box lies within its limits, no box is too small, and
    /// no more factors are restricted than allowed.
    #[test]
    fn boxes_are_disjoint_and_as_described(seed: u64, most in 1_usize..3) {
        let points = cloud(seed, 200, 4);
        let cases: Vec<bool> = (0..200)
            .map(|p| points.dimensions()[0].values[p] > 0.6 || uniform(seed ^ 2, p as u64) < 0.15)
            .collect();
        let search = Search { most: Some(most), ..Search::default() };
        let found = discover(&points, &cases, &Settings { boxes: 3, ..quiet(search) }).unwrap();
        let mut seen = [false; 200];
        for found in &found.boxes {
            let step = found.step();
            prop_assert_eq!(found.members.len(), step.count.points);
            prop_assert!(found.trajectory.steps.iter().all(|s| s.mass >= 0.05 && s.restricted.len() <= most));
            prop_assert_eq!(found.members.iter().filter(|p| cases[**p as usize]).count(), step.count.cases);
            for point in &found.members {
                prop_assert!(step.region.contains(&points, *point));
                prop_assert!(!std::mem::replace(&mut seen[*point as usize], true));
            }
        }
    }
}

/// Points without any structure, a fifth of them cases.
fn noise(seed: u64, points: usize, dimensions: usize) -> (Points, Vec<bool>) {
    let case = |p| uniform(seed ^ 0xabcd, 70_000 + p) < 0.2;
    let cases = (0..points as u64).map(case).collect();
    (cloud(seed + 99, points, dimensions), cases)
}

/// A permutation test is exact: of data sets without structure, 5 % seem significant at 5 %. With 200 of
/// them the count is binomial, mean 10, standard deviation 3.1.
#[test]
fn noise_is_significant_at_the_nominal_rate() {
    let significant = |seed: &u64| {
        let (points, cases) = noise(*seed, 100, 3);
        let settings = Settings {
            resamples: 0,
            shuffles: 39,
            seed: *seed,
            ..Settings::default()
        };
        let found = discover(&points, &cases, &settings).unwrap();
        found.boxes[0].shuffled.p() <= 0.05
    };
    let count = (0..200).filter(significant).count();
    assert!((3..=19).contains(&count), "{count} of 200");
}

/// Why the shuffles are needed: with 15 factors PRIM finds dense boxes in noise, whose quasi-p-values do not
/// tell that they are.
#[test]
fn quasi_p_values_alone_would_believe_in_noise() {
    let (mut believed, mut density) = (0, 0.0);
    for seed in 0..40 {
        let (points, cases) = noise(seed, 500, 15);
        let found = discover(&points, &cases, &quiet(Search::default())).unwrap();
        let first = &found.boxes[0];
        let last = first.quasi_p.last().unwrap();
        believed += usize::from(last.iter().any(|q| q.dropped <= 0.05));
        density += first.trajectory.steps.last().unwrap().density / 40.0;
    }
    assert!(
        believed > 20 && density > 0.4,
        "{believed} of 40, density {density}"
    );
}

#[test]
fn a_real_box_is_significant_and_its_factor_is_reproduced() {
    let points = cloud(5, 200, 5);
    let cases: Vec<bool> = (0..200)
        .map(|p| (points.dimensions()[1].values[p] > 0.75) != (uniform(6, p as u64) < 0.05))
        .collect();
    let found = discover(&points, &cases, &Settings::default()).unwrap();
    let first = &found.boxes[0];
    assert_eq!(first.step().restricted, [1]);
    assert_eq!(first.shuffled.p(), 1.0 / 200.0);
    assert_eq!(first.reproduced[1].coverage, 1.0);
    for noise in [0, 2, 3, 4] {
        // Half of the points also restrict factors that do nothing, but not always.
        assert!(
            first.reproduced[noise].coverage < 0.9,
            "{:?}",
            first.reproduced
        );
    }
    assert!(first.quasi_p[first.selected.step][0].dropped < 1e-6);
    // The same again, whatever else ran.
    assert_eq!(
        discover(&points, &cases, &Settings::default()).unwrap(),
        found
    );
    let other = Settings {
        seed: 2,
        ..Settings::default()
    };
    let other = discover(&points, &cases, &other).unwrap();
    assert_eq!(other.boxes[0].trajectory, first.trajectory);
    assert_ne!(other.boxes[0].reproduced, first.reproduced);
}

#[test]
fn a_wanted_density_and_a_chosen_step_are_obeyed() {
    let points = cloud(11, 300, 3);
    let cases: Vec<bool> = (0..300)
        .map(|p| points.dimensions()[0].values[p] > 0.5 && uniform(12, p as u64) < 0.8)
        .collect();
    let find = |threshold, steps: Vec<usize>| {
        let settings = Settings {
            threshold,
            steps,
            ..quiet(Search::default())
        };
        discover(&points, &cases, &settings)
    };
    let wanted = find(Some(0.7), Vec::new()).unwrap();
    let first = &wanted.boxes[0];
    assert!(first.selected.reached && first.step().density >= 0.7);
    // Of the steps with as few restrictions it is the one that covers most.
    for step in &first.trajectory.steps {
        let as_good = step.density >= 0.7 && step.restricted.len() <= first.step().restricted.len();
        assert!(!as_good || step.coverage <= first.step().coverage);
    }
    let too_much = find(Some(1.0), Vec::new()).unwrap();
    let densest = &too_much.boxes[0];
    if !densest.selected.reached {
        let all = densest.trajectory.steps.iter();
        assert!(all.map(|s| s.density).all(|d| d <= densest.step().density));
    }
    assert_eq!(find(None, vec![4]).unwrap().boxes[0].selected.step, 4);
    let last = first.trajectory.steps.len() - 1;
    let error = find(None, vec![900]).unwrap_err();
    assert_eq!(
        error,
        PrimError::Step {
            number: 1,
            step: 900,
            last
        }
    );
}

#[test]
fn what_cannot_be_searched_is_refused_with_the_reason() {
    let few = cloud(1, 12, 2);
    let message = |points: &Points, cases: &[bool], settings: &Settings| {
        discover(points, cases, settings).unwrap_err().to_string()
    };
    let usual = Settings::default();
    let text = message(&few, &[true; 12], &usual);
    assert!(
        text.contains("12 points are too few") && text.contains("at least 40"),
        "{text}"
    );
    let points = cloud(1, 60, 2);
    assert!(message(&points, &[false; 60], &usual).contains("no case among 60 points"));
    assert!(message(&points, &[true; 60], &usual).contains("all 60 points are cases"));
    assert!(message(&points, &[true; 3], &usual).contains("`cases` has 3 values for 60 points"));
    let search = Search {
        peel: 0.5,
        ..Search::default()
    };
    assert_eq!(
        message(&points, &[true; 60], &quiet(search)),
        "peel = 0.5: must be above 0 and below 0.5"
    );
    let constant = Points::new(vec![Dimension::numbers("x", vec![1.0; 60])]);
    assert_eq!(constant.unwrap_err(), PrimError::NothingVaries);
    let missing = Points::new(vec![Dimension::numbers("x", vec![1.0, f64::NAN])]);
    assert!(
        missing
            .unwrap_err()
            .to_string()
            .contains("`x` has no usable value at point 1")
    );
}

#[test]
fn searches_are_counted_and_each_can_be_stopped() {
    let points = cloud(7, 200, 3);
    let cases: Vec<bool> = (0..200).map(|k| uniform(8, k) > 0.7).collect();
    let settings = Settings {
        resamples: 3,
        shuffles: 4,
        ..Settings::default()
    };
    assert_eq!(library::searches(&settings), 8);
    for at in 1..=9 {
        let (mut last, stop) = (0, AtomicBool::new(false));
        let mut tell = |done| {
            last = done;
            stop.store(done >= at, Ordering::Relaxed);
        };
        let found = library::discover(
            &points,
            &cases,
            &settings,
            &mut Ticker::new(&mut tell, &stop),
        );
        match at {
            9 => assert!(found.is_ok() && last == 8),
            _ => assert_eq!((found.unwrap_err().fault(), last), (Fault::Interrupted, at)),
        }
    }
}
