//! The data dictionary describes the files that lie beside it.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::{Toy, request, run};
use serde_json::Value;
use trilat::store::atomic::fingerprint;

fn write_toy(out: &Path) -> Value {
    run(&Toy::new(4, 6), &request(out, 20, 2)).unwrap();
    serde_json::from_str(&fs::read_to_string(out.join("datapackage.json")).unwrap()).unwrap()
}

#[test]
fn every_table_is_described_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("toy");
    let package = write_toy(&out);
    let resources = package["resources"].as_array().unwrap();
    assert_eq!(resources.len(), 6);
    for resource in resources {
        let path = out.join(resource["path"].as_str().unwrap());
        let mut reader = csv::Reader::from_path(&path).unwrap();
        let header: Vec<String> = reader
            .headers()
            .unwrap()
            .iter()
            .map(str::to_owned)
            .collect();
        let fields = resource["schema"]["fields"].as_array().unwrap();
        let names: Vec<&str> = fields.iter().map(|f| f["name"].as_str().unwrap()).collect();
        assert_eq!(header, names);
        for field in fields {
            assert!(!field["description"].as_str().unwrap().is_empty());
            let has_unit = field["unit"].is_string();
            assert_eq!(
                has_unit,
                !["string", "yearmonth"].contains(&field["type"].as_str().unwrap())
            );
        }
        let found = fingerprint(&path).unwrap();
        assert_eq!(resource["bytes"], found.bytes);
        assert_eq!(resource["hash"], format!("sha256:{}", found.sha256));
    }
}

/// The standard's own validator: `pip install frictionless`, then
/// `FRICTIONLESS=/path/to/frictionless cargo test -- --ignored frictionless`.
#[test]
#[ignore = "needs the frictionless command from PyPI; tests/all.sh runs it"]
fn frictionless_accepts_the_package_and_sees_a_damaged_one() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("toy");
    write_toy(&out);
    let validate = || {
        let program = std::env::var_os("FRICTIONLESS").unwrap_or("frictionless".into());
        let mut command = Command::new(program);
        command
            .args(["validate", "datapackage.json"])
            .current_dir(&out);
        command.output().expect("the frictionless command")
    };
    let valid = validate();
    assert!(
        valid.status.success(),
        "{}",
        String::from_utf8_lossy(&valid.stdout)
    );
    let runs = out.join("runs.csv");
    let damaged = fs::read_to_string(&runs)
        .unwrap()
        .replacen("0,0,", "0,zero,", 1);
    fs::write(&runs, damaged).unwrap();
    assert!(!validate().status.success());
}
