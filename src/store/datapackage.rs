//! `datapackage.json`: type, unit and meaning of every column, as a Frictionless Data Package.

use serde::Serialize;

use super::formats::parquet_path;
use super::manifest::FileEntry;
use super::tables::{Field, FieldType, Table};

#[derive(Serialize)]
struct Package<'a> {
    profile: &'static str,
    name: String,
    title: &'a str,
    resources: Vec<Entry<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Entry<'a> {
    Table(Box<Resource<'a>>),
    File(Twin),
}

/// A file with the rows of another resource. The standard knows no tables but CSV.
#[derive(Serialize)]
struct Twin {
    profile: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    name: String,
    path: String,
    description: String,
    format: &'static str,
    mediatype: &'static str,
    bytes: u64,
    hash: String,
}

#[derive(Serialize)]
struct Resource<'a> {
    profile: &'static str,
    name: &'a str,
    path: &'a str,
    description: &'a str,
    format: &'static str,
    mediatype: &'static str,
    encoding: &'static str,
    dialect: Dialect,
    bytes: u64,
    hash: String,
    schema: Schema<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Dialect {
    delimiter: &'static str,
    line_terminator: &'static str,
    quote_char: &'static str,
    double_quote: bool,
    header: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema<'a> {
    fields: Vec<FieldEntry<'a>>,
    missing_values: [&'static str; 1],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    primary_key: &'a [&'static str],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FieldEntry<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    field_type: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    unit: &'a str,
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    true_values: Option<[&'static str; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    false_values: Option<[&'static str; 1]>,
}

/// The text of `datapackage.json` for these tables. `files` supplies sizes and checksums; a table that
/// it does not list is left out. The Parquet file of a table is listed after its CSV file, as a plain file.
pub fn datapackage(name: &str, tables: &[Table], files: &[FileEntry]) -> String {
    let find = |path: &str| files.iter().find(|file| file.path == path);
    let mut resources = Vec::new();
    let mut plain = false;
    for table in tables {
        let csv = find(table.file).map(|file| Entry::Table(Box::new(resource(table, file))));
        let parquet = find(&parquet_path(table.file)).map(|file| Entry::File(twin(table, file)));
        plain |= parquet.is_some();
        resources.extend(csv.into_iter().chain(parquet));
    }
    let package = Package {
        // A tabular package holds tables alone.
        profile: if plain {
            "data-package"
        } else {
            "tabular-data-package"
        },
        name: slug(name),
        title: name,
        resources,
    };
    // A tree of texts and numbers always serialises.
    let mut text = serde_json::to_string_pretty(&package).unwrap_or_default();
    text.push('\n');
    text
}

/// The schema of a table as it stands in `datapackage.json`, on one line.
#[cfg(feature = "parquet")]
pub(super) fn schema_json(table: &Table) -> String {
    serde_json::to_string(&schema(table)).unwrap_or_default()
}

fn twin(table: &Table, file: &FileEntry) -> Twin {
    Twin {
        profile: "data-resource",
        kind: "file",
        name: format!("{}_parquet", table.file.trim_end_matches(".csv")),
        path: file.path.clone(),
        description: format!(
            "The rows of {} with the types of its schema, as Apache Parquet (Snappy).",
            table.file
        ),
        format: "parquet",
        mediatype: "application/vnd.apache.parquet",
        bytes: file.bytes,
        hash: format!("sha256:{}", file.sha256),
    }
}

fn schema(table: &Table) -> Schema<'_> {
    Schema {
        fields: table.fields.iter().map(field).collect(),
        missing_values: [""],
        primary_key: table.key,
    }
}

fn resource<'a>(table: &'a Table, file: &FileEntry) -> Resource<'a> {
    Resource {
        profile: "tabular-data-resource",
        name: table.file.trim_end_matches(".csv"),
        path: table.file,
        description: table.description,
        format: "csv",
        mediatype: "text/csv",
        encoding: "utf-8",
        dialect: Dialect {
            delimiter: ",",
            line_terminator: "\n",
            quote_char: "\"",
            double_quote: true,
            header: true,
        },
        bytes: file.bytes,
        hash: format!("sha256:{}", file.sha256),
        schema: schema(table),
    }
}

fn field(field: &Field) -> FieldEntry<'_> {
    let boolean = field.field_type == FieldType::Boolean;
    FieldEntry {
        name: &field.name,
        field_type: field.field_type.name(),
        unit: &field.unit,
        description: &field.description,
        role: field.role,
        true_values: boolean.then_some(["1"]),
        false_values: boolean.then_some(["0"]),
    }
}

/// A package name as the standard wants it: lower case, digits, `-`, `_` and `.`.
fn slug(name: &str) -> String {
    let plain = |c: char| match c.to_ascii_lowercase() {
        c if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') => c,
        _ => '-',
    };
    let slug: String = name.chars().map(plain).collect();
    if slug.is_empty() {
        "run".to_owned()
    } else {
        slug
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_fit_for_the_standard() {
        assert_eq!(slug("Northeast Asia/2025"), "northeast-asia-2025");
        assert_eq!(slug(""), "run");
    }
}
