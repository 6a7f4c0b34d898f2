"""The page on which assumptions are moved and the difference is watched."""

from __future__ import annotations

import time
import webbrowser
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from . import _trilat
from ._call import sets
from ._results import Pathlike

# Seconds between two looks for Ctrl-C and for the end.
_LOOK = 0.1


class Explorer:
    """A page that is served on this machine, until `stop`.

    Attributes
    ----------
    address : str
        Lets in whoever has it.
    running : bool
        Whether it is served.
    """

    def __init__(self, server: _trilat.Server) -> None:
        self._server = server

    @property
    def address(self) -> str:
        """The address, with the token that lets in whoever has it."""
        return self._server.address

    @property
    def running(self) -> bool:
        """Whether the page is served."""
        return self._server.running

    def stop(self) -> None:
        """Stop serving; nothing happens if it has ended."""
        self._server.stop()

    def wait(self) -> None:
        """Wait for the end; Ctrl-C is one."""
        try:
            while self._server.running:
                time.sleep(_LOOK)
        except KeyboardInterrupt:
            pass
        finally:
            self.stop()

    def __enter__(self) -> Explorer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        state = "running" if self.running else "stopped"
        return f"<trilat.Explorer {state}>"


def explore(
    scenario: Pathlike = "northeast_asia",
    *,
    open: bool = True,
    port: int = 0,
    block: bool = True,
    runs: int | None = None,
    seed: int | None = None,
    set: Mapping[str, Any] | None = None,
    own_outcomes: Mapping[str, str] | None = None,
    threads: int | None = None,
) -> Explorer:
    """Open a page on this machine on which assumptions are moved and the difference is watched.

    Nothing leaves the machine: the page is served on 127.0.0.1, to whoever has its address.

    Parameters
    ----------
    scenario : path or str
        A scenario file, or the name of one that the package carries.
    open : bool
        Open a browser. The address is printed in any case.
    port : int
        Any that is free if 0.
    block : bool
        Return when it ends, with Ctrl-C, or at once.
    runs : int, optional
        Runs of each scenario up to which the ensemble grows.
    seed : int, optional
        The scenario's own if left out.
    set, own_outcomes : dict, optional
        Changes of both scenarios, as in `run`.
    threads : int, optional
        All cores if left out.

    Returns
    -------
    Explorer
        With `address`, `running`, `stop` and `wait`; a context manager that stops at its end.

    Raises
    ------
    ConfigError
        If the scenario is wrong.
    UsageError
        If the port cannot be had.

    Examples
    --------
    >>> with tl.explore("toy", open=False, block=False) as page:
    ...     page.running
    http://127.0.0.1:.../?token=...
    True
    """
    server = _trilat.explore(
        scenario, sets=sets(set, own_outcomes), runs=runs, seed=seed, threads=threads, port=port
    )
    page = Explorer(server)
    try:
        print(page.address, flush=True)
        if open and server.ticket is not None:
            webbrowser.open(server.ticket)
        if block:
            page.wait()
    except KeyboardInterrupt:
        # Whoever reads the address may press Ctrl-C before the wait for it has begun.
        page.stop()
        if not block:
            raise
    return page
