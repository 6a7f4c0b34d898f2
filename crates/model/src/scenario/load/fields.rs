//! Typed reading of single keys: what is there, of which type, and where it came from.

use std::collections::BTreeMap;
use std::fmt;

use super::diagnostics::{Collector, did_you_mean, listed};
use super::document::{Node, Table, Value};
use super::source::{SourceKind, Sources, Span};
use crate::scenario::Month;

/// Where a value of a scenario came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// No layer says anything about it.
    Default,
    /// A line of a file.
    File {
        /// The file, as it was named.
        name: String,
        /// Line, from 1.
        line: usize,
    },
    /// An override of the command line.
    Override,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { name, line } => write!(f, "{name}:{line}"),
            Self::Override => f.write_str("--set"),
        }
    }
}

/// Where each value came from, by dotted path. What is not listed is a default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    origins: BTreeMap<String, Origin>,
}

impl Provenance {
    /// The origin of the value at a dotted path, such as `states.PRK.targets.KP.drive.3`.
    pub fn of(&self, path: &str) -> &Origin {
        self.origins.get(path).unwrap_or(&Origin::Default)
    }

    /// All values that some layer gave, in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Origin)> {
        self.origins
            .iter()
            .map(|(path, origin)| (path.as_str(), origin))
    }

    pub(super) fn record(&mut self, path: String, origin: Origin) {
        self.origins.insert(path, origin);
    }
}

/// What reading needs at hand.
pub struct Context<'a> {
    /// The texts that are read.
    pub sources: &'a Sources,
    /// What is wrong with them, so far.
    pub found: &'a mut Collector,
    /// Where each value came from, so far.
    pub origins: &'a mut Provenance,
}

impl Context<'_> {
    /// Reports an error at a place.
    pub fn error(&mut self, span: Span, message: impl Into<String>, help: Vec<String>) {
        self.found.error(Some(span), message, help);
    }

    /// Notes where a value came from.
    pub fn record(&mut self, path: String, span: Span) {
        let origin = match self.sources.kind(span.source) {
            SourceKind::Override => Origin::Override,
            SourceKind::File => Origin::File {
                name: self.sources.name(span.source).to_owned(),
                line: self.sources.place(span).line,
            },
        };
        self.origins.record(path, origin);
    }

    fn mistyped(&mut self, path: &str, node: &Node, wanted: &str, help: Vec<String>) {
        let message = format!("`{path}` must be {wanted}, found {}", node.value.describe());
        self.error(node.span, message, help);
    }

    /// A text, if the key is there.
    pub fn text(&mut self, table: &Table, at: &str, key: &str) -> Option<(String, Span)> {
        let node = &table.get(key)?.node;
        let path = format!("{at}.{key}");
        match &node.value {
            Value::String(text) => {
                self.record(path, node.span);
                Some((text.clone(), node.span))
            }
            _ => {
                self.mistyped(&path, node, "a text in quotes", vec![]);
                None
            }
        }
    }

    /// A text of one line for figures, tables and messages.
    pub fn label(&mut self, table: &Table, at: &str, key: &str) -> Option<String> {
        let (text, span) = self.text(table, at, key)?;
        if text.chars().any(char::is_control) || text.chars().count() > 200 {
            let message = format!("`{at}.{key}` must be one line of at most 200 characters");
            self.error(span, message, vec![]);
            return None;
        }
        Some(text)
    }

    /// `true` or `false`, if the key is there.
    pub fn boolean(&mut self, table: &Table, at: &str, key: &str) -> Option<bool> {
        let node = &table.get(key)?.node;
        let path = format!("{at}.{key}");
        match node.value {
            Value::Boolean(value) => {
                self.record(path, node.span);
                Some(value)
            }
            _ => {
                self.mistyped(&path, node, "true or false", vec![]);
                None
            }
        }
    }

    /// An integer in a range, if the key is there.
    pub fn integer(
        &mut self,
        table: &Table,
        at: &str,
        key: &str,
        range: std::ops::RangeInclusive<u64>,
    ) -> Option<u64> {
        let node = &table.get(key)?.node;
        let path = format!("{at}.{key}");
        let wanted = format!("an integer from {} to {}", range.start(), range.end());
        if let Value::Integer { digits, radix } = &node.value
            && let Ok(value) = u64::from_str_radix(digits, *radix)
            && range.contains(&value)
        {
            self.record(path, node.span);
            return Some(value);
        }
        self.mistyped(&path, node, &wanted, vec![]);
        None
    }

    /// One of a few words, if the key is there.
    pub fn word<T: Copy>(
        &mut self,
        table: &Table,
        at: &str,
        key: &str,
        words: &[(&str, T)],
    ) -> Option<T> {
        let (text, span) = self.text(table, at, key)?;
        let known = words.iter().find(|(word, _)| *word == text);
        if known.is_none() {
            let names = || words.iter().map(|(word, _)| *word);
            let mut help = did_you_mean(&text, names());
            help.push(format!("allowed: {}", listed(names())));
            self.error(span, format!("`{at}.{key}` cannot be \"{text}\""), help);
        }
        known.map(|(_, value)| *value)
    }

    /// A month such as `"2026-01"`, if the key is there.
    pub fn month(&mut self, table: &Table, at: &str, key: &str) -> Option<(Month, Span)> {
        let node = &table.get(key)?.node;
        let path = format!("{at}.{key}");
        let help = || vec!["a month is written \"2026-01\"".to_owned()];
        match &node.value {
            Value::String(text) => match text.parse() {
                Ok(month) => {
                    self.record(path, node.span);
                    return Some((month, node.span));
                }
                Err(()) => {
                    let message = format!("`{path}` is not a month: \"{text}\"");
                    self.error(node.span, message, help());
                }
            },
            _ => self.mistyped(&path, node, "a month in quotes", help()),
        }
        None
    }

    /// A finite number at a node; anything else is reported.
    pub fn number(&mut self, node: &Node, path: &str, allowed: &str) -> Option<f64> {
        let value = finite(node);
        if value.is_none() {
            if matches!(node.value, Value::Integer { .. } | Value::Float(_)) {
                let found = node.value.describe();
                let message = format!("`{path}` must be a finite number, found {found}");
                self.error(node.span, message, vec![format!("allowed: {allowed}")]);
            } else {
                self.mistyped(path, node, allowed, vec![]);
            }
        }
        value
    }
}

/// The finite number at a node, if it is one; integers count as numbers.
pub fn finite(node: &Node) -> Option<f64> {
    let value = match &node.value {
        Value::Integer { digits, radix } => {
            i64::from_str_radix(digits, *radix).ok().map(|n| n as f64)
        }
        Value::Float(text) => text.parse::<f64>().ok(),
        _ => None,
    };
    value.filter(|value| value.is_finite())
}
