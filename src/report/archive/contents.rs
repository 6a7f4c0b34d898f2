//! What is in an archive.

use super::dictionary::{Dictionary, TableEntry};
use crate::report::folder::OutputFolder;
use crate::store::command::shell;
use crate::store::manifest::Manifest;
use crate::store::resources::Resources;

/// Folder of the results.
pub const RESULTS: &str = "results";
/// Folder of the files that commands read.
pub const INPUTS: &str = "inputs";
/// Folder of exhibits that stand nowhere else.
pub const EXHIBITS: &str = "exhibits";
/// Folder of what the authors add.
pub const DOCUMENTS: &str = "documents";
/// Folder of the program.
pub const PROGRAM_FOLDER: &str = "program";

/// What is in an archive.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    /// The folders, each behind those that it was made from.
    pub results: Vec<Results>,
    /// Figures and tables that were made of the folders later.
    pub later: Vec<Later>,
    /// Files that commands read, by their paths inside [`INPUTS`].
    pub inputs: Vec<String>,
    /// Figures and tables of the paper.
    pub exhibits: Vec<Exhibit>,
    /// What the authors add, by paths inside the archive.
    pub documents: Vec<String>,
    /// Series of the record that are in use.
    pub series: Vec<Series>,
    /// The program's source.
    pub code: Option<Code>,
    /// The program itself.
    pub program: Option<Program>,
    /// What the reader should know of files that are not what their manifest says.
    pub altered: Option<String>,
}

/// A folder of results.
#[derive(Clone, Debug)]
pub struct Results {
    /// Its path inside [`RESULTS`], and where it is made again.
    pub path: String,
    /// Its manifest.
    pub manifest: Manifest,
    /// What it took to make it.
    pub resources: Option<Resources>,
    /// Its tables and their columns.
    pub dictionary: Dictionary,
    /// What it says, if it is that of a run, a study or a comparison.
    pub folder: Option<OutputFolder>,
    /// How it is made again.
    pub again: Again,
    /// Whether its report is in the archive.
    pub report: bool,
    /// Whether the tables for a paper are, as `trilat tables` makes them unasked.
    pub tables: bool,
}

/// How a folder is made again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Again {
    /// By its own command, whose words are these.
    Command(Vec<String>),
    /// From the files in it, since what its command read is not at hand.
    Rerun,
}

/// Figures or tables that were made of folders later, by one command into one folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Later {
    /// The words of the command.
    pub words: Vec<String>,
    /// The folder, inside [`RESULTS`].
    pub folder: String,
    /// Its files there.
    pub files: Vec<String>,
}

/// A figure or a table of the paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exhibit {
    /// What the paper calls it.
    pub name: String,
    /// Its file inside the archive.
    pub file: String,
    /// The command that makes it; `None` if that is not of this program.
    pub command: Option<String>,
}

/// A series of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// Its name in the program.
    pub name: String,
    /// What it is, in a sentence or two.
    pub what: String,
    /// From when to when.
    pub coverage: String,
    /// Where it is from.
    pub source: String,
    /// Under which licence.
    pub license: String,
    /// How it is cited, in words.
    pub citations: Vec<String>,
    /// The same as BibTeX.
    pub bibtex: String,
}

/// The program's source in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// Its file inside the archive.
    pub file: String,
    /// The commit that it was taken from.
    pub commit: String,
}

/// The program in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Its file inside the archive.
    pub file: String,
    /// Whether it is a wheel for Python, and not a program that a system can start.
    pub wheel: bool,
    /// What it needs to run, in words.
    pub needs: String,
}

/// A command of the reproduction, run where everything is made again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The words behind `trilat`.
    pub words: Vec<String>,
}

impl Step {
    fn new(words: &[&str]) -> Self {
        Self {
            words: words.iter().map(|word| (*word).to_owned()).collect(),
        }
    }

