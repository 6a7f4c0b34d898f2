//! What a discovery looks like: its figures from its folder or the study's, its place in the report.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::command::{ABOVE, rows, spread, study, text, trilat};

fn ok(home: &Path, args: &[&str]) -> String {
    let done = trilat(home, args);
    assert!(done.status.success(), "{args:?}: {}", text(&done.stderr));
    text(&done.stdout)
}

fn fails(home: &Path, args: &[&str]) -> (i32, String) {
    let done = trilat(home, args);
    assert!(!done.status.success(), "{args:?} went well");
    (done.status.code().unwrap(), text(&done.stderr))
}

const SVG: [&str; 5] = ["--format", "svg", "--out", "drawn", "--force"];

fn plot(home: &Path, folder: &str, more: &[&str]) -> String {
    ok(home, &[&["plot", folder][..], &SVG, more].concat())
}

fn read(home: &Path, file: &str) -> String {
    fs::read_to_string(home.join(file)).unwrap()
}

/// 200 points of one run; two corners are cases, one of 45 points, one of 20.
fn corners() -> TempDir {
    let home = TempDir::new().unwrap();
    let mut design = "point,a,b,c\n".to_owned();
    let mut outputs = "point,loss\n".to_owned();
    for point in 0..200 {
        let [a, b, c] =
            [0.618_033_988_7, 0.414_213_562_4, 0.732_050_807_6].map(|step| spread(point, step));
        writeln!(design, "{point},{a:.4},{b:.4},{c:.4}").unwrap();
        let case = (a < 0.5 && b < 0.45) || (a > 0.7 && b > 0.7);
        writeln!(outputs, "{point},{}", u8::from(case)).unwrap();
    }
    fs::write(home.path().join("design.csv"), design).unwrap();
    fs::write(home.path().join("outputs.csv"), outputs).unwrap();
    home
}

#[test]
fn the_box_and_the_way_to_it_are_drawn_from_the_folder() {
    let home = study();
    let home = home.path();
    ok(home, &ABOVE);
    let printed = plot(home, "discover", &[]);
    assert!(printed.contains("drawn/prim_box.svg") && printed.contains("drawn/peeling.svg"));
    // Posture is a word, so the next factor that varies stands upwards.
    let points = rows(&home.join("discover/points.csv"));
    let drawn = rows(&home.join("drawn/prim_box.csv"));
    assert_eq!(drawn.len(), points.len());
    let boxes = rows(&home.join("discover/boxes.csv"));
    let limit = boxes
        .iter()
        .find(|row| row["selected"] == "1" && row["factor"] == "reliability")
        .unwrap();
    for (one, point) in drawn.iter().zip(&points) {
        let number = |text: &str| text.parse::<f64>().unwrap();
        assert_eq!(number(&one["x"]), number(&point["reliability"]));
        assert_eq!(number(&one["y"]), number(&point["allies"]));
        assert_eq!(one["case"], point["case"]);
        assert_eq!(number(&one["x_high"]), number(&limit["high"]));
    }
    assert!(!drawn[0].contains_key("x_low") && !drawn[0].contains_key("y_low"));
    let notes = read(home, "drawn/prim_box.txt");
    let held = points.iter().filter(|p| p["in_box"] == "1").count();
    let words = format!(
        "posture mixed or forward; with all its limits it holds {held} points, {held} of them cases (coverage 1, \
         density 1)"
    );
    assert!(notes.contains(&words), "{notes}");
    assert!(notes.contains("Filled: wars above 2"), "{notes}");
    assert!(notes.contains("\nCommand\ntrilat plot discover"), "{notes}");

    let way = rows(&home.join("discover/trajectory.csv"));
    let drawn = rows(&home.join("drawn/peeling.csv"));
    assert_eq!(drawn.len(), way.len());
    for (one, step) in drawn.iter().zip(&way) {
        for column in ["step", "coverage", "density", "selected"] {
            assert_eq!(one[column], step[column], "{column}");
        }
    }
    // Other factors on request, but no words on an axis.
    plot(home, "discover", &["--figure", "prim_box", "--x", "allies"]);
    let drawn = rows(&home.join("drawn/prim_box.csv"));
    assert_eq!(drawn[3]["x"], points[3]["allies"]);
    assert!(drawn[3].contains_key("y_high"));
    for (more, code, words) in [
        (
            &["--figure", "prim_box", "--x", "relibility"][..],
            2,
            "did you mean `reliability`?",
        ),
        (
            &["--figure", "prim_box", "--y", "posture"],
            2,
            "not among reliability, allies",
        ),
        (
            &["--figure", "prim_box", "--x", "allies", "--y", "allies"],
            2,
            "must be two factors",
        ),
        (&["--box", "2"], 2, "--box `2` is not among 1"),
        (
            &["--figure", "tornado"],
            1,
            "it is the folder of a discovery",
        ),
    ] {
        let (found, message) = fails(home, &[&["plot", "discover"][..], &SVG, more].concat());
        assert!(
            found == code && message.contains(words),
            "{more:?}: {message}"
        );
    }
    fs::write(home.join("discover/discover.json"), "{\"output\": 3}").unwrap();
    let (code, message) = fails(home, &["plot", "discover"]);
    assert!(
        code == 6 && message.contains("discover.json was changed"),
        "{message}"
    );
    let (code, message) = fails(home, &["plot", "discover", "--unverified"]);
    assert!(
        code == 1 && message.contains("discover.json: invalid type"),
        "{message}"
    );
}

