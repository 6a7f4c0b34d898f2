//! Arms: every point is run in every arm on the same random numbers, and effects are taken pair by pair.

use std::collections::BTreeMap;

use trilat::study::load;

use super::sweep::support::{Place, code, study, text};

/// A study of two points with an arm that shares blocks with the baseline, one that does not, and a weighted effect.
const ARMS: &str = "[design]\nkind = \"grid\"\n\
    [factors]\n\"response.precision\" = { levels = [1.0, 3.0] }\n\
    [arms.eager.shift]\n\"states.PROBER.precision\" = 1.5\n\
    [arms.calm.levers.calm]\nrung = \"PROBER/PLACE\"\nset = 0\nfrom = \"2026-04\"\nuntil = \"2026-07\"\n\
    [effects.between]\neager = 1.0\ncalm = -1.0\n\
    [effects.both]\neager = 0.5\ncalm = 0.5\nbaseline = -1.0\n";

/// Rows of a CSV file by column name.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

fn swept(replicates: u64) -> Place {
    let place = Place::new(1);
    place.write("study.toml", &study(replicates, ARMS));
    place.good(&["sweep", "study.toml", "--out", "out", "-q"]);
    place
}

/// Values of a column by point, arm and replicate.
fn values(place: &Place, column: &str) -> BTreeMap<(u64, String, u64), f64> {
    let runs = rows(&place.read("out/runs.csv"));
    let of = |row: &BTreeMap<String, String>| {
        let key = (
            row["point"].parse().unwrap(),
            row["arm"].clone(),
            row["replicate"].parse().unwrap(),
        );
        (key, row[column].parse().unwrap_or(f64::NAN))
    };
    let found: BTreeMap<_, _> = runs.iter().map(of).collect();
    assert_eq!(found.len(), runs.len(), "a run occurs twice");
    found
}

/// The runs of an arm at a point are those that `trilat run` makes of its scenario, bit for bit.
#[test]
fn every_run_is_that_of_its_point_and_arm_alone() {
    let place = swept(150);
    let study = load(&place.file("study.toml"), &[]).unwrap();
    assert_eq!(study.runs(), 2 * 3 * 150);
    let runs = rows(&place.read("out/runs.csv"));
    assert_eq!(runs.len() as u64, study.runs());
    for point in 0..study.len() {
        for (arm, name) in study.arm_names().iter().enumerate() {
            let scenario = study.scenario_in(point, arm).unwrap();
            place.write("point.toml", &scenario.to_toml());
            place.good(&[
                "run",
                "point.toml",
                "--runs",
                "150",
                "--out",
                "point",
                "--force",
                "--no-figures",
                "-q",
            ]);
            let single = rows(&place.read("point/runs.csv"));
            let own = runs
                .iter()
                .filter(|row| row["point"] == point.to_string() && row["arm"] == *name);
            let mut own: Vec<_> = own.collect();
            own.sort_by_key(|row| row["replicate"].parse::<u64>().unwrap());
            assert_eq!(own.len(), 150);
            for (alone, row) in single.iter().zip(own) {
                for (column, value) in alone.iter().filter(|(column, _)| *column != "run") {
                    assert_eq!(&row[column], value, "point {point}, {name}, {column}");
                }
            }
        }
    }
}

