//! From a folder to its archive on disk.

use std::fs::File;
use std::io::{BufReader, copy};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::dictionary::Dictionary;
use super::ro_crate::metadata;
use super::{About, Code, texts};
use crate::report::folder::{OutputFolder, ReportError};
use crate::report::only::Only;
use crate::report::page::page;
use crate::report::write::{REPORT, TABLES, paper_tables, table_texts};
use crate::store::disk::read_text;
use crate::store::error::StoreError;
use crate::store::folder::{OutputFolder as Written, is_empty};
use crate::store::lock::Lock;
use crate::store::manifest::{FileEntry, MANIFEST, check_path};

/// The file by which an archive is recognised as one. It lists the others and comes last.
const METADATA: &str = "ro-crate-metadata.json";
const DATA: &str = "data";

/// Writes the replication archive of a folder to `out`: copies every file of its manifest, which `read.guard` has seen,
/// checks the copies, and adds the rest. `source` is a checkout of the program whose last commit is packed into
/// `code/`. Returns the files in the archive. Nothing takes its place before everything is written.
///
/// # Errors
/// [`ReportError::Foreign`] if `out` holds something that is no archive of this program;
/// [`ReportError::Occupied`] if it is one and `force` is not given; [`ReportError::Changed`] if a
/// file changes while it is copied; [`ReportError::Nothing`] if the source cannot be packed.
pub fn write(
    read: &OutputFolder,
    out: &Path,
    mut about: About,
    source: Option<&Path>,
    force: bool,
) -> Result<Vec<FileEntry>, ReportError> {
    let folder = read.path.as_path();
    let dictionary = Dictionary::read(folder)?;
    let mut archive = room(out, force)?;
    copy_file(&mut archive, folder, MANIFEST)?;
    for file in &read.manifest.files {
        copy_file(&mut archive, folder, &file.path)?;
    }
    as_listed(read, &archive.entries())?;
    if let Some(source) = source {
        let (code, bytes) = pack(source, &read.manifest.program.version)?;
        archive.add_bytes(&code.file, None, &bytes)?;
        about.code = Some(code);
    }
    for text in texts(read, &dictionary, &about)? {
        archive.add_bytes(text.path, None, text.text.as_bytes())?;
    }
    for table in table_texts(&paper_tables(read, &Only::default())?) {
        let path = format!("{TABLES}/{}", table.name);
        archive.add_bytes(&path, None, table.text.as_bytes())?;
    }
    archive.add_bytes(REPORT, None, page(read)?.as_bytes())?;
    let entries = archive.entries();
    archive.commit_listed(metadata(read, &about, &entries))?;
    Ok(entries)
}

/// Copies a file of the folder to the data of the archive.
fn copy_file(archive: &mut Written, folder: &Path, file: &str) -> Result<(), ReportError> {
    let (from, to) = (folder.join(file), format!("{DATA}/{file}"));
    let mut copied = archive.create(&to)?;
    let opened = File::open(&from).map_err(|error| StoreError::io("read", &from, error))?;
    copy(&mut BufReader::new(opened), &mut copied)
        .map_err(|error| StoreError::io("write", &archive.root().join(&to), error))?;
    Ok(archive.add(&to, None, copied)?)
}

/// Whether the copies are what the manifest says of the files, but for those that were known to be other.
fn as_listed(read: &OutputFolder, copies: &[FileEntry]) -> Result<(), ReportError> {
    let sum = |path: &str| {
        let path = format!("{DATA}/{path}");
        copies
            .iter()
            .find(|copy| copy.path == path)
            .map(|copy| &copy.sha256)
    };
    let altered = read.guard.altered();
    let mut files = read.manifest.files.iter();
    let changed = |file: &&FileEntry| sum(&file.path) != Some(&file.sha256);
    match files.find(|file| changed(file) && !altered.contains(&file.path)) {
        None => Ok(()),
        Some(file) => Err(ReportError::Changed {
            folder: read.path.clone(),
            message: format!("{} was changed while it was copied", file.path),
        }),
    }
}

/// Makes room for an archive: the files of an earlier one go if `force`; anything else stays.
fn room(out: &Path, force: bool) -> Result<Written, ReportError> {
    let lock = Lock::take(out)?;
    let mut earlier = Vec::new();
    if !is_empty(&lock)? {
        earlier = listed(out).ok_or_else(|| ReportError::Foreign {
            path: out.to_owned(),
        })?;
        if !force {
            return Err(ReportError::Occupied {
                folder: out.to_owned(),
            });
        }
    }
    Ok(Written::listed(lock, METADATA, earlier, &[] as &[&str])?)
}

/// The files of an archive as its metadata lists them; `None` if it is no archive of this program.
fn listed(out: &Path) -> Option<Vec<FileEntry>> {
    let text = read_text(&out.join(METADATA)).ok()?;
    let crate_metadata: Value = serde_json::from_str(&text).ok()?;
    let graph = crate_metadata["@graph"].as_array()?;
    let files = graph.iter().filter(|item| item["@type"] == "File");
    let entry = |item: &Value| {
        Some(FileEntry {
            path: item["@id"].as_str()?.to_owned(),
            rows: None,
            bytes: item["contentSize"].as_str()?.parse().ok()?,
            sha256: item["sha256"].as_str()?.to_owned(),
        })
    };
    let entries: Vec<FileEntry> = files.map(entry).collect::<Option<_>>()?;
    let manifest = format!("{DATA}/{MANIFEST}");
    let ours = entries.iter().any(|entry| entry.path == manifest)
        && entries.iter().all(|entry| check_path(&entry.path).is_ok());
    ours.then_some(entries)
}

/// Packs the last commit of a checkout with Git, which leaves out what is not part of the source.
fn pack(source: &Path, version: &str) -> Result<(Code, Vec<u8>), ReportError> {
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
            Ok(done.stdout)
        } else {
            let said = String::from_utf8_lossy(&done.stderr);
            Err(failed(format!("git: {}", said.trim())))
        }
    };
    let commit = String::from_utf8_lossy(&git(&["rev-parse", "HEAD"])?)
        .trim()
        .to_owned();
    if !git(&["status", "--porcelain", "--untracked-files=no"])?.is_empty() {
        return Err(failed(
            "there are changes that are not committed: the archive would not hold what ran"
                .to_owned(),
        ));
    }
    let file = format!("code/trilat-{version}.tar.gz");
    let bytes = git(&[
        "archive",
        "--format=tar.gz",
        &format!("--prefix=trilat-{version}/"),
        "HEAD",
    ])?;
    Ok((Code { file, commit }, bytes))
}
