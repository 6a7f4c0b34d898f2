//! Loaders for Python, R and Stata, with types and labels from the data dictionary.

use std::fmt::Write as _;

use super::contents::Contents;
use super::dictionary::{Column, TableEntry};

/// Longest label of a variable in Stata.
const STATA_LABEL: usize = 80;
/// Name of the labels of switches in Stata.
const YES_NO: &str = "no_yes";

/// A table with its name for loaders and its file inside the archive.
struct Loaded<'a> {
    name: String,
    file: String,
    table: &'a TableEntry,
}

fn loaded(contents: &Contents) -> Vec<Loaded<'_>> {
    let several = contents.several();
    let results = contents.results.iter();
    let tables = results.flat_map(|results| {
        results.named(several).map(|(name, table)| Loaded {
            name,
            file: results.inside(&table.path),
            table,
        })
    });
    tables.collect()
}

/// A text in double quotes, as Python and R read it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The first table's name, for examples.
fn example(tables: &[Loaded<'_>]) -> String {
    tables
        .first()
        .map_or(String::new(), |table| table.name.clone())
}

/// `load.py`: every table as a polars data frame.
pub(super) fn python(contents: &Contents) -> String {
    let tables = loaded(contents);
    let mut out = format!(
        "\"\"\"Reads every table of this archive: `from load import tables; tables[\"{}\"]`.\n\n\
         Needs polars (`pip install polars`); `.to_pandas()` turns a table into one of pandas.\n\"\"\"\n\n\
         import pathlib\n\nimport polars as pl\n\n\
         HERE = pathlib.Path(__file__).resolve().parent\n\
         TYPES = {{\n",
        example(&tables)
    );
    for one in &tables {
        let _ = writeln!(out, "    {}: {{", quoted(&one.name));
        for column in &one.table.schema.fields {
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
    for one in &tables {
        let _ = writeln!(out, "    {}: {},", quoted(&one.name), quoted(&one.file));
    }
    out.push_str(
        "}\n\n\ndef read(name):\n    \"\"\"Reads one table by name; an empty field is missing.\"\"\"\n    \
         return pl.read_csv(HERE / FILES[name], schema_overrides=TYPES[name], null_values=\"\")\n\n\n\
         tables = {name: read(name) for name in FILES}\n",
    );
    out
}

/// `load.R`: every table as a data frame, in base R.
pub(super) fn r(contents: &Contents) -> String {
    let tables = loaded(contents);
    let example = example(&tables);
    let mut out = format!(
        "# Reads every table of this archive into a list: source(\"load.R\"); tables[[\"{example}\"]]\n\
         # Needs base R alone. Descriptions are in attr(tables[[\"{example}\"]]$COLUMN, \"label\").\n\n\
         read_table <- function(file, types, labels) {{\n  \
           table <- read.csv(file, colClasses = types, na.strings = \"\",\n    \
             check.names = FALSE, fileEncoding = \"UTF-8\")\n  \
           for (name in names(labels)) attr(table[[name]], \"label\") <- labels[[name]]\n  \
           table\n}}\n\ntables <- list()\n",
    );
    for one in &tables {
        let _ = writeln!(
            out,
            "tables[[{}]] <- read_table({},\n  types = c(",
            quoted(&one.name),
            quoted(&one.file)
        );
        // Counts can exceed R's 32-bit integers, so they are doubles.
        entries(&mut out, one.table, |column| {
            match column.kind.as_str() {
                "integer" | "boolean" | "number" => "numeric",
                _ => "character",
            }
            .to_owned()
        });
        out.push_str("  ),\n  labels = c(\n");
        entries(&mut out, one.table, |column| {
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

/// `load.do`: every table imported with its types, labelled and saved as a dataset of Stata beside it.
pub(super) fn stata(contents: &Contents) -> String {
    let mut out = String::from(
        "* Imports every table of this archive, labels its variables and saves it beside the table as TABLE.dta.\n\
         * Run it from the folder that holds it.\n\nversion 14\n",
    );
    for Loaded { file, table, .. } in loaded(contents) {
        let fields = &table.schema.fields;
        let names = stata_names(fields);
        let own = fields
            .iter()
            .zip(&names)
            .all(|(column, name)| column.name == *name);
        // A name that Stata does not take, such as that of a path, is given after the table is read.
        let header = if own {
            "varnames(1)"
        } else {
            "varnames(nonames) rowrange(2)"
        };
        let places = |numeric: bool| places(fields, |column| is_numeric(column) == numeric);
        let _ = write!(
            out,
            "\nimport delimited using \"{file}\", clear {header} case(preserve) encoding(\"utf-8\") \
             bindquotes(strict) asdouble"
        );
        for (option, places) in [("numericcols", places(true)), ("stringcols", places(false))] {
            if !places.is_empty() {
                let _ = write!(out, " {option}({places})");
            }
        }
        out.push('\n');
        if !own {
            for (at, name) in names.iter().enumerate() {
                let _ = writeln!(out, "rename v{} {name}", at + 1);
            }
        }
        for (column, name) in fields.iter().zip(&names) {
            let label: String = column.description.chars().take(STATA_LABEL).collect();
            // Compound quotes hold any text but their own marks; a dollar or a backquote would start a macro.
            let label = label.replace(['`', '$'], "").replace("\"'", "\"");
            let _ = writeln!(out, "label variable {name} `\"{label}\"'");
        }
        let booleans = || {
            let named = fields.iter().zip(&names);
            named.filter(|(column, _)| column.kind == "boolean")
        };
        if booleans().next().is_some() {
            let _ = writeln!(out, "label define {YES_NO} 0 \"no\" 1 \"yes\"");
        }
        for (_, name) in booleans() {
            let _ = writeln!(out, "label values {name} {YES_NO}");
        }
        let _ = writeln!(
            out,
            "save \"{}.dta\", replace",
            file.trim_end_matches(".csv")
        );
    }
    out
}

/// Names that Stata keeps for itself (`help reserved`).
const RESERVED: [&str; 27] = [
    "_all", "_b", "_coef", "_cons", "_n", "_N", "_pi", "_pred", "_rc", "_skip", "_r", "_se",
    "byte", "double", "float", "if", "in", "int", "long", "strL", "using", "with", "alias", "e",
    "r", "c", "s",
];
/// Most letters of a name in Stata.
const STATA_NAME: usize = 32;

/// The names of columns as Stata takes them, all different: their own where it does; else letters, digits and underscores, from
/// the end of the name, which tells more than its beginning.
fn stata_names(fields: &[Column]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for column in fields {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let mut letters: Vec<char> = column.name.chars().map(plain).collect();
        let storage = |name: &str| {
            name.strip_prefix("str")
                .is_some_and(|n| n.parse::<u32>().is_ok())
        };
        let whole: String = letters.iter().collect();
        let bare = whole.chars().next().is_none_or(|c| c.is_ascii_digit());
        if bare || RESERVED.contains(&whole.as_str()) || storage(&whole) {
            letters.insert(0, '_');
        }
        let begin = letters.len().saturating_sub(STATA_NAME);
        let mut name: String = letters[begin..].iter().collect();
        if name.starts_with(|c: char| c.is_ascii_digit()) {
            name.replace_range(..1, "_");
        }
        let mut number = 1;
        while names.contains(&name) {
            number += 1;
            let ending = format!("_{number}");
            name.truncate(STATA_NAME - ending.len());
            name.push_str(&ending);
        }
        names.push(name);
    }
    names
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_stata_does_not_take_are_changed_and_differ() {
        let column = |name: &str| Column {
            name: name.to_owned(),
            kind: "number".to_owned(),
            unit: String::new(),
            description: String::new(),
        };
        let names = [
            "point",
            "states.PRK.targets.KP.drive.3",
            "if",
            "3rd",
            "str8",
            "é",
            "a.b",
            "a_b",
            "observations.csis_missile_days.further",
            "observations.cns_missile_days.further",
        ];
        let found = stata_names(&names.map(column));
        assert_eq!(
            found,
            [
                "point",
                "states_PRK_targets_KP_drive_3",
                "_if",
                "_3rd",
                "_str8",
                "_",
                "a_b",
                "a_b_2",
                "ations_csis_missile_days_further",
                "vations_cns_missile_days_further",
            ]
            .map(str::to_owned)
        );
    }
}
