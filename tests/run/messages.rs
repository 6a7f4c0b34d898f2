//! What is said to who mistypes, misses a file or uses letters that a font lacks.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const TOY: &str = include_str!("../../configs/toy.toml");
const FONT: &[u8] = include_bytes!("../fixtures/three_letters.ttf");

struct Home(TempDir);

impl Home {
    fn new() -> Self {
        let home = Self(TempDir::new().unwrap());
        home.write("toy.toml", TOY);
        home.write(
            "study.toml",
            "[study]\nname = \"s\"\nscenario = \"toy.toml\"\nreplicates = 3\n[design]\nkind = \"lhs\"\npoints = 8\n\
             [factors]\n\"response.precision\" = { low = 0.5, high = 3.0 }\n",
        );
        home
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.at(name), text).unwrap();
    }

    fn run(&self, args: &[&str]) -> Output {
        self.with(args, "80")
    }

    fn with(&self, args: &[&str], columns: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_trilat"))
            .current_dir(self.0.path())
            .env("COLUMNS", columns)
            .args(args)
            .output()
            .unwrap()
    }

    /// A command that ends with this code and says this.
    fn says(&self, args: &[&str], code: i32, words: &str) {
        let done = self.run(args);
        let said = text(&done.stderr);
        assert_eq!(done.status.code(), Some(code), "{args:?}: {said}");
        assert!(said.contains(words), "{args:?}: {said}");
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_number_in_another_notation_is_told_as_it_must_be_written() {
    let home = Home::new();
    home.says(&["run", "toy.toml", "--runs", "1e3"], 2, "write it as 1000");
    home.says(
        &["run", "toy.toml", "--runs", "2'000"],
        2,
        "write it as 2000",
    );
    home.says(
        &["run", "toy.toml", "--runs", "1.5"],
        2,
        "must be a whole number",
    );
    home.says(
        &["sweep", "study.toml", "--replicates", "1e2"],
        2,
        "write it as 100",
    );
}

#[test]
fn a_manifest_may_be_named_in_place_of_its_folder() {
    let home = Home::new();
    home.says(
        &[
            "run",
            "toy.toml",
            "--runs",
            "4",
            "--out",
            "r",
            "--no-figures",
        ],
        0,
        "",
    );
    let done = home.run(&["verify", "r/manifest.json"]);
    assert!(
        text(&done.stdout).starts_with("ok "),
        "{}",
        text(&done.stderr)
    );
    fs::remove_file(home.at("r/runs.csv")).unwrap();
    home.says(&["verify", "r/manifest.json"], 6, "runs.csv: missing");
}

#[test]
fn help_is_readable_where_the_width_of_the_terminal_is_not_known() {
    let home = Home::new();
    for columns in ["0", "1"] {
        let done = home.with(&["run", "--help"], columns);
        let longest = text(&done.stdout).lines().map(str::len).max();
        assert!(
            longest.is_some_and(|longest| longest > 60),
            "{columns}: {longest:?}"
        );
    }
    let done = home.with(&["run", "--help"], "40");
    assert!(text(&done.stdout).lines().all(|line| line.len() <= 60));
}

#[test]
fn an_archive_is_under_a_licence_that_there_is() {
    let home = Home::new();
    home.says(
        &[
            "run",
            "toy.toml",
            "--runs",
            "4",
            "--out",
            "r",
            "--no-figures",
        ],
        0,
        "",
    );
    let export = [
        "export",
        "r",
        "--author",
        "A, B",
        "--date",
        "2026-01-01",
        "--license",
    ];
    home.says(
        &[&export[..], &["made up"]].concat(),
        2,
        "`made up` is no licence",
    );
    assert!(!home.at("r_archive").exists());
    home.says(&[&export[..], &["CC0-1.0"]].concat(), 0, "");
    let readme = fs::read_to_string(home.at("r_archive/README.md")).unwrap();
    assert!(readme.contains("under the licence CC0-1.0"));
}

#[test]
fn going_on_with_another_complete_study_says_what_differs() {
    let home = Home::new();
    let sweep = ["sweep", "study.toml", "-q", "--out", "s"];
    home.says(&sweep, 0, "");
    let resume = [&sweep[..], &["--resume"]].concat();
    home.says(&resume, 0, "");
    let more = [&resume[..], &["--replicates", "4"]].concat();
    home.says(
        &more,
        3,
        "it differs in replicates (3 there, 4 here): choose",
    );
    let other = [&resume[..], &["--set", "response.cost=0.3"]].concat();
    home.says(&other, 3, "it differs in scenario: choose");
    let study = fs::read_to_string(home.at("study.toml")).unwrap();
    home.write("study.toml", &study.replace("high = 3.0", "high = 2.0"));
    home.says(&resume, 3, "it differs in design, factors: choose");
}

#[test]
fn the_run_that_lacks_the_only_output_is_named() {
    let home = Home::new();
    fs::create_dir(home.at("d")).unwrap();
    home.write("d/design.csv", "a,b\n0.1,0.5\n0.2,0.1\n0.3,0.9\n");
    home.write(
        "d/outputs.csv",
        "y\n1\n\n3\n".replace("\n\n", "\nNaN\n").as_str(),
    );
    home.says(
        &["sensitivity", "d", "--design", "lhs"],
        1,
        "point 1 replicate 0, line 3",
    );
}

/// One label costs the figures in which it stands, and no other.
#[test]
fn a_label_that_the_font_lacks_costs_its_own_figures_alone() {
    let home = Home::new();
    home.write("korea.toml", &TOY.replace("\"The place\"", "\"한반도\""));
    let run = ["run", "korea.toml", "--runs", "20", "-q", "--out", "r"];
    home.says(&run, 0, "figure probes_by_rung: the label `");
    let drawn = names(&home.at("r/figures"));
    assert!(
        drawn.contains(&"bands_over_time.svg".to_owned()),
        "{drawn:?}"
    );
    assert!(
        drawn.contains(&"time_to_first_event.pdf".to_owned()),
        "{drawn:?}"
    );
    assert!(
        !drawn.contains(&"probes_by_rung.svg".to_owned()),
        "{drawn:?}"
    );
    home.says(
        &["plot", "r", "--format", "svg", "--out", "p"],
        0,
        "left out: figure probes_by_rung",
    );
    assert!(names(&home.at("p")).contains(&"bands_over_time.svg".to_owned()));
    let one = ["plot", "r", "--figure", "probes_by_rung", "--out", "o"];
    home.says(&one, 1, "name a font file that has it with --font");

    fs::write(home.at("letters.ttf"), FONT).unwrap();
    let font = ["--font", "letters.ttf"];
    home.says(&[&one[..], &font].concat(), 0, "");
    let svg = fs::read_to_string(home.at("o/probes_by_rung.svg")).unwrap();
    assert!(svg.contains("한반도") && svg.contains("Liberation Sans, Three Letters, Arial"));
    let notes = fs::read_to_string(home.at("o/probes_by_rung.txt")).unwrap();
    assert!(notes.contains(" --font letters.ttf"));
    let pdf = fs::read(home.at("o/probes_by_rung.pdf")).unwrap();
    let embedded = b"ThreeLetters";
    assert!(pdf.windows(embedded.len()).any(|bytes| bytes == embedded));
    let again = ["run", "korea.toml", "--runs", "20", "-q", "--out", "f"];
    let done = home.run(&[&again[..], &font].concat());
    assert_eq!(text(&done.stderr), "");
    assert!(home.at("f/figures/probes_by_rung.png").exists());
}

#[test]
fn a_font_that_is_none_is_told() {
    let home = Home::new();
    let run = ["run", "toy.toml", "--runs", "4", "--out", "r", "--font"];
    home.says(
        &[&run[..], &["toy.toml"]].concat(),
        2,
        "it is no TrueType or OpenType font",
    );
    home.says(
        &[&run[..], &["nosuch.ttf"]].concat(),
        2,
        "the font nosuch.ttf: ",
    );
    assert!(!home.at("r").exists());
}

#[test]
fn a_folder_that_makes_no_figure_is_an_error() {
    let home = Home::new();
    home.says(&["sweep", "study.toml", "-q", "--out", "s"], 0, "");
    home.says(
        &[
            "sensitivity",
            "s",
            "--output",
            "probes_r1",
            "-q",
            "--out",
            "k",
        ],
        0,
        "",
    );
    // Rank correlations have no figure.
    home.says(
        &["plot", "k", "--out", "p"],
        2,
        "no figure fits what is in k; ",
    );
    assert!(!home.at("p").exists());
}

/// Where the system gives no thread, the work is done without, or the command says so.
#[test]
fn a_command_without_threads_does_not_panic() {
    let home = Home::new();
    home.says(&["sweep", "study.toml", "-q", "--out", "s"], 0, "");
    // No system has room for such a stack.
    let starved = |args: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_trilat"))
            .current_dir(home.0.path())
            .env("RUST_MIN_STACK", "4611686018427387904")
            .args(args)
            .output()
            .unwrap()
    };
    let words = [
        "sensitivity",
        "s",
        "--output",
        "probes_r1",
        "-q",
        "--threads",
        "2",
        "--out",
    ];
    let done = starved(&[&words[..], &["one"]].concat());
    assert!(done.status.success(), "{}", text(&done.stderr));
    home.says(&[&words[..], &["two"]].concat(), 0, "");
    let indices = |folder: &str| fs::read(home.at(folder).join("sensitivity.csv")).unwrap();
    assert_eq!(indices("one"), indices("two"));
    home.write(
        "claim.toml",
        "extends = \"toy.toml\"\n[claim]\nid = \"up\"\nsays = \"A gain tempts\"\nwindow = 12\n[tests.main]\nkind = \"finding\"\n\
         observable = \"expected_r1\"\nsign = \"+\"\nunit = \"probes\"\n[from.rungs.1]\ngain = 0.3\n[to.rungs.1]\ngain = 0.9\n",
    );
    for words in [
        &["run", "toy.toml", "--runs", "8", "-q", "--out", "r"][..],
        &[
            "claims",
            "claim.toml",
            "--points",
            "0",
            "--replicates",
            "2",
            "-q",
            "--out",
            "c",
        ],
    ] {
        let done = starved(words);
        let said = text(&done.stderr);
        assert_eq!(done.status.code(), Some(1), "{said}");
        assert!(
            !said.contains("panicked") && said.contains("started"),
            "{said}"
        );
    }
}

