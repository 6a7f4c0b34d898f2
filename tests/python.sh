#!/usr/bin/env bash
# The Python package: builds the wheel, installs it into an environment where there is no Rust, and runs its tests
# there against the packages that people use with it (polars, pandas, pyarrow, DuckDB, SALib, the workbench, pyabc,
# Dask, submitit). Compiles with the dependencies that `cargo test --release --workspace` has left.
#
# PROFILE names another profile of Cargo, WHEEL a wheel that is there already.
set -euo pipefail
cd "$(dirname "$0")/.."
here=$PWD/target/python
mkdir -p "$here"

venv() { # folder, packages
  [ -x "$1/bin/python" ] || python3 -m venv "$1"
  "$1/bin/pip" install --quiet --disable-pip-version-check "${@:2}"
}

wheel=${WHEEL:-}
if [ -z "$wheel" ]; then
  venv "$here/build" "maturin>=1.9,<2"
  rm -rf "$here/wheels"
  # The environment's own programs first, since maturin calls itself.
  PATH=$here/build/bin:$PATH maturin build --quiet --manifest-path crates/python/Cargo.toml \
    --profile "${PROFILE:-release}" --out "$here/wheels"
  wheel=$(echo "$here"/wheels/*.whl)
fi

# Nothing but Python, and nothing of the source tree.
venv "$here/user" pytest mypy numpy polars pandas pandas-stubs pyarrow duckdb tqdm SALib \
  "ema-workbench==2.5.3" pyabc "dask[distributed]" submitit
"$here/user/bin/pip" install --quiet --disable-pip-version-check --force-reinstall --no-deps "$wheel"
rm -rf "$here/tests"
cp -r crates/python/tests "$here/tests"
cd "$here/tests"
env -u CARGO_HOME -u CARGO_TARGET_DIR PATH="$here/user/bin:/usr/bin:/bin" TRILAT_SOURCE="$here/../.." \
  "$here/user/bin/python" -m pytest -q -p no:cacheprovider "$@"
