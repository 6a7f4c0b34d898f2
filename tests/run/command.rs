//! `trilat run` as a user types it: the same bytes on any number of threads and any vector level,
//! a folder that verifies, and figures whose text can be found.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

fn trilat(args: &[&str], level: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trilat"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(args);
    if let Some(level) = level {
        command.env("TRILAT_SIMD", level);
    }
    command.output().unwrap()
}

fn run(out: &Path, extra: &[&str], level: Option<&str>) -> Output {
    let base = [
        "run",
        "configs/northeast_asia.toml",
        "--runs",
        "300",
        "--set",
        "scenario.horizon=24",
        "--traces",
        "2",
        "--events",
        "--quiet",
        "--out",
    ];
    let args: Vec<&str> = base
        .into_iter()
        .chain([out.to_str().unwrap()])
        .chain(extra.iter().copied())
        .collect();
    trilat(&args, level)
}

/// SHA-256 of every file, from the manifest.
fn hashes(folder: &Path) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(folder.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    let files = manifest["files"].as_array().unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    files
        .iter()
        .map(|file| (text(&file["path"]), text(&file["sha256"])))
        .collect()
}

#[test]
fn every_file_has_the_same_bytes_on_any_threads_and_vector_level() {
    let home = TempDir::new().unwrap();
    let variants: [(&str, &[&str], Option<&str>); 5] = [
        ("one", &["--threads", "1"], None),
        ("two", &["--threads", "2"], None),
        ("eight", &["--threads", "8"], None),
        ("baseline", &["--threads", "2"], Some("0")),
        ("avx2", &["--threads", "2"], Some("1")),
    ];
    let mut found = Vec::new();
    for (name, threads, level) in variants {
        let folder = home.path().join(name);
        let done = run(&folder, threads, level);
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        found.push((name, hashes(&folder)));
    }
    let (_, first) = &found[0];
    for name in [
        "runs.csv",
        "months.csv",
        "summary.csv",
        "survival.csv",
        "traces.csv",
        "events.csv",
    ] {
        assert!(first.contains_key(name), "{name} is missing");
    }
    for figure in [
        "probes_by_rung",
        "bands_over_time",
        "time_to_first_event",
        "timeline",
    ] {
        for extension in ["svg", "pdf", "png", "csv", "txt"] {
            let name = format!("figures/{figure}.{extension}");
            assert!(first.contains_key(&name), "{name} is missing");
        }
    }
    for (name, other) in &found[1..] {
        assert_eq!(first, other, "{name} differs");
    }
}

#[test]
fn another_seed_gives_other_runs_and_more_runs_extend_the_same() {
    let home = TempDir::new().unwrap();
    let rows = |name: &str, extra: &[&str]| {
        let folder = home.path().join(name);
        let mut args = extra.to_vec();
        args.push("--no-figures");
        assert!(run(&folder, &args, None).status.success());
        std::fs::read_to_string(folder.join("runs.csv")).unwrap()
    };
    let plain = rows("plain", &[]);
    assert_ne!(plain, rows("seed", &["--seed", "2"]));
    let fewer = trilat(
        &[
            "run",
            "configs/northeast_asia.toml",
            "--runs",
            "10",
            "--set",
            "scenario.horizon=24",
            "--quiet",
            "--no-figures",
            "--out",
            home.path().join("fewer").to_str().unwrap(),
        ],
        None,
    );
    assert!(fewer.status.success());
    let fewer = std::fs::read_to_string(home.path().join("fewer/runs.csv")).unwrap();
    assert!(
        plain.starts_with(&fewer),
        "run 7 is run 7, however many there are"
    );
}

#[test]
fn a_folder_verifies_until_a_byte_changes_and_is_not_overwritten() {
    let home = TempDir::new().unwrap();
    let folder = home.path().join("out");
    assert!(run(&folder, &["--no-figures"], None).status.success());
    let path = folder.to_str().unwrap();
    assert_eq!(trilat(&["verify", path], None).status.code(), Some(0));

    let again = run(&folder, &["--no-figures"], None);
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("--force"));
    assert!(
        run(&folder, &["--no-figures", "--force"], None)
            .status
            .success()
    );

    let table = folder.join("summary.csv");
    let mut bytes = std::fs::read(&table).unwrap();
    let last = bytes.len() - 2;
    bytes[last] ^= 1;
    std::fs::write(&table, bytes).unwrap();
    let found = trilat(&["verify", path], None);
    assert_eq!(found.status.code(), Some(6));
    assert!(String::from_utf8_lossy(&found.stderr).contains("summary.csv"));
}

#[test]
#[ignore = "needs pdftotext; tests/all.sh runs it"]
fn labels_of_every_figure_are_text_in_the_pdf() {
    let home = TempDir::new().unwrap();
    let folder = home.path().join("out");
    assert!(run(&folder, &[], None).status.success());
    for (figure, label) in [
        ("probes_by_rung", "grey zone"),
        ("bands_over_time", "Coordination"),
        ("time_to_first_event", "Runs at risk"),
        ("timeline", "Elections"),
    ] {
        let pdf = folder.join(format!("figures/{figure}.pdf"));
        let text = Command::new("pdftotext")
            .arg(&pdf)
            .arg("-")
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&text.stdout).into_owned();
        assert!(text.contains(label), "{figure}: {text}");
    }
}

#[test]
fn rates_are_matched_by_the_command() {
    let done = trilat(
        &[
            "match-rates",
            "configs/toy.toml",
            "--runs",
            "512",
            "--set",
            "states.PROBER.targets.PLACE.base_rate=[0.3]",
            "--quiet",
        ],
        None,
    );
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    // One probability for all months: ln(.3/.7)/2 is the utility wanted, −.045656 that without drive.
    let drive: f64 = text
        .lines()
        .find_map(|line| line.strip_prefix("drive = ["))
        .and_then(|line| line.trim_end_matches(']').parse().ok())
        .unwrap();
    let wanted = (0.3f64 / 0.7).ln() / 2.0 + 0.045656;
    assert!((drive - wanted).abs() < 2e-3, "{drive} against {wanted}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_process_that_may_use_one_core_takes_one_thread() {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let allowed = status
        .lines()
        .find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    let first: String = allowed
        .unwrap()
        .trim()
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    let home = TempDir::new().unwrap();
    let out = home.path().join("out");
    let done = Command::new("taskset")
        .args(["-c", &first, env!("CARGO_BIN_EXE_trilat"), "run", "toy"])
        .args(["--runs", "8", "--no-figures", "--out"])
        .arg(&out)
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let manifest = std::fs::read_to_string(out.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["execution"]["threads"], 1);
}
