"""The model as a function of its parameters, for whatever calls functions: sbi, pyabc, SALib, scipy."""

from __future__ import annotations

import csv
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from . import _trilat
from ._bar import bar
from ._call import quoted, toml
from ._errors import UsageError
from ._results import Pathlike

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class Simulator:
    """A function from parameters to outputs; made by `simulator`."""

    def __init__(
        self,
        scenario: Pathlike,
        parameters: Sequence[str],
        outputs: Sequence[str],
        *,
        arms: Mapping[str, Pathlike | Mapping[str, Any]] | None,
        runs: int,
        seed: int | None,
        set: Mapping[str, Any] | None,
        independent: bool,
        threads: int | None,
        progress: bool | None,
    ) -> None:
        if not parameters or not outputs:
            raise UsageError("name at least one parameter and one output")
        self.parameters = list(parameters)
        self.outputs = list(outputs)
        self.scenario = str(scenario)
        self.runs = runs
        self.seed = seed
        self._arms = dict(arms or {})
        self._set = dict(set or {})
        self._independent = independent
        self._threads = threads
        self._progress = progress

    def __call__(self, theta: ArrayLike, *, seed: int | None = None) -> Any:
        """Simulate.

        Parameters
        ----------
        theta : array_like, shape (n, k) or (k,)
            A row per point, a column per parameter.
        seed : int, optional
            Seed of this call instead of the simulator's own.

        Returns
        -------
        ndarray, shape (n, m) or (m,)
            A row per point, a column per output. Without numpy, lists.
        """
        points, alone = self._points(theta)
        if not points:
            return _array([], 0, len(self.outputs))
        with TemporaryDirectory(prefix="trilat-") as folder:
            study = Path(folder) / "simulator.toml"
            study.write_text(self._study(self.seed if seed is None else seed), encoding="utf-8")
            with (Path(folder) / "points.csv").open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file)
                writer.writerow(self.parameters)
                writer.writerows(points)
            data = _trilat.simulate(
                study, self.outputs, threads=self._threads, bar=bar(self._progress)
            )
        rows = _array(data, len(points), len(self.outputs))
        return rows[0] if alone else rows

    def _points(self, theta: Any) -> tuple[list[list[str]], bool]:
        values = theta.tolist() if hasattr(theta, "tolist") else list(theta)
        alone = bool(values) and not isinstance(values[0], (list, tuple)) and not hasattr(values[0], "tolist")
        rows = [values] if alone else [row.tolist() if hasattr(row, "tolist") else list(row) for row in values]
        for row in rows:
            if len(row) != len(self.parameters):
                raise UsageError(f"a point has {len(row)} values, not {len(self.parameters)}")
        return [[_written(value) for value in row] for row in rows], alone

    def _study(self, seed: int | None) -> str:
        lines = [
            "[study]",
            f"scenario = {quoted(_named(self.scenario))}",
            f"replicates = {self.runs}",
            f"independent = {toml(self._independent)}",
            "[design]",
            'kind = "list"',
            'file = "points.csv"',
            "[set]",
            *(f"{quoted(path)} = {toml(value)}" for path, value in self._set.items()),
        ]
        if seed is not None:
            lines.append(f'"scenario.seed" = {seed}')
        for name, arm in self._arms.items():
            lines.append(f"[arms.{quoted(name)}]")
            if isinstance(arm, Mapping):
                lines += [f"{path} = {toml(value)}" for path, value in arm.items()]
            else:
                lines.append(f"scenario = {quoted(_named(str(arm)))}")
        return "\n".join(lines) + "\n"

    def __repr__(self) -> str:
        return f"<trilat.Simulator {self.scenario}: {self.parameters} -> {self.outputs}>"


def _named(scenario: str) -> str:
    """A scenario as another folder finds it."""
    path = Path(scenario)
    return str(path.resolve()) if path.exists() else scenario


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _array(data: Any, rows: int, columns: int) -> Any:
    try:
        import numpy
    except ImportError:
        values = list(struct.unpack(f"={rows * columns}d", data)) if rows else []
        return [values[at * columns : (at + 1) * columns] for at in range(rows)]
    flat = numpy.frombuffer(data, dtype=float) if rows else numpy.empty(0)
    return flat.reshape(rows, columns).copy()


def simulator(
    scenario: Pathlike,
    parameters: Sequence[str],
    outputs: Sequence[str],
    *,
    arms: Mapping[str, Pathlike | Mapping[str, Any]] | None = None,
    runs: int = 1,
    seed: int | None = None,
    set: Mapping[str, Any] | None = None,
    independent: bool = False,
    threads: int | None = None,
    progress: bool | None = False,
) -> Simulator:
    """Make the model a function of its parameters.

    Parameters
    ----------
    scenario : path or str
        A scenario file, or the name of one that the package carries.
    parameters : sequence of str, length k
        Paths of the values that vary, such as ``"fear.per_exercise"``.
    outputs : sequence of str, length m
        Columns of ``runs``, such as ``"probes_r3"``; with arms also ``"arm:ARM:NAME"`` and ``"effect:ARM:NAME"``,
        which is the arm's value less the baseline's in the same run. A time to an event that did not happen is the
        horizon.
    arms : dict, optional
        Scenarios that every point is run in besides, by name: a scenario, or values by path that differ.
    runs : int
        Runs of each point, over which outputs are averaged.
    seed : int, optional
        Seed of the runs; the scenario's own if left out. The same points and the same seed give the same numbers.
    set : dict, optional
        Values of the scenario by path.
    independent : bool
        Give the points of a call random numbers of their own, as inference by simulation wants. By default points
        share them, as sensitivity analysis and optimisation want.
    threads : int, optional
        All cores if left out. Results do not depend on it.
    progress : bool, optional
        As in `run`; no bar if left out.

    Returns
    -------
    Simulator
        ``f(theta)`` takes an array of shape (n, k) and returns one of shape (n, m).

    Examples
    --------
    >>> f = tl.simulator("toy", ["fear.per_exercise"], ["probes_r1", "wars"], runs=32, seed=1)
    >>> y = f([[0.05], [0.2]])
    >>> y.shape, bool((y == f([[0.05], [0.2]])).all())
    ((2, 2), True)
    """
    return Simulator(
        scenario,
        parameters,
        outputs,
        arms=arms,
        runs=runs,
        seed=seed,
        set=set,
        independent=independent,
        threads=threads,
        progress=progress,
    )
