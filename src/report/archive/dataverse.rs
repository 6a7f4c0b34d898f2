//! `dataverse.json`: the citation metadata of a dataset as the interface of Dataverse takes them
//! (`POST /api/dataverses/ID/datasets`).

use serde_json::{Value, json};

use super::about::{About, Author};
use super::citation::pretty;
use super::contents::Contents;

/// Licences that a Dataverse knows by default, as it writes them.
const LICENCES: [(&str, &str, &str); 2] = [
    (
        "CC0-1.0",
        "CC0 1.0",
        "http://creativecommons.org/publicdomain/zero/1.0",
    ),
    (
        "CC-BY-4.0",
        "CC BY 4.0",
        "http://creativecommons.org/licenses/by/4.0",
    ),
];

/// The metadata. A contact that is not given is not made up, although a Dataverse asks for one.
pub(super) fn metadata(contents: &Contents, about: &About) -> String {
    let mut fields = vec![
        primitive("title", &about.title),
        compound("author", about.authors.iter().map(author).collect()),
    ];
    if let Some(contact) = &about.contact {
        let mut value = json!({});
        let name = about
            .authors
            .first()
            .map_or("", |author| author.name.as_str());
        put(&mut value, "datasetContactName", name);
        put(&mut value, "datasetContactEmail", contact);
        fields.push(compound("datasetContact", vec![value]));
    }
    let mut description = json!({});
    put(&mut description, "dsDescriptionValue", &words(about));
    put(&mut description, "dsDescriptionDate", &about.date);
    fields.push(compound("dsDescription", vec![description]));
    fields.push(json!({
        "typeName": "subject",
        "typeClass": "controlledVocabulary",
        "multiple": true,
        "value": ["Social Sciences"],
    }));
    let keyword = |word: &String| {
        let mut value = json!({});
        put(&mut value, "keywordValue", word);
        value
    };
    if !about.keywords.is_empty() {
        fields.push(compound(
            "keyword",
            about.keywords.iter().map(keyword).collect(),
        ));
    }
    fields.push(json!({
        "typeName": "kindOfData",
        "typeClass": "primitive",
        "multiple": true,
        "value": ["simulation data"],
    }));
    let mut software = json!({});
    put(&mut software, "softwareName", "trilat");
    put(&mut software, "softwareVersion", contents.version());
    fields.push(compound("software", vec![software]));
    let mut version = json!({
        "metadataBlocks": {
            "citation": { "displayName": "Citation Metadata", "fields": fields },
        },
    });
    match LICENCES.iter().find(|(spdx, _, _)| *spdx == about.license) {
        Some((_, name, uri)) => version["license"] = json!({ "name": name, "uri": uri }),
        None => {
            version["termsOfUse"] = Value::from(format!("Licence of the data: {}", about.license))
        }
    }
    pretty(&json!({ "datasetVersion": version }))
}

fn words(about: &About) -> String {
    match about.description.is_empty() {
        true => format!(
            "Replication archive: {}. README.md says what is in it.",
            about.title
        ),
        false => about.description.clone(),
    }
}

fn author(author: &Author) -> Value {
    let mut value = json!({});
    put(&mut value, "authorName", &author.name);
    if let Some(affiliation) = &author.affiliation {
        put(&mut value, "authorAffiliation", affiliation);
    }
    if let Some(orcid) = &author.orcid {
        value["authorIdentifierScheme"] = json!({
            "typeName": "authorIdentifierScheme",
            "typeClass": "controlledVocabulary",
            "multiple": false,
            "value": "ORCID",
        });
        put(&mut value, "authorIdentifier", orcid);
    }
    value
}

/// One text.
fn primitive(name: &str, value: &str) -> Value {
    json!({ "typeName": name, "typeClass": "primitive", "multiple": false, "value": value })
}

/// Texts that belong together, several times.
fn compound(name: &str, values: Vec<Value>) -> Value {
    json!({ "typeName": name, "typeClass": "compound", "multiple": true, "value": values })
}

fn put(value: &mut Value, name: &str, text: &str) {
    value[name] = primitive(name, text);
}
