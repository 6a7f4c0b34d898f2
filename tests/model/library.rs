//! Every scenario of the library runs, differs from its base, and does what its comment says.

use std::path::{Path, PathBuf};

use trilat::scenario::load;

use super::support::{Record, scenario};

const SHORT: &[&str] = &["scenario.burn_in=6"];

fn files() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs");
    let mut found = Vec::new();
    for folder in [root.clone(), root.join("ablations")] {
        let entries = std::fs::read_dir(folder).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        found.extend(paths.filter(|path| path.extension().is_some_and(|e| e == "toml")));
    }
    let mut names: Vec<String> = found
        .iter()
        .map(|path: &PathBuf| path.strip_prefix(&root).unwrap().display().to_string())
        .collect();
    names.sort();
    names
}

#[test]
fn every_scenario_runs_and_says_what_it_is_for() {
    let files = files();
    assert!(files.len() >= 25, "{files:?}");
    for file in &files {
        let record = Record::of_few(&scenario(file, SHORT), 16, true);
        let finite = record.rows.iter().flatten().all(|x| !x.is_infinite());
        assert!(finite, "{file}");
        let text = std::fs::read_to_string(Path::new("configs").join(file)).unwrap();
        let comment = text.lines().filter(|line| line.starts_with("# ")).count();
        assert!(comment >= 1, "{file} has no comment");
    }
}

/// Against the file that it extends, each scenario changes some recorded number.
#[test]
fn every_scenario_differs_from_its_base() {
    for file in files() {
        let path = Path::new("configs").join(&file);
        let text = std::fs::read_to_string(&path).unwrap();
        let Some(line) = text.lines().find(|line| line.starts_with("extends")) else {
            continue;
        };
        let base = line.split('"').nth(1).unwrap();
        let base = path.parent().unwrap().join(base);
        let own = load(&path, &[]).unwrap().scenario;
        let mut other = load(&base, &[]).unwrap().scenario;
        if own.roster != other.roster || own.start != other.start {
            continue;
        }
        other.horizon = own.horizon;
        let rows = |scenario| Record::of_few(scenario, 64, false).rows;
        let same = rows(&own)
            .iter()
            .flatten()
            .zip(rows(&other).iter().flatten())
            .all(|(a, b)| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan());
        let quiet = ["ablations/no_reassurance.toml"];
        assert_eq!(same, quiet.contains(&file.as_str()), "{file}");
    }
}

const NO_DRILLS: [&str; 10] = [
    "levers.a.dyad=JPN-KOR",
    "levers.a.channel=exercises",
    "levers.a.set=0.0",
    "levers.a.from=2026-06",
    "levers.a.until=2028-06",
    "levers.b.dyad=USA-KOR",
    "levers.b.channel=exercises",
    "levers.b.set=1.0",
    "levers.b.from=2026-06",
    "levers.b.until=2028-06",
];

const RUNGS: [&str; 5] = [
    "rung_chn_ts",
    "rung_chn_nea",
    "rung_rus_nea",
    "rung_prk_kp",
    "rung_prk_nea",
];

/// Whether forcing Seoul's exercises moves any probe in the blind ablation with one path restored.
fn moves(restored: &[&str], runs: u64) -> bool {
    let probes = |lever: &[&str]| {
        let all = [
            &["scenario.horizon=48", "scenario.war=reset"],
            restored,
            lever,
        ]
        .concat();
        let record = Record::of(&scenario("ablations/blind.toml", &all), runs, true);
        RUNGS.map(|rung| record.path(rung))
    };
    probes(&[]) != probes(&NO_DRILLS)
}

#[test]
fn in_the_blind_ablation_seouls_exercises_change_nothing_and_each_path_restored_something() {
    assert!(!moves(&[], 512), "the blind ablation sees");
    for (path, runs) in [
        ("mechanisms.learn_channels=true", 128),
        // The weakest of them: some runs in a thousand.
        ("mechanisms.coordination=true", 4_096),
        ("mechanisms.fear=true", 128),
        // What allies answer shows in their stocks.
        ("mechanisms.audience=true", 128),
    ] {
        assert!(moves(&[path], runs), "{path} carries nothing");
    }
}
