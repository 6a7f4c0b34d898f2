//! The statistics of the claim audit against SciPy and statsmodels (`tests/fixtures/make_claims.py`), and what
//! must be so whatever the data.

use std::path::Path;

use proptest::prelude::*;

use trilat::analysis::claims::dose::Doses;
use trilat::analysis::claims::equivalence::equivalence_p;
use trilat::analysis::claims::error::ClaimError;
use trilat::analysis::claims::frontier::frontier;
use trilat::analysis::claims::{
    DefaultEffect, Kind, PointEffect, Predicted, Shares, Sign, Vanished, Verdict, holm, judge,
    judge_points, shares, vanishes, wired_in,
};
use trilat::analysis::sensitivity::Bootstrap;

fn fixture(name: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name);
    let mut reader = csv::Reader::from_path(path).expect(name);
    let rows = reader.records();
    rows.map(|row| row.expect(name).iter().map(str::to_owned).collect())
        .collect()
}

fn number(text: &str) -> f64 {
    text.parse().expect("a number")
}

fn close(ours: f64, theirs: f64, error: f64, what: &str) {
    let off = (ours - theirs).abs();
    assert!(
        off <= error * (1.0 + theirs.abs()),
        "{what}: {ours} against {theirs}"
    );
}

#[test]
fn holm_agrees_with_statsmodels() {
    let rows = fixture("claims_holm.csv");
    for case in ["0", "1", "2", "3", "4"] {
        let own: Vec<&Vec<String>> = rows.iter().filter(|row| row[0] == case).collect();
        let p: Vec<f64> = own.iter().map(|row| number(&row[1])).collect();
        assert!(!p.is_empty());
        for (ours, row) in holm(&p).iter().zip(&own) {
            close(*ours, number(&row[2]), 1e-14, case);
        }
    }
}

#[test]
fn effects_and_equivalence_agree_with_statsmodels() {
    for row in fixture("claims_effects.csv") {
        let at = |k: usize| number(&row[k]);
        let effect = PointEffect {
            mean: at(1),
            se: at(2),
            n: row[0].parse().expect("a count"),
        };
        let (low, high) = effect.interval();
        close(effect.p_value(), at(3), 1e-11, "p");
        close(low, at(4), 1e-10, "low");
        close(high, at(5), 1e-10, "high");
        close(
            equivalence_p(&effect, at(6)),
            at(7),
            1e-11,
            "two one-sided tests",
        );
    }
}

const DELTAS: [f64; 6] = [0.02, 0.05, 0.1, 0.2, 0.4, 0.8];

fn doses(case: &str) -> Doses {
    let rows = fixture("claims_doses_data.csv");
    let own: Vec<&Vec<String>> = rows.iter().filter(|row| row[0] == case).collect();
    let column = |k: usize| -> Vec<f64> { own.iter().map(|row| number(&row[k])).collect() };
    let outcomes: Vec<Vec<f64>> = (3..9).map(column).collect();
    Doses::new(&DELTAS, &column(2), &outcomes).expect("doses")
}

fn bootstrap() -> Bootstrap {
    Bootstrap {
        resamples: 2000,
        seed: 1,
        threads: 1,
    }
}

#[test]
fn dose_response_agrees_with_scipy() {
    let expected = fixture("claims_doses.csv");
    for case in ["linear", "threshold", "concave"] {
        let found = doses(case);
        let rows = |statistic: &str| -> Vec<Vec<String>> {
            let own = |row: &&Vec<String>| row[0] == case && row[1] == statistic;
            expected.iter().filter(own).cloned().collect()
        };
        let responses = found.responses();
        assert_eq!(responses.len(), rows("elasticity").len());
        for (ours, row) in responses.iter().zip(rows("elasticity")) {
            close(ours.elasticity, number(&row[3]), 1e-11, case);
            close(ours.interval.low, number(&row[4]), 1e-9, case);
            close(ours.interval.high, number(&row[5]), 1e-9, case);
        }
        let bends = found.bends(&bootstrap());
        assert_eq!(bends.len(), rows("change").len());
        for (ours, row) in bends.iter().zip(rows("change")) {
            close(ours.change.mean, number(&row[3]), 1e-10, case);
            close(ours.change.se, number(&row[4]), 1e-10, case);
            // Simultaneous intervals are wider than single ones, and not absurdly so.
            let reach = (ours.interval.high - ours.interval.low) / 2.0 / ours.change.se;
            assert!(reach > 2.001 && reach < 3.5, "{case}: {reach}");
        }
        for fit in found.fits().expect("fits") {
            let row = &rows(fit.form.name())[0];
            close(fit.chi_squared, number(&row[3]), 1e-6, case);
            if !row[2].is_empty() {
                close(fit.threshold, number(&row[2]), 1e-4, case);
            }
        }
    }
}

