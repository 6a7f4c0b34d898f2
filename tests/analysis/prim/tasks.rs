//! Discovery as a function: in memory as in a folder, told step by step, and stopped.

use std::fs;

use trilat::analysis::prim::cases::CaseRule;
use trilat::fault::{Fault, HasFault};
use trilat::store::manifest::Manifest;
use trilat::tasks::discover::findings::findings;
use trilat::tasks::discover::{Ask, discover, discover_into};
use trilat::tasks::{Command, Out};

use super::command::study;
use crate::steps::Steps;

#[test]
fn boxes_are_the_same_in_memory_and_in_a_folder() {
    let home = study();
    let ask = Ask::new(home.path(), "wars", CaseRule::Above(2.0));
    let mut steps = Steps::default();
    let found = discover(&ask, &mut steps).unwrap();
    assert!(steps.whole(), "{} of {}", steps.last, steps.total);
    assert_eq!((steps.last, &steps.notes), (250, &found.notes));
    let out = Out::new(
        home.path().join("a b"),
        Command::trilat("discover").word("a b"),
    );
    let saved = discover_into(&ask, &out, &mut Steps::default()).unwrap();
    assert_eq!(saved.what.discovery, found.discovery);
    let written = fs::read_to_string(out.folder.join("discover.json")).unwrap();
    assert_eq!(written, format!("{:#}\n", findings(&found)));
    let manifest = Manifest::read(&out.folder).unwrap().unwrap();
    assert_eq!(manifest.execution.command, "trilat discover 'a b'");
    assert_eq!(manifest.analysis.unwrap().settings["objective"], "lenient1");
    let again = discover_into(&ask, &out, &mut Steps::default());
    assert_eq!(again.unwrap_err().fault(), Fault::Usage);
}

#[test]
fn a_discovery_that_is_stopped_leaves_nothing_behind() {
    let home = study();
    let ask = Ask::new(home.path(), "wars", CaseRule::Above(2.0));
    let out = Out::new(home.path().join("out"), Command::trilat("discover"));
    let mut steps = Steps::until(100);
    let error = discover_into(&ask, &out, &mut steps).unwrap_err();
    assert_eq!(error.fault(), Fault::Interrupted, "{error}");
    assert!(steps.last == 100 && steps.ended);
    assert!(!out.folder.exists());
}
