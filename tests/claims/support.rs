//! Claims about the toy scenario, whose every effect is known from T7.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;
use trilat::store::atomic::fingerprint;

/// What is drawn: the sign of resolve, two numbers that matter and one that nothing reads.
pub const SPACE: &str = r#"
[factors]
"response.resolve" = { low = -1.0, high = 1.0 }
"response.cost" = { low = 0.0, high = 0.3 }
"states.PROBER.precision" = { low = 1.0, high = 5.0 }
"signals.noise_intel" = {}
"#;

/// A folder with claim files.
pub struct Place {
    folder: TempDir,
}

impl Place {
    pub fn empty() -> Self {
        let place = Self {
            folder: TempDir::new().unwrap(),
        };
        fs::create_dir(place.file("claims")).unwrap();
        place.write("claims/space.toml", SPACE);
        place
    }

    /// Claims that are true everywhere, false everywhere, true where resolve is above 0, and about nothing.
    pub fn new() -> Self {
        let place = Self::empty();
        let gain = "[from.rungs.1]\ngain = 0.3\n[to.rungs.1]\ngain = 0.9\n";
        place.claim("up", "+", gain, "");
        place.claim("down", "-", gain, "");
        let known = "[from.states.ALLY]\nresolute_share = 0.2\nresolute_prior = 0.2\n\
             [to.states.ALLY]\nresolute_share = 0.9\nresolute_prior = 0.9\n";
        place.claim("box", "-", known, "");
        let unread =
            "[from.signals]\ndrill_size_spread = 0.1\n[to.signals]\ndrill_size_spread = 0.9\n";
        place.claim("null", "+", unread, "");
        place
    }

    pub fn claim(&self, id: &str, sign: &str, arms: &str, more: &str) {
        let toy = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs/toy.toml");
        let text = format!(
            "extends = \"{}\"\n[claim]\nid = \"{id}\"\nsays = \"The change moves probes\"\nwindow = 12\n\
             [tests.main]\nkind = \"finding\"\nobservable = \"expected_r1\"\nsign = \"{sign}\"\n\
             unit = \"probes\"\n{more}{arms}",
            toy.display()
        );
        self.write(&format!("claims/{id}.toml"), &text);
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.file(name), text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).unwrap()
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trilat"));
        command.args(["claims", "--folder", "claims"]).args(args);
        command.current_dir(self.path());
        command
    }

    pub fn claims(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs a command that must succeed.
    pub fn good(&self, args: &[&str]) -> Output {
        let done = self.claims(args);
        assert_eq!(
            done.status.code(),
            Some(0),
            "{args:?}: {}",
            text(&done.stderr)
        );
        done
    }

    /// SHA-256 of every file of an audit but the manifest, which says how many threads there were.
    pub fn sums(&self, out: &str) -> Vec<(String, String)> {
        let manifest: Value =
            serde_json::from_str(&self.read(&format!("{out}/manifest.json"))).unwrap();
        let files = manifest["files"].as_array().unwrap();
        files
            .iter()
            .map(|file| {
                let name = file["path"].as_str().unwrap().to_owned();
                let sum = fingerprint(&self.file(out).join(&name)).unwrap().sha256;
                (name, sum)
            })
            .collect()
    }
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A table as rows of fields by column.
pub fn table(text: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}
