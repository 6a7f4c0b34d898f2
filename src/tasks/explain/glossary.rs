//! The words of the field and of the program, as `docs/glossary.md` has them.

/// A word of the glossary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word, and others for the same, by commas.
    pub word: String,
    /// What it means.
    pub meaning: String,
    /// Where it is defined: a section, and its page.
    pub defined_in: String,
}

impl Word {
    /// Whether it is asked for by this name.
    pub fn is(&self, name: &str) -> bool {
        let names = self.word.split(", ").chain([self.word.as_str()]);
        names.into_iter().any(|own| same(own, name))
    }
}

/// Whether two names are one: case, hyphens and underscores make no difference.
pub fn same(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().replace(['-', '_'], " ");
    plain(one.trim()) == plain(other.trim())
}

/// Every word, in the order of the page.
pub fn words() -> Vec<Word> {
    include_str!("../../../docs/glossary.md")
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"))
        .filter_map(|row| {
            let cells: Vec<&str> = row.split(" | ").collect();
            let [word, meaning, place] = cells[..] else {
                return None;
            };
            (word != "word").then(|| Word {
                word: plain(word, false),
                meaning: plain(meaning, false),
                defined_in: plain(place, true),
            })
        })
        .collect()
}

/// A cell without marks of Markdown; the page of a link in parentheses if `pages`.
fn plain(cell: &str, pages: bool) -> String {
    let mut out = String::new();
    let mut rest = cell;
    while let Some((before, text, page, after)) = link(rest) {
        out.push_str(before);
        out.push_str(text);
        if pages {
            out.push_str(&format!(" (docs/{page})"));
        }
        rest = after;
    }
    out.push_str(rest);
    out.replace("\\*", "\u{0}")
        .replace(['*', '`', '\\'], "")
        .replace('\u{0}', "*")
}

/// The first link of a text: what stands before it, its words, its page, and what follows.
fn link(text: &str) -> Option<(&str, &str, &str, &str)> {
    let (before, rest) = text.split_once('[')?;
    let (words, rest) = rest.split_once("](")?;
    let (page, after) = rest.split_once(')')?;
    Some((before, words, page, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_page_is_a_word_without_marks() {
        let rows = include_str!("../../../docs/glossary.md")
            .lines()
            .filter(|line| line.starts_with('|') && !line.starts_with("|---"))
            .filter(|line| !line.starts_with("| word |"))
            .count();
        let words = words();
        assert_eq!(words.len(), rows);
        for word in &words {
            let all = format!("{} {} {}", word.word, word.meaning, word.defined_in);
            assert!(!all.contains(['[', ']', '`', '|', '\\']), "{all}");
            assert!(word.defined_in.contains("docs/"), "{all}");
        }
    }

    #[test]
    fn a_word_goes_by_each_of_its_names() {
        let words = words();
        let found = |name: &str| words.iter().filter(|word| word.is(name)).count();
        for name in [
            "rung",
            "common random numbers",
            "Common-Random-Numbers",
            "resolute",
            "Morris, μ*",
        ] {
            assert_eq!(found(name), 1, "{name}");
        }
        assert_eq!(found("resol"), 0);
    }
}
