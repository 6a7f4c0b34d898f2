//! A scenario file as an ordered tree in which every key and value knows its place.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use indexmap::IndexMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml_parser::lexer::TokenKind;

use super::diagnostics::Collector;
use super::slips::slip;
use super::source::{SourceId, SourceKind, Sources, Span};

/// Brackets within brackets that a file may have; a scenario needs two.
const MAX_NESTING: usize = 32;
/// Dots in one key; the longest key of a scenario has five.
const MAX_DOTS: usize = 8;

impl Node {
    fn texts(&self, found: &mut Vec<String>) {
        match &self.value {
            Value::String(text) => found.push(text.clone()),
            Value::Array(nodes) => nodes.iter().for_each(|node| node.texts(found)),
            Value::Table(table) => table.texts(found),
            _ => {}
        }
    }

    fn place_in(&mut self, source: SourceId) {
        self.span.source = source;
        match &mut self.value {
            Value::Array(nodes) => nodes.iter_mut().for_each(|node| node.place_in(source)),
            Value::Table(table) => table.place_in(source),
            _ => {}
        }
    }
}

/// A value with its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where it stands.
    pub span: Span,
}

/// A value as TOML knows it, with numbers in their own words.
#[derive(Clone, Debug)]
pub enum Value {
    /// Text, without its quotes.
    String(String),
    /// A whole number.
    Integer {
        /// Its digits with their sign, without underscores and prefix.
        digits: String,
        /// Its base: 2, 8, 10 or 16.
        radix: u32,
    },
    /// A decimal number, as it is written.
    Float(String),
    /// `true` or `false`.
    Boolean(bool),
    /// A date or a time, as it is written.
    Datetime(String),
    /// Values in brackets.
    Array(Vec<Node>),
    /// A table.
    Table(Table),
}

impl Value {
    /// The value in words, for "found …".
    pub fn describe(&self) -> String {
        match self {
            Self::String(text) => format!("the text \"{}\"", shortened(text)),
            Self::Integer { digits, radix: 10 } => format!("the integer {}", shortened(digits)),
            Self::Integer { digits, .. } => format!("the integer with digits {digits}"),
            Self::Float(text) => format!("the number {}", shortened(text)),
            Self::Boolean(value) => format!("{value}"),
            Self::Datetime(text) => format!("the date {text}"),
            Self::Array(entries) => format!("an array of {}", entries.len()),
            Self::Table(_) => "a table".into(),
        }
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= 40 {
        return text.to_owned();
    }
    text.chars().take(39).chain(['…']).collect()
}

/// A key's place and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where the key stands.
    pub key: Span,
    /// Its value.
    pub node: Node,
}

/// Keys and values in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// All of them, by key.
    pub entries: IndexMap<String, Entry>,
}

impl Table {
    fn texts(&self, found: &mut Vec<String>) {
        for entry in self.entries.values() {
            entry.node.texts(found);
        }
    }

    /// The same with its places in another text of the same words.
    fn placed_in(mut self, source: SourceId) -> Self {
        self.place_in(source);
        self
    }

    fn place_in(&mut self, source: SourceId) {
        for entry in self.entries.values_mut() {
            entry.key.source = source;
            entry.node.place_in(source);
        }
    }

    /// The entry with this key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.get(key)
    }

    /// The table with this key, if it is one.
    pub fn table(&self, key: &str) -> Option<&Table> {
        match self.get(key)?.node.value {
            Value::Table(ref table) => Some(table),
            _ => None,
        }
    }

    /// The tables among the entries; anything else was reported when shapes were checked.
    pub fn tables(&self) -> impl Iterator<Item = (&str, &Entry, &Table)> {
        self.entries
            .iter()
            .filter_map(|(key, entry)| match &entry.node.value {
                Value::Table(table) => Some((key.as_str(), entry, table)),
                _ => None,
            })
    }
}

/// Parses a document; all syntax errors are recorded.
pub fn parse_document(sources: &Sources, source: SourceId, found: &mut Collector) -> Option<Table> {
    let text = sources.text(source);
    if let Some((span, message)) = too_deep(text) {
        found.error(Some(Span::new(source, span)), message, vec![]);
        return None;
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    if report(sources, source, 0, &errors, found) {
        return None;
    }
    Some(convert_table(table.get_ref(), source, 0))
}

/// The same of a text that the program carries. It is parsed once in a process: programs that simulate over and over,
/// as from Python, would otherwise wait for the parser longest of all that surrounds a run.
pub(super) fn carried_document(
    text: &'static str,
    sources: &Sources,
    source: SourceId,
    found: &mut Collector,
) -> Option<Table> {
    static PARSED: Mutex<BTreeMap<&str, Table>> = Mutex::new(BTreeMap::new());
    let mut parsed = PARSED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(table) = parsed.get(text) {
        return Some(table.clone().placed_in(source));
    }
    let table = parse_document(sources, source, found)?;
    parsed.insert(text, table.clone());
    Some(table)
}

/// Every text that a document has as a value, in its order; none of one that cannot be read.
///
/// ```
/// use trilat_model::scenario::load::document::texts;
/// assert_eq!(texts("extends = \"a.toml\"\nx = [1, \"b\"]\n[t]\ny = { z = \"c\" }"), ["a.toml", "b", "c"]);
/// assert!(texts("not = a document").is_empty());
/// ```
pub fn texts(text: &str) -> Vec<String> {
    let mut sources = Sources::default();
    let source = sources.add(SourceKind::File, String::new(), text.to_owned());
    let mut found = Vec::new();
    if let Some(table) = parse_document(&sources, source, &mut Collector::default()) {
        table.texts(&mut found);
    }
    found
}

/// Parses the value of an override that starts at byte `offset` of its text. Words that are not
/// TOML are taken as text, and numbers such as `.5` as numbers.
pub fn parse_override(
    sources: &Sources,
    source: SourceId,
    offset: usize,
    found: &mut Collector,
) -> Option<Node> {
    let text = sources.text(source).get(offset..)?;
    let span = Span::new(source, offset..offset + text.len());
    if let Some((_, message)) = too_deep(text) {
        found.error(Some(span), message, vec![]);
        return None;
    }
    let (value, errors) = DeValue::parse_recoverable(text);
    if errors.is_empty() {
        return Some(convert(value.get_ref(), span, source, offset));
    }
    let word = text.trim();
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '+' | ' ' | '/');
    if word.is_empty() || !word.chars().all(plain) {
        report(sources, source, offset, &errors, found);
        return None;
    }
    let numeric = word.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    let value = match word.parse::<f64>() {
        Ok(number) if numeric && number.is_finite() => Value::Float(word.to_owned()),
        _ => Value::String(word.to_owned()),
    };
    Some(Node { value, span })
}

