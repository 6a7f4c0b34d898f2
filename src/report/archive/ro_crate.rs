//! `ro-crate-metadata.json`: RO-Crate 1.1 (Sefton et al. 2022) with the profile Process Run Crate 0.5 (Leo et
//! al. 2024, *PLOS ONE* 19(9), e0309210): which program made which files of which input.

use serde_json::{Value, json};

use super::About;
use crate::report::folder::OutputFolder;
use crate::store::manifest::FileEntry;

/// Where the identifiers of licences are defined.
const LICENCES: &str = "https://spdx.org/licenses/";

/// The metadata of an archive that holds these files, paths from the top of the archive.
pub(super) fn metadata(folder: &OutputFolder, about: &About, files: &[FileEntry]) -> String {
    let reference = |id: &str| json!({ "@id": id });
    let license = format!("{LICENCES}{}", about.license);
    let people: Vec<String> = (1..=about.authors.len())
        .map(|n| format!("#author-{n}"))
        .collect();
    let input: Vec<&str> = folder.scenarios.iter().map(|s| s.file.as_str()).collect();
    let is_input = |path: &str| {
        path.strip_prefix("data/")
            .is_some_and(|p| input.contains(&p))
    };
    let ids = |wanted: &dyn Fn(&str) -> bool| -> Vec<Value> {
        let chosen = files.iter().filter(|file| wanted(&file.path));
        chosen.map(|file| reference(&file.path)).collect()
    };
    let name = format!(
        "{} by trilat {}",
        folder.name(),
        folder.manifest.program.version
    );
    let mut graph = vec![
        json!({
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "conformsTo": reference("https://w3id.org/ro/crate/1.1"),
            "about": reference("./"),
        }),
        json!({
            "@id": "./",
            "@type": "Dataset",
            "name": about.title,
            "description": format!("Replication archive: {name}. README.md says what is in it."),
            "datePublished": about.date,
            "license": reference(&license),
            "author": people.iter().map(|id| reference(id)).collect::<Vec<_>>(),
            "conformsTo": [reference("https://w3id.org/ro/wfrun/process/0.5")],
            "hasPart": ids(&|_| true),
            "mentions": [reference("#runs")],
        }),
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
            "softwareVersion": folder.manifest.program.version,
            "version": folder.manifest.program.version,
        }),
        json!({
            "@id": "#runs",
            "@type": "CreateAction",
            "name": name,
            "description": folder.manifest.execution.command,
            "instrument": reference("#trilat"),
            "agent": reference(people.first().map_or("#author-1", String::as_str)),
            "endTime": about.date,
            "object": ids(&|path| is_input(path)),
            "result": ids(&|path| path.starts_with("data/") && !is_input(path)),
        }),
    ];
    for (id, author) in people.iter().zip(&about.authors) {
        graph.push(json!({ "@id": id, "@type": "Person", "name": author }));
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
    let crate_metadata = json!({
        "@context": "https://w3id.org/ro/crate/1.1/context",
        "@graph": graph,
    });
    // A tree of texts always serialises.
    let mut text = serde_json::to_string_pretty(&crate_metadata).unwrap_or_default();
    text.push('\n');
    text
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
        _ => "text/plain",
    }
}
