"""The command of the wheel is the program."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import trilat as tl

SCRIPT = Path(sys.executable).with_name("trilat")


def run(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([SCRIPT, *args], capture_output=True, text=True, timeout=120)


def test_the_script_is_the_command_with_its_exit_codes():
    assert SCRIPT.exists() and shutil.which("trilat", path=str(SCRIPT.parent))
    assert run("--version").stdout == f"trilat {tl.__version__}\n"
    assert run("run", "toy", "--runs", "64", "--out", "x").returncode == 0
    again = run("run", "toy", "--runs", "64", "--out", "x")
    assert again.returncode == 2 and "already holds files" in again.stderr
    Path("wrong.toml").write_text("[scenario]\nrunz = 1\n")
    wrong = run("run", "wrong.toml")
    assert wrong.returncode == 3 and "wrong.toml:2" in wrong.stderr
    Path("x/runs.csv").write_text("run\n")
    assert run("verify", "x").returncode == 6
    assert run("nonsense").returncode == 2
    assert subprocess.run([sys.executable, "-m", "trilat", "nonsense"], capture_output=True).returncode == 2


def test_a_wrong_level_of_vectors_is_an_error_of_both():
    environment = {**os.environ, "TRILAT_SIMD": "9"}
    done = subprocess.run([SCRIPT, "check", "toy"], env=environment, capture_output=True, text=True)
    assert done.returncode == 2 and "TRILAT_SIMD" in done.stderr
    code = "import trilat as tl\ntry: tl.run('toy', runs=64)\nexcept tl.UsageError as error: print(error)"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert "TRILAT_SIMD" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_keeps_what_is_complete():
    process = subprocess.Popen(
        [SCRIPT, "run", "toy", "--runs", "5000000", "--out", "kept"], stderr=subprocess.PIPE, text=True
    )
    time.sleep(3)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "interrupted: kept runs 0 to" in said
    assert tl.read("kept").complete is False
