//! Replication archives, through the real binary: what is in them, that their scripts make everything again, that the standards'
//! validators accept them, and what is said where something is missing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use tempfile::TempDir;
use trilat::hash::sha256;
use trilat::report::archive::ODD;
use trilat::store::atomic::partial_path;

mod stata;

/// A project as a user has it, made once: configs, and folders of results at the paths that its commands name.
static HOME: LazyLock<Home> = LazyLock::new(|| {
    let home = Home(TempDir::new().unwrap());
    let configs = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs");
    let copied = Command::new("cp")
        .arg("-r")
        .arg(configs)
        .arg(home.0.path())
        .status();
    assert!(copied.unwrap().success());
    fs::create_dir(home.at("own")).unwrap();
    fs::write(home.at("own/fit.toml"), FIT).unwrap();
    let short = "--set scenario.horizon=18 -q";
    for words in [
        format!("run configs/northeast_asia.toml --runs 64 {short} --out outputs/run"),
        format!("compare configs/northeast_asia.toml configs/no_drills.toml --runs 128 {short} --out outputs/drills"),
        format!("sweep configs/studies/ofat.toml --replicates 8 {short} --out outputs/study"),
        "sensitivity outputs/study --output probes_r1 -q".to_owned(),
        "plot outputs/drills --figure contrasts --format pdf --out outputs/figures".to_owned(),
        "tables outputs/run --only probes_r?".to_owned(),
        "calibrate own/fit.toml -q --out outputs/fit".to_owned(),
        "forecast outputs/fit --from 2020-01 --months 4 --draws 2 --particles 16 -q --out outputs/expected".to_owned(),
        "score outputs/expected/forecast.csv nk_monthly --column csis_missile_days --fixed-origin --out outputs/scored".to_owned(),
    ] {
        home.good(&words);
    }
    home
});

const FIT: &str = r#"
[calibration]
scenario = "../configs/korea_2012_recorded.toml"
seed = 3
particles = 20
generations = 1
predictive = 100
[parameters]
"states.PRK.targets.KP.drive.3" = { low = -1.2, high = 0.4 }
"observations.csis_missile_days.further" = { low = 0.2, high = 2.5 }
[[targets]]
id = "nk_mean_csis_missile_days_2012-2019"
[[targets]]
id = "nk_p_anymissile_month_2012-2019"
"#;

/// Who and when.
const WHO: [&str; 4] = [
    "--author",
    "Doe, Jane; 0000-0002-1825-0097; A University",
    "--date",
    "2026-11-25",
];
/// The folders of a paper, in no particular order.
const PAPER: [&str; 6] = [
    "outputs/scored",
    "outputs/run",
    "outputs/drills",
    "outputs/study",
    "outputs/expected",
    "outputs/fit",
];

struct Home(TempDir);

impl Home {
    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn trilat(&self, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trilat"));
        command.current_dir(self.0.path()).args(words);
        command.output().unwrap()
    }

    fn good(&self, words: &str) -> String {
        let words: Vec<&str> = words.split(' ').collect();
        let done = self.trilat(&words);
        assert_eq!(done.status.code(), Some(0), "{words:?}: {}", said(&done));
        String::from_utf8(done.stdout).unwrap()
    }

    /// An archive of folders in a folder of its own.
    fn export(&self, folders: &[&str], out: &Path, more: &[&str]) -> Output {
        let out = ["--out", out.to_str().unwrap()];
        self.trilat(&[&["export"][..], folders, &out, &WHO, more].concat())
    }
}

fn said(done: &Output) -> String {
    String::from_utf8_lossy(&[&done.stdout[..], &done.stderr].concat()).into_owned()
}

fn text(path: impl AsRef<Path>) -> String {
    fs::read_to_string(path.as_ref()).unwrap()
}

