//! What is taken away, why a run went as it did, what things mean, and the closed forms.

use std::path::Path;

use serde_json::{Value, json};
use trilat::model::{load_carried, load_text};
use trilat::tasks::Quiet;
use trilat::tasks::trace::{Ask, trace};
use trilat::theory::catalogue::entries;

use crate::client::{Server, Visitor, same};

const CHANGE: &str = "states.PROBER.precision=9.0";

fn settings() -> Value {
    json!({
        "scenario": "toy", "base": ["will.threat=0.2"], "arm": [CHANGE], "runs": 128,
        "figures": ["beliefs", "effect"],
    })
}

fn take(visitor: &Visitor<'_>, settings: &Value, what: &str) -> crate::client::Reply {
    let mut body = settings.clone();
    body["what"] = json!(what);
    visitor.post("/api/take", &body)
}

#[test]
fn a_scenario_that_is_saved_and_opened_again_is_the_same_to_the_byte() {
    let server = Server::of("toy");
    let visitor = server.visitor();
    let saved = take(&visitor, &settings(), "scenario");
    assert_eq!(saved.status, 200);
    let named = saved.header("content-disposition").unwrap();
    assert_eq!(named, "attachment; filename=\"changed.toml\"");
    let text = saved.text();
    assert!(text.starts_with("extends = \"toy\"\n"), "{text}");
    assert!(text.lines().count() < 20, "{text}");
    let opened = json!({ "scenario": null, "text": text, "runs": 128 });
    assert_eq!(take(&visitor, &opened, "scenario").text(), text);
    let mut base = opened.clone();
    base["side"] = json!("base");
    assert_eq!(take(&visitor, &base, "scenario").text(), text);
    let own = load_text(Path::new("changed.toml"), &text, &[])
        .unwrap()
        .scenario;
    let sets = ["will.threat=0.2", CHANGE].map(str::to_owned);
    let wanted = load_carried("toy", &sets).unwrap().scenario;
    assert_eq!(own.parameters, wanted.parameters);
}

