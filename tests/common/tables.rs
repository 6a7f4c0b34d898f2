//! Tables of a folder, as CSV and as Parquet.

use std::fs;
use std::path::Path;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field as Value;

/// Compares the Parquet file of every table in the data dictionary of a folder with its CSV file: names,
/// types as the dictionary says them, and values. Returns the names of the tables with their rows.
pub fn agree(folder: &Path) -> Vec<(String, usize)> {
    let text = fs::read_to_string(folder.join("datapackage.json")).unwrap();
    let package: serde_json::Value = serde_json::from_str(&text).unwrap();
    let resources = package["resources"].as_array().unwrap();
    let tables = resources.iter().filter(|one| one["format"] == "csv");
    tables
        .map(|table| {
            let path = table["path"].as_str().unwrap().to_owned();
            let fields = table["schema"]["fields"].as_array().unwrap();
            let said: Vec<(&str, &str)> = fields
                .iter()
                .map(|f| (f["name"].as_str().unwrap(), f["type"].as_str().unwrap()))
                .collect();
            let twin = path.replace(".csv", ".parquet");
            assert!(resources.iter().any(|one| one["path"] == twin.as_str()));
            let rows = compare(&folder.join(&path), &folder.join(twin), &said);
            (path, rows)
        })
        .collect()
}

fn compare(text: &Path, twin: &Path, said: &[(&str, &str)]) -> usize {
    let reader = SerializedFileReader::new(fs::File::open(twin).unwrap()).unwrap();
    let schema = reader.metadata().file_metadata().schema().clone();
    let names: Vec<&str> = schema.get_fields().iter().map(|f| f.name()).collect();
    assert_eq!(
        names,
        said.iter().map(|(name, _)| *name).collect::<Vec<_>>()
    );
    let mut csv = csv::Reader::from_path(text).unwrap();
    assert_eq!(csv.headers().unwrap().iter().collect::<Vec<_>>(), names);
    let mut texts = csv.records();
    let mut count = 0;
    for row in reader.get_row_iter(None).unwrap() {
        let (row, texts) = (row.unwrap(), texts.next().unwrap().unwrap());
        assert_eq!(row.len(), texts.len());
        for ((_, value), ((name, kind), text)) in row.get_column_iter().zip(said.iter().zip(&texts))
        {
            let same = match (value, *kind) {
                (Value::Null, _) => text.is_empty(),
                (Value::Long(x), "integer") => text.parse() == Ok(*x),
                (Value::Double(x), "number") => text.parse() == Ok(*x),
                (Value::Bool(x), "boolean") => text == ["0", "1"][usize::from(*x)],
                (Value::Str(x), "string" | "yearmonth") => text == x,
                _ => false,
            };
            assert!(same, "{}: {name}: {value:?} for `{text}`", twin.display());
        }
        count += 1;
    }
    assert!(texts.next().is_none(), "{}", twin.display());
    count
}
