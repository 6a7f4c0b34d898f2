//! Which file uses which, and the circles that this makes: no more than are named here, each with its reason.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::scan::{Token, tokens};
use super::{module, sources};

/// Circles that stand: their files, as modules, and why.
const STANDING: &[(&[&str], &str)] = &[(
    &[
        "model::operations::components",
        "model::operations::lending",
    ],
    "what a coalition can do counts what its members are lent, and the loan counts what the lenders can do",
)];

/// The folders of all sources.
const FOLDERS: [&str; 4] = [
    "src",
    "crates/model/src",
    "crates/analysis/src",
    "crates/figures/src",
];

/// A path that a file names: `crate::a::B`, `super::c`, or `d::e` of a module below it.
type Names = Vec<String>;

/// The paths of a file's code up to its tests, without what it only passes on (`pub use`). Such as begin with a word
/// that is none of `crate`, `super` and `self` are among them if `below` knows that word.
fn paths(source: &str, below: impl Fn(&str) -> bool) -> Vec<Names> {
    let all = tokens(source);
    let all: Vec<Token> = all.into_iter().map(|(token, _)| token).collect();
    let code = &all[..tests(&all)];
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(token) = code.get(at) {
        let begins = |word: &str| matches!(word, "crate" | "super" | "self") || below(word);
        let inner = at > 0 && code[at - 1] == Token::Path;
        match token {
            Token::Word(word) if word == "use" && passes_on(&code[..at]) => {
                while at < code.len() && code[at] != Token::Sign(';') {
                    at += 1;
                }
            }
            Token::Word(word)
                if !inner && begins(word) && code.get(at + 1) == Some(&Token::Path) =>
            {
                tree(code, at, Vec::new(), &mut found);
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// Where the tests begin that a file holds, or its end.
fn tests(code: &[Token]) -> usize {
    let word = |token: &Token, text: &str| matches!(token, Token::Word(word) if word == text);
    let begin = code.windows(6).position(|own| {
        word(&own[0], "test")
            && own[1..3] == [Token::Sign(')'), Token::Sign(']')]
            && word(&own[3], "mod")
            && own[5] == Token::Sign('{')
    });
    begin.unwrap_or(code.len())
}

/// Whether a `use` that follows is public.
fn passes_on(before: &[Token]) -> bool {
    match before.last() {
        Some(Token::Word(word)) => word == "pub",
        Some(Token::Sign(')')) => before
            .iter()
            .rposition(|token| *token == Token::Sign('('))
            .is_some_and(|open| passes_on(&before[..open])),
        _ => false,
    }
}

/// Reads what stands at a place, a path or a group of them, and says where it ends.
fn tree(code: &[Token], mut at: usize, mut names: Names, found: &mut Vec<Names>) -> usize {
    loop {
        match code.get(at) {
            Some(Token::Word(word)) => names.push(word.clone()),
            Some(Token::Sign('{')) => {
                at += 1;
                while at < code.len() && code[at] != Token::Sign('}') {
                    at = match &code[at] {
                        Token::Word(word) if word == "as" => at + 2,
                        Token::Word(_) | Token::Sign('{') => tree(code, at, names.clone(), found),
                        _ => at + 1,
                    };
                }
                return at + 1;
            }
            _ => break,
        }
        match code.get(at + 1) {
            Some(Token::Path) => at += 2,
            _ => break,
        }
    }
    found.push(names);
    at + 1
}

/// The module of a path that a file names: the longest beginning that is a file.
fn resolve(names: &Names, own: &[String], files: &BTreeMap<Names, String>) -> Option<Names> {
    let mut rest = names.as_slice();
    let mut full: Names = match rest.first().map(String::as_str)? {
        "crate" => Vec::new(),
        _ => own.to_vec(),
    };
    if matches!(rest[0].as_str(), "crate" | "self") {
        rest = &rest[1..];
    }
    while rest.first().is_some_and(|name| name == "super") {
        full.pop();
        rest = &rest[1..];
    }
    full.extend(rest.iter().cloned());
    (1..=full.len())
        .rev()
        .map(|length| full[..length].to_vec())
        .find(|module| files.contains_key(module))
}

/// By file of a folder, the files that it uses.
fn uses(folder: &Path) -> BTreeMap<Names, Vec<Names>> {
    let mut listed = Vec::new();
    sources(folder, &mut listed);
    let own = |file: &std::path::PathBuf| {
        let path = file.strip_prefix(folder).unwrap().to_str().unwrap();
        let path = path.replace('\\', "/");
        let names = module(&path).into_iter().map(str::to_owned).collect();
        (names, fs::read_to_string(file).unwrap())
    };
    let files: BTreeMap<Names, String> = listed.iter().map(own).collect();
    let used = |(own, source): (&Names, &String)| {
        let below = |word: &str| {
            let mut inner = own.clone();
            inner.push(word.to_owned());
            files.contains_key(&inner)
        };
        let named = paths(source, below).into_iter();
        let mut used: Vec<Names> = named.filter_map(|n| resolve(&n, own, &files)).collect();
        used.retain(|other| other != own);
        used.sort();
        used.dedup();
        (own.clone(), used)
    };
    files.iter().map(used).collect()
}

/// Files that reach one another, in groups.
fn circles(uses: &BTreeMap<Names, Vec<Names>>) -> Vec<Vec<String>> {
    let reach = |from: &Names| {
        let (mut seen, mut open) = (std::collections::BTreeSet::new(), vec![from]);
        while let Some(file) = open.pop() {
            for other in &uses[file] {
                if seen.insert(other) {
                    open.push(other);
                }
            }
        }
        seen
    };
    let reached: BTreeMap<&Names, _> = uses.keys().map(|file| (file, reach(file))).collect();
    let mut found: Vec<Vec<String>> = Vec::new();
    for (file, others) in &reached {
        let round = others
            .iter()
            .filter(|other| reached[**other].contains(file));
        let circle: Vec<String> = round.map(|other| other.join("::")).collect();
        if !circle.is_empty() && !found.contains(&circle) {
            found.push(circle);
        }
    }
    found
}

#[test]
fn no_circle_stands_but_those_that_are_named() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let all = FOLDERS.map(|folder| circles(&uses(&package.join(folder))));
    let found: Vec<Vec<String>> = all.into_iter().flatten().collect();
    let named: Vec<Vec<&str>> = STANDING.iter().map(|(files, _)| files.to_vec()).collect();
    let other: Vec<String> = found
        .iter()
        .filter(|circle| !named.iter().any(|own| own == *circle))
        .map(|circle| circle.join(", "))
        .collect();
    assert!(other.is_empty(), "circles:\n{}", other.join("\n"));
    for own in named {
        assert!(
            found.iter().any(|circle| own == *circle),
            "{own:?} is none any more"
        );
    }
}

#[test]
fn what_a_file_names_is_found() {
    let of = |source: &str| -> Vec<String> {
        let found = paths(source, |word| word == "below");
        found.iter().map(|names| names.join("::")).collect()
    };
    let source = "use super::{a, b::{self, C}, d as e};\npub(crate) use self::f::G;\npub use super::h;\n\
                  fn i() -> crate::j::K<L> { below::m::<N>(other::o); x::below::p() }\n\
                  #[cfg(test)]\nmod tests { use super::q; }";
    let expected = [
        "super::a",
        "super::b::self",
        "super::b::C",
        "super::d",
        "crate::j::K",
        "below::m",
    ];
    assert_eq!(of(source), expected);
}

#[test]
fn circles_are_told_from_ways_there_alone() {
    let names = |name: &str| vec![name.to_owned()];
    let edges = [("a", "b"), ("b", "c"), ("c", "a"), ("d", "a"), ("e", "d")];
    let mut uses: BTreeMap<Names, Vec<Names>> = ["a", "b", "c", "d", "e"]
        .map(|name| (names(name), Vec::new()))
        .into();
    for (from, to) in edges {
        uses.get_mut(&names(from)).unwrap().push(names(to));
    }
    assert_eq!(circles(&uses), [["a", "b", "c"]]);
}
