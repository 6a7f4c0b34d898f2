//! Outcomes of a user's own: what a run is asked for besides its standing columns.

use std::fmt::{self, Display, Formatter};

use super::Month;
use super::load::Place;
use super::quoted;
use crate::expression::{Expression, Word};
use crate::named::{Named, by_name, named};
use crate::record::check_name;

/// Most outcomes of a scenario.
pub const MAX_OUTCOMES: usize = 64;

named! {
    /// What is made of the months of a run.
    pub enum Fold {
        Sum = "sum", "The sum over months; 0 where no month counts";
        Mean = "mean", "The mean over months; missing where no month counts";
        Share = "share", "The share of months in which it holds; missing where no month counts";
        Min = "min", "The smallest value of any month";
        Max = "max", "The largest value of any month";
        First = "first", "The first month in which it holds, counted from 1; missing if there is none by the horizon";
        Last = "last", "The value of the last month";
    }
}

/// An expression as it was written, and where.
#[derive(Clone, Debug)]
pub struct Written {
    /// The expression.
    pub expression: Expression,
    /// Where the text stands, if it stands in a file or an override.
    pub place: Option<Place>,
    /// The column of the text's first character, where each character of it is one of the file.
    pub column: Option<usize>,
}

/// Where an expression stands makes no difference.
impl PartialEq for Written {
    fn eq(&self, other: &Self) -> bool {
        self.expression == other.expression
    }
}

impl Written {
    /// Where a name of the expression stands.
    pub fn place_of(&self, word: &Word) -> Option<Place> {
        let mut place = self.place.clone()?;
        if let Some(column) = self.column {
            // Names are ASCII, and so is all that can stand before one.
            place.column = column + word.at.start;
            place.width = word.at.len().max(1);
        }
        Some(place)
    }
}

/// What an outcome is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// Values by month, folded over the months of a run.
    Months {
        /// How they are folded.
        fold: Fold,
        /// The value of a month.
        of: Written,
        /// Which months count; all if there is none.
        condition: Option<Written>,
        /// The first month that counts.
        from: Option<Month>,
        /// The first month that counts no more.
        until: Option<Month>,
    },
    /// A value made of the columns of a run.
    Value(Written),
}

/// An outcome of a user's own.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Its name, and that of its column.
    pub name: String,
    /// What it means, in words; its expression if left out.
    pub meaning: Option<String>,
    /// Its unit; from its form if left out.
    pub unit: Option<String>,
    /// What it is made of.
    pub rule: Rule,
}

impl Outcome {
    /// Its expressions.
    pub fn expressions(&self) -> impl Iterator<Item = &Written> {
        let (of, condition) = match &self.rule {
            Rule::Months { of, condition, .. } => (of, condition.as_ref()),
            Rule::Value(of) => (of, None),
        };
        std::iter::once(of).chain(condition)
    }

    /// The unit, as given or as its form has it.
    pub fn unit(&self) -> &str {
        let of_form = match &self.rule {
            Rule::Months { fold, of, .. } => match fold {
                Fold::First => "months",
                Fold::Share => "share",
                Fold::Sum if of.expression.is_condition() => "months",
                _ => "1",
            },
            Rule::Value(_) => "1",
        };
        self.unit.as_deref().unwrap_or(of_form)
    }

    /// The meaning, as given or as its form has it, with a full stop.
    pub fn description(&self) -> String {
        let text = match &self.meaning {
            Some(meaning) => meaning.clone(),
            None => format!("Outcome of the user's own: {}", self.rule),
        };
        match text.ends_with('.') {
            true => text,
            false => text + ".",
        }
    }
}

impl Display for Rule {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(of) => write!(f, "{}", of.expression),
            Self::Months {
                fold,
                of,
                condition,
                from,
                until,
            } => {
                write!(f, "{fold}({})", of.expression)?;
                if let Some(condition) = condition {
                    write!(f, " where {}", condition.expression)?;
                }
                if let Some(from) = from {
                    write!(f, " from {from}")?;
                }
                if let Some(until) = until {
                    write!(f, " until {until}")?;
                }
                Ok(())
            }
        }
    }
}

/// The override that an outcome in short form stands for: `NAME=sum(rung_prk_kp >= 3) where at_war == 0 from 2027-01`,
/// `NAME=probes_r3 / (probes_r2 + 1)`, or `NAME={ sum = "…", meaning = "…" }`.
///
/// # Errors
/// What is wrong with the form; expressions and names are judged when the override is read.
///
/// ```
/// use trilat_model::scenario::outcome_override;
/// let set = outcome_override("worst=max(fear_prk) where t > 12").unwrap();
/// assert_eq!(set, r#"outcomes.worst={ max = "fear_prk", where = "t > 12" }"#);
/// let set = outcome_override("mix = min(probes_r3, probes_r2)").unwrap();
/// assert_eq!(set, r#"outcomes.mix={ value = "min(probes_r3, probes_r2)" }"#);
/// ```
pub fn outcome_override(text: &str) -> Result<String, String> {
    let Some((name, rule)) = text.split_once('=') else {
        return Err("write NAME=EXPRESSION, such as tests=sum(rung_prk_kp >= 3)".to_owned());
    };
    let (name, rule) = (name.trim(), rule.trim());
    if check_name(name).is_err() {
        return Err(format!(
            "`{name}` cannot be the name of an outcome: write 1 to 32 characters a-z, 0-9 and _, beginning with a letter"
        ));
    }
    if rule.is_empty() {
        return Err(format!("the outcome `{name}` has no expression"));
    }
    let table = match rule.starts_with('{') {
        true => rule.to_owned(),
        false => {
            let parts = parts(rule).unwrap_or_else(|| vec![("value", rule)]);
            let keys = parts
                .iter()
                .map(|(key, text)| format!("{key} = {}", quoted(text)));
            format!("{{ {} }}", keys.collect::<Vec<_>>().join(", "))
        }
    };
    Ok(format!("outcomes.{name}={table}"))
}

/// The keys of a fold in short form; none if the text is no fold.
fn parts(rule: &str) -> Option<Vec<(&'static str, &str)>> {
    let (word, rest) = rule.split_once('(')?;
    let fold = by_name::<Fold>(word.trim()).ok()?;
    let mut depth = 1_usize;
    let mut values = 1_usize;
    let end = rest.char_indices().find_map(|(at, c)| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 1 => values += 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })?;
    if values > 1 {
        return None;
    }
    let mut found = vec![(fold.name(), rest[..end].trim())];
    let mut tail = rest[end + 1..].trim();
    let mut dates = Vec::new();
    for key in ["until", "from"] {
        if let Some((before, month)) = tail.rsplit_once(key)
            && (before.is_empty() || before.ends_with(' '))
            && month.trim().parse::<Month>().is_ok()
        {
            dates.push((key, month.trim()));
            tail = before.trim();
        }
    }
    if let Some(condition) = tail.strip_prefix("where ") {
        found.push(("where", condition.trim()));
    } else if !tail.is_empty() {
        return None;
    }
    dates.reverse();
    found.extend(dates);
    Some(found)
}
