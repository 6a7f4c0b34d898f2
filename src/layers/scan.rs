//! Reads which top-level modules a source file names: in `use` groups and in paths anywhere in its code.

/// Crates whose modules are named as the library's own.
const CRATES: [&str; 2] = ["trilat_model", "trilat_analysis"];

/// A top-level module that is named.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Import {
    /// Line, from 1.
    pub(super) line: usize,
    /// Its name, or why it cannot be told.
    pub(super) of: Result<String, String>,
}

/// A piece of code.
#[derive(Debug, PartialEq)]
pub(super) enum Token {
    Word(String),
    Sign(char),
    /// `::`
    Path,
}

/// What the code of a file names that stands `depth` modules below the root of the crate. Comments and texts
/// are not code.
pub(super) fn imports(source: &str, depth: usize) -> Vec<Import> {
    let tokens = tokens(source);
    let word =
        |at: usize, text: &str| matches!(tokens.get(at), Some((Token::Word(w), _)) if w == text);
    let path = |at: usize| matches!(tokens.get(at), Some((Token::Path, _)));
    let mut found = Vec::new();
    // Braces that are open, and which of them hold a module.
    let (mut open, mut modules) = (0_usize, Vec::new());
    let mut at = 0;
    while let Some((token, line)) = tokens.get(at) {
        match token {
            Token::Sign('{') => {
                open += 1;
                if at >= 2 && word(at - 2, "mod") {
                    modules.push(open);
                }
            }
            Token::Sign('}') => {
                if modules.last() == Some(&open) {
                    modules.pop();
                }
                open = open.saturating_sub(1);
            }
            Token::Word(w) if w == "crate" && path(at + 1) => named(&tokens, at + 2, &mut found),
            Token::Word(w) if CRATES.contains(&w.as_str()) && path(at + 1) => {
                named(&tokens, at + 2, &mut found);
            }
            Token::Word(w) if w == "trilat_figures" => found.push(Import {
                line: *line,
                of: Ok("figures".to_owned()),
            }),
            Token::Word(w) if w == "super" && !(at > 0 && path(at - 1)) => {
                let mut up = 1;
                while path(at + 1) && word(at + 2, "super") {
                    (at, up) = (at + 2, up + 1);
                }
                if up == depth + modules.len() && path(at + 1) {
                    named(&tokens, at + 2, &mut found);
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// The names that begin at a place: one, or those of a group.
fn named(tokens: &[(Token, usize)], at: usize, found: &mut Vec<Import>) {
    let Some((token, line)) = tokens.get(at) else {
        return;
    };
    let mut put = |token: &Token, line: usize| {
        let of = match token {
            Token::Word(name) if name != "self" => Ok(name.clone()),
            _ => Err("imports the whole crate: name the module".to_owned()),
        };
        found.push(Import { line, of });
    };
    if *token != Token::Sign('{') {
        return put(token, *line);
    }
    let (mut depth, mut first) = (1, true);
    for (token, line) in &tokens[at + 1..] {
        match token {
            Token::Sign('{') => depth += 1,
            Token::Sign('}') => depth -= 1,
            Token::Sign(',') if depth == 1 => first = true,
            token if first => {
                put(token, *line);
                first = false;
            }
            _ => {}
        }
        if depth == 0 {
            return;
        }
    }
}

/// The code of a file without comments and texts, each piece with its line.
pub(super) fn tokens(source: &str) -> Vec<(Token, usize)> {
    let (mut found, mut line, mut rest) = (Vec::new(), 1, source);
    while let Some(c) = rest.chars().next() {
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let length = match c {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => block_comment(rest),
            '"' => text(rest),
            'r' | 'b' | 'c' if prefixed_text(rest).is_some() => {
                prefixed_text(rest).unwrap_or_default()
            }
            '\'' => character(rest),
            _ if word(c) => {
                let length = rest.find(|c| !word(c)).unwrap_or(rest.len());
                found.push((Token::Word(rest[..length].to_owned()), line));
                length
            }
            ':' if rest.starts_with("::") => {
                found.push((Token::Path, line));
                2
            }
            _ => {
                if !c.is_whitespace() {
                    found.push((Token::Sign(c), line));
                }
                c.len_utf8()
            }
        };
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    found
}

/// Length of a comment that may hold others.
fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    loop {
        let left = &rest[at..];
        if left.starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if left.starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
        } else {
            at += left.chars().next().map_or(0, char::len_utf8);
        }
        if depth == 0 || at >= rest.len() {
            return at;
        }
    }
}

/// Length of a text in quotes.
fn text(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Length of a text that has letters before it, such as `b"…"` or `r#"…"#`; `None` if it is a word.
fn prefixed_text(rest: &str) -> Option<usize> {
    let letters = rest.bytes().take_while(u8::is_ascii_lowercase).take(3);
    let letters = letters.count();
    let raw = match &rest[..letters] {
        "b" | "c" => false,
        "r" | "br" | "cr" => true,
        _ => return None,
    };
    let left = &rest[letters..];
    let hashes = left.bytes().take_while(|byte| *byte == b'#').count();
    if !left[hashes..].starts_with('"') {
        return None;
    }
    if !raw {
        return Some(letters + text(left));
    }
    let end = format!("\"{}", "#".repeat(hashes));
    let start = letters + hashes + 1;
    Some(start + rest[start..].find(&end)? + end.len())
}

/// Length of a character in quotes, or of the quote that begins a lifetime.
fn character(rest: &str) -> usize {
    let mut inner = rest[1..].chars();
    let (first, second) = (inner.next(), inner.next());
    match (first, second) {
        (Some('\\'), Some(escaped)) => {
            let from = 2 + escaped.len_utf8();
            rest[from..].find('\'').map_or(1, |end| from + end + 1)
        }
        (Some(c), Some('\'')) => 2 + c.len_utf8(),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str, depth: usize) -> Vec<(usize, String)> {
        let of = |import: Import| (import.line, import.of.unwrap_or_else(|_| "*".to_owned()));
        imports(source, depth).into_iter().map(of).collect()
    }

    fn names(source: &str, depth: usize) -> Vec<String> {
        found(source, depth)
            .into_iter()
            .map(|(_, name)| name)
            .collect()
    }

    #[test]
    fn groups_paths_and_macros_are_seen() {
        let source = "use crate::{\n    a, b::{c, d::e},\n    f as g,\n};\nuse crate::h::i;\n\
                      fn f(x: crate::j::K) { let c = '\"'; $crate::l::m!(\"crate::no\"); }\n";
        let expected = ["a", "b", "f", "h", "j", "l"];
        assert_eq!(names(source, 1), expected);
        assert_eq!(found(source, 1)[2], (3, "f".to_owned()));
        assert_eq!(
            names("use std::{x, y}; use crate::*; use crate::{self, z};", 1),
            ["*", "*", "z"]
        );
    }

    #[test]
    fn comments_and_texts_are_not_code() {
        let source = "//! [`crate::a`]\n/* crate::b /* crate::c */ crate::d */\n\
                      let x = r#\"crate::e \"quoted\" \"#; let y = b\"crate::f\\\"\"; let z = '\\'';\n\
                      pub(crate) fn f<'a>(x: &'a str) -> crate::g::H {}\n";
        assert_eq!(found(source, 1), [(4, "g".to_owned())]);
    }

    #[test]
    fn the_way_up_is_followed_to_the_root_and_no_further() {
        assert_eq!(names("use super::super::a::b; use super::c;", 2), ["a"]);
        assert_eq!(names("use super::a; pub(super) fn f() {}", 1), ["a"]);
        // A module within a file is one further down.
        let source =
            "mod tests { use super::x; fn f() { if y { super::super::a::z() } } }\nuse super::b;";
        assert_eq!(names(source, 1), ["a", "b"]);
    }
}
