//! `export`: the replication archive of folders, for a journal or a repository.

mod ask;
mod error;
mod gather;
mod inputs;
mod later;
mod licences;
mod places;
mod program;
mod series;

use std::path::{Path, PathBuf};

pub use self::ask::Ask;
use self::ask::name;
pub use self::error::ExportError;
use self::gather::{Gathered, gather};
pub use self::licences::LICENCES;
use super::{Out, Saved};
use crate::report::archive::write::write;
pub use crate::report::archive::zip::For;
pub use crate::report::archive::{About, Author, Text};
use crate::report::archive::{texts, zip};
use crate::store::guard::Guard;
use crate::store::manifest::Status;
use crate::watch::Watch;

/// The texts of an archive, such as its codebook and its loaders for R, Stata and Python; data and pages are in the folders.
///
/// # Errors
/// [`ExportError`].
pub fn export(ask: &Ask, watch: &mut dyn Watch) -> Result<Vec<Text>, ExportError> {
    ask.check()?;
    let gathered = gather(ask, &Guard::new(ask.unverified), watch)?;
    Ok(texts(&gathered.contents, &ask.about)?)
}

/// Writes the archive, and the zip of it if one is asked for.
///
/// # Errors
/// [`ExportError`].
pub fn export_into(
    ask: &Ask,
    out: &Out,
    watch: &mut dyn Watch,
) -> Result<Saved<About>, ExportError> {
    ask.check()?;
    let zipped = zip_of(&out.folder);
    if ask.zip.is_some() && zipped.exists() && !(out.force && is_archive(&zipped)) {
        return Err(ExportError::Zip { path: zipped });
    }
    let guard = Guard::new(ask.unverified);
    let Gathered {
        contents,
        material,
        mut warnings,
    } = gather(ask, &guard, watch)?;
    let about = &ask.about;
    let (files, left_out) = write(&contents, &material, &out.folder, about, &guard, out.force)?;
    warnings.extend(left_out);
    if let Some(purpose) = ask.zip {
        zip::pack(&out.folder, &files, &zipped, purpose)?;
        if purpose == For::Dataverse && about.contact.is_none() {
            warnings.push(
                "dataverse.json names no contact, which a Dataverse asks for: --contact EMAIL"
                    .to_owned(),
            );
        }
    }
    warnings.extend(guard.sentence());
    Ok(Saved {
        what: ask.about.clone(),
        folder: out.folder.clone(),
        files,
        status: Status::Complete,
        warnings,
    })
}

/// The zip of an archive: beside its folder.
pub fn zip_of(folder: &Path) -> PathBuf {
    folder.with_file_name(format!("{}.zip", name(folder)))
}

/// Whether a file is the zip of an archive of this program.
fn is_archive(path: &Path) -> bool {
    matches!(zip::verify(path), Ok(Some(_)))
}

/// The folder of an archive if none is named.
pub fn default_folder(folder: &Path) -> PathBuf {
    folder.with_file_name(format!("{}_archive", name(folder)))
}
