//! Which rows of a folder's tables are asked for.

use super::folder::{OutputFolder, ReportError};
use crate::scenario::load::closest;
use crate::store::command;

/// Names that are listed in an error.
const NAMED: usize = 60;

/// A selection of names by patterns, in which `*` stands for any letters, also none, and `?` for one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Only {
    patterns: Vec<String>,
}

impl Only {
    /// What these patterns select of `names`; all that is shown first if there are none.
    ///
    /// # Errors
    /// [`ReportError::Unknown`] for a pattern that selects nothing.
    pub fn new(patterns: &[String], names: &[String]) -> Result<Self, ReportError> {
        let patterns = patterns.iter().map(|pattern| pattern.trim().to_owned());
        let patterns: Vec<String> = patterns.filter(|pattern| !pattern.is_empty()).collect();
        for pattern in &patterns {
            if !names.iter().any(|name| matches(pattern, name)) {
                let known = names.iter().map(String::as_str);
                let mut listed: Vec<String> = names.iter().take(NAMED).cloned().collect();
                let more = names.len() - listed.len();
                if more > 0 {
                    listed.push(format!("{more} more"));
                }
                return Err(ReportError::Unknown {
                    pattern: pattern.clone(),
                    closest: closest(&plain(pattern), known).map(str::to_owned),
                    known: listed.join(", "),
                });
            }
        }
        Ok(Self { patterns })
    }

    /// Whether nothing in particular is asked for.
    pub fn is_all(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Whether a name is asked for.
    pub fn has(&self, name: &str) -> bool {
        self.is_all() || self.patterns.iter().any(|pattern| matches(pattern, name))
    }

    /// What the command that made a folder asked for: of a comparison with `--only`, every column that it has.
    pub(super) fn of_command(folder: &OutputFolder) -> Self {
        let words = command::words(&folder.manifest.execution.command);
        let asked = words.iter().any(|word| word == "--only");
        Self {
            patterns: asked.then(|| "*".to_owned()).into_iter().collect(),
        }
    }
}

/// A pattern without its wildcards.
pub fn plain(pattern: &str) -> String {
    let letters = pattern.chars();
    letters.filter(|c| !matches!(c, '*' | '?')).collect()
}

/// Whether a name matches a pattern with `*` and `?`.
pub fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.as_bytes(), name.as_bytes());
    let (mut p, mut n) = (0, 0);
    // Where to go on if a letter does not match: behind the last star, one letter further.
    let mut retry: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some(b'*') => {
                retry = Some((p + 1, n + 1));
                p += 1;
            }
            Some(c) if *c == b'?' || Some(c) == name.get(n) => (p, n) = (p + 1, n + 1),
            _ => match retry {
                None => return false,
                Some((star, next)) => {
                    (p, n) = (star, next);
                    retry = Some((star, next + 1));
                }
            },
        }
    }
    pattern.iter().skip(p).all(|c| *c == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_in_a_shell() {
        for (pattern, name) in [
            ("wars", "wars"),
            ("belief_*", "belief_prk_kor"),
            ("*_kor", "belief_prk_kor"),
            ("*r*", "wars"),
            ("first_r?", "first_r3"),
            ("*", ""),
            ("a*b*c", "aXbXbXc"),
        ] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("war", "wars"),
            ("wars", "war"),
            ("first_r?", "first_r"),
            ("*_jpn", "belief_prk_kor"),
            ("", "wars"),
            ("a*b*c", "aXbXb"),
        ] {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }
}
