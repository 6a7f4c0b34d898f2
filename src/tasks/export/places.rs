//! Where what an archive holds has its place: at the path that it has from the folder that export runs in, so that commands name
//! it as they did.

use std::path::{Component, Path, PathBuf};

use super::error::ExportError;
use crate::report::folder::ReportError;
use crate::store::error::StoreError;
use crate::store::manifest::{MANIFEST, check_path};

/// Folder for what lies outside.
const ELSEWHERE: &str = "elsewhere";

/// The folder that export runs in, and the folders of results.
#[derive(Debug)]
pub(super) struct Places {
    home: PathBuf,
    /// By folder of results: where it is, and its place.
    folders: Vec<(PathBuf, String)>,
}

/// What a path leads to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing that is there.
    Nothing,
    /// A folder of results by its number, or something in it; with its place.
    Results(usize, String),
    /// A folder of results that is not to be archived.
    Unnamed,
    /// A file or folder; with its place.
    Other(PathBuf, String),
}

impl Places {
    /// Those of folders of results.
    ///
    /// # Errors
    /// [`ExportError`] if one is not there, or two would have the same place.
    pub(super) fn new(home: &Path, folders: &[PathBuf]) -> Result<Self, ExportError> {
        let home = full(home)?;
        let mut places = Self {
            home,
            folders: Vec::new(),
        };
        for folder in folders {
            let path = full(folder)?;
            if !path.join(MANIFEST).is_file() {
                return Err(ReportError::NoManifest {
                    folder: folder.clone(),
                }
                .into());
            }
            let place = places.place(&path);
            check_path(&place)?;
            if let Some((other, _)) = places.folders.iter().find(|(_, own)| *own == place) {
                return Err(ExportError::Twice {
                    one: other.display().to_string(),
                    other: path.display().to_string(),
                    place,
                });
            }
            places.folders.push((path, place));
        }
        Ok(places)
    }

    /// The folders of results, each with its place.
    pub(super) fn folders(&self) -> impl Iterator<Item = (&Path, &str)> {
        let folders = self.folders.iter();
        folders.map(|(path, place)| (path.as_path(), place.as_str()))
    }

    /// The place of something: its path from the folder that export runs in, or its name.
    fn place(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.home).ok();
        match inside.filter(|inside| !inside.as_os_str().is_empty()) {
            Some(inside) => slashes(inside),
            None => slashes(Path::new(path.file_name().unwrap_or_default())),
        }
    }

    /// What a path of a command leads to.
    pub(super) fn find(&self, path: &str) -> Found {
        let Ok(path) = full(&self.home.join(path)) else {
            return Found::Nothing;
        };
        self.at(path)
    }

    /// What is at a path that is there.
    pub(super) fn at(&self, path: PathBuf) -> Found {
        // The innermost of folders in one another.
        let mut inside: Vec<(usize, &PathBuf, &String)> = self
            .folders
            .iter()
            .enumerate()
            .filter(|(_, (folder, _))| path.starts_with(folder))
            .map(|(at, (folder, place))| (at, folder, place))
            .collect();
        inside.sort_by_key(|(_, folder, _)| folder.components().count());
        if let Some((at, folder, place)) = inside.last() {
            let rest = path.strip_prefix(folder).unwrap_or(Path::new(""));
            let whole = match rest.as_os_str().is_empty() {
                true => (*place).clone(),
                false => format!("{place}/{}", slashes(rest)),
            };
            return Found::Results(*at, whole);
        }
        let above = path.ancestors().take(3);
        if above
            .into_iter()
            .any(|folder| folder.join(MANIFEST).is_file())
        {
            return Found::Unnamed;
        }
        let inside = path.starts_with(&self.home);
        let place = match inside {
            true => self.place(&path),
            false => format!("{ELSEWHERE}/{}", self.place(&path)),
        };
        Found::Other(path, place)
    }
}

/// A path without links and dots, of something that is there.
pub(super) fn full(path: &Path) -> Result<PathBuf, ExportError> {
    let full = path.canonicalize();
    full.map_err(|error| StoreError::io("read", path, error).into())
}

/// A path with forward slashes.
pub(super) fn slashes(path: &Path) -> String {
    let parts = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

/// The place of what a file at `place` names; `None` if that leads out.
pub(super) fn beside(place: &str, named: &str) -> Option<String> {
    let above = Path::new(place).parent().unwrap_or(Path::new(""));
    let mut parts: Vec<String> = Vec::new();
    for part in above.join(named).components() {
        match part {
            Component::Normal(name) => parts.push(name.to_string_lossy().into_owned()),
            Component::CurDir => {}
            Component::ParentDir => {
                parts.pop()?;
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_names_has_its_place_beside_it() {
        assert_eq!(
            beside("configs/studies/a.toml", "../x.toml").unwrap(),
            "configs/x.toml"
        );
        assert_eq!(beside("a.toml", "./b/c.csv").unwrap(), "b/c.csv");
        assert_eq!(beside("a.toml", "../x.toml"), None);
        assert_eq!(beside("a.toml", "/x.toml"), None);
    }

    #[test]
    fn folders_have_the_place_that_commands_name() {
        let home = tempfile::tempdir().unwrap();
        let make = |path: &str| {
            let folder = home.path().join(path);
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join(MANIFEST), "{}").unwrap();
            folder
        };
        let (study, inside) = (make("outputs/study"), make("outputs/study/sensitivity"));
        make("outputs/other");
        std::fs::write(home.path().join("x.toml"), "").unwrap();
        let places = Places::new(home.path(), &[study, inside]).unwrap();
        let of = |path: &str| places.find(path);
        assert_eq!(
            of("outputs/./study"),
            Found::Results(0, "outputs/study".into())
        );
        assert_eq!(
            of("outputs/study/sensitivity/manifest.json"),
            Found::Results(1, "outputs/study/sensitivity/manifest.json".into())
        );
        assert_eq!(of("outputs/other"), Found::Unnamed);
        assert_eq!(of("nothing.toml"), Found::Nothing);
        assert!(matches!(of("x.toml"), Found::Other(_, place) if place == "x.toml"));
        assert!(
            matches!(of("/proc/self/stat"), Found::Other(_, place) if place == "elsewhere/stat")
        );
    }
}
