"""Checks the peers against the program: `python benches/peers/compare.py PROGRAM [--runs 256]`; 1 on a difference.

Compares every column of `runs.csv` that the loop determines in every run, and in `months.csv` the means of the state in
the last month that no column of `runs.csv` shows. Counts and first months must be equal, and so must what is missing;
real numbers agree to 1e-9 relative.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

import loop_mesa
import loop_numba
import loop_numpy
from rows import Sums, columns
from scenario import CONFIG, Array, Names, Scenario, config, read

TOLERANCE = 1e-9
#: Columns of mechanisms that the loop does not have: counts of 0 or nothing.
ABSENT = (
    "run", "campaigns", "alignment", "posture", "adaptation", "doubt", "exports", "hard", "industry", "interop",
    "access", "leakers", "no_leaker", "exposed", "delay",
)  # fmt: skip
COUNTS = (
    "probes", "first", "months", "crises", "wars", "misjudged", "turnovers", "drills", "statements", "suspended",
)  # fmt: skip

Peer = Callable[[Scenario, int], Sums]
PEERS: dict[str, tuple[Peer, str]] = {
    "NumPy, [agent][run]": (lambda p, n: loop_numpy.run(p, n, "agent_run"), "all"),
    "NumPy, [run][agent]": (lambda p, n: loop_numpy.run(p, n, "run_agent"), "all"),
    "Numba": (loop_numba.run, "all"),
    "Mesa": (loop_mesa.run, "few"),
}


def is_count(name: str) -> bool:
    return name.startswith(COUNTS)


def table(path: Path) -> dict[str, Array]:
    """Columns of a file as numbers, NaN where a cell is empty or no number."""
    with path.open(newline="") as file:
        rows = list(csv.reader(file))

    def number(cell: str) -> float:
        try:
            return float(cell)
        except ValueError:
            return np.nan

    return {name: np.array([number(row[i]) for row in rows[1:]]) for i, name in enumerate(rows[0])}


def last_month(path: Path) -> dict[str, float]:
    """Means of the last month by observable."""
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    end = rows[-1]["month"]
    return {row["observable"]: float(row["mean"]) for row in rows if row["month"] == end and row["mean"]}


def differences(mine: dict[str, Array], theirs: dict[str, Array]) -> tuple[list[str], float, str]:
    """What differs, and the largest relative error of a real column with its name."""
    wrong, worst, where = [], 0.0, ""
    for name, own in mine.items():
        ref = theirs[name][: len(own)]
        if (np.isnan(own) != np.isnan(ref)).any():
            wrong.append(f"{name}: missing elsewhere")
            continue
        there = ~np.isnan(ref)
        own, ref = own[there], ref[there]
        if is_count(name):
            if (own != ref).any():
                wrong.append(f"{name}: {(own != ref).sum()} counts differ")
            continue
        error = float(np.max(np.abs(own - ref) / np.maximum(np.abs(ref), 1e-300), where=own != ref, initial=0.0))
        if error > worst:
            worst, where = error, name
        if error > TOLERANCE:
            wrong.append(f"{name}: {error:.1e} relative")
    return wrong, worst, where


def at_end(names: Names, s: Sums) -> dict[str, Array]:
    """Means of the state at the end by the names of `months.csv`."""
    groups = (
        ("threat", names.allies, s.threat),
        ("fear", names.probers, s.fear),
        ("programme", names.probers, s.programme),
        ("estimate", names.probers, s.estimate),
        ("institution", names.dyads, s.institution),
    )
    return {f"{stem}_{key}": x[i].mean(keepdims=True) for stem, keys, x in groups for i, key in enumerate(keys)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--config", default=CONFIG)
    parser.add_argument("--set", action="append", default=[], metavar="PATH=VALUE", help="override a value")
    parser.add_argument("--runs", type=int, default=256)
    parser.add_argument("--few", type=int, default=8, help="runs of Mesa")
    args = parser.parse_args()
    overrides = [part for value in args.set for part in ("--set", value)]
    p, names = read(config(args.program, args.config, overrides))
    with tempfile.TemporaryDirectory() as folder:
        command = [args.program, "run", args.config, "--runs", str(args.runs), "--threads", "1", "--no-figures"]
        command += overrides
        subprocess.run([*command, "--out", folder, "--force"], check=True, capture_output=True)
        theirs = table(Path(folder) / "runs.csv")
        end = last_month(Path(folder) / "months.csv")
    bad = False
    for name, (peer, which) in PEERS.items():
        runs = args.runs if which == "all" else min(args.few, args.runs)
        s = peer(p, runs)
        mine = columns(p, names, s)
        left = [c for c in theirs if c not in mine and not c.startswith(ABSENT)]
        wrong, worst, where = differences(mine, theirs)
        state = at_end(names, s) if runs == args.runs else {}
        unknown = [c for c in state if c not in end]
        shown = {c: np.array([end[c]]) for c in state if c in end}
        more, state_worst, _ = differences({c: state[c] for c in shown}, shown)
        counts = sum(map(is_count, mine))
        print(
            f"{name}: {runs} runs, {counts} columns of counts, {len(mine) - counts} of real numbers, "
            f"worst {worst:.1e} ({where}), {len(shown)} means at the end, worst {state_worst:.1e}"
        )
        for line in [*wrong, *more, *(f"{c}: not compared" for c in [*left, *unknown])]:
            print(f"  {line}")
            bad = True
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
