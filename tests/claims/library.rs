//! What a program that calls the library gets: the numbers of the command, progress, and an end on request.

use trilat::study::claims::space::Signs;
use trilat::study::claims::{Audit, Options, load};
use trilat::tasks::claims::{Ask, Settings, claims, claims_into};
use trilat::tasks::{Command, Event, Fault, HasFault, Out, Quiet, Stop, Watch};

use crate::support::{Place, table};

/// Hears how far the work is and stops it after so many runs.
#[derive(Default)]
struct Listener {
    total: u64,
    at: u64,
    ended: bool,
    enough: Option<u64>,
    stop: Stop,
}

impl Watch for Listener {
    fn tell(&mut self, event: Event<'_>) {
        match event {
            Event::Begin { total, before, .. } => (self.total, self.at) = (total, before),
            Event::At(done) => {
                assert!(done >= self.at && done <= self.total);
                self.at = done;
            }
            Event::End => self.ended = true,
            Event::Note(_) => {}
            Event::Warning(text) => panic!("{text}"),
        }
        if self.enough.is_some_and(|enough| self.at >= enough) {
            self.stop.raise();
        }
    }

    fn stop(&self) -> Stop {
        self.stop.clone()
    }
}

fn audit(place: &Place) -> Audit {
    let options = Options {
        folder: place.file("claims"),
        ..Options::default()
    };
    load(&options).map_err(|errors| errors.to_string()).unwrap()
}

fn ask(audit: &Audit) -> Ask<'_> {
    Ask {
        settings: Settings {
            points: 64,
            pairs: 20,
            default_pairs: 200,
            signs: vec![Signs::Free],
            ..Settings::default()
        },
        threads: 2,
        ..Ask::new(audit)
    }
}

#[test]
fn memory_holds_what_the_folder_does() {
    let place = Place::new();
    let typed = ["--points", "64", "--replicates", "20", "--signs", "free"];
    place.good(&[&typed[..], &["--out", "typed", "-q"]].concat());
    let audit = audit(&place);
    let mut listener = Listener::default();
    let found = claims(&ask(&audit), &mut listener).unwrap();
    assert!(listener.ended && listener.at == found.runs);
    let rows = table(&place.read("typed/effects.csv"));
    assert_eq!(rows.len(), found.results.effects.len());
    for row in &rows {
        let mean: f64 = row["mean"].parse().unwrap();
        let mut effects = found.results.effects.iter();
        assert!(
            effects.any(|e| e.measured.effect.mean + 0.0 == mean),
            "{row:?}"
        );
    }
    let out = Out {
        figures: false,
        ..Out::new(place.file("called"), Command::trilat("claims"))
    };
    let saved = claims_into(&ask(&audit), &out, &mut Quiet::default()).unwrap();
    assert_eq!(format!("{:?}", saved.what), format!("{found:?}"));
    let drawn = |name: &str| name.starts_with("figures/");
    let mut data = place.sums("typed");
    data.retain(|(name, _)| !drawn(name));
    assert!(!data.is_empty());
    assert_eq!(place.sums("called"), data);
    assert!(place.file("called/report.html").exists());
}

#[test]
fn a_stopped_audit_is_gone_on_with() {
    let place = Place::new();
    let audit = audit(&place);
    let ask = ask(&audit);
    let out = Out {
        figures: false,
        report: false,
        ..Out::new(place.file("out"), Command::trilat("claims"))
    };
    let mut listener = Listener {
        enough: Some(1),
        ..Listener::default()
    };
    let error = claims_into(&ask, &out, &mut listener).unwrap_err();
    assert_eq!(error.fault(), Fault::Interrupted);
    assert!(listener.ended && listener.at < listener.total);
    let said = error.to_string();
    assert!(said.contains("go on with: trilat claims --out "), "{said}");
    // Said only where something is kept.
    let mut stopped = Listener {
        enough: Some(0),
        ..Listener::default()
    };
    let error = claims(&ask, &mut stopped).unwrap_err();
    assert_eq!(error.to_string(), "interrupted");

    let occupied = claims_into(&ask, &out, &mut Quiet::default()).unwrap_err();
    assert_eq!(occupied.fault(), Fault::Usage);
    let resumed = Out {
        resume: true,
        ..out
    };
    let mut again = Listener::default();
    let saved = claims_into(&ask, &resumed, &mut again).unwrap();
    let whole = claims(&ask, &mut Quiet::default()).unwrap();
    assert_eq!(format!("{:?}", saved.what), format!("{whole:?}"));
    assert!(!place.file("out/report.html").exists());
}
