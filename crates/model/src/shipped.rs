//! The inputs that the program carries: every file under `configs`, by kind and name.
//!
//! The list is made by the build, so that it holds what the folder holds. To whoever reads them these files lie in a
//! folder `shipped:`, laid out as `configs` is: what one of them names beside itself is found as on a disk.
//! Imports nothing but names.

use std::path::{Component, Path, PathBuf};

use crate::named::{Named, named};

/// Path below the folder, and text.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/shipped.rs"));
/// The folder in which they lie.
const ROOT: &str = "shipped:";
/// The folder of the claims.
const CLAIMS: &str = "claims";
/// What lies beside the claims and is none.
const SPACE: &str = "space.toml";

named! {
    /// What an input is.
    pub enum Kind {
        Scenario = "scenario", "what is simulated: `trilat run NAME`";
        Ablation = "ablation", "the reference scenario without a mechanism: `trilat run NAME`";
        Study = "study", "scenarios at the points of a design: `trilat sweep NAME`";
        Calibration = "calibration", "a fit to a record: `trilat calibrate NAME`";
        Claim = "claim", "a hypothesis with its tests: `trilat claims ID`";
    }
}

impl Kind {
    /// Where its files lie.
    const fn folder(self) -> &'static str {
        match self {
            Self::Scenario => "",
            Self::Ablation => "ablations",
            Self::Study => "studies",
            Self::Calibration => "calibrations",
            Self::Claim => CLAIMS,
        }
    }

    /// The command that takes it.
    pub const fn command(self) -> &'static str {
        match self {
            Self::Scenario | Self::Ablation => "run",
            Self::Study => "sweep",
            Self::Calibration => "calibrate",
            Self::Claim => "claims",
        }
    }

    /// With its article.
    pub const fn a_name(self) -> &'static str {
        match self {
            Self::Scenario => "a scenario",
            Self::Ablation => "an ablation",
            Self::Study => "a study",
            Self::Calibration => "a calibration",
            Self::Claim => "a claim",
        }
    }
}

/// An input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Input {
    /// What it is.
    pub kind: Kind,
    /// Its name: that of its file.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
    /// Below the folder.
    inside: &'static str,
}

impl Input {
    /// Where it lies.
    pub fn path(&self) -> PathBuf {
        Path::new(ROOT).join(self.inside)
    }

    /// What it says that it is: its title, or what it claims.
    pub fn description(&self) -> &'static str {
        let said = |line: &'static str| {
            let rest = ["title = \"", "says = \""]
                .iter()
                .find_map(|start| line.strip_prefix(start))?;
            rest.split('"').next()
        };
        self.text.lines().find_map(said).unwrap_or_default()
    }
}

/// All inputs by kind and name.
pub fn inputs() -> impl Iterator<Item = Input> {
    Kind::ALL.iter().flat_map(|kind| of_kind(*kind))
}

/// The inputs of a kind, by name.
pub fn of_kind(kind: Kind) -> impl Iterator<Item = Input> {
    FILES.iter().filter_map(move |(inside, text)| {
        let (folder, file) = inside.rsplit_once('/').unwrap_or(("", inside));
        let name = file.strip_suffix(".toml").filter(|_| file != SPACE)?;
        (folder == kind.folder()).then_some(Input {
            kind,
            name,
            text,
            inside,
        })
    })
}

/// The input of a kind and name. An ablation is a scenario, too.
pub fn find(kind: Kind, name: &str) -> Option<Input> {
    let ablations = of_kind(Kind::Ablation).filter(|_| kind == Kind::Scenario);
    of_kind(kind)
        .chain(ablations)
        .find(|input| input.name == name)
}

/// The input that lies at a path.
pub fn at(path: &Path) -> Option<Input> {
    let inside = inside(path)?;
    inputs().find(|input| input.inside == inside)
}

/// The text of a shipped file by its path, if that leads into the folder.
pub fn text(path: &Path) -> Option<&'static str> {
    let inside = inside(path)?;
    let found = FILES.iter().find(|(name, _)| *name == inside);
    found.map(|(_, text)| *text)
}

/// The folder in which all of them lie.
pub fn folder() -> PathBuf {
    PathBuf::from(ROOT)
}

/// The folder of the claims.
pub fn claims() -> PathBuf {
    Path::new(ROOT).join(CLAIMS)
}

/// Whether a path leads into the folder.
pub fn is_inside(path: &Path) -> bool {
    inside(path).is_some()
}

/// A path that leads into the folder, from there and without detours.
fn inside(path: &Path) -> Option<String> {
    let mut parts = path.components();
    if parts.next()? != Component::Normal(ROOT.as_ref()) {
        return None;
    }
    let mut tidy: Vec<&str> = Vec::new();
    for part in parts {
        match part {
            Component::Normal(name) => tidy.push(name.to_str()?),
            Component::ParentDir => {
                tidy.pop()?;
            }
            _ => {}
        }
    }
    Some(tidy.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use std::fs;

    /// The folder of the inputs, from that of the package, where tests run.
    const FOLDER: &str = "../../configs";

    fn on_disk(folder: &Path, found: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                on_disk(&path, found);
            } else {
                let name = path.strip_prefix(FOLDER).unwrap().to_string_lossy();
                found.insert(name.replace('\\', "/"), fs::read_to_string(&path).unwrap());
            }
        }
    }

    #[test]
    fn the_program_carries_what_the_folder_holds() {
        let mut files = BTreeMap::new();
        on_disk(Path::new(FOLDER), &mut files);
        let carried: BTreeMap<String, String> = FILES
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect();
        assert!(carried.len() > 60);
        assert_eq!(
            files.keys().collect::<Vec<_>>(),
            carried.keys().collect::<Vec<_>>()
        );
        assert!(
            files == carried,
            "a text differs: was the program built from another folder?"
        );
    }

    #[test]
    fn every_file_of_settings_is_an_input_that_says_what_it_is() {
        let settings = FILES.iter().filter(|(name, _)| name.ends_with(".toml"));
        assert_eq!(inputs().count(), settings.count() - 1, "all but the space");
        for input in inputs() {
            assert!(!input.description().is_empty(), "{}", input.inside);
            assert_eq!(at(&input.path()), Some(input));
        }
    }

    #[test]
    fn no_two_inputs_of_one_command_share_a_name() {
        let mut taken = BTreeMap::new();
        for input in inputs() {
            let twin = taken.insert((input.kind.command(), input.name), input.inside);
            assert_eq!(twin, None, "{}", input.inside);
        }
    }

    #[test]
    fn paths_lead_from_one_file_to_another_and_not_out() {
        let study = Path::new("shipped:/studies/../northeast_asia.toml");
        assert!(text(study).is_some_and(|text| text.contains("[states.KOR]")));
        assert_eq!(text(Path::new("shipped:/../northeast_asia.toml")), None);
        assert_eq!(text(Path::new("northeast_asia.toml")), None);
        assert!(find(Kind::Scenario, "blind").is_some());
        assert!(find(Kind::Study, "northeast_asia").is_none());
    }
}
