//! `load.do` without a Stata: every line is one of the few commands that it may hold, and what they say
//! is true of the tables beside it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::{KINDS, export, ok};

/// Names that Stata keeps for itself (`help reserved`).
const RESERVED: [&str; 27] = [
    "_all", "_b", "_coef", "_cons", "_n", "_N", "_pi", "_pred", "_rc", "_skip", "_r", "_se",
    "byte", "double", "float", "if", "in", "int", "long", "strL", "using", "with", "alias", "e",
    "r", "c", "s",
];

#[derive(Debug, Default)]
struct Import {
    file: String,
    numeric: Vec<usize>,
    strings: Vec<usize>,
    labels: Vec<(String, String)>,
    defined: Vec<String>,
    switches: Vec<String>,
    saved: Option<String>,
}

/// The imports of a script; fails on a line that is none of the commands known here.
fn parse(script: &str) -> Vec<Import> {
    let mut imports: Vec<Import> = Vec::new();
    let mut lines = script.lines().filter(|line| !line.is_empty());
    let mut head: Vec<&str> = Vec::new();
    for line in lines.by_ref() {
        head.push(line);
        if !line.starts_with('*') {
            break;
        }
    }
    assert_eq!(head.pop(), Some("version 14"));
    assert!(
        head.iter()
            .all(|line| !line.contains("*/") && !line.contains("///"))
    );
    for line in lines {
        if let Some(rest) = line.strip_prefix("import delimited using \"") {
            if let Some(last) = imports.last() {
                assert!(last.saved.is_some(), "{} is not saved", last.file);
            }
            let (file, options) = rest.split_once("\", ").expect(line);
            let mut import = Import {
                file: file.to_owned(),
                ..Import::default()
            };
            let mut options = options.to_owned();
            for (name, places) in [
                ("numericcols(", &mut import.numeric),
                ("stringcols(", &mut import.strings),
            ] {
                let Some((before, after)) = options.clone().split_once(name).map(owned) else {
                    continue;
                };
                let (list, after) = after.split_once(')').expect(line);
                *places = numlist(list);
                options = format!("{}{after}", before.trim_end());
            }
            assert_eq!(
                options,
                "clear varnames(1) case(preserve) encoding(\"utf-8\") bindquotes(strict) asdouble"
            );
            imports.push(import);
            continue;
        }
        let import = imports.last_mut().expect(line);
        assert!(
            import.saved.is_none(),
            "{line} comes after the table was saved"
        );
        if let Some(rest) = line.strip_prefix("label variable ") {
            let (name, label) = rest.split_once(' ').expect(line);
            let label = label
                .strip_prefix("`\"")
                .and_then(|l| l.strip_suffix("\"'"));
            import
                .labels
                .push((name.to_owned(), label.expect(line).to_owned()));
        } else if let Some(name) = line
            .strip_prefix("label define ")
            .and_then(|rest| rest.strip_suffix(" 0 \"no\" 1 \"yes\""))
        {
            import.defined.push(name.to_owned());
        } else if let Some(rest) = line.strip_prefix("label values ") {
            let (name, label) = rest.split_once(' ').expect(line);
            assert!(import.defined.contains(&label.to_owned()), "{line}");
            import.switches.push(name.to_owned());
        } else if let Some(rest) = line.strip_prefix("save \"") {
            let file = rest.strip_suffix("\", replace").expect(line);
            import.saved = Some(file.to_owned());
        } else {
            panic!("not a line of load.do: {line}");
        }
    }
    imports
}

fn owned((a, b): (&str, &str)) -> (String, String) {
    (a.to_owned(), b.to_owned())
}

/// `1/3 5` as 0, 1, 2, 4.
fn numlist(text: &str) -> Vec<usize> {
    let range = |words: &str| {
        let (first, last) = words.split_once('/').unwrap_or((words, words));
        let end = |word: &str| word.parse::<usize>().expect(text) - 1;
        end(first)..=end(last)
    };
    text.split(' ').flat_map(range).collect()
}

fn is_name(name: &str) -> bool {
    let mut letters = name.chars();
    let first = letters
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    let storage = name
        .strip_prefix("str")
        .is_some_and(|n| n.parse::<u32>().is_ok());
    first
        && letters.all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name.len() <= 32
        && !RESERVED.contains(&name)
        && !storage
}

/// Types of the columns of every table, from the data dictionary.
fn types(data: &Path) -> BTreeMap<String, Vec<(String, String)>> {
    let text = fs::read_to_string(data.join("datapackage.json")).unwrap();
    let package: serde_json::Value = serde_json::from_str(&text).unwrap();
    let text = |value: &serde_json::Value, key: &str| value[key].as_str().unwrap().to_owned();
    let tables = package["resources"].as_array().unwrap().iter();
    let csv = tables.filter(|table| text(table, "path").ends_with(".csv"));
    csv.map(|table| {
        let fields = table["schema"]["fields"].as_array().unwrap().iter();
        let columns = fields.map(|field| (text(field, "name"), text(field, "type")));
        (format!("data/{}", text(table, "path")), columns.collect())
    })
    .collect()
}

