//! From paths to the tables of the figures that they can give.

use std::path::{Path, PathBuf};

use super::compare::ComparisonFolder;
use super::csv_file::of_csv;
use super::discover::DiscoveryFolder;
use super::error::PlotError;
use super::folder_tables;
use super::origin::{Drawable, Folder, Wish, is_given};
use super::read::table;
use super::run_folder::{RunFolder, SeveralRuns};
use super::sensitivity::{IndicesFolder, SENSITIVITY};
use super::study::StudyFiles;
use crate::fault::{Fault, HasFault};
use crate::figures::{Kind, TIME_TO_FIRST_EVENT};
use crate::store::discover_files::DISCOVER;
use crate::store::findings::Findings;
use crate::store::guard::Guard;
use crate::store::manifest::Manifest;
use crate::store::tables::{CONTRASTS, SURVIVAL};

/// What is in the folder that figures are drawn from.
enum Opened {
    Run(Box<RunFolder>),
    Compare(Box<ComparisonFolder>),
    Study(Box<StudyFiles>),
    Sensitivity(Box<IndicesFolder>),
    Discovery(Box<DiscoveryFolder>),
}

fn open(path: &Path, guard: &Guard) -> Result<Opened, PlotError> {
    let manifest = Manifest::read(path)?;
    let path = path.to_path_buf();
    if path.join(SENSITIVITY).is_file() {
        let indices = table(&path.join(SENSITIVITY), guard)?;
        return Ok(Opened::Sensitivity(Box::new(IndicesFolder {
            path,
            indices,
            manifest,
            guard: guard.clone(),
        })));
    }
    if path.join(DISCOVER).is_file() {
        let findings = Findings::read(&path, guard)?;
        return Ok(Opened::Discovery(Box::new(DiscoveryFolder {
            path,
            findings,
            manifest,
            guard: guard.clone(),
        })));
    }
    let Some(manifest) = manifest else {
        return Err(PlotError::NoFolder { path });
    };
    if let Some(info) = manifest.study.clone() {
        let study = StudyFiles::read(&path, manifest, info, guard)?;
        return Ok(Opened::Study(Box::new(study)));
    }
    if path.join(CONTRASTS).is_file() {
        let folder = ComparisonFolder {
            path,
            manifest,
            guard: guard.clone(),
        };
        return Ok(Opened::Compare(Box::new(folder)));
    }
    if path.join(SURVIVAL).is_file() {
        let run = RunFolder::read(&path, manifest, guard)?;
        return Ok(Opened::Run(Box::new(run)));
    }
    Err(PlotError::NoFolder { path })
}

/// The tables of the figures of a folder, a CSV file or the folders of several runs: of one kind, or of all
/// that fit.
///
/// # Errors
/// [`PlotError`]; if no kind is wanted, a figure that the folder cannot give is passed over.
pub(super) fn drawables(paths: &[PathBuf], wish: &Wish<'_>) -> Result<Vec<Drawable>, PlotError> {
    match paths {
        [] => Err(PlotError::Usage("no folder or file is given".to_owned())),
        [path] => of_path(path, wish),
        paths => folder_tables::drawables(&several_runs(paths, wish.guard)?, wish),
    }
}

fn of_path(path: &Path, wish: &Wish<'_>) -> Result<Vec<Drawable>, PlotError> {
    if path.is_file() {
        return Ok(vec![of_csv(path, wish)?]);
    }
    if !path.is_dir() {
        return Err(PlotError::Missing {
            path: path.to_path_buf(),
        });
    }
    match open(path, wish.guard)? {
        Opened::Run(folder) => folder_tables::drawables(&*folder, wish),
        Opened::Compare(folder) => folder_tables::drawables(&*folder, wish),
        Opened::Sensitivity(folder) => folder_tables::drawables(&*folder, wish),
        Opened::Discovery(folder) => folder_tables::drawables(&*folder, wish),
        Opened::Study(folder) => of_study(&folder, wish),
    }
}

/// The analyses of a study, in folders of these names inside its own, and whether a kind comes from one.
const ANALYSES: [(&str, fn(&Kind) -> bool); 2] = [
    ("sensitivity", is_given::<IndicesFolder>),
    ("discover", is_given::<DiscoveryFolder>),
];

/// The figures of a study, with those of its analyses.
fn of_study(study: &StudyFiles, wish: &Wish<'_>) -> Result<Vec<Drawable>, PlotError> {
    let path = study.path();
    let Some(kind) = wish.kind else {
        let own = folder_tables::drawables(study, wish);
        // A folder of this name may be anyone's, and have none of the outputs that are asked for.
        let mut inside = Vec::new();
        for (name, _) in ANALYSES {
            match of_path(&path.join(name), wish) {
                Err(error) if error.fault() == Fault::Mismatch => return Err(error),
                drawn => inside.extend(drawn.unwrap_or_default().into_iter().filter(|drawn| {
                    // A kind that the study gives as well is drawn from its analysis on request, from that folder.
                    !is_given::<StudyFiles>(drawn.origin.kind)
                })),
            }
        }
        return match own {
            Ok(own) => Ok(own.into_iter().chain(inside).collect()),
            Err(error @ PlotError::NotThere { .. }) => match inside.is_empty() {
                true => Err(error),
                false => Ok(inside),
            },
            Err(error) => Err(error),
        };
    };
    let elsewhere = ANALYSES.iter().find(|(_, gives)| gives(kind));
    let Some((name, _)) = elsewhere.filter(|_| !is_given::<StudyFiles>(kind)) else {
        return folder_tables::drawables(study, wish);
    };
    let inside = path.join(name);
    if !inside.is_dir() {
        let reason = format!("it has no folder {name}; `trilat {name}` writes it");
        return Err(PlotError::not_there(kind, path, reason));
    }
    of_path(&inside, wish)
}

fn several_runs(paths: &[PathBuf], guard: &Guard) -> Result<SeveralRuns, PlotError> {
    let mut runs = Vec::new();
    for path in paths {
        let Opened::Run(run) = open(path, guard)? else {
            let reason = "several folders must be those of `trilat run`";
            return Err(PlotError::not_there(&TIME_TO_FIRST_EVENT, path, reason));
        };
        runs.push(*run);
    }
    SeveralRuns::new(runs)
}