#[test]
fn aic_picks_the_form_nearest_to_what_made_the_data() {
    let [linear, threshold, _] = doses("linear").fits().expect("fits");
    assert!(linear.aic < threshold.aic + 2.0);
    let [linear, threshold, bent] = doses("threshold").fits().expect("fits");
    assert!(threshold.aic < linear.aic - 10.0 && threshold.aic < bent.aic);
    assert!((threshold.threshold - 0.3).abs() < 0.05, "{threshold:?}");
    let [linear, threshold, bent] = doses("concave").fits().expect("fits");
    assert!(bent.aic < linear.aic - 10.0 && bent.aic < threshold.aic);
    assert!(bent.change < 0.0, "{bent:?}");
}

#[test]
fn doses_without_an_answer_say_why() {
    let flat = vec![vec![1.0, 2.0, 3.0]; 4];
    let alike = Doses::new(&[0.1, 0.2, 0.3, 0.4], &[1.0, 2.0, 3.0], &flat).expect("doses");
    assert!(matches!(alike.fits(), Err(ClaimError::TooFew { .. })));
    let wrong = Doses::new(&[0.2, 0.1], &[1.0, 2.0], &flat[..2]);
    assert_eq!(wrong, Err(ClaimError::Doses));
    let short = Doses::new(&[0.1], &[1.0, 2.0], &flat[..1]);
    assert!(matches!(
        short,
        Err(ClaimError::Length {
            found: 3,
            expected: 2,
            ..
        })
    ));
    let many: Vec<f64> = (0..20).map(f64::from).collect();
    let same = Doses::new(&[0.1, 0.2, 0.3, 0.4], &many, &vec![many.clone(); 4]).expect("doses");
    assert!(matches!(same.fits(), Err(ClaimError::Constant { .. })));
    assert!(same.responses().iter().all(|r| r.effect.is_zero()));
}

/// The intervals of all second differences of a straight line hold zero at once in 95 % of cases.
#[test]
fn second_differences_of_a_straight_line_are_judged_together() {
    use trilat::ensemble::rng::{agent_id, normal_at};
    let agent = agent_id("doses");
    let mut clean = 0;
    for seed in 0..200 {
        let draw = |r: u32, k: u16| normal_at(seed, 0, r, 3, agent, k);
        let baseline: Vec<f64> = (0..60).map(|r| 10.0 + draw(r, 0)).collect();
        let outcome = |k: usize| {
            (0..60_u32)
                .map(|r| baseline[r as usize] + 2.0 * DELTAS[k] + 0.3 * draw(r, k as u16 + 1))
                .collect()
        };
        let outcomes: Vec<Vec<f64>> = (0..6).map(outcome).collect();
        let found = Doses::new(&DELTAS, &baseline, &outcomes).expect("doses");
        let few = Bootstrap {
            resamples: 500,
            ..bootstrap()
        };
        let bends = found.bends(&few);
        clean += usize::from(bends.iter().all(|bend| bend.interval.holds(0.0)));
    }
    println!("{clean} of 200 hold all zeros");
    assert!(clean >= 180, "{clean}");
}

fn effect(mean: f64, se: f64) -> PointEffect {
    PointEffect { mean, se, n: 100 }
}

