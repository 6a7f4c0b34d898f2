//! A folder with the small scenario and a calibration of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

pub const SCENARIO: &str = include_str!("two_states.toml");
pub const FIT: &str = include_str!("two_states_fit.toml");

pub struct Place {
    home: TempDir,
}

impl Place {
    pub fn new() -> Self {
        let home = TempDir::new().unwrap();
        let toy = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/toy.toml");
        fs::copy(toy, home.path().join("toy.toml")).unwrap();
        let place = Self { home };
        let scenario = SCENARIO.replace("../../../configs/toy.toml", "toy.toml");
        place.write("two_states.toml", &scenario);
        place.write("fit.toml", FIT);
        place
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.file(name), text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).unwrap()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trilat"));
        command.args(args).current_dir(self.home.path());
        command
    }

    pub fn trilat(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    pub fn good(&self, args: &[&str]) -> String {
        let output = self.trilat(args);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{args:?}: {error}");
        String::from_utf8(output.stdout).unwrap()
    }

    pub fn start(&self, args: &[&str]) -> Child {
        let mut command = self.command(args);
        let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
        quiet.spawn().unwrap()
    }

    /// Names and contents of the data files of an output folder: all but the manifest, whose execution may differ.
    pub fn contents(&self, folder: &str) -> Vec<(String, Vec<u8>)> {
        let mut found = Vec::new();
        collect(&self.file(folder), "", &mut found);
        found.retain(|(name, _)| name != "manifest.json");
        found.sort();
        found
    }

    /// Rows of a table by column name.
    pub fn rows(&self, name: &str) -> Vec<std::collections::BTreeMap<String, String>> {
        let mut reader = csv::Reader::from_path(self.file(name)).unwrap();
        reader.deserialize().map(|row| row.unwrap()).collect()
    }
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            collect(&path, &format!("{name}/"), found);
        } else if name != "resources.json" {
            found.push((name, fs::read(&path).unwrap()));
        }
    }
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}
