#!/usr/bin/env bash
#SBATCH --job-name=toy-merge
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --time=2:00:00
#SBATCH --mem=4G
#SBATCH --partition=short
#SBATCH --account=peace-1
#SBATCH --qos=long
#SBATCH --mail-type=FAIL
#SBATCH --output='/home/kim/my study/results/a b.slurm/merge.log'
#SBATCH --open-mode=append
#SBATCH --requeue
#
# Joins the shards of the study toy, or says which are missing and how to run them.
# Written by `trilat cluster` (VERSION).
#
#   sbatch --dependency=afterany:JOB '/home/kim/my study/results/a b.slurm/merge.sh'
#   bash '/home/kim/my study/results/a b.slurm/merge.sh'    # here and now
#
# afterany, not afterok: with afterok a single task that failed would leave this job pending for ever.
# Whether all shards are complete is read from their files, not from how their tasks ended.

set -e
shopt -s nullglob

project='/home/kim/my study'
trilat=trilat
shards='/home/kim/my study/results/a b.shards'
out='/home/kim/my study/results/a b'
scripts='/home/kim/my study/results/a b.slurm'

# What the program needs on the node (--module, --setup).
module load gcc/12.2
export PATH="$HOME/bin:$PATH"

cd "$project"
folders=("$shards"/*_of_8)
missing=1-8
code=5
if [ "${#folders[@]}" -eq 0 ]; then
  echo "error: none of the 8 shards has begun: $shards is empty" >&2
else
  code=0
  "$trilat" merge "${folders[@]}" --out "$out" --force || code=$?
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
