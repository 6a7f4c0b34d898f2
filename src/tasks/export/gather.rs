//! What goes into an archive: folders in the order in which they are made, what their commands read, what was made of them later.

use std::fs;
use std::path::{Path, PathBuf};

use super::ask::Ask;
use super::error::ExportError;
use super::inputs::{Inputs, Named};
use super::later::{Made, command_of, in_folder, made};
use super::places::{Found, Places, full, slashes};
use super::program::program;
use super::series::series;
use crate::report::analysis::Analysis;
use crate::report::archive::write::{Copied, Material, input, pack};
use crate::report::archive::{
    Again, Contents, DOCUMENTS, Dictionary, EXHIBITS, Exhibit, Later, RESULTS, Results,
};
use crate::report::folder::{Kind, ReportError};
use crate::report::only::Only;
use crate::report::paper_table::PaperTable;
use crate::report::write::{REPORT, TABLES, paper_tables, table_texts};
use crate::store::command::{Command, words};
use crate::store::guard::Guard;
use crate::store::manifest::{MANIFEST, Manifest, Status};
use crate::store::resources::{RESOURCES, Resources};
use crate::tasks::report::read;
use crate::watch::Watch;

/// What goes into an archive.
pub(super) struct Gathered {
    pub contents: Contents,
    pub material: Material,
    pub warnings: Vec<String>,
}

/// Gathers it.
///
/// # Errors
/// [`ExportError`].
pub(super) fn gather(
    ask: &Ask,
    guard: &Guard,
    watch: &mut dyn Watch,
) -> Result<Gathered, ExportError> {
    let home = std::env::current_dir().unwrap_or_default();
    let folders = with_inner(&ask.folders);
    let places = Places::new(&home, &folders)?;
    let mut inputs = Inputs::default();
    let mut warnings = Vec::new();
    let mut found = Vec::new();
    for (folder, place) in places.folders() {
        guard.check_all(folder)?;
        let (results, from) = results(folder, place, &places, &mut inputs, guard, watch)?;
        found.push((results, from, folder.to_owned()));
    }
    let order = in_order(&found)?;
    let mut contents = Contents::default();
    let mut material = Material::default();
    for at in order {
        let (results, _, folder) = &found[at];
        contents.results.push(results.clone());
        material.folders.push(folder.clone());
    }
    let mut later: Vec<Made> = Vec::new();
    for (results, folder) in contents.results.iter().zip(&material.folders) {
        let listed = |name: &str| results.manifest.files.iter().any(|file| file.path == name);
        later.extend(in_folder(folder, &listed));
    }
    warnings.extend(versions(&contents));
    for (name, path) in &ask.exhibits {
        let exhibit = exhibit(name, path, &places, &contents, &mut later, &mut material)?;
        if exhibit.command.is_none() {
            warnings.push(format!(
                "{} ({name}) was not made by trilat, as far as it says: the archive holds it, and cannot make it again",
                path.display()
            ));
        }
        contents.exhibits.push(exhibit);
    }
    for (results, folder) in contents.results.iter().zip(&material.folders) {
        let names = left_out(results, folder, &later);
        if !names.is_empty() {
            warnings.push(format!(
                "left out of {}: {}, since neither its manifest lists them nor a command says that it made them (--attach FILE adds a file)",
                results.path,
                names.join(", ")
            ));
        }
    }
    for made in later {
        contents
            .later
            .push(placed(&made, &places, &mut inputs, &mut material)?);
    }
    for at in 0..contents.results.len() {
        tables(&mut contents, at, guard, &mut material)?;
    }
    for path in &ask.documents {
        let to = format!("{DOCUMENTS}/{}", file_name("--attach", path)?);
        contents.documents.push(to.clone());
        copied(&mut material, path.clone(), to)?;
    }
    contents.series = series(&contents.results, inputs.0.values().map(PathBuf::as_path))?;
    for (place, from) in inputs.0 {
        material.copied.push(Copied {
            from,
            to: input(&place),
        });
        contents.inputs.push(place);
    }
    if let Some(path) = &ask.program {
        let program = program(path, contents.version())?;
        material.copied.push(Copied {
            from: path.clone(),
            to: program.file.clone(),
        });
        contents.program = Some(program);
    }
    if let Some(source) = &ask.source {
        let (code, bytes) = pack(source, contents.version())?;
        contents.code = Some(code);
        material.code = Some(bytes);
    }
    contents.altered = guard.sentence();
    Ok(Gathered {
        contents,
        material,
        warnings,
    })
}

/// That folders were written by several versions, if they were: one program makes the results of one version again.
fn versions(contents: &Contents) -> Option<String> {
    let first = contents.version();
    let version = |results: &Results| results.manifest.program.version.clone();
    let mut others: Vec<String> = contents.results.iter().map(version).collect();
    others.retain(|other| other != first);
    others.dedup();
    (!others.is_empty()).then(|| {
        format!(
            "the folders were written by trilat {first} and {}: the script of the archive asks for the first alone, and may find differences",
            others.join(", ")
        )
    })
}

