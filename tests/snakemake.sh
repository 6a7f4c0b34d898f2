#!/usr/bin/env bash
# The workflow of examples/snakemake with Snakemake from PyPI: the bytes of one process, also after a shard was
# lost, and nothing made twice. Give it the program, target/release/trilat if left out.
set -euo pipefail
cd "$(dirname "$0")/.."

program=$(realpath "${1:-${CARGO_TARGET_DIR:-target}/release/trilat}")
[ -x "$program" ] || { echo "snakemake: there is no $program; build it first" >&2; exit 1; }
snakefile=$PWD/examples/snakemake/Snakefile
venv=$PWD/target/snakemake
"$venv/bin/python" -c "import snakemake" 2>/dev/null ||
  { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet snakemake; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

flow() {
  "$venv/bin/snakemake" --snakefile "$snakefile" --cores 2 --config program="$program" study=lhs shards=3 \
    out="my outputs/lhs" options="--replicates 2" >log 2>&1 || { cat log; exit 1; }
}
same() {
  for file in runs.csv summary.csv design.csv factors.csv scenario.resolved.toml datapackage.json; do
    cmp "whole/$file" "my outputs/lhs/$file"
  done
  "$program" verify "my outputs/lhs" >/dev/null
}

"$program" sweep lhs --replicates 2 --quiet --out whole >/dev/null
flow
same
[ -s "my outputs/lhs/sensitivity/sensitivity.csv" ]
flow
grep -q "Nothing to be done" log || { cat log; exit 1; }
rm -r "my outputs/lhs.done/2" "my outputs/lhs.shards/2_of_3"
flow
same
echo "snakemake: ok"
