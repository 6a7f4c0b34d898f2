#!/usr/bin/env bash
{{head}}#
# Joins the shards of the study {{name}}, or says which are missing and how to run them.
# Written by `trilat cluster` ({{version}}).
#
{{use}}#   bash {{script}}    # here and now
#
{{why}}# Whether all shards are complete is read from their files, not from how their tasks ended.

set -e
shopt -s nullglob

project={{project}}
trilat={{binary}}
shards={{shards}}
out={{out}}
scripts={{folder}}

{{log}}{{setup}}cd "$project"
folders=("$shards"/*_of_{{of}})
missing=1-{{of}}
code=5
if [ "${#folders[@]}" -eq 0 ]; then
  echo "error: none of the {{of}} shards has begun: $shards is empty" >&2
else
  code=0
  "$trilat" merge "${folders[@]}" --out "$out"{{force}} || code=$?
  if [ "$code" -eq 5 ]; then
    missing=$("$trilat" status --missing-shards "${folders[@]}") || true
  fi
fi
if [ "$code" -eq 5 ]; then
  scripts=$(printf %q "$scripts")
  printf '%s\n' >&2 \
    "The logs of the shards are in $scripts. To run the missing shards and merge again:" \
{{again}}
fi
exit "$code"
