//! The files that a command reads: those that it names, and those that they name in turn.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::error::ExportError;
use super::places::{Found, Places, beside, full, slashes};
use crate::scenario::load::document::texts;
use crate::store::disk::read_text;
use crate::store::error::StoreError;

/// Endings of files that commands read.
const READ: [&str; 8] = ["toml", "csv", "tsv", "txt", "json", "parquet", "ttf", "otf"];
/// Where a project keeps claims, which `trilat claims` reads unasked.
const CLAIMS: &str = "configs/claims";
/// Folders in folders that are looked into.
const DEPTH: usize = 8;

/// The files that commands read, by their places.
#[derive(Debug, Default)]
pub(super) struct Inputs(pub BTreeMap<String, PathBuf>);

/// What a command names.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// Its words, each path at its place.
    pub words: Vec<String>,
    /// Folders of results by number.
    pub from: Vec<usize>,
    /// Files that are not there.
    pub missing: Vec<String>,
}

impl Inputs {
    /// Reads the words of a command and takes the files that it names. `folder` is what it made.
    ///
    /// # Errors
    /// [`ExportError`] if it names a folder of results that is not to be archived, or a file names one that cannot be.
    pub(super) fn of(
        &mut self,
        words: &[String],
        folder: &str,
        places: &Places,
    ) -> Result<Named, ExportError> {
        let mut named = Named::default();
        for word in words {
            let placed = self.word(word, folder, places, &mut named)?;
            named.words.push(placed);
        }
        if words.first().is_some_and(|word| word == "claims")
            && let Found::Other(path, place) = places.find(CLAIMS)
        {
            self.take(path, place, 0)?;
        }
        Ok(named)
    }

    /// A word with the path in it, alone or behind a `=`, at its place.
    fn word(
        &mut self,
        word: &str,
        folder: &str,
        places: &Places,
        named: &mut Named,
    ) -> Result<String, ExportError> {
        let (before, path) = match word.split_once('=') {
            Some((before, path)) if ends_as_read(path) => (format!("{before}="), path),
            _ => (String::new(), word),
        };
        let is_path = ends_as_read(path) || path.contains('/');
        if !is_path || path.starts_with("--") {
            return Ok(word.to_owned());
        }
        match places.find(path) {
            Found::Nothing if ends_as_read(path) => {
                named.missing.push(path.to_owned());
                Ok(word.to_owned())
            }
            // A text with a slash in it.
            Found::Nothing => Ok(word.to_owned()),
            Found::Results(at, place) => {
                named.from.push(at);
                Ok(format!("{before}{place}"))
            }
            Found::Unnamed => Err(ExportError::Without {
                folder: folder.to_owned(),
                from: path.to_owned(),
            }),
            Found::Other(file, place) => {
                let word = match beside("", path) {
                    // Named as it was, where that is its place.
                    Some(plain) if plain == place => word.to_owned(),
                    _ => format!("{before}{place}"),
                };
                self.take(file, place, 0)?;
                Ok(word)
            }
        }
    }

    /// Takes a file with what it names, or all files of a folder.
    fn take(&mut self, path: PathBuf, place: String, depth: usize) -> Result<(), ExportError> {
        if path.is_dir() {
            if depth >= DEPTH {
                return Ok(());
            }
            for entry in fs::read_dir(&path).map_err(|e| StoreError::io("read", &path, e))? {
                let inner = entry.map_err(|e| StoreError::io("read", &path, e))?.path();
                let name = slashes(Path::new(inner.file_name().unwrap_or_default()));
                let hidden = name.starts_with('.');
                if !hidden && (inner.is_dir() || ends_as_read(&name)) {
                    self.take(inner, format!("{place}/{name}"), depth + 1)?;
                }
            }
            return Ok(());
        }
        if let Some(other) = self.0.get(&place) {
            return match *other == path {
                true => Ok(()),
                false => Err(ExportError::Twice {
                    one: other.display().to_string(),
                    other: path.display().to_string(),
                    place,
                }),
            };
        }
        self.0.insert(place.clone(), path.clone());
        if path.extension().is_none_or(|ending| ending != "toml") {
            return Ok(());
        }
        // What cannot be read as TOML names nothing; the command itself says what is wrong with it.
        let texts = read_text(&path).map_or_else(|_| Vec::new(), |text| texts(&text));
        let above = path.parent().unwrap_or(Path::new("")).to_owned();
        for text in texts.into_iter().filter(|text| ends_as_read(text)) {
            let target = above.join(&text);
            if !target.is_file() {
                continue;
            }
            let outside = || ExportError::Outside {
                file: path.display().to_string(),
                other: text.clone(),
            };
            let place = beside(&place, &text).ok_or_else(outside)?;
            self.take(full(&target)?, place, depth + 1)?;
        }
        Ok(())
    }
}

/// Whether a text has the ending of a file that commands read.
fn ends_as_read(text: &str) -> bool {
    let ending = Path::new(text).extension();
    ending.is_some_and(|ending| READ.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_brings_the_files_that_it_names_and_those_that_they_name() {
        let home = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = home.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("configs/base.toml", "");
        write("configs/own.toml", "extends = \"base.toml\"");
        write(
            "studies/s.toml",
            "scenario = \"../configs/own.toml\"\n[design]\nfile = \"points.csv\"\nname = \"none.csv\"",
        );
        write("studies/points.csv", "x\n1\n");
        write("outputs/a/manifest.json", "{}");
        let places = Places::new(home.path(), &[home.path().join("outputs/a")]).unwrap();
        let mut inputs = Inputs::default();
        let words = [
            "sweep",
            "./studies/s.toml",
            "--rival",
            "b=outputs/a/forecast.csv",
            "--set",
            "x=1",
            "--title",
            "A/B",
        ];
        let words = words.map(str::to_owned);
        write("outputs/a/forecast.csv", "");
        let named = inputs.of(&words, "out", &places).unwrap();
        assert_eq!(named.words, words);
        assert_eq!((named.from, named.missing), (vec![0], vec![]));
        let places_of: Vec<&str> = inputs.0.keys().map(String::as_str).collect();
        assert_eq!(
            places_of,
            [
                "configs/base.toml",
                "configs/own.toml",
                "studies/points.csv",
                "studies/s.toml"
            ]
        );
        let gone = ["run".to_owned(), "gone.toml".to_owned()];
        assert_eq!(
            inputs.of(&gone, "out", &places).unwrap().missing,
            ["gone.toml"]
        );
        write("studies/out.toml", "extends = \"../../elsewhere.toml\"");
        fs::write(home.path().join("../elsewhere.toml"), "").unwrap();
        let words = ["run".to_owned(), "studies/out.toml".to_owned()];
        let said = inputs.of(&words, "out", &places).unwrap_err().to_string();
        assert!(said.contains("lies outside"), "{said}");
        fs::remove_file(home.path().join("../elsewhere.toml")).unwrap();
    }
}
