"""Long work: Ctrl-C, other threads, progress."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import SOURCE

import trilat as tl

#: Far more than can be done before the interrupt.
MANY = 5_000_000
#: Machines that do other things meanwhile, such as those that run tests, are given more than half a second.
SLOWER = 4


def interrupt_soon(delay: float) -> tuple[threading.Thread, list[float]]:
    """Sends what Ctrl-C sends to this process after a while, and takes note of when."""
    sent: list[float] = []

    def send() -> None:
        time.sleep(delay)
        sent.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=send)
    thread.start()
    return thread, sent


def test_ctrl_c_stops_within_half_a_second_and_keeps_what_is_complete():
    thread, sent = interrupt_soon(3.0)
    with pytest.raises(KeyboardInterrupt) as caught:
        tl.run("toy", runs=MANY, progress=False)
    # The tables of what is kept are written before it is raised; the disk has its time as well.
    late = time.monotonic() - sent[0]
    thread.join()
    assert isinstance(caught.value, tl.Interrupted) and not isinstance(caught.value, tl.Error)
    kept = caught.value.result
    assert kept is not None and not kept.complete
    assert 0 < len(kept.runs) < MANY
    assert kept.manifest["status"] == "interrupted"
    assert late < 5.0


def test_ctrl_c_in_a_simulator_comes_within_half_a_second():
    f = tl.simulator("northeast_asia", ["fear.per_exercise"], ["wars"], runs=MANY)
    thread, sent = interrupt_soon(2.0)
    with pytest.raises(KeyboardInterrupt):
        f([[0.1]])
    late = time.monotonic() - sent[0]
    thread.join()
    assert late < 0.5 * SLOWER, late


def journal(folder: str) -> list[dict]:
    """The parts that are complete."""
    file = Path(folder, "parts", "journal.jsonl")
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def interrupt_when(begun: Callable[[], bool]) -> tuple[threading.Thread, list[float]]:
    """Sends what Ctrl-C sends to this process as soon as work has begun, and takes note of when."""
    sent: list[float] = []

    def send() -> None:
        while not begun():
            time.sleep(0.005)
        sent.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=send)
    thread.start()
    return thread, sent


def calibrate(_: Path, **options: Any) -> tl.Result:
    fit = SOURCE / "tests" / "record" / "calibrate" / "two_states_fit.toml"
    return tl.calibrate(fit, particles=40, generations=3, progress=False, **options)


def exact(_: Path, **options: Any) -> tl.Result:
    fit = SOURCE / "tests" / "record" / "calibrate" / "two_states_fit.toml"
    found = tl.calibrate(fit, method="smc2", particles=40, progress=False, **options)
    assert len(found.evidence) == 5 and len(found.prequential) == 96
    return found


def sweep(study: Path, **options: Any) -> tl.Result:
    return tl.sweep(study, progress=False, **options)


@pytest.mark.parametrize("task", [sweep, calibrate, exact])
def test_ctrl_c_in_a_study_keeps_complete_parts_and_it_goes_on_to_the_same_bytes(task, study):
    def work(**options: Any) -> tl.Result:
        return task(study, **options)

    def parts() -> list[Path]:
        return [Path(f"cut/parts/part_{line['part']:06}.csv") for line in journal("cut")]

    thread, sent = interrupt_when(lambda: bool(parts()))
    with pytest.raises(KeyboardInterrupt):
        work(out="cut")
    late = time.monotonic() - sent[0]
    thread.join()
    assert late < 0.5 * SLOWER, late
    kept = {path: path.stat().st_mtime_ns for path in parts()}
    assert kept and not Path("cut/manifest.json").exists()
    with pytest.raises(tl.UsageError, match="resume=True goes on with it"):
        work(out="cut")
    resumed = work(out="cut", resume=True, keep_parts=True, report=False)
    assert all(path.stat().st_mtime_ns == written for path, written in kept.items())
    whole = work()
    data = [name for name in whole.sha256 if not name.startswith("figures/")]
    assert resumed.complete and {name: resumed.sha256[name] for name in data} == {name: whole.sha256[name] for name in data}


def test_an_exception_of_a_handler_is_raised_as_it_is():
    class Alarm(Exception):
        pass

    def ring(*_: object) -> None:
        raise Alarm

    earlier = signal.signal(signal.SIGALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, 1.0)
        with pytest.raises(Alarm):
            tl.run("northeast_asia", runs=MANY, progress=False)
    finally:
        signal.signal(signal.SIGALRM, earlier)


def test_two_threads_run_at_once_and_get_their_own_numbers():
    alone = {seed: tl.run("toy", runs=256, seed=seed, progress=False).sha256["runs.csv"] for seed in (1, 2)}
    found: dict[int, str] = {}

    def work(seed: int) -> None:
        found[seed] = tl.run("toy", runs=256, seed=seed, progress=False).sha256["runs.csv"]

    threads = [threading.Thread(target=work, args=(seed,)) for seed in alone]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == alone and alone[1] != alone[2]


def test_ten_processes_at_once_get_the_numbers_of_one():
    code = "import sys, trilat as tl; print(tl.run('toy', runs=256, seed=int(sys.argv[1])).sha256['runs.csv'])"
    seeds = [1 + at % 5 for at in range(10)]
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(seed)], stdout=subprocess.PIPE, text=True) for seed in seeds
    ]
    found = [process.communicate(timeout=120)[0].strip() for process in started]
    alone = {seed: tl.run("toy", runs=256, seed=seed, progress=False).sha256["runs.csv"] for seed in set(seeds)}
    assert found == [alone[seed] for seed in seeds]


def test_a_call_leaves_no_file_unless_it_was_asked_for_one(tmp_path, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    r = tl.run("toy", runs=64, progress=False)
    assert len(r.runs) == 64 and r.plot("probes_by_rung").caption
    tl.compare("toy", "toy", runs=64, progress=False)
    tl.simulator("toy", ["fear.per_exercise"], ["wars"])([[0.1]])
    tl.trace("toy", 0)
    assert [path.name for path in tmp_path.iterdir()] == ["temporary"]
    del r
    assert list(temporary.iterdir()) == []


def test_the_interpreter_goes_on_meanwhile():
    ticks = 0
    done = threading.Event()

    def work() -> None:
        tl.run("northeast_asia", runs=200, threads=1, progress=False)
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    while not done.is_set():
        ticks += 1
        time.sleep(0.005)
    thread.join()
    assert ticks > 5


def test_a_bar_shows_how_far_it_is(capsys):
    pytest.importorskip("tqdm")
    tl.run("toy", runs=4096, progress=True)
    assert "runs" in capsys.readouterr().err
    tl.run("toy", runs=256, progress=False)
    assert capsys.readouterr().err == ""
    # Nobody would see one.
    tl.run("toy", runs=256)
    assert capsys.readouterr().err == ""


def test_without_tqdm_there_is_no_bar():
    code = (
        "import sys; sys.modules['tqdm'] = None; sys.modules['tqdm.auto'] = None\n"
        "import trilat as tl; tl.run('toy', runs=64)\n"
        "try: tl.run('toy', runs=64, progress=True)\n"
        "except tl.UsageError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "needs the package tqdm" in done.stdout


def test_what_the_reader_should_know_is_warned():
    s = tl.sweep("saltelli", replicates=2, progress=False)
    with pytest.warns(tl.Warned, match="2 runs per point"):
        found = tl.sensitivity(s, output="probes_r1", progress=False)
    assert len(found.warnings) == 1
