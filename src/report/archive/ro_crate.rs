//! `ro-crate-metadata.json`: RO-Crate 1.1 (Sefton et al. 2022) with the profile Process Run Crate 0.5 (Leo et
//! al. 2024, *PLOS ONE* 19(9), e0309210): which program made which files of which input.

use serde_json::{Value, json};

use super::about::{About, Author};
use super::contents::{Contents, INPUTS, Results};
use super::{METADATA, citation::pretty};
use crate::store::manifest::{FileEntry, MANIFEST};

/// Where the identifiers of licences are defined.
const LICENCES: &str = "https://spdx.org/licenses/";

/// The metadata of an archive that holds these files, paths from the top of the archive.
pub(super) fn metadata(contents: &Contents, about: &About, files: &[FileEntry]) -> String {
    let license = format!("{LICENCES}{}", about.license);
    let people: Vec<String> = about.authors.iter().enumerate().map(identifier).collect();
    let version = contents.version();
    let action = |at: usize| format!("#made-{}", at + 1);
    let all: Vec<Value> = files.iter().map(|file| reference(&file.path)).collect();
    let what = match about.description.as_str() {
        "" => format!(
            "Replication archive of results by trilat {version}. README.md says what is in it."
        ),
        words => words.to_owned(),
    };
    let mut root = json!({
        "@id": "./",
        "@type": "Dataset",
        "name": about.title,
        "description": what,
        "datePublished": about.date,
        "license": reference(&license),
        "author": people.iter().map(|id| reference(id)).collect::<Vec<_>>(),
        "conformsTo": [reference("https://w3id.org/ro/wfrun/process/0.5")],
        "hasPart": all,
        "mentions": (0..contents.results.len()).map(|at| reference(&action(at))).collect::<Vec<_>>(),
    });
    if !about.keywords.is_empty() {
        root["keywords"] = Value::from(about.keywords.join(", "));
    }
    let mut graph = vec![
        json!({
            "@id": METADATA,
            "@type": "CreativeWork",
            "conformsTo": reference("https://w3id.org/ro/crate/1.1"),
            "about": reference("./"),
        }),
        root,
        json!({
            "@id": "https://w3id.org/ro/wfrun/process/0.5",
            "@type": "CreativeWork",
            "name": "Process Run Crate",
            "version": "0.5",
        }),
        json!({
            "@id": license,
            "@type": "CreativeWork",
            "name": about.license,
            "description": format!("Licence {} of the data", about.license),
        }),
        json!({
            "@id": "#trilat",
            "@type": "SoftwareApplication",
            "name": "trilat",
            "description": "An agent-based model of deterrence signalling",
            "softwareVersion": version,
            "version": version,
        }),
    ];
    let agent = people.first().map_or("#author-1", String::as_str);
    for (at, results) in contents.results.iter().enumerate() {
        graph.push(made(&action(at), results, about, files, agent));
    }
    for (id, author) in people.iter().zip(&about.authors) {
        graph.extend(person(id, author));
    }
    graph.extend(files.iter().map(|file| {
        json!({
            "@id": file.path,
            "@type": "File",
            "name": file.path,
            "encodingFormat": media_type(&file.path),
            "contentSize": file.bytes.to_string(),
            "sha256": file.sha256,
        })
    }));
    pretty(&json!({
        "@context": "https://w3id.org/ro/crate/1.1/context",
        "@graph": graph,
    }))
}

fn reference(id: &str) -> Value {
    json!({ "@id": id })
}

/// That a folder was made by a command, of which files.
fn made(id: &str, results: &Results, about: &About, files: &[FileEntry], agent: &str) -> Value {
    let folder = results.folder.as_ref();
    let scenarios: Vec<String> = folder
        .iter()
        .flat_map(|folder| folder.scenarios.iter().map(|own| results.inside(&own.file)))
        .collect();
    let words = &results.manifest.execution.command;
    let is_input = |path: &str| {
        let named = path
            .strip_prefix(INPUTS)
            .map(|rest| rest.trim_start_matches('/'));
        scenarios.iter().any(|own| own == path) || named.is_some_and(|rest| words.contains(rest))
    };
    let own = |path: &str| {
        let listed = results.manifest.files.iter();
        path == results.inside(MANIFEST)
            || listed
                .into_iter()
                .any(|file| results.inside(&file.path) == path)
    };
    let ids = |wanted: &dyn Fn(&str) -> bool| -> Vec<Value> {
        let chosen = files.iter().filter(|file| wanted(&file.path));
        chosen.map(|file| reference(&file.path)).collect()
    };
    json!({
        "@id": id,
        "@type": "CreateAction",
        "name": format!("{} by trilat {}", results.path, results.manifest.program.version),
        "description": words,
        "instrument": reference("#trilat"),
        "agent": reference(agent),
        "endTime": about.date,
        "object": ids(&|path| is_input(path)),
        "result": ids(&|path| own(path) && !is_input(path)),
    })
}

fn identifier((at, author): (usize, &Author)) -> String {
    author
        .orcid_url()
        .unwrap_or_else(|| format!("#author-{}", at + 1))
}

/// A person, and where that person works.
fn person(id: &str, author: &Author) -> Vec<Value> {
    let mut person = json!({ "@id": id, "@type": "Person", "name": author.name });
    let Some(affiliation) = &author.affiliation else {
        return vec![person];
    };
    let place = format!("{}-affiliation", id.replace("https://orcid.org/", "#"));
    person["affiliation"] = reference(&place);
    vec![
        person,
        json!({ "@id": place, "@type": "Organization", "name": affiliation }),
    ]
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "csv" => "text/csv",
        "json" => "application/json",
        "toml" => "application/toml",
        "md" => "text/markdown",
        "html" => "text/html",
        "svg" => "image/svg+xml",
        "pdf" => "application/pdf",
        "png" => "image/png",
        "gz" => "application/gzip",
        "parquet" => "application/vnd.apache.parquet",
        "tex" => "application/x-tex",
        "whl" | "zip" => "application/zip",
        _ => "text/plain",
    }
}