/// The script of an archive, with the program of this build on the path; says whether it was reproduced.
fn reproduce(archive: &Path) -> (Option<i32>, String) {
    let program = Path::new(env!("CARGO_BIN_EXE_trilat")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let mut script = Command::new("sh");
    script
        .arg("reproduce.sh")
        .current_dir(archive)
        .env("PATH", path);
    let done = script.output().unwrap();
    (done.status.code(), said(&done))
}

/// `docs/odd.pdf` is committed, so that an archive can be made without TeX: it must be of the page as it is.
#[test]
fn an_archive_carries_the_description_of_the_model_as_it_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sum = sha256(&text(root.join("docs/odd.md")));
    let pdf = String::from_utf8_lossy(ODD);
    assert!(
        pdf.contains(&format!("sha256:{sum}")),
        "docs/odd.pdf is not of docs/odd.md: scripts/odd.sh makes it anew"
    );
    assert!(pdf.contains(&format!("trilat {}", env!("CARGO_PKG_VERSION"))));
    let home = TempDir::new().unwrap();
    let out = home.path().join("archive");
    let done = HOME.export(&["outputs/run"], &out, &[]);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    assert_eq!(fs::read(out.join("odd.pdf")).unwrap(), ODD);
}

#[test]
fn an_archive_has_the_same_bytes_again_and_replaces_only_archives() {
    let home = TempDir::new().unwrap();
    let (one, two) = (home.path().join("one"), home.path().join("two"));
    for out in [&one, &two] {
        let done = HOME.export(&["outputs/run"], out, &["--zip"]);
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    }
    for file in [
        "README.md",
        "codebook.md",
        "load.R",
        "results/outputs/run/report.html",
        "ro-crate-metadata.json",
    ] {
        assert_eq!(text(one.join(file)), text(two.join(file)), "{file}");
    }
    assert_eq!(
        fs::read(one.join("README.pdf")).unwrap(),
        fs::read(two.join("README.pdf")).unwrap()
    );
    let again = HOME.export(&["outputs/run"], &one, &[]);
    assert_eq!(again.status.code(), Some(2));
    assert!(said(&again).contains("--force"));
    assert_eq!(
        HOME.export(&["outputs/run"], &one, &["--force", "--zip"])
            .status
            .code(),
        Some(0)
    );
    // A zip of somebody else stays.
    fs::write(home.path().join("two.zip"), "mine").unwrap();
    let done = HOME.export(&["outputs/run"], &two, &["--force", "--zip"]);
    assert_eq!(done.status.code(), Some(2));
    assert_eq!(text(home.path().join("two.zip")), "mine");
    let other = home.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("thesis.tex"), "mine").unwrap();
    assert_eq!(
        HOME.export(&["outputs/run"], &other, &["--force"])
            .status
            .code(),
        Some(2)
    );
    assert!(other.join("thesis.tex").exists());
    for (bad, words) in [
        (["--date", "yesterday"], "is not a day"),
        (["--author", "Doe; 0000-0002-1825-0098"], "last digit"),
    ] {
        let done = HOME.trilat(
            &[
                &[
                    "export",
                    "outputs/run",
                    "--author",
                    "A",
                    "--date",
                    "2026-01-01",
                ][..],
                &bad,
            ]
            .concat(),
        );
        assert_eq!(done.status.code(), Some(2), "{bad:?}");
        assert!(
            bad[0] == "--date" || said(&done).contains(words),
            "{}",
            said(&done)
        );
    }
}

/// An earlier archive is replaced or finished; what others put there stays, and what they changed is named.
#[test]
fn an_archive_that_was_half_published_is_finished_and_files_of_others_stay() {
    let home = TempDir::new().unwrap();
    let (whole, out) = (home.path().join("whole"), home.path().join("out"));
    let export = |out: &Path, more: &[&str]| HOME.export(&["outputs/run"], out, more);
    for out in [&whole, &out] {
        assert_eq!(export(out, &[]).status.code(), Some(0));
    }
    fs::write(out.join("notes.txt"), "mine").unwrap();
    let metadata = out.join("ro-crate-metadata.json");
    let obstacle = partial_path(&metadata);
    fs::create_dir(&obstacle).unwrap();
    assert_eq!(export(&out, &["--force"]).status.code(), Some(1));
    fs::remove_dir(&obstacle).unwrap();
    assert!(!metadata.exists());
    let runs = out.join("results/outputs/run/runs.csv");
    fs::rename(&runs, partial_path(&runs)).unwrap();
    // Finished, and then there already.
    assert!(said(&export(&out, &[])).contains("--force"));
    for file in [
        "ro-crate-metadata.json",
        "results/outputs/run/runs.csv",
        "results/outputs/run/manifest.json",
    ] {
        assert_eq!(text(out.join(file)), text(whole.join(file)), "{file}");
    }
    assert_eq!(export(&out, &["--force"]).status.code(), Some(0));
    assert_eq!(text(out.join("notes.txt")), "mine");
    let hidden = |entry: fs::DirEntry| entry.file_name().to_string_lossy().starts_with('.');
    assert!(
        !fs::read_dir(&out)
            .unwrap()
            .any(|entry| hidden(entry.unwrap()))
    );
    fs::write(out.join("README.md"), "edited").unwrap();
    let done = export(&out, &["--force"]);
    assert_eq!(done.status.code(), Some(2));
    assert!(
        said(&done).contains("README.md was changed after"),
        "{}",
        said(&done)
    );
    assert_eq!(text(out.join("README.md")), "edited");
}