/// Means, effects and standard errors follow from `runs.csv`, to the last digit where sums are of whole numbers.
#[test]
fn effects_are_those_of_the_rows() {
    let place = swept(200);
    let probes = values(&place, "probes_r1");
    let weights: [(&str, [f64; 3]); 4] = [
        ("eager", [-1.0, 1.0, 0.0]),
        ("calm", [-1.0, 0.0, 1.0]),
        ("between", [0.0, 1.0, -1.0]),
        ("both", [-1.0, 0.5, 0.5]),
    ];
    let arms = ["baseline", "eager", "calm"];
    let effects = rows(&place.read("out/effects.csv"));
    for point in 0..2_u64 {
        for (name, weights) in weights {
            let row = effects.iter().find(|row| {
                row["point"] == point.to_string()
                    && row["arm"] == name
                    && row["outcome"] == "probes_r1"
            });
            let row = row.unwrap();
            let number = |column: &str| row[column].parse::<f64>().unwrap();
            let own: Vec<f64> = (0..200_u64)
                .map(|k| {
                    let of = |arm: &str| probes[&(point, arm.to_owned(), k)];
                    arms.iter().zip(weights).map(|(arm, w)| w * of(arm)).sum()
                })
                .collect();
            let n = own.len() as f64;
            let mean = own.iter().sum::<f64>() / n;
            let variance = own.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / (n - 1.0);
            assert_eq!(number("effect"), mean, "{name}");
            assert_eq!(number("n"), n);
            let error = (variance / n).sqrt();
            assert!(
                (number("std_error") - error).abs() <= 1e-13 * error,
                "{name}"
            );
            // The arm moves what it should, on common random numbers.
            if name == "calm" {
                assert!(number("ci_high") < 0.0, "{name} at {point}: {row:?}");
                assert!(number("variance_reduction") > 1.0);
            }
        }
    }
}

#[test]
fn threads_shards_resume_and_rerun_make_the_same_bytes() {
    let place = swept(300);
    let tables = [
        "runs.csv",
        "summary.csv",
        "effects.csv",
        "design.csv",
        "factors.csv",
    ];
    let read = |out: &str| tables.map(|name| place.read(&format!("{out}/{name}")));
    let expected = read("out");
    place.good(&[
        "sweep",
        "study.toml",
        "--out",
        "one",
        "--threads",
        "1",
        "-q",
    ]);
    assert!(read("one") == expected);
    for shard in ["1/3", "2/3", "3/3"] {
        let out = format!("shard{}", &shard[..1]);
        place.good(&["sweep", "study.toml", "--shard", shard, "--out", &out, "-q"]);
    }
    place.good(&[
        "merge", "shard1", "shard2", "shard3", "--out", "merged", "-q",
    ]);
    assert!(read("merged") == expected);
    // What a killed process leaves: its first parts.
    place.good(&["sweep", "study.toml", "--out", "cut", "--keep-parts", "-q"]);
    let journal = place.read("cut/parts/journal.jsonl");
    let parts: Vec<&str> = journal.lines().collect();
    assert!(parts.len() > 3, "{}", parts.len());
    place.write(
        "cut/parts/journal.jsonl",
        &format!("{}\n", parts[..2].join("\n")),
    );
    for entry in std::fs::read_dir(place.file("cut")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            std::fs::remove_file(path).unwrap();
        }
    }
    place.good(&["sweep", "study.toml", "--out", "cut", "--resume", "-q"]);
    assert!(read("cut") == expected);
    place.good(&["rerun", "out", "--out", "again", "-q"]);
    assert!(read("again") == expected);
}

/// An index of an effect is that of a table of differences that somebody made by hand.
#[test]
fn sensitivity_of_an_effect_is_that_of_the_differences() {
    let place = Place::new(1);
    let arms = "[design]\nkind = \"saltelli\"\npoints = 8\n\
        [factors]\n\"response.precision\" = { low = 1.0, high = 3.0 }\n\"rungs.1.gain\" = { low = 0.5, high = 0.7 }\n\
        [arms.eager.scale]\n\"states.PROBER.precision\" = 1.5\n";
    place.write("study.toml", &study(16, arms));
    place.good(&["sweep", "study.toml", "--out", "out", "-q"]);
    place.good(&[
        "sensitivity",
        "out",
        "--output",
        "effect:eager:probes_r1",
        "--output",
        "effect:probes_r1",
        "--output",
        "arm:eager:probes_r1",
        "--out",
        "own",
        "-q",
    ]);
    let probes = values(&place, "probes_r1");
    let mut made = "point,replicate,difference\n".to_owned();
    for ((point, _, replicate), value) in probes.iter().filter(|((_, arm, _), _)| arm == "eager") {
        let base = probes[&(*point, "baseline".to_owned(), *replicate)];
        made += &format!("{point},{replicate},{}\n", value - base);
    }
    std::fs::create_dir(place.file("made")).unwrap();
    for name in ["design.csv", "factors.csv"] {
        std::fs::copy(place.file("out").join(name), place.file("made").join(name)).unwrap();
    }
    place.write("made/outputs.csv", &made);
    place.good(&[
        "sensitivity",
        "made",
        "--design",
        "saltelli",
        "--out",
        "other",
        "-q",
    ]);
    let numbers = |out: &str, output: &str| -> Vec<Vec<String>> {
        let all = rows(&place.read(&format!("{out}/sensitivity.csv")));
        let own = all.into_iter().filter(|row| row["output"] == output);
        own.map(|mut row| {
            row.remove("output");
            row.into_values().collect()
        })
        .collect()
    };
    let expected = numbers("other", "difference");
    assert!(!expected.is_empty());
    assert_eq!(numbers("own", "effect:eager:probes_r1"), expected);
    assert_eq!(numbers("own", "effect:probes_r1"), expected);
    assert_ne!(numbers("own", "arm:eager:probes_r1"), expected);
}

