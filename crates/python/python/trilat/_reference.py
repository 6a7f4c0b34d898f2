"""One run explained, scenarios checked and explained, closed forms evaluated."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import _trilat
from ._call import sets
from ._errors import Problem
from ._results import Pathlike, Result
from ._trilat import Table
from ._words import said


@dataclass(frozen=True)
class Trace:
    """One run, read month by month.

    Attributes
    ----------
    data : dict
        Signals, beliefs, options, the draw and the responses of each month.
    table : Table
        The same, a row for every number.
    notes, warnings : list of str
        What the reader may want to know, and what the reader should know.
    files : list of Path
        The figure, if a folder was named.
    """

    data: dict[str, Any]
    table: Table
    notes: list[str]
    warnings: list[str]
    files: list[Path]


def trace(
    source: Result | Pathlike,
    run: int,
    *,
    scenario: str | None = None,
    prober: str | None = None,
    theatre: str | None = None,
    months: str | None = None,
    set: Mapping[str, Any] | None = None,
    unverified: bool = False,
    out: Pathlike | None = None,
) -> Trace:
    """Explain one run month by month: signals, beliefs, options, the draw and the responses.

    Parameters
    ----------
    source : Result, path or str
        Runs or a comparison, or a scenario.
    run : int
        Number of the run, from 0.
    scenario : str, optional
        Scenario of a comparison; its baseline if left out.
    prober, theatre : str, optional
        Codes; where the one that went highest did, if left out.
    months : str, optional
        Such as ``"2027-03..2028-02"`` or ``"15..26"``; those around the first with the highest rung if left out.
    set : dict, optional
        Values of the scenario by path.
    unverified : bool
        Use files that are not what their manifest says.
    out : path, optional
        Folder for the figure.

    Returns
    -------
    Trace

    Examples
    --------
    >>> t = tl.trace("toy", 0, months="1..3")
    >>> sorted({*t.table["t"]})
    [0, 1, 2]
    """
    found = _trilat.trace(
        source.folder if isinstance(source, Result) else source,
        run,
        sets=sets(set),
        scenario=scenario,
        prober=prober,
        theatre=theatre,
        months=months,
        unverified=unverified,
        folder=out,
    )
    data = json.loads(found.json)["trace"]
    notes, warnings = ([said(text) for text in texts] for texts in (found.notes, found.warnings))
    return Trace(data, found.table, notes, warnings, found.files)


@dataclass(frozen=True)
class Checked:
    """What is wrong with a scenario, and what may be.

    Attributes
    ----------
    errors, notes : list of Problem
        Each with message, file, line, column and hint.
    """

    errors: list[Problem]
    notes: list[Problem]

    @property
    def ok(self) -> bool:
        """Whether there is no error."""
        return not self.errors


def check(scenario: Pathlike, *, set: Mapping[str, Any] | None = None) -> Checked:
    """Check a scenario and report all errors at once, without raising any.

    Parameters
    ----------
    scenario : path or str
        A scenario file, or the name of one that the package carries.
    set : dict, optional
        Values by path.

    Returns
    -------
    Checked

    Examples
    --------
    >>> tl.check("toy").ok
    True
    >>> tl.check("toy", set={"scenario.run": 5}).errors[0].hint.split(";")[0]
    'did you mean `runs`?'
    """
    errors, notes = _trilat.check(scenario, sets=sets(set))
    return Checked(errors, notes)


def explain(*names: str) -> list[dict[str, Any]]:
    """Explain names: parameters, observables, columns of tables, figures, words of the glossary, exit codes.

    Parameters
    ----------
    *names : str
        Paths, tables, keys, symbols, mechanisms, columns, figures or words, such as ``"fear.per_exercise"``, ``"will"``,
        ``"probes_r3"``, ``"tornado"`` or ``"rung"``; everything if none is named.

    Returns
    -------
    list of dict

    Examples
    --------
    >>> tl.explain("fear.per_exercise")[0]["unit"]
    '1'
    """
    explained: list[dict[str, Any]] = json.loads(_trilat.explain(list(names), json=True))
    return explained


def config(scenario: Pathlike, *, set: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Every value of a scenario by path, as it is simulated.

    Parameters
    ----------
    scenario : path or str
        A scenario file, or the name of one that the package carries.
    set : dict, optional
        Values by path.

    Returns
    -------
    dict

    Examples
    --------
    >>> tl.config("toy", set={"scenario.runs": 7})["scenario.runs"]
    7
    """
    listed = json.loads(_trilat.resolved(scenario, sets=sets(set), json=True))
    return {entry["path"]: entry["value"] for entry in listed}


def theory(form: str, **inputs: float | list[float]) -> dict[str, float | list[float] | str]:
    """Evaluate a closed form that the model is built from.

    Parameters
    ----------
    form : str
        Its identifier or name; `forms` lists all.
    **inputs
        Its inputs; those left out keep the worked example.

    Returns
    -------
    dict
        Its outputs by name.

    Examples
    --------
    >>> name = next(iter(tl.forms()))
    >>> len(tl.theory(name)) > 0
    True
    """
    given = [
        f"{name}={','.join(repr(float(v)) for v in (value if isinstance(value, (list, tuple)) else [value]))}"
        for name, value in inputs.items()
    ]
    return _trilat.theory(form, inputs=given)


def forms() -> dict[str, str]:
    """The closed forms: titles by name."""
    return {name: title for _, name, title, _ in _trilat.forms()}
