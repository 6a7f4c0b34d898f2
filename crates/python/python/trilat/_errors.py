"""Exceptions. Each says what kind of failure it was and, where a file is to blame, the place in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._results import Result


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and where.

    Attributes
    ----------
    message : str
        What is wrong.
    file : str or None
        Its file; ``set=`` for a value given by that argument.
    line, column : int or None
        Its place, from 1.
    hint : str or None
        What is allowed, or what was probably meant.
    """

    message: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    hint: str | None = None


class _Placed:
    """The attributes of an exception that knows places."""

    problems: list[Problem]

    @property
    def file(self) -> str | None:
        """File of the first problem; ``set=`` for a value given by that argument."""
        return self.problems[0].file if self.problems else None

    @property
    def line(self) -> int | None:
        """Line of the first problem, from 1."""
        return self.problems[0].line if self.problems else None

    @property
    def column(self) -> int | None:
        """Column of the first problem in characters, from 1."""
        return self.problems[0].column if self.problems else None

    @property
    def hint(self) -> str | None:
        """What is allowed, or what was probably meant."""
        return self.problems[0].hint if self.problems else None


class Error(_Placed, Exception):
    """Any failure of trilat.

    Attributes
    ----------
    problems : list of Problem
        Everything that is wrong, in the order of files and lines.
    file, line, column, hint
        Those of the first problem; None where there is none.
    """

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = list(problems)


class UsageError(Error, ValueError):
    """What was asked for makes no sense, or another folder would cure it (exit code 2 of the command)."""


class ConfigError(Error, ValueError):
    """A file that the user wrote is wrong, such as a scenario, or belongs to something else (exit code 3)."""


class IncompleteError(Error):
    """Parts are missing (exit code 5)."""


class MismatchError(Error):
    """A file is not what its manifest or its journal says (exit code 6)."""


class FailedError(Error, RuntimeError):
    """Anything else: the disk, the operating system, the simulation (exit code 1)."""


class Interrupted(_Placed, KeyboardInterrupt):
    """Ctrl-C stopped the work. It is a ``KeyboardInterrupt``, and no ``Error``.

    Attributes
    ----------
    result : Result or None
        What was complete, where that is of use: the runs of `run` and `compare` that were done.
    """

    def __init__(
        self, message: str, problems: Sequence[Problem] = (), result: Result | None = None
    ) -> None:
        super().__init__(message)
        self.problems = list(problems)
        self.result = result


class Warned(UserWarning):
    """What the reader of a result should know, such as that a figure could not be made."""
