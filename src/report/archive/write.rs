//! From folders to their archive on disk.

use std::fs::File;
use std::io::{BufReader, copy};
use std::path::{Path, PathBuf};
use std::process::Command as Process;

use serde_json::Value;

use super::about::About;
use super::contents::{Code, Contents, INPUTS, RESULTS, Results};
use super::ro_crate::metadata;
use super::{METADATA, ODD, texts};
use crate::figures::document_pdf;
use crate::report::folder::ReportError;
use crate::report::page::page;
use crate::report::write::REPORT;
use crate::store::disk::read_text;
use crate::store::error::StoreError;
use crate::store::folder::{OutputFolder as Written, is_empty};
use crate::store::guard::Guard;
use crate::store::lock::Lock;
use crate::store::manifest::{FileEntry, MANIFEST, check_path};
use crate::store::resources::RESOURCES;

/// A file that goes into the archive as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Where it is.
    pub from: PathBuf,
    /// Where it goes inside the archive.
    pub to: String,
}

/// What goes into an archive beside what is written for it.
#[derive(Clone, Debug, Default)]
pub struct Material {
    /// Where the folders of [`Contents::results`] are, in their order.
    pub folders: Vec<PathBuf>,
    /// Other files.
    pub copied: Vec<Copied>,
    /// Tables for a paper, by path inside the archive.
    pub tables: Vec<(String, String)>,
    /// The program's source.
    pub code: Option<Vec<u8>>,
}

/// Writes the replication archive to `out`: copies every file of the folders' manifests, which `guard` has seen, checks the
/// copies, and adds the rest. Returns the files in the archive, and why the README is not there as PDF, if so. Nothing takes
/// its place before everything is written.
///
/// # Errors
/// [`ReportError::Foreign`] if `out` holds something that is no archive of this program; [`ReportError::Occupied`] if it is one
/// and `force` is not given; [`ReportError::Changed`] if a file changes while it is copied.
pub fn write(
    contents: &Contents,
    material: &Material,
    out: &Path,
    about: &About,
    guard: &Guard,
    force: bool,
) -> Result<(Vec<FileEntry>, Option<String>), ReportError> {
    let mut archive = room(out, force)?;
    for (results, folder) in contents.results.iter().zip(&material.folders) {
        let files = results.manifest.files.iter().map(|file| file.path.as_str());
        for file in files.chain([MANIFEST]) {
            copy_file(&mut archive, &folder.join(file), &results.inside(file))?;
        }
        if results.resources.is_some() {
            copy_file(
                &mut archive,
                &folder.join(RESOURCES),
                &results.inside(RESOURCES),
            )?;
        }
        as_listed(results, folder, guard, &archive.entries())?;
        if let Some(read) = results.folder.as_ref().filter(|_| results.report) {
            archive.add_bytes(&results.inside(REPORT), None, page(read)?.as_bytes())?;
        }
    }
    for file in &material.copied {
        copy_file(&mut archive, &file.from, &file.to)?;
    }
    for (path, text) in &material.tables {
        archive.add_bytes(path, None, text.as_bytes())?;
    }
    if let (Some(code), Some(bytes)) = (&contents.code, &material.code) {
        archive.add_bytes(&code.file, None, bytes)?;
    }
    archive.add_bytes("odd.pdf", None, ODD)?;
    let mut without = None;
    for text in texts(contents, about)? {
        archive.add_bytes(text.path, None, text.text.as_bytes())?;
        if text.path == "README.md" {
            match document_pdf(&about.title, &text.text) {
                Ok(pdf) => archive.add_bytes("README.pdf", None, &pdf)?,
                Err(error) => without = Some(format!("left out README.pdf: {error}")),
            }
        }
    }
    let entries = archive.entries();
    archive.commit_listed(metadata(contents, about, &entries))?;
    Ok((entries, without))
}

/// Copies a file into the archive.
fn copy_file(archive: &mut Written, from: &Path, to: &str) -> Result<(), ReportError> {
    let mut copied = archive.create(to)?;
    let opened = File::open(from).map_err(|error| StoreError::io("read", from, error))?;
    copy(&mut BufReader::new(opened), &mut copied)
        .map_err(|error| StoreError::io("write", &archive.root().join(to), error))?;
    Ok(archive.add(to, None, copied)?)
}

/// Whether the copies are what the manifest says of the files, but for those that were known to be other.
fn as_listed(
    results: &Results,
    folder: &Path,
    guard: &Guard,
    copies: &[FileEntry],
) -> Result<(), ReportError> {
    let sum = |path: &str| {
        let path = results.inside(path);
        let copy = copies.iter().find(|copy| copy.path == path);
        copy.map(|copy| &copy.sha256)
    };
    let altered = guard.altered();
    let mut files = results.manifest.files.iter();
    let changed = |file: &&FileEntry| sum(&file.path) != Some(&file.sha256);
    match files.find(|file| changed(file) && !altered.contains(&file.path)) {
        None => Ok(()),
        Some(file) => Err(ReportError::Changed {
            folder: folder.to_owned(),
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
pub fn listed(out: &Path) -> Option<Vec<FileEntry>> {
    entries(&read_text(&out.join(METADATA)).ok()?)
}

/// The files of an archive as the text of its metadata lists them; `None` if that is no archive of this program.
pub fn entries(text: &str) -> Option<Vec<FileEntry>> {
    let crate_metadata: Value = serde_json::from_str(text).ok()?;
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
    let own = |entry: &FileEntry| {
        // Versions before this one had the results in `data/`.
        [RESULTS, "data"]
            .iter()
            .any(|top| entry.path.starts_with(top))
            && entry.path.ends_with(MANIFEST)
    };
    let ours =
        entries.iter().any(own) && entries.iter().all(|entry| check_path(&entry.path).is_ok());
    ours.then_some(entries)
}

/// A path of a file of [`INPUTS`] inside the archive.
pub fn input(path: &str) -> String {
    format!("{INPUTS}/{path}")
}

/// Packs the last commit of a checkout with Git, which leaves out what is not part of the source.
///
/// # Errors
/// [`ReportError::Nothing`] if the source cannot be packed.
pub fn pack(source: &Path, version: &str) -> Result<(Code, Vec<u8>), ReportError> {
    let failed = |message: String| ReportError::Nothing {
        folder: source.to_owned(),
        message,
    };
    let git = |words: &[&str]| {
        let done = Process::new("git")
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
