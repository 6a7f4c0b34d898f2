//! The claims that come with the program.

use std::process::Command;

use serde_json::Value;

use crate::support::table;

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
    let wanted: Vec<String> = (1..=18)
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

/// What arms show by themselves adds up to the effects, and the rivals that are told by levels have a figure of them.
#[test]
fn effects_are_the_differences_of_levels() {
    let folder = tempfile::TempDir::new().unwrap();
    let out = folder.path().join("out");
    let done = trilat(&[
        "claims",
        "R5",
        "R7",
        "--points",
        "0",
        "--default-replicates",
        "40",
        "--out",
        out.to_str().unwrap(),
    ]);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(0), "{said}");
    let read = |name: &str| table(&std::fs::read_to_string(out.join(name)).unwrap());
    let levels = read("levels.csv");
    let mut compared = 0;
    for row in read("claims.csv") {
        if !row["stratum"].is_empty() {
            continue;
        }
        let side = |name: &str| {
            let same = |level: &&std::collections::BTreeMap<String, String>| {
                let keys = ["claim", "test", "variant", "ablation"];
                keys.iter().all(|key| level[*key] == row[*key]) && level["side"] == name
            };
            let own = levels.iter().find(same)?;
            own["estimate"].parse::<f64>().ok()
        };
        let [to, from] = match row["claim"].as_str() {
            "R5" => ["slope", "known"].map(side),
            _ => ["to", "from"].map(side),
        };
        let (to, from) = (to.unwrap(), from.unwrap());
        let effect: f64 = row["effect"].parse().unwrap();
        assert!(
            (to - from - effect).abs() <= 1e-9 * to.abs().max(from.abs()),
            "{row:?}"
        );
        compared += 1;
    }
    // Both claims, five degrees of reliability and the ablation, R7 in two tests.
    assert!(compared >= 13, "{compared}");
    for figure in ["selection_r5", "levels_r7"] {
        for kind in ["svg", "pdf", "png", "csv", "txt"] {
            assert!(out.join(format!("figures/{figure}.{kind}")).exists());
        }
    }
}
