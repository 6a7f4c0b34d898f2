//! Whatever a file contains, reading it ends, without a panic, in a scenario or in errors that
//! point into the file.

use std::fs;
use std::ops::Range;
use std::path::Path;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use trilat::scenario::load::{Diagnostics, Loaded};
use trilat::scenario::{load, load_str};

const DEFAULT: &str = include_str!("../../configs/northeast_asia.toml");

/// Checks one result against the text that it came from.
fn assert_sound(result: &Result<Loaded, Diagnostics>, text: &str) {
    match result {
        Ok(loaded) => {
            let scenario = &loaded.scenario;
            let mut parameters = scenario.parameters.clone();
            parameters.visit_mut(&scenario.roster, &mut |path, parameter, value| {
                assert!(parameter.unit.domain().contains(*value), "{path} = {value}");
            });
            assert!((1..=12_000).contains(&scenario.horizon));
            let again = load_str(Path::new("again.toml"), &scenario.to_toml(), &[]);
            assert_eq!(&again.expect("reads back").scenario, scenario);
            for note in &loaded.notes {
                assert!(!note.to_string().is_empty());
            }
        }
        Err(errors) => {
            assert!(!errors.is_empty());
            let lines: Vec<&str> = text.split('\n').collect();
            for error in &errors.list {
                let place = error.place.as_ref().expect("every error has a place");
                if place.source == "--set" {
                    continue;
                }
                assert!((1..=lines.len()).contains(&place.line), "{error}");
                let width = lines[place.line - 1].chars().count();
                assert!((1..=width + 1).contains(&place.column), "{error}");
                assert!(!error.message.is_empty());
            }
            assert!(errors.to_string().contains("nothing was run"));
        }
    }
}

