//! Ctrl-C against a real process: the test starts itself again as the program to be interrupted.
#![cfg(unix)]

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::common::{Request, Toy, request};
use trilat::cli::{Exit, interrupt};
use trilat::fault::{Fault, HasFault};
use trilat::store::atomic::partial_path;
use trilat::store::manifest::{Manifest, Status};
use trilat::store::verify::verify;
use trilat::tasks::plot::files::Drawn;
use trilat::tasks::run::model::run_model_into;
use trilat::watch::{Event, Stop, Watch};

const FOLDER: &str = "TRILAT_TEST_FOLDER";

/// The program: does nothing unless the other test started it.
#[test]
fn program() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let Request { mut job, out } = request(Path::new(&folder), 400_000_000, 2);
    job.events = false;
    let none = |_: &_| Ok(Drawn::default());
    let fault = match run_model_into(&Toy::new(16, 6), &job, &out, &mut Signalled, none) {
        Ok(saved) if saved.status == Status::Complete => None,
        Ok(saved) => {
            eprintln!("kept {} of {} runs", saved.what.runs, saved.what.requested);
            Some(Fault::Interrupted)
        }
        Err(error) => Some(error.fault()),
    };
    std::process::exit(Exit::of(fault).code().into());
}

/// Nobody who watches, but for the signal.
struct Signalled;

impl Watch for Signalled {
    fn tell(&mut self, _: Event<'_>) {}

    fn stop(&self) -> Stop {
        static STOP: OnceLock<Stop> = OnceLock::new();
        STOP.get_or_init(interrupt::watch).clone()
    }
}

fn start(folder: &Path) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "interrupt::program", "--nocapture"])
        .env(FOLDER, folder);
    command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn one_signal_keeps_a_valid_prefix() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("toy");
    for signal in ["-INT", "-TERM"] {
        let out = out.join(signal);
        let child = start(&out);
        let runs = partial_path(&out.join("runs.csv"));
        let limit = Instant::now() + Duration::from_secs(60);
        while std::fs::metadata(&runs).map_or(0, |file| file.len()) < 1_000_000 {
            assert!(Instant::now() < limit, "the program does not get going");
            sleep(Duration::from_millis(20));
        }
        let sent = Command::new("kill")
            .args([signal, &child.id().to_string()])
            .status();
        assert!(sent.unwrap().success());
        let output = child.wait_with_output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(130), "{told}");

        let manifest = Manifest::read(&out).unwrap().unwrap();
        assert_eq!(manifest.status, Status::Interrupted);
        let kept = manifest.runs.completed;
        assert!(
            told.contains(&format!("kept {kept} of 400000000 runs")),
            "{told}"
        );
        assert!(verify(&out).unwrap().problems.is_empty());
        let text = std::fs::read_to_string(out.join("runs.csv")).unwrap();
        assert_eq!(text.lines().count() as u64, kept + 1);
        assert!(
            text.lines()
                .last()
                .unwrap()
                .starts_with(&format!("{},", kept - 1))
        );
    }
}
