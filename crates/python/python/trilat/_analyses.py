"""Analyses of studies, calibration, forecasts and claims."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from . import _trilat
from ._call import Place, call, sets
from ._results import (
    CalibrateResult,
    ClaimsResult,
    DiscoverResult,
    ForecastResult,
    Pathlike,
    Result,
    ScoreResult,
    SensitivityResult,
)
from ._tasks import _list


def _folder(source: Result | Pathlike) -> Path:
    return source.folder if isinstance(source, Result) else Path(source)


def sensitivity(
    study: Result | Pathlike,
    *,
    output: str | Sequence[str] = (),
    method: str | Sequence[str] = (),
    resamples: int = 1000,
    seed: int = 1,
    outputs: Pathlike | None = None,
    design: str | None = None,
    problem: Pathlike | None = None,
    levels: int | None = None,
    independent: bool = False,
    unverified: bool = False,
    threads: int | None = None,
    out: Pathlike | None = None,
    force: bool = False,
    parquet: bool = False,
    progress: bool | None = None,
) -> SensitivityResult:
    """Say which factors of a study drive its outputs.

    Parameters
    ----------
    study : SweepResult or path
        A study, or a folder with ``design.csv`` and ``runs.csv`` or ``outputs.csv``.
    output : str or sequence of str
        Outputs, such as ``"probes_r3"`` or ``"effect:seoul_back:probes_r3"``; all complete ones if empty.
    method : str or sequence of str
        Methods; what the design is made for if empty.
    resamples : int
        Resamples of the bootstrap, at least 1000.
    seed : int
        Seed of the bootstrap.
    outputs, design, problem, levels, independent
        For folders that another program wrote: the table of outputs, the design, SALib's problem as JSON, the levels
        of a Morris design, and whether runs have random numbers of their own.
    unverified : bool
        Use files that are not what their manifest says.
    threads, out, force, parquet, progress
        As in `run`.

    Returns
    -------
    SensitivityResult
        With the tables `indices` and `variance`.

    Examples
    --------
    >>> s = tl.sweep("saltelli", replicates=2)
    >>> indices = tl.sensitivity(s, output="probes_r1").indices
    >>> {"factor", "index", "estimate"} <= {*indices.columns}
    True
    """
    place = Place(out, force, parquet=parquet, threads=threads, progress=progress)
    return call(
        SensitivityResult,
        place,
        lambda to: _trilat.sensitivity(
            _folder(study),
            outputs=_list(output),
            methods=_list(method),
            resamples=resamples,
            seed=seed,
            table=outputs,
            design=design,
            problem=problem,
            levels=levels,
            independent=independent,
            unverified=unverified,
            out=to,
        ),
    )


def discover(
    study: Result | Pathlike,
    output: str,
    *,
    above: float | None = None,
    below: float | None = None,
    top: float | None = None,
    peel: float = 0.05,
    paste: float = 0.05,
    mass: float = 0.05,
    objective: str | None = None,
    boxes: int = 1,
    threshold: float | None = None,
    steps: Sequence[int] = (),
    restrict: int | None = None,
    resamples: int = 50,
    shuffles: int = 199,
    seed: int = 1,
    outputs: Pathlike | None = None,
    unverified: bool = False,
    threads: int | None = None,
    out: Pathlike | None = None,
    force: bool = False,
    parquet: bool = False,
    figures: bool | None = None,
    report: bool | None = None,
    progress: bool | None = None,
) -> DiscoverResult:
    """Find where in the space of a study's factors something happens (PRIM).

    Parameters
    ----------
    study : SweepResult or path
        A study, or a folder with ``design.csv`` and ``runs.csv`` or ``outputs.csv``.
    output : str
        The output whose mean over the runs of a point decides whether it is a case.
    above, below, top : float
        One of these: a point is a case above or below a value, or if it is among the highest so many percent.
    peel, paste, mass, objective, boxes, threshold, steps, restrict, resamples, shuffles, seed
        How to search; the options of ``trilat discover`` (`steps` is ``--box``).
    outputs : path, optional
        Another table of outputs.
    unverified : bool
        Use files that are not what their manifest says.
    threads, out, force, parquet, figures, report, progress
        As in `run`.

    Returns
    -------
    DiscoverResult
        With the tables `boxes`, `trajectory` and `points`.
    """
    place = Place(
        out, force, parquet=parquet, figures=figures, report=report, threads=threads, progress=progress
    )
    return call(
        DiscoverResult,
        place,
        lambda to: _trilat.discover(
            _folder(study),
            output,
            above=above,
            below=below,
            top=top,
            peel=peel,
            paste=paste,
            mass=mass,
            objective=objective,
            boxes=boxes,
            threshold=threshold,
            steps=list(steps),
            restrict=restrict,
            resamples=resamples,
            shuffles=shuffles,
            seed=seed,
            table=outputs,
            unverified=unverified,
            out=to,
        ),
    )


def calibrate(
    calibration: Pathlike,
    *,
    method: str | None = None,
    particles: int | None = None,
    generations: int | None = None,
    prior_width: float | None = None,
    seed: int | None = None,
    set: Mapping[str, Any] | None = None,
    resume: bool = False,
    keep_parts: bool = False,
    unverified: bool = False,
    threads: int | None = None,
    out: Pathlike | None = None,
    force: bool = False,
    parquet: bool = False,
    figures: bool | None = None,
    report: bool | None = None,
    progress: bool | None = None,
) -> CalibrateResult:
    """Fit a scenario to the record: by approximate Bayesian computation, or by its likelihood (SMC²).

    Parameters
    ----------
    calibration : path or str
        A calibration file, or the name of one that the package carries.
    method : str, optional
        ``"abc"`` for summaries within a tolerance, ``"smc2"`` for the likelihood; the file's own if left out.
    particles, generations, seed : int, optional
        The file's own if left out.
    prior_width : float, optional
        Make every prior this many times as wide about its middle, within what the parameter may be.
    set : dict, optional
        Values of the scenario by path.
    resume : bool
        Go on with what an earlier process began in `out`.
    keep_parts : bool
        Keep the folder of the parts when the calibration is complete.
    unverified : bool
        Use parts and files that are not what their journal or manifest says.
    threads, out, force, parquet, figures, report, progress
        As in `run`.

    Returns
    -------
    CalibrateResult
        With the tables `posterior`, `parameters`, `fit`, and `history` (abc) or `evidence`, `prequential` and `moves` (smc2).
    """
    place = Place(
        out, force, resume, parquet=parquet, figures=figures, report=report, threads=threads, progress=progress
    )
    values = sets(set)
    return call(
        CalibrateResult,
        place,
        lambda to: _trilat.calibrate(
            calibration,
            sets=values,
            method=method,
            particles=particles,
            generations=generations,
            prior_width=prior_width,
            seed=seed,
            keep_parts=keep_parts,
            unverified=unverified,
            out=to,
        ),
    )


def claims(
    *ids: str,
    folder: Pathlike | None = None,
    space: Pathlike | None = None,
    points: int | None = None,
    replicates: int | None = None,
    default_replicates: int | None = None,
    signs: str | None = None,
    quick: bool = False,
    resume: bool = False,
    threads: int | None = None,
    out: Pathlike | None = None,
    force: bool = False,
    parquet: bool = False,
    figures: bool | None = None,
    report: bool | None = None,
    progress: bool | None = None,
) -> ClaimsResult:
    """Try the claims of an argument over the whole space of plausible parameters.

    Parameters
    ----------
    *ids : str
        Claims by id, or claim files; all of the folder if none is named.
    folder, space : path, optional
        Folder of the claim files and file of the space; those that the package carries if left out.
    points : int, optional
        Points of the space; 256 if left out.
    replicates, default_replicates : int, optional
        Pairs of runs at a point, and at the defaults.
    signs : {"free", "constrained", "both"}, optional
        Signs that coefficients may have.
    quick : bool
        A first look: 32 points, 25 pairs, short windows.
    resume : bool
        Go on with what an earlier process began in `out`.
    threads, out, force, parquet, figures, report, progress
        As in `run`.

    Returns
    -------
    ClaimsResult
        With the tables `claims` and `effects`.
    """
    place = Place(
        out, force, resume, parquet=parquet, figures=figures, report=report, threads=threads, progress=progress
    )
    return call(
        ClaimsResult,
        place,
        lambda to: _trilat.claims(
            list(ids),
            folder=folder,
            space=space,
            points=points,
            replicates=replicates,
            default_replicates=default_replicates,
            signs=signs,
            quick=quick,
            out=to,
        ),
    )


def forecast(
    calibrated: Result | Pathlike,
    first: str,
    months: int,
    *,
    record: str | None = None,
    observed: str = "nk_monthly",
    column: str | None = None,
    rolling: bool = False,
    in_sample: bool = False,
    draws: int = 100,
    particles: int = 64,
    review: int = 1,
    set: Mapping[str, Any] | None = None,
    unverified: bool = False,
    threads: int | None = None,
    out: Pathlike | None = None,
    force: bool = False,
    parquet: bool = False,
    figures: bool | None = None,
    report: bool | None = None,
    progress: bool | None = None,
) -> ForecastResult:
    """Forecast a public record from what it showed so far.

    Parameters
    ----------
    calibrated : Result or path
        A calibration, a study whose points are parameter sets, or a scenario.
    first : str
        First month, such as ``"2020-01"``.
    months : int
        Number of months.
    record, observed, column : str, optional
        Record of the scenario, and series or CSV file of what happened, with its column.
    rolling : bool
        Forecast each month from all months before it.
    in_sample : bool
        Forecast months to which the calibration was fitted as well.
    draws, particles, review : int
        Parameter sets, particles for each, and months between reviews of particles.
    set : dict, optional
        Values of the scenario by path.
    unverified : bool
        Use files that are not what their manifest says.
    threads, out, force, parquet, figures, report, progress
        As in `run`.

    Returns
    -------
    ForecastResult
        With the tables `forecast` and `months`.
    """
    place = Place(
        out, force, parquet=parquet, figures=figures, report=report, threads=threads, progress=progress
    )
    values = sets(set)
    return call(
        ForecastResult,
        place,
        lambda to: _trilat.forecast(
            _folder(calibrated),
            first=first,
            months=months,
            record=record,
            observed=observed,
            column=column,
            rolling=rolling,
            in_sample=in_sample,
            draws=draws,
            particles=particles,
            review=review,
            sets=values,
            unverified=unverified,
            out=to,
        ),
    )


def score(
    forecast: ForecastResult | Pathlike,
    observed: str,
    *,
    rivals: Mapping[str, ForecastResult | Pathlike] | None = None,
    pool: tuple[str, ForecastResult | Pathlike] | None = None,
    fit_from: str | None = None,
    fit_until: str | None = None,
    column: str | None = None,
    baselines: Sequence[str] = (),
    horizon: int = 1,
    fixed_origin: bool = False,
    size: str | None = None,
    lags: int | None = None,
    seed: int = 1,
    unverified: bool = False,
    out: Pathlike | None = None,
    force: bool = False,
    parquet: bool = False,
) -> ScoreResult:
    """Score forecasts of monthly counts against what happened and against baselines.

    Parameters
    ----------
    forecast : ForecastResult or path
        The forecast, or a CSV file with month, sample, count or month, count, probability.
    observed : str
        What happened: a series of ``trilat data``, or a CSV file with month, count.
    rivals : dict, optional
        Other forecasts of the same months by name.
    pool : tuple, optional
        A baseline to pool the forecast with, and forecasts of earlier months on which the weight is fitted.
    fit_from, fit_until : str, optional
        First and last month that baselines are fitted on.
    column, baselines, horizon, fixed_origin, size, lags, seed
        The options of ``trilat score``.
    unverified : bool
        Use files that are not what their manifest says.
    out, force, parquet
        As in `run`.

    Returns
    -------
    ScoreResult
        With the tables `scores` and `summary`.
    """
    others = [(name, _forecast_file(rival)) for name, rival in (rivals or {}).items()]
    return call(
        ScoreResult,
        Place(out, force, parquet=parquet, progress=False),
        lambda to: _trilat.score(
            _forecast_file(forecast),
            observed,
            rivals=others,
            pool=None if pool is None else (pool[0], _forecast_file(pool[1])),
            fit_from=fit_from,
            fit_until=fit_until,
            column=column,
            baselines=_list(baselines),
            horizon=horizon,
            fixed_origin=fixed_origin,
            size=size,
            lags=lags,
            seed=seed,
            unverified=unverified,
            out=to,
        ),
    )


def _forecast_file(source: Result | Pathlike) -> Path:
    return source.folder / "forecast.csv" if isinstance(source, Result) else Path(source)


def baselines(
    series: str,
    *,
    fit: str | None = None,
    score: str | None = None,
    column: str | None = None,
    baselines: Sequence[str] = (),
    horizon: int = 1,
    fixed_origin: bool = False,
    size: str | None = None,
    lags: int | None = None,
    seed: int = 1,
    unverified: bool = False,
    out: Pathlike | None = None,
    force: bool = False,
    parquet: bool = False,
) -> ScoreResult:
    """Score naive and fitted baselines on a series.

    Parameters
    ----------
    series : str
        A series of ``trilat data``, or a CSV file with month, count.
    fit, score : str, optional
        Months such as ``"2012-01..2019-12"``; the series' own, and those after them.
    column, baselines, horizon, fixed_origin, size, lags, seed
        The options of ``trilat baselines``.
    unverified : bool
        Use files that are not what their manifest says.
    out, force, parquet
        As in `run`.

    Returns
    -------
    ScoreResult
        With the tables `scores` and `summary`.

    Examples
    --------
    >>> b = tl.baselines("nk_monthly", column="csis_missile_days", fit="2012-01..2019-12", score="2020-01..2021-12")
    >>> len(b.summary) > 0
    True
    """
    return call(
        ScoreResult,
        Place(out, force, parquet=parquet, progress=False),
        lambda to: _trilat.baselines(
            series,
            fit=fit,
            score=score,
            column=column,
            baselines=_list(baselines),
            horizon=horizon,
            fixed_origin=fixed_origin,
            size=size,
            lags=lags,
            seed=seed,
            unverified=unverified,
            out=to,
        ),
    )


def evidence(*calibrations: Result | Pathlike, unverified: bool = False) -> list[dict[str, Any]]:
    """Compare rivals by how probable each makes the record.

    Parameters
    ----------
    *calibrations : CalibrateResult or path
        Calibrations with ``method="smc2"`` of the same record; all are compared with the first.
    unverified : bool
        Use files that are not what their manifest says.

    Returns
    -------
    list of dict
        For each its `ln_evidence` with the Monte Carlo error `se`, the `difference` from the first (the logarithm of the Bayes
        factor) with its error, and the `verdict`: a difference is called one only beyond twice its error.
    """
    found: list[dict[str, Any]] = json.loads(_trilat.evidence([_folder(own) for own in calibrations], unverified=unverified))
    return found
