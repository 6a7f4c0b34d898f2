#!/usr/bin/env bash
# Runs the notebooks from a virtual environment of their own on small samples; their asserts check numbers.
# Needs the program in target/release.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=target/notebooks
if [ ! -x "$venv/bin/papermill" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet -r notebooks/requirements.txt papermill
fi

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
run() { # name, parameters
  "$venv/bin/jupytext" --quiet --to ipynb --output "$place/$1.ipynb" "notebooks/$1.py"
  MPLBACKEND=agg "$venv/bin/papermill" --log-level ERROR --no-progress-bar --kernel python3 \
    "$place/$1.ipynb" "$place/$1.done.ipynb" -p OUT "$place/$1" "${@:2}"
  echo "ok notebooks/$1.py"
}
PATH="$PWD/$venv/bin:$PATH"
"$venv/bin/python" -m ipykernel install --prefix "$PWD/$venv" --name python3 >/dev/null 2>&1
run 1_first_figure -p RUNS 400
run 2_sweep -p REPLICATES 40 -p SAMPLES 32
run 3_distance_from_tokyo -p RUNS 512
run 4_calibration -p PARTICLES 60 -p GENERATIONS 3 -p DRAWS 10
