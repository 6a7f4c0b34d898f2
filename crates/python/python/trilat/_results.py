"""Results: a folder as the command writes it, with its tables in memory when they are asked for."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar, Literal, TypeVar

from . import _trilat
from ._trilat import Figure, Table

#: A path, or a name of what the package carries.
Pathlike = str | os.PathLike[str]

R = TypeVar("R", bound="Result")


class Result:
    """What a task found: a folder with tables.

    It stands in a folder of its own that is gone with it, unless a folder was named with ``out=`` or `save` put it
    into one. Tables are read when they are asked for and stay in memory: ``result["summary"]`` is the same as
    ``result.summary`` where a class has the attribute.

    Attributes
    ----------
    folder : Path
        The folder, with everything that the command writes but figures and report (those with ``out=``).
    complete : bool
        Whether it is all that was asked for.
    notes, warnings : list of str
        What the reader may want to know, and what the reader should know.
    """

    def __init__(
        self,
        folder: Pathlike,
        *,
        complete: bool = True,
        notes: list[str] | None = None,
        warnings: list[str] | None = None,
        unverified: bool = False,
        keep: TemporaryDirectory[str] | None = None,
    ) -> None:
        self.folder = Path(folder)
        self.complete = complete
        self.notes = notes or []
        self.warnings = warnings or []
        self._unverified = unverified
        self._keep = keep
        self._read: dict[str, Table] = {}

    @property
    def tables(self) -> list[str]:
        """Names of the tables, in the order of the data dictionary."""
        return _trilat.table_names(self.folder)

    @property
    def manifest(self) -> dict[str, Any]:
        """What ``manifest.json`` says: seed, runs, version, command, and the checksum of each file."""
        text = (self.folder / "manifest.json").read_text(encoding="utf-8")
        manifest: dict[str, Any] = json.loads(text)
        return manifest

    @property
    def sha256(self) -> dict[str, str]:
        """The checksum of each file, by its path in the folder."""
        return {file["path"]: file["sha256"] for file in self.manifest["files"]}

    @property
    def command(self) -> str:
        """The command that makes the same files again."""
        return str(self.manifest["execution"]["command"])

    def __getitem__(self, name: str) -> Table:
        if name not in self._read:
            self._read[name] = _trilat.read_table(self.folder, name, unverified=self._unverified)
        return self._read[name]

    def save(self, folder: Pathlike, *, force: bool = False) -> Path:
        """Copy the files into a folder: byte for byte those that the command writes, with their manifest.

        Parameters
        ----------
        folder : path
            The folder. It is made if it is not there.
        force : bool
            Replace what an earlier run wrote there. What trilat did not write is never touched.

        Returns
        -------
        Path
            The folder, where the result stands from then on.

        Raises
        ------
        UsageError
            If there are files in the folder and `force` is not given.

        Examples
        --------
        >>> r = tl.run("toy", runs=64)
        >>> sorted(p.name for p in r.save("mine").iterdir() if p.suffix == ".csv")
        ['months.csv', 'runs.csv', 'summary.csv', 'survival.csv']
        """
        _trilat.copy(self.folder, folder, force=force)
        self.folder = Path(folder)
        self._keep = None
        return self.folder

    def plot(self, kind: str | None = None, **options: Any) -> Figure:
        """Draw a figure.

        Parameters
        ----------
        kind : str, optional
            Its kind, such as ``"probes_by_rung"``; the first that fits if left out. ``trilat plot --list`` lists all.
        **options
            As in `trilat.plot`.

        Returns
        -------
        Figure
            Jupyter shows it; ``.save("x.pdf", preset="apsr-1col")`` writes it.

        Examples
        --------
        >>> r = tl.run("toy", runs=64)
        >>> r.plot("probes_by_rung").save("figure.svg")
        """
        return plot(self, kind, **options)[0]

    def plots(self, **options: Any) -> list[Figure]:
        """Draw all figures that fit."""
        return plot(self, **options)

    def __repr__(self) -> str:
        state = "" if self.complete else ", interrupted"
        return f"<trilat.{type(self).__name__} in {self.folder}{state}>"

    def _repr_html_(self) -> str:
        tables = "".join(f"<li>{escape(name)}</li>" for name in self.tables)
        return f"<p>{escape(repr(self))}</p><ul>{tables}</ul>"


def plot(
    source: Result | Pathlike | list[Result | Pathlike],
    kind: str | None = None,
    *,
    x: str | None = None,
    y: str | None = None,
    series: str | None = None,
    panel: str | None = None,
    value: str | None = None,
    arms: list[str] | None = None,
    statistic: str | None = None,
    threshold: float | None = None,
    effect: str | None = None,
    at: Mapping[str, object] | None = None,
    box: int | None = None,
    run: int | None = None,
    title: str | None = None,
    x_label: str | None = None,
    y_label: str | None = None,
    value_label: str | None = None,
    labels: Mapping[str, str] | None = None,
    preset: str | None = None,
    grey: bool = False,
    footer: bool = True,
    dpi: int | None = None,
    font: Pathlike | None = None,
    unverified: bool = False,
) -> list[Figure]:
    """Draw figures from results, from the folder of a command, or from a CSV file.

    Parameters
    ----------
    source : Result, path, or list of these
        What to draw; several runs for survival curves by scenario.
    kind : str, optional
        Kind of figure; all that fit if left out.
    x, y, series, panel, value, arms, statistic, threshold, effect, at, box, run, title, x_label, y_label, value_label, labels
        What it shows and what it calls that, as the options of ``trilat plot``. `arms` is a list, `at` and `labels` are
        dicts.
    preset : str, optional
        ``"apsr-1col"`` (85 mm), ``"apsr-1.5col"`` (114 mm), ``"apsr-2col"`` (178 mm) or ``"slide"``.
    grey : bool
        Draw in shades of grey.
    footer : bool
        Say below the figure where its numbers come from; the caption says it either way.
    dpi : int, optional
        Dots per inch of PNG, 36 to 2400.
    font : path, optional
        Font file for letters that the bundled font lacks, such as Hangul.
    unverified : bool
        Use files that are not what their manifest says, and say so in captions.

    Returns
    -------
    list of Figure
    """
    sources = source if isinstance(source, list) else [source]
    paths = [one.folder if isinstance(one, Result) else one for one in sources]
    figures, _ = _trilat.plot(
        paths,
        kind,
        x=x,
        y=y,
        series=series,
        panel=panel,
        value=value,
        arms=arms or [],
        statistic=statistic,
        threshold=threshold,
        effect=effect,
        at=[(name, _plain(held)) for name, held in (at or {}).items()],
        box_number=box,
        run=run,
        title=title,
        x_label=x_label,
        y_label=y_label,
        value_label=value_label,
        labels=list((labels or {}).items()),
        preset=preset,
        grey=grey,
        footer=footer,
        dpi=dpi,
        font=font,
        unverified=unverified,
        # Folders that would go with their results, or when these are saved elsewhere.
        owner=[one._keep for one in sources if isinstance(one, Result)],
    )
    return figures


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


class RunResult(Result):
    """Runs of a scenario: what `trilat.run` found."""

    task: ClassVar[Literal["run"]] = "run"

    @property
    def runs(self) -> Table:
        """A row per run."""
        return self["runs"]

    @property
    def months(self) -> Table:
        """Mean with its 95 % interval, and quantiles over runs, per month and observable."""
        return self["months"]

    @property
    def summary(self) -> Table:
        """Estimate, standard error and 95 % interval of every column of `runs`."""
        return self["summary"]

    @property
    def survival(self) -> Table:
        """Kaplan-Meier curves of the event times."""
        return self["survival"]

    @property
    def traces(self) -> Table:
        """Every month of the first runs, if ``traces=`` asked for them."""
        return self["traces"]

    @property
    def events(self) -> Table:
        """The event log, if ``events=True`` asked for it."""
        return self["events"]


class CompareResult(Result):
    """Scenarios on the same random numbers: what `trilat.compare` found."""

    task: ClassVar[Literal["compare"]] = "compare"

    @property
    def effects(self) -> Table:
        """Differences of each scenario from the baseline, per observable (``contrasts.csv``)."""
        return self["contrasts"]

    @property
    def effect_months(self) -> Table:
        """Mean difference of each scenario from the baseline, month by month."""
        return self["effect_months"]

    @property
    def runs(self) -> Table:
        """A row per run of each scenario."""
        return self["runs"]

    @property
    def months(self) -> Table:
        """Mean and quantiles over runs, per scenario, month and observable."""
        return self["months"]


class SweepResult(Result):
    """A study: what `trilat.sweep` found."""

    task: ClassVar[Literal["sweep"]] = "sweep"

    @property
    def design(self) -> Table:
        """A row per point: the value of each factor."""
        return self["design"]

    @property
    def factors(self) -> Table:
        """A row per path that varies."""
        return self["factors"]

    @property
    def runs(self) -> Table:
        """A row per run."""
        return self["runs"]

    @property
    def summary(self) -> Table:
        """Estimates at each point."""
        return self["summary"]

    @property
    def effects(self) -> Table:
        """Effects of the arms at each point, where the study has arms."""
        return self["effects"]


class SensitivityResult(Result):
    """Which factors drive outputs: what `trilat.sensitivity` found."""

    task: ClassVar[Literal["sensitivity"]] = "sensitivity"

    @property
    def indices(self) -> Table:
        """A row per output, method, factor and index (``sensitivity.csv``)."""
        return self["sensitivity"]

    @property
    def variance(self) -> Table:
        """Components of the variance of each output."""
        return self["variance"]


class DiscoverResult(Result):
    """Where in factor space something happens: what `trilat.discover` found."""

    task: ClassVar[Literal["discover"]] = "discover"

    @property
    def boxes(self) -> Table:
        """The limits of each box."""
        return self["boxes"]

    @property
    def trajectory(self) -> Table:
        """The steps that led to them."""
        return self["trajectory"]

    @property
    def points(self) -> Table:
        """The points, with whether each is a case."""
        return self["points"]


class CalibrateResult(Result):
    """A posterior: what `trilat.calibrate` found."""

    task: ClassVar[Literal["calibrate"]] = "calibrate"

    @property
    def posterior(self) -> Table:
        """The weighted posterior sample."""
        return self["posterior"]

    @property
    def parameters(self) -> Table:
        """Prior and posterior of each free parameter."""
        return self["parameters"]

    @property
    def fit(self) -> Table:
        """How well each target is met."""
        return self["fit"]

    @property
    def history(self) -> Table:
        """The generations of the sampler (abc)."""
        return self["history"]

    @property
    def evidence(self) -> Table:
        """Probability of the record with all parameters integrated out (smc2)."""
        return self["evidence"]

    @property
    def prequential(self) -> Table:
        """What was said of each month before it came (smc2)."""
        return self["prequential"]


class ForecastResult(Result):
    """A forecast of a public record: what `trilat.forecast` found."""

    task: ClassVar[Literal["forecast"]] = "forecast"

    @property
    def forecast(self) -> Table:
        """The distribution of each month, in the form that `trilat.score` reads."""
        return self["forecast"]

    @property
    def months(self) -> Table:
        """Mean and quantiles of each month."""
        return self["forecast_months"]


class ScoreResult(Result):
    """Forecasts against what happened: what `trilat.score` and `trilat.baselines` found."""

    task: ClassVar[Literal["score"]] = "score"

    @property
    def scores(self) -> Table:
        """The scores of each month."""
        return self["scores"]

    @property
    def summary(self) -> Table:
        """The mean scores of each forecast."""
        return self["score_summary"]


class ClaimsResult(Result):
    """Claims over a space of parameters: what `trilat.claims` found."""

    task: ClassVar[Literal["claims"]] = "claims"

    @property
    def claims(self) -> Table:
        """A row per claim: in how much of the space it holds."""
        return self["claims"]

    @property
    def effects(self) -> Table:
        """The effects at each point."""
        return self["effects"]


#: By the word of the command that wrote a folder.
KINDS: dict[str, type[Result]] = {
    "run": RunResult,
    "compare": CompareResult,
    "sweep": SweepResult,
    "merge": SweepResult,
    "sensitivity": SensitivityResult,
    "discover": DiscoverResult,
    "calibrate": CalibrateResult,
    "forecast": ForecastResult,
    "score": ScoreResult,
    "baselines": ScoreResult,
    "claims": ClaimsResult,
}


def read(folder: Pathlike, *, unverified: bool = False) -> Result:
    """Read a folder that the command or a script wrote.

    Parameters
    ----------
    folder : path
        The folder.
    unverified : bool
        Read tables that are not what the manifest of the folder says.

    Returns
    -------
    Result
        Of the class that belongs to the command, such as `RunResult`.

    Examples
    --------
    >>> _ = tl.run("toy", runs=64, out="again", progress=False)
    >>> type(tl.read("again")).__name__
    'RunResult'
    """
    result = Result(folder, unverified=unverified)
    words = result.command.split()
    kind = KINDS.get(words[1] if len(words) > 1 else "", Result)
    complete = result.manifest.get("status") == "complete"
    return kind(folder, complete=complete, unverified=unverified)
