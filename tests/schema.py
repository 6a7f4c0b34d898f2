"""Validates every TOML file of a folder against the JSON Schema that its first line names, with jsonschema.

    python tests/schema.py FOLDER

Files without `#:schema` have none and are passed over. Prints a line for each file.
"""

import json
import sys
import tomllib
from pathlib import Path

from jsonschema import validators

HEAD = "#:schema "


def main(folder):
    wrong = False
    for path in sorted(Path(folder).rglob("*.toml")):
        text = path.read_text(encoding="utf-8")
        if not text.startswith(HEAD):
            continue
        named = path.parent / text.splitlines()[0].removeprefix(HEAD).strip()
        schema = json.loads(named.read_text(encoding="utf-8"))
        validator = validators.validator_for(schema)
        validator.check_schema(schema)
        errors = list(validator(schema).iter_errors(tomllib.loads(text)))
        for error in errors:
            print(f"{path}: {error.json_path}: {error.message}")
        wrong = wrong or bool(errors)
        if not errors:
            print(f"{path}: valid")
    return 1 if wrong else 0


sys.exit(main(sys.argv[1]))
