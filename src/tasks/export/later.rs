//! Figures and tables that were made of folders later: which command made a file.

use std::fs;
use std::path::{Path, PathBuf};

use crate::figures::Figure;
use crate::report::write::table_command;
use crate::store::command::words;
use crate::store::disk::read_text;

/// Endings of the files of a figure.
const FIGURE: [&str; 6] = ["svg", "pdf", "png", "tiff", "csv", "txt"];
/// Endings of the files of a table.
const TABLE: [&str; 2] = ["tex", "html"];

/// Files that one command made in one folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Made {
    /// The words behind `trilat`.
    pub words: Vec<String>,
    /// The folder.
    pub folder: PathBuf,
    /// The files.
    pub files: Vec<PathBuf>,
}

/// The command behind a figure or a table, by what stands beside or in it; `None` if it says none.
pub(super) fn command_of(file: &Path) -> Option<String> {
    let ending = file.extension()?.to_str()?;
    let text = |ending: &str| read_text(&file.with_extension(ending)).ok();
    if TABLE.contains(&ending) {
        return table_command(&text("tex")?).map(str::to_owned);
    }
    if !FIGURE.contains(&ending) {
        return None;
    }
    let notes = text("txt")?;
    let command = Figure::note(&notes, "Command")?;
    command.starts_with("trilat ").then(|| command.to_owned())
}

/// All files in the folder of `file` that the same command made.
pub(super) fn made(file: &Path, command: &str) -> Option<Made> {
    let folder = file.parent()?.to_owned();
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_file() && command_of(path).as_deref() == Some(command))
        .collect();
    files.sort();
    let words = words(command).into_iter().skip(1).collect();
    Some(Made {
        words,
        folder,
        files,
    })
}

/// What was made later in a folder of results: in its `figures` and its `tables`, but for the files that its manifest lists.
pub(super) fn in_folder(folder: &Path, listed: &dyn Fn(&str) -> bool) -> Vec<Made> {
    let mut found: Vec<Made> = Vec::new();
    for inside in ["figures", "tables"] {
        let Ok(entries) = fs::read_dir(folder.join(inside)) else {
            continue;
        };
        let mut paths: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect();
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if listed(&format!("{inside}/{name}"))
                || found.iter().any(|own| own.files.contains(&path))
            {
                continue;
            }
            let made = command_of(&path).and_then(|command| made(&path, &command));
            found.extend(made.filter(|made| {
                made.words
                    .first()
                    .is_some_and(|word| word == "plot" || word == "tables")
            }));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_which_command_made_it() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            path
        };
        let figure = write("figures/a.pdf", "");
        write(
            "figures/a.txt",
            "Caption\nWhat.\n\nAlt text\nA.\n\nCommand\ntrilat plot out --title 'a b'\n",
        );
        write("figures/mine.pdf", "");
        write("tables/t.html", "");
        write(
            "tables/t.tex",
            "% Written by trilat.\n% Command: trilat tables out\n\\begin{table}",
        );
        assert_eq!(
            command_of(&figure).unwrap(),
            "trilat plot out --title 'a b'"
        );
        assert_eq!(command_of(&folder.path().join("figures/mine.pdf")), None);
        let found = in_folder(folder.path(), &|name| name.starts_with("figures/b"));
        let words: Vec<Vec<&str>> = found
            .iter()
            .map(|own| own.words.iter().map(String::as_str).collect())
            .collect();
        assert_eq!(
            words,
            [vec!["plot", "out", "--title", "a b"], vec!["tables", "out"]]
        );
        assert_eq!(
            found.iter().map(|own| own.files.len()).collect::<Vec<_>>(),
            [2, 2]
        );
        assert!(in_folder(folder.path(), &|_| true).is_empty());
    }
}
