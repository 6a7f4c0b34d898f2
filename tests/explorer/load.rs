//! Many pages at once, moves without end, and a server that goes away.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::client::Server;

#[test]
fn twenty_pages_at_once_each_get_their_own() {
    let server = Server::of("toy");
    let visitor = server.visitor();
    thread::scope(|scope| {
        for page in 0..20_u64 {
            let visitor = &visitor;
            scope.spawn(move || {
                // Its own number of runs, its own change, its own scenario: nothing of another page fits.
                let runs = 65 + page;
                let precision = 4.0 + page as f64;
                let settings = json!({
                    "scenario": "toy", "runs": runs, "figures": ["effect"],
                    "arm": [format!("states.PROBER.precision={precision}")],
                });
                let job = visitor.begin(&format!("page {page}"), &settings);
                let events = visitor.events(&job);
                let names: Vec<&str> = events.iter().map(|(name, _)| name.as_str()).collect();
                assert_eq!(names, ["picture", "picture", "done"], "page {page}");
                for (_, data) in &events {
                    assert_eq!(data["job"], json!(job));
                }
                let last = &events[1].1;
                assert_eq!(last["runs"], json!(runs));
                let differs = last["differs"].as_str().unwrap();
                let own = format!("states.PROBER.precision is {precision:?} ");
                assert!(differs.contains(&own), "page {page}: {differs}");
            });
        }
    });
}

#[test]
fn moves_without_a_reader_leave_nothing_running() {
    let server = Server::of("toy");
    let visitor = server.visitor();
    let mut last = String::new();
    for step in 0..100 {
        let threat = f64::from(step) / 100.0;
        let settings = json!({
            "scenario": "toy", "runs": 65_536, "figures": [], "arm": [format!("will.threat={threat}")],
        });
        last = visitor.begin("one", &settings);
    }
    let mut stream = visitor.stream(&last);
    let (name, data) = stream.next().unwrap();
    assert_eq!((name.as_str(), &data["job"]), ("picture", &json!(last)));
    drop(stream);
    // The job of a closed stream makes way.
    let short = json!({ "scenario": "toy", "runs": 64, "figures": [] });
    let job = visitor.begin("two", &short);
    assert_eq!(visitor.events(&job).len(), 2);
}

#[test]
fn a_server_that_is_stopped_in_mid_stream_ends_at_once() {
    let mut server = Server::of("toy");
    let stop = server.stop.clone();
    let mut stream = {
        let visitor = server.visitor();
        let long = json!({ "scenario": "toy", "runs": 65_536, "figures": [] });
        let job = visitor.begin("one", &long);
        visitor.stream(&job)
    };
    assert_eq!(stream.next().unwrap().0, "picture");
    let begun = Instant::now();
    stop.raise();
    assert!(stream.all(|(name, _)| name == "picture"), "no end is told");
    server.end().unwrap();
    assert!(
        begun.elapsed() < Duration::from_secs(10),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn more_pages_than_there_are_places_are_refused_in_words() {
    let server = Server::of("toy");
    let visitor = server.visitor();
    let long = json!({ "scenario": "toy", "runs": 65_536, "figures": [] });
    for page in 0..64 {
        visitor.begin(&format!("page {page}"), &long);
    }
    let mut body = long;
    body["page"] = json!("one more");
    let reply = visitor.post("/api/job", &body);
    assert_eq!(reply.status, 429);
    assert!(
        reply.text().contains("close some of them"),
        "{}",
        reply.text()
    );
}
