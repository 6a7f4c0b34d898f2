//! Wrong files are told with their places, all at once.

use crate::support::{Place, text};

fn told(place: &Place) -> String {
    let done = place.claims(&["--out", "out"]);
    let said = text(&done.stderr);
    assert_eq!(done.status.code(), Some(3), "{said}");
    assert!(!place.file("out").exists());
    said
}

#[test]
fn every_mistake_of_a_claim_is_told_with_its_line() {
    let place = Place::empty();
    place.claim(
        "wrong",
        "~",
        "[to.rungs.1]\ngian = 0.9\n",
        "knid = 1\nby = \"resolut_ally\"\n",
    );
    let said = told(&place);
    for wanted in [
        "claims/wrong.toml:9:",
        "`tests.main.sign` cannot be \"~\"",
        "unknown key `knid`",
        "did you mean `kind`?",
    ] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    // Mistakes of the changes are those of scenarios.
    place.claim("wrong", "+", "[to.rungs.1]\ngian = 0.9\n", "");
    let said = told(&place);
    assert!(
        said.contains("gian") && said.contains("did you mean `gain`?"),
        "{said}"
    );
    assert!(said.contains("claims/wrong.toml:12:"), "{said}");
    // Observables that no run has.
    place.claim(
        "wrong",
        "+",
        "[to.rungs.1]\ngain = 0.9\n",
        "per = \"probes_r7\"\n",
    );
    let said = told(&place);
    assert!(
        said.contains("no column `probes_r7`") && said.contains("did you mean"),
        "{said}"
    );
    // Expressions.
    place.claim(
        "wrong",
        "+",
        "[to.rungs.1]\ngain = 0.9\n",
        "per = \"probes_r1 +\"\n",
    );
    let said = told(&place);
    assert!(said.contains("the expression breaks off"), "{said}");
}

#[test]
fn a_claim_must_say_what_it_is_about() {
    let place = Place::empty();
    place.write("claims/bare.toml", "[claim]\nid = \"b\"\n");
    let said = told(&place);
    for wanted in [
        "names no scenario",
        "has no `says`",
        "has no test",
        "changes nothing",
    ] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
}

#[test]
fn the_space_is_held_against_the_scenario() {
    let place = Place::new();
    place.write(
        "claims/space.toml",
        "[factors]\n\"response.resolv\" = {}\n\"response.cost\" = { low = 1.0, high = 0.0 }\n\"crisis.*\" = { scale = 2 }\n",
    );
    let said = told(&place);
    for wanted in [
        "did you mean `response.resolve`?",
        "low must be below high",
        "two numbers",
        "claims/space.toml:2:",
    ] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
}

#[test]
fn an_id_that_is_not_there_is_told() {
    let place = Place::new();
    let done = place.claims(&["bux", "--out", "out"]);
    let said = text(&done.stderr);
    assert_eq!(done.status.code(), Some(3), "{said}");
    assert!(
        said.contains("no claim `bux`; did you mean `box`?"),
        "{said}"
    );
}

#[test]
fn claims_about_two_scenarios_are_run_apart() {
    let place = Place::new();
    let other = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/baltic.toml");
    let text = place.read("claims/up.toml");
    let line = text.lines().next().unwrap().to_owned();
    let changed = text.replace(&line, &format!("extends = \"{}\"", other.display()));
    place.write(
        "claims/up.toml",
        &changed.replace("id = \"up\"", "id = \"zz\""),
    );
    let said = told(&place);
    assert!(said.contains("extends another scenario"), "{said}");
}
