//! Sensitivity as a function: in memory as in a folder, told step by step, and stopped.

use tempfile::TempDir;
use trilat::fault::{Fault, HasFault};
use trilat::named::Named;
use trilat::store::manifest::Manifest;
use trilat::tasks::sensitivity::{Ask, Design, Method, sensitivity, sensitivity_into};
use trilat::tasks::{Command, Out};

use super::support::fixture;
use crate::steps::Steps;

fn ask() -> Ask {
    let folder = fixture("foreign").join("sobol_second");
    Ask {
        problem: Some(folder.join("problem.json")),
        design: Some(Design::Saltelli),
        ..Ask::new(folder)
    }
}

#[test]
fn indices_are_the_same_in_memory_and_in_a_folder() {
    let home = TempDir::new().unwrap();
    let mut steps = Steps::default();
    let found = sensitivity(&ask(), &mut steps).unwrap();
    assert!(steps.whole(), "{} of {}", steps.last, steps.total);
    let texts: Vec<&String> = found.notes.iter().map(|note| &note.text).collect();
    assert!(!texts.is_empty() && texts.iter().copied().eq(&steps.notes));
    let command = Command::trilat("sensitivity").word("a b");
    let out = Out::new(home.path().join("out"), command);
    let saved = sensitivity_into(&ask(), &out, &mut Steps::default()).unwrap();
    // Numbers that are missing are not equal to themselves.
    assert_eq!(format!("{:?}", saved.what), format!("{found:?}"));
    let manifest = Manifest::read(&out.folder).unwrap().unwrap();
    assert_eq!(manifest.execution.command, "trilat sensitivity 'a b'");
    assert_eq!(manifest.files, saved.files);
    let analysis = manifest.analysis.unwrap();
    assert_eq!(analysis.settings["design"], "saltelli");
    assert_eq!(analysis.inputs[0].path, "design.csv");
    let again = sensitivity_into(&ask(), &out, &mut Steps::default());
    assert_eq!(again.unwrap_err().fault(), Fault::Usage);
}

#[test]
fn an_analysis_that_is_stopped_leaves_nothing_behind() {
    let home = TempDir::new().unwrap();
    let out = Out::new(home.path().join("out"), Command::trilat("sensitivity"));
    let mut steps = Steps::until(1500);
    let error = sensitivity_into(&ask(), &out, &mut steps).unwrap_err();
    assert_eq!(error.fault(), Fault::Interrupted, "{error}");
    assert!(steps.last >= 1500 && steps.last < steps.total && steps.ended);
    assert_eq!(Manifest::read(&out.folder).unwrap(), None);
}

#[test]
fn designs_and_methods_are_read_by_their_names() {
    for design in Design::ALL {
        assert_eq!(design.name().parse(), Ok(*design));
    }
    let error = "sobel".parse::<Method>().unwrap_err();
    assert!(
        error
            .to_string()
            .contains("sobol, morris, ofat, prcc, src or pawn")
    );
}