#[test]
fn figures_of_effects_are_drawn_and_levels_are_asked_for_by_arm() {
    let place = swept(60);
    let draw = |args: &[&str]| {
        let all = [&["plot", "out", "--out", "figures", "--force"], args].concat();
        place.trilat(&all)
    };
    let done = draw(&["--figure", "effect_by", "--value", "effect:calm:probes_r1"]);
    assert_eq!(code(&done), 0, "{}", text(&done.stderr));
    let drawn = place.read("figures/effect_by.csv");
    let effects = rows(&place.read("out/effects.csv"));
    for (row, point) in rows(&drawn).iter().zip(["0", "1"]) {
        let own = effects.iter().find(|own| {
            own["point"] == point && own["arm"] == "calm" && own["outcome"] == "probes_r1"
        });
        assert_eq!(row["estimate"], own.unwrap()["effect"]);
        assert_eq!(row["ci_low"], own.unwrap()["ci_low"]);
    }
    let several = draw(&["--figure", "effect_by", "--value", "effect:probes_r1"]);
    assert_eq!(code(&several), 2);
    assert!(
        text(&several.stderr).contains("eager, calm, between, both"),
        "{}",
        text(&several.stderr)
    );
    let level = draw(&["--figure", "effect_by", "--value", "probes_r1"]);
    assert_eq!(code(&level), 2);
    assert!(
        text(&level.stderr).contains("effect:probes_r1"),
        "{}",
        text(&level.stderr)
    );
    assert_eq!(
        code(&draw(&[
            "--figure",
            "curves",
            "--value",
            "arm:eager:probes_r1"
        ])),
        0
    );
}

/// What is wrong with arms is one clear error with its line.
/// A factor of one arm leaves the baseline alone.
#[test]
fn a_factor_can_live_in_one_arm() {
    let place = Place::new(1);
    let rest = "[design]\nkind = \"grid\"\n\
        [factors]\n\"arms.eager.states.PROBER.precision\" = { levels = [2.0, 4.0] }\n\
        [arms.eager.states.PROBER]\nprecision = 2.0\n";
    place.write("study.toml", &study(40, rest));
    place.good(&["sweep", "study.toml", "--out", "out", "-q"]);
    let probes = values(&place, "probes_r1");
    let of = |point: u64, arm: &str, k: u64| probes[&(point, arm.to_owned(), k)];
    assert!((0..40).all(|k| of(0, "baseline", k) == of(1, "baseline", k)));
    // At the first point the arm is the baseline.
    assert!((0..40).all(|k| of(0, "baseline", k) == of(0, "eager", k)));
    assert!((0..40).any(|k| of(1, "baseline", k) != of(1, "eager", k)));
    let effects = rows(&place.read("out/effects.csv"));
    let same = effects.iter().filter(|row| row["point"] == "0");
    assert!(
        same.into_iter()
            .all(|row| row["identical"] == "1" || row["n"] == "0")
    );
}

