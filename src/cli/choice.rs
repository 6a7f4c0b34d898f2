//! Arguments that are one of a few names.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::named::{Named, by_name};

/// Reads a name; help lists all of them with what they mean.
pub fn choice<T: Named + Send + Sync>() -> impl TypedValueParser<Value = T> {
    let values = T::ALL.iter();
    let values = values.map(|value| PossibleValue::new(value.name()).help(value.meaning()));
    PossibleValuesParser::new(values).try_map(|name| by_name(&name))
}
