//! The formats in which tables are written, and the names of their files.

/// Formats in which tables are written. CSV always is one of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Formats {
    /// Apache Parquet beside CSV.
    pub parquet: bool,
}

impl Formats {
    /// The files that these tables make.
    pub fn paths(self, tables: &[&str]) -> Vec<String> {
        let mut paths: Vec<String> = tables.iter().map(|path| (*path).to_owned()).collect();
        if self.parquet {
            paths.extend(tables.iter().map(|path| parquet_path(path)));
        }
        paths
    }
}

/// Ends the name of a Parquet file.
pub const PARQUET: &str = ".parquet";

/// The Parquet file beside a CSV file: `runs.parquet` beside `runs.csv`.
pub fn parquet_path(csv: &str) -> String {
    format!("{}{PARQUET}", csv.strip_suffix(".csv").unwrap_or(csv))
}
