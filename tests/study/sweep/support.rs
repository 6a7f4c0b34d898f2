//! Small studies, processes that run them, and what they leave.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use trilat::store::atomic::fingerprint;

/// Factors of the toy scenario: two groups of points, since a switch is one of them.
const FACTORS: &str = "[design]\nkind = \"grid\"\n[factors]\n\
    \"mechanisms.trust\" = { categories = [true, false] }\n\
    \"states.PROBER.precision\" = { low = 1.0, high = 5.0, steps = 5 }\n";

/// A folder with `study.toml`: 10 points of the toy scenario over 12 months.
pub struct Place {
    folder: TempDir,
}

impl Place {
    pub fn new(replicates: u64) -> Self {
        let place = Self {
            folder: TempDir::new().unwrap(),
        };
        place.write("study.toml", &study(replicates, FACTORS));
        place
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).unwrap();
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).unwrap()
    }

    /// A command of the program in this folder.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trilat"));
        command.args(args).current_dir(self.path());
        command
    }

    pub fn trilat(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs a command that must succeed.
    pub fn good(&self, args: &[&str]) -> Output {
        let done = self.trilat(args);
        assert_eq!(code(&done), 0, "{args:?}: {}", text(&done.stderr));
        done
    }

    pub fn start(&self, args: &[&str]) -> Child {
        let mut command = self.command(args);
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        command.spawn().unwrap()
    }

    /// SHA-256 of every data file of a study.
    pub fn sums(&self, out: &str) -> Vec<(String, String)> {
        let names = [
            "runs.csv",
            "summary.csv",
            "design.csv",
            "factors.csv",
            "scenario.resolved.toml",
            "datapackage.json",
        ];
        let sum = |name: &str| fingerprint(&self.file(out).join(name)).unwrap().sha256;
        names.map(|name| (name.to_owned(), sum(name))).to_vec()
    }

    /// Parts that the journal of a folder lists.
    pub fn journal(&self, out: &str) -> usize {
        fs::read_to_string(self.file(out).join("parts/journal.jsonl"))
            .map_or(0, |text| text.matches('\n').count())
    }

    /// Waits until the journal has this many parts; false if the process ends before.
    pub fn wait_for_parts(&self, out: &str, parts: usize, child: &mut Child) -> bool {
        self.wait(child, || self.journal(out) >= parts)
    }

    pub fn wait(&self, child: &mut Child, done: impl Fn() -> bool) -> bool {
        let limit = Instant::now() + Duration::from_secs(120);
        while !done() {
            assert!(Instant::now() < limit, "nothing happens");
            if child.try_wait().unwrap().is_some() {
                return done();
            }
            sleep(Duration::from_millis(1));
        }
        true
    }
}

pub fn study(replicates: u64, rest: &str) -> String {
    let toy = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/toy.toml");
    format!(
        "[study]\nname = \"toy\"\nscenario = \"{}\"\nreplicates = {replicates}\n[set]\n\
         \"scenario.horizon\" = 12\n{rest}",
        toy.display()
    )
}

pub fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill")
        .args([name, &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
}

pub fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

pub fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap()
}
