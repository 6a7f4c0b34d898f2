"""What every task does around its call of the extension: where it writes, its bar, warnings and Ctrl-C."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from . import _trilat
from ._bar import bar
from ._errors import Interrupted, Warned
from ._results import Pathlike, R
from ._words import said

logger = logging.getLogger("trilat")


@dataclass
class Place:
    """Where a task writes, and how it is watched: the arguments that all tasks have."""

    out: Pathlike | None = None
    force: bool = False
    resume: bool = False
    parquet: bool = False
    figures: bool | None = None
    report: bool | None = None
    threads: int | None = None
    progress: bool | None = None


def sets(values: Mapping[str, Any] | None, outcomes: Mapping[str, str] | None = None) -> list[str]:
    """Overrides as the command takes them, ``path=value`` with the value as TOML, and outcomes of one's own.

    >>> sets({"states.KOR.resolute_share": 0.4, "mechanisms.fear": False, "scenario.title": "Quiet"})
    ['states.KOR.resolute_share=0.4', 'mechanisms.fear=false', 'scenario.title="Quiet"']
    >>> sets(None, {"tests": "sum(rung_prk_kp >= 3)"})
    ['outcomes.tests={ sum = "rung_prk_kp >= 3" }']
    """
    given = [f"{path}={toml(value)}" for path, value in (values or {}).items()]
    return given + [_trilat.outcome(name, rule) for name, rule in (outcomes or {}).items()]


def toml(value: Any) -> str:
    """A value as TOML.

    >>> toml([1, 2.5, 'a "b"', True]), toml({"low": 1e-7})
    ('[1, 2.5, "a \\\\"b\\\\"", true]', '{"low" = 1e-07}')
    """
    if hasattr(value, "tolist"):  # numpy
        value = value.tolist()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{quoted(str(k))} = {toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    raise TypeError(f"{value!r} is no number, text, switch, list or table")


def quoted(text: str) -> str:
    """A text of TOML."""
    escapes = {'"': '\\"', "\\": "\\\\"}
    plain = (escapes.get(c) or (c if c.isprintable() else f"\\U{ord(c):08X}") for c in text)
    return '"' + "".join(plain) + '"'


def call(kind: type[R], place: Place, work: Callable[[_trilat.Out], _trilat.Saved]) -> R:
    """Does the work of a task and makes a result of what it left."""
    keep = TemporaryDirectory(prefix="trilat-") if place.out is None else None
    folder = Path(keep.name if keep is not None else place.out or "")
    own = place.out is not None
    shown = bar(place.progress)
    out = _trilat.Out(
        folder,
        scratch=keep is not None,
        force=place.force,
        resume=place.resume,
        parquet=place.parquet,
        figures=own if place.figures is None else place.figures,
        report=own if place.report is None else place.report,
        threads=place.threads,
        bar=shown,
    )
    try:
        saved = work(out)
    except KeyboardInterrupt:
        raise Interrupted("interrupted") from None
    finally:
        if shown is not None:
            shown.end()
    result = kind(
        saved.folder,
        complete=saved.complete,
        notes=[said(note) for note in saved.notes],
        warnings=[said(warning) for warning in saved.warnings],
        keep=keep,
    )
    for note in result.notes:
        logger.info(note)
    for warning in result.warnings:
        warnings.warn(warning, Warned, stacklevel=3)
    if isinstance(saved.raised, KeyboardInterrupt):
        kept = result if (result.folder / "manifest.json").exists() else None
        raise Interrupted("interrupted; `result` has what was complete", result=kept) from None
    if saved.raised is not None:
        raise saved.raised
    return result