#[test]
fn verdicts_follow_the_rules() {
    let of = |plus: usize, minus: usize, zero: usize, undecided: usize| {
        let mut signs = vec![Sign::Plus; plus];
        signs.extend(vec![Sign::Minus; minus]);
        signs.extend(vec![Sign::Zero; zero]);
        signs.extend(vec![Sign::Undecided; undecided]);
        shares(&signs, Predicted::Up)
    };
    let verdict = |s: Shares| judge(Kind::Finding, &s, s.zero);
    assert_eq!(verdict(of(256, 0, 0, 0)), Verdict::Holds);
    assert_eq!(verdict(of(243, 0, 0, 13)), Verdict::Holds);
    // 90 % decided is too few for a lower bound of 0.9.
    assert_eq!(verdict(of(230, 0, 0, 26)), Verdict::HoldsIf);
    assert_eq!(verdict(of(4, 252, 0, 0)), Verdict::Fails);
    assert_eq!(verdict(of(0, 0, 256, 0)), Verdict::NoEffect);
    assert_eq!(verdict(of(100, 50, 0, 106)), Verdict::CannotTell);
    assert_eq!(verdict(of(128, 128, 0, 0)), Verdict::HoldsIf);
    assert_eq!(verdict(of(0, 0, 0, 0)), Verdict::TooFew);
    assert_eq!(judge(Kind::Premise, &of(256, 0, 0, 0), 0), Verdict::Premise);
    // Ten points are too few for a claim to hold or fail, and enough to see that nothing changes anywhere.
    assert_eq!(verdict(of(10, 0, 0, 0)), Verdict::TooFew);
    assert_eq!(verdict(of(0, 10, 0, 0)), Verdict::TooFew);
    assert_eq!(verdict(of(0, 0, 10, 0)), Verdict::NoEffect);
    assert_eq!(verdict(of(5, 5, 0, 0)), Verdict::HoldsIf);
    // A lever that nothing reads, tried at few points: the upper limit of its true share is above a tenth.
    assert!(of(0, 0, 32, 0).true_share.high > 0.1);
    assert_eq!(verdict(of(0, 0, 32, 0)), Verdict::NoEffect);
    // Hardly ever as predicted is no condition under which a claim holds.
    assert_eq!(verdict(of(3, 180, 0, 73)), Verdict::CannotTell);
    assert_eq!(verdict(of(0, 200, 0, 56)), Verdict::CannotTell);
    // Within the margin: where signs are told, they decide.
    let within = |s: Shares| judge(Kind::Finding, &s, s.points);
    assert_eq!(within(of(256, 0, 0, 0)), Verdict::Holds);
    assert_eq!(within(of(0, 256, 0, 0)), Verdict::Fails);
    assert_eq!(within(of(20, 20, 0, 216)), Verdict::NoEffect);

    let wired = wired_in(Kind::Finding, &of(256, 0, 0, 0), &[Vanished::Zero]);
    assert!(wired.everywhere && !wired.survives && wired.suspect());
    let wired = wired_in(Kind::Finding, &of(250, 1, 0, 5), &[Vanished::Remains]);
    assert!(!wired.everywhere && wired.survives);
    assert!(!wired_in(Kind::Premise, &of(256, 0, 0, 0), &[Vanished::Remains]).suspect());
}

#[test]
fn an_effect_vanishes_in_every_pair_or_within_a_tenth() {
    let default = effect(1.0, 0.05);
    assert_eq!(vanishes(&effect(0.0, 0.0), &default), Vanished::Zero);
    assert_eq!(
        vanishes(&effect(0.01, 0.02), &default),
        Vanished::Equivalent
    );
    assert_eq!(vanishes(&effect(0.3, 0.05), &default), Vanished::Remains);
    assert_eq!(vanishes(&effect(0.05, 0.2), &default), Vanished::Unclear);
    let none = effect(0.1, 0.2);
    assert_eq!(vanishes(&effect(0.3, 0.05), &none), Vanished::NothingThere);
}

#[test]
fn effects_at_the_defaults_leave_out_missing_pairs() {
    let base = [1.0, 2.0, f64::NAN, 3.0, 6.0];
    let changed = [2.0, 2.0, 5.0, f64::NAN, 8.0];
    let found = DefaultEffect::of(&base, &changed, 100.0);
    assert_eq!(found.effect, PointEffect::of(&[1.0, 0.0, 2.0]));
    assert_eq!((found.effect.n, found.baseline_mean), (3, 3.0));
    let sd = f64::sqrt(7.0);
    close(found.standardised, 1.0 / sd, 1e-12, "in sd of the baseline");
    close(found.relative, 100.0 / 3.0, 1e-12, "in %");
    // t(5) 1/√6 = 1.049 and t(6) 1/√7 = 0.925: seven pairs tell an effect of one with sd one.
    assert_eq!(found.pairs_needed, Some(7));
}

#[test]
fn a_frontier_has_an_interval_and_ends_with_the_grid() {
    let column: Vec<PointEffect> = [-4.0, -1.0, 1.0, 4.0].map(|m| effect(m, 1.0)).into();
    let found = frontier(&[0.3], &[0.0, 1.0, 2.0, 3.0], &[column]);
    assert_eq!(found.len(), 1);
    close(found[0].y, 1.5, 1e-12, "crossing");
    // The upper end of the interval crosses zero where −1 − 3 (1 − y) + 1.984 does.
    close(
        found[0].interval.low,
        1.0 - (1.984_217 - 1.0) / 3.0,
        1e-6,
        "low",
    );
    close(
        found[0].interval.high,
        2.0 + (1.984_217 - 1.0) / 3.0,
        1e-6,
        "high",
    );
    let weak: Vec<PointEffect> = [-1.0, 1.0].map(|m| effect(m, 1.0)).into();
    let found = frontier(&[0.3], &[0.0, 1.0], &[weak]);
    assert_eq!((found[0].interval.low, found[0].interval.high), (0.0, 1.0));
    let none: Vec<PointEffect> = [1.0, 2.0].map(|m| effect(m, 0.1)).into();
    assert!(frontier(&[0.3], &[0.0, 1.0], &[none]).is_empty());
}

