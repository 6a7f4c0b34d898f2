//! What is derived checks what it reads: a changed file ends every command that uses it with 6 and makes nothing, and with
//! `--unverified` the result says of what it was made.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const TOY: &str = include_str!("../../configs/toy.toml");
const RECORD: &str = include_str!("../record/calibrate/two_states.toml");
const FIT: &str = include_str!("../record/calibrate/two_states_fit.toml");
const FACTORS: &str = "[factors]\n\
    \"states.PROBER.precision\" = PRECISION\n\
    \"response.precision\" = PRECISION\n";
/// What every result says.
const SAID: &str = "from files that are not what their manifest says: ";

struct Home(TempDir);

impl Home {
    fn new() -> Self {
        let home = TempDir::new().unwrap();
        let write = |name: &str, text: &str| fs::write(home.path().join(name), text).unwrap();
        write("toy.toml", TOY);
        write(
            "other.toml",
            "extends = \"toy.toml\"\n[scenario]\nname = \"other\"\n[response]\nprecision = 1.0\n",
        );
        let study = |name: &str, design: &str, values: &str| {
            let factors = FACTORS.replace("PRECISION", values);
            let head = "scenario = \"toy.toml\"\nreplicates = 3\n[set]\n\"scenario.horizon\" = 24";
            format!("[study]\nname = \"{name}\"\n{head}\n[design]\n{design}\n{factors}")
        };
        write(
            "grid.toml",
            &study("grid", "kind = \"grid\"", "{ levels = [1.0, 2.0, 3.0] }"),
        );
        write(
            "cloud.toml",
            &study(
                "cloud",
                "kind = \"lhs\"\npoints = 40",
                "{ low = 0.5, high = 3.0 }",
            ),
        );
        Self(home)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, words: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_trilat"))
            .current_dir(self.0.path())
            .args(words.split_whitespace())
            .output()
            .unwrap()
    }

    fn good(&self, words: &str) -> Output {
        let done = self.run(words);
        assert!(done.status.success(), "{words}: {}", said(&done));
        done
    }

    /// Changes a byte of each of these files in turn. The command must not use it, make nothing, and say so; with
    /// `--unverified` it goes on, and one of the files `tells` in `out` or its output says of what it was made.
    fn flips(&self, words: &str, folder: &str, used: &[&str], tells: &str) {
        for name in used {
            let path = self.at(folder).join(name);
            let whole = fs::read(&path).unwrap();
            fs::write(&path, flipped(&whole)).unwrap();
            let done = self.run(&format!("{words} --out new"));
            assert_eq!(
                done.status.code(),
                Some(6),
                "{words} {name}: {}",
                said(&done)
            );
            let last = Path::new(name).file_name().unwrap().to_str().unwrap();
            assert!(said(&done).contains(last), "{words}: {}", said(&done));
            assert!(said(&done).contains("--unverified"), "{}", said(&done));
            assert!(done.stdout.is_empty(), "{words} {name}");
            assert!(!self.at("new").exists(), "{words} {name}");

            let done = self.good(&format!("{words} --unverified --out new"));
            assert!(
                said(&done).contains(SAID),
                "{words} {name}: {}",
                said(&done)
            );
            let text = fs::read_to_string(self.at("new").join(tells)).unwrap();
            let text = text.replace('\n', " ");
            let own = text.contains(SAID) || text.contains("\"unverified\": [");
            assert!(own && text.contains(last), "{words} {name}: {tells}");
            fs::remove_dir_all(self.at("new")).unwrap();
            fs::write(&path, whole).unwrap();
        }
    }
}

fn said(done: &Output) -> String {
    String::from_utf8_lossy(&done.stderr).into_owned()
}

/// Another last digit: the file can be read as before.
fn flipped(whole: &[u8]) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    let last = bytes.iter().rposition(u8::is_ascii_digit).unwrap();
    bytes[last] = if bytes[last] == b'9' {
        b'8'
    } else {
        bytes[last] + 1
    };
    bytes
}

const INPUTS: [&str; 4] = ["design.csv", "factors.csv", "datapackage.json", "runs.csv"];

#[test]
fn analyses_check_the_study_that_they_read() {
    let home = Home::new();
    home.good("sweep cloud.toml -q --out s");
    let words = "sensitivity s --output probes_r1 -q";
    home.flips(words, "s", &INPUTS, "manifest.json");
    let words = "discover s --output probes_r1 --top 30 --shuffles 19 -q";
    home.flips(words, "s", &INPUTS, "manifest.json");
    home.flips(words, "s", &["runs.csv"], "discover.json");
}

