"""The model for the exploratory modelling workbench (``ema_workbench``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ema_workbench import (  # type: ignore[import-untyped,import-not-found,unused-ignore]
    CategoricalParameter,
    Model,
    RealParameter,
    ScalarOutcome,
)

from ._results import Pathlike
from ._simulator import Simulator, simulator


class _Function:
    """What the workbench calls, also in other processes."""

    def __init__(self, simulate: Simulator) -> None:
        self.simulate = simulate

    def __call__(self, **values: Any) -> dict[str, float]:
        theta = [values[name] for name in self.simulate.parameters]
        found = self.simulate(theta)
        return {name: float(value) for name, value in zip(self.simulate.outputs, found)}


class TrilatModel(Model):  # type: ignore[misc,unused-ignore]
    """A scenario as a model of the workbench.

    Parameters
    ----------
    name : str
        Name of the model, of letters and digits.
    scenario : path or str
        A scenario file, or the name of one that the package carries.
    uncertainties, levers : dict
        Paths that vary: ``(low, high)`` for a range, or a list of values.
    outcomes : sequence of str
        Outputs as in `trilat.simulator`.
    arms, runs, seed, set, threads
        As in `trilat.simulator`.

    Examples
    --------
    >>> from trilat.ema import TrilatModel
    >>> model = TrilatModel("toy", "toy", uncertainties={"fear.per_exercise": (0.0, 0.2)}, outcomes=["wars"])
    >>> [parameter.name for parameter in model.uncertainties]
    ['fear.per_exercise']
    """

    def __init__(
        self,
        name: str,
        scenario: Pathlike,
        *,
        uncertainties: Mapping[str, tuple[float, float] | Sequence[Any]],
        outcomes: Sequence[str],
        levers: Mapping[str, tuple[float, float] | Sequence[Any]] | None = None,
        arms: Mapping[str, Pathlike | Mapping[str, Any]] | None = None,
        runs: int = 100,
        seed: int | None = None,
        set: Mapping[str, Any] | None = None,
        threads: int | None = None,
    ) -> None:
        moved = dict(uncertainties) | dict(levers or {})
        simulate = simulator(
            scenario, list(moved), outcomes, arms=arms, runs=runs, seed=seed, set=set, threads=threads
        )
        super().__init__(name, function=_Function(simulate))
        self.uncertainties = [_parameter(path, values) for path, values in uncertainties.items()]
        self.levers = [_parameter(path, values) for path, values in (levers or {}).items()]
        self.outcomes = [ScalarOutcome(name) for name in outcomes]


def _parameter(path: str, values: tuple[float, float] | Sequence[Any]) -> Any:
    if isinstance(values, tuple) and len(values) == 2:
        return RealParameter(path, *values)
    return CategoricalParameter(path, list(values))
