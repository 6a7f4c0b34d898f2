"""A study in shards by submitit, on a Slurm cluster or on this machine: the same files as one process writes.

    python submitit_sweep.py lhs outputs/lhs --shards 8 --cluster slurm --minutes 120 --cpus 4

Called again after an interruption, it goes on with what is complete.
"""

import argparse
from pathlib import Path

import submitit

import trilat as tl


class Shard:
    """Runs one shard; submitit submits it again if the job reaches its time limit or is preempted."""

    def __call__(self, study, folder, index, of, options):
        out = Path(folder) / f"{index}_of_{of}"
        tl.sweep(study, shard=(index, of), out=out, resume=True, progress=False, **options)
        return out

    def checkpoint(self, *arguments):
        return submitit.helpers.DelayedSubmission(Shard(), *arguments)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("study", help="a study file, or the name of one that the package carries")
    arguments.add_argument("out", type=Path, help="a folder that all nodes see")
    arguments.add_argument("--shards", type=int, default=8)
    arguments.add_argument("--replicates", type=int)
    arguments.add_argument("--cluster", default="slurm", help="slurm, or local for this machine")
    arguments.add_argument("--minutes", type=int, default=60, help="time limit of a shard")
    arguments.add_argument("--cpus", type=int, default=1, help="cores of a shard")
    given = arguments.parse_args()

    study = str(Path(given.study).resolve()) if Path(given.study).exists() else given.study
    shards = given.out.resolve().with_name(given.out.name + ".shards")
    options = {"replicates": given.replicates, "threads": given.cpus}
    executor = submitit.AutoExecutor(folder=shards / "logs", cluster=given.cluster)
    executor.update_parameters(name=given.out.name, timeout_min=given.minutes, cpus_per_task=given.cpus)
    with executor.batch():
        jobs = [
            executor.submit(Shard(), study, shards, at + 1, given.shards, options) for at in range(given.shards)
        ]
    merged = tl.merge([job.result() for job in jobs], out=given.out, force=True, progress=False)
    print(f"{merged.folder}: {len(merged.runs)} runs")


if __name__ == "__main__":
    main()