#[test]
fn a_changed_folder_is_not_archived() {
    let home = TempDir::new().unwrap();
    let folder = home.path().join("run");
    let copied = Command::new("cp")
        .arg("-r")
        .arg(HOME.at("outputs/run"))
        .arg(&folder)
        .status();
    assert!(copied.unwrap().success());
    let runs = folder.join("runs.csv");
    fs::write(&runs, text(&runs).replacen('1', "2", 1)).unwrap();
    let done = HOME.trilat(&[&["export", folder.to_str().unwrap()][..], &WHO].concat());
    assert_eq!(done.status.code(), Some(6));
    assert!(said(&done).contains("runs.csv"));
    assert!(!home.path().join("run_archive").exists());
}

/// What an archive needs and does not have is named, with what is to be done.
#[test]
fn what_is_missing_is_named() {
    let home = TempDir::new().unwrap();
    let out = home.path().join("out");
    for (folders, more, words) in [
        (
            &["outputs/scored"][..],
            &[][..],
            "outputs/scored was made from outputs/expected/forecast.csv, which is not to be archived",
        ),
        (
            &["outputs/study/sensitivity"],
            &[],
            "was made from outputs/study",
        ),
        (
            &["outputs/run"],
            &["--exhibit", "Figure 1=nothing.pdf"],
            "--exhibit nothing.pdf: there is no such file",
        ),
        (
            &["outputs/run"],
            &["--exhibit", "nothing.pdf"],
            "write NAME=FILE",
        ),
        (
            &["outputs/run"],
            &["--exhibit", "Figure 1=outputs/drills/figures/contrasts.pdf"],
            "which is not to be archived",
        ),
        (
            &["outputs/run"],
            &["--attach", "nothing.pdf"],
            "--attach nothing.pdf",
        ),
        (
            &["outputs/run"],
            &["--with-program=/bin/true"],
            "and the results are by trilat",
        ),
        (&["outputs"], &[], "has no manifest.json"),
    ] {
        let done = HOME.export(folders, &out, more);
        let code = if folders == ["outputs"] { 1 } else { 2 };
        assert_eq!(
            done.status.code(),
            Some(code),
            "{folders:?} {more:?}: {}",
            said(&done)
        );
        assert!(
            said(&done).contains(words),
            "{folders:?} {more:?}: {}",
            said(&done)
        );
        assert!(!out.exists(), "{folders:?} {more:?}");
    }
    // A comparison elsewhere, whose scenarios are not at hand; a run is made again from its own files.
    let elsewhere = TempDir::new().unwrap();
    let archive = |folder: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trilat"));
        command
            .current_dir(elsewhere.path())
            .arg("export")
            .arg(HOME.at(folder))
            .args(WHO);
        command.args(["--out", "archive"]).output().unwrap()
    };
    let done = archive("outputs/drills");
    assert_eq!(done.status.code(), Some(2));
    assert!(
        said(&done).contains("names configs/northeast_asia.toml, which is not there"),
        "{}",
        said(&done)
    );
    let done = archive("outputs/run");
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    let readme = text(elsewhere.path().join("archive/README.md"));
    assert!(
        readme.contains("trilat rerun ../results/run --figures --out run --force"),
        "{readme}"
    );
    let (code, words) = reproduce(&elsewhere.path().join("archive"));
    assert_eq!(code, Some(0), "{words}");
}