/// Two probers that have nothing to do with one another, and an arm that changes the first: the precision of the
/// second moves levels and never the effect, that of the first moves the effect, which is all that the indices find.
/// With expected probes instead of counts less of the variance is chance.
#[test]
fn the_factor_on_which_an_effect_depends_is_found() {
    let place = Place::new(1);
    let toy = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/toy.toml");
    let two = format!(
        "extends = \"{}\"\n[scenario]\nhorizon = 24\n\
         [states.OTHER]\nrole = \"prober\"\nname = \"Other\"\nbloc = false\nprecision = 2.0\n\
         [states.OTHER.targets.AWAY]\nvalue = 1.0\ndrive = [0.0]\nbase_rate = [0.4]\n\
         [theatres.AWAY]\nname = \"Away\"\nhost = \"ALLY\"\n[theatres.AWAY.stakes.ALLY]\nvalue = 0.3\ncontribution = 1.0\n",
        toy.display()
    );
    place.write("two.toml", &two);
    place.write(
        "study.toml",
        "[study]\nscenario = \"two.toml\"\nreplicates = 16\n[design]\nkind = \"saltelli\"\npoints = 32\nseed = 3\n\
         [factors]\n\"states.PROBER.precision\" = { low = 0.5, high = 6.0 }\n\
         \"states.OTHER.precision\" = { low = 0.5, high = 6.0 }\n\
         [arms.bold.shift]\n\"states.PROBER.targets.PLACE.value\" = 0.5\n",
    );
    place.good(&["sweep", "study.toml", "--out", "out", "-q"]);
    let names = [
        "effect:probes_r1",
        "effect:expected_r1",
        "probes_r1",
        "expected_r1",
    ];
    let mut command = vec!["sensitivity", "out", "--out", "found", "-q"];
    command.extend(names.iter().flat_map(|name| ["--output", name]));
    place.good(&command);
    let indices = rows(&place.read("found/sensitivity.csv"));
    let index = |output: &str, factor: &str, index: &str| -> f64 {
        let own = |row: &&BTreeMap<String, String>| {
            row["output"] == output
                && row["factor"].contains(factor)
                && row["index"] == index
                && row["share"] == "1"
        };
        indices.iter().find(own).unwrap()["estimate"]
            .parse()
            .unwrap()
    };
    for output in ["effect:probes_r1", "effect:expected_r1"] {
        // Sums of probabilities of both probers round differently.
        let rounding = if output.contains("expected") {
            1e-20
        } else {
            0.0
        };
        assert!(index(output, "OTHER", "ST") <= rounding, "{output}");
        assert!(index(output, "PROBER", "ST") > 0.9, "{output}");
    }
    assert!(index("expected_r1", "OTHER", "ST") > 0.1);
    let variances = rows(&place.read("found/variance.csv"));
    let chance = |output: &str| -> f64 {
        let own = |row: &&BTreeMap<String, String>| {
            row["output"] == output
                && ["replicate", "residual"].contains(&row["component"].as_str())
        };
        variances
            .iter()
            .filter(own)
            .map(|row| row["share"].parse::<f64>().unwrap())
            .sum()
    };
    // Nothing learns here, so the sum of probabilities knows no chance at all.
    assert!(
        chance("effect:probes_r1") > 0.3,
        "{}",
        chance("effect:probes_r1")
    );
    assert!(
        chance("effect:expected_r1") < 0.01,
        "{}",
        chance("effect:expected_r1")
    );
}

