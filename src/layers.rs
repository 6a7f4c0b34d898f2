//! Which module may import which, and a test that reads the sources and names every line that does otherwise.

use std::fs;
use std::path::{Path, PathBuf};

use self::scan::{Token, imports, tokens};

mod circles;
mod scan;

/// The modules from the ground up, each with those that it may import: only such that stand above it here, so
/// that there is no circle.
const ARROWS: &[(&str, &[&str])] = &[
    // What everybody may use and what uses nobody.
    ("fault", &[]),
    ("given", &[]),
    ("hash", &[]),
    ("named", &[]),
    ("record", &[]),
    ("shipped", &["named"]),
    ("words", &[]),
    ("rows", &[]),
    // A crate of its own, drawing tables whose meaning it does not know.
    ("figures", &[]),
    ("watch", &["fault"]),
    ("math", &[]),
    // Arithmetic, whatever its names mean.
    ("expression", &["math"]),
    (
        "scenario",
        &["expression", "named", "record", "shipped", "words"],
    ),
    // The engine knows no mechanism, the closed forms know no engine.
    ("ensemble", &["fault", "math", "record", "watch"]),
    ("theory", &["math"]),
    ("data", &["fault", "given", "scenario"]),
    // The model knows neither who runs it nor who keeps what it leaves.
    (
        "model",
        &[
            "ensemble",
            "expression",
            "math",
            "record",
            "scenario",
            "theory",
            "watch",
        ],
    ),
    // Numbers in, numbers out: an analysis knows neither a world nor a study.
    (
        "analysis",
        &[
            "data", "ensemble", "fault", "math", "named", "record", "scenario", "watch",
        ],
    ),
    // Many scenarios, run and read; no file.
    (
        "study",
        &[
            "analysis",
            "data",
            "ensemble",
            "expression",
            "fault",
            "given",
            "hash",
            "math",
            "model",
            "record",
            "rows",
            "scenario",
            "shipped",
            "theory",
            "watch",
        ],
    ),
    // Keeps what all of these leave, and runs nothing: hence no model.
    (
        "store",
        &[
            "analysis", "data", "ensemble", "fault", "given", "hash", "math", "record", "rows",
            "scenario", "study", "watch", "words",
        ],
    ),
    // Explains a folder.
    (
        "report",
        &[
            "analysis", "fault", "figures", "given", "hash", "model", "named", "record", "rows",
            "scenario", "store", "words",
        ],
    ),
    // Whatever a user can ask for; knows no command line.
    (
        "tasks",
        &[
            "analysis", "data", "ensemble", "fault", "figures", "given", "hash", "math", "model",
            "named", "record", "report", "rows", "scenario", "shipped", "store", "study", "theory",
            "watch", "words",
        ],
    ),
    // Talks to browsers.
    (
        "explorer",
        &[
            "analysis", "ensemble", "fault", "figures", "model", "named", "record", "report",
            "scenario", "shipped", "store", "study", "tasks", "theory", "watch", "words",
        ],
    ),
    // Talks.
    (
        "cli",
        &[
            "analysis", "data", "ensemble", "explorer", "fault", "figures", "hash", "model",
            "named", "record", "report", "rows", "scenario", "shipped", "store", "study", "tasks",
            "theory", "watch", "words",
        ],
    ),
];

/// Imports that no arrow allows, by file: what only tests need.
const TESTS: &[(&str, &str)] = &[
    // Functions are tried lane by lane and at every vector level.
    ("crates/model/src/math/tests.rs", "ensemble"),
    // What the program writes is read back.
    ("crates/analysis/src/given/tests.rs", "rows"),
];

/// The folders of the sources: model and analysis are crates of their own, whose modules the library passes on.
const FOLDERS: [&str; 3] = ["src", "crates/model/src", "crates/analysis/src"];

/// Every source file but the roots of the crates, with its path from the package's folder.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    for path in paths {
        let root = ["src/lib.rs", "src/main.rs", "src/layers.rs", "src/layers"];
        if root.iter().any(|root| path.ends_with(root)) {
            continue;
        }
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Names of a file's module, from the root of the crate.
fn module(path: &str) -> Vec<&str> {
    let inner = path.trim_start_matches("crates/model/");
    let inner = inner.trim_start_matches("crates/analysis/");
    let inner = inner.trim_start_matches("src/").trim_end_matches(".rs");
    let mut names: Vec<&str> = inner.split('/').collect();
    if names.last() == Some(&"mod") {
        names.pop();
    }
    names
}

fn allowed(path: &str, own: &str, other: &str) -> bool {
    let arrows = ARROWS.iter().find(|(name, _)| *name == own);
    own == other
        || arrows.is_some_and(|(_, others)| others.contains(&other))
        || TESTS.contains(&(path, other))
}

#[test]
fn no_module_imports_against_the_arrows() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in FOLDERS {
        sources(&package.join(folder), &mut files);
    }
    assert!(files.len() > 300, "{} files", files.len());
    let mut wrong = Vec::new();
    for file in &files {
        let path = file.strip_prefix(package).unwrap().to_str().unwrap();
        let path = path.replace('\\', "/");
        let names = module(&path);
        let own = names[0];
        if !ARROWS.iter().any(|(name, _)| *name == own) {
            wrong.push(format!("{path}: `{own}` has no place among the arrows"));
        }
        for import in imports(&fs::read_to_string(file).unwrap(), names.len()) {
            let line = import.line;
            match import.of {
                Ok(other) if allowed(&path, own, &other) => {}
                Ok(other) => wrong.push(format!("{path}:{line}: `{own}` imports `{other}`")),
                Err(why) => wrong.push(format!("{path}:{line}: {why}")),
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_model_is_compiled_in_its_own_crate_alone() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src", "crates/analysis/src", "crates/python/src"] {
        sources(&package.join(folder), &mut files);
    }
    for file in &files {
        let source = fs::read_to_string(file).unwrap();
        // The generic function that builds a world: whoever calls it compiles every system of the month again.
        let builds = |(token, _): &(Token, usize)| *token == Token::Word("with_lanes".into());
        assert!(
            !tokens(&source).iter().any(builds),
            "{}: `Engine::new` or `small_engine` is meant",
            file.display()
        );
    }
}

#[test]
fn the_arrows_make_no_circle() {
    for (at, (name, others)) in ARROWS.iter().enumerate() {
        for other in *others {
            let above = ARROWS[..at].iter().any(|(above, _)| above == other);
            assert!(
                above,
                "`{name}` may import `{other}`, which is not above it"
            );
        }
    }
}
