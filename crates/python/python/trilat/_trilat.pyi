from collections.abc import Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Final, Protocol, final

import pandas
import polars

from ._errors import Problem

__all__ = [
    "Field",
    "Figure",
    "Out",
    "RowIterator",
    "Saved",
    "Server",
    "Table",
    "Traced",
    "__version__",
    "baselines",
    "calibrate",
    "check",
    "claims",
    "compare",
    "copy",
    "discover",
    "evidence",
    "explain",
    "explore",
    "export",
    "factors",
    "forecast",
    "forms",
    "main",
    "merge",
    "outcome",
    "plot",
    "read_table",
    "resolved",
    "run",
    "score",
    "sensitivity",
    "simulate",
    "sweep",
    "table_names",
    "theory",
    "trace",
]

_Path = str | PathLike[str]

__version__: Final[str]

class _Bar(Protocol):
    def begin(self, what: str, unit: str, total: int, before: int, /) -> None: ...
    def at(self, done: int, /) -> None: ...
    def end(self) -> None: ...

@final
class Field:
    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def description(self) -> str: ...

@final
class RowIterator:
    def __iter__(self) -> RowIterator: ...
    def __next__(self) -> dict[str, Any]: ...

@final
class Table:
    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def columns(self) -> list[str]: ...
    @property
    def fields(self) -> list[Field]: ...
    @property
    def shape(self) -> tuple[int, int]: ...
    def __len__(self) -> int: ...
    def __getitem__(self, column: str, /) -> list[Any]: ...
    def __contains__(self, column: str, /) -> bool: ...
    def __iter__(self) -> Iterator[dict[str, Any]]: ...
    def row(self, at: int) -> dict[str, Any]: ...
    def to_csv(self) -> str: ...
    def to_pandas(self) -> pandas.DataFrame: ...
    def to_polars(self) -> polars.DataFrame: ...
    def __arrow_c_stream__(self, requested_schema: object = None) -> Any: ...
    def __arrow_c_schema__(self) -> Any: ...
    def _repr_html_(self) -> str: ...

@final
class Figure:
    @property
    def name(self) -> str: ...
    @property
    def svg(self) -> str: ...
    @property
    def caption(self) -> str: ...
    @property
    def alt_text(self) -> str: ...
    @property
    def command(self) -> str: ...
    def _repr_svg_(self) -> str: ...
    def save(
        self, path: _Path, *, preset: str | None = None, grey: bool | None = None, dpi: int | None = None
    ) -> None: ...

@final
class Out:
    def __new__(
        cls,
        folder: _Path,
        *,
        scratch: bool,
        force: bool,
        resume: bool,
        parquet: bool,
        figures: bool,
        report: bool,
        threads: int | None,
        bar: _Bar | None,
    ) -> Out: ...

@final
class Saved:
    @property
    def folder(self) -> Path: ...
    @property
    def complete(self) -> bool: ...
    @property
    def notes(self) -> list[str]: ...
    @property
    def warnings(self) -> list[str]: ...
    @property
    def raised(self) -> BaseException | None: ...

@final
class Traced:
    @property
    def json(self) -> str: ...
    @property
    def table(self) -> Table: ...
    @property
    def notes(self) -> list[str]: ...
    @property
    def warnings(self) -> list[str]: ...
    @property
    def files(self) -> list[Path]: ...

@final
class Server:
    @property
    def address(self) -> str: ...
    @property
    def ticket(self) -> str | None: ...
    @property
    def running(self) -> bool: ...
    def stop(self) -> None: ...