#[test]
fn a_report_tables_figures_and_an_archive_check_the_folder() {
    let home = Home::new();
    home.good("run toy.toml --runs 20 -q --out r --traces 1 --events");
    home.good("compare toy.toml other.toml --runs 20 -q --out c");
    home.good("sweep grid.toml -q --out s");
    let tables = ["summary.csv", "scenario.resolved.toml"];
    home.flips("tables r", "r", &tables, "summary.html");
    home.flips("tables s", "s", &tables, "summary.html");
    home.flips("tables c", "c", &["contrasts.csv"], "contrasts_other.tex");
    let drawn = ["summary.csv", "months.csv", "survival.csv"];
    home.flips("plot r --format svg", "r", &drawn, "probes_by_rung.txt");
    let drawn = ["traces.csv", "events.csv"];
    home.flips(
        "plot r --format svg --figure timeline",
        "r",
        &drawn,
        "timeline.txt",
    );
    home.flips(
        "plot c --format svg",
        "c",
        &["contrasts.csv"],
        "contrasts.txt",
    );
    let drawn = ["summary.csv", "factors.csv"];
    home.flips("plot s --format svg", "s", &drawn, "heat_map.txt");
    let drawn = ["figures/probes_by_rung.csv"];
    let plot = "plot r/figures/probes_by_rung.csv --format svg";
    home.flips(plot, "r", &drawn, "probes_by_rung.txt");
    let archived = ["runs.csv", "months.csv", "figures/probes_by_rung.svg"];
    let export = "export r --author A,B --date 2026-01-01";
    home.flips(export, "r", &archived, "README.md");
}

/// A report is a file, and a methods paragraph goes to standard output.
#[test]
fn a_page_and_a_paragraph_say_of_what_they_were_made() {
    let home = Home::new();
    home.good("run toy.toml --runs 20 -q --out r");
    home.good("sweep grid.toml -q --out s");
    for folder in ["r", "s"] {
        fs::remove_file(home.at(folder).join("report.html")).unwrap();
    }
    for (folder, name) in [
        ("r", "summary.csv"),
        ("r", "figures/probes_by_rung.svg"),
        ("s", "summary.csv"),
        ("s", "factors.csv"),
    ] {
        let path = home.at(folder).join(name);
        let (report, page) = (
            format!("report {folder}"),
            home.at(folder).join("report.html"),
        );
        let whole = fs::read(&path).unwrap();
        fs::write(&path, flipped(&whole)).unwrap();
        assert_eq!(home.run(&report).status.code(), Some(6), "{name}");
        assert!(!page.exists());
        home.good(&format!("{report} --unverified"));
        assert!(fs::read_to_string(&page).unwrap().contains(SAID), "{name}");
        fs::remove_file(page).unwrap();
        fs::write(&path, whole).unwrap();
    }
    let scenario = home.at("r/scenario.resolved.toml");
    let whole = fs::read(&scenario).unwrap();
    fs::write(&scenario, flipped(&whole)).unwrap();
    let done = home.run("methods r");
    assert_eq!((done.status.code(), done.stdout.len()), (Some(6), 0));
    for style in ["text", "latex", "markdown"] {
        let done = home.good(&format!("methods r --unverified --style {style}"));
        let text = String::from_utf8(done.stdout).unwrap();
        assert!(text.contains(SAID), "{text}");
    }
}

#[test]
fn a_complete_study_is_only_called_so_if_its_files_are_what_they_were() {
    let home = Home::new();
    home.good("sweep grid.toml -q --out s");
    let path = home.at("s/runs.csv");
    fs::write(&path, flipped(&fs::read(&path).unwrap())).unwrap();
    let resume = "sweep grid.toml -q --resume --out s";
    for words in [resume, &format!("{resume} --format parquet")] {
        let done = home.run(words);
        assert_eq!(done.status.code(), Some(6), "{}", said(&done));
        assert!(said(&done).contains("runs.csv"), "{}", said(&done));
    }
    let done = home.good(&format!("{resume} --unverified"));
    assert!(said(&done).contains(SAID), "{}", said(&done));
    let page = fs::read_to_string(home.at("s/report.html")).unwrap();
    assert!(page.contains(SAID));
}

#[test]
fn a_forecast_and_its_score_check_calibration_and_forecast() {
    let home = Home::new();
    let record = RECORD.replace("../../../configs/", "");
    fs::write(home.at("two_states.toml"), record).unwrap();
    let fit = FIT
        .replace("= 200", "= 100")
        .replace("generations = 6", "generations = 2");
    fs::write(home.at("fit.toml"), fit).unwrap();
    home.good("calibrate fit.toml -q --out k");
    let words = "forecast k --from 2019-01 --months 12 --draws 4 --particles 16 --in-sample -q";
    let used = ["posterior.csv", "posterior.toml", "scenario.resolved.toml"];
    let observed = "month,count\n".to_owned()
        + &(0..96)
            .map(|t| format!("{}-{:02},{}\n", 2012 + t / 12, t % 12 + 1, t % 3))
            .collect::<String>();
    fs::write(home.at("seen.csv"), observed).unwrap();
    home.flips(
        &format!("{words} --observed seen.csv"),
        "k",
        &used,
        "manifest.json",
    );
    home.good(&format!("{words} --observed seen.csv --out f"));
    let words = "score f/forecast.csv seen.csv --baselines persistence,climatology -q";
    home.flips(words, "f", &["forecast.csv"], "manifest.json");
}
