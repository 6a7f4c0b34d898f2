//! Loaders for Python, R and Stata, with types and labels from the data dictionary.

use std::fmt::Write as _;

use super::dictionary::{Column, Dictionary, TableEntry};

/// Longest label of a variable in Stata.
const STATA_LABEL: usize = 80;
/// Name of the labels of switches in Stata.
const YES_NO: &str = "no_yes";

/// `load.py`: every table as a polars data frame.
pub(super) fn python(dictionary: &Dictionary) -> String {
    let mut out = String::from(
        "\"\"\"Reads every table of this archive: `from load import tables; tables[\"runs\"]`.\n\n\
         Needs polars (`pip install polars`); `.to_pandas()` turns a table into one of pandas.\n\"\"\"\n\n\
         import pathlib\n\nimport polars as pl\n\n\
         DATA = pathlib.Path(__file__).resolve().parent / \"data\"\n\
         TYPES = {\n",
    );
    for table in dictionary.csv() {
        let _ = writeln!(out, "    \"{}\": {{", table.stem());
        for column in &table.schema.fields {
            let kind = match column.kind.as_str() {
                "integer" | "boolean" => "Int64",
                "number" => "Float64",
                _ => "String",
            };
            let _ = writeln!(out, "        \"{}\": pl.{kind},", column.name);
        }
        out.push_str("    },\n");
    }
    out.push_str("}\nFILES = {\n");
    for table in dictionary.csv() {
        let _ = writeln!(out, "    \"{}\": \"{}\",", table.stem(), table.path);
    }
    out.push_str(
        "}\n\n\ndef read(name):\n    \"\"\"Reads one table by name; an empty field is missing.\"\"\"\n    \
         return pl.read_csv(DATA / FILES[name], schema_overrides=TYPES[name], null_values=\"\")\n\n\n\
         tables = {name: read(name) for name in FILES}\n",
    );
    out
}

/// `load.R`: every table as a data frame, in base R.
pub(super) fn r(dictionary: &Dictionary) -> String {
    let mut out = String::from(
        "# Reads every table of this archive into a list: source(\"load.R\"); tables$runs\n\
         # Needs base R alone. Descriptions are in attr(tables$runs$COLUMN, \"label\").\n\n\
         read_table <- function(file, types, labels) {\n  \
           table <- read.csv(file.path(\"data\", file), colClasses = types, na.strings = \"\",\n    \
             check.names = FALSE, fileEncoding = \"UTF-8\")\n  \
           for (name in names(labels)) attr(table[[name]], \"label\") <- labels[[name]]\n  \
           table\n}\n\ntables <- list()\n",
    );
    for table in dictionary.csv() {
        let _ = writeln!(
            out,
            "tables[[\"{}\"]] <- read_table(\"{}\",\n  types = c(",
            table.stem(),
            table.path
        );
        // Counts can exceed R's 32-bit integers, so they are doubles.
        entries(&mut out, table, |column| {
            match column.kind.as_str() {
                "integer" | "boolean" | "number" => "numeric",
                _ => "character",
            }
            .to_owned()
        });
        out.push_str("  ),\n  labels = c(\n");
        entries(&mut out, table, |column| {
            column
                .description
                .replace('\\', "\\\\")
                .replace('"', "\\\"")
        });
        out.push_str("  ))\n");
    }
    out
}

fn entries(out: &mut String, table: &TableEntry, value: impl Fn(&Column) -> String) {
    let last = table.schema.fields.len().saturating_sub(1);
    for (at, column) in table.schema.fields.iter().enumerate() {
        let comma = if at == last { "" } else { "," };
        let _ = writeln!(out, "    `{}` = \"{}\"{comma}", column.name, value(column));
    }
}

/// `load.do`: every table imported with its types, labelled and saved as a dataset of Stata.
pub(super) fn stata(dictionary: &Dictionary) -> String {
    let mut out = String::from(
        "* Imports every table of this archive, labels its variables and saves it as data/TABLE.dta.\n\
         * Run it from the folder that holds it.\n\nversion 14\n",
    );
    for table in dictionary.csv() {
        let fields = &table.schema.fields;
        let places = |numeric: bool| places(fields, |column| is_numeric(column) == numeric);
        let _ = write!(
            out,
            "\nimport delimited using \"data/{}\", clear varnames(1) case(preserve) encoding(\"utf-8\") \
             bindquotes(strict) asdouble",
            table.path
        );
        for (option, places) in [("numericcols", places(true)), ("stringcols", places(false))] {
            if !places.is_empty() {
                let _ = write!(out, " {option}({places})");
            }
        }
        out.push('\n');
        for column in fields {
            let label: String = column.description.chars().take(STATA_LABEL).collect();
            // Compound quotes hold any text but their own marks; a dollar or a backquote would start a macro.
            let label = label.replace(['`', '$'], "").replace("\"'", "\"");
            let _ = writeln!(out, "label variable {} `\"{label}\"'", column.name);
        }
        let booleans = || fields.iter().filter(|column| column.kind == "boolean");
        if booleans().next().is_some() {
            let _ = writeln!(out, "label define {YES_NO} 0 \"no\" 1 \"yes\"");
        }
        for column in booleans() {
            let _ = writeln!(out, "label values {} {YES_NO}", column.name);
        }
        let _ = writeln!(out, "save \"data/{}.dta\", replace", table.stem());
    }
    out
}

fn is_numeric(column: &Column) -> bool {
    matches!(column.kind.as_str(), "integer" | "number" | "boolean")
}

/// Places of columns, from 1, as a numlist of Stata: `1/3 5`.
fn places(fields: &[Column], wanted: impl Fn(&Column) -> bool) -> String {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for (at, _) in fields
        .iter()
        .enumerate()
        .filter(|(_, column)| wanted(column))
    {
        match ranges.last_mut() {
            Some((_, last)) if *last == at => *last = at + 1,
            _ => ranges.push((at + 1, at + 1)),
        }
    }
    let words = ranges.into_iter().map(|(first, last)| match first == last {
        true => first.to_string(),
        false => format!("{first}/{last}"),
    });
    words.collect::<Vec<String>>().join(" ")
}
