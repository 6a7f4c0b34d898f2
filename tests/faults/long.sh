#!/usr/bin/env bash
# Tries every fault at every place of every command, and writes the table of docs/reliability.md. Takes about an hour.
# Words are filters of tests, as `cargo test` takes them: `tests/faults/long.sh two_writers` tries these alone and prints
# their rows. TRILAT_FAULT_COMMANDS=export,plot tries these commands alone.
set -euo pipefail
cd "$(dirname "$0")/../.."

rows=$(mktemp)
trap 'rm -f "$rows"' EXIT
# A violation fails its test and stands in its row: the others are tried all the same.
failed=0
TRILAT_FAULTS=$rows cargo test --release --workspace --no-fail-fast --test faults -- --test-threads "${THREADS:-2}" "$@" || failed=1
sort -o "$rows" "$rows"
cat "$rows"
if [ $# -eq 0 ] && [ -z "${TRILAT_FAULT_COMMANDS:-}" ]; then
  document=docs/reliability.md
  head=$(sed -n '1,/^<!-- table -->$/p' "$document")
  {
    echo "$head"
    echo
    echo "| fault | command | attempts | ended with 0 | said what failed | went wrong |"
    echo "|---|---|---|---|---|---|"
    cat "$rows"
  } >"$document.new"
  mv "$document.new" "$document"
fi
exit "$failed"
