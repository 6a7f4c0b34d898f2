"""Sums over the recorded months of a run, and the columns that they make (docs/odd.md, sections 4 and 7.51)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario import Names, Scenario

Array = NDArray[Any]


class Sums(NamedTuple):
    """Axes as in the scenario; the axis of the run is first where runs are made one by one, last else."""

    probes: Array  # [challenge, rung]
    expected: Array  # [challenge, rung]
    first: Array  # [rung]
    two_theatres: Array
    two_probers: Array
    crises: Array
    wars: Array
    first_war: Array
    misjudged: Array
    serious: Array
    surprise: Array
    provocations: Array
    successes: Array
    probed: Array
    responses: Array  # [ally]
    cohesion: Array
    cohesion_min: Array
    coordination: Array
    coordination_min: Array
    turnovers: Array  # [ally]
    gains: Array  # [ally]
    drills: Array  # [dyad]
    statements: Array
    suspended: Array
    resolute: Array  # [ally]
    brier: Array  # [prober]
    log_score: Array
    belief: Array  # [prober, ally], and so on
    belief_resolute: Array
    squares: Array
    others: Array
    other_squares: Array
    products: Array
    disagreement: Array
    before: Array  # belief of the month before
    at_change: Array  # belief before the change that is being read
    waiting: Array  # one more than the months since that change, 0 without any
    type_before: Array  # [ally]
    changes: Array  # [prober]
    read: Array
    lag: Array
    losses: Array  # [ally]
    cost: Array
    # State at the end, for `months.csv`.
    threat: Array  # [ally]
    fear: Array  # [prober]
    programme: Array
    estimate: Array
    institution: Array  # [dyad]


def sums(p: Scenario, runs: int, run_first: bool) -> Sums:
    """Empty sums."""
    shapes = {
        "probes expected": (p.challenges, p.rungs),
        "first": (p.rungs,),
        "responses turnovers gains resolute type_before losses threat": (p.allies,),
        "drills statements suspended institution": (p.dyads,),
        "brier log_score changes read lag fear programme estimate": (p.probers,),
        "belief belief_resolute squares others other_squares products before at_change waiting": (p.probers, p.allies),
    }
    shape = {name: s for names, s in shapes.items() for name in names.split()}

    def empty(name: str) -> Array:
        own = shape.get(name, ())
        return np.zeros((runs, *own) if run_first else (*own, runs))

    out = Sums(*(empty(name) for name in Sums._fields))
    out.cohesion_min[...] = out.coordination_min[...] = 1.0
    return out


def run_last(s: Sums) -> Sums:
    """The same with the run as the last axis."""
    return Sums(*(np.moveaxis(x, 0, -1) for x in s))


def joined(parts: list[Sums]) -> Sums:
    """Blocks of runs behind each other."""
    return Sums(*(np.concatenate(x, axis=-1) for x in zip(*parts, strict=True)))


def columns(p: Scenario, names: Names, s: Sums) -> dict[str, Array]:
    """Columns of the run table by name, of sums with the run last; NaN is missing."""
    months = float(p.horizon)
    out: dict[str, Array] = {}

    def ratio(x: Array, over: Array | float) -> Array:
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(np.asarray(over) > 0.0, x / over, np.nan)

    def put(stem: str, keys: list[str], values: Array) -> None:
        out.update({f"{stem}_{key}": values[i] for i, key in enumerate(keys)})

    rungs = [f"r{a + 1}" for a in range(p.rungs)]
    for stem, x in (("probes", s.probes), ("expected", s.expected)):
        for c, name in enumerate(names.challenges):
            put(f"{stem}_{name}", rungs, x[c])
        put(stem, rungs, x.sum(axis=0))
    for m, name in enumerate(names.probers):
        put(f"expected_{name}", rungs, s.expected[p.prober_of == m].sum(axis=0))
    put("first", rungs, np.where(s.first > 0.0, s.first, np.nan))
    out["months_two_theatres"], out["months_two_probers"] = s.two_theatres, s.two_probers
    out["crises"], out["wars"], out["misjudged"] = s.crises, s.wars, s.misjudged
    out["first_war"] = np.where(s.first_war > 0.0, s.first_war, np.nan)
    out["surprise"], out["probe_success"] = ratio(s.surprise, s.serious), ratio(s.successes, s.provocations)
    out["cohesion_mean"], out["cohesion_min"] = s.cohesion / months, s.cohesion_min
    out["coordination_mean"], out["coordination_min"] = s.coordination / months, s.coordination_min
    put("responses", names.allies, ratio(s.responses, s.probed))
    put("turnovers", names.allies, s.turnovers)
    put("gain", names.allies, s.gains)
    put("resolute", names.allies, s.resolute / months)
    put("loss", names.allies, s.losses / months)
    out["cost"] = s.cost / months
    for stem, x in (("drills", s.drills), ("statements", s.statements), ("suspended", s.suspended)):
        put(stem, names.dyads, x)
    put("brier", names.probers, s.brier / months)
    put("log_score", names.probers, s.log_score / months)
    put("read", names.probers, ratio(s.read, s.changes))
    put("reading_lag", names.probers, ratio(s.lag, s.read))
    out["disagreement_mean"] = s.disagreement / months
    mean, other = s.belief / months, s.others / months
    spread = [s.squares / months - mean**2, s.other_squares / months - other**2]
    with np.errstate(invalid="ignore", divide="ignore"):
        agreement = (s.products / months - mean * other) / np.sqrt(spread[0] * spread[1])
    agreement = np.where(np.minimum(*spread) > 1e-12, agreement, np.nan)
    for m, name in enumerate(names.probers):
        put(f"belief_{name}", names.allies, mean[m])
        put(f"agreement_{name}", names.allies, agreement[m])
        for i, ally in enumerate(names.allies):
            out[f"belief_{name}_{ally}_res"] = ratio(s.belief_resolute[m, i], s.resolute[i])
            out[f"belief_{name}_{ally}_irr"] = ratio(s.belief[m, i] - s.belief_resolute[m, i], months - s.resolute[i])
    return out
