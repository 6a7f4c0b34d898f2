"""Checks a replication archive with the standards' own validators, and reads it as its readers do.

Usage: archive.py ARCHIVE FRICTIONLESS_COMMAND CFFCONVERT_COMMAND
"""

import json
import pathlib
import runpy
import site
import subprocess
import sys

import jsonschema
import polars as pl
import pyDataverse
import tree_sitter_powershell
from rocrate.rocrate import ROCrate
from tree_sitter import Language, Parser

PACKAGES = pathlib.Path(site.getsitepackages()[0])


def tables(archive, frictionless):
    """Every folder is a valid data package, and the loader reads each of its tables with the columns that it names."""
    loaded = runpy.run_path(archive / "load.py")["tables"]
    folders = sorted(path.parent for path in (archive / "results").rglob("datapackage.json"))
    found = 0
    for folder in folders:
        subprocess.run([frictionless, "validate", "datapackage.json"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        package = json.loads((folder / "datapackage.json").read_text())
        for resource in package["resources"]:
            if not resource["path"].endswith(".csv"):
                continue
            found += 1
            stem = pathlib.Path(resource["path"]).stem
            name = stem if len(folders) == 1 else f"{folder.relative_to(archive / 'results')}/{stem}"
            table = loaded[name]
            fields = [field["name"] for field in resource["schema"]["fields"]]
            assert table.columns == fields, (name, table.columns, fields)
            plain = pl.read_csv(folder / resource["path"], infer_schema=False)
            assert table.null_count().row(0) == plain.null_count().row(0), name
    assert found == len(loaded)
    return found


def dataverse(archive):
    """The schema in pyDataverse is of the time when a licence was a word; today's interface takes its name and address."""
    metadata = json.loads((archive / "dataverse.json").read_text())
    licence = metadata["datasetVersion"]["license"]
    assert set(licence) == {"name", "uri"}
    metadata["datasetVersion"]["license"] = licence["name"]
    schema = pathlib.Path(pyDataverse.__file__).parent / "schemas" / "json" / "dataset_upload_default_schema.json"
    jsonschema.validate(metadata, json.loads(schema.read_text()))
    fields = {field["typeName"] for field in metadata["datasetVersion"]["metadataBlocks"]["citation"]["fields"]}
    # What every Dataverse asks for.
    assert fields >= {"title", "author", "datasetContact", "dsDescription", "subject"}, fields


def codemeta(archive):
    """Every key is a term of CodeMeta, and what it asks for is there."""
    metadata = json.loads((archive / "codemeta.json").read_text())
    context = json.loads((PACKAGES / "codemeta" / "schema" / "codemeta.jsonld").read_text())["@context"]
    terms = {term.removeprefix("schema:") for term in context}
    keys = {key for key in metadata if not key.startswith("@")}
    assert keys <= terms, keys - terms
    assert metadata["@type"] in terms and metadata["author"][0]["@type"] in terms
    assert keys >= {"name", "description", "version", "author", "license", "programmingLanguage"}


def powershell(archive):
    """The script for Windows is PowerShell, to its grammar."""
    parser = Parser(Language(tree_sitter_powershell.language()))
    assert parser.parse(b"if ($x) { Step verify .").root_node.has_error
    script = (archive / "reproduce.ps1").read_bytes()
    tree = parser.parse(script)
    assert not tree.root_node.has_error, str(tree.root_node)


def crate(archive):
    """The crate lists every file, and each folder was made by the program."""
    found = ROCrate(archive)
    files = {f.id for f in found.data_entities if f.type == "File"}
    there = {
        str(path.relative_to(archive))
        for path in archive.rglob("*")
        if path.is_file() and path.name != "ro-crate-metadata.json"
    }
    assert files == there, files ^ there
    actions = [e for e in found.contextual_entities if e.type == "CreateAction"]
    folders = list((archive / "results").rglob("manifest.json"))
    assert len(actions) == len(folders)
    for action in actions:
        assert action["instrument"].type == "SoftwareApplication"
        assert all(entity.type == "File" for entity in action["result"])
    return len(files)


def main():
    archive, frictionless, cffconvert = pathlib.Path(sys.argv[1]), *sys.argv[2:]
    subprocess.run([cffconvert, "--validate", "-i", archive / "CITATION.cff"], check=True, stdout=subprocess.DEVNULL)
    dataverse(archive)
    codemeta(archive)
    powershell(archive)
    print(f"ok {tables(archive, frictionless)} tables, {crate(archive)} files")


main()