def explore(
    scenario: _Path,
    *,
    sets: Sequence[str],
    runs: int | None,
    seed: int | None,
    threads: int | None,
    port: int,
) -> Server: ...
def main(args: Sequence[str]) -> int: ...
def table_names(folder: _Path) -> list[str]: ...
def read_table(folder: _Path, name: str, *, unverified: bool) -> Table: ...
def copy(folder: _Path, target: _Path, *, force: bool) -> None: ...
def run(
    scenario: _Path,
    *,
    sets: Sequence[str],
    runs: int | None,
    seed: int | None,
    traces: int,
    events: bool,
    out: Out,
) -> Saved: ...
def compare(
    scenarios: Sequence[_Path],
    *,
    sets: Sequence[str],
    runs: int | None,
    seed: int | None,
    precision: float,
    outcomes: Sequence[str],
    out: Out,
) -> Saved: ...
def sweep(
    study: _Path,
    *,
    sets: Sequence[str],
    replicates: int | None,
    shard: tuple[int, int] | None,
    skip_invalid: bool,
    keep_parts: bool,
    unverified: bool,
    out: Out,
) -> Saved: ...
def merge(folders: Sequence[_Path], *, out: Out) -> Saved: ...
def factors(study: _Path, *, sets: Sequence[str]) -> Table: ...
def sensitivity(
    folder: _Path,
    *,
    outputs: Sequence[str],
    methods: Sequence[str],
    resamples: int,
    seed: int,
    table: _Path | None,
    design: str | None,
    problem: _Path | None,
    levels: int | None,
    independent: bool,
    unverified: bool,
    out: Out,
) -> Saved: ...
def discover(
    folder: _Path,
    output: str,
    *,
    above: float | None,
    below: float | None,
    top: float | None,
    peel: float,
    paste: float,
    mass: float,
    objective: str | None,
    boxes: int,
    threshold: float | None,
    steps: Sequence[int],
    restrict: int | None,
    resamples: int,
    shuffles: int,
    seed: int,
    table: _Path | None,
    unverified: bool,
    out: Out,
) -> Saved: ...
def calibrate(
    file: _Path,
    *,
    sets: Sequence[str],
    method: str | None,
    particles: int | None,
    generations: int | None,
    prior_width: float | None,
    seed: int | None,
    keep_parts: bool,
    unverified: bool,
    out: Out,
) -> Saved: ...
def claims(
    ids: Sequence[str],
    *,
    folder: _Path | None,
    space: _Path | None,
    points: int | None,
    replicates: int | None,
    default_replicates: int | None,
    signs: str | None,
    quick: bool,
    out: Out,
) -> Saved: ...
def forecast(
    calibrated: _Path,
    *,
    first: str,
    months: int,
    record: str | None,
    observed: str,
    column: str | None,
    rolling: bool,
    in_sample: bool,
    draws: int,
    particles: int,
    review: int,
    sets: Sequence[str],
    unverified: bool,
    out: Out,
) -> Saved: ...
def score(
    forecast: _Path,
    observed: str,
    *,
    rivals: Sequence[tuple[str, _Path]],
    pool: tuple[str, _Path] | None,
    fit_from: str | None,
    fit_until: str | None,
    column: str | None,
    baselines: Sequence[str],
    horizon: int,
    fixed_origin: bool,
    size: str | None,
    lags: int | None,
    seed: int,
    unverified: bool,
    out: Out,
) -> Saved: ...
def baselines(
    series: str,
    *,
    fit: str | None,
    score: str | None,
    column: str | None,
    baselines: Sequence[str],
    horizon: int,
    fixed_origin: bool,
    size: str | None,
    lags: int | None,
    seed: int,
    unverified: bool,
    out: Out,
) -> Saved: ...
def trace(
    source: _Path,
    run: int,
    *,
    sets: Sequence[str],
    scenario: str | None,
    prober: str | None,
    theatre: str | None,
    months: str | None,
    unverified: bool,
    folder: _Path | None,
) -> Traced: ...
def export(
    folders: Sequence[_Path],
    *,
    authors: Sequence[str],
    date: str,
    title: str | None,
    description: str | None,
    keywords: Sequence[str],
    contact: str | None,
    license: str | None,
    exhibits: Sequence[tuple[str, _Path]],
    documents: Sequence[_Path],
    program: _Path | None,
    source: _Path | None,
    zip: str | None,
    unverified: bool,
    out: Out,
) -> Saved: ...
def evidence(folders: Sequence[_Path], *, unverified: bool) -> str: ...
def plot(
    paths: Sequence[_Path],
    kind: str | None,
    *,
    x: str | None,
    y: str | None,
    series: str | None,
    panel: str | None,
    value: str | None,
    arms: list[str],
    statistic: str | None,
    threshold: float | None,
    effect: str | None,
    at: Sequence[tuple[str, str]],
    box_number: int | None,
    run: int | None,
    title: str | None,
    x_label: str | None,
    y_label: str | None,
    value_label: str | None,
    labels: Sequence[tuple[str, str]],
    preset: str | None,
    grey: bool,
    footer: bool,
    dpi: int | None,
    font: _Path | None,
    unverified: bool,
    owner: object,
) -> tuple[list[Figure], list[str]]: ...
def simulate(
    study: _Path, outputs: Sequence[str], *, threads: int | None, bar: _Bar | None
) -> bytes: ...
def check(scenario: _Path, *, sets: Sequence[str]) -> tuple[list[Problem], list[Problem]]: ...
def outcome(name: str, rule: str) -> str: ...
def explain(names: Sequence[str], *, json: bool) -> str: ...
def resolved(scenario: _Path, *, sets: Sequence[str], json: bool) -> str: ...
def theory(form: str, *, inputs: Sequence[str]) -> dict[str, float | list[float] | str]: ...
def forms() -> list[tuple[str, str, str, str]]: ...
