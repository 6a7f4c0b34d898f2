//! What a job shows.

use serde_json::{Value, json};
use trilat::model::load_carried;
use trilat::tasks::Quiet;
use trilat::tasks::compare::{Ask, Member, compare};

use crate::client::{Server, same};

/// A scenario as it takes part in a comparison.
fn member(name: &str, sets: &[&str]) -> Member {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    let scenario = load_carried("toy", &sets).unwrap().scenario;
    Member {
        name: name.to_owned(),
        path: "toy".to_owned(),
        scenario,
    }
}

#[test]
fn a_job_shows_more_and_more_runs_and_the_numbers_of_a_comparison() {
    // Blocks of few runs up to 256, of many up to 512, and of few again.
    let server = Server::of("toy");
    let visitor = server.visitor();
    let change = "states.PROBER.precision=9.0";
    let settings = json!({
        "scenario": "toy", "arm": [change], "runs": 600, "outcome": "probes_r1",
        "figures": ["beliefs", "probes", "effect", "effects", "first_event"],
    });
    let job = visitor.begin("one", &settings);
    let events = visitor.events(&job);
    let names: Vec<&str> = events.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "picture", "picture", "picture", "picture", "picture", "done"
        ]
    );
    let runs: Vec<u64> = events
        .iter()
        .map(|(_, data)| data["runs"].as_u64().unwrap())
        .collect();
    assert_eq!(runs, [64, 128, 256, 512, 600, 600]);
    let found = compare(
        &Ask::new(vec![
            member("toy", &["scenario.runs=600"]),
            member("changed", &["scenario.runs=600", change]),
        ]),
        &mut Quiet::default(),
    );
    let found = found.unwrap();
    let last = &events[4].1;
    let effects = last["effects"].as_array().unwrap();
    assert!(effects.len() > 4);
    for row in effects {
        let contrasts = &found.against[0].contrasts;
        let own = contrasts
            .iter()
            .find(|own| row["outcome"] == own.column)
            .unwrap();
        for (key, value) in [
            ("base", own.mean_baseline),
            ("arm", own.mean_scenario),
            ("effect", own.effect),
            ("low", own.ci_low),
            ("high", own.ci_high),
        ] {
            let shown = row[key].as_f64().unwrap_or(f64::NAN);
            assert!(same(shown, value), "{} {key}: {shown} {value}", own.column);
        }
    }
    assert_eq!(last["headline"]["outcome"], "probes_r1");
    for figure in last["figures"].as_array().unwrap() {
        assert!(figure["error"].is_null(), "{}", figure["error"]);
        assert!(figure["svg"].as_str().unwrap().starts_with("<svg"));
        assert!(figure["alt"].as_str().unwrap().len() > 20);
        assert!(
            figure["caption"].as_str().unwrap().contains("n = 600"),
            "{}",
            figure["caption"]
        );
        assert!(!figure["table"]["rows"].as_array().unwrap().is_empty());
    }
    let again = visitor.get(&format!("/api/job/{job}/stream"));
    assert_eq!(again.status, 404, "a stream is read once");
}

#[test]
fn the_first_block_moves_no_bit() {
    let server = Server::of("toy");
    let visitor = server.visitor();
    let of = |runs: u64| -> Value {
        let settings =
            json!({ "scenario": "toy", "arm": ["states.PROBER.precision=9.0"], "runs": runs });
        let job = visitor.begin("one", &settings);
        let events = visitor.events(&job);
        let at = events
            .iter()
            .position(|(_, data)| data["runs"] == 64)
            .unwrap();
        events[at].1["effects"].clone()
    };
    assert_eq!(of(64), of(256));
}

#[test]
fn a_new_job_of_a_page_ends_the_one_that_it_had() {
    let server = Server::of("toy");
    let visitor = server.visitor();
    let long = json!({ "scenario": "toy", "runs": 65_536, "figures": [] });
    let first = visitor.begin("one", &long);
    let mut stream = visitor.stream(&first);
    assert_eq!(stream.next().unwrap().0, "picture");
    let short = json!({ "scenario": "toy", "runs": 64, "figures": [] });
    let second = visitor.begin("one", &short);
    assert!(
        stream.all(|(name, _)| name == "picture"),
        "no end is told of a job that is stopped"
    );
    assert_eq!(visitor.get(&format!("/api/job/{first}/stream")).status, 404);
    let late = visitor.delete(&format!("/api/job/{first}"));
    assert_eq!(late.status, 200, "a job that is to be stopped has been");
    assert_eq!(visitor.events(&second).len(), 2);
}