/// One damage to a file.
#[derive(Clone, Debug)]
enum Damage {
    Delete(f64, usize),
    Double(f64, usize),
    Replace(f64, u8),
    Insert(f64, String),
    /// The value of one line is given to another.
    SwapValues(f64, f64),
    /// A line gets another value.
    Value(f64, &'static str),
    DropLine(f64),
}

const VALUES: [&str; 24] = [
    "nan",
    "inf",
    "-inf",
    "-1",
    "0",
    "1e308",
    "1e-320",
    "-0.0",
    "99999999999999999999",
    "true",
    "\"\"",
    "\"x\"",
    "\"KOR\"",
    "\"2026-13\"",
    "\"9999-12\"",
    "[]",
    "[[[[]]]]",
    "{}",
    "{ a = 1 }",
    "1979-05-27",
    "0x10",
    "'''\n'''",
    "[\"JPN\", \"JPN\"]",
    "0.5.5",
];

fn damage() -> impl Strategy<Value = Damage> {
    let at = 0.0..1.0;
    prop_oneof![
        (at.clone(), 1..60usize).prop_map(|(at, n)| Damage::Delete(at, n)),
        (at.clone(), 1..400usize).prop_map(|(at, n)| Damage::Double(at, n)),
        (at.clone(), any::<u8>()).prop_map(|(at, byte)| Damage::Replace(at, byte)),
        (at.clone(), "\\PC{0,12}").prop_map(|(at, text)| Damage::Insert(at, text)),
        (at.clone(), at.clone()).prop_map(|(a, b)| Damage::SwapValues(a, b)),
        (at.clone(), prop::sample::select(&VALUES[..])).prop_map(|(at, v)| Damage::Value(at, v)),
        at.prop_map(Damage::DropLine),
    ]
}

/// The range of the value on each line of the form `key = value`.
fn values(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    for line in bytes.split(|byte| *byte == b'\n') {
        let end = line
            .iter()
            .position(|byte| *byte == b'#')
            .unwrap_or(line.len());
        if let Some(equals) = line[..end].iter().position(|byte| *byte == b'=') {
            ranges.push(start + equals + 1..start + end);
        }
        start += line.len() + 1;
    }
    ranges
}

fn pick<T: Clone>(list: &[T], at: f64) -> Option<T> {
    list.get((at * list.len() as f64) as usize).cloned()
}

fn apply(bytes: &mut Vec<u8>, damage: &Damage) {
    let place = |at: f64| (at * bytes.len() as f64) as usize;
    match damage {
        Damage::Delete(at, count) => {
            let from = place(*at);
            let until = (from + count).min(bytes.len());
            bytes.drain(from..until);
        }
        Damage::Double(at, count) => {
            let from = place(*at);
            let part = bytes[from..(from + count).min(bytes.len())].to_vec();
            bytes.splice(from..from, part);
        }
        Damage::Replace(at, byte) => {
            let from = place(*at);
            if let Some(slot) = bytes.get_mut(from) {
                *slot = *byte;
            }
        }
        Damage::Insert(at, text) => {
            let from = place(*at);
            bytes.splice(from..from, text.bytes());
        }
        Damage::SwapValues(a, b) => {
            let ranges = values(bytes);
            if let (Some(a), Some(b)) = (pick(&ranges, *a), pick(&ranges, *b)) {
                let given = bytes[a].to_vec();
                bytes.splice(b, given);
            }
        }
        Damage::Value(at, value) => {
            if let Some(range) = pick(&values(bytes), *at) {
                bytes.splice(range, value.bytes());
            }
        }
        Damage::DropLine(at) => {
            let from = place(*at);
            let from = bytes[..from]
                .iter()
                .rposition(|b| *b == b'\n')
                .map_or(0, |n| n + 1);
            let until = bytes[from..].iter().position(|b| *b == b'\n');
            bytes.drain(from..until.map_or(bytes.len(), |n| from + n + 1));
        }
    }
}

fn assert_sound_bytes(bytes: &[u8]) {
    match std::str::from_utf8(bytes) {
        Ok(text) => assert_sound(&load_str(Path::new("hostile.toml"), text, &[]), text),
        Err(_) => {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("hostile.toml");
            fs::write(&path, bytes).unwrap();
            assert_sound(&load(&path, &[]), &String::from_utf8_lossy(bytes));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn damaged_copies_of_the_default(damages in prop::collection::vec(damage(), 1..6)) {
        let mut bytes = DEFAULT.as_bytes().to_vec();
        for damage in &damages {
            apply(&mut bytes, damage);
        }
        assert_sound_bytes(&bytes);
    }

    #[test]
    fn changed_values_one_by_one(at in 0.0..1.0, value in prop::sample::select(&VALUES[..])) {
        let mut bytes = DEFAULT.as_bytes().to_vec();
        apply(&mut bytes, &Damage::Value(at, value));
        assert_sound_bytes(&bytes);
    }

    #[test]
    fn random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        assert_sound_bytes(&bytes);
    }

    #[test]
    fn random_toml_like_text(text in "([\\[\\]{}=.,\"'#\\n a-c0-9_-]|states|role|ally|extends){0,120}") {
        assert_sound_bytes(text.as_bytes());
    }

    #[test]
    fn random_overrides(sets in prop::collection::vec("[a-zA-Z0-9._=\\[\\]{}\" -]{0,40}", 1..4)) {
        let text = include_str!("../../configs/toy.toml");
        assert_sound(&load_str(Path::new("toy.toml"), text, &sets), text);
    }

    #[test]
    fn plausible_numbers_are_read_back_bit_for_bit(bits in any::<u64>(), exponent in -300..6i32) {
        let fraction = 1.0 + (bits >> 12) as f64 / (1u64 << 52) as f64;
        let number = fraction * 10f64.powi(exponent) * if bits & 1 == 0 { 1.0 } else { -1.0 };
        prop_assume!(number.abs() <= 1e6);
        let text = include_str!("../../configs/toy.toml");
        let set = format!("will.threat={number:?}");
        let loaded = load_str(Path::new("toy.toml"), text, &[set]).unwrap();
        prop_assert_eq!(loaded.scenario.parameters.will.threat.to_bits(), number.to_bits());
        let again = load_str(Path::new("toy.toml"), &loaded.scenario.to_toml(), &[]).unwrap();
        prop_assert_eq!(again.scenario.parameters.will.threat.to_bits(), number.to_bits());
    }
}

#[test]
fn large_hostile_files_end_soon() {
    let size = 200_000;
    let repeat = |part: &str| part.repeat(size / part.len());
    let numbered = |form: &dyn Fn(usize) -> String| (0..size / 20).map(form).collect::<String>();
    let files = [
        repeat("["),
        repeat("[["),
        repeat("{"),
        repeat("a={"),
        repeat("a."),
        format!("a = {}{}", "[".repeat(31), "]".repeat(31)),
        format!(
            "a.b.c.d.e.f.g.h.i = {}1{}",
            "{a.b.c.d.e.f.g.h.i = ".repeat(31),
            "}".repeat(31)
        ),
        format!("{}1", "[a.b.c.d.e.f.g.h.i]\nj.k.l.m.n.o.p.q = ".repeat(2)),
        repeat("a = 1\n"),
        repeat("[a]\n"),
        repeat("[[a]]\n"),
        repeat("[[a]]\nb = 1\n"),
        repeat("\""),
        repeat("'''"),
        repeat("a = \"\n"),
        repeat("\\u0000"),
        repeat("="),
        repeat("\n"),
        repeat("\u{feff}"),
        repeat("#"),
        format!("a = [{}]", repeat("1,")),
        format!("x = \"{}\"", repeat("é")),
        format!(
            "[states.PPP]\ncalendar = [{}]\nrole = \"prober\"",
            repeat("0.1,")
        ),
        numbered(&|n| format!("key{n} = 1\n")),
        numbered(&|n| format!("[states.S{n}]\n")),
        numbered(&|n| format!("[states.S{n}]\nrole = \"ally\"\n")),
        numbered(&|n| format!("[states.S{n}]\nremove = true\n")),
        numbered(&|n| format!("[theatres.T{n}]\n")),
        numbered(&|n| format!("[levers.L{n}]\n")),
        numbered(&|n| format!("[dyads.D{n}]\nbetween = [\"A\", \"B\"]\n")),
        numbered(&|n| format!("[rungs.{n}]\n")),
        numbered(&|n| format!("[theatres.T.stakes.S{n}]\n")),
    ];
    for text in files {
        let start = Instant::now();
        let result = load_str(Path::new("large.toml"), &text, &[]);
        assert!(result.is_err());
        assert_sound(&result, &text);
        let head: String = text.chars().take(40).collect();
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "{head:?}: {:?}",
            start.elapsed()
        );
        if std::env::var_os("TRILAT_TIMES").is_some() {
            eprintln!("{:?} {head:?}", start.elapsed());
        }
    }
}

#[test]
fn a_file_larger_than_any_scenario_is_refused() {
    let text = "#".repeat((4 << 20) + 1);
    let errors = load_str(Path::new("huge.toml"), &text, &[]).unwrap_err();
    assert!(errors.to_string().contains("larger than 4 MiB"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("huge.toml");
    fs::write(&path, &text).unwrap();
    let errors = load(&path, &[]).unwrap_err();
    assert!(errors.to_string().contains("larger than 4 MiB"));
}

#[test]
fn a_long_chain_of_bases_ends() {
    let folder = tempfile::tempdir().unwrap();
    for n in 0..40 {
        let text = format!("extends = \"{}.toml\"\n", n + 1);
        fs::write(folder.path().join(format!("{n}.toml")), text).unwrap();
    }
    let errors = load(&folder.path().join("0.toml"), &[]).unwrap_err();
    assert!(
        errors.to_string().contains("more than 16 files"),
        "{errors}"
    );
}
