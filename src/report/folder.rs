//! What an output folder holds, read for its reader.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::fault::{Fault, HasFault};
use crate::figures::{Figure, FigureError, Table};
use crate::model::load;
use crate::scenario::Scenario;
use crate::scenario::load::Diagnostics;
use crate::store::disk::read_text;
use crate::store::error::StoreError;
use crate::store::guard::Guard;
use crate::store::manifest::Manifest;
use crate::store::score_tables::SCORES;
use crate::store::study_error::StudyDataError;
use crate::store::tables::resolved_path;
use crate::store::tables::{CONTRASTS, SCENARIO};

/// Folders inside an output folder in which figures are looked for.
const FIGURES: &str = "figures";

/// What an output folder cannot be read for.
#[derive(Debug, Error)]
pub enum ReportError {
    /// The folder has no manifest.
    #[error(
        "{} has no manifest.json: name a folder that `trilat run`, `sweep` or `compare` completed",
        folder.display()
    )]
    NoManifest {
        /// The folder.
        folder: PathBuf,
    },
    /// A file that the manifest promises is not there or cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A table is not what it must be.
    #[error(transparent)]
    Table(#[from] FigureError),
    /// The findings of an analysis in the folder cannot be read.
    #[error(transparent)]
    Analysis(#[from] StudyDataError),
    /// The resolved scenario cannot be read.
    #[error("the resolved scenario cannot be read:\n{0}")]
    Scenario(Diagnostics),
    /// A file stands in the way that `trilat` did not write.
    #[error(
        "{} was not written by trilat: move it away, or choose another --out",
        path.display()
    )]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The folder has nothing of the kind that is asked for.
    #[error("{}: {message}", folder.display())]
    Nothing {
        /// The folder.
        folder: PathBuf,
        /// What is missing.
        message: String,
    },
    /// Rows that are asked for and are not there.
    #[error(
        "--only `{pattern}`: nothing is called that{}; there are {known}",
        closest.as_ref().map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
    )]
    Unknown {
        /// What was asked for.
        pattern: String,
        /// What was probably meant.
        closest: Option<String>,
        /// What there is.
        known: String,
    },
    /// An archive would be replaced.
    #[error(
        "{}: there is an archive already: choose another --out, or --force to replace it",
        folder.display()
    )]
    Occupied {
        /// The folder of the archive.
        folder: PathBuf,
    },
    /// A file of the folder is not what its manifest says.
    #[error("{}: {message}", folder.display())]
    Changed {
        /// The folder.
        folder: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// It was stopped.
    #[error("interrupted: nothing was written")]
    Interrupted,
    /// The manifest or another file of the store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl HasFault for ReportError {
    fn fault(&self) -> Fault {
        match self {
            Self::Foreign { .. } | Self::Occupied { .. } | Self::Unknown { .. } => Fault::Usage,
            Self::Scenario(_) => Fault::Config,
            Self::Changed { .. } => Fault::Mismatch,
            Self::Interrupted => Fault::Interrupted,
            Self::Analysis(error) => error.fault(),
            Self::Store(error) => error.fault(),
            Self::NoManifest { .. } | Self::Read { .. } | Self::Table(_) | Self::Nothing { .. } => {
                Fault::Failed
            }
        }
    }
}

/// What a folder is the output of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `trilat run`.
    Run,
    /// `trilat sweep`.
    Study,
    /// `trilat compare`.
    Comparison,
}

/// A figure that lies in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnFigure {
    /// File stem.
    pub name: String,
    /// The drawing.
    pub svg: String,
    /// Caption; empty if it has none.
    pub caption: String,
    /// Description for those who cannot see it; empty if it has none.
    pub alt_text: String,
}

/// A resolved scenario.
#[derive(Clone, Debug)]
pub struct ResolvedScenario {
    /// Its file inside the folder.
    pub file: String,
    /// Its text.
    pub text: String,
    /// What it says.
    pub scenario: Scenario,
}

/// An output folder as its reader sees it.
#[derive(Clone, Debug)]
pub struct OutputFolder {
    /// Where it is.
    pub path: PathBuf,
    /// What it is the output of.
    pub kind: Kind,
    /// Its manifest.
    pub manifest: Manifest,
    /// The scenarios, the baseline first.
    pub scenarios: Vec<ResolvedScenario>,
    /// The figures in it, by name.
    pub figures: Vec<DrawnFigure>,
    /// What compares files with their manifest before they are read.
    pub guard: Guard,
}