/// A device that never ends fills no memory.
#[test]
fn what_has_no_end_is_refused() {
    if !Path::new("/dev/zero").exists() {
        return;
    }
    let home = Home::new();
    home.write("f.csv", "month,count,probability\n2020-01,0,1\n");
    home.says(
        &["score", "/dev/zero", "f.csv"],
        1,
        "no such file is that long",
    );
    home.says(
        &["score", "f.csv", "/dev/zero"],
        1,
        "no such file is that long",
    );
    home.says(&["baselines", "/dev/zero"], 1, "no such file is that long");
}

/// What a reader of Markdown would take for HTML stands there as it was written.
#[test]
fn names_in_an_archive_are_no_html() {
    let home = Home::new();
    let named = "\n[scenario]\ntitle = \"A <b>bold</b> & plain one\"\n";
    let title = "title = \"Two states, one rung: the quantal-response game\"\n";
    home.write(
        "named.toml",
        &TOY.replace(title, "").replacen("\n[scenario]\n", named, 1),
    );
    home.says(
        &[
            "run",
            "named.toml",
            "--runs",
            "4",
            "--out",
            "r",
            "--no-figures",
        ],
        0,
        "",
    );
    let export = [
        "export",
        "r",
        "--author",
        "<i>A</i>, B",
        "--date",
        "2026-01-01",
        "--title",
        "<script>",
    ];
    home.says(&export, 0, "");
    for name in ["README.md", "codebook.md"] {
        let page = fs::read_to_string(home.at("r_archive").join(name)).unwrap();
        let bare = ["<b>", "<i>", "<script>"].map(|tag| page.contains(tag));
        assert_eq!(bare, [false; 3], "{name}");
    }
    let page = fs::read_to_string(home.at("r_archive/README.md")).unwrap();
    assert!(page.starts_with("# &lt;script&gt;\n\n- &lt;i&gt;A&lt;/i&gt;, B\n"));
}