/// The folders, each followed by those inside it that hold results of their own.
fn with_inner(folders: &[PathBuf]) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = Vec::new();
    for folder in folders {
        let Ok(path) = folder.canonicalize() else {
            all.push(folder.clone());
            continue;
        };
        let inner = fs::read_dir(&path).into_iter().flatten();
        let mut inner: Vec<PathBuf> = inner.filter_map(|entry| Some(entry.ok()?.path())).collect();
        inner.retain(|inner| inner.join(MANIFEST).is_file());
        inner.sort();
        for one in std::iter::once(path).chain(inner) {
            if !all.contains(&one) {
                all.push(one);
            }
        }
    }
    all
}

/// A folder of results, and the numbers of those that it was made from.
fn results(
    folder: &Path,
    place: &str,
    places: &Places,
    inputs: &mut Inputs,
    guard: &Guard,
    watch: &mut dyn Watch,
) -> Result<(Results, Vec<usize>), ExportError> {
    let nothing = || ReportError::NoManifest {
        folder: folder.to_owned(),
    };
    let manifest = Manifest::read(folder)?.ok_or_else(nothing)?;
    let read = match Analysis::read(folder, guard)? {
        Some(_) => None,
        None => Some(read(folder, guard, watch)?),
    };
    let command = manifest.execution.command.clone();
    let command_words: Vec<String> = words(&command).into_iter().skip(1).collect();
    // A run and a study can be made again from the files in their folder.
    let from_files = read
        .as_ref()
        .is_some_and(|read| read.kind != Kind::Comparison);
    let Named {
        words,
        from,
        missing,
    } = match inputs.of(&command_words, place, places) {
        Err(ExportError::Outside { other, .. }) if from_files => Named {
            missing: vec![other],
            ..Named::default()
        },
        named => named?,
    };
    let again = match (missing.into_iter().next(), manifest.status) {
        (Some(file), _) if !from_files => {
            return Err(ExportError::Missing { command, file });
        }
        (None, Status::Complete) => Again::Command(words),
        _ => Again::Rerun,
    };
    let results = Results {
        path: place.to_owned(),
        resources: Resources::read(folder),
        dictionary: Dictionary::read(folder)?,
        report: read.is_some(),
        folder: read,
        again,
        tables: false,
        manifest,
    };
    Ok((results, from))
}

/// The folders in an order in which each stands behind those that it was made from; else as they were named.
fn in_order(found: &[(Results, Vec<usize>, PathBuf)]) -> Result<Vec<usize>, ExportError> {
    let mut order: Vec<usize> = Vec::new();
    while order.len() < found.len() {
        let ready = (0..found.len()).find(|at| {
            let mut from = found[*at].1.iter();
            !order.contains(at) && from.all(|one| one == at || order.contains(one))
        });
        let Some(next) = ready else {
            let left = (0..found.len()).find(|at| !order.contains(at));
            let folder = left.map_or(String::new(), |at| found[at].0.path.clone());
            return Err(ExportError::Circle { folder });
        };
        order.push(next);
    }
    Ok(order)
}

/// Copies a file to a place, which no other may have.
fn copied(material: &mut Material, from: PathBuf, to: String) -> Result<(), ExportError> {
    match material.copied.iter().find(|own| own.to == to) {
        Some(other) if other.from != from => Err(ExportError::Twice {
            one: other.from.display().to_string(),
            other: from.display().to_string(),
            place: to,
        }),
        Some(_) => Ok(()),
        None => {
            material.copied.push(Copied { from, to });
            Ok(())
        }
    }
}

/// Files in a folder of results, and in its `figures` and `tables`, that neither its manifest lists nor a command says to have made.
fn left_out(results: &Results, folder: &Path, later: &[Made]) -> Vec<String> {
    let listed = |name: &str| results.manifest.files.iter().any(|file| file.path == name);
    // The page and the tables are made anew.
    let known = [MANIFEST, RESOURCES, REPORT];
    let mut found = Vec::new();
    for inside in ["", "figures", TABLES] {
        for entry in fs::read_dir(folder.join(inside))
            .into_iter()
            .flatten()
            .flatten()
        {
            let path = entry.path();
            let name = slashes(path.strip_prefix(folder).unwrap_or(&path));
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            let carried = listed(&name)
                || known.contains(&name.as_str())
                || later.iter().any(|made| made.files.contains(&path));
            if path.is_file() && !hidden && !carried {
                found.push(name);
            }
        }
    }
    found.sort();
    found
}

