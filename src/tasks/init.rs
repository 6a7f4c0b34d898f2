//! `init`: a commented file to start from, or an input that the program carries.

use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::fault::{Fault, HasFault};
use crate::named::{Named, named};
use crate::scenario::load::closest;
use crate::shipped::{self, Input, Kind};
use crate::store::atomic::write_file;
use crate::store::error::StoreError;

named! {
    /// What there is to start from.
    #[derive(Default)]
    pub enum Template {
        #[default]
        Scenario = "scenario", "the reference scenario in full, every number with its unit and source";
        Region = "region", "a scenario of three states, to be filled with a region of one's own";
        Study = "study", "a study of scenario.toml: factors, a design and replicates";
        Claim = "claim", "a claim: what is changed, what should follow, and when it should not";
        Calibration = "calibration", "a calibration: free parameters and what they are fitted to";
    }
}

impl Template {
    /// The text of the file.
    fn text(self) -> String {
        match self {
            // The reference scenario in full stands for all that there is to say.
            Self::Scenario => shipped::find(Kind::Scenario, REFERENCE)
                .map_or_else(String::new, |input| nameless(&portable(&input))),
            Self::Region => include_str!("templates/region.toml").to_owned(),
            Self::Study => include_str!("templates/study.toml").to_owned(),
            Self::Claim => include_str!("templates/claim.toml").to_owned(),
            Self::Calibration => include_str!("templates/calibration.toml").to_owned(),
        }
    }
}

/// The scenario that a new one starts from.
const REFERENCE: &str = "northeast_asia";

/// What to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Something to start from.
    Template(Template),
    /// An input that the program carries.
    Input(Input),
}

impl What {
    /// The template of that name, or the input, of which `KIND/NAME` is one and `NAME` perhaps several.
    ///
    /// # Errors
    /// [`InitError::Several`] and [`InitError::Unknown`].
    pub fn find(word: &str) -> Result<Self, InitError> {
        if let Some(template) = Template::ALL.iter().find(|known| known.name() == word) {
            return Ok(Self::Template(*template));
        }
        let named = |input: &Input| input.name == word || full_name(input) == word;
        let found: Vec<Input> = shipped::inputs().filter(named).collect();
        match found.as_slice() {
            [] => Err(InitError::Unknown {
                word: word.to_owned(),
                closest: {
                    let templates = Template::ALL.iter().map(|known| known.name());
                    let inputs = shipped::inputs().map(|input| input.name);
                    closest(word, templates.chain(inputs)).map(str::to_owned)
                },
            }),
            [input] => Ok(Self::Input(*input)),
            several => Err(InitError::Several {
                word: word.to_owned(),
                names: several.iter().map(full_name).collect(),
            }),
        }
    }

    /// The file if none is named.
    pub fn default_file(self) -> PathBuf {
        let name = match self {
            Self::Template(template) => template.name(),
            Self::Input(input) => input.name,
        };
        PathBuf::from(format!("{name}.toml"))
    }

    /// The text of the file, and the files that it names beside itself.
    fn texts(self) -> (String, Vec<(String, &'static str)>) {
        match self {
            Self::Template(template) => (template.text(), Vec::new()),
            Self::Input(input) => (portable(&input), companions(&input)),
        }
    }
}

impl Default for What {
    fn default() -> Self {
        Self::Template(Template::default())
    }
}

/// `KIND/NAME`
fn full_name(input: &Input) -> String {
    format!("{}/{}", input.kind, input.name)
}

/// Why no file was written.
#[derive(Debug, Error)]
pub enum InitError {
    /// There is one.
    #[error("{} is there already; give another name with --out, or --force to replace it", path.display())]
    Occupied {
        /// The file.
        path: PathBuf,
    },
    /// There is nothing of that name.
    #[error(
        "neither a template nor an input that the program carries is called `{word}`{}; `trilat init --list` lists them",
        closest.as_ref().map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
    )]
    Unknown {
        /// What was asked for.
        word: String,
        /// What was probably meant.
        closest: Option<String>,
    },
    /// There are several.
    #[error("`{word}` is the name of several: write {}", names.join(" or "))]
    Several {
        /// What was asked for.
        word: String,
        /// Their kinds and names.
        names: Vec<String>,
    },
    /// It could not be written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl HasFault for InitError {
    fn fault(&self) -> Fault {
        match self {
            Self::Occupied { .. } | Self::Unknown { .. } | Self::Several { .. } => Fault::Usage,
            Self::Store(error) => error.fault(),
        }
    }
}

