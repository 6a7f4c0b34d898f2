//! Each mechanism acts in the direction of its coefficient, stops when it is zero, and reverses when
//! it has the other sign. Scenarios are paired run by run under common random numbers.

use crate::support::{Record, scenario};

const RUNS: u64 = 64;

/// Recorded months before 2027-01, when the levers below strike.
const STRIKES: usize = 12;

fn sets<'a>(parts: &[&[&'a str]]) -> Vec<&'a str> {
    parts.concat()
}

/// Means over runs of a monthly column of `northeast_asia.toml` with the overrides.
fn path(column: &str, overrides: &[&str]) -> Vec<f64> {
    let all = sets(&[&["scenario.horizon=60"], overrides]);
    let record = Record::of_few(&scenario("northeast_asia.toml", &all), RUNS, true);
    let c = record.month_column(column);
    (0..60)
        .map(|t| record.months.iter().map(|run| run[t][c]).sum::<f64>() / RUNS as f64)
        .collect()
}

/// Difference made by a lever to a monthly column, by month.
fn effect(column: &str, overrides: &[&str], lever: &[&str]) -> Vec<f64> {
    let with = path(column, &sets(&[overrides, lever]));
    let without = path(column, overrides);
    with.iter().zip(&without).map(|(a, b)| a - b).collect()
}

const THREAT: [&str; 4] = [
    "levers.shock.threat=JPN",
    "levers.shock.shift=1.0",
    "levers.shock.from=2027-01",
    "levers.shock.until=2028-01",
];
const WAVERING: [&str; 4] = [
    "levers.shock.commitment=USA",
    "levers.shock.shift=-1.0",
    "levers.shock.from=2027-01",
    "levers.shock.until=2028-01",
];
const BACKLASH: [&str; 5] = [
    "levers.shock.dyad=JPN-KOR",
    "levers.shock.public=JPN",
    "levers.shock.shift=-1.2",
    "levers.shock.from=2027-01",
    "levers.shock.until=2028-01",
];
const DISTANCE: [&str; 4] = [
    "levers.shock.stance=KOR",
    "levers.shock.shift=-4.0",
    "levers.shock.from=2027-01",
    "levers.shock.until=2031-01",
];

#[test]
fn posture_answers_impulses_by_the_sign_of_its_coefficients() {
    let cases: [(&str, &[&str], f64); 3] = [
        ("threat", &THREAT, 1.0),
        ("commitment", &WAVERING, 1.0),
        ("opinion", &BACKLASH, -1.0),
    ];
    for (name, lever, sign) in cases {
        let at = |value: &str| {
            let own = format!("states.JPN.posture_{name}={value}");
            let change = effect("posture_jpn", &[&own], lever);
            assert!(
                change[..STRIKES].iter().all(|d| *d == 0.0),
                "{name}: no change before the lever"
            );
            change[STRIKES]
        };
        let (up, none, down) = (at("0.4"), at("0.0"), at("-0.4"));
        assert!(sign * up > 0.02, "{name}: {up}");
        assert!(sign * down < -0.02, "{name}: {down}");
        assert_eq!(none, 0.0, "{name}");
    }
}

#[test]
fn others_adapt_to_a_laggard_and_dilute_or_not() {
    let adapted = |gain: &str, dilution: &str, pair: &str| {
        let own = [
            format!("adaptation.gain={gain}"),
            format!("adaptation.dilution={dilution}"),
        ];
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        let with = path(&format!("cooperation_{pair}"), &sets(&[&own, &DISTANCE]));
        with[59]
    };
    let plain = adapted("0.0", "0.5", "usa_jpn");
    assert!(adapted("0.5", "0.0", "usa_jpn") > plain + 0.02);
    let laggard = adapted("0.0", "0.5", "jpn_kor");
    assert!(adapted("0.5", "1.0", "jpn_kor") < laggard - 0.005);
    // Without dilution nothing is taken from the laggard's dyads by adaptation itself.
    assert!((adapted("0.5", "0.0", "jpn_kor") - laggard).abs() < 0.01);
    // Will above the threshold calls for nothing.
    let content = path("adaptation_kor", &["adaptation.threshold=0.1"]);
    assert!(content.iter().all(|a| *a < 0.05));
}

#[test]
fn exclusion_silos_an_industry_and_exports_follow_by_their_sign() {
    let exclusion = [
        "levers.out.dyad=JPN-KOR",
        "levers.out.industry=true",
        "levers.out.set=0.0",
        "levers.also.dyad=USA-KOR",
        "levers.also.industry=true",
        "levers.also.set=0.0",
    ];
    let lost = effect("interop_jpn_kor", &[], &exclusion);
    assert!(lost[59] < -0.1 && lost[59] < lost[12], "{}", lost[59]);
    let exports = |effect_of: &str| {
        let own = format!("industry.export_effect={effect_of}");
        effect("exports_kor", &[&own], &exclusion)[59]
    };
    assert!(exports("2.0") < -0.01 && exports("-1.0") > 0.005);
    assert_eq!(exports("0.0"), 0.0);
}

