#!/usr/bin/env bash
# Runs the notebooks from a virtual environment of their own on small samples; their asserts check numbers, and each
# is the same as its pair. Needs the wheel of tests/python.sh, or one that WHEEL names.
#
# TRILAT_BLESS=1 makes the notebooks with what they show anew instead, in full: a few minutes.
set -euo pipefail
cd "$(dirname "$0")/.."

wheel=${WHEEL:-$(echo "$PWD"/target/python/wheels/*.whl)}
[ -f "$wheel" ] || { echo "notebooks: there is no $wheel; tests/python.sh builds it" >&2; exit 1; }
venv=target/notebooks
if [ ! -x "$venv/bin/papermill" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check -r notebooks/requirements.txt papermill
fi
"$venv/bin/pip" install --quiet --disable-pip-version-check --force-reinstall --no-deps "$wheel"

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
run() { # name, parameters
  "$venv/bin/jupytext" --quiet --to ipynb --output "$place/$1.ipynb" "notebooks/$1.py"
  "$venv/bin/papermill" --log-level ERROR --no-progress-bar --kernel python3 --cwd "$place" \
    "$place/$1.ipynb" "$place/$1.done.ipynb" "${@:2}"
}
PATH="$PWD/$venv/bin:$PATH"
"$venv/bin/python" -m ipykernel install --prefix "$PWD/$venv" --name python3 >/dev/null 2>&1
if [ -n "${TRILAT_BLESS:-}" ]; then
  for script in notebooks/[0-9]*.py; do
    name=$(basename "$script" .py)
    run "$name"
    "$venv/bin/python" tests/notebooks.py keep "$place/$name.done.ipynb" "notebooks/$name.ipynb"
  done
else
  run 1_first_figure -p RUNS 400
  run 2_sweep -p REPLICATES 40 -p SAMPLES 32
  run 3_distance_from_tokyo -p RUNS 512
  run 4_calibration -p PARTICLES 60 -p GENERATIONS 3 -p DRAWS 10
fi
"$venv/bin/python" tests/notebooks.py check notebooks
echo "notebooks: ok"
