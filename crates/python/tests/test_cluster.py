"""Shards on other programs' workers: the bytes of one process, also when a worker dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from conftest import SOURCE

import trilat as tl


def digests(result: tl.Result) -> dict[str, str]:
    """Of all tables."""
    assert result.complete
    found = {name: digest for name, digest in result.sha256.items() if name.endswith(".csv")}
    assert {"runs.csv", "summary.csv", "design.csv"} <= set(found)
    return found


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_dask_merges_to_the_same_bytes_though_a_worker_is_killed(study):
    distributed = pytest.importorskip("distributed")
    alone = tl.sweep(study, progress=False)
    killed: list[Path] = []

    def kill_a_worker(workers: dict[str, int]) -> None:
        """Ends the worker of a shard of which a part is complete and others are not."""
        while not killed:
            for journal in Path().glob(".trilat-shards-*/*/parts/journal.jsonl"):
                if journal.stat().st_size > 0:
                    killed.append(journal.parent.parent)
                    os.kill(next(iter(workers.values())), signal.SIGKILL)
                    return
            time.sleep(0.005)

    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        thread = threading.Thread(target=kill_a_worker, args=(client.run(os.getpid),))
        thread.start()
        shared = tl.sweep(study, client=client, out="shared")
        thread.join()
    assert killed and digests(shared) == digests(alone)
    assert not list(Path().glob(".trilat-shards-*"))


def test_submitit_merges_to_the_same_bytes():
    pytest.importorskip("submitit")
    words = ["arms", "shared", "--replicates", "4", "--shards", "2", "--cluster", "local"]
    script = SOURCE / "examples" / "submitit_sweep.py"
    done = subprocess.run([sys.executable, script, *words], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert digests(tl.read("shared")) == digests(tl.sweep("arms", replicates=4, progress=False))
