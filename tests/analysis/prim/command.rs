//! `trilat discover` as a user types it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::tables::agree;

pub fn trilat(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_trilat"))
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap()
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Fractional parts of multiples of irrational numbers: points that fill the space.
pub fn spread(point: usize, step: f64) -> f64 {
    (point as f64 * step).fract()
}

/// 160 points of four replicates. It is calm but where reliability is below 0.4 and the posture is not
/// `defensive`; there the mean of `wars` is 3, elsewhere 1; replicates differ from it by 0.5.
pub fn study() -> TempDir {
    let home = TempDir::new().unwrap();
    let mut design = "point,reliability,allies,posture,fixed\n".to_owned();
    let mut runs = "point,replicate,wars,why\n".to_owned();
    for point in 0..160 {
        let reliability = spread(point, 0.618_033_988_7);
        let allies = 1 + (spread(point, 0.414_213_562_4) * 6.0) as usize;
        let posture =
            ["defensive", "forward", "mixed"][(spread(point, 0.732_050_807_6) * 3.0) as usize];
        writeln!(design, "{point},{reliability:.4},{allies},{posture},7").unwrap();
        let level = if reliability < 0.4 && posture != "defensive" {
            3.0
        } else {
            1.0
        };
        for (replicate, noise) in [-0.5, 0.5, -0.5, 0.5].iter().enumerate() {
            writeln!(runs, "{point},{replicate},{},{}", level + noise, 4).unwrap();
        }
    }
    fs::write(home.path().join("design.csv"), design).unwrap();
    fs::write(home.path().join("runs.csv"), runs).unwrap();
    home
}

pub fn rows(path: &Path) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

pub const ABOVE: [&str; 6] = ["discover", ".", "--output", "wars", "--above", "2"];

#[test]
fn a_folder_that_says_where_it_happens_and_verifies() {
    let home = study();
    let done = trilat(home.path(), &ABOVE);
    let (out, err) = (text(&done.stdout), text(&done.stderr));
    assert!(done.status.success(), "{err}");
    assert!(err.contains("one value at all points: fixed"), "{err}");
    let folder = home.path().join("discover");
    let points = rows(&folder.join("points.csv"));
    let cases = points.iter().filter(|p| p["case"] == "1").count();
    assert!(
        out.contains(&format!("Of 160 points {cases} are cases")),
        "{out}"
    );
    assert!(out.contains("For 0 of them this is uncertain"), "{out}");
    assert!(
        out.contains("(100 %, density)") && out.contains("mixed or forward"),
        "{out}"
    );
    assert!(
        out.contains("holds 100 % of all cases (coverage). Mean outcome 3."),
        "{out}"
    );
    assert!(
        out.contains("in 0 of 199 searches") && out.contains("(p = 0.005)"),
        "{out}"
    );
    assert_eq!(out.lines().last(), Some("./discover"));

    let boxes = rows(&folder.join("boxes.csv"));
    let selected: Vec<_> = boxes.iter().filter(|row| row["selected"] == "1").collect();
    let names: Vec<&str> = selected.iter().map(|row| row["factor"].as_str()).collect();
    assert_eq!(names, ["reliability", "posture"]);
    assert_eq!(selected[0]["low"], "");
    assert_eq!(selected[0]["reproduced_coverage"], "1");
    let high: f64 = selected[0]["high"].parse().unwrap();
    assert!((0.39..0.42).contains(&high), "{high}");
    assert_eq!(selected[1]["values"], "mixed|forward");
    let trajectory = rows(&folder.join("trajectory.csv"));
    let step = trajectory
        .iter()
        .find(|row| row["selected"] == "1")
        .unwrap();
    assert_eq!(
        (step["coverage"].as_str(), step["density"].as_str()),
        ("1", "1")
    );
    assert_eq!(
        (step["mean"].as_str(), step["restricted"].as_str()),
        ("3", "2")
    );
    for point in &points {
        assert_eq!(point["in_box"], if point["case"] == "1" { "1" } else { "" });
        assert_eq!(point["fixed"], "7");
    }

    let verified = trilat(home.path(), &["verify", "discover"]);
    assert!(text(&verified.stdout).contains("5 files as in the manifest"));
    let package = fs::read_to_string(folder.join("datapackage.json")).unwrap();
    let package: Value = serde_json::from_str(&package).unwrap();
    for resource in package["resources"].as_array().unwrap() {
        let file = folder.join(resource["path"].as_str().unwrap());
        let fields = resource["schema"]["fields"].as_array().unwrap();
        let described: Vec<&str> = fields.iter().map(|f| f["name"].as_str().unwrap()).collect();
        let mut reader = csv::Reader::from_path(file).unwrap();
        assert_eq!(
            reader.headers().unwrap().iter().collect::<Vec<_>>(),
            described
        );
    }
}

#[test]
fn the_same_command_gives_the_same_bytes_and_replaces_only_with_force() {
    let home = study();
    let options = ["--boxes", "2", "--threshold", "0.8", "--quiet"];
    let all = |more: &[&str]| trilat(home.path(), &[&ABOVE[..], &options[..], more].concat());
    let first = all(&[]);
    assert!(first.stderr.is_empty(), "{}", text(&first.stderr));
    assert!(text(&first.stdout).contains("There is no box 2: no cases are left"));
    let names = [
        "boxes.csv",
        "trajectory.csv",
        "points.csv",
        "discover.json",
        "datapackage.json",
    ];
    let read = || names.map(|name| fs::read(home.path().join("discover").join(name)).unwrap());
    let before = read();
    let refused = all(&[]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("--force"));
    let again = all(&["--force", "--json"]);
    assert!(again.status.success());
    assert_eq!(read(), before);
    let found: Value = serde_json::from_slice(&again.stdout).unwrap();
    // The first step that is dense enough, and with it no more than it needs.
    let density = found["boxes"][0]["density"].as_f64().unwrap();
    assert!((0.8..1.0).contains(&density), "{density}");
    assert_eq!(found["boxes"][0]["limits"][1]["values"][0], "mixed");
    assert_eq!(found["inputs"][0]["path"], "design.csv");
    assert_eq!(text(&again.stdout).lines().count(), 1);
}

#[test]
fn cases_at_the_edge_of_their_interval_are_counted() {
    let home = study();
    // The 95 % interval of four values at ±0.5 is ±0.92: 3.5 lies inside that of the cases.
    let out = text(
        &trilat(
            home.path(),
            &["discover", ".", "--output", "wars", "--below", "3.5"],
        )
        .stdout,
    );
    assert_eq!(out, "", "everything is below 3.5");
    let done = trilat(
        home.path(),
        &["discover", ".", "--output", "wars", "--above", "2.5"],
    );
    let out = text(&done.stdout);
    let points = rows(&home.path().join("discover/points.csv"));
    let uncertain = points.iter().filter(|p| p["uncertain"] == "1").count();
    let cases = points.iter().filter(|p| p["case"] == "1").count();
    assert_eq!(uncertain, cases);
    assert!(
        out.contains(&format!("For {uncertain} of them this is uncertain")),
        "{out}"
    );
}

#[test]
fn outputs_of_another_program_and_a_chosen_step_do_as_well() {
    let home = study();
    let outputs: String = (0..160)
        .map(|point| {
            format!(
                "{}\n",
                if spread(point, 0.618_033_988_7) < 0.3 {
                    5
                } else {
                    0
                }
            )
        })
        .collect();
    fs::write(home.path().join("mine.csv"), format!("crises\n{outputs}")).unwrap();
    let done = trilat(
        home.path(),
        &[
            "discover",
            ".",
            "--output",
            "crises",
            "--top",
            "30",
            "--outputs",
            "mine.csv",
            "--box",
            "2",
            "--out",
            "found",
        ],
    );
    let out = text(&done.stdout);
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert!(
        out.contains("over one run is among the highest 30 %, at least 5"),
        "{out}"
    );
    assert!(
        out.contains("nobody knows") && out.contains("(step 2 of "),
        "{out}"
    );
    assert!(home.path().join("found/manifest.json").is_file());
}

#[test]
fn bad_input_is_refused_with_what_is_wrong_and_leaves_nothing_behind() {
    let home = study();
    let tried = |args: &[&str]| {
        let done = trilat(home.path(), args);
        assert!(done.stdout.is_empty(), "{args:?}");
        (done.status.code().unwrap(), text(&done.stderr))
    };
    let from = |rest: &[&str]| tried(&[&["discover", ".", "--output"], rest].concat());
    for (rest, code, message) in [
        (&["warz", "--above", "2"][..], 2, "did you mean `wars`?"),
        (&["wars"], 2, "--above <X>|--below <X>|--top <PERCENT>"),
        (
            &["wars", "--above", "2", "--top", "5"],
            2,
            "cannot be used with",
        ),
        (&["wars", "--above", "much"], 2, "must be a number"),
        (&["wars", "--top", "100"], 2, "above 0 and below 100"),
        (
            &["wars", "--above", "9"],
            1,
            "no case among 160 points: there is nothing to discover (`wars` is 1 to 3 and",
        ),
        (&["wars", "--above", "-9"], 1, "all 160 points are cases"),
        (
            &["wars", "--above", "2", "--peel", "0.7"],
            2,
            "--peel 0.7: must be above 0 and below 0.5",
        ),
        (
            &["wars", "--above", "2", "--mass", "1"],
            2,
            "--mass 1: must be above 0 and below 1",
        ),
        (
            &["wars", "--above", "2", "--boxes", "0"],
            2,
            "--boxes 0: must be at least 1",
        ),
        (
            &["wars", "--above", "2", "--threshold", "80"],
            2,
            "a density above 0, at most 1",
        ),
        (
            &["wars", "--above", "2", "--box", "99"],
            2,
            "box 1 has no step 99: its trajectory has the steps 0 to",
        ),
        (
            &["wars", "--above", "2", "--peel", "0.01"],
            1,
            "160 points are too few",
        ),
    ] {
        let (found, err) = from(rest);
        assert_eq!(found, code, "{rest:?}: {err}");
        assert!(err.contains(message), "{rest:?}: {err}");
    }
    assert!(!home.path().join("discover").exists());
    let (code, err) = tried(&["discover", "nowhere", "--output", "wars", "--above", "2"]);
    assert!(code == 1 && err.contains("has no design.csv"), "{err}");
    let design = fs::read_to_string(home.path().join("design.csv")).unwrap();
    fs::write(
        home.path().join("design.csv"),
        design.replacen("allies", "case", 1),
    )
    .unwrap();
    let (code, err) = from(&["wars", "--above", "2"]);
    assert!(
        code == 1 && err.contains("a factor `case`, which is also a column"),
        "{err}"
    );
    let constant: String = (0..160).map(|point| format!("{point},1\n")).collect();
    fs::write(
        home.path().join("design.csv"),
        format!("point,x\n{constant}"),
    )
    .unwrap();
    let (code, err) = from(&["wars", "--above", "2"]);
    assert!(
        code == 1 && err.contains("no factor has more than one value"),
        "{err}"
    );
}

#[test]
fn a_discovery_writes_parquet_when_asked() {
    let home = study();
    let little = ["--resamples", "2", "--shuffles", "2", "--quiet"];
    let plain = trilat(
        home.path(),
        &[&ABOVE[..], &little, &["--out", "csv"]].concat(),
    );
    assert!(plain.status.success(), "{}", text(&plain.stderr));
    let both = [
        &ABOVE[..],
        &little,
        &["--out", "both", "--format", "parquet"],
    ]
    .concat();
    let both = trilat(home.path(), &both);
    assert!(both.status.success(), "{}", text(&both.stderr));
    let said = agree(&home.path().join("both"));
    assert_eq!(said.len(), 3);
    for (name, _) in said {
        let read = |folder: &str| fs::read(home.path().join(folder).join(&name)).unwrap();
        assert_eq!(read("csv"), read("both"), "{name}");
    }
    let manifest = fs::read_to_string(home.path().join("both/manifest.json")).unwrap();
    assert!(manifest.contains("--format parquet"));
}
