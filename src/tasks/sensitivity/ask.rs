//! What of a study is to be analysed.

use std::path::PathBuf;

use super::choices::{Design, Method};
use super::error::SensitivityError;
use crate::analysis::sensitivity::Bootstrap;
use crate::store::guard::Guard;
use crate::store::study_data::StudyData;
use crate::store::study_problem::Problem;
use crate::tasks::all_cores;

/// What is to be analysed.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Folder with the design and a table of outputs, such as that of a study.
    pub folder: PathBuf,
    /// Table of outputs; the folder's own if left out.
    pub table: Option<PathBuf>,
    /// Outputs; all complete ones if empty, and the effects on them where the study has arms.
    pub outputs: Vec<String>,
    /// Methods; what the design is made for if empty.
    pub methods: Vec<Method>,
    /// Design of a folder that another program wrote.
    pub design: Option<Design>,
    /// Names, bounds and groups of the factors of such a folder, as SALib's problem in JSON.
    pub problem: Option<PathBuf>,
    /// Levels of the grid of a Morris design of such a folder.
    pub levels: Option<usize>,
    /// Whether the user says that runs have random numbers of their own.
    pub independent: bool,
    /// How intervals are made.
    pub bootstrap: Bootstrap,
    /// Whether files are used that are not what their manifest says.
    pub unverified: bool,
}

impl Ask {
    /// A study, by its design, in all complete outputs, on all cores.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            table: None,
            outputs: Vec::new(),
            methods: Vec::new(),
            design: None,
            problem: None,
            levels: None,
            independent: false,
            bootstrap: Bootstrap {
                resamples: 1000,
                seed: 1,
                threads: all_cores(),
            },
            unverified: false,
        }
    }

    pub(super) fn open(&self) -> Result<StudyData, SensitivityError> {
        let mut data = StudyData::open(
            &self.folder,
            self.table.as_deref(),
            &Guard::new(self.unverified),
        )?;
        if let Some(path) = &self.problem {
            if data.manifest.as_ref().is_some_and(|m| m.study.is_some()) {
                return Err(SensitivityError::Described {
                    option: "--problem",
                });
            }
            data.describe(&Problem::read(path)?)?;
        }
        Ok(data)
    }
}
