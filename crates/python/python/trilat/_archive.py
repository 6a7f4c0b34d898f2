"""Replication archives."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path

from . import _trilat
from ._errors import Warned
from ._results import Pathlike, Result
from ._tasks import _list
from ._words import said


def export(
    results: Result | Pathlike | Sequence[Result | Pathlike],
    *,
    author: str | Sequence[str],
    date: str,
    title: str | None = None,
    description: str | None = None,
    keyword: str | Sequence[str] = (),
    contact: str | None = None,
    license: str | None = None,
    exhibit: Mapping[str, Pathlike] | None = None,
    attach: Sequence[Pathlike] = (),
    with_program: Pathlike | None = None,
    source: Pathlike | None = None,
    zip: str | None = None,
    unverified: bool = False,
    out: Pathlike | None = None,
    force: bool = False,
) -> Path:
    """Write the replication archive of results: for a journal, a Dataverse or CoMSES.

    Call it where the work was done: the archive holds the files that the tasks read, at the paths that they were given.

    Parameters
    ----------
    results : result or path, or sequence of these
        Results that were saved with `out`; one that was made from another needs that as well.
    author : str or sequence of str
        ``"Family, Given"`` or ``"Family, Given; ORCID; AFFILIATION"``.
    date : str
        Day of publication, ``"2026-11-30"``.
    title, description, keyword, contact, license, source
        The options of ``trilat export``.
    exhibit : mapping of str to path, optional
        Figures and tables of the paper, such as ``{"Figure 2": "outputs/run/figures/bands_over_time.pdf"}``.
    attach : sequence of paths
        Further files of the authors.
    with_program : path, optional
        A static program or a wheel of this version, to make everything again with.
    zip : str, optional
        ``"everybody"`` or ``"dataverse"``: write a zip beside the archive as well.
    unverified : bool
        Use files that are not what their manifest says.
    out : path, optional
        Folder of the archive; the first result's with ``_archive`` if left out.
    force : bool
        Replace an earlier archive.

    Returns
    -------
    path
        The folder of the archive.
    """
    several = [results] if isinstance(results, (Result, str, PathLike)) else list(results)
    folders = [Path(own.folder if isinstance(own, Result) else own) for own in several]
    if out is None and folders:
        first = folders[0].resolve()
        out = first.with_name(first.name + "_archive")
    to = _trilat.Out(
        Path(out or ""),
        scratch=False,
        force=force,
        resume=False,
        parquet=False,
        figures=False,
        report=False,
        threads=None,
        bar=None,
    )
    saved = _trilat.export(
        folders,
        authors=_list(author),
        date=date,
        title=title,
        description=description,
        keywords=_list(keyword),
        contact=contact,
        license=license,
        exhibits=[(name, Path(file)) for name, file in (exhibit or {}).items()],
        documents=[Path(file) for file in attach],
        program=with_program,
        source=source,
        zip=zip,
        unverified=unverified,
        out=to,
    )
    for warning in saved.warnings:
        warnings.warn(said(warning), Warned, stacklevel=2)
    if saved.raised is not None:
        raise saved.raised
    return Path(saved.folder)
