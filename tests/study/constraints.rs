//! Conditions between factors: points that do not meet them are left out, counted, and the same however a study is run.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use tempfile::TempDir;
use trilat::study::{Study, load};

use super::sweep::support::{Place, code, study, text};

const CONDITION: &str = "states.PROBER.precision < 2 * states_ALLY_stance_a";

/// A design of the toy scenario over the precisions of its two states.
fn design(kind: &str, constraints: &[&str]) -> String {
    let said = match constraints {
        [] => String::new(),
        some => format!("constraints = {some:?}\n"),
    };
    format!(
        "[design]\n{kind}\n{said}[factors]\n\"states.PROBER.precision\" = {{ low = 1.0, high = 5.0 }}\n\
         \"states.ALLY.stance_a\" = {{ low = 0.5, high = 4.0 }}\n"
    )
}

const LHS: &str = "kind = \"lhs\"\npoints = 40\nseed = 3";

fn loaded(rest: &str) -> Study {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("study.toml");
    fs::write(&path, study(2, rest)).unwrap();
    load(&path, &[]).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The values of all points, factor by factor.
fn points(study: &Study) -> Vec<Vec<f64>> {
    let number = |point, factor| study.assigned(point, factor).unwrap().number().unwrap();
    let point = |point| {
        (0..study.factors.len())
            .map(|factor| number(point, factor))
            .collect()
    };
    (0..study.len()).map(point).collect()
}

/// The points left are those of the same design without constraints that meet them, in their order and to the bit.
#[test]
fn what_is_left_are_the_points_that_meet_the_conditions() {
    for kind in [
        LHS,
        "kind = \"lhs\"\npoints = 40\ncriterion = \"maximin\"",
        "kind = \"sobol\"\npoints = 64\nskip = 64",
        "kind = \"grid\"\nsteps = 6",
        "kind = \"zip\"\nsteps = 9",
    ] {
        let all = points(&loaded(&design(kind, &[])));
        let conditions = [
            CONDITION,
            "not (states.ALLY.stance_a > 3 and states.PROBER.precision > 3)",
        ];
        let kept = loaded(&design(kind, &conditions));
        let first = |x: &Vec<f64>| x[0] < 2.0 * x[1];
        let second = |x: &Vec<f64>| !(x[1] > 3.0 && x[0] > 3.0);
        let wanted: Vec<Vec<f64>> = all
            .iter()
            .filter(|x| first(x) && second(x))
            .cloned()
            .collect();
        assert!(!wanted.is_empty() && wanted.len() < all.len(), "{kind}");
        assert_eq!(points(&kept), wanted, "{kind}");
        assert_eq!(kept.candidates, all.len());
        let rejected: Vec<u64> = kept.constraints.iter().map(|own| own.rejected()).collect();
        let count = |met: &dyn Fn(&Vec<f64>) -> bool| all.iter().filter(|x| !met(x)).count() as u64;
        assert_eq!(rejected, [count(&first), count(&second)], "{kind}");
    }
}

/// A Sobol' sequence still grows: the points of 64 are the first of those of 128.
#[test]
fn a_sequence_goes_on_where_it_ended() {
    let of = |count: usize| {
        points(&loaded(&design(
            &format!("kind = \"sobol\"\npoints = {count}"),
            &[CONDITION],
        )))
    };
    let (few, many) = (of(64), of(128));
    assert!(few.len() < many.len());
    assert_eq!(few, many[..few.len()]);
}

/// Numbers of the scenario and switches take part, `also` paths name their factor, and an integer is a number.
#[test]
fn names_are_factors_columns_and_numbers_of_the_scenario() {
    let rest = "[design]\nkind = \"grid\"\nconstraints = [\n  \"states.ALLY.stance_a <= scenario.horizon / 4\",\n  \
        \"not mechanisms.trust or states.PROBER.precision > 2\",\n]\n[factors]\n\
        \"states.PROBER.precision\" = { levels = [1.0, 3.0, 5.0], also = [\"states.ALLY.stance_a\"] }\n\
        \"mechanisms.trust\" = { categories = [true, false] }\n";
    let study = loaded(rest);
    // The horizon is 12, so a precision of 5 is out, and with trust one of 1 as well.
    assert_eq!(points(&study), [[1.0, 0.0], [3.0, 1.0], [3.0, 0.0]]);
}

/// The same bytes in one process, in shards, after an interruption, and again from the manifest; and it is said on the
/// screen, in the manifest and in the methods how many points were left out.
#[test]
fn the_bytes_are_the_same_however_the_study_is_run() {
    let place = Place::new(1);
    place.write("study.toml", &study(30, &design(LHS, &[CONDITION])));
    let shown = place.good(&["sweep", "study.toml", "--out", "whole"]);
    let study = load(&place.file("study.toml"), &[]).unwrap();
    let (kept, made) = (study.len(), study.candidates);
    let left_out = made - kept;
    let said = format!("`{CONDITION}` leaves out {left_out} of {made} points");
    assert!(
        text(&shown.stderr).contains(&said),
        "{}",
        text(&shown.stderr)
    );
    for shard in ["2/2", "1/2"] {
        place.good(&[
            "sweep",
            "study.toml",
            "--shard",
            shard,
            "--out",
            &format!("shards/{}", &shard[..1]),
            "-q",
        ]);
    }
    place.good(&["merge", "shards", "--out", "merged", "-q"]);
    assert_eq!(place.sums("whole"), place.sums("merged"));
    place.good(&["sweep", "study.toml", "--out", "whole", "--resume", "-q"]);
    place.good(&["rerun", "whole/manifest.json", "--out", "again"]);
    assert_eq!(place.read("whole/runs.csv"), place.read("again/runs.csv"));

    let manifest: serde_json::Value =
        serde_json::from_str(&place.read("merged/manifest.json")).unwrap();
    assert_eq!(manifest["study"]["points"], kept);
    assert_eq!(manifest["study"]["candidates"], made);
    assert_eq!(manifest["study"]["constraints"][0]["condition"], CONDITION);
    assert_eq!(manifest["study"]["constraints"][0]["rejected"], left_out);
    let methods = text(&place.good(&["methods", "whole"]).stdout);
    let words = format!(
        "of {made} points of the design that meet: {CONDITION} ({left_out} do not); {left_out} were left out"
    );
    assert!(methods.contains(&words), "{methods}");
    let dry = place.good(&["sweep", "study.toml", "--dry-run"]);
    let words =
        format!("{kept} points of 2 factors ({left_out} of {made} left out by constraints)");
    assert!(text(&dry.stdout).contains(&words), "{}", text(&dry.stdout));

    // Another condition is another study: nothing is added to what is there.
    place.write(
        "study.toml",
        &super::sweep::support::study(30, &design(LHS, &["states.PROBER.precision > 2"])),
    );
    let refused = place.trilat(&["sweep", "study.toml", "--out", "whole", "--resume", "-q"]);
    assert_eq!(code(&refused), 3);
    assert!(
        text(&refused.stderr).contains("constraints"),
        "{}",
        text(&refused.stderr)
    );
}

/// What a constraint leaves of a grid is drawn and analysed.
#[test]
fn what_is_left_is_drawn_and_analysed() {
    let place = Place::new(1);
    place.write(
        "study.toml",
        &study(20, &design("kind = \"grid\"\nsteps = 9", &[CONDITION])),
    );
    place.good(&["sweep", "study.toml", "--out", "out", "-q"]);
    place.good(&[
        "plot",
        "out",
        "--figure",
        "heat_map",
        "--value",
        "probes_r1",
    ]);
    place.good(&["sensitivity", "out", "--output", "probes_r1", "-q"]);
    place.good(&[
        "discover",
        "out",
        "--output",
        "probes_r1",
        "--top",
        "30",
        "-q",
    ]);
}

/// Rows of a list are left out with their weights, and the note names their lines.
#[test]
fn rows_of_a_list_are_left_out_with_their_weights() {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "points.csv",
        "weight,states.PROBER.precision\n0.5,1\n0.25,4\n0.125,2\n0.125,5\n",
    );
    let rest = "[design]\nkind = \"list\"\nfile = \"points.csv\"\nconstraints = [\"states.PROBER.precision < 4\"]\n";
    write("study.toml", &study(2, rest));
    let found = load(&folder.path().join("study.toml"), &[]).unwrap();
    assert_eq!(points(&found), [[1.0], [2.0]]);
    assert_eq!(found.weights, Some(vec![0.5, 0.125]));
    assert!(
        found
            .notes
            .iter()
            .any(|note| note.message == "lines 3, 5 of the list are left out")
    );
}

