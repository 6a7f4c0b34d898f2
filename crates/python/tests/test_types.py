"""Types: the stubs are those of the extension, and a user's file is understood."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

USER = '''
from pathlib import Path

import polars

import trilat as tl

r = tl.run("northeast_asia", runs=10, set={"states.KOR.resolute_share": 0.4})
table: tl.Table = r.summary
frame: polars.DataFrame = table.to_polars()
folder: Path = r.save("mine")
figure: tl.Figure = r.plot("probes_by_rung")
figure.save("x.pdf", preset="apsr-1col")
effects: list[float | None] = tl.compare("toy", "toy").effects["effect"]
try:
    tl.sweep("study.toml")
except tl.ConfigError as error:
    line: int | None = error.line
    reveal_type(error.problems[0].hint)
'''


def mypy(*args: str, module: str = "mypy") -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", module, *args], capture_output=True, text=True)


def test_the_stubs_are_those_of_the_extension():
    done = mypy("trilat", module="mypy.stubtest")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_file_of_a_user_passes_the_strictest_check():
    Path("user.py").write_text(USER)
    done = mypy("--strict", "user.py")
    assert done.returncode == 0, done.stdout
    assert 'Revealed type is "' in done.stdout
    Path("wrong.py").write_text("import trilat as tl\ntl.run('toy', runs='many')\n")
    wrong = mypy("--strict", "wrong.py")
    assert wrong.returncode == 1 and 'incompatible type "str"' in wrong.stdout


def test_the_package_itself_passes_the_strictest_check():
    done = mypy("--strict", "-p", "trilat")
    assert done.returncode == 0, done.stdout
