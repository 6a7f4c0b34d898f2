//! Tables as Apache Parquet files beside CSV, where the feature `parquet` was built.

#[cfg(feature = "parquet")]
mod column;
#[cfg(feature = "parquet")]
mod file;
#[cfg(not(feature = "parquet"))]
#[path = "without.rs"]
mod file;

pub use self::file::ParquetFile;

/// Ends the name of a Parquet file.
pub const PARQUET: &str = ".parquet";

/// The Parquet file beside a CSV file: `runs.parquet` beside `runs.csv`.
pub fn parquet_path(csv: &str) -> String {
    format!("{}{PARQUET}", csv.strip_suffix(".csv").unwrap_or(csv))
}