/// A calibration says that its priors take no constraints.
#[test]
fn a_calibration_takes_none() {
    for (section, place) in [
        ("constraints = [\"a.b < 1\"]\n[calibration]", "top"),
        ("[calibration]\nconstraints = [\"a.b < 1\"]", "in"),
    ] {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("calibration.toml");
        let toy = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/toy.toml");
        fs::write(
            &path,
            format!(
                "{section}\nscenario = \"{}\"\n[parameters]\n\"states.ALLY.stance_a\" = {{}}\n",
                toy.display()
            ),
        )
        .unwrap();
        let errors = trilat::study::load_calibration(&path, &[])
            .unwrap_err()
            .to_string();
        assert!(
            errors.contains("unknown key `constraints`"),
            "{place}: {errors}"
        );
        assert!(
            errors.contains("takes none") || errors.contains("priors of a calibration"),
            "{errors}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever a linear condition says, the points left meet it and those left out do not.
    #[test]
    fn points_meet_what_is_asked(a in -3.0..3.0_f64, b in -3.0..3.0_f64, c in -6.0..6.0_f64) {
        let condition = format!("{a} * states.PROBER.precision + {b} * states_ALLY_stance_a <= {c}");
        let all = points(&loaded(&design(LHS, &[])));
        let met = |x: &&Vec<f64>| a * x[0] + b * x[1] <= c;
        let wanted: Vec<Vec<f64>> = all.iter().filter(met).cloned().collect();
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("study.toml");
        fs::write(&path, study(2, &design(LHS, &[&condition]))).unwrap();
        match load(&path, &[]) {
            Ok(found) => prop_assert_eq!(points(&found), wanted),
            Err(errors) => {
                prop_assert!(wanted.is_empty());
                prop_assert!(errors.to_string().contains("leaves out all 40 points"));
            }
        }
    }
}
