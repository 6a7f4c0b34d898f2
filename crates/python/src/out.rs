//! Where a task writes, as Python says it, and what it left there.

use std::path::{Path, PathBuf};

use pyo3::prelude::*;
use trilat::store::folder::OutputFolder;
use trilat::store::guard::Guard;
use trilat::store::manifest::{Manifest, Status};
use trilat::store::scratch::Scratch;
use trilat::tasks::{Command, Formats, Out as Place, Saved as Left, all_cores};
use trilat::watch::{Event, Watch};

use crate::failure::Failure;
use crate::watch::{Told, work};

/// Where a task writes, what it may replace there, and who watches it.
#[pyclass(frozen, module = "trilat._trilat")]
pub struct Out {
    folder: PathBuf,
    force: bool,
    resume: bool,
    parquet: bool,
    figures: bool,
    report: bool,
    threads: Option<usize>,
    bar: Option<Py<PyAny>>,
    /// Says that the folder goes with the process, if it does.
    _scratch: Option<Scratch>,
}

#[pymethods]
impl Out {
    #[new]
    #[pyo3(signature = (folder, *, scratch, force, resume, parquet, figures, report, threads, bar))]
    fn new(
        folder: PathBuf,
        scratch: bool,
        force: bool,
        resume: bool,
        parquet: bool,
        figures: bool,
        report: bool,
        threads: Option<usize>,
        bar: Option<Py<PyAny>>,
    ) -> Self {
        Self {
            _scratch: scratch.then(|| Scratch::new(&folder)),
            folder,
            force,
            resume,
            parquet,
            figures,
            report,
            threads,
            bar,
        }
    }
}

impl Out {
    /// The number of threads asked for, or one for each core.
    pub fn threads(&self) -> usize {
        self.threads.unwrap_or_else(all_cores).max(1)
    }

    /// The formats, if more than CSV was asked for.
    pub fn formats(&self) -> Option<Formats> {
        self.parquet.then_some(Formats { parquet: true })
    }

    /// The same for a task, with the command that makes the same files again.
    pub fn place(&self, command: Command) -> Place {
        Place {
            force: self.force,
            resume: self.resume,
            formats: self.formats(),
            figures: self.figures,
            report: self.report,
            ..Place::new(&self.folder, command)
        }
    }

    /// Does the work of a task and says what it left.
    pub fn work<T: Send>(
        &self,
        py: Python<'_>,
        job: impl FnOnce(&mut dyn Watch) -> Result<Left<T>, Failure> + Send,
    ) -> PyResult<Saved> {
        let bar = self.bar.as_ref().map(|bar| bar.clone_ref(py));
        let (left, told) = work(py, bar, |waiter| job(waiter))?;
        Ok(Saved::new(py, left, told))
    }
}

/// What a task left in a folder.
#[pyclass(frozen, get_all, module = "trilat._trilat")]
pub struct Saved {
    /// The folder.
    folder: PathBuf,
    /// Whether it is all that was asked for.
    complete: bool,
    /// What the reader may want to know.
    notes: Vec<String>,
    /// What the reader should know.
    warnings: Vec<String>,
    /// The exception that stopped the work.
    raised: Option<Py<PyAny>>,
}

impl Saved {
    fn new<T>(py: Python<'_>, left: Left<T>, told: Told) -> Self {
        Self {
            folder: left.folder,
            complete: left.status == Status::Complete,
            notes: told.notes,
            warnings: told.warnings.into_iter().chain(left.warnings).collect(),
            raised: told.raised.map(|error| error.into_value(py).into_any()),
        }
    }
}

/// Tells notes on a file that was read.
pub fn note(watch: &mut dyn Watch, notes: impl IntoIterator<Item = impl ToString>) {
    for note in notes {
        watch.tell(Event::Note(note.to_string().trim_end()));
    }
}

/// Copies every file that the manifest of a folder lists, and the manifest, into another folder, as a task of the
/// program would write it there.
#[pyfunction]
#[pyo3(signature = (folder, target, *, force))]
pub fn copy(py: Python<'_>, folder: PathBuf, target: PathBuf, force: bool) -> PyResult<()> {
    let (done, _) = work(py, None, |_| copied(&folder, &target, force))?;
    Ok(done)
}

fn copied(folder: &Path, target: &Path, force: bool) -> Result<(), Failure> {
    let manifest = Manifest::read(folder)?;
    let Some(manifest) = manifest else {
        let folder = folder.display();
        return Err(Failure::usage(format!("{folder} has no manifest.json")));
    };
    let guard = Guard::new(false);
    let paths: Vec<&str> = manifest.files.iter().map(|f| f.path.as_str()).collect();
    let mut out = OutputFolder::prepare(target, force, &paths)?;
    for file in &manifest.files {
        let path = folder.join(&file.path);
        guard.check(&path)?;
        let bytes = std::fs::read(&path)
            .map_err(|source| trilat::store::error::StoreError::io("read", &path, source))?;
        out.add_bytes(&file.path, file.rows, &bytes)?;
    }
    Ok(out.commit(&manifest)?)
}
