//! Months of a study's points, kept on request: what `run` has of each point, whatever the threads, shards and stops.

use std::collections::BTreeMap;

use trilat::study::load;

use super::sweep::support::{Place, code, signal, study, text};

/// Points with and without trust, which cannot share a block, in two arms.
const POINTS: &str = "[design]\nkind = \"grid\"\n[factors]\n\
    \"mechanisms.trust\" = { categories = [true, false] }\n\
    \"states.PROBER.precision\" = { levels = [1.0, 3.0] }\n\
    [arms.calm.levers.calm]\nrung = \"PROBER/PLACE\"\nset = 0\nfrom = \"2026-04\"\nuntil = \"2026-07\"\n";

fn with_months(replicates: u64, rest: &str) -> String {
    let asked = "[study]\nmonths = [\"probes_r1\", \"belief_prober_ally\"]\n";
    study(replicates, rest).replacen("[study]\n", asked, 1)
}

fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

/// Mean, error and quantiles of every point and arm are those of a run of its scenario by itself.
#[test]
fn months_of_a_point_are_those_of_its_run() {
    let place = Place::new(1);
    place.write("study.toml", &with_months(140, POINTS));
    place.good(&[
        "sweep",
        "study.toml",
        "--out",
        "out",
        "-q",
        "--format",
        "parquet",
    ]);
    assert!(place.file("out/months.parquet").is_file());
    let study = load(&place.file("study.toml"), &[]).unwrap();
    let months = rows(&place.read("out/months.csv"));
    assert_eq!(months.len(), 4 * 2 * 2 * 12);
    for point in 0..study.len() {
        for (arm, name) in study.arm_names().iter().enumerate() {
            let scenario = study.scenario_in(point, arm).unwrap();
            place.write("point.toml", &scenario.to_toml());
            place.good(&[
                "run",
                "point.toml",
                "--runs",
                "140",
                "--out",
                "alone",
                "--force",
                "--no-figures",
                "-q",
            ]);
            let alone = rows(&place.read("alone/months.csv"));
            let own = |row: &&BTreeMap<String, String>| {
                row["point"] == point.to_string() && row["arm"] == *name
            };
            for row in months.iter().filter(own) {
                let same = alone
                    .iter()
                    .find(|one| one["observable"] == row["observable"] && one["t"] == row["t"]);
                for (column, value) in same.unwrap() {
                    assert_eq!(&row[column], value, "point {point}, {name}, {column}");
                }
            }
        }
    }
    // The other tables are those of the study without months.
    let plain = with_months(140, POINTS).replace("months =", "#");
    place.write("study.toml", &plain);
    place.good(&["sweep", "study.toml", "--out", "plain", "-q"]);
    for name in ["runs.csv", "summary.csv", "effects.csv"] {
        let of = |out: &str| place.read(&format!("{out}/{name}"));
        assert!(of("out") == of("plain"), "{name}");
    }
    assert!(!place.file("plain/months.csv").exists());
    let described = place.read("out/datapackage.json");
    assert!(described.contains("\"months.csv\""), "{described}");
    place.good(&["verify", "out"]);
}

#[test]
fn threads_shards_merging_and_making_again_change_no_byte_of_the_months() {
    let place = Place::new(1);
    place.write("study.toml", &with_months(900, POINTS));
    let sweep = |out: &str, more: &[&str]| {
        place.good(&[&["sweep", "study.toml", "-q", "--out", out][..], more].concat());
    };
    sweep("one", &["--threads", "1"]);
    sweep("two", &["--threads", "2"]);
    for shard in ["1/3", "2/3", "3/3"] {
        let out = format!("shards/{}", &shard[..1]);
        sweep(&out, &["--shard", shard]);
    }
    place.good(&["merge", "shards", "--out", "merged"]);
    // Stopped when the first parts are there, and gone on with.
    let mut child = place.start(&["sweep", "study.toml", "--out", "stopped", "--threads", "1"]);
    assert!(place.wait_for_parts("stopped", 1, &mut child));
    signal(&child, "-INT");
    assert_eq!(child.wait().unwrap().code(), Some(130));
    sweep("stopped", &["--resume"]);
    place.good(&["rerun", "one/manifest.json", "--out", "rerun"]);
    let expected = place.read("one/months.csv");
    assert!(expected.lines().count() > 100);
    for out in ["two", "merged", "stopped", "rerun"] {
        assert!(
            place.read(&format!("{out}/months.csv")) == expected,
            "{out}"
        );
        assert!(
            place.read(&format!("{out}/runs.csv")) == place.read("one/runs.csv"),
            "{out}"
        );
    }
}

