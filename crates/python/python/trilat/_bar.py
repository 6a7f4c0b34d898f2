"""How far work is, by tqdm where it is installed."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

from ._errors import UsageError


class Bar:
    """What the extension tells while it works."""

    def __init__(self, make: Any) -> None:
        self._make = make
        self._bar: Any = None

    def begin(self, what: str, unit: str, total: int, before: int) -> None:
        self.end()
        self._bar = self._make(
            total=total, initial=before, unit=f" {unit}", desc=what or None
        )

    def at(self, done: int) -> None:
        if self._bar is not None:
            self._bar.update(done - self._bar.n)

    def end(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def bar(progress: bool | None) -> Bar | None:
    """A bar if one is wanted: True, or None where somebody can see it."""
    if progress is False:
        return None
    try:
        tqdm = import_module("tqdm.auto")
    except ImportError:
        if progress:
            raise UsageError("progress=True needs the package tqdm") from None
        return None
    seen = _notebook() or (sys.stderr is not None and sys.stderr.isatty())
    return Bar(tqdm.tqdm) if progress or seen else None


def _notebook() -> bool:
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return type(shell).__name__ == "ZMQInteractiveShell"