#[test]
fn a_job_that_is_cancelled_ends() {
    let server = Server::of("toy");
    let visitor = server.visitor();
    let long = json!({ "scenario": "toy", "runs": 65_536, "figures": [] });
    let job = visitor.begin("one", &long);
    let mut stream = visitor.stream(&job);
    assert_eq!(stream.next().unwrap().0, "picture");
    assert_eq!(visitor.delete(&format!("/api/job/{job}")).status, 200);
    assert!(stream.all(|(name, _)| name == "picture"));
    assert_eq!(visitor.delete("/api/job/999").status, 404);
    assert_eq!(visitor.delete("/api/job/x").status, 404);
}

#[test]
fn what_fails_in_a_job_is_an_event_and_the_server_goes_on() {
    let server = Server::of("toy");
    let visitor = server.visitor();
    let unlike = json!({ "scenario": "toy", "other": "northeast_asia", "runs": 64 });
    let job = visitor.begin("one", &unlike);
    let events = visitor.events(&job);
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].0, "fault");
    let error = events[0].1["error"].as_str().unwrap();
    assert!(
        error.contains("cannot be paired") || error.contains("nothing to contrast"),
        "{error}"
    );
    let wrong = visitor.post(
        "/api/job",
        &json!({ "page": "one", "arm": ["will.thraet=0.3"] }),
    );
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("did you mean"), "{}", wrong.text());
    assert_eq!(visitor.get("/").status, 200);
}

#[test]
fn levers_of_a_page_are_those_of_a_file() {
    let server = Server::of("northeast_asia");
    let visitor = server.visitor();
    let settings = json!({
        "scenario": "northeast_asia",
        "levers": [{
            "name": "quiet", "dyad": "JPN-KOR", "channel": "exercises", "set": 0.0,
            "from": "2027-01", "until": "2029-01",
        }],
    });
    let reply = visitor.post("/api/scenario", &settings);
    assert_eq!(reply.status, 200, "{}", reply.text());
    let differs = reply.json()["differs"].clone();
    let words = differs[0].as_str().unwrap();
    assert!(
        words.contains("exercises of Japan and South Korea is held at 0"),
        "{words}"
    );
    assert!(
        words.contains("from January 2027 to December 2028"),
        "{words}"
    );
    let wrong = json!({ "levers": [{ "dyad": ["JPN-KOR"] }] });
    assert_eq!(visitor.post("/api/scenario", &wrong).status, 422);
}

#[test]
fn the_controls_have_every_parameter_with_its_range() {
    let server = Server::of("toy");
    let visitor = server.visitor();
    let settings =
        json!({ "scenario": "toy", "base": ["will.threat=0.2"], "arm": ["will.threat=0.3"] });
    let found = visitor.post("/api/scenario", &settings).json();
    let groups = found["groups"].as_array().unwrap();
    let parameters = groups
        .iter()
        .flat_map(|group| group["parameters"].as_array().unwrap());
    let parameters: Vec<&Value> = parameters.collect();
    assert!(parameters.len() > 100, "{}", parameters.len());
    let threat = parameters
        .iter()
        .find(|own| own["key"] == "will.threat")
        .unwrap();
    assert_eq!(
        (&threat["value"], &threat["arm"]),
        (&json!(0.2), &json!(0.3))
    );
    assert_ne!(threat["default"], json!(0.2));
    for own in parameters.iter().filter(|own| own["kind"] == "number") {
        let number = |key: &str| own[key].as_f64().unwrap();
        assert!(
            number("low") < number("high") && number("step") > 0.0,
            "{own}"
        );
        assert!(own["meaning"].as_str().unwrap().len() > 5, "{own}");
    }
    assert!(
        found["outcomes"]
            .as_array()
            .unwrap()
            .iter()
            .any(|own| own["id"] == "wars")
    );
    assert!(
        found["scenarios"]
            .as_array()
            .unwrap()
            .iter()
            .any(|own| own["name"] == "blind")
    );
}
