//! Cohesion acts only through what is seen and what allies do: where nothing is seen, no signal
//! lever may move a probe, and each path that is opened again must.

use super::support::{Record, scenario};

/// Nothing seen by anyone, allies included, no fear, no war that would end a run's probes.
const BLIND: &[&str] = &[
    "scenario.horizon=36",
    "channels.exercises.visibility=0.0",
    "channels.statements.visibility=0.0",
    "channels.intel.visibility=0.0",
    "channels.doctrine.visibility=0.0",
    "signals.response_visibility=0.0",
    "partners.visibility=0.0",
    "mechanisms.fear=false",
    // What allies do among themselves also shows in their institutions, and what they answer in
    // their stocks; the estimate of coordination is held.
    "mechanisms.institutions=false",
    "mechanisms.coordination=false",
    "mechanisms.stocks=false",
    "mechanisms.opportunism=false",
    "scenario.war=reset",
];

const RUNGS: [&str; 5] = [
    "rung_chn_ts",
    "rung_chn_nea",
    "rung_rus_nea",
    "rung_prk_kp",
    "rung_prk_nea",
];

fn record(base: &[&str], lever: &[&str]) -> Record {
    let sets: Vec<&str> = base.iter().chain(lever).copied().collect();
    Record::of(&scenario("northeast_asia.toml", &sets), 256, true)
}

fn lever(channel: &str, action: &str) -> Vec<String> {
    [
        "dyad=JPN-KOR",
        &format!("channel={channel}"),
        action,
        "from=2026-01",
        "until=2029-01",
    ]
    .iter()
    .map(|part| format!("levers.test.{part}"))
    .collect()
}

fn probes(record: &Record) -> Vec<Vec<Vec<u64>>> {
    RUNGS.iter().map(|name| record.path(name)).collect()
}

#[test]
fn without_sight_no_signal_lever_moves_a_probe() {
    let plain = record(BLIND, &[]);
    for (channel, column) in [
        ("exercises", "level_exer_jpn_kor"),
        ("intel", "level_inte_jpn_kor"),
    ] {
        for action in ["set=0.0", "set=1.0"] {
            let lever = lever(channel, action);
            let lever: Vec<&str> = lever.iter().map(String::as_str).collect();
            let pulled = record(BLIND, &lever);
            assert_ne!(
                plain.path(column),
                pulled.path(column),
                "the lever does nothing"
            );
            assert!(
                probes(&plain) == probes(&pulled),
                "{channel} {action} moved a probe"
            );
        }
    }
}

#[test]
fn each_path_that_is_opened_again_moves_probes() {
    let lever = lever("exercises", "set=0.0");
    let lever: Vec<&str> = lever.iter().map(String::as_str).collect();
    let moved = |opened: &str, close: Option<&str>| {
        let base: Vec<&str> = BLIND
            .iter()
            .filter(|set| Some(**set) != close)
            .copied()
            .chain([opened])
            .collect();
        probes(&record(&base, &[])) != probes(&record(&base, &lever))
    };
    assert!(moved(
        "channels.exercises.visibility=0.9",
        Some("channels.exercises.visibility=0.0")
    ));
    assert!(moved(
        "signals.response_visibility=1.0",
        Some("signals.response_visibility=0.0")
    ));
}

#[test]
fn fear_alone_carries_exercises_to_probes_in_either_direction() {
    // Nothing is learned; exercises are seen, and act through fear alone.
    let base = [
        "scenario.horizon=36",
        "mechanisms.learn_channels=false",
        "mechanisms.learn_responses=false",
        "mechanisms.pooling=false",
        "mechanisms.crises=false",
        "mechanisms.audience=false",
        "mechanisms.institutions=false",
        "mechanisms.coordination=false",
        "mechanisms.allied_learning=false",
    ];
    let lever = lever("exercises", "set=1.0");
    let count = |fear: &str, pulled: bool| {
        let fears = (1..=5).map(|a| format!("rungs.{a}.fear={fear}"));
        let fears: Vec<String> = fears.collect();
        let mut sets: Vec<&str> = base.to_vec();
        sets.extend(fears.iter().map(String::as_str));
        if pulled {
            sets.extend(lever.iter().map(String::as_str));
        }
        let record = Record::of(&scenario("northeast_asia.toml", &sets), 512, false);
        (2..=5)
            .map(|a| {
                record
                    .run_column(&format!("probes_r{a}"))
                    .iter()
                    .sum::<f64>()
            })
            .sum::<f64>()
    };
    assert!(
        count("0.16", true) > count("0.16", false),
        "a spiral provokes"
    );
    assert!(
        count("-0.08", true) < count("-0.08", false),
        "deterrence by fear deters"
    );
    assert_eq!(
        count("0.0", true),
        count("0.0", false),
        "without fear nothing carries"
    );
}