/// The table of an effect over the points: of a list of posterior draws, over the posterior.
#[test]
fn effects_over_points_are_printed() {
    let place = swept(200);
    place.good(&["tables", "out", "--only", "probes_r1", "--out", "printed"]);
    let effects = rows(&place.read("out/effects.csv"));
    let own = effects
        .iter()
        .filter(|row| row["arm"] == "calm" && row["outcome"] == "probes_r1");
    let own: Vec<&BTreeMap<String, String>> = own.collect();
    let below = own
        .iter()
        .filter(|row| row["ci_high"].parse::<f64>().unwrap() < 0.0)
        .count();
    assert_eq!(below, 2);
    let estimates: Vec<f64> = own
        .iter()
        .map(|row| row["effect"].parse().unwrap())
        .collect();
    let table = place.read("printed/effects_calm.html");
    let line = table
        .split("<tr")
        .find(|line| line.contains("mean"))
        .unwrap();
    let cells: Vec<&str> = line
        .split("</td>")
        .filter_map(|cell| cell.rsplit('>').next())
        .map(str::trim)
        .collect();
    // Median of two, and shares of points above, below and across zero. Two points say nothing of a distribution.
    assert_eq!(cells[2], "estimates", "{cells:?}");
    let median: f64 = cells[3].replace('−', "-").parse().unwrap();
    let expected = (estimates[0] + estimates[1]) / 2.0;
    assert!(
        (median - expected).abs() < 0.01 * expected.abs(),
        "{cells:?}"
    );
    assert_eq!(cells[6..9], ["0 %", "100 %", "0 %"], "{cells:?}");
}

/// An outcome of one's own is there in every arm, has effects like any other, and is taken by the sensitivity analysis.
#[test]
fn outcomes_of_ones_own_have_effects() {
    let place = Place::new(1);
    let own = "[outcomes.late]\nmeaning = \"Probes from April on\"\nunit = \"probes\"\nsum = \"probes_r1\"\nfrom = \"2026-04\"\n\
        [outcomes.double]\nvalue = \"2 * expected_r1\"\n";
    place.write("study.toml", &study(40, &format!("{ARMS}{own}")));
    place.good(&["sweep", "study.toml", "--out", "out", "-q"]);
    let late = values(&place, "late");
    let effects = rows(&place.read("out/effects.csv"));
    let found = effects
        .iter()
        .find(|row| row["point"] == "0" && row["arm"] == "calm" && row["outcome"] == "late")
        .unwrap();
    let sum = |arm: &str| -> f64 {
        late.iter()
            .filter(|((point, own, _), _)| *point == 0 && own == arm)
            .map(|(_, x)| x)
            .sum()
    };
    let wanted = (sum("calm") - sum("baseline")) / 40.0;
    let difference: f64 = found["effect"].parse().unwrap();
    assert!(
        (difference - wanted).abs() < 1e-12 && wanted < 0.0,
        "{found:?}, not {wanted}"
    );
    let (double, expected) = (values(&place, "double"), values(&place, "expected_r1"));
    assert!(double.iter().all(|(key, x)| *x == 2.0 * expected[key]));

    place.write(
        "wrong.toml",
        &study(2, &format!("{ARMS}[outcomes.late]\nsum = \"probes_r9\"\n")),
    );
    let refused = place.trilat(&["sweep", "wrong.toml", "--out", "wrong"]);
    let told = text(&refused.stderr);
    assert_eq!(code(&refused), 3);
    assert!(
        told.contains("no observable `probes_r9`") && told.contains("wrong.toml:"),
        "{told}"
    );
    let of_arm = "[arms.calm.outcomes.late]\nsum = \"probes_r1\"\n";
    place.write("wrong.toml", &study(2, &format!("{ARMS}{of_arm}")));
    let told = text(
        &place
            .trilat(&["sweep", "wrong.toml", "--out", "wrong"])
            .stderr,
    );
    assert!(told.contains("no outcomes of its own"), "{told}");
}

