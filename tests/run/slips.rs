//! Slips that a newcomer makes: one error each, with its place, what was wrong and what was meant.

use std::fs;
use std::process::Command;

use tempfile::TempDir;

/// What the program says of a file.
fn said(command: &str, file: &str, text: &str) -> String {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(file), text).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_trilat"))
        .args([command, file])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3));
    String::from_utf8(output.stderr).unwrap()
}

fn read(name: &str) -> String {
    fs::read_to_string(format!("configs/{name}")).unwrap()
}

#[test]
fn a_file_for_another_command_is_sent_there() {
    let files = [
        ("scenario", "run", "toy.toml", "[scenario]"),
        ("study", "sweep", "studies/grid.toml", "[study]"),
        (
            "calibration",
            "calibrate",
            "calibrations/korea_2012.toml",
            "[calibration]",
        ),
        ("claim", "claims", "claims/c01.toml", "[claim]"),
    ];
    for (kind, own, file, section) in files {
        let text = read(file);
        let line = text.lines().position(|line| line == section).unwrap() + 1;
        for (other, command, ..) in files.iter().filter(|(_, command, ..)| *command != own) {
            let said = said(command, "given.toml", &text);
            let first = format!("error: this is a {kind}, not a {other}\n");
            assert!(said.starts_with(&first), "{said}");
            assert!(said.contains(&format!("--> given.toml:{line}:2")), "{said}");
            assert!(said.contains(&format!("trilat {own} given.toml")), "{said}");
            assert!(said.ends_with("1 error; nothing was run\n"), "{said}");
        }
    }
}

#[test]
fn commas_and_dates_are_explained() {
    let text = "extends = \"northeast_asia\"\n[scenario]\nstart = 2027-01\n[will]\nthreat = 0,5\n";
    let said = said("check", "mine.toml", text);
    for part in [
        "error: the month 2027-01 is not in quotes\n --> mine.toml:3:9\n",
        "  = a month is a text: \"2027-01\"\n",
        "error: `0,5` has a decimal comma\n --> mine.toml:5:11\n",
        "  = numbers have a point: 0.5\n",
        "2 errors; nothing was run\n",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
}

#[test]
fn a_comma_in_a_factor_is_one_error() {
    let text = "[study]\nscenario = \"toy\"\n[design]\nkind = \"lhs\"\npoints = 4\n[factors]\n\
                \"response.precision\" = { low = 0,5, high = 2.0 }\n";
    let said = said("sweep", "study.toml", text);
    assert!(
        said.starts_with("error: `0,5` has a decimal comma\n --> study.toml:7:"),
        "{said}"
    );
    assert!(said.ends_with("1 error; nothing was run\n"), "{said}");
}

#[test]
fn codes_of_other_lists_are_known() {
    let text = "extends = \"northeast_asia\"\n[states.ROK]\ntreaty = 0.5\n";
    let told = said("check", "mine.toml", text);
    assert!(
        told.starts_with("error: `states.ROK` has no role\n --> mine.toml:2:9"),
        "{told}"
    );
    assert!(told.contains("did you mean `KOR`?"), "{told}");
    assert!(told.ends_with("1 error; nothing was run\n"), "{told}");
    let text = "[study]\nscenario = \"northeast_asia\"\nreplicates = 1\n[design]\nkind = \"ofat\"\n\
                [factors]\n\"states.ROK.resolute_share\" = {}\n";
    let told = said("sweep", "study.toml", text);
    assert!(
        told.contains("did you mean `states.KOR.resolute_share`?"),
        "{told}"
    );
}
