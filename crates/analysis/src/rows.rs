//! How values become CSV.
//!
//! UTF-8 without a byte-order mark, comma, `\n`, quotes only where a text needs them (RFC 4180).
//! A missing value is an empty field. Booleans are 0 and 1. A number is written with the fewest digits
//! that read back as the same double (`0.1`, `-2.5`, `1e-7`), a whole number below 2^53 without a
//! decimal point; minus zero is written as 0.

/// Rows of a CSV table in memory. Reused: [`clear`](Self::clear) keeps the allocation.
///
/// ```
/// use trilat_analysis::rows::Rows;
/// let mut rows = Rows::default();
/// rows.integer(7).number(0.1).number(f64::NAN).text("war, or \"not\"").end_row();
/// assert_eq!(rows.as_str(), "7,0.1,,\"war, or \"\"not\"\"\"\n");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    text: String,
    rows: u64,
    row_start: usize,
    fields: usize,
}

impl Rows {
    /// Forgets all rows.
    pub fn clear(&mut self) {
        self.text.clear();
        self.rows = 0;
        self.row_start = 0;
        self.fields = 0;
    }

    /// The complete rows so far.
    pub fn as_str(&self) -> &str {
        &self.text[..self.row_start]
    }

    /// Number of complete rows.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Appends a number; NaN is missing.
    pub fn number(&mut self, value: f64) -> &mut Self {
        /// Whole doubles of at least this size are not all representable.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        self.begin_field();
        if value.is_nan() {
        } else if value.abs() < EXACT && libm::trunc(value) == value {
            self.text.push_str(itoa::Buffer::new().format(value as i64));
        } else {
            self.text.push_str(ryu::Buffer::new().format(value));
        }
        self
    }

    /// Appends a whole number.
    pub fn integer(&mut self, value: u64) -> &mut Self {
        self.begin_field();
        self.text.push_str(itoa::Buffer::new().format(value));
        self
    }

    /// Appends a text, quoted if it needs to be.
    pub fn text(&mut self, value: &str) -> &mut Self {
        self.begin_field();
        if value.contains([',', '"', '\n', '\r']) {
            self.text.push('"');
            self.text.push_str(&value.replace('"', "\"\""));
            self.text.push('"');
        } else {
            self.text.push_str(value);
        }
        self
    }

    /// Appends a missing value.
    pub fn missing(&mut self) -> &mut Self {
        self.begin_field();
        self
    }

    /// Appends a whole number that may be negative.
    pub fn whole(&mut self, value: i64) -> &mut Self {
        self.begin_field();
        self.text.push_str(itoa::Buffer::new().format(value));
        self
    }

    /// Ends the row.
    pub fn end_row(&mut self) {
        // A lone empty field would be a blank line, which readers skip.
        if self.fields == 1 && self.text.len() == self.row_start {
            self.text.push_str("\"\"");
        }
        self.text.push('\n');
        self.rows += 1;
        self.row_start = self.text.len();
        self.fields = 0;
    }

    fn begin_field(&mut self) {
        if self.fields > 0 {
            self.text.push(',');
        }
        self.fields += 1;
    }
}

/// A number as it stands in every table.
pub fn number_text(value: f64) -> String {
    let mut rows = Rows::default();
    rows.number(value);
    rows.text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(value: f64) -> String {
        let mut rows = Rows::default();
        rows.number(1.0).number(value).end_row();
        rows.as_str()[2..].trim_end().to_owned()
    }

    #[test]
    fn numbers_are_short_and_plain() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (-17.0, "-17"),
            (0.1, "0.1"),
            (1e-7, "1e-7"),
            (1.5e300, "1.5e300"),
            (f64::NAN, ""),
            (9_007_199_254_740_991.0, "9007199254740991"),
        ] {
            assert_eq!(written(value), text);
        }
    }

    #[test]
    fn a_lone_missing_value_is_a_row() {
        let mut rows = Rows::default();
        rows.missing().end_row();
        assert_eq!(rows.as_str(), "\"\"\n");
        assert_eq!(rows.rows(), 1);
    }

    proptest! {
        #[test]
        fn every_double_reads_back(bits: u64) {
            let value = f64::from_bits(bits);
            prop_assume!(value.is_finite());
            let back: f64 = written(value).parse().unwrap();
            prop_assert_eq!(back, value);
        }

        #[test]
        fn every_text_reads_back(texts in prop::collection::vec(".*", 2..5)) {
            let mut rows = Rows::default();
            // A reader strips a byte-order mark at the very start of a file; there the header stands.
            rows.text("header").end_row();
            for text in &texts {
                rows.text(text);
            }
            rows.end_row();
            let mut reader = csv::ReaderBuilder::new()
                .flexible(true)
                .from_reader(rows.as_str().as_bytes());
            let record = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(record.iter().collect::<Vec<_>>(), texts);
        }
    }
}