#[test]
fn a_second_box_is_drawn_without_the_points_of_the_first() {
    let home = corners();
    let home = home.path();
    let ask = [
        "discover", ".", "--output", "loss", "--above", "0.5", "--boxes", "2",
    ];
    ok(
        home,
        &[&ask[..], &["--shuffles", "0", "--resamples", "0"]].concat(),
    );
    let points = rows(&home.join("discover/points.csv"));
    let count = |number: &str| points.iter().filter(|p| p["in_box"] == number).count();
    let (first, second) = (count("1"), count("2"));
    assert!(first > 0 && second > 0);
    plot(home, "discover", &["--box", "2"]);
    let drawn = rows(&home.join("drawn/prim_box.csv"));
    assert_eq!(drawn.len(), 200 - first);
    let notes = read(home, "drawn/prim_box.txt");
    assert!(
        notes.contains("Box 2: ") && notes.contains("Points of earlier boxes"),
        "{notes}"
    );
    assert!(
        notes.contains(&format!("it holds {second} points")),
        "{notes}"
    );
    assert!(notes.contains("--box 2"), "{notes}");

    // The table alone holds the ways to both; one of them is a curve.
    let way = rows(&home.join("discover/trajectory.csv"));
    for number in ["1", "2"] {
        plot(home, "discover/trajectory.csv", &["--box", number]);
        let own: Vec<_> = way.iter().filter(|row| row["box"] == number).collect();
        let drawn = rows(&home.join("drawn/peeling.csv"));
        assert_eq!(drawn.len(), own.len());
        assert_eq!(drawn[1]["density"], own[1]["density"]);
    }
    plot(home, "discover/trajectory.csv", &[]);
    let drawn = rows(&home.join("drawn/peeling.csv"));
    assert_eq!(
        drawn.len(),
        way.iter().filter(|row| row["box"] == "1").count()
    );
    let csv = [&["plot", "discover/trajectory.csv", "--box", "3"][..], &SVG].concat();
    let (code, message) = fails(home, &csv);
    assert!(
        code == 2 && message.contains("`3` is not among 1, 2"),
        "{message}"
    );
}

#[test]
fn a_study_shows_its_discovery_in_figures_report_and_tables() {
    let home = TempDir::new().unwrap();
    let home = home.path();
    let toy = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/toy.toml");
    let study = |seed: u32| {
        format!(
            "[study]\nname = \"toy\"\nscenario = {toy:?}\nreplicates = 10\n[set]\n\
             \"scenario.horizon\" = 12\n\"scenario.seed\" = {seed}\n[design]\nkind = \"lhs\"\npoints = 60\nseed = 1\n[factors]\n\
             \"states.PROBER.precision\" = {{ low = 0.5, high = 8.0, scale = \"log\" }}\n\
             \"response.precision\" = {{ low = 1.0, high = 3.0 }}\n"
        )
    };
    fs::write(home.join("study.toml"), study(1)).unwrap();
    ok(home, &["sweep", "study.toml", "-q", "--out", "out"]);
    let draw = [&["plot", "out", "--figure", "prim_box"][..], &SVG].concat();
    let (code, message) = fails(home, &draw);
    assert!(
        code == 1 && message.contains("`trilat discover` writes it"),
        "{message}"
    );
    assert!(!read(home, "out/report.html").contains("Where it happens"));

    let ask = ["discover", "out", "--output", "probes_r1", "--top", "25"];
    ok(home, &[&ask[..], &["--shuffles", "19"]].concat());
    let printed = plot(home, "out", &[]);
    assert!(printed.contains("drawn/prim_box.svg") && printed.contains("drawn/peeling.svg"));
    let svg = read(home, "drawn/prim_box.svg");
    for label in ["states.PROBER.precision", "response.precision"] {
        assert!(svg.contains(&format!(">{label}</text>")), "{label}");
    }
    // The range is logarithmic, and so is its axis.
    assert!(
        svg.contains(">1</text>") && !svg.contains(">7</text>"),
        "{svg}"
    );
    assert!(svg.contains("600 runs"), "the runs are those of the study");

    ok(home, &["report", "out"]);
    let page = read(home, "out/report.html");
    let findings: serde_json::Value =
        serde_json::from_str(&read(home, "out/discover/discover.json")).unwrap();
    let one = &findings["boxes"][0];
    let factor = one["limits"][0]["factor"].as_str().unwrap();
    let first = format!("Box 1: {} ", findings["paths"][factor].as_str().unwrap());
    assert!(first.contains(".precision"), "{first}");
    let cases = format!("Of 60 points {} are cases", findings["cases"]);
    let inside = format!(
        "There {} of {} points are cases",
        one["cases"], one["points"]
    );
    for words in [
        "<h3>Where it happens</h3>",
        &cases,
        "among the highest 25 %, at least",
        &first,
        &inside,
        "of 19 searches through shuffled cases",
        "<caption>Box 1 of probes_r1 among the highest 25 % in toy</caption>",
        "id=\"figure-prim_box\"",
        "id=\"figure-peeling\"",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("class=\"warn\""));
    let tables = ok(home, &["tables", "out"]);
    assert!(
        tables.contains("tables/discover_probes_r1_1.tex"),
        "{tables}"
    );

    // Other runs of the same study: what was found is of those before.
    fs::write(home.join("study.toml"), study(2)).unwrap();
    ok(
        home,
        &["sweep", "study.toml", "-q", "--out", "out", "--force"],
    );
    let page = read(home, "out/report.html");
    assert!(page.contains("earlier files of the study"), "{page}");
    let again = [&ask[..], &["--shuffles", "19", "--force"]].concat();
    ok(home, &again);
    ok(home, &["report", "out"]);
    assert!(!read(home, "out/report.html").contains("earlier files of the study"));
    ok(home, &["verify", "out"]);
}
