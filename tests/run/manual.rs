//! Completions and manual pages, as the shells and readers of pages take them.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn trilat(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_trilat"))
        .args(args)
        .output()
        .unwrap()
}

fn said(args: &[&str]) -> String {
    let done = trilat(args);
    assert!(done.status.success() && done.stderr.is_empty(), "{args:?}");
    String::from_utf8(done.stdout).unwrap()
}

/// What a program makes of a text on its standard input.
fn given(program: &str, args: &[&str], text: &str) -> Output {
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

/// The names of all commands, as the help lists them.
fn commands() -> Vec<String> {
    let help = said(&["--help"]);
    let (_, list) = help.split_once("Commands:\n").unwrap();
    let (list, _) = list.split_once("\n\n").unwrap();
    let name = |line: &str| {
        let word = line.strip_prefix("  ")?.split(' ').next()?;
        (!word.is_empty() && word != "help").then(|| word.to_owned())
    };
    list.lines().filter_map(name).collect()
}

#[test]
fn every_shell_has_a_completion_with_every_command() {
    let commands = commands();
    assert!(commands.len() > 25, "{commands:?}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let text = said(&["completions", shell]);
        for command in &commands {
            assert!(text.contains(command.as_str()), "{shell} lacks {command}");
        }
        assert!(text.contains("unverified"), "{shell} lacks options");
    }
    let done = trilat(&["completions", "tcsh"]);
    assert_eq!(done.status.code(), Some(2));
    let error = String::from_utf8(done.stderr).unwrap();
    assert!(error.contains("bash, elvish, fish"), "{error}");
}

/// What a person sees who types `trilat comp` and the tabulator.
#[test]
#[cfg(unix)]
fn bash_completes_commands_and_options() {
    let script = said(&["completions", "bash"]);
    let complete = |words: &str, prefix: &str, position: usize| {
        let text = format!(
            "set -eu\n{script}\nCOMP_WORDS=({words})\nCOMP_CWORD={position}\n\
             _trilat trilat {prefix} ''\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"\n"
        );
        let done = given("bash", &[], &text);
        let error = String::from_utf8(done.stderr).unwrap();
        assert!(done.status.success(), "{error}");
        String::from_utf8(done.stdout).unwrap()
    };
    assert_eq!(complete("trilat comp", "comp", 1), "compare\ncompletions\n");
    let options = complete("trilat sweep --res", "--res", 2);
    assert_eq!(options, "--resume\n");
    let styles = complete("trilat completions p", "p", 2);
    assert_eq!(styles, "powershell\n");
}

#[test]
fn the_manual_has_a_page_for_the_program_and_for_each_command() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("share/man1");
    let to = folder.to_str().unwrap();
    let written = said(&["man", "--out", to]);
    let main = fs::read_to_string(folder.join("trilat.1")).unwrap();
    assert_eq!(main, said(&["man"]));
    assert!(main.contains("Exit codes:") && main.contains(".SH SUBCOMMANDS"));
    for command in commands() {
        let path = folder.join(format!("trilat-{command}.1"));
        assert!(written.contains(path.to_str().unwrap()), "{command}");
        let page = fs::read_to_string(&path).unwrap();
        let title = format!(".TH trilat-{command} 1 ");
        assert!(page.contains(&title), "{command}: {page}");
        for section in [".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION", ".SH OPTIONS"] {
            assert!(page.contains(section), "{command} lacks {section}");
        }
        // What is typed stands at the top.
        let name = command.replace('-', "\\-");
        assert!(
            page.contains(&format!("trilat {name}")),
            "{command}: {page}"
        );
    }
    assert_eq!(
        written.lines().count(),
        fs::read_dir(&folder).unwrap().count()
    );
}

#[test]
fn pages_that_are_there_are_not_replaced_without_force() {
    let home = tempfile::tempdir().unwrap();
    let to = home.path().to_str().unwrap();
    let own = home.path().join("trilat-run.1");
    fs::write(&own, "mine").unwrap();
    let done = trilat(&["man", "--out", to]);
    assert_eq!(done.status.code(), Some(2));
    let error = String::from_utf8(done.stderr).unwrap();
    let expected = format!("error: {} is there already", own.display());
    assert!(error.starts_with(&expected), "{error}");
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    said(&["man", "--force", "--out", to]);
    assert!(fs::read_to_string(&own).unwrap().contains(".SH NAME"));
    assert_eq!(trilat(&["man", "--force"]).status.code(), Some(2));
    assert_eq!(
        trilat(&["man", "--out", "Cargo.toml"]).status.code(),
        Some(1)
    );
}

/// What a reader sees.
#[test]
#[ignore = "needs mandoc; tests/all.sh runs it"]
fn mandoc_sets_every_page_without_an_error() {
    let home = tempfile::tempdir().unwrap();
    said(&["man", "--out", home.path().to_str().unwrap()]);
    let pages = fs::read_dir(home.path()).unwrap();
    let pages: Vec<_> = pages.map(|page| page.unwrap().path()).collect();
    let set = |page: &Path, more: &[&str]| {
        let done = Command::new("mandoc").args(more).arg(page).output();
        let done = done.unwrap_or_else(|error| panic!("install mandoc ({error})"));
        let text = String::from_utf8(done.stdout).unwrap();
        assert!(done.status.success(), "{}: {text}", page.display());
        text
    };
    for page in &pages {
        set(page, &["-T", "lint", "-W", "error"]);
    }
    let text = set(&home.path().join("trilat-man.1"), &["-T", "ascii"]);
    assert!(text.contains("Folder to write a page"), "{text}");
}

/// What is cited, installed and read says the version of the program.
#[test]
fn the_version_is_the_same_everywhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let version = env!("CARGO_PKG_VERSION");
    for (file, line) in [
        ("CITATION.cff", format!("\nversion: {version}\n")),
        ("r/DESCRIPTION", format!("\nVersion: {version}\n")),
        ("docs/python.md", format!("trilat-{version}-cp310-abi3")),
        ("CHANGELOG.md", format!("\n## {version}")),
    ] {
        let text = fs::read_to_string(root.join(file)).unwrap();
        assert!(text.contains(&line), "{file}: {line:?}");
    }
}
