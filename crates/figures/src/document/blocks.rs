//! Markdown as a list of blocks.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// A piece of text that looks the same throughout.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub text: String,
    pub bold: bool,
    pub code: bool,
    /// Where it leads.
    pub link: Option<String>,
}

/// What stands below one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// A heading, of level 1 to 6.
    Heading { level: u8, text: Vec<Span> },
    /// A paragraph; in a list `depth` deep, 0 outside of any, behind a mark where one begins an item.
    Paragraph {
        depth: usize,
        mark: String,
        text: Vec<Span>,
    },
    /// Lines that stay as they are.
    Code(Vec<String>),
    /// Rows of cells, the head first.
    Table(Vec<Vec<Vec<Span>>>),
}

/// Reads Markdown with tables. Emphasis that is not strong is left to the reader, pictures and HTML are left out.
pub(super) fn read(markdown: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        reader.take(event);
    }
    reader.end_paragraph();
    reader.blocks
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    text: Vec<Span>,
    bold: usize,
    link: Option<String>,
    /// By list, the number of the next item; `None` of one without numbers.
    lists: Vec<Option<u64>>,
    mark: String,
    code: Option<String>,
    rows: Vec<Vec<Vec<Span>>>,
}

impl Reader {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.say(&text, false),
            Event::Code(text) => self.say(&text, true),
            Event::SoftBreak | Event::HardBreak => self.say(" ", false),
            _ => {}
        }
    }

    fn say(&mut self, text: &str, code: bool) {
        if let Some(lines) = &mut self.code {
            lines.push_str(text);
            return;
        }
        self.text.push(Span {
            text: text.to_owned(),
            bold: self.bold > 0,
            code,
            link: self.link.clone(),
        });
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Strong => self.bold += 1,
            Tag::Link { dest_url, .. } => self.link = Some(dest_url.into_string()),
            Tag::CodeBlock(_) => self.code = Some(String::new()),
            Tag::List(first) => {
                self.end_paragraph();
                self.lists.push(first);
            }
            Tag::Item => {
                self.mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}.", *number - 1)
                    }
                    _ => "•".to_owned(),
                };
            }
            Tag::TableHead | Tag::TableRow => self.rows.push(Vec::new()),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.bold -= 1,
            TagEnd::Link => self.link = None,
            TagEnd::Paragraph | TagEnd::Item => self.end_paragraph(),
            TagEnd::Heading(level) => {
                let text = std::mem::take(&mut self.text);
                self.blocks.push(Block::Heading {
                    level: level_of(level),
                    text,
                });
            }
            TagEnd::CodeBlock => {
                let code = self.code.take().unwrap_or_default();
                let lines = code.lines().map(str::to_owned).collect();
                self.blocks.push(Block::Code(lines));
            }
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.text);
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell);
                }
            }
            TagEnd::Table => {
                let rows = std::mem::take(&mut self.rows);
                self.blocks.push(Block::Table(rows));
            }
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let text = std::mem::take(&mut self.text);
        if !text.is_empty() {
            self.blocks.push(Block::Paragraph {
                depth: self.lists.len(),
                mark: std::mem::take(&mut self.mark),
                text,
            });
        }
    }
}

fn level_of(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &[Span]) -> String {
        text.iter().map(|span| span.text.as_str()).collect()
    }

    #[test]
    fn every_kind_of_block_is_read() {
        let read = read(
            "# A `b`\n\nOne **two**\nthree [four](x.md) &lt;5&gt;\n\n1. first\n2. second\n   - inner\n\n```sh\na\n  b\n```\n\n\
             | h | i |\n|---|---|\n| 1 | `2` |\n",
        );
        let Block::Heading { level: 1, text } = &read[0] else {
            panic!("{read:?}");
        };
        assert_eq!(plain(text), "A b");
        let Block::Paragraph { depth: 0, text, .. } = &read[1] else {
            panic!("{read:?}");
        };
        assert_eq!(plain(text), "One two three four <5>");
        assert!(text.iter().any(|span| span.bold && span.text == "two"));
        assert!(text.iter().any(|span| span.link.as_deref() == Some("x.md")));
        let items: Vec<(usize, &str, String)> = read
            .iter()
            .filter_map(|block| match block {
                Block::Paragraph { depth, mark, text } if *depth > 0 => {
                    Some((*depth, mark.as_str(), plain(text)))
                }
                _ => None,
            })
            .collect();
        let expected = [(1, "1.", "first"), (1, "2.", "second"), (2, "•", "inner")];
        let expected = expected.map(|(depth, mark, text)| (depth, mark, text.to_owned()));
        assert_eq!(items, expected);
        assert!(read.contains(&Block::Code(vec!["a".into(), "  b".into()])));
        let Some(Block::Table(rows)) = read.last() else {
            panic!("{read:?}");
        };
        let cells: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(|cell| plain(cell)).collect())
            .collect();
        assert_eq!(cells, [["h", "i"], ["1", "2"]]);
    }
}
