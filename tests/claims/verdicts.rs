//! Planted truths come out.

use serde_json::Value;

use crate::support::{Place, table, text};
use crate::tables::agree;

fn finding<'a>(all: &'a Value, claim: &str) -> &'a Value {
    let findings = all["findings"].as_array().unwrap();
    findings.iter().find(|f| f["claim"] == claim).unwrap()
}

#[test]
fn what_is_planted_is_found() {
    let place = Place::new();
    let done = place.good(&[
        "--points",
        "128",
        "--replicates",
        "20",
        "--signs",
        "both",
        "--out",
        "out",
        "--json",
        "-q",
    ]);
    let all: Value = serde_json::from_slice(&done.stdout).unwrap();
    let verdict =
        |claim: &str, space: usize| finding(&all, claim)["spaces"][space]["verdict"].clone();
    assert_eq!(verdict("up", 0), "holds");
    assert_eq!(finding(&all, "up")["spaces"][0]["wired_in"], "everywhere");
    assert_eq!(verdict("down", 0), "fails");
    assert_eq!(verdict("null", 0), "no_effect");
    assert_eq!(verdict("box", 0), "holds_if");
    // With signs constrained to that of the default, which is 0, the space is the same.
    assert_eq!(verdict("box", 1), "holds_if");
    // Resolve deters: the true share is half of the space.
    let space = &finding(&all, "box")["spaces"][0];
    let (low, high) = (
        space["true_share_low"].as_f64(),
        space["true_share_high"].as_f64(),
    );
    assert!(low.unwrap() < 0.5 && high.unwrap() > 0.5, "{space}");

    // Nothing reads the null lever: zero in every pair, at every point.
    let effects = table(&place.read("out/effects.csv"));
    let null: Vec<_> = effects
        .iter()
        .filter(|row| row["claim"] == "null")
        .collect();
    assert_eq!(null.len(), 1 + 2 * 128);
    assert!(
        null.iter()
            .all(|row| row["mean"] == "0" && row["std_error"] == "0")
    );

    // What decides, and the box.
    let deciders = table(&place.read("out/deciders.csv"));
    let first = deciders.iter().find(|row| row["claim"] == "box").unwrap();
    assert_eq!(first["factor"], "response_resolve");
    assert!(first["prcc"].parse::<f64>().unwrap() > 0.9, "{first:?}");
    let boxes = table(&place.read("out/boxes.csv"));
    let of = |cases: &str| {
        let own = |row: &&std::collections::BTreeMap<String, String>| {
            row["claim"] == "box" && row["cases"] == cases && row["place"] == "free"
        };
        boxes.iter().find(own).unwrap()
    };
    let (holds, fails) = (of("holds"), of("fails"));
    assert_eq!(holds["factor"], "response_resolve");
    assert!(
        holds["low"].parse::<f64>().unwrap().abs() < 0.15,
        "{holds:?}"
    );
    assert!(
        fails["high"].parse::<f64>().unwrap().abs() < 0.15,
        "{fails:?}"
    );

    // The figures of an audit are drawn again from the tables beside them.
    for (drawn, kind) in [
        ("claims_free", "claims_overview"),
        ("map_box_free", "claim_map"),
    ] {
        let done = std::process::Command::new(env!("CARGO_BIN_EXE_trilat"))
            .args([
                "plot",
                &format!("out/figures/{drawn}.csv"),
                "--out",
                "again",
            ])
            .args(["--format", "svg"])
            .current_dir(place.path())
            .output()
            .unwrap();
        assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
        let words = |svg: String| {
            let shown = svg.split("<text").skip(1).map(|part| {
                let from = part.find('>').unwrap() + 1;
                part[from..part.find("</text>").unwrap()].to_owned()
            });
            shown.collect::<Vec<String>>()
        };
        let (first, again) = (
            words(place.read(&format!("out/figures/{drawn}.svg"))),
            words(place.read(&format!("again/{kind}.svg"))),
        );
        // All words but those on where it comes from.
        let kept = |words: &[String]| -> Vec<String> {
            let source =
                |word: &&String| !word.starts_with("Scenario") && !word.starts_with("Data");
            words.iter().filter(source).cloned().collect()
        };
        assert!(first.len() > 8);
        assert_eq!(kept(&first), kept(&again));
    }

    let missed = table(&place.read("out/points.csv"));
    assert_eq!(missed.len(), 2 * 128);
    // The toy has base rates, and the choice is one logit: matching is as good as asked for.
    assert!(
        missed
            .iter()
            .all(|row| row["rate_miss"].parse::<f64>().unwrap() <= 0.05)
    );
}

/// Against T7: the effect of a gain on the probability of a probe, which is the same logit in every month.
#[test]
fn an_effect_is_what_the_closed_form_says() {
    let place = Place::new();
    place.good(&[
        "up",
        "--points",
        "0",
        "--default-replicates",
        "4",
        "--out",
        "out",
        "-q",
    ]);
    let effects = table(&place.read("out/effects.csv"));
    assert_eq!(effects.len(), 1);
    // At the defaults p_F = σ(2·.3) and U = gain·(1 − p_F) − .4·p_F.
    let logistic = |x: f64| 1.0 / (1.0 + (-x).exp());
    let respond = logistic(0.6);
    let probe = |gain: f64| logistic(2.0 * (gain * (1.0 - respond) - 0.4 * respond));
    let wanted = 12.0 * (probe(0.9) - probe(0.3));
    let found: f64 = effects[0]["mean"].parse().unwrap();
    assert!((found - wanted).abs() < 1e-9, "{found} {wanted}");
}

