//! The names of what lies beside the parts, and of the parts.

use std::path::{Path, PathBuf};

/// The folder of the parts inside an output folder.
pub const PARTS: &str = "parts";
/// What older versions left beside their parts.
pub(super) const OLDER: [&str; 4] = ["audit.txt", "lock", "commit.json", "added.json"];

/// The name of a part's file.
pub fn part_name(part: u64) -> String {
    format!("part_{part:06}.csv")
}

/// The folder of the parts of an output folder.
pub fn parts_folder(out: &Path) -> PathBuf {
    out.join(PARTS)
}