impl OutputFolder {
    /// Reads the manifest, the resolved scenarios and the figures of a folder.
    ///
    /// # Errors
    /// [`ReportError`].
    pub fn read(path: &Path, guard: &Guard) -> Result<Self, ReportError> {
        let Some(manifest) = Manifest::read(path)? else {
            return Err(ReportError::NoManifest {
                folder: path.to_owned(),
            });
        };
        let listed = |name: &str| manifest.files.iter().any(|file| file.path == name);
        if manifest.analysis.is_some() || listed(SCORES) {
            return Err(ReportError::Nothing {
                folder: path.to_owned(),
                message: "this is an analysis; name the folder of the run, study or comparison"
                    .to_owned(),
            });
        }
        let kind = match manifest.study {
            Some(_) => Kind::Study,
            None if listed(CONTRASTS) => Kind::Comparison,
            None => Kind::Run,
        };
        let files: Vec<String> = match kind {
            Kind::Run => vec![SCENARIO.to_owned()],
            Kind::Study => {
                let arms = manifest
                    .study
                    .iter()
                    .flat_map(|study| study.arms.iter().skip(1));
                let arms = arms.map(|arm| resolved_path(&arm.name));
                std::iter::once(SCENARIO.to_owned()).chain(arms).collect()
            }
            Kind::Comparison => in_order(&manifest),
        };
        let scenarios = files
            .into_iter()
            .map(|file| resolved(path, file, guard))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            figures: figures(&path.join(FIGURES), guard)?,
            guard: guard.clone(),
            path: path.to_owned(),
            kind,
            manifest,
            scenarios,
        })
    }

    /// Name of what was run: the study, or the scenario.
    pub fn name(&self) -> &str {
        match &self.manifest.study {
            Some(study) => &study.name,
            None => &self.manifest.scenario.name,
        }
    }

    /// The scenario, of several the baseline.
    pub fn scenario(&self) -> Option<&Scenario> {
        self.scenarios.first().map(|resolved| &resolved.scenario)
    }

    /// A table of the folder; `None` if it is not there.
    ///
    /// # Errors
    /// [`ReportError::Table`] if it is there and cannot be read; what the guard says.
    pub fn table(&self, file: &str) -> Result<Option<Table>, ReportError> {
        let path = self.path.join(file);
        self.guard.check(&path)?;
        if path.is_file() {
            Ok(Some(Table::read_csv(&path)?))
        } else {
            Ok(None)
        }
    }

    /// A table that the folder must have.
    ///
    /// # Errors
    /// [`ReportError::Read`] if it is not there; [`ReportError::Table`] if it cannot be read.
    pub fn required(&self, file: &str) -> Result<Table, ReportError> {
        self.table(file)?.ok_or_else(|| self.missing(file))
    }

    /// That a file which the folder must have is not there.
    pub(super) fn missing(&self, file: &str) -> ReportError {
        ReportError::Read {
            path: self.path.join(file),
            source: ErrorKind::NotFound.into(),
        }
    }
}

/// The resolved scenarios of a comparison, the baseline first.
fn in_order(manifest: &Manifest) -> Vec<String> {
    let baseline = resolved_path(&manifest.scenario.name);
    let suffix = resolved_path("");
    let mut files: Vec<String> = manifest
        .files
        .iter()
        .map(|file| file.path.clone())
        .filter(|path| path.ends_with(&suffix))
        .collect();
    files.sort_by_key(|path| *path != baseline);
    files
}

fn text_of(path: &Path, guard: &Guard) -> Result<String, ReportError> {
    guard.check(path)?;
    read_text(path).map_err(|source| ReportError::Read {
        path: path.to_owned(),
        source,
    })
}

fn resolved(folder: &Path, file: String, guard: &Guard) -> Result<ResolvedScenario, ReportError> {
    let path = folder.join(&file);
    let text = text_of(&path, guard)?;
    let loaded = load(&path, &[]).map_err(ReportError::Scenario)?;
    Ok(ResolvedScenario {
        file,
        text,
        scenario: loaded.scenario,
    })
}

/// The figures in a folder, by name; none if there is no such folder.
fn figures(folder: &Path, guard: &Guard) -> Result<Vec<DrawnFigure>, ReportError> {
    let failed = |source| ReportError::Read {
        path: folder.to_owned(),
        source,
    };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut drawings: Vec<PathBuf> = entries
        .map(|entry| entry.map(|entry| entry.path()).map_err(failed))
        .collect::<Result<_, _>>()?;
    drawings.retain(|path| path.extension().is_some_and(|extension| extension == "svg"));
    drawings.sort();
    drawings.iter().map(|path| figure(path, guard)).collect()
}

fn figure(path: &Path, guard: &Guard) -> Result<DrawnFigure, ReportError> {
    let notes = path.with_extension("txt");
    let notes = if notes.is_file() {
        text_of(&notes, guard)?
    } else {
        String::new()
    };
    let part = |title: &str| Figure::note(&notes, title).unwrap_or_default().to_owned();
    let name = path.file_stem().unwrap_or_default();
    Ok(DrawnFigure {
        name: name.to_string_lossy().into_owned(),
        svg: text_of(path, guard)?,
        caption: part("Caption"),
        alt_text: part("Alt text"),
    })
}
