"""Times the peers in turn with the program: `python benches/peers/run.py PROGRAM [--runs 2048] [--turns 7]`.

The program is timed from its start to its end with its files, `trilat run CONFIG --runs N --threads 1 --no-figures`; a
peer from a scenario in memory to its sums, after a first call that compiles. All on one thread. Times are of the
processor (user and system), since those of the clock grow with load; `--clock` takes the clock's. A ratio is
that of a peer's time a run to the program's in the same turn.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

#: One thread for matrix products; and memory that is freed stays with the process, which makes NumPy a fifth faster.
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_MMAP_THRESHOLD_": "1000000000",
    "MALLOC_TRIM_THRESHOLD_": "2000000000",
    "MALLOC_TOP_PAD_": "100000000",
}
if any(os.environ.get(key) != value for key, value in ENVIRONMENT.items()):
    # They are read when a process starts.
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ENVIRONMENT})

import mesa  # noqa: E402
import numba  # noqa: E402
import numpy as np  # noqa: E402

import loop_mesa  # noqa: E402
import loop_numba  # noqa: E402
import loop_numpy  # noqa: E402
from scenario import CONFIG, Scenario, config, read  # noqa: E402


def spent(clock: bool) -> float:
    """Seconds of this process and its children."""
    if clock:
        return time.perf_counter()
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in uses)


def timed(work: Callable[[], object], clock: bool) -> float:
    began = spent(clock)
    work()
    return spent(clock) - began


def program(path: str, scenario: str, runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = [path, "run", scenario, "--runs", str(runs), "--threads", "1", "--no-figures"]
        subprocess.run([*command, "--out", folder, "--force"], check=True, capture_output=True, env=os.environ)


def peers(p: Scenario, runs: int, few: int, size: int) -> dict[str, tuple[Callable[[], object], int]]:
    """What is timed, and how many runs it makes."""
    return {
        "NumPy, [agent][run]": (lambda: loop_numpy.run(p, runs, "agent_run", size), runs),
        "NumPy, [run][agent]": (lambda: loop_numpy.run(p, runs, "run_agent", size), runs),
        "NumPy, PCG64, [agent][run]": (lambda: loop_numpy.run(p, runs, "agent_run", size, native=True), runs),
        "NumPy, PCG64, [run][agent]": (lambda: loop_numpy.run(p, runs, "run_agent", size, native=True), runs),
        "Numba": (lambda: loop_numba.run(p, runs), runs),
        "Mesa": (lambda: loop_mesa.run(p, few), few),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--config", default=CONFIG)
    parser.add_argument("--runs", type=int, default=2048)
    parser.add_argument("--few", type=int, default=8, help="runs of Mesa, whose time is taken a run")
    parser.add_argument("--size", type=int, default=2048, help="runs a block of NumPy")
    parser.add_argument("--turns", type=int, default=7)
    parser.add_argument("--clock", action="store_true", help="time of the clock in place of the processor's")
    args = parser.parse_args()
    p, _ = read(config(args.program, args.config))
    print(f"numpy {np.__version__}, numba {numba.__version__}, mesa {mesa.__version__}, SVML {numba.config.USING_SVML}")
    compiling = timed(lambda: loop_numba.run(p, 1), args.clock)
    print(f"Numba compiles for {compiling:.1f} s")
    loop_mesa.run(p, 1)

    work = peers(p, args.runs, args.few, args.size)
    own: list[float] = []
    times: dict[str, list[float]] = {name: [] for name in work}
    for turn in range(args.turns):
        own.append(timed(lambda: program(args.program, args.config, args.runs), args.clock) / args.runs)
        # Each turn begins with another peer, so that none always follows the same.
        names = list(work)
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            call, runs = work[name]
            times[name].append(timed(call, args.clock) / runs)
        print(f"turn {turn + 1} of {args.turns}: program {own[-1] * 1e6:.0f} µs a run", file=sys.stderr)

    print(f"{'':28} {'runs/s':>8} {'ms/run':>8}   times the program (range)")
    print(f"{'program':28} {1 / statistics.median(own):8.0f} {statistics.median(own) * 1e3:8.3f}   1")
    for name, series in times.items():
        ratios = [t / o for t, o in zip(series, own, strict=True)]
        middle = statistics.median(series)
        spread = f"{statistics.median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f})"
        print(f"{name:28} {1 / middle:8.1f} {middle * 1e3:8.3f}   {spread}")


if __name__ == "__main__":
    main()
