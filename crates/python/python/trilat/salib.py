"""SALib's problem of a study: names, bounds and groups of its factors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import _trilat
from ._call import sets
from ._results import Pathlike, SweepResult


def problem(study: SweepResult | Pathlike, *, set: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The problem of a study, as SALib wants it.

    Parameters
    ----------
    study : SweepResult, path or str
        A study that was run, a study file, or the name of one that the package carries.
    set : dict, optional
        Values of the scenario by path.

    Returns
    -------
    dict
        ``num_vars``, ``names`` and ``bounds``, and ``groups`` where factors vary in groups. Names are columns of
        ``design``. Only factors with a range are listed: SALib knows no others.

    Examples
    --------
    >>> from trilat.salib import problem
    >>> problem("saltelli")["num_vars"]
    6
    """
    table = study.factors if isinstance(study, SweepResult) else _trilat.factors(study, sets=sets(set))
    names: list[str] = []
    bounds: list[list[float]] = []
    groups: list[str] = []
    for row in table:
        if row["kind"] not in ("range", "integers") or row["column"] in names:
            continue
        names.append(row["column"])
        bounds.append([row["low"], row["high"]])
        groups.append(row["group"] or row["column"])
    found: dict[str, Any] = {"num_vars": len(names), "names": names, "bounds": bounds}
    if groups != names:
        found["groups"] = groups
    return found