/// The inputs of an unfinished study are written again from the study itself.
#[test]
fn damaged_inputs_of_an_unfinished_study_are_made_again() {
    let home = Home::new();
    let shard = ["sweep", "study.toml", "-q", "--shard", "1/2", "--out", "s"];
    home.says(&shard, 0, "");
    for name in ["design.csv", "factors.csv"] {
        let path = home.at("s/parts").join(name);
        let whole = fs::read(&path).unwrap();
        for damage in [Some("other"), None] {
            match damage {
                Some(text) => fs::write(&path, text).unwrap(),
                None => fs::remove_file(&path).unwrap(),
            }
            let again = [&shard[..], &["--resume"]].concat();
            home.says(&again, 0, &format!("{name} is damaged; it is made again"));
            assert_eq!(fs::read(&path).unwrap(), whole);
        }
    }
}

/// What is wrong with a point of a list is shown at that point.
#[test]
fn an_error_in_a_list_points_at_its_line() {
    let home = Home::new();
    home.write("points.csv", "response.precision\n1.0\n2.0\n-7.0\n");
    home.write(
        "list.toml",
        "[study]\nname = \"l\"\nscenario = \"toy.toml\"\nreplicates = 1\n[design]\nkind = \"list\"\nfile = \"points.csv\"\n",
    );
    home.says(&["sweep", "list.toml", "--dry-run"], 3, "points.csv:4:1");
}
