//! Points listed in a CSV file: the header names the paths, each row is a point.

use std::ops::Range;

use crate::study::factor::FactorValue;

/// Columns that are skipped: a number, and what `posterior.csv` of a calibration says of its points.
const SKIPPED: [&str; 3] = ["point", "weight", "distance"];

/// A list of points.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listed {
    /// Dotted paths, in the order of the columns.
    pub paths: Vec<String>,
    /// The values of each point, in the order of the paths.
    pub rows: Vec<Vec<FactorValue>>,
    /// The bytes of the file in which each point stands.
    pub places: Vec<Range<usize>>,
}

/// Something wrong in a list, with the bytes of the file where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListError {
    /// Where.
    pub at: Range<usize>,
    /// What.
    pub message: String,
}

/// Reads a CSV text: comma-separated (RFC 4180), a header of paths, then one point a row. Columns
/// `point`, `weight` and `distance` are skipped. A field that reads as a number is one, `true` and `false` are switches,
/// anything else is a word.
///
/// # Errors
/// Everything that is wrong, in the order of the lines.
pub fn read_list(text: &str) -> Result<Listed, Vec<ListError>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut listed = Listed::default();
    let mut errors = Vec::new();
    let mut columns: Option<Vec<Option<usize>>> = None;
    let mut width = 0;
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let at = error.position().map_or(0, |p| p.byte() as usize);
                let message = format!("not CSV: {error}");
                errors.push(ListError {
                    at: at..at,
                    message,
                });
                break;
            }
        };
        let start = mark + record.position().map_or(0, |p| p.byte() as usize);
        // After a Windows line end the reader stands between its two characters; blank lines come to that.
        let blank = text[start..]
            .bytes()
            .take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let start = start + blank.count();
        let end = text[start..].find('\n').map_or(text.len(), |n| start + n);
        let mut wrong = |message: String| {
            let at = start..end;
            errors.push(ListError { at, message });
        };
        let Some(columns) = &columns else {
            width = record.len();
            let mut kept = Vec::new();
            for path in &record {
                let is_skipped = SKIPPED.contains(&path);
                kept.push((!is_skipped).then_some(listed.paths.len()));
                if is_skipped {
                    continue;
                }
                if path.is_empty() {
                    wrong("a column without a path".to_owned());
                }
                listed.paths.push(path.to_owned());
            }
            columns = Some(kept);
            continue;
        };
        if record.len() != width {
            let found = record.len();
            wrong(format!("{found} fields, but the header has {width}"));
            continue;
        }
        let mut row = Vec::with_capacity(listed.paths.len());
        for (field, column) in record.iter().zip(columns) {
            let Some(column) = *column else { continue };
            if field.is_empty() {
                let path = listed.paths.get(column).map_or("", String::as_str);
                wrong(format!("no value of `{path}`"));
            }
            row.push(value(field));
        }
        listed.rows.push(row);
        listed.places.push(start..end);
    }
    if errors.is_empty() && listed.rows.is_empty() {
        let message = "no points: the file needs a header of paths and a row for each point".into();
        errors.push(ListError {
            at: 0..text.find('\n').unwrap_or(text.len()),
            message,
        });
    }
    if errors.is_empty() {
        Ok(listed)
    } else {
        Err(errors)
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
