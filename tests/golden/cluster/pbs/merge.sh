#!/usr/bin/env bash
#PBS -N trilat-toy-merge
#PBS -l select=1:ncpus=1
#PBS -S /bin/bash
#PBS -j oe
#PBS -o /dev/null
#PBS -r y
#
# Joins the shards of the study toy, or says which are missing and how to run them.
# Written by `trilat cluster` (VERSION).
#
#   qsub -W depend=afterany:JOB '/home/kim/my study/outputs/toy.pbs/merge.sh'
#   bash '/home/kim/my study/outputs/toy.pbs/merge.sh'    # here and now
#
# afterany, not afterok: with afterok a single task that failed would leave this job pending for ever.
# Whether all shards are complete is read from their files, not from how their tasks ended.

set -e
shopt -s nullglob

project='/home/kim/my study'
trilat=/home/kim/bin/trilat
shards='/home/kim/my study/outputs/toy.shards'
out='/home/kim/my study/outputs/toy'
scripts='/home/kim/my study/outputs/toy.pbs'

[ -z "${PBS_JOBID:-}" ] || exec >>"$scripts/merge.log" 2>&1

cd "$project"
folders=("$shards"/*_of_3)
missing=1-3
code=5
if [ "${#folders[@]}" -eq 0 ]; then
  echo "error: none of the 3 shards has begun: $shards is empty" >&2
else
  code=0
  "$trilat" merge "${folders[@]}" --out "$out" || code=$?
  if [ "$code" -eq 5 ]; then
    missing=$("$trilat" status --missing-shards "${folders[@]}") || true
  fi
fi
if [ "$code" -eq 5 ]; then
  scripts=$(printf %q "$scripts")
  printf '%s\n' >&2 \
    "The logs of the shards are in $scripts. To run the missing shards and merge again:" \
    "  # missing: $missing; a shard that is complete ends at once" \
    "  array=\$(qsub $scripts/array.sh)" \
    "  qsub -W depend=afterany:\"\$array\" $scripts/merge.sh"
fi
exit "$code"
