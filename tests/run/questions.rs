//! Every command of docs/questions.md works in an empty folder, and leaves what the page says.

use std::process::Command;

use tempfile::TempDir;

/// The commands and the named files of each question.
fn questions() -> Vec<(String, Vec<String>, Vec<String>)> {
    let page = include_str!("../../docs/questions.md");
    let mut found: Vec<(String, Vec<String>, Vec<String>)> = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            found.push((title.to_owned(), Vec::new(), Vec::new()));
        }
        let Some((_, commands, files)) = found.last_mut() else {
            continue;
        };
        match line {
            "```sh" => inside = true,
            "```" => inside = false,
            _ if inside => match commands.last_mut().filter(|last| last.ends_with('\\')) {
                Some(begun) => {
                    begun.pop();
                    begun.push_str(line.trim_start());
                }
                None => commands.push(line.to_owned()),
            },
            _ if line.starts_with('→') => {
                let quoted = line.split('`').skip(1).step_by(2);
                files.extend(quoted.filter(|word| word.contains('/')).map(str::to_owned));
            }
            _ => {}
        }
    }
    found
}

/// The words of a command, of which some stand in single quotes.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (n, part) in command.split('\'').enumerate() {
        match n % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    words
}

/// A command with so few runs and months that it takes a moment.
fn small(command: &str) -> Vec<String> {
    let words = words(command);
    assert_eq!(words[0], "trilat", "{command}");
    let mut small: Vec<String> = Vec::new();
    let mut words = words.into_iter().skip(1);
    while let Some(word) = words.next() {
        small.push(word.clone());
        if word == "--runs" {
            words.next();
            small.push("32".to_owned());
        }
    }
    match small[0].as_str() {
        "run" | "compare" => {
            small.extend(["--set", "scenario.horizon=30", "--force"].map(str::to_owned))
        }
        "sweep" => small.extend(
            [
                "--replicates",
                "3",
                "--set",
                "scenario.horizon=18",
                "--force",
                "-q",
            ]
            .map(str::to_owned),
        ),
        _ => {}
    }
    small
}

#[test]
fn every_question_is_answered_in_an_empty_folder() {
    let questions = questions();
    assert!(questions.len() >= 12, "{}", questions.len());
    for (title, commands, files) in questions {
        assert!(!commands.is_empty(), "{title}");
        let folder = TempDir::new().unwrap();
        for command in &commands {
            let done = Command::new(env!("CARGO_BIN_EXE_trilat"))
                .args(small(command))
                .current_dir(folder.path())
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&done.stderr);
            assert!(done.status.success(), "{title}: {command}: {said}");
        }
        for file in files {
            assert!(folder.path().join(&file).exists(), "{title}: {file}");
        }
    }
}