    /// As a shell of Unix reads it.
    pub fn shell(&self) -> String {
        let words: Vec<String> = self.words.iter().map(|word| shell(word)).collect();
        words.join(" ")
    }

    /// As PowerShell reads it.
    pub fn powershell(&self) -> String {
        let words: Vec<String> = self.words.iter().map(|word| powershell(word)).collect();
        words.join(" ")
    }
}

/// A word as PowerShell reads it: in single quotes, which double inside, unless it needs none.
///
/// ```
/// use trilat::report::archive::powershell;
/// assert_eq!(powershell("--runs"), "--runs");
/// assert_eq!(powershell("it's $x"), "'it''s $x'");
/// ```
pub fn powershell(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./=".contains(c);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "''")),
    }
}

impl Results {
    /// What kind of folder it is: the command that made it.
    pub fn kind(&self) -> &str {
        let made = || self.manifest.execution.command.split(' ').nth(1);
        match &self.manifest.analysis {
            Some(analysis) => &analysis.kind,
            None => made().unwrap_or("run"),
        }
    }

    /// A path of a file of it inside the archive.
    pub fn inside(&self, file: &str) -> String {
        format!("{RESULTS}/{}/{file}", self.path)
    }

    /// The tables that are CSV, each with its name for loaders: the name of its file, behind that of the folder where there are
    /// several.
    pub fn named(&self, several: bool) -> impl Iterator<Item = (String, &TableEntry)> {
        self.dictionary.csv().map(move |table| {
            let name = match several {
                true => format!("{}/{}", self.path, table.stem()),
                false => table.stem().to_owned(),
            };
            (name, table)
        })
    }

    /// That which makes the folder, and those that make its page and its tables.
    fn steps(&self) -> (Step, Vec<Step>) {
        let (path, there) = (self.path.as_str(), format!("../{RESULTS}/{}", self.path));
        let first = match &self.again {
            Again::Command(words) => {
                let mut step = Step {
                    words: words.clone(),
                };
                let more = ["--out", path, "--force"].map(str::to_owned);
                step.words.extend(more);
                step
            }
            Again::Rerun => Step::new(&["rerun", &there, "--figures", "--out", path, "--force"]),
        };
        // What was made again from the files in the folder is that folder but for the words of its study.
        let (of, out) = match self.again {
            Again::Command(_) => (path, None),
            Again::Rerun => (there.as_str(), Some(path)),
        };
        let derived = |command: &str, inside: &str| {
            let out = out.map(|out| format!("{out}/{inside}"));
            let more = out.as_deref().map_or(vec![], |out| vec!["--out", out]);
            Step::new(&[&[command, of][..], &more].concat())
        };
        let mut steps = Vec::new();
        steps.extend(
            self.report
                .then(|| derived("report", crate::report::write::REPORT)),
        );
        steps.extend(
            self.tables
                .then(|| derived("tables", crate::report::write::TABLES)),
        );
        (first, steps)
    }
}

impl Contents {
    /// Every command of the reproduction in order: pages come last, since they show what was drawn later.
    pub fn steps(&self) -> Vec<Step> {
        let (mut steps, last): (Vec<Step>, Vec<Vec<Step>>) =
            self.results.iter().map(Results::steps).unzip();
        for later in &self.later {
            let mut words = later.words.clone();
            words.extend(["--out".to_owned(), later.folder.clone()]);
            // Tables of a paper replace those of the same program unasked.
            if words.first().is_some_and(|word| word == "plot") {
                words.push("--force".to_owned());
            }
            steps.push(Step { words });
        }
        steps.extend(last.into_iter().flatten());
        steps
    }

    /// Whether there is more than one folder.
    pub fn several(&self) -> bool {
        self.results.len() > 1
    }

    /// The version of the program that wrote the folders; the first, if they differ.
    pub fn version(&self) -> &str {
        let first = self.results.first();
        first.map_or(env!("CARGO_PKG_VERSION"), |own| {
            own.manifest.program.version.as_str()
        })
    }
}
