"""Where the tests find the command, and small results that many of them read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import trilat as tl


#: The repository, which has the manual, the examples and a small calibration.
SOURCE = Path(os.environ.get("TRILAT_SOURCE", Path(__file__).parents[3]))
#: A study of 16,000 runs in 62 parts, of less than a second.
STUDY = """
[study]
scenario = "toy"
replicates = 4000
[design]
kind = "grid"
[factors]
"states.PROBER.precision" = { levels = [1.0, 2.0] }
"response.precision" = { levels = [1.0, 2.0] }
"""

# A shell that starts something in the background has it ignore Ctrl-C, which these tests send.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test writes into a folder of its own."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def command() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the program: that of TRILAT, or the one in the wheel."""
    program = [os.environ["TRILAT"]] if "TRILAT" in os.environ else [sys.executable, "-m", "trilat"]

    def run(*args: str, **options: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # type: ignore[call-overload, no-any-return]
            [*program, *args], capture_output=True, text=True, timeout=300, **options
        )

    return run


@pytest.fixture
def study(tmp_path: Path) -> Path:
    path = tmp_path / "study.toml"
    path.write_text(STUDY)
    return path


@pytest.fixture(scope="session")
def runs() -> tl.RunResult:
    return tl.run("northeast_asia", runs=200, seed=7, traces=2, events=True, progress=False)
