//! What two users came for, each step one command of the program in an empty folder: does Seoul's distance from Tokyo invite
//! North Korean probes, and which of twelve factors does that effect depend on?

use std::collections::BTreeMap;

use super::sweep::support::{Place, text};

fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or(f64::NAN)
}

const ARM: &str = "[arms.apart]\nscenario = \"seoul_tokyo_apart\"\n";

/// Three figures, a table for LaTeX and a methods paragraph that names the lever.
#[test]
fn a_scholar_of_seouls_distance_from_tokyo() {
    let place = Place::new(1);
    let words = "compare northeast_asia seoul_tokyo_apart --runs 48 --no-figures -q --out pair";
    place.good(&words.split(' ').collect::<Vec<_>>());
    for (kind, value) in [
        ("effect_over_time", "probes_by_prk"),
        ("beliefs", "belief_prk_kor"),
    ] {
        place.good(&[
            "plot", "pair", "--figure", kind, "--value", value, "--out", kind,
        ]);
        let caption = place.read(&format!("{kind}/{kind}.txt"));
        let lever = "the joint will of Japan and South Korea to cooperate is multiplied by 0.25";
        assert!(caption.contains(lever), "{kind}: {caption}");
    }
    // Above both arms, below the effect with its interval, month by month those of the comparison.
    let shown = rows(&place.read("effect_over_time/effect_over_time.csv"));
    let effects = rows(&place.read("pair/effect_months.csv"));
    let drawn = shown.iter().filter(|row| row["shows"] == "effect");
    let drawn: Vec<[&str; 4]> = drawn
        .map(|row| ["month", "estimate", "ci_low", "ci_high"].map(|column| row[column].as_str()))
        .collect();
    let compared = effects
        .iter()
        .filter(|row| row["observable"] == "probes_by_prk");
    let compared: Vec<[&str; 4]> = compared
        .map(|row| ["month", "effect", "ci_low", "ci_high"].map(|column| row[column].as_str()))
        .collect();
    assert_eq!(drawn.len(), 120);
    assert_eq!(drawn, compared);

    let study = format!(
        "[study]\nscenario = \"northeast_asia\"\nreplicates = 4\n[set]\n\"scenario.horizon\" = 24\n\
         [design]\nkind = \"grid\"\n[factors]\n\"fear.per_exercise\" = {{ levels = [0.0, 0.05, 0.1] }}\n{ARM}"
    );
    place.write("by_fear.toml", &study);
    place.good(&["sweep", "by_fear.toml", "-q", "--out", "fear"]);
    let effect = "effect:expected_prk_r3";
    let axis = ["--x", "fear.per_exercise", "--value", effect, "--out", "by"];
    place.good(&[&["plot", "fear", "--figure", "effect_by"], &axis[..]].concat());
    assert_eq!(rows(&place.read("by/effect_by.csv")).len(), 3);

    place.good(&["tables", "pair", "--only", "expected_prk_r3"]);
    let table = place.read("pair/tables/contrasts_seoul_tokyo_apart.tex");
    assert_eq!(
        table.matches("\\\\\n    \\bottomrule").count(),
        1,
        "{table}"
    );
    assert!(table.contains("North Korea chooses rung 3"), "{table}");
    let said = text(&place.good(&["methods", "pair"]).stdout);
    assert!(
        said.contains("to cooperate is multiplied by 0.25 from January 2027 to December 2030"),
        "{said}"
    );
}

/// Indices of an effect over twelve factors, with intervals; what of its variance is chance, on counts and on what was to
/// be expected; and where it is large.
#[test]
fn a_scholar_of_what_the_effect_depends_on() {
    let factors = [
        "fear.per_exercise",
        "states.KOR.resolute_share",
        "states.JPN.resolute_share",
        "states.PRK.precision",
        "states.PRK.loss_weight",
        "rungs.3.gain",
        "rungs.3.loss",
        "channels.exercises.visibility",
        "channels.statements.visibility",
        "response.precision",
        "will.intercept",
        "opinion.noise",
    ];
    let place = Place::new(1);
    let listed: String = factors
        .iter()
        .map(|path| format!("\"{path}\" = {{}}\n"))
        .collect();
    let study = format!(
        "[study]\nscenario = \"northeast_asia\"\nreplicates = 4\n[set]\n\"scenario.horizon\" = 24\n\
         [design]\nkind = \"saltelli\"\npoints = 32\n[factors]\n{listed}{ARM}"
    );
    place.write("wide.toml", &study);
    place.good(&["sweep", "wide.toml", "-q", "--out", "s"]);
    let outputs = [
        "effect:apart:expected_prk_kp_r3",
        "effect:apart:probes_prk_kp_r3",
    ];
    place.good(&[
        "sensitivity",
        "s",
        "--output",
        &outputs.join(","),
        "-q",
        "--out",
        "of_effect",
    ]);
    let indices = rows(&place.read("of_effect/sensitivity.csv"));
    for output in outputs {
        let whole = |index: &str| {
            let own = indices.iter().filter(|row| {
                row["output"] == output && row["index"] == index && row["share"] == "1"
            });
            own.count()
        };
        assert_eq!([whole("S1"), whole("ST")], [factors.len(); 2], "{output}");
    }
    let variance = rows(&place.read("of_effect/variance.csv"));
    let of = |output: &str, component: &str| {
        let mut own = variance
            .iter()
            .filter(|row| row["output"] == output && row["component"] == component);
        number(own.next().unwrap(), "variance")
    };
    // What was to be expected of a prober everywhere moves with less noise than its probes in one theatre.
    let chance = |output: &str| of(output, "residual") / of(output, "total");
    assert!(of(outputs[0], "residual") < of(outputs[1], "residual"));
    assert!(
        outputs
            .iter()
            .all(|output| (0.0..1.1).contains(&chance(output)))
    );
    place.good(&[
        "discover", "s", "--output", outputs[0], "--top", "20", "-q", "--out", "where",
    ]);
    let boxes = rows(&place.read("where/boxes.csv"));
    assert!(!boxes.is_empty());
}
