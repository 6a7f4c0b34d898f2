"""Running scenarios and studies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import _trilat
from ._call import Place, call, sets
from ._errors import UsageError
from ._results import CompareResult, Pathlike, RunResult, SweepResult

if TYPE_CHECKING:
    from distributed import Client


def run(
    scenario: Pathlike,
    *,
    runs: int | None = None,
    seed: int | None = None,
    set: Mapping[str, Any] | None = None,
    own_outcomes: Mapping[str, str] | None = None,
    traces: int = 0,
    events: bool = False,
    threads: int | None = None,
    out: Pathlike | None = None,
    force: bool = False,
    parquet: bool = False,
    figures: bool | None = None,
    report: bool | None = None,
    progress: bool | None = None,
) -> RunResult:
    """Simulate a scenario many times.

    Parameters
    ----------
    scenario : path or str
        A scenario file, or the name of one that the package carries, such as ``"northeast_asia"``.
    runs : int, optional
        Number of runs; the scenario's own if left out.
    seed : int, optional
        Seed of all random numbers; the scenario's own if left out. The same seed gives the same numbers on every
        machine, whatever the number of threads.
    set : dict, optional
        Values by path, such as ``{"states.KOR.resolute_share": 0.4}``.
    own_outcomes : dict, optional
        Outcomes of your own by name, such as ``{"tests": "sum(rung_prk_kp >= 3) where t > 12"}``.
    traces : int
        Keep every month of the first so many runs.
    events : bool
        Keep every probe, response and exercise.
    threads : int, optional
        All cores if left out. Results do not depend on it.
    out : path, optional
        Folder to write to, as the command does, with figures and report. Without it the result stands in a
        temporary folder until it is saved.
    force : bool
        Replace what an earlier run wrote to `out`.
    parquet : bool
        Write tables as Parquet as well.
    figures, report : bool, optional
        Draw figures and write ``report.html``; with `out` alone if left out.
    progress : bool, optional
        Show a bar (needs tqdm). If left out, in a terminal or notebook where tqdm is installed.

    Returns
    -------
    RunResult
        With the tables `runs`, `months`, `summary` and `survival`.

    Raises
    ------
    ConfigError
        If the scenario is wrong, with file, line, column and hint.
    UsageError
        If arguments make no sense, or `out` is occupied.
    Interrupted
        On Ctrl-C; its `result` has the runs that were complete.

    Examples
    --------
    >>> r = tl.run("toy", runs=64, seed=1)
    >>> len(r.runs), r.runs.columns[:2]
    (64, ['run', 'probes_prober_place_r1'])
    """
    place = Place(
        out, force, False, parquet=parquet, figures=figures, report=report, threads=threads, progress=progress
    )
    values = sets(set, own_outcomes)
    return call(
        RunResult,
        place,
        lambda to: _trilat.run(
            scenario, sets=values, runs=runs, seed=seed, traces=traces, events=events, out=to
        ),
    )


def compare(
    baseline: Pathlike,
    *others: Pathlike,
    outcomes: Sequence[str] = (),
    runs: int | None = None,
    seed: int | None = None,
    set: Mapping[str, Any] | None = None,
    own_outcomes: Mapping[str, str] | None = None,
    precision: float = 1.0,
    threads: int | None = None,
    out: Pathlike | None = None,
    force: bool = False,
    parquet: bool = False,
    figures: bool | None = None,
    report: bool | None = None,
    progress: bool | None = None,
) -> CompareResult:
    """Contrast scenarios with a baseline, run by run on the same random numbers.

    Parameters
    ----------
    baseline, *others : path or str
        Scenarios: files, or names of those that the package carries.
    outcomes : sequence of str
        Columns of ``runs`` to contrast, such as ``"wars"`` or ``"belief_*"``; all if empty.
    runs, seed : int, optional
        For all scenarios; the baseline's own if left out.
    set : dict, optional
        Values by path, for all scenarios.
    own_outcomes : dict, optional
        Outcomes of your own by name, such as ``{"tests": "sum(rung_prk_kp >= 3) where t > 12"}``.
    precision : float
        Half-width, in % of the baseline's mean, of the 95 % interval for which the runs needed are given.
    threads, out, force, parquet, figures, report, progress
        As in `run`.

    Returns
    -------
    CompareResult
        With the tables `effects`, `effect_months`, `runs` and `months`.

    Examples
    --------
    >>> c = tl.compare("northeast_asia", "seoul_steps_back", outcomes=["probes_r3"], runs=64)
    >>> c.effects["scenario"], c.effects["observable"]
    (['seoul_steps_back'], ['probes_r3'])
    """
    if not others:
        raise UsageError("name a scenario to compare with the baseline")
    place = Place(
        out, force, False, parquet=parquet, figures=figures, report=report, threads=threads, progress=progress
    )
    values = sets(set, own_outcomes)
    return call(
        CompareResult,
        place,
        lambda to: _trilat.compare(
            [baseline, *others],
            sets=values,
            runs=runs,
            seed=seed,
            precision=precision,
            outcomes=_list(outcomes),
            out=to,
        ),
    )


def _list(names: Sequence[str]) -> list[str]:
    """A name alone is a list of one."""
    return [names] if isinstance(names, str) else list(names)


def sweep(
    study: Pathlike,
    *,
    replicates: int | None = None,
    set: Mapping[str, Any] | None = None,
    own_outcomes: Mapping[str, str] | None = None,
    skip_invalid: bool = False,
    shard: tuple[int, int] | None = None,
    resume: bool = False,
    keep_parts: bool = False,
    unverified: bool = False,
    client: Client | None = None,
    threads: int | None = None,
    out: Pathlike | None = None,
    force: bool = False,
    parquet: bool = False,
    report: bool | None = None,
    progress: bool | None = None,
) -> SweepResult:
    """Run a study: scenarios at the points of a design.

    Parameters
    ----------
    study : path or str
        A study file, or the name of one that the package carries.
    replicates : int, optional
        Runs of each point; the study's own if left out.
    set : dict, optional
        Values of its scenario by path.
    own_outcomes : dict, optional
        Outcomes of your own by name, such as ``{"tests": "sum(rung_prk_kp >= 3) where t > 12"}``.
    skip_invalid : bool
        Let points that are no valid scenario become rows that say so.
    shard : (int, int), optional
        Run share i of n, from 1; needs `out`. `merge` joins the shares.
    resume : bool
        Go on with what an earlier process began in `out`.
    keep_parts : bool
        Keep the folder of the parts when the study is complete.
    unverified : bool
        Use files of a complete study that are not what its manifest says.
    client : dask.distributed.Client, optional
        Run a shard on each worker and merge them, to the same bytes. The workers need the study, and a folder that
        they share with this process: `out`, or the temporary one on a machine alone.
    threads, out, force, parquet, report, progress
        As in `run`.

    Returns
    -------
    SweepResult
        With the tables `design`, `factors`, `runs`, `summary` and, for studies with arms, `effects`.

    Examples
    --------
    >>> s = tl.sweep("grid", replicates=2)
    >>> len(s.runs) == 2 * len(s.design)
    True
    """
    if client is not None:
        from ._cluster import sweep_on

        return sweep_on(
            client,
            study,
            replicates=replicates,
            set=set,
            skip_invalid=skip_invalid,
            out=out,
            force=force,
            parquet=parquet,
            report=report,
        )
    if shard is not None and out is None:
        raise UsageError("a shard needs out=, a folder that is there when all shards are merged")
    place = Place(out, force, resume, parquet=parquet, report=report, threads=threads, progress=progress)
    values = sets(set, own_outcomes)
    return call(
        SweepResult,
        place,
        lambda to: _trilat.sweep(
            study,
            sets=values,
            replicates=replicates,
            shard=shard,
            skip_invalid=skip_invalid,
            keep_parts=keep_parts,
            unverified=unverified,
            out=to,
        ),
    )


def merge(
    folders: Sequence[Pathlike],
    *,
    out: Pathlike | None = None,
    force: bool = False,
    parquet: bool = False,
    report: bool | None = None,
    progress: bool | None = None,
) -> SweepResult:
    """Join the shards of a study: the same files as without shards.

    Parameters
    ----------
    folders : sequence of path
        Folders of the shards, or folders that hold them.
    out, force, parquet, report, progress
        As in `run`.

    Returns
    -------
    SweepResult
    """
    place = Place(out, force, False, parquet=parquet, report=report, progress=progress)
    paths = [Path(folder) for folder in folders]
    return call(SweepResult, place, lambda to: _trilat.merge(paths, out=to))
