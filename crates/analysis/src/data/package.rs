//! `datapackage.json` as types. What the standard does not know (`unit`, `coverage`, `faults`,
//! `changes`, `citations`) it allows.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The package.
#[derive(Clone, Debug, Deserialize)]
pub struct Package {
    /// Title.
    pub title: String,
    /// What it holds.
    pub description: String,
    /// References that resources name by key.
    pub citations: Vec<Citation>,
    /// The series.
    pub resources: Vec<Resource>,
}

/// One series.
#[derive(Clone, Debug, Deserialize)]
pub struct Resource {
    /// Name.
    pub name: String,
    /// File in the package.
    pub path: String,
    /// Title.
    pub title: String,
    /// What a row is, and of what.
    pub description: String,
    /// Unit of what is counted or measured.
    pub unit: String,
    /// First and last time.
    pub coverage: Coverage,
    /// First and last month for fitting, where the series is one that is forecast.
    #[serde(default)]
    pub fit: Option<Coverage>,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// `sha256:` and the checksum of the file.
    pub hash: String,
    /// Terms of use.
    pub licenses: Vec<License>,
    /// Where it comes from.
    pub sources: Vec<Source>,
    /// Keys of references.
    pub citations: Vec<String>,
    /// What to know before using a number.
    pub faults: Vec<String>,
    /// What was changed against the source; empty if nothing.
    #[serde(default)]
    pub changes: String,
    /// Columns.
    pub schema: Schema,
}

/// First and last year or month of a series.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Coverage {
    /// First, `YYYY` or `YYYY-MM`.
    pub start: String,
    /// Last, `YYYY` or `YYYY-MM`.
    pub end: String,
}

/// Terms of use.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct License {
    /// Short name, by SPDX where there is one.
    pub name: String,
    /// In words.
    pub title: String,
    /// Text of the licence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// Where a series comes from.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Source {
    /// In words.
    pub title: String,
    /// Address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// A reference.
#[derive(Clone, Debug, Deserialize)]
pub struct Citation {
    /// BibTeX key.
    pub key: String,
    /// BibTeX entry type.
    #[serde(rename = "type")]
    pub entry: String,
    /// BibTeX fields in order; all are texts.
    #[serde(flatten)]
    pub fields: Map<String, Value>,
}

impl Citation {
    /// A BibTeX field as plain text: without the braces and doubled hyphens of LaTeX.
    pub fn plain(&self, name: &str) -> Option<String> {
        let (_, value) = self.texts().find(|(known, _)| *known == name)?;
        Some(value.replace(['{', '}'], "").replace("--", "-"))
    }

    /// The BibTeX fields in order.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields
            .iter()
            .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
    }
}

/// Columns of a series.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Schema {
    /// In the order of the file.
    pub fields: Vec<Field>,
    /// Texts that stand for a missing value.
    pub missing_values: Vec<String>,
    /// Columns that identify a row; empty if none do.
    #[serde(default)]
    pub primary_key: Vec<String>,
}

/// One column.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Field {
    /// Name.
    pub name: String,
    /// Type of the Table Schema.
    #[serde(rename = "type")]
    pub field_type: String,
    /// Unit; empty for texts.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// One sentence.
    pub description: String,
    /// What its values may be.
    #[serde(default)]
    pub constraints: Constraints,
}

/// What the values of a column may be.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Constraints {
    /// Whether a value is never missing.
    #[serde(default)]
    pub required: bool,
    /// The only values.
    #[serde(default, rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<Value>,
}
