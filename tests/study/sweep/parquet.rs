//! Parquet beside CSV: the same bytes however a study was run, and the same values in other programs.

use std::fs;
use std::process::Command;

use trilat::store::atomic::fingerprint;

use super::support::{Place, code, json, signal, study, text};

const TABLES: [&str; 4] = ["runs", "summary", "design", "factors"];
const SWEEP: [&str; 5] = ["sweep", "study.toml", "-q", "--out", "out"];

/// SHA-256 of every file that is data or describes it, Parquet included.
fn sums(place: &Place, out: &str) -> Vec<(String, String)> {
    let mut sums = place.sums(out);
    for table in TABLES {
        let name = format!("{table}.parquet");
        let sum = fingerprint(&place.file(out).join(&name)).unwrap().sha256;
        sums.push((name, sum));
    }
    sums
}

fn sweep(place: &Place, out: &str, more: &[&str]) {
    let args = [&["sweep", "study.toml", "-q", "--out", out], more].concat();
    place.good(&args);
}

#[test]
fn parquet_has_the_same_bytes_from_threads_shards_and_interruptions() {
    let place = Place::new(1200);
    sweep(
        &place,
        "one",
        &["--format", "csv,parquet", "--threads", "1"],
    );
    let one = sums(&place, "one");
    sweep(&place, "csv", &["--threads", "2"]);
    assert!(!place.file("csv/runs.parquet").exists());
    // The option changes nothing but the data package.
    assert_eq!(place.sums("csv")[..5], one[..5]);

    sweep(&place, "eight", &["--format", "parquet", "--threads", "8"]);
    assert_eq!(sums(&place, "eight"), one);

    // Shards keep in mind what one of them was asked for.
    for share in ["1/3", "2/3", "3/3"] {
        let format: &[&str] = match share {
            "2/3" => &["--format", "parquet"],
            _ => &[],
        };
        let out = format!("shards/{}", &share[..1]);
        sweep(&place, &out, &[&["--shard", share], format].concat());
        assert!(!place.file(&out).join("runs.parquet").exists());
    }
    place.good(&["merge", "shards", "--out", "merged", "-q"]);
    assert_eq!(sums(&place, "merged"), one);
    place.good(&["verify", "merged"]);

    // And so does a study that was killed.
    let mut child = place.start(&[&SWEEP[..], &["--format", "parquet"]].concat());
    if place.wait_for_parts("out", 2, &mut child) {
        signal(&child, "-KILL");
    }
    child.wait().unwrap();
    place.good(&[&SWEEP[..], &["--resume"]].concat());
    assert_eq!(sums(&place, "out"), one);
    let manifest = place.read("out/manifest.json");
    assert!(manifest.contains("\"trilat sweep study.toml --format parquet\""));
}

#[test]
fn merge_is_told_the_format_itself() {
    let place = Place::new(60);
    sweep(&place, "whole", &["--format", "parquet"]);
    for share in ["1/2", "2/2"] {
        let out = format!("shards/{}", &share[..1]);
        sweep(&place, &out, &["--shard", share]);
    }
    place.good(&["merge", "shards", "--out", "csv", "-q"]);
    assert!(!place.file("csv/runs.parquet").exists());
    place.good(&["merge", "shards", "--out", "both", "-q", "--format=parquet"]);
    assert_eq!(sums(&place, "both"), sums(&place, "whole"));
    // One shard was asked for it, but merge is told otherwise.
    sweep(
        &place,
        "shards/1",
        &["--shard=1/2", "--resume", "--format=parquet"],
    );
    place.good(&["merge", "shards", "--out", "not", "-q", "--format", "csv"]);
    assert!(!place.file("not/runs.parquet").exists());
    let done = place.trilat(&["merge", "shards", "--out", "no", "--format", "feather"]);
    assert_eq!(code(&done), 2);
    let said = text(&done.stderr);
    assert!(said.contains("[possible values: csv, parquet]"), "{said}");
}

/// Hours of simulation should not have to be repeated for a file format.
#[test]
fn a_complete_study_gets_parquet_files_from_its_tables() {
    let place = Place::new(60);
    sweep(&place, "whole", &["--format", "parquet"]);
    sweep(&place, "out", &[]);
    let resume = [&SWEEP[..], &["--resume", "--format", "parquet"]].concat();

    // Not over somebody's own file.
    place.write("out/runs.parquet", "made by hand");
    let done = place.trilat(&resume);
    assert_eq!(code(&done), 2, "{}", text(&done.stderr));
    assert!(text(&done.stderr).contains("runs.parquet was not written by trilat"));
    assert_eq!(place.read("out/runs.parquet"), "made by hand");
    fs::remove_file(place.file("out/runs.parquet")).unwrap();

    // Nor from a table that is not what it was.
    let runs = place.read("out/runs.csv");
    place.write("out/runs.csv", &runs.replacen("0,0,", "0,1,", 1));
    let done = place.trilat(&resume);
    assert_eq!(code(&done), 6);
    assert!(text(&done.stderr).contains("runs.csv was changed"));
    place.write("out/runs.csv", &runs);
    assert!(!place.file("out/summary.parquet").exists());

    place.good(&resume);
    assert_eq!(sums(&place, "out"), sums(&place, "whole"));
    place.good(&["verify", "out"]);
    let files = |out: &str| {
        let text = place.read(&format!("{out}/manifest.json"));
        let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
        (
            manifest["files"].clone(),
            manifest["execution"]["command"].clone(),
        )
    };
    assert_eq!(files("out"), files("whole"));
    // They are there now, and nothing takes them away.
    place.good(&resume);
    place.good(&[&SWEEP[..], &["--resume"]].concat());
    assert_eq!(sums(&place, "out"), sums(&place, "whole"));
}

