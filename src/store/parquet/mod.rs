//! Tables as Apache Parquet files beside CSV, where the feature `parquet` was built.

#[cfg(feature = "parquet")]
mod column;
#[cfg(feature = "parquet")]
mod file;
#[cfg(not(feature = "parquet"))]
#[path = "without.rs"]
mod file;

pub use self::file::ParquetFile;
pub use super::formats::{PARQUET, parquet_path};