/// Whether what a script says is true of an archive.
fn check(archive: &Path) {
    let script = fs::read_to_string(archive.join("load.do")).unwrap();
    let mut types = types(&archive.join("data"));
    let mut saved = Vec::new();
    for import in parse(&script) {
        let file = &import.file;
        let columns = types
            .remove(file)
            .unwrap_or_else(|| panic!("{file} twice or no table"));
        let mut reader = csv::Reader::from_path(archive.join(file)).unwrap();
        let header: Vec<String> = reader
            .headers()
            .unwrap()
            .iter()
            .map(str::to_owned)
            .collect();
        let labelled: Vec<&String> = import.labels.iter().map(|(name, _)| name).collect();
        assert_eq!(labelled, header.iter().collect::<Vec<_>>(), "{file}");
        for (name, label) in &import.labels {
            assert!(is_name(name), "{file}: `{name}` is no name of a variable");
            assert!(label.chars().count() <= 80, "{file}: {label}");
            assert!(
                !label.is_empty() && !label.contains(['`', '$']),
                "{file}: {label}"
            );
            assert!(!label.contains("\"'"), "{file}: {label}");
        }
        // Every column is read as one of the two types, and that is what stands in it.
        let mut places = [import.numeric.clone(), import.strings.clone()].concat();
        places.sort_unstable();
        assert_eq!(places, (0..header.len()).collect::<Vec<_>>(), "{file}");
        let place = |name: &String| header.iter().position(|column| column == name).unwrap();
        let switches: Vec<usize> = import.switches.iter().map(place).collect();
        let booleans = columns.iter().filter(|(_, kind)| kind == "boolean");
        assert_eq!(
            import.switches.iter().collect::<Vec<_>>(),
            booleans.map(|(name, _)| name).collect::<Vec<_>>(),
            "{file}"
        );
        let mut rows = 0;
        for row in reader.records().map(Result::unwrap) {
            rows += 1;
            for &at in &import.numeric {
                let cell = &row[at];
                let number = cell.is_empty() || cell.parse::<f64>().is_ok_and(f64::is_finite);
                assert!(number, "{file}, row {rows}: {} is {cell}", header[at]);
            }
            for &at in &switches {
                assert!(
                    ["", "0", "1"].contains(&&row[at]),
                    "{file}, row {rows}: {}",
                    &row[at]
                );
            }
        }
        assert!(rows > 0, "{file}");
        let target = import.saved.unwrap();
        assert!(
            target.starts_with("data/") && target.ends_with(".dta"),
            "{target}"
        );
        saved.push(target);
    }
    assert!(types.is_empty(), "not imported: {types:?}");
    saved.sort();
    saved.dedup_by(|a, b| {
        assert_ne!(a, b, "two tables are saved as one");
        false
    });
}

#[test]
fn stata_is_told_the_truth_about_every_table() {
    let home = TempDir::new().unwrap();
    for kind in KINDS {
        let out = home.path().join(kind);
        let done = export(kind, &out, &[]);
        assert_eq!(done.status.code(), Some(0));
        check(&out);
    }
    // Two factors of the study are switches.
    let script = fs::read_to_string(home.path().join("study/load.do")).unwrap();
    for factor in ["mechanisms_trust", "mechanisms_fear"] {
        let line = format!("label values {factor} no_yes\n");
        assert!(script.contains(&line), "{script}");
    }
    // Events have words, and cells without a value.
    let (run, out) = (home.path().join("events"), home.path().join("archive"));
    let [run, out_text] = [&run, &out].map(|path| path.to_str().unwrap());
    let asia = "configs/northeast_asia.toml";
    let short = [
        "--set",
        "scenario.horizon=12",
        "--runs",
        "16",
        "-q",
        "--no-figures",
    ];
    ok(&[
        &["run", asia, "--traces=2", "--events", "--out", run][..],
        &short,
    ]
    .concat());
    let who = ["--author", "Doe, Jane", "--date", "2026-11-25"];
    ok(&[&["export", run, "--out", out_text][..], &who].concat());
    check(&out);
    let script = fs::read_to_string(out.join("load.do")).unwrap();
    assert!(script.contains("stringcols("), "{script}");
}

#[test]
fn names_that_stata_does_not_take_are_known() {
    for bad in ["", "if", "str9", "_n", "1st", "a-b", "a.b", "é"] {
        assert!(!is_name(bad), "{bad}");
    }
    assert!(!is_name(&"a".repeat(33)) && is_name(&"a".repeat(32)) && is_name("string"));
    assert_eq!(numlist("1/3 5"), [0, 1, 2, 4]);
}
