//! What differs, in words: methods paragraphs and report pages name levers, values, factors and outcomes.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

fn good(home: &Path, args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trilat"));
    let done = command.current_dir(home).args(args).output().unwrap();
    assert!(
        done.status.success(),
        "{args:?}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
    String::from_utf8(done.stdout).unwrap()
}

/// A methods paragraph without its line breaks.
fn methods(home: &Path, folder: &str) -> String {
    let text = good(home, &["methods", folder]);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_comparison_says_what_each_scenario_changes() {
    let home = TempDir::new().unwrap();
    let small = [
        "--runs",
        "8",
        "--set",
        "scenario.horizon=60",
        "--no-figures",
        "-q",
    ];
    let pair = [
        "compare",
        "northeast_asia",
        "seoul_steps_back",
        "--out",
        "pair",
        "--outcome",
        "worst=max(fear_prk)",
    ];
    good(home.path(), &[&pair[..], &small].concat());
    let text = methods(home.path(), "pair");
    let scenario = good(home.path(), &["config", "seoul_steps_back"]);
    assert!(scenario.contains("stance = \"KOR\""), "{scenario}");
    assert!(
        text.contains("In seoul_steps_back, the stance of the leader of South Korea"),
        "{text}"
    );
    assert!(
        text.contains("logits from") && text.contains("The outcome worst is max(fear_prk)."),
        "{text}"
    );
    let page = std::fs::read_to_string(home.path().join("pair/report.html")).unwrap();
    assert!(page.contains("the stance of the leader of South Korea"));
}

#[test]
fn a_study_says_its_factors_and_its_arms() {
    let home = TempDir::new().unwrap();
    let study = "[study]\nscenario = \"northeast_asia\"\nreplicates = 2\n[set]\n\"scenario.horizon\" = 12\n\
        [design]\nkind = \"lhs\"\npoints = 3\n[factors]\n\"fear.per_exercise\" = { low = 0.0, high = 0.4, mean = 0.2, sd = 0.1 }\n\
        [arms.apart.levers.drills]\ndyad = \"JPN-KOR\"\nchannel = \"exercises\"\nset = 0.0\nfrom = \"2026-03\"\n\
        [arms.apart.shift]\n\"states.PRK.precision\" = 0.5\n[effects.twice]\napart = 2.0\nbaseline = -2.0\n";
    std::fs::write(home.path().join("study.toml"), study).unwrap();
    good(home.path(), &["sweep", "study.toml", "--out", "out", "-q"]);
    let text = methods(home.path(), "out");
    for wanted in [
        "Factors are fear.per_exercise (0 to 0.4, normal(0.2, 0.1)).",
        "Every point was run in 2 arms",
        "In apart, the level of the channel exercises of Japan and South Korea is held at 0 from March 2026 on; 0.5 is added to \
         states.PRK.precision after the factors are set.",
    ] {
        assert!(text.contains(wanted), "{wanted} in\n{text}");
    }
    assert!(
        text.contains("The effect twice is the sum of the arms weighted by baseline -2, apart 2."),
        "{text}"
    );
    let page = std::fs::read_to_string(home.path().join("out/report.html")).unwrap();
    assert!(page.contains("normal(0.2, 0.1)") && page.contains("is held at 0 from March 2026 on"));

    // A paragraph that names factors does not take them from a file that was altered.
    let factors = home.path().join("out/factors.csv");
    let altered = std::fs::read_to_string(&factors)
        .unwrap()
        .replace("normal(0.2, 0.1)", "normal(0.3, 0.1)");
    std::fs::write(&factors, altered).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_trilat"));
    let done = command
        .current_dir(home.path())
        .args(["methods", "out"])
        .output()
        .unwrap();
    assert_eq!(
        done.status.code(),
        Some(6),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
}
