"""Every example of docstrings and of docs/python.md runs."""

from __future__ import annotations

import contextlib
import doctest
import importlib
import io
import re

import pytest
from conftest import SOURCE

import trilat as tl

MODULES = ["", "._analyses", "._call", "._reference", "._results", "._simulator", "._tasks", "._words", ".ema", ".salib"]
MANUAL = SOURCE / "docs" / "python.md"


@pytest.mark.parametrize("module", MODULES)
def test_docstrings(module):
    found = importlib.import_module(f"trilat{module}")
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    failed, tried = doctest.testmod(found, extraglobs={"tl": tl}, optionflags=flags)
    assert tried > 0 and failed == 0


def test_every_task_has_an_example_or_is_in_the_manual():
    said = MANUAL.read_text()
    tasks = [name for name in tl.__all__ if name[0].islower() and not name.startswith("_")]
    for name in tasks:
        doc = getattr(tl, name).__doc__
        assert f"tl.{name}(" in doc or f"tl.{name}(" in said, name


def test_the_manual():
    blocks = re.findall(r"^```python\n(.*?)^```", MANUAL.read_text(), re.MULTILINE | re.DOTALL)
    assert len(blocks) > 8
    space: dict[str, object] = {}
    for block in blocks:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(block, str(MANUAL), "exec"), space)