/// Writes the file and what it names beside itself; with `force` in place of others.
///
/// # Errors
/// [`InitError`].
pub fn init_into(what: What, path: &Path, force: bool) -> Result<Vec<PathBuf>, InitError> {
    let (text, beside) = what.texts();
    let mut files = vec![(path.to_owned(), text.as_str())];
    files.extend(
        beside
            .iter()
            .map(|(name, text)| (path.with_file_name(name), *text)),
    );
    write_all(&files, force)?;
    Ok(files.into_iter().map(|(path, _)| path).collect())
}

/// Writes files, all or none: what is in the way is said before one is written.
///
/// # Errors
/// [`InitError::Occupied`] without `force`, and [`InitError::Store`].
pub fn write_all<T: AsRef<str>>(files: &[(PathBuf, T)], force: bool) -> Result<(), InitError> {
    for (path, _) in files.iter().filter(|_| !force) {
        if path.symlink_metadata().is_ok() {
            let path = path.clone();
            return Err(InitError::Occupied { path });
        }
    }
    for (path, text) in files {
        write_file(path, text.as_ref().as_bytes())?;
    }
    Ok(())
}

/// The text of an input as it can lie in any folder: without the schema's path, and with the names of the inputs
/// that it refers to in place of their paths.
fn portable(input: &Input) -> String {
    let folder = input.path();
    let folder = folder.parent().unwrap_or(Path::new(""));
    let mut out = String::with_capacity(input.text.len());
    let lines = input.text.lines();
    for line in lines.filter(|line| !line.starts_with("#:schema")) {
        out.push_str(&renamed(line, folder));
        out.push('\n');
    }
    out.strip_prefix("#\n").map(str::to_owned).unwrap_or(out)
}

/// A line with the name of the input to which its value leads, if it does.
fn renamed(line: &str, folder: &Path) -> String {
    let own = |input: &Input| !line.starts_with('#') && input.kind != Kind::Claim;
    let value = line
        .split_once("= \"")
        .and_then(|(_, rest)| rest.split('"').next());
    let input = value.and_then(|value| shipped::at(&folder.join(value)));
    match (value, input.filter(own)) {
        (Some(value), Some(input)) => {
            line.replacen(&format!("\"{value}\""), &format!("\"{}\"", input.name), 1)
        }
        _ => line.to_owned(),
    }
}

/// The tables that an input names beside itself, by their names.
fn companions(input: &Input) -> Vec<(String, &'static str)> {
    let folder = input.path();
    let folder = folder.parent().unwrap_or(Path::new(""));
    let named = input
        .text
        .split('"')
        .filter(|word| word.ends_with(".csv") && !word.contains('/'));
    named
        .filter_map(|name| Some((name.to_owned(), shipped::text(&folder.join(name))?)))
        .collect()
}

/// A scenario without its name: then it is called as its file is.
fn nameless(text: &str) -> String {
    const INSTEAD: &str = "# name = \"scenario\"              # names the output folder; this file's name if left out";
    let mut named = false;
    let lines = text.lines().map(|line| {
        if named || !line.starts_with("name = ") {
            return line;
        }
        named = true;
        INSTEAD
    });
    lines.flat_map(|line| [line, "\n"]).collect()
}
