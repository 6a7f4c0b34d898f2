"""Checks a replication archive with the standards' own validators, and reads it as its readers do.

Usage: archive.py ARCHIVE FRICTIONLESS_COMMAND CFFCONVERT_COMMAND
"""

import json
import pathlib
import runpy
import subprocess
import sys

import polars as pl
from rocrate.rocrate import ROCrate


def main():
    archive, frictionless, cffconvert = pathlib.Path(sys.argv[1]), *sys.argv[2:]
    data = archive / "data"

    subprocess.run([frictionless, "validate", "datapackage.json"], cwd=data, check=True, stdout=subprocess.DEVNULL)
    subprocess.run([cffconvert, "--validate", "-i", archive / "CITATION.cff"], check=True, stdout=subprocess.DEVNULL)

    tables = runpy.run_path(archive / "load.py")["tables"]
    package = json.loads((data / "datapackage.json").read_text())
    csvs = [r for r in package["resources"] if r["path"].endswith(".csv")]
    assert len(tables) == len(csvs)
    for resource in csvs:
        table = tables[pathlib.Path(resource["path"]).stem]
        fields = [field["name"] for field in resource["schema"]["fields"]]
        assert table.columns == fields, resource["path"]
        plain = pl.read_csv(data / resource["path"], infer_schema=False)
        assert table.null_count().row(0) == plain.null_count().row(0), resource["path"]

    crate = ROCrate(archive)
    files = {f.id for f in crate.data_entities if f.type == "File"}
    found = {
        str(path.relative_to(archive))
        for path in archive.rglob("*")
        if path.is_file() and path.name != "ro-crate-metadata.json"
    }
    assert files == found, files ^ found
    action = next(e for e in crate.contextual_entities if e.type == "CreateAction")
    assert action["instrument"].type == "SoftwareApplication"
    assert all(entity.type == "File" for entity in action["result"])
    print(f"ok {len(tables)} tables, {len(files)} files")


main()
