//! The worked values of every closed form, to all digits given, through the catalogue: this also
//! tests that the catalogue wires each input and output to the right place.

use trilat::theory::catalogue::{Value, find};

/// `shown` is the published rounding: `value` must round to it.
fn assert_rounds_to(value: f64, shown: &str, context: &str) {
    let expected: f64 = shown.parse().unwrap();
    let decimals = shown.split_once('.').map_or(0, |(_, d)| d.len());
    let half = 0.5 * 10_f64.powi(-(decimals as i32));
    assert!(
        (value - expected).abs() <= half * (1.0 + 1e-6) + 1e-12,
        "{context}: {value} does not round to {shown}"
    );
}

/// Evaluate `name` at `inputs` ("p=.5 M=8,6,6") and compare outputs ("v=.14 k=1,.63").
fn check(name: &str, inputs: &str, outputs: &str) {
    let entry = find(name).unwrap();
    let given: Vec<(&str, f64)> = inputs
        .split_whitespace()
        .flat_map(|pair| {
            let (key, values) = pair.split_once('=').unwrap();
            values.split(',').map(move |v| (key, v.parse().unwrap()))
        })
        .collect();
    let results = entry.evaluate(&given).unwrap();
    for pair in outputs.split_whitespace() {
        let (key, shown) = pair.split_once('=').unwrap();
        let context = format!("{name} {inputs}: {key}");
        let (_, value) = results.iter().find(|(o, _)| o.name == key).expect(&context);
        let shown: Vec<&str> = shown.split(',').collect();
        match value {
            Value::Number(x) => assert_rounds_to(*x, shown[0], &context),
            Value::List(list) => {
                assert_eq!(list.len(), shown.len(), "{context}: {list:?}");
                for (x, s) in list.iter().zip(shown) {
                    assert_rounds_to(*x, s, &context);
                }
            }
            Value::Text(text) => assert_eq!(*text, shown[0], "{context}"),
        }
    }
}

#[test]
fn t1_tying_hands_and_sinking_costs() {
    check(
        "T1",
        "p=.5 c=.4 gamma=.3 v_C=1 c_C=.7",
        "v_tying=.141176 m_tying=.329412 war_tying=.257647 utility_tying=.313471 v_sinking=.8 \
         m_sinking=.56 war_sinking=.06 utility_sinking=.017 q_deter=.833333",
    );
}

#[test]
fn t2_war_of_attrition() {
    check(
        "T2",
        "a=1,.5 c=1,1",
        "horizon=.732051 escalates=1,.633975 war=.267949 backs_down=.131139,.600912",
    );
}

#[test]
fn t3_unilateral_deterrence() {
    let payoffs = "c_SQ=.6 c_DC=1 c_CD=.2 c_DD_hard=.4 c_DD_soft=0 d_SQ=.9 d_CD=.7 d_DC=.3 \
                   d_DD_hard=.5 d_DD_soft=0";
    let thresholds = "c_t=.666667 c_s=.5 d_n=.571429";
    for (p, q, kind) in [
        (0.4, 0.7, "deterrence"),
        (0.4, 0.6, "separating"),
        (0.7, 0.3, "attack"),
    ] {
        check(
            "T3",
            &format!("p_Ch={p} p_Def={q} {payoffs}"),
            &format!("equilibrium={kind} {thresholds}"),
        );
    }
    check(
        "T3",
        &format!("p_Ch=.4 p_Def=.3 {payoffs}"),
        "equilibrium=bluff x=.5 y=.285714 challenge=.7 conflict=.2",
    );
}

#[test]
fn t4_reliability_window() {
    check(
        "T4",
        "V=.5 dp=.3 alpha=.2 K=1 p2=.4 p3=.75 v_A=1 v_B=1 c_A=.25 e=.2 SQ_A=0 SQ_B=.3 c_B=.35",
        "r=.35 floor=.636364 ceiling=.714286 inside=0",
    );
}

#[test]
fn t5_t6_t10_thresholds() {
    check("T5", "w=1 s=0 d=-4 q=.4", "R=.2 f=.166667");
    check("T6", "a=1 b=1 d=.5", "t=.666667");
    check("T10", "c=.4 v=.6 p0=.5 beta=.5", "m=.333333");
}

#[test]
fn t7_quantal_response() {
    let payoffs = "U_R_war=-.2 U_R_concede=-.5 W_A=-.4 C_A=.6 SQ_A=0";
    for (lambda, expected) in [
        (2, "p_F=.645656 p_A=.477188"),
        (5, "p_F=.817574 p_A=.252019"),
        (20, "p_F=.997527 p_A=.000352"),
        (0, "p_F=.5 p_A=.5"),
    ] {
        check("T7", &format!("lambda={lambda} {payoffs}"), expected);
    }
}

#[test]
fn t8_crisis_signalling_finds_one_and_three_roots() {
    check(
        "T8",
        "S_A=0 V_A=1 C_B=0 W_A=-1.8 W_B=-2.45 a=-1.2 V_B=1",
        "equilibria=1 p_R=.362705 p_C=.850685 p_F=.322710 war=.099571",
    );
    check(
        "T8",
        "S_A=0 V_A=1 C_B=0 W_A=-1.9 W_B=-2.8 a=-1.2 V_B=1",
        "equilibria=3 p_R=.2964518,.4724232,.8740314 stable=1,0,1",
    );
}

