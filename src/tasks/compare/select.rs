//! Which contrasts are asked for, and which are shown first.

use crate::analysis::contrast::{Against, Contrast};
use crate::record::Column;
use crate::scenario::load::closest;
use crate::tasks::compare::error::CompareError;

pub use crate::report::headline::{Shown, headline};
use crate::report::only::{matches, plain};

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
            return Err(CompareError::Unknown {
                pattern: pattern.clone(),
                closest: closest(&plain(pattern), names()).map(str::to_owned),
            });
        }
    }
    let wanted =
        |name: &&str| patterns.is_empty() || patterns.iter().any(|p| matches(p.trim(), name));
    Ok(names().filter(wanted).map(str::to_owned).collect())
}
