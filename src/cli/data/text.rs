//! Series for people and for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::cli::layout::{Table, paragraph};
use crate::data::{DataError, Field, Package, Resource};
use crate::words::grouped;

/// A line for each series.
pub fn list(package: &Package) -> Result<String, DataError> {
    let mut rows = Table::new("<><");
    rows.row(["series", "rows", "coverage", "unit", "licence"]);
    for resource in &package.resources {
        rows.row([
            resource.name.clone(),
            grouped(resource.rows()? as u64),
            coverage(resource),
            resource.unit.clone(),
            licence(resource),
        ]);
    }
    let mut out = format!("{}\n\n{rows}", package.title);
    out.push_str(
        "\n`trilat data NAME` describes a series; --csv prints it, --bibtex its references.\n",
    );
    Ok(out)
}

/// All that is known of a series.
pub fn describe(package: &Package, resource: &Resource) -> Result<String, DataError> {
    let mut out = format!("{}   {}\n", resource.name, resource.title);
    let mut say = |first: &str, text: &str| out.push_str(&paragraph(first, text));
    say("  ", &resource.description);
    let rows = grouped(resource.rows()? as u64);
    say("  rows      ", &format!("{rows}, {}", coverage(resource)));
    say("  unit      ", &resource.unit);
    for licence in &resource.licenses {
        say(
            "  licence   ",
            &format!("{}: {}", licence.name, licence.title),
        );
    }
    for source in &resource.sources {
        say("  source    ", &source.title);
    }
    say("  checksum  ", &resource.hash);
    out.push_str("\ncolumns (an empty field is a missing value)\n");
    let mut columns = Table::new("<").indented(2);
    for field in &resource.schema.fields {
        let meaning = field.description.trim_end_matches('.');
        let kind = kind(field);
        columns.row([field.name.clone(), format!("{meaning}; {kind}")]);
    }
    out.push_str(&columns.to_string());
    out.push_str("\nfaults\n");
    for fault in &resource.faults {
        out.push_str(&item(fault));
    }
    if !resource.changes.is_empty() {
        out.push_str("\nchanged against the source\n");
        out.push_str(&item(&resource.changes));
    }
    let citations = package.citations_of(resource);
    if citations.is_empty() {
        out.push_str("\ncite the program (CITATION.cff) and the pages named in `source`\n");
    } else {
        out.push_str("\ncite (--bibtex)\n");
        for citation in citations {
            let parts = ["author", "title", "journal", "howpublished", "year", "url"];
            let parts: Vec<String> = parts
                .into_iter()
                .filter_map(|name| citation.plain(name))
                .collect();
            out.push_str(&item(&parts.join(". ")));
        }
    }
    Ok(out)
}

fn item(text: &str) -> String {
    paragraph("  - ", text)
}

fn kind(field: &Field) -> String {
    let mut text = match field.field_type.as_str() {
        "yearmonth" => "month".to_owned(),
        "boolean" => "0 or 1".to_owned(),
        other => other.to_owned(),
    };
    if !field.constraints.allowed.is_empty() && field.field_type == "string" {
        let words = field.constraints.allowed.iter().filter_map(Value::as_str);
        text = words.collect::<Vec<_>>().join(", ");
    } else if !matches!(field.unit.as_str(), "" | "1") {
        let _ = write!(text, ", {}", field.unit);
    }
    if !field.constraints.required {
        text.push_str(", may be missing");
    }
    text
}

fn coverage(resource: &Resource) -> String {
    format!("{} to {}", resource.coverage.start, resource.coverage.end)
}

fn licence(resource: &Resource) -> String {
    let names: Vec<&str> = resource.licenses.iter().map(|l| l.name.as_str()).collect();
    names.join("; ")
}

/// All series as JSON.
pub fn json_list(package: &Package) -> Result<String, DataError> {
    let one = |resource: &Resource| -> Result<Value, DataError> {
        Ok(json!({
            "name": resource.name,
            "title": resource.title,
            "rows": resource.rows()?,
            "coverage": resource.coverage,
            "unit": resource.unit,
            "licence": licence(resource),
        }))
    };
    let all: Result<Vec<Value>, DataError> = package.resources.iter().map(one).collect();
    Ok(format!("{}\n", Value::from(all?)))
}

/// One series as JSON.
pub fn json_one(package: &Package, resource: &Resource) -> Result<String, DataError> {
    let citations: Vec<Value> = package
        .citations_of(resource)
        .into_iter()
        .map(|c| json!({ "key": c.key, "type": c.entry, "fields": c.fields }))
        .collect();
    let whole = json!({
        "name": resource.name,
        "title": resource.title,
        "description": resource.description,
        "rows": resource.rows()?,
        "coverage": resource.coverage,
        "unit": resource.unit,
        "licences": resource.licenses,
        "sources": resource.sources,
        "columns": resource.schema.fields,
        "key": resource.schema.primary_key,
        "missing": resource.schema.missing_values,
        "faults": resource.faults,
        "changes": resource.changes,
        "citations": citations,
        "bytes": resource.bytes,
        "hash": resource.hash,
    });
    Ok(format!("{whole}\n"))
}
