"""Calls the program and reads what it leaves; shared by the notebooks."""

import os
import pathlib
import subprocess

import polars as pl

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILT = ROOT / "target" / "release" / "trilat"
PROGRAM = os.environ.get("TRILAT") or (str(BUILT) if BUILT.exists() else "trilat")


def trilat(*words):
    """Runs one command from the top of the project and returns what it prints."""
    command = [PROGRAM, *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}\n{done.stderr}")
    return done.stdout


def table(folder, name):
    """Reads a table of an output folder; an empty field is missing."""
    return pl.read_csv(pathlib.Path(folder) / name, infer_schema_length=None)
