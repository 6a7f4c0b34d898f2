//! Everything that is wrong with a scenario, found in one pass and shown with its place.

use std::fmt;

use super::source::{Place, Sources, Span};

/// How many errors are kept: enough to repair any file, few enough that a hostile one costs little.
const KEPT: usize = 500;
/// How many errors are printed.
const SHOWN: usize = 50;
/// How many names are compared with a wrong one, and how many are listed as allowed. Only hostile
/// files have more.
const COMPARED: usize = 1024;
/// How many characters of a source line are printed.
const LINE_WIDTH: usize = 110;

/// One error or note with its place and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong.
    pub message: String,
    /// Where; the whole scenario if none.
    pub place: Option<Place>,
    /// What is allowed, what was probably meant.
    pub help: Vec<String>,
    span: Option<Span>,
}

impl Diagnostic {
    /// What is wrong at a place, found after reading.
    pub fn new(message: String, place: Option<Place>, help: Vec<String>) -> Self {
        Self {
            message,
            place,
            help,
            span: None,
        }
    }
}

impl From<Vec<Diagnostic>> for Diagnostics {
    fn from(list: Vec<Diagnostic>) -> Self {
        Self { list, left_out: 0 }
    }
}

/// All errors of a scenario, in the order of files and lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    /// The errors.
    pub list: Vec<Diagnostic>,
    /// Errors found after the first 500, which are not kept.
    pub left_out: usize,
}

impl Diagnostics {
    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Number of errors found.
    pub fn count(&self) -> usize {
        self.list.len() + self.left_out
    }
}

impl std::error::Error for Diagnostics {}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in self.list.iter().take(SHOWN) {
            write_block(f, "error", diagnostic)?;
            writeln!(f)?;
        }
        let hidden = self.count().saturating_sub(SHOWN);
        if hidden > 0 {
            writeln!(f, "… and {hidden} more errors\n")?;
        }
        let count = self.count();
        let plural = if count == 1 { "" } else { "s" };
        writeln!(f, "{count} error{plural}; nothing was run")
    }
}

impl fmt::Display for Diagnostic {
    /// The block that is shown for a note.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_block(f, "note", self)
    }
}

fn write_block(f: &mut fmt::Formatter<'_>, kind: &str, diagnostic: &Diagnostic) -> fmt::Result {
    writeln!(f, "{kind}: {}", printable(&diagnostic.message))?;
    let margin = match &diagnostic.place {
        Some(place) => {
            let number = place.line.to_string();
            let margin = " ".repeat(number.len());
            let (text, column) = excerpt(&place.text, place.column);
            let room = text.chars().count().saturating_sub(column - 1).max(1);
            let carets = "^".repeat(place.width.min(room));
            writeln!(
                f,
                "{margin}--> {}:{}:{}",
                printable(&place.source),
                place.line,
                place.column
            )?;
            writeln!(f, "{margin} |")?;
            writeln!(f, "{number} | {text}")?;
            writeln!(f, "{margin} | {}{carets}", " ".repeat(column - 1))?;
            margin
        }
        None => " ".into(),
    };
    for help in &diagnostic.help {
        writeln!(f, "{margin} = {}", printable(help))?;
    }
    Ok(())
}

/// Replaces what would move the cursor or colour the terminal.
fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}

/// The part of a line around a column that fits, and the column within it.
fn excerpt(line: &str, column: usize) -> (String, usize) {
    let clean: Vec<char> = line
        .chars()
        .map(|c| match c {
            '\t' => ' ',
            c if c.is_control() => '\u{fffd}',
            c => c,
        })
        .collect();
    if clean.len() <= LINE_WIDTH {
        return (clean.into_iter().collect(), column);
    }
    let from = column.saturating_sub(LINE_WIDTH / 2);
    let until = (from + LINE_WIDTH).min(clean.len());
    let before = if from > 0 { "…" } else { "" };
    let after = if until < clean.len() { "…" } else { "" };
    let middle: String = clean.get(from..until).unwrap_or(&[]).iter().collect();
    (
        format!("{before}{middle}{after}"),
        column - from + before.chars().count(),
    )
}

/// Collects errors and notes while a scenario is read.
#[derive(Debug, Default)]
pub struct Collector {
    errors: Vec<Diagnostic>,
    notes: Vec<Diagnostic>,
    left_out: usize,
}

impl Collector {
    /// Records an error.
    pub fn error(&mut self, span: Option<Span>, message: impl Into<String>, help: Vec<String>) {
        if self.errors.len() < KEPT {
            self.errors.push(Diagnostic {
                message: message.into(),
                place: None,
                help,
                span,
            });
        } else {
            self.left_out += 1;
        }
    }

    /// Records a remark that stops nothing.
    pub fn note(&mut self, span: Option<Span>, message: impl Into<String>, help: Vec<String>) {
        if self.notes.len() < KEPT {
            self.notes.push(Diagnostic {
                message: message.into(),
                place: None,
                help,
                span,
            });
        }
    }

    /// Whether further errors are only counted, so that their messages need not be made.
    pub fn full(&self) -> bool {
        self.errors.len() >= KEPT
    }