/// One factor at a time, in arms: bars of effects with their paired intervals, and of what factors change in them.
#[test]
fn a_tornado_shows_effects_and_what_changes_them() {
    let place = Place::new(1);
    let factors = "[design]\nkind = \"ofat\"\n[factors]\n\
        \"response.precision\" = { levels = [3.0, 1.0] }\n\
        \"rungs.1.gain\" = { levels = [0.2, 0.9] }\n";
    let arms = ARMS.split_once("[arms.eager").unwrap().1;
    let text = study(60, &format!("{factors}[arms.eager{arms}"));
    place.write("ofat.toml", &text);
    place.good(&["sweep", "ofat.toml", "--out", "out", "-q"]);
    let value = "effect:calm:probes_r1";
    let draw = |from: &str, to: &str, more: &[&str]| {
        let base = [
            "plot", from, "--figure", "tornado", "--value", value, "--out", to,
        ];
        place.good(&[&base[..], more].concat());
        (
            rows(&place.read(&format!("{to}/tornado.csv"))),
            place.read(&format!("{to}/tornado.txt")),
            place.read(&format!("{to}/tornado.svg")),
        )
    };
    let effects = rows(&place.read("out/effects.csv"));
    let effect = |point: usize| {
        let own = effects.iter().find(|own| {
            own["point"] == point.to_string()
                && own["arm"] == "calm"
                && own["outcome"] == "probes_r1"
        });
        own.unwrap().clone()
    };
    let design = rows(&place.read("out/design.csv"));
    let (drawn, caption, svg) = draw("out", "levels", &[]);
    assert_eq!(drawn.len(), design.len());
    for row in &drawn {
        let point = design.iter().position(|own| match row["factor"].as_str() {
            "" => own["point"] == "0",
            "response.precision" => own["response_precision"] == row["level"],
            _ => own["point"] != "0" && own.values().any(|cell| *cell == row["level"]),
        });
        let own = effect(point.unwrap());
        for (drawn, known) in [
            ("estimate", "effect"),
            ("ci_low", "ci_low"),
            ("ci_high", "ci_high"),
            ("n", "n"),
        ] {
            assert_eq!(row[drawn], own[known], "{row:?}");
        }
    }
    for words in [
        "paired 95% confidence interval of the effect",
        "dashed line: no effect",
        "60 pairs of runs per estimate",
        "In calm, the rung of ",
    ] {
        assert!(caption.contains(words), "{words}: {caption}");
    }
    assert!(
        svg.contains(">no effect<") && !svg.contains("response.precision"),
        "{svg}"
    );
    // A name that is given takes the place of the factor's words.
    let (_, _, named) = draw("out", "named", &["--labels", "response.precision=Calm"]);
    assert!(named.contains(">Calm<"));
    // The analysis has the changes themselves, paired over points.
    place.good(&["sensitivity", "out", "--output", value, "-q"]);
    let (drawn, caption, svg) = draw("out/sensitivity", "changes", &[]);
    let base: f64 = effect(0)["effect"].parse().unwrap();
    assert_eq!(
        (drawn[0]["factor"].as_str(), drawn[0]["estimate"].as_str()),
        ("", "0")
    );
    let mut seen = 0;
    for row in drawn
        .iter()
        .filter(|row| row["factor"] == "response_precision")
    {
        let point = design
            .iter()
            .position(|own| own["response_precision"] == row["level"]);
        let there: f64 = effect(point.unwrap())["effect"].parse().unwrap();
        let change: f64 = row["estimate"].parse().unwrap();
        assert!((change - (there - base)).abs() < 1e-12, "{row:?}");
        seen += 1;
    }
    assert!(seen > 0);
    assert!(
        caption.contains("paired 95% confidence interval of the change"),
        "{caption}"
    );
    assert!(caption.contains("In calm, "), "{caption}");
    assert!(
        svg.contains(">no change<") && !svg.contains("response_precision"),
        "{svg}"
    );
}

/// The report of a study with arms and its archive have the effects, and say what each arm changes.
#[test]
fn report_and_archive_have_the_effects_and_what_each_arm_changes() {
    let place = swept(40);
    place.good(&["report", "out"]);
    let page = place.read("out/report.html");
    for words in [
        "Effect of eager over the points of toy",
        "In <b>calm</b>, the rung of",
        "In <b>eager</b>, 1.5 is added to states.PROBER.precision after the factors are set.",
        "<svg",
        "Effect of eager: ",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let author = ["--author", "Doe, Jane", "--date", "2026-11-29"];
    place.good(&[&["export", "out", "--out", "archive"][..], &author].concat());
    for (file, words) in [
        ("archive/codebook.md", "### results/out/effects.csv"),
        (
            "archive/codebook.md",
            "Arm that is contrasted with the baseline",
        ),
    ] {
        assert!(place.read(file).contains(words), "{file}");
    }
}