#[test]
fn verify_and_rerun_know_parquet_files() {
    let place = Place::new(60);
    sweep(&place, "out", &["--format", "parquet"]);
    let done = place.good(&["rerun", "out", "-q", "--json"]);
    let identical = json(&done)["files_identical"].clone();
    for table in TABLES {
        let name = serde_json::Value::from(format!("{table}.parquet"));
        assert!(identical.as_array().unwrap().contains(&name), "{identical}");
    }
    assert_eq!(sums(&place, "out_rerun"), sums(&place, "out"));

    let manifest = place.read("out/manifest.json");
    // Another version signs its Parquet files with its own name, which is no other result.
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    let older = manifest.replacen(&version, "\"version\": \"0.0.1\"", 1);
    // Without its own checksum, as older ones are.
    let (older, _) = older.rsplit_once(",\n  \"sha256\": \"").unwrap();
    let older = format!("{older}\n}}\n");
    assert_ne!(older, manifest);
    place.write("out/manifest.json", &older);
    let done = place.good(&["rerun", "out", "-q", "--out", "third"]);
    let said = text(&done.stderr);
    assert!(said.contains("Parquet files are not compared"), "{said}");
    place.write("out/manifest.json", &manifest);

    let mut bytes = fs::read(place.file("out/runs.parquet")).unwrap();
    bytes[100] ^= 1;
    fs::write(place.file("out/runs.parquet"), bytes).unwrap();
    let done = place.trilat(&["verify", "out"]);
    assert_eq!(code(&done), 6);
    assert!(text(&done.stderr).contains("runs.parquet: changed since"));
}

/// Polars, pyarrow and DuckDB read every value of every table as it stands in the CSV file, and the
/// reference validator accepts the data packages: `tests/all.sh` installs them.
#[test]
#[ignore = "needs Python with pyarrow, polars, duckdb and frictionless (READERS, FRICTIONLESS); tests/all.sh runs it"]
fn other_programs_read_what_the_csv_files_say() {
    let place = Place::new(150);
    let toy = concat!(env!("CARGO_MANIFEST_DIR"), "/configs/toy.toml");
    let asia = concat!(env!("CARGO_MANIFEST_DIR"), "/configs/northeast_asia.toml");
    let all = ["--format", "parquet", "-q"];
    let make = |args: &[&str]| place.trilat(&[args, &all].concat());

    assert_eq!(code(&make(&["sweep", "study.toml", "--out", "sweep"])), 0);
    // Rows without values, with a reason that holds commas and quotes; a switch and an integer vary.
    place.write(
        "points.csv",
        "trust.mutual,trust.exploited,trust.exploiting,mechanisms.trust,scenario.burn_in\n\
         0.5,0.4,0.1,true,0\n0.01,0.01,0.3,false,2\n1,1,0.5,false,1\n",
    );
    let list = study(40, "[design]\nkind = \"list\"\nfile = \"points.csv\"\n");
    place.write("list.toml", &list);
    let failed = make(&["sweep", "list.toml", "--out", "failed", "--skip-invalid"]);
    assert_eq!(code(&failed), 1, "{}", text(&failed.stderr));
    // More than one row group.
    let long = ["--set", "scenario.horizon=1", "--runs", "150000"];
    let long = [&["run", toy, "--no-figures", "--out", "long"], &long[..]].concat();
    assert_eq!(code(&make(&long)), 0);
    let short = ["--set", "scenario.horizon=24", "--runs", "200"];
    let traced = [
        "run",
        asia,
        "--no-figures",
        "--out",
        "asia",
        "--traces=3",
        "--events",
    ];
    assert_eq!(code(&make(&[&traced, &short[..]].concat())), 0);
    place.write(
        "other.toml",
        &format!("extends = \"{asia}\"\n[states.KOR]\nresolute_share = 0.4\n"),
    );
    let both = [
        "compare",
        asia,
        "other.toml",
        "--out",
        "compare",
        "--no-figures",
    ];
    assert_eq!(code(&make(&[&both, &short[..]].concat())), 0);

    let folders = ["sweep", "failed", "long", "asia", "compare"];
    let python = std::env::var_os("READERS").unwrap_or("python3".into());
    let done = Command::new(python)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/parquet.py"))
        .args(folders)
        .current_dir(place.path())
        .output()
        .expect("Python");
    let said = text(&done.stdout) + &text(&done.stderr);
    assert!(done.status.success(), "{said}");
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 4 + 4 + 4 + 6 + 4, "{said}");
    assert!(
        lines[8].contains("150000 rows") && lines[8].ends_with("2 row groups"),
        "{said}"
    );

    let frictionless = std::env::var_os("FRICTIONLESS").unwrap_or("frictionless".into());
    for folder in folders {
        let done = Command::new(&frictionless)
            .args(["validate", "datapackage.json"])
            .current_dir(place.file(folder))
            .output()
            .expect("the frictionless command");
        assert!(done.status.success(), "{folder}: {}", text(&done.stdout));
    }
    let damaged = place.file("sweep/runs.parquet");
    let mut bytes = fs::read(&damaged).unwrap();
    bytes[100] ^= 1;
    fs::write(&damaged, bytes).unwrap();
    let done = Command::new(&frictionless)
        .args(["validate", "datapackage.json"])
        .current_dir(place.file("sweep"))
        .output()
        .expect("the frictionless command");
    assert!(!done.status.success());
}
