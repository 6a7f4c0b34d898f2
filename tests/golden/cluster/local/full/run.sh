#!/usr/bin/env bash
# Runs the study toy on this machine: its 3 shards, as many at a time as there are cores for, and
# the merge after them. Started again it makes only what is missing.
# Written by `trilat cluster` (VERSION).
#
#   bash '/home/kim/my study/results/a b.local/run.sh'
#   JOBS=2 bash '/home/kim/my study/results/a b.local/run.sh'    # two shards at a time

set -e

scripts='/home/kim/my study/results/a b.local'

jobs=${JOBS:-$(($(nproc) / 4))}
if [ "$jobs" -lt 1 ]; then
  jobs=1
fi
# Which shards are complete is read from their files by the merge, not from how they ended.
seq 1 3 | xargs -P "$jobs" -I '{}' env TRILAT_SHARD='{}' bash "$scripts/array.sh" || true
exec bash "$scripts/merge.sh"
