//! A folder with a small study, and commands in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;
use trilat::store::atomic::fingerprint;

pub const BINARY: &str = env!("CARGO_BIN_EXE_trilat");

pub struct Place {
    root: TempDir,
    folder: PathBuf,
}

impl Place {
    /// A folder whose name takes quoting, with `study.toml`: 10 points of the toy scenario.
    pub fn new(replicates: u64) -> Self {
        let root = TempDir::new().unwrap();
        let folder = fs::canonicalize(root.path())
            .unwrap()
            .join("Kim's 100% #1 $x study");
        fs::create_dir(&folder).unwrap();
        let toy = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/toy.toml");
        let text = format!(
            "[study]\nname = \"toy\"\nscenario = \"{}\"\nreplicates = {replicates}\n\
             [set]\n\"scenario.horizon\" = 12\n[design]\nkind = \"grid\"\n[factors]\n\
             \"mechanisms.trust\" = {{ categories = [true, false] }}\n\
             \"states.PROBER.precision\" = {{ low = 1.0, high = 5.0, steps = 5 }}\n",
            toy.display()
        );
        let place = Self { root, folder };
        place.write("study.toml", &text);
        place
    }

    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// The folder outside of it, with a plain name.
    pub fn root(&self) -> &Path {
        self.root.path()
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.file(name), text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).unwrap_or_default()
    }

    pub fn trilat(&self, args: &[&str]) -> Output {
        let mut command = Command::new(BINARY);
        command
            .args(args)
            .current_dir(&self.folder)
            .output()
            .unwrap()
    }

    /// Runs a command that must succeed.
    pub fn good(&self, args: &[&str]) -> Output {
        let done = self.trilat(args);
        assert_eq!(code(&done), 0, "{args:?}: {}", text(&done.stderr));
        done
    }

    /// SHA-256 of every data file of a study.
    pub fn sums(&self, out: &str) -> Vec<(&'static str, String)> {
        let names = [
            "runs.csv",
            "summary.csv",
            "design.csv",
            "factors.csv",
            "scenario.resolved.toml",
            "datapackage.json",
        ];
        let sum = |name: &str| fingerprint(&self.file(out).join(name)).unwrap().sha256;
        names.map(|name| (name, sum(name))).to_vec()
    }
}

pub fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}
