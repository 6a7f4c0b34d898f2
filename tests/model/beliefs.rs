//! In the exact configuration the filter is Bayes' rule on the truth: beliefs are a martingale
//! about the prior and calibrated in every decile.

use super::support::{Record, scenario};

const EXACT: &[&str] = &[
    "scenario.horizon=48",
    "scenario.burn_in=0",
    "beliefs.channel_correlation=0.0",
    "beliefs.response_weight=1.0",
    "mechanisms.pooling=false",
    "mechanisms.audience=false",
    "channels.exercises.build=1.0",
    "channels.exercises.cut=1.0",
    "channels.intel.build=1.0",
    "channels.intel.cut=1.0",
    "channels.doctrine.build=1.0",
    "channels.doctrine.cut=1.0",
];

fn exact() -> Vec<String> {
    let mut sets: Vec<String> = EXACT.iter().map(ToString::to_string).collect();
    for prober in ["CHN", "RUS", "PRK"] {
        sets.push(format!("states.{prober}.temper=1.0"));
        sets.push(format!("states.{prober}.attribution=1.0"));
    }
    sets
}

fn record(extra: &[&str], runs: u64) -> Record {
    let mut sets = exact();
    sets.extend(extra.iter().map(ToString::to_string));
    let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
    Record::of(&scenario("northeast_asia.toml", &sets), runs, true)
}

/// Pairs of belief and truth of one prober about one ally, by month and run.
fn pairs(record: &Record, prober: &str, ally: &str) -> Vec<Vec<(f64, f64)>> {
    let belief = record.month_column(&format!("belief_{prober}_{ally}"));
    let truth = record.month_column(&format!("resolute_{ally}"));
    let months = record.months[0].len();
    (0..months)
        .map(|t| {
            record
                .months
                .iter()
                .map(|run| (run[t][belief], run[t][truth]))
                .collect()
        })
        .collect()
}

#[test]
fn the_mean_belief_equals_the_prior_in_every_month() {
    let record = record(&[], 4096);
    for ally in ["usa", "jpn", "kor"] {
        let mut worst: f64 = 0.0;
        for month in pairs(&record, "chn", ally) {
            let n = month.len() as f64;
            let mean = month.iter().map(|(b, _)| b).sum::<f64>() / n;
            let variance = month.iter().map(|(b, _)| (b - mean).powi(2)).sum::<f64>() / (n - 1.0);
            worst = worst.max(((mean - 0.6) / (variance / n).sqrt()).abs());
        }
        // 48 months that are strongly correlated: 3.5 standard errors is about a chance of 1 in 100.
        assert!(
            worst < 3.5,
            "{ally}: {worst} standard errors from the prior"
        );
    }
}

/// Largest distance between belief and truth over deciles with at least 20,000 run-months, in
/// standard errors that allow for a type lasting about 25 months, and in probability.
fn reliability(record: &Record) -> (f64, f64) {
    let (mut z, mut gap): (f64, f64) = (0.0, 0.0);
    for ally in ["usa", "jpn", "kor"] {
        let all: Vec<(f64, f64)> = pairs(record, "prk", ally).into_iter().flatten().collect();
        for decile in 0..10 {
            let low = f64::from(decile) / 10.0;
            let inside = |b: f64| b >= low && (b < low + 0.1 || decile == 9);
            let bin: Vec<_> = all.iter().filter(|(b, _)| inside(*b)).collect();
            let n = bin.len() as f64;
            if n < 20_000.0 {
                continue;
            }
            let mean = |f: &dyn Fn(&(f64, f64)) -> f64| bin.iter().map(|x| f(x)).sum::<f64>() / n;
            let miss = (mean(&|x| x.0) - mean(&|x| x.1)).abs();
            let p = mean(&|x| x.0);
            gap = gap.max(miss);
            z = z.max(miss / (p * (1.0 - p) * 25.0 / n).sqrt());
        }
    }
    (z, gap)
}

#[test]
fn beliefs_are_calibrated_in_every_decile() {
    let (z, gap) = reliability(&record(&[], 8192));
    assert!(z < 3.0 && gap < 0.015, "{gap} off, {z} standard errors");
}

#[test]
fn a_wrong_prior_or_an_unknown_bias_is_not_calibrated() {
    let biased = ["CHN", "RUS", "PRK"].map(|p| format!("states.{p}.bias=0.1"));
    // Who hardly looks at levels is hardly misled by a bias in reading them.
    let biased = biased.iter().map(String::as_str);
    let biased: Vec<&str> = biased.chain(["mechanisms.attention=false"]).collect();
    assert!(reliability(&record(&biased, 2048)).1 > 0.05);
    let wrong = ["USA", "JPN", "KOR"].map(|a| format!("states.{a}.resolute_prior=0.2"));
    let wrong: Vec<&str> = wrong.iter().map(String::as_str).collect();
    let record = record(&wrong, 1024);
    let first = pairs(&record, "prk", "kor").swap_remove(0);
    let mean = |f: fn(&(f64, f64)) -> f64| first.iter().map(f).sum::<f64>() / first.len() as f64;
    assert!(
        mean(|x| x.1) - mean(|x| x.0) > 0.05,
        "a pessimist underestimates"
    );
}

#[test]
fn what_is_not_seen_teaches_nothing() {
    let blind = [
        "channels.exercises.visibility=0.0",
        "channels.statements.visibility=0.0",
        "channels.intel.visibility=0.0",
        "channels.doctrine.visibility=0.0",
        "signals.response_visibility=0.0",
    ];
    let record = record(&blind, 128);
    for month in pairs(&record, "rus", "jpn") {
        for (belief, _) in month {
            assert!((belief - 0.6).abs() < 1e-12);
        }
    }
}
