//! The command that a folder records makes the same folder, typed as it stands, whatever names it holds.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use proptest::prelude::*;
use tempfile::TempDir;

const TOY: &str = include_str!("../../configs/toy.toml");
/// How every command of this test is run beside what it records.
const ASIDE: [&str; 2] = ["--quiet", "--no-figures"];

/// Names that a shell would take apart, as files may have them.
fn name() -> impl Strategy<Value = String> {
    "[a-z\"'$é語\n\t `\\\\~#&;*?!(){}|<>=%-]{1,12}"
}

/// Titles of a scenario or a figure: a line in letters that the figures' font has.
fn title() -> impl Strategy<Value = String> {
    "[a-z\"'$éж `\\\\~#&;*?!(){}|<>=%-]{1,12}"
}

fn trilat(home: &Path, args: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trilat"));
    let done = command.current_dir(home).args(args).output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{args:?}: {said}");
}

/// Runs a recorded command as a shell reads it, into another folder.
fn by_shell(home: &Path, command: &str, more: &[&str], out: &str) {
    let binary = Path::new(env!("CARGO_BIN_EXE_trilat"));
    let path = std::env::var("PATH").unwrap_or_default();
    let more = more.join(" ");
    let done = Command::new("sh")
        .args(["-c", &format!("{command} {more} --out {out}")])
        .env(
            "PATH",
            format!("{}:{path}", binary.parent().unwrap().display()),
        )
        .current_dir(home)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{command}: {said}");
}

/// A scenario that has a name of its own, since that of its file cannot name a folder.
fn write_toy(path: &Path, name: &str) {
    let named = format!("\n[scenario]\nname = \"{name}\"\n");
    let text = TOY.replacen("\n[scenario]\n", &named, 1);
    assert!(text.contains(&named));
    fs::write(path, text).unwrap();
}

/// Every file of a folder by its path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(inside) = folders.pop() {
        for entry in fs::read_dir(inside).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("resources.json") {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                found.insert(name, fs::read(path).unwrap());
            }
        }
    }
    found
}

fn same(home: &Path, one: &str, two: &str, least: usize) {
    let (one, two) = (files(&home.join(one)), files(&home.join(two)));
    assert!(one.len() >= least, "{:?}", one.keys());
    assert_eq!(
        one.keys().collect::<Vec<_>>(),
        two.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in &one {
        assert!(two[name] == *bytes, "{name} differs");
    }
}

/// The command in the manifest of a folder.
fn recorded(folder: &Path) -> String {
    let text = fs::read_to_string(folder.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    manifest["execution"]["command"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn check(file: &str, other: &str, title: &str, out: &str) {
    let home = TempDir::new().unwrap();
    let home = home.path();
    let out = format!("out {out}");
    let (file, other) = (format!("a {file}.toml"), format!("b {other}.toml"));
    write_toy(&home.join(&file), "a");
    write_toy(&home.join(&other), "b");
    let quoted = serde_json::Value::from(title).to_string();
    let set = format!("\nscenario.title={quoted}");
    let sets = ["--set", &set, "--runs", "8", "--out", &out];

    trilat(home, &[&["run", &file][..], &ASIDE, &sets].concat());
    by_shell(home, &recorded(&home.join(&out)), &ASIDE, "again");
    same(home, &out, "again", 7);

    let drawn = format!("drawn {out}");
    let title = format!("--title={title}");
    let plot = [
        "plot", &out, "--figure", "survival", "--format", "svg", &title, "--out", &drawn,
    ];
    trilat(home, &plot);
    let notes = fs::read_to_string(home.join(&drawn).join("time_to_first_event.txt")).unwrap();
    let (_, command) = notes.split_once("\nCommand\n").unwrap();
    by_shell(home, command.trim_end_matches('\n'), &[], "drawn-again");
    same(home, &drawn, "drawn-again", 3);

    let compared = format!("compared {out}");
    let sets = ["--set", &set, "--runs", "8", "--out", &compared];
    trilat(
        home,
        &[&["compare", &file, &other][..], &ASIDE, &sets].concat(),
    );
    by_shell(
        home,
        &recorded(&home.join(&compared)),
        &ASIDE,
        "compared-again",
    );
    same(home, &compared, "compared-again", 5);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_recorded_command_makes_the_same_folder(
        file in name(), other in name(), title in title(), out in name(),
    ) {
        check(&file, &other, &title, &out);
    }
}

#[test]
fn names_that_begin_like_options_are_names() {
    let home = TempDir::new().unwrap();
    let home = home.path();
    write_toy(&home.join("-q toy.toml"), "a");
    let out = ["--runs", "8", "--out", "out"];
    trilat(
        home,
        &[&["run", "./-q toy.toml"][..], &ASIDE, &out].concat(),
    );
    by_shell(home, &recorded(&home.join("out")), &ASIDE, "again");
    same(home, "out", "again", 7);
}
