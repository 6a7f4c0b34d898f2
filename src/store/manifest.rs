//! `manifest.json`: what made the files of a folder, and their checksums.
//!
//! Everything that may differ between two machines stands under `execution`; there is no time and no
//! host name anywhere.

use std::io;
use std::path::{Component, Path};

use serde::{Deserialize, Serialize};

use super::atomic::{Fingerprint, fingerprint, sha256};
use super::command::Command;
use super::disk::read_text;
use super::error::StoreError;
pub use super::program::{PROGRAM, Program};
use super::study_info::StudyInfo;

/// Name of the manifest.
pub const MANIFEST: &str = "manifest.json";
/// Version of the layout of the files and of the manifest.
pub const SCHEMA_VERSION: u32 = 1;

/// What stands between the content of a manifest and its checksum, and at its end.
const SEAL: &str = ",\n  \"sha256\": \"";
const END: &str = "\n}";

/// The manifest of an output folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Who wrote the files.
    pub program: Program,
    /// Layout version; see [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// What was simulated.
    pub scenario: Scenario,
    /// Seed of the random numbers.
    pub seed: u64,
    /// How far the ensemble got.
    pub runs: Runs,
    /// Whether it is all there.
    pub status: Status,
    /// What was recorded besides the tables that every run has.
    #[serde(skip_serializing_if = "Recorded::is_nothing", default)]
    pub recorded: Recorded,
    /// The study, where there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub study: Option<StudyInfo>,
    /// The analysis, where the folder holds one of files made before.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub analysis: Option<Analysis>,
    /// Files that were used although they are not what their manifest says, as was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub unverified: Vec<String>,
    /// Every file but this one, in the order of writing.
    pub files: Vec<FileEntry>,
    /// Circumstances that do not change a data file.
    pub execution: Execution,
}

/// An analysis of files made before: what was read, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Analysis {
    /// Which: the name of the command.
    pub kind: String,
    /// The files it read, by their names in the folder read.
    pub inputs: Vec<FileEntry>,
    /// Its settings.
    pub settings: serde_json::Value,
}

/// The scenario as it was resolved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scenario {
    /// Its name.
    pub name: String,
    /// SHA-256 of `scenario.resolved.toml`.
    pub sha256: String,
    /// First month, `YYYY-MM`.
    pub start: String,
    /// Horizon in months.
    pub months: usize,
}

/// Runs asked for and completed; replicates are numbered from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Runs {
    /// Runs asked for.
    pub requested: u64,
    /// Runs in the files: replicates 0 to this number, exclusive.
    pub completed: u64,
}

/// What a run recorded besides the tables that every run has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// Runs in `traces.csv`: replicates 0 to this number, exclusive.
    pub traces: u64,
    /// Whether there is `events.csv`.
    pub events: bool,
}

impl Recorded {
    /// Whether there is nothing of it.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// Whether a folder holds all that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Every run asked for is there.
    Complete,
    /// The job was interrupted; a complete prefix of the runs is there.
    Interrupted,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Path inside the folder, with forward slashes.
    pub path: String,
    /// Rows without the header, for tables.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rows: Option<u64>,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 in lower-case hexadecimal.
    pub sha256: String,
}

/// Circumstances of the execution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Execution {
    /// The command as typed.
    pub command: String,
    /// The scenario file as named in the command.
    pub scenario_path: String,
    /// Threads used.
    pub threads: usize,
    /// Operating system and architecture, e.g. `linux x86_64`.
    pub platform: String,
}

impl FileEntry {
    /// An entry from a fingerprint.
    pub fn new(path: &str, rows: Option<u64>, fingerprint: Fingerprint) -> Self {
        Self {
            path: path.to_owned(),
            rows,
            bytes: fingerprint.bytes,
            sha256: fingerprint.sha256,
        }
    }

    /// An entry of a file as it is read, by its name alone.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn read(path: &Path) -> Result<Self, StoreError> {
        let found = fingerprint(path).map_err(|error| StoreError::io("read", path, error))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Ok(Self::new(&name, None, found))
    }
}

/// The platform that the program was built for, as [`Execution::platform`] has it.
pub fn platform() -> String {
    format!("{} {}", std::env::consts::OS, std::env::consts::ARCH)
}

impl Scenario {
    /// A scenario as it was resolved, `toml` being its text.
    pub fn of(scenario: &crate::scenario::Scenario, toml: &str) -> Self {
        Self {
            name: scenario.name.clone(),
            sha256: sha256(toml),
            start: scenario.start.to_string(),
            months: scenario.horizon as usize,
        }
    }
}

impl Execution {
    /// The circumstances of this process.
    pub fn new(command: &Command, scenario_path: impl Into<String>, threads: usize) -> Self {
        Self {
            command: command.to_string(),
            scenario_path: scenario_path.into(),
            threads,
            platform: platform(),
        }
    }
}

impl Manifest {
    /// The manifest of a complete job of this program, without runs and without files.
    pub fn new(scenario: Scenario, seed: u64, execution: Execution) -> Self {
        Self {
            program: Program::this(),
            schema_version: SCHEMA_VERSION,
            scenario,
            seed,
            runs: Runs {
                requested: 0,
                completed: 0,
            },
            status: Status::Complete,
            recorded: Recorded::default(),
            study: None,
            analysis: None,
            unverified: Vec::new(),
            files: Vec::new(),
            execution,
        }
    }

