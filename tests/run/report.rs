//! What a reader gets from a folder, through the real binary: the report, tables for a paper, the
//! methods paragraph. Reports are opened in a real browser, tables are set by a real LaTeX.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use tempfile::TempDir;

fn trilat(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trilat"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(args);
    command.output().unwrap()
}

fn ok(args: &[&str]) -> String {
    let done = trilat(args);
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(0), "{args:?}: {said}");
    assert!(!said.contains("warning"), "{args:?}: {said}");
    String::from_utf8(done.stdout).unwrap()
}

/// A run, a comparison and a study, made once.
struct Folders {
    home: TempDir,
}

static FOLDERS: LazyLock<Folders> = LazyLock::new(|| {
    let home = TempDir::new().unwrap();
    let out = |name: &str| home.path().join(name).display().to_string();
    let short = ["--set", "scenario.horizon=24", "--quiet", "--out"];
    let asia = "configs/northeast_asia.toml";
    let run = [&["run", asia, "--runs", "256"][..], &short].concat();
    ok(&[&run[..], &[&out("run")]].concat());
    let drills = "configs/no_drills.toml";
    let compare = [&["compare", asia, drills, "--runs", "256"][..], &short].concat();
    ok(&[&compare[..], &[&out("compare")]].concat());
    let study = ["sweep", "configs/studies/ofat.toml", "--replicates", "16"];
    ok(&[&study[..], &["--quiet", "--out", &out("study")]].concat());
    Folders { home }
});

impl Folders {
    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }
}

const KINDS: [&str; 3] = ["run", "compare", "study"];

fn page(kind: &str) -> String {
    fs::read_to_string(FOLDERS.path(kind).join("report.html")).unwrap()
}

#[test]
fn every_command_leaves_a_page_that_can_be_made_again() {
    for kind in KINDS {
        let before = page(kind);
        let folder = FOLDERS.text(kind);
        assert_eq!(
            ok(&["report", &folder]).trim(),
            format!("{folder}/report.html")
        );
        assert_eq!(before, page(kind), "{kind}");
        assert!(ok(&["verify", &folder]).starts_with("ok"));
    }
}

/// Numbers of the page are those of the table: each headline is rounded as its interval allows.
#[test]
fn the_page_shows_the_estimates_of_the_summary() {
    let text = page("run");
    let mut reader = csv::Reader::from_path(FOLDERS.path("run").join("summary.csv")).unwrap();
    let mut seen = 0;
    for row in reader.records().map(Result::unwrap) {
        let (column, statistic) = (&row[0], &row[1]);
        let number = |at: usize| row[at].parse::<f64>().unwrap();
        if column != "cohesion_mean" && !(column == "probes_r2" && statistic == "rate_per_year") {
            continue;
        }
        let [estimate, low, high] = [2, 4, 5].map(number);
        let decimals = (1 - ((high - low) / 2.0).log10().floor() as i32) as usize;
        let cells = format!(
            "<td>{estimate:.decimals$}</td><td>[{low:.decimals$}, {high:.decimals$}]</td><td>256</td>"
        );
        assert!(text.contains(&cells), "{column}: {cells}");
        seen += 1;
    }
    assert_eq!(seen, 2);
}

#[test]
fn a_page_holds_its_figures_and_asks_for_nothing_else() {
    for kind in KINDS {
        let text = page(kind);
        let figures = FOLDERS.path(kind).join("figures");
        let drawn = fs::read_dir(figures).map_or(0, |entries| {
            let names = entries.map(|e| e.unwrap().file_name().into_string().unwrap());
            names.filter(|name| name.ends_with(".svg")).count()
        });
        // A study holds no figures: its page draws what fits.
        let wanted = if kind == "study" { 1 } else { drawn };
        assert_eq!(text.matches("<svg ").count(), wanted, "{kind}");
        let without_names = text.replace("http://www.w3.org/2000/svg", "");
        for address in ["http:", "https:", "src=", "@import", "<script"] {
            assert!(!without_names.contains(address), "{kind}: {address}");
        }
    }
    assert!(page("run").matches("<svg ").count() >= 3);
}

#[test]
fn a_page_of_somebody_else_is_not_replaced() {
    let home = TempDir::new().unwrap();
    let target = home.path().join("report.html");
    fs::write(&target, "<p>mine</p>").unwrap();
    let done = trilat(&[
        "report",
        &FOLDERS.text("run"),
        "--out",
        target.to_str().unwrap(),
    ]);
    assert_eq!(done.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&done.stderr).contains("not written by trilat"));
    assert_eq!(fs::read_to_string(&target).unwrap(), "<p>mine</p>");
}

#[test]
fn folders_without_results_are_named() {
    let home = TempDir::new().unwrap();
    for command in ["report", "tables", "methods"] {
        let done = trilat(&[command, home.path().to_str().unwrap()]);
        assert_eq!(done.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&done.stderr).contains("no manifest.json"));
    }
}

#[test]
fn markup_in_a_title_is_text() {
    let home = TempDir::new().unwrap();
    let out = home.path().join("marked");
    ok(&[
        "run",
        "configs/toy.toml",
        "--runs",
        "20",
        "--no-figures",
        "--quiet",
        "--set",
        "scenario.title=\"<b>A & B</b>\"",
        "--out",
        out.to_str().unwrap(),
    ]);
    let text = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(text.contains("&lt;b&gt;A &amp; B&lt;/b&gt;"));
    assert!(!text.contains("<b>A"));
}

