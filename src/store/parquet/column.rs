//! The values of one column of a row group, from text to the pages of a Parquet file.

use std::path::Path;

use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::Result;
use parquet::file::writer::SerializedColumnWriter;

use crate::store::error::StoreError;
use crate::store::tables::{Field, FieldType};

/// Values are handed to the writer in pieces of this many rows.
const PIECE: usize = 1 << 12;

/// The values of a column that are not written yet, a value for each row, in as little memory as they take:
/// the more rows a row group has, the fewer groups the footer lists.
#[derive(Debug)]
pub(super) struct Buffer {
    name: String,
    values: Values,
}

/// Values by type. Each type has one that stands for a missing value and never occurs otherwise.
#[derive(Debug)]
enum Values {
    /// Missing: the least number.
    Integers(Vec<i32>),
    /// The same, from the first number on that needs more than 32 bits.
    Large(Vec<i64>),
    /// Missing: NaN.
    Numbers(Vec<f64>),
    /// Missing: 2.
    Booleans(Vec<u8>),
    /// Texts one after the other, and where each ends. Missing: an empty text.
    Texts(Vec<u8>, Vec<usize>),
}

impl Buffer {
    /// An empty buffer for a field.
    pub fn new(field: &Field) -> Self {
        Self {
            name: field.name.clone(),
            values: match field.field_type {
                FieldType::Integer => Values::Integers(Vec::new()),
                FieldType::Number => Values::Numbers(Vec::new()),
                FieldType::Boolean => Values::Booleans(Vec::new()),
                FieldType::String | FieldType::YearMonth => Values::Texts(Vec::new(), Vec::new()),
            },
        }
    }

    /// Adds a field of a CSV row; an empty one is missing. Returns about how many bytes it takes, which
    /// depends on the field alone.
    ///
    /// # Errors
    /// What the column holds, if the field is not that.
    pub fn push(&mut self, field: &str) -> std::result::Result<usize, &'static str> {
        let missing = field.is_empty();
        match &mut self.values {
            Values::Integers(values) => {
                let value = integer(field)?;
                match i32::try_from(value) {
                    _ if missing => values.push(i32::MIN),
                    Ok(value) if value > i32::MIN => values.push(value),
                    _ => {
                        let widen = |value: &i32| match *value {
                            i32::MIN => i64::MIN,
                            value => i64::from(value),
                        };
                        let mut large: Vec<i64> = values.iter().map(widen).collect();
                        large.push(value);
                        self.values = Values::Large(large);
                    }
                }
                Ok(size_of::<i32>())
            }
            Values::Large(values) => {
                values.push(integer(field)?);
                Ok(size_of::<i32>())
            }
            Values::Numbers(values) => {
                values.push(match missing {
                    true => f64::NAN,
                    false => field.parse().map_err(|_| "a number")?,
                });
                Ok(size_of::<f64>())
            }
            Values::Booleans(values) => {
                values.push(match field {
                    "0" => 0,
                    "1" => 1,
                    "" => 2,
                    _ => return Err("0 or 1"),
                });
                Ok(size_of::<u8>())
            }
            Values::Texts(text, ends) => {
                text.extend_from_slice(field.as_bytes());
                ends.push(text.len());
                Ok(size_of::<usize>() + field.len())
            }
        }
    }

    /// The error for a field that the column does not hold.
    pub fn cell(&self, path: &Path, value: &str, wanted: &'static str) -> StoreError {
        StoreError::Cell {
            path: path.to_owned(),
            column: self.name.clone(),
            value: value.to_owned(),
            wanted,
        }
    }

    /// Writes the values as a column chunk and forgets them.
    pub fn write(&mut self, writer: &mut SerializedColumnWriter<'_>) -> Result<()> {
        match &mut self.values {
            Values::Integers(values) => {
                write::<Int64Type, _>(writer, values, |&value| {
                    (value != i32::MIN).then(|| i64::from(value))
                })?;
                values.clear();
            }
            Values::Large(values) => {
                write::<Int64Type, _>(writer, values, |&value| {
                    (value != i64::MIN).then_some(value)
                })?;
                self.values = Values::Integers(Vec::new());
            }
            Values::Numbers(values) => {
                write::<DoubleType, _>(writer, values, |&value| {
                    (!value.is_nan()).then_some(value)
                })?;
                values.clear();
            }
            Values::Booleans(values) => {
                write::<BoolType, _>(writer, values, |&value| (value < 2).then_some(value == 1))?;
                values.clear();
            }
            Values::Texts(text, ends) => {
                let text = ByteArray::from(std::mem::take(text));
                let mut start = 0;
                write::<ByteArrayType, _>(writer, ends, |&end| {
                    let from = std::mem::replace(&mut start, end);
                    (end > from).then(|| text.slice(from, end - from))
                })?;
                ends.clear();
            }
        }
        Ok(())
    }
}

/// Writes values of a column, `None` as a null.
fn write<T: DataType, V>(
    writer: &mut SerializedColumnWriter<'_>,
    values: &[V],
    mut value: impl FnMut(&V) -> Option<T::T>,
) -> Result<()> {
    let (mut present, mut levels) = (Vec::new(), Vec::new());
    for piece in values.chunks(PIECE) {
        present.clear();
        levels.clear();
        for own in piece {
            let own = value(own);
            levels.push(i16::from(own.is_some()));
            present.extend(own);
        }
        let writer = writer.typed::<T>();
        writer.write_batch(&present, Some(&levels), None)?;
    }
    Ok(())
}

/// A whole number, also one that was written with a point or an exponent since it is 2^53 or more; the
/// least number for an empty field.
fn integer(field: &str) -> std::result::Result<i64, &'static str> {
    /// 2^63.
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    if field.is_empty() {
        return Ok(i64::MIN);
    }
    let value = field.parse().ok().or_else(|| {
        let value: f64 = field.parse().ok()?;
        let fits = libm::trunc(value) == value && (-BEYOND..BEYOND).contains(&value);
        fits.then_some(value as i64)
    });
    match value {
        Some(value) if value > i64::MIN => Ok(value),
        _ => Err("a whole number of 64 bits"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_read_however_they_are_written() {
        for (text, value) in [
            ("-17", Ok(-17)),
            ("9007199254740993", Ok(9_007_199_254_740_993)),
            ("9007199254740992.0", Ok(9_007_199_254_740_992)),
            ("1e18", Ok(1_000_000_000_000_000_000)),
        ] {
            assert_eq!(integer(text), value, "{text}");
        }
        for text in ["1e19", "0.5", "x", "-9223372036854775808"] {
            assert!(integer(text).is_err(), "{text}");
        }
    }
}