    /// With runs asked for and completed; [`Status::Interrupted`] where fewer were completed.
    #[must_use]
    pub fn with_runs(mut self, requested: u64, completed: u64) -> Self {
        self.runs = Runs {
            requested,
            completed,
        };
        if completed < requested {
            self.status = Status::Interrupted;
        }
        self
    }

    /// With what was recorded besides the tables that every run has.
    #[must_use]
    pub fn with_recorded(mut self, recorded: Recorded) -> Self {
        self.recorded = recorded;
        self
    }

    /// With the study whose points were run.
    #[must_use]
    pub fn with_study(mut self, study: StudyInfo) -> Self {
        self.study = Some(study);
        self
    }

    /// With what was read, and how: `kind` is the name of the command.
    #[must_use]
    pub fn with_analysis(
        mut self,
        kind: &str,
        inputs: Vec<FileEntry>,
        settings: serde_json::Value,
    ) -> Self {
        self.analysis = Some(Analysis {
            kind: kind.to_owned(),
            inputs,
            settings,
        });
        self
    }

    /// The text of `manifest.json`. Its last line is the checksum of what stands above it.
    pub fn to_json(&self) -> String {
        // Serialising plain structs of numbers and texts cannot fail.
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        let above = text.strip_suffix(END).unwrap_or(&text);
        format!("{above}{SEAL}{}\"{END}\n", sha256(above))
    }

    /// The manifest of a folder; `None` if it has none. An error if there is one that another program
    /// wrote, that a newer version wrote, that was altered, or that lists paths outside the folder.
    pub fn read(folder: &Path) -> Result<Option<Self>, StoreError> {
        let path = folder.join(MANIFEST);
        let text = match read_text(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(StoreError::io("read", &path, error)),
        };
        let refuse = |message: String| StoreError::Manifest {
            path: path.clone(),
            message,
        };
        if !is_as_written(&text) {
            return Err(StoreError::AlteredManifest { path });
        }
        let manifest: Self =
            serde_json::from_str(&text).map_err(|error| refuse(error.to_string()))?;
        if manifest.program.name != PROGRAM {
            return Err(refuse(format!("written by `{}`", manifest.program.name)));
        }
        if manifest.schema_version > SCHEMA_VERSION {
            return Err(refuse(format!(
                "its schema version {} is newer than {SCHEMA_VERSION}",
                manifest.schema_version
            )));
        }
        for file in &manifest.files {
            check_path(&file.path)?;
        }
        Ok(Some(manifest))
    }
}

/// Whether a manifest is what its last line says; one without that line is of an earlier version, or was changed on purpose.
fn is_as_written(text: &str) -> bool {
    match text.rsplit_once(SEAL) {
        Some((above, sum)) => sum == format!("{}\"{END}\n", sha256(above)),
        None => true,
    }
}

/// Checks that a path names a file inside an output folder: relative, forward slashes, no `.` or `..`,
/// nothing hidden, not the manifest.
pub fn check_path(path: &str) -> Result<(), StoreError> {
    let plain = |part: Component<'_>| match part {
        Component::Normal(name) => !name.to_string_lossy().starts_with('.'),
        _ => false,
    };
    let safe = !path.is_empty()
        && path != MANIFEST
        && !path.contains(['\\', ':', '\0'])
        && Path::new(path).components().all(plain);
    if safe {
        Ok(())
    } else {
        Err(StoreError::UnsafePath {
            path: path.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn only_paths_inside_the_folder_are_accepted() {
        assert!(check_path("runs.csv").is_ok());
        assert!(check_path("figures/survival.svg").is_ok());
        for bad in [
            "",
            "../x",
            "/etc/passwd",
            "a/../../b",
            "C:\\x",
            ".hidden",
            MANIFEST,
        ] {
            assert!(check_path(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_strange_manifest_is_refused_with_its_reason() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Manifest::read(folder.path()).unwrap().is_none());
        fs::write(folder.path().join(MANIFEST), "{\"program\": 3}").unwrap();
        let error = Manifest::read(folder.path()).unwrap_err().to_string();
        assert!(error.contains("manifest.json is not a manifest"), "{error}");
    }

    /// Whatever letter of a manifest is changed, a remark in it as well, is noticed where it matters: what is read is what was
    /// written.
    #[test]
    fn a_changed_letter_is_refused_or_changes_nothing() {
        let scenario = Scenario {
            name: "toy".into(),
            sha256: sha256(""),
            start: "2026-01".into(),
            months: 12,
        };
        let execution = Execution::new(&Command::trilat("run"), "toy.toml", 2);
        let manifest = Manifest::new(scenario, 7, execution);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(MANIFEST);
        let text = manifest.to_json();
        fs::write(&path, &text).unwrap();
        assert_eq!(
            Manifest::read(folder.path()).unwrap().as_ref(),
            Some(&manifest)
        );
        for at in 0..text.len() {
            let mut flipped = text.clone().into_bytes();
            flipped[at] ^= 1;
            fs::write(&path, flipped).unwrap();
            if let Ok(read) = Manifest::read(folder.path()) {
                assert_eq!(read.as_ref(), Some(&manifest), "byte {at}");
            }
        }
        let (plain, _) = text.rsplit_once(SEAL).unwrap();
        fs::write(&path, format!("{plain}{END}\n")).unwrap();
        assert_eq!(Manifest::read(folder.path()).unwrap(), Some(manifest));
    }
}
