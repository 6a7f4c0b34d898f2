//! Two processes write to one folder at once, each to replace what is there.

use std::fs;
use std::thread::sleep;
use std::time::Duration;

use crate::place::{Fault, Files, differ, files, place};
use crate::tally::{Tally, is_long, judge};

/// Commands, of which the two processes take different seeds.
const COMMANDS: [(&str, &str); 3] = [
    (
        "run",
        "run ../home/toy.toml --runs 200 --threads 1 --no-figures -q --force --out out --seed ",
    ),
    (
        "sweep",
        "sweep ../home/cloud.toml --threads 1 -q --force --out out --set scenario.seed=",
    ),
    (
        "compare",
        "compare ../home/toy.toml ../home/other.toml --runs 200 --threads 1 --no-figures -q --force --out out --seed ",
    ),
];

fn alone(words: &str, seed: u64) -> Files {
    let folder = place().attempt();
    let done = place().run(&folder, &format!("{words}{seed}"), &Fault::default());
    assert_eq!(done.code, Some(0), "{words}: {}", done.said);
    files(&folder.join("out"))
}

/// Milliseconds between the starts.
fn pauses() -> Vec<u64> {
    let count = if is_long() { 40 } else { 4 };
    (0..count).map(|k| k * 160 / count).collect()
}

#[test]
fn of_two_writers_one_waits_or_is_refused_and_the_folder_is_whole() {
    let mut wrong_with = Vec::new();
    for (name, words) in COMMANDS {
        let wanted = [1, 2].map(|seed| alone(words, seed));
        let mut tally = Tally::new("two writers at once", name);
        for pause in pauses() {
            let folder = place().attempt();
            let first = place().start(&folder, &format!("{words}1"), &Fault::default());
            sleep(Duration::from_millis(pause));
            let second = place().start(&folder, &format!("{words}2"), &Fault::default());
            let ended = [first.end(), second.end()];
            let found = files(&folder.join("out"));
            let mut wrong = ended.iter().find_map(|own| own.wrong());
            for own in &ended {
                let refused = own.code == Some(1) && own.said.contains("another process");
                if own.code != Some(0) && !refused {
                    wrong = wrong.or_else(|| Some(format!("{:?}: {}", own.code, own.said)));
                }
            }
            let won = ended
                .iter()
                .zip(&wanted)
                .filter(|(own, _)| own.code == Some(0));
            let whole = won
                .clone()
                .any(|(_, wanted)| differ(&found, wanted).is_none());
            if !whole {
                wrong = wrong.or_else(|| Some("the folder is that of neither".to_owned()));
            }
            let both = won.count() == 2;
            tally.add(both, wrong.map(|what| format!("after {pause} ms: {what}")));
            fs::remove_dir_all(&folder).unwrap();
        }
        wrong_with.extend(tally.close());
    }
    judge(&wrong_with);
}
