//! Parts of one study from several folders: what is there, what is missing, what does not belong.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::error::StoreError;
use super::growing::{
    GrowingError, PARTS, PartEntry, What, check_part, part_name, parts_folder, read_journal,
    read_record, same,
};
use super::part_rows::PartSource;
use super::study_record::StudyRecord;

/// What was found in folders of parts.
#[derive(Debug)]
pub struct Gathered {
    /// The study, as the first folder has it; with Parquet files if any folder wants them.
    pub record: StudyRecord,
    /// The first folder.
    pub first: PathBuf,
    /// Complete parts by number.
    pub parts: BTreeMap<u64, PartSource>,
    /// Parts that no folder has, in increasing order.
    pub missing: Vec<u64>,
    /// Parts that several folders have with the same content: part and folders.
    pub duplicates: Vec<(u64, PathBuf, PathBuf)>,
    /// What cannot be right, in words: damaged files, parts with different contents, folders of another
    /// study.
    pub wrong: Vec<String>,
    /// Shares whose folders were found: shard and number of shards.
    pub shards: Vec<[u64; 2]>,
}

impl Gathered {
    /// The parts in order.
    pub fn in_order(&self) -> Vec<PartSource> {
        self.parts.values().cloned().collect()
    }

    /// Runs in the parts, and how many of them failed.
    pub fn runs(&self) -> (u64, u64) {
        let entries = || self.parts.values().map(|part| &part.entry);
        (
            entries().map(|entry| entry.runs).sum(),
            entries().map(|entry| entry.failed).sum(),
        )
    }

    /// The shards to which missing parts belong, given how many shards there are, from 1.
    pub fn missing_shards(&self) -> Vec<u64> {
        let of = self.shards.first().map_or(1, |shard| shard[1]).max(1);
        let mut shards: Vec<u64> = self.missing.iter().map(|part| part % of + 1).collect();
        shards.sort_unstable();
        shards.dedup();
        shards
    }
}

/// The folders with parts among those named: each of them, or the folders inside one that has none, in
/// the order of their names with numbers by size.
///
/// # Errors
/// If one has neither, or cannot be read.
pub fn folders_with_parts(named: &[PathBuf]) -> Result<Vec<PathBuf>, GrowingError> {
    let has_parts = |folder: &Path| What::there(folder) == Some(What::Study);
    let mut found = Vec::new();
    for folder in named {
        if has_parts(folder) {
            found.push(folder.clone());
            continue;
        }
        let failed = |error| StoreError::io("read", folder, error);
        let mut inside = Vec::new();
        for entry in fs::read_dir(folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.file_name().is_some_and(|name| name != PARTS) && has_parts(&path) {
                inside.push(path);
            }
        }
        if inside.is_empty() {
            return Err(read_record::<StudyRecord>(folder).err().unwrap_or(
                GrowingError::Nothing {
                    folder: folder.clone(),
                    what: What::Study,
                },
            ));
        }
        inside.sort_by_key(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
            (digits.parse::<u64>().unwrap_or(u64::MAX), name.into_owned())
        });
        found.append(&mut inside);
    }
    Ok(found)
}

/// Reads the journals of folders; with `verify` the checksum of every part as well.
///
/// # Errors
/// If the first folder has no readable study, or a file cannot be read.
pub fn gather(folders: &[PathBuf], verify: bool) -> Result<Gathered, GrowingError> {
    let first = folders.first().cloned().unwrap_or_default();
    let record = read_record::<StudyRecord>(&first)?;
    let mut gathered = Gathered {
        first,
        parts: BTreeMap::new(),
        missing: Vec::new(),
        duplicates: Vec::new(),
        wrong: Vec::new(),
        shards: Vec::new(),
        record,
    };
    for folder in folders {
        let own = read_record::<StudyRecord>(folder).and_then(|there| {
            same(folder, &there, &gathered.record)?;
            let entries = read_journal(folder, &there)?.0;
            Ok((there, entries))
        });
        match own {
            Ok((there, entries)) => {
                gathered.shards.push(there.shard);
                gathered.record.parquet |= there.parquet;
                gathered.add(folder, entries, verify)?;
            }
            Err(GrowingError::Store(error)) => return Err(error.into()),
            Err(GrowingError::Other { differences, .. }) => gathered.wrong.push(format!(
                "{} belongs to another study than {}: it differs in {differences}",
                folder.display(),
                gathered.first.display()
            )),
            Err(GrowingError::OtherProgram { .. }) => gathered.wrong.push(format!(
                "{} was made by a program that gives other results than that of {}",
                folder.display(),
                gathered.first.display()
            )),
            Err(error) => gathered.wrong.push(error.to_string()),
        }
    }
    let all = 0..gathered.record.study.parts;
    gathered.missing = all
        .filter(|part| !gathered.parts.contains_key(part))
        .collect();
    Ok(gathered)
}

impl Gathered {
    fn add(
        &mut self,
        folder: &Path,
        entries: BTreeMap<u64, PartEntry>,
        verify: bool,
    ) -> Result<(), GrowingError> {
        let files = parts_folder(folder);
        for (part, entry) in entries {
            let name = files.join(part_name(part));
            if part >= self.record.study.parts {
                let message = format!("{}: the study has no such part", name.display());
                self.wrong.push(message);
                continue;
            }
            if verify && let Some(wrong) = check_part(&files, &entry)? {
                self.wrong.push(format!("{}: {wrong}", name.display()));
                continue;
            }
            self.insert(part, entry, files.clone());
        }
        Ok(())
    }

    fn insert(&mut self, part: u64, entry: PartEntry, folder: PathBuf) {
        let source = PartSource { entry, folder };
        match self.parts.get(&part) {
            None => {
                self.parts.insert(part, source);
            }
            Some(known) if known.entry == source.entry => {
                let folders = (known.folder.clone(), source.folder);
                self.duplicates.push((part, folders.0, folders.1));
            }
            Some(known) => self.wrong.push(format!(
                "{} and {} are the same part with different content",
                known.path().display(),
                source.path().display()
            )),
        }
    }
}
