//! The programs in `examples/` give what the commands give, byte by byte.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::time::SystemTime;

use tempfile::TempDir;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const TOY: &str = "configs/toy.toml";

fn output(command: &mut Command) -> String {
    let done = command.current_dir(ROOT).output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{command:?}: {said}");
    String::from_utf8(done.stdout).unwrap()
}

/// The last change of a file, or of any in a folder.
fn changed(path: &Path) -> SystemTime {
    let metadata = fs::metadata(path).unwrap();
    let inner = match metadata.is_dir() {
        true => fs::read_dir(path)
            .unwrap()
            .map(|entry| changed(&entry.unwrap().path()))
            .max(),
        false => None,
    };
    inner.unwrap_or(metadata.modified().unwrap())
}

/// Whether the programs are younger than all that they are made of.
fn fresh(folder: &Path) -> bool {
    let sources = ["src", "crates/figures/src", "examples", "Cargo.lock"];
    let last = sources
        .map(|source| changed(&Path::new(ROOT).join(source)))
        .into_iter()
        .max();
    ["one_run", "two_scenarios", "sobol_indices", "figure"]
        .iter()
        .all(|name| {
            let program = folder.join(name);
            program.is_file() && Some(changed(&program)) > last
        })
}

/// The folder of the programs, built as this test was. `cargo test` has built them already unless it was told to
/// test something else. They are not built again then: with other packages asked for, features of what they need differ, and all
/// would be compiled anew.
static EXAMPLES: LazyLock<PathBuf> = LazyLock::new(|| {
    let built = Path::new(env!("CARGO_BIN_EXE_trilat")).parent().unwrap();
    if fresh(&built.join("examples")) {
        return built.join("examples");
    }
    let profile = built.file_name().unwrap().to_str().unwrap();
    let mut command = Command::new(env!("CARGO"));
    command.args([
        "build",
        "--quiet",
        "--offline",
        "--package",
        "trilat",
        "--examples",
    ]);
    command.args([
        "--profile",
        if profile == "debug" { "dev" } else { profile },
    ]);
    command.arg("--target-dir").arg(built.parent().unwrap());
    output(&mut command);
    built.join("examples")
});

fn example(name: &str, args: &[&str]) -> String {
    let source = fs::read_to_string(Path::new(ROOT).join(format!("examples/{name}.rs"))).unwrap();
    assert!(source.lines().count() < 40, "{name} is no short program");
    output(Command::new(EXAMPLES.join(name)).args(args))
}

fn trilat(args: &[&str]) {
    output(Command::new(env!("CARGO_BIN_EXE_trilat")).args(args));
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn same(printed: &str, file: &Path) {
    let written = fs::read_to_string(file).unwrap();
    assert!(printed.len() > 200, "{printed}");
    assert!(printed == written, "{} differs", file.display());
}

#[test]
fn a_run_and_its_figure() {
    let home = TempDir::new().unwrap();
    let out = home.path();
    trilat(&[
        "run",
        TOY,
        "--runs",
        "200",
        "-q",
        "--force",
        "--out",
        text(out),
    ]);
    same(&example("one_run", &[TOY]), &out.join("summary.csv"));
    same(
        &example("figure", &[TOY]),
        &out.join("figures/probes_by_rung.svg"),
    );
}

#[test]
fn two_scenarios_compared() {
    let home = TempDir::new().unwrap();
    let (eager, out) = (home.path().join("eager.toml"), home.path().join("out"));
    let change = "[states.PROBER.targets.PLACE]\ndrive = [0.3]";
    let toy = Path::new(ROOT).join(TOY);
    fs::write(&eager, format!("extends = {toy:?}\n{change}\n")).unwrap();
    let compare = ["compare", TOY, text(&eager), "--runs", "200", "-q", "--out"];
    trilat(&[&compare[..], &[text(&out)]].concat());
    same(
        &example("two_scenarios", &[TOY, text(&eager)]),
        &out.join("contrasts.csv"),
    );
}

#[test]
fn a_study_with_sobol_indices() {
    let home = TempDir::new().unwrap();
    let study = home.path().join("study.toml");
    let toy = Path::new(ROOT).join(TOY);
    fs::write(
        &study,
        format!(
            "[study]\ntitle = \"Toy\"\nscenario = {toy:?}\nreplicates = 4\n[set]\n\"scenario.horizon\" = 12\n\
             [design]\nkind = \"saltelli\"\npoints = 8\nsecond_order = false\n\
             [factors]\n\"states.PROBER.precision\" = {{ low = 1.0, high = 3.0 }}\n\
             \"response.precision\" = {{ low = 1.0, high = 3.0 }}\n"
        ),
    )
    .unwrap();
    let (mine, own) = (home.path().join("mine"), home.path().join("own"));
    trilat(&["sweep", text(&study), "-q", "--out", text(&own)]);
    trilat(&["sensitivity", text(&own)]);
    let printed = example("sobol_indices", &[text(&study), text(&mine)]);
    same(&printed, &own.join("sensitivity/sensitivity.csv"));
    let runs = |folder: &Path| fs::read(folder.join("runs.csv")).unwrap();
    assert!(runs(&mine) == runs(&own));
}
