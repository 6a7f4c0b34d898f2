"""Tables as other packages read them, against the CSV file, value by value."""

from __future__ import annotations

import csv
import math

import duckdb
import pandas
import polars
import pyarrow
import pytest

import trilat as tl

TABLES = ["runs", "months", "summary", "survival", "traces", "events"]
ARROW = {"integer": pyarrow.int64(), "number": pyarrow.float64(), "boolean": pyarrow.bool_()}
POLARS = {"integer": polars.Int64, "number": polars.Float64, "boolean": polars.Boolean}
DUCKDB = {"integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"}
PANDAS = {"integer": "int64", "number": "float64", "boolean": "bool"}


def expected(result: tl.Result, name: str) -> dict[str, list]:
    """The CSV file with the types of the data dictionary, read by another reader."""
    read = {"integer": int, "number": float, "boolean": {"0": False, "1": True}.__getitem__}
    with (result.folder / f"{name}.csv").open(newline="") as file:
        rows = list(csv.reader(file))
    columns = {}
    for at, field in enumerate(result[name].fields):
        assert rows[0][at] == field.name
        value = read.get(field.type, str)
        columns[field.name] = [value(row[at]) if row[at] else None for row in rows[1:]]
    return columns


@pytest.mark.parametrize("name", TABLES)
def test_every_reader_sees_the_values_of_the_file(runs, name):
    table, wanted = runs[name], expected(runs, name)
    assert len(table) > 0 and any(None in column for column in wanted.values()) or name in ("runs", "months", "traces", "survival")
    arrow = pyarrow.table(table)
    assert arrow.to_pydict() == wanted
    # By the name of a variable, as DuckDB finds tables.
    table_of_trilat = table
    assert polars.DataFrame(table).to_dict(as_series=False) == wanted
    assert table.to_polars().equals(polars.DataFrame(table))
    rows = duckdb.sql("select * from table_of_trilat").fetchall()
    assert [list(column) for column in zip(*rows)] == list(wanted.values())
    frame = table.to_pandas()
    assert list(frame.columns) == list(wanted)
    for column, values in wanted.items():
        for ours, theirs in zip(frame[column], values, strict=True):
            assert (pandas.isna(ours) and theirs is None) or ours == theirs


@pytest.mark.parametrize("name", TABLES)
def test_types_are_those_of_the_data_dictionary(runs, name):
    table = runs[name]
    schema = pyarrow.schema(table)
    frame, pandas_frame = table.to_polars(), table.to_pandas()
    missing = {name: frame[name].null_count() > 0 for name in frame.columns}
    read = duckdb.sql("select * from frame")
    types = dict(zip(read.columns, map(str, read.types)))
    for field in table.fields:
        found = schema.field(field.name)
        assert frame[field.name].dtype == POLARS.get(field.type, polars.String)
        assert types[field.name] == DUCKDB.get(field.type, "VARCHAR")
        if not missing[field.name]:
            assert pandas_frame[field.name].dtype == PANDAS.get(field.type, "str")
        assert found.type == ARROW.get(field.type, pyarrow.string())
        assert found.metadata[b"unit"].decode() == field.unit
        assert found.metadata[b"description"].decode() == field.description


@pytest.mark.parametrize("name", TABLES)
def test_conveniences_agree_with_the_file(runs, name):
    table, wanted = runs[name], expected(runs, name)
    assert (len(table), table.columns) == (len(next(iter(wanted.values()))), list(wanted))
    assert {column: table[column] for column in table.columns} == wanted
    assert list(table)[3] == table.row(3) == {column: values[3] for column, values in wanted.items()}
    assert table.to_csv() == (runs.folder / f"{name}.csv").read_text()
    html = table._repr_html_()
    assert html.count("<tr>") == 1 + min(10, len(table)) and table.description.split(",")[0] in html
    assert repr(table).startswith(f"<trilat.Table {name}: {len(table)} rows")


def test_an_unknown_column_row_or_table_is_an_error(runs):
    with pytest.raises(KeyError):
        runs.summary["no_such"]
    with pytest.raises(IndexError):
        runs.summary.row(len(runs.summary))
    with pytest.raises(tl.UsageError, match="has no table `no_such`"):
        runs["no_such"]
    assert set(TABLES) == set(runs.tables)


def test_a_large_table_comes_in_batches():
    r = tl.run("toy", runs=70_000, set={"scenario.horizon": 1, "scenario.burn_in": 0}, progress=False)
    arrow = pyarrow.table(r.runs)
    assert arrow.num_rows == 70_000 and arrow["run"].num_chunks == 2
    assert r.runs.row(69_999)["run"] == 69_999
    assert math.isclose(polars.DataFrame(r.runs)["run"].mean(), 34_999.5)


def test_a_figure_is_shown_and_saved(runs, tmp_path):
    figure = runs.plot("probes_by_rung")
    assert figure._repr_svg_().lstrip().startswith("<svg") or "<svg" in figure._repr_svg_()[:200]
    assert "200 runs" in figure.caption and figure.alt_text
    for ending, head in [("svg", b"<"), ("pdf", b"%PDF"), ("png", b"\x89PNG"), ("tiff", b"II")]:
        figure.save(tmp_path / f"f.{ending}", preset="apsr-1col")
        assert (tmp_path / f"f.{ending}").read_bytes().startswith(head)
    figure.save(tmp_path / "slide.svg", preset="slide")
    assert 'width="254mm"' in (tmp_path / "slide.svg").read_text()
    with pytest.raises(tl.UsageError, match="jpeg"):
        figure.save(tmp_path / "f.jpeg")
    with pytest.raises(tl.UsageError, match="did you mean"):
        runs.plot("probes_by_rungs")


def test_a_figure_keeps_its_folder():
    r = tl.run("toy", runs=64, progress=False)
    figure = r.plot("probes_by_rung")
    r.save("mine")
    figure.save("later.svg", preset="slide")
    del r
    figure.save("later still.svg", preset="slide")
