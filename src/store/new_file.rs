//! A file for a folder of tables that is no table.

/// A file that someone else made, such as a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Path inside the folder, with forward slashes, e.g. `figures/survival.svg`.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}