/// The name of a file that an option names.
fn file_name(option: &'static str, path: &Path) -> Result<String, ExportError> {
    match path.file_name().filter(|_| path.is_file()) {
        Some(name) => Ok(slashes(Path::new(name))),
        None => Err(ExportError::NoFile {
            option,
            path: path.to_owned(),
        }),
    }
}

/// An exhibit: a file of the results, one that was made of them later, or one of the authors' own.
fn exhibit(
    name: &str,
    path: &Path,
    places: &Places,
    contents: &Contents,
    later: &mut Vec<Made>,
    material: &mut Material,
) -> Result<Exhibit, ExportError> {
    let own = file_name("--exhibit", path)?;
    let full = full(path)?;
    let place = match places.at(full.clone()) {
        Found::Results(_, place) | Found::Other(_, place) => place,
        Found::Nothing | Found::Unnamed => {
            return Err(ExportError::Without {
                folder: format!("the exhibit {}", path.display()),
                from: full.parent().unwrap_or(&full).display().to_string(),
            });
        }
    };
    let inside = |results: &Results| {
        let rest = place.strip_prefix(&format!("{}/", results.path))?;
        let listed = results.manifest.files.iter().any(|file| file.path == rest);
        match rest {
            REPORT if results.report => Some(format!("trilat report {}", results.path)),
            _ => listed.then(|| results.manifest.execution.command.clone()),
        }
    };
    let mut command = contents.results.iter().find_map(inside);
    if command.is_none()
        && let Some(said) = command_of(&full)
    {
        if !later.iter().any(|made| made.files.contains(&full)) {
            later.extend(made(&full, &said));
        }
        command = Some(said);
    }
    let file = match command {
        Some(_) => format!("{RESULTS}/{place}"),
        None => {
            let to = format!("{EXHIBITS}/{own}");
            copied(material, full, to.clone())?;
            to
        }
    };
    Ok(Exhibit {
        name: name.to_owned(),
        file,
        command,
    })
}

/// Figures or tables that were made later, with their command at the places of what it names.
fn placed(
    made: &Made,
    places: &Places,
    inputs: &mut Inputs,
    material: &mut Material,
) -> Result<Later, ExportError> {
    let place = match places.at(made.folder.clone()) {
        Found::Results(_, place) | Found::Other(_, place) => place,
        Found::Nothing | Found::Unnamed => {
            slashes(Path::new(made.folder.file_name().unwrap_or_default()))
        }
    };
    let mut words = made.words.clone();
    // The first word behind the command is the folder, which was named from where the command was run: that above what it made,
    // where from here it leads to no folder of the archive.
    if let (Some(first), Some(above)) = (words.get_mut(1), made.folder.parent())
        && !matches!(places.find(first), Found::Results(..))
        && let Found::Results(_, own) = places.at(above.to_owned())
    {
        *first = own;
    }
    let named = inputs.of(&words, &place, places)?;
    if let Some(file) = named.missing.into_iter().next() {
        return Err(ExportError::Missing {
            command: format!("trilat {}", made.words.join(" ")),
            file,
        });
    }
    let mut files = Vec::new();
    for file in &made.files {
        let name = slashes(Path::new(file.file_name().unwrap_or_default()));
        material.copied.push(Copied {
            from: file.clone(),
            to: format!("{RESULTS}/{place}/{name}"),
        });
        files.push(name);
    }
    Ok(Later {
        words: named.words,
        folder: place,
        files,
    })
}

/// The tables of a folder for a paper, unless some were made of it already.
fn tables(
    contents: &mut Contents,
    at: usize,
    guard: &Guard,
    material: &mut Material,
) -> Result<(), ExportError> {
    let results = &contents.results[at];
    let inside = format!("{}/{TABLES}", results.path);
    if contents.later.iter().any(|later| later.folder == inside) {
        return Ok(());
    }
    let of = match results.again {
        Again::Command(_) => results.path.clone(),
        Again::Rerun => format!("../{RESULTS}/{}", results.path),
    };
    let made = made_tables(results, &material.folders[at], guard)?;
    let command = Command::trilat("tables")
        .path(Path::new(&of))
        .flag("unverified", guard.unverified());
    for table in table_texts(&made, &command) {
        material.tables.push((
            results.inside(&format!("{TABLES}/{}", table.name)),
            table.text,
        ));
    }
    contents.results[at].tables = !made.is_empty();
    Ok(())
}

/// None if a folder has nothing to print.
fn made_tables(
    results: &Results,
    folder: &Path,
    guard: &Guard,
) -> Result<Vec<PaperTable>, ExportError> {
    let made = match &results.folder {
        Some(read) => paper_tables(read, &Only::default()),
        None => match Analysis::read(folder, guard)? {
            Some(analysis) => analysis.tables(&[]),
            None => Ok(Vec::new()),
        },
    };
    match made {
        Err(ReportError::Nothing { .. }) => Ok(Vec::new()),
        made => Ok(made?),
    }
}