#[test]
fn hosts_refuse_bases_with_opinion_by_the_sign_of_its_effect() {
    let share = |effect_of: &str| {
        let own = format!("bases.japan_for_korea.opinion={effect_of}");
        let change = effect("access_japan_for_korea", &[&own], &BACKLASH);
        change[STRIKES..STRIKES + 12].iter().sum::<f64>() / 12.0
    };
    assert!(share("0.8") < -0.03, "{}", share("0.8"));
    assert!(share("-0.3") > 0.0);
    assert_eq!(share("0.0"), 0.0);
}

#[test]
fn pressure_aligns_the_bloc_or_drives_it_apart() {
    let alignment = |pressure: &str| {
        let own = [
            format!("bloc.pressure={pressure}"),
            "bloc.reference=0.2".into(),
        ];
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        path("alignment", &own)[59]
    };
    let (apart, none, together) = (alignment("-0.7"), alignment("0.0"), alignment("0.7"));
    assert!(apart < none - 0.02 && together > none + 0.02);
    assert!((none - 0.3).abs() < 1e-12);
}

#[test]
fn a_campaign_raises_probes_of_members_alone() {
    let probes = |column: &str, bloc: &str| {
        let own = [
            "bloc.campaign=0.4",
            "bloc.mean=1.0",
            "bloc.speed=1.0",
            "bloc.drive=0.3",
            bloc,
        ];
        path(column, &own).iter().sum::<f64>()
    };
    let (with, without) = ("states.RUS.bloc=true", "states.RUS.bloc=false");
    assert!(probes("rung_rus_nea", with) > probes("rung_rus_nea", without) + 1.0);
    assert!(
        path("campaign", &["mechanisms.campaigns=false"])
            .iter()
            .all(|c| *c == 0.0)
    );
}

#[test]
fn doubt_grows_where_the_guarantor_seems_weak_and_loosens_will_by_its_sign() {
    let doubt = |prior: &str| {
        let own = format!("states.USA.resolute_prior={prior}");
        path("doubt_kor", &[&own, "mechanisms.allied_learning=false"])[24]
    };
    assert!(doubt("0.2") > doubt("0.6") + 0.1 && doubt("0.6") > doubt("0.9") + 0.05);
    let cooperation = |effect_of: &str| {
        let own = [
            format!("will.doubt={effect_of}"),
            "decoupling.risk=0.5".into(),
            "states.KOR.doubt_mean=0.1".into(),
        ];
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        path("cooperation_usa_kor", &own)[48]
    };
    let (loosens, none, tightens) = (cooperation("1.0"), cooperation("0.0"), cooperation("-0.3"));
    assert!(
        loosens < none - 0.01 && tightens > none,
        "{loosens} {none} {tightens}"
    );
}

#[test]
fn reliable_partners_embolden_or_restrain_by_sign() {
    let hard = |emboldening: &str| {
        let own: Vec<String> = ["USA", "JPN", "KOR"]
            .iter()
            .map(|ally| format!("states.{ally}.emboldening={emboldening}"))
            .collect();
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        let record = Record::of_few(&scenario("northeast_asia.toml", &own), 8 * RUNS, false);
        let column = record.run_column("hard_kor");
        column.iter().sum::<f64>() / column.len() as f64
    };
    let (restrains, none, emboldens) = (hard("-0.5"), hard("0.0"), hard("1.5"));
    assert!(restrains < none - 0.03 && emboldens > none + 0.1);
    // σ(2·(0 − .5)): the cost alone decides.
    assert!((none - 0.268941).abs() < 0.01, "{none}");
}

#[test]
fn hard_responses_raise_the_hazard_of_war_or_lower_it() {
    let wars = |effect_of: &str| {
        let own = format!("levels.war={effect_of}");
        let all = [
            &own,
            "scenario.war=reset",
            "scenario.crisis_rung=2",
            "crisis.war=0.05",
            "levels.hard_cost=0.0",
        ];
        let record = Record::of_few(&scenario("northeast_asia.toml", &all), RUNS, false);
        record.run_column("wars").iter().sum::<f64>()
    };
    let (lower, none, higher) = (wars("-0.5"), wars("0.0"), wars("2.0"));
    assert!(lower < none && none < higher, "{lower} {none} {higher}");
}

