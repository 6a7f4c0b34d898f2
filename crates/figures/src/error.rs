//! What can go wrong between a table and a figure.

use std::path::PathBuf;

/// Why a figure could not be made or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FigureError {
    /// The table lacks columns that the figure needs.
    #[error(
        "figure {figure}: the table lacks the column{} {}; it has {}",
        if missing.len() == 1 { "" } else { "s" },
        list(missing),
        list(found)
    )]
    MissingColumns {
        /// The figure or operation that needed them.
        figure: String,
        /// The names that were not found, in the order of the figure's documentation.
        missing: Vec<String>,
        /// The names that the table has.
        found: Vec<String>,
    },
    /// A column that must hold numbers holds something else.
    #[error("column `{column}`, row {row}: `{text}` is not a number")]
    NotNumeric {
        /// Column name.
        column: String,
        /// Row, counted from 1 below the header.
        row: usize,
        /// The offending text.
        text: String,
    },
    /// A month is not written `YYYY-MM`.
    #[error(
        "column `{column}`, row {row}: `{text}` is not a month; write YYYY-MM, such as 2026-01"
    )]
    BadMonth {
        /// Column name.
        column: String,
        /// Row, counted from 1 below the header.
        row: usize,
        /// The offending text.
        text: String,
    },
    /// A number lies outside what the quantity allows.
    #[error("column `{column}`, row {row}: {value} is outside {allowed}")]
    OutOfRange {
        /// Column name.
        column: String,
        /// Row, counted from 1 below the header.
        row: usize,
        /// The offending value.
        value: f64,
        /// The range allowed, in words.
        allowed: &'static str,
    },
    /// Two rows describe the same thing.
    #[error(
        "figure {figure}: row {row} repeats an earlier row ({keys}: {text}); filter the table first"
    )]
    RepeatedRow {
        /// The figure.
        figure: String,
        /// The later row, counted from 1 below the header.
        row: usize,
        /// The columns that identify a row.
        keys: String,
        /// Their values.
        text: String,
    },
    /// Two columns of one table differ in length.
    #[error("column `{column}` has {rows} rows, the others have {expected}")]
    UnequalColumns {
        /// The column added last.
        column: String,
        /// Its rows.
        rows: usize,
        /// The rows of the columns before it.
        expected: usize,
    },
    /// A column name occurs twice.
    #[error("column `{column}` occurs twice")]
    DuplicateColumn {
        /// The name.
        column: String,
    },
    /// There is nothing to draw.
    #[error("figure {figure}: {reason}")]
    NothingToDraw {
        /// The figure.
        figure: String,
        /// What was missing.
        reason: &'static str,
    },
    /// A label holds a character that the embedded font cannot show.
    #[error(
        "figure {figure}: the label `{label}` holds `{character}`, which the font lacks (Liberation Sans has Latin, Greek \
         and Cyrillic letters); name a font file that has it with --font"
    )]
    NoGlyph {
        /// The figure.
        figure: String,
        /// The label.
        label: String,
        /// The first such character.
        character: char,
    },
    /// A font file does not serve.
    #[error("the font {}: {message}", path.display())]
    Font {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// No preset has this name.
    #[error("no figure preset is called `{name}`; there are {}", list(allowed))]
    UnknownPreset {
        /// What was asked for.
        name: String,
        /// What there is.
        allowed: Vec<String>,
    },
    /// No output format has this name.
    #[error("no figure format is called `{name}`; there are {}", list(allowed))]
    UnknownFormat {
        /// What was asked for.
        name: String,
        /// What there is.
        allowed: Vec<String>,
    },
    /// The format was left out of this build.
    #[error(
        "figures as `{0}` were left out of this build, which writes `svg` alone; build with `--features figures`"
    )]
    NotBuilt(
        /// Its name.
        &'static str,
    ),
    /// A figure name is not a plain file stem.
    #[error("`{name}` cannot name a figure's files; use letters, digits, `_` and `-`")]
    BadName {
        /// What was asked for.
        name: String,
    },
    /// The drawing, PDF, PNG or TIFF step failed.
    #[error("{stage}: {message}")]
    Render {
        /// `SVG`, `PDF`, `PNG` or `TIFF`.
        stage: &'static str,
        /// What the step said.
        message: String,
    },
    /// A CSV file could not be read or written.
    #[error("{}: {source}", path.display())]
    Csv {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: csv::Error,
    },
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
}

/// `` `a`, `b` `` or "no columns".
fn list(names: &[String]) -> String {
    if names.is_empty() {
        return "none".to_string();
    }
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