proptest! {
    /// More claims can only make a sign harder to have, and the strongest claim decides as it would with Bonferroni.
    #[test]
    fn holm_is_between_bonferroni_and_none(means in prop::collection::vec(-5.0_f64..5.0, 1..12)) {
        let together: Vec<Vec<PointEffect>> = means.iter().map(|m| vec![effect(*m, 1.0)]).collect();
        let signs = judge_points(&together);
        for (mean, sign) in means.iter().zip(&signs) {
            let alone = judge_points(&[vec![effect(*mean, 1.0)]]);
            prop_assert!(sign[0] == Sign::Undecided || sign[0] == alone[0][0]);
            let bonferroni = effect(*mean, 1.0).p_value() * means.len() as f64 <= 0.05;
            prop_assert!(!bonferroni || sign[0] != Sign::Undecided);
        }
    }

    /// Turning every effect round turns every share round.
    #[test]
    fn the_opposite_claim_has_the_opposite_shares(
        means in prop::collection::vec(prop::sample::select(vec![-4.0, -1.0, 0.0, 1.0, 4.0]), 1..60),
    ) {
        let effects: Vec<PointEffect> =
            means.iter().map(|m| effect(*m, if *m == 0.0 { 0.0 } else { 1.0 })).collect();
        let signs = judge_points(&[effects]).remove(0);
        let (up, down) = (shares(&signs, Predicted::Up), shares(&signs, Predicted::Down));
        prop_assert_eq!((up.predicted, up.opposite), (down.opposite, down.predicted));
        prop_assert_eq!((up.zero, up.undecided), (down.zero, down.undecided));
        prop_assert_eq!(up.true_share, down.true_opposite);
        prop_assert_eq!(up.predicted + up.opposite + up.zero + up.undecided, up.points);
        prop_assert!(0.0 <= up.true_share.low && up.true_share.low <= up.true_share.high);
        prop_assert!(up.true_share.high <= 1.0);
        let share = up.share(up.predicted);
        prop_assert!(up.true_share.low <= share && share <= up.true_share.high + 1e-12);
    }
}

proptest! {
    /// Every verdict has its reason, and no reason is passed over.
    #[test]
    fn a_verdict_is_never_without_its_reason(
        plus in 0..300_usize, minus in 0..300_usize, zero in 0..300_usize, undecided in 0..300_usize, near in 0.0..=1.0_f64,
    ) {
        let counts = [(Sign::Plus, plus), (Sign::Minus, minus), (Sign::Zero, zero), (Sign::Undecided, undecided)];
        let signs: Vec<Sign> = counts.iter().flat_map(|(sign, n)| std::iter::repeat_n(*sign, *n)).collect();
        let found = shares(&signs, Predicted::Up);
        let within = found.zero + (near * (found.points - found.zero) as f64) as u64;
        let share = |count: u64| count as f64 / found.points as f64;
        let all = shares(&vec![Sign::Plus; signs.len()], Predicted::Up);
        let few = found.points < 10 || all.true_share.low < 0.9;
        match judge(Kind::Finding, &found, within) {
            Verdict::Holds => prop_assert!(found.true_share.low >= 0.9),
            Verdict::Fails => prop_assert!(found.true_share.high <= 0.1 && share(found.zero) < 0.9),
            Verdict::NoEffect => prop_assert!(share(within) >= 0.9),
            Verdict::HoldsIf => prop_assert!(found.true_share.low > 0.1 && share(found.undecided) <= 0.3),
            Verdict::TooFew => prop_assert!(few),
            Verdict::CannotTell => prop_assert!(
                !few && share(within) < 0.9 && (found.true_share.low <= 0.1 || share(found.undecided) > 0.3)
            ),
            Verdict::Premise => prop_assert!(false),
        }
        // Nothing in any pair is no effect, however many points there are, from ten on.
        if found.zero == found.points && found.points >= 10 {
            prop_assert_eq!(judge(Kind::Finding, &found, within), Verdict::NoEffect);
        }
    }
}