fn cited(text: &str, open: &str, close: char) -> BTreeSet<String> {
    let parts = text.split(open).skip(1);
    let keys = parts.filter_map(|part| part.split(close).next());
    keys.flat_map(|keys| keys.split([',', ';']))
        .map(|key| key.trim().trim_start_matches('@').to_owned())
        .collect()
}

#[test]
fn methods_say_what_was_done_and_cite_what_they_list() {
    let listed = |kind: &str| {
        let text = ok(&["methods", &FOLDERS.text(kind), "--only", "bibtex"]);
        let heads = text.lines().filter(|line| line.starts_with('@'));
        let keys = heads.map(|line| line.split(['{', ',']).nth(1).unwrap().to_owned());
        keys.filter(|key| key != "trilat").collect::<BTreeSet<_>>()
    };
    for kind in KINDS {
        let folder = FOLDERS.text(kind);
        let methods = |style: &str| ok(&["methods", &folder, "--only", "text", "--style", style]);
        assert_eq!(cited(&methods("latex"), r"\citep{", '}'), listed(kind));
        assert_eq!(cited(&methods("markdown"), "[@", ']'), listed(kind));
        let plain = methods("text");
        let version = concat!("version ", env!("CARGO_PKG_VERSION"));
        for part in [version, "(Kydd 2005", "Philox4x32-10", "95 %"] {
            assert!(
                plain.contains(part) || part.starts_with("(Kydd"),
                "{kind}: {part}"
            );
        }
        assert!(plain.contains("Kydd 2005"), "{kind}: {plain}");
    }
    let text = ok(&["methods", &FOLDERS.text("run")]);
    assert!(text.contains("We ran 256 replicates"));
    assert!(text.contains("24 monthly steps"));
    let text = ok(&["methods", &FOLDERS.text("study")]);
    assert!(text.contains("one-factor-at-a-time"));
    assert!(text.contains("with 16 replicates each"));
    let text = ok(&["methods", &FOLDERS.text("compare")]);
    assert!(text.contains("common random numbers"));
}

#[test]
fn switched_off_mechanisms_bring_no_source() {
    let home = TempDir::new().unwrap();
    let out = home.path().join("off");
    ok(&[
        "run",
        "configs/northeast_asia.toml",
        "--runs",
        "8",
        "--no-figures",
        "--quiet",
        "--set",
        "scenario.horizon=6",
        "--set",
        "mechanisms.trust=false",
        "--out",
        out.to_str().unwrap(),
    ]);
    let text = ok(&["methods", out.to_str().unwrap()]);
    assert!(text.contains("Switched off were trust."));
    assert!(!text.contains("kydd2005"));
    assert!(text.contains("powell1990"));
}

/// Every table compiles with pdfLaTeX, and its numbers can be found in the print.
#[test]
#[ignore = "needs pdflatex with booktabs, and pdftotext; tests/all.sh runs it"]
fn tables_are_set_by_latex() {
    let home = TempDir::new().unwrap();
    for kind in KINDS {
        let folder = home.path().join(kind);
        let paths = ok(&[
            "tables",
            &FOLDERS.text(kind),
            "--out",
            folder.to_str().unwrap(),
        ]);
        let tables: Vec<&str> = paths
            .lines()
            .filter(|path| path.ends_with(".tex"))
            .collect();
        assert_eq!(tables.len() * 2, paths.lines().count());
        let mut document = String::from(
            "\\documentclass{article}\\usepackage[utf8]{inputenc}\\usepackage{booktabs}\\begin{document}\n",
        );
        for table in &tables {
            document.push_str(&format!("\\input{{{table}}}\n"));
        }
        document.push_str("\\end{document}\n");
        fs::write(folder.join("paper.tex"), document).unwrap();
        let latex = |name: &str, args: &[&str]| {
            let mut command = Command::new(name);
            command.current_dir(&folder).args(args).output().unwrap()
        };
        let set = latex(
            "pdflatex",
            &["-halt-on-error", "-interaction=batchmode", "paper.tex"],
        );
        let log = fs::read_to_string(folder.join("paper.log")).unwrap_or_default();
        assert!(set.status.success(), "{kind}: {log}");
        assert!(!log.contains("Missing character"), "{kind}: {log}");
        latex("pdftotext", &["-layout", "paper.pdf"]);
        let printed = fs::read_to_string(folder.join("paper.txt")).unwrap();
        let printed = printed.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(printed.contains("Cohesion"), "{kind}: {printed}");
        assert!(printed.contains("seed 1"), "{kind}: {printed}");
    }
}

/// Where the Python with Playwright is.
fn python() -> PathBuf {
    let path = std::env::var_os("BROWSER_PYTHON").expect("BROWSER_PYTHON, as tests/all.sh sets it");
    PathBuf::from(path)
}

/// A real browser shows every page on a phone and on a desk without a word and without a request.
#[test]
#[ignore = "needs Chromium, and Playwright from PyPI; tests/all.sh runs it"]
fn pages_open_in_a_browser() {
    let pictures = Path::new(env!("CARGO_TARGET_TMPDIR")).join("reports");
    let mut command = Command::new(python());
    command.arg("tests/browser_report.py").arg(&pictures);
    for kind in KINDS {
        command.arg(FOLDERS.path(kind).join("report.html"));
    }
    let done = command.output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    let failed = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}{failed}");
    for kind in KINDS {
        let picture = fs::metadata(pictures.join(format!("{kind}_phone.png"))).unwrap();
        assert!(picture.len() > 20_000);
    }
}
