//! The texts that a scenario is made of, and places in them.

use std::ops::Range;

/// Which text a place is in: an index into [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceId(pub(super) usize);

/// A stretch of bytes in one of the texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The text.
    pub source: SourceId,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A stretch of one text.
    pub fn new(source: SourceId, range: Range<usize>) -> Self {
        Self {
            source,
            start: range.start,
            end: range.end.max(range.start),
        }
    }
}

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// A scenario file.
    File,
    /// One `--set path=value` of the command line.
    Override,
}

/// One text with its line breaks.
#[derive(Clone, Debug)]
struct Source {
    kind: SourceKind,
    name: String,
    text: String,
    line_starts: Vec<usize>,
}

/// All texts that a scenario was read from, in the order of reading.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    list: Vec<Source>,
    carried_alone: bool,
}

/// A place as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Name of the file, or `--set`.
    pub source: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Characters that the place spans on its line, at least 1.
    pub width: usize,
    /// The text of the line.
    pub text: String,
}

impl Sources {
    /// No texts yet, and none to come from a disk: a file that is named is one that the program carries, or is not
    /// there.
    pub fn without_a_disk() -> Self {
        Self {
            list: Vec::new(),
            carried_alone: true,
        }
    }

    /// Whether a file that is named can only be one that the program carries.
    pub fn are_carried_alone(&self) -> bool {
        self.carried_alone
    }

    /// Adds a text.
    pub fn add(&mut self, kind: SourceKind, name: String, text: String) -> SourceId {
        let mut line_starts = vec![0];
        line_starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
        self.list.push(Source {
            kind,
            name,
            text,
            line_starts,
        });
        SourceId(self.list.len() - 1)
    }

    /// The top of the first text, if there is any.
    pub fn top(&self) -> Option<Span> {
        (!self.list.is_empty()).then(|| Span::new(SourceId(0), 0..0))
    }

    /// The text.
    pub fn text(&self, id: SourceId) -> &str {
        self.list.get(id.0).map_or("", |source| &source.text)
    }

    /// The name shown in messages.
    pub fn name(&self, id: SourceId) -> &str {
        self.list.get(id.0).map_or("", |source| &source.name)
    }

    /// Whether the text is a file or an override.
    pub fn kind(&self, id: SourceId) -> SourceKind {
        self.list
            .get(id.0)
            .map_or(SourceKind::File, |source| source.kind)
    }

    /// The place of a part of a text that stands quoted at a span; the whole where its characters have no places of
    /// their own, because the file writes some of them as escapes.
    pub fn within(&self, span: Span, text: &str, part: Range<usize>) -> Span {
        let source = self.text(span.source);
        let quoted = source.get(span.start..span.end).unwrap_or("");
        let inner = quoted.get(1..quoted.len().saturating_sub(1));
        if inner != Some(text) {
            return span;
        }
        let (start, end) = (part.start.min(text.len()), part.end.min(text.len()));
        Span::new(span.source, span.start + 1 + start..span.start + 1 + end)
    }

    /// The number of the line of a span, from 1: what [`place`](Self::place) says, without the text.
    pub fn line(&self, span: Span) -> usize {
        self.list.get(span.source.0).map_or(1, |source| {
            let start = begin(&source.text, span);
            source.line_starts.partition_point(|&at| at <= start).max(1)
        })
    }

    /// Turns bytes into line and column. A place past the end is moved to the last line.
    pub fn place(&self, span: Span) -> Place {
        let Some(source) = self.list.get(span.source.0) else {
            return Place {
                source: String::new(),
                line: 1,
                column: 1,
                width: 1,
                text: String::new(),
            };
        };
        let text = source.text.as_str();
        let start = begin(text, span);
        let line = source.line_starts.partition_point(|&at| at <= start).max(1);
        let line_start = source.line_starts[line - 1];
        let line_end = source
            .line_starts
            .get(line)
            .map_or(text.len(), |&next| next - 1);
        let shown = text[line_start..line_end].trim_end_matches('\r');
        let end = floor_boundary(text, span.end).clamp(start, line_end.max(start));
        Place {
            source: source.name.clone(),
            line,
            column: text[line_start..start].chars().count() + 1,
            width: text[start..end].trim_end().chars().count().max(1),
            text: shown.to_owned(),
        }
    }
}

/// Where a span begins, at a character. The end of a text that ends with a line break belongs to the line before it: no
/// editor can open a line that is not there.
fn begin(text: &str, span: Span) -> usize {
    let start = floor_boundary(text, span.start);
    match start == text.len() && text.ends_with('\n') && start > 0 {
        true => start - 1,
        false => start,
    }
}

/// The largest character boundary at or before `at`.
fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str, range: Range<usize>) -> (usize, usize, usize, String) {
        let mut sources = Sources::default();
        let id = sources.add(SourceKind::File, "f.toml".into(), text.into());
        let place = sources.place(Span::new(id, range));
        (place.line, place.column, place.width, place.text)
    }

    #[test]
    fn counts_lines_and_characters_from_one() {
        assert_eq!(place("a = 1\nb = 2\n", 6..7), (2, 1, 1, "b = 2".into()));
        assert_eq!(
            place("a = \"é\" # x\n", 9..10),
            (1, 9, 1, "a = \"é\" # x".into())
        );
    }

    #[test]
    fn keeps_inside_the_text() {
        assert_eq!(place("a\n", 2..9), (1, 2, 1, "a".into()));
        assert_eq!(place("", 0..0), (1, 1, 1, String::new()));
        assert_eq!(place("é", 1..2), (1, 1, 1, "é".into()));
        assert_eq!(place("ab\r\ncd", 0..6), (1, 1, 2, "ab".into()));
    }
}
