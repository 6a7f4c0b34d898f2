#!/usr/bin/env bash
#SBATCH --job-name=toy-merge
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --output='/home/kim/my study/outputs/toy.slurm/merge.log'
#SBATCH --open-mode=append
#SBATCH --requeue
#
# Joins the shards of the study toy, or says which are missing and how to run them.
# Written by `trilat cluster` (VERSION).
#
#   sbatch --dependency=afterany:JOB '/home/kim/my study/outputs/toy.slurm/merge.sh'
#   bash '/home/kim/my study/outputs/toy.slurm/merge.sh'    # here and now
#
# afterany, not afterok: with afterok a single task that failed would leave this job pending for ever.
# Whether all shards are complete is read from their files, not from how their tasks ended.

set -e
shopt -s nullglob

project='/home/kim/my study'
trilat=/home/kim/bin/trilat
shards='/home/kim/my study/outputs/toy.shards'
out='/home/kim/my study/outputs/toy'
scripts='/home/kim/my study/outputs/toy.slurm'

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
    "  array=\$(sbatch --parsable --array=$missing $scripts/array.sh)" \
    "  sbatch --dependency=afterany:\"\${array%%;*}\" $scripts/merge.sh"
fi
exit "$code"
