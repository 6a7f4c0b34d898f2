//! From a folder to its archive on disk.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::dictionary::Dictionary;
use super::ro_crate::metadata;
use super::{About, Code, texts};
use crate::report::folder::{OutputFolder, ReportError};
use crate::report::page::page;
use crate::report::write::{REPORT, TABLES, paper_tables, save_report, save_tables};
use crate::store::atomic::{Fingerprint, fingerprint, write_file};
use crate::store::error::StoreError;
use crate::store::manifest::{FileEntry, MANIFEST};
use crate::store::verify::{VerifyError, verify};

/// The file by which an archive is recognised as one.
const METADATA: &str = "ro-crate-metadata.json";
const DATA: &str = "data";

/// Writes the replication archive of a folder to `out`: copies every file of its manifest, checks the
/// copies, and adds the rest. `source` is a checkout of the program whose last commit is packed into
/// `code/`. Returns the files in the archive.
///
/// # Errors
/// [`ReportError::Foreign`] if `out` holds something that is no archive of this program;
/// [`ReportError::Occupied`] if it is one and `force` is not given; [`ReportError::Changed`] if the folder's
/// files are not what its manifest says; [`ReportError::Nothing`] if the source cannot be packed.
pub fn write(
    read: &OutputFolder,
    out: &Path,
    mut about: About,
    source: Option<&Path>,
    force: bool,
) -> Result<Vec<FileEntry>, ReportError> {
    let folder = read.path.as_path();
    let dictionary = Dictionary::read(folder)?;
    whole(folder)?;
    clear(out, force)?;
    let failed = |what, path: &Path, error| ReportError::from(StoreError::io(what, path, error));
    let mut files = vec![MANIFEST.to_owned()];
    files.extend(read.manifest.files.iter().map(|file| file.path.clone()));
    let mut listed = Vec::new();
    for file in files {
        let (from, to) = (folder.join(&file), out.join(DATA).join(&file));
        let above = to.parent().unwrap_or(out);
        fs::create_dir_all(above).map_err(|error| failed("make", above, error))?;
        fs::copy(&from, &to).map_err(|error| failed("write", &to, error))?;
        listed.push(format!("{DATA}/{file}"));
    }
    whole(&out.join(DATA))?;
    if let Some(source) = source {
        let code = pack(source, out, &read.manifest.program.version)?;
        listed.push(code.file.clone());
        about.code = Some(code);
    }
    for text in texts(read, &dictionary, &about) {
        write_file(&out.join(text.path), text.text.as_bytes())?;
        listed.push(text.path.to_owned());
    }
    for table in save_tables(&paper_tables(read)?, &out.join(TABLES))? {
        listed.push(format!("{TABLES}/{}", table.path));
    }
    save_report(&page(read)?, &out.join(REPORT))?;
    listed.push(REPORT.to_owned());
    let mut entries = Vec::new();
    for file in listed {
        let path = out.join(&file);
        let found: Fingerprint =
            fingerprint(&path).map_err(|error| failed("read", &path, error))?;
        entries.push(FileEntry::new(&file, None, found));
    }
    write_file(
        &out.join(METADATA),
        metadata(read, &about, &entries).as_bytes(),
    )?;
    Ok(entries)
}

/// Whether every file of a folder is what its manifest says.
fn whole(folder: &Path) -> Result<(), ReportError> {
    let wrong = |message: String| ReportError::Changed {
        folder: folder.to_owned(),
        message,
    };
    let found = verify(folder).map_err(|error| match error {
        VerifyError::Store(error) => error.into(),
        error => wrong(error.to_string()),
    })?;
    match found.problems.first() {
        None => Ok(()),
        Some(problem) => Err(wrong(problem.to_string())),
    }
}

/// Makes room for an archive: an earlier one goes if `force`; anything else stays.
fn clear(out: &Path, force: bool) -> Result<(), ReportError> {
    let mut entries = match fs::read_dir(out) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(StoreError::io("read", out, error).into()),
    };
    if entries.next().is_none() {
        return Ok(());
    }
    let ours = out.join(METADATA).is_file() && out.join(DATA).join(MANIFEST).is_file();
    if !ours {
        return Err(ReportError::Foreign {
            path: out.to_owned(),
        });
    }
    if !force {
        return Err(ReportError::Occupied {
            folder: out.to_owned(),
        });
    }
    fs::remove_dir_all(out).map_err(|error| StoreError::io("remove", out, error).into())
}

/// Packs the last commit of a checkout with Git, which leaves out what is not part of the source.
fn pack(source: &Path, out: &Path, version: &str) -> Result<Code, ReportError> {
    let failed = |message: String| ReportError::Nothing {
        folder: source.to_owned(),
        message,
    };
    let git = |words: &[&str]| {
        let done = Command::new("git")
            .arg("-C")
            .arg(source)
            .args(words)
            .output()
            .map_err(|error| failed(format!("git cannot be started: {error}")))?;
        if done.status.success() {
            Ok(String::from_utf8_lossy(&done.stdout).trim().to_owned())
        } else {
            let said = String::from_utf8_lossy(&done.stderr);
            Err(failed(format!("git: {}", said.trim())))
        }
    };
    let commit = git(&["rev-parse", "HEAD"])?;
    if !git(&["status", "--porcelain", "--untracked-files=no"])?.is_empty() {
        return Err(failed(
            "there are changes that are not committed: the archive would not hold what ran"
                .to_owned(),
        ));
    }
    let file = format!("code/trilat-{version}.tar.gz");
    let target: PathBuf = out.join(&file);
    let above = target.parent().unwrap_or(out);
    fs::create_dir_all(above).map_err(|error| StoreError::io("make", above, error))?;
    let absolute = fs::canonicalize(above).map_err(|error| StoreError::io("read", above, error))?;
    let place = absolute.join(format!("trilat-{version}.tar.gz"));
    git(&[
        "archive",
        "--format=tar.gz",
        &format!("--prefix=trilat-{version}/"),
        "-o",
        &place.display().to_string(),
        "HEAD",
    ])?;
    Ok(Code { file, commit })
}