#[test]
fn strata_and_ratios_and_margins_are_measured() {
    let place = Place::empty();
    let gain = "[from.rungs.1]\ngain = 0.3\n[to.rungs.1]\ngain = 0.9\n";
    place.claim("strata", "+", gain, "by = \"resolute_ally\"\n");
    place.claim("share", "+", gain, "per = \"expected_r1 + months\"\n");
    place.claim("same", "0", gain, "margin = 0.05\n");
    let done = place.good(&[
        "--points",
        "0",
        "--default-replicates",
        "64",
        "--out",
        "out",
        "--json",
        "-q",
    ]);
    let all: Value = serde_json::from_slice(&done.stdout).unwrap();
    let strata: Vec<&Value> = all["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["claim"] == "strata")
        .collect();
    let names: Vec<&str> = strata
        .iter()
        .map(|f| f["stratum"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["", "high", "low"]);
    let pairs = |n: usize| strata[n]["pairs"].as_u64().unwrap();
    assert_eq!(pairs(0), 64);
    assert_eq!(pairs(1) + pairs(2), 64);
    assert!(finding(&all, "share")["effect"].as_f64().unwrap() > 0.0);
    // Far outside the margin.
    assert_eq!(finding(&all, "same")["sign"], "minus");
}

#[test]
fn the_table_says_it_in_words() {
    let place = Place::new();
    let done = place.good(&[
        "--points",
        "64",
        "--replicates",
        "8",
        "--signs",
        "free",
        "--out",
        "out",
        "-q",
    ]);
    let said = text(&done.stdout);
    let line = |id: &str| {
        said.lines()
            .find(|line| line.starts_with(id))
            .unwrap()
            .to_owned()
    };
    assert!(line("up").contains("wired in?"), "{said}");
    assert!(line("null").contains("0 %"), "{said}");
    assert!(said.trim_end().ends_with("out"), "{said}");
    // Nothing is overwritten unless told to.
    let again = place.claims(&["--points", "64", "--replicates", "8", "--out", "out", "-q"]);
    assert_eq!(again.status.code(), Some(2), "{}", text(&again.stderr));
}

#[test]
fn an_audit_writes_parquet_when_asked() {
    let place = Place::new();
    let little = [
        "--points",
        "4",
        "--replicates",
        "4",
        "--signs",
        "free",
        "-q",
    ];
    place.good(&[&little[..], &["--out", "csv"]].concat());
    place.good(&[&little[..], &["--out", "both", "--format", "parquet"]].concat());
    assert_eq!(agree(&place.file("both")).len(), 10);
    for (name, sum) in place.sums("csv") {
        let table = name.ends_with(".csv") && !name.contains('/');
        assert!(!table || place.sums("both").contains(&(name, sum)));
    }
    assert!(
        place
            .read("both/manifest.json")
            .contains("--format parquet")
    );
}

/// A claim about an outcome of its own: months with a probe are the probes at the only rung there is, so both effects are
/// one; and a name that is not there is told at its line.
#[test]
fn a_claim_measures_outcomes_of_its_own() {
    let place = Place::empty();
    let gain = "[from.rungs.1]\ngain = 0.3\n[to.rungs.1]\ngain = 0.9\n";
    let own = "[outcomes.busy]\nsum = \"rung_prober_place >= 1\"\n[outcomes.twice]\nvalue = \"2 * busy\"\n\
        [tests.own]\nkind = \"finding\"\nobservable = \"max(twice - busy, 0)\"\nsign = \"+\"\n\
        [tests.count]\nkind = \"finding\"\nobservable = \"probes_r1\"\nsign = \"+\"\n";
    place.claim("up", "+", gain, own);
    place.good(&["--points", "4", "--replicates", "8", "--out", "out", "-q"]);
    let effects = table(&place.read("out/effects.csv"));
    let of = |test: &str| -> Vec<String> {
        let rows = effects.iter().filter(|row| row["test"] == test);
        rows.map(|row| row["mean"].clone()).collect()
    };
    assert!(
        !of("own").is_empty() && of("own") == of("count"),
        "{effects:?}"
    );

    place.claim(
        "up",
        "+",
        gain,
        &own.replace("rung_prober_place", "rung_probe_place"),
    );
    let refused = place.claims(&["--points", "4", "--out", "wrong"]);
    let told = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(3), "{told}");
    assert!(
        told.contains("up.toml:") && told.contains("did you mean `rung_prober_place`?"),
        "{told}"
    );

    place.claim(
        "up",
        "+",
        gain,
        &format!("{own}[to.outcomes.busy]\nsum = \"1\"\n"),
    );
    let told = text(&place.claims(&["--points", "4", "--out", "wrong"]).stderr);
    assert!(told.contains("no outcomes of its own"), "{told}");
}
