//! What it took to make the files of a folder: time, memory, and the machine.
//!
//! It differs from one execution to the next, so it stands in a file of its own that no manifest lists: what was made is
//! one thing, what that took another.

use std::fs;
use std::path::Path;
use std::thread::available_parallelism;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::atomic::partial_path;
use super::disk::{no_link, read_text};

/// Its name in an output folder.
pub const RESOURCES: &str = "resources.json";

/// What it took. What an operating system does not tell is missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Resources {
    /// From the time that the folder was locked until its files were complete; of a job that was resumed, its last process.
    pub seconds: f64,
    /// Processor time of the process so far, all threads together.
    pub processor_seconds: Option<f64>,
    /// The most memory that the process has held so far.
    pub peak_memory_bytes: Option<u64>,
    /// Cores that the process may use.
    pub cores: usize,
    /// The processor by its name.
    pub processor: Option<String>,
    /// Memory of the machine.
    pub memory_bytes: Option<u64>,
    /// The operating system by its name.
    pub system: Option<String>,
}

impl Resources {
    /// What it took since `start`.
    pub fn since(start: Instant) -> Self {
        let status = text("/proc/self/status");
        let kibibytes = |text: &str, key: &str| {
            let line = field(text, key)?;
            let number: u64 = line.split_whitespace().next()?.parse().ok()?;
            Some(1024 * number)
        };
        Self {
            // A thousandth of a second is as much as means something.
            seconds: libm::round(1000.0 * start.elapsed().as_secs_f64()) / 1000.0,
            processor_seconds: processor_seconds(&text("/proc/self/stat")),
            peak_memory_bytes: kibibytes(&status, "VmHWM"),
            cores: available_parallelism().map_or(1, usize::from),
            processor: field(&text("/proc/cpuinfo"), "model name").map(str::to_owned),
            memory_bytes: kibibytes(&text("/proc/meminfo"), "MemTotal"),
            system: text("/etc/os-release")
                .lines()
                .find_map(|line| line.strip_prefix("PRETTY_NAME="))
                .map(|name| name.trim_matches('"').to_owned()),
        }
    }

    /// What stands in a folder, if anything does.
    pub fn read(folder: &Path) -> Option<Self> {
        let text = read_text(&folder.join(RESOURCES)).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// Writes it into a folder whose files are complete. It is no reason to lose them, so that whatever goes wrong here is
    /// passed over.
    pub(super) fn leave(&self, folder: &Path) {
        let target = folder.join(RESOURCES);
        let partial = partial_path(&target);
        if no_link(folder, RESOURCES).is_ok()
            && let Ok(text) = serde_json::to_string_pretty(self)
            && fs::write(&partial, format!("{text}\n"))
                .and_then(|()| fs::rename(&partial, &target))
                .is_err()
        {
            let _ = fs::remove_file(&partial);
        }
    }
}

fn text(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

/// What stands behind the first `KEY:`.
fn field<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let mut lines = text.lines().filter_map(|line| line.split_once(':'));
    lines
        .find(|(name, _)| name.trim() == key)
        .map(|(_, value)| value.trim())
}

/// The 14th and 15th field of `/proc/PID/stat`, in ticks of a hundredth of a second. The second field is a name in brackets
/// that may hold anything.
fn processor_seconds(stat: &str) -> Option<f64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<u64>().ok();
    Some((ticks(11)? + ticks(12)?) as f64 / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_with_any_name_is_understood() {
        let stat = "42 (a) b (c) R 1 2 3 4 5 6 7 8 9 10 250 50 0 0 20 0";
        assert_eq!(processor_seconds(stat), Some(3.0));
        assert_eq!(processor_seconds("nonsense"), None);
        assert_eq!(field("a : 1\nb\t: two words\n", "b"), Some("two words"));
    }

    #[test]
    fn what_was_left_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let found = Resources::since(Instant::now());
        assert!(found.seconds < 10.0 && found.cores >= 1);
        found.leave(folder.path());
        assert_eq!(Resources::read(folder.path()), Some(found));
        assert_eq!(Resources::read(Path::new("/nonexistent")), None);
    }
}
