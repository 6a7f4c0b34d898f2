//! The claims that come with the program.

use std::process::Command;

use serde_json::Value;

fn trilat(args: &[&str]) -> std::process::Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trilat"));
    command.args(args).current_dir(env!("CARGO_MANIFEST_DIR"));
    command.output().unwrap()
}

#[test]
fn all_claims_and_rivals_are_there_and_make_scenarios() {
    let done = trilat(&["claims", "--list", "--json"]);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(0), "{said}");
    let claims: Value = serde_json::from_slice(&done.stdout).unwrap();
    let ids: Vec<&str> = claims
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["id"].as_str().unwrap())
        .collect();
    let wanted: Vec<String> = (1..=17)
        .map(|n| format!("C{n}"))
        .chain((1..=7).map(|n| format!("R{n}")))
        .collect();
    assert_eq!(ids, wanted);
    for claim in claims.as_array().unwrap() {
        assert_eq!(
            claim["rival"],
            claim["id"].as_str().unwrap().starts_with('R')
        );
        assert!(claim["says"].as_str().unwrap().len() > 20);
    }
}

/// Whatever is assumed varies in the audit, or the space says why not.
#[test]
fn no_assumed_parameter_is_forgotten() {
    let folder = tempfile::TempDir::new().unwrap();
    let out = folder.path().join("out");
    let out = out.to_str().unwrap();
    let done = trilat(&[
        "claims",
        "C6",
        "--points",
        "0",
        "--default-replicates",
        "2",
        "--out",
        out,
    ]);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(0), "{said}");
    assert!(!said.contains("is assumed but not drawn"), "{said}");
}
