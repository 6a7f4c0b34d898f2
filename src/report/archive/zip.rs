//! Archives as one file: a zip, plain or for a Dataverse.
//!
//! A Dataverse unpacks a zip that is uploaded, and its ingest rewrites every table in it as `.tab`, after which no checksum fits. It
//! unpacks one level only: so the zip for a Dataverse holds the zip of the archive, and beside it what a visitor should be able to
//! read without unpacking.

use std::fs::{File, remove_file, rename};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write, copy};
use std::path::Path;

use sha2::{Digest, Sha256};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipArchive, ZipWriter};

use super::METADATA;
use super::contents::PROGRAM_FOLDER;
use super::write::entries;
use crate::hash::hex;
use crate::named::named;
use crate::report::folder::ReportError;
use crate::store::atomic::partial_path;
use crate::store::error::StoreError;
use crate::store::manifest::FileEntry;
use crate::store::verify::{Problem, compared};

/// What stands beside the archive in the zip for a Dataverse.
const OUTSIDE: [&str; 6] = [
    "README.md",
    "README.pdf",
    "odd.pdf",
    "CITATION.cff",
    "codebook.md",
    "dataverse.json",
];

/// Bytes of metadata that are read: a zip of somebody else may hold anything.
const MOST: u64 = 1 << 28;

named! {
    /// For whom a zip is.
    pub enum For {
        Everybody = "everybody", "The archive in a folder";
        Dataverse = "dataverse", "The zip of the archive in a zip, since a Dataverse unpacks one and rewrites the tables in it";
    }
}

/// Writes the archive in `folder`, whose files are `files`, as a zip in the place of an earlier one. The same archive gives the
/// same bytes.
///
/// # Errors
/// [`ReportError::Store`] if a file cannot be read or the zip not be written.
pub fn pack(
    folder: &Path,
    files: &[FileEntry],
    to: &Path,
    purpose: For,
) -> Result<(), ReportError> {
    let name = to.file_stem().unwrap_or_default().to_string_lossy();
    let (half, inner) = (partial_path(to), partial_path(&to.with_extension("inner")));
    let made = match purpose {
        For::Everybody => whole(folder, files, &name, &half),
        For::Dataverse => whole(folder, files, &name, &inner)
            .and_then(|()| around(folder, files, &name, &inner, &half)),
    };
    let _ = remove_file(&inner);
    let made = made.and_then(|()| rename(&half, to));
    made.map_err(|error| {
        let _ = remove_file(&half);
        StoreError::io("write", to, error).into()
    })
}

/// The archive in a folder `name`.
fn whole(folder: &Path, files: &[FileEntry], name: &str, to: &Path) -> io::Result<()> {
    let mut writer = ZipWriter::new(BufWriter::new(File::create(to)?));
    let all = files
        .iter()
        .map(|file| file.path.as_str())
        .chain([METADATA]);
    for file in all {
        let starts = file.starts_with(PROGRAM_FOLDER) || file.ends_with(".sh");
        let options = options(CompressionMethod::Deflated, starts);
        writer.start_file(format!("{name}/{file}"), options)?;
        copy(&mut File::open(folder.join(file))?, &mut writer)?;
    }
    finish(writer)
}

/// That zip, and beside it what is read without unpacking it.
fn around(
    folder: &Path,
    files: &[FileEntry],
    name: &str,
    inner: &Path,
    to: &Path,
) -> io::Result<()> {
    let mut writer = ZipWriter::new(BufWriter::new(File::create(to)?));
    // What is packed already is not packed again.
    let options_of = |method| options(method, false);
    writer.start_file(format!("{name}.zip"), options_of(CompressionMethod::Stored))?;
    copy(&mut File::open(inner)?, &mut writer)?;
    for file in OUTSIDE {
        if files.iter().any(|entry| entry.path == file) {
            writer.start_file(file, options_of(CompressionMethod::Deflated))?;
            copy(&mut File::open(folder.join(file))?, &mut writer)?;
        }
    }
    finish(writer)
}

fn finish(writer: ZipWriter<BufWriter<File>>) -> io::Result<()> {
    let file = writer.finish()?.into_inner()?;
    file.sync_all()
}

/// Nothing that depends on when or where.
fn options(method: CompressionMethod, starts: bool) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(method)
        .last_modified_time(DateTime::default())
        .system(System::Unix)
        .unix_permissions(if starts { 0o755 } else { 0o644 })
        .large_file(true)
}

/// What was found in a zip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpacked {
    /// Files that were checked.
    pub checked: usize,
    /// Files that are not what the metadata say.
    pub problems: Vec<Problem>,
}

/// Compares every file in the zip of an archive, or in the one inside it, with its metadata. `None` if it is no archive of this
/// program.
///
/// # Errors
/// [`StoreError::Io`] if it cannot be read, or is no zip.
pub fn verify(path: &Path) -> Result<Option<Unpacked>, StoreError> {
    let failed = |error: io::Error| StoreError::io("read", path, error);
    let file = File::open(path).map_err(failed)?;
    let found = opened(BufReader::new(file)).map_err(|error| failed(error.into()))?;
    let Some(at) = found else {
        return Ok(None);
    };
    let file = File::open(path).map_err(failed)?;
    let section = Section::new(file, at.start, at.size).map_err(failed)?;
    checked(BufReader::new(section)).map_err(|error| failed(error.into()))
}