#[test]
fn the_command_that_is_taken_gives_the_numbers_of_the_page() {
    let server = Server::of("toy");
    let visitor = server.visitor();
    let job = visitor.begin("one", &settings());
    let events = visitor.events(&job);
    let (_, picture) = events.iter().rfind(|(name, _)| name == "picture").unwrap();
    let command = take(&visitor, &settings(), "command").text();
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("command.sh");
    let program = env!("CARGO_BIN_EXE_trilat");
    let text = command.replacen(
        "trilat compare",
        &format!("{program} compare --quiet --no-figures"),
        1,
    );
    std::fs::write(&script, text).unwrap();
    let done = std::process::Command::new("sh")
        .arg("command.sh")
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{command}\n{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let outputs = folder.path().join("outputs");
    let made = std::fs::read_dir(outputs)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let contrasts = std::fs::read_to_string(made.join("contrasts.csv")).unwrap();
    let mut lines = contrasts.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let place = |name: &str| head.iter().position(|own| *own == name).unwrap();
    let (observable, effect) = (place("observable"), place("effect"));
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    for own in picture["effects"].as_array().unwrap() {
        let row = rows
            .iter()
            .find(|row| own["outcome"] == row[observable])
            .unwrap();
        let written: f64 = row[effect].parse().unwrap_or(f64::NAN);
        let shown = own["effect"].as_f64().unwrap_or(f64::NAN);
        assert!(same(shown, written), "{row:?} {own}");
    }
}

#[test]
fn calls_of_python_and_r_name_what_they_need() {
    let server = Server::of("toy");
    let visitor = server.visitor();
    let python = take(&visitor, &settings(), "python").text();
    assert!(
        python.contains("tl.compare(\"base.toml\", \"changed.toml\", runs=128, seed="),
        "{python}"
    );
    let r = take(&visitor, &settings(), "r").text();
    assert!(
        r.contains("trilat_compare(\"base.toml\", \"changed.toml\", runs = 128, seed = "),
        "{r}"
    );
    let plain = json!({ "scenario": "northeast_asia", "other": "no_drills", "runs": 64 });
    let command = take(&visitor, &plain, "command").text();
    assert_eq!(
        command,
        "trilat compare northeast_asia no_drills --runs 64 --seed 1\n"
    );
    let alone = json!({ "scenario": "northeast_asia", "runs": 64, "seed": 7 });
    let command = take(&visitor, &alone, "command").text();
    assert_eq!(command, "trilat run northeast_asia --runs 64 --seed 7\n");
}

#[test]
fn figures_and_snapshots_are_of_the_runs_of_a_job() {
    let server = Server::of("toy");
    let visitor = server.visitor();
    let job = visitor.begin("one", &settings());
    assert!(visitor.events(&job).len() > 2);
    let mut body = settings();
    body["job"] = json!(job);
    body["figure"] = json!("beliefs");
    let begins: [(&str, &[u8]); 5] = [
        ("svg", b"<svg"),
        ("pdf", b"%PDF"),
        ("png", b"\x89PNG"),
        ("csv", b"panel"),
        ("caption", b"Caption"),
    ];
    for (format, start) in begins {
        body["format"] = json!(format);
        let reply = take(&visitor, &body, "figure");
        assert_eq!(reply.status, 200, "{format}");
        assert!(reply.body.starts_with(start), "{format}");
        let named = reply.header("content-disposition").unwrap();
        assert!(named.contains("beliefs."), "{named}");
    }
    let page = take(&visitor, &body, "snapshot").text();
    assert!(page.contains("n = 128") && page.contains("trilat compare"));
    assert!(!page.contains("<script") && !page.contains("src=") && !page.contains("http://127"));
    body["format"] = json!("exe");
    assert_eq!(take(&visitor, &body, "figure").status, 422);
    body["job"] = json!("999");
    assert_eq!(take(&visitor, &body, "snapshot").status, 404);
    assert_eq!(take(&visitor, &settings(), "everything").status, 422);
}

#[test]
fn a_run_is_traced_as_the_command_traces_it() {
    let server = Server::of("toy");
    let visitor = server.visitor();
    for pick in [json!("median"), json!("worst"), json!(5)] {
        let settings = json!({ "scenario": "toy", "runs": 64, "pick": pick, "side": "base", "outcome": "probes_r1" });
        let reply = visitor.post("/api/trace", &settings);
        assert_eq!(reply.status, 200, "{}", reply.text());
        let found = reply.json();
        let run = found["run"].as_u64().unwrap();
        assert!(
            found["why"]
                .as_str()
                .unwrap()
                .contains(&format!("Run {run}"))
        );
        let months = found["months"].as_array().unwrap();
        let own = trace(
            &Ask {
                months: Some("1".into()),
                ..Ask::new("toy", run)
            },
            &mut Quiet::default(),
        );
        let own = own.unwrap().trace;
        assert_eq!(months.len(), own.horizon);
        let (month, shown) = (&own.months[0], &months[0]);
        let options = shown["choice"]["options"].as_array().unwrap();
        assert_eq!(options.len(), month.options.len());
        for (read, own) in [
            (&shown["choice"]["draw"], month.choice.draw),
            (&shown["beliefs"][0]["after"], month.beliefs[0].after),
            (&options[1]["utility"], month.options[1].utility),
        ] {
            assert!(same(read.as_f64().unwrap(), own), "{read} {own}");
        }
        assert!(found["svg"].as_str().unwrap().starts_with("<svg"));
    }
    let wrong = json!({ "scenario": "toy", "pick": "best" });
    assert_eq!(visitor.post("/api/trace", &wrong).status, 422);
    let beyond = json!({ "scenario": "toy", "pick": u64::MAX });
    assert_eq!(visitor.post("/api/trace", &beyond).status, 422);
}

#[test]
fn keys_symbols_and_observables_are_explained() {
    let server = Server::of("toy");
    let visitor = server.visitor();
    let threat = visitor
        .post("/api/explain", &json!({ "key": "will.threat" }))
        .json();
    assert!(
        threat["text"].as_str().unwrap().contains("will.threat"),
        "{threat}"
    );
    assert!(threat["equation"].as_str().unwrap().len() > 3);
    assert_eq!(
        visitor
            .post("/api/explain", &json!({ "key": "wars" }))
            .status,
        200
    );
    let none = visitor.post("/api/explain", &json!({ "key": "will.thraet" }));
    assert_eq!(none.status, 404);
    assert!(none.json()["hint"].as_str().unwrap().contains("threat"));
}

#[test]
fn every_closed_form_has_sliders_a_value_and_where_it_can_a_curve() {
    let server = Server::of("toy");
    let visitor = server.visitor();
    let forms = visitor.get("/api/theory").json();
    let forms = forms.as_array().unwrap();
    assert_eq!(forms.len(), entries().count());
    let mut curves = 0;
    for form in forms {
        for input in form["parameters"].as_array().unwrap() {
            let number = |key: &str| input[key].as_f64().unwrap();
            assert!(number("low") <= number("high"), "{form}");
        }
        let over = form["sweep"].get(0).cloned().unwrap_or(Value::Null);
        let body = json!({ "id": form["id"], "values": {}, "over": over });
        let reply = visitor.post("/api/theory", &body);
        assert_eq!(reply.status, 200, "{form}: {}", reply.text());
        let found = reply.json();
        assert!(!found["value"].as_array().unwrap().is_empty());
        if let Some(svg) = found["svg"].as_str() {
            curves += 1;
            assert!(svg.starts_with("<svg"));
            assert!(
                found["table"]["rows"].as_array().unwrap().len() > 1,
                "{form}"
            );
        }
    }
    assert!(curves > 25, "{curves}");
    let fire = json!({ "id": "O4", "values": { "M": 25 }, "over": null });
    let leakers = visitor.post("/api/theory", &fire).json()["value"][0]["value"].as_f64();
    assert!((leakers.unwrap() - 0.24).abs() < 1e-12);
    for wrong in [
        json!({ "id": "Z9" }),
        json!({ "id": "O4", "values": { "M": -1 } }),
        json!({ "id": "O4", "values": { "M": "many" } }),
        json!({ "id": "O4", "over": "nothing" }),
        json!({ "id": "O4", "values": { "M": vec![1; 1000] } }),
    ] {
        assert_eq!(visitor.post("/api/theory", &wrong).status, 422, "{wrong}");
    }
}
