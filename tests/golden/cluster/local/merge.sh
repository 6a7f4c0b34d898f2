#!/usr/bin/env bash
#
# Joins the shards of the study toy, or says which are missing and how to run them.
# Written by `trilat cluster` (VERSION).
#
#   bash '/home/kim/my study/outputs/toy.local/merge.sh'    # here and now
#
# Whether all shards are complete is read from their files, not from how their tasks ended.

set -e
shopt -s nullglob

project='/home/kim/my study'
trilat=/home/kim/bin/trilat
shards='/home/kim/my study/outputs/toy.shards'
out='/home/kim/my study/outputs/toy'
scripts='/home/kim/my study/outputs/toy.local'

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
    "  bash $scripts/run.sh"
fi
exit "$code"
