//! Closed forms against outside oracles; the scripts beside the fixtures made them.

use std::path::Path;

use trilat::theory::bivariate_normal::bivariate_normal_cdf;
use trilat::theory::crisis_signalling::{CrisisPayoffs, crisis_signalling};
use trilat::theory::operations::forms::{
    fire_choreographed, fire_independent, fire_mutually_blind,
};
use trilat::theory::operations::{approval_in_series, erlang_b, erlang_c, queue_time};
use trilat::theory::strategy::forms::{agent_quantal_response, deterrence_game};
use trilat::theory::strategy::{ChallengerPayoffs, DefenderPayoffs, Equilibrium};

/// Rows of a fixture as text, without the header.
fn rows(file: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(file);
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader
        .records()
        .map(|r| r.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

fn float(text: &str) -> f64 {
    text.parse().unwrap()
}

fn floats(text: &str) -> Vec<f64> {
    text.split_whitespace().map(float).collect()
}

#[test]
fn bivariate_normal_agrees_with_quadrature_to_1e_12() {
    let rows = rows("theory_bivariate_normal.csv");
    assert!(rows.len() > 60);
    for row in rows {
        let x: Vec<f64> = row.iter().map(|t| float(t)).collect();
        let p = bivariate_normal_cdf(x[0], x[1], x[2]);
        assert!((p - x[3]).abs() < 1e-12, "{x:?}: {p}");
    }
}

#[test]
fn t8_finds_exactly_the_roots_of_a_dense_scan() {
    // The oracle scans p_R from 1e-5 to 1 − 1e-9; roots beyond are real but not its business.
    let mut several = 0;
    for row in rows("theory_t8_roots.csv") {
        let x: Vec<f64> = row[..7].iter().map(|t| float(t)).collect();
        let expected = floats(&row[7]);
        let all = crisis_signalling(&CrisisPayoffs {
            s_a: x[0],
            v_a: x[1],
            c_b: x[2],
            v_b: x[3],
            w_a: x[4],
            w_b: x[5],
            a: x[6],
        })
        .unwrap();
        assert!(!all.is_empty(), "{x:?}");
        let found: Vec<f64> = all
            .iter()
            .map(|e| e.resist)
            .filter(|p| (1e-5..1.0 - 1e-9).contains(p))
            .collect();
        assert_eq!(
            found.len(),
            expected.len(),
            "{x:?}: {found:?} against {expected:?}"
        );
        for (p, q) in found.iter().zip(&expected) {
            assert!((p - q).abs() < 1e-9, "{x:?}: {p} against {q}");
        }
        several += usize::from(expected.len() > 1);
    }
    assert!(
        several >= 5,
        "the fixture must hold games with several equilibria"
    );
}

#[test]
fn t3_is_an_equilibrium_that_gambit_finds() {
    // Behaviour of (hard challenger, soft challenger, soft defender) on the path of play; the hard
    // defender always resists in the closed form. Gambit lists all Nash equilibria, so membership is
    // the claim; off the path (no challenge) the defender's plan is free.
    let rows = rows("theory_t3_gambit.csv");
    let cases = rows
        .iter()
        .map(|r| r[0].clone())
        .collect::<std::collections::BTreeSet<_>>();
    let mut kinds = [0; 4];
    for case in cases {
        let of_case: Vec<Vec<f64>> = rows
            .iter()
            .filter(|r| r[0] == case)
            .map(|r| {
                r[1..]
                    .iter()
                    .map(|t| if t.is_empty() { f64::NAN } else { float(t) })
                    .collect()
            })
            .collect();
        let x = &of_case[0];
        let game = deterrence_game(
            &ChallengerPayoffs {
                sq: x[2],
                dc: x[3],
                cd: x[4],
                dd_hard: x[5],
                dd_soft: x[6],
            },
            &DefenderPayoffs {
                sq: x[7],
                cd: x[8],
                dc: x[9],
                dd_hard: x[10],
                dd_soft: x[11],
            },
            x[0],
            x[1],
        )
        .unwrap();
        kinds[game.equilibrium as usize] += 1;
        let close = |a: f64, b: f64| (a - b).abs() < 1e-9;
        let listed = of_case.iter().any(|y| {
            let [hard, soft, hard_resists, soft_resists] = [y[12], y[13], y[14], y[15]];
            if game.equilibrium == Equilibrium::Deterrence {
                close(hard, 0.0) && close(soft, 0.0)
            } else {
                close(hard, 1.0)
                    && close(soft, game.soft_challenges)
                    && close(hard_resists, 1.0)
                    && close(soft_resists, game.soft_resists)
            }
        });
        assert!(listed, "case {case}: {game:?} is not among {of_case:?}");
    }
    assert!(
        kinds.iter().all(|&n| n > 0),
        "each kind must occur: {kinds:?}"
    );
}

#[test]
fn t7_agrees_with_gambits_logit_equilibrium() {
    for row in rows("theory_t7_gambit.csv") {
        let x: Vec<f64> = row.iter().map(|t| float(t)).collect();
        let (fight, attack) = agent_quantal_response(x[0], x[1], x[2], [x[3], x[4], x[5]]).unwrap();
        // Gambit traces the equilibrium numerically, to about 1e-8.
        assert!((fight - x[6]).abs() < 1e-7, "{x:?}: p_F {fight}");
        assert!((attack - x[7]).abs() < 1e-7, "{x:?}: p_A {attack}");
    }
}

#[test]
fn queues_agree_with_their_defining_sums() {
    for row in rows("theory_queues.csv") {
        let servers: u32 = row[0].parse().unwrap();
        let x: Vec<f64> = row[1..].iter().map(|t| float(t)).collect();
        let load = x[0];
        let close = |got: f64, want: f64, what: &str| {
            assert!(
                (got - want).abs() <= 1e-11 * want.abs() + 1e-14,
                "{what} {servers} {load}: {got} {want}"
            );
        };
        close(erlang_b(servers, load), x[1], "Erlang B");
        close(erlang_c(servers, load), x[2], "Erlang C");
        close(queue_time(servers, load, 1.0), x[3], "time in system");
        close(approval_in_series(load, 1.0, servers), x[4], "series");
    }
}

#[test]
fn fire_forms_agree_with_simulated_salvos() {
    for row in rows("theory_fire_montecarlo.csv") {
        let (n, nations) = (float(&row[1]), floats(&row[2]));
        let (p, cap) = (float(&row[3]), float(&row[4]));
        let (mean, error) = (float(&row[5]), float(&row[6]));
        let value = match row[0].as_str() {
            "O3" => fire_independent(n, nations[0], p),
            "O4" => fire_choreographed(n, nations[0], p, cap),
            _ => fire_mutually_blind(n, &nations, &[p], &[cap]),
        }
        .unwrap();
        assert!((value - mean).abs() < 4.0 * error, "{row:?}: {value}");
    }
}