/// The archive of a paper: exhibits with the commands that made them, what each folder took, the series of the record in use; it
/// is verified in its folder and in its zip, and its own script makes everything again in a folder somewhere else, figures, tables
/// and pages included. What was altered is found by both.
#[test]
fn the_archive_of_a_paper_is_made_again_and_compared() {
    let home = TempDir::new().unwrap();
    let out = home.path().join("paper");
    let exhibits = [
        "--exhibit=Figure 1=outputs/figures/contrasts.pdf",
        "--exhibit=Figure 2=outputs/run/figures/time_to_first_event.pdf",
        "--exhibit=Table 1=outputs/run/tables/summary.tex",
        "--exhibit=Table 2=own/fit.toml",
        "--attach=own/fit.toml",
        "--zip=dataverse",
        "--with-program",
        "--keyword=deterrence",
    ];
    let done = HOME.export(&PAPER, &out, &exhibits);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    assert!(
        said(&done).contains("own/fit.toml (Table 2) was not made by trilat"),
        "{}",
        said(&done)
    );
    assert!(said(&done).contains("--contact"), "{}", said(&done));
    let readme = text(out.join("README.md"));
    for words in [
        "| Figure 1 | `results/outputs/figures/contrasts.pdf` | `trilat plot outputs/drills --figure contrasts --format pdf` |",
        "| Table 1 | `results/outputs/run/tables/summary.tex` | `trilat tables outputs/run --only 'probes_r?'` |",
        "| Table 2 | `exhibits/fit.toml` | not by trilat",
        "| `nk_monthly` | Counts by calendar month",
        "James Martin Center",
        "Hardware: ",
        "- Doe, Jane; 0000-0002-1825-0097; A University",
    ] {
        assert!(readme.contains(words), "{words}\n{readme}");
    }
    assert!(!readme.contains("not recorded"), "{readme}");
    // A channel of the model is no series of the record unless a calibration reads it.
    let (scenario, run) = (
        out.join("inputs/configs/korea_2012_recorded.toml"),
        HOME.at("configs/korea_2012_recorded.toml"),
    );
    assert_eq!(text(scenario), text(run));
    let moved = home.path().join("elsewhere");
    fs::rename(&out, &moved).unwrap();
    let (code, words) = reproduce(&moved);
    assert_eq!(code, Some(0), "{words}");
    assert!(
        words.contains("files the same") && words.ends_with("reproduced\n"),
        "{words}"
    );
    let log = text(moved.join("reproduce.log"));
    for command in [
        "run",
        "compare",
        "sweep",
        "sensitivity",
        "calibrate",
        "forecast",
        "score",
        "plot",
        "tables",
        "report",
    ] {
        assert!(log.contains(&format!("trilat {command} ")), "{command}");
    }
    let zip = home.path().join("paper.zip");
    let verify = |path: &Path| HOME.trilat(&["verify", path.to_str().unwrap()]);
    for path in [&zip, &moved] {
        let done = verify(path);
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        assert!(
            said(&done).contains("files as in the metadata of the archive"),
            "{}",
            said(&done)
        );
    }
    // A table that somebody altered after the archive was written.
    let table = moved.join("results/outputs/drills/contrasts.csv");
    fs::write(&table, text(&table).replacen('1', "2", 1)).unwrap();
    let done = verify(&moved);
    assert_eq!(done.status.code(), Some(6));
    assert!(
        said(&done).contains("contrasts.csv: changed"),
        "{}",
        said(&done)
    );
    let (code, words) = reproduce(&moved);
    assert_eq!(code, Some(6), "{words}");
    assert!(
        words.contains("contrasts.csv: changed") && words.contains("NOT reproduced"),
        "{words}"
    );
    stata::check(&moved);
}

