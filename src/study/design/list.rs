//! Points listed in a CSV file: the header names the paths, each row is a point.

use std::ops::Range;

use crate::given::{GivenError, Reader, Row};
use crate::study::factor::FactorValue;

/// Columns that are no paths: a number, and what `posterior.csv` of a calibration says of its points.
const SKIPPED: [&str; 4] = ["point", WEIGHT, "distance", "ln_likelihood"];
/// The column of weights.
pub const WEIGHT: &str = "weight";

/// A list of points.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listed {
    /// Dotted paths, in the order of the columns.
    pub paths: Vec<String>,
    /// The values of each point, in the order of the paths.
    pub rows: Vec<Vec<FactorValue>>,
    /// The bytes of the file in which each point stands.
    pub places: Vec<Range<usize>>,
    /// The weight of each point, where the file has a column of weights.
    pub weights: Option<Vec<f64>>,
}

/// Something wrong in a list, with the bytes of the file where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListError {
    /// Where.
    pub at: Range<usize>,
    /// What.
    pub message: String,
}

/// Reads a table ([`given`](crate::given)): a header of paths, then one point a row. Columns `point`, `weight` and
/// `distance` are no paths; those of `weight` are kept beside the points. A field that reads as a number is one, `true` and `false` are switches, anything else is a
/// word.
///
/// # Errors
/// Everything that is wrong, in the order of the lines.
pub fn read_list(text: &str) -> Result<Listed, Vec<ListError>> {
    let mut reader = Reader::new(text.as_bytes()).map_err(|error| vec![refused(error)])?;
    let weight = reader.find(WEIGHT).map_err(|error| vec![refused(error)])?;
    let mut weights = Vec::new();
    let names = reader.names().iter();
    let skipped = |name: &String| SKIPPED.iter().any(|own| own.eq_ignore_ascii_case(name));
    let kept: Vec<(usize, &String)> = names.enumerate().filter(|(_, n)| !skipped(n)).collect();
    let mut listed = Listed {
        paths: kept.iter().map(|(_, name)| (*name).clone()).collect(),
        ..Listed::default()
    };
    let kept: Vec<usize> = kept.into_iter().map(|(at, _)| at).collect();
    let (mut errors, mut row) = (Vec::new(), Row::default());
    loop {
        match reader.next(&mut row) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                errors.push(refused(error));
                continue;
            }
        }
        let mut values = Vec::with_capacity(kept.len());
        for (column, path) in kept.iter().zip(&listed.paths) {
            let field = row.get(*column).unwrap_or_default();
            if field.is_empty() {
                errors.push(ListError {
                    at: row.place(),
                    message: format!("no value of `{path}`"),
                });
            }
            values.push(value(field));
        }
        if let Some(at) = weight {
            let field = row.get(at).unwrap_or_default();
            match field.parse::<f64>() {
                Ok(weight) if weight >= 0.0 && weight.is_finite() => weights.push(weight),
                _ => errors.push(ListError {
                    at: row.place(),
                    message: format!("the weight `{field}` is no number from 0 up"),
                }),
            }
        }
        listed.rows.push(values);
        listed.places.push(row.place());
    }
    if errors.is_empty() && listed.rows.is_empty() {
        errors.push(ListError {
            at: reader.header_place(),
            message: "no points: the file needs a header of paths and a row for each point".into(),
        });
    }
    if errors.is_empty() && weight.is_some() && weights.iter().all(|weight| *weight == 0.0) {
        errors.push(ListError {
            at: reader.header_place(),
            message: "all weights are 0: leave the column out for equal ones".into(),
        });
    }
    if errors.is_empty() {
        listed.weights = weight.map(|_| weights);
        Ok(listed)
    } else {
        Err(errors)
    }
}

fn refused(error: GivenError) -> ListError {
    match error {
        GivenError::Line { place, message, .. } => ListError { at: place, message },
        GivenError::Read(source) => ListError {
            at: 0..0,
            message: source.to_string(),
        },
    }
}

/// A field as a value.
fn value(field: &str) -> FactorValue {
    let numeric = field.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    if let Ok(integer) = field.parse::<i64>() {
        return FactorValue::Integer(integer);
    }
    match (field, field.parse::<f64>()) {
        ("true" | "TRUE", _) => FactorValue::Switch(true),
        ("false" | "FALSE", _) => FactorValue::Switch(false),
        (_, Ok(number)) if numeric && number.is_finite() => FactorValue::Number(number),
        _ => FactorValue::Text(field.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use FactorValue::{Integer, Number, Switch, Text};

    #[test]
    fn reads_numbers_switches_and_words() {
        let text = "point,will.threat,mechanisms.fear,scenario.war\r\n1,0.5,true,reset\r\n\
                    2,-1e-3,false,\"absorbing\"\r\n3,4,true,reset\n";
        let listed = read_list(text).unwrap();
        assert_eq!(
            listed.paths,
            ["will.threat", "mechanisms.fear", "scenario.war"]
        );
        assert_eq!(
            listed.rows[1],
            [Number(-1e-3), Switch(false), Text("absorbing".into())]
        );
        assert_eq!(listed.rows[2][0], Integer(4));
        assert_eq!(
            text[listed.places[1].clone()].trim_end(),
            "2,-1e-3,false,\"absorbing\""
        );
        assert_eq!(text[listed.places[2].clone()].trim_end(), "3,4,true,reset");
    }

    #[test]
    fn wrong_rows_are_all_found() {
        let text = "a.b,c.d\n1,2\n3\n4,\n";
        let errors = read_list(text).unwrap_err();
        assert_eq!(errors.len(), 2);
        assert_eq!(&text[errors[0].at.clone()], "3");
        assert_eq!(errors[0].message, "1 fields, but the header has 2");
        assert_eq!(errors[1].message, "no value of `c.d`");
        assert!(read_list("").is_err());
        assert!(read_list("a.b\n").is_err());
    }
}
