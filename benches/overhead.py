"""What a call from Python costs beside the engine's own time: 128 runs of 12 months.

    python benches/overhead.py [TURNS]

with the package installed from a release build. All calls are measured in turn, on one thread; the numbers are medians
of the turns. The engine's own time is what each further block of 128 runs adds to a call of a simulator, which
keeps its results in memory, so that nothing that is done once a call is counted as the engine's.
"""

import statistics
import sys
import time

import trilat as tl

POINTS = 5
GOAL = "1.1 times the engine + 20 ms"


def main() -> None:
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 41
    year = {"scenario.horizon": 12, "scenario.burn_in": 0}
    simulate = tl.simulator(
        "northeast_asia", ["fear.per_exercise"], ["wars"], runs=128, set=year, threads=1
    )
    calls = {
        "run": lambda: tl.run("northeast_asia", runs=128, set=year, threads=1, progress=False),
        "one": lambda: simulate([[0.1]]),
        "more": lambda: simulate([[0.1]] * POINTS),
    }
    times: dict[str, list[float]] = {name: [] for name in calls}
    for turn in range(turns + 1):
        for name, call in calls.items():
            begun = time.perf_counter()
            call()
            # The first turn reads the program from the disk.
            if turn > 0:
                times[name].append(1000 * (time.perf_counter() - begun))
    engine = [(more - one) / (POINTS - 1) for one, more in zip(times["one"], times["more"])]
    run, own = statistics.median(times["run"]), statistics.median(engine)
    print(f"tl.run: {run:.1f} ms, the engine: {own:.1f} ms, medians of {turns} turns")
    print(f"goal: {1.1 * own + 20:.1f} ms ({GOAL}): {'met' if run <= 1.1 * own + 20 else 'missed'}")
    print(f"a call of a simulator with one point: {statistics.median(times['one']):.1f} ms")


if __name__ == "__main__":
    main()
