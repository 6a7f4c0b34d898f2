"""An agent-based model of how visible alliance cohesion is read by those who would test it.

Everything that the command ``trilat`` can do, as functions: `run`, `compare`, `sweep`, `sensitivity`, `discover`,
`calibrate`, `evidence`, `claims`, `forecast`, `score`, `trace`, `plot`, `export`, `theory`, `explain` and `check`. A result has tables that
polars, pandas, pyarrow and DuckDB read without a copy, and `Result.save` writes the bytes that the command writes.

>>> r = tl.run("toy", runs=64, seed=1)
>>> r.summary
<trilat.Table summary: ... rows, 10 columns>
"""

from ._analyses import baselines, calibrate, claims, discover, evidence, forecast, score, sensitivity
from ._archive import export
from ._errors import (
    ConfigError,
    Error,
    FailedError,
    IncompleteError,
    Interrupted,
    MismatchError,
    Problem,
    UsageError,
    Warned,
)
from ._explore import Explorer, explore
from ._reference import Checked, Trace, check, config, explain, forms, theory, trace
from ._results import (
    CalibrateResult,
    ClaimsResult,
    CompareResult,
    DiscoverResult,
    ForecastResult,
    Result,
    RunResult,
    ScoreResult,
    SensitivityResult,
    SweepResult,
    plot,
    read,
)
from ._simulator import Simulator, simulator
from ._tasks import compare, merge, run, sweep
from ._trilat import Field, Figure, Table, __version__

__all__ = [
    "CalibrateResult",
    "Checked",
    "ClaimsResult",
    "CompareResult",
    "ConfigError",
    "DiscoverResult",
    "Error",
    "Explorer",
    "FailedError",
    "Field",
    "Figure",
    "ForecastResult",
    "IncompleteError",
    "Interrupted",
    "MismatchError",
    "Problem",
    "Result",
    "RunResult",
    "ScoreResult",
    "SensitivityResult",
    "Simulator",
    "SweepResult",
    "Table",
    "Trace",
    "UsageError",
    "Warned",
    "__version__",
    "baselines",
    "calibrate",
    "check",
    "claims",
    "compare",
    "config",
    "discover",
    "evidence",
    "explain",
    "explore",
    "export",
    "forecast",
    "forms",
    "merge",
    "plot",
    "read",
    "run",
    "score",
    "sensitivity",
    "simulator",
    "sweep",
    "theory",
    "trace",
]
