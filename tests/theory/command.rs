//! `trilat theory`: what users see.

use std::ffi::OsString;
use std::io::Write;

use trilat::cli::{Exit, Streams, execute};
use trilat::fault::{Fault, HasFault};
use trilat::tasks::theory::{Ask, AssignmentProblem, TheoryAskError, theory};

fn command(words: &[&str], out: &mut dyn Write) -> std::io::Result<(Exit, String)> {
    let mut err = Vec::new();
    let mut streams = Streams {
        out,
        err: &mut err,
        terminal: false,
    };
    let words = ["trilat", "theory"].iter().chain(words);
    let exit = execute(words.map(OsString::from), &mut streams)?;
    Ok((exit, String::from_utf8(err).unwrap()))
}

/// What is printed, or what is said of an error.
fn run(words: &[&str]) -> Result<String, String> {
    let mut out = Vec::new();
    match command(words, &mut out).unwrap() {
        (Exit::Ok, _) => Ok(String::from_utf8(out).unwrap()),
        (exit, said) => {
            assert_eq!(exit, Exit::Fault(Fault::Usage));
            Err(said)
        }
    }
}

fn json(words: &[&str]) -> serde_json::Value {
    serde_json::from_str(&run(&[words, &["--format", "json"]].concat()).unwrap()).unwrap()
}

fn text(name: &str, assignments: &[&str]) -> String {
    run(&[&[name], assignments].concat()).unwrap()
}

fn problems(name: &str, assignments: &[&str]) -> Vec<AssignmentProblem> {
    let inputs = assignments.iter().map(|a| (*a).to_owned()).collect();
    let ask = Ask {
        inputs,
        ..Ask::new(name)
    };
    match theory(&ask) {
        Err(TheoryAskError::Assignments { problems }) => problems,
        other => panic!("{other:?}"),
    }
}

#[test]
fn lists_all_forms() {
    let list = run(&[]).unwrap();
    assert!(list.contains("T1   tying-hands "));
    assert!(list.contains("O2b  track-shared "));
    assert_eq!(json(&[]).as_array().unwrap().len(), 33);
}

#[test]
fn explains_by_identifier_or_name_in_any_case() {
    let by_id = text("t1", &[]);
    assert_eq!(by_id, text("Tying-Hands", &[]));
    for part in [
        "v* = γc/(1 − γ(1 − p))",
        "Fearon, James D. 1997",
        "gamma",
        "default 0.3",
        "0.1411765",
    ] {
        assert!(by_id.contains(part), "{part} in\n{by_id}");
    }
}

#[test]
fn evaluates_scalars_and_lists() {
    assert!(text("O4", &["M=25"]).contains("leakers          0.24 "));
    assert!(text("mutually-blind-fire", &["M=8,6,6", "p=.8"]).contains("0.97344 "));
    assert!(
        text("T1", &["γ=.2"]).contains("gamma = 0.2"),
        "symbols are accepted"
    );
    assert!(
        text("T1", &["Gamma=.2"]).contains("gamma = 0.2"),
        "case is forgiven when unambiguous"
    );
    assert!(text("o3", &["N=10", " M = 20 ", "p=8e-1"]).contains("1.886933"));
}

#[test]
fn json_holds_full_precision_and_inputs() {
    let json = json(&["S7", "u=0.25", "s=.8,.3"]);
    assert_eq!(json["id"], "S7");
    assert_eq!(json["given"]["u"], 0.25);
    assert_eq!(json["given"]["s"], serde_json::json!([0.8, 0.3]));
    let mean = json["results"]["mean"].as_f64().unwrap();
    // ρ = −2: the square-harmonic mean of .8 and .3.
    let expected = (2.0 / (1.0 / 0.64 + 1.0 / 0.09_f64)).sqrt();
    assert!((mean - expected).abs() < 1e-14, "{mean} {expected}");
}

#[test]
fn a_misspelt_form_gets_a_suggestion() {
    let error = run(&["tieing-hands"]).unwrap_err();
    assert!(
        error.contains("\"tieing-hands\" (did you mean tying-hands?)"),
        "{error}"
    );
    let error = run(&["zzzz"]).unwrap_err();
    assert!(
        !error.contains("did you mean") && error.contains("lists all"),
        "{error}"
    );
}

#[test]
fn all_bad_assignments_are_reported_at_once() {
    let found = problems(
        "T1",
        &["p=1.5", "gama=.3", "c=high", "v_C", "c=.4", "c_C=1,2"],
    );
    let shown: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "T1: p = 1.5 is not allowed; p must be above 0 and at most 1",
            "T1 has no input \"gama\"; its inputs are p, c, gamma, v_C, c_C (did you mean gamma?)",
            "c = \"high\" is not a number; write it like 0.5 or 1e-3, a list like 8,6,6",
            "\"v_C\" is not of the form key=value (a list is key=8,6,6)",
            "c is given twice; give it once (a list is c=8,6,6)",
            "T1: c_C has 2 value(s); it needs one",
        ]
    );
}

#[test]
fn numbers_that_are_no_numbers_are_refused() {
    for bad in ["nan", "inf", "-inf", "", "0x10", "1_000", "½", "1e999"] {
        let argument = format!("M={bad}");
        let found = problems("O3", &[&argument]);
        assert_eq!(found.len(), 1, "{bad}");
        assert!(
            !matches!(found[0], AssignmentProblem::Theory(_)),
            "{bad}: {:?}",
            found[0]
        );
    }
    let ambiguous = problems("O2", &["w=3", "N=2", "x=1"]);
    assert_eq!(
        ambiguous.len(),
        1,
        "w and N are W and n in another case; x is nothing"
    );
}

#[test]
fn conditions_across_inputs_are_errors_too() {
    let ask = Ask {
        inputs: vec!["lambda=2".to_owned()],
        ..Ask::new("O13")
    };
    let error = theory(&ask).unwrap_err();
    assert!(matches!(error, TheoryAskError::Theory(_)));
    assert_eq!(error.fault(), Fault::Usage);
    assert!(error.to_string().contains("below mu = 1"));
}

#[test]
fn a_full_disk_is_an_error_not_a_panic() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    for format in ["text", "json"] {
        let result = command(&["T1", "--format", format], &mut Full);
        assert!(result.is_err(), "{result:?}");
    }
}