#[test]
fn bands_of_a_point_are_drawn_arm_over_arm() {
    let place = Place::new(1);
    place.write("study.toml", &with_months(40, POINTS));
    place.good(&["sweep", "study.toml", "--out", "out", "-q"]);
    let base = [
        "plot",
        "out",
        "--figure",
        "bands_over_time",
        "--format",
        "svg",
        "--force",
        "--out",
        "drawn",
    ];
    let draw = |more: &[&str]| place.trilat(&[&base[..], more].concat());
    let months = rows(&place.read("out/months.csv"));
    for (more, point) in [
        (&["--at", "point=2"][..], "2"),
        (
            &[
                "--at",
                "mechanisms.trust=false",
                "--at",
                "states.PROBER.precision=1",
            ],
            "2",
        ),
    ] {
        let done = draw(more);
        assert_eq!(code(&done), 0, "{}", text(&done.stderr));
        let drawn = rows(&place.read("drawn/bands_over_time.csv"));
        assert_eq!(drawn.len(), 2 * 2 * 12);
        let own: Vec<_> = months.iter().filter(|row| row["point"] == point).collect();
        for row in &drawn {
            let same = |own: &&&BTreeMap<String, String>| {
                own["arm"] == row["series"]
                    && own["month"] == row["month"]
                    && own["q50"] == row["q50"]
            };
            assert!(own.iter().any(|own| same(&own)), "{row:?}");
        }
        let caption = place.read("drawn/bands_over_time.txt");
        assert!(caption.contains("In calm, the rung of"), "{caption}");
    }
    for (more, words) in [
        (&["--at", "point=9"][..], "the design has the points 0 to 3"),
        (
            &["--at", "point=1", "--arms", "clam"],
            "did you mean `calm`?",
        ),
        (
            &["--at", "point=1", "--value", "cohesion"],
            "`cohesion` is not among",
        ),
        (
            &["--at", "point=1", "--threshold", "1"],
            "--threshold is no option of bands_over_time (study)",
        ),
    ] {
        let done = draw(more);
        let told = text(&done.stderr);
        assert!(code(&done) == 2 && told.contains(words), "{more:?}: {told}");
    }
    place.write("plain.toml", &study(5, POINTS));
    place.good(&["sweep", "plain.toml", "--out", "plain", "-q"]);
    let done = place.trilat(&["plot", "plain", "--figure", "bands_over_time"]);
    assert!(
        text(&done.stderr).contains("it keeps no months"),
        "{}",
        text(&done.stderr)
    );
}

#[test]
fn what_is_no_observable_is_refused_with_its_line() {
    let place = Place::new(1);
    for (asked, words) in [
        (
            "[\"probes_r11\"]",
            "there is no monthly observable `probes_r11`",
        ),
        (
            "[\"probes_r1\", \"probes_r1\"]",
            "names \"probes_r1\" twice",
        ),
        ("true", "must be a list of observables"),
        ("[3]", "`study.months` holds"),
    ] {
        let head = format!("[study]\nmonths = {asked}\n");
        place.write(
            "study.toml",
            &study(5, POINTS).replacen("[study]\n", &head, 1),
        );
        let done = place.trilat(&["sweep", "study.toml", "--out", "out", "-q"]);
        let told = text(&done.stderr);
        assert!(code(&done) == 3 && told.contains(words), "{asked}: {told}");
        assert!(told.contains("study.toml:2"), "{told}");
    }
}
