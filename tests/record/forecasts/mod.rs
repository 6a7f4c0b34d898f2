//! The record, scores of forecasts, and baselines: the library against independent programs, and the
//! commands as users type them.

mod baselines;
mod commands;
mod record;
mod scores;
mod tasks;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn fixture(name: &str) -> Vec<Vec<String>> {
    let path = root().join("tests/fixtures").join(name);
    let mut reader = csv::Reader::from_path(path).unwrap();
    let rows = reader.records();
    rows.map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn number(text: &str) -> f64 {
    text.parse().unwrap()
}

fn close(ours: f64, theirs: f64, tolerance: f64, what: &str) {
    let error = (ours - theirs).abs();
    assert!(
        error <= tolerance * (1.0 + theirs.abs()),
        "{what}: {ours} against {theirs}"
    );
}

fn trilat(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_trilat"))
        .current_dir(root())
        .args(args)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}
