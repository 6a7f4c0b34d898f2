//! `init`: a commented file to start from.

use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::fault::{Fault, HasFault};
use crate::store::atomic::write_file;
use crate::store::error::StoreError;

/// The reference scenario, which a new scenario starts from.
const REFERENCE: &str = include_str!("../../configs/northeast_asia.toml");
const STUDY: &str = include_str!("templates/study.toml");

/// What there is to start from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Template {
    /// A scenario: the reference scenario in full, every number with unit and source.
    #[default]
    Scenario,
    /// A study: factors, a design and replicates.
    Study,
}

impl Template {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Scenario, Self::Study];

    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scenario => "scenario",
            Self::Study => "study",
        }
    }

    /// What it is.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Scenario => {
                "the reference scenario in full, every number with its unit and source"
            }
            Self::Study => "a study of scenario.toml: factors, a design and replicates",
        }
    }

    /// The text of the file.
    pub fn text(self) -> String {
        match self {
            Self::Scenario => scenario(),
            Self::Study => STUDY.to_owned(),
        }
    }

    /// The file if none is named.
    pub fn default_file(self) -> PathBuf {
        PathBuf::from(format!("{}.toml", self.name()))
    }
}

/// Why no file was written.
#[derive(Debug, Error)]
pub enum InitError {
    /// There is one.
    #[error("{} is there already; give another name with --out, or --force to replace it", path.display())]
    Occupied {
        /// The file.
        path: PathBuf,
    },
    /// It could not be written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl HasFault for InitError {
    fn fault(&self) -> Fault {
        match self {
            Self::Occupied { .. } => Fault::Usage,
            Self::Store(error) => error.fault(),
        }
    }
}

/// Writes the file; with `force` in place of another.
///
/// # Errors
/// [`InitError`].
pub fn init_into(template: Template, path: &Path, force: bool) -> Result<(), InitError> {
    if !force && path.symlink_metadata().is_ok() {
        return Err(InitError::Occupied {
            path: path.to_owned(),
        });
    }
    write_file(path, template.text().as_bytes())?;
    Ok(())
}

/// The reference scenario without what ties it to its folder: the schema's path and its name.
fn scenario() -> String {
    let mut out = String::with_capacity(REFERENCE.len());
    let mut named = false;
    for line in REFERENCE.lines() {
        if line.starts_with("#:schema") {
            continue;
        }
        if !named && line.starts_with("name = ") {
            named = true;
            out.push_str("# name = \"scenario\"              # names the output folder; this file's name if left out\n");
            continue;
        }
        out.push_str(line);
        out.push('\n');
    }
    out.strip_prefix("#\n").map(str::to_owned).unwrap_or(out)
}