#[test]
fn t9_risk_return() {
    check("T9", "C=.4 c_A=.1 p=.5", "z=.15 demand=.65 war=.375");
}

#[test]
fn s1_likelihood_ratios_and_information_by_cost() {
    for (kappa, expected) in [
        (-1.0, "LR_seen=1.018 LR_unseen=.0186 bits=.024"),
        (0.0, "LR_seen=1.964 LR_unseen=.0360 bits=.870"),
        (0.5, "LR_seen=7.389 LR_unseen=.1353 bits=2.197"),
        (1.0, "LR_seen=27.80 LR_unseen=.509 bits=1.912"),
        (2.0, "LR_seen=53.63 LR_unseen=.982 bits=.078"),
    ] {
        check(
            "S1",
            &format!("b_H=1 b_L=0 s=.25 v=1 f=0 kappa={kappa}"),
            expected,
        );
    }
    check(
        "S1",
        "b_H=1 b_L=0 s=.25 v=.8 f=.05 kappa=.5 prior=.5",
        "LR_seen=5.0975 LR_unseen=.3363 posterior_seen=.8360",
    );
}

#[test]
fn s2_correlated_channels() {
    check("S2", "prior=.6 LR=7.389,1.5,.25 r=0", "posterior=.806063");
    check("S2", "prior=.6 LR=7.389,1.5,.25 r=.5", "posterior=.714032");
}

#[test]
fn s3_gaussian_channel() {
    check("S3", "mean=.5 P=.04 y=.8 R=.01", "mean=.74 variance=.008");
    check("S3", "mean=.5 P=.04 y=.8 R=.16", "mean=.56 variance=.032");
    check(
        "S3",
        "mean=.5 P=.04 y=.9,.9,.3 R=.01",
        "mean=.596 variance=.0208",
    );
    check(
        "S3",
        "mean=.5 P=.04 y=.7,.7,.7 R=.01",
        "mean=.6846 variance=.00308",
    );
}

#[test]
fn s4_s5_s6_beliefs() {
    check("S4", "l=2 h=.05 pi0=.3", "log_odds=1.74845023");
    check(
        "S5",
        "prior=.6,.6 p_all=.8 p_else=.2 drill=0",
        "marginals=.4520548,.4520548 correlations=-.3272727",
    );
    for (belief, voi) in [(0.2, ".0126194"), (0.5, ".0348941"), (0.8, ".0192248")] {
        check(
            "S6",
            &format!("belief={belief} G=.6 L=.4 lambda=5 q_H=.9 q_L=.2"),
            &format!("VOI={voi}"),
        );
    }
}

#[test]
fn s7_ces() {
    for (u, mean) in [
        ("1", ".466667"),
        (".5", ".416017"),
        ("0.333333333333333333", ".378947"),
        (".1", ".315589"),
    ] {
        check("S7", &format!("s=.8,.3,.3 u={u}"), &format!("mean={mean}"));
    }
}

#[test]
fn o1_o2_layers_and_tracks() {
    check("O1", "N=20 p=.6,.7,.6 n=1", "leakers=.96 no_leaker=.373886");
    check("O2", "P_t=.9 p=.8 n=2 W=10", "kill=.864 no_leaker=.231813");
    check("O2b", "P_t=.9 p=.8 n=2 W=10", "no_leaker=.598349");
}

#[test]
fn o3_to_o6_fire() {
    check("O3", "N=10 M=20 p=.8", "leakers=1.886933");
    check("O4", "N=10 M=20 p=.8", "leakers=.4");
    check("O4", "N=10 M=25 p=.8", "leakers=.24");
    check("O5", "N=10 M=8,6,6 p=.8", "leakers=.973440");
    check("O5", "N=10 M=20 p=.8", "leakers=.4");
    check("O5", "N=10 M=12,7,6 p=.8", "leakers=.384384");
    check("O6", "N=10 M=20 p=.8 kappa=.5", "leakers=.868777");
}

#[test]
fn o7_to_o11() {
    check("O7", "p=.8 n=2", "shots=1.2");
    check("O8", "M=10 N=10 p=1 a=2", "preferential=.5 random=.25");
    check("O9", "z=1", "random=.632121 exhaustive=1");
    check("O9", "z=.5", "random=.393469 exhaustive=.5");
    check("O10", "n=6 m=6", "empty=.334898");
    check("O11", "A=3 B=3 alpha=4 y=3 w=1", "losses=3");
}

#[test]
fn o12_to_o15() {
    check("O12", "B=60,80", "together=140 in_turn=100");
    check(
        "O13",
        "lambda=.8 mu=1 c=2",
        "apart=5 pooled=2.777778 waits=.711111",
    );
    check("O14", "c=3 a=2", "lost=.210526");
    check("O14", "c=6 a=4", "lost=.117162");
    check(
        "O15",
        "mean=10 deadline=20 n=3",
        "one=.864665 slowest=.646462 series=.323324",
    );
}
