//! `load.do` without a Stata: every line is one of the few commands that it may hold, and what they say
//! is true of the tables beside it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::HOME;

/// Names that Stata keeps for itself (`help reserved`).
const RESERVED: [&str; 27] = [
    "_all", "_b", "_coef", "_cons", "_n", "_N", "_pi", "_pred", "_rc", "_skip", "_r", "_se",
    "byte", "double", "float", "if", "in", "int", "long", "strL", "using", "with", "alias", "e",
    "r", "c", "s",
];

#[derive(Debug, Default)]
struct Import {
    file: String,
    /// New names by place, of a table whose names Stata does not take.
    renamed: Vec<String>,
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
    let mut unnamed = false;
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
            let read = " case(preserve) encoding(\"utf-8\") bindquotes(strict) asdouble";
            let header = options.strip_suffix(read).expect(&options);
            assert!(
                ["clear varnames(1)", "clear varnames(nonames) rowrange(2)"].contains(&header),
                "{header}"
            );
            unnamed = header.contains("nonames");
            imports.push(import);
            continue;
        }
        let import = imports.last_mut().expect(line);
        assert!(
            import.saved.is_none(),
            "{line} comes after the table was saved"
        );
        if let Some(rest) = line.strip_prefix("rename v") {
            let (place, name) = rest.split_once(' ').expect(line);
            import.renamed.push(name.to_owned());
            assert!(
                unnamed && place == import.renamed.len().to_string(),
                "{line}"
            );
        } else if let Some(rest) = line.strip_prefix("label variable ") {
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
        (text(table, "path"), columns.collect())
    })
    .collect()
}

/// The folders of results in an archive.
fn folders(inside: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(inside)
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        if entry.is_dir() {
            folders(&entry, found);
        }
    }
    if inside.join("datapackage.json").exists() {
        found.push(inside.to_owned());
    }
}

/// Whether what a script says is true of an archive.
pub(super) fn check(archive: &Path) {
    let script = fs::read_to_string(archive.join("load.do")).unwrap();
    let mut all = Vec::new();
    folders(&archive.join("results"), &mut all);
    let mut types: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for folder in all {
        let inside = folder.strip_prefix(archive).unwrap().display().to_string();
        let own = self::types(&folder).into_iter();
        types.extend(own.map(|(path, columns)| (format!("{inside}/{path}"), columns)));
    }
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
        let header = match import.renamed.is_empty() {
            true => header,
            false => {
                assert_eq!(import.renamed.len(), header.len(), "{file}");
                let different: std::collections::BTreeSet<&String> =
                    import.renamed.iter().collect();
                assert_eq!(different.len(), header.len(), "{file}");
                import.renamed.clone()
            }
        };
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
            booleans
                .map(|(name, _)| match import.renamed.is_empty() {
                    true => name,
                    false =>
                        &import.renamed[columns.iter().position(|(own, _)| own == name).unwrap()],
                })
                .collect::<Vec<_>>(),
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
        let target = import.saved.unwrap();
        assert!(
            target.starts_with("results/") && target.ends_with(".dta"),
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
    for kind in ["run", "drills", "study"] {
        let out = home.path().join(kind);
        let done = HOME.export(&[&format!("outputs/{kind}")], &out, &[]);
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
    let out = home.path().join("archive");
    HOME.good(
        "run configs/northeast_asia.toml --traces=2 --events --out outputs/events --set scenario.horizon=12 --runs 16 -q --no-figures",
    );
    assert_eq!(
        HOME.export(&["outputs/events"], &out, &[]).status.code(),
        Some(0)
    );
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