    /// Whether an error was recorded.
    pub fn failed(&self) -> bool {
        !self.errors.is_empty()
    }

    /// The errors and the notes, with places, in the order of the text.
    pub fn finish(self, sources: &Sources) -> (Diagnostics, Vec<Diagnostic>) {
        let errors = Diagnostics {
            list: placed(self.errors, sources),
            left_out: self.left_out,
        };
        (errors, placed(self.notes, sources))
    }
}

fn placed(mut list: Vec<Diagnostic>, sources: &Sources) -> Vec<Diagnostic> {
    for diagnostic in &mut list {
        // What no line is guilty of is shown at the top of the first file.
        diagnostic.span = diagnostic.span.or(sources.top());
    }
    list.sort_by_key(|d| d.span);
    list.dedup();
    for diagnostic in &mut list {
        diagnostic.place = diagnostic.span.map(|span| sources.place(span));
    }
    list
}

/// What states are called elsewhere, and their codes here.
const CODES: [(&str, &str); 14] = [
    ("ROK", "KOR"),
    ("SKOREA", "KOR"),
    ("SK", "KOR"),
    ("DPRK", "PRK"),
    ("NKOREA", "PRK"),
    ("NK", "PRK"),
    ("US", "USA"),
    ("JP", "JPN"),
    ("JAP", "JPN"),
    ("PRC", "CHN"),
    ("CN", "CHN"),
    ("RU", "RUS"),
    ("ROC", "TWN"),
    ("TW", "TWN"),
];

/// A dotted path with the codes of states as they are here, if that makes a difference.
fn with_codes(path: &str) -> Option<String> {
    let code = |part: &str| {
        let mut known = CODES.iter();
        known
            .find(|(elsewhere, _)| part.eq_ignore_ascii_case(elsewhere))
            .map_or_else(|| part.to_owned(), |(_, code)| (*code).to_owned())
    };
    let parts: Vec<String> = path.split('.').map(code).collect();
    Some(parts.join(".")).filter(|changed| changed != path)
}

/// The candidate that `word` was probably meant to be.
///
/// Case, hyphens and underscores do not count, and codes of states that others use are known; otherwise one may begin with the other, or up to a
/// third of the letters may differ (Damerau–Levenshtein distance).
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| -> String {
        text.chars()
            .filter(|c| !matches!(c, '_' | '-' | ' '))
            .flat_map(char::to_lowercase)
            .take(64)
            .collect()
    };
    let wanted = plain(word);
    if wanted.is_empty() {
        return None;
    }
    let allowed = (wanted.chars().count() / 3).max(1);
    let coded = with_codes(word);
    candidates
        .into_iter()
        .take(COMPARED)
        .map(|candidate| {
            let name = plain(candidate);
            let begins = |long: &str, short: &str| short.len() >= 4 && long.starts_with(short);
            let distance = if coded.as_deref() == Some(candidate) {
                0
            } else if begins(&wanted, &name) || begins(&name, &wanted) {
                1
            } else {
                strsim::damerau_levenshtein(&wanted, &name)
            };
            (distance, candidate)
        })
        .filter(|(distance, candidate)| {
            *distance <= allowed && *distance < candidate.chars().count()
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The words "did you mean" as help, if there is a likely candidate.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    closest(word, candidates)
        .map(|candidate| format!("did you mean `{candidate}`?"))
        .into_iter()
        .collect()
}

/// A list in words: `a`, `b` and `c`.
pub fn listed<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    let mut items = items.into_iter();
    let mut quoted: Vec<String> = items
        .by_ref()
        .take(COMPARED)
        .map(|item| format!("`{item}`"))
        .collect();
    let more = items.count();
    if more > 0 {
        quoted.push(format!("{more} more"));
    }
    match quoted.split_last() {
        None => "nothing".into(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let keys = ["resolute_share", "resolute_prior", "treaty"];
        assert_eq!(closest("resolute_shar", keys), Some("resolute_share"));
        assert_eq!(closest("Resolute-Prior", keys), Some("resolute_prior"));
        assert_eq!(closest("traety", keys), Some("treaty"));
        assert_eq!(
            closest("resolute", ["resolute_share"]),
            Some("resolute_share")
        );
        assert_eq!(closest("horizon", keys), None);
        let codes = ["PRK", "KOR", "USA"];
        assert_eq!(closest("ROK", codes), Some("KOR"));
        assert_eq!(closest("dprk", codes), Some("PRK"));
        let paths = ["states.PRK.fear_weight", "states.KOR.treaty"];
        assert_eq!(
            closest("states.ROK.treaty", paths),
            Some("states.KOR.treaty")
        );
        assert_eq!(closest("", keys), None);
    }

    #[test]
    fn long_lines_are_cut_around_the_caret() {
        let line = "x".repeat(400) + "!" + &"y".repeat(400);
        let (text, column) = excerpt(&line, 401);
        assert_eq!(text.chars().nth(column - 1), Some('!'));
        assert!(text.chars().count() <= LINE_WIDTH + 2);
    }
}
