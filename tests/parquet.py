"""Reads every Parquet file of output folders with pyarrow, Polars and DuckDB and compares it with its CSV file.

    python tests/parquet.py FOLDER…

Every value, type and null must be what the CSV file and its schema in datapackage.json say; every page must be
compressed with Snappy; the file must carry its schema and its description. Prints a line for each file.
"""

import csv
import json
import sys
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

TYPES = {
    "integer": (int, pa.int64(), pl.Int64, "BIGINT"),
    "number": (float, pa.float64(), pl.Float64, "DOUBLE"),
    "boolean": ({"0": False, "1": True}.__getitem__, pa.bool_(), pl.Boolean, "BOOLEAN"),
    "string": (str, pa.string(), pl.String, "VARCHAR"),
    "yearmonth": (str, pa.string(), pl.String, "VARCHAR"),
}


def require(condition, *words):
    if not condition:
        raise SystemExit("error: " + " ".join(map(str, words)))


def expected(folder, resource):
    """The columns of a CSV file, typed by its schema; an empty field is missing."""
    fields = resource["schema"]["fields"]
    parsers = [TYPES[field["type"]][0] for field in fields]
    with open(folder / resource["path"], newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    require(header == [field["name"] for field in fields], resource["path"], "header", header)
    return {
        name: [None if row[at] == "" else parse(row[at]) for row in rows]
        for at, (name, parse) in enumerate(zip(header, parsers))
    }


def same(reader, path, columns, wanted):
    require(list(columns) == list(wanted), reader, path, "columns", list(columns))
    for name, values in columns.items():
        # Equality of doubles is exact; a boolean must not pass for a number.
        pairs = zip(values, wanted[name], strict=True)
        for row, (found, value) in enumerate(pairs):
            right = type(found) is type(value) and found == value
            require(right, reader, path, name, "row", row, repr(found), "instead of", repr(value))


def check(folder, resource, resources, rows):
    path = folder / resource["path"].replace(".csv", ".parquet")
    fields = resource["schema"]["fields"]
    wanted = expected(folder, resource)

    file = pq.ParquetFile(path)
    meta = file.metadata
    require(meta.num_rows == rows, path, "has", meta.num_rows, "rows; the manifest says", rows)
    require(meta.created_by.startswith("trilat version "), path, meta.created_by)
    for group in range(meta.num_row_groups):
        for column in range(meta.num_columns):
            codec = meta.row_group(group).column(column).compression
            require(codec == "SNAPPY", path, "compression", codec)
    require(json.loads(meta.metadata[b"schema"]) == resource["schema"], path, "schema")
    require(meta.metadata[b"description"].decode() == resource["description"], path)
    table = file.read()
    for field in fields:
        require(table.schema.field(field["name"]).type == TYPES[field["type"]][1], path, field)
    same("pyarrow", path, {name: table[name].to_pylist() for name in table.column_names}, wanted)

    frame = pl.read_parquet(path)
    require(
        frame.schema == {field["name"]: TYPES[field["type"]][2] for field in fields},
        path,
        frame.schema,
    )
    same("polars", path, frame.to_dict(as_series=False), wanted)
    require(pl.read_parquet_metadata(path)["description"] == resource["description"], path)

    relation = duckdb.read_parquet(str(path))
    require(
        [str(kind) for kind in relation.types] == [TYPES[field["type"]][3] for field in fields],
        path,
        relation.types,
    )
    found = relation.fetchall()
    columns = {name: [row[at] for row in found] for at, name in enumerate(relation.columns)}
    same("duckdb", path, columns, wanted)

    listed = next((r for r in resources if r["path"] == path.name), None)
    require(listed and listed["bytes"] == path.stat().st_size, path, "in datapackage.json")
    nulls = sum(values.count(None) for values in wanted.values())
    print(f"{path}: {rows} rows, {len(wanted)} columns, {nulls} nulls, {meta.num_row_groups} row groups")


def main(folders):
    require(folders, "usage: parquet.py FOLDER…")
    for folder in map(Path, folders):
        resources = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["resources"]
        files = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
        rows = {file["path"]: file.get("rows") for file in files}
        tables = [resource for resource in resources if resource["format"] == "csv"]
        require(tables, folder, "has no tables")
        for resource in tables:
            path = resource["path"].replace(".csv", ".parquet")
            require(rows.get(path) == rows[resource["path"]], path, "is not in the manifest as its CSV file is")
            check(folder, resource, resources, rows[path])


if __name__ == "__main__":
    main(sys.argv[1:])
