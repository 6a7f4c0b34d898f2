//! What a program that calls the library gets: the numbers of the command, progress, and an end on request.

use trilat::study::calibration::Calibration;
use trilat::study::load_calibration;
use trilat::tasks::calibrate::{Ask, calibrate, calibrate_into, plan};
use trilat::tasks::{Command, Event, Fault, HasFault, Out, Quiet, Stop, Watch};

use super::place::Place;

/// Counts what is told, and stops after so many generations.
#[derive(Default)]
struct Listener {
    open: bool,
    at: u64,
    begun: Vec<String>,
    notes: Vec<String>,
    patience: Option<usize>,
    stop: Stop,
}

impl Watch for Listener {
    fn tell(&mut self, event: Event<'_>) {
        match event {
            Event::Begin { what, before, .. } => {
                assert!(!self.open, "{what}: two at once");
                (self.open, self.at) = (true, before);
                self.begun.push(what.to_owned());
            }
            Event::At(done) => {
                assert!(self.open && done >= self.at, "{done} after {}", self.at);
                self.at = done;
            }
            Event::End => {
                assert!(self.open);
                self.open = false;
            }
            Event::Note(text) => self.notes.push(text.to_owned()),
            Event::Warning(text) => panic!("{text}"),
        }
        if self.patience.is_some_and(|most| self.notes.len() >= most) {
            self.stop.raise();
        }
    }

    fn stop(&self) -> Stop {
        self.stop.clone()
    }
}

fn loaded(place: &Place) -> Calibration {
    load_calibration(&place.file("fit.toml"), &[]).unwrap()
}

fn into(place: &Place, name: &str) -> Out {
    let command = Command::trilat("calibrate").word("fit.toml");
    Out::new(place.file(name), command)
}

#[test]
fn memory_holds_what_the_folder_does() {
    let place = Place::new();
    place.good(&["calibrate", "fit.toml", "--out", "typed", "-q"]);
    let calibration = loaded(&place);
    let ask = Ask {
        threads: 1,
        ..Ask::new(&calibration)
    };
    let mut listener = Listener::default();
    let found = calibrate(&ask, &mut listener).unwrap();
    assert!(!listener.open);
    // One for each generation, one for the draws from the posterior.
    assert_eq!(listener.begun.len(), found.history.len() + 1);
    assert!(listener.begun[0].contains("2 parameters, 4 targets, 200 particles"));
    assert_eq!(listener.notes.len(), found.history.len());
    let rows = place.rows("typed/posterior.csv");
    assert_eq!(rows.len(), found.posterior.len());
    for (row, particle) in rows.iter().zip(&found.posterior) {
        let written = |name: &str| row[name].parse::<f64>().unwrap();
        assert_eq!(written("weight"), particle.weight);
        for (path, value) in found.paths.iter().zip(&particle.values) {
            assert_eq!(written(path), *value);
        }
    }
    let saved = calibrate_into(&ask, &into(&place, "called"), &mut Quiet::default()).unwrap();
    assert_eq!(format!("{:?}", saved.what), format!("{found:?}"));
    assert_eq!(place.contents("called"), place.contents("typed"));
}

#[test]
fn a_stopped_calibration_is_gone_on_with() {
    let place = Place::new();
    let calibration = loaded(&place);
    let ask = Ask::new(&calibration);
    let whole = calibrate(&ask, &mut Quiet::default()).unwrap();
    let mut listener = Listener {
        patience: Some(2),
        ..Listener::default()
    };
    let out = into(&place, "out");
    let error = calibrate_into(&ask, &out, &mut listener).unwrap_err();
    assert_eq!(error.fault(), Fault::Interrupted);
    let said = error.to_string();
    assert!(
        said.contains("trilat calibrate fit.toml --out ") && said.ends_with(" --resume"),
        "{said}"
    );
    assert!(!listener.open);
    let resumed = Out {
        resume: true,
        ..out.clone()
    };
    let mut again = Listener::default();
    let saved = calibrate_into(&ask, &resumed, &mut again).unwrap();
    assert_eq!(format!("{:?}", saved.what), format!("{whole:?}"));
    let before = again.notes.iter().filter(|n| n.ends_with("done before"));
    assert_eq!(before.count(), 2, "{:?}", again.notes);
    // Complete before, or in the way.
    let complete = calibrate_into(&ask, &resumed, &mut again).unwrap();
    assert_eq!(complete.what.ended, None);
    assert_eq!(complete.files, saved.files);
    let error = calibrate_into(&ask, &out, &mut again).unwrap_err();
    assert_eq!(error.fault(), Fault::Usage);
}

#[test]
fn a_plan_can_be_stopped_too() {
    let place = Place::new();
    let calibration = loaded(&place);
    let mut listener = Listener::default();
    let cost = plan(&Ask::new(&calibration), &mut listener).unwrap();
    assert!(cost.per_second > 0.0 && cost.most >= 200.0);
    listener.stop.raise();
    let error = plan(&Ask::new(&calibration), &mut listener).unwrap_err();
    assert_eq!(error.fault(), Fault::Interrupted);
    assert!(!listener.open);
}

/// The last month of a window such as `2012-01..2012-12` or `2012-2013`.
fn last_month(window: &str) -> String {
    let last = window.rsplit("..").next().unwrap();
    match last.len() {
        7 => last.to_owned(),
        _ => format!("{}-12", &last[last.len() - 4..]),
    }
}