/// Where in a file the zip of the archive stands.
struct Place {
    start: u64,
    size: u64,
}

/// The place of the archive: the whole file, or a zip that is stored in it.
fn opened(mut file: BufReader<File>) -> Result<Option<Place>, ZipError> {
    let size = file.seek(SeekFrom::End(0))?;
    let mut outer = ZipArchive::new(file)?;
    let mut inside = None;
    for at in 0..outer.len() {
        let entry = outer.by_index(at)?;
        let name = entry.name()?.into_owned();
        if name
            .split_once('/')
            .is_some_and(|(_, rest)| rest == METADATA)
        {
            return Ok(Some(Place { start: 0, size }));
        }
        if name.ends_with(".zip") && entry.compression() == CompressionMethod::Stored {
            inside = entry.data_start().map(|start| Place {
                start,
                size: entry.size(),
            });
        }
    }
    Ok(inside)
}

fn checked(file: impl Read + Seek) -> Result<Option<Unpacked>, ZipError> {
    let mut archive = ZipArchive::new(file)?;
    let mut found = Vec::new();
    let mut metadata = None;
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at)?;
        let name = entry.name()?.into_owned();
        let Some((_, path)) = name.split_once('/') else {
            continue;
        };
        let path = path.to_owned();
        if path == METADATA {
            let mut text = String::new();
            (&mut entry).take(MOST).read_to_string(&mut text)?;
            metadata = Some(text);
            continue;
        }
        let mut sum = Sum::default();
        copy(&mut entry, &mut sum)?;
        found.push(FileEntry {
            path,
            rows: None,
            bytes: sum.bytes,
            sha256: hex(&sum.hash.finalize()),
        });
    }
    let Some(listed) = metadata.as_deref().and_then(entries) else {
        return Ok(None);
    };
    let problems = listed.iter().filter_map(|entry| {
        let own = found.iter().find(|own| own.path == entry.path);
        compared(entry, own)
    });
    Ok(Some(Unpacked {
        checked: listed.len(),
        problems: problems.collect(),
    }))
}

#[derive(Default)]
struct Sum {
    hash: Sha256,
    bytes: u64,
}

impl Write for Sum {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A part of a file as a file of its own.
struct Section {
    file: File,
    start: u64,
    size: u64,
    at: u64,
}

impl Section {
    fn new(mut file: File, start: u64, size: u64) -> io::Result<Self> {
        file.seek(SeekFrom::Start(start))?;
        Ok(Self {
            file,
            start,
            size,
            at: 0,
        })
    }
}

impl Read for Section {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.size.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let most = buffer.len().min(left);
        let read = self.file.read(&mut buffer[..most])?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Section {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => i128::from(at),
            SeekFrom::End(by) => i128::from(self.size) + i128::from(by),
            SeekFrom::Current(by) => i128::from(self.at) + i128::from(by),
        };
        let at = u64::try_from(at).map_err(|_| io::ErrorKind::InvalidInput)?;
        self.file.seek(SeekFrom::Start(self.start + at))?;
        self.at = at;
        Ok(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// What is packed is verified, plain and in a zip for a Dataverse; the same bytes come again; a byte that is altered is found.
    #[test]
    fn a_zip_is_verified_without_unpacking_it() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("archive");
        fs::create_dir_all(root.join("results/a")).unwrap();
        let mut files = Vec::new();
        for (path, text) in [
            ("results/a/manifest.json", "{}"),
            ("README.md", "read"),
            ("reproduce.sh", "#!"),
        ] {
            fs::write(root.join(path), text).unwrap();
            let entry = FileEntry::read(&root.join(path)).unwrap();
            files.push(FileEntry {
                path: path.to_owned(),
                ..entry
            });
        }
        let graph: Vec<serde_json::Value> = files
            .iter()
            .map(|file| {
                serde_json::json!({"@id": file.path, "@type": "File", "contentSize": file.bytes.to_string(), "sha256": file.sha256})
            })
            .collect();
        let metadata = serde_json::json!({ "@graph": graph }).to_string();
        fs::write(root.join(METADATA), metadata).unwrap();
        for purpose in [For::Everybody, For::Dataverse] {
            let (one, two) = (
                folder.path().join("archive.zip"),
                folder.path().join("b/archive.zip"),
            );
            fs::create_dir_all(two.parent().unwrap()).unwrap();
            pack(&root, &files, &one, purpose).unwrap();
            pack(&root, &files, &two, purpose).unwrap();
            assert_eq!(fs::read(&one).unwrap(), fs::read(&two).unwrap());
            let found = verify(&one).unwrap().unwrap();
            assert_eq!((found.checked, found.problems), (3, vec![]));
        }
        fs::write(root.join("README.md"), "reap").unwrap();
        let altered = folder.path().join("altered.zip");
        pack(&root, &files, &altered, For::Dataverse).unwrap();
        let found = verify(&altered).unwrap().unwrap();
        assert!(
            matches!(&found.problems[..], [Problem::Changed { path, .. }] if path == "README.md")
        );
        let names: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|e| e.unwrap().file_name())
            .collect();
        assert!(
            names
                .iter()
                .all(|name| !name.to_string_lossy().starts_with('.')),
            "{names:?}"
        );
        fs::write(&altered, "no zip").unwrap();
        assert!(verify(&altered).is_err());
    }
}