/// A file that no command says to have made, and two of one name, are named.
#[test]
fn what_does_not_come_along_is_named() {
    let home = TempDir::new().unwrap();
    let folder = HOME.at("outputs/mine");
    let copied = Command::new("cp")
        .arg("-r")
        .arg(HOME.at("outputs/run"))
        .arg(&folder)
        .status();
    assert!(copied.unwrap().success());
    fs::write(folder.join("figures/by_hand.pdf"), "mine").unwrap();
    let done = HOME.export(
        &["outputs/mine"],
        &home.path().join("one"),
        &["--exhibit", "Page=outputs/mine/report.html"],
    );
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    assert!(
        said(&done).contains("left out of outputs/mine: figures/by_hand.pdf"),
        "{}",
        said(&done)
    );
    let readme = text(home.path().join("one/README.md"));
    assert!(
        readme.contains(
            "| Page | `results/outputs/mine/report.html` | `trilat report outputs/mine` |"
        ),
        "{readme}"
    );
    fs::create_dir_all(HOME.at("other")).unwrap();
    fs::write(HOME.at("other/fit.toml"), "another").unwrap();
    let two = ["--attach", "own/fit.toml", "--attach", "other/fit.toml"];
    let done = HOME.export(&["outputs/mine"], &home.path().join("two"), &two);
    assert_eq!(done.status.code(), Some(2));
    assert!(
        said(&done).contains("would both be documents/fit.toml"),
        "{}",
        said(&done)
    );
}

/// PowerShell reads the words of its script as the shell reads those of the other: both name the same commands.
#[test]
fn both_scripts_run_the_same_commands() {
    let home = TempDir::new().unwrap();
    let out = home.path().join("out");
    let done = HOME.export(&["outputs/run", "outputs/drills"], &out, &[]);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    let steps = |file: &str, word: &str| -> Vec<String> {
        let script = text(out.join(file));
        let lines = script.lines().filter_map(|line| line.strip_prefix(word));
        lines.map(str::to_owned).collect()
    };
    let (shell, power) = (
        steps("reproduce.sh", "step "),
        steps("reproduce.ps1", "Step "),
    );
    assert_eq!(shell, power);
    assert!(
        shell.len() >= 6 && shell.iter().any(|step| step.contains("'probes_r?'")),
        "{shell:?}"
    );
}

/// The standards' validators accept an archive; Python and R read every table in it.
#[test]
#[ignore = "needs frictionless, cffconvert, rocrate, roc-validator, pyDataverse, codemetapy, tree-sitter-powershell and polars from PyPI, and R; tests/all.sh runs it"]
fn archives_are_accepted_and_read() {
    let home = TempDir::new().unwrap();
    let readers = PathBuf::from(std::env::var_os("BROWSER_PYTHON").expect("BROWSER_PYTHON"));
    let beside = |name: &str| readers.with_file_name(name);
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    for (name, folders) in [("run", &["outputs/run"][..]), ("paper", &PAPER)] {
        let out = home.path().join(name);
        let more = [
            "--contact",
            "jane@example.org",
            "--description",
            "What it is for.",
            "--keyword",
            "deterrence",
        ];
        let done = HOME.export(folders, &out, &more);
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        let run = |command: &mut Command| {
            let done = command.current_dir(&out).output().unwrap();
            assert!(done.status.success(), "{name}: {}", said(&done));
        };
        let frictionless = std::env::var_os("FRICTIONLESS").expect("FRICTIONLESS");
        run(Command::new(&readers)
            .arg(tests.join("archive.py"))
            .arg(&out)
            .arg(frictionless)
            .arg(beside("cffconvert")));
        run(Command::new(&readers)
            .arg(tests.join("validate_crate.py"))
            .arg(&out)
            .arg(beside("rocrate-validator")));
        let pdf = Command::new("pdftotext")
            .arg(out.join("README.pdf"))
            .arg("-")
            .output()
            .unwrap();
        for words in [
            "Data availability and provenance",
            "How to make it again",
            "jane@example.org",
        ] {
            assert!(
                String::from_utf8_lossy(&pdf.stdout).contains(words),
                "{name}: {words}"
            );
        }
        let check = "source('load.R'); for (t in tables) stopifnot(ncol(t) > 0, \
                     !is.null(attr(t[[1]], 'label')))";
        run(Command::new("Rscript").arg("-e").arg(check));
    }
}