#[test]
fn the_signalling_stage_ends_each_crisis_in_its_month_with_the_share_of_its_equilibrium() {
    let all = [
        "scenario.crisis_stage=signalling",
        "scenario.war=reset",
        "scenario.crisis_rung=2",
        "crisis_signalling.balance=0.0",
    ];
    let record = Record::of_few(&scenario("northeast_asia.toml", &all), RUNS, false);
    let total = |name: &str| record.run_column(name).iter().sum::<f64>();
    let (crises, wars) = (total("crises"), total("wars"));
    // T8 with W_A = −1.8, W_B = −2.45, a = −1.2: p_F = .322710.
    let error = (0.32271 * (1.0 - 0.32271) / crises).sqrt();
    assert!(crises > 1000.0);
    assert!(
        (wars / crises - 0.322710).abs() < 4.0 * error,
        "{wars} of {crises}"
    );
}

/// Share of months in which North Korea probes at rung 2 or above in Korea, while China is held at a
/// limited strike in the Taiwan Strait and while it is not.
fn pressed(overrides: &[&str]) -> (f64, f64) {
    let held = [
        "levers.taiwan.rung=CHN/TS",
        "levers.taiwan.set=4",
        "levers.taiwan.from=2027-01",
        "levers.taiwan.until=2031-01",
    ];
    let common = [
        "mechanisms.campaigns=false",
        "mechanisms.pooling=false",
        "scenario.war=reset",
    ];
    let share = |lever: &[&str]| {
        let all = sets(&[&["scenario.horizon=60"], &common, overrides, lever]);
        let record = Record::of_few(&scenario("northeast_asia.toml", &all), 4 * RUNS, true);
        let c = record.month_column("rung_prk_kp");
        let months = record.months.iter().flat_map(|run| &run[STRIKES + 1..]);
        let (mut probes, mut count) = (0.0, 0.0);
        for month in months {
            probes += f64::from(u8::from(month[c] > 1.5));
            count += 1.0;
        }
        probes / count
    };
    (share(&held), share(&[]))
}

#[test]
fn dual_contingencies_come_from_opportunism_alone() {
    let (busy, quiet) = pressed(&[]);
    assert!(busy > quiet + 0.02, "{busy} against {quiet}");
    let (blinkered, usual) = pressed(&["mechanisms.opportunism=false"]);
    assert!(
        busy - quiet > 2.0 * (blinkered - usual),
        "{busy} − {quiet} against {blinkered} − {usual}"
    );
}

/// Probes of rung 2 and above made by louder exercises, less those without.
fn provoked(overrides: &[&str]) -> f64 {
    let count = |file: &str| {
        let all = sets(&[&["scenario.horizon=60", "scenario.war=reset"], overrides]);
        let record = Record::of_few(&scenario(file, &all), 4 * RUNS, false);
        (2..=5)
            .map(|a| {
                record
                    .run_column(&format!("probes_r{a}"))
                    .iter()
                    .sum::<f64>()
            })
            .sum::<f64>()
    };
    count("loud_exercises.toml") - count("northeast_asia.toml")
}

#[test]
fn exercises_provoke_the_fearful_who_find_them_incredible_and_deter_others() {
    let spiral = [
        "states.CHN.fear_weight=2.0",
        "states.RUS.fear_weight=2.0",
        "states.PRK.fear_weight=2.0",
        "fear.per_exercise=0.1",
        "sending.benefit_irresolute=1.2",
        "mechanisms.coordination=false",
    ];
    let credible = [
        "mechanisms.fear=false",
        "sending.benefit_resolute=1.7",
        "sending.benefit_irresolute=0.0",
    ];
    let (up, down) = (provoked(&spiral), provoked(&credible));
    assert!(up > 200.0, "{up}");
    assert!(down < -200.0, "{down}");
}

#[test]
fn governments_that_are_given_replace_elections() {
    // Three governments in 60 months; the first takes over what is there and is no turnover.
    let given = [
        "scenario.horizon=60",
        "states.KOR.early_election=0.02",
        "states.KOR.term=12",
        "politics.type_redraw_election=0",
        "levers.first.party=KOR",
        "levers.first.set=0",
        "levers.first.until=2027-03",
        "levers.second.party=KOR",
        "levers.second.set=1",
        "levers.second.from=2027-03",
        "levers.second.until=2029-06",
        "levers.third.party=KOR",
        "levers.third.set=1",
        "levers.third.from=2029-06",
        "politics.stance_spread=0",
    ];
    let scenario = scenario("northeast_asia.toml", &given);
    let record = Record::of_few(&scenario, RUNS, true);
    assert!(record.run_column("turnovers_kor").iter().all(|n| *n == 2.0));
    let stance = record.month_column("stance_kor");
    let own = scenario
        .parameters
        .allies
        .iter()
        .zip(&scenario.roster.allies);
    let (values, _) = own
        .into_iter()
        .find(|(_, spec)| spec.code == "KOR")
        .unwrap();
    for run in &record.months {
        for (month, row) in run.iter().enumerate() {
            let expected = if month < 14 {
                values.stance_a
            } else {
                values.stance_b
            };
            assert_eq!(row[stance], expected, "month {month}");
        }
    }
}
