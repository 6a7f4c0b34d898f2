//! A place to try commands in: inputs, what the commands make undisturbed, and a folder for each attempt.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::jobs::{BEFORE, Job, inputs};

/// More than any command here takes by far.
const PATIENCE: Duration = Duration::from_secs(120);

/// Files by name; a folder without files by its name and a slash.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A fault, as the preloaded library knows them.
#[derive(Clone, Debug, Default)]
pub struct Fault {
    /// Variables of the environment.
    pub variables: Vec<(&'static str, String)>,
}

impl Fault {
    /// At an operation.
    pub fn at(operation: u64, how: &str) -> Self {
        Self {
            variables: vec![
                ("FAULT_AT", operation.to_string()),
                ("FAULT_HOW", how.to_owned()),
            ],
        }
    }

    /// None, but operations are counted.
    pub fn counting(file: &Path) -> Self {
        Self {
            variables: vec![("FAULT_COUNT", file.display().to_string())],
        }
    }

    /// No thread can be started.
    pub fn no_threads() -> Self {
        Self {
            variables: vec![("FAULT_THREADS", "1".to_owned())],
        }
    }
}

/// How a process ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code; `None` if it was killed.
    pub code: Option<i32>,
    /// What it said on standard error.
    pub said: String,
    /// Whether it had to be killed because it did not end.
    pub hung: bool,
}

impl Ended {
    /// What is wrong with how it ended, whatever became of its files.
    pub fn wrong(&self) -> Option<String> {
        let silent = self.code.is_some_and(|code| code != 0) && self.said.trim().is_empty();
        match () {
            () if self.hung => Some("it hung".to_owned()),
            () if self.said.contains("panicked") || self.code == Some(101) => {
                Some(format!("it panicked: {}", self.said))
            }
            () if silent => Some("it failed without a word".to_owned()),
            () => None,
        }
    }
}

/// The place that all attempts share.
pub fn place() -> &'static Place {
    static PLACE: OnceLock<Place> = OnceLock::new();
    PLACE.get_or_init(Place::new)
}

/// A folder with inputs.
pub struct Place {
    root: TempDir,
    library: PathBuf,
    next: AtomicU64,
}

impl Place {
    fn new() -> Self {
        let root = TempDir::new().unwrap();
        let library = root.path().join("preload.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/preload.c");
        let built = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .args([&library, &source])
            .arg("-ldl")
            .status()
            .expect("cc, which Rust links with");
        assert!(built.success(), "{} cannot be compiled", source.display());
        fs::create_dir_all(root.path().join("home/claims")).unwrap();
        for (name, text) in inputs() {
            fs::write(root.path().join("home").join(name), text).unwrap();
        }
        let place = Self {
            root,
            library,
            next: AtomicU64::new(0),
        };
        for words in BEFORE {
            let done = place.run(&place.attempt(), words, &Fault::default());
            assert_eq!(done.code, Some(0), "{words}: {}", done.said);
        }
        place
    }

    /// The folder of inputs.
    pub fn home(&self) -> PathBuf {
        self.root.path().join("home")
    }

    /// A new folder for an attempt.
    pub fn attempt(&self) -> PathBuf {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let folder = self.root.path().join(format!("a{number}"));
        fs::create_dir(&folder).unwrap();
        folder
    }

    /// A command that has begun.
    pub fn start(&self, folder: &Path, words: &str, fault: &Fault) -> Begun {
        let mut child = Command::new(env!("CARGO_BIN_EXE_trilat"))
            .args(words.split_whitespace())
            .current_dir(folder)
            .env("LD_PRELOAD", &self.library)
            .envs(fault.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stream = child.stderr.take().unwrap();
        let said = thread::spawn(move || {
            let mut bytes = Vec::new();
            stream.read_to_end(&mut bytes).unwrap();
            String::from_utf8_lossy(&bytes).into_owned()
        });
        Begun { child, said }
    }

    /// Runs a command to its end.
    pub fn run(&self, folder: &Path, words: &str, fault: &Fault) -> Ended {
        self.start(folder, words, fault).end()
    }

    /// What a command makes undisturbed, and how many operations it takes.
    pub fn reference(&self, job: &Job) -> (Files, u64) {
        let folder = self.attempt();
        let count = folder.join("count");
        let done = self.run(&folder, job.words, &Fault::counting(&count));
        assert_eq!(done.code, Some(0), "{}: {}", job.words, done.said);
        let count = fs::read_to_string(count).unwrap().trim().parse().unwrap();
        (files(&folder.join("out")), count)
    }
}

/// A process.
pub struct Begun {
    child: Child,
    said: JoinHandle<String>,
}

impl Begun {
    /// Waits until it ends, or until patience does.
    pub fn end(mut self) -> Ended {
        let begun = Instant::now();
        let mut hung = false;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            if !hung && begun.elapsed() > PATIENCE {
                hung = true;
                self.child.kill().unwrap();
            }
            thread::sleep(Duration::from_millis(2));
        };
        Ended {
            code: status.code(),
            said: self.said.join().unwrap(),
            hung,
        }
    }
}

/// The files in a folder and in folders inside it; none if it is not there, and a file alone without a name.
pub fn files(folder: &Path) -> Files {
    let mut found = Files::new();
    if folder.is_file() {
        found.insert(String::new(), fs::read(folder).unwrap());
        return found;
    }
    let mut open = vec![folder.to_owned()];
    while let Some(inside) = open.pop() {
        for entry in fs::read_dir(&inside).into_iter().flatten() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().display().to_string();
            if path.is_dir() {
                found.insert(format!("{name}/"), Vec::new());
                open.push(path);
            } else if !name.ends_with("resources.json") {
                // What it took to make files differs from time to time.
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// How files differ from those that there should be; `None` if they do not.
pub fn differ(found: &Files, wanted: &Files) -> Option<String> {
    let names = found.keys().chain(wanted.keys());
    let mut names: Vec<&String> = names
        .filter(|name| found.get(*name) != wanted.get(*name))
        .collect();
    names.sort();
    names.dedup();
    (!names.is_empty()).then(|| format!("other files: {names:?}"))
}
