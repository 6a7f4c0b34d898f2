//! What something of a scenario means, as `trilat explain` says it.

use serde::Deserialize;
use serde_json::{Value, json};

use super::refusal::Refusal;
use crate::model::observables::patterns::lookup as observed;
use crate::scenario::reference::{Topic, explanation, lookup, suggestion};

/// What is asked about.
#[derive(Clone, Debug, Deserialize)]
pub struct Wanted {
    key: String,
}

/// Explains a key, a symbol, a mechanism or an observable.
///
/// # Errors
/// A [`Refusal`] if nothing is called so.
pub fn explained(wanted: &Wanted) -> Result<Value, Refusal> {
    let key = wanted.key.trim();
    let topics = lookup(key);
    let columns = observed(key);
    let columns = columns
        .iter()
        .filter(|own| topics.is_empty() || own.pattern == key);
    let columns =
        columns.map(|own| format!("{}   ({}) {}\n", own.pattern, own.unit, own.description));
    let texts: Vec<String> = topics.iter().map(explanation).chain(columns).collect();
    if texts.is_empty() {
        let refusal = Refusal::missing(format!("nothing is called `{key}`"));
        return Err(match suggestion(key) {
            Some(close) => refusal.hint(format!("did you mean `{close}`?")),
            None => refusal,
        });
    }
    let parameter = topics.iter().find_map(|topic| match topic {
        Topic::Parameter(parameter) => Some(*parameter),
        Topic::Key(_) | Topic::Switch(..) => None,
    });
    Ok(json!({
        "key": key,
        "title": topics.first().map_or_else(|| key.to_owned(), Topic::pattern),
        "text": texts.join("\n"),
        "meaning": parameter.map(|own| own.description()),
        "symbol": parameter.map(|own| own.symbol),
        "unit": parameter.map(|own| own.unit.label()),
        "default": parameter.map(|own| own.default),
        "low": parameter.map(|own| own.low),
        "high": parameter.map(|own| own.high),
        "equation": parameter.map(|own| own.equation),
        "mechanism": parameter.map(|own| own.mechanism),
        "source": parameter.map(|own| own.source.label()),
    }))
}