fn report(
    sources: &Sources,
    source: SourceId,
    offset: usize,
    errors: &[toml::de::Error],
    found: &mut Collector,
) -> bool {
    let mut explained = None;
    // Each line is looked at once: thousands of errors can stand in a long one.
    let mut looked = None;
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let span = Span::new(source, span.start + offset..span.end + offset);
        let line = sources.line(span);
        // What follows a slip on its line follows from it.
        if explained == Some(line) {
            continue;
        }
        let first = looked != Some(line);
        looked = Some(line);
        let (message, help) = match first.then(|| slip(sources, span)).flatten() {
            Some((message, help)) => {
                explained = Some(line);
                (message, vec![help])
            }
            None => {
                let help = advice(error.message()).into_iter().collect();
                (format!("not TOML: {}", error.message()), help)
            }
        };
        found.error(Some(span), message, help);
    }
    !errors.is_empty()
}

/// What to write instead, for the slips that are usual among people who do not write TOML.
fn advice(message: &str) -> Option<String> {
    let advice = [
        (
            "string values must be quoted",
            "a value follows the `=`: a number such as 0.5, true or false, or a text in quotes",
        ),
        ("invalid mantissa", "a digit stands before the point: 0.5"),
        ("unexpected leading zero", "integers do not begin with 0"),
        (
            "duplicate key",
            "a key stands once in a table, and a table once in a file",
        ),
    ];
    let found = advice
        .iter()
        .find(|(start, _)| message.starts_with(start))?;
    Some(found.1.to_owned())
}

/// Nesting beyond any scenario's need would exhaust the stack when the tree is walked or freed.
fn too_deep(text: &str) -> Option<(std::ops::Range<usize>, String)> {
    let (mut nesting, mut dots) = (0_usize, 0_usize);
    for token in toml_parser::Source::new(text).lex() {
        let span = token.span().start()..token.span().end();
        match token.kind() {
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => nesting += 1,
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                nesting = nesting.saturating_sub(1);
                dots = 0;
            }
            TokenKind::Dot => dots += 1,
            TokenKind::Newline | TokenKind::Equals | TokenKind::Comma => dots = 0,
            _ => {}
        }
        if nesting > MAX_NESTING {
            let message = format!("brackets within brackets, more than {MAX_NESTING} deep");
            return Some((span, message));
        }
        if dots > MAX_DOTS {
            let message = format!("a key with more than {MAX_DOTS} dots");
            return Some((span, message));
        }
    }
    None
}

fn convert_table(table: &DeTable<'_>, source: SourceId, offset: usize) -> Table {
    let at =
        |range: std::ops::Range<usize>| Span::new(source, range.start + offset..range.end + offset);
    Table {
        entries: table
            .iter()
            .map(|(key, value): (&Spanned<_>, &Spanned<_>)| {
                let node = convert(value.get_ref(), at(value.span()), source, offset);
                let key_span = at(key.span());
                let key: &str = key.get_ref();
                let entry = Entry {
                    key: key_span,
                    node,
                };
                (key.to_owned(), entry)
            })
            .collect(),
    }
}

fn convert(value: &DeValue<'_>, span: Span, source: SourceId, offset: usize) -> Node {
    let value = match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(integer) => Value::Integer {
            digits: integer.as_str().to_owned(),
            radix: integer.radix(),
        },
        DeValue::Float(float) => Value::Float(float.as_str().to_owned()),
        DeValue::Boolean(value) => Value::Boolean(*value),
        DeValue::Datetime(date) => Value::Datetime(date.to_string()),
        DeValue::Array(entries) => Value::Array(
            entries
                .iter()
                .map(|entry| {
                    let range = entry.span();
                    let span = Span::new(source, range.start + offset..range.end + offset);
                    convert(entry.get_ref(), span, source, offset)
                })
                .collect(),
        ),
        DeValue::Table(table) => Value::Table(convert_table(table, source, offset)),
    };
    Node { value, span }
}
