//! What is said of arms that cannot be compared, or that do nothing.

use super::sweep::support::{Place, code, study, text};

#[test]
fn arms_that_cannot_be_compared_are_refused() {
    let cases = [
        (
            "[arms.baseline.shift]\n\"response.precision\" = 0.1\n",
            "no arm but its baseline",
        ),
        ("[arms.a]\n", "`arms.a` says nothing"),
        (
            "[arms.a.response]\nprecision = 2.5\n",
            "sets `response.precision`, which a factor draws",
        ),
        (
            "[arms.a.scenario]\nhorizon = 6\n",
            "`arms.a.scenario` must be a text",
        ),
        (
            "[arms.a.shift]\n\"response.precisoin\" = 0.5\n",
            "no parameter `response.precisoin`",
        ),
        (
            "[arms.a.shift]\n\"response.precision\" = -9.0\n",
            "the arm a takes `response.precision`",
        ),
        (
            "[arms.a.shift]\n\"rungs.1.gain\" = 0.1\n[effects.x]\na = 1.0\nb = -1.0\n",
            "there is no arm `b`",
        ),
        (
            "[arms.a.shift]\n\"rungs.1.gain\" = 0.1\n[effects.x]\na = 1.0\nbaseline = -0.5\n",
            "sum to 0.5, not to 0",
        ),
        ("[effects.x]\na = 1.0\n", "[effects] needs arms"),
        (
            "[arms.a.shift]\n\"rungs.1.gain\" = 0.1\n[arms.baseline]\nscenario = \"x.toml\"\n",
            "cannot name another scenario",
        ),
        (
            "[arms.a]\nscenario = \"other.toml\"\n",
            "has another horizon than the baseline",
        ),
    ];
    let place = Place::new(1);
    let toy = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/toy.toml");
    let other = format!("extends = \"{}\"\n[scenario]\nhorizon = 7\n", toy.display());
    place.write("other.toml", &other);
    let factors =
        "[design]\nkind = \"grid\"\n[factors]\n\"response.precision\" = { levels = [1.0, 3.0] }\n";
    for (arms, expected) in cases {
        let mut whole = study(2, &format!("{factors}{arms}"));
        if expected.contains("horizon") {
            // The study's [set] would give both the same.
            whole = whole.replace("[set]\n\"scenario.horizon\" = 12\n", "");
        }
        place.write("study.toml", &whole);
        let done = place.trilat(&["sweep", "study.toml", "--out", "out", "-q"]);
        let said = text(&done.stderr);
        assert_eq!(code(&done), 3, "{arms}: {said}");
        assert!(said.contains(expected), "{arms}: {said}");
        assert!(!place.file("out").exists());
    }
    let unknown = factors.replace("\"response.precision\"", "\"arms.b.response.precision\"");
    place.write(
        "study.toml",
        &study(
            2,
            &format!("{unknown}[arms.a.shift]\n\"rungs.1.gain\" = 0.1\n"),
        ),
    );
    let done = place.trilat(&["sweep", "study.toml", "--out", "out", "-q"]);
    assert!(
        text(&done.stderr).contains("there is no arm `b`"),
        "{}",
        text(&done.stderr)
    );
}

#[test]
fn an_arm_that_changes_nothing_is_remarked_on() {
    let place = Place::new(1);
    let factors =
        "[design]\nkind = \"grid\"\n[factors]\n\"response.precision\" = { levels = [1.0, 3.0] }\n";
    let said = |more: &str| {
        place.write("study.toml", &study(2, &format!("{factors}{more}")));
        let done = place.trilat(&["sweep", "study.toml", "--dry-run"]);
        assert_eq!(code(&done), 0, "{}", text(&done.stderr));
        text(&done.stderr).contains("arm `idle` is the baseline: every effect of it is 0")
    };
    // Fear is off in the scenario as well.
    let arm = "[arms.idle.mechanisms]\nfear = false\n";
    assert!(said(arm));
    // Whatever differs, in one of the two.
    assert!(!said("[arms.idle.shift]\n\"rungs.1.gain\" = 0.1\n"));
    assert!(!said(&format!(
        "{arm}[arms.baseline.shift]\n\"rungs.1.gain\" = 0.1\n"
    )));
    assert!(!said(&arm.replace("false", "true")));
    let varied = "\"arms.idle.rungs.1.gain\" = { levels = [0.1, 0.2] }\n";
    assert!(!said(&format!("{varied}{arm}")));
}
