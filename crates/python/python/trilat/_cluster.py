"""A study on the workers of Dask: a shard on each, and the same bytes when they are merged."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ._results import Pathlike, SweepResult
from ._tasks import merge, sweep


def _shard(study: str, folder: str, index: int, of: int, threads: int | None, options: dict[str, Any]) -> str:
    """Runs on a worker."""
    out = str(Path(folder) / f"{index}_of_{of}")
    sweep(study, shard=(index, of), out=out, resume=True, threads=threads, progress=False, **options)
    return out


def sweep_on(
    client: Any,
    study: Pathlike,
    *,
    replicates: int | None,
    set: Mapping[str, Any] | None,
    skip_invalid: bool,
    out: Pathlike | None,
    force: bool,
    parquet: bool,
    report: bool | None,
) -> SweepResult:
    """`trilat.sweep` on a cluster."""
    threads = list(client.nthreads().values())
    path = Path(study)
    name = str(path.resolve()) if path.exists() else str(study)
    options = {"replicates": replicates, "set": set, "skip_invalid": skip_invalid}
    beside = None if out is None else Path(out).resolve().parent
    if beside is not None:
        beside.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".trilat-shards-", dir=beside) as folder:
        of = len(threads)
        shards = [
            client.submit(_shard, name, folder, at + 1, of, own, options, pure=False)
            for at, own in enumerate(threads)
        ]
        folders = client.gather(shards)
        return merge(folders, out=out, force=force, parquet=parquet, report=report, progress=False)