/// An outcome of one's own as a target: with the true mean observed, the posterior's own mean of it comes near; what is
/// wrong about it is told.
#[test]
fn an_outcome_of_ones_own_is_a_target() {
    let place = super::place::Place::new();
    let own = "[outcomes.busy]\nmeaning = \"Months with a probe\"\nsum = \"probes_r1 > 0\"\n";
    let of = "[[targets]]\nid = \"busy\"\noutcome = \"busy\"\nvalue = 40\nse = 4\n";
    let text = super::place::FIT;
    let at = text.find("[[targets]]").unwrap();
    let scenario =
        format!("{}{own}{of}", &text[..at]).replace("generations = 6", "generations = 4");
    place.write("fit.toml", &scenario);
    place.good(&["calibrate", "fit.toml", "--out", "out", "-q"]);
    let fit = place.read("out/fit.csv");
    let mut reader = csv::Reader::from_reader(fit.as_bytes());
    let row: std::collections::BTreeMap<String, String> =
        reader.deserialize().next().unwrap().unwrap();
    assert_eq!(
        (row["observable"].as_str(), row["series"].as_str()),
        ("outcome", "busy")
    );
    let number = |name: &str| -> f64 { row[name].parse().unwrap() };
    let (prior, posterior) = (number("prior_mean"), number("mean"));
    assert!(
        (posterior - 40.0).abs() < 4.0 && (posterior - 40.0).abs() < (prior - 40.0).abs(),
        "{row:?}"
    );

    // What it was fitted to is not forecast, unless one says so.
    let last = last_month(&row["window"]);
    let ask = [
        "forecast",
        "out",
        "--from",
        &last,
        "--months",
        "1",
        "--draws",
        "2",
        "--particles",
        "4",
        "--out",
        "ahead",
    ];
    let refused = place.trilat(&ask);
    let err = String::from_utf8(refused.stderr).unwrap();
    let told = err.contains("target `busy`") && err.contains("--in-sample");
    assert!(refused.status.code() == Some(2) && told, "{err}");
    place.good(&[&ask[..], &["--in-sample", "-q"]].concat());

    for (from, to, told) in [
        (
            "outcome = \"busy\"",
            "outcome = \"bussy\"",
            "did you mean `busy`?",
        ),
        ("value = 40\n", "", "is not given"),
        (
            "se = 4\n",
            "se = 4\nwindow = \"2012\"\n",
            "says nothing beside `outcome`",
        ),
        ("probes_r1 > 0", "probes_r1 >", "breaks off"),
    ] {
        place.write("wrong.toml", &scenario.replace(from, to));
        let done = place.trilat(&["calibrate", "wrong.toml", "--out", "wrong"]);
        let err = String::from_utf8(done.stderr).unwrap();
        assert!(
            done.status.code() == Some(3) && err.contains(told),
            "{from}: {err}"
        );
    }
}

/// Targets from a record of the user's own: worked out from the file, with errors of months drawn in blocks; what is wrong with
/// the file is told at its line.
#[test]
fn a_record_of_ones_own_makes_targets() {
    let place = super::place::Place::new();
    let counts: Vec<u32> = (0..36).map(|t| t * 7 % 5).collect();
    let rows = counts
        .iter()
        .enumerate()
        .map(|(t, n)| format!("{}-{:02};{n}\n", 2012 + t / 12, t % 12 + 1));
    let mine: String = std::iter::once("month;tests\n".to_owned())
        .chain(rows)
        .collect();
    place.write("mine.csv", &mine);
    let target = "[[targets]]\nid = \"mine\"\nrecord = \"mine.csv\"\ncolumn = \"tests\"\nseries = \"csis_missile_days\"\n\
        observable = \"mean\"\nwindow = \"2012-07..2014-06\"\n";
    let text = super::place::FIT;
    let at = text.find("[[targets]]").unwrap();
    let fit = format!("{}{target}", &text[..at]);
    place.write("fit.toml", &fit);
    let plan = place.good(&["calibrate", "fit.toml", "--dry-run"]);
    let mean = f64::from(counts[6..30].iter().sum::<u32>()) / 24.0;
    let line = plan.lines().find(|line| line.contains("mine:")).unwrap();
    assert!(line.contains(&format!("observed {mean:.3} [")), "{line}");
    assert!(line.ends_with("fitted"), "{line}");

    for (table, from, to, told) in [
        (
            true,
            "2012-03;",
            "2012-04;",
            "mine.csv:4: 2012-04 where 2012-03 was due",
        ),
        (
            true,
            "month;tests",
            "month;test",
            "there is no column `tests`; is it `test`?",
        ),
        (true, "2012-02;2", "2012-02;-2", "`-2` is not a count"),
        (
            false,
            "2014-06",
            "2015-06",
            "does not cover 2012-07..2015-06",
        ),
        (false, "mine.csv", "none.csv", "none.csv"),
        (false, "record = \"mine.csv\"\n", "", "needs a record"),
    ] {
        let (rows, file) = match table {
            true => (mine.replacen(from, to, 1), fit.clone()),
            false => (mine.clone(), fit.replacen(from, to, 1)),
        };
        place.write("mine.csv", &rows);
        place.write("fit.toml", &file);
        let done = place.trilat(&["calibrate", "fit.toml", "--dry-run"]);
        let err = String::from_utf8(done.stderr).unwrap();
        let there = told.split(": ").all(|part| err.contains(part));
        assert!(done.status.code() == Some(3) && there, "{from}: {err}");
    }
}
