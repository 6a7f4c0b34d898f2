#!/usr/bin/env bash
# Runs the study {{name}} on this machine: its {{of}} shards, as many at a time as there are cores for, and
# the merge after them. Started again it makes only what is missing.
# Written by `trilat cluster` ({{version}}).
#
#   bash {{script}}
#   JOBS=2 bash {{script}}    # two shards at a time

set -e

scripts={{folder}}

jobs=${JOBS:-$(($(nproc) / {{cpus}}))}
if [ "$jobs" -lt 1 ]; then
  jobs=1
fi
# Which shards are complete is read from their files by the merge, not from how they ended.
seq 1 {{of}} | xargs -P "$jobs" -I '{}' env TRILAT_SHARD='{}' bash "$scripts/array.sh" || true
exec bash "$scripts/merge.sh"
