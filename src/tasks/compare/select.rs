//! Which contrasts are asked for, and which are shown first.

use crate::analysis::contrast::{Against, Contrast};
use crate::record::Column;
use crate::scenario::load::closest;
use crate::tasks::compare::error::CompareError;

pub use crate::report::headline::{Shown, headline};

/// The contrasts of a scenario that are shown, with their labels: those of `shown`, or all under their
/// columns' names if it is empty or none of it is there.
pub fn pick<'a>(shown: &[Shown], against: &'a Against) -> Vec<(Shown, &'a Contrast)> {
    let picked: Vec<(Shown, &Contrast)> = shown
        .iter()
        .filter_map(|wanted| {
            against
                .contrasts
                .iter()
                .find(|c| {
                    c.column == wanted.column
                        && (wanted.statistic.is_empty() || c.statistic == wanted.statistic)
                })
                .map(|contrast| (wanted.clone(), contrast))
        })
        .collect();
    if !picked.is_empty() {
        return picked;
    }
    let named = |contrast: &Contrast| Shown::named(&contrast.column, contrast.statistic);
    let all = against.contrasts.iter();
    all.map(|contrast| (named(contrast), contrast)).collect()
}

/// The names of the columns that some pattern matches; all if there is no pattern. In patterns `*`
/// stands for any letters, also none, and `?` for one.
///
/// # Errors
/// [`CompareError::Unknown`] for a pattern that matches nothing.
pub fn select(patterns: &[String], columns: &[Column]) -> Result<Vec<String>, CompareError> {
    let names = || columns.iter().map(|column| column.name.as_str());
    for pattern in patterns {
        if !names().any(|name| matches(pattern.trim(), name)) {
            let plain: String = pattern
                .chars()
                .filter(|c| !matches!(c, '*' | '?'))
                .collect();
            return Err(CompareError::Unknown {
                pattern: pattern.clone(),
                closest: closest(&plain, names()).map(str::to_owned),
            });
        }
    }
    let wanted =
        |name: &&str| patterns.is_empty() || patterns.iter().any(|p| matches(p.trim(), name));
    Ok(names().filter(wanted).map(str::to_owned).collect())
}

/// Whether a name matches a pattern with `*` and `?`.
fn matches(pattern: &str, name: &str) -> bool {
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
