//! `export` and `evidence`: what is made of folders, and whether a record tells rivals apart.

use std::path::PathBuf;

use pyo3::prelude::*;
use serde_json::Value;
use trilat::named::by_name;
use trilat::tasks::Command;
use trilat::tasks::evidence::{Ask as Comparison, Rival, evidence as compare};
use trilat::tasks::export::{Ask, Author, For, export_into};

use crate::failure::Failure;
use crate::out::{Out, Saved};

/// Writes the replication archive of folders.
#[pyfunction]
#[pyo3(signature = (
    folders, *, authors, date, title, description, keywords, contact, license, exhibits, documents, program, source, zip,
    unverified, out
))]
pub fn export(
    py: Python<'_>,
    folders: Vec<PathBuf>,
    authors: Vec<String>,
    date: &str,
    title: Option<String>,
    description: Option<String>,
    keywords: Vec<String>,
    contact: Option<String>,
    license: Option<String>,
    exhibits: Vec<(String, PathBuf)>,
    documents: Vec<PathBuf>,
    program: Option<PathBuf>,
    source: Option<PathBuf>,
    zip: Option<String>,
    unverified: bool,
    out: &Out,
) -> PyResult<Saved> {
    out.work(py, |watch| {
        let authors = authors.iter().map(|author| author.parse::<Author>());
        let authors = authors.collect::<Result<Vec<_>, _>>();
        let zip = zip.as_deref().map(by_name::<For>).transpose();
        let mut ask = Ask {
            exhibits,
            documents,
            program,
            source,
            zip: zip.map_err(|error| Failure::usage(format!("zip: {error}")))?,
            unverified,
            ..Ask::new(folders, authors.map_err(Failure::usage)?, date)
        };
        let about = &mut ask.about;
        about.contact = contact;
        about.keywords = keywords;
        for (own, given) in [
            (&mut about.title, title),
            (&mut about.description, description),
            (&mut about.license, license),
        ] {
            if let Some(given) = given {
                *own = given;
            }
        }
        Ok(export_into(
            &ask,
            &out.place(Command::trilat("export")),
            watch,
        )?)
    })
}

/// Compares calibrations by how probable each makes the record: a list of objects, as JSON.
#[pyfunction]
#[pyo3(signature = (folders, *, unverified))]
pub fn evidence(py: Python<'_>, folders: Vec<PathBuf>, unverified: bool) -> PyResult<String> {
    let ask = Comparison {
        folders,
        unverified,
    };
    let rivals = py.detach(|| compare(&ask).map_err(Failure::from));
    let rivals = rivals.map_err(|failure| failure.raise(py))?;
    let list: Vec<Value> = rivals.iter().map(Rival::to_json).collect();
    Ok(Value::from(list).to_string())
}
