//! The extension module `trilat._trilat`: the use cases of [`trilat::tasks`] as functions of Python. What users
//! call stands in `python/trilat`; here plain types go in, and folders, tables and figures come out.

#![allow(clippy::too_many_arguments, reason = "a keyword each in Python")]

mod csv_table;
mod explore;
mod failure;
mod figure;
mod out;
mod reference;
mod simulate;
mod table;
mod tasks;
mod watch;

use std::ffi::OsString;
use std::path::PathBuf;

use pyo3::prelude::*;
use trilat::cli::program::program;

/// Runs the command line, program name first, and returns its exit code.
#[pyfunction]
fn main(py: Python<'_>, args: Vec<OsString>) -> u8 {
    py.detach(|| program(args))
}

/// Names of the tables of a folder.
#[pyfunction]
fn table_names(py: Python<'_>, folder: PathBuf) -> PyResult<Vec<String>> {
    py.detach(|| csv_table::names(&folder))
        .map_err(|failure| failure.raise(py))
}

/// The module.
#[pymodule]
mod _trilat {
    #[pymodule_export]
    use super::explore::{Server, explore};
    #[pymodule_export]
    use super::figure::{Figure, plot};
    #[pymodule_export]
    use super::out::{Out, Saved, copy};
    #[pymodule_export]
    use super::reference::{check, explain, forms, outcome, resolved, theory};
    #[pymodule_export]
    use super::simulate::simulate;
    #[pymodule_export]
    use super::table::{Field, RowIterator, Table, read_table};
    #[pymodule_export]
    use super::tasks::analyses::{discover, sensitivity};
    #[pymodule_export]
    use super::tasks::archive::{evidence, export};
    #[pymodule_export]
    use super::tasks::calibrate::{calibrate, claims};
    #[pymodule_export]
    use super::tasks::forecast::{baselines, forecast, score};
    #[pymodule_export]
    use super::tasks::run::{compare, run};
    #[pymodule_export]
    use super::tasks::sweep::{factors, merge, sweep};
    #[pymodule_export]
    use super::tasks::trace::{Traced, trace};
    #[pymodule_export]
    use super::{main, table_names};

    /// Version of the program.
    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "the name that Python has for it")]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
