#!/usr/bin/env bash
#$ -N trilat-toy-merge
#$ -l h_rt=93600
#$ -l h_vmem=4096M
#$ -q short
#$ -A peace-1
#$ -pe openmp 4
#$ -S /bin/bash
#$ -j y
#$ -o /dev/null
#$ -r y
#
# Joins the shards of the study toy, or says which are missing and how to run them.
# Written by `trilat cluster` (VERSION).
#
#   qsub -hold_jid JOB '/home/kim/my study/results/a b.sge/merge.sh'
#   bash '/home/kim/my study/results/a b.sge/merge.sh'    # here and now
#
# -hold_jid waits for the end of all tasks, however they ended.
# Whether all shards are complete is read from their files, not from how their tasks ended.

set -e
shopt -s nullglob

project='/home/kim/my study'
trilat=trilat
shards='/home/kim/my study/results/a b.shards'
out='/home/kim/my study/results/a b'
scripts='/home/kim/my study/results/a b.sge'

[ -z "${JOB_ID:-}" ] || exec >>"$scripts/merge.log" 2>&1

# What the program needs on the node (--module, --setup).
module load gcc/12.2
export PATH="$HOME/bin:$PATH"

cd "$project"
folders=("$shards"/*_of_3)
missing=1-3
code=5
if [ "${#folders[@]}" -eq 0 ]; then
  echo "error: none of the 3 shards has begun: $shards is empty" >&2
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
    "  # missing: $missing; a shard that is complete ends at once" \
    "  array=\$(qsub -terse $scripts/array.sh)" \
    "  qsub -hold_jid \"\${array%%.*}\" $scripts/merge.sh"
fi
exit "$code"
