//! Properties of the closed forms: ranges, theorems, limits, and agreement of the two layers.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use trilat::theory::bivariate_normal::bivariate_normal_cdf;
use trilat::theory::crisis_signalling::{CrisisPayoffs, Selection, crisis_signalling, select};
use trilat::theory::operations as ops;
use trilat::theory::signals as sig;
use trilat::theory::strategy as strat;

fn probability() -> impl Strategy<Value = f64> {
    prop_oneof![8 => 0.0..=1.0, 1 => Just(0.0), 1 => Just(1.0)]
}

fn in_unit(x: f64) -> bool {
    (-1e-12..=1.0 + 1e-12).contains(&x)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, rng_seed: RngSeed::Fixed(1997), ..ProptestConfig::default() })]

    #[test]
    fn signals_are_probabilities(
        b in -3.0..3.0, cost in -3.0..3.0, s in 0.01..2.0, v in probability(), f in probability(),
    ) {
        let sent = sig::send_probability(b, cost, s);
        prop_assert!(in_unit(sent));
        let seen = sig::seen_probability(sent, v, f);
        prop_assert!(in_unit(seen));
        prop_assert!(sig::send_probability(b, cost + 0.1, s) <= sent);
        let by_formula = if seen > 0.5 { seen.ln() } else { (1.0 - seen).ln() };
        prop_assert!((sig::sighting_log_likelihood(seen, f64::from(u8::from(seen > 0.5))) - by_formula).abs() < 1e-9);
    }

    #[test]
    fn s4_log_odds_and_probability_agree(l in -30.0..30.0_f64, h in 0.001..=1.0, pi0 in 0.01..0.99) {
        let p = 1.0 / (1.0 + (-l).exp());
        let by_probability = sig::predict_probability(p, h, pi0);
        let by_log_odds = sig::predict_log_odds(l, h, pi0);
        prop_assert!((1.0 / (1.0 + (-by_log_odds).exp()) - by_probability).abs() < 1e-12);
    }

    #[test]
    fn joint_prediction_keeps_the_sum_and_predicts_each_marginal(
        weights in prop::collection::vec(0.0..1.0_f64, 8),
        h in prop::array::uniform3(probability()), pi0 in prop::array::uniform3(probability()),
    ) {
        let total: f64 = weights.iter().sum();
        prop_assume!(total > 1e-3);
        let before: Vec<f64> = weights.iter().map(|w| w / total).collect();
        let mut after = before.clone();
        sig::joint_predict(&mut after, &h, &pi0);
        prop_assert!((after.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        // Against the definition, Σ_z' P(z')Π T(z|z').
        for (z, got) in after.iter().enumerate() {
            let want: f64 = before.iter().enumerate().map(|(y, p)| {
                (0..3).fold(*p, |product, i| {
                    let from = f64::from(u8::from(y >> i & 1 == 1));
                    let one = (1.0 - h[i]) * from + h[i] * pi0[i];
                    product * if z >> i & 1 == 1 { one } else { 1.0 - one }
                })
            }).sum();
            prop_assert!((got - want).abs() < 1e-12);
        }
        for i in 0..3 {
            let want = sig::predict_probability(sig::joint_marginal(&before, i), h[i], pi0[i]);
            prop_assert!((sig::joint_marginal(&after, i) - want).abs() < 1e-12);
        }
    }

    #[test]
    fn joint_update_is_a_martingale(
        priors in prop::array::uniform3(0.01..0.99_f64), f in prop::collection::vec(0.01..0.99_f64, 8),
    ) {
        let prior = sig::joint_independent(&priors);
        let seen: f64 = prior.iter().zip(&f).map(|(p, f)| p * f).sum();
        let posterior = |likelihood: Vec<f64>| {
            let mut p = prior.clone();
            let ln: Vec<f64> = likelihood.iter().map(|x| x.ln()).collect();
            sig::joint_update(&mut p, &ln, 1.0);
            p
        };
        let yes = posterior(f.clone());
        let no = posterior(f.iter().map(|x| 1.0 - x).collect());
        for (z, p) in prior.iter().enumerate() {
            prop_assert!((seen * yes[z] + (1.0 - seen) * no[z] - p).abs() < 1e-12);
        }
    }

    #[test]
    fn correlation_is_a_correlation(weights in prop::collection::vec(0.0..1.0_f64, 4)) {
        let total: f64 = weights.iter().sum();
        prop_assume!(total > 1e-3);
        let p: Vec<f64> = weights.iter().map(|w| w / total).collect();
        let (i, j) = (sig::joint_marginal(&p, 0), sig::joint_marginal(&p, 1));
        let r = sig::correlation(sig::joint_pair(&p, 0, 1), i, j);
        prop_assert!((-1.0 - 1e-9..=1.0 + 1e-9).contains(&r));
    }

    #[test]
    fn information_is_never_worth_less_than_nothing(
        belief in probability(), gain in -2.0..2.0, loss in -2.0..2.0, lambda in 0.05..30.0,
        q1 in probability(), q0 in probability(),
    ) {
        let value = sig::value_of_information(belief, gain, loss, lambda, (q1, q0));
        prop_assert!(value > -1e-12, "{value}");
        prop_assert!(sig::value_of_information(belief, gain, loss, lambda, (q1, q1)).abs() < 1e-12);
    }

    #[test]
    fn choice_value_lies_between_best_and_best_plus_log_n(
        u in prop::collection::vec(-1e4..1e4_f64, 1..7), lambda in 0.01..100.0,
    ) {
        let best = u.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let value = sig::value_of_choice(lambda, &u);
        prop_assert!(value >= best - 1e-9 && value <= best + (u.len() as f64).ln() / lambda + 1e-9);
    }

    #[test]
    fn ces_is_a_mean_that_rises_with_substitutability(
        s in prop::collection::vec(probability(), 1..5), raw in prop::collection::vec(0.01..1.0_f64, 5),
        u in 0.02..=1.0_f64, step in 0.0..0.5_f64,
    ) {
        let total: f64 = raw[..s.len()].iter().sum();
        let w: Vec<f64> = raw[..s.len()].iter().map(|x| x / total).collect();
        let mean = sig::ces(&s, &w, u);
        let low = s.iter().copied().fold(f64::INFINITY, f64::min);
        let high = s.iter().copied().fold(0.0, f64::max);
        prop_assert!(mean >= low - 1e-7 && mean <= high + 1e-7, "{mean} not in [{low}, {high}]");
        prop_assert!(sig::ces(&s, &w, (u + step).min(1.0)) >= mean - 2e-7);
        // Homogeneous of degree one.
        let doubled: Vec<f64> = s.iter().map(|x| 2.0 * x).collect();
        prop_assert!((sig::ces(&doubled, &w, u) - 2.0 * mean).abs() < 1e-9);
    }

    #[test]
    fn ces2_is_ces_of_two(a in probability(), b in probability(), u in 0.02..=1.0_f64) {
        let general = sig::ces(&[a, b], &[0.5, 0.5], u);
        prop_assert!((sig::ces2(a, b, u) - general).abs() < 1e-9, "{} {general}", sig::ces2(a, b, u));
        prop_assert_eq!(sig::ces2(a, b, u).to_bits(), sig::ces2(b, a, u).to_bits());
        if a > 0.0 && b > 0.0 && (u - 0.5).abs() > 1e-3 {
            let rho = sig::ces_rho(u);
            let sum = 0.5 * sig::ces_term(a.ln(), rho) + 0.5 * sig::ces_term(b.ln(), rho);
            if sum.is_normal() {
                prop_assert!((sig::ces_value(sum, rho) - general).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn leakers_are_between_none_and_all_and_a_plan_is_best(
        n in 1.0..60.0_f64, m in prop::collection::vec(0.0..80.0_f64, 1..5), p in probability(),
        cap in 1_u32..6,
    ) {
        let cap = f64::from(cap);
        let survival = m.iter().fold(1.0, |s, &m| s * ops::blind_survival(n, m, p, cap));
        let blind = ops::blind_leakers(n, survival);
        let pooled_cap = cap * m.len() as f64;
        let total: f64 = m.iter().sum();
        let planned = ops::choreographed_leakers(n, total, p, pooled_cap);
        prop_assert!((0.0..=n * (1.0 + 1e-12)).contains(&blind));
        prop_assert!((0.0..=n * (1.0 + 1e-12)).contains(&planned));
        // A theorem when all nations' shots are alike and the pooled cap is the sum of caps: an even
        // spread minimises leakage, and the blind plan is one of the spreads. It fails if the pooled
        // salvo is capped below Σ n_max, or if nations' p differ and the pool uses their mean.
        prop_assert!(planned <= blind + 1e-9 * n, "{planned} > {blind}");
        // And nations that plan leak less than shots at random: by Bernoulli's inequality a theorem
        // for whole numbers of interceptors below the cap, not for expected (fractional) numbers.
        let whole: Vec<f64> = m.iter().map(|m| m.floor()).collect();
        if whole.iter().all(|m| m / n < cap) {
            let survival = whole.iter().fold(1.0, |s, &m| s * ops::blind_survival(n, m, p, cap));
            let random = ops::independent_fire(n, whole.iter().sum(), p);
            prop_assert!(ops::blind_leakers(n, survival) <= random + 1e-9 * n);
        }
        if let [alone] = m[..] {
            prop_assert!((ops::choreographed_leakers(n, alone, p, cap) - blind).abs() < 1e-9 * n);
        }
        prop_assert!(ops::choreographed_leakers(n, total + 1.0, p, pooled_cap) <= planned + 1e-9 * n);
    }

    #[test]
    fn tracks_and_assets_are_probabilities(
        track in probability(), p in probability(), shots in 0_u32..5, w in 1_u32..30, coverage in 0.0..5.0,
    ) {
        let (n, w) = (f64::from(shots), f64::from(w));
        let kill = ops::track_kill(track, p, n);
        let apart = ops::no_leak_separate_tracks(kill, w);
        let shared = ops::no_leak_shared_track(track, p, n, w);
        prop_assert!(in_unit(kill) && in_unit(apart) && in_unit(shared));
        // P_t^W ≤ P_t: a shared link has fewer bad days.
        prop_assert!(apart <= shared + 1e-12);
        prop_assert!(ops::random_search(coverage) <= ops::exhaustive_search(coverage) + 1e-12);
        let spent = ops::shoot_look_shoot(p, n);
        prop_assert!(spent <= n + 1e-12 && spent >= 0.0);
    }

    #[test]
    fn pooling_helps(servers in 2_u32..12, share in 0.05..0.95_f64) {
        let c = f64::from(servers);
        prop_assert!(ops::queue_time(servers, c * share, 1.0) <= ops::queue_time_single(share, 1.0));
        prop_assert!(ops::erlang_b(2 * servers, 2.0 * c * share) <= ops::erlang_b(servers, c * share));
        prop_assert!(ops::erlang_b(servers, c * share) <= ops::erlang_c(servers, c * share));
        let whole = ops::erlang_b_between(c, c * share, 12);
        prop_assert_eq!(whole, ops::erlang_b(servers, c * share));
        let between = ops::erlang_b_between(c - 0.5, c * share, 12);
        prop_assert!(between >= whole && between <= ops::erlang_b(servers - 1, c * share));
    }

    #[test]
    fn more_approvals_take_longer(mean in 0.1..20.0_f64, deadline in 0.0..60.0_f64, n in 1_u32..9) {
        let one = ops::approval_single(deadline, mean);
        let slowest = ops::approval_slowest(deadline, mean, f64::from(n));
        let series = ops::approval_in_series(deadline, mean, n);
        prop_assert!(in_unit(one) && in_unit(slowest) && in_unit(series));
        prop_assert!(series <= slowest + 1e-12 && slowest <= one + 1e-12);
    }

    #[test]
    fn attrition_probabilities_add_up(
        a in prop::array::uniform2(0.01..20.0_f64), c in prop::array::uniform2(0.05..5.0_f64), near in any::<bool>(),
    ) {
        let a = if near { [a[0], a[0] * (1.0 + 0.2 * (a[1] / 20.0 - 0.5))] } else { a };
        let y = strat::war_of_attrition(a, c);
        prop_assert!(in_unit(y.war) && in_unit(y.escalates[0]) && in_unit(y.escalates[1]));
        prop_assert!(in_unit(y.backs_down[0]) && in_unit(y.backs_down[1]));
        // One of the states escalates for sure unless both are ready for war at once.
        let exactly_one_ends = y.war + y.backs_down[0] + y.backs_down[1];
        let both_give_way_at_once = (1.0 - y.escalates[0]) * (1.0 - y.escalates[1]);
        prop_assert!((exactly_one_ends - 1.0 - both_give_way_at_once).abs() < 1e-9, "{y:?}");
    }

    #[test]
    fn bivariate_normal_obeys_its_identities(h in -5.0..5.0_f64, k in -5.0..5.0_f64, rho in -0.999..0.999_f64) {
        let p = bivariate_normal_cdf(h, k, rho);
        let cdf = trilat::math::normal_cdf;
        prop_assert!((p - bivariate_normal_cdf(k, h, rho)).abs() < 1e-12);
        prop_assert!((p + bivariate_normal_cdf(h, -k, -rho) - cdf(h)).abs() < 1e-12);
        prop_assert!((bivariate_normal_cdf(h, 60.0, rho) - cdf(h)).abs() < 1e-12);
        prop_assert!((bivariate_normal_cdf(h, k, 0.0) - cdf(h) * cdf(k)).abs() < 1e-15);
        let at_origin = 0.25 + rho.asin() / std::f64::consts::TAU;
        prop_assert!((bivariate_normal_cdf(0.0, 0.0, rho) - at_origin).abs() < 1e-12);
    }
}

/// The T8 fixed-point map, written from its equations and not from the code under test.
fn best_response(g: &CrisisPayoffs, p: f64) -> f64 {
    let cdf = trilat::math::normal_cdf;
    let c = (g.s_a - (1.0 - p) * g.v_a) / p;
    let challenge = 1.0 - cdf(c - g.a) * cdf(c - g.w_a);
    let root = std::f64::consts::SQRT_2;
    let fight = bivariate_normal_cdf((g.w_a - g.a) / root, g.w_a - c, 1.0 / root) / challenge;
    cdf((fight * g.w_b + (1.0 - fight) * g.v_b - g.c_b) / fight)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, rng_seed: RngSeed::Fixed(1997), ..ProptestConfig::default() })]

    #[test]
    fn t8_every_root_of_a_dense_grid_is_found(
        v_a in 0.5..1.5_f64, v_b in 0.4..1.6_f64, w_a in -2.6..0.0_f64, w_b in -3.5..0.0_f64, a in -1.8..0.0_f64,
    ) {
        let g = CrisisPayoffs { s_a: 0.0, v_a, c_b: 0.0, v_b, w_a, w_b, a };
        let found = crisis_signalling(&g).unwrap();
        prop_assert!(!found.is_empty());
        for e in &found {
            // Far out in a tail the map is flat and this check is weak, never wrong.
            if (1e-6..1.0 - 1e-6).contains(&e.resist) {
                prop_assert!((best_response(&g, e.resist) - e.resist).abs() < 1e-9, "{e:?}");
            }
            prop_assert!(in_unit(e.challenge) && in_unit(e.fight) && in_unit(e.war));
        }
        let (n, low, high) = (4000_u32, 1e-4, 1.0 - 1e-7);
        let at = |i: u32| low + (high - low) * f64::from(i) / f64::from(n);
        let mut last = best_response(&g, at(0)) - at(0);
        for i in 1..=n {
            let next = best_response(&g, at(i)) - at(i);
            if last * next < 0.0 {
                let inside = found.iter().any(|e| e.resist >= at(i - 1) - 1e-12 && e.resist <= at(i) + 1e-12);
                prop_assert!(inside, "no root reported between {} and {}: {found:?}", at(i - 1), at(i));
            }
            last = next;
        }
        let least = select(&found, Selection::LeastResistance).unwrap();
        let most = select(&found, Selection::MostResistance).unwrap();
        prop_assert!(least.resist <= most.resist);
        prop_assert_eq!(select(&found, Selection::Nearest(least.resist)).unwrap(), least);
    }
}

#[test]
fn t8_finds_a_pair_of_roots_at_birth() {
    // Along W_B the middle root meets an outer one; near the fold two roots lie close together.
    let roots = |w_b: f64| {
        let g = CrisisPayoffs {
            s_a: 0.0,
            v_a: 1.0,
            c_b: 0.0,
            v_b: 1.0,
            w_a: -1.9,
            w_b,
            a: -1.2,
        };
        crisis_signalling(&g).unwrap().len()
    };
    let (mut one, mut three) = (-2.0, -2.8);
    assert_eq!((roots(one), roots(three)), (1, 3));
    for _ in 0..40 {
        let middle = 0.5 * (one + three);
        if roots(middle) >= 3 {
            three = middle
        } else {
            one = middle
        }
    }
    // At this distance from the fold the two roots are about 1e-6 apart, far inside one scan step.
    assert!((one - three).abs() < 1e-9);
    let g = CrisisPayoffs {
        s_a: 0.0,
        v_a: 1.0,
        c_b: 0.0,
        v_b: 1.0,
        w_a: -1.9,
        w_b: three,
        a: -1.2,
    };
    let found = crisis_signalling(&g).unwrap();
    let gap = found
        .windows(2)
        .map(|w| w[1].resist - w[0].resist)
        .fold(1.0, f64::min);
    assert!(gap < 1e-4, "{gap}");
}

#[test]
fn ces_limits() {
    let s = [0.8, 0.3, 0.3];
    let w = [1.0 / 3.0; 3];
    // Weakest link as u → 0, arithmetic at 1, continuous through Cobb–Douglas.
    assert!((sig::ces(&s, &w, 1e-4) - 0.3).abs() < 1e-4);
    assert!((sig::ces(&s, &w, 1.0) - 1.4 / 3.0).abs() < 1e-15);
    for eps in [1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4] {
        for u in [0.5 - eps, 0.5 + eps] {
            assert!(
                (sig::ces(&s, &w, u) - sig::ces(&s, &w, 0.5)).abs() < 0.3 * eps + 1e-8,
                "{u}"
            );
            assert!(
                (sig::ces2(0.8, 0.3, u) - sig::ces2(0.8, 0.3, 0.5)).abs() < 0.3 * eps + 1e-8,
                "{u}"
            );
        }
    }
    // Zeros kill complements, not substitutes; unweighted zeros do nothing.
    assert_eq!(sig::ces(&[0.0, 0.9], &[0.5, 0.5], 0.5), 0.0);
    assert_eq!(sig::ces2(0.0, 0.9, 0.4), 0.0);
    assert!((sig::ces(&[0.0, 0.9], &[0.5, 0.5], 1.0) - 0.45).abs() < 1e-15);
    assert!((sig::ces2(0.9, 0.0, 1.0) - 0.45).abs() < 1e-15);
    assert!((sig::ces(&[0.0, 0.9], &[0.0, 1.0], 0.2) - 0.9).abs() < 1e-15);
    assert_eq!(sig::ces2(0.0, 0.0, 1.0), 0.0);
    // No overflow at extreme complementarity.
    assert!((sig::ces(&[1e-9, 1.0], &[0.5, 0.5], 0.001) - 1e-9).abs() < 1e-11);
}

#[test]
fn degenerate_inputs_of_the_primitives_stay_finite() {
    assert_eq!(sig::kalman_gain(0.0, 0.0), 0.0);
    assert_eq!(sig::correlation(1.0, 1.0, 1.0), 0.0);
    assert_eq!(ops::choreographed_leakers(0.0, 5.0, 0.8, 4.0), 0.0);
    assert_eq!(ops::choreographed_leakers(3.0, 0.0, 0.8, 4.0), 3.0);
    assert_eq!(ops::choreographed_leakers(1e-12, 5.0, 1.0, 4.0), 0.0);
    assert_eq!(ops::layer_leakers(5.0, 1.0, 0.0), 5.0);
    assert_eq!(ops::shoot_look_shoot(0.0, 3.0), 3.0);
    assert_eq!(strat::acceptable_shared_risk(1.0, 1.0, 0.0, -4.0), 1.0);
    assert_eq!(ops::erlang_c(2, 3.0), 1.0);
    assert_eq!(ops::queue_time(2, 3.0, 1.0), f64::INFINITY);
    let mut stuck = [1.0, 0.0];
    sig::joint_update(&mut stuck, &[f64::NEG_INFINITY, 0.0], 1.0);
    assert_eq!(stuck, [1.0, 0.0]);
}

#[test]
fn multinomial_choice_is_the_quantal_response_of_two() {
    let mut p = [0.0; 2];
    strat::choice_probabilities(3.0, &[0.2, -0.1], &mut p);
    assert!((p[0] - strat::quantal_response(3.0, 0.3)).abs() < 1e-15);
    assert!((p[0] + p[1] - 1.0).abs() < 1e-15);
    strat::choice_probabilities(1e6, &[0.2, -0.1], &mut p);
    assert!(p[0] == 1.0 && p[1] < 1e-300);
}
